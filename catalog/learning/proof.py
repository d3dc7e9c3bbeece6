"""Trial of a draft before it is published, against recorded unknown errors and the whole catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.folding import TextSpan
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.learning.models import Unknown
from catalog.learning.queue import template_of
from catalog.message_template import parse_template
from catalog.store.in_memory import all_catalogs

MOST_SHAPES = 2_000
"""Kept shapes that a draft is laid against, the most frequent first."""

MOST_TAKEN = 20
"""Entries whose samples a draft would answer that are listed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Result of trying a draft.

    ``itself`` is whether its own sample comes back as it; ``answered`` of ``total`` counts the recorded errors that it
    answers, of all; ``of_row`` the same for the row it was made from; ``taken`` are entries of
    others whose own samples it would answer as well, each as (service, code, message).
    """

    itself: bool
    answered: int
    total: int
    of_row: tuple[int, int]
    taken: tuple[tuple[str, str, str], ...]


def prove(*, service: str, code: str, message: str, http_status: int | None, unknown: Unknown | None = None) -> Proof:
    """Lay a draft against kept shapes and the catalog, without storing it."""
    error = KnownError(service, code or "draft", (ErrorCase(message, http_status),))
    index = CatalogIndex([ServiceCatalog(Service(service), (error,))])
    template = parse_template(message)
    itself = _answers(index, template.sample() if message else code)
    shapes = Unknown.objects.filter(kind=Unknown.Kind.SHAPE).order_by("-count")[:MOST_SHAPES]
    answered = total = 0
    of_row = (0, 0)
    for row in shapes:
        fits = bool(message) and _answers(index, parse_template(template_of(row.text)).sample())
        total += row.count
        answered += row.count if fits else 0
        if unknown is not None and row.pk == unknown.pk:
            of_row = (row.count if fits else 0, row.count)
    taken = tuple(_first(_taken(message, service, code), MOST_TAKEN)) if message else ()
    return Proof(itself, answered, total, of_row, taken)


def _answers(index: CatalogIndex, text: str) -> bool:
    return diagnose(text, index).outcome == "known"


def _taken(message: str, service: str, code: str) -> Iterator[tuple[str, str, str]]:
    """Entries whose own message the draft's message would fit."""
    template = parse_template(message)
    for catalog in all_catalogs():
        for error in catalog.errors:
            if (error.service, error.code) == (service, code):
                continue
            for case in error.cases:
                if case.message and template.align(TextSpan(parse_template(case.message).sample())) is not None:
                    yield error.service, error.code, case.message
                    break


def _first(items: Iterable[tuple[str, str, str]], most: int) -> Iterator[tuple[str, str, str]]:
    for number, item in enumerate(items):
        if number == most:
            return
        yield item
