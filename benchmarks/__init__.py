"""Measurements of speed and memory: figures and ratios, nothing asserted. ``make benchmark`` prints them all."""

import os
from pathlib import Path


def use_database(file: Path) -> None:
    """Set Django up on a database of the benchmark's own, made where it is missing.

    Must come before anything imports a model. SQLite unless ``BENCHMARK_DATABASE_URL`` names another.
    """
    url = os.environ.get("BENCHMARK_DATABASE_URL") or f"sqlite:///{file}"
    os.environ["TEST_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "localoffer.settings.test"
    os.environ["SEARCH_URL"] = ""
    import django

    django.setup()
    import logging

    from django.core.management import call_command

    logging.getLogger().setLevel(logging.ERROR)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
