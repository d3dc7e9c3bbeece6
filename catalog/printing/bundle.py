"""Support tickets of a diagnosis in Markdown, plain text, Jira's and Slack's markup; secrets masked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
_JIRA = re.compile(r"[\\{}\[\]|*_+^~!?-]")


@dataclass(frozen=True, slots=True)
class Ticket:
    """Ticket in the markup of one tracker."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Flavour:
    """Markup of one kind of tracker: headings, facts, code and links."""

    name: str
    label: str
    heading: Callable[[int, str], str]
    label_of: Callable[[str], str]
    text: Callable[[str], str]
    code: Callable[[str], str]
    link: Callable[[str], str]
    block: Callable[[str], str]
    item: str = "- "


def tickets(
    guidance: Guidance,
    lines: Sequence[TextLine],
    places: Sequence[Sequence[int]],
    links: Links,
    *,
    now: datetime,
    support_url: str = "",
    in_full: int = 8,
) -> tuple[Ticket, ...]:
    """Return the ticket in each markup; the first ``in_full`` errors are explained, others named.

    ``lines`` are those of the masked text, ``places`` the line numbers of each finding.
    """
    support = f" Customer service: {support_url}" if support_url else ""
    closing = f"Diagnosed {now:%Y-%m-%d %H:%M} UTC by the error portal; secrets are masked.{support}"
    placed = list(zip(guidance.findings, places, strict=True))
    return tuple(
        Ticket(each.name, each.label, "\n".join([*_lines(each, placed, lines, links, in_full), closing, ""]))
        for each in _FLAVOURS
    )


def _lines(
    flavour: _Flavour,
    placed: Sequence[tuple[Finding, Sequence[int]]],
    lines: Sequence[TextLine],
    links: Links,
    in_full: int,
) -> Iterator[str]:
    others = f" and {len(placed) - 1} more" if len(placed) > 1 else ""
    yield flavour.heading(1, f"Error report: {_name(placed[0][0])}{others}")
    yield ""
    for finding, at in placed[:in_full]:
        yield from _error(flavour, finding, at, lines, links)
        yield ""
    rest = placed[in_full:]
    if rest:
        yield flavour.heading(2, "Also in the text")
        yield ""
        for finding, at in rest[:MOST_NAMED]:
            yield f"{flavour.item}{flavour.code(_name(finding))} {_seen(finding, at)}"
        if len(rest) > MOST_NAMED:
            yield f"{flavour.item}and {len(rest) - MOST_NAMED} more"
        yield ""
    yield flavour.heading(2, "What I tried")
    yield ""
    yield flavour.item
    yield ""


def _error(
    flavour: _Flavour, finding: Finding, at: Sequence[int], lines: Sequence[TextLine], links: Links
) -> Iterator[str]:
    yield flavour.heading(2, f"{_name(finding)} ({_outcome(finding)}, {_seen(finding, at)})")
    yield ""
    for label, value in _facts(flavour, finding, links):
        if value:
            yield f"{flavour.item}{flavour.label_of(label)} {value}"
    around = excerpt_lines(lines, at[:1], most=_MOST_LINES)
    if around:
        yield ""
        yield flavour.block("\n".join(_excerpt_line(line) for line in around))


def _facts(flavour: _Flavour, finding: Finding, links: Links) -> Iterator[tuple[str, str]]:
    read = finding.read
    match = finding.matches[0] if finding.outcome == "known" and finding.matches else None
    yield "Service:", flavour.text(match.service) if match else ""
    status = read.http_status or (match.case.http_status if match else None)
    yield "HTTP status:", str(status or "")
    message = filled_message(match) if match and match.wording else read.message or ""
    yield "Message:", flavour.code(_short(message)) if message else ""
    for parameter in match.parameters if match else ():
        values = ", ".join(flavour.code(_short(each)) for each in parameter.values[:_MOST_VALUES])
        more = f" and {len(parameter.values) - _MOST_VALUES} more" if len(parameter.values) > _MOST_VALUES else ""
        yield f"{flavour.text(parameter.name or 'value')}:", values + more
    ids = finding.request_ids or ((read.request_id,) if read.request_id else ())
    yield ("Request ids:" if len(ids) > 1 else "Request id:"), ", ".join(map(flavour.code, ids))
    if match:
        yield "Meaning:", flavour.text(_short(match.description))
        yield "What to do:", flavour.text(_short(match.solution))
        yield "Retry:", machine_fields_in_words(match.case, finding.wait)
        yield "More:", flavour.link(links.error(match.service, match.code))
    else:
        yield "Advice:", flavour.text(_short(finding.advice))
        fitting = dict.fromkeys(f"{each.code} ({each.service})" for each in finding.matches)
        yield "It may be:", flavour.text(", ".join(list(fitting)[:5]))
    if finding.reference:
        yield "Reference:", flavour.link(links.reference(finding.reference))


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


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _in_backticks(text: str) -> str:
    return "`" + _one_line(text).replace("`", "'") + "`"


def _jira(text: str) -> str:
    return _JIRA.sub(r"\\\g<0>", _one_line(text))


def _jira_link(address: str) -> str:
    return "[" + re.sub(r"[|\]\s]", "", address) + "]"


_MARKDOWN = _Flavour(
    "markdown",
    "Markdown",
    heading=lambda level, text: f"{'#' * level} {escaped(text)}",
    label_of=lambda label: f"**{label}**",
    text=escaped,
    code=code_span,
    link=bracketed,
    # Indented, so that nothing in the text can end it.
    block=lambda text: "\n".join(f"    {line}" for line in text.split("\n")),
)
_PLAIN = _Flavour(
    "plain",
    "plain text",
    heading=lambda level, text: text.upper() if level == 1 else text,
    label_of=str,
    text=_one_line,
    code=_one_line,
    link=str,
    block=str,
)
_JIRA_WIKI = _Flavour(
    "jira",
    "Jira",
    heading=lambda level, text: f"h{level + 1}. {_jira(text)}",
    label_of=lambda label: f"*{label}*",
    text=_jira,
    code=lambda text: "{{" + _jira(text) + "}}",
    link=_jira_link,
    block=lambda text: "{noformat}\n" + text.replace("{noformat}", "{ noformat }") + "\n{noformat}",
    item="* ",
)
_SLACK = _Flavour(
    "slack",
    "Slack",
    heading=lambda level, text: f"*{text.replace('*', '')}*",
    label_of=lambda label: f"*{label}*",
    text=_one_line,
    code=_in_backticks,
    link=str,
    block=lambda text: "```\n" + text.replace("```", "'''") + "\n```",
    item="• ",
)
_FLAVOURS = (_MARKDOWN, _PLAIN, _JIRA_WIKI, _SLACK)
