"""“Could this be for us?”: the rules of a service compared with what a family says of itself.

The answer is *likely*, *check* or *not for you*, always with its reasons and never a decision (code of practice 4.7).
*Not for you* comes only from a confirmed, absolute rule on age, area or plan. A diagnosis is never asked for; a rule
on it, or on severity, income or earlier support, gives at most *check* (NICE draft 1.17.3). A statutory assessment
can always be asked for.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from services_directory.enums import CriterionEffect, CriterionKind, CriterionPurpose
from services_directory.models import EligibilityCriterion, Location, ServicePage
from services_directory.presenters.words import ages

# How a rule names an EHC plan among its codes; a rule on plans that names none means this one.
EHC_PLAN = frozenset({"ehc", "ehcp", "ehc-plan"})
NEEDS_COUNT = "Ask anyway: needs count, not only a diagnosis."


class Verdict(StrEnum):
    """How well a service and a family fit, as far as anybody has said."""

    LIKELY = "likely"
    CHECK = "check"
    NOT_FOR_YOU = "not-for-you"

    @property
    def words(self) -> str:
        """As families read it."""
        return {"likely": "Likely for you", "check": "Check first", "not-for-you": "Not for you"}[self.value]


class Fit(StrEnum):
    """What one rule says of a family."""

    FITS = "fits"
    ASK = "ask"  # not known, or for somebody to judge
    DOUBT = "doubt"  # not met, but somebody may decide otherwise
    AGAINST = "against"  # not met, and nobody may decide otherwise


@dataclass(frozen=True)
class Family:
    """What a family has said; everything may be left out. Nothing of it is ever kept.

    ``age`` in whole years; ``needs`` as codes; ``authority`` is the ONS code of where they live.
    """

    age: int | None = None
    needs: frozenset[str] = frozenset()
    authority: str = ""
    has_plan: bool | None = None

    def __bool__(self) -> bool:
        return self != Family()


@dataclass(frozen=True)
class Rule:
    """A criterion as it is compared: ``decides`` alone, and only at ``place`` (a UUID), if there is one."""

    kind: str
    effect: str
    sentence: str
    group: str = ""
    minimum: int | None = None
    maximum: int | None = None
    values: tuple[str, ...] = ()
    decides: bool = False
    place: str = ""
    place_name: str = ""


@dataclass(frozen=True)
class EntryRules:
    """All that a service says about who can use it."""

    minimum_age: int | None = None
    maximum_age: int | None = None
    needs: tuple[str, ...] = ()
    is_open_to_all: bool = False
    is_statutory: bool = False
    who_decides: str = ""
    rules: tuple[Rule, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the card of a search result."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "EntryRules":
        """From the card of a search result."""
        rules = tuple(Rule(**{**rule, "values": tuple(rule["values"])}) for rule in kept["rules"])
        return cls(**{**kept, "needs": tuple(kept["needs"]), "rules": rules})

    @property
    def asks_for_a_diagnosis(self) -> bool:
        """Whether a rule asks for one."""
        return any(
            rule.kind == CriterionKind.DIAGNOSIS
            and rule.effect in (CriterionEffect.MUST, CriterionEffect.ANY_OF)
            for rule in self.rules
        )


@dataclass(frozen=True)
class Reason:
    """Why, in the words of the service's own rule."""

    fit: Fit
    words: str


@dataclass(frozen=True)
class Answer:
    """The verdict and its reasons, what counts most first."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = field(default=())


def in_force(
    criteria: Iterable[EligibilityCriterion], today: datetime.date
) -> Iterator[EligibilityCriterion]:
    """The rules that hold today; walked in Python, since a previewed page's rows are no real queryset."""
    for criterion in criteria:
        if (criterion.valid_from or today) <= today <= (criterion.valid_to or today):
            yield criterion


def entry_rules(
    page: ServicePage, *, needs: Iterable[str], places: Iterable[Location], today: datetime.date
) -> EntryRules:
    """The rules of ``page`` for using it; those for getting it paid for are not among them.

    Args:
        page: with its rows.
        needs: codes of its needs and of the wider ones above them.
        places: where it is found; a rule for another place still counts, but decides nothing.
        today: rules that are not in force are left out.
    """
    known = {place.pk: place for place in places}
    return EntryRules(
        minimum_age=page.minimum_age,
        maximum_age=page.maximum_age,
        needs=tuple(sorted(needs)),
        is_open_to_all=page.is_open_to_all,
        is_statutory=page.is_statutory_assessment,
        who_decides=page.who_decides,
        rules=tuple(
            _rule(criterion, known)
            for criterion in in_force(page.eligibility_criteria.all(), today)
            if criterion.purpose == CriterionPurpose.ENTRY
        ),
    )


def _rule(criterion: EligibilityCriterion, places: Mapping[int, Location]) -> Rule:
    location = places.get(criterion.location_id or 0)
    return Rule(
        kind=criterion.kind,
        effect=criterion.effect,
        sentence=criterion.sentence,
        group=criterion.group,
        minimum=criterion.minimum,
        maximum=criterion.maximum,
        values=tuple(criterion.values),
        decides=criterion.can_decide and criterion.location_id is None,
        place=("" if criterion.location_id is None else str(location.uuid) if location else "elsewhere"),
        place_name=location.public_name if location else "",
    )


