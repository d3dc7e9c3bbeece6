"""Use case behind every interface: pasted text in, guidance out."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from django.utils.http import parse_http_date_safe

from catalog.diagnosis import diagnose, redact
from catalog.diagnosis.guidance import Guidance, Suggestion
from catalog.diagnosis.merging import diagnose_pieces
from catalog.diagnosis.pieces import Piece, Readable, pieces_of
from catalog.diagnosis.sentences import Sentence
from catalog.diagnosis.sizes import bounded
from catalog.diagnosis.tracing import trace, trace_text
from catalog.store.search import nearest_entries
from catalog.store.snapshot import current_index

_RETRY_AFTER = "retry-after"
_MOST_WITH_NEAREST = 3
_LONGEST_SHOWN = 200


def troubleshoot(
    text: str,
    *,
    service: str | None = None,
    http_status: int | None = None,
    version: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Guidance:
    """Return the guidance for a pasted error.

    ``service`` is the slug of the service to prefer; ``http_status`` is the status the client saw, and ``version`` that
    of the product, where it knows; ``headers`` are those of the failed response, each value in one line.
    """
    answer = troubleshooter(service=service, http_status=http_status, version=version)
    if not headers:
        return answer(text)
    # Read as a response is when it is pasted with its headers, whose lines the client did not count.
    head = _header_lines(headers)
    return _with_lines_moved(answer("\n".join([*head, "", text])), -(len(head) + 1))


def _header_lines(headers: Mapping[str, str]) -> list[str]:
    return [
        f"{name}: {_wait(headers, value) if name.lower() == _RETRY_AFTER else value}" for name, value in headers.items()
    ]


def _wait(headers: Mapping[str, str], value: str) -> str:
    """Return a Retry-After in seconds where it is a date: from the response's own Date on, else from now."""
    until = parse_http_date_safe(value)
    if until is None:
        return value
    date = next((each for name, each in headers.items() if name.lower() == "date"), "")
    return str(max(1, until - (parse_http_date_safe(date) or int(time.time()))))


def _with_lines_moved(guidance: Guidance, by: int) -> Guidance:
    return replace(
        guidance,
        findings=tuple(
            replace(
                each,
                lines=each.lines and (max(1, each.lines[0] + by), max(1, each.lines[1] + by)),
                variants=tuple(variant._replace(line=max(1, variant.line + by)) for variant in each.variants),
            )
            for each in guidance.findings
        ),
    )


def troubleshooter(
    *, service: str | None = None, http_status: int | None = None, version: str | None = None, texts: int = 1
) -> Callable[[str], Guidance]:
    """Return a ``troubleshoot`` for so many ``texts``, all answered from the catalog as it is now.

    Raises:
        DatabaseError: when the database does not answer.
    """
    index = current_index()

    def answer(text: str) -> Guidance:
        guidance = diagnose(text, index, service=service, http_status=http_status, version=version, texts=texts)
        guidance = _with_nearest_entries(guidance, service)
        return bounded(guidance, len(text.encode("utf-8", "replace")), texts)

    return answer


def _with_nearest_entries(guidance: Guidance, service: str | None) -> Guidance:
    """Suggest the nearest entries for the first unknown errors without a near miss."""
    left = _MOST_WITH_NEAREST
    findings = []
    for finding in guidance.findings:
        if left and finding.outcome == "unknown" and not finding.suggestions and finding.read.message:
            left -= 1
            finding = replace(finding, suggestions=_nearest(finding.read.message, service))
        findings.append(finding)
    return replace(guidance, findings=tuple(findings))


def _nearest(message: str, service: str | None) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(
            near.error.service,
            near.error.code,
            near.error.cases[0].message
            or textwrap.shorten(near.error.cases[0].description, _LONGEST_SHOWN, placeholder="…"),
            Sentence("has these words: {words}", words=", ".join(near.words)),
        )
        for near in nearest_entries(message, service=service)
    )


def troubleshoot_file(file: Readable, *, progress: Callable[[int], object] | None = None) -> Guidance:
    """Diagnose a text of any size, read in pieces; ``progress`` is called with the bytes of each.

    Raises:
        EmptyText: when there is nothing in it.
    """
    index = current_index()
    size = 0

    def pieces() -> Iterator[Piece]:
        nonlocal size
        blank = True
        for piece in pieces_of(file):
            size += piece.size
            blank = blank and not piece.text.strip()
            if blank and piece.is_last:
                raise EmptyText
            yield piece

    guidance = diagnose_pieces(pieces(), index, partial(diagnose, index=index), progress)
    return bounded(guidance, size)


def traced(text: str, *, service: str | None = None, http_status: int | None = None) -> str:
    """Return the trace of a diagnosis: the rules that matched, the candidates and the choice; secrets are masked."""
    return trace_text(trace(text, current_index(), service=service, http_status=http_status))


class EmptyText(ValueError):
    """Raised for a text without a word in it."""


def redacted(text: str) -> str:
    """Return a pasted text with its secrets masked."""
    return redact(text)


def text_of(body: bytes) -> str:
    """Decode raw bytes: UTF-8, or UTF-16 with a byte-order mark; invalid bytes are replaced."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    return body.decode("utf-8-sig", errors="replace")
