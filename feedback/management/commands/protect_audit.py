"""``manage.py protect_audit``: the database itself refuses to change the audit trail."""

from typing import Any

from django.core.management import BaseCommand

from feedback.domain.audit_protection import protect


class Command(BaseCommand):
    """Makes the triggers; run it once after each deployment, safe to repeat."""

    help = "Make the database refuse any change or deletion of audit entries. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Protect it."""
        protect()
        self.stdout.write("The audit trail is protected.")
