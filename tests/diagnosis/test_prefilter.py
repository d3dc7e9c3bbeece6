"""The lines of a long log that are worth reading."""

from __future__ import annotations

import time

import pytest

from catalog.diagnosis import CatalogIndex
from catalog.diagnosis.numbers import SHORTEST_LOG
from catalog.diagnosis.prefilter import Excerpt, excerpt
from tests.diagnosis.conftest import METAL

QUIET = "2026-03-02 10:15:30,123 INFO [worker-1] c.e.Task - finished step {} of attach in 12 ms, status=ok"
INDEX = CatalogIndex([METAL])


def log_with(*loud: str, quiet: str = QUIET) -> tuple[str, int]:
    """A log with ``loud`` lines in its middle, and the number of the first of them."""
    before = [quiet.format(number) for number in range(300)]
    return "\n".join([*before, *loud, *before]), len(before) + 1


def kept_of(part: Excerpt) -> list[str]:
    return [line for line in part.text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-02 10:15:31,001 INFO [worker-1] c.e.Task - upstream said Metal.0100",
        "2026-03-02 10:15:31,001 INFO [worker-1] c.e.Task - subnet  not found: [a]",
        "2026-03-02 10:15:31,001 ERROR [worker-1] c.e.Task - gave up",
        "2026-03-02 10:15:31,001 INFO [worker-1] c.e.Task - connection reFUSed by peer",
        "2026-03-02 10:15:31,001 INFO [worker-1] c.e.Task - GET /servers status=503",
        '10.0.0.1 - - [02/Mar/2026:10:15:31 +0000] "GET /servers HTTP/1.1" 404 12',
        '{"time":"2026-03-02","level":"error","msg":"gave up"}',
        "2026-03-02 10:15:31,001 INFO [worker-1] 创建失败",
    ],
    ids=["code", "message", "level", "verb", "status", "access-log", "json-line", "chinese"],
)
def test_line_that_may_show_an_error_is_kept_alone(line: str) -> None:
    text, number = log_with(line)

    part = excerpt(text, INDEX)

    assert kept_of(part) == [line]
    assert part.line(part.text.split("\n").index(line) + 1) == number


@pytest.mark.parametrize(
    "record",
    [
        ("2026-03-02 10:15:31 ERROR Main - gave up", "java.io.IOException: gone", "\tat a.B.c(B.java:1)", "\tat a.C"),
        ("2026-03-02 10:15:31 INFO Main - answer", "{", '  "error_code": "Metal.0100",', '  "ids": [', "  ]", "}"),
        ("2026-03-02 10:15:31 INFO Main - Subnet", "not found: [a,", "b]"),
    ],
    ids=["stack-trace", "json-body", "wrapped"],
)  # fmt: skip
def test_all_lines_of_a_record_are_kept(record: tuple[str, ...]) -> None:
    text, _ = log_with(*record)

    assert kept_of(excerpt(text, INDEX)) == list(record)


def test_text_that_is_no_log_keeps_the_lines_around() -> None:
    prose = "The weather of day {} was fine and nobody had anything to say of it at all."
    text, number = log_with("Metal.0100", "", "request id: r-7", quiet=prose)

    part = excerpt(text, INDEX)

    assert {"Metal.0100", "request id: r-7"} <= set(kept_of(part))
    assert len(kept_of(part)) <= 8
    assert part.line(1) == number - 3


def test_what_was_apart_stays_apart() -> None:
    quiet = [QUIET.format(number) for number in range(300)]
    text = "\n".join(["ERROR one", *quiet, "ERROR two", *quiet])

    part = excerpt(text, INDEX)

    assert part.text == "ERROR one\n\nERROR two"
    assert [part.line(number) for number in (1, 3)] == [1, 302]


def test_short_text_and_text_of_errors_are_read_whole() -> None:
    short = QUIET.format(1) + "\nMetal.0100"
    loud = "\n".join(["2026-03-02 10:15:31 ERROR Metal.0100"] * 2000)

    assert excerpt(short, INDEX) == Excerpt(short, None)
    assert excerpt(loud, INDEX) == Excerpt(loud, None)
    assert excerpt(loud, INDEX).line(7) == 7


def test_quiet_log_leaves_nothing() -> None:
    text, _ = log_with()

    assert excerpt(text, INDEX) == Excerpt("", ())


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "\n",
        " ",
        "status=",
        '" 4',
        "Metal.0100\n",
        "\t at x\n",
        "error ",
        '{"',
        "\terror\n\tfine\n",
        "2026-03-02 10:15:31 INFO a\n",
    ],
)
@pytest.mark.slow
def test_time_is_linear_in_the_text(piece: str) -> None:
    whole = piece * (4 * SHORTEST_LOG * 2 // len(piece))
    texts = (whole[: len(whole) // 4], whole)
    best = [float("inf"), float("inf")]
    for _ in range(3):
        for number, text in enumerate(texts):
            begin = time.process_time()
            excerpt(text, INDEX)
            best[number] = min(best[number], time.process_time() - begin)

    assert best[1] < 4 * best[0] * 2.5 + 0.02


def test_parts_are_the_excerpt_in_whole_records() -> None:
    trace = ("2026-03-02 10:15:31 ERROR Main - gave up", *(f"\tat a.B.m{number}" for number in range(7)))
    text, _ = log_with(*trace * 20)
    whole = excerpt(text, INDEX)

    parts = list(whole.parts(20))

    assert "\n".join(each.text for each in parts) == whole.text
    assert [number for each in parts for number in each.numbers or ()] == list(whole.numbers or ())
    assert len(parts) > 4
    assert all(each.text.startswith("2026-03-02") for each in parts)
