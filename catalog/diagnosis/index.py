"""The catalog made ready for matching: one automaton over every code and every template's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick
from rapidfuzz import fuzz, process

from catalog.diagnosis.records import is_plain_word
from catalog.diagnosis.sentences import Sentence
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.message_template import MessageTemplate, Passage, fold

SHORTEST_ANCHOR = 4
"""Characters of a template's longest literal below which it is only looked for as a whole field, or with its code."""

LONGEST_ANCHOR = 48
"""Characters of a template's longest literal that are looked for; the rest is compared when they are found."""

_MOST_ALIKE = 16

_CONFUSABLE = str.maketrans("oil", "011")
_SKELETON = re.compile(r"[^a-z0-9]+")
_NUMBER_LIKE = re.compile(r"[oil]*\d[\doil]*")
_NUMBER_AT_END = re.compile(r"\d[\doil]{0,40}$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")

_CODE_LIKENESS = 82
"""Percent of likeness from which a code counts as a near miss of another."""


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A case together with the error it belongs to, and the wording of its message that was looked for."""

    error: KnownError
    case: ErrorCase
    message: str


@dataclass(frozen=True, slots=True)
class CodeHit:
    """A known code standing in a passage, at offsets of the passage's original text.

    ``respelled`` says that it is written there with other delimiters than it has.
    """

    start: int
    end: int
    errors: tuple[KnownError, ...]
    respelled: bool = False


@dataclass(frozen=True, slots=True)
class TemplateHit:
    """Words of templates standing in a passage, at an offset of its folded text: candidates to be aligned."""

    start: int
    candidates: tuple[CaseOf, ...]


class CatalogIndex:
    """Everything that matching asks of a catalog. Built once an edition, never changed afterwards."""

    def __init__(self, catalogs: Iterable[ServiceCatalog], *, edition: int = 0) -> None:
        self.edition = edition
        self.services: dict[str, Service] = {}
        self.catalogs: dict[str, ServiceCatalog] = {}
        self._by_code: dict[str, list[KnownError]] = {}
        self._by_skeleton: dict[str, list[KnownError]] = {}
        self._by_message: dict[str, list[CaseOf]] = {}
        anchored: dict[str, list[CaseOf]] = {}
        for catalog in catalogs:
            self.services[catalog.service.slug] = catalog.service
            self.catalogs[catalog.service.slug] = catalog
            for error in catalog.errors:
                for name in dict.fromkeys(fold(each.strip()) for each in error.names):
                    self._by_code.setdefault(name, []).append(error)
                for skeleton in dict.fromkeys(map(_skeleton, error.names)):
                    self._by_skeleton.setdefault(skeleton, []).append(error)
                for case in error.cases:
                    for message in case.wordings:
                        self._add_wording(CaseOf(error, case, message), anchored)
        self._beginnings = frozenset(_letters(code)[:2] for code in self._by_code)
        self._prefixes = sorted(
            ((fold(prefix), service) for service in self.services.values() for prefix in service.prefixes),
            key=lambda pair: -len(pair[0]),
        )
        self._referrals = [
            (fold(referral.prefix), service) for service in self.services.values() for referral in service.referrals
        ]
        codes = [
            code
            for code, errors in self._by_code.items()
            if code and not all(is_plain_word(error.code.strip()) for error in errors)
        ]
        self._codes = AhoCorasick(codes, store_patterns=False) if codes else None
        self._code_errors = [tuple(self._by_code[code]) for code in codes]
        shortened = _shortened(anchored)
        self._anchors = AhoCorasick(list(shortened), store_patterns=False) if shortened else None
        self._anchor_cases = [tuple(cases) for cases in shortened.values()]

    def _add_wording(self, case_of: CaseOf, anchored: dict[str, list[CaseOf]]) -> None:
        template = MessageTemplate(case_of.message)
        if not template.placeholders:
            self._by_message.setdefault(template.literals[0], []).append(case_of)
        if len(template.anchor) >= SHORTEST_ANCHOR:
            anchored.setdefault(template.anchor, []).append(case_of)

    def with_code(self, code: str) -> tuple[KnownError, ...]:
        """Return the errors of any service that have this code or alias, in any letter case: codes before aliases."""
        folded = fold(code.strip())
        return tuple(sorted(self._by_code.get(folded, ()), key=lambda error: fold(error.code.strip()) != folded))

    def spelled_like(self, code: str) -> tuple[KnownError, ...]:
        """The errors whose code has the same letters and digits, written differently; none for a text without any."""
        return tuple(self._by_skeleton.get(_skeleton(code), ())) if any(map(str.isalnum, code)) else ()

    def respelled(self, code: str) -> tuple[KnownError, ...]:
        """The errors whose code is this one but for its delimiters: ``iMetal-0100``, ``IMETAL 0100``.

        Unlike ``spelled_like`` it forgives no letter and no digit.
        """
        if _letters(code[:6])[:2] not in self._beginnings:
            return ()
        same = self.spelled_like(code)
        return tuple(error for error in same if _letters(error.code) == _letters(code)) if same else ()

    def with_message(self, text: str) -> tuple[CaseOf, ...]:
        """The cases whose message, free of placeholders, is exactly this text, but for letter case and a full stop."""
        literal = " ".join(fold(text).split()).rstrip(".。!！ ")
        return tuple(self._by_message.get(literal, ()))

    def codes_in(self, passage: Passage) -> Iterator[CodeHit]:
        """The known codes standing in a passage, bounded on both sides as a code is, in their order."""
        if self._codes is None:
            return
        text = passage.folded
        taken = -1
        hits = self._codes.find_matches_as_indexes(text, overlapping=True)
        for number, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            if start >= taken and is_bounded(text, start, end):
                taken = end
                yield CodeHit(passage.place(start), passage.place(end - 1) + 1, self._code_errors[number])

    def templates_in(self, passage: Passage) -> Iterator[TemplateHit]:
        """The places of a passage at which words of templates stand."""
        if self._anchors is None:
            return
        for number, start, _ in self._anchors.find_matches_as_indexes(passage.folded, overlapping=True):
            yield TemplateHit(start, self._anchor_cases[number])

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
        """Whether this is a known code but for its case, delimiters, zeros and look-alike letters."""
        return _skeleton(code) in self._by_skeleton

    def near_codes(self, code: str, *, most: int = 3) -> list[tuple[KnownError, Sentence]]:
        """Known errors whose code is nearly this one, the nearest first, each with what the difference is."""
        same = self._by_skeleton.get(_skeleton(code))
        if same:
            return [(error, Sentence("the same letters and digits, written differently")) for error in same][:most]
        folded = fold(code.strip())[:200]
        alike = process.extract(
            folded, self._by_code.keys(), scorer=fuzz.ratio, score_cutoff=_CODE_LIKENESS, limit=most
        )
        best = alike[0][1] if alike else 0
        names = [name for name, score, _ in alike if score == best]
        return [(error, Sentence("a code spelled much like it")) for name in names for error in self._by_code[name]][
            :most
        ]

    @property
    def codes(self) -> Mapping[str, list[KnownError]]:
        """Every folded code with its errors."""
        return self._by_code


def _shortened(anchored: dict[str, list[CaseOf]]) -> dict[str, list[CaseOf]]:
    """The anchors by their first characters, which are enough to find them and cost a fraction of the memory.

    Where many begin alike they stay whole, so that one beginning does not bring up all of them.
    """
    found: dict[str, list[CaseOf]] = {}
    alike = Counter(anchor[:LONGEST_ANCHOR] for anchor in anchored)
    for anchor, cases in anchored.items():
        begin = anchor[:LONGEST_ANCHOR]
        found.setdefault(begin if alike[begin] <= _MOST_ALIKE else anchor, []).extend(cases)
    return found


def is_bounded(text: str, start: int, end: int) -> bool:
    """Whether a code at ``start`` to ``end`` stands alone.

    It has no word character at its edges, and no ``.`` or ``-`` there that joins it to one.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    if _is_word(before) or _is_word(after):
        return False
    if after and after in ".-" and _is_word(text[end + 1 : end + 2]):
        return False
    return not (before and before in ".-" and _is_word(text[start - 2 : start - 1]))


def _is_word(letter: str) -> bool:
    # Chinese, Japanese and Korean text has no spaces: a code may stand directly beside it.
    return bool(letter) and (letter.isalnum() or letter == "_") and not _CJK.match(letter)


def _letters(code: str) -> str:
    """A code without its case and its delimiters."""
    return _SKELETON.sub("", fold(code))


def _skeleton(code: str) -> str:
    """A code without what people get wrong: case, delimiters, leading zeros, O for 0, l and i for 1."""
    parts = [part for part in _SKELETON.split(fold(code)) if part]
    if len(parts) > 1 and _NUMBER_LIKE.fullmatch(parts[-1]):
        head, tail = "".join(parts[:-1]), parts[-1]
    else:
        joined = "".join(parts)
        number = _NUMBER_AT_END.search(joined)
        head, tail = (joined[: number.start()], number[0]) if number else (joined, "")
    return f"{head.translate(_CONFUSABLE)}#{tail.translate(_CONFUSABLE).lstrip('0')}"
