"""The tables of the directory, a file for each subject."""

from services_directory.models.access_questions import AccessNotice, AccessQuestion
from services_directory.models.accessibility import (
    AccessibilityAssessment,
    AccessibilityFinding,
    ImprovementAction,
    StaffKnowledge,
)
from services_directory.models.applications import ProviderApplication, ProviderEvidence
from services_directory.models.assurance import ListingAssurance, OperationalStatus
from services_directory.models.changes import ChangeEvent, ListingChange, ReasonForDecision
from services_directory.models.costs_and_contacts import Contact, CostOption, ReferralRoute
from services_directory.models.desk import ChangePolicy, DeskPresence
from services_directory.models.eligibility import EligibilityCriterion
from services_directory.models.glossary import GlossaryEntry, SynonymDirection
from services_directory.models.invitations import ProviderInvitation
from services_directory.models.memberships import ProviderMembership
from services_directory.models.mistakes import MistakeReport
from services_directory.models.places import Location, ServiceArea, ServiceAtLocation
from services_directory.models.provenance import SourceRecord
from services_directory.models.providers import OrganisationIdentifier, OrganisationsPage, ProviderPage
from services_directory.models.review_clock import (
    ReviewContact,
    ReviewPolicy,
    ReviewReminder,
    ReviewTask,
)
from services_directory.models.schedules import PlaceSchedule, ServiceSchedule
from services_directory.models.search_failures import GapState, OfferGap, SearchFailure, SearchFailureKey
from services_directory.models.search_index import IndexOutbox, IndexState, SearchPlace, SearchRow
from services_directory.models.services import DirectoryPage, ServicePage
from services_directory.models.setting_profiles import ProfileQuestion, SettingAnswer, SettingProfile
from services_directory.models.taxonomies import Taxonomy, TaxonomyTerm
from services_directory.models.urgent_help import UrgentHelp
from services_directory.models.worker_lease import WorkerLease

__all__ = [
    "AccessNotice",
    "AccessQuestion",
    "AccessibilityAssessment",
    "AccessibilityFinding",
    "ChangeEvent",
    "ChangePolicy",
    "Contact",
    "CostOption",
    "DeskPresence",
    "DirectoryPage",
    "EligibilityCriterion",
    "GapState",
    "GlossaryEntry",
    "ImprovementAction",
    "IndexOutbox",
    "IndexState",
    "ListingAssurance",
    "ListingChange",
    "Location",
    "MistakeReport",
    "OfferGap",
    "OperationalStatus",
    "OrganisationIdentifier",
    "OrganisationsPage",
    "PlaceSchedule",
    "ProfileQuestion",
    "ProviderApplication",
    "ProviderEvidence",
    "ProviderInvitation",
    "ProviderMembership",
    "ProviderPage",
    "ReasonForDecision",
    "ReferralRoute",
    "ReviewContact",
    "ReviewPolicy",
    "ReviewReminder",
    "ReviewTask",
    "SearchFailure",
    "SearchFailureKey",
    "SearchPlace",
    "SearchRow",
    "ServiceArea",
    "ServiceAtLocation",
    "ServicePage",
    "ServiceSchedule",
    "SettingAnswer",
    "SettingProfile",
    "SourceRecord",
    "StaffKnowledge",
    "SynonymDirection",
    "Taxonomy",
    "TaxonomyTerm",
    "UrgentHelp",
    "WorkerLease",
]
