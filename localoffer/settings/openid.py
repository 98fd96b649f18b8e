"""OpenID Connect for a council that has a sign-in service, by environment variables (``.env.example``)."""

from typing import Any
from urllib.parse import urlsplit

import environ


def openid_connect(env: environ.Env) -> dict[str, Any]:
    """``SOCIALACCOUNT_PROVIDERS`` for the council's sign-in service; empty where none is named."""
    server = env.str("OIDC_SERVER_URL", default="")
    if not server:
        return {}
    app = {
        "provider_id": "council",
        "name": env.str("OIDC_NAME", default="your council account"),
        "client_id": env.str("OIDC_CLIENT_ID"),
        "secret": env.str("OIDC_CLIENT_SECRET", default=""),
        "settings": {
            "server_url": server,
            # Domains whose addresses the service vouches for though it says nothing of "email_verified".
            "verified_email": env.list("OIDC_EMAIL_DOMAINS", default=[]),
        },
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def form_origins(env: environ.Env) -> list[str]:
    """Hosts that the sign-in button may lead to: the service's own, and others that it sends people through."""
    server = urlsplit(env.str("OIDC_SERVER_URL", default=""))
    own = [f"{server.scheme}://{server.netloc}"] if server.netloc else []
    return own + env.list("OIDC_ORIGINS", default=[])
