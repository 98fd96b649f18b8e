// Fills the list of a search box with what is typed so far. The browser draws and reads out the list; without this
// script it holds the kinds of support that are offered at first.
const box = document.querySelector('[data-word-list]')
const list = box && document.getElementById(box.getAttribute('list'))
let timer
let asked = ''

async function fill () {
  const typed = box.value.trim().slice(0, 60)
  if (typed.length < 2 || typed === asked) return
  asked = typed
  const answer = await fetch(`${box.dataset.wordList}?${new URLSearchParams({ q: typed })}`)
  if (!answer.ok) return
  const { words } = await answer.json()
  if (typed !== asked) return // an answer that came too late
  list.replaceChildren(...words.map(word => Object.assign(document.createElement('option'), { value: word })))
}

if (list) {
  box.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => fill().catch(() => {}), 200)
  })
}
