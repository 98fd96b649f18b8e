"""From the terms of other vocabularies to our managed lists."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from services_directory.enums import TaxonomyCode
from services_directory.models import TaxonomyTerm
from services_directory.open_referral.records import TermRecord

MAPPING_FILE = Path(__file__).with_name("term_mapping.json")


@dataclass
class Matched:
    """What the terms of one service come to: ids of our terms, codes of sectors, and what we have no term for."""

    kinds: list[int] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class TermMatcher:
    """Our terms by address, code and name, read once for a run.

    A term matches by its published address, then by code, then by any of its names; where nothing does, the
    mapping file is asked.
    """

    def __init__(self) -> None:
        self._terms = list(TaxonomyTerm.objects.in_use().select_related("taxonomy").order_by("pk"))
        self._mapping: list[dict[str, Any]] = json.loads(MAPPING_FILE.read_text("utf-8"))

    @property
    def fingerprint(self) -> str:
        """Changes when our lists or the mapping do: records are then looked at again."""
        known = [
            (term.taxonomy.code, term.pk, term.code, term.term_uri, term.name, term.official_name)
            for term in self._terms
        ]
        return hashlib.sha256(json.dumps([known, self._mapping]).encode()).hexdigest()

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], TaxonomyTerm]:
        keys: dict[tuple[str, str], TaxonomyTerm] = {}
        for term in self._terms:
            for key in filter(None, {term.term_uri, term.code, term.name, term.official_name}):
                keys.setdefault((term.taxonomy.code, key.casefold()), term)
        return keys

    def find(self, taxonomy: str, *keys: str) -> TaxonomyTerm | None:
        """Our term of one list for the first of ``keys`` (address, code or name) that has one."""
        for key in filter(None, keys):
            if term := self._by_key.get((taxonomy, key.casefold())):
                return term
        return None

    def match(self, terms: list[TermRecord]) -> Matched:
        """Kinds, needs and sectors for the terms of a service, each once."""
        matched = Matched()
        for record in terms:
            if not (record.name or record.code or record.uri):
                continue
            if not self._take(record, matched):
                matched.unknown.append(record.name or record.code or record.uri)
        return matched

    def _take(self, record: TermRecord, matched: Matched) -> bool:
        is_known = False
        code = record.code.rpartition(":")[2]  # 1.0 writes esdTypes:1234
        entry = self._entry(record)
        for taxonomy, ids, key in (
            (TaxonomyCode.KINDS, matched.kinds, "kinds"),
            (TaxonomyCode.NEEDS, matched.needs, "needs"),
        ):
            keys = (record.uri, code, record.name, *(entry.get(key, ()) if entry else ()))
            if term := self.find(str(taxonomy), *keys):
                is_known = True
                if term.pk not in ids:
                    ids.append(term.pk)
        if entry:
            matched.sectors.extend(sector for sector in entry["sectors"] if sector not in matched.sectors)
        return is_known

    def _entry(self, record: TermRecord) -> dict[str, Any] | None:
        return next(
            (
                entry
                for entry in self._mapping
                if record.name in entry["vocabulary_names"] or record.code in entry["codes"]
            ),
            None,
        )
