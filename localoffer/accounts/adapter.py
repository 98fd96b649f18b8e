"""What django-allauth may and may not do on this site."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in only: accounts are made by an officer or by an invitation, never by a stranger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the desk for those who work there, else to the home page."""
        may_enter = request.user.has_perm("wagtailadmin.access_admin")
        return super().get_login_redirect_url(request) if may_enter else "/"
