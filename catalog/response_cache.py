"""Response cache: responses stay valid until the catalog changes, and clients that have one get 304.

What a GET of the catalog says depends on the release, the revision, the address with its query, the host, and the
request headers it varies on: nothing else. So its validator is known before anything is looked up, and the answer,
once made, is the answer until the revision moves on.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import get_language

from catalog.store.audience import audience
from catalog.store.snapshot import loaded_revision
from catalog.tally import KEPT, tell

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of all the answers that a process keeps; the ones that were asked for longest ago go first."""

LARGEST = 4 * 1024 * 1024
"""Bytes of the largest answer that is kept; a larger one is made anew for each who does not have it yet."""

_LONGEST_HEADER = 200
_LONGEST_QUERY = 500
_ASK_AGAIN = "no-cache"
_REPEATED = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Expires", "Content-Location")
_PRINTS = ("catalog", "portal", "templates", "static")


def cached_response(
    request: HttpRequest, make: Callable[[], HttpResponse], *, kind: str = "", vary: Sequence[str] = ()
) -> HttpResponse:
    """Return 304 if the client has the response, the cached one if there is one, or else a new one.

    ``make`` makes a whole answer, rendered. ``kind`` is what else tells it from others at the same address: the media
    type that was agreed on. ``vary`` are the request headers that it depends on; of Accept-Language the language that
    is active counts, of Accept the ``kind``. Only a 200 is kept and has a validator: whatever else ``make`` answers,
    or raises, goes through.
    """
    meta = request.META
    revision = loaded_revision()
    state = (revision, settings.PORTAL_BASE_URL, settings.PORTAL_SUPPORT_URL)
    key = (
        audience(),
        kind,
        request.scheme or "",
        meta.get("HTTP_HOST") or request.get_host(),
        request.path,
        meta.get("QUERY_STRING", ""),
        *[_value(request, header) for header in vary],
    )
    answer = _KEPT.get(state, key)
    tell(KEPT, hit=answer is not None)
    if answer is None:
        etag = _etag(state, key)
        # An answer is as old as the newest of what it is made of: the catalog, and the program that prints it.
        modified = max(int(revision.changed.timestamp()) if revision.changed else 0, _release()[1])
        headers = {"ETag": etag, "Last-Modified": http_date(modified)}
        if _names(meta.get("HTTP_IF_NONE_MATCH"), etag):
            # Only a 200 was ever given this name, so that nothing need be made to know that there is one.
            unchanged = _not_modified({"Cache-Control": _ASK_AGAIN, **headers})
            patch_vary_headers(unchanged, vary)
            return _private(request, unchanged)
        made = make()
        if made.status_code != 200 or made.streaming:
            return made
        if vary:
            patch_vary_headers(made, vary)
        # Whoever keeps it asks whether it still holds: an edit is seen within a second, by everybody.
        whole = {"Cache-Control": _ASK_AGAIN, **made.headers, **headers}
        answer = Answer(made.content, whole, _repeated(whole), etag, modified)
        # A long query may hold a pasted text, so its response is not cached.
        if len(meta.get("QUERY_STRING", "")) <= _LONGEST_QUERY:
            _KEPT.put(state, key, answer)
    if _has_it(meta, answer):
        return _private(request, _not_modified(answer.repeated))
    return _private(request, HttpResponse(answer.content, headers=answer.headers))


@dataclass(frozen=True, slots=True)
class Answer:
    """Cached response with its validators and the headers that a 304 repeats; ``modified`` in seconds since 1970."""

    content: bytes
    headers: dict[str, str]
    repeated: dict[str, str]
    etag: str
    modified: int


def _etag(state: tuple[object, ...], key: tuple[str, ...]) -> str:
    made_of = repr((_release()[0], state, key))
    return f'W/"{hashlib.sha256(made_of.encode("utf-8", "surrogateescape")).hexdigest()[:32]}"'


def _repeated(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that a 304 repeats (RFC 9110, section 15.4.5)."""
    return {name: headers[name] for name in _REPEATED if name in headers}


def _not_modified(headers: Mapping[str, str]) -> HttpResponse:
    response = HttpResponse(status=304, headers=headers)
    del response.headers["Content-Type"]
    return response


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark the response as private if the request had an Authorization header."""
    if "HTTP_AUTHORIZATION" in request.META:
        response.headers["Cache-Control"] = f"private, {_ASK_AGAIN}"
    return response


def _value(request: HttpRequest, header: str) -> str:
    name = header.lower()
    if name == "accept-language":
        return get_language() or ""
    return "" if name == "accept" else request.headers.get(header, "")[:_LONGEST_HEADER]


def _has_it(meta: Mapping[str, str], answer: Answer) -> bool:
    """Return whether the request's conditions say that the client has this response (RFC 9110, section 13.2.2)."""
    named = meta.get("HTTP_IF_NONE_MATCH")
    if named is not None:
        return named.strip() == "*" or _names(named, answer.etag)
    since = meta.get("HTTP_IF_MODIFIED_SINCE")
    seconds = parse_http_date_safe(since) if since else None
    return seconds is not None and answer.modified <= seconds


def _names(named: str | None, etag: str) -> bool:
    """Return whether an If-None-Match header names the validator, weak or not."""
    if not named or named == etag:
        return bool(named)
    plain = etag.removeprefix("W/")
    return any(each.removeprefix("W/") == plain for each in parse_etags(named))


class _Kept:
    """Responses of one state of the catalog by key, least recently used first."""

    def __init__(self) -> None:
        self._state: tuple[object, ...] = ()
        self._answers: OrderedDict[tuple[str, ...], Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, state: tuple[object, ...], key: tuple[str, ...]) -> Answer | None:
        with self._lock:
            if state != self._state or key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def put(self, state: tuple[object, ...], key: tuple[str, ...], answer: Answer) -> None:
        if len(answer.content) > LARGEST:
            return
        with self._lock:
            if state != self._state:
                self._state, self._bytes = state, 0
                self._answers.clear()
            if key not in self._answers:
                self._answers[key] = answer
                self._bytes += _size(key, answer)
            while self._bytes > MOST_BYTES:
                self._bytes -= _size(*self._answers.popitem(last=False))

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self._bytes = 0


def _size(key: tuple[str, ...], answer: Answer) -> int:
    return len(answer.content) + sum(map(len, key)) + 1000


_KEPT = _Kept()


def forget() -> None:
    """Clear the cache, as a new revision does."""
    _KEPT.clear()


@cache
def _release() -> tuple[str, int]:
    """Return a digest of the program's own files, and the newest modification time in seconds."""
    digest = hashlib.sha256()
    newest = 0.0
    files = (each for folder in _PRINTS for each in Path(settings.BASE_DIR, folder).rglob("*") if each.is_file())
    for path in sorted(each for each in files if each.suffix != ".pyc"):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
        newest = max(newest, path.stat().st_mtime)
    return digest.hexdigest(), int(min(newest, datetime.now(UTC).timestamp()))
