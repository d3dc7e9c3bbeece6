"""REST framework and the schema."""

from __future__ import annotations

from portal.settings.values import PORTAL_TRUSTED_PROXIES

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["catalog.api.keys.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["catalog.api.keys.OpenOrKey"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": "catalog.api.options.AddressMetadata",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "catalog.api.errors.exception_handler",
    "NUM_PROXIES": PORTAL_TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Error portal",
    "DESCRIPTION": "Post an error as you got it; get what the documentation says about it.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
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
        {"name": "Follow the changes", "description": "For a program that keeps a copy, and for a feed reader."},
        {"name": "Take along", "description": "The whole catalog, and the codes of a service for programs to name."},
    ],
}
