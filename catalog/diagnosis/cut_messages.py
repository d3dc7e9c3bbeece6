"""Messages that a text breaks off: in a column too narrow, by a limit of a log, or with dots in place of the rest."""

from __future__ import annotations

import re

from catalog.diagnosis.numbers import LEAST_OF_A_CUT_MESSAGE, LEAST_OF_A_CUT_PART, WORDS_OF_A_CUT_MESSAGE
from catalog.diagnosis.text_spans import SEGMENT_BEFORE
from catalog.diagnosis.words import everyday_words
from catalog.folding import TextSpan
from catalog.message_template import Alignment, MessageTemplate, Parameter
from catalog.template_values import LONGEST_GAP

_MARK = re.compile(r" ?(?:\.\.\.|…|\[(?:…|\.\.\.)\]|[(\[<](?:\.\.\. ?)?truncated\b.*)[\"'`)\]]?$")
_WORD = re.compile(r"[^\W\d_]{4,}")
_LONGEST_MARK = 40


def align_cut(template: MessageTemplate, text_span: TextSpan, near: int) -> Alignment | None:
    """Lay a line that breaks off within a message against it, None where it shows too little of it, or all.

    ``near`` is an offset in ``text_span.folded`` at which the message's anchor begins. A line breaks off in the middle
    of a word, or where it says so; values behind that place are missing, the one it breaks off in, too.
    """
    first, text = template.literals[0], text_span.folded
    inside = first.find(template.anchor)
    start = near - inside if inside >= 0 else text.rfind(first, max(0, near - LONGEST_GAP), near)
    if not first or start < 0 or not text.startswith(first[:LEAST_OF_A_CUT_PART], start):
        return None
    if not SEGMENT_BEFORE.search(text[max(0, start - LEAST_OF_A_CUT_PART) : start]):
        return None
    end = text_span.line_end(start)
    mark = _MARK.search(text[max(start, end - _LONGEST_MARK) : end])
    if mark:
        end = max(start, end - _LONGEST_MARK) + mark.start()
    at, letters, next_letter = start, 0, ""
    spans: list[tuple[int, int]] = []
    for number, literal in enumerate(template.literals):
        begin = text.find(literal, at, end) if number else at
        if literal and begin >= 0 and text.startswith(literal, begin, end) and begin - at <= LONGEST_GAP:
            spans += [(at, begin)] if number else []
            at, letters = begin + len(literal), letters + len(literal)
            continue
        part = _part_at_end(literal, text[at:end]) if number else min(len(literal), end - at)
        if not number and not literal.startswith(text[at:end]):
            return None
        spans += [(at, end - part)] if number and part else []
        letters, next_letter = letters + part, literal[part : part + 1]
        at = end if part else at
        break
    else:
        return None
    is_half = 2 * letters >= sum(map(len, template.literals))
    is_in_word = next_letter.isalnum() and text[end - 1 : end].isalnum() and at == end
    if letters < LEAST_OF_A_CUT_MESSAGE or not (mark or (is_in_word and is_half)):
        return None
    words = {each[0] for each in _WORD.finditer(text, start, at) if each.end() < at or not is_in_word}
    words -= everyday_words()
    if not spans and not (is_half and len(words) >= WORDS_OF_A_CUT_MESSAGE):
        return None
    places = [(text_span.place(begin), text_span.place(close)) for begin, close in spans]
    return Alignment(
        parameters=tuple(
            Parameter(each.name, (text_span.original[begin:close].strip(),))
            for each, (begin, close) in zip(template.placeholders, places, strict=False)
        ),
        spans=tuple(places),
        start=text_span.place(start),
        end=text_span.place(at - 1) + 1,
        literal=letters,
        fills=False,
        remainder="",
        cut=True,
    )


def _part_at_end(literal: str, text: str) -> int:
    """How many of the first characters of ``literal`` end ``text``; 0 for fewer than tell."""
    most = min(len(literal) - 1, len(text), 4 * LEAST_OF_A_CUT_MESSAGE)
    return next((part for part in range(most, LEAST_OF_A_CUT_PART - 1, -1) if text.endswith(literal[:part])), 0)
