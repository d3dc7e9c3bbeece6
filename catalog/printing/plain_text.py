"""Guidance as plain text of 80 columns, and as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from urllib.parse import quote

from catalog.diagnosis.guidance import Finding, Guidance
from catalog.diagnosis.match_results import Match
from catalog.known_error import ErrorCase
from catalog.message_template import parse_template
from catalog.printing.links import Links

WIDTH = 80

_LABEL = 13
_ENDING = re.compile(r"[<>\\\s]")
_QUOTES = re.compile(r"`+")
_MEANS = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|^[#+=-]|#$")

_REASONS = {"code": "same code", "message": "same message", "http_status": "same status", "service": "same service"}

_RETRY = {"yes": "yes", "no": "no", "after_change": "only after a change"}

_HEADLINES = {"known": "KNOWN ERROR", "ambiguous": "SEVERAL ERRORS FIT", "unknown": "UNKNOWN ERROR"}


def reasons_in_words(match: Match, finding: Finding) -> str:
    """Return the reasons for a match in words: "same code, same status, 1 of 6 cases"."""
    cases = sum((each.service, each.code) == (match.service, match.code) for each in finding.matches)
    reasons = [_REASONS[reason] for reason in match.reasons]
    return ", ".join([*reasons, f"1 of {cases} cases"] if cases > 1 else reasons)


def machine_fields_in_words(case: ErrorCase, wait: int | None = None) -> str:
    """Return the machine-readable fields in one line: "yes, after 60 s · fault: service · …"; empty if none is set.

    ``wait`` is how many seconds the answer itself says to wait, which counts before what the catalog says.
    """
    retry = _RETRY.get(case.retryable or "", "")
    after = wait if wait is not None else case.retry_after
    if after is not None and case.retryable == "yes":
        retry += f", after {after} s"
    fault = f"fault: {case.fault}" if case.fault else ""
    category = (case.category or "").replace("_", " ")
    return " · ".join(each for each in (retry, fault, category, case.severity) if each)


def versions_in_words(case: ErrorCase) -> str:
    """Return the versions of the product that have a case: "2.1 to 3.4"; empty if nobody said."""
    if case.since and case.until:
        return f"{case.since} to {case.until}"
    return f"from {case.since}" if case.since else f"up to {case.until}" if case.until else ""


def filled_message(match: Match) -> str:
    """Return the documented message with the values from the text."""
    template = parse_template(match.message_variant)
    if len(match.parameters) != len(template.placeholders):
        return match.message_variant
    return template.fill([each.values if len(each.values) != 1 else each.values[0] for each in match.parameters])


def says_more(finding: Finding) -> bool:
    """Return whether the advice differs from the first match's solution by more than a time to wait."""
    solution = finding.matches[0].solution if finding.matches else ""
    return not solution or not finding.advice.startswith(solution)


def plain_text(guidance: Guidance, links: Links) -> str:
    """Return guidance for a terminal."""
    return "\n\n".join("\n".join(_text_finding(each, links)) for each in guidance.findings) + "\n"


def markdown(guidance: Guidance, links: Links) -> str:
    """Return guidance for a ticket, with the text's and the catalog's words escaped."""
    return "\n\n".join("\n".join(markdown_finding(each, links)) for each in guidance.findings) + "\n"


def _text_finding(finding: Finding, links: Links) -> Iterator[str]:
    times = f" (seen {finding.occurrences} times)" if finding.occurrences > 1 else ""
    yield f"{_HEADLINES[finding.outcome]}{times}"
    cases = finding.matches if finding.outcome == "ambiguous" else finding.matches[:1]
    for match in cases:
        yield ""
        yield from _wrapped("Code", f"{match.code}  ({match.service})")
        yield from _wrapped("HTTP status", str(match.case.http_status or ""))
        yield from _wrapped("Message", filled_message(match))
        for parameter in match.parameters:
            yield from _wrapped("", f"{parameter.name or 'value'} = {', '.join(parameter.values)}")
        yield from _wrapped("Meaning", match.description)
        yield from _wrapped("What to do", match.solution)
        yield from _wrapped("Retry", machine_fields_in_words(match.case, finding.wait))
        yield from _wrapped("Versions", versions_in_words(match.case))
        yield from _wrapped("The vendor", match.vendor_description)
        yield from _wrapped("", match.vendor_solution)
        yield from _wrapped("Why", f"{reasons_in_words(match, finding)}; confidence {match.confidence:.2f}")
        yield from _wrapped("More", links.error(match.service, match.code))
    others = len(finding.matches) - len(cases)
    if others:
        yield from _wrapped("", f"{finding.matches[0].code} has {others} other case{'s' if others > 1 else ''}.")
    if not finding.matches:
        yield from _read_lines(finding)
        yield ""
    if says_more(finding):
        yield from _wrapped("Advice", finding.advice)
    elif finding.wait is not None:
        yield from _wrapped("Wait", f"{finding.wait} s, as the answer says")
    if finding.reference:
        yield from _wrapped("Reference", links.reference(finding.reference))
    for near in finding.suggestions:
        yield from _wrapped("Similar", f"{near.code}  ({near.service}): {near.why}")
    for note in finding.notes:
        yield from _wrapped("Note", note.text)


