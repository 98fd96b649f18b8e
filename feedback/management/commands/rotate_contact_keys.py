"""``manage.py rotate_contact_keys``: encrypt every contact with the newest key."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from feedback.domain.contact_keys import rotate_contacts, to_rotate


class Command(BaseCommand):
    """Put the new key first in ``CONTACT_KEYS``, run this, then take the old one out."""

    help = "Encrypt contact details with the first key of CONTACT_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate.

        Raises:
            CommandError: some details cannot be read with any key; they are left as they are.
        """
        with tqdm(total=to_rotate(), unit="contact", file=self.stderr, disable=None) as bar:
            rotated, unreadable = rotate_contacts(lambda: bar.update())
        self.stdout.write(f"{rotated} contacts are under the newest key now.")
        if unreadable:
            raise CommandError(
                f"{unreadable} contacts cannot be read with any of the keys. Put the key they were made with "
                "into CONTACT_KEYS and run this again, or let the purge delete them."
            )
