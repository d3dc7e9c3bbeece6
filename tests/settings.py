"""The portal's settings for tests: whatever this machine's own portal is set to, tests see the defaults.

The database is thrown away afterwards: SQLite in memory, or that of ``DATABASE_URL``, where a test database is made.
"""

import os

_OF_THE_PORTAL = ("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "REDIS_URL", "SECRET_KEY")
for _name in [name for name in os.environ if name in _OF_THE_PORTAL or name.startswith("PORTAL_")]:
    del os.environ[_name]
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ["SECRET_KEY"] = "for tests only, and the same in each of their processes"

from portal.settings import *  # noqa: E402, F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
