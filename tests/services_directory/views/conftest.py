"""What the tests of the public pages share: a small directory, indexed as the worker would."""

import pytest
from django.core.management import call_command

from services_directory.domain.postcode_file import SourceRow, write_postcode_file


@pytest.fixture(autouse=True)
def postcodes(tmp_path, settings):
    """Two postcodes of Aylesbury and none else."""
    settings.POSTCODE_FILE = tmp_path / "postcodes.bin"
    rows = [
        SourceRow("HP201UY", 481968.0, 213544.0, "E06000060"),
        SourceRow("HP217QX", 482500.0, 212000.0, "E06000060"),
    ]
    write_postcode_file(settings.POSTCODE_FILE, [rows])


@pytest.fixture
def index():
    """Bring the index up to date."""
    return lambda: call_command("drain_search_outbox", verbosity=0)
