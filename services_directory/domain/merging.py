"""Compares two contents of a listing field by field and row by row, and merges a third that has moved since.

Rows are known by their UUID. Nothing here reads or writes the database.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services_directory.domain.listing_content import Content, Row
from services_directory.domain.listing_fields import PLACES, ROWS, Rows


class DifferenceKind(StrEnum):
    """What happened to a field or row."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    REORDERED = "reordered"


@dataclass(frozen=True)
class Difference:
    """One thing that a change does.

    Args:
        key: ``summary``; ``contacts/<uuid>`` of a row that is added or removed; ``contacts/<uuid>/email`` of one
            field of a row; ``contacts/order``; rows of rows ``service_at_locations/<uuid>/schedules/<uuid>``.
        name: the field or relation of the page.
        path: relations and fields on the way, without identifiers: ``("contacts", "email")``.
        base: what it was when the change was begun; a whole row where a row was added or removed, else a value.
        live: what it says now; as ``base`` unless somebody changed it meanwhile.
        proposed: what the change makes of it.
        row: the row in which a field changed, as proposed, to name it by.
        is_conflict: ``live`` has moved, and to something else than ``proposed``: somebody must choose.
        after: of an added row, the identifier of the row it follows; None when it comes first.
    """

    key: str
    name: str
    path: tuple[str, ...]
    kind: DifferenceKind
    base: Any
    live: Any
    proposed: Any
    row: Row | None = None
    is_conflict: bool = False
    after: str | None = None


def differences(base: Content, live: Content, proposed: Content) -> list[Difference]:
    """What ``proposed`` changes of ``base``, seen against ``live``; what is live already is left out.

    The three contents have the same names.
    """
    found: list[Difference] = []
    for name in proposed:
        if name in ROWS:
            _compare_rows(name, name, (name,), ROWS[name], base[name], live[name], proposed[name], found)
        else:
            _compare_value(name, name, (name,), base[name], live[name], proposed[name], None, found)
    return found


def changed_names(one: Content, other: Content) -> list[str]:
    """The names whose values differ."""
    return [name for name in one if one[name] != other[name]]


def token_of(version: int, found: Collection[Difference]) -> str:
    """Stands for exactly what somebody was shown; it differs when anything of it, live or proposed, has moved."""
    seen = [[one.key, one.kind, one.base, one.live, one.proposed] for one in found]
    text = json.dumps([version, seen], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _compare_value(
    key: str,
    name: str,
    path: tuple[str, ...],
    base: Any,
    live: Any,
    proposed: Any,
    row: Row | None,
    found: list[Difference],
) -> None:
    if proposed not in (base, live):
        is_conflict = live != base
        found.append(
            Difference(key, name, path, DifferenceKind.CHANGED, base, live, proposed, row, is_conflict)
        )


def _compare_rows(
    key: str,
    name: str,
    path: tuple[str, ...],
    shape: Rows,
    base: list[Row],
    live: list[Row],
    proposed: list[Row],
    found: list[Difference],
) -> None:
    was, now = _by_uuid(base), _by_uuid(live)
    wanted = _by_uuid(proposed)
    previous: str | None = None
    for identifier, row in wanted.items():
        at, after, previous = f"{key}/{identifier}", previous, identifier
        if identifier not in was and identifier not in now:
            found.append(Difference(at, name, path, DifferenceKind.ADDED, None, None, row, row, after=after))
        elif identifier not in now:
            if row != was[identifier]:
                # Somebody took the row away that the provider went on editing.
                found.append(
                    Difference(
                        at, name, path, DifferenceKind.ADDED, was[identifier], None, row, row, True, after
                    )
                )
        else:
            before = was.get(identifier, now[identifier])
            for field in shape.fields:
                _compare_value(
                    f"{at}/{field}",
                    name,
                    (*path, field),
                    before[field],
                    now[identifier][field],
                    row[field],
                    row,
                    found,
                )
            for inner, rows in shape.rows.items():
                _compare_rows(
                    f"{at}/{inner}",
                    name,
                    (*path, inner),
                    rows,
                    before[inner],
                    now[identifier][inner],
                    row[inner],
                    found,
                )
    if name == PLACES:
        return  # the list only says which places are spoken of: it removes and orders none
    for identifier in was.keys() - wanted.keys():
        if identifier in now:
            row = now[identifier]
            moved = row != was[identifier]
            found.append(
                Difference(
                    f"{key}/{identifier}",
                    name,
                    path,
                    DifferenceKind.REMOVED,
                    was[identifier],
                    row,
                    None,
                    row,
                    moved,
                )
            )
    _compare_order(key, name, path, list(was), list(now), list(wanted), found)


def _compare_order(
    key: str,
    name: str,
    path: tuple[str, ...],
    was: list[str],
    now: list[str],
    wanted: list[str],
    found: list[Difference],
) -> None:
    common = set(was) & set(now) & set(wanted)
    before, live, proposed = ([one for one in order if one in common] for order in (was, now, wanted))
    if proposed not in (before, live):
        found.append(
            Difference(
                f"{key}/order",
                name,
                path,
                DifferenceKind.REORDERED,
                before,
                live,
                proposed,
                None,
                live != before,
            )
        )


def _by_uuid(rows: list[Row]) -> dict[str, Row]:
    return {row["uuid"]: row for row in rows}


# --- Merging ---------------------------------------------------------------------------------------------


def merged(live: Content, taken: Collection[Difference], edits: Mapping[str, Any] | None = None) -> Content:
    """``live`` with the differences that were taken; all else stays as it is now.

    Args:
        edits: by key, a value to use in place of the proposed one.
    """
    edits = edits or {}
    result: Content = json.loads(json.dumps(live))
    orders = []
    for one in taken:
        value = edits.get(one.key, one.proposed)
        if one.kind == DifferenceKind.REORDERED:
            orders.append((one.key.split("/")[:-1], value))
        else:
            _put(result, one, value)
    for way, order in orders:
        rows = _rows_at(result, way)
        place = {identifier: number for number, identifier in enumerate(order)}
        known = iter(
            sorted((row for row in rows if row["uuid"] in place), key=lambda row: place[row["uuid"]])
        )
        rows[:] = [next(known) if row["uuid"] in place else row for row in rows]
    return result


def _rows_at(content: Content, way: list[str]) -> list[Row]:
    rows: list[Row] = content[way[0]]
    for identifier, inner in zip(way[1::2], way[2::2], strict=True):
        rows = _by_uuid(rows)[identifier][inner]
    return rows


def _put(content: Content, one: Difference, value: Any) -> None:
    way = one.key.split("/")
    if len(way) == 1:
        content[way[0]] = value
    elif one.kind == DifferenceKind.CHANGED:
        _by_uuid(_rows_at(content, way[:-2]))[way[-2]][way[-1]] = value
    elif one.kind == DifferenceKind.REMOVED:
        rows = _rows_at(content, way[:-1])
        rows[:] = [row for row in rows if row["uuid"] != way[-1]]
    else:
        rows = _rows_at(content, way[:-1])
        before = [row["uuid"] for row in rows]
        rows.insert(
            before.index(one.after) + 1 if one.after in before else 0 if one.after is None else len(rows),
            value,
        )
