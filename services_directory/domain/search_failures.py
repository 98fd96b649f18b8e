"""Counting what families look for and do not find, so that nobody can be found in it.

What counts is known without a cookie or a script: nothing was found, or no service had all the words ("given up" is not
told from "found" by watching people). One network counts once a day for the same words, so that a machine which loads
a page again and again counts no more than a person. Nothing is kept of who searched.

Source: Code of practice 4.10 (gaps); the promise to families stands on the privacy page.
"""

import datetime
import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, F, QuerySet, Value, When

from localoffer.names import is_name
from localoffer.public_forms.limits import allow
from services_directory.models import SearchFailure, SearchFailureKey, UrgentHelp
from services_directory.models.search_failures import KEPT_MONTHS, TOLD_FROM, first_of_month
from services_directory.search.analysis import OPTIONAL_WORDS, contains_phrase, stem, words
from services_directory.search.contract import SearchResults, ServiceQuery
from services_directory.search.glossary import current_synonyms
from services_directory.search.words import VOCABULARY, Lookup, holders

logger = logging.getLogger(__name__)

ONE_DAY = 24 * 60 * 60  # seconds
LONGEST_WORD = 30  # letters: longer ones are pasted, not typed
MOST_WORDS = 8
PATIENCE = 100  # milliseconds to wait for a database that somebody else is writing to
# Names too, but looked for as words.
ALSO_WORDS = frozenset({"buddy", "camp", "easter", "forest", "summer", "yoga"})
# By database: how to ask for the time to wait for a lock, and how to set it.
_TIMEOUTS = {
    "sqlite": ("PRAGMA busy_timeout", "PRAGMA busy_timeout = {}"),
    "postgresql": ("SHOW lock_timeout", "SET lock_timeout = '{}'"),
}
_ADDRESS = re.compile(r"@|https?:|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Failure:
    """A search that is to be counted."""

    words: tuple[str, ...]
    found_nothing: bool
    narrowed: bool

    @property
    def key(self) -> str:
        """The same for the same words in any order and with any endings."""
        return " ".join(sorted({stem(word) for word in self.words}))

    @property
    def told(self) -> str:
        """The words as they are shown once they are known."""
        return " ".join(self.words)[:120]


def count_search(query: ServiceQuery, results: SearchResults, *, who: str) -> None:
    """Count a search that did not find what was asked; whatever goes wrong, the page is not to notice.

    Args:
        query: as it was asked; only the first page of results counts.
        results: what was found.
        who: ``limits.sender(request)``, a name for a network that changes each day. It is not kept.
    """
    if not query.text or query.page > 1 or (results.total and not results.relaxed):
        return
    try:
        with _impatient():
            failure = _failure(query, results)
            if failure:
                with transaction.atomic():
                    _count(failure, who, datetime.date.today())
    except DatabaseError as error:
        logger.warning("A search was not counted: %s", type(error).__name__)


def purge_search_failures(today: datetime.date | None = None) -> int:
    """Delete counts older than 13 months, and the keys of months that are over; how many counts."""
    this_month = first_of_month(today or datetime.date.today())
    SearchFailureKey.objects.filter(month__lt=this_month).delete()
    oldest = this_month - relativedelta(months=KEPT_MONTHS)
    return SearchFailure.objects.filter(month__lt=oldest).delete()[0]


def countable_words(text: str) -> tuple[str, ...]:
    """The words of ``text`` that may be kept: no postcode or other number, no name, nothing pasted, no address."""
    if _ADDRESS.search(text):
        return ()
    typed = [
        word for word in dict.fromkeys(words(text)) if len(word) <= LONGEST_WORD and not _has_digit(word)
    ]
    kept = ([word for word in typed if word not in OPTIONAL_WORDS] or typed)[:MOST_WORDS]
    names = [word for word in kept if word not in ALSO_WORDS and is_name(word)]
    ours = _words_of_ours(names)
    return tuple(word for word in kept if word not in names or word in ours)


def _failure(query: ServiceQuery, results: SearchResults) -> Failure | None:
    if _is_urgent(query.text):
        return None
    kept = countable_words(query.text)
    if not kept:
        return None
    narrowed = bool(query.filters or query.age is not None or query.near)
    return Failure(kept, found_nothing=not results.total, narrowed=narrowed)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _is_urgent(text: str) -> bool:
    """Whether somebody may be in need of help now: such words are never counted, shown or not."""
    return any(contains_phrase(text, phrase) for one in UrgentHelp.objects.all() for phrase in one.phrases)


def _words_of_ours(names: list[str]) -> set[str]:
    """Those of ``names`` that listings or the glossary use as words."""
    if not names:
        return set()
    used = {lookup.token for lookup, ids in holders([Lookup(VOCABULARY, name) for name in names]) if ids}
    return used | (set(names) & current_synonyms().words)


def _count(failure: Failure, who: str, today: datetime.date) -> None:
    month = first_of_month(today)
    hashed = hmac.new(_key_of(month), failure.key.encode(), hashlib.sha256).hexdigest()
    once = hashlib.sha256(f"{who} {hashed}".encode()).hexdigest()
    if not allow("failed search", once, times=1, seconds=ONE_DAY):
        return
    rows = SearchFailure.objects.filter(month=month, words_hash=hashed)
    if not _add(rows, failure):
        SearchFailure.objects.bulk_create(
            [SearchFailure(month=month, words_hash=hashed)], ignore_conflicts=True
        )
        _add(rows, failure)


def _add(rows: "QuerySet[SearchFailure]", failure: Failure) -> int:
    """One more; the words are those of the fifth search, and stay."""
    return rows.update(
        count=F("count") + 1,
        found_nothing=F("found_nothing") + int(failure.found_nothing),
        found_some_words=F("found_some_words") + int(not failure.found_nothing),
        narrowed=F("narrowed") + int(failure.narrowed),
        words=Case(
            When(count=TOLD_FROM - 1, then=Value(failure.told)),
            default=F("words"),
        ),
    )


def _key_of(month: datetime.date) -> bytes:
    """The key of the month's hashes: a random one of the database, together with the site's own secret."""
    return hmac.new(settings.SECRET_KEY.encode(), _random_key(month).encode(), hashlib.sha256).digest()


def _random_key(month: datetime.date) -> str:
    keys = SearchFailureKey.objects.filter(month=month).values_list("key", flat=True)
    if found := keys.first():
        return found
    made = SearchFailureKey(month=month, key=secrets.token_hex(32))
    SearchFailureKey.objects.bulk_create([made], ignore_conflicts=True)
    return keys.get()


@contextmanager
def _impatient() -> Iterator[None]:
    """Wait a tenth of a second for a database that is being written to, and not ten: a family waits for the page."""
    ask, tell = _TIMEOUTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(ask)
        (before,) = cursor.fetchone()
        cursor.execute(tell.format(PATIENCE))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(tell.format(before))
