"""Tables of an index with some errors changed: small tables beside large ones, which stay as they are.

A change of one code then costs what that code costs, however large the catalog is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any

from catalog.diagnosis.index_tables import Finder, IndexTables, Keys, places_of_services
from catalog.diagnosis.key_table import Numbers
from catalog.diagnosis.stored_errors import JoinedErrors
from catalog.known_error import KnownError, Service, ServiceCatalog


def tables_with_changes(
    base: IndexTables, services: Sequence[Service], changed: Mapping[str, Sequence[KnownError]]
) -> IndexTables:
    """Return ``base`` with ``services``, of which those of ``changed`` have these errors now.

    Errors that are as they were keep their numbers; the others get new ones.
    """
    before = places_of_services(base)
    orders = {service.slug: before.get(service.slug, ()) for service in services}
    new: list[KnownError] = []
    for slug, errors in changed.items():
        if slug in orders:
            orders[slug] = _order(base, before.get(slug, ()), errors, new)
    kept = {number for slug, numbers in orders.items() if slug in changed for number in numbers}
    gone = (number for slug, numbers in before.items() if slug in changed or slug not in orders for number in numbers)
    dropped = frozenset(number for number in gone if number not in kept)
    # A service of its own for each: how they are grouped is in the orders.
    more = IndexTables.of(ServiceCatalog(Service(error.service, ""), (error,)) for error in new)
    return _joined(base, more, dropped, services=[(service, 0) for service in services], orders=orders)


def _order(
    base: IndexTables, before: Sequence[int], errors: Sequence[KnownError], new: list[KnownError]
) -> Sequence[int]:
    """Return the numbers of a service's errors; those that ``base`` has not are put behind ``new``."""
    by_code = {base.errors[number].code: number for number in before}
    order = []
    for error in errors:
        number = by_code.get(error.code)
        # Files do not say which errors are internal.
        if number is not None and base.errors[number] == replace(error, internal=base.errors[number].internal):
            order.append(number)
        else:
            order.append(len(base.errors) + len(new))
            new.append(error)
    return order


def _joined(
    base: IndexTables,
    more: IndexTables,
    dropped: frozenset[int],
    *,
    services: Sequence[tuple[Service, int]],
    orders: Mapping[str, Sequence[int]],
) -> IndexTables:
    message_variants, anchors = len(base.variant_errors), len(base.anchor_firsts) - 1

    def is_valid(number: int) -> bool:
        return number not in dropped

    def is_valid_variant(number: int) -> bool:
        return base.variant_errors[number] not in dropped

    return IndexTables(
        services=services,
        errors=JoinedErrors(base.errors, more.errors),
        codes=_JoinedKeys(base.codes, is_valid, more.codes, len(base.errors)),
        skeletons=_JoinedKeys(base.skeletons, is_valid, more.skeletons, len(base.errors)),
        messages=_JoinedKeys(base.messages, is_valid_variant, more.messages, message_variants),
        variant_errors=_JoinedNumbers(base.variant_errors, more.variant_errors, len(base.errors)),
        variant_cases=_JoinedNumbers(base.variant_cases, more.variant_cases),
        variant_places=_JoinedNumbers(base.variant_places, more.variant_places),
        anchor_firsts=_JoinedNumbers(base.anchor_firsts, more.anchor_firsts[1:], len(base.anchor_variants)),
        anchor_variants=_JoinedNumbers(base.anchor_variants, more.anchor_variants, message_variants),
        names=b"\0".join(bytes(each) for each in (base.names, more.names) if each),
        beginnings=base.beginnings | more.beginnings,
        code_automaton=_both(base.code_automaton, more.code_automaton, 0),
        anchor_automaton=_both(base.anchor_automaton, more.anchor_automaton, anchors),
        base=base,
        orders=orders,
        dropped=dropped,
    )


@dataclass(frozen=True, slots=True)
class _JoinedKeys:
    """Keys of two tables: of the first the valid numbers, of the second each more by ``offset``."""

    first: Keys
    is_valid: Callable[[int], bool]
    second: Keys
    offset: int

    def find(self, key: str) -> list[int]:
        more = [number + self.offset for number in self.second.find(key)]
        return [*filter(self.is_valid, self.first.find(key)), *more]


class _JoinedNumbers(Sequence[int]):
    """Numbers of two sequences, those of the second each more by ``offset``."""

    def __init__(self, first: Numbers, second: Numbers, offset: int = 0) -> None:
        self._first = first
        self._second = [number + offset for number in second]

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def __getitem__(self, at: Any) -> Any:
        length = len(self._first)
        return self._first[at] if at < length else self._second[at - length]


@dataclass(frozen=True, slots=True)
class _JoinedFinders:
    """Patterns of two automata, those of the second numbered from ``offset`` on."""

    first: Finder
    second: Finder
    offset: int

    def find_overlapping(self, text: str, /) -> Iterator[tuple[int, int, int]]:
        more = ((start, end, number + self.offset) for start, end, number in self.second.find_overlapping(text))
        return merge(self.first.find_overlapping(text), more, key=_end)


def _end(hit: tuple[int, int, int]) -> int:
    return hit[1]


def _both(first: Finder | None, second: Finder | None, offset: int) -> Finder | None:
    if second is None or first is None:
        return first or (_JoinedFinders(_NoPatterns(), second, offset) if second else None)
    return _JoinedFinders(first, second, offset)


class _NoPatterns:
    def find_overlapping(self, text: str, /) -> Iterable[tuple[int, int, int]]:
        del text
        return ()
