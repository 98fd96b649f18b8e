"""The signposts that the site brings."""

import pytest

from feedback.domain.standard_lists import load_signposts
from feedback.enums import SignpostKind
from feedback.models import SignpostRoute

pytestmark = pytest.mark.django_db


def test_every_kind_of_need_has_a_signpost_with_its_source():
    load_signposts()

    routes = list(SignpostRoute.objects.all())
    assert {route.kind for route in routes} == set(SignpostKind.values)
    assert all(route.body and route.who_may_use and route.how and route.legal_source for route in routes)
    for route in routes:
        route.full_clean()


def test_what_an_officer_has_edited_stays():
    load_signposts()
    SignpostRoute.objects.filter(code="council").update(body="Customer relations")

    assert load_signposts() == 0
    assert SignpostRoute.objects.get(code="council").body == "Customer relations"
