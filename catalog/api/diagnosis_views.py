"""Raw errors in, guidance out: one, one with what else the client knows, and many at once."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.exceptions import PortalException
from catalog.api.negotiation import names_media_type
from catalog.api.parsers import JSONObjectParser, RawTextParser
from catalog.api.queries import DiagnosisQuery, DiagnosisRequestSerializer, read_query
from catalog.api.renderers import GuidanceJSONRenderer, LinesRenderer, MarkdownRenderer, PlainTextRenderer
from catalog.api.throttling import RateLimitHeadersMixin, key_of
from catalog.diagnosis.guidance import Guidance
from catalog.heavy import Busy, Turn
from catalog.limits import asker_of, place
from catalog.printing import portal_errors
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import Links, links_for
from catalog.printing.serializers import BatchAnswerSerializer, GuidanceSerializer
from catalog.tally import DIAGNOSED, tell
from catalog.troubleshoot import troubleshoot, troubleshooter

OUTCOME_HEADER = "Portal-Outcome"

MOST_ITEMS = 1000

LONGEST_ITEM = 128 * 1024
"""Bytes of one item of a batch: a long stack trace, not a log."""

_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
_JSON_OBJECT = {"type": "object", "additionalProperties": True}
_OUTCOME = OpenApiParameter(
    OUTCOME_HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    response=[200],
    enum=["known", "ambiguous", "unknown"],
    description="The outcome, whatever the media type.",
)
logger = logging.getLogger(__name__)


class DiagnosisView(RateLimitHeadersMixin, GenericAPIView[Any]):
    """A view that diagnoses what it is sent."""

    renderer_classes: tuple[type[BaseRenderer], ...] = (GuidanceJSONRenderer, PlainTextRenderer, MarkdownRenderer)
    parser_classes = (RawTextParser,)

    def read_body(self, request: Request) -> Any:
        """Return what the parser made of the body.

        Raises:
            PortalException: when there is none.
        """
        if request.stream is None:
            if "chunked" in request._request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
                problem = "its body came in chunks, none of which could be read"
                raise PortalException(portal_errors.BAD_REQUEST, problem)
            raise PortalException(portal_errors.EMPTY_BODY)
        return request.data

    def read_hints(self, request: Request) -> dict[str, Any]:
        """Return ``service`` and ``http_status`` of the query, as far as they are given."""
        if not request._request.META.get("QUERY_STRING"):
            return {}
        # A program that passes errors on may have other parameters in its address; the error is answered all the same.
        return read_query(request, DiagnosisQuery, strict=False)

    @contextmanager
    def heavy_place(self, request: Request) -> Iterator[Turn]:
        """Hold a place for reading a body of this length.

        Raises:
            PortalException: when too many long texts wait, of this client or of all.
        """
        size = int(request._request.META.get("CONTENT_LENGTH") or 0)
        try:
            with place(self.client_of(request), size) as turn:
                yield turn
        except Busy as busy:
            seconds = busy.retry_after
            raise PortalException(portal_errors.TOO_MANY, seconds, retry_after=seconds) from None

    def client_of(self, request: Request) -> str:
        """Return what the client is counted by."""
        return asker_of(request._request, key_of(request))

    def respond(self, request: Request, text: str, **hints: Any) -> Response:
        """Return the guidance for a text, which the renderer prints."""
        with self.heavy_place(request) as turn, turn():
            guidance = troubleshoot(text, **hints)
        tell(DIAGNOSED, outcome=guidance.outcome, guidance=guidance, client=self.client_of(request))
        return Response(guidance, headers={OUTCOME_HEADER: guidance.outcome})


class RawDiagnosisView(DiagnosisView):
    """The diagnosis of a raw error."""

    query_class = DiagnosisQuery

    @extend_schema(
        operation_id="diagnose",
        tags=["Diagnose"],
        summary="Diagnose a raw error",
        parameters=[_OUTCOME],
        request={
            "application/json": _JSON_OBJECT,
            "text/plain": {"type": "string"},
            "application/octet-stream": OpenApiTypes.BINARY,
        },
        responses={(200, "application/json"): GuidanceSerializer},
    )
    def post(self, request: Request) -> Response:
        """Diagnose the request's body, which is the raw error itself, of any content type.

        JSON, text, a piece of a log: whatever the client got. A JSON body is the error, not an object about it. With
        `Accept: text/plain` or `text/markdown` the same answer comes as text, for a terminal or a ticket.
        """
        hints = self.read_hints(request)
        return self.respond(request, self.read_body(request), **hints)


class DiagnosisCreateView(DiagnosisView):
    """The diagnosis of an error with what else is known of the failed call."""

    parser_classes = (JSONObjectParser,)
    serializer_class = DiagnosisRequestSerializer

    @extend_schema(
        operation_id="create_diagnosis",
        tags=["Diagnose"],
        summary="Diagnose an error in a JSON object",
        parameters=[_OUTCOME],
        responses={(200, "application/json"): GuidanceSerializer},
    )
    def post(self, request: Request) -> Response:
        """Diagnose `text`, with the status and the headers of the failed response beside it.

        The answer is that of `/api/v1/diagnose/`. Of `headers`, `Retry-After`, request ids and error codes are read.
        """
        serializer = self.get_serializer(data=self.read_body(request))
        serializer.is_valid(raise_exception=True)
        return self.respond(request, **serializer.validated_data)


class BatchView(DiagnosisView):
    """The diagnosis of many raw errors."""

    renderer_classes = (JSONRenderer, LinesRenderer)
    query_class = DiagnosisQuery

    @extend_schema(
        operation_id="diagnose_batch",
        tags=["Diagnose"],
        summary="Diagnose many raw errors",
        description=(
            f"The body is a JSON list of up to {MOST_ITEMS} raw errors of at most {LONGEST_ITEM} bytes, each a string "
            "or any other JSON value. The answers come as a stream, in the order of the items and each with its "
            "`index`. An item that cannot be read is answered by an error in its place and spoils no other.\n\n"
            "Sent as `application/x-ndjson`, the items are lines (a JSON string, any other JSON value, or the text "
            "itself) and so are the answers; `Accept` with either media type asks for the other form."
        ),
        request={"application/json": {"type": "array", "items": {"anyOf": [{"type": "string"}, _JSON_OBJECT]}}},
        responses={(200, "application/json"): BatchAnswerSerializer(many=True)},
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        """Diagnose each item of the request's body."""
        hints = self.read_hints(request)
        text = self.read_body(request)
        items, is_list = _items(text, (request.content_type or "").split(";")[0].strip().lower())
        if len(items) > MOST_ITEMS:
            raise PortalException(portal_errors.TOO_MANY_ITEMS, MOST_ITEMS)
        diagnose = troubleshooter(**hints, texts=max(1, len(items)))
        held = ExitStack()
        turn = held.enter_context(self.heavy_place(request))
        client = self.client_of(request)

        def counted(text: str) -> Guidance:
            guidance = diagnose(text)
            tell(DIAGNOSED, outcome=guidance.outcome, guidance=guidance, client=client)
            return guidance

        answers = _answers(items, counted, links_for(request._request), turn)
        if _wants_list(request, is_list):
            response = StreamingHttpResponse(_as_list(answers), content_type=JSONRenderer.media_type)
        else:
            response = StreamingHttpResponse(_as_lines(answers), content_type=LinesRenderer.media_type)
        # Also after a response that broke off.
        response._resource_closers.append(held.close)  # type: ignore[attr-defined]
        return response


