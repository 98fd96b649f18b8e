"""``manage.py verify_audit``: whether the audit trail is whole."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from feedback.domain.audit_protection import is_protected
from feedback.domain.audit_verification import verify_audit


class Command(BaseCommand):
    """Reads every entry; a problem is an error that names the entry."""

    help = "Check that no audit entry was changed, taken away, added or moved."

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify.

        Raises:
            CommandError: the chain is broken; the message names the place.
        """
        found = verify_audit()
        if found.problem:
            raise CommandError(
                f"The audit trail is not whole. {found.problem} {found.read} entries before it are good."
            )
        self.stdout.write(f"{found.read} audit entries are whole and in order.")
        if not is_protected():
            self.stderr.write("The database does not refuse changes yet: run manage.py protect_audit.")
