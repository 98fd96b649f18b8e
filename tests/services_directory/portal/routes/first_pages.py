"""The first page, and the things that most addresses are about."""

from tests.factories.directory import ServicePageFactory
from tests.services_directory.portal.routes import NOT_ALLOWED, SIGNED_IN, Route

ROUTES = {
    "portal:home": Route(get=SIGNED_IN, post=NOT_ALLOWED),
}


def things(provider, manager, editor):
    return {"provider": provider.uuid, "listing": ServicePageFactory(provider=provider).uuid}
