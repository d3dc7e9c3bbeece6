"""Which case of the catalog an error shows, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz

from catalog.diagnosis import numbers
from catalog.diagnosis.alignment import ShownMessage, are_rivals, says_nothing
from catalog.diagnosis.code_contexts import CODE, is_report
from catalog.diagnosis.code_rules import RULES
from catalog.diagnosis.codes import HUMP, SUFFIX
from catalog.diagnosis.contradictions import OtherCode, contradiction
from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.marks import is_path_of
from catalog.diagnosis.match_results import Match, Matched, NearMiss
from catalog.diagnosis.names import normal_name
from catalog.diagnosis.numbers import LEAST_ERROR, LEAST_TELLING, LONGEST_SAID, MOST_TEMPLATES
from catalog.diagnosis.question import Question
from catalog.diagnosis.records import is_plain_word
from catalog.diagnosis.sentences import Sentence
from catalog.diagnosis.statuses import REASON_PHRASES, is_reason_phrase, status_of_words
from catalog.diagnosis.wordings import messages_of, names_of
from catalog.diagnosis.words import is_everyday
from catalog.folding import TextSpan, fold
from catalog.known_error import ErrorCase, KnownError
from catalog.message_template import Alignment, parse_template
from catalog.product_versions import covers


class _Fit(NamedTuple):
    """How one case fits a candidate."""

    error: KnownError
    case: ErrorCase
    code: bool
    message: ShownMessage | None
    status: bool | None
    service: int
    version: bool | None = None
    spelled: int = 2
    """Two where the text has the code letter by letter, one where in another case or where it is made of words of every
    day, none where in other words."""

    similarity: float = 0.0

    @property
    def alignment(self) -> Alignment | None:
        return self.message.alignment if self.message else None

    @property
    def message_variant(self) -> str:
        return self.message.case_of.message if self.message else self.case.message

    @property
    def literal(self) -> int:
        return self.alignment.literal if self.alignment else -1

    @property
    def rank(self) -> tuple[float, ...]:
        """Larger is better; equal where nothing in the text tells two cases apart."""
        status_rank = {True: 2, None: 1, False: 0}[self.status]
        service = self.service if self.service >= LEAST_TELLING else 0
        return (self.literal, service, status_rank, self.spelled, self.similarity)

    @property
    def rank_in_code(self) -> tuple[float, ...]:
        """The rank among cases of one service, where the version that the sender named counts as well."""
        *before, similarity = self.rank
        return (*before, {True: 2, None: 1, False: 0}[self.version], similarity)


def match(candidate: Candidate, question: Question) -> Matched:
    """Find the cases that ``candidate`` shows, best first."""
    index = question.index
    if candidate.if_named and (of_named := _of_named_service(candidate, question)):
        return of_named
    allowed = tuple(error for error in candidate.errors if question.allows(error))
    allowed_messages = tuple(one for one in candidate.shown_messages if question.allows(one.case_of.error))
    if candidate.errors and not allowed:
        elsewhere = Sentence("another service documents this code")
        return Matched("unknown", near=tuple(NearMiss(each, each.cases[0], elsewhere) for each in candidate.errors[:5]))
    others = candidate.shown_messages if not allowed_messages else ()
    if len(allowed) < len(candidate.errors) or len(allowed_messages) < len(candidate.shown_messages):
        candidate = candidate._replace(errors=allowed, shown_messages=allowed_messages)
    if candidate.errors:
        if named := _without_suffix(candidate, question):
            candidate = candidate._replace(errors=named)
        matched = _by_code(candidate, question)
        if not candidate.is_normalised or not matched.matches or "message" in matched.matches[0].reasons:
            return matched
        candidate = candidate._replace(errors=(), shown_messages=())
    if candidate.code and candidate.message:
        # The text around may belong to another error, so an unknown code is judged by its own message only.
        own = question.with_message(candidate.message)
        candidate = candidate._replace(shown_messages=tuple(one for one in own if question.allows(one.case_of.error)))
    matched = _by_message(candidate, question)
    if others and not matched.matches:
        elsewhere = Sentence("another service documents this message")
        near = (NearMiss(one.case_of.error, one.case_of.case, elsewhere) for one in others[:5])
        return matched._replace(near=tuple(near))
    if candidate.cut and matched.matches and fold(matched.matches[0].code).startswith(fold(candidate.code or "")):
        return matched
    anybodys = candidate.code and (candidate.weak or is_plain_word(candidate.code))
    other = _other_code(candidate, matched, question)
    if (candidate.code and not (anybodys and matched.outcome == "known")) or (other and other.is_sure):
        # A code that is in no catalog: whatever its message looks like, it is another error.
        code = candidate.code or (other.code if other else "")
        same = index.with_normalised_spelling(code)
        return Matched(
            "unknown",
            near=_near(code, matched, question),
            respelling=same[0].code if len(same) == 1 else None,
            code=code,
        )
    return matched.at_most(numbers.MESSAGE_BESIDE_ANOTHER_CODE) if other else matched


def _of_named_service(candidate: Candidate, question: Question) -> Matched | None:
    """Match a number of anybody's, where the text names one service that has it."""
    allowed = [error for error in candidate.if_named if question.allows(error)]
    weights = question.weights({error.service for error in allowed}, candidate)
    errors = tuple(error for error in allowed if weights.get(error.service, 0) >= LEAST_TELLING)
    if len({error.service for error in errors}) != 1:
        return None
    matched = _by_code(candidate._replace(errors=errors), question)
    return matched.at_most(numbers.NUMBER_OF_A_NAMED_SERVICE) if matched.outcome == "known" else None


