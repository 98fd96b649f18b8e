"""The closed lists of comments and answers, in the words of the SEND Regulations 2014 where they have one."""

from services_directory.enums import TextChoices


class Channel(TextChoices):
    """How a comment reached the authority."""

    WEB = "web", "Website"
    TELEPHONE = "telephone", "Telephone"
    PAPER = "paper", "Letter or paper form"
    EMAIL = "email", "E-mail"
    EVENT = "event", "Event or visit"
    FORUM = "forum", "Parent carer forum or youth group"
    SURVEY = "survey", "Survey"
    PICTURE = "picture", "Picture or recording, written down by an officer"
    LISTING_REPORT = "listing-report", "Report of a mistake on a listing"


class FromWhom(TextChoices):
    """Who comments. Regulation 56(2): by or on behalf of a child, their parent or a young person."""

    CHILD = "child", "A child"
    YOUNG_PERSON = "young-person", "A young person (16 to 25)"
    PARENT_CARER = "parent-carer", "A parent or carer"
    ON_BEHALF = "on-behalf", "Somebody writing for a child or young person, in their words"
    PROFESSIONAL = "professional", "Somebody who works with families"
    NOT_SAID = "not-said", "Not said"


class Subject(TextChoices):
    """What a comment is about. Regulation 56(1): content, accessibility, and how the offer was made."""

    SERVICE = "service", "A service, or how services worked together"
    MISSING = "missing", "Something that is missing"
    INFORMATION = "information", "Whether this information is easy to find, read and use"
    HOW_MADE = "how-made", "How the Local Offer was made or reviewed"
    NOT_SURE = "not-sure", "Not sure"


class ArrivedVia(TextChoices):
    """From where on the site, or by what work of an officer, a comment was begun."""

    FORM = "form", "The comment form"
    LISTING = "listing", "A listing"
    EMPTY_SEARCH = "empty-search", "A search that found nothing"
    CONSULTATION = "consultation", "A consultation"
    OFFICER = "officer", "Written down by an officer"
    SPREADSHEET = "spreadsheet", "A spreadsheet"
    MISTAKE_REPORT = "mistake-report", "A report of a mistake"
    SPLIT = "split", "The general point of another comment"


class PrivacyNotice(TextChoices):
    """How the person was told what becomes of the comment. UK GDPR art. 13."""

    ON_PAGE = "on-page", "On the page, before sending"
    READ_OUT = "read-out", "Read out"
    ON_PAPER = "on-paper", "Printed on the form"
    ON_DISPLAY = "on-display", "On display at the event"
    AFTERWARDS = "afterwards", "Sent afterwards"
    NOT_GIVEN = "not-given", "Not given"


class CommentState(TextChoices):
    """Where a comment stands on the desk. A comment ends in exactly one of the decided states."""

    RECEIVED = "received", "To decide"
    SECOND_OPINION = "second-opinion", "Waits for a second officer (vexatious)"
    IN_SCOPE = "in-scope", "In scope"
    INDIVIDUAL = "individual", "About the support of one person"
    VEXATIOUS = "vexatious", "Vexatious"
    SAFEGUARDING = "safeguarding", "Safeguarding only"
    OUTSIDE = "outside", "Outside the duty"
    SPAM = "spam", "Spam"
    DUPLICATE = "duplicate", "Sent twice"
    WITHDRAWN = "withdrawn", "Withdrawn by the sender"


LEFT_OUT_STATES = (
    CommentState.INDIVIDUAL,
    CommentState.VEXATIOUS,
    CommentState.SAFEGUARDING,
    CommentState.OUTSIDE,
    CommentState.SPAM,
    CommentState.DUPLICATE,
)


class LeavingOutReason(TextChoices):
    """Why a comment is left out. The first two are those of regulation 56(4)."""

    ONE_PERSONS_SUPPORT = "one-persons-support", "About services for one particular person"
    VEXATIOUS = "vexatious", "Vexatious"
    NOT_A_FAMILY = "not-a-family", "Not from or for a child, young person or parent"
    NOT_A_SUBJECT = "not-a-subject", "Not about the Local Offer or what it lists"
    SAFEGUARDING_ONLY = "safeguarding-only", "Only a worry about somebody's safety, passed on"
    ADVERTISEMENT = "advertisement", "Advertising or sent by a machine"
    SENT_TWICE = "sent-twice", "The same comment sent again"