def _read_lines(finding: Finding) -> Iterator[str]:
    read = finding.read
    yield from _wrapped("Code", read.code or "")
    yield from _wrapped("HTTP status", str(read.http_status or ""))
    yield from _wrapped("Message", _short(read.message or ""))
    yield from _wrapped("Request id", read.request_id or "")


def _wrapped(label: str, text: str) -> Iterator[str]:
    text = printable(" ".join(text.split()))
    if not text:
        return
    begin = f"  {label:<{_LABEL}}" if label else " " * (_LABEL + 2)
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=begin,
        subsequent_indent=" " * (_LABEL + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def printable(text: str) -> str:
    """Return text without the control characters that would steer a terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\N{REPLACEMENT CHARACTER}", text)


def markdown_finding(finding: Finding, links: Links) -> Iterator[str]:
    times = f" (seen {finding.occurrences} times)" if finding.occurrences > 1 else ""
    if finding.matches:
        for match in finding.matches if finding.outcome == "ambiguous" else finding.matches[:1]:
            yield f"## {escaped(match.code)} ({escaped(match.service)}){times}"
            yield ""
            reasons = f"{reasons_in_words(match, finding)}; confidence {match.confidence:.2f}"
            yield f"- **Outcome**: {finding.outcome}; {reasons}"
            if match.case.http_status:
                yield f"- **HTTP status**: {match.case.http_status}"
            if match.message_variant:
                yield f"- **Message**: {code_span(filled_message(match))}"
            for parameter in match.parameters:
                values = ", ".join(code_span(value) for value in parameter.values)
                yield f"- **{escaped((parameter.name or 'value')[:40])}**: {values}"
            yield from quoted("Meaning", match.description)
            yield from quoted("What to do", match.solution)
            if words := machine_fields_in_words(match.case, finding.wait):
                yield f"- **Retry**: {words}"
            if versions := versions_in_words(match.case):
                yield f"- **Versions**: {escaped(versions)}"
            for label, text in (
                ("The vendor says", match.vendor_description),
                ("The vendor advises", match.vendor_solution),
            ):
                if text:
                    yield from quoted(label, text)
            yield f"- **More**: <{links.error(match.service, match.code)}>"
            yield ""
    else:
        read = finding.read
        yield f"## Unknown error{times}"
        yield ""
        if read.code:
            yield f"- **Code**: {code_span(read.code)}"
        if read.http_status:
            yield f"- **HTTP status**: {read.http_status}"
        if read.message:
            yield f"- **Message**: {code_span(_short(read.message))}"
    if finding.read.request_id:
        yield f"- **Request id**: {code_span(finding.read.request_id)}"
    if says_more(finding):
        yield from quoted("Advice", finding.advice)
    elif finding.wait is not None:
        yield f"- **Wait**: {finding.wait} s, as the answer says"
    if finding.reference:
        yield f"- **Reference**: {bracketed(links.reference(finding.reference))}"
    for near in finding.suggestions:
        yield f"- **Similar**: [{escaped(near.code)}](<{links.error(near.service, near.code)}>): {escaped(near.why)}"
    for note in finding.notes:
        yield from quoted("Note", note.text)


def quoted(label: str, text: str) -> Iterator[str]:
    """Return prose below its label, as a quotation.

    Whoever reads it, a language model too, sees where the words of others begin and end: none is the portal's.
    """
    yield f"- **{label}**:"
    yield f"  > {escaped(text)}"


def code_span(text: str) -> str:
    """Return an id or a code as a code span of Markdown."""
    text = printable(" ".join(text.split()))
    longest = max((len(run) for run in _QUOTES.findall(text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"{fence}{text}{fence}"


def escaped(text: str) -> str:
    """Return text in one line with Markdown's special characters escaped.

    What means something only at the beginning of a line, as a hyphen does, or between words, as an underscore, stays
    as it is elsewhere.
    """
    return _MEANS.sub(r"\\\g<0>", printable(" ".join(text.split())))


def bracketed(address: str) -> str:
    """Return an address as an autolink of Markdown."""
    return "<" + _ENDING.sub(lambda match: quote(match[0]), address) + ">"


def _short(text: str) -> str:
    return text if len(text) <= 400 else text[:399] + "…"
