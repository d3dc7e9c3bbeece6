"""The catalog as flat tables and two automata: what the index looks things up in, and what is kept of it in a file.

Nothing in the tables is code, and reading them back runs none: arrays of numbers, JSON, and the bytes of automata.
Whoever reads them from a file makes sure first that nobody else wrote it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from daachorse import CharwiseDoubleArrayAhoCorasick as Automaton

from catalog.diagnosis.key_table import KeyTable, Numbers
from catalog.diagnosis.numbers import LONG_ANCHOR, MOST_ALIKE, SHORT_ANCHOR, SHORTEST_ANCHOR, STRETCH
from catalog.diagnosis.records import is_plain_word
from catalog.diagnosis.spelling import letters_of, skeleton_of
from catalog.diagnosis.stored_errors import ErrorWriter, StoredErrors, plain_noun, read_plain
from catalog.diagnosis.wordings import constants_of, names_of, templates_of
from catalog.folding import fold
from catalog.known_error import KnownError, Service, ServiceCatalog
from catalog.message_template import MessageTemplate

Sections = Mapping[str, memoryview]


class Keys(Protocol):
    """Keys with the numbers that belong to each."""

    def find(self, key: str) -> list[int]:
        """Return the numbers of ``key``, and perhaps some of other keys."""


class Finder(Protocol):
    """Patterns that are looked for in a text."""

    def find_overlapping(self, text: str, /) -> Iterable[tuple[int, int, int]]:
        """Return where patterns stand in a text, by their ends: start, end and number of each."""


@dataclass(frozen=True, slots=True)
class IndexTables:
    """Tables of an index. Errors, message variants and anchors are referred to by number.

    ``services`` have the number of their first error. ``codes`` and ``skeletons`` lead to errors, ``messages``, those
    free of placeholders, to message variants. Each is a template: ``variant_errors`` are their errors,
    ``variant_cases`` the place of their case in it, ``variant_places`` their own in that case. The variants of an
    anchor are ``anchor_variants`` from ``anchor_firsts[n]`` to the next. ``names`` are all folded codes and aliases,
    ``beginnings`` the first two letters of each.

    Tables that are ``base`` with changes have the numbers of each service's errors in ``orders``, and those of errors
    that are no longer valid in ``dropped``.
    """

    services: Sequence[tuple[Service, int]]
    errors: Sequence[KnownError]
    codes: Keys
    skeletons: Keys
    messages: Keys
    variant_errors: Numbers
    variant_cases: Numbers
    variant_places: Numbers
    anchor_firsts: Numbers
    anchor_variants: Numbers
    names: bytes | memoryview
    beginnings: frozenset[str]
    code_automaton: Finder | None
    anchor_automaton: Finder | None
    base: IndexTables | None = None
    orders: Mapping[str, Sequence[int]] | None = None
    dropped: frozenset[int] = frozenset()

    @classmethod
    def of(cls, catalogs: Iterable[ServiceCatalog]) -> IndexTables:
        """Build the tables of ``catalogs``."""
        return _Builder(catalogs).tables()

    def anchors_in(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where each anchor stands in a folded text, a stretch at a time: one may stand at every place."""
        if self.anchor_automaton is None:
            return
        for begin in range(0, len(folded), STRETCH):
            piece = folded[begin : begin + STRETCH + LONG_ANCHOR - 1]
            for start, _, anchor in self.anchor_automaton.find_overlapping(piece):
                if start < STRETCH:
                    yield begin + start, anchor


def places_of_services(tables: IndexTables) -> Mapping[str, Sequence[int]]:
    """Return the numbers of the errors of each service, in the vendor's order."""
    if tables.orders is not None:
        return tables.orders
    ends = [*(first for _, first in tables.services[1:]), len(tables.errors)]
    return {service.slug: range(first, end) for (service, first), end in zip(tables.services, ends, strict=False)}


class _Builder:
    def __init__(self, catalogs: Iterable[ServiceCatalog]) -> None:
        self.services: list[tuple[Service, int]] = []
        self.errors: list[KnownError] = []
        self.named: tuple[list[str], array[int]] = ([], array("I"))
        self.spelled: tuple[list[str], array[int]] = ([], array("I"))
        self.literals: tuple[list[str], array[int]] = ([], array("I"))
        self.message_variants = (array("I"), array("I"), array("I"))
        self.anchored: tuple[list[str], array[int]] = ([], array("I"))
        for catalog in catalogs:
            self.services.append((catalog.service, len(self.errors)))
            for error in catalog.errors:
                self._add(error)

    def _add(self, error: KnownError) -> None:
        number = len(self.errors)
        self.errors.append(error)
        names = (*names_of(error), *constants_of(error))
        _note(self.named, dict.fromkeys(fold(each.strip()) for each in names), number)
        _note(self.spelled, dict.fromkeys(map(skeleton_of, names_of(error))), number)
        for place, case in enumerate(error.cases):
            for nth, message in enumerate(templates_of(case)):
                message_variant = len(self.message_variants[0])
                for numbers, value in zip(self.message_variants, (number, place, nth), strict=True):
                    numbers.append(value)
                template = MessageTemplate(message)
                if message and not template.placeholders:
                    _note(self.literals, (template.literals[0],), message_variant)
                if len(template.anchor) >= SHORTEST_ANCHOR:
                    _note(self.anchored, (template.anchor,), message_variant)

    def tables(self) -> IndexTables:
        """Sort what was added; each list of strings is let go before the next step needs memory."""
        names = list(dict.fromkeys(self.named[0]))
        telling = self._telling_names()
        tables = [KeyTable.of(*each) for each in (self.named, self.spelled, self.literals)]
        for each in (self.named, self.spelled, self.literals):
            each[0].clear()
        variants_of = _shortened(*self.anchored)
        self.anchored[0].clear()
        anchor_firsts, anchor_variants = array("I", [0]), array("I")
        for message_variants in variants_of.values():
            anchor_variants.extend(message_variants)
            anchor_firsts.append(len(anchor_variants))
        anchors = list(variants_of)
        variants_of.clear()
        return IndexTables(
            services=self.services,
            errors=self.errors,
            codes=tables[0],
            skeletons=tables[1],
            messages=tables[2],
            variant_errors=self.message_variants[0],
            variant_cases=self.message_variants[1],
            variant_places=self.message_variants[2],
            anchor_firsts=anchor_firsts,
            anchor_variants=anchor_variants,
            names="\0".join(names).encode("utf-8", "surrogatepass"),
            beginnings=frozenset(letters_of(name[:20])[:2] for name in names),
            code_automaton=_automaton(telling),
            anchor_automaton=_automaton(anchors),
        )

    def _telling_names(self) -> list[str]:
        """The names that are looked for anywhere: those that are no plain word."""
        names = (each.strip() for error in self.errors for each in names_of(error))
        return list(dict.fromkeys(fold(name) for name in names if name and not is_plain_word(name)))