class ReceiptState(TextChoices):
    """What the sender reads behind a reference."""

    RECEIVED = "received", "We have your comment"
    READ = "read", "We have read your comment"
    GROUPED = "grouped", "We have put your comment together with others like it"
    ANSWERED = "answered", "There is an answer"
    ACTION = "action", "Something is being done about it"
    DONE = "done", "Done"
    ELSEWHERE = "elsewhere", "Somebody else can help with this"
    NOT_USED = "not-used", "We could not use this comment"
    WITHDRAWN = "withdrawn", "You took this comment back"


class SignpostKind(TextChoices):
    """What a family may need that a comment cannot give."""

    DANGER = "danger", "A child or young person is in danger"
    ADVICE = "advice", "Advice and help to be heard"
    COMPLAINT = "complaint", "A complaint about support for one person"
    DISAGREEMENT = "disagreement", "Disagreement and mediation"
    APPEAL = "appeal", "An appeal or claim"
    OMBUDSMAN = "ombudsman", "Not happy with how a complaint was dealt with"


class ResponseKind(TextChoices):
    """The authority's answer. Regulation 56(2), code 4.26."""

    DID = "did", "We did"
    WILL = "will", "We will"
    CANNOT = "cannot", "We cannot, and why"


class ActionState(TextChoices):
    """How far an action is."""

    NONE = "none", "No action"
    PLANNED = "planned", "Planned"
    UNDER_WAY = "under-way", "Under way"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class Progress(TextChoices):
    """The three groups by which families filter answers."""

    DONE = "done", "Done"
    UNDER_WAY = "under-way", "Under way"
    NOT_POSSIBLE = "not-possible", "Not possible now"


class DraftState(TextChoices):
    """Where words stand on their way to approval. What the public sees is decided by ``ApprovedText`` alone."""

    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Waits for approval"
    SENT_BACK = "sent-back", "Sent back"
    APPROVED = "approved", "Approved"


class TextKind(TextChoices):
    """What approved words are about."""

    ITEM = "item", "You said, we did"
    REPORT = "report", "Report of a year"
    CONSULTATION = "consultation", "Consultation"
    OUTCOME = "outcome", "Outcome of a consultation"


class ApprovalCheck(TextChoices):
    """What the approver has thought of: who might recognise somebody in these words."""

    SCHOOL_GATE = "school-gate", "Nobody at the school gate could tell whom this is about"
    CLASSMATES = "classmates", "Children in the same class or group could not tell"
    STAFF = "staff", "No member of staff can be recognised, by name, job or place"
    PRESS = "press", "A local reporter could not work it out with what is known already"
    FAMILY = "family", "The family would not be distressed to read it"


class PartnerKind(TextChoices):
    """Bodies that approved words are sent to. Code 4.20, 4.27."""

    COMMISSIONER = "commissioner", "Commissioner"
    NEIGHBOUR = "neighbour", "Neighbouring authority"
    HEALTH_AND_WELLBEING_BOARD = "health-and-wellbeing-board", "Health and Wellbeing Board"
    FORUM = "forum", "Parent carer forum or youth group"
    OTHER = "other", "Other body"


class ConsultationSubject(TextChoices):
    """What families are asked about. Code 4.8, 4.23, 4.26; regulations 54 and 56."""

    CONTENT = "content", "What is in the Local Offer"
    PUBLISHING = "publishing", "How it is published"
    OFFLINE = "offline", "How people without the internet get it"
    ACCESS = "access", "How disabled people can use it"
    COMMENTING = "commenting", "How to comment and how answers are published"
    ACTION = "action", "Something that we intend to do"


class Consultee(TextChoices):
    """Whom regulation 54 names, in its order."""

    CHILDREN_SEN = "children-sen", "Children and young people with SEN, and parents of children with SEN"
    CHILDREN_DISABLED = (
        "children-disabled",
        "Children and young people with a disability, and parents of children with a disability",
    )
    MAINTAINED_SCHOOLS = "maintained-schools", "Governing bodies of maintained schools and nursery schools"
    ACADEMIES = "academies", "Proprietors of academies"
    POST_16 = "post-16", "Post-16 institutions"
    SPECIAL_SCHOOLS = "special-schools", "Governing bodies of non-maintained special schools"
    PUPIL_REFERRAL_UNITS = "pupil-referral-units", "Management committees of pupil referral units"
    CHILDRENS_CENTRES = "childrens-centres", "Advisory boards of children's centres (or family hubs)"
    EARLY_YEARS = "early-years", "Providers of early years education"
    YOUTH_OFFENDING = "youth-offending", "Youth offending teams"
    PROVISION = "provision", "Others who make or advise on special educational provision"
    ADULTHOOD = "adulthood", "Those who help young people to prepare for adulthood"
    OFFICERS_EDUCATION = "officers-education", "Council officers for education and training"
    OFFICERS_SOCIAL_CARE = "officers-social-care", "Council officers for social care"
    OFFICERS_ADULTHOOD = "officers-adulthood", "Council officers for preparing for adulthood"
    NHS_ENGLAND = "nhs-england", "NHS England"
    INTEGRATED_CARE_BOARDS = "integrated-care-boards", "Integrated care boards"
    NHS_TRUSTS = "nhs-trusts", "NHS trusts and NHS foundation trusts"
    HEALTH_AND_WELLBEING = "health-and-wellbeing", "Health and Wellbeing Board"
    OTHERS = "others", "Others whom the authority thought right to ask"


