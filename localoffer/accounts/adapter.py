"""What django-allauth may and may not do on this site."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in only: accounts are made by an officer or by an invitation, never by a stranger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
