"""Attribution of statuses and request ids in running text to the errors of that text.

What stands in the line of an error, or in the HTTP head before its body, is that error's alone; what stands elsewhere
may be anybody's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Set
from functools import cached_property
from typing import Generic, TypeVar

from catalog.diagnosis.numbers import LOUD
from catalog.diagnosis.text_evidence import Place, Places, TextEvidence

T = TypeVar("T")

_HEAD = re.compile(r"^(?:[<*] ?|(?:[^\s\"/]{1,30} ){1,4})?HTTP/\d(?:\.\d)? [1-5]\d\d\b", re.MULTILINE)
"""First line of an answer's head; a program may write the time, its name and a level before it."""

_BETWEEN = re.compile(r"^(?:\*[^\n]*|[{}] \[\d+ bytes data\])$", re.MULTILINE)
"""Lines that a client prints about its connection between a head and its body."""

_HEAD_ENDS = re.compile(r"\n(?:<[ \t]*)?[ \t]*\n")


class Scopes:
    """The lines of a text that belong to its errors: each with where it starts and what it is."""

    def __init__(self, evidence: TextEvidence, errors: Iterable[tuple[int, object]]) -> None:
        self._running = evidence.running
        self._all = evidence.lines
        placed = dict(errors)
        self._starts = sorted(placed)
        self._lines = {self.line_of(start) for start in self._starts}
        reports = {self.line_of(place.start) for place in evidence.reports} if placed else set()
        self._heads = list(self._headed())
        self._head_starts = [start for start, _, _ in self._heads]
        self.is_log = any(self._all.line_at(start).head.log for start in self._starts)
        self.divided = len(set(placed.values())) > 1 or bool(self._heads) or self.is_log or not reports <= self._lines
        """True if there are several errors to separate, or a response to separate from its request."""
        self._lines |= reports

    def line_of(self, place: int) -> int:
        """Return the start of the line that holds ``place``."""
        return self._all.start_of(place)

    def owner_of(self, place: int) -> int | None:
        """The line of the error that what stands at ``place`` belongs to; -1 for no error's, None for anybody's."""
        line = self.line_of(place)
        if line in self._lines:
            return line
        at = bisect_right(self._head_starts, place) - 1
        if at >= 0 and place < self._heads[at][1]:
            return self._heads[at][2]
        if not self.is_log:
            return None
        # In a log, facts on another line belong to that line; but an error may have several lines of one time.
        head = self._all.line_at(place).head
        apart = head.timed and self._head_of(place) not in self._heads_of_errors
        is_own = head.level is not None and (head.level < LOUD or apart)
        return -1 if is_own else None

    def _head_of(self, place: int) -> str:
        """The first part of a line's head, which is mostly its time."""
        line = self._all.line_at(place)
        return line.text[: line.head.ends[:2][-1]]

    @cached_property
    def _heads_of_errors(self) -> Set[str]:
        return {self._head_of(start) for start in self._starts}

    def _headed(self) -> Iterable[tuple[int, int, int | None]]:
        """HTTP heads: where each starts and ends, and the line of the error in its body.

        A head that another one follows at once, as after a redirect, has no body: it is no error's.
        """
        begins = [match.start() for match in _HEAD.finditer(self._running)]
        for number, begin in enumerate(begins):
            last = number + 1 == len(begins)
            limit = len(self._running) if last else begins[number + 1]
            blank = _HEAD_ENDS.search(self._running, begin, limit)
            first = bisect_left(self._starts, begin)
            body = self._starts[first] if first < len(self._starts) else limit
            end = min(limit, body) if blank is None else min(blank.start(), limit, body)
            if body < limit:
                # Only what the head stands directly before is its body.
                near = not _BETWEEN.sub("", self._running[end : self.line_of(body)]).strip(" \t\n<*")
                yield begin, end, self.line_of(body) if near else None
            elif not last and not self._running[end:limit].strip(" \t\n<*"):
                yield begin, end, -1
            else:
                yield begin, end, None


class Attribution(Generic[T]):
    """The evidence of one sort, shared out to the errors of a text."""

    def __init__(self, places: Places[T], scopes: Scopes) -> None:
        self._scopes = scopes
        self._free = places
        self._own: dict[int, Places[T]] = {}
        if not scopes.divided:
            return
        shared: dict[int | None, list[Place[T]]] = {}
        for place in places:
            shared.setdefault(scopes.owner_of(place.start), []).append(place)
        self._free = Places(shared.pop(None, ()))
        self._own = {line: Places(own) for line, own in shared.items() if line is not None}

    def of(self, start: int) -> Places[T]:
        """Return the items of the error at ``start``: those in its scope, else those in nobody's."""
        return self._own.get(self._scopes.line_of(start), self._free) if self._own else self._free
