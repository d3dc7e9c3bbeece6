"""Support tickets of a diagnosis in Markdown, plain text, Jira's and Slack's markup; secrets masked.

The page makes the markup of other trackers out of it, with whatever was added to the text there (``static/answer.js``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from catalog.diagnosis.guidance import Finding, Guidance
from catalog.printing.links import Links
from catalog.printing.plain_text import (
    bracketed,
    code_span,
    escaped,
    filled_message,
    machine_fields_in_words,
    printable,
)
from catalog.printing.text_lines import TextLine, excerpt_lines

MOST_NAMED = 40
"""Errors of one text that a ticket names beside those that it explains."""

_MOST_LINES = 5
_MOST_PLACES = 8
_LONGEST_TEXT = 800
_MOST_VALUES = 20


def ticket(
    guidance: Guidance,
    lines: Sequence[TextLine],
    places: Sequence[Sequence[int]],
    links: Links,
    *,
    now: datetime,
    support_url: str = "",
    in_full: int = 8,
) -> str:
    """Return the ticket; the first ``in_full`` errors are explained, others named.

    ``lines`` are those of the masked text, ``places`` the line numbers of each finding.
    """
    support = f" Customer service: {support_url}" if support_url else ""
    closing = f"Diagnosed {now:%Y-%m-%d %H:%M} UTC by the error portal; secrets are masked.{support}"
    placed = list(zip(guidance.findings, places, strict=True))
    return "\n".join([*_lines(placed, lines, links, in_full), closing, ""])


def _lines(
    placed: Sequence[tuple[Finding, Sequence[int]]], lines: Sequence[TextLine], links: Links, in_full: int
) -> Iterator[str]:
    others = f" and {len(placed) - 1} more" if len(placed) > 1 else ""
    yield f"# Error report: {escaped(_name(placed[0][0]))}{others}"
    yield ""
    for finding, at in placed[:in_full]:
        yield from _error(finding, at, lines, links)
        yield ""
    rest = placed[in_full:]
    if rest:
        yield "## Also in the text"
        yield ""
        for finding, at in rest[:MOST_NAMED]:
            yield f"- {code_span(_name(finding))} {_seen(finding, at)}"
        if len(rest) > MOST_NAMED:
            yield f"- and {len(rest) - MOST_NAMED} more"
        yield ""
    yield "## What I tried"
    yield ""
    yield "- "
    yield ""


def _error(finding: Finding, at: Sequence[int], lines: Sequence[TextLine], links: Links) -> Iterator[str]:
    yield f"## {escaped(_name(finding))} ({_outcome(finding)}, {_seen(finding, at)})"
    yield ""
    for label, value in _facts(finding, links):
        if value:
            yield f"- **{label}** {value}"
    around = excerpt_lines(lines, at[:1], most=_MOST_LINES)
    if around:
        yield ""
        # Indented, so that nothing in the text can end it.
        yield from (f"    {_excerpt_line(line)}" for line in around)


def _facts(finding: Finding, links: Links) -> Iterator[tuple[str, str]]:
    read = finding.read
    match = finding.matches[0] if finding.outcome == "known" and finding.matches else None
    yield "Service:", escaped(match.service) if match else ""
    status = read.http_status or (match.case.http_status if match else None)
    yield "HTTP status:", str(status or "")
    message = filled_message(match) if match and match.message_variant else read.message or ""
    yield "Message:", code_span(_short(message)) if message else ""
    for parameter in match.parameters if match else ():
        values = ", ".join(code_span(_short(each)) for each in parameter.values[:_MOST_VALUES])
        more = f" and {len(parameter.values) - _MOST_VALUES} more" if len(parameter.values) > _MOST_VALUES else ""
        yield f"{escaped(parameter.name or 'value')}:", values + more
    ids = finding.request_ids or ((read.request_id,) if read.request_id else ())
    yield ("Request ids:" if len(ids) > 1 else "Request id:"), ", ".join(map(code_span, ids))
    if match:
        yield "Meaning:", escaped(_short(match.description))
        yield "What to do:", escaped(_short(match.solution))
        yield "Retry:", machine_fields_in_words(match.case, finding.wait)
        yield "More:", bracketed(links.error(match.service, match.code))
    else:
        yield "Advice:", escaped(_short(finding.advice))
        fitting = dict.fromkeys(f"{each.code} ({each.service})" for each in finding.matches)
        yield "It may be:", escaped(", ".join(list(fitting)[:5]))
    if finding.reference:
        yield "Reference:", bracketed(links.reference(finding.reference))


def _name(finding: Finding) -> str:
    codes = {match.code for match in finding.matches}
    name = codes.pop() if len(codes) == 1 else finding.read.code or finding.read.message or "error without a code"
    return printable(" ".join(name.split()))[:120]


def _outcome(finding: Finding) -> str:
    return {"known": "known", "ambiguous": "several fit"}.get(finding.outcome, "not in the catalog")


def _seen(finding: Finding, at: Sequence[int]) -> str:
    times = "once" if finding.occurrences == 1 else f"{finding.occurrences} times"
    if not at:
        return f"seen {times}"
    numbers = ", ".join(map(str, at[:_MOST_PLACES])) + (", …" if len(at) > _MOST_PLACES else "")
    return f"seen {times}, line{'s' if len(at) > 1 else ''} {numbers}"


def _excerpt_line(line: TextLine) -> str:
    text = printable("".join(piece.text for piece in line.pieces).replace("\t", "    ").rstrip("\r"))
    return f"{line.number:>4}  {text}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
