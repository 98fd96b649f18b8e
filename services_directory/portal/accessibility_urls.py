"""The addresses of accessibility in the portal; ``portal/urls.py`` guards them with all others for members."""

from django.urls import URLPattern, path

from services_directory.portal.views import self_assessment

ACCESSIBILITY: list[URLPattern] = [
    path("accessibility/", self_assessment.index, name="accessibility"),
    path("<uuid:provider>/accessibility/", self_assessment.subjects, name="accessibility_of"),
    path("<uuid:provider>/accessibility/start/", self_assessment.start, name="assessment_start"),
    path("<uuid:provider>/accessibility/asked/<uuid:question>/", self_assessment.question, name="question"),
    path("<uuid:provider>/accessibility/<uuid:assessment>/", self_assessment.assessment, name="assessment"),
    path(
        "<uuid:provider>/accessibility/<uuid:assessment>/staff/",
        self_assessment.staff,
        name="assessment_staff",
    ),
    path(
        "<uuid:provider>/accessibility/<uuid:assessment>/improvements/",
        self_assessment.improvements,
        name="assessment_improvements",
    ),
    path(
        "<uuid:provider>/accessibility/<uuid:assessment>/about/<slug:domain>/",
        self_assessment.domain,
        name="assessment_domain",
    ),
]
