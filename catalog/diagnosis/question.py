"""Query of one text: its service marks, what its sender says of it, and what was looked up for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from catalog.diagnosis import numbers
from catalog.diagnosis.alignment import ShownMessage
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.lines import Lines
from catalog.diagnosis.marks import Mark, contradicts, find_marks, weigh
from catalog.diagnosis.payload_candidates import shown_in_fields
from catalog.diagnosis.sentences import Sentence
from catalog.folding import TextSpan, fold
from catalog.known_error import KnownError


class Sender(NamedTuple):
    """Sender of a text, as far as they say something beside it.

    ``service`` is the only one that may be answered from, but for those it refers codes to; ``http_status`` is the
    status the client saw, ``version`` that of the product.
    """

    service: str | None = None
    http_status: int | None = None
    version: str | None = None


NOBODY = Sender()
"""A sender who says nothing but the text."""


class Scope(NamedTuple):
    """The marks that count for one error: those ``near`` it, and ``all`` that may speak for a service.

    ``key`` is the same for errors for which the same marks count.
    """

    key: object
    near: Sequence[Mark]
    all: Sequence[Mark]


class Question:
    """Query for one text: its service marks, and what the sender says about it."""

    def __init__(self, text: str, index: CatalogIndex, budget: Budget, sender: Sender = NOBODY) -> None:
        self.text = text
        self.index = index
        self.budget = budget
        self.service, self.http_status, self.version = sender
        self._lines: Lines | None = None
        self._lines_of_errors: frozenset[int] = frozenset()
        self._scopes: dict[object, Scope] = {}
        self._blocks: dict[tuple[int, int], Sequence[Mark]] = {}
        self._compared = 0
        self._messages: dict[str, list[ShownMessage]] = {}
        self._weights: dict[tuple[frozenset[str], object], Mapping[str, int]] = {}
        self._contradicted: dict[tuple[str, object], bool] = {}

    @cached_property
    def marks(self) -> list[Mark]:
        """The services that the text names."""
        return find_marks(self.text, self.index.marks)

    def divide(self, lines: Lines, candidates: Iterable[Candidate]) -> None:
        """Remember in which lines the text's errors stand: what one of them names is not another's service."""
        spans = {each.lines for each in candidates if each.errors or each.shown_messages or each.code or each.loud}
        if len(spans) > 1:
            self._lines = lines
            self._lines_of_errors = frozenset(number for first, last in spans for number in range(first, last + 1))

    def scope_of(self, candidate: Candidate) -> Scope:
        """The marks that count for an error: in its own lines, in what is printed with them, and in nobody's.

        Where there are none but nobody's, all of the text's count.
        """
        if self._lines is None or not self.marks:
            return Scope(None, self.marks, self.marks)
        first, last = candidate.lines
        by_line, nobodys = self._divided_marks
        own = [mark.counting_more() for number in range(first, last + 1) for mark in by_line.get(number, ())]
        own += self._marks_of_block(self._lines.block_of(first))
        key = frozenset((mark.rule, mark.weight, mark.slugs, mark.exact) for mark in own)
        if key not in self._scopes:
            near = [*own, *nobodys]
            self._scopes[key] = Scope(key, near, near if own else self.marks)
        return self._scopes[key]

    def _marks_of_block(self, block: tuple[int, int]) -> Sequence[Mark]:
        """The marks in lines that are printed as one, each once."""
        if block not in self._blocks:
            by_line, _ = self._divided_marks
            first, last = block
            marks = (mark for number in range(first, last + 1) for mark in by_line.get(number, ()))
            self._blocks[block] = list({(mark.rule, mark.slugs, mark.exact): mark for mark in marks}.values())
        return self._blocks[block]

    @cached_property
    def _divided_marks(self) -> tuple[Mapping[int, Sequence[Mark]], Sequence[Mark]]:
        """The marks in each line of an error, and those in no error's."""
        by_line: dict[int, list[Mark]] = {}
        nobodys: list[Mark] = []
        for mark in self.marks if self._lines else ():
            number = self._lines.number_of(mark.start) if self._lines else 0
            is_own = number in self._lines_of_errors
            (by_line.setdefault(number, []) if is_own else nobodys).append(mark)
        return by_line, nobodys

    def weights(self, slugs: Iterable[str], candidate: Candidate) -> Mapping[str, int]:
        """How much the text speaks for each of some services as that of an error."""
        wanted, scope = frozenset(slugs), self.scope_of(candidate)
        if (wanted, scope.key) not in self._weights:
            weighed = weigh(wanted, scope.all, scope.near, self.text, self.index.marks)
            self._weights[wanted, scope.key] = weighed
        return self._weights[wanted, scope.key]

    def contradicts(self, slug: str, candidate: Candidate) -> bool:
        """Return whether the text surely names other services than this one beside an error."""
        scope = self.scope_of(candidate)
        if (slug, scope.key) not in self._contradicted:
            self._contradicted[slug, scope.key] = contradicts(slug, scope.near, self.index.marks)
        return self._contradicted[slug, scope.key]

    def with_message(self, message: str) -> list[ShownMessage]:
        """The messages of the catalog that one shows without its code; a text says the same one again and again."""
        if message not in self._messages:
            self._messages[message] = shown_in_fields(((TextSpan(message), -1),), self.index, self.budget)
        return self._messages[message]

    def near_codes(self, code: str) -> list[tuple[KnownError, Sentence]]:
        """Known errors whose code is nearly this one; none any more when too many were asked for."""
        self._compared += 1
        most = min(numbers.MOST_COMPARED, numbers.MOST_COMPARISONS // max(1, len(self.index.names)))
        return self.index.near_codes(code) if self._compared <= max(1, most) else []

    def allows(self, error: KnownError) -> bool:
        """Return whether an error may be an answer: it is of the given service, or has a prefix that service refers
        to.
        """
        if self.service is None or error.service == self.service:
            return True
        service = self.index.services.get(self.service)
        return service is not None and any(
            fold(error.code).startswith(fold(referral.prefix)) for referral in service.referrals
        )
