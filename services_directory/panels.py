"""The officer desk's forms: tabs and panels in the order of the public service page.

Knows field names only and imports no model, so that the models can take their forms from here.
"""

from django.forms import RadioSelect
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from services_directory.admin.service_form import ServiceForm
from services_directory.admin.widgets import TermTickBoxes, WordLines


def schedule_panels() -> list[Panel]:
    """One regular time."""
    return [
        FieldRowPanel([FieldPanel("freq"), FieldPanel("interval"), FieldPanel("week_of_month")]),
        FieldPanel("days"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("term_time")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldPanel("note"),
    ]


def location_panels() -> list[Panel]:
    """A place."""
    return [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("location_type"),
                FieldPanel("address_1"),
                FieldPanel("address_2"),
                FieldPanel("city"),
                FieldPanel("state_province"),
                FieldPanel("postal_code"),
                FieldPanel("shown_as"),
            ],
            "Address",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]), FieldPanel("directions")],
            "Finding it",
            help_text="Leave the point empty to take it from the postcode.",
        ),
        FieldPanel("retired_on"),
        PublishingPanel(),
    ]


def criterion_panels() -> list[Panel]:
    """One rule about who can use a service."""
    return [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("effect"), FieldPanel("group")]),
        FieldPanel("sentence"),
        FieldRowPanel([FieldPanel("minimum"), FieldPanel("maximum")]),
        FieldPanel(
            "values",
            widget=WordLines,
            help_text="Only where the rule names codes: of needs (autism), of areas (E07000004), of plans. "
            "One on a line, or with commas.",
        ),
        FieldRowPanel([FieldPanel("purpose"), FieldPanel("basis")]),
        FieldRowPanel([FieldPanel("is_absolute"), FieldPanel("is_confirmed")]),
        FieldPanel("medical_reason"),
        FieldPanel("location"),
        FieldPanel("source_url"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]


def _about() -> list[Panel]:
    return [
        TitleFieldPanel("title", help_text="The name of the service as families know it."),
        PageChooserPanel("provider"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("sectors"),
                FieldPanel("support_level", widget=RadioSelect),
                FieldPanel("kinds", widget=TermTickBoxes),
                FieldPanel("must_be_in_offer"),
                FieldPanel("is_statutory_assessment"),
                FieldPanel("is_short_break"),
            ],
            "What kind of support",
        ),
        FieldPanel("description"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_text")], "Picture"),
    ]


def _who_for() -> list[Panel]:
    return [
        FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("maximum_age")]),
        FieldPanel("needs", widget=TermTickBoxes),
        FieldPanel("stages", widget=TermTickBoxes),
        FieldPanel("audiences"),
        FieldPanel("is_open_to_all"),
        InlinePanel(
            "eligibility_criteria",
            heading="Rules about who can use it",
            label="Rule",
            panels=criterion_panels(),
        ),
        MultiFieldPanel(
            [
                FieldPanel("whose_children"),
                FieldPanel("coverage"),
                InlinePanel("service_areas", heading="Areas it covers", label="Area"),
            ],
            "Where families must live",
        ),
    ]


def _how_to_get_it() -> list[Panel]:
    return [
        InlinePanel("referral_routes", heading="Who can ask for it", label="Way to ask"),
        FieldPanel("application_process"),
        MultiFieldPanel(
            [
                FieldPanel("waiting_time"),
                FieldRowPanel([FieldPanel("waiting_time_weeks"), FieldPanel("waiting_time_as_at")]),
            ],
            "Waiting time",
        ),
        MultiFieldPanel(
            [
                FieldPanel("who_decides"),
                FieldPanel("how_to_challenge"),
                FieldPanel("commissioner"),
                FieldPanel("accountable_body"),
            ],
            "Who decides and answers for it",
        ),
    ]


def _cost() -> list[Panel]:
    return [
        InlinePanel("cost_options", heading="Costs", label="Cost"),
        FieldPanel("personal_budget"),
    ]


def _when_and_where() -> list[Panel]:
    return [
        FieldPanel("delivery"),
        InlinePanel("service_at_locations", heading="Places", label="Place"),
        InlinePanel(
            "schedules",
            heading="Times, wherever it is",
            label="Time",
            panels=schedule_panels(),
        ),
    ]


def _contact() -> list[Panel]:
    return [
        InlinePanel("contacts", heading="Contacts", label="Contact"),
        FieldPanel("website"),
        FieldPanel("adjustments"),
        FieldPanel("languages", widget=TermTickBoxes),
        FieldPanel("interpretation_services"),
    ]


def _setting() -> list[Panel]:
    return [
        InlinePanel(
            "setting_profiles",
            heading="Profile of a school, early years setting or college",
            label="Profile",
            max_num=1,
        ),
    ]


def _promote() -> list[Panel]:
    return [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            "Address and search engines",
        ),
        # Both are drawn beside the form: when it goes live, and what officers say to each other.
        PublishingPanel(),
        CommentPanel(),
    ]


def service_edit_handler() -> TabbedInterface:
    """The form of a service."""
    return TabbedInterface(
        [
            ObjectList(_about(), heading="What it is"),
            ObjectList(_who_for(), heading="Who it is for"),
            ObjectList(_cost(), heading="Cost"),
            ObjectList(_how_to_get_it(), heading="How to get it"),
            ObjectList(_when_and_where(), heading="When and where"),
            ObjectList(_contact(), heading="Contact"),
            ObjectList(_setting(), heading="School or setting"),
            ObjectList(_promote(), heading="Address"),
        ],
        base_form_class=ServiceForm,
    )


def provider_edit_handler() -> TabbedInterface:
    """The form of a provider."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title", help_text="The name of the organisation."),
                    FieldPanel("description"),
                    FieldPanel("legal_status"),
                    FieldPanel("logo"),
                    MultiFieldPanel(
                        [FieldPanel("telephone"), FieldPanel("email"), FieldPanel("website")], "Contact"
                    ),
                    InlinePanel("identifiers", heading="Numbers in public registers", label="Number"),
                    FieldPanel("what_was_checked"),
                ],
                heading="The organisation",
            ),
            ObjectList(_promote(), heading="Address"),
        ]
    )
