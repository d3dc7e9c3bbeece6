"""Rate limit of diagnoses, and the headers with the remaining quota."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from catalog.limits import Quota, count_request
from catalog.store.keys import KnownKey

POLICY_HEADER = "RateLimit-Policy"
LIMIT_HEADER = "RateLimit"
_POLICY = "diagnose"

if TYPE_CHECKING:
    from rest_framework.views import APIView as _View
else:
    _View = object


def key_of(request: Request) -> KnownKey | None:
    """Return the key that a request came with."""
    return request.auth if isinstance(request.auth, KnownKey) else None


class DiagnosisThrottle(BaseThrottle):
    """One rate for each client or key, shared by all addresses that diagnose; a batch counts as one request."""

    quota: Quota | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and return whether it is within the rate."""
        view.quota = self.quota = count_request(request._request, key_of(request))
        return self.quota is None or not self.quota.is_exceeded

    def wait(self) -> float | None:
        """Return the seconds until the client may ask again."""
        return self.quota.reset if self.quota else None


class RateLimitHeadersMixin(_View):
    """Adds the headers of the IETF draft httpapi-ratelimit-headers."""

    throttle_classes = (DiagnosisThrottle,)
    quota: Quota | None = None

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> Any:
        """Add the headers, also to an error."""
        final = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if self.quota is not None:
            final.headers[POLICY_HEADER] = f'"{_POLICY}";q={self.quota.limit};w={self.quota.seconds}'
            final.headers[LIMIT_HEADER] = f'"{_POLICY}";r={self.quota.remaining};t={self.quota.reset}'
        return final
