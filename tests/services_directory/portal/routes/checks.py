"""The link in a reminder: whoever has it may confirm the one listing, signed in or not."""

import datetime

from services_directory.domain.review_links import token_for
from services_directory.models import ReviewReminder
from tests.factories.directory import ListingAssuranceFactory, ServicePageFactory
from tests.services_directory.portal.routes import ANYBODY, NOT_ALLOWED_TO_ANYBODY, Route

ROUTES = {
    "services_directory:check_listing": Route(get=ANYBODY, post=ANYBODY),
    "services_directory:check_listing_changed": Route(get=ANYBODY, post=ANYBODY, data={"words": "New hours"}),
    "services_directory:check_listing_told": Route(get=ANYBODY, post=NOT_ALLOWED_TO_ANYBODY),
    "services_directory:new_link": Route(get=ANYBODY, post=ANYBODY),
    "services_directory:new_link_sent": Route(get=ANYBODY, post=NOT_ALLOWED_TO_ANYBODY),
    "services_directory:renew_link": Route(get=ANYBODY, post=ANYBODY),
}


def things(provider, manager, editor):
    today = datetime.date.today()
    page = ServicePageFactory(provider=provider)
    ListingAssuranceFactory(page=page, checked_on=today - datetime.timedelta(days=182), next_due_on=today)
    reminder = ReviewReminder.objects.create(page=page, due_on=today, stage=0, user=manager, sent_on=today)
    return {"reminder": token_for(reminder)}
