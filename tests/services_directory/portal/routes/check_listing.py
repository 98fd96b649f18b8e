"""The link of a reminder: whoever holds it may confirm, signed in or not."""

import datetime

from services_directory.domain.review_links import token_for
from services_directory.enums import ReminderStage
from services_directory.models import ReviewReminder
from tests.factories.directory import ServicePageFactory
from tests.services_directory.portal.routes import ANYBODY, NOT_ALLOWED_TO_ANYBODY, Route

ROUTES = {
    "services_directory:new_link": Route(get=ANYBODY, post=ANYBODY),
    "services_directory:new_link_sent": Route(get=ANYBODY, post=NOT_ALLOWED_TO_ANYBODY),
    "services_directory:check_listing": Route(get=ANYBODY, post=ANYBODY),
    "services_directory:check_listing_changed": Route(get=ANYBODY, post=ANYBODY),
    "services_directory:check_listing_told": Route(get=ANYBODY, post=NOT_ALLOWED_TO_ANYBODY),
    "services_directory:renew_link": Route(get=ANYBODY, post=ANYBODY),
}


def things(provider, manager, editor):
    today = datetime.date.today()
    reminder = ReviewReminder.objects.create(
        page=ServicePageFactory(provider=provider),
        due_on=today,
        sent_on=today,
        stage=next(iter(ReminderStage)),
        user=manager,
    )
    return {"token": token_for(reminder)}
