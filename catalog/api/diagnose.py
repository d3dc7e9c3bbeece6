"""A raw error in, guidance out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api import shapes
from catalog.api.asked import asked_body, asked_query
from catalog.api.documented import REFUSING, examples, refusals
from catalog.api.errors import Refused
from catalog.api.renderers import GuidanceJSONRenderer, MarkdownRenderer, PlainTextRenderer
from catalog.heavy import Busy, Turn
from catalog.limits import asker_of, place, too_many
from catalog.printing import portal_errors
from catalog.store.keys import KnownKey
from catalog.tally import DIAGNOSED, tell
from catalog.troubleshoot import text_of, troubleshoot

OUTCOME = "Portal-Outcome"
"""The header that tells the outcome, whatever the media type."""


class DiagnoseView(APIView):
    """A raw error in, guidance out."""

    renderer_classes = (GuidanceJSONRenderer, PlainTextRenderer, MarkdownRenderer)

    @extend_schema(
        operation_id="diagnose",
        tags=["Diagnose"],
        summary="Diagnose a raw error",
        description="The request body is the raw error itself, of any content type: JSON, text, a piece of a log.",
        parameters=[
            shapes.DiagnoseQuery,
            *REFUSING,
            OpenApiParameter(
                OUTCOME,
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                required=True,
                response=[200],
                enum=["known", "ambiguous", "unknown"],
            ),
        ],
        request={
            "application/json": OpenApiTypes.ANY,
            "text/plain": {"type": "string", "pattern": r"\S"},
            "application/octet-stream": OpenApiTypes.BINARY,
        },
        responses={
            (200, "application/json"): shapes.GuidanceShape,
            (200, "text/plain"): OpenApiTypes.STR,
            (200, "text/markdown"): OpenApiTypes.STR,
            **refusals(400, 401, 406, 413, 415, 429, 500, 503),
        },
        examples=examples("diagnose"),
    )
    def post(self, request: Request) -> Response:
        """Diagnose the request's body."""
        refuse_too_many(request)
        hints = asked_hints(request)
        body = asked_body(request)
        with heavy_place(request, len(body)) as turn, turn():
            guidance = troubleshoot(text_of(body), service=hints.get("service"), http_status=hints.get("http_status"))
        tell(DIAGNOSED, outcome=guidance.outcome, guidance=guidance, client=asker_of(request._request, key_of(request)))
        # Whoever reads words, not JSON, has the outcome here.
        return Response(guidance, headers={OUTCOME: guidance.outcome})


def refuse_too_many(request: Request) -> None:
    """Count one diagnosis of whoever asks.

    Raises:
        Refused: when there were too many.
    """
    wait = too_many(request._request, key_of(request))
    if wait is not None:
        raise Refused(portal_errors.TOO_MANY, wait, retry_after=wait)


@contextmanager
def heavy_place(request: Request, size: int) -> Iterator[Turn]:
    """Hold a place for reading so many bytes.

    Raises:
        Refused: when too many long texts wait, of this client or of all.
    """
    try:
        with place(asker_of(request._request, key_of(request)), size) as turn:
            yield turn
    except Busy as busy:
        raise Refused(portal_errors.TOO_MANY, busy.retry_after, retry_after=busy.retry_after) from None


def key_of(request: Request) -> KnownKey | None:
    """Return the key that a request came with."""
    return request.auth if isinstance(request.auth, KnownKey) else None


def asked_hints(request: Request) -> dict[str, Any]:
    """What the client says of its error: ``service``, ``http_status``, either or none.

    Raises:
        Refused: when one is not as it should be.
    """
    if not request._request.META.get("QUERY_STRING"):
        return {}
    # Whoever passes errors on may have an address with more in it; the error is answered all the same.
    return asked_query(shapes.DiagnoseQuery, request, others=True)
