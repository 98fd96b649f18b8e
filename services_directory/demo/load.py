"""Loads the providers, places and services of the demonstration, with their checks and assessments.

Dates are relative to the day of loading, so that some listings are always due and some overdue.
"""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from localoffer.accounts.models import User
from localoffer.models import AuthoritySettings
from services_directory import models
from services_directory.domain.assessments import publish_assessment
from services_directory.domain.assurance import record_check, set_operational_status
from services_directory.domain.geography import locate
from services_directory.enums import (
    AssessmentMethod,
    AssessorKind,
    CheckSource,
    Coverage,
    CriterionBasis,
    OperationalState,
    TaxonomyCode,
    YesNoUnknown,
)

FOLDER = Path(__file__).parent
A_YEAR = datetime.timedelta(days=365)
COUNCIL = "Merrowdale Council"

# Every so many listings: never checked, overdue, due soon. The rest were checked in the last months.
NEVER, OVERDUE, DUE = 17, 11, 9


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


class DemoLoader:
    """One loading of the demonstration; ``step`` is called after each service, for a progress bar."""

    def __init__(self, officer: User, today: datetime.date, step: Callable[[], object]) -> None:
        self.officer = officer
        self.today = today
        self.step = step
        terms = models.TaxonomyTerm.objects.select_related("taxonomy")
        self.terms = {(term.taxonomy.code, term.code): term for term in terms}
        self.questions = {question.code: question for question in models.ProfileQuestion.objects.all()}
        self.profiles: dict[str, dict[str, str]] = _read("setting_profiles.json")
        self.sessions: dict[str, dict[str, Any]] = _read("session_assessments.json")

    @staticmethod
    def count() -> int:
        """How many services there are."""
        return len(_read("services.json"))

    def load(self) -> None:
        """Providers, places, services, in this order."""
        self.providers = {one["key"]: self._provider(one) for one in _read("providers.json")}
        self.places = {one["key"]: self._place(one) for one in _read("places.json")}
        for number, one in enumerate(_read("services.json")):
            service = self._service(one)
            self._facts_outside_the_page(number, one, service)
            self.step()

    def _provider(self, one: dict[str, Any]) -> models.ProviderPage:
        parent = models.OrganisationsPage.objects.get()
        slug = one["key"]
        page = parent.add_child(
            instance=models.ProviderPage(
                title=one["name"],
                description=f"<p>{one['description']}</p>",
                legal_status=one["legal_status"],
                telephone=one["telephone"],
                email=f"hello@{slug}.example.org",
                website=f"https://{slug}.example.org/",
                what_was_checked="The council checked that this organisation exists and has insurance. "
                "It did not check each member of staff.",
                live=False,
            )
        )
        page.save_revision(user=self.officer).publish()
        return page

    def _place(self, one: dict[str, Any]) -> models.Location:
        point = locate(one["postal_code"])
        location = models.Location.objects.create(
            name=one["name"],
            address_1=one["address_1"],
            city=one["city"],
            postal_code=one["postal_code"],
            latitude=point.latitude,
            longitude=point.longitude,
            point_from_postcode=True,
            shown_as=one.get("shown_as", "exact"),
        )
        if "building" in one:
            self._building(location, one["building"])
        return location

    def _building(self, location: models.Location, data: dict[str, Any]) -> None:
        by_council = data["days_ago"] % 2 == 0
        assessment = self._assessment(
            data["days_ago"],
            COUNCIL if by_council else location.name,
            by_council=by_council,
            location=location,
        )
        for found in data["findings"]:
            feature = self._term(TaxonomyCode.ACCESS_FEATURES, found["feature"])
            measured = found.get("measurement")
            days = found.get("out_of_order_days")
            models.AccessibilityFinding.objects.create(
                assessment=assessment,
                feature=feature,
                result=found["result"],
                note=found.get("note", ""),
                measurement=Decimal(str(measured)) if measured else None,
                unit=feature.unit if measured else "",
                out_of_order_from=self.today - datetime.timedelta(days=3) if days else None,
                out_of_order_until=self.today + datetime.timedelta(days=days) if days else None,
            )
        for change in data.get("improvements", []):
            due, done = change.get("due_in_days"), change.get("done_days_ago")
            models.ImprovementAction.objects.create(
                assessment=assessment,
                barrier=change["barrier"],
                change=change["change"],
                due_on=self.today + datetime.timedelta(days=due) if due else None,
                done_on=self.today - datetime.timedelta(days=done) if done else None,
            )
        self._finish(assessment)

    def _assessment(
        self, days_ago: int, who: str, *, by_council: bool, **subject: Any
    ) -> models.AccessibilityAssessment:
        day = self.today - datetime.timedelta(days=days_ago)
        return models.AccessibilityAssessment.objects.create(
            assessed_on=day,
            next_due_on=day + A_YEAR,
            assessor_kind=AssessorKind.COUNCIL if by_council else AssessorKind.PROVIDER,
            assessor_organisation=who,
            method=AssessmentMethod.VISIT if by_council else AssessmentMethod.SELF,
            advised_by="Merrowdale Access Group" if by_council else "",
            who_was_involved="Two young people who use wheelchairs tried the way in." if by_council else "",
            **subject,
        )

    def _finish(self, assessment: models.AccessibilityAssessment) -> None:
        found = models.AccessibilityFinding.objects.filter(assessment=assessment).select_related(
            "feature__parent"
        )
        assessment.domains.set({one.feature.parent for one in found})
        publish_assessment(assessment, by=self.officer)

    def _term(self, taxonomy: TaxonomyCode, code: str) -> models.TaxonomyTerm:
        return self.terms[taxonomy.value, code]

    def _service(self, one: dict[str, Any]) -> models.ServicePage:
        provider = self.providers[one["provider"]]
        email = f"enquiries@{one['provider']}.example.org"
        coverage = one.get("coverage", Coverage.IN_AREA)
        service = models.ServicePage(
            title=one["title"],
            provider=provider,
            summary=one["summary"],
            description=f"<p>{one['description']}</p>",
            sectors=one["sectors"],
            support_level=self._term(TaxonomyCode.SUPPORT_LEVELS, one["level"]),
            minimum_age=one["minimum_age"] or None,
            maximum_age=one["maximum_age"],
            delivery=one["delivery"],
            audiences=one.get("audiences", ["child", "parent-carer"]),
            is_open_to_all=one.get("is_open_to_all", False),
            is_statutory_assessment=one.get("is_statutory_assessment", False),
            is_short_break=one.get("is_short_break", False),
            personal_budget=one.get("personal_budget", YesNoUnknown.UNKNOWN),
            must_be_in_offer=one.get("must_be_in_offer", ""),
            coverage=coverage,
            waiting_time=one.get("waiting_time", ""),
            waiting_time_weeks=one.get("waiting_time_weeks"),
            waiting_time_as_at=self.today.replace(day=1) if "waiting_time" in one else None,
            who_decides=one.get("who_decides", ""),
            how_to_challenge=one.get("how_to_challenge", ""),
            adjustments="Tell us what your child needs before you come, and we will do our best.",
            accountable_body=COUNCIL if one["provider"] in ("council", "social") else "",
            live=False,
        )
        service.kinds = [self._term(TaxonomyCode.KINDS, code) for code in one["kinds"]]
        service.needs = [self._term(TaxonomyCode.NEEDS, code) for code in one["needs"]]
        service.cost_options = [models.CostOption(**cost) for cost in one["costs"]]
        service.referral_routes = [models.ReferralRoute(**route) for route in one["referral"]]
        service.contacts = [models.Contact(role="Enquiries", telephone=provider.telephone, email=email)]
        service.eligibility_criteria = list(map(self._criterion, self._rules(one)))
        service.schedules = [models.ServiceSchedule(**time) for time in one.get("times", [])]
        service.service_at_locations = [
            models.ServiceAtLocation(
                location=self.places[place["place"]],
                schedules=[models.PlaceSchedule(**time) for time in place["times"]],
            )
            for place in one["places"]
        ]
        if not one["places"]:
            area = {"national": "England", "regional": "The Thames Valley"}.get(coverage, "Merrowdale")
            point = self.places["civic"].point if coverage == Coverage.IN_AREA else None
            latitude, longitude = point or (None, None)
            service.service_areas = [models.ServiceArea(name=area, latitude=latitude, longitude=longitude)]
        if "profile" in one:
            service.setting_profiles = [self._profile(one)]
        models.DirectoryPage.objects.get().add_child(instance=service)
        service.save_revision(user=self.officer).publish()
        return models.ServicePage.objects.get(pk=service.pk)

    def _rules(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        """Its rules and, first, its ages as a family reads them."""
        low, high = one["minimum_age"], one["maximum_age"]
        words = f"You are {low} to {high} years old." if low else f"You are under {high + 1} years old."
        age = {"kind": "age", "effect": "must", "sentence": words, "minimum": low, "maximum": high}
        return [age, *one["rules"]]

    def _criterion(self, rule: dict[str, Any]) -> models.EligibilityCriterion:
        statutory = rule["kind"] in ("plan", "benefit")
        if rule["kind"] == "area":
            rule = {"values": sorted(AuthoritySettings.load().area_code_set), **rule}
        return models.EligibilityCriterion(
            **{"basis": CriterionBasis.STATUTE if statutory else CriterionBasis.PROVIDER, **rule},
            is_confirmed=True,
        )

    def _profile(self, one: dict[str, Any]) -> models.SettingProfile:
        site = f"https://{one['provider']}.example.org"
        is_section_41 = one.get("is_section_41", False)
        return models.SettingProfile(
            setting_type=one["profile"],
            sen_information_report_url=f"{site}/sen-report" if one["profile"] != "early-years" else "",
            accessibility_plan_url=f"{site}/accessibility-plan",
            admissions_url=f"{site}/admissions",
            senco_contact=f"senco@{one['provider']}.example.org",
            has_separate_unit=YesNoUnknown.YES if "nit " in one["title"] else YesNoUnknown.NO,
            is_section_41=YesNoUnknown.YES if is_section_41 else YesNoUnknown.UNKNOWN,
            section_41_checked_on=self.today - datetime.timedelta(days=40) if is_section_41 else None,
            answers=[
                models.SettingAnswer(question=self.questions[code], answer=answer)
                for code, answer in self.profiles[one["title"]].items()
            ],
        )

    def _facts_outside_the_page(self, number: int, one: dict[str, Any], service: models.ServicePage) -> None:
        if days := self._checked_days_ago(number):
            by_council = number % 4 == 0
            record_check(
                service,
                organisation=COUNCIL if by_council else service.provider.title,
                source=CheckSource.OFFICER if by_council else CheckSource.PROVIDER,
                on=self.today - datetime.timedelta(days=days),
                by=self.officer,
            )
        if "status" in one:
            note = "You can still join the waiting list." if one["status"] == OperationalState.FULL else ""
            set_operational_status(service, OperationalState(one["status"]), note=note, by=self.officer)
        if one["title"] in self.sessions:
            self._session(service, self.sessions[one["title"]])
        if one.get("withdrawn"):
            # Read again: unpublishing a stale instance would forget that it was ever live (tried).
            models.ServicePage.objects.get(pk=service.pk).unpublish(user=self.officer)

    @staticmethod
    def _checked_days_ago(number: int) -> int | None:
        if number % NEVER == NEVER - 1:
            return None
        if number % OVERDUE == OVERDUE - 1:
            return 200 + number
        return 175 if number % DUE == DUE - 1 else 5 + (number * 7) % 150

    def _session(self, service: models.ServicePage, data: dict[str, Any]) -> None:
        first = service.service_at_locations.first()
        assessment = self._assessment(
            data["days_ago"],
            service.provider.title,
            by_council=False,
            service=service,
            location=first.location if first else None,
        )
        results = [(code, "yes", "") for code in data["yes"]]
        results += [(code, "partly", note) for code, note in data["partly"].items()]
        for code, result, note in results:
            feature = self._term(TaxonomyCode.ACCESS_FEATURES, code)
            models.AccessibilityFinding.objects.create(
                assessment=assessment, feature=feature, result=result, note=note
            )
        for training, level, share in data["staff"]:
            models.StaffKnowledge.objects.create(
                assessment=assessment, training=training, level=level, share=share
            )
        self._finish(assessment)
