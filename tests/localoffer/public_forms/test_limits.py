"""How often a stranger may send a form."""

import pytest
from django.test import RequestFactory
from django.utils import timezone

from localoffer.public_forms.limits import EVERYBODY, allow, forget_old_counts, sender
from localoffer.public_forms.models import RateCount

pytestmark = pytest.mark.django_db

TIMES = {"times": 2, "seconds": 3600}


def request(address="192.0.2.7", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def test_a_third_time_is_too_often_for_one_sender_and_not_for_another():
    assert [allow("comment", "a", **TIMES) for _ in range(3)] == [True, True, False]
    assert allow("comment", "b", **TIMES)
    assert allow("report", "a", **TIMES)


def test_old_counts_are_forgotten_and_running_ones_kept():
    allow("comment", EVERYBODY, **TIMES)
    allow("comment", "a", **TIMES)
    RateCount.objects.filter(who="a").update(window_ends_at=timezone.now())

    assert forget_old_counts() == 1
    assert RateCount.objects.get().who == EVERYBODY


def test_a_sender_is_a_hash_that_neighbours_share():
    assert sender(request("192.0.2.7")) == sender(request("192.0.2.200"))
    assert sender(request("192.0.2.7")) != sender(request("192.0.3.7"))
    assert sender(request("2001:db8:0:12::1")) == sender(request("2001:db8:0:34::9"))
    assert "192" not in sender(request("192.0.2.7"))[:3]
    assert len(sender(request())) == 64


def test_a_header_anybody_can_write_is_believed_only_behind_a_proxy(settings):
    forged = {"X-Forwarded-For": "203.0.113.9, 198.51.100.4"}

    assert sender(request(**forged)) == sender(request())
    settings.TRUSTED_PROXY_COUNT = 1
    assert sender(request(**forged)) == sender(request("198.51.100.4"))


def test_nonsense_in_place_of_an_address_is_one_sender():
    assert sender(request("")) == sender(request("not an address"))
