"""The codes in running text: known ones, and those that a rule or a field's name calls so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from catalog.diagnosis.code_contexts import Contexts
from catalog.diagnosis.code_owners import (
    BEHIND_NAMES,
    CALLED,
    OF_PROGRAMS,
    RULES_OF_A_SERVICE,
    RULES_OF_SORTS,
    behind_name,
    behind_name_of_service,
    by_number,
    names_in,
    of_named_service,
    of_service_before,
    of_services,
    of_sort,
    sentence_around,
)
from catalog.diagnosis.code_rules import CODE_SHAPE, RULES, SHORT_NUMBER
from catalog.diagnosis.evidence import Certainty, Evidence, read_rules
from catalog.diagnosis.index import CatalogIndex, CodeHit
from catalog.diagnosis.names import normal_name
from catalog.diagnosis.numbers import (
    FEWEST_WORDS_OF_PROSE,
    LEAST_MADE_UP,
    LEAST_RUN_TOGETHER,
    NAMES_A_SORT,
    NEARBY,
    REACH,
    TELLING_HUMPS,
    VAGUE,
)
from catalog.diagnosis.second_codes import NAME_OF_CODE, without_second_codes
from catalog.diagnosis.statuses import STANDARD_STATUS, STATUS_NUMBER, is_reason_phrase
from catalog.diagnosis.text_evidence import Place, TextEvidence, is_case_bound
from catalog.diagnosis.text_spans import begins_error
from catalog.diagnosis.wordings import constants_of, names_of
from catalog.diagnosis.words import everyday_words, plain_names
from catalog.folding import TextSpan, fold
from catalog.known_error import KnownError

HUMP = re.compile(r"[A-Z][a-z0-9]*")
"""One word of a code in humps."""

SUFFIX = re.compile(r"(?:Exception|Error|Fault)$")
"""Ending by which a library makes a code the name of an exception's class."""

_REGISTER = re.compile(
    r"(?:\b(?!\w*(?:err|exc|fail|fault|reason|code))[a-z]+_(?:id|irq|stat|mask|flags?|addr|reg|bits|caps|len|size|seq)"
    r"[ ]?[:=]?[ ](?:\d{1,10}[ ]=[ ])?|\b[a-z_]\w*\.[a-z]\w*\()$"
)
"""Before the bits of a register, the number of a command, or an argument of a call, which is printed as errors are."""

_BYTE = re.compile(r"0[xX][0-9A-Fa-f]{1,2}")
_BEFORE_BYTE = re.compile(
    r"(?:err\w*|reason|(?-i:\brsn)|status|code|exception|response|result|nrc|fail\w*|with)[ :=(\[\"']{0,3}$"
    r"|[A-Za-z] \($",
    re.IGNORECASE,
)
"""Before a byte that is a code: a word that says so, or a name whose number it is: ``InvalidKey (0x35)``."""

_STATUS_BEFORE = re.compile(r"\b[45]\d\d \($")
_STATUS_BEHIND = re.compile(r": [45]\d\d (?P<words>[A-Z][A-Za-z' -]{2,40}?)(?= at |:|\s*$| \((?:error )?code)")
"""Before and behind the words of a status as a program spells them: ``404 (NotFound)``,
``NotFound: 404 Not Found (error code: 10062)``.
"""

_DEVICE = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:])")
"""The address of a device, whose parts are no codes: ``00:1A:0B:2C:3D:4E``."""

_PATH_BEFORE = re.compile(r"(?:\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) |\bpath=\"?|://)\S*/$")
"""Before a part of the address of a request: ``GET /rooms/``."""

_HASH_OF_LIST = re.compile(r"^(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,40} \w", re.MULTILINE)
"""The hash of a commit before its subject, which may be spelled as a code is in capitals."""

