"""The page of a service, in the order of a family's questions."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ObjectDoesNotExist
from django.utils.http import urlencode

from services_directory.domain.eligibility import EntryRules, entry_rules, in_force
from services_directory.enums import (
    CriterionEffect,
    CriterionPurpose,
    OperationalState,
    PublicPoint,
    Sector,
    YesNoUnknown,
)
from services_directory.fields import labels_of
from services_directory.models import (
    EligibilityCriterion,
    ListingAssurance,
    Location,
    OperationalStatus,
    ServiceAtLocation,
    ServicePage,
    SettingProfile,
    SourceRecord,
)
from services_directory.presenters import words
from services_directory.presenters.accessibility import PlaceAccess, accessibility
from services_directory.presenters.checked import Checked, checked
from services_directory.presenters.others import Other, alike, while_you_wait
from services_directory.search.contract import Searcher
from services_directory.search.engine import get_engine

EFFECT_HEADINGS = {
    CriterionEffect.MUST: "You need",
    CriterionEffect.ANY_OF: "You need any one of these",
    CriterionEffect.HELPS: "It helps, but you do not need it",
    CriterionEffect.NOT_NEEDED: "You do not need",
    CriterionEffect.EXCLUDES: "It is not for",
}


@dataclass(frozen=True)
class Place:
    """Where and when: a place of the service as families may see it."""

    name: str
    address: list[str]
    note: str
    times: list[str]
    directions: str
    map_url: str


@dataclass(frozen=True)
class CriteriaGroup:
    """Rules of one effect (and, of alternatives, one group) under a heading."""

    heading: str
    criteria: list[EligibilityCriterion]


class ServicePresenter:
    """What the template of a service asks. Made for each request; also works for a preview of an unsaved draft."""

    def __init__(self, page: ServicePage, today: datetime.date | None = None) -> None:
        self.page = page
        self.today = today or datetime.date.today()

    # --- at the top -------------------------------------------------------------------------------------
    @cached_property
    def checked(self) -> Checked:
        """When it was checked."""
        assurance = ListingAssurance.objects.filter(page_id=self.page.pk).first()
        source = None
        if assurance is None or assurance.checked_on is None:
            source = SourceRecord.objects.filter(page_id=self.page.pk).first()
        return checked(assurance, source, self.today)

    @cached_property
    def status(self) -> OperationalStatus | None:
        """The operational status, where it is anything but open."""
        try:
            status = self.page.operational_status
        except ObjectDoesNotExist:
            return None
        return None if status.state == OperationalState.OPEN else status

    @property
    def status_heading(self) -> str:
        """The status in a sentence."""
        status = self.status
        if status is None:
            return ""
        sentence = {
            OperationalState.FULL: "This service is full",
            OperationalState.CLOSED_FOR_NOW: "This service is closed for now",
            OperationalState.ENDED: "This service has ended",
        }[OperationalState(status.state)]
        return f"{sentence} (since {words.day(status.since)})" + (
            f". It should change by {words.day(status.until)}" if status.until else ""
        )

    @cached_property
    def facts(self) -> list[tuple[str, list[str]]]:
        """The first answers: label and lines."""
        page = self.page
        needs = [term.name for term in page.needs.all()]
        level = page.support_level
        level_words = words.with_official_name(level.name, level.official_name) if level else ""
        budget = {
            YesNoUnknown.YES: "Yes, you may be able to use one",
            YesNoUnknown.NO: "No",
            YesNoUnknown.UNKNOWN: "",
        }[YesNoUnknown(page.personal_budget)]
        diagnosis = words.diagnosis(page)
        rows = [
            ("Ages", [words.ages(page.minimum_age, page.maximum_age)]),
            ("For", needs or ["Everyone" if page.is_open_to_all else "Not known which needs. Ask them"]),
            ("Cost", [option.as_words() for option in self.costs] or ["Not known. Ask before you go"]),
            ("How to ask", [words.referral(page.referral_routes.all())]),
            ("EHC plan", [words.plan(page)]),
            ("Diagnosis", [diagnosis] if diagnosis else []),
            ("Support level", [level_words] if level_words else ["Not known"]),
            ("Waiting time", [words.waiting(page) or "Not known. Ask them"]),
            ("Personal budget", [budget] if budget else []),
            ("Part of", [", ".join(labels_of(page.sectors, Sector))] if page.sectors else []),
        ]
        return [(label, lines) for label, lines in rows if lines]

    @cached_property
    def costs(self) -> list:
        """The prices in force today."""
        return words.current_costs(self.page.cost_options.all(), self.today)

    # --- who can use it ---------------------------------------------------------------------------------
    def _in_force(self, purpose: CriterionPurpose) -> list[EligibilityCriterion]:
        criteria = in_force(self.page.eligibility_criteria.all(), self.today)
        return [criterion for criterion in criteria if criterion.purpose == purpose]

    def _groups(self, purpose: CriterionPurpose) -> list[CriteriaGroup]:
        criteria = self._in_force(purpose)
        groups = []
        for effect, heading in EFFECT_HEADINGS.items():
            of_effect = [criterion for criterion in criteria if criterion.effect == effect]
            for name in dict.fromkeys(criterion.group for criterion in of_effect):
                members = [criterion for criterion in of_effect if criterion.group == name]
                groups.append(CriteriaGroup(heading, members))
        return groups

    @cached_property
    def entry_rules(self) -> list[CriteriaGroup]:
        """Rules for using the service."""
        return self._groups(CriterionPurpose.ENTRY)

    @cached_property
    def rules(self) -> EntryRules:
        """What a family's answers are compared with."""
        needs: set[str] = set()
        terms = list(self.page.needs.all())
        while terms:  # the list has two levels, or three
            needs.update(term.code for term in terms)
            terms = [term.parent for term in terms if term.parent is not None]
        places = [location for _, location in self._service_locations]
        return entry_rules(self.page, needs=needs, places=places, today=self.today)

    @cached_property
    def funding_rules(self) -> list[CriteriaGroup]:
        """Rules for getting it paid for."""
        return self._groups(CriterionPurpose.FUNDING)

    # --- how, when and where ----------------------------------------------------------------------------
    @cached_property
    def _service_locations(self) -> list:
        rows = list(self.page.service_at_locations.all())
        # One query for all places, in a preview as on the live page. A provider's preview brings places with it
        # that are not in the directory yet.
        has_place = ServiceAtLocation._meta.get_field("location").is_cached
        locations = Location.objects.in_bulk([row.location_id for row in rows if not has_place(row)])
        found = [(row, row.location if has_place(row) else locations.get(row.location_id)) for row in rows]
        return [(row, location) for row, location in found if location is not None]

    @cached_property
    def places(self) -> list[Place]:
        """Places with their times."""
        return [
            Place(
                name=location.public_name,
                address=location.public_address,
                note=row.description,
                times=[_time(schedule) for schedule in row.schedules.all()],
                directions=location.directions if location.shown_as == PublicPoint.EXACT else "",
                map_url=_map_url(location),
            )
            for row, location in self._service_locations
        ]

    @cached_property
    def times(self) -> list[str]:
        """Times that hold wherever it is."""
        return [_time(schedule) for schedule in self.page.schedules.all()]

    @cached_property
    def access(self) -> list[PlaceAccess]:
        """Accessibility by place."""
        locations = list({location.uuid: location for _, location in self._service_locations}.values())
        return accessibility(self.page, locations, self.today)

    # --- other services ---------------------------------------------------------------------------------
    @property
    def _near(self) -> tuple[float, float] | None:
        points = (location.public_point for _, location in self._service_locations)
        return next((point for point in points if point), None)

    @cached_property
    def _engine(self) -> Searcher:
        return get_engine()

    @cached_property
    def while_you_wait(self) -> list[Other]:
        """What can be used today, where there is a waiting time."""
        return while_you_wait(self._engine, self.page, self._near) if self.page.has_waiting_time else []

    @cached_property
    def others(self) -> list[Other]:
        """Services alike, but for those that stand under what can be used while waiting."""
        shown = {other.address for other in self.while_you_wait}
        return [other for other in alike(self._engine, self.page, self._near) if other.address not in shown]

    # --- schools and settings ---------------------------------------------------------------------------
    @cached_property
    def profile(self) -> SettingProfile | None:
        """The profile of a school, early years setting or college."""
        return next(iter(self.page.setting_profiles.all()), None)

    @cached_property
    def profile_answers(self) -> list[tuple[str, str]]:
        """Question and answer, in the order of the questions."""
        if self.profile is None:
            return []
        answers = [answer for answer in self.profile.answers.all() if answer.question is not None]
        answers.sort(key=lambda answer: answer.question.sort_order)
        return [(answer.question.question, answer.answer) for answer in answers]


def _time(schedule: object) -> str:
    said = schedule.as_words()  # type: ignore[attr-defined]
    note = schedule.note  # type: ignore[attr-defined]
    return f"{said}. {note}" if note and note != said else said


def _map_url(location: Location) -> str:
    """A link that leaves the site on purpose; none for a place of which only the area is shown."""
    if location.shown_as == PublicPoint.AREA or location.point is None:
        return ""
    latitude, longitude = location.point
    at = urlencode({"mlat": f"{latitude:.5f}", "mlon": f"{longitude:.5f}"})
    return f"https://www.openstreetmap.org/?{at}#map=17/{latitude:.5f}/{longitude:.5f}"
