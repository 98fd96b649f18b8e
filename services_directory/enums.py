"""The closed lists of the directory. Lists that a council may change are taxonomies, not enums."""

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    # Django carries no types, and without them a member would count as the pair it is written as.
    class TextChoices(StrEnum):
        """What Django's class of this name offers."""

        _value_: str
        label: str
        choices: ClassVar[list[tuple[str, str]]]
        values: ClassVar[list[str]]

        def __new__(cls, value: str, label: str = "") -> "TextChoices": ...  # type: ignore[misc]

    class IntegerChoices(IntEnum):
        """What Django's class of this name offers."""

        _value_: int
        label: str
        choices: ClassVar[list[tuple[int, str]]]
        values: ClassVar[list[int]]

        def __new__(cls, value: int, label: str = "") -> "IntegerChoices": ...  # type: ignore[misc]

else:
    from django.db.models import IntegerChoices, TextChoices


class TaxonomyCode(TextChoices):
    """The managed lists that the software itself speaks of."""

    KINDS = "kinds", "kinds of support"
    NEEDS = "needs", "needs"
    SUPPORT_LEVELS = "support-levels", "support levels"
    STAGES = "stages", "stages of life"
    ACCESS_FEATURES = "access-features", "access features"
    LANGUAGES = "languages", "languages"


class Sector(TextChoices):
    """Children and Families Act 2014 s.30: education, health and social care provision in one place."""

    EDUCATION = "education", "Education"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social-care", "Social care"


class Delivery(TextChoices):
    """Where the support reaches the family."""

    PLACE = "place", "At a place"
    HOME = "home", "At your home"
    ONLINE = "online", "Online"
    PHONE = "phone", "By phone"


class Audience(TextChoices):
    """Whom the service speaks to."""

    CHILD = "child", "Children"
    YOUNG_PERSON = "young-person", "Young people"
    PARENT_CARER = "parent-carer", "Parents and carers"
    SIBLING = "sibling", "Brothers and sisters"
    PROFESSIONAL = "professional", "Professionals"
    EMPLOYER = "employer", "Employers"


class WhoseChildren(TextChoices):
    """Section 30(2): children the authority is responsible for, disabled children in its area, or both."""

    RESPONSIBLE_FOR = "responsible-for", "Children and young people we are responsible for"
    DISABLED_IN_AREA = "disabled-in-area", "Disabled children and young people who live in our area"
    BOTH = "both", "Both"


class Coverage(TextChoices):
    """Code of practice 4.4: the offer covers the area, beyond it, the region and the nation."""

    IN_AREA = "in", "In our area"
    OUTSIDE_AREA = "out", "Outside our area"
    REGIONAL = "regional", "Across the region"
    NATIONAL = "national", "Across the country"


class MustBeInOffer(TextChoices):
    """Why a listing has to be in the offer (SEND Regulations 2014, Schedule 2); blank where it need not."""

    SCHOOL = "school", "School"
    EARLY_YEARS = "early-years", "Early years setting"
    POST_16 = "post-16", "Post-16 provider"
    NHS = "nhs", "NHS service"
    COUNCIL_STATUTORY = "council-statutory", "Statutory service of the council"


