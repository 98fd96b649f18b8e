"""What ``manage.py check --deploy`` refuses: the demonstration, a weak secret, a site open to any host name."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

LEAST_SECRET_LENGTH = 50
LEAST_DIFFERENT_CHARACTERS = 10
# Anybody may put these into a request's Host header, or they name this machine alone.
OPEN_HOSTS = frozenset({"*", ".", ""})
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})


@register(Tags.security, deploy=True)
def demo_is_off(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demonstration lifts the second factor and has passwords that everybody knows."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "DEMO is on: anybody can sign in with the demonstration's passwords and no second factor.",
            hint="Set DEMO=0 and use localoffer.settings.production.",
            id="accounts.E001",
        )
    ]


@register(Tags.security, deploy=True)
def secret_is_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The secret signs sessions and links; it must be long and random."""
    secret = settings.SECRET_KEY
    if len(secret) >= LEAST_SECRET_LENGTH and len(set(secret)) >= LEAST_DIFFERENT_CHARACTERS:
        return []
    return [
        Error(
            f"SECRET_KEY is too weak: it needs at least {LEAST_SECRET_LENGTH} random characters.",
            hint='Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))"',
            id="accounts.E002",
        )
    ]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Links in e-mails are built from the host name, so it must be one of ours."""
    hosts = set(settings.ALLOWED_HOSTS)
    if hosts - LOCAL_HOSTS and not hosts & OPEN_HOSTS and not any(host.startswith(".") for host in hosts):
        return []
    return [
        Error(
            "ALLOWED_HOSTS must name each host exactly, for example localoffer.example.org.",
            id="accounts.E003",
        )
    ]
