"""Static files with hashed names, so that browsers can cache them indefinitely."""

from __future__ import annotations

from portal.settings.environment_values import RESOURCES, STATE

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "staticfiles"
STATICFILES_DIRS = [RESOURCES / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# Browsers never load these, so they are not compressed: source maps are for people reading our dependencies.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "txt", "png", "jpg", "jpeg", "gif", "webp", "woff", "woff2", "gz", "br"]