class YesNoUnknown(TextChoices):
    """An answer that may not be known; not known is never shown as yes."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class CriterionKind(TextChoices):
    """What an eligibility criterion is about."""

    AGE = "age", "Age"
    AREA = "area", "Where you live"
    NEED = "need", "Need"
    LEVEL_OF_NEED = "level-of-need", "Level of need"
    DIAGNOSIS = "diagnosis", "Diagnosis"
    SETTING = "setting", "School or setting"
    SCHOOL_YEAR = "school-year", "School year"
    QUALIFICATION = "qualification", "Qualification"
    PLAN = "plan", "EHC plan or other plan"
    REFERRAL = "referral", "Referral"
    ASSESSMENT = "assessment", "Assessment"
    GP = "gp", "GP practice"
    INCOME = "income", "Income"
    BENEFIT = "benefit", "Benefit"
    RELATIONSHIP = "relationship", "Relationship (parent carer, sibling)"
    PREVIOUS_SUPPORT = "previous-support", "Support tried before"
    SUPPORT_TO_BRING = "support-to-bring", "Support you must bring"
    OTHER = "other", "Other"


class CriterionEffect(TextChoices):
    """What meeting a criterion does. NOT_NEEDED lets a service say what families fear: no diagnosis needed."""

    MUST = "must", "Must have"
    ANY_OF = "any-of", "Any one of a group"
    HELPS = "helps", "Helps"
    EXCLUDES = "excludes", "Excludes"
    NOT_NEEDED = "not-needed", "Is not needed"


class CriterionPurpose(TextChoices):
    """Entry to the service, or funding for it: two questions that families mix up."""

    ENTRY = "entry", "To use the service"
    FUNDING = "funding", "To get it paid for"


class CriterionBasis(TextChoices):
    """Who set the rule."""

    STATUTE = "statute", "The law"
    COUNCIL = "council", "The council"
    COMMISSIONER = "commissioner", "The commissioner"
    PROVIDER = "provider", "The provider"


class PlanRequirement(TextChoices):
    """Whether an EHC plan is needed, as the criteria say it."""

    NEEDED = "needed", "EHC plan needed"
    NOT_NEEDED = "not-needed", "No EHC plan needed"
    UNKNOWN = "unknown", "Not known if an EHC plan is needed"


class Referrer(TextChoices):
    """Who may ask for the service."""

    SELF = "self", "You can ask yourself"
    YOUNG_PERSON = "young-person", "The young person"
    GP = "gp", "GP"
    HEALTH = "health", "Health professional"
    SCHOOL = "school", "School, nursery or college"
    SOCIAL_CARE = "social-care", "Social worker"
    PANEL = "panel", "Council panel"
    OTHER = "other", "Other professional"


class ContactKind(TextChoices):
    """What a contact is for. A contact is a role, never a person."""

    GENERAL = "general", "General"
    REFERRALS = "referrals", "Asking for the service"
    SENCO = "senco", "SEN coordinator (SENCO)"
    ADJUSTMENTS = "adjustments", "Asking for adjustments"
    COMPLAINTS = "complaints", "Complaints"


class AreaKind(TextChoices):
    """How large a service area is."""

    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood or town"
    DISTRICT = "district", "District or county"
    REGION = "region", "Region"
    NATION = "nation", "Nation"


class LocationType(TextChoices):
    """Open Referral UK: ``location.location_type``."""

    PHYSICAL = "physical", "A place people go to"
    POSTAL = "postal", "An address for post only"
    VIRTUAL = "virtual", "Online"


class PublicPoint(TextChoices):
    """How exactly a place is shown."""

    EXACT = "exact", "Full address"
    AREA = "area", "Area only (for childminders, refuges)"


class Frequency(TextChoices):
    """RFC 5545 FREQ values that Open Referral UK takes, and daily for holiday clubs."""

    DAILY = "DAILY", "Every day"
    WEEKLY = "WEEKLY", "Every week"
    MONTHLY = "MONTHLY", "Every month"


class TermTime(TextChoices):
    """When in the year a session runs."""

    ALL_YEAR = "all-year", "All year"
    TERM = "term", "In term time"
    HOLIDAYS = "holidays", "In school holidays"


class AssessorKind(TextChoices):
    """Who looked. NICE draft guideline 1.11.8."""

    PROVIDER = "provider", "The provider itself"
    COUNCIL = "council", "The council"
    INDEPENDENT = "independent", "An independent assessor"


class AssessmentMethod(TextChoices):
    """How it was looked at."""

    VISIT = "visit", "A visit"
    SELF = "self", "Questions the provider answered"
    REMOTE = "remote", "Photos, plans or a call"


class AssessmentState(TextChoices):
    """How far an assessment is. Overdue is not a state: it follows from the date."""

    NONE_HELD = "none-held", "None held"
    IN_PROGRESS = "in-progress", "In progress"
    HELD = "held", "Held and not published"
    PUBLISHED = "published", "Published"


class AssessmentSubject(TextChoices):
    """What an assessment is about: exactly one of these."""

    BUILDING = "building", "A place (its building)"
    SERVICE_AT_LOCATION = "service-at-location", "A service at a place"
    SERVICE = "service", "A service with no place"


class FindingResult(TextChoices):
    """What was found. Not known is never yes."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    NOT_KNOWN = "not-known", "Not known"
    NOT_APPLICABLE = "not-applicable", "Does not apply"


class FeatureScope(TextChoices):
    """Which kind of assessment asks for a feature: only building findings are shared between services."""

    BUILDING = "building", "The building"
    SESSION = "session", "Staff, session, sensory and adaptations"


class StaffLevel(TextChoices):
    """Code of practice 4.32: expertise at three levels."""

    AWARENESS = "awareness", "Awareness"
    ENHANCED = "enhanced", "Enhanced"
    SPECIALIST = "specialist", "Specialist"


class StaffShare(TextChoices):
    """How many of the staff, as a band."""

    ALL = "all", "All staff"
    MOST = "most", "Most staff"
    SOME = "some", "Some staff"
    FEW = "few", "A few staff"
    NOT_KNOWN = "not-known", "Not known how many"


class OperationalState(TextChoices):
    """Whether a service can be used now; a fact of its own, not part of a revision."""

    OPEN = "open", "Open"
    FULL = "full", "Full"
    CLOSED_FOR_NOW = "closed-for-now", "Closed for now"
    ENDED = "ended", "Ended"


class ClockState(TextChoices):
    """Where a listing stands on the review clock."""

    NEVER_CHECKED = "never-checked", "Not yet checked"
    CHECKED = "checked", "Checked"
    DUE = "due", "Check due"
    OVERDUE = "overdue", "Overdue"
    HIDDEN = "hidden", "Hidden until checked"


