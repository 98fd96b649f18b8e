"""The one place where a count of comments becomes something the public may see.

Small numbers are shown as "fewer than 8" and all others to the nearest 5, so that nobody can be picked out. The hard
part is a table that adds up: whoever knows the total and all cells but one knows that one too, and rounding alone
does not stop it (10, 10, 10, hidden and a total of 45 have one solution: 12, 12, 12, 7). So such a table has either a
total or a hidden cell, never both:

- Small classes that come to 8 or more together are rolled into *Other*, and there is a total.
- If they come to less, the smallest large class goes into *Other* with them, as long as another large one is left.
- Else the small classes are hidden and no total is printed.

A number that could only come from the highest values possible would tell them all, so *Other* and the total are shown
at the highest figure that leaves room below: at most 7 too low, instead of 2. Each choice is made from figures that
are printed, so knowing these rules gives nothing away; the tests prove it on every small table.

Pure: no database, no clock. Source: SEND Regulations 2014, reg. 56(3); NHS Digital's method of 2018 for small numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FLOOR, CEILING = 5, 20
OTHER, TOTAL = "Other", "Total"

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Policy:
    """Which numbers are small, and how the others are rounded.

    Args:
        smallest: the smallest number shown, from 5 to 20.
        base: 5 or 10; numbers are rounded to it, halves upwards.

    Raises:
        ValueError: a threshold that the site does not allow.
    """

    smallest: int = 8
    base: int = 5

    def __post_init__(self) -> None:
        if not FLOOR <= self.smallest <= CEILING:
            raise ValueError(f"The smallest number shown must be from {FLOOR} to {CEILING}.")
        if self.base not in (5, 10):
            raise ValueError("Numbers are rounded to 5 or 10.")

    @property
    def hidden_words(self) -> str:
        """What stands where a number is too small."""
        return f"fewer than {self.smallest}"

    def is_small(self, count: int) -> bool:
        """Whether ``count`` may not be shown."""
        return count < self.smallest

    def round(self, count: int) -> int:
        """``count`` to the nearest base."""
        return (count + self.base // 2) // self.base * self.base

    def most(self, rounded: int) -> int:
        """The largest count that is rounded to ``rounded``."""
        return rounded + (self.base - 1) // 2

    def least(self, rounded: int) -> int:
        """The smallest count that is shown as ``rounded``."""
        return max(self.smallest, rounded - self.base // 2)

    def highest_below(self, top: int) -> int:
        """The highest rounded number whose largest count is still less than ``top``."""
        return (top - (self.base - 1) // 2 - 1) // self.base * self.base


@dataclass(frozen=True)
class Figure:
    """What is shown for one class: words for people, and the rounded number (or none) for bars and files."""

    label: str
    words: str
    rounded: int | None


@dataclass(frozen=True)
class Table:
    """Rows as they may be shown. ``other`` names the classes that are rolled into the row *Other*."""

    rows: tuple[Figure, ...]
    total: Figure | None = None
    other: tuple[str, ...] = ()

    @property
    def hides(self) -> bool:
        """Whether a cell is hidden."""
        return any(row.rounded is None for row in self.rows)


def figure(label: str, count: int, policy: Policy) -> Figure:
    """One count on its own, with which no other figure adds up.

    Raises:
        ValueError: the count is negative.
    """
    _check([count])
    return (
        Figure(label, policy.hidden_words, None)
        if policy.is_small(count)
        else _shown(label, policy.round(count))
    )


def separate_figures(counts: Counts, policy: Policy, at_least: int = 0) -> Table:
    """A table that does not add up, such as themes: a comment may be in several. It never has a total.

    Args:
        at_least: how many comments are known from other figures to be in one of the classes or more, where each must
            be in one. If only the highest values reach it they would be known, and then no row is shown.
    """
    rows = _in_order(figure(label, count, policy) for label, count in counts.items())
    small = sum(row.rounded is None for row in rows)
    top = sum(policy.most(row.rounded) for row in rows if row.rounded is not None) + small * (
        policy.smallest - 1
    )
    return Table(rows if not small or top > at_least else ())


def adding_up(counts: Counts, policy: Policy) -> Table:
    """A table in which each comment is counted in one class. It has either a total or a hidden cell."""
    return same_comments({"": counts}, policy)[""]


def same_comments(tables: Mapping[str, Counts], policy: Policy) -> dict[str, Table]:
    """Several tables over the same comments, of one dimension each; what one shows must not undo another.

    A hidden cell is safe only if nothing else tells how many comments there are. So a table that needs one is left out
    where another can be shown without; where all need one, only the first is shown. All have the same total.

    Args:
        tables: in order of importance; each must add up to the same number.

    Raises:
        ValueError: they do not.
    """
    if len({sum(counts.values()) for counts in tables.values()}) > 1:
        raise ValueError("These tables do not count the same comments.")
    plans = {
        name: plan_adding_up([counts[label] for label in sorted(counts)], policy)
        for name, counts in tables.items()
    }
    whole = {name: plan for name, plan in plans.items() if plan.total is not None}
    if not whole:
        return {name: _table(tables[name], plan, None, policy) for name, plan in list(plans.items())[:1]}
    # What the rows of one table come to at least must not be the most that another can come to.
    known = max(plan.least for plan in whole.values())
    whole = {name: plan for name, plan in whole.items() if plan.top is None or plan.top > known}
    total = min((plan.total for plan in whole.values() if plan.total is not None), default=None)
    return {name: _table(tables[name], plan, total, policy) for name, plan in whole.items()}


@dataclass(frozen=True)
class Plan:
    """What is printed of a table that adds up, by place, without words.

    ``shown`` has no number where a class is hidden or ``rolled`` into ``other``. ``top`` is the most that the rows can
    come to as far as the public can tell, where some are small; ``least`` the least.
    """

    shown: tuple[int | None, ...]
    rolled: frozenset[int] = frozenset()
    other: int | None = None
    total: int | None = None
    top: int | None = None
    least: int = 0


def plan_adding_up(counts: Sequence[int], policy: Policy) -> Plan:
    """The figures of a table that adds up.

    Raises:
        ValueError: a count is negative.
    """
    _check(counts)
    shown = [None if count < policy.smallest else policy.round(count) for count in counts]
    small = [place for place, number in enumerate(shown) if number is None]
    if not small:
        least = sum(policy.least(number) for number in shown if number is not None)
        return Plan(tuple(shown), total=policy.round(sum(counts)), least=least)
    rolled, top = _rolled(counts, shown, small, policy)
    if not rolled:
        return Plan(tuple(shown))
    for place in rolled:
        shown[place] = None
    other = min(policy.round(sum(counts[place] for place in rolled)), policy.highest_below(top))
    printed = [number for number in shown if number is not None]
    top += sum(policy.most(number) for number in printed)
    return Plan(
        tuple(shown),
        frozenset(rolled),
        other,
        min(policy.round(sum(counts)), policy.highest_below(top)),
        top,
        sum(policy.least(number) for number in (*printed, other)),
    )


def _rolled(
    counts: Sequence[int], shown: Sequence[int | None], small: list[int], policy: Policy
) -> tuple[list[int], int]:
    """The classes to roll into *Other* (none: hide the small ones), and the most that they can come to."""
    most = len(small) * (policy.smallest - 1)
    # With two small classes and rounding to 10 there may be no figure that leaves room, whatever they come to.
    has_room = policy.highest_below(most) >= policy.round(policy.smallest)
    if has_room and sum(counts[place] for place in small) >= policy.smallest:
        return small, most
    if has_room:
        most = policy.smallest - 1  # all together, as the public can tell from this choice
    # By printed figure, then by place: the true order is not to be told.
    large = sorted((number, place) for place, number in enumerate(shown) if number is not None)
    if len(large) < 2:
        return [], 0
    (_, taken), *rest = large
    # The taken class comes before all the others, which the public can see.
    most_taken = min(policy.most(number if taken < place else number - policy.base) for number, place in rest)
    if most_taken <= policy.smallest:
        return [], 0  # it could be one number only
    return [*small, taken], most + most_taken


def _check(counts: Iterable[int]) -> None:
    if any(count < 0 for count in counts):
        raise ValueError("A count is not negative.")


def _table(counts: Counts, plan: Plan, total: int | None, policy: Policy) -> Table:
    labels = sorted(counts)
    rows = _in_order(
        Figure(label, policy.hidden_words, None) if number is None else _shown(label, number)
        for place, (label, number) in enumerate(zip(labels, plan.shown, strict=True))
        if place not in plan.rolled
    )
    return Table(
        rows if plan.other is None else (*rows, _shown(OTHER, plan.other)),
        None if total is None else _shown(TOTAL, total),
        tuple(labels[place] for place in sorted(plan.rolled)),
    )


def _shown(label: str, rounded: int) -> Figure:
    return Figure(label, f"{rounded:,}", rounded)


def _in_order(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """By what is shown, then by name: the order of true numbers would tell them."""
    return tuple(sorted(figures, key=lambda one: (-(one.rounded or 0), one.label)))
