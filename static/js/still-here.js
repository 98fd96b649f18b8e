// Somebody who writes is not idle: while they type, the sign-in is kept, so that a long answer is not lost at the end.
const EVERY_5_MINUTES = 5 * 60 * 1000
let told = Date.now()

document.addEventListener('input', () => {
  if (Date.now() - told < EVERY_5_MINUTES) return
  told = Date.now()
  fetch('/account/still-here/').catch(() => { /* no network now: the next key tries again in 5 minutes */ })
})
