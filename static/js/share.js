// Share and print buttons appear only where a script can answer them.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
for (const button of document.querySelectorAll('[data-share]')) {
  const status = document.querySelector('[data-share-status]')
  if (!navigator.share && !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    const address = button.dataset.share || window.location.href
    try {
      if (navigator.share) await navigator.share({ title: document.title, url: address })
      else {
        await navigator.clipboard.writeText(address)
        status.textContent = 'The link is copied.'
      }
    } catch { /* closed by the person: nothing to say */ }
  })
}
