"""Synonyms: groups of phrases that mean the same, found in a text and in a query alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from catalog.store.search.analysis import NOISE, terms
from catalog.synonym_groups import SynonymGroup, read_group

BUNDLED = Path(__file__).with_name("synonyms.txt")

_NONE_OF_A_PHRASE = " -"
_MARK, _MARK_OF_WIDER = "~", "~~"


@cache
def bundled_groups() -> tuple[SynonymGroup, ...]:
    """Return the groups that come with the portal."""
    lines = (line.partition("#")[0].strip() for line in BUNDLED.read_text(encoding="utf-8").splitlines())
    return tuple(read_group(line) for line in lines if line)


def with_own_groups(own: Iterable[SynonymGroup]) -> tuple[SynonymGroup, ...]:
    """Return all groups: an own one takes the place of the portal's that begins with the same phrase."""
    own = tuple(own)
    replaced = {phrase_terms(group.typed[0]) for group in own}
    kept = (group for group in bundled_groups() if phrase_terms(group.typed[0]) not in replaced)
    return *kept, *(group for group in own if len(group.typed) > 1 or group.typed != group.written)


@lru_cache(maxsize=2)
def thesaurus_of(groups: tuple[SynonymGroup, ...]) -> Thesaurus:
    """Return the thesaurus of some groups, made once for several revisions of the catalog."""
    return Thesaurus(groups)


class Thesaurus:
    """Finds the groups of a sequence of terms."""

    def __init__(self, groups: Iterable[SynonymGroup]) -> None:
        """Index the phrases of ``groups``, in the order in which the groups stand."""
        self._typed: dict[tuple[str, ...], list[str]] = defaultdict(list)
        written: dict[str, list[str]] = defaultdict(list)
        for number, group in enumerate(groups):
            concept = f"{_MARK_OF_WIDER if group.wider else _MARK}{number}"
            for phrase in map(phrase_terms, group.typed):
                if phrase and concept not in self._typed[phrase]:
                    self._typed[phrase].append(concept)
            for phrase in map(phrase_terms, group.written):
                if phrase:
                    written[" ".join(phrase)].append(concept)
        self._longest = max(map(len, self._typed), default=0)
        self._phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for words, concepts in written.items():
            for concept in concepts:
                self._phrases[concept].append(tuple(words.split(" ")))
        self.terms = frozenset(term for phrase in self._typed for term in phrase)
        self._written = frozenset(term for phrase in written for term in phrase.split(" "))
        self._concepts = list(map(tuple, written.values()))
        self._finder = AhoCorasick([f" {phrase} " for phrase in written])

    def telling(self, sequence: Iterable[str]) -> str:
        """Return the text that ``concepts`` reads, made of terms: the results for the parts of a text can be joined."""
        # A word of no phrase counts as one that stands between others.
        return "".join(
            [f" {term}" if term in self._written else _NONE_OF_A_PHRASE for term in sequence if term not in NOISE]
        )

    def concepts(self, telling: str) -> Sequence[str]:
        """Return the concepts that a text speaks of, each as a term of its own, perhaps several times."""
        if not telling.strip(_NONE_OF_A_PHRASE):
            return ()
        matches = self._finder.find_matches_as_indexes(f"{telling} ", overlapping=True)
        return [concept for each in matches for concept in self._concepts[each[0]]]

    def phrases(self, concept: str) -> Sequence[tuple[str, ...]]:
        """Return the phrases by which a text speaks of a concept, each as its terms."""
        return self._phrases.get(concept, ())

    def spans(self, sequence: Sequence[str], *, longest: int = 100) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Cut a query's terms into the longest phrases that are known: first place, the place behind, its concepts.

        What is no phrase is a span of one term, without concepts. No span has more than ``longest`` terms.
        """
        at = 0
        while at < len(sequence):
            for length in range(min(self._longest, longest, len(sequence) - at), 0, -1):
                concepts = self._typed.get(tuple(sequence[at : at + length]))
                if concepts or length == 1:
                    yield at, at + length, tuple(concepts or ())
                    at += length
                    break


def is_wider(concept: str) -> bool:
    """Return whether a concept is one of wider words."""
    return concept.startswith(_MARK_OF_WIDER)


@cache
def phrase_terms(phrase: str) -> tuple[str, ...]:
    """Return the telling terms of a phrase."""
    return tuple(term for term in terms(phrase) if term not in NOISE)