def _wants_list(request: Request, is_list: bool) -> bool:
    """Return whether the answer is a JSON list: where Accept names one of the two, that one; else as the items came."""
    kind: str = request.accepted_renderer.media_type
    return kind == JSONRenderer.media_type if names_media_type(request._request, kind) else is_list


def _items(text: str, content_type: str) -> tuple[list[str], bool]:
    """Return the raw errors of a batch, empty ones included, and whether they came as a JSON list.

    Raises:
        PortalException: when the content type says that it is JSON, and it is no list.
    """
    if content_type not in _LINES:
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError):
            whole = None
        if isinstance(whole, list):
            return [_item(each) for each in whole], True
        if content_type == "application/json":
            problem = "a batch of application/json is a JSON list; send lines as application/x-ndjson"
            raise PortalException(portal_errors.BAD_REQUEST, problem)
        if whole is not None:
            return [_item(whole)], False
    return [_line_item(line) for line in text.removesuffix("\n").split("\n")], False


def _line_item(line: str) -> str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line.strip()
    return value if isinstance(value, str) else line.strip()


def _item(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _answers(items: Iterable[str], diagnose: Callable[[str], Guidance], links: Links, turn: Turn) -> Iterator[bytes]:
    print_json = JSONRenderer().render
    for index, item in enumerate(items):
        try:
            # A turn for each: a client that reads slowly holds nobody up.
            with turn():
                answer: bytes = print_json({"index": index, **_answer(item, diagnose, links)})
        except Busy as busy:
            answer = print_json({"index": index, **portal_errors.TOO_MANY.body(busy.retry_after)})
        yield answer


def _answer(item: str, diagnose: Callable[[str], Guidance], links: Links) -> dict[str, Any]:
    # A lone surrogate, which JSON can write and UTF-8 cannot, ends here.
    raw = item.encode("utf-8", "replace")
    if not raw.strip():
        return portal_errors.EMPTY_ITEM.body()
    if len(raw) > LONGEST_ITEM:
        return portal_errors.ITEM_TOO_LARGE.body(LONGEST_ITEM)
    try:
        return guidance_object(diagnose(raw.decode()), links)
    except Exception:
        # The status line has been sent: the item says what the whole answer would have said.
        logger.exception("an item of a batch could not be diagnosed")
        return portal_errors.FAILED.body()


def _as_lines(answers: Iterable[bytes]) -> Iterator[bytes]:
    for answer in answers:
        yield answer + b"\n"


def _as_list(answers: Iterable[bytes]) -> Iterator[bytes]:
    yield b"["
    for index, answer in enumerate(answers):
        yield answer if index == 0 else b",\n" + answer
    yield b"]\n"
