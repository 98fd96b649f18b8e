"""The demonstration: safe to start with nothing set up, and refused by ``check --deploy``."""

from localoffer.settings import base
from localoffer.settings.base import *  # noqa: F403
from localoffer.settings.secrets import secret_from_file

DEMO = base.env.bool("DEMO", default=True)
if not base.env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "localoffer.mail.demo.EmailBackend"
    EMAIL_FILE_PATH = str(base.VAR_DIR / "mail")
SECRET_KEY = base.SECRET_KEY or secret_from_file(base.VAR_DIR / "secret_key")
CONTACT_KEYS = base.CONTACT_KEYS or [secret_from_file(base.VAR_DIR / "contact_key")]
AUDIT_KEY = base.AUDIT_KEY or secret_from_file(base.VAR_DIR / "audit_key")
