"""The answer to a pasted text as the page shows it: its errors, where each stands, and the text in numbered lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.diagnosis.guidance import Finding, Guidance, Variant
from catalog.diagnosis.match_results import Match
from catalog.known_error import Service
from catalog.message_template import Parameter
from catalog.printing.bundle import ticket
from catalog.printing.highlighting import kinds_in, marked_text
from catalog.printing.links import Links
from catalog.printing.text_lines import Block, TextLine, blocks, excerpt_lines, fitting, html_size, line_size, numbered
from catalog.store.in_memory import errors_with_code, get_service
from catalog.troubleshoot import troubleshoot

LONGEST_EDITED = 100_000
"""Characters of a text that are put back into the form, to be changed and sent again."""

MOST_CHOICES = 50
"""Codes of one text whose service the reader may have chosen."""

MOST_OPTIONS = 40
"""Services to choose from for one error; others are found by typing their name."""

MOST_CARDS = 3
"""Matches that fit equally well and are shown in full; of more, each has a line."""

MOST_ROWS = 6
"""Such lines where all services can be chosen from."""

_WHOLE = 53_000
"""Bytes of the page without its frame, besides four times the text."""

LONGEST_REPORTED = 8_000
"""Characters of the text in the form for a report, as ``pages/report_form.html`` cuts it."""

_SHARE_OF_LIST, _SHARE_OF_TEXT, _SHARE_OF_TICKET, _SHARE_OF_FORM = 9_000, 10_000, 9_000, 8_000
"""Bytes of the page for some of its parts, besides a part of the text's own length."""

_MARKUP_OF_ERROR, _MARKUP_OF_ENTRY, _MARKUP_OF_ROW, _MARKUP_OF_TEXT = 2_000, 200, 330, 60
"""Bytes of the elements around what is said of an error, its line in the list, a match that has a line, and a text."""

_SURE = 0.8
_MOST_PLACES = 40
_SHORT_SENTENCE = 60
_SHORT_TEXT = 300
_LONGEST_PLACE = 20_000