class HowSoughtRoute(TextChoices):
    """By which route comments were sought. Regulation 56(1); code 4.22."""

    WEBSITE = "website", "On this website"
    EVENT = "event", "At events"
    FORUM = "forum", "With the parent carer forum"
    YOUNG_PEOPLE = "young-people", "With groups of children and young people"
    SCHOOLS = "schools", "Through schools and settings"
    SURVEY = "survey", "In a survey"
    PAPER = "paper", "On paper and by post"
    SOCIAL_MEDIA = "social-media", "On social media"
    OTHER = "other", "In another way"


class CarriedOverReason(TextChoices):
    """Why a comment of a year has no answer in it yet; each is published with its number."""

    LATE = "late", "It came in the last weeks before we published"
    FINDING_OUT = "finding-out", "We are still finding out what can be done"
    WAITING = "waiting", "We wait for an answer from another body"
    ASKING_FAMILIES = "asking-families", "We are asking families what would work"


class FollowUp(TextChoices):
    """What became of an action that was promised in the year before."""

    KEPT = "kept", "Kept"
    UNDER_WAY = "under-way", "Under way, in time"
    LATE = "late", "Late"
    DROPPED = "dropped", "Dropped, and why"


class ClockWarning(TextChoices):
    """How urgent the next publication is: a warning at ten months, overdue at twelve."""

    NEVER = "never", "Nothing was published yet"
    IN_TIME = "in-time", "In time"
    SOON = "soon", "Due within two months"
    OVERDUE = "overdue", "Overdue"


class FigureTable(TextChoices):
    """The tables of a year, one dimension each."""

    SUBMISSIONS = "submissions", "How many people told us something"
    THEMES = "themes", "What comments were about"
    CHANNELS = "channels", "How comments reached us"
    FROM_WHOM = "from-whom", "Who told us"
    OUTCOMES = "outcomes", "What became of the comments"
    ITEMS = "items", "How many comments are behind each answer"


class IdentifierKind(TextChoices):
    """What may tell who is meant in a text. Those before ``SETTING`` do so alone, the others together."""

    PERSON = "person", "A person's name"
    EMAIL = "email", "An e-mail address"
    PHONE = "phone", "A telephone number"
    ADDRESS = "address", "A street address"
    POSTCODE = "postcode", "A postcode"
    NHS_NUMBER = "nhs_number", "An NHS number"
    NATIONAL_INSURANCE = "national_insurance", "A National Insurance number"
    DATE_OF_BIRTH = "date_of_birth", "A date of birth"
    REFERENCE = "reference", "A case or reference number"
    VEHICLE = "vehicle", "A vehicle registration"
    HANDLE = "handle", "An account name"
    WEB_ADDRESS = "web_address", "A web address"
    BANK = "bank", "Bank details"
    ROLE_AT_SETTING = "role_at_setting", "A role at a named place, which is one person"

    SETTING = "setting", "A named school or setting"
    SMALL_PLACE = "small_place", "A small place"
    CONDITION = "condition", "A rare condition"
    AGE = "age", "An age"
    SCHOOL_YEAR = "school_year", "A school year"
    ROLE = "role", "A role that one person has"
    DATED_EVENT = "dated_event", "A day on which something happened"
    UNIQUE = "unique", "A claim to be the only one"
    FAMILY = "family", "What the family is like"
    RELATIVES_JOB = "relatives_job", "A relative's job"

    @property
    def is_direct(self) -> bool:
        """Whether one such mark is enough to tell who is meant."""
        kinds = list(IdentifierKind)
        return kinds.index(self) < kinds.index(IdentifierKind.SETTING)
