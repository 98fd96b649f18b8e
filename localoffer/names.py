"""People's names, to keep them out of what is stored. Some are ordinary words too (Grace): the caller decides."""

import lzma
import unicodedata
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "names.txt.xz"


@cache
def names() -> frozenset[str]:
    """First names and surnames of many languages, in small letters without accents; 3 MB, read at the first use.

    Source: the person providers of Faker (MIT), put together by ``scripts/list_names.py``.
    """
    return frozenset(lzma.decompress(FILE.read_bytes()).decode().split())


def is_name(word: str) -> bool:
    """Whether ``word`` is somebody's first name or surname, whatever its case and accents."""
    return plain(word) in names()


def plain(word: str) -> str:
    """In small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
