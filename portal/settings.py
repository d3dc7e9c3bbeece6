"""Django's settings. What may differ from one portal to the next is read by ``environment``; the rest stands here."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.utils import get_random_secret_key

from portal.environment import in_memory, is_sqlite, read_environment
from portal.secret_key import kept_key, key_file

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment(os.environ, folder=BASE_DIR)

# What the portal's own doors ask for
PORTAL_MAX_BODY_BYTES = ENVIRONMENT.max_body_bytes
PORTAL_DIAGNOSE_RATE = ENVIRONMENT.diagnose_rate
PORTAL_READ_OPEN = ENVIRONMENT.read_open
PORTAL_TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
PORTAL_SUPPORT_URL = ENVIRONMENT.support_url
PORTAL_SECURITY_CONTACT = ENVIRONMENT.security_contact
PORTAL_BASE_URL = ENVIRONMENT.base_url
PORTAL_HTTPS = ENVIRONMENT.https
PORTAL_SECOND_FACTOR = ENVIRONMENT.second_factor
PORTAL_WEB_WORKERS = ENVIRONMENT.web_workers
PORTAL_WEB_THREADS = 8
PORTAL_ACCESS_LOG = ENVIRONMENT.access_log
PORTAL_SLOW_MS = ENVIRONMENT.slow_ms
PORTAL_METRICS = ENVIRONMENT.metrics
PORTAL_LEARN = ENVIRONMENT.learn
PORTAL_SOURCE_FOLDERS = ENVIRONMENT.source_folders
PORTAL_KEEP_DAYS = ENVIRONMENT.keep_days
# How long PostgreSQL may work on one statement, or wait for a lock; imports and migrations may take longer.
PORTAL_STATEMENT_SECONDS = 20
PORTAL_LOCK_SECONDS = 5

DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.csrf_trusted_origins

INSTALLED_APPS = [
    "catalog",
    "catalog.learning",
    "catalog.curation",
    "catalog.webhooks",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "corsheaders",
    "simple_history",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

# Pages of other origins may read answers of the REST interface, never those of the pages or the admin.
CORS_ALLOW_ALL_ORIGINS = "*" in ENVIRONMENT.cors_origins
CORS_ALLOWED_ORIGINS = [origin for origin in ENVIRONMENT.cors_origins if origin != "*"]
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS", "POST")
CORS_ALLOW_HEADERS = ("accept", "authorization", "content-type", "if-modified-since", "if-none-match")
CORS_EXPOSE_HEADERS = (
    "ETag", "Last-Modified", "Portal-Outcome", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id",
)  # fmt: skip
CORS_PREFLIGHT_MAX_AGE = 3600
_CORS = ["corsheaders.middleware.CorsMiddleware"] if ENVIRONMENT.cors_origins else []

MIDDLEWARE = [
    "portal.requests_seen.RequestsSeenMiddleware",
    # Around the one that redirects to https, so that its answers have them, too.
    "portal.csp.ContentSecurityPolicyMiddleware",
    "portal.permissions_policy.PermissionsPolicyMiddleware",
    "portal.resource_policy.ResourcePolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    *_CORS,
    "portal.probes.ProbesMiddleware",
    "portal.static_files.StaticFilesMiddleware",
    "portal.cookies.CookiesOfTheAdminMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.sessions.SessionLimitsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.audience.AudienceMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # Nobody after it changes what it tells who is locked out.
    "axes.middleware.AxesMiddleware",
    "portal.database_away.DatabaseAwayMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
# Work that nobody waits for; ``manage.py up`` runs the worker beside the server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database(found: dict[str, Any]) -> dict[str, Any]:
    asked = found.get("OPTIONS", {})
    if is_sqlite(found):
        # A writer queues from its first statement on, so that none fails half-way for another; readers never wait.
        ours = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                # What search goes through at 100,000 cases stays at hand.
                " PRAGMA mmap_size=268435456; PRAGMA cache_size=-32768;"
            ),
        }
        name = found["NAME"] if in_memory(found) else str(Path(found["NAME"]).resolve())
        return found | {"NAME": name, "OPTIONS": ours | asked}
    limits = f"-c statement_timeout={PORTAL_STATEMENT_SECONDS}s -c lock_timeout={PORTAL_LOCK_SECONDS}s"
    ours = {
        "application_name": "error-portal",
        "options": limits,
        # A host that is gone says nothing: what was sent to it is given up after so many milliseconds.
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
    }
    return found | {"ENGINE": "portal.postgres", "CONN_HEALTH_CHECKS": True, "OPTIONS": ours | asked}


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
# One connection for each thread that serves, one for the thread that watches the edition, and one to spare. A server
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
CACHES: dict[str, dict[str, Any]] = {"default": _IN_THIS_PROCESS, "local": _IN_THIS_PROCESS}
if ENVIRONMENT.redis_url:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENVIRONMENT.redis_url,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }

# Static files: hashed names, so that a browser may keep them for ever
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# What a browser never loads need not be compressed: source maps are for people reading our dependencies.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "txt", "png", "jpg", "jpeg", "gif", "webp", "woff", "woff2", "gz", "br"]

# Who may do what: an account is for the admin only, and nothing else reads its cookies
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "portal.second_factor.Backend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
OTP_TOTP_ISSUER = "Error portal"
# A session ends when it was not used for so long, and at the latest after so many seconds.
SESSION_COOKIE_AGE = 30 * 60
PORTAL_SESSION_SECONDS = 8 * 3600
# Browsers take the prefix over https only, and for all paths; portal.cookies keeps them to the admin.
_PREFIX = "__Host-" if PORTAL_HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = PORTAL_HTTPS
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = PORTAL_HTTPS

# After so many failures with a name from an address, this name from this address has to wait
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Who knocks while the door is shut does not keep it shut.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "portal.lockout.Handler"
AXES_CLIENT_IP_CALLABLE = "portal.lockout.client_network"
AXES_CLIENT_STR_CALLABLE = "portal.lockout.told_in_log"
AXES_LOCKOUT_CALLABLE = "portal.lockout.answer"
AXES_VERBOSE = False
# The portal has its own pages for them, which nobody can edit.
AXES_ENABLE_ADMIN = False

# What browsers are told
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_RESOURCE_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The setting's name and form are those of Django 6, which brings a middleware of its own for it.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
PERMISSIONS_POLICY = ["accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb"]

# Encrypted connections end at a proxy in front; how the request came to it is believed from trusted proxies only
SECURE_SSL_REDIRECT = PORTAL_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/?$", r"^readyz/?$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PORTAL_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PORTAL_HTTPS
SECURE_HSTS_PRELOAD = PORTAL_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PORTAL_TRUSTED_PROXIES else None

# The doors keep the exact limit; this is what carries a body of that size through a form: %XX is three bytes for one.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * PORTAL_MAX_BODY_BYTES + 64 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["catalog.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["catalog.api.permissions.IsOpenOrHasKey"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": "catalog.api.metadata.AddressMetadata",
    "DEFAULT_SCHEMA_CLASS": "catalog.api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "catalog.api.exceptions.exception_handler",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "catalog.api.negotiation.ContentNegotiation",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Error portal",
    "DESCRIPTION": (
        "Post an error as you got it; get what the documentation says about it.\n\n"
        "Errors of the API itself have the fields `error_code`, `error_msg` and `request_id`; a client that accepts "
        "`application/problem+json` gets problem details (RFC 9457). Each address is answered with and without a slash "
        "at its end."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DEFAULT_GENERATOR_CLASS": "catalog.api.schema.SchemaGenerator",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "catalog.api.schema.add_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "OutcomeEnum": ["known", "ambiguous", "unknown"],
        "ChangeKindEnum": ["new", "changed", "withdrawn", "deleted"],
    },
    "CONTACT": {"name": "The team that runs this portal"} | ({"url": PORTAL_SUPPORT_URL} if PORTAL_SUPPORT_URL else {}),
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATION_PARAMETERS": False,
    # In the order in which the reference has them.
    "TAGS": [
        {"name": "Diagnose", "description": "An error in, whatever its shape; what it means and what to do, out."},
        {"name": "Look up", "description": "The catalog as it is: searched, one code, the services."},
        {"name": "Follow changes", "description": "For a program that keeps a copy, and for a feed reader."},
        {"name": "Download", "description": "The whole catalog, and the codes of a service as enums for programs."},
    ],
}

# One line an event, on standard error; never a query, a body or anything else that somebody pasted
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"once_a_minute": {"()": "portal.log_lines.RefusedHosts"}},
    "formatters": {
        "line": {"()": "portal.log_lines.LineFormatter"},
        "json": {"()": "portal.log_lines.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": ENVIRONMENT.log_format}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Whoever scans for servers asks for any host.
        "django.security.DisallowedHost": {"filters": ["once_a_minute"]},
        # A page that is not there, a refused form: the business of who asked, not of who runs the portal.
        "django.request": {"level": "ERROR"},
        # Who logged in and who failed to: failures and lock-outs are warnings of its own, too.
        "axes": {"level": "WARNING"},
        # Which requests are written down is decided where they are seen.
        "portal.requests": {"level": "INFO"},
        # runserver writes every address it is asked for, queries and all.
        "django.server": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}
