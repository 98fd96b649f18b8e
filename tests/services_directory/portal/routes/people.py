"""People of a provider, and invitations."""

import hashlib

from services_directory.models import ProviderInvitation
from tests.factories.people import ProviderMembershipFactory
from tests.services_directory.portal.routes import (
    ANYBODY,
    MANAGERS,
    MEMBERS,
    NOT_ALLOWED,
    SIGNED_IN,
    Route,
)

ROUTES = {
    "portal:people": Route(get=SIGNED_IN, post=NOT_ALLOWED),
    "portal:provider_people": Route(get=MEMBERS, post=NOT_ALLOWED),
    "portal:invite": Route(get=MANAGERS, post=MANAGERS, data={"email": "new@example.org", "role": "editor"}),
    "portal:role": Route(get=MANAGERS, post=MANAGERS, data={"role": "manager"}),
    "portal:remove": Route(get=MANAGERS, post=MANAGERS),
    "portal:withdraw_invitation": Route(get=NOT_ALLOWED, post=MANAGERS),
    "portal:invite_again": Route(get=NOT_ALLOWED, post=MANAGERS),
    "portal:leave": Route(get=MEMBERS, post=MEMBERS),
    "portal:invitation": Route(get=ANYBODY, post=ANYBODY),
    "portal:new_invitation": Route(get=ANYBODY, post=ANYBODY, data={"email": "new@example.org"}),
}


def things(provider, manager, editor):
    invitation = ProviderInvitation.objects.create(
        provider=provider,
        email="invited@example.org",
        token_hash=hashlib.sha256(str(provider.uuid).encode()).hexdigest(),
    )
    return {
        "membership": ProviderMembershipFactory(provider=provider).pk,
        "invitation": invitation.pk,
    }
