"""Asking to be listed."""

from tests.services_directory.portal.routes import ANYBODY, NOT_ALLOWED_TO_ANYBODY, Route

ROUTES = {
    "portal:apply": Route(get=ANYBODY, post=ANYBODY, data={"name": "Trampoline Club"}),
    "portal:application_sent": Route(get=ANYBODY, post=NOT_ALLOWED_TO_ANYBODY),
}
