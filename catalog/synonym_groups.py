"""Groups of synonyms for the search."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_PHRASES = 60
_LONGEST_PHRASE = 80
_ONE_WAY, _WIDER = " => ", " >> "


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Synonyms: a query with one of ``typed`` matches text with one of ``written``.

    Where it is ``wider``, what is written is a wider word, as *resource* is for *queue*: it counts less, and only where
    it is known of which service.
    """

    typed: tuple[str, ...]
    written: tuple[str, ...]
    wider: bool = False

    def __str__(self) -> str:
        if self.typed == self.written:
            return ", ".join(self.typed)
        return (_WIDER if self.wider else _ONE_WAY).join(map(", ".join, (self.typed, self.written)))


def read_group(line: str) -> SynonymGroup:
    """Parse a line such as ``throttled, rate limited`` or ``k8s => kubernetes`` or ``queue >> resource``.

    Raises:
        ValueError: when there is no phrase on one of its sides, or there are too many, or too long ones.
    """
    wider = _WIDER.strip() in line
    before, arrow, behind = line.partition((_WIDER if wider else _ONE_WAY).strip())
    typed = _phrases(before)
    written = _phrases(behind) if arrow else typed
    if not typed or not written:
        raise ValueError(f"no words on one side of {line[:80]!r}")
    if len(typed) + len(written) > 2 * _MOST_PHRASES or any(len(each) > _LONGEST_PHRASE for each in (*typed, *written)):
        raise ValueError("too many phrases, or too long ones")
    return SynonymGroup(typed, written, wider)


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase for each in text.split(",") if (phrase := each.strip()))
