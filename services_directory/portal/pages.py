"""The question pages of the portal: which form and which rows stand on each step of a listing."""

from collections.abc import Mapping
from dataclasses import dataclass

from services_directory.domain.listing_fields import STEPS, Step
from services_directory.enums import MustBeInOffer
from services_directory.models import ListingChange, ServicePage
from services_directory.portal.forms.about import AboutForm
from services_directory.portal.forms.accessibility import AccessibilityForm
from services_directory.portal.forms.base import ContentForm
from services_directory.portal.forms.contact import ContactStepForm
from services_directory.portal.forms.cost import CostForm
from services_directory.portal.forms.eligibility import EligibilityForm
from services_directory.portal.forms.how import HowForm
from services_directory.portal.forms.organisation import OrganisationContactForm, OrganisationForm
from services_directory.portal.forms.photos import LogoForm, PictureForm, ServicePictureForm
from services_directory.portal.forms.setting import SettingForm
from services_directory.portal.forms.times import TimesForm
from services_directory.portal.forms.who import WhoForm
from services_directory.portal.rows import KINDS, RowKind

FORMS: Mapping[str, Mapping[str, type[ContentForm]]] = {
    "service": {
        "about": AboutForm,
        "who": WhoForm,
        "eligibility": EligibilityForm,
        "how": HowForm,
        "cost": CostForm,
        "times": TimesForm,
        "accessibility": AccessibilityForm,
        "setting": SettingForm,
        "contact": ContactStepForm,
        "photos": ServicePictureForm,
    },
    "provider": {
        "organisation": OrganisationForm,
        "contact": OrganisationContactForm,
        "photos": LogoForm,
    },
}
# One sentence under the heading of a step.
INTRODUCTIONS = {
    "eligibility": "Say what families need, and what they do not need. Many fear that they need a diagnosis or an "
    "EHC plan, so say so if they do not.",
    "how": "Say who can ask, what they do first, and how long it takes.",
    "cost": "Add each price. If it is free, add a price of 0.",
    "times": "Add each place you use, with the times there.",
    "setting": "Only for schools, nurseries and other early years settings, and colleges. Others can leave this out.",
    "contact": "Add at least one way to reach you.",
    "photos": "A picture of the place helps a child to know what to expect. You do not have to add one.",
}
# Where the rows are what the step is about, they stand above its other questions.
ROWS_FIRST = frozenset({"how", "cost", "contact"})
OF_A_SETTING = frozenset({MustBeInOffer.SCHOOL, MustBeInOffer.EARLY_YEARS, MustBeInOffer.POST_16})


@dataclass(frozen=True)
class StepPage:
    """A step with its form and kinds of rows."""

    step: Step
    form: type[ContentForm]
    kinds: tuple[RowKind, ...]

    @property
    def introduction(self) -> str:
        """What stands under the heading."""
        return INTRODUCTIONS.get(self.step.code, "")

    @property
    def has_rows_first(self) -> bool:
        """Whether its rows stand above its other questions."""
        return self.step.code in ROWS_FIRST

    @property
    def takes_a_file(self) -> bool:
        """Whether its form has to be sent in parts."""
        return issubclass(self.form, PictureForm)


def page_of_step(listing_type: str, code: str) -> StepPage:
    """The page of a step.

    Raises:
        KeyError: listings of this type have no such step.
    """
    step = next((one for one in STEPS[listing_type] if one.code == code), None)
    if step is None:
        raise KeyError(code)
    kinds = tuple(kind for kind in KINDS if listing_type == "service" and kind.relation in step.names)
    return StepPage(step, FORMS[listing_type][code], kinds)


def pages_of(change: ListingChange) -> list[StepPage]:
    """The pages of a change in their order; that for schools and settings only where it may be one."""
    pages = [page_of_step(change.listing_type, step.code) for step in STEPS[change.listing_type]]
    if all(not page.step.for_settings_only for page in pages) or _may_be_a_setting(change):
        return pages
    return [page for page in pages if not page.step.for_settings_only]


def _may_be_a_setting(change: ListingChange) -> bool:
    if change.is_new_listing or change.content["setting_profiles"]:
        return True
    return ServicePage.objects.filter(pk=change.page_id, must_be_in_offer__in=OF_A_SETTING).exists()


def next_step(pages: list[StepPage], code: str) -> StepPage | None:
    """The page after a step; none after the last."""
    codes = [page.step.code for page in pages]
    at = codes.index(code) + 1 if code in codes else len(codes)
    return pages[at] if at < len(pages) else None
