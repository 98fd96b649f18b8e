// Shows advice on a text a moment after somebody stops typing. The words are looked at on our own server and kept nowhere.
const form = document.querySelector('[data-hints]')
const WAIT = 900

async function ask (field, place) {
  const body = new FormData()
  body.append('text', field.value)
  body.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value)
  const answer = await fetch(form.dataset.hints, { method: 'POST', body, headers: { Accept: 'application/json' } })
  if (!answer.ok || answer.redirected) return
  const { hints } = await answer.json()
  const list = document.createElement('ul')
  for (const words of hints) {
    const line = document.createElement('li')
    line.textContent = words
    list.append(line)
  }
  place.replaceChildren(...(hints.length ? [list] : []))
}

if (form) {
  for (const place of form.querySelectorAll('[data-hints-for]')) {
    const field = document.getElementById(place.dataset.hintsFor)
    let timer
    field.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(() => ask(field, place).catch(() => {}), WAIT)
    })
  }
}