_FORMATS = {"json": "JSON", "xml": "XML", "html": "HTML", "yaml": "YAML", "http": "HTTP"}


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One set of values of an error: how often the text has it, and in which line first."""

    variant: Variant

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self.variant.parameters

    @property
    def names(self) -> tuple[str | None, ...]:
        return tuple(each.name for each in self.variant.parameters)

    @property
    def occurrences(self) -> int:
        return self.variant.occurrences

    @property
    def line(self) -> int:
        return self.variant.line


@dataclass(frozen=True, slots=True)
class ShownError:
    """One error of a text as the page shows it.

    ``first`` are the matches that are shown in full, ``rows`` those that have a line each, ``others`` further cases of
    the same code. ``share`` is how often it was seen, in percent of the most frequent; ``places`` are its lines.
    """

    number: int
    finding: Finding
    first: tuple[Match, ...]
    rows: tuple[Match, ...]
    others: tuple[Match, ...]
    told: bool
    share: int
    places: tuple[int, ...]
    excerpt: tuple[TextLine, ...]
    services: tuple[Service, ...] = ()
    services_count: int = 0
    detailed: bool = True

    @property
    def code(self) -> str:
        """The code that heads it: of the one match, of all matches where they agree, else as it was read."""
        return _shared_name(self.finding) or self.finding.read.code or ""

    @property
    def said(self) -> str:
        """Text of the list entry beside the code: the message, or else the description of the single match."""
        meaning = self.finding.matches[0].description if self.told else ""
        return self.finding.read.message or meaning

    @property
    def possible(self) -> bool:
        """True if a match was found, but not with enough confidence to call it known."""
        return self.finding.outcome == "known" and self.finding.matches[0].confidence < _SURE

    @property
    def advice(self) -> bool:
        """True if the advice adds to the matches' solutions and to the choice of services."""
        return not self.services and (not self.told or not self.finding.matches[0].solution)

    @property
    def wait(self) -> int | None:
        """Seconds that the text says to wait, where nothing else on the page says so."""
        is_stated = self.advice or self.finding.matches[0].case.retryable == "yes"
        return None if is_stated else self.finding.wait

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The values of the one match."""
        return self.finding.matches[0].parameters if self.finding.matches else ()

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The ids of the requests that failed so."""
        only = self.finding.read.request_id
        return self.finding.request_ids or ((only,) if only else ())

    @property
    def variants(self) -> tuple[VariantRow, ...]:
        """Its sets of values, where there are several."""
        rows = tuple(VariantRow(each) for each in self.finding.variants if each.parameters)
        return rows if len(rows) > 1 else ()

    @property
    def format(self) -> str:
        """How the text was read, for people."""
        read = self.finding.read.format
        return _FORMATS.get(read, _("running text") if read == "text" else read)


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """The errors of one outcome, in their order."""

    outcome: str
    errors: tuple[ShownError, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer as the page shows it."""

    guidance: Guidance
    errors: tuple[ShownError, ...]
    groups: tuple[ErrorGroup, ...]
    unlisted: int
    total: int
    blocks: tuple[Block, ...]
    kinds: tuple[str, ...]
    counts_differ: bool
    ticket: str
    body: str
    choices: tuple[str, ...]


def answer_for(
    text: str, masked: str, guidance: Guidance, links: Links, *, choices: Sequence[str] = (), support_url: str = ""
) -> Answer:
    """The answer to ``text``; ``masked`` is the same with its secrets masked, which alone is shown.

    Each part has its share of the page, so that the whole is at most four times the text and 64 kB.
    """
    # Masks may be longer than what they hide.
    size = min(len(each.encode("utf-8", "replace")) for each in (text, masked))
    # A mask that spans lines moves those behind it: then the lines of the text are not those that are shown.
    in_place = masked.count("\n") == text.count("\n")
    findings = guidance.findings
    placed = [_places(finding, masked, in_place=in_place) for finding in findings]
    first_lines = [line for places in placed for line in places[:1]]
    pieces = marked_text(masked, guidance, first_lines)
    lines = numbered(masked, pieces)
    most = max(finding.occurrences for finding in findings)
    errors = tuple(
        _page_error(number, finding, places, round(100 * finding.occurrences / most), lines)
        for number, (finding, places) in enumerate(zip(findings, placed, strict=True), start=1)
    )
    total = masked.count("\n") + (not masked.endswith("\n"))
    in_sight = tuple(fitting(lines, size + _SHARE_OF_TEXT))
    written = _ticket(size // 2 + _SHARE_OF_TICKET, guidance, lines, placed, links, support_url)
    body = _fitting_body(masked[:LONGEST_EDITED], size + _SHARE_OF_FORM)
    # The form for a report holds the beginning of the text once more.
    left = 4 * size + _WHOLE - html_size(body) - html_size(body[:LONGEST_REPORTED]) - html_size(written)
    left -= sum(map(line_size, in_sight))
    listed = list(_listed(errors, size // 2 + _SHARE_OF_LIST))
    left -= sum(map(_size_of_entry, listed))
    # All bytes that remain go to the details of the errors.
    errors = _detailed(errors, left)
    listed = list(errors[: len(listed)])
    return Answer(
        guidance=guidance,
        errors=errors,
        groups=tuple(_groups(listed)),
        unlisted=len(errors) - len(listed),
        total=sum(finding.occurrences for finding in findings),
        blocks=blocks(in_sight, total=total, extra=(line for places in placed for line in places)),
        kinds=kinds_in(pieces),
        counts_differ=len({finding.occurrences for finding in findings}) > 1,
        ticket=written,
        body=body,
        choices=tuple(choices),
    )


def _detailed(errors: Iterable[ShownError], left: int) -> tuple[ShownError, ...]:
    """The errors, those that are shown with all that is known of them marked as such: as many as fit, at least one."""
    result: list[ShownError] = []
    for error in errors:
        left -= _size_of_error(error)
        result.append(replace(error, detailed=left > 0 or not result))
    return tuple(result)


def _size_of_error(error: ShownError) -> int:
    """About as many bytes as an error has on the page."""
    finding = error.finding
    texts = [finding.advice, finding.read.message or "", *(note.text for note in finding.notes)]
    texts += 2 * error.request_ids
    for match in error.first:
        texts += [
            match.description,
            match.solution,
            match.vendor_description,
            match.vendor_solution,
            match.message_variant,
        ]
        texts += [value for parameter in match.parameters for value in (*parameter.values, *parameter.values)]
    texts += [value for row in error.variants for parameter in row.parameters for value in parameter.values]
    texts += [text for match in error.others for text in (match.case.message, match.solution[:_SHORT_TEXT])]
    texts += [text for near in finding.suggestions for text in (near.code, near.code, near.message, near.why)]
    elements = sum(map(bool, texts)) + sum(len(row.parameters) for row in error.variants)
    return (
        _MARKUP_OF_ERROR
        + _MARKUP_OF_TEXT * elements
        + sum(map(html_size, texts))
        + sum(_MARKUP_OF_ROW + 2 * html_size(match.code) + html_size(match.description[:160]) for match in error.rows)
        + sum(60 + len(error.code) + 2 * html_size(service.name) for service in error.services)
        + sum(map(line_size, error.excerpt))
    )


def _listed(errors: Iterable[ShownError], left: int) -> Iterator[ShownError]:
    for error in errors:
        left -= _size_of_entry(error)
        if left < 0:
            return
        yield error


def _size_of_entry(error: ShownError) -> int:
    return _MARKUP_OF_ENTRY + html_size(error.code) + html_size(error.said[:_SHORT_SENTENCE])


def _ticket(
    most: int,
    guidance: Guidance,
    lines: Sequence[TextLine],
    places: Sequence[Sequence[int]],
    links: Links,
    support_url: str,
) -> str:
    """The ticket with as many errors in full as fit."""
    now = timezone.now()
    for in_full in (12, 8, 5, 3, 1, 0):
        text = ticket(guidance, lines, places, links, now=now, support_url=support_url, in_full=in_full)
        if html_size(text) <= most:
            break
    return text


def _fitting_body(text: str, most: int) -> str:
    """The beginning of ``text`` that takes at most so many bytes of a page."""
    while text and html_size(text) > most:
        text = text[: len(text) // 2]
    return text


def _page_error(
    number: int, finding: Finding, places: tuple[int, ...], share: int, lines: Sequence[TextLine]
) -> ShownError:
    matches = finding.matches
    alike = tuple(each for each in matches if each.confidence == matches[0].confidence)
    fitting = alike if finding.outcome != "ambiguous" else matches
    told = finding.outcome == "known" and len(alike) == 1
    many = len(fitting) > MOST_CARDS
    services = _services(finding)
    return ShownError(
        number=number,
        finding=finding,
        first=matches[:1] if told else () if many else fitting,
        rows=(fitting[:MOST_ROWS] if services else fitting) if many and not told else (),
        others=tuple(each for each in matches if each not in fitting),
        told=told,
        share=share,
        places=places,
        excerpt=excerpt_lines(lines, places[:1]),
        services=tuple(services[:MOST_OPTIONS]),
        services_count=max(len(services), finding.services_count),
    )


def _services(finding: Finding) -> list[Service]:
    """The services that have the code, where several have it and nothing tells them apart: the likeliest first."""
    name = _shared_name(finding)
    if finding.outcome != "ambiguous" or name is None:
        return []
    likely = dict.fromkeys(match.service for match in finding.matches[:MOST_CARDS])
    others = {each.slug for each in finding.services} | {each.service for each in errors_with_code(name)}
    services = [service for slug in (*likely, *(others - likely.keys())) if (service := get_service(slug)) is not None]
    # Behind the likeliest by name, as a list is looked through.
    services.sort(key=lambda each: (each.slug not in likely, (each.name or each.slug).lower()))
    return services if len(services) > 1 else []


def _groups(errors: Iterable[ShownError]) -> Iterator[ErrorGroup]:
    for outcome, group in groupby(errors, key=lambda error: error.finding.outcome):
        yield ErrorGroup(outcome, tuple(group))


def _places(finding: Finding, masked: str, *, in_place: bool) -> tuple[int, ...]:
    """The lines of the shown text that have an error: those that were read, else where its code or message stands."""
    if finding.lines and in_place:
        lines = {finding.lines[0], *(each.line for each in finding.variants if each.line)}
        if finding.occurrences > 1:
            lines.add(finding.lines[1])
        return tuple(sorted(lines)[:_MOST_PLACES])
    read = finding.read
    needle = read.code or (read.message or "")[:_SHORT_SENTENCE]
    match = re.search(re.escape(needle), masked, re.IGNORECASE) if needle else None
    return (masked.count("\n", 0, match.start()) + 1,) if match else ()


def chosen(text: str, guidance: Guidance, choices: Sequence[str]) -> Guidance:
    """The guidance, with each error whose service the reader chose (``CODE=slug``) read as that service's."""
    parted = (choice.rpartition("=") for choice in choices[:MOST_CHOICES])
    wanted = {code: slug for code, _, slug in parted if code and slug}
    if not wanted:
        return guidance
    lines = text.split("\n")
    findings = tuple(map(partial(_as_chosen, wanted=wanted, lines=lines), guidance.findings))
    return replace(guidance, outcome=findings[0].outcome, findings=findings)


def _as_chosen(finding: Finding, *, wanted: dict[str, str], lines: Sequence[str]) -> Finding:
    name = _shared_name(finding) if finding.outcome == "ambiguous" else None
    slug = wanted.get(name) if name is not None else None
    if name is None or slug is None or get_service(slug) is None:
        return finding
    codes = {each.code for each in finding.matches} | {each.code for each in errors_with_code(name)}
    read = finding.read
    summary = f"{read.code or finding.matches[0].code}: {read.message or ''}".rstrip(": ")
    first = (finding.lines or (0, 0))[0]
    place = lines[first - 1][:_LONGEST_PLACE] if first else summary
    for body in (place, summary):
        for finding_here in troubleshoot(body, service=slug, http_status=read.http_status).findings:
            if (
                finding_here.matches
                and finding_here.matches[0].service == slug
                and finding_here.matches[0].code in codes
            ):
                return replace(finding_here, occurrences=finding.occurrences, read=read, lines=finding.lines)
    return finding


def _shared_name(finding: Finding) -> str | None:
    """Return the one name of all matches: their code, or the name that was read, which some have as an alias."""
    codes = {match.code for match in finding.matches}
    if len(codes) == 1:
        return codes.pop()
    return finding.read.code if finding.services else None