_SHORT_CODE = re.compile(r"[A-Z]{1,2}\d{1,2}")
_WORDS_OF_PROSE = re.compile(r"(?<![\w.-])[^\W\d_]{2,}(?![\w-])")
_SOUNDS_OF_TROUBLE = re.compile(
    r"err|fehl|fail|fault|code|alarm|warn|trouble|problem|stör|stopp?|display|show|blink|flash|says?\b|gets?\b|got\b"
    r"|zeigt|meldet|anzeige|reject|declin|return|refus|reason|status|cannot|can['’]?t|won['’]?t|not\b|nicht|what|was\b"
    r"|mean|help|hilfe|issue|broken|defekt|since|seit|panel|screen|lamp|written|there is|错|故障|エラー",
    re.IGNORECASE,
)
_SENTENCE_GOES_ON = re.compile(r"[ ][a-z]{2}")


_OF_CASSANDRA, _OF_CLASS = "code-of-cassandra", "code-of-class-in-brackets"
_IN_CAPITALS = ("code-in-capitals", "code-of-rcode")
"""Rules that read any longer word in capitals."""


_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,3}")
_BEFORE_VERSION = re.compile(
    r"(?:\b[245]\d\d[ -]|\#|[(\[]|(?:code|status|error|dsn|response|reply)(?: was)?[\"']?[ :=]{1,2})$", re.IGNORECASE
)
"""Before a code that looks like a version, where it is one: ``550 5.1.1``, ``(#5.1.1)``, ``dsn=5.1.1``."""

_COUNTED = re.compile(r"[A-Za-z]+ \d{1,2}")
_WORD_AND_NUMBER = re.compile(r"[A-Za-z]+ {1,4}\d{1,5}")
_NUMBER_BEHIND = re.compile(r" \d{2,6} [A-Z]|:\d\d\b")
_HEADING = re.compile(r"(?:^|\n)#{1,6} \*{0,2}$")
"""A word and a short number, and the beginning of a heading of Markdown, in which the number only counts."""

_IN_LINK = re.compile(r"://\S*$")
_DATE = re.compile(r"\d{4}-\d\d")
_STATE = "code-sqlstate"


def evidence_of_codes(text: str, folded: str) -> Iterator[Evidence]:
    """Yield the evidence of codes that the rules find."""
    return read_rules(RULES, text, folded)


def find_codes(evidence: TextEvidence, index: CatalogIndex, read: Sequence[Evidence], *, among: bool) -> list[CodeHit]:
    """The codes in running text, known ones and those that a rule or a field's name calls so, in their order.

    ``read`` is what the rules find; ``among`` known errors, what is shaped like a code and stands where a log's line
    says its error is another.
    """
    text = evidence.running
    named = {place.start: "code-field" for place in evidence.codes if place.name and place.rank < NAMES_A_SORT}
    named |= {each.span[0]: each.rule for each in read if each.certainty >= Certainty.NAMED or each.rule == _STATE}
    contexts = Contexts()
    surest_last = sorted(read, key=lambda each: each.certainty)
    numbered = {each.span[1]: each for each in surest_last if each.rule in CALLED}
    called_so = {
        each.span
        for each in read
        if each.certainty >= Certainty.HINT or each.rule in (*RULES_OF_A_SERVICE, *RULES_OF_SORTS)
    }
    of_catalog = (
        _unless_mentioned(
            behind_name(by_number(hit, numbered.get(hit.end), text, index), text, index), evidence, index, contexts
        )
        for hit in _of_catalog(text, index, named)
    )
    # `error code: -26` is a code by the words before it, not by its look.
    taken = _Taken([hit for hit in of_catalog if not (hit.shown_only and (hit.start, hit.end) in called_so)])
    hits: list[CodeHit] = []
    called: dict[tuple[str, str], CodeHit | None] = {}
    # Of two rules that read the same words, the surer one counts.
    for each in sorted(read, key=lambda each: -each.certainty):
        # A text repeats itself: what was looked up once is not looked up again.
        question = each.rule, each.value
        if called.get(question, each) is None or not taken.is_free(*each.span):
            continue
        if question not in called:
            called[question] = _called(each, index)
        if (hit := called[question]) is not None:
            hit = hit._replace(start=each.span[0], end=each.span[1])
            hit = behind_name(hit, text, index) if each.rule in CALLED else hit
            if each.rule in RULES_OF_A_SERVICE:
                hits.append(of_named_service(hit, text, index))
                continue
            if each.rule in RULES_OF_SORTS:
                hits.append(of_sort(hit, text, index))
                continue
            if each.rule in BEHIND_NAMES:
                hit = behind_name_of_service(hit, each.value, text, index)
            hits.append(_unless_mentioned(hit, evidence, index, contexts) if each.certainty < Certainty.NAMED else hit)
    # Of overlapping words, those that are a code whatever is said beside them.
    taken.add(hit for hit in hits if not hit.shown_only)
    taken.add(hit for hit in hits if hit.shown_only)
    if "://" in text:
        taken = _Taken(_without_links(text, taken.hits))
    taken.add(_named_codes(evidence, index, taken, contexts, among=among or bool(taken.hits)))
    return list(without_second_codes(evidence, taken.hits))


