"""For real use: everything secret must be given, and cookies and pages travel over TLS only."""

from localoffer.settings import base
from localoffer.settings.base import *  # noqa: F403

DEMO = base.env.bool("DEMO", default=False)
SECRET_KEY = base.env.str("SECRET_KEY")
CONTACT_KEYS = base.env.list("CONTACT_KEYS")
AUDIT_KEY = base.env.str("AUDIT_KEY")
ALLOWED_HOSTS = base.env.list("ALLOWED_HOSTS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = base.env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = base.env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = base.env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
