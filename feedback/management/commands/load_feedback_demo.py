"""``manage.py load_feedback_demo``: invented comments and answers, on a site that has none."""

import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from feedback.demo.load import LifeLoader, read_comments
from feedback.models import ApprovedText, Comment
from localoffer.demo.people import load_people


class Command(BaseCommand):
    """Loads everything or nothing; where there are comments it changes nothing."""

    help = "Load two finished years of invented comments and answers, and one that is running."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it.

        Raises:
            CommandError: this is not the demonstration.
        """
        if not settings.DEMO:
            raise CommandError("The demonstration is invented data, and DEMO is off. Nothing was loaded.")
        if Comment.objects.exists():
            self.stdout.write("There are comments already, so nothing was loaded.")
            return
        quiet = options["verbosity"] == 0
        with transaction.atomic(), tqdm(total=len(read_comments()), desc="Comments", disable=quiet) as bar:
            people = load_people()
            LifeLoader(
                people["comments@example.org"],
                people["approver@example.org"],
                datetime.date.today(),
                step=bar.update,
            ).load()
        self.stdout.write(
            f"{Comment.objects.count()} comments, {ApprovedText.objects.shown().count()} approved texts."
        )
