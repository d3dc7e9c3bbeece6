"""Errors and services as JSON, each error by itself, so that only those are made objects that somebody asks for."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import lru_cache
from json.decoder import scanstring  # type: ignore[attr-defined]
from operator import attrgetter
from typing import Any, overload

from catalog.diagnosis.key_table import Numbers
from catalog.diagnosis.numbers import ERRORS_REMEMBERED
from catalog.known_error import BodyFormat, ErrorCase, KnownError, Marks, Referral, Service, Source

_NOUNS = {noun.__name__: noun for noun in (BodyFormat, Marks, Referral, Service, Source)}
_DATE = "date"
_SHARED = "shared"

_CASE_VALUES = attrgetter(*(each.name for each in fields(ErrorCase)))
_CASE_DEFAULTS = [
    each.default_factory() if each.default_factory is not MISSING else each.default for each in fields(ErrorCase)
]


class ErrorWriter:
    """Writes errors as JSON; what many cases have in common, where they were read, is written once."""

    def __init__(self) -> None:
        self.shared: dict[Source, int] = {}
        self._encoder = json.JSONEncoder(
            default=self._plain, ensure_ascii=False, separators=(",", ":"), check_circular=False
        )

    def error(self, error: KnownError) -> bytes:
        """Return an error without its service."""
        cases = [_trimmed(_CASE_VALUES(case)) for case in error.cases]
        return self._encoder.encode((error.code, cases, error.aliases)).encode("utf-8", "surrogatepass")

    def plain(self, value: object) -> bytes:
        """Return services, or anything else made of the domain's facts."""
        return self._encoder.encode(value).encode("utf-8", "surrogatepass")

    def _plain(self, value: object) -> dict[str, object]:
        if isinstance(value, Source):
            return {_SHARED: self.shared.setdefault(value, len(self.shared))}
        return plain_noun(value)


def plain_noun(value: object) -> dict[str, object]:
    """Return a date, or a noun of the domain, as JSON has it.

    Raises:
        TypeError: when it is neither.
    """
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    if is_dataclass(value) and type(value).__name__ in _NOUNS:
        return {type(value).__name__: [getattr(value, each.name) for each in fields(value)]}
    raise TypeError(f"{type(value).__name__} cannot be kept in an index")


def read_plain(data: bytes) -> Any:
    """Return what ``ErrorWriter.plain`` was given, lists for tuples where no noun has them.

    Raises:
        ValueError: when it is not of this form.
    """
    return _reader().decode(data.decode("utf-8", "surrogatepass"))


def _reader(shared: Sequence[Source] = ()) -> json.JSONDecoder:
    def noun(value: dict[str, Any]) -> Any:
        inside: Any
        name, inside = next(iter(value.items()), ("", None))
        if name == _DATE:
            return date.fromisoformat(inside)
        if name == _SHARED:
            return shared[inside]
        if name not in _NOUNS:
            return value
        return _NOUNS[name](*map(_as_tuple, inside))

    return json.JSONDecoder(object_hook=noun)


class LazyErrors(Sequence[KnownError], ABC):
    """Errors of which each is read when it is asked for, and a slice reads none."""

    @abstractmethod
    def error_at(self, at: int) -> KnownError:
        """Return the error at a place from 0 to the length, exclusive."""

    def code_at(self, at: int) -> str:
        """Return the code of the error at a place."""
        return self.error_at(at).code

    @overload
    def __getitem__(self, at: int) -> KnownError: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[KnownError]: ...

    def __getitem__(self, at: int | slice) -> KnownError | Sequence[KnownError]:
        places = range(len(self))
        return Stretch(self, places[at]) if isinstance(at, slice) else self.error_at(places[at])


class StoredErrors(LazyErrors):
    """The errors of a catalog in the order they were written in, each read when it is asked for."""

    def __init__(self, data: memoryview, ends: Numbers, services: Sequence[tuple[str, int]], shared: Sequence[Source]):
        self._data = data
        self._ends = ends
        self._slugs = [slug for slug, _ in services]
        self._firsts = array("I", (first for _, first in services))
        self._decode = _reader(shared).raw_decode
        self._read = lru_cache(ERRORS_REMEMBERED)(self._read_now)

    def __len__(self) -> int:
        return len(self._ends)

    def error_at(self, at: int) -> KnownError:
        """Return an error, read now unless it was read lately."""
        return self._read(at)

    def code_at(self, at: int) -> str:
        """Return the code of an error without reading the rest of it."""
        # It comes first in what was written: ["code",
        return str(scanstring(self._written(at), 2)[0])

    def _written(self, at: int) -> str:
        start = self._ends[at - 1] if at else 0
        return bytes(self._data[start : self._ends[at]]).decode("utf-8", "surrogatepass")

    def _read_now(self, at: int) -> KnownError:
        (code, cases, aliases), _end = self._decode(self._written(at))
        slug = self._slugs[_last_at_most(self._firsts, at)]
        # Most values are no lists: a catalog of 100,000 errors is read a fifth faster where only these are looked at.
        read = [ErrorCase(*[_as_tuple(each) if isinstance(each, list) else each for each in case]) for case in cases]
        return KnownError(slug, code, tuple(read), tuple(aliases))


class JoinedErrors(LazyErrors):
    """Errors of one sequence, and behind them those of another."""

    def __init__(self, first: Sequence[KnownError], second: Sequence[KnownError]) -> None:
        self._first = first
        self._second = second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def error_at(self, at: int) -> KnownError:
        """Return an error of the first sequence, or of the second."""
        return self._first[at] if at < len(self._first) else self._second[at - len(self._first)]

    def code_at(self, at: int) -> str:
        """Return the code of an error."""
        if at < len(self._first) and isinstance(self._first, LazyErrors):
            return self._first.code_at(at)
        return self.error_at(at).code


class Stretch(LazyErrors):
    """Some errors of a longer sequence, such as those of one service: the numbers they have in it, in their order."""

    def __init__(self, errors: Sequence[KnownError], places: Sequence[int]) -> None:
        self.errors = errors
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def error_at(self, at: int) -> KnownError:
        """Return an error of the longer sequence."""
        return self.errors[self.places[at]]

    def __iter__(self) -> Iterator[KnownError]:
        return map(self.errors.__getitem__, self.places)

    def codes(self) -> Iterator[str]:
        """Yield the codes of the errors without reading the rest of these."""
        if isinstance(self.errors, LazyErrors):
            return map(self.errors.code_at, self.places)
        return (error.code for error in self)


def _last_at_most(ascending: Sequence[int], value: int) -> int:
    return bisect_right(ascending, value) - 1


def _trimmed(values: tuple[object, ...]) -> list[object]:
    """Return the values of a case without the last ones that are as they are where nothing is said."""
    last = len(values)
    while last > 1 and values[last - 1] == _CASE_DEFAULTS[last - 1]:
        last -= 1
    return list(values[:last])


def _as_tuple(value: Any) -> Any:
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value
