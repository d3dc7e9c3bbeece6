"""Numbered lines of a marked text, folded where nothing was recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape

from catalog.printing.highlighting import Piece

_AROUND = 2
"""Lines around a marked one that stay in sight."""

_LINE, _MARK = 50, 36
"""Bytes of the elements of a line and of a mark."""

_LONGEST_LINE, _BEFORE = 400, 100
"""Characters of a line in an excerpt, and how many of them stand before the first mark."""

_SHORTEST_FOLD = 4
"""Lines without a mark that are folded; fewer are shown as they are."""


@dataclass(slots=True)
class TextLine:
    """Line of a text, numbered from 1, in its pieces."""

    number: int
    pieces: list[Piece] = field(default_factory=list)

    @property
    def is_marked(self) -> bool:
        """True if something in the line was recognised."""
        return any(piece.kind for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines. ``kind`` is ``lines``, ``fold`` or ``gap``; a gap has only line numbers.

    ``last`` is 0 where a gap goes on to the end of the text.
    """

    kind: str
    first: int
    last: int
    lines: tuple[TextLine, ...] = ()

    @property
    def count(self) -> int:
        """Number of lines of the block."""
        return self.last - self.first + 1


def numbered(text: str, pieces: Iterable[Piece]) -> tuple[TextLine, ...]:
    """Return the lines of ``pieces`` with their numbers in ``text``; lines left out are missing."""
    lines: list[TextLine] = []
    number, counted = 1, 0
    for piece in pieces:
        if piece.kind == "gap":
            continue
        if piece.start > counted:
            number += text.count("\n", counted, piece.start)
            counted = piece.start
        for place, part in enumerate(piece.text.split("\n")):
            number += bool(place)
            if not lines or lines[-1].number != number:
                lines.append(TextLine(number))
            if part:
                lines[-1].pieces.append(Piece(part, piece.kind))
        counted += len(piece.text)
    # Behind the last line break of a text, or of what is shown of it, no line begins.
    return tuple(line for place, line in enumerate(lines) if line.pieces or _is_inside(lines, place))


def _is_inside(lines: Sequence[TextLine], place: int) -> bool:
    return place + 1 < len(lines) and lines[place + 1].number == lines[place].number + 1


def blocks(lines: Sequence[TextLine], *, total: int, extra: Iterable[int] = ()) -> tuple[Block, ...]:
    """Group the lines of a text of ``total`` lines into blocks, unfolded near marks and near ``extra``."""
    wanted = {line.number for line in lines if line.is_marked} | set(extra)
    near = {number + step for number in wanted for step in range(-_AROUND, _AROUND + 1)} if wanted else None
    return tuple(_blocks(lines, near, total))


def _blocks(lines: Sequence[TextLine], near: set[int] | None, total: int) -> Iterator[Block]:
    behind = 0
    for run in _runs(lines, near):
        if run[0].number > behind + 1:
            yield Block("gap", behind + 1, run[0].number - 1)
        folded = near is not None and run[0].number not in near and len(run) >= _SHORTEST_FOLD
        yield Block("fold" if folded else "lines", run[0].number, run[-1].number, tuple(run))
        behind = run[-1].number
    if behind < total:
        yield Block("gap", behind + 1, total)


def _runs(lines: Sequence[TextLine], near: set[int] | None) -> Iterator[list[TextLine]]:
    """Yield runs of consecutive lines that are all near a mark, or all far from one."""
    run: list[TextLine] = []
    for line in lines:
        if run and (
            line.number != run[-1].number + 1
            or (near is not None and (line.number in near) != (run[-1].number in near))
        ):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def fitting(lines: Iterable[TextLine], most: int) -> Iterator[TextLine]:
    """Return the first ``lines`` that take at most so many bytes of a page."""
    for line in lines:
        most -= line_size(line)
        if most < 0:
            return
        yield line


def line_size(line: TextLine) -> int:
    """Return the bytes of a line in a page, with its elements and marks."""
    return _LINE + sum(_MARK * bool(piece.kind) + html_size(piece.text) for piece in line.pieces)


def html_size(text: str) -> int:
    """Return the bytes of a text in a page, where a quotation mark takes six."""
    return len(escape(text).encode("utf-8", "replace"))


def excerpt_lines(
    lines: Sequence[TextLine], places: Iterable[int], *, around: int = 1, most: int = 7
) -> tuple[TextLine, ...]:
    """Return the lines at ``places`` and those ``around`` them, at most ``most``, each shortened."""
    near = {place + step for place in places for step in range(-around, around + 1)}
    return tuple(_shortened(line) for line in [line for line in lines if line.number in near][:most])


def _shortened(line: TextLine) -> TextLine:
    """Shorten a long line around its first mark."""
    if sum(len(piece.text) for piece in line.pieces) <= _LONGEST_LINE:
        return line
    first = next((place for place, piece in enumerate(line.pieces) if piece.kind), 0)
    before = "".join(piece.text for piece in line.pieces[:first])
    pieces = [Piece(f"…{before[-_BEFORE:]}" if len(before) > _BEFORE else before)] if before else []
    left = _LONGEST_LINE - _BEFORE
    for piece in line.pieces[first:]:
        pieces.append(Piece(piece.text[:left] + ("…" if len(piece.text) > left else ""), piece.kind))
        left -= len(piece.text)
        if left <= 0:
            break
    return TextLine(line.number, pieces)
