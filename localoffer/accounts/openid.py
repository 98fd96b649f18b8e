"""Signing in with the council's own sign-in service (OpenID Connect), and when its second factor counts as ours."""

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest

ALWAYS = "*"


def asked_for_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether the service's token says that it asked for one, by the values in ``OIDC_SECOND_FACTOR``.

    ``claims`` are those of the ID token: ``amr`` (how the person signed in, a list) and ``acr`` (how strongly, one
    value). Source: OpenID Connect Core 1.0, section 2; RFC 8176.
    """
    wanted = set(settings.OIDC_SECOND_FACTOR)
    methods = claims.get("amr") or []
    said = {str(method) for method in (methods if isinstance(methods, list) else [methods])}
    return ALWAYS in wanted or bool(wanted & (said | {str(claims.get("acr", ""))}))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The service opens accounts that an administrator has made; it makes none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Before the session begins: keep the password of a matched account, and note the service's second factor."""
        if not sociallogin.is_existing:
            return
        self._trust_the_address(sociallogin)
        claims = sociallogin.account.extra_data.get("id_token") or {}
        if asked_for_second_factor(claims):
            record_authentication(request, sociallogin.user, method="mfa", type="openid_connect")

    def _trust_the_address(self, sociallogin: SocialLogin) -> None:
        """Nobody but an administrator makes an account, so an address nobody confirmed yet is no stranger's.

        Without this allauth would empty the password at the first sign-in through the service.
        """
        user = sociallogin.user
        verified = {address.email.lower() for address in sociallogin.email_addresses if address.verified}
        if user.email.lower() in verified:
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
