"""The portal as a WSGI application for a server: ``portal.wsgi:application``."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connections

from portal.request_bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = whole_bodies(get_wsgi_application(), limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

# A process that serves shares its connections between its threads; a command needs one, and an error at once.
_database = connections.settings[DEFAULT_DB_ALIAS]
if _database["ENGINE"] == "portal.postgres":
    _database["OPTIONS"].setdefault("pool", settings.PORTAL_CONNECTION_POOL)

# Models can be imported only now. From here on the index follows the edition without a request that waits for it.
from catalog.store import snapshot  # noqa: E402

snapshot.start_polling()
