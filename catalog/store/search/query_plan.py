"""Query plan: the code, the services and the words of a query, each with its alternatives."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, islice
from urllib.parse import quote_plus

from tantivy import Occur, Query

from catalog.store.search.analysis import (
    LIGHT,
    NOISE,
    Word,
    code_key,
    code_key_without_zeros,
    folded,
    is_cjk,
    mentioned_codes,
    stem,
    words,
)
from catalog.store.search.results import Filters
from catalog.store.search.search_entries import CODE, FIELDS, HEAD, LONGEST_NAME, PLACE, SOLUTION, TEXT
from catalog.store.search.search_index import SearchIndex
from catalog.store.search.service_names import Mention
from catalog.store.search.synonyms import is_wider

LONGEST_QUERY = 2_000
"""Characters of a query that is searched for; a longer one is refused."""

READ_OF_A_QUERY = 300
"""Characters of a query that are read; what stands behind them changes no result."""

READ_OF_AN_ADDRESS = 780
"""Characters of the part that is read as an address writes it: each link of a page of results carries it, and a letter
of another script has up to nine there."""

_MOST_WORDS = 16
_MOST_TERMS = 40
"""Terms looked for of all words of a query: a name of ten humps has ten."""
_MOST_BEGINNINGS = 30
_SHORTEST_BEGINNING = 1
_LONGEST_ACRONYM = 4
_LONGEST_SHOWN = 40

# Weights of a hit. The score of a term is tantivy's BM25: some units for a common word, up to 15 for a rare one.
_WEIGHTS = {CODE: 3.0, HEAD: 2.0, TEXT: 1.0, SOLUTION: 0.5, PLACE: 0.4}
"""A word counts most in the code or the message, less in the other texts, least as the name of service or section."""
_SYNONYM, _WIDER = 0.9, 0.7
"""A synonym counts a little less than the word itself, a wider word much less."""
_TIE = 0.3
"""A word counts once, where it fits best; of the other places where it stands too, this part is added."""
_COMPLETE = 10.0
"""Additional weight of a hit that has all words."""
_OF_CONCEPTS = (CODE, HEAD, TEXT, SOLUTION)
_CORRECTED = 0.7
_HINT = 0.2
_BEGINNING = 0.5
_NAMED_SERVICE, _OF_ITS_FAMILY = 10.0, 5.0
_PERHAPS_SERVICE = 5.0
_SERVICE_IN_TEXT = 0.5
LEAST_OF_A_CODE = 1e6
_EXACT, _BEGINS, _BUT_FOR_ZEROS = 3e6, 2e6, LEAST_OF_A_CODE
"""Codes that are the query, begin with it, or are it but for leading zeros come before all hits of words."""


@dataclass(frozen=True)
class Unit:
    """A word of a query, or several that are one phrase, and the query for what has it.

    ``text`` is what was typed, shortened where it is shown behind each hit that lacks it. ``terms`` and ``concepts``
    are those by which it is found. ``corrected`` is the known word that stands for a
    mistyped one.
    """

    text: str
    query: Query
    terms: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    corrected: str | None = None


@dataclass(frozen=True)
class QueryPlan:
    """A query, ready to be asked of an index.

    ``within`` are the slugs of the services that it surely names, the ``exact`` first of them not only by the beginning
    of their names, and ``names`` the units that do so. ``is_code`` is whether some code is just the query. ``text`` is
    what was typed, ``corrected`` what is looked for in its place. ``hints`` are queries for words that tell little:
    hits need not have them. ``missing`` are words that are given up.
    """

    index: SearchIndex
    text: str
    key: str
    units: tuple[Unit, ...] = ()
    names: tuple[Unit, ...] = ()
    within: tuple[str, ...] = ()
    exact: int = 0
    perhaps: tuple[str, ...] = ()
    hints: tuple[Query, ...] = ()
    is_code: bool = False
    corrected: str | None = None
    missing: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to search for."""
        return not (self.key or self.units or self.names)

    def hits(self, least: int) -> Query:
        """Return the query for what has at least ``least`` units, scored; codes that are like the query come first."""
        worded = self._worded(least)
        return Query.disjunction_max_query([*self.named, *([worded] if worded else [])])

    @cached_property
    def named(self) -> list[Query]:
        """The queries for the codes that are the query or begin with it."""
        if not self.key:
            return []
        schema = self.index.schema
        bare = code_key_without_zeros(self.text)
        of_service = any_of([self.index.term("service", slug) for slug in self.within]) if self.within else None
        # Leading zeros are ignored, but not taken for a beginning: iMetal.02 does not begin iMetal.0002.
        begins = Query.fuzzy_term_query(schema, "key", self.key, distance=0, prefix=True)
        if of_service:
            begins = all_of([begins, of_service])
        return [
            Query.const_score_query(self.index.term("key", self.key), _EXACT),
            Query.const_score_query(begins, _BEGINS),
            Query.const_score_query(self.index.term("bare", bare), _BUT_FOR_ZEROS),
        ]

    def _worded(self, least: int) -> Query | None:
        if self.is_code and not self.within:
            # The texts that speak of it.
            return self.index.term("mention", self.key)
        if not self.units and not self.names:
            return None
        words = [unit.query for unit in self.units]
        must = [any_of(words, least)] if words else []
        if self.within:
            named = [self.index.term("service", slug) for slug in self.within]
            others = self._of_others(words)
            must.append(Query.const_score_query(any_of([*named, *others]), 0))
        should = [*(unit.query for unit in self.names), *self.hints]
        if least < len(words):
            should.append(Query.const_score_query(any_of(words, len(words)), _COMPLETE))
        if self.perhaps:
            of_these = any_of([self.index.term("service", slug) for slug in self.perhaps])
            should.append(Query.const_score_query(of_these, _PERHAPS_SERVICE))
        return Query.boolean_query([*((Occur.Must, each) for each in must), *((Occur.Should, each) for each in should)])

    def _of_others(self, words: Sequence[Query]) -> list[Query]:
        """Return the query for what of other services has all words, and speaks of the named ones in its message.

        There is none where an entry of the named services itself has all words.
        """
        of_named = any_of([self.index.term("service", slug) for slug in self.within[: self.exact]])
        if not words or self.index.number_of(all_of([of_named, *words])):
            return []
        return [all_of([*words, *(self.index.term(HEAD, term) for unit in self.names for term in unit.terms)])]

    @property
    def least(self) -> int:
        """How many units a hit has at least: both of two, half of more; of a service that is named, half of any."""
        count = len(self.units)
        half = -(-count // 2)
        return half if self.within else min(count, max(2, half))


def read_of(query: str) -> str:
    """Return the part of a query that is read."""
    read = query[:READ_OF_A_QUERY].encode("utf-8", "replace").decode()
    if read.isascii() and len(read) * 3 <= READ_OF_AN_ADDRESS:
        return read
    sizes = accumulate(len(quote_plus(letter)) for letter in read)
    return read[: bisect_right(list(sizes), READ_OF_AN_ADDRESS)]


def plan_query(text: str, index: SearchIndex, *, in_service: bool = False, by_word: bool = False) -> QueryPlan:
    """Read a typed text as a query; ``in_service`` where the hits are narrowed to a service already.

    With ``by_word`` no words are taken together as a phrase.
    """
    text = " ".join(read_of(text.replace("\x00", " ")).split())
    key = code_key(text)
    is_code = bool(key) and bool(index.count("key", key) or _exact_but_for_zeros(index, text, key))
    typed = list(words(text))[:_MOST_WORDS]
    plan = QueryPlan(index, text, key, is_code=is_code)
    if not typed or (" " not in text and (is_code or _begins_codes(index, text, key))):
        return plan
    return _Reader(index, text, typed, in_service=in_service, by_word=by_word).read(plan)


def filter_query(index: SearchIndex, filters: Filters) -> Query | None:
    """Return the query for what filters keep; None where they keep all."""
    values = {
        "service": filters.service,
        "vendor": filters.vendor,
        "status": filters.http_status,
        "section": filters.section,
        "category": filters.category,
        "retryable": filters.retryable,
        "has_solution": None if filters.has_solution is None else "yes" if filters.has_solution else "no",
    }
    terms = [index.term(field, value) for field, value in values.items() if value is not None]
    if filters.prefix:
        prefix = folded(filters.prefix)[:LONGEST_NAME]
        terms.append(Query.fuzzy_term_query(index.schema, "name", prefix, distance=0, prefix=True))
    return Query.const_score_query(all_of(terms), 0) if terms else None


def any_of(queries: Sequence[Query], least: int = 1) -> Query:
    """Return the query for what at least ``least`` of some queries find."""
    return Query.boolean_query([(Occur.Should, each) for each in queries], minimum_number_should_match=least)


def all_of(queries: Sequence[Query]) -> Query:
    """Return the query for what all of some queries find."""
    return Query.boolean_query([(Occur.Must, each) for each in queries])


def _begins_codes(index: SearchIndex, text: str, key: str) -> bool:
    """Return whether a text is a prefix of codes, so that its parts are not searched as words."""
    return bool(mentioned_codes(text)) and index.begins_codes(key)


def _exact_but_for_zeros(index: SearchIndex, text: str, key: str) -> bool:
    """Return whether codes equal the text but for leading zeros, and none begins as it was typed."""
    return bool(index.count("bare", code_key_without_zeros(text))) and not index.begins_codes(key)


@dataclass(frozen=True, slots=True)
class _TypedWord:
    """A term of a query as it is looked for, the typed word it is of, and the known words if it was mistyped."""

    term: str
    word: str
    corrected: tuple[str, ...] = ()
    is_last: bool = False
    is_part: bool = False

    @property
    def is_light(self) -> bool:
        """True for a stop word, unless it was written as part of a longer word."""
        return self.term in LIGHT and not self.is_part

    @property
    def may_be_left_out(self) -> bool:
        """True if a phrase means the same without this word."""
        return self.is_light and self.term not in ("not", "no")


def _display_text(typed: Iterable[_TypedWord]) -> str:
    text = " ".join(dict.fromkeys(each.word for each in typed))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


class _Reader:
    """Reads the words of one query."""

    def __init__(
        self, index: SearchIndex, text: str, typed: Sequence[Word], *, in_service: bool, by_word: bool
    ) -> None:
        self._index = index
        self._in_service = self._in_one_service = in_service
        self._text = text
        self._typed = typed
        self._longest = 1 if by_word else READ_OF_A_QUERY

    def read(self, plan: QueryPlan) -> QueryPlan:
        typed = list(islice((each for word in self._typed for each in self._words_of(word)), _MOST_TERMS))
        sequence = [each.term for each in typed]
        mentions = (
            []
            if self._in_service
            else list(self._index.names.mentions(sequence, [folded(each.word) for each in typed]))
        )
        sure = [each for each in mentions if each.sure]
        taken = {at for each in sure for at in range(each.start, each.end)}
        exact = dict.fromkeys(slug for each in sure for slug in each.slugs)
        within = tuple(dict.fromkeys((*exact, *(slug for each in sure for slug in each.family))))
        units = self._units(typed, taken)
        corrected = [each for each in typed if each.corrected]
        return replace(
            plan,
            units=tuple(units),
            names=tuple(self._name_unit(typed[each.start : each.end], each) for each in sure),
            within=within,
            exact=len(exact),
            hints=tuple(
                Query.boost_query(self._literal(each), _HINT)
                for at, each in enumerate(typed)
                if at not in taken and each.is_light and units
            ),
            perhaps=tuple(dict.fromkeys(slug for each in mentions if not each.sure for slug in each.slugs)),
            corrected=self._corrected_text(typed) if corrected else None,
        )

    def _words_of(self, word: Word) -> Iterator[_TypedWord]:
        typed = self._text[word.start : word.end]
        # One letter is the beginning of too much to be looked for beside other words.
        is_last = word is self._typed[-1] and (len(typed) > 1 or len(self._typed) == 1)
        if is_cjk(typed):
            yield _TypedWord("\n".join(word.parts), typed)
            return
        if (
            word.parts != (word.whole,)
            or self._is_known(word.whole, folded(typed))
            or self._index.names.of_operation(folded(typed))
        ):
            is_part = len(word.parts) > 1
            yield from (
                _TypedWord(part, typed, is_last=is_last and len(part) > is_part, is_part=is_part) for part in word.parts
            )
            return
        near = [] if self._goes_on(word.whole, folded(typed)) else self._near(folded(typed))
        if near:
            yield _TypedWord(stem(near[0]), typed, tuple(near))
        else:
            yield _TypedWord(word.whole, typed, is_last=is_last)

    def _is_known(self, term: str, typed: str) -> bool:
        if term in NOISE or term in LIGHT or term in self._index.thesaurus.terms:
            return True
        # A stem may be that of another word: redi, of redy, is that of Redis.
        return self._index.has(term) and (typed.startswith(term) or typed in self._index.vocabulary)

    def _near(self, word: str) -> list[str]:
        if not word.isalpha():
            return []
        vocabulary = self._index.vocabulary
        near = vocabulary.near(word) or (vocabulary.near(word[:-1]) if word.endswith("s") else [])
        # A word this short may be a new acronym, so it is not corrected to a filler word.
        return [each for each in near if len(word) > _LONGEST_ACRONYM or stem(each) not in NOISE | LIGHT]

    def _goes_on(self, term: str, typed: str) -> bool:
        """Return whether index terms begin with a word, which may be unfinished."""
        # A stem that is spelled otherwise (redy: redi) is no beginning of what was typed.
        return any(self._beginnings(each) for each in {term, typed} if typed.startswith(each))

    def _beginnings(self, term: str) -> list[str]:
        if len(term) < _SHORTEST_BEGINNING:
            return []
        searcher = self._index.searcher
        return [each for each, _ in searcher.terms_with_prefix(TEXT, term, limit=_MOST_BEGINNINGS) if each != term]

    def _units(self, typed: Sequence[_TypedWord], taken: set[int]) -> list[Unit]:
        runs: list[list[_TypedWord]] = [[]]
        for at, each in enumerate(typed):
            if at in taken:
                runs.append([])
            elif each.term not in NOISE:
                runs[-1].append(each)
        spans = [
            (run[start:end], concepts)
            for run in runs
            for start, end, concepts in self._index.thesaurus.spans([each.term for each in run], longest=self._longest)
        ]
        telling = [each for each in spans if len(each[0]) > 1 or not each[0][0].is_light]
        if not telling and not taken:
            # Words that tell little are all there is.
            telling = spans or [([each], ()) for each in typed]
        self._in_one_service = self._in_service or bool(taken)
        return self._once(self._unit(span, concepts) for span, concepts in telling)

    @staticmethod
    def _once(units: Iterable[Unit]) -> list[Unit]:
        return list({(unit.terms, unit.concepts): unit for unit in units}.values())

    def _unit(self, span: Sequence[_TypedWord], concepts: tuple[str, ...]) -> Unit:
        return Unit(
            text=_display_text(span),
            query=self._phrase(span, concepts),
            terms=tuple(term for each in span for term in each.term.split("\n")),
            concepts=tuple(each for each in concepts if self._is_meant(each)),
        )

    def _phrase(self, span: Sequence[_TypedWord], concepts: Iterable[str]) -> Query:
        """Return the query for a phrase: for its synonyms, or for all that it is made of."""
        # A phrase counts as all of its words would.
        alternatives = [
            self._in_fields(concept, (_WIDER if is_wider(concept) else _SYNONYM) * len(span), _OF_CONCEPTS)
            for concept in concepts
            if self._is_meant(concept)
        ]
        return Query.disjunction_max_query([self._together(span), *alternatives], _TIE)

    def _together(self, span: Sequence[_TypedWord]) -> Query:
        if len(span) == 1:
            return self._literal(span[0])
        pieces = [
            (span[start:end], concepts)
            for start, end, concepts in self._index.thesaurus.spans([each.term for each in span], longest=len(span) - 1)
        ]
        telling = [each for each in pieces if len(each[0]) > 1 or not each[0][0].may_be_left_out] or pieces
        return all_of([self._phrase(*each) for each in telling])

    def _is_meant(self, concept: str) -> bool:
        """Return whether a concept counts: one of a wider word only within one service."""
        return self._in_one_service or not is_wider(concept)

    def _literal(self, typed: _TypedWord) -> Query:
        if "\n" in typed.term:
            pairs = typed.term.split("\n")
            return all_of([self._in_fields(pair) for pair in pairs])
        alternatives = [self._in_fields(typed.term)]
        alternatives += [self._in_fields(stem(word), _CORRECTED) for word in typed.corrected[1:]]
        if typed.is_last or not self._index.has(typed.term):
            beginnings = dict.fromkeys((*self._beginnings(typed.term), *self._beginnings(folded(typed.word))))
            alternatives += [self._in_fields(term, _BEGINNING) for term in list(beginnings)[:_MOST_BEGINNINGS]]
        return alternatives[0] if len(alternatives) == 1 else Query.disjunction_max_query(alternatives, 0.0)

    def _in_fields(self, term: str, weight: float = 1.0, fields: Sequence[str] = FIELDS) -> Query:
        queries = [Query.boost_query(self._index.term(field, term), weight * _WEIGHTS[field]) for field in fields]
        return Query.disjunction_max_query(queries, _TIE)

    def _name_unit(self, typed: Sequence[_TypedWord], mention: Mention) -> Unit:
        in_text = [Query.boost_query(self._in_fields(each.term), _SERVICE_IN_TEXT) for each in typed]
        by_name = [
            Query.const_score_query(self._index.term("service", slug), worth)
            for slugs, worth in ((mention.slugs, _NAMED_SERVICE), (mention.family, _OF_ITS_FAMILY))
            for slug in slugs
        ]
        return Unit(
            text=_display_text(typed),
            query=Query.disjunction_max_query([*by_name, all_of(in_text)], 0.1),
            terms=tuple(each.term for each in typed),
        )

    def _corrected_text(self, typed: Sequence[_TypedWord]) -> str:
        texts: list[str] = []
        for each in typed:
            word = each.corrected[0] if each.corrected else each.word
            if not texts or texts[-1] != word:
                texts.append(word)
        return " ".join(texts)
