"""The one access rule of the portal: a person reaches what belongs to a provider they work for today, and nothing else.

Every view of the portal finds its objects here. What is somebody else's answers 404, exactly as what does not exist,
so that an address tells nothing. Only who may see a thing but not do this with it is told so (403).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from localoffer.accounts.models import User
from services_directory.enums import MembershipRole
from services_directory.models import ListingChange, ProviderMembership, ProviderPage, ServicePage
from services_directory.portal import typed

View = Callable[..., HttpResponseBase]


def memberships_of(user: User) -> QuerySet[ProviderMembership]:
    """What gives ``user`` access today, by the provider's name."""
    active = ProviderMembership.objects.active().filter(user=user)
    return active.select_related("provider").order_by("provider__title")


def providers_of(user: User) -> QuerySet[ProviderPage]:
    """The providers that ``user`` works for today, by name."""
    ids = ProviderMembership.objects.active().filter(user=user).values("provider")
    return ProviderPage.objects.filter(pk__in=ids).order_by("title")


def listings_of(user: User) -> QuerySet[ServicePage]:
    """The services of those providers, live or not, by name."""
    return ServicePage.objects.filter(provider__in=providers_of(user).values("pk")).order_by("title", "pk")


def membership_or_404(user: User, provider: UUID) -> ProviderMembership:
    """The work of ``user`` for the provider with this ``uuid``.

    Raises:
        Http404: they do not work for it, or there is none.
    """
    found = memberships_of(user).filter(provider__uuid=provider).first()
    if found is None:
        raise Http404
    return found


def provider_or_404(user: User, provider: UUID) -> ProviderPage:
    """The provider with this ``uuid``.

    Raises:
        Http404: ``user`` does not work for it, or there is none.
    """
    return membership_or_404(user, provider).provider


def managed_provider_or_404(user: User, provider: UUID) -> ProviderPage:
    """The provider with this ``uuid``, for what only its managers do.

    Raises:
        Http404: ``user`` does not work for it, or there is none.
        PermissionDenied: they are not a manager there.
    """
    membership = membership_or_404(user, provider)
    if membership.role != MembershipRole.MANAGER:
        raise PermissionDenied("Only a manager of this organisation can do this. Ask one of them.")
    return membership.provider


def listing_or_404(user: User, listing: UUID) -> ServicePage:
    """The service with this ``uuid``.

    Raises:
        Http404: it is not of a provider that ``user`` works for, or there is none.
    """
    found = listings_of(user).filter(uuid=listing).first()
    if found is None:
        raise Http404
    return found


def changes_of(user: User) -> QuerySet[ListingChange]:
    """The changes of those providers, finished or not, with their provider."""
    return ListingChange.objects.filter(provider__in=providers_of(user).values("pk")).select_related(
        "provider"
    )


def change_or_404(user: User, change: UUID) -> ListingChange:
    """The change with this ``uuid``.

    Raises:
        Http404: it is not of a provider that ``user`` works for, or there is none.
    """
    found = changes_of(user).filter(uuid=change).first()
    if found is None:
        raise Http404
    return found


def for_members(view: View) -> View:
    """``view`` for whoever is signed in, kept by no cache; others go to the sign-in and come back.

    ``portal/urls.py`` wraps every address with it, so that no view can forget.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            # Whose session ended in the middle of a form finds their words again after signing in.
            was_kept = (
                request.method == "POST" and getattr(view, "keeps_typed", False) and typed.keep(request)
            )
            return kept_by_nobody(redirect(sign_in_address(request, comes_back=was_kept)))
        return kept_by_nobody(view(request, *args, **kwargs))

    return guarded


def for_anybody(view: View) -> View:
    """``view`` for everybody, signed in or not, kept by no cache: an invitation, an application."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return kept_by_nobody(view(request, *args, **kwargs))

    return guarded


def sign_in_address(request: HttpRequest, *, comes_back: bool = False) -> str:
    """Where to sign in, and then come back to this page; after a form whose words are not kept, to the first page."""
    comes_back = comes_back or request.method in ("GET", "HEAD")
    then = request.get_full_path() if comes_back else reverse("portal:home")
    return f"{reverse('account_request_login_code')}?{urlencode({'next': then})}"


def kept_by_nobody(response: HttpResponseBase) -> HttpResponseBase:
    """``response`` with the headers that keep it out of every cache, and its address from every other site."""
    if isinstance(response, HttpResponse):
        add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
