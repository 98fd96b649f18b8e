"""``manage.py sync_roles``: the groups of the officer desk and their permissions; safe to run again."""

from typing import Any

from django.core.management import BaseCommand

from localoffer.accounts.roles import ROLES, sync_roles


class Command(BaseCommand):
    """Gives each group exactly what it needs. Runs by itself after every ``migrate``."""

    help = "Make the groups of the officer desk and give each exactly the permissions it needs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and name the groups."""
        sync_roles()
        self.stdout.write(f"The groups are up to date: {', '.join(role.name for role in ROLES)}.")
