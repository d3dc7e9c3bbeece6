"""Many raw errors in, a guidance for each out, as a stream and in their order."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api import shapes
from catalog.api.asked import asked_body
from catalog.api.diagnose import asked_hints, heavy_place, refuse_too_many
from catalog.api.documented import REFUSING, examples, refusals
from catalog.api.errors import Refused
from catalog.api.renderers import LinesRenderer
from catalog.diagnosis.guidance import Guidance
from catalog.heavy import Busy, Turn
from catalog.printing import portal_errors
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import Links, links_for
from catalog.tally import DIAGNOSED, tell
from catalog.troubleshoot import text_of, troubleshooter

MOST_ITEMS = 1000

LONGEST_ITEM = 128 * 1024
"""Bytes of one item: a long stack trace, not a log."""

_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")

logger = logging.getLogger(__name__)


class BatchView(APIView):
    """Many raw errors, diagnosed."""

    renderer_classes = (LinesRenderer, JSONRenderer)

    @extend_schema(
        operation_id="diagnose_batch",
        tags=["Diagnose"],
        summary="Diagnose many raw errors",
        description=(
            f"The body has up to {MOST_ITEMS} raw errors of at most {LONGEST_ITEM} bytes: a line each (a JSON string, "
            "any other JSON value, or the raw text), or a JSON list. The answers come as a stream, in the order of the "
            "items and each with its `index`: a line each, or a list where JSON is asked for. An item that cannot be "
            "read is answered by an error in its place and spoils no other."
        ),
        parameters=[shapes.DiagnoseQuery, *REFUSING],
        request={"application/x-ndjson": OpenApiTypes.ANY, "application/json": {"type": "array", "items": {}}},
        responses={
            (200, "application/x-ndjson"): OpenApiTypes.STR,
            (200, "application/json"): shapes.BatchAnswerShape(many=True),
            **refusals(400, 401, 406, 413, 415, 429, 500, 503),
        },
        examples=examples("diagnose_batch"),
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        """Diagnose each item of the request's body."""
        # One request for the limit of rates, too: what it costs is bounded by its bytes, as that of one long text is.
        refuse_too_many(request)
        diagnose = troubleshooter(**asked_hints(request))
        body = asked_body(request)
        items = _items(text_of(body), (request.content_type or "").split(";")[0].strip().lower())
        if len(items) > MOST_ITEMS:
            raise Refused(portal_errors.TOO_MANY_ITEMS, MOST_ITEMS)
        place = ExitStack()
        turn = place.enter_context(heavy_place(request, len(body)))
        answers = _answers(items, diagnose, links_for(request._request), turn)
        kind = request.accepted_renderer.media_type
        response = StreamingHttpResponse(
            _as_lines(answers) if kind == LinesRenderer.media_type else _as_list(answers), content_type=kind
        )
        # Whether it was sent to its end or not.
        response._resource_closers.append(place.close)  # type: ignore[attr-defined]
        return response


def _items(text: str, content_type: str) -> list[str]:
    """The raw errors of a batch, empty ones included; where the content type does not say, it is told by the text.

    Raises:
        Refused: when it says that it is JSON, and is no list.
    """
    if content_type not in _LINES:
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError):
            whole = None
        if isinstance(whole, list):
            return [_item(each) for each in whole]
        if content_type == "application/json":
            problem = "a batch of application/json is a JSON list; send lines as application/x-ndjson"
            raise Refused(portal_errors.BAD_REQUEST, problem)
        if whole is not None:
            return [_item(whole)]
    return [_line_item(line) for line in text.removesuffix("\n").split("\n")]


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
            # A turn for each: whoever reads slowly holds nobody up.
            with turn():
                answer: bytes = print_json({"index": index, **_answer(item, diagnose, links)})
        except Busy as busy:
            answer = print_json({"index": index, **portal_errors.TOO_MANY.body(busy.retry_after)})
        yield answer


def _answer(item: str, diagnose: Callable[[str], Guidance], links: Links) -> dict[str, Any]:
    # Half a character, which JSON can write and UTF-8 cannot, ends here.
    raw = item.encode("utf-8", "replace")
    if not raw.strip():
        return portal_errors.EMPTY_ITEM.body()
    if len(raw) > LONGEST_ITEM:
        return portal_errors.ITEM_TOO_LARGE.body(LONGEST_ITEM)
    try:
        guidance = diagnose(raw.decode())
        tell(DIAGNOSED, outcome=guidance.outcome)
        return guidance_object(guidance, links)
    except Exception:
        # The status is long sent: the item says what the whole answer would have said.
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
