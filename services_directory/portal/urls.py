"""The addresses of the portal, below ``/provider/``.

Add a page to ``FOR_MEMBERS``: it is then guarded (``access.for_members``) whatever its view does. ``FOR_ANYBODY`` is
for what a person without an account opens. The names of parameters say what kind of thing they are (``provider``,
``listing``, ``change``): the matrix of who may open what (``tests/services_directory/portal/``) goes by them, and
fails until a new address has its answers.
"""

from django.urls import URLPattern, path

from services_directory.portal.access import for_anybody, for_members
from services_directory.portal.accessibility_urls import ACCESSIBILITY
from services_directory.portal.listing_urls import LISTINGS
from services_directory.portal.views import applications, home, invitations, membership

app_name = "portal"

FOR_MEMBERS: list[URLPattern] = [
    path("", home.home, name="home"),
    *LISTINGS,
    *ACCESSIBILITY,
    path("people/", membership.people, name="people"),
    path("<uuid:provider>/people/", membership.provider_people, name="provider_people"),
    path("<uuid:provider>/people/invite/", membership.invite_person, name="invite"),
    path("<uuid:provider>/people/<int:membership>/role/", membership.role, name="role"),
    path("<uuid:provider>/people/<int:membership>/remove/", membership.remove, name="remove"),
    path(
        "<uuid:provider>/invitations/<int:invitation>/withdraw/",
        membership.withdraw,
        name="withdraw_invitation",
    ),
    path("<uuid:provider>/invitations/<int:invitation>/again/", membership.invite_again, name="invite_again"),
    path("<uuid:provider>/leave/", membership.leave, name="leave"),
]
FOR_ANYBODY: list[URLPattern] = [
    path("apply/", applications.apply, name="apply"),
    path("apply/sent/", applications.sent, name="application_sent"),
    path("invitation/", invitations.invitation, name="invitation"),
    path("invitation/new/", invitations.new_link, name="new_invitation"),
]

for pattern in FOR_MEMBERS:
    pattern.callback = for_members(pattern.callback)
for pattern in FOR_ANYBODY:
    pattern.callback = for_anybody(pattern.callback)

# What anybody may open stands first: its addresses are fixed words.
urlpatterns = [*FOR_ANYBODY, *FOR_MEMBERS]
