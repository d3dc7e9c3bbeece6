"""A text of any size: read in pieces, answered as the pieces put together."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from functools import partial

import pytest

from catalog.diagnosis import CatalogIndex, diagnose, pieces
from catalog.diagnosis.guidance import Guidance
from catalog.diagnosis.merging import Merger, diagnose_pieces
from catalog.diagnosis.numbers import MOST_REQUEST_IDS
from catalog.diagnosis.pieces import pieces_of
from tests.diagnosis.conftest import METAL

pytestmark = pytest.mark.slow

INDEX = CatalogIndex([METAL])
QUIET = "2026-03-02 10:15:30,{:03d} INFO [worker-1] c.e.Task - finished a step of attach in 12 ms, status=ok"
NOT_FOUND = "2026-03-02 10:15:31,001 ERROR [worker-1] c.e.Task - Metal.0230: Subnet not found: [{}]"
ask = partial(diagnose, index=INDEX)


def answer(text: str, *, progress: Callable[[int], object] | None = None) -> Guidance:
    return diagnose_pieces(pieces_of(io.BytesIO(text.encode())), INDEX, ask, progress)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 32_768)


def long_log(*loud: tuple[int, str]) -> str:
    lines = [QUIET.format(number % 1000) for number in range(4000)]
    for number, line in loud:
        lines[number - 1] = line
    return "\n".join(lines)


def test_one_case_is_one_finding_with_its_count_lines_and_variants() -> None:
    text = long_log(
        (7, NOT_FOUND.format("a")), (1200, NOT_FOUND.format("b")), (2500, NOT_FOUND.format("b")), (3999, "Metal.0204")
    )

    result = answer(text).findings

    assert [(each.matches[0].code, each.occurrences) for each in result] == [("Metal.0230", 3), ("Metal.0204", 1)]
    assert [(each.parameters[0].values, each.occurrences) for each in result[0].variants] == [(("b",), 2), (("a",), 1)]
    assert result[0].matches[0].parameters == result[0].variants[0].parameters


def test_counts_are_those_of_the_pieces_put_together() -> None:
    text = long_log(*((number, NOT_FOUND.format(f"s-{number}")) for number in range(3, 4000, 37)))

    merger = Merger()
    for piece in pieces_of(io.BytesIO(text.encode())):
        merger.add(ask(piece.text))

    apart = merger.guidance(ask(""))
    assert [(each.matches[0].case, each.occurrences) for each in apart.findings] == [
        (each.matches[0].case, each.occurrences) for each in answer(text).findings
    ]
    assert apart.findings[0].occurrences == len(range(3, 4000, 37))
    assert len(apart.findings[0].variants) == 20


def test_unknown_errors_that_differ_in_their_values_are_one() -> None:
    content = '{{"time": "10:15", "error_code": "Other.7", "message": "worker {} of pool 7 went away"}}'
    text = long_log((5, content.format(1)), (3900, content.format(2)))

    result = answer(text).findings

    assert [(each.outcome, each.read.code, each.occurrences) for each in result] == [("unknown", "Other.7", 2)]


def test_short_text_is_answered_as_it_is() -> None:
    text = "Metal.0230: Subnet not found: [a]\nMetal.0204"

    assert answer(text) == ask(text)


def test_quiet_log_is_answered_as_a_text_without_an_error() -> None:
    result = answer(long_log()).findings

    assert [(each.outcome, each.matches) for each in result] == [("unknown", ())]


def test_progress_adds_up_to_the_size() -> None:
    done: list[int] = []
    text = long_log((5, "Metal.0204"))

    answer(text, progress=done.append)

    assert sum(done) == len(text.encode())
    assert len(done) > 3


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE], ids=["plain", "utf-8", "utf-16"])
def test_pieces_are_the_whole_text_in_whole_lines(mark: bytes) -> None:
    text = "\n".join(f"{number} ä 不存在 zeile" for number in range(9000))
    data = text.encode("utf-16") if mark == codecs.BOM_UTF16_LE else mark + text.encode()

    items = list(pieces_of(io.BytesIO(data)))

    assert "".join(each.text for each in items) == text
    assert len(items) > 3
    for each in items[:-1]:
        assert each.text.endswith("\n")
    for each in items:
        assert text.split("\n")[each.first_line - 1] == each.text.split("\n")[0]


def test_record_of_several_lines_is_not_cut() -> None:
    trace = "2026-03-02 10:15:31 ERROR Main - gave up\n" + "\n".join(f"\tat a.B.m{n}(B.java:{n})" for n in range(50))
    text = "\n".join([trace] * 200)

    for each in pieces_of(io.BytesIO(text.encode())):
        assert each.text.startswith("2026-03-02")


def test_text_without_a_line_end_is_answered_as_a_whole() -> None:
    result = answer("Metal.0204 " + "x " * 30_000 + "Metal.0230: Subnet not found: [a] " + "x " * 9000).findings

    assert {each.matches[0].code for each in result} == {"Metal.0204", "Metal.0230"}


def test_text_without_a_line_end_is_cut_all_the_same() -> None:
    items = list(pieces_of(io.BytesIO(b"x" * 200_000)))

    assert [len(each.text) for each in items[:-1]] == [32_768] * (len(items) - 1)
    assert {each.first_line for each in items} == {1}


def test_more_distinct_errors_than_are_kept_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.diagnosis.merging.MOST_CANDIDATES", 1)
    text = long_log((5, "Metal.0204"), (3900, NOT_FOUND.format("a")))

    result = answer(text).findings

    assert len(result) == 1
    assert "budget" in [note.kind for note in result[0].notes]


def test_piece_with_more_errors_than_an_answer_has_leaves_none_out() -> None:
    text = long_log(*((number, NOT_FOUND.format(f"s-{number}")) for number in range(3, 4000, 2)))

    assert answer(text).findings[0].occurrences == len(range(3, 4000, 2))


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-02 10:15:31,{0:03d} ERROR [worker-1] c.e.Task - Metal.0230: Subnet not found: [s-{1}]",
        "2026-03-02 10:15:31,{0:03d} ERROR [worker-1] c.e.Task - Subnet not found: [s-{1}]",
        '2026-03-02 10:15:31,{0:03d} WARN c.e.Client - said {{"error_code": "Metal.0230", "error_msg": "no s-{1}"}}',
        "2026-03-02 10:15:31,{0:03d} ERROR [worker-1] c.e.Task - Metal.0204: Image not found, request id r-{1}",
        "2026-03-02 10:15:31,{0:03d} ERROR Metal.0204 and Metal.0003 for s-{1}",
    ],
    ids=["code", "message", "json", "no-values", "two-codes"],
)
def test_repeated_lines_are_counted_as_they_are_read(line: str) -> None:
    """``Repeats`` must not change an answer: lines that no other one is like are read each by itself."""
    loud = [(number, line.format(number % 1000, number % 7)) for number in range(10, 3990, 50)]
    expected = Merger()
    for _, each in loud:
        expected.add(ask(each))

    result = answer(long_log(*loud)).findings

    items = {(each.matches[0].case, each.occurrences, len(each.variants)) for each in result}
    assert items == {
        (each.matches[0].case, each.occurrences, len(each.variants)) for each in expected.guidance(ask("")).findings
    }
    assert {each.lines for each in result} == {(loud[0][0], loud[-1][0])}


@pytest.mark.parametrize(
    "line",
    ["{} Metal.0204: Image not found request_id=r-{}", '{} {{"error_code": "Metal.0204", "request_id": "r-{}"}}'],
)
def test_request_ids_of_all_occurrences_are_kept(line: str) -> None:
    stamp = "2026-03-02 10:15:31,001 ERROR [worker-1] c.e.Task -"
    text = long_log(*((100 * number, line.format(stamp, number)) for number in (3, 11, 20, 39)))

    result = answer(text).findings[0]

    assert result.request_ids == ("r-3", "r-11", "r-20", "r-39")
    assert diagnose(line.format("", 1) + "\n\n" + line.format("", 2), index=INDEX).findings[0].request_ids == (
        "r-1",
        "r-2",
    )


def test_request_ids_are_bounded() -> None:
    lines = [
        f"2026-03-02 10:15:31,001 ERROR Metal.0204: Image not found request_id=r-{number}" for number in range(500)
    ]

    assert len(answer("\n".join([QUIET.format(1)] * 1000 + lines)).findings[0].request_ids) == MOST_REQUEST_IDS


def test_secret_in_a_repeated_line_is_masked() -> None:
    content = "2026-03-02 10:15:31,001 ERROR c.e.Task - Metal.0230: Subnet not found: [{}]"
    values = ["s-1", "s-2", "s-3", "AKIAIOSFODNN7EXAMPLE", "s-4"]
    text = long_log(*((number * 300 + 5, content.format(value)) for number, value in enumerate(values)))

    finding = answer(text).findings[0]

    assert finding.occurrences == len(values)
    assert "AKIA" not in repr(finding)


def test_unknown_errors_leave_no_known_one_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.diagnosis.merging.MOST_CANDIDATES", 3)
    other = '{{"time": "10:15", "error_code": "Other.{}", "message": "gone"}}'
    text = long_log(*((number * 300, other.format(number)) for number in range(1, 12)), (3900, "Metal.0204"))

    result = answer(text).findings

    assert [(each.outcome, each.matches[0].code) for each in result[:1]] == [("known", "Metal.0204")]
    assert len(result) == 4
