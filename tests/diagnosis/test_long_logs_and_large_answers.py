"""Numbers by which long logs are read in part, catalogs looked up and large answers shortened, on both sides."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from string import ascii_lowercase

import pytest

from catalog.diagnosis import CatalogIndex, diagnose, sizes
from catalog.diagnosis.advice import Reading
from catalog.diagnosis.guidance import Finding, Guidance, Note, Suggestion, Variant
from catalog.diagnosis.match_results import Match
from catalog.diagnosis.payloads import find_payloads
from catalog.diagnosis.pieces import pieces_of
from catalog.diagnosis.prefilter import are_records, excerpt, is_log
from catalog.diagnosis.repeats import Repeats
from catalog.diagnosis.sizes import bounded, size_of
from catalog.folding import TextSpan
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.message_template import Parameter, parse_template
from tests.diagnosis.conftest import errors

NOTHING = CatalogIndex()
QUIET = "2026-03-02 10:15:30 INFO task done"
PROSE = "The weather of the day was fine"


def index_of(*messages: str) -> CatalogIndex:
    rows = ((f"M-{number}", None, message) for number, message in enumerate(messages))
    return CatalogIndex([ServiceCatalog(Service("one"), errors("one", *rows))])


@pytest.mark.parametrize(("length", "is_whole"), [(16_383, True), (16_384, False)])
def test_short_log_is_read_whole(length: int, is_whole: bool) -> None:
    text = f"{QUIET}\n" * 1_000
    assert (excerpt(text[:length], NOTHING).numbers is None) is is_whole


def test_sixty_lines_of_a_stack_trace_are_kept() -> None:
    lines = [*[QUIET] * 300, "2026-03-02 10:15:30 ERROR gave up", *["\tat a.B"] * 100, *[QUIET] * 300]
    assert len([line for line in excerpt("\n".join(lines), NOTHING).text.split("\n") if line]) == 61


def test_three_lines_around_are_kept_in_prose() -> None:
    lines = [*[PROSE] * 400, "an error", *[PROSE] * 400]
    assert len([line for line in excerpt("\n".join(lines), NOTHING).text.split("\n") if line]) == 7


@pytest.mark.parametrize(
    "lines", [[QUIET] * 40 + [PROSE] * 200, [PROSE] * 26 + [QUIET] * 80], ids=["log first", "prose first"]
)
def test_log_is_known_by_its_first_characters(lines: Sequence[str]) -> None:
    assert is_log("\n".join(line.ljust(1_000) for line in lines))


@pytest.mark.parametrize(
    "lines", [[QUIET] * 110 + [PROSE] * 400, [PROSE] * 90 + [QUIET] * 400], ids=["log first", "prose first"]
)
def test_log_is_known_by_its_first_lines(lines: list[str]) -> None:
    assert are_records(lines)


@pytest.mark.parametrize(("loud", "is_whole"), [(920, True), (880, False)])
def test_log_of_errors_is_read_whole(loud: int, is_whole: bool) -> None:
    lines = ["2026-03-02 10:15:30 ERROR gave up"] * loud + [QUIET] * (1_000 - loud)
    assert (excerpt("\n".join(lines), NOTHING).numbers is None) is is_whole


def answered_of(lines: Sequence[str], *again: str) -> list[str]:
    """Return which lines are read by themselves when ``again`` come three times each behind ``lines``."""
    read: list[str] = []

    def answer(text: str) -> Guidance:
        read.append(text)
        return diagnose("", NOTHING)

    repeats = Repeats(NOTHING, answer)
    for part in (lines, [line for line in again for _ in range(3)]):
        for line, kind in zip(part, repeats.words_of(part), strict=True):
            if kind:
                repeats.read(line, kind)
    return read


@pytest.mark.parametrize(("times", "is_read"), [(3, False), (4, True)])
def test_four_lines_of_a_kind_are_worth_reading_one_of_them(times: int, is_read: bool) -> None:
    assert bool(answered_of(["it is gone"] * times)) is is_read


@pytest.mark.parametrize(("codes", "is_read"), [(8, True), (9, False)])
def test_line_of_more_than_eight_codes_is_a_list(codes: int, is_read: bool) -> None:
    index = CatalogIndex(
        [ServiceCatalog(Service("own"), tuple(KnownError("own", f"Own.{n}x", (ErrorCase(""),)) for n in range(9)))]
    )
    repeats = Repeats(index, lambda text: diagnose(text, index))
    line = "ERROR 404 404 404 " + " ".join(f"Own.{n}x" for n in range(codes))
    assert (repeats.words_of([line]) != [None]) is is_read


@pytest.mark.parametrize(("length", "most"), [(19_000, 9), (21_000, 10)])
def test_one_kind_of_lines_in_two_thousand_characters_is_read_by_itself(
    length: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[Callable[[int], bool]] = []

    def made(index: CatalogIndex, answer: Callable[[str], Guidance], allows: Callable[[int], bool]) -> Repeats:
        limits.append(allows)
        return Repeats(index, answer, allows)

    monkeypatch.setattr("catalog.diagnosis.Repeats", made)
    diagnose(("ERROR gave up\n" * length)[:length], NOTHING)
    assert [limits[0](most - 1), limits[0](most)] == [True, False]


def test_fifty_thousand_kinds_of_lines_are_remembered() -> None:
    letters = [
        f"{a}{b}{c}{d}"
        for a in ascii_lowercase[:3]
        for b in ascii_lowercase
        for c in ascii_lowercase
        for d in ascii_lowercase
    ]
    assert answered_of(letters[:50_001], letters[49_999], letters[50_000]) == [letters[49_999]]


@pytest.mark.parametrize(("length", "is_read"), [(1_900, True), (2_100, False)])
def test_long_line_is_no_repeated_one(length: int, is_read: bool) -> None:
    line = "x" * length
    assert bool(answered_of([line], line)) is is_read


def test_piece_has_a_megabyte() -> None:
    assert [each.size for each in pieces_of(io.BytesIO(b"one line\n" * 150_000))] == [1_048_576, 301_424]


@pytest.mark.parametrize(("length", "is_found"), [(60_000, True), (70_000, False)])
def test_piece_ends_before_a_record_within_its_last_characters(length: int, is_found: bool) -> None:
    record = "10:00:00 ERROR it broke\n" + "\tat a.B\n" * 100_000
    before = "y" * (1_048_576 - length - 1) + "\n"
    piece = next(pieces_of(io.BytesIO((before + record).encode())))
    assert (piece.text == before) is is_found


@pytest.mark.parametrize(("word", "is_found"), [("gone", True), ("out", False)])
def test_template_is_looked_for_by_four_characters(word: str, is_found: bool) -> None:
    assert bool(list(index_of(f"{{a}} {word} {{b}}").templates_in(TextSpan(f"x {word} y")))) is is_found


WORDS = "abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz abcdef"


@pytest.mark.parametrize(
    ("alike", "length", "is_found"),
    [(1, 24, True), (1, 23, False), (16, 24, True), (17, 24, False), (17, 48, True), (17, 47, False)],
)
def test_template_is_looked_for_by_its_beginning(alike: int, length: int, is_found: bool) -> None:
    """By 24 characters, or 48 where more than 16 begin alike."""
    index = index_of(*(f"{WORDS[:30]}{ascii_lowercase[number] * 18}{WORDS[:20]}" for number in range(alike)))
    text = f"{WORDS[:30]}{'a' * 18}"[:length]
    assert bool(list(index.templates_in(TextSpan(text)))) is is_found


@pytest.mark.parametrize(("depth", "is_found"), [(850, True), (950, False)])
def test_structure_is_found_nine_hundred_brackets_deep(depth: int, is_found: bool) -> None:
    assert bool(find_payloads('{"a": ' * depth + '{"code": "A-1"}').structures) is is_found


def test_value_in_a_message_has_a_longest() -> None:
    template = parse_template("Begin {value} and end it")
    assert template.align(TextSpan(f"Begin {'x' * 8_190} and end it")) is not None
    assert template.align(TextSpan(f"Begin {'x' * 8_200} and end it")) is None


@pytest.mark.parametrize(("words", "is_shown"), [(7, True), (8, False)])
def test_eight_places_of_the_first_words_are_tried(words: int, is_shown: bool) -> None:
    alignment = parse_template("tap {number} drips").align(TextSpan("xtap " * words + "tap 7 drips"))
    assert (alignment is not None) is is_shown


@pytest.mark.parametrize(
    ("message", "is_weak"),
    [
        ("three words withal", False),
        ("twowords andlonger", True),
        ("just 3 words out", False),
        ("just 3 words on", True),
    ],
)
def test_template_of_few_words_or_letters_is_weak(message: str, is_weak: bool) -> None:
    assert parse_template(message).is_weak is is_weak


def finding(message: str = "", **parts: object) -> Finding:
    return Finding("unknown", 1, Reading("text", message=message), (), (), "", None, (), **parts)  # type: ignore[arg-type]


def test_size_of_an_answer_is_about_that_of_its_json() -> None:
    value = (Parameter("x", ("y",)),)
    match = Match("s", "c", ErrorCase("m"), value, 0.9, (), "", "")
    parts = [
        (finding("abc"), 320 + 6 + 5),
        (finding(variants=(Variant(value, 1, 1),)), 326 + 60 + 30 + 3 + 3 + 3),
        (finding(services=(Service("a"),)), 326 + 90 + 2 * 3),
    ]
    for each, size in parts:
        assert size_of(each) == size
    full = Finding(
        "known", 1, Reading("text"), (match,), (Suggestion("s", "c", "m", "w"),), "", None, (Note("k", "t"),)
    )
    assert size_of(full) == 326 + (300 + 5 * 3 + 30 + 3 + 3 + 3) + (130 + 4 * 3) + (40 + 3)


@pytest.mark.parametrize(("more", "is_shortened"), [(0, False), (1, True)])
@pytest.mark.parametrize(("texts", "plus"), [(1, 59_392), (2, 29_696), (100, 14_848)])
def test_answer_has_four_times_the_bytes_of_its_text_and_more(
    texts: int, plus: int, more: int, is_shortened: bool
) -> None:
    longest = 4 * 10_000 + plus
    guidance = Guidance("unknown", (finding("x" * (longest - 328 + more)),))
    assert size_of(guidance.findings[0]) == longest + more
    assert (bounded(guidance, 10_000, texts) != guidance) is is_shortened


def test_no_more_cases_are_measured_than_show_that_an_answer_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = tuple(Match("s", "c", ErrorCase(f"m{n}"), (), 0.9, (), "", "") for n in range(5_000))
    many = Finding("known", 1, Reading("text"), cases, (), "", None, ())
    measured: list[Match] = []
    size_of_match = sizes._size_of_match

    def watched(match: Match) -> int:
        measured.append(match)
        return size_of_match(match)

    monkeypatch.setattr(sizes, "_size_of_match", watched)
    answer = bounded(Guidance("known", (many,)), 1_000)
    assert len(answer.findings[0].matches) == 20
    assert len(measured) < 2 * (4_000 + 59_392) // 300


@pytest.mark.parametrize("findings", [1, 30, 60, 120, 200])
def test_as_little_as_may_be_is_left_out_of_an_answer(findings: int) -> None:
    """The first step with which the answer fits is the one that is chosen."""
    match = Match("s", "c", ErrorCase("m"), (Parameter("x", ("y" * 300,) * 30),), 0.9, (), "d" * 900, "s" * 900)
    all_of_it = tuple(
        Finding("known", 1, Reading("text", message="m" * 3_000), (match,) * 5, (), "", None, ())
        for _ in range(findings)
    )
    most = 4 * 10_000 + 59_392
    by_step = [tuple(step(each, 3_000) for each in all_of_it) for step in sizes._SHEDDING]
    fitting = [each for each in by_step if sum(map(size_of, each)) <= most]
    answer = bounded(Guidance("known", all_of_it), 10_000).findings
    expected = (fitting or [by_step[-1]])[0]
    assert [each.matches for each in answer] == [each.matches for each in expected[: len(answer)]]
    assert len(answer) == findings if fitting else sum(map(size_of, answer)) <= most