class _Taken:
    """Codes in their order, none over another."""

    def __init__(self, hits: list[CodeHit]) -> None:
        self.hits = hits
        self._starts = [hit.start for hit in hits]

    def is_free(self, start: int, end: int) -> bool:
        """Return whether no code stands between two offsets."""
        at = bisect_left(self._starts, start)
        behind = at < len(self.hits) and self.hits[at].start < end
        return not behind and not (at and self.hits[at - 1].end > start)

    def add(self, hits: Iterable[CodeHit]) -> None:
        """Take those of ``hits`` that stand over none that is there, nor over each other."""
        fresh: list[CodeHit] = []
        end = -1
        # Of two rules that read the same words, the one that needs no message beside them.
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.shown_only)):
            if hit.start >= end and (not self.hits or self.is_free(hit.start, hit.end)):
                fresh.append(hit)
                end = hit.end
        if fresh:
            self.hits = sorted((*self.hits, *fresh), key=lambda hit: hit.start) if self.hits else fresh
            self._starts = [hit.start for hit in self.hits]


def _called(each: Evidence, index: CatalogIndex) -> CodeHit | None:
    """Return a code named by a rule, if the catalog has it or the rule is sure."""
    start, end = each.span
    weak = each.certainty is Certainty.SHAPE
    if each.rule in _IN_CAPITALS and (len(each.value) < LEAST_MADE_UP or fold(each.value) in everyday_words()):
        return None
    if each.rule == "code-sqlcode":
        names = f"SQL{each.value:0>4}N", f"-{each.value}", each.value
        errors = next(filter(None, map(index.with_code, names)), ())
        return CodeHit(start, end, errors, shown_only=weak, rule=each.rule) if errors else None
    if each.rule == _OF_CASSANDRA and (errors := index.with_code(f"0x{each.value}")):
        return CodeHit(start, end, errors, shown_only=weak, rule=each.rule)
    errors = index.with_code(each.value) or (index.with_constant(each.value) if each.rule == _OF_CLASS else ())
    if not errors and each.rule in ("code-class-name", "code-in-humps"):
        word = SUFFIX.sub("", each.value)
        errors = tuple(
            error for error in index.with_code(word) if is_case_bound(word if word in names_of(error) else error.code)
        )
        if not errors and (humps := len(HUMP.findall(word))) > 1:
            # NotLeaderOrFollowerException is NOT_LEADER_OR_FOLLOWER; two words are, where its message stands beside.
            errors = tuple(error for error in index.with_normalised_spelling(word) if "_" in error.code)
            # Names in small letters, rate_limit_exceeded, are many a service's.
            weak = weak or humps < TELLING_HUMPS or not all(error.code.isupper() for error in errors)
    if each.rule in OF_PROGRAMS:
        # `curl: (6)` is curl's, whoever else has a 6.
        errors = tuple(error for error in errors if OF_PROGRAMS[each.rule] in error.service.split("-"))
    if each.rule in CALLED and (called_so := index.with_code(f"{CALLED[each.rule]} {each.value}")):
        if each.certainty >= Certainty.NAMED or not errors:
            return CodeHit(start, end, called_so, shown_only=each.certainty < Certainty.NAMED, rule=each.rule)
        errors = tuple(dict.fromkeys((*errors, *called_so)))
    if each.rule == "code-spaced":
        same = index.spelled_like(each.value)
        return CodeHit(start, end, same, is_normalised=True, shown_only=weak, rule=each.rule) if same else None
    written = {each.value, SUFFIX.sub("", each.value)}
    if each.rule == "code-of-erlang":
        errors = tuple(error for error in errors if each.value.upper() in names_of(error))
    begins_line = each.rule == "code-begins-line"
    if begins_line and len(each.value) >= LEAST_RUN_TOGETHER and each.value.isalpha():
        # `toomanyrequests: …` is no word of a sentence, and none in humps.
        weak = False
        errors = tuple(error for error in errors if not is_case_bound(error.code))
    if (begins_line or each.rule == "code-of-alert") and not errors:
        # Registries say MANIFEST_UNKNOWN in words: "manifest unknown: …".
        errors = tuple(error for error in index.with_normalised_spelling(each.value) if "_" in error.code)
    if errors and (
        begins_line
        or each.rule == "code-of-erlang"
        or not each.value.isalpha()
        or any(written.intersection(names_of(error)) or not error.code.isalpha() for error in errors)
    ):
        shown_only = weak or (each.certainty is Certainty.HINT and STANDARD_STATUS.fullmatch(each.value) is not None)
        return CodeHit(start, end, errors, shown_only=shown_only, rule=each.rule)
    if errors or each.certainty < Certainty.NAMED or not any(map(str.isalpha, each.value)):
        return None
    # gRPC's libraries write PERMISSION_DENIED in humps.
    same = index.with_normalised_spelling(each.value)
    return CodeHit(start, end, same, is_normalised=bool(same), rule=each.rule)


