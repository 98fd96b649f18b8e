"""Which analysis an index was made with: after an upgrade that changes it, everything has to be indexed anew."""

import hashlib
import json
from functools import cache

from services_directory.search.analysis import STOP_WORDS
from services_directory.search.word_families import APART, KIN

LENGTH = 12  # characters
ROWS = 1  # raise it when what is kept of a service changes while the service does not


@cache
def analysis_version() -> str:
    """A short hash of everything that turns text into tokens, and of how these are kept."""
    made_with = [ROWS, sorted(STOP_WORDS), sorted(KIN.items()), sorted(APART.items())]
    return hashlib.sha256(json.dumps(made_with).encode()).hexdigest()[:LENGTH]
