"""REST framework, schema and CORS."""

from __future__ import annotations

from portal.settings.environment_values import ENVIRONMENT, PORTAL_SUPPORT_URL

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
        "ActionEnum": [
            *("entry", "draft", "message", "alias", "referral"),
            *("ignore", "reopen", "assign", "unassign", "note"),
        ],
        "EntryStateEnum": ["draft", "review", "published"],
        "VersionKindEnum": ["code", "case", "note"],
        "EditOrDeleteEnum": ["edit", "delete"],
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
        {"name": "Tell the team", "description": "Whether an entry helped, and errors that nobody has documented."},
        {
            "name": "The team's loop",
            "description": "What is unknown, what became of it, and web hooks, for keys with scopes.",
        },
        {"name": "Curation", "description": "Entries, imports and sources, for keys with scopes."},
        {"name": "Download", "description": "The whole catalog, and the codes of a service as enums for programs."},
    ],
}

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
