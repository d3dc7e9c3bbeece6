"""WSGI application, which ``portal.rsgi`` serves."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connections
from django.template import Engine
from django.template.loader import get_template
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# A newer release may replace the files on disk while this one serves: load all modules now.
_ = get_resolver().url_patterns
for folder in Engine.get_default().dirs:
    for template in Path(folder).rglob("*.*"):
        get_template(str(template.relative_to(folder)))

# A process that serves shares its connections between its threads; a command needs one, and an error at once.
_database = connections.settings[DEFAULT_DB_ALIAS]
if _database["ENGINE"] == "portal.postgres":
    _database["OPTIONS"].setdefault("pool", settings.PORTAL_CONNECTION_POOL)
