// Says how many services the ticked filters would give, without touching the results (they change on the button only).
const form = document.querySelector('[data-filter-count]')
const status = document.querySelector('[data-filter-status]')
const button = form && form.querySelector('[data-filter-button]')
let timer

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
    clearTimeout(timer)
    timer = setTimeout(() => count().catch(() => {}), 400)
  })
}
