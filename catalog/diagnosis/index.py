"""The catalog made ready for matching: one automaton over every code and every template's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from catalog.diagnosis.index_tables import IndexTables, places_of_services
from catalog.diagnosis.marks import MarkTable
from catalog.diagnosis.numbers import CODE_SIMILARITY, LONGEST_CODE_REMEMBERED, LOOKUPS_REMEMBERED
from catalog.diagnosis.sentences import Sentence
from catalog.diagnosis.spelling import letters_of, other_spellings, skeleton_of
from catalog.diagnosis.stored_errors import Stretch
from catalog.diagnosis.wordings import constants_of, names_of, templates_of
from catalog.folding import TextSpan, fold
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.message_template import parse_template

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")

_APART = frozenset(("", " ", "\n", "\t", '"', "'", "(", ")", "[", "]", ",", ":", ";", "=", "|"))
"""Characters that most often surround a code."""


class CaseOf(NamedTuple):
    """A case together with the error it belongs to, and the variant of its message that was looked for."""

    error: KnownError
    case: ErrorCase
    message: str

    @property
    def key(self) -> tuple[object, ...]:
        """Key that identifies the case and message."""
        return self.error.service, self.error.code, self.case.key, self.message

    def is_of(self, error: KnownError, case: ErrorCase) -> bool:
        """Return whether this belongs to the given case."""
        return (self.error.service, self.error.code, self.case.key) == (error.service, error.code, case.key)


class CodeHit(NamedTuple):
    """A known code standing in a text span, at offsets of its original text.

    ``is_normalised`` says that it is written there with other delimiters than it has, ``shown_only`` that it counts
    only where its message stands beside it; ``rule`` is what read it.
    """

    start: int
    end: int
    errors: tuple[KnownError, ...]
    is_normalised: bool = False
    shown_only: bool = False
    rule: str = "code-of-catalog"


class TemplateHit(NamedTuple):
    """Words of templates standing in a text span, at an offset of its folded text: candidates to be aligned."""

    start: int
    candidates: tuple[CaseOf, ...]


class CatalogIndex:
    """Everything that matching asks of a catalog. Built once a revision, never changed afterwards."""

    def __init__(self, catalogs: Iterable[ServiceCatalog] = (), *, revision: int = 0) -> None:
        self._take(IndexTables.of(catalogs), revision)

    @classmethod
    def of_tables(cls, tables: IndexTables, *, revision: int) -> CatalogIndex:
        """Return the index of tables that were built before."""
        index = cls.__new__(cls)
        index._take(tables, revision)
        return index

    def _take(self, tables: IndexTables, revision: int) -> None:
        self.revision = revision
        self.tables = tables
        self._errors = tables.errors
        self.services = {service.slug: service for service, _ in tables.services}
        self.catalogs = {
            slug: ServiceCatalog(self.services[slug], Stretch(tables.errors, places))
            for slug, places in places_of_services(tables).items()
        }
        self._prefixes = sorted(
            ((fold(prefix), service) for service in self.services.values() for prefix in service.prefixes),
            key=lambda pair: -len(pair[0]),
        )
        self._referrals = [
            (fold(referral.prefix), service) for service in self.services.values() for referral in service.referrals
        ]
        self._candidates = lru_cache(LOOKUPS_REMEMBERED)(self._candidates_now)
        self._coded = lru_cache(LOOKUPS_REMEMBERED)(self._coded_now)

    def _named(self, folded: str) -> list[KnownError]:
        """The errors with a folded code or alias, by service."""
        errors = map(self._errors.__getitem__, dict.fromkeys(self.tables.codes.find(folded)))
        return [error for error in errors if any(fold(name.strip()) == folded for name in names_of(error))]

    def _spelled(self, skeleton: str) -> list[KnownError]:
        errors = map(self._errors.__getitem__, dict.fromkeys(self.tables.skeletons.find(skeleton)))
        return [error for error in errors if any(skeleton_of(name) == skeleton for name in names_of(error))]

    def _variant(self, number: int) -> CaseOf:
        tables = self.tables
        error = self._errors[tables.variant_errors[number]]
        case = error.cases[tables.variant_cases[number]]
        return CaseOf(error, case, templates_of(case)[tables.variant_places[number]])

    def _candidates_now(self, anchor: int) -> tuple[CaseOf, ...]:
        first, end = self.tables.anchor_firsts[anchor], self.tables.anchor_firsts[anchor + 1]
        tables = self.tables
        numbers = (tables.anchor_variants[at] for at in range(first, end))
        return tuple(self._variant(each) for each in numbers if tables.variant_errors[each] not in tables.dropped)

    def with_code(self, code: str) -> tuple[KnownError, ...]:
        """Return the errors of any service that have this code or alias, in any letter case: codes before aliases."""
        return self._coded(code) if len(code) <= LONGEST_CODE_REMEMBERED else self._coded_now(code)

    def _coded_now(self, code: str) -> tuple[KnownError, ...]:
        folded = fold(code.strip())
        errors = self._named(folded) or next(filter(None, map(self._named, other_spellings(folded))), [])
        return tuple(sorted(errors, key=lambda error: fold(error.code.strip()) != folded))

    def with_constant(self, name: str) -> tuple[KnownError, ...]:
        """Return the numbers of any service of which their page says just this name; it must be called a code."""
        errors = map(self._errors.__getitem__, dict.fromkeys(self.tables.codes.find(fold(name.strip()))))
        return tuple(error for error in errors if name.strip() in constants_of(error))

    def spelled_like(self, code: str) -> tuple[KnownError, ...]:
        """The errors whose code has the same letters and digits, written differently; none for a text without any."""
        return tuple(self._spelled(skeleton_of(code))) if any(map(str.isalnum, code)) else ()

    def with_normalised_spelling(self, code: str) -> tuple[KnownError, ...]:
        """The errors whose code is this one but for its delimiters: ``iMetal-0100``, ``IMETAL 0100``.

        Unlike ``spelled_like`` it forgives no letter and no digit.
        """
        if letters_of(code[:6])[:2] not in self.tables.beginnings:
            return ()
        same = self.spelled_like(code)
        return tuple(error for error in same if letters_of(error.code) == letters_of(code)) if same else ()

    def with_message(self, text: str) -> tuple[CaseOf, ...]:
        """The cases whose message, free of placeholders, is exactly this text, but for letter case and a full stop."""
        literal = " ".join(fold(text).split()).rstrip(".。!！ ")
        variants = map(self._variant, self.tables.messages.find(literal))
        return tuple(each for each in variants if parse_template(each.message).literals[0] == literal)

    def codes_in(self, text_span: TextSpan) -> Iterator[CodeHit]:
        """The known codes standing in a text span, bounded on both sides as a code is, in their order."""
        if self.tables.code_automaton is None:
            return
        text = text_span.folded
        named: dict[str, tuple[KnownError, ...]] = {}
        taken = -1
        hits = self.tables.code_automaton.find_overlapping(text)
        for start, end, _ in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if start >= taken and is_bounded(text, start, end):
                # A text repeats itself: what was looked up once is not looked up again.
                if (code := text[start:end]) not in named:
                    named[code] = tuple(self._named(code))
                if not named[code]:
                    # It was known before the catalog changed.
                    continue
                taken = end
                yield CodeHit(text_span.place(start), text_span.place(end - 1) + 1, named[code])

    def templates_in(self, text_span: TextSpan) -> Iterator[TemplateHit]:
        """The places of a text span at which words of templates stand."""
        for start, anchor in self.tables.anchors_in(text_span.folded):
            yield TemplateHit(start, self._candidates(anchor))

    @cached_property
    def marks(self) -> MarkTable:
        """The marks of the services, by which a text names them."""
        return MarkTable(self.services.values())

    def owner_of(self, code: str) -> Service | None:
        """The service whose codes begin as this one does; else the one whose page says where such codes belong."""
        folded = fold(code.strip())
        for prefix, service in self._prefixes:
            if folded.startswith(prefix) and not (
                prefix[-1].isalnum() and folded[len(prefix) : len(prefix) + 1].isalpha()
            ):
                return service
        return next((service for prefix, service in self._referrals if folded.startswith(prefix)), None)

    def is_written_otherwise(self, code: str) -> bool:
        """Return whether this is a known code but for case, delimiters, zeros and look-alike letters."""
        return bool(self._spelled(skeleton_of(code)))

    def near_codes(self, code: str, *, most: int = 3) -> list[tuple[KnownError, Sentence]]:
        """Known errors whose code is nearly this one, the nearest first, each with what the difference is."""
        same = self._spelled(skeleton_of(code))
        if same:
            return [(error, Sentence("the same letters and digits, written differently")) for error in same][:most]
        folded = fold(code.strip())[:200]
        alike = process.extract(folded, self.names, scorer=fuzz.ratio, score_cutoff=CODE_SIMILARITY, limit=most)
        best = alike[0][1] if alike else 0
        names = [name for name, score, _ in alike if score == best]
        return [(error, Sentence("a code spelled much like it")) for name in names for error in self._named(name)][
            :most
        ]

    @cached_property
    def names(self) -> list[str]:
        """Every folded code and alias, once."""
        names = bytes(self.tables.names).decode("utf-8", "surrogatepass").split("\0")
        gone = {fold(name.strip()) for number in self.tables.dropped for name in names_of(self._errors[number])}
        return [name for name in names if name not in gone or self._named(name)] if gone else names


def is_bounded(text: str, start: int, end: int) -> bool:
    """Return whether a code at ``start`` to ``end`` is delimited on both sides.

    It has no word character at its edges, and no ``.`` or ``-`` there that joins it to one.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in _APART and after in _APART:
        return True
    if _is_word(before) or _is_word(after):
        return False
    if after and after in ".-" and _is_word(text[end + 1 : end + 2]):
        return False
    return not (before and before in ".-" and _is_word(text[start - 2 : start - 1]))


def _is_word(letter: str) -> bool:
    # Chinese, Japanese and Korean text has no spaces: a code may stand directly beside it.
    return bool(letter) and (letter.isalnum() or letter == "_") and not _CJK.match(letter)
