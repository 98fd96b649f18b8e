"""Invented services by the thousand, written straight into the database of a benchmark.

Words are invented too: a vocabulary of 6,000 whose use falls as in a real language (Zipf), and one word, *children*,
that every service says: the worst case of a search. Run alone it makes and indexes them and prints how fast:

    python -m benchmarks.generate --services 5000 --database var/benchmark.sqlite3
"""

import argparse
import datetime
import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import use_database

COMMON_WORD = "children"
SEED = 20261124
WORDS = 6000
PLACES_TO_SERVICES = 5  # services for each place
TOGETHER = 1000  # rows of one insert


class Vocabulary:
    """Invented words, the first used most."""

    def __init__(self, chance: random.Random) -> None:
        syllables = [
            one + two for one in "bdfghklmnprstvw" for two in ("a", "e", "i", "o", "u", "an", "er", "ol")
        ]
        found: dict[str, None] = {}
        while len(found) < WORDS:
            found["".join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
        self.words = list(found)
        self._chance = chance
        self._weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(WORDS)))

    def text(self, length: int) -> str:
        """So many words."""
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=length))


def generate(services: int) -> Vocabulary:
    """Make the database hold ``services`` more services, with places, rules, prices, assessments and checks.

    The outbox is left empty: the caller indexes.
    """
    from django.db import transaction
    from wagtail.signal_handlers import disable_reference_index_auto_update

    chance = random.Random(SEED)
    vocabulary = Vocabulary(chance)
    with transaction.atomic(), disable_reference_index_auto_update():
        terms = _terms(vocabulary)
        locations = _locations(chance, vocabulary, max(1, services // PLACES_TO_SERVICES))
        _assess(chance, locations, terms["access-features"])
        pages = list(_pages(chance, vocabulary, services, terms))
        _rows(chance, pages, locations, terms)
    return vocabulary


def _terms(vocabulary: Vocabulary) -> dict[str, list]:
    from services_directory.enums import FeatureScope
    from services_directory.models import Taxonomy, TaxonomyTerm

    sizes = {"needs": 14, "kinds": 24, "support-levels": 3, "access-features": 30}
    found: dict[str, list] = {}
    for code, size in sizes.items():
        taxonomy, _ = Taxonomy.objects.get_or_create(code=code, defaults={"name": code})
        existing = list(taxonomy.terms.all())
        made = [
            TaxonomyTerm(
                taxonomy=taxonomy,
                code=f"{code}-{number}",
                name=vocabulary.text(2),
                scope=FeatureScope.BUILDING if code == "access-features" else "",
            )
            for number in range(len(existing), size)
        ]
        TaxonomyTerm.objects.bulk_create(made)
        found[code] = [*existing, *made]
    # An access feature stands below a domain; the filters offer features alone.
    domain, *features = found["access-features"]
    for feature in features:
        feature.parent = domain
    TaxonomyTerm.objects.bulk_update(features, ["parent"])
    found["access-features"] = features
    return found


def _locations(chance: random.Random, vocabulary: Vocabulary, count: int) -> list:
    from services_directory.models import Location

    return Location.objects.bulk_create(
        [
            Location(
                name=f"{vocabulary.text(1).capitalize()} Hall",
                city=vocabulary.text(1).capitalize(),
                latitude=51.5 + chance.random() * 0.8,
                longitude=-1.2 + chance.random() * 0.9,
                live=True,
            )
            for _ in range(count)
        ],
        batch_size=TOGETHER,
    )


def _assess(chance: random.Random, locations: list, features: list) -> None:
    from services_directory.enums import AssessmentState, FindingResult
    from services_directory.models import AccessibilityAssessment, AccessibilityFinding

    today = datetime.date.today()
    assessments = AccessibilityAssessment.objects.bulk_create(
        [
            AccessibilityAssessment(
                location=location,
                assessed_on=today,
                next_due_on=today + datetime.timedelta(days=365),
                assessor_kind="council",
                assessor_organisation="The council's access team",
                method="visit",
                state=AssessmentState.PUBLISHED,
                published_on=today,
            )
            for location in locations
        ],
        batch_size=TOGETHER,
    )
    AccessibilityFinding.objects.bulk_create(
        (
            AccessibilityFinding(
                assessment=assessment, feature=feature, result=chance.choice(FindingResult.values)
            )
            for assessment in assessments
            for feature in chance.sample(features, 20)
        ),
        batch_size=TOGETHER,
    )


def _pages(chance: random.Random, vocabulary: Vocabulary, count: int, terms: dict[str, list]) -> Iterator:
    """Pages as treebeard lays them out: the base rows in bulk, then each page's own row."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Locale, Page

    from services_directory.enums import Audience, Coverage, Delivery, Sector
    from services_directory.models import DirectoryPage, ServicePage

    directory = DirectoryPage.objects.get()
    shared = {
        "content_type": ContentType.objects.get_for_model(ServicePage),
        "locale": Locale.objects.get(),
        "depth": directory.depth + 1,
        "live": True,
        "first_published_at": timezone.now(),
    }
    start = directory.numchild
    bases = []
    for number in range(start + 1, start + count + 1):
        title = f"{vocabulary.text(4)} {number}".capitalize()
        bases.append(
            Page(
                title=title,
                draft_title=title,
                slug=f"service-{number}",
                url_path=f"{directory.url_path}service-{number}/",
                path=ServicePage._get_path(directory.path, directory.depth + 1, number),
                **shared,
            )
        )
    for base in Page.objects.bulk_create(bases, batch_size=TOGETHER):
        lowest = chance.randint(0, 14)
        page = ServicePage(
            page_ptr=base,
            summary=f"{vocabulary.text(10)} {COMMON_WORD}"[:250],
            description=f"<p>{vocabulary.text(100)}</p>",
            sectors=[chance.choice(Sector.values)],
            audiences=chance.sample(Audience.values, 2),
            delivery=[chance.choice(Delivery.values)],
            coverage=chance.choice(Coverage.values),
            minimum_age=lowest,
            maximum_age=lowest + chance.randint(3, 11),
            support_level=chance.choice(terms["support-levels"]),
        )
        page.__dict__.update({name: value for name, value in base.__dict__.items() if name != "_state"})
        page.save_base(raw=True, force_insert=True)
        yield page
    Page.objects.filter(pk=directory.pk).update(numchild=start + count)


def _rows(chance: random.Random, pages: list, locations: list, terms: dict[str, list]) -> None:
    from services_directory import models
    from services_directory.enums import Referrer
    from services_directory.models.schedules import BYDAY

    today = datetime.date.today()
    rows: dict[type, list] = {
        models.ServiceAtLocation: [
            models.ServiceAtLocation(page=page, location=location)
            for page in pages
            for location in chance.sample(locations, min(len(locations), chance.choice((1, 1, 1, 2, 3))))
        ],
        models.CostOption: [
            models.CostOption(page=page, amount=chance.choice((0, 0, 4, 12))) for page in pages
        ],
        models.ReferralRoute: [
            models.ReferralRoute(page=page, referrer=chance.choice(Referrer.values)) for page in pages
        ],
        models.ServiceSchedule: [
            models.ServiceSchedule(page=page, days=chance.sample(BYDAY, 2)) for page in pages
        ],
        models.ListingAssurance: [
            models.ListingAssurance(
                page=page,
                checked_on=today - datetime.timedelta(days=chance.randint(0, 300)),
                checked_by="Provider",
                source="provider",
                next_due_on=today + datetime.timedelta(days=chance.randint(1, 200)),
            )
            for page in pages
        ],
    }
    for name in ("needs", "kinds"):
        through = getattr(models.ServicePage, name).through
        rows[through] = [
            through(servicepage_id=page.pk, taxonomyterm_id=term.pk)
            for page in pages
            for term in chance.sample(terms[name], 2)
        ]
    for model, made in rows.items():
        model._default_manager.bulk_create(made, batch_size=TOGETHER)  # type: ignore[attr-defined]


def index_everything() -> float:
    """Index all services and answer how many a second (CPU)."""
    from services_directory.search.outbox import drain, mark_everything

    began = time.process_time()
    count = mark_everything()
    while drain().handled:
        pass
    return count / (time.process_time() - began)


def main() -> None:
    """Make the services, index them, and print how fast."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--services", type=int, default=5000)
    parser.add_argument("--database", type=Path, required=True)
    options = parser.parse_args()
    use_database(options.database.resolve())
    began = time.process_time()
    generate(options.services)
    print(f"{options.services:,} services made in {time.process_time() - began:.1f} s of CPU")
    print(f"indexed at {index_everything():,.0f} services a second of CPU")


if __name__ == "__main__":
    main()
