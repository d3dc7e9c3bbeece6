"""An error candidate: evidence of one scope of a text, with the cases of the catalog that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from catalog.diagnosis.alignment import ShownMessage, align
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.evidence import Evidence
from catalog.diagnosis.index import CaseOf, CatalogIndex
from catalog.diagnosis.numbers import MOST_CASES, MOST_TEMPLATES
from catalog.diagnosis.text_evidence import TextEvidence
from catalog.diagnosis.wordings import messages_of
from catalog.folding import TextSpan, fold
from catalog.known_error import KnownError


class Candidate(NamedTuple):
    """One error as a text shows it, with the evidence of its scope: a payload object, a line, what is near a code.

    ``errors`` are the known errors with its code; empty where the code is unknown or none was found. ``if_named`` are
    those with a number of anybody's, which counts where the text names their service. ``shown_messages``
    are the messages of the catalog that its ``text_spans`` show, each with its place. ``cut`` says that the text breaks
    off inside its code, ``is_normalised`` that the errors' own has other delimiters. ``start`` and ``end`` are its
    place in the text, ``depth`` how many objects stand around it; ``bare`` says that it is a string of a list, such as
    a line of a stack; ``named`` that the code is all that some field of no error says, a tag or a thing's name;
    ``named_codes`` are what stands beside a message known without its code, and is read as a code;
    ``weak`` that any program may use the code, a class's name or a status of gRPC, ``loose`` that nothing says that it
    is a code, ``of_service`` that what reads it knows whose it is;
    ``path`` the packages before it where it is a class; ``lines`` are its first and last line; ``shape`` is that of a
    line that is in no catalog; ``reach`` is where its status and request id may stand; ``more`` are the lines of
    further places of its code that were only counted, ``more_ids`` the first request ids there, each with its place.
    """

    format: str
    start: int
    end: int = -1
    depth: int = 0
    code: str | None = None
    errors: tuple[KnownError, ...] = ()
    if_named: tuple[KnownError, ...] = ()
    message: str | None = None
    named_codes: tuple[Evidence, ...] = ()
    text_spans: tuple[tuple[TextSpan, int], ...] = ()
    shown_messages: tuple[ShownMessage, ...] = ()
    http_status: int | None = None
    request_id: str | None = None
    code_field: str | None = None
    message_field: str | None = None
    wraps: bool = False
    loud: bool = False
    cut: bool = False
    is_normalised: bool = False
    bare: bool = False
    named: bool = False
    weak: bool = False
    loose: bool = False
    of_service: bool = False
    path: str = ""
    lines: tuple[int, int] = (1, 1)
    shape: str | None = None
    reach: tuple[int, int] | None = None
    more: tuple[int, ...] = ()
    more_ids: tuple[tuple[int, str], ...] = ()


def lines_spanned(start: int, end: int, messages: Sequence[ShownMessage], evidence: TextEvidence) -> tuple[int, int]:
    """The first and the last line of an error and its messages."""
    last = max([one.span[1] for one in messages if one.base >= 0], default=end)
    first = evidence.lines.number_of(start)
    return first, first if last <= start else max(first, evidence.lines.number_of(last - 1))


def shown_of(
    errors: Sequence[KnownError], text_spans: Sequence[tuple[TextSpan, int]], index: CatalogIndex, budget: Budget
) -> list[ShownMessage]:
    """The messages of known errors that the text spans show; of many cases only those whose words stand there."""
    if sum(len(error.cases) for error in errors) <= MOST_CASES:
        cases = [
            CaseOf(error, case, message_variant)
            for error in errors
            for case in error.cases
            for message_variant in messages_of(error, case)
        ]
    else:
        own = {(error.service, error.code) for error in errors}
        cases = [
            each
            for text_span, _ in text_spans[:MOST_CASES]
            for hit in index.templates_in(text_span)
            for each in hit.candidates
            if (each.error.service, each.error.code) in own
        ][:MOST_TEMPLATES]
    return align((each for each in cases if each.message), text_spans, budget)


def by_place(candidates: Iterable[Candidate], echoed: Sequence[Candidate] = ()) -> Iterator[tuple[int, object]]:
    """Yield the position and identity of each error, leaving out those that only name one of ``echoed``."""
    codes = {fold(each.code) for each in echoed if each.code}
    for each in candidates:
        code = fold(each.code) if each.code else None
        if code is None or code not in codes:
            yield each.start, code or each.message