def _without_suffix(candidate: Candidate, question: Question) -> tuple[KnownError, ...]:
    """Return the errors of services that the text names, by whose code a library has called the exception's class.

    None where the text names a service as clearly that has a code just like the class.
    """
    code = candidate.code or ""
    word = SUFFIX.sub("", code)
    errors = question.index.with_code(word) if word != code else ()
    named = tuple(each for each in errors if word in names_of(each) and question.allows(each))
    if not named:
        return ()
    weights = question.weights({each.service for each in (*named, *candidate.errors)}, candidate)
    least = max(LEAST_TELLING, *(weights[each.service] + 1 for each in candidate.errors))
    if least > LEAST_TELLING:
        # The service itself is named: what all of its vendor's services say is said in its own words.
        named = tuple(each for each in named if each.service not in question.index.marks.common)
    return tuple(each for each in named if weights[each.service] >= least)


def _other_code(candidate: Candidate, matched: Matched, question: Question) -> OtherCode | None:
    """The code beside a message which says that another error than its own has it."""
    if matched.outcome != "known":
        return None
    best = matched.matches[0]
    error = next((each for each in question.index.with_code(best.code) if each.service == best.service), None)
    return contradiction(candidate, error, matched.message or "") if error else None


def _near(code: str, worded_so: Matched, question: Question) -> tuple[NearMiss, ...]:
    """Return suggestions for an unknown code: its other spellings, cases with its message, then similar codes."""
    index = question.index
    codes = [NearMiss(error, error.cases[0], why) for error, why in question.near_codes(code)]
    worded = [
        NearMiss(error, one.case, Sentence("its message is the same"))
        for one in worded_so.matches
        for error in index.with_code(one.code)
        if error.service == one.service
    ]
    same = index.is_written_otherwise(code)
    result: dict[tuple[str, str], NearMiss] = {}
    for each in (*codes, *worded) if same else (*worded, *codes):
        result.setdefault((each.error.service, each.error.code), each)
    return tuple(result.values())[:5]


def _written_so(errors: Sequence[KnownError], code: str | None) -> Sequence[KnownError]:
    """The errors without those of a service that has a code just like the text's, and this one in other letter case."""
    written = {each.service for each in errors if code in names_of(each)}
    return [each for each in errors if each.service not in written or code in names_of(each)]


