"""What django-allauth may and may not do on this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.http import HttpRequest

from localoffer.accounts.roles import works_at_the_desk
from localoffer.mail.outbox import queue_mail


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in only: accounts are made by an officer or by an invitation, never by a stranger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the desk for those who work there, else to the provider portal."""
        if works_at_the_desk(request.user):
            return super().get_login_redirect_url(request)
        return str(settings.PROVIDER_PORTAL_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, ahead of other mail: somebody waits for it. No mail server can make the page slow."""
        message = self.render_mail(
            template_prefix, email, {"email": email, **context, "request": current.request}
        )
        queue_mail(to=email, subject=message.subject, text=str(message.body), kind="sign-in", urgent=True)
