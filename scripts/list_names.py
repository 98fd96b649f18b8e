"""Writes ``localoffer/data/names.txt.xz``: the first names and surnames that Faker has in Latin letters.

Run it when Faker is renewed: ``python scripts/list_names.py``. Faker is a package of the tests; the site has the list.
"""

import importlib
import lzma
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person as person

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from localoffer.names import FILE, plain

SHORTEST = 3  # letters: shorter ones are words of other languages
_WORD = re.compile(r"[a-z]+")


def found() -> Iterator[str]:
    """Every name, by the attributes in which Faker keeps them."""
    for module in pkgutil.iter_modules(person.__path__, person.__name__ + "."):
        provider = importlib.import_module(module.name).Provider
        for attribute in dir(provider):
            listed = getattr(provider, attribute)
            if attribute.startswith(("first_names", "last_names")) and not isinstance(listed, property):
                for name in listed:
                    yield from str(name).replace("-", " ").split()


kept = sorted({word for name in found() if len(word := plain(name)) >= SHORTEST and _WORD.fullmatch(word)})
FILE.parent.mkdir(exist_ok=True)
FILE.write_bytes(lzma.compress("\n".join(kept).encode(), preset=9))
print(f"{len(kept):,} names in {FILE.name}")