def _without_links(text: str, hits: list[CodeHit]) -> list[CodeHit]:
    """Codes without those in web addresses, unless they stand nowhere else."""
    linked = [bool(_IN_LINK.search(text[max(hit.start - 300, 0) : hit.start])) for hit in hits]
    named = [tuple((each.service, each.code) for each in hit.errors) for hit in hits]
    spoken = {names for names, link in zip(named, linked, strict=True) if not link}
    return [hit for hit, names, link in zip(hits, named, linked, strict=True) if not link or names not in spoken]


def _of_catalog(text: str, index: CatalogIndex, named: Mapping[int, str]) -> Iterator[CodeHit]:
    """Yield the known codes that stand in a text as they are written, in their order, none over another.

    One that a rule or a field's name calls a code, too, as ``named`` says, is surely one.
    """
    # A text repeats itself: how a code is written is judged once.
    judged: dict[str, CodeHit] = {}
    for hit in index.codes_in(TextSpan(text, whole=False)):
        written = text[hit.start : hit.end]
        if "\n" in written:
            # The end of one line and the beginning of the next: `transport error`, `1: …`.
            continue
        if (same := judged.get(written)) is None:
            same = judged[written] = _with_number(_as_written(hit, text), written, index)
        if not same.errors:
            continue
        if _HASH_OF_LIST.match(text, hit.start) and len(list(islice(_HASH_OF_LIST.finditer(text), 2))) > 1:
            # A list of commits.
            same = same._replace(shown_only=True)
        if same.errors is not hit.errors or same.shown_only or hit.start in named:
            hit = same._replace(start=hit.start, end=hit.end, rule=named.get(hit.start, hit.rule))
        yield hit