def _by_code(candidate: Candidate, question: Question) -> Matched:
    if len(candidate.errors) > 1:
        candidate = candidate._replace(errors=tuple(_written_so(candidate.errors, candidate.code)))
    slugs = {error.service for error in candidate.errors}
    weights = question.weights(slugs, candidate) if len(slugs) > 1 or not candidate.shown_messages else {}
    fits = {
        error.service: sorted(
            (_fit(candidate, error, case, question, weights.get(error.service, 0)) for case in error.cases),
            key=lambda fit: fit.rank_in_code,
            reverse=True,
        )
        for error in candidate.errors
    }
    ranked = list(fits.values())
    equal: list[_Fit] = []
    if len(ranked) > 1:
        ranked, equal = _ranked(ranked, candidate, question)
    best = ranked[0][0]
    if len(equal) > 1:
        # Those that the text speaks for, however little, come first, then what all services of a vendor say.
        equal.sort(key=lambda fit: (-fit.service, fit.error.service not in question.index.marks.common))
        matches = tuple(
            _matched(fit, numbers.OF_EQUAL_SERVICES / len(equal)) for fit in equal[: numbers.MOST_AMBIGUOUS]
        )
        return Matched(
            "ambiguous",
            matches,
            message=message_text(best.message, candidate),
            left_out=len(equal) - len(matches),
            services=tuple(fit.error.service for fit in equal),
        )
    if _is_nobodys(best, candidate, question):
        why = Sentence("another error may be called so")
        return Matched("unknown", near=(NearMiss(best.error, best.case, why),))
    cases = ranked[0]
    is_best = [fit.rank_in_code == best.rank_in_code for fit in cases]
    equals = sum(is_best)
    confidence = _coded_confidence(best, candidate, equals)
    others = round((1 - confidence) / len(cases), 2)
    matches = tuple(_matched(fit, confidence if equal else others) for fit, equal in zip(cases, is_best, strict=True))
    drifted = best.case.message if _is_drifted(best, candidate) else None
    remainder = best.alignment.remainder if best.alignment else ""
    return Matched(
        "known",
        matches,
        message=message_text(best.message, candidate),
        drifted=drifted,
        remainder=remainder,
        elsewhere=_elsewhere(candidate, best, question) if drifted else None,
        other_status=best.case.http_status if equals == 1 and best.status is False else None,
        cut=bool(best.alignment and best.alignment.cut),
        is_normalised=candidate.is_normalised,
        other_version=best.version is False,
    )


def _ranked(
    of_services: list[list[_Fit]], candidate: Candidate, question: Question
) -> tuple[list[list[_Fit]], list[_Fit]]:
    """Return the cases of each of several services that have a code, best first, and the best of those that tie."""
    # A documented status tells services apart only where no more of them document none, and where it is not read from
    # the code: NotFound.
    documented = Counter(cases[0].status for cases in of_services)
    tells = documented[None] <= documented[True] and not status_of_words(candidate.code or "")

    def rank(cases: Sequence[_Fit]) -> tuple[float, ...]:
        literal, service, status, *rest = cases[0].rank
        return (literal, service, status if tells else min(status, 1), *rest)

    ranked = sorted(of_services, key=rank, reverse=True)
    ranked = [cases for cases in ranked if not _is_anothers(cases[0], candidate, question)] or ranked[:1]
    # `error 1020` is one service's name of a code, where another's code is the number alone.
    written = fold(candidate.code or "")
    called_so = [cases for cases in ranked if written in map(fold, names_of(cases[0].error))]
    if called_so and rank(called_so[0]) == rank(ranked[0]):
        ranked = called_so
    return ranked, [cases[0] for cases in ranked if rank(cases) == rank(ranked[0])]


def _is_nobodys(best: _Fit, candidate: Candidate, question: Question) -> bool:
    """Return whether a code's owner is unsure: the text names another service, or has only two plain words."""
    if best.alignment is not None or best.error.service not in question.index.marks.marked:
        return False
    if _is_anothers(best, candidate, question):
        return True
    if best.service:
        return False
    return (
        candidate.loose
        # Behind the service's own package, as is known by now, a class is the service's.
        and not candidate.path
        and _speaks(candidate)
        and not any(map(str.isdigit, candidate.code or ""))
        and len(HUMP.findall(SUFFIX.sub("", candidate.code or ""))) < numbers.TELLING_HUMPS
    )


