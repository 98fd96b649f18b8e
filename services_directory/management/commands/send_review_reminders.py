"""``manage.py send_review_reminders``: what the review clock asks for today; safe to run twice."""

from typing import Any

from django.core.management import BaseCommand

from services_directory.domain.review_clock import run_review_clock


class Command(BaseCommand):
    """Runs the review clock once. The worker runs it by itself every hour."""

    help = (
        "Remind whoever keeps a listing, open tasks for officers, and hide listings where the policy says so."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and say what was done."""
        report = run_review_clock()
        self.stdout.write(
            f"{report.mails} mails with {report.reminders} reminders written, {report.tasks} tasks opened, "
            f"{report.hidden} listings taken out of search, {report.started} clocks started."
        )
