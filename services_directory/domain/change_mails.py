"""Tells a provider what became of a change, in a mail written in the transaction of the decision."""

from django.conf import settings
from django.template.loader import render_to_string

from localoffer.mail.outbox import queue_mail
from localoffer.models import AuthoritySettings
from services_directory.domain.listing_labels import label_of_key
from services_directory.enums import ChangeAct
from services_directory.models import ListingChange, ProviderMembership

SUBJECTS = {
    ChangeAct.APPROVED: "Your changes to {title} are live",
    ChangeAct.PARTLY_APPROVED: "Some of your changes to {title} are live",
    ChangeAct.SENT_BACK: "Please look again at {title}",
    ChangeAct.REJECTED: "We have not published your changes to {title}",
    ChangeAct.UNDONE: "We are looking again at your changes to {title}",
}


def tell_provider(change: ListingChange, act: ChangeAct) -> None:
    """Write to whoever sent the change, if they still work for the provider."""
    person = change.submitted_by
    if person is None or not _works_there(change):
        return
    left = [label_of_key(change.listing_type, key) for key in change.outcome.get("left", [])]
    context = {
        "change": change,
        "act": act.value,
        "left": list(dict.fromkeys(left)),
        "edited": bool(change.outcome.get("edits")),
        "listing": f"{settings.PUBLIC_URL}{change.page.url}" if change.page_id else "",
        "portal": f"{settings.PUBLIC_URL}/provider/",
        "authority": AuthoritySettings.load(),
    }
    queue_mail(
        to=person.email,
        subject=SUBJECTS[act].format(title=change.title),
        text=render_to_string("emails/change_decided.txt", context),
        kind="change decided",
        key=f"change-{change.pk}-{change.version}",
    )


def _works_there(change: ListingChange) -> bool:
    memberships = ProviderMembership.objects.active()
    return memberships.filter(user=change.submitted_by_id, provider=change.provider_id).exists()
