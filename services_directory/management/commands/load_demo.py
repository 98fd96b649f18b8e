"""``manage.py load_demo``: the invented authority, on an empty site only."""

import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction
from tqdm import tqdm
from wagtail.signal_handlers import disable_reference_index_auto_update

from localoffer.demo.pages import load_pages, load_settings
from localoffer.demo.people import load_people
from services_directory.demo.applications import load_applications
from services_directory.demo.changes import load_changes
from services_directory.demo.follow_ups import load_follow_ups
from services_directory.demo.load import DemoLoader
from services_directory.models import ProviderMembership, ProviderPage, ServicePage


class Command(BaseCommand):
    """Loads everything or nothing; on a site that has services it changes nothing."""

    help = "Load the demonstration authority into an empty site."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it.

        Raises:
            CommandError: this is not the demonstration.
        """
        if not settings.DEMO:
            raise CommandError("The demonstration is invented data, and DEMO is off. Nothing was loaded.")
        call_command("load_standard_lists", stdout=self.stdout)
        if ServicePage.objects.exists():
            self.stdout.write("There are services already, so nothing was loaded.")
            return
        quiet = options["verbosity"] == 0
        with (
            disable_reference_index_auto_update(),
            transaction.atomic(),
            tqdm(total=DemoLoader.count(), desc="Services", disable=quiet) as bar,
        ):
            people = load_people()
            load_settings()
            today = datetime.date.today()
            load_pages(today)
            DemoLoader(people["officer@example.org"], today, step=bar.update).load()
            harebell = ProviderPage.objects.get(title="Harebell Short Breaks")
            ProviderMembership.objects.create(
                user=people["provider@example.org"], provider=harebell, role="manager"
            )
            load_changes(people["provider@example.org"], people["officer@example.org"])
            load_applications(today)
            load_follow_ups(people["provider@example.org"], people["officer@example.org"], today)
        call_command("rebuild_references_index", verbosity=0)
        call_command("rebuild_search_index", stdout=self.stdout)
        self.stdout.write(f"{ServicePage.objects.live().count()} services are live.")
