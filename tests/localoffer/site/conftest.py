"""The whole demonstration, loaded once for the tests of this folder."""

import pytest
from django.core.management import call_command

from services_directory.domain.postcode_file import read_source, source_files, write_postcode_file


@pytest.fixture(scope="package")
def postcode_file(tmp_path_factory):
    """The postcodes of the demonstration's district and its neighbours."""
    path = tmp_path_factory.mktemp("postcodes") / "postcodes.bin"
    letters = ("_H.", "_M.", "_O.")
    files = [file for file in source_files() if any(letter in file.name for letter in letters)]
    write_postcode_file(path, (read_source(file) for file in files))
    return path


@pytest.fixture
def demo(db, settings, postcode_file):
    """The demonstration authority, loaded and indexed."""
    settings.DEMO = True
    settings.POSTCODE_FILE = postcode_file
    call_command("load_demo", verbosity=0)
