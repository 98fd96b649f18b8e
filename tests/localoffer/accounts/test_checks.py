"""What ``check --deploy`` refuses."""

import pytest

from localoffer.accounts.checks import demo_is_off, hosts_are_named, secret_is_strong


@pytest.mark.parametrize(("demo", "errors"), [(True, ["accounts.E001"]), (False, [])])
def test_the_demonstration_is_refused(settings, demo, errors):
    settings.DEMO = demo

    assert [error.id for error in demo_is_off(None)] == errors


@pytest.mark.parametrize(
    ("secret", "errors"),
    [
        ("short", ["accounts.E002"]),
        ("a" * 80, ["accounts.E002"]),
        ("x7Kp2-vQ9_LmWz4RtYb8NcFd1GhJs6Aa3UeXo5ViTkPq0BnMwErCyDl", []),
    ],
)
def test_a_weak_secret_is_refused(settings, secret, errors):
    settings.SECRET_KEY = secret

    assert [error.id for error in secret_is_strong(None)] == errors


@pytest.mark.parametrize(
    ("hosts", "errors"),
    [
        (["*"], ["accounts.E003"]),
        ([".example.org"], ["accounts.E003"]),
        ([], ["accounts.E003"]),
        (["127.0.0.1", "localhost"], ["accounts.E003"]),
        (["localoffer.example.org", "127.0.0.1"], []),
    ],
)
def test_hosts_must_be_named(settings, hosts, errors):
    settings.ALLOWED_HOSTS = hosts

    assert [error.id for error in hosts_are_named(None)] == errors