class ReminderStage(IntegerChoices):
    """When whoever keeps a listing is reminded, in days from the day its check is due."""

    BEFORE = -14, "14 days before"
    ON_THE_DAY = 0, "On the day"
    AFTER_14 = 14, "14 days after"
    AFTER_28 = 28, "28 days after"


class ReminderAnswer(TextChoices):
    """What the person did with the link in a reminder."""

    RIGHT = "right", "Everything is right"
    CHANGED = "changed", "Something has changed"


class ReviewOutcome(TextChoices):
    """How an officer's task about an overdue listing ended."""

    CHECKED = "checked", "Checked"
    WITHDRAWN = "withdrawn", "No longer in the offer"


class MistakeKind(TextChoices):
    """What somebody says is wrong in a listing."""

    CONTACT = "contact", "Phone, email or web address"
    TIMES = "times", "Days, times or place"
    COST = "cost", "Cost"
    WHO = "who", "Who it is for, or how to get it"
    ACCESS = "access", "Accessibility"
    ENDED = "ended", "It has closed or no longer runs"
    OTHER = "other", "Something else"


class ReportSource(TextChoices):
    """Who says that something is wrong."""

    PUBLIC = "public", "A reader"
    PROVIDER = "provider", "The provider"


class ReportState(TextChoices):
    """How far a report is."""

    NEW = "new", "New"
    ASKED = "asked", "Provider asked"
    CORRECTED = "corrected", "Put right"
    UNCHANGED = "unchanged", "Nothing to change"
    SET_ASIDE = "set-aside", "Set aside"


class QuestionState(TextChoices):
    """How far a question about an access feature is."""

    OPEN = "open", "Waits for the provider"
    ANSWERED = "answered", "Waits for an officer"
    APPROVED = "approved", "Answer published"
    DECLINED = "declined", "Answer not published"


class CheckSource(TextChoices):
    """Who stands behind a check."""

    PROVIDER = "provider", "The provider"
    OFFICER = "officer", "The council"
    OTHER = "other", "Another source"


class MembershipRole(TextChoices):
    """What a member may do for a provider."""

    MANAGER = "manager", "Manager"
    EDITOR = "editor", "Editor"


class InvitationState(TextChoices):
    """What became of an invitation; it follows from its dates."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ApplicationState(TextChoices):
    """What became of an application to be listed."""

    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    JOINED = "joined", "Joined to a provider"
    REFUSED = "refused", "Refused"


class EvidenceKind(TextChoices):
    """What an organisation is asked to show before it is listed."""

    REGULATOR = "regulator", "Registration with a regulator"
    INSURANCE = "insurance", "Public liability insurance"
    SAFEGUARDING = "safeguarding", "Safeguarding lead"
    STAFF_CHECKS = "staff-checks", "Checks on staff and volunteers (DBS)"


class IdentifierScheme(TextChoices):
    """Public registers of organisations. Open Referral UK: ``organization_identifier``."""

    URN = "GB-EDU", "Unique reference number (URN)"
    UKPRN = "GB-UKPRN", "UK provider reference number (UKPRN)"
    ODS = "GB-NHS", "NHS organisation code (ODS)"
    CQC = "GB-CQC", "Care Quality Commission"
    CHARITY = "GB-CHC", "Charity number"
    COMPANY = "GB-COH", "Company number"


class SettingType(TextChoices):
    """The kinds of setting whose profile the code asks for (4.32, Schedule 2)."""

    SCHOOL = "school", "School"
    EARLY_YEARS = "early-years", "Early years"
    COLLEGE = "college", "College or post-16"


class Weekday(IntegerChoices):
    """Days as ``datetime.date.weekday`` counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class ChangeState(TextChoices):
    """How far a provider's change is. Only the domain functions of changes move it."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Sent for review"
    SENT_BACK = "sent-back", "Sent back"
    APPROVED = "approved", "Approved"
    PARTLY_APPROVED = "partly-approved", "Partly approved"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChangeAct(TextChoices):
    """What somebody did with a change; its history is a list of these."""

    STARTED = "started", "Started"
    SAVED = "saved", "Saved"
    SUBMITTED = "submitted", "Sent for review"
    TAKEN_BACK = "taken-back", "Taken back to change it"
    SENT_BACK = "sent-back", "Sent back"
    APPROVED = "approved", "Approved and published"
    PARTLY_APPROVED = "partly-approved", "Partly approved and published"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UNDONE = "undone", "Decision undone: it waits for review again"


class Risk(TextChoices):
    """How closely an officer should look at something that waits."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class AutoApproved(TextChoices):
    """Classes of fields that an authority may let go live with no officer."""

    TIMES = "times", "Opening times"
    TELEPHONES = "telephones", "Telephone numbers of contacts that are there already"
    WAITING = "waiting", "Waiting times"
    DIRECTIONS = "directions", "How to get to a place"
    LANGUAGES = "languages", "Languages and interpreters"
