"""Logging to standard error, one line for each event, without queries, bodies or pasted text."""

from __future__ import annotations

from portal.settings.environment_values import ENVIRONMENT

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
        # Which requests are written down is decided where they are seen.
        "portal.requests": {"level": "INFO"},
        # runserver writes every address it is asked for, queries and all.
        "django.server": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}