def _as_written(hit: CodeHit, text: str) -> CodeHit:
    """The hit with the errors whose code is written so: a code made of English words is none in other letter case."""
    written = text[hit.start : hit.end]
    if _VERSION.fullmatch(written):
        return hit if _BEFORE_VERSION.search(text, max(0, hit.start - 30), hit.start) else hit._replace(shown_only=True)
    if SHORT_NUMBER.fullmatch(written):
        # `failed! (-1)` says no more than that it failed.
        return hit._replace(shown_only=True)
    if _WORD_AND_NUMBER.fullmatch(written) and (
        ("   " in written and SHORT_NUMBER.fullmatch(written.rpartition(" ")[2]))
        or (_COUNTED.fullmatch(written) and _HEADING.search(text, max(0, hit.start - 20), hit.start))
        or _NUMBER_BEHIND.match(text, hit.end)
    ):
        # `### Error 1: …` is the first of those that a page goes through; `ERROR 99 200 No …` has its code behind,
        # `ERROR 1:00` a time, `Error    0` a count.
        return hit._replace(shown_only=True)
    if not written.replace("_", "").isalpha():
        return hit
    same = tuple(each for each in hit.errors if written in names_of(each))
    if written.isalpha():
        return hit._replace(errors=same)
    if same:
        return hit
    # "not_found" is a name in many a program: it is the code NOT_FOUND where that one's message stands beside it.
    return hit._replace(shown_only=True)


def _with_number(hit: CodeHit, written: str, index: CatalogIndex) -> CodeHit:
    """The hit with the errors of other services that have the number alone as a code: ``error 1020``."""
    name, _, number = fold(written).rpartition(" ")
    if not (hit.errors and name in CALLED.values() and number.isdecimal()):
        return hit
    return hit._replace(errors=tuple(dict.fromkeys((*hit.errors, *index.with_code(number)))))


def _unless_mentioned(hit: CodeHit, evidence: TextEvidence, index: CatalogIndex, contexts: Contexts) -> CodeHit:
    """The hit, as one that counts with its message only where the text mentions the code and reports no error."""
    if contexts.is_spent:
        return hit
    line = evidence.lines.line_at(hit.start)
    at = hit.start - line.start
    end = at + hit.end - hit.start
    is_short = bool(at and _SHORT_CODE.fullmatch(line.text, at, end))
    if is_short and _PATH_BEFORE.search(line.text, max(0, at - NEARBY), at):
        return hit._replace(shown_only=True)
    of_status = is_reason_phrase(line.text[at:end]) and (
        _STATUS_BEFORE.search(line.text, max(0, at - NEARBY), at)
        or ((behind := _STATUS_BEHIND.match(line.text, end)) and is_reason_phrase(behind["words"]))
    )
    if of_status or (is_short and _is_of_prose(evidence.running, hit, line.text)):
        far = NEARBY if of_status else REACH
        near = evidence.running[max(0, hit.start - far) : hit.end + far]
        own = of_services(names_in(near) - plain_names(), hit.errors, index)
        return hit._replace(errors=own or hit.errors, shown_only=not own)
    if _is_of_device(line.text, at, end):
        return hit._replace(shown_only=True)
    if _BYTE.fullmatch(line.text, at, end) and not _BEFORE_BYTE.search(line.text, max(0, at - NEARBY), at):
        return hit._replace(shown_only=True)
    if line.text[at:end].startswith(("0x", "0X")) and _REGISTER.search(line.text[max(0, at - NEARBY) : at]):
        return hit._replace(shown_only=True)
    return hit if contexts.is_report(line, at, end) else hit._replace(shown_only=True)


def _is_of_device(line: str, at: int, end: int) -> bool:
    """Return whether two figures are a part of a device's address."""
    if ":" not in (line[at - 1 : at], line[end : end + 1]):
        return False
    addresses = _DEVICE.finditer(line, max(0, at - NEARBY), end + NEARBY)
    return any(each.start() <= at and end <= each.end() for each in addresses)


def _is_of_prose(text: str, hit: CodeHit, line: str) -> bool:
    """Return whether the words about a code of few letters speak of no error: ``a socket of type U4, white``."""
    if not (text[hit.start - 1 : hit.start].isspace() and text[hit.end : hit.end + 1] in (*" \n,.;?!", "")):
        return False
    about = sentence_around(text, hit)
    words = islice(_WORDS_OF_PROSE.finditer(line), FEWEST_WORDS_OF_PROSE)
    return len(list(words)) == FEWEST_WORDS_OF_PROSE and not _SOUNDS_OF_TROUBLE.search(about)


