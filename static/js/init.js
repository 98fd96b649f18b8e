// Starts GOV.UK Frontend's own behaviours. A file, so that no page needs an inline script.
import { initAll } from '../vendor/govuk-frontend/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
