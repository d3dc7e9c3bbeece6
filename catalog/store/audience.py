"""Audience of an answer: the public, or the team, whose catalog alone holds internal entries.

Whatever does not say otherwise answers everybody. An interface says that it answers the team once it has seen an
account or a key that may see internal entries; commands of the operator do as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Audience(StrEnum):
    """Audience of an answer."""

    PUBLIC = "public"
    TEAM = "team"


_audience: ContextVar[Audience] = ContextVar("audience", default=Audience.PUBLIC)


def audience() -> Audience:
    """Return who the present answer is for."""
    return _audience.get()


@contextmanager
def answering(whom: Audience) -> Iterator[None]:
    """Set the audience within a block."""
    token = _audience.set(whom)
    try:
        yield
    finally:
        _audience.reset(token)


def answer(whom: Audience) -> None:
    """Set the audience until the block of ``answering`` ends."""
    _audience.set(whom)
