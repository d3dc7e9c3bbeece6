"""Texts that were taken from a text, looked for in it: linear whatever they are, and long ones by their beginning."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from catalog.diagnosis.numbers import LONGEST_PATTERN
from catalog.diagnosis.occurrences import Needles
from catalog.diagnosis.payloads import find_payloads
from catalog.diagnosis.redaction import redact


def needles_in(needles: list[str], text: str) -> list[str]:
    return [text[start:end] for _, start, end in Needles(needles).found_in(text)]


LONG = "a long text, " * 20


@pytest.mark.parametrize(
    ("needles", "text", "expected"),
    [
        (["one", "two"], "two one, one", ["two", "one", "one"]),
        (["one", "one two"], "one two one", ["one two", "one"]),
        ([LONG], f"x {LONG} y", [LONG]),
        ([LONG], f"x {LONG[:100]} y", [LONG[:100]]),
        ([LONG], f"x {LONG[: LONGEST_PATTERN - 1]} y", []),
        ([LONG + "1", LONG + "2 and more", LONG], f"{LONG}2 and more {LONG}1", [LONG + "2 and more", LONG + "1"]),
        ([LONG, LONG[:90] + "|"], LONG[:90] + "| " + LONG, [LONG[:90] + "|", LONG]),
        (["", "a"], "ba", ["a"]),
        ([], "text", []),
    ],
)
def test_needles_are_located_in_order(needles: list[str], text: str, expected: list[str]) -> None:
    assert needles_in(needles, text) == expected


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize(
    "made",
    [
        lambda size: (["a" * size], "a" * size),
        lambda size: (["ab" * (size // 2) + "c"], "ab" * (size // 2)),
        lambda size: (["a" * (each * 37 % size) for each in range(300)], "a" * size),
        lambda size: (["a" * 500 + f"{each:06d}" for each in range(2000)], ("a" * 501 + "b") * (size // 500)),
        lambda size: (["at com.example.Foo.bar(Foo.java:10)\n" * (size // 36)], "at com.example.Foo.bar(F" * size),
    ],
    ids=["one letter", "two letters", "nested", "one beginning", "stack lines"],
)
@pytest.mark.slow
def test_twice_the_text_takes_about_twice_the_time(made: Callable[[int], tuple[list[str], str]]) -> None:
    once, twice = (made(size) for size in (40_000, 80_000))
    assert seconds(lambda: needles_in(*twice)) < 4 * seconds(lambda: needles_in(*once)) + 0.05
    assert seconds(lambda: needles_in(*twice)) < 2


@pytest.mark.parametrize("piece", ['\\"', '{\\"a\\": [1]} ', '\\\\\\"x', '{"', '"{', "{'a\\\": "])
@pytest.mark.slow
def test_structures_are_found_in_time_by_the_length(piece: str) -> None:
    once, twice = ('{"body": "' + (piece * 80_000)[:size] for size in (40_000, 80_000))
    assert seconds(lambda: find_payloads(twice)) < 4 * seconds(lambda: find_payloads(once)) + 0.05


def test_the_beginning_of_a_long_secret_is_masked_too() -> None:
    secret = "x9" * 200
    masked = redact(f"password={secret}\nthe log broke off at {secret[:150]}")
    assert "x9x9x9" not in masked
    assert masked.count("[masked password]") == 2
