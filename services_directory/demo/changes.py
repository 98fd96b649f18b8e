"""Changes that wait at the desk of the demonstration: a new listing, a conflict, one sent back, and everyday ones."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from localoffer.accounts.models import User
from services_directory.domain.change_decisions import review_of, send_back
from services_directory.domain.listing_changes import save_step, start_change, submit_change
from services_directory.domain.listing_fields import step_with
from services_directory.models import (
    ListingChange,
    ProviderMembership,
    ProviderPage,
    ReasonForDecision,
    ServicePage,
)

STAFF = ("staff@example.org", "Sam", "Staff")


def load_changes(provider_person: User, officer: User) -> None:
    """Everything, for Harebell and for a person who works for several other organisations."""
    harebell = ProviderPage.objects.get(title="Harebell Short Breaks")
    email, first, last = STAFF
    staff = User.objects.create_user(email, first_name=first, last_name=last)
    _times_and_telephone("Harebell Saturday Club", provider_person)
    _conflict("Harebell Teens", provider_person, officer)
    _sent_back("Harebell holiday playscheme", provider_person, officer)
    _new_listing(harebell, provider_person)
    for title, days, content in EVERYDAY:
        service = ServicePage.objects.get(title=title)
        if not ProviderMembership.objects.filter(user=staff, provider=service.provider).exists():
            ProviderMembership.objects.create(user=staff, provider=service.provider, role="editor")
        _send(service, staff, days, **content)


EVERYDAY: tuple[tuple[str, int, dict[str, Any]], ...] = (
    (
        "Wheelchair service",
        9,
        {
            "waiting_time": "About 10 weeks to the first appointment.",
            "waiting_time_weeks": 10,
            "waiting_time_as_at": datetime.date.today(),
        },
    ),
    (
        "Hearing tests for children",
        1,
        {
            "cost_options": [
                {"amount": 0, "amount_description": "Hearing aids and batteries are free as well."}
            ]
        },
    ),
    (
        "Merrowdale Parent Carer Forum",
        4,
        {
            "description": "<p>We meet on the first Thursday of the month, in person and online.</p>"
            '<p>Come along, or <a href="https://forum.example.org/survey">answer our survey</a>.</p>'
        },
    ),
)


def _write(change: ListingChange, by: User, content: dict[str, Any]) -> ListingChange:
    steps: dict[str, dict[str, Any]] = {}
    for name, value in content.items():
        steps.setdefault(step_with(change.listing_type, name).code, {})[name] = value
    for step, values in steps.items():
        change = save_step(change, step=step, content=values, expected_version=change.version, by=by)
    return change


def _send(page: ServicePage | None, by: User, days_ago: int, **content: Any) -> ListingChange:
    provider = page.provider if page else content.pop("provider")
    change = _write(start_change(page, provider=provider, by=by), by, content)
    change = submit_change(change, expected_version=change.version, by=by)
    ListingChange.objects.filter(pk=change.pk).update(
        submitted_at=timezone.now() - datetime.timedelta(days=days_ago, hours=3)
    )
    change.refresh_from_db()
    return change


def _times_and_telephone(title: str, by: User) -> None:
    service = ServicePage.objects.get(title=title)
    change = start_change(service, provider=service.provider, by=by)
    places = [
        {
            **place,
            "schedules": [*place["schedules"], {"days": ["SU"], "opens_at": "10:00", "closes_at": "13:00"}],
        }
        for place in change.content["service_at_locations"]
    ]
    contacts = [{**one, "telephone": "01632 960148"} for one in change.content["contacts"]]
    _send(service, by, 6, service_at_locations=places, contacts=contacts)


def _conflict(title: str, by: User, officer: User) -> None:
    """Provider and officer have both changed the summary; the officer's telephone note must stay."""
    service = ServicePage.objects.get(title=title)
    rules = start_change(service, provider=service.provider, by=by).content["eligibility_criteria"]
    rule = {"kind": "need", "effect": "helps", "sentence": "You find it hard to make friends."}
    _send(
        service,
        by,
        12,
        summary="A club for disabled teenagers aged 13 to 18 who want to cook, go out and make friends.",
        maximum_age=19,
        eligibility_criteria=[*rules, rule],
    )
    live = ServicePage.objects.get(pk=service.pk)
    live.summary = "A weekly club for disabled teenagers who want to go out, cook and make friends."
    live.adjustments = "Ask for a quieter evening: tell the club leader before you come."
    live.save_revision(user=officer).publish(user=officer)


def _sent_back(title: str, by: User, officer: User) -> None:
    service = ServicePage.objects.get(title=title)
    change = _send(
        service, by, 8, summary="The best ever playscheme, with professional staff and amazing trips!"
    )
    reason = ReasonForDecision.objects.get(name="It reads like an advertisement")
    send_back(change, by=officer, seen=review_of(change).token, reason=reason, words=reason.words)


def _new_listing(provider: ProviderPage, by: User) -> None:
    place = str(uuid.uuid4())
    change = start_change(None, provider=provider, by=by)
    content = {
        "title": "Harebell family cooking",
        "summary": "Cook and eat together, with helpers who know your child.",
        "description": "<p>We cook one meal in a big kitchen with low tables.</p>"
        "<ul><li>All food is bought for you.</li><li>Brothers and sisters come too.</li></ul>",
        "minimum_age": 5,
        "maximum_age": 16,
        "is_open_to_all": True,
        "delivery": ["place"],
        "places": [
            {
                "uuid": place,
                "name": "Harebell kitchen",
                "address_1": "4 Mill Lane",
                "city": "Aylesbury",
                "postal_code": "HP20 1UY",
                "directions": "The blue door at the side. Two parking places right outside.",
            }
        ],
        "service_at_locations": [
            {
                "location": place,
                "schedules": [
                    {"days": ["SA"], "opens_at": "10:30", "closes_at": "13:00", "term_time": "term"},
                ],
            }
        ],
        "cost_options": [{"option": "each family", "amount": 3}],
        "contacts": [
            {"role": "Family team", "telephone": "01632 960149", "email": "family@harebell.example.org"}
        ],
        "referral_routes": [{"referrer": "self", "how": "Ring us to book a table."}],
    }
    change = _write(change, by, content)
    change = submit_change(change, expected_version=change.version, by=by)
    ListingChange.objects.filter(pk=change.pk).update(
        submitted_at=timezone.now() - datetime.timedelta(days=2, hours=5)
    )