def _note(pairs: tuple[list[str], array[int]], keys: Iterable[str], number: int) -> None:
    for key in keys:
        pairs[0].append(key)
        pairs[1].append(number)


def _automaton(patterns: list[str]) -> Automaton | None:
    return Automaton(patterns) if patterns else None


def _shortened(anchors: Sequence[str], numbers: Sequence[int]) -> dict[str, list[int]]:
    """Return the anchors' beginnings with the numbers of each, longer beginnings where many are alike."""
    distinct = dict.fromkeys(anchors)
    alike = {length: Counter(anchor[:length] for anchor in distinct) for length in (SHORT_ANCHOR, LONG_ANCHOR)}
    result: dict[str, list[int]] = {}
    for anchor, number in zip(anchors, numbers, strict=True):
        begins = (
            anchor[:length] for length in (SHORT_ANCHOR, LONG_ANCHOR) if alike[length][anchor[:length]] <= MOST_ALIKE
        )
        result.setdefault(next(begins, anchor), []).append(number)
    return result


def written(tables: IndexTables) -> Iterator[tuple[str, bytes | array[int]]]:
    """Yield the sections of a file, by name, one at a time.

    Raises:
        TypeError: for tables that are others with changes.
    """
    writer = ErrorWriter()
    ends = array("Q")
    records = bytearray()
    for error in tables.errors:
        records += writer.error(error)
        ends.append(len(records))
    yield "errors", bytes(records)
    yield "error_ends", ends
    yield "shared", writer.plain([plain_noun(each) for each in writer.shared])
    yield "services", writer.plain([(service, first) for service, first in tables.services])
    for name, table in (("codes", tables.codes), ("skeletons", tables.skeletons), ("messages", tables.messages)):
        if not isinstance(table, KeyTable):
            raise TypeError("tables with changes are not kept in a file")
        yield f"{name}.hashes", array("Q", table.hashes)
        yield f"{name}.numbers", array("I", table.numbers)
    yield "wording_errors", array("I", tables.variant_errors)
    yield "wording_cases", array("I", tables.variant_cases)
    yield "wording_places", array("I", tables.variant_places)
    yield "anchor_firsts", array("I", tables.anchor_firsts)
    yield "anchor_wordings", array("I", tables.anchor_variants)
    yield "names", bytes(tables.names)
    yield "beginnings", writer.plain(sorted(tables.beginnings))
    for name, automaton in (("code_automaton", tables.code_automaton), ("anchor_automaton", tables.anchor_automaton)):
        yield name, automaton.serialize() if isinstance(automaton, Automaton) else b""


def read_tables(sections: Sections) -> IndexTables:
    """Return the tables that ``written`` gave these sections of.

    Raises:
        ValueError: when they are not whole.
    """
    try:
        shared = read_plain(bytes(sections["shared"]))
        services = [(service, first) for service, first in read_plain(bytes(sections["services"]))]
        ends = sections["error_ends"].cast("Q")
        slugs = [(service.slug, first) for service, first in services]
        return IndexTables(
            services=services,
            errors=StoredErrors(sections["errors"], ends, slugs, shared),
            codes=_key_table(sections, "codes"),
            skeletons=_key_table(sections, "skeletons"),
            messages=_key_table(sections, "messages"),
            variant_errors=sections["wording_errors"].cast("I"),
            variant_cases=sections["wording_cases"].cast("I"),
            variant_places=sections["wording_places"].cast("I"),
            anchor_firsts=sections["anchor_firsts"].cast("I"),
            anchor_variants=sections["anchor_wordings"].cast("I"),
            names=sections["names"],
            beginnings=frozenset(read_plain(bytes(sections["beginnings"]))),
            code_automaton=_read_automaton(sections["code_automaton"]),
            anchor_automaton=_read_automaton(sections["anchor_automaton"]),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as problem:
        raise ValueError(f"the index is not whole: {problem!r}") from problem


def _key_table(sections: Sections, name: str) -> KeyTable:
    return KeyTable(sections[f"{name}.hashes"].cast("Q"), sections[f"{name}.numbers"].cast("I"))


def _read_automaton(data: memoryview) -> Automaton | None:
    return Automaton.deserialize(bytes(data)) if data else None
