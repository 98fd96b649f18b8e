// What a search form does with a script. One file: another request costs a phone more than these few bytes.

// Fills the list of a search box with what is typed so far. The browser draws and reads out the list; without this
// script it holds the kinds of support that are offered at first.
const box = document.querySelector('[data-word-list]')
const list = box && document.getElementById(box.getAttribute('list'))
let typing
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
    clearTimeout(typing)
    typing = setTimeout(() => fill().catch(() => {}), 200)
  })
}

// Says how many services the ticked filters would give, without touching the results (they change on the button only).
const form = document.querySelector('[data-filter-count]')
const status = document.querySelector('[data-filter-status]')
const button = form && form.querySelector('[data-filter-button]')
let ticking

async function count () {
  const query = new URLSearchParams(new FormData(form))
  const answer = await fetch(`${form.dataset.filterCount}?${query}`)
  if (!answer.ok) return
  const { total, words } = await answer.json()
  status.textContent = words
  button.textContent = total === 1 ? 'Show 1 service' : `Show ${total} services`
}

if (form) {
  form.addEventListener('change', () => {
    clearTimeout(ticking)
    ticking = setTimeout(() => count().catch(() => {}), 400)
  })
}
