"""Settings of security headers, encryption, and request size."""

from __future__ import annotations

from portal.settings.environment_values import PORTAL_HTTPS, PORTAL_MAX_BODY_BYTES, PORTAL_TRUSTED_PROXIES

# Headers for browsers
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

# The views enforce the exact limit; a form needs three times as much, as %XX is three bytes for one.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * PORTAL_MAX_BODY_BYTES + 64 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE
