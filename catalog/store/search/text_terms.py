"""Reading a catalog's texts for the search index: their terms, the concepts that they speak of, and their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, TypeVar

from catalog.store.search.analysis import LIGHT, cut, folded, mentioned_codes, numbers_without_zeros, word_terms
from catalog.store.search.synonyms import Thesaurus

_MOST_WORDS = 100_000
_BETWEEN = "\n"

_Value = TypeVar("_Value")


class TextTerms(NamedTuple):
    """Terms of a text, with each of its concepts once, separated by blanks; and the codes that it mentions."""

    terms: str
    mentions: tuple[str, ...] = ()


class CodeTerms(NamedTuple):
    """Terms of a code as those of a text, and those of them that say what it means; of how many parts it is made."""

    terms: str
    telling: str
    parts: int


class TextReader:
    """Reads the texts of a catalog.

    ``vocabulary`` are all words so far, as they are spelled; ``counts`` says of some of them how often they stand in
    texts other than codes.
    """

    def __init__(self, thesaurus: Thesaurus, counted: Collection[str]) -> None:
        """Prepare to find what ``thesaurus`` knows, and to count the words of ``counted``, which are in small letters.

        Of these, every spelling is counted by itself.
        """
        self.vocabulary: set[str] = set()
        self.counts: Counter[str] = Counter()
        self._thesaurus = thesaurus
        self._names = counted
        self._spellings: set[str] = set()
        self._terms = _OfWords(self._read_word)
        self._phrases = _OfWords(self._read_word_of_phrase)
        self._in_codes = _OfWords(self._read_word_of_code)

    def read(self, texts: Iterable[str]) -> dict[str, TextTerms]:
        """Return the terms of each of some texts, which together cost half of what each would by itself."""
        texts = list(texts)
        words: list[str] = []
        for text in texts:
            words += cut(text)
            words.append(_BETWEEN)
        of_texts = " ".join(map(self._terms.__getitem__, words)).split(_BETWEEN)
        phrases = "".join(map(self._phrases.__getitem__, words)).split(_BETWEEN)
        self.counts.update(filter(self._spellings.__contains__, words))
        return {
            text: TextTerms(self._with_concepts(own, telling), mentioned_codes(text))
            for text, own, telling in zip(texts, of_texts, phrases, strict=False)
        }

    def read_code(self, code: str) -> CodeTerms:
        """Return the terms of a code or another name of it."""
        words = cut(code)
        read = [*map(self._in_codes.__getitem__, words)]
        every = " ".join([each.terms for each in read])
        telling = " ".join([each.telling for each in read if each.telling])
        phrases = "".join(map(self._phrases.__getitem__, words))
        return CodeTerms(
            self._with_concepts(every, phrases),
            self._with_concepts(telling or every, phrases),
            sum([each.parts for each in read]),
        )

    def _with_concepts(self, of_text: str, phrases: str) -> str:
        concepts = self._thesaurus.concepts(phrases)
        return " ".join((of_text, *dict.fromkeys(concepts))) if concepts else of_text

    def _read_word(self, word: str) -> str:
        if word == _BETWEEN:
            return word
        self.vocabulary.add(word)
        if folded(word) in self._names:
            self._spellings.add(word)
        return " ".join(every_term(word))

    def _read_word_of_phrase(self, word: str) -> str:
        return word if word == _BETWEEN else self._thesaurus.telling(word_terms(word).parts)

    def _read_word_of_code(self, word: str) -> CodeTerms:
        every = [*self._terms[word].split(), *numbers_without_zeros(word)]
        telling = [each for each in every if each not in LIGHT]
        return CodeTerms(" ".join(every), " ".join(telling), len(word_terms(word).parts))


def every_term(word: str) -> tuple[str, ...]:
    """Return all terms by which a word of a text is found."""
    read = word_terms(word)
    return *read.parts, *read.beside


class _OfWords(dict[str, _Value]):
    """Values made of words, each once as long as there are not too many."""

    def __init__(self, make: Callable[[str], _Value]) -> None:
        self._make = make

    def __missing__(self, word: str) -> _Value:
        if len(self) >= _MOST_WORDS:
            self.clear()
        made = self[word] = self._make(word)
        return made
