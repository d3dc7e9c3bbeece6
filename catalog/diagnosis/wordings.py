"""Names and messages by which a text may show an error, beside those that its page has."""

from __future__ import annotations

import re
from functools import lru_cache

from catalog.diagnosis.numbers import LOOKUPS_REMEMBERED
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.known_error import ErrorCase, KnownError

_NUMBER = re.compile(r"-?\d{1,10}|0x[0-9a-fA-F]{1,8}|[0-9a-fA-F]{2}")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,40}){1,10}")
_IN_HUMPS = re.compile(r"(?:k_E)?[A-Za-z][a-z0-9]{1,30}(?:[A-Z]{1,8}[a-z0-9]{1,30}){1,8}")
_NAME = re.compile(r"[A-Z][a-z]{4,30}")
_BETWEEN_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def names_of(error: KnownError) -> tuple[str, ...]:
    """The code and its aliases; and for a number the constant that its page says of it, alone or before a colon.

    ``65 | objectClassViolation``, ``0x18 | KDC_ERR_PREAUTH_FAILED``: programs print either.
    """
    if not _NUMBER.fullmatch(error.code):
        return error.names
    first = error.cases[0]
    constants = [each for each in map(_first_word, (first.message, first.description)) if _is_constant(each)]
    if not first.message and _NAME.fullmatch(first.description):
        constants.append(first.description)
    return tuple(dict.fromkeys((*error.names, *constants)))


def messages_of(error: KnownError, case: ErrorCase) -> tuple[str, ...]:
    """The message templates that show a case of an error: its own, and after them how programs word the same.

    The words of its status before a message are left out by a program that has a class for each status, and the name of
    a constant is printed as words: ``Object class violation (65)``.
    """
    own = case.message_variants
    reworded = [other for each in own for other in _reworded(each)]
    if error.aliases and _NUMBER.fullmatch(error.code):
        reworded += [other for each in error.aliases if each[:1].islower() for other in _reworded(each)]
    return (*own, *reworded)


@lru_cache(LOOKUPS_REMEMBERED)
def _reworded(message: str) -> tuple[str, ...]:
    status, _, rest = message.partition(": ")
    if len(rest) > 1 and rest[0].isalpha() and is_reason_phrase(status):
        return (message[len(status) + 2 :],)
    return (_BETWEEN_HUMPS.sub(" ", message),) if _IN_HUMPS.fullmatch(message) else ()


def _first_word(text: str) -> str:
    """Return the words before the colon of ``RPC_VERIFY_ERROR: General error``; all of them where there is none."""
    return text.partition(": ")[0]


def _is_constant(message: str) -> bool:
    return len(message) > 4 and (_CONSTANT.fullmatch(message) or _IN_HUMPS.fullmatch(message)) is not None
