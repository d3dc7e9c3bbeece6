"""Starts of rows in a run of cells, when only the order of the cells is left of a table.

A stage beside grid. Rows are found by the shape of their values: the code column is regular, a status is a number, and
the columns come back at the same distance. Of all ways to cut the run into rows, the one is taken that explains the
most: codes alike speak for it, cells too many or too few against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.intake.code_patterns import LONGEST_CODE, codes_of, kind_of, pattern_of
from catalog.intake.status_cells import is_status, statuses_of

_BULLET = re.compile(r"(?:[-*•·–▪◦●]|\d{1,2}[.)、）]|[(（]?[a-z\d][)）])\s*\S")
_FIRST = re.compile(r"[(（]?1[.)、）]")
_NO_BULLET = re.compile(r"[-–]\d+$|[-–—]{1,3}$")
_HEAD = re.compile(r"[^\W\d_]+")

# Weights for and against a way to cut; only their proportions matter.
_SAME_WORD, _SAME_PATTERN, _SAME_KIND, _OTHER_CODE = 4.0, 3.0, 2.0, 1.0
_WORD_FOR_CODE = -1.0
_STATUS_THERE, _STATUS_WRONG, _COLUMN_GONE = 2.0, -2.0, -0.6
_CELL_TOO_MANY, _BULLET_MORE, _CELL_MISSING, _ROW_WHOLE = -0.7, -0.05, -1.4, 0.5

_LOOK_BACK_CELLS = 40
_LOOK_BACK_CODES = 14
_FURNITURE = frozenset(
    (
        "feedback", "yes", "no", "share", "print", "top", "home", "next", "previous", "contents", "help", "about",
        "contact", "search", "login", "menu", "back", "close", "more", "cookies", "privacy", "terms", "support",
        "products", "documentation", "company", "resources", "blog", "copyright", "legal", "imprint", "impressum",
        "datenschutz", "kontakt", "hilfe", "inicio", "ayuda", "accueil", "aide", "反馈", "分享", "打印", "首页", "帮助",
    )
)  # fmt: skip
"""Words that stand around every page, and are no codes."""
_BUILT = frozenset(("numbered", "joined", "delimited", "capitals"))


@dataclass(frozen=True, slots=True)
class Shape:
    """Shape of a table as its header tells: number of columns, and which hold the code and the status."""

    width: int
    code: int
    status: int | None


@dataclass(frozen=True, slots=True)
class Cut:
    """How a run is cut: of each row its first cell and the place of its code; and how much speaks for it."""

    rows: tuple[tuple[int, int], ...]
    score: float


def is_furniture(text: str) -> bool:
    """Return whether a text is a word found around every page."""
    return text.casefold() in _FURNITURE


def is_bullet(text: str) -> bool:
    """Return whether a text is an item of a list."""
    return bool(_BULLET.match(text)) and not _NO_BULLET.match(text)


def continues(before: str, text: str) -> bool:
    """Return whether a text continues the cell before it: an item behind an item, or behind the start of a list."""
    if before.rstrip().endswith((":", "：")):
        return True
    # Where counting begins anew, a new list does.
    return is_bullet(text) and is_bullet(before.rsplit("\n", 1)[-1]) and not _FIRST.match(text)


def cut_rows(texts: Sequence[str], shape: Shape) -> Cut:
    """The likeliest rows of a run of cells."""
    likely = _likely_codes(texts, shape)
    bullets = [0]
    for text in texts:
        bullets.append(bullets[-1] + is_bullet(text))
    # Of each likely code the best way to cut all before it: score, the code before it, how many cells lead it.
    places: list[int] = []
    best: list[tuple[float, int, int]] = []
    far, far_at = float("-inf"), -1
    passed = 0
    for place, weight in likely:
        leads = _leads(texts, place, shape)
        best_start = max(
            (weight + bonus + _CELL_TOO_MANY * min(place - lead, _LOOK_BACK_CELLS) + (place == shape.code), -1, lead)
            for lead, bonus in leads
        )
        number = len(places)
        while passed < number and place - places[passed] > _LOOK_BACK_CELLS:
            if best[passed][0] > far:
                far, far_at = best[passed][0], passed
            passed += 1
        if far_at >= 0:
            lead, bonus = leads[0]
            best_start = max(best_start, (far + weight + bonus + _CELL_TOO_MANY * _LOOK_BACK_CELLS, far_at, lead))
        for before in range(number - 1, max(passed, number - _LOOK_BACK_CODES) - 1, -1):
            score = best[before][0] + weight
            for lead, bonus in leads:
                end = place - lead
                if end > places[before]:
                    fit = _fit(places[before], end, shape, bullets)
                    if score + bonus + fit > best_start[0]:
                        best_start = (score + bonus + fit, before, lead)
        places.append(place)
        best.append(best_start)
    if not places:
        return Cut((), 0.0)
    last = max(range(len(places)), key=lambda at: best[at][0] + _end_fit(places[at], len(texts), shape))
    score = best[last][0] + _end_fit(places[last], len(texts), shape)
    rows: list[tuple[int, int]] = []
    at = last
    while at >= 0:
        rows.append((places[at] - best[at][2], places[at]))
        at = best[at][1]
    return Cut(tuple(reversed(rows)), score)


def _likely_codes(texts: Sequence[str], shape: Shape) -> list[tuple[int, float]]:
    """The cells that may be codes, by their similarity to the first: how much speaks for each."""
    kinds = [_kind(text) for text in texts]
    first = next((at for at in range(shape.code, len(texts)) if kinds[at]), None)
    if first is None:
        return []
    model, model_kind = _one(texts[first]), kinds[first]
    word = _HEAD.match(model)
    likely = []
    for place, kind in enumerate(kinds):
        if not kind:
            continue
        text = _one(texts[place])
        weight = _weight(text, kind, model, model_kind)
        if weight == _SAME_PATTERN and word and text.startswith(word[0]):
            weight = _SAME_WORD
        if shape.status is not None and shape.status > shape.code:
            at = place + shape.status - shape.code
            weight += _STATUS_THERE if at < len(texts) and is_status(texts[at]) else _STATUS_WRONG
        if weight > _STATUS_WRONG:
            likely.append((place, weight))
    return likely


def _one(text: str) -> str:
    """A code for all those of a cell."""
    return codes_of(text)[0] if "\n" in text or " " in text or "," in text else text


def _kind(text: str) -> str:
    return kind_of(_one(text)) if len(text) <= 2 * LONGEST_CODE and not is_furniture(text) else ""


def _weight(text: str, kind: str, model: str, model_kind: str) -> float:
    if kind == model_kind:
        if pattern_of(text) == pattern_of(model) and (kind != "digits" or len(text) == len(model)):
            return _SAME_PATTERN if kind != "word" else _OTHER_CODE
        return _SAME_KIND if kind != "word" else _OTHER_CODE
    if kind in _BUILT and (model_kind in _BUILT or model_kind in ("word", "digits", "spaced")):
        return _OTHER_CODE
    return _WORD_FOR_CODE if kind == "word" and model_kind in _BUILT else 0.0


def _leads(texts: Sequence[str], place: int, shape: Shape) -> list[tuple[int, float]]:
    """How many cells of a row may stand before its code, the surest first: fewer where merged cells are gone."""
    most = min(shape.code, place)
    if shape.status is None or shape.status > shape.code:
        return [(lead, _COLUMN_GONE * (shape.code - lead)) for lead in range(most, -1, -1)]
    between = shape.code - shape.status
    if between <= most and statuses_of(texts[place - between]) is not None:
        least = between
        return [(lead, _STATUS_THERE + _COLUMN_GONE * (shape.code - lead)) for lead in range(most, least - 1, -1)]
    gone = [(lead, _COLUMN_GONE * (shape.code - lead)) for lead in range(min(most, shape.code - 1), -1, -1)]
    return [*gone, (shape.code, _STATUS_WRONG)] if most == shape.code else gone


def _fit(begin: int, end: int, shape: Shape, bullets: Sequence[int]) -> float:
    """How well the cells from a code on fill the columns from the code's on."""
    more = end - begin - (shape.width - shape.code)
    if more == 0:
        return _ROW_WHOLE
    if more < 0:
        return _CELL_MISSING * -more
    listed = min(more, bullets[end] - bullets[begin])
    return _BULLET_MORE * listed + _CELL_TOO_MANY * (more - listed)


def _end_fit(begin: int, end: int, shape: Shape) -> float:
    """The last row may be followed by what is none of the table's, but not be a whole table's worth of it."""
    more = end - begin - (shape.width - shape.code)
    return _ROW_WHOLE if more == 0 else -1.0 if more < 0 else _CELL_TOO_MANY / 4 * min(more, _LOOK_BACK_CELLS)
