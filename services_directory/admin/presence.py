"""Officers who have the same item open see each other."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format

from localoffer.accounts.models import User
from services_directory.models import DeskPresence
from services_directory.models.desk import LOOKING_FOR


def look_at(key: str, user: User) -> list[DeskPresence]:
    """Note that ``user`` has the item open, and say who else has."""
    now = timezone.now()
    mine, is_new = DeskPresence.objects.get_or_create(key=key, user=user)
    if not is_new:
        if mine.seen_at < now - LOOKING_FOR:
            mine.opened_at = now
        mine.seen_at = now
        mine.save(update_fields=["opened_at", "seen_at"])
    return list(DeskPresence.objects.now(now).filter(key=key).exclude(user=user))


def leave(key: str) -> None:
    """The item is done: nobody has it open any more. Rows that have run out are thrown away with it."""
    DeskPresence.objects.filter(key=key).delete()
    DeskPresence.objects.filter(seen_at__lt=timezone.now() - LOOKING_FOR).delete()


def in_words(presence: DeskPresence) -> str:
    """Such as "Olu Officer has had this open since 10:14"."""
    return f"{presence.user} has had this open since {_clock(presence.opened_at)}"


def _clock(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i")
