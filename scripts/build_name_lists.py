"""Make the two lists that the identifier detector reads: names, and common English words.

    python scripts/build_name_lists.py /usr/share/dict/british-english

Names are pooled from Faker's person providers (MIT), for every language they are given in Latin letters, and from
the two lists beside the result that were written by hand for this project. Names that are also English words are
kept apart, since they need a context. Words are the small-letter entries of SCOWL as Debian's ``wbritish`` ships it.
No name was taken from a person: the sources are lists made for generating test data, and our own.
"""

import importlib
import lzma
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person

DATA = Path(__file__).resolve().parents[1] / "feedback" / "domain" / "identifiers" / "data"
LATIN_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A lower-case word of three letters or fewer is too often an abbreviation unless the name is common here.
SHORT = 3
BRITISH = {"en_GB", "en_IE", "en_IN", "en_PK", "en_NG", "ga_IE", "en_US", "en_NZ", "yo_NG", "ig_NG", "pl_PL"}
WORDS_ARE_LOWER_CASE_SURNAMES_OF = {*BRITISH, "ha_NG", "en_KE", "tw_GH", "bn_BD", "ar_SA"}


def _providers() -> Iterator[tuple[str, type]]:
    package = faker.providers.person
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            found = importlib.import_module(f"{package.__name__}.{module.name}")
            yield module.name, found.Provider


def _pooled(prefix: str) -> dict[str, set[str]]:
    """Each name in small letters with the languages that have it."""
    names: dict[str, set[str]] = {}
    for language, provider in _providers():
        for attribute in dir(provider):
            if not attribute.startswith(prefix) and not (
                "romanized" in attribute and prefix[:4] in attribute
            ):
                continue
            values = getattr(provider, attribute)
            if not isinstance(values, tuple | list | dict):
                continue
            for value in values:
                for name in str(value).split():
                    if LATIN_NAME.fullmatch(name) and all(map(_is_latin, name)):
                        names.setdefault(name.lower(), set()).add(language)
    return names


def _is_latin(character: str) -> bool:
    return not character.isalpha() or unicodedata.name(character).startswith("LATIN")


def _by_hand(file_name: str) -> set[str]:
    lines = (DATA / file_name).read_text().splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def main(word_file: str) -> None:
    words = {w for w in Path(word_file).read_text().split() if w.isalpha() and w.islower() and len(w) > 1}
    first, last = _pooled("first_name"), _pooled("last_name")
    ours, our_surnames = _by_hand("names_added.txt"), _by_hand("surnames_added.txt")
    common = {n for n, where in first.items() if len(n) > SHORT or where & BRITISH} | ours
    surnames = set(last) | our_surnames
    lower_surnames = {
        n for n, where in last.items() if where & WORDS_ARE_LOWER_CASE_SURNAMES_OF
    } | our_surnames
    _write(
        "names",
        [
            "# first names; # surnames; # surnames taken without a capital. See scripts/build_name_lists.py.",
            *(
                " ".join(sorted(group))
                for group in (common, surnames, {n for n in lower_surnames if len(n) > 2})
            ),
        ],
    )
    _write(
        "words", ["# English words, from SCOWL. See scripts/build_name_lists.py.", " ".join(sorted(words))]
    )
    print(len(common), "first names,", len(surnames), "surnames,", len(words), "words")


def _write(name: str, lines: list[str]) -> None:
    (DATA / f"{name}.txt.xz").write_bytes(lzma.compress("\n".join(lines).encode(), preset=9))


if __name__ == "__main__":
    main(*sys.argv[1:])
