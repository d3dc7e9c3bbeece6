"""The portal's settings for tests: whatever this machine's own portal is set to, tests see the defaults.

The database is thrown away afterwards: SQLite in memory, or that of ``DATABASE_URL``, where a test database is made.
The cache is in memory too, or, with ``TEST_REDIS_URL``, in that Redis: a name of its own, because tests drop what they
find there. Each process of the tests has keys of its own, and drops no others.
"""

import os

_OF_THE_PORTAL = ("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "REDIS_URL", "SECRET_KEY")
for _name in [name for name in os.environ if name in _OF_THE_PORTAL or name.startswith("PORTAL_")]:
    del os.environ[_name]
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
if os.environ.get("TEST_REDIS_URL"):
    os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"]
os.environ["SECRET_KEY"] = "for tests only, and the same in each of their processes"

from portal.settings import *  # noqa: E402, F403
from portal.settings import CACHES  # noqa: E402

if os.environ.get("TEST_REDIS_URL"):
    # A process that a test starts does not share this process's cache.
    del os.environ["REDIS_URL"]
    CACHES["default"] = CACHES["rates"] = CACHES["rates"] | {
        "BACKEND": "tests.shared_redis.CacheOfOneProcess",
        "KEY_PREFIX": f"test-{os.getpid()}",
    }

else:
    CACHES["default"] = CACHES["rates"]

# Each process of the tests has databases of its own, and searches them in its own memory.
SEARCH_INDEX_FOLDER = None

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each process of the tests builds its own; those of the file say where it is.
INDEX_FOLDER = None
