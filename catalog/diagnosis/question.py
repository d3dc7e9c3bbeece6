"""Query of one text: its service marks, what its sender says of it, and what was looked up for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from catalog.diagnosis import numbers
from catalog.diagnosis.alignment import ShownMessage
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.marks import Mark, contradicts, find_marks, weigh
from catalog.diagnosis.payload_candidates import shown_in_fields
from catalog.diagnosis.sentences import Sentence
from catalog.folding import TextSpan, fold
from catalog.known_error import KnownError


class Question:
    """Query for one text: its service marks, and what the sender says about it.

    ``service`` is the only one that may be answered from, but for those it refers codes to; ``http_status`` is the
    status the client saw, ``version`` that of the product.
    """

    def __init__(
        self,
        text: str,
        index: CatalogIndex,
        budget: Budget,
        *,
        service: str | None = None,
        http_status: int | None = None,
        version: str | None = None,
    ) -> None:
        self.text = text
        self.index = index
        self.budget = budget
        self.service = service
        self.http_status = http_status
        self.version = version
        self._compared = 0
        self._messages: dict[str, list[ShownMessage]] = {}
        self._weights: dict[frozenset[str], Mapping[str, int]] = {}
        self._contradicted: dict[str, bool] = {}

    @cached_property
    def marks(self) -> list[Mark]:
        """The services that the text names."""
        return find_marks(self.text, self.index.marks)

    def weights(self, slugs: Iterable[str]) -> Mapping[str, int]:
        """How much the text speaks for each of some services."""
        wanted = frozenset(slugs)
        if wanted not in self._weights:
            self._weights[wanted] = weigh(wanted, self.marks, self.text, self.index.marks)
        return self._weights[wanted]

    def contradicts(self, slug: str) -> bool:
        """Return whether the text surely names other services than this one."""
        if slug not in self._contradicted:
            self._contradicted[slug] = contradicts(slug, self.marks, self.index.marks)
        return self._contradicted[slug]

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
