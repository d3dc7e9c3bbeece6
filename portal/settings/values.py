"""The portal's own settings, as the environment says."""

from __future__ import annotations

import os
from pathlib import Path

from portal.environment import read_environment, state_folder

BASE_DIR = Path(__file__).resolve().parents[2]
_CLONE = (BASE_DIR / "manage.py").exists()
# A wheel has the folders of templates and static files inside the package, and writes nothing there.
RESOURCES = BASE_DIR if _CLONE else BASE_DIR / "portal"
STATE = BASE_DIR if _CLONE else state_folder(os.environ)
ENVIRONMENT = read_environment(os.environ, folder=STATE)

PORTAL_MAX_BODY_BYTES = ENVIRONMENT.max_body_bytes
PORTAL_DIAGNOSE_RATE = ENVIRONMENT.diagnose_rate
PORTAL_READ = ENVIRONMENT.read
PORTAL_READ_OPEN = ENVIRONMENT.read_open
PORTAL_TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
PORTAL_SUPPORT_URL = ENVIRONMENT.support_url
PORTAL_SECURITY_CONTACT = ENVIRONMENT.security_contact
PORTAL_BASE_URL = ENVIRONMENT.base_url
PORTAL_HTTPS = ENVIRONMENT.https
PORTAL_OWN_WORDS = ENVIRONMENT.own_words
PORTAL_SECOND_FACTOR = ENVIRONMENT.second_factor
PORTAL_WEB_WORKERS = ENVIRONMENT.web_workers
PORTAL_WEB_THREADS = 8
PORTAL_ACCESS_LOG = ENVIRONMENT.access_log
PORTAL_TASK_WORKER = ENVIRONMENT.task_worker
PORTAL_SLOW_MS = ENVIRONMENT.slow_ms
PORTAL_METRICS = ENVIRONMENT.metrics
PORTAL_LEARN = ENVIRONMENT.learn
PORTAL_SOURCE_FOLDERS = ENVIRONMENT.source_folders
PORTAL_KEEP_DAYS = ENVIRONMENT.keep_days
PORTAL_MAIL = ENVIRONMENT.mail
PORTAL_MAIL_FROM = ENVIRONMENT.mail_from
# How long PostgreSQL may work on one statement, or wait for a lock; imports and migrations may take longer.
PORTAL_STATEMENT_SECONDS = 20
PORTAL_LOCK_SECONDS = 5

DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.csrf_trusted_origins