def _is_anothers(fit: _Fit, candidate: Candidate, question: Question) -> bool:
    """Return whether the text names other services, or a foreign package before the code's class."""
    service, marks = question.index.services[fit.error.service], question.index.marks
    if fit.alignment is not None or service.slug not in marks.marked:
        return False
    if candidate.loose and candidate.path and not is_path_of(service, candidate.path, marks):
        # Packages of somebody else, com.acme.billing, may have a part that is called as the service is.
        return fit.service < LEAST_TELLING or service.slug in fold(candidate.path)
    if fit.service:
        return False
    return question.contradicts(service.slug, candidate)


def _elsewhere(candidate: Candidate, best: _Fit, question: Question) -> str | None:
    """The code of the same service that has the message which the text says with another code."""
    if best.alignment is not None or not candidate.message or is_reason_phrase(candidate.message):
        return None
    for message in question.with_message(candidate.message):
        if message.alignment.fills and message.case_of.error.service == best.error.service:
            return message.case_of.error.code
    return None


def _is_drifted(best: _Fit, candidate: Candidate) -> bool:
    """Return whether the text's message differs from the present one of the case."""
    if best.alignment:
        return best.message_variant in best.case.former
    return bool(best.case.message) and _speaks(candidate)


def _coded_confidence(best: _Fit, candidate: Candidate, equals: int) -> float:
    if equals > 1:
        return round(numbers.OF_EQUAL_CASES / equals, 2)
    if best.alignment is not None:
        unsure = best.status is False or candidate.is_normalised
        return numbers.CODE_AND_MESSAGE_WITH_A_DOUBT if unsure else numbers.CODE_AND_MESSAGE
    if candidate.named:
        return numbers.NAME_ALONE if len(best.error.cases) == 1 else numbers.ONE_OF_SEVERAL_CASES
    if len(best.error.cases) == 1:
        drifted = best.case.message and _speaks(candidate)
        return numbers.CODE_WITH_ANOTHER_MESSAGE if drifted else numbers.CODE_ALONE
    return numbers.CODE_AND_STATUS if best.status else numbers.ONE_OF_SEVERAL_CASES


def _speaks(candidate: Candidate) -> bool:
    """Return whether the candidate has a message of its own, beyond the reason phrase of a status."""
    return bool(candidate.message) and not is_reason_phrase(candidate.message or "")


def _fit(candidate: Candidate, error: KnownError, case: ErrorCase, question: Question, weight: int = 0) -> _Fit:
    status = candidate.http_status or question.http_status
    message = next(
        (
            one
            for message_variant in messages_of(error, case)
            for one in candidate.shown_messages
            if one.case_of.message == message_variant and one.case_of.is_of(error, case)
        ),
        None,
    )
    similarity = 0.0
    if message is None and candidate.message and (len(error.cases) > 1 or len(candidate.errors) > 1):
        similarity = _similarity(fold(candidate.message)[:1000], error, case)
    return _Fit(
        error=error,
        case=case,
        code=bool(candidate.errors) and not candidate.is_normalised,
        message=message,
        status=None if status is None or case.http_status is None else status == case.http_status,
        service=max(weight, LEAST_TELLING if _is_asked(candidate, error.service, question) else 0),
        spelled=_spelling(candidate.code, names_of(error)),
        similarity=similarity,
        version=covers(case.since, case.until, question.version) if question.version else None,
    )


def _spelling(code: str | None, names: Sequence[str]) -> int:
    if code is None or (code in names and not is_everyday(code)):
        return 2
    return 1 if fold(code) in map(fold, names) else 0


def _similarity(message: str, error: KnownError, case: ErrorCase) -> float:
    """How much a folded message is like that of a case; of a case without one, whether it says what the case is, in
    more words than its code: every service that has AccessDenied says ``access denied``.
    """
    if case.message:
        ratio = round(fuzz.ratio(message, fold(case.message)[:1000]), 1)
        return ratio if ratio >= numbers.SIMILAR else 0.0
    meaning = fold(case.description).partition("\n")[0].rstrip(".")
    says_more = " " in meaning and meaning.replace(" ", "") != fold(error.code).replace("_", "")
    return 100.0 if says_more and meaning in message else 0.0


def _is_asked(candidate: Candidate, slug: str, question: Question) -> bool:
    """Return whether the sender named the service, or the body has field names that it alone uses."""
    if slug == question.service:
        return True
    body = question.index.services[slug].body
    if body is None or candidate.message_field is None or normal_name(body.message_field) == "message":
        return False
    return candidate.message_field == body.message_field and candidate.code_field in (None, body.code_field)


