// One key chooses a decision, Enter takes it. Single keys can be switched off (WCAG 2.1.4), and do nothing while typing.
const help = document.querySelector('[data-keys]')
const form = document.getElementById('decide')
const OFF = 'triage-keys-off'

function isOff () {
  try { return localStorage.getItem(OFF) === 'yes' } catch { return false }
}

function isTyping (element) {
  return element.matches('textarea, select, input:not([type=radio]):not([type=checkbox])')
}

function onKey (event) {
  if (isOff() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  const key = event.key.toLowerCase()
  if (!/^[a-z]$/.test(key)) return
  const control = document.querySelector(`[data-key="${key}"]`)
  if (!control) return
  event.preventDefault()
  control.focus()
  control.click()
}

function showWhatBelongs () {
  for (const more of document.querySelectorAll('[data-for-choice]')) {
    const choice = document.querySelector(`[data-more="${more.id}"]`)
    more.hidden = !choice.checked
  }
}

if (help) {
  const box = help.querySelector('[data-keys-switch]')
  help.hidden = false
  box.checked = !isOff()
  box.addEventListener('change', () => {
    try { localStorage.setItem(OFF, box.checked ? '' : 'yes') } catch { /* it stays as it is until the page is left */ }
  })
}
document.addEventListener('keydown', onKey)
if (form) {
  showWhatBelongs()
  form.addEventListener('change', showWhatBelongs)
  // Enter in the choice decides; it never saves the links alone.
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.matches('input[type=radio]')) {
      event.preventDefault()
      form.requestSubmit(form.querySelector('button[name=decide]'))
    }
  })
}