def _named_codes(
    evidence: TextEvidence, index: CatalogIndex, taken: _Taken, contexts: Contexts, *, among: bool
) -> Iterator[CodeHit]:
    """Codes that a field's name calls so: plain words, known ones written otherwise, what is in no catalog."""
    text = evidence.running
    looked_up: dict[tuple[str, str], tuple[tuple[KnownError, ...], tuple[KnownError, ...], bool]] = {}
    for place in evidence.codes:
        end = place.start + len(place.value)
        hit = CodeHit(place.start, end, (), rule="code-field" if place.name else CODE_SHAPE.id)
        if not taken.is_free(place.start, end) or text[place.start : end] != place.value:
            continue
        if place.name and (own := of_service_before(place.value, index)):
            yield hit._replace(errors=own)
            continue
        # A text repeats itself, and most of what is shaped like a code is a thing's name: each is looked up once, and
        # for no more than it needs.
        has_capitals = not place.name and not place.value.islower()
        key = place.value, place.name
        if key not in looked_up:
            same = index.with_normalised_spelling(place.value)
            errors = index.with_code(place.value) if same or place.name or has_capitals else ()
            if not errors and place.name and place.rank < NAMES_A_SORT:
                errors = index.with_constant(place.value)
            elif errors and normal_name(place.name) == NAME_OF_CODE:
                # It may be the name of the number beside it.
                errors = tuple(dict.fromkeys((*errors, *index.with_constant(place.value))))
            looked_up[key] = errors, same, has_capitals and index.owner_of(place.value) is not None
        errors, same, is_owned = looked_up[key]
        if errors and place.rank < VAGUE:
            is_said = place.rank >= NAMES_A_SORT and _is_said(place, text)
            if not is_said or any(place.value in (*names_of(error), *constants_of(error)) for error in errors):
                # Words of every day count beside their message, or behind the number of the same error.
                is_anybodys = (
                    is_said
                    or STATUS_NUMBER.fullmatch(place.value)
                    or is_common_name(place.value, errors)
                    or (place.rank >= NAMES_A_SORT and _is_other_word(place.value, errors))
                )
                hit = hit._replace(errors=errors, shown_only=bool(is_anybodys))
                yield _unless_mentioned(hit, evidence, index, contexts)
        elif same and not errors:
            yield hit._replace(errors=same, is_normalised=True, shown_only=True)
        elif (place.rank < NAMES_A_SORT and looks_like_code(place.value)) or (
            has_capitals and not errors and (is_owned or (among and begins_error(text, place.start, end)))
        ):
            yield hit


def is_common_name(code: str, errors: Iterable[KnownError]) -> bool:
    """Return whether a code is made of everyday words and written otherwise than by its services."""
    words = fold(code).split("_")
    return all(word in everyday_words() for word in words) and not any(
        code in (*names_of(error), *constants_of(error)) for error in errors
    )


def _is_other_word(code: str, errors: Iterable[KnownError]) -> bool:
    """Return whether a code of humps begins with a small letter: ``reason: imagepullbackoff`` is a label."""
    return code.isalpha() and code[0].islower() and not any(code in names_of(error) for error in errors)


def _is_said(place: Place[str], text: str) -> bool:
    """Return whether a field not named as a code holds something else: a reason phrase, a number, a sentence."""
    if place.value.isdigit() or is_reason_phrase(place.value):
        return True
    return place.value.isalpha() and _SENTENCE_GOES_ON.match(text, place.start + len(place.value)) is not None


def looks_like_code(text: str) -> bool:
    """Return whether a value is shaped like a code: letters with digits, delimiters or humps, and no blank."""
    letters = any(letter.isalpha() for letter in text)
    marked = any(letter.isdigit() or letter in "._-" for letter in text) or is_case_bound(text)
    return letters and marked and " " not in text and not _DATE.match(text)
