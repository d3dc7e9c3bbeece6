"""Names and messages by which a text may show an error, beside those that its page has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from catalog.diagnosis.numbers import LONGEST_CODE_REMEMBERED, LOOKUPS_REMEMBERED
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.known_error import ErrorCase, KnownError

_NUMBER = re.compile(r"-?\d{1,10}|0x[0-9a-fA-F]{1,8}|[0-9a-fA-F]{2}")
_HUMPS = r"[a-z0-9]{1,30}(?:[A-Z]{1,8}[a-z0-9]{1,30})"
_CONSTANT = re.compile(rf"[A-Z][A-Z0-9]{{1,30}}(?:_[A-Z0-9]{{1,40}}){{1,10}}|(?:k_E)?[A-Za-z]{_HUMPS}{{1,8}}")
_TELLING = re.compile(rf"[A-Z][A-Z0-9]{{1,30}}(?:_[A-Z0-9]{{1,40}}){{2,10}}|(?:k_E[A-Z]|[a-z]){_HUMPS}{{2,8}}")
_WORD = re.compile(r"[A-Z][a-z]{4,30}")
_SMALL_HUMPS = re.compile(r"[a-z][a-z0-9]{1,30}(?:[A-Z]{1,8}[a-z0-9]{1,30}){1,8}")
_BETWEEN_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def names_of(error: KnownError) -> tuple[str, ...]:
    """The code and its aliases; and for a number the constant that its page says of it, if it has three words or more,
    as no class of another program has: ``65 | objectClassViolation``, ``0x18 | KDC_ERR_PREAUTH_FAILED``.
    """
    return (*error.names, *filter(_TELLING.fullmatch, constants_of(error)))


def constants_of(error: KnownError) -> tuple[str, ...]:
    """The constants that a page says of a number, alone or before a colon: ``18 | AuthenticationFailed``.

    Most are called like many a class of other programs: they count where something calls them a code.
    """
    if not _NUMBER.fullmatch(error.code):
        return ()
    case = error.cases[0]
    texts = (each[:LONGEST_CODE_REMEMBERED].partition(": ")[0] for each in (case.message, case.description))
    constants = [each for each in texts if len(each) > 4 and _CONSTANT.fullmatch(each)]
    if not case.message and _WORD.fullmatch(case.description):
        constants.append(case.description)
    return tuple(each for each in dict.fromkeys(constants) if each not in error.names)


def templates_of(case: ErrorCase) -> tuple[str, ...]:
    """The message templates by which a text may show a case: its own, and behind them those without the words of their
    status, which a program leaves out that has a class for each status.
    """
    return (*case.message_variants, *(rest for each in case.message_variants for rest in _behind_status(each)))


def messages_of(error: KnownError, case: ErrorCase) -> tuple[str, ...]:
    """The message templates that may stand beside the code of an error: those of the case, and behind them the names of
    a number as the words that programs print: ``Object class violation (65)``.
    """
    return (*templates_of(case), *_words_of(error)) if _NUMBER.fullmatch(error.code) else templates_of(case)


def _words_of(error: KnownError) -> Iterator[str]:
    names = (*error.aliases, error.cases[0].message)
    return (_BETWEEN_HUMPS.sub(" ", each) for each in names if _SMALL_HUMPS.fullmatch(each))


@lru_cache(LOOKUPS_REMEMBERED)
def _behind_status(message: str) -> tuple[str, ...]:
    status, _, rest = message.partition(": ")
    return (rest,) if len(rest) > 1 and rest[0].isalpha() and is_reason_phrase(status) else ()