def could_be_for(
    entry: EntryRules, family: Family, *, place: str | None = None, age_is_met: bool = False
) -> Answer:
    """Compare. Says nothing that nobody has said: what is not known is to be asked.

    Args:
        entry: the rules.
        family: what was said.
        place: UUID of the place that a search found; rules of other places then do not count.
        age_is_met: a search by age has found it, so the age fits at that place whatever the service says in general.
    """
    rules = [rule for rule in entry.rules if place is None or rule.place in ("", place)]
    reasons = [
        *_age_reasons(entry, rules, family, age_is_met),
        *_need_reasons(entry, family),
        *_rule_reasons(rules, family, age_is_met),
    ]
    if not entry.rules:
        reasons.append(
            Reason(Fit.FITS, "It is open to everyone of the right age.")
            if entry.is_open_to_all
            else Reason(Fit.ASK, "The provider has not told us its rules. Ask before you go.")
        )
    if entry.is_statutory:
        return Answer(Verdict.CHECK, (*_always(entry), *_in_order(reasons)))
    found = {reason.fit for reason in reasons}
    if Fit.AGAINST in found:
        verdict = Verdict.NOT_FOR_YOU
    else:
        verdict = Verdict.CHECK if found & {Fit.ASK, Fit.DOUBT} else Verdict.LIKELY
    return Answer(verdict, _in_order(reasons))


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    order = [Fit.AGAINST, Fit.DOUBT, Fit.ASK, Fit.FITS]
    return tuple(sorted(dict.fromkeys(reasons), key=lambda reason: order.index(reason.fit)))


def _always(entry: EntryRules) -> Iterator[Reason]:
    yield Reason(Fit.ASK, "You can always ask for this.")
    if entry.who_decides:
        yield Reason(Fit.ASK, f"Who decides: {entry.who_decides.rstrip('.')}.")
    yield Reason(Fit.ASK, "If the answer is no, you have the right to challenge it.")


def _age_reasons(
    entry: EntryRules, rules: Iterable[Rule], family: Family, age_is_met: bool
) -> Iterator[Reason]:
    """What the ages of the service say; an absolute rule on age speaks for itself."""
    if entry.minimum_age is None and entry.maximum_age is None:
        return
    said = ages(entry.minimum_age, entry.maximum_age)
    said = (
        f"It is for all {said.lower()}." if said == "All ages" else f"It is for: {said[0].lower()}{said[1:]}."
    )
    if family.age is None:
        yield Reason(Fit.ASK, said)
    elif age_is_met or _within(family.age, entry.minimum_age, entry.maximum_age):
        yield Reason(Fit.FITS, f"Age {family.age} fits.")
    elif not any(_fit(rule, family) == Fit.AGAINST for rule in rules if rule.kind == CriterionKind.AGE):
        yield Reason(Fit.DOUBT, said)


def _need_reasons(entry: EntryRules, family: Family) -> Iterator[Reason]:
    if not family.needs or not entry.needs:
        return
    if family.needs & set(entry.needs):
        yield Reason(Fit.FITS, "It is for the need you chose.")
    else:
        yield Reason(Fit.DOUBT, "It is mainly for other needs. Ask if it can help you.")


def _rule_reasons(rules: Iterable[Rule], family: Family, age_is_met: bool) -> Iterator[Reason]:
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.effect == CriterionEffect.ANY_OF:
            groups.setdefault(rule.group, []).append(rule)
        # Who must ask for it is how to get it, and what must be brought is no condition of the child.
        elif rule.effect in (CriterionEffect.MUST, CriterionEffect.EXCLUDES) and rule.kind not in (
            CriterionKind.REFERRAL,
            CriterionKind.SUPPORT_TO_BRING,
        ):
            fit = _fit(rule, family)
            if rule.kind == CriterionKind.AGE and age_is_met:
                continue
            if fit != Fit.FITS or (rule.kind != CriterionKind.AGE and rule.effect == CriterionEffect.MUST):
                yield Reason(fit, _words(rule, fit))
    for members in groups.values():
        yield _group_reason(members, family)


def _group_reason(members: list[Rule], family: Family) -> Reason:
    fits = [_fit(rule, family) for rule in members]
    if Fit.FITS in fits:
        return Reason(Fit.FITS, members[fits.index(Fit.FITS)].sentence)
    sentences = "; ".join(rule.sentence.rstrip(".") for rule in members)
    doubt = Fit.ASK if Fit.ASK in fits else Fit.DOUBT
    fit = fits[0] if len(set(fits)) == 1 else doubt
    return Reason(fit, f"You need any one of these: {sentences}.")


def _words(rule: Rule, fit: Fit) -> str:
    said = rule.sentence
    if rule.effect == CriterionEffect.EXCLUDES:
        said = f"It is not for: {said[:1].lower()}{said[1:]}"
    if rule.kind == CriterionKind.DIAGNOSIS and fit != Fit.FITS:
        said = f"{said} {NEEDS_COUNT}"
    return f"At {rule.place_name}: {said}" if rule.place_name else said


def _fit(rule: Rule, family: Family) -> Fit:
    holds = _holds(rule, family)
    if holds is None:
        return Fit.ASK
    if holds != (rule.effect == CriterionEffect.EXCLUDES):
        return Fit.FITS
    return Fit.AGAINST if rule.decides else Fit.DOUBT


def _holds(rule: Rule, family: Family) -> bool | None:
    """Whether what the rule names is so; ``None`` where that was not said, or is not for us to say."""
    if rule.kind == CriterionKind.AGE and family.age is not None:
        bounded = rule.minimum is not None or rule.maximum is not None
        return _within(family.age, rule.minimum, rule.maximum) if bounded else None
    if rule.kind == CriterionKind.AREA and family.authority and rule.values:
        return family.authority in rule.values
    if rule.kind == CriterionKind.PLAN and (not rule.values or EHC_PLAN & set(rule.values)):
        return family.has_plan
    if rule.kind == CriterionKind.NEED and family.needs and rule.values:
        return bool(family.needs & set(rule.values))
    return None


def _within(age: int, minimum: int | None, maximum: int | None) -> bool:
    return (minimum is None or age >= minimum) and (maximum is None or age <= maximum)