def _by_message(candidate: Candidate, question: Question) -> Matched:
    slugs = {one.case_of.error.service for one in candidate.shown_messages}
    nothing = {
        one.case_of.message
        for one in candidate.shown_messages
        if says_nothing(
            parse_template(one.case_of.message), one.case_of.message, alone=len(question.index.services) == 1
        )
    }
    weights = question.weights(slugs, candidate) if len(slugs) > 1 or nothing else {}
    fits = []
    for error, case in _cases_shown(candidate):
        fit = _fit(candidate, error, case, question, weights.get(error.service, 0))
        if fit.alignment is not None and (fit.service >= LEAST_TELLING or fit.message_variant not in nothing):
            fits.append(fit)
    if not fits and (by_status := _by_status(candidate, question)):
        return by_status
    if not fits:
        near = tuple(_like_a_code(candidate, question)) or tuple(_similar(candidate, question))
        return Matched("unknown", near=near or tuple(_of_status(candidate, question)))
    fits.sort(key=lambda fit: fit.rank_in_code, reverse=True)
    first = fits[0]
    equal = [fit for fit in fits if fit.rank == first.rank or _are_rivals(first, fit)]
    # Of those whose messages say the same, the ones that the rest of the text speaks for.
    most = max(fit.rank[1:] for fit in equal)
    equal = [fit for fit in equal if fit.rank[1:] == most]
    best = equal[0]
    if all(fit.error.service == best.error.service for fit in equal):
        equal = [fit for fit in equal if fit.version == best.version]
    codes = {(fit.error.service, fit.error.code) for fit in equal}
    message = message_text(best.message, candidate)
    if len(codes) > 1:
        matches_equal = tuple(
            _matched(fit, numbers.OF_EQUAL_CASES / len(equal)) for fit in equal[: numbers.MOST_AMBIGUOUS]
        )
        return Matched("ambiguous", matches_equal, message=message, left_out=len(equal) - len(matches_equal))
    same_code = [fit for fit in fits if (fit.error.service, fit.error.code) in codes]
    confidence = _message_confidence(best, len(equal))
    matches = [
        _matched(fit, confidence if fit.rank_in_code == best.rank_in_code else numbers.OTHER_CASE) for fit in same_code
    ]
    remainder = best.alignment.remainder if best.alignment else ""
    drifted = best.case.message if best.message_variant in best.case.former else None
    cut = bool(best.alignment and best.alignment.cut)
    return Matched(
        "known",
        tuple(matches),
        message=message,
        drifted=drifted,
        remainder=remainder,
        cut=cut,
        other_version=best.version is False,
    )


def _are_rivals(one: _Fit, other: _Fit) -> bool:
    return one.message is not None and other.message is not None and are_rivals(one.message, other.message)


def _cases_shown(candidate: Candidate) -> Iterator[tuple[KnownError, ErrorCase]]:
    """The cases whose messages a candidate shows; of a case that only versions tell from others, those as well."""
    # The same words may have been read as a field and as a line.
    for message in {one.case_of.key: one for one in candidate.shown_messages}.values():
        error, case = message.case_of.error, message.case_of.case
        yield error, case
        for other in error.cases:
            if other.key == case.key and other != case and (other.since or other.until):
                yield error, other


def _message_confidence(best: _Fit, equals: int) -> float:
    if equals > 1:
        return round(numbers.OF_EQUAL_MESSAGES / equals, 2)
    if is_reason_phrase(best.message_variant):
        return numbers.STATUS_WORDS
    if parse_template(best.message_variant).is_weak:
        return numbers.SHORT_MESSAGE_AND_STATUS if best.status else numbers.SHORT_MESSAGE
    if best.alignment and best.alignment.cut and not best.alignment.fills:
        return numbers.CUT_MESSAGE
    if best.status:
        return numbers.MESSAGE_AND_STATUS
    return numbers.WHOLE_MESSAGE if best.alignment and best.alignment.fills else numbers.PART_OF_A_MESSAGE


