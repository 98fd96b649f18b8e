"""Places, the services found at them, and the areas that services cover."""

import uuid

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from services_directory.enums import AreaKind, LocationType, PublicPoint
from services_directory.panels import location_panels, schedule_panels

# Null must be asked for by name: a comparison with null is neither true nor false, and a check lets it pass.
POINT_WHOLE_AND_ON_EARTH = Q(latitude=None, longitude=None) | Q(
    latitude__isnull=False,
    longitude__isnull=False,
    latitude__range=(-90, 90),
    longitude__range=(-180, 180),
)


class LocationQuerySet(models.QuerySet["Location"]):
    """Questions about places."""

    def in_use(self) -> "LocationQuerySet":
        """Places that may still be chosen."""
        return self.filter(retired_on=None)


class Location(PreviewableMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """A place. A snippet of its own, because ten clubs use one leisure centre.

    Retired and not deleted once used: ``SET_NULL`` would empty a live service's place.
    Source: Open Referral UK 3.0, ``location`` and ``address``; coordinates in WGS 84 degrees.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    location_type = models.CharField(
        max_length=8, choices=LocationType.choices, default=LocationType.PHYSICAL
    )
    name = models.CharField(max_length=160)
    address_1 = models.CharField("address", max_length=160, blank=True)
    address_2 = models.CharField("address, second line", max_length=160, blank=True)
    city = models.CharField("town or city", max_length=80, blank=True)
    state_province = models.CharField("county", max_length=80, blank=True)
    postal_code = models.CharField("postcode", max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    point_from_postcode = models.BooleanField(
        default=False,
        editable=False,
        help_text="The point is the centre of the postcode and not the building.",
    )
    shown_as = models.CharField(
        max_length=6,
        choices=PublicPoint.choices,
        default=PublicPoint.EXACT,
        help_text="Area only: families see the town and the first half of the postcode.",
    )
    directions = models.TextField(
        "getting there", blank=True, help_text="Bus, parking and the way to the door, in plain words."
    )
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day it can no longer be chosen. Listings keep it."
    )
    objects = models.Manager.from_queryset(LocationQuerySet)()

    panels = location_panels()
    search_fields = [
        index.SearchField("name"),
        index.SearchField("address_1"),
        index.SearchField("city"),
        index.SearchField("postal_code"),
        index.AutocompleteField("name"),
        index.FilterField("location_type"),
        index.FilterField("retired_on"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = "place"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=POINT_WHOLE_AND_ON_EARTH,
                name="location_point_whole_and_on_earth",
                violation_error_message="Give both latitude and longitude, in degrees, or neither.",
            ),
            models.CheckConstraint(
                condition=~Q(latitude=0, longitude=0),
                name="location_point_not_zero_zero",
                violation_error_message="Latitude 0 and longitude 0 is in the sea off Africa. Leave both empty.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.city, self.postal_code]))

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude), or ``None`` where the place has not been placed."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def public_point(self) -> tuple[float, float] | None:
        """The point that others may learn: rounded to about a kilometre where only the area is shown."""
        if self.point is None or self.shown_as == PublicPoint.EXACT:
            return self.point
        return round(self.point[0], 2), round(self.point[1], 2)

    @property
    def public_address(self) -> list[str]:
        """The lines that families see."""
        if self.shown_as == PublicPoint.AREA:
            return list(filter(None, [self.city, self.postal_code.partition(" ")[0]]))
        lines = [self.address_1, self.address_2, self.city, self.state_province, self.postal_code]
        return [line for line in lines if line]

    @property
    def public_name(self) -> str:
        """The name that families see: a hidden place is named by its town alone."""
        return (self.city or "Our area") if self.shown_as == PublicPoint.AREA else self.name

    def get_preview_template(self, request: object, mode_name: str) -> str:
        """The card of a place as the service page draws it."""
        return "services_directory/location_preview.html"


class ServiceAtLocation(ClusterableModel, Orderable):
    """A service at a place, with times of its own. Source: Open Referral UK 3.0, ``service_at_location``."""

    page = ParentalKey(
        "services_directory.ServicePage", on_delete=models.CASCADE, related_name="service_at_locations"
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    location = models.ForeignKey(
        Location,
        null=True,
        on_delete=models.SET_NULL,
        related_name="service_at_locations",
        verbose_name="place",
    )
    description = models.CharField(
        "what is different here",
        max_length=250,
        blank=True,
        help_text="For example: the under 8s group meets here.",
    )
    minimum_age = models.PositiveSmallIntegerField(
        "youngest age here (years)", null=True, blank=True, help_text="Only if it differs at this place."
    )
    maximum_age = models.PositiveSmallIntegerField("oldest age here (years)", null=True, blank=True)

    panels = [
        FieldPanel("location"),
        FieldPanel("description"),
        FieldPanel("minimum_age"),
        FieldPanel("maximum_age"),
        InlinePanel("schedules", heading="Times at this place", panels=schedule_panels()),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "place"
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__lte=models.F("maximum_age"))
                | Q(minimum_age=None)
                | Q(maximum_age=None),
                name="service_at_location_age_bounds_in_order",
                violation_error_message="The youngest age must not be above the oldest age.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.location or "No place chosen")


class ServiceArea(Orderable):
    """An area that a service covers. Source: Open Referral UK 3.0, ``service_area``."""

    page = ParentalKey(
        "services_directory.ServicePage", on_delete=models.CASCADE, related_name="service_areas"
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160, help_text="For example: Northbury, or England.")
    kind = models.CharField(max_length=13, choices=AreaKind.choices, default=AreaKind.DISTRICT)
    code = models.CharField("ONS code", max_length=12, blank=True)
    latitude = models.FloatField(
        null=True, blank=True, help_text="Middle of the area, for sorting by distance."
    )
    longitude = models.FloatField(null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "area covered"
        constraints = [
            models.CheckConstraint(
                condition=POINT_WHOLE_AND_ON_EARTH,
                name="service_area_point_whole_and_on_earth",
                violation_error_message="Give both latitude and longitude, in degrees, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
