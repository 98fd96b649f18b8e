"""The site itself: what its pages share, the home page, guides, and the authority's own names."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from localoffer.blocks import GuideBody, LinkBlock
from localoffer.colour import validate_readable_with_white

# Addresses under the home page that belong to Django views or to another page type (architecture).
RESERVED_SLUGS = frozenset(
    {
        "find",
        "saved",
        "service-check",
        "service-report",
        "service-ask",
        "words",
        "provider",
        "feedback",
        "you-said",
        "api",
        "admin",
        "account",
        "media",
        "static",
    }
)


class BasePage(Page):
    """What every page of the site shares."""

    class Meta:
        abstract = True

    @property
    def meta_description(self) -> str:
        """One sentence for search engines and shared links."""
        return self.search_description


class NotReservedSlug:
    """For pages right under home: their slug must leave the addresses of the Django views free."""

    slug: str

    def clean(self) -> None:
        """Refuse a slug that a view already answers.

        Raises:
            ValidationError: the slug is one of ``RESERVED_SLUGS``.
        """
        super().clean()  # type: ignore[misc]
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": f"/{self.slug}/ is an address of the site itself. Choose another."}
            )


class HomePage(BasePage):
    """The front door: one search box, then the situations that families start from."""

    introduction = models.CharField(
        max_length=250,
        default="Find help for ages 0 to 25. You do not need a diagnosis.",
        help_text="One or two short sentences under the heading.",
    )
    situations = StreamField(
        [("situation", LinkBlock())],
        blank=True,
        help_text="Links under 'Start with your situation'. Six to ten work best.",
    )
    young_people_text = models.CharField(max_length=250, blank=True)
    young_people_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    offline_text = RichTextField(
        "no internet, or want help",
        blank=True,
        features=["bold", "link", "ul"],
        help_text="How to get a copy by post or telephone (SEND Regulations 2014, regulation 57).",
    )

    template = "pages/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("situations"),
        MultiFieldPanel(
            [FieldPanel("young_people_text"), FieldPanel("young_people_page")], "For young people"
        ),
        FieldPanel("offline_text"),
    ]

    class Meta:
        verbose_name = "home page"


class GuidePage(NotReservedSlug, BasePage):
    """A page of guidance: rights, EHC plans, starting school, how to get a copy."""

    summary = models.CharField(max_length=250, help_text="What this page tells, in one sentence.")
    body = StreamField(GuideBody(), blank=True)
    reviewed_on = models.DateField("last reviewed on", null=True, blank=True)
    next_review_on = models.DateField("next review due on", null=True, blank=True)

    template = "pages/guide.html"
    parent_page_types = ["localoffer.HomePage", "localoffer.GuidePage"]
    subpage_types = ["localoffer.GuidePage"]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("next_review_on")]),
    ]

    class Meta:
        verbose_name = "guide page"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_review_on__gt=models.F("reviewed_on"))
                | models.Q(next_review_on=None)
                | models.Q(reviewed_on=None),
                name="guide_next_review_after_last",
                violation_error_message="The next review must come after the last one.",
            ),
        ]

    @property
    def meta_description(self) -> str:
        """The summary, unless an editor wrote another text for search engines."""
        return self.search_description or self.summary


class ComplianceStatus(models.TextChoices):
    """How far a website meets the standard, in the words of the model accessibility statement."""

    FULLY = "fully", "fully compliant"
    PARTLY = "partly", "partially compliant"
    NOT = "not", "not compliant"


class AccessibilityStatementPage(NotReservedSlug, BasePage):
    """The accessibility statement of the website.

    Source: Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018,
    regulation 8.
    """

    status = models.CharField(
        max_length=10, choices=ComplianceStatus.choices, default=ComplianceStatus.PARTLY
    )
    standard = models.CharField(max_length=60, default="WCAG version 2.2 AA")
    not_accessible = RichTextField(
        "what is not accessible, and why", blank=True, features=["h3", "ul", "bold", "link"]
    )
    alternatives = RichTextField(
        "what to do where a part does not work for you", features=["ul", "bold", "link"]
    )
    contact = RichTextField("how to tell us of a problem", features=["ul", "bold", "link"])
    enforcement = RichTextField("enforcement procedure", features=["link"])
    prepared_on = models.DateField("statement prepared on")
    tested_on = models.DateField("last tested on", null=True, blank=True)
    test_method = models.TextField("how it was tested and on which pages", blank=True)

    template = "pages/accessibility_statement.html"
    max_count = 1
    parent_page_types = ["localoffer.HomePage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("status"), FieldPanel("standard")]),
        FieldPanel("not_accessible"),
        FieldPanel("alternatives"),
        FieldPanel("contact"),
        FieldPanel("enforcement"),
        FieldRowPanel([FieldPanel("prepared_on"), FieldPanel("tested_on")]),
        FieldPanel("test_method"),
    ]

    class Meta:
        verbose_name = "accessibility statement"


@register_setting(icon="cog", order=100)
class AuthoritySettings(BaseGenericSetting):
    """Every name that may change: of the authority, its telephone, its board, its advice service."""

    council_name = models.CharField(max_length=120, default="Your council")
    site_name = models.CharField(max_length=120, default="SEND Local Offer")
    logo = models.ForeignKey(
        "media.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    brand_colour = models.CharField(
        max_length=7,
        default="#1d3557",
        validators=[validate_readable_with_white],
        help_text="Colour of the strip at the top, as # and six digits. White words must be readable on it.",
    )
    area_name = models.CharField(max_length=120, default="our area", help_text="For example: Northbury")
    area_codes = models.CharField(
        "ONS codes of the area",
        max_length=200,
        blank=True,
        help_text="Codes of the local authority districts, with commas, for example E07000004. "
        "They tell whether a family's postcode is in the area.",
    )
    telephone = models.CharField(max_length=40, blank=True)
    telephone_hours = models.CharField(max_length=120, blank=True)
    textphone = models.CharField("text relay", max_length=60, blank=True)
    email = models.EmailField(blank=True)
    postal_address = models.TextField(blank=True)
    advice_service_name = models.CharField(
        "information, advice and support service", max_length=120, default="SENDIASS"
    )
    advice_service_telephone = models.CharField(max_length=40, blank=True)
    advice_service_url = models.URLField(blank=True)
    health_board_name = models.CharField("integrated care board", max_length=160, blank=True)
    local_health_voice_name = models.CharField(
        "local Healthwatch or what follows it", max_length=160, blank=True
    )
    check_every_months = models.PositiveSmallIntegerField(
        "listings are checked every (months)", default=6, help_text="6 unless your policy says otherwise."
    )
    hides_unconfirmed = models.BooleanField(
        "take listings that nobody confirms out of search",
        default=False,
        help_text="Eight weeks after the check was due. Never a listing that must be in the offer.",
    )
    providers_set_status = models.BooleanField(
        "providers may say themselves that a service is full, closed for now, open or ended",
        default=True,
        help_text="It then shows at once and stands in the listing's history. If not, an officer decides.",
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("council_name"),
                FieldPanel("site_name"),
                FieldPanel("logo"),
                FieldPanel("brand_colour"),
                FieldPanel("area_name"),
                FieldPanel("area_codes"),
            ],
            "The council",
        ),
        MultiFieldPanel(
            [
                FieldPanel("telephone"),
                FieldPanel("telephone_hours"),
                FieldPanel("textphone"),
                FieldPanel("email"),
                FieldPanel("postal_address"),
            ],
            "How families reach you",
        ),
        MultiFieldPanel(
            [
                FieldPanel("advice_service_name"),
                FieldPanel("advice_service_telephone"),
                FieldPanel("advice_service_url"),
                FieldPanel("health_board_name"),
                FieldPanel("local_health_voice_name"),
            ],
            "Partners",
        ),
        MultiFieldPanel(
            [
                FieldPanel("check_every_months"),
                FieldPanel("hides_unconfirmed"),
                FieldPanel("providers_set_status"),
            ],
            "Policy",
        ),
    ]

    class Meta:
        verbose_name = "authority settings"

    def __str__(self) -> str:
        return self.council_name

    @property
    def area_code_set(self) -> frozenset[str]:
        """The ONS codes of the area, one by one."""
        return frozenset(code.strip() for code in self.area_codes.split(",") if code.strip())