def _similar(candidate: Candidate, question: Question) -> Iterator[NearMiss]:
    """Cases whose words stand in the message, though too few to be sure."""
    seen: set[tuple[str, str]] = set()
    message = candidate.message or ""
    text_span = TextSpan(message[:1000])
    hits = (each for hit in question.index.templates_in(text_span) for each in hit.candidates)
    for each in (*question.index.with_message(message), *islice(hits, MOST_TEMPLATES)):
        if not question.budget.pay(numbers.WORK_OF_A_COMPARISON):
            return
        key = (each.error.service, each.error.code)
        similarity = fuzz.ratio(fold(message)[:1000], fold(each.case.message)[:1000])
        if key not in seen and similarity >= numbers.SIMILAR / 2:
            seen.add(key)
            yield NearMiss(each.error, each.case, Sentence("its message is similar"))
        if len(seen) >= numbers.MOST_SIMILAR:
            return


def _like_a_code(candidate: Candidate, question: Question) -> Iterator[NearMiss]:
    """A text that has a code read from a picture, or is hardly more than a mistyped one: "imetal 0100"."""
    text = (candidate.message or "")[:LONGEST_SAID]
    spaced = RULES[-1].find(text, fold(text)) if candidate.code is None else ()
    text = next((each.value for each in spaced if question.index.spelled_like(each.value)), text)
    if candidate.code is None and len(text) <= 60 and any(letter.isdigit() for letter in text):
        for error, why in question.near_codes(text):
            yield NearMiss(error, error.cases[0], why)


def _by_status(candidate: Candidate, question: Question) -> Matched | None:
    """The status of an error that says no more than that, in the standard words, where a catalog of statuses has it."""
    status = candidate.http_status
    if status is None or candidate.code is not None:
        return None
    text = candidate.message or question.text.strip()
    if len(text) > LONGEST_SAID or not _says_status(fold(text), status):
        return None
    for error in question.index.with_code(str(status)):
        case = error.cases[0]
        if case.http_status == status and is_reason_phrase(case.message) and question.allows(error):
            fit = _Fit(error, case, False, None, True, 0)
            return Matched("known", (_matched(fit, numbers.SHORT_MESSAGE_AND_STATUS),), message=candidate.message)
    return None


def _says_status(folded: str, status: int) -> bool:
    """Return whether a text reports a status in its standard words, rather than mentioning it: `if it is 404 …`."""
    for phrase in REASON_PHRASES.get(status, ()):
        at = folded.find(phrase)
        if at >= 0:
            start = folded.rfind(str(status), 0, at)
            before = folded[: start if start >= 0 else at].rpartition("\n")[2]
            behind = folded[at + len(phrase) :].partition("\n")[0]
            return is_report(f"{before}{CODE}{behind}")
    return False


def _of_status(candidate: Candidate, question: Question) -> Iterator[NearMiss]:
    """Cases of a catalog of statuses, for an error that says no more than its status."""
    status = candidate.http_status or question.http_status or 0
    for error in islice(question.index.with_code(str(status)), numbers.MOST_SIMILAR) if status >= LEAST_ERROR else ():
        if error.cases[0].http_status == status and question.allows(error):
            yield NearMiss(error, error.cases[0], Sentence("documented for this HTTP status"))


def message_text(message: ShownMessage | None, candidate: Candidate) -> str | None:
    """The message as the text has it: the field it stands in, or the part of the running text that shows it."""
    if message is None:
        return candidate.message
    if message.text_span.whole:
        return message.text if candidate.message is not None else None
    return " ".join(message.text.split())


def _matched(fit: _Fit, confidence: float) -> Match:
    reasons = (
        ("code", fit.code),
        ("message", fit.alignment is not None),
        ("http_status", fit.status is True),
        ("service", fit.service >= LEAST_TELLING),
    )
    match = Match(
        service=fit.error.service,
        code=fit.error.code,
        case=fit.case,
        parameters=(),
        confidence=max(round(confidence, 2), 0.01),
        reasons=tuple(name for name, holds in reasons if holds),
        description=fit.case.description,
        solution=fit.case.solution,
        message_variant=fit.message_variant,
        vendor_description=fit.case.vendor_description or "",
        vendor_solution=fit.case.vendor_solution or "",
    )
    return match.with_values(fit.alignment.parameters) if fit.alignment and fit.alignment.parameters else match
