"""What a provider may write in a listing: one allow-list, in the steps of the portal.

Whatever is not named here is for officers alone and is never taken from a provider's change. A step's ``names``
are fields of the page, relations whose rows are edited whole (``ROWS``), and ``places``, the pages of places that
the listing's rows refer to (``services_directory.domain.listing_content``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services_directory.models import ProviderPage, ServicePage

PLACES = "places"
PLACE_FIELDS = (
    "name",
    "address_1",
    "address_2",
    "city",
    "postal_code",
    "shown_as",
    "directions",
)


@dataclass(frozen=True)
class Rows:
    """The rows of a relation: their ``fields``, and relations of the rows themselves.

    A row is a dictionary of these with its ``uuid``, which ties its versions together.
    """

    fields: tuple[str, ...]
    rows: Mapping[str, "Rows"] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One page of the portal and what is edited on it."""

    code: str
    title: str
    names: tuple[str, ...]
    for_settings_only: bool = False


_SCHEDULE = (
    "freq",
    "interval",
    "days",
    "week_of_month",
    "opens_at",
    "closes_at",
    "term_time",
    "valid_from",
    "valid_to",
    "note",
)
ROWS: Mapping[str, Rows] = {
    "eligibility_criteria": Rows(
        (
            "kind",
            "effect",
            "group",
            "sentence",
            "minimum",
            "maximum",
            "values",
            "purpose",
            "basis",
            "source_url",
            "is_absolute",
            "is_confirmed",
            "medical_reason",
            "valid_from",
            "valid_to",
        )
    ),
    "service_areas": Rows(("name", "kind")),
    "referral_routes": Rows(("referrer", "how", "url")),
    "cost_options": Rows(("option", "amount", "amount_description", "valid_from", "valid_to")),
    "service_at_locations": Rows(
        ("location", "description", "minimum_age", "maximum_age"), {"schedules": Rows(_SCHEDULE)}
    ),
    "schedules": Rows(_SCHEDULE),
    "contacts": Rows(("kind", "role", "telephone", "textphone", "email", "url", "note")),
    "setting_profiles": Rows(
        (
            "setting_type",
            "sen_information_report_url",
            "accessibility_plan_url",
            "admissions_url",
            "senco_contact",
            "has_separate_unit",
            "separate_unit",
        ),
        {"answers": Rows(("question", "answer"))},
    ),
    PLACES: Rows(PLACE_FIELDS),
}

SERVICE_STEPS = (
    Step("about", "What it is", ("title", "summary", "description", "kinds")),
    Step(
        "who",
        "Who it is for",
        ("minimum_age", "maximum_age", "needs", "stages", "audiences", "coverage", "service_areas"),
    ),
    Step("eligibility", "Who can use it", ("is_open_to_all", "eligibility_criteria")),
    Step(
        "how",
        "How to get it",
        (
            "referral_routes",
            "application_process",
            "waiting_time",
            "waiting_time_weeks",
            "waiting_time_as_at",
            "who_decides",
            "how_to_challenge",
        ),
    ),
    Step("cost", "Cost", ("cost_options", "personal_budget")),
    Step("times", "Times and places", ("delivery", PLACES, "service_at_locations", "schedules")),
    Step("accessibility", "Accessibility", ("adjustments", "languages", "interpretation_services")),
    Step("setting", "School or setting", ("setting_profiles",), for_settings_only=True),
    Step("contact", "Contact", ("contacts", "website")),
    Step("photos", "Picture", ("picture", "picture_text")),
)
PROVIDER_STEPS = (
    Step("organisation", "About the organisation", ("title", "description", "legal_status")),
    Step("contact", "Contact", ("telephone", "email", "website")),
    Step("photos", "Logo", ("logo",)),
)
STEPS: Mapping[str, tuple[Step, ...]] = {"service": SERVICE_STEPS, "provider": PROVIDER_STEPS}
MODELS: Mapping[str, type[ServicePage] | type[ProviderPage]] = {
    "service": ServicePage,
    "provider": ProviderPage,
}

# For officers alone, with the reason. A field of a listing is named in a step or here (a test sees to it).
OFFICERS_ONLY: Mapping[str, tuple[str, ...]] = {
    "service": (
        "slug",  # an address; renaming one makes a redirect
        "seo_title",
        "search_description",
        "show_in_menus",
        "provider",  # whose it is
        "sectors",  # Children and Families Act 2014 s.30: the authority answers for it
        "support_level",
        "whose_children",
        "must_be_in_offer",  # Schedule 2: decides whether it can be hidden
        "is_statutory_assessment",  # such a listing is never "not for you"
        "is_short_break",
        "commissioner",
        "accountable_body",
    ),
    "provider": (
        "slug",
        "seo_title",
        "search_description",
        "show_in_menus",
        "what_was_checked",  # the council's own words on what it checked
        "identifiers",  # checked against the registers
    ),
}


def step_of(listing_type: str, code: str) -> Step:
    """The step with this code.

    Raises:
        KeyError: listings of this type have no such step.
    """
    return {step.code: step for step in STEPS[listing_type]}[code]


def names_of(listing_type: str) -> tuple[str, ...]:
    """Every name of a content, in the order of the steps."""
    return tuple(name for step in STEPS[listing_type] for name in step.names)


def step_with(listing_type: str, name: str) -> Step:
    """The step on which a field or relation is edited.

    Raises:
        KeyError: no step has it.
    """
    return {name: step for step in STEPS[listing_type] for name in step.names}[name]
