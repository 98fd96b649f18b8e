"""For the tests: a fast password hasher and no generated files; everything else as in production."""

import tempfile

from localoffer.settings import base
from localoffer.settings.base import *  # noqa: F403

SECRET_KEY = "a-key-for-tests-only"  # noqa: S105
CONTACT_KEYS = ["a-contact-key-for-tests-only-of-32-letters"]
AUDIT_KEY = "an-audit-key-for-tests-only"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = tempfile.mkdtemp(prefix="localoffer-media-")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES = {"default": base.env.db("TEST_DATABASE_URL", default="sqlite:///:memory:")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 10}
# WhiteNoise looks for collected files at start; the tests use the finders.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
