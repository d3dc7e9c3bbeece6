"""Databases, caches, folders beside the database, and the secret key."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.utils import get_random_secret_key

from portal.environment import in_memory, is_sqlite
from portal.secret_key import kept_key, key_file
from portal.settings.environment_values import (
    ENVIRONMENT,
    PORTAL_LOCK_SECONDS,
    PORTAL_STATEMENT_SECONDS,
    PORTAL_WEB_THREADS,
)


def _database(database: dict[str, Any]) -> dict[str, Any]:
    options = database.get("OPTIONS", {})
    if is_sqlite(database):
        # A writer queues from its first statement on, so that none fails half-way for another; readers never wait.
        ours = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                # Large enough to cache all pages of a catalog of 100,000 cases.
                " PRAGMA mmap_size=268435456; PRAGMA cache_size=-32768;"
            ),
        }
        name = database["NAME"] if in_memory(database) else str(Path(database["NAME"]).resolve())
        return database | {"NAME": name, "OPTIONS": ours | options}
    limits = f"-c statement_timeout={PORTAL_STATEMENT_SECONDS}s -c lock_timeout={PORTAL_LOCK_SECONDS}s"
    ours = {
        "application_name": "error-portal",
        "options": limits,
        # A host that is gone says nothing: what was sent to it is given up after so many milliseconds.
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
    }
    return database | {"ENGINE": "portal.postgres", "CONN_HEALTH_CHECKS": True, "OPTIONS": ours | options}


def _secret_key(given: str | None, database: dict[str, Any]) -> str:
    if given is not None:
        return given
    return get_random_secret_key() if in_memory(database) else kept_key(key_file(Path(database["NAME"])))


def _kept_folder(given: str, kind: str, database: dict[str, Any]) -> str | None:
    """Return the folder of what the workers of this host share; None beside a database in memory."""
    if given:
        return given
    if is_sqlite(database):
        return None if in_memory(database) else f"{database['NAME']}.{kind}"
    address = ":".join(str(database.get(part, "")) for part in ("HOST", "PORT", "NAME"))
    name = f"error-portal-{os.getuid()}-{hashlib.sha256(address.encode()).hexdigest()[:12]}.{kind}"
    return str(Path(tempfile.gettempdir(), name))


DATABASES = {"default": _database(ENVIRONMENT.database)}
if ENVIRONMENT.replica:
    # One that is away must not be waited for, not even by a pool: the primary is read meanwhile.
    _soon = {"connect_timeout": 2, "tcp_user_timeout": 3000} | ENVIRONMENT.replica.get("OPTIONS", {})
    DATABASES["replica"] = _database(ENVIRONMENT.replica | {"OPTIONS": _soon, "CONN_MAX_AGE": 60}) | {
        "TEST": {"MIRROR": "default"}
    }
    DATABASE_ROUTERS = ["catalog.store.replica.ReplicaRouter"]
# One connection for each thread that serves, one for the thread that watches the revision, and one to spare. A server
# that is away is waited for 2 seconds, and asked again by the next who needs it, not ever more rarely.
PORTAL_CONNECTION_POOL = {
    "min_size": PORTAL_WEB_THREADS + 1,
    "max_size": PORTAL_WEB_THREADS + 2,
    "timeout": 2,
    "reconnect_timeout": 1,
}
# Where the workers of this host share a search index for each revision; in memory, each its own, where it is None.
SEARCH_INDEX_FOLDER = _kept_folder(ENVIRONMENT.search_folder, "search", DATABASES["default"])
SECRET_KEY = _secret_key(ENVIRONMENT.secret_key, DATABASES["default"])
INDEX_FOLDER = _kept_folder(ENVIRONMENT.index_folder, "index", DATABASES["default"])

_IN_THIS_PROCESS = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
# Where rates are counted: with all processes, and by this one alone while those cannot be asked.
# Failed sign-ins are counted by all processes in any case: in the database where there is no Redis.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"},
    "rates": _IN_THIS_PROCESS,
    "local": _IN_THIS_PROCESS,
}
if ENVIRONMENT.redis_url:
    CACHES["default"] = CACHES["rates"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENVIRONMENT.redis_url,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
