"""Decisions of the numbers in catalog/diagnosis/numbers.py, each tried on both sides."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from catalog import diagnosis
from catalog.diagnosis import CatalogIndex, diagnose, numbers, payload_candidates
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.candidates import find_candidates
from catalog.diagnosis.cleaning import clean
from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.evidence import Certainty, Kind, Rule, _needs_of, verbose
from catalog.diagnosis.guidance import Finding, Guidance, Note, Variant
from catalog.diagnosis.index_tables import Finder
from catalog.diagnosis.lines import Line, head_of
from catalog.diagnosis.marks import MarkTable, find_marks, weigh
from catalog.diagnosis.matching import match
from catalog.diagnosis.merging import Merger, diagnose_pieces
from catalog.diagnosis.pairs import find_pairs, most_pairs
from catalog.diagnosis.payload_candidates import in_records
from catalog.diagnosis.payloads import Payloads, find_payloads
from catalog.diagnosis.pieces import pieces_of
from catalog.diagnosis.question import Question
from catalog.diagnosis.records import Walk
from catalog.diagnosis.shapes import shapes_of
from catalog.diagnosis.text_candidates import in_running_text
from catalog.diagnosis.text_evidence import Place, Places, TextEvidence, gather_evidence
from catalog.diagnosis.text_spans import enclosures, said_behind, without_blanks
from catalog.diagnosis.tracing import trace, trace_text
from catalog.known_error import BodyFormat, KnownError, Marks, Service, ServiceCatalog
from catalog.message_template import Parameter
from tests.diagnosis.conftest import errors

LONG = "The dish was not washed by its eater now"
MARKED = Service("kettle", "Kettle", marks=Marks(names=("Kettle",)))
STOVE = Service("stove", body=BodyFormat("stove_errcode", "stove_errmsg"))
INDEX = CatalogIndex(
    [
        ServiceCatalog(
            Service("sink"),
            errors(
                "sink",
                ("SINK-1", 400, "The tap {tap} drips without an end"),
                ("SINK-2", 409, "Drain blocked"),
                ("SINK-3", 400, "The plug of the first basin was lost on its way"),
                ("SINK-3", 404, "The plug of the other basin is there no more, ask"),
                ("SINK-4", None, LONG),
                ("SINK-5", None, LONG[:-1].replace("dish", "bowl")),
                ("SINK-6", 503, ""),
                ("SINK-7", 400, "One and the same thing is told twice"),
                ("SINK-7", 401, "One and the same thing is told twice"),
                ("SINK-8", 400, "It spills at {place} and so on"),
                ("SINK-8", 404, "It spills at {place} and so on, again and again and again"),
            ),
        ),
        ServiceCatalog(
            MARKED, errors("kettle", ("TooHotError", None, ""), ("LidNotClosedError", None, ""), ("LidGone", None, ""))
        ),
        ServiceCatalog(STOVE, errors("stove", ("STOVE-1", 404, "Not found"))),
        *(ServiceCatalog(Service(f"pan{n:02}"), errors(f"pan{n:02}", ("BURNT_1", None, ""))) for n in range(25)),
        *(ServiceCatalog(Service(f"lid{n:03}"), errors(f"lid{n:03}", ("BENT_1", None, ""))) for n in range(120)),
    ]
)


def first(text: str) -> Finding:
    return diagnose(text, INDEX).findings[0]


def evidence_in(text: str) -> TextEvidence:
    return gather_evidence(find_payloads(text))


def index_of(*rows: tuple[str, int | None, str]) -> CatalogIndex:
    return CatalogIndex([ServiceCatalog(Service("one"), errors("one", *rows))])


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        pytest.param("SINK-1: The tap 7 drips without an end", 0.99, id="code and message"),
        pytest.param("HTTP 500 SINK-1: The tap 7 drips without an end", 0.95, id="with another status"),
        pytest.param("code: SINK1, The tap 7 drips without an end", 0.95, id="with other delimiters"),
        pytest.param("SINK-6", 0.95, id="a code alone"),
        pytest.param("SINK-1: something else went wrong here", 0.9, id="a code with other words"),
        pytest.param("HTTP 404 SINK-3", 0.9, id="a case by its status"),
        pytest.param('{"tags": ["SINK-6"]}', 0.85, id="a name alone"),
        pytest.param("SINK-3", 0.45, id="one of two cases that nothing tells apart"),
        pytest.param("HTTP 500 SINK-3: The plug of the first basin was lost on a way", 0.6, id="a case by similarity"),
        pytest.param("HTTP 400\n\nThe tap 7 drips without an end", 0.97, id="message and status"),
        pytest.param("The tap 7 drips without an end", 0.93, id="a whole message"),
        pytest.param(f"we heard that {LONG} so", 0.9, id="a part of what is said"),
        pytest.param("Drain blocked", 0.75, id="a short message"),
        pytest.param("HTTP 409\n\nDrain blocked", 0.85, id="a short message and its status"),
        pytest.param('{"stove_errmsg": "Not found"}', 0.6, id="a status's words in a service's own field"),
        pytest.param("BURNT_1", 0.04, id="a code of twenty-five services"),
        pytest.param("One and the same thing is told twice", 0.42, id="two cases of one code with one message"),
    ],
)
def test_confidence(text: str, confidence: float) -> None:
    assert first(text).matches[0].confidence == pytest.approx(confidence, abs=0.005)


def test_confidence_of_the_other_cases_of_a_code() -> None:
    matches = first("HTTP 400\n\nOne and the same thing is told twice").matches
    assert [each.confidence for each in matches] == [0.97, 0.05]


def test_confidence_of_two_messages_that_are_one() -> None:
    twins = [ServiceCatalog(Service(name), errors(name, (name, None, "Two say that same thing here"))) for name in "ab"]
    matches = diagnose("Two say that same thing here", CatalogIndex(twins)).findings[0].matches
    assert [each.confidence for each in matches] == [0.45, 0.45]


def test_message_in_prose_is_known_by_forty_characters() -> None:
    assert first(f"we heard that {LONG} so").outcome == "known"
    assert len(LONG) == 40
    assert first(f"we heard that {LONG[:-1].replace('dish', 'bowl')} so").outcome == "unknown"


def test_value_goes_on_behind_a_line_of_forty_characters() -> None:
    long, short = "It spills at the left side of the kitchen", "It spills at the left side of the house"
    assert (len(long) > 40, len(short) < 40) == (True, True)
    assert first(f"{long}\ntable and so on").outcome == "known"
    assert first(f"{short}\ntable and so on").outcome == "unknown"


def test_code_of_three_words_is_its_services() -> None:
    assert first("LidNotClosedError: it is open").outcome == "known"
    assert first("TooHotError: it boils").outcome == "unknown"


@pytest.mark.parametrize(
    ("message", "cases"),
    [("The plug of the first basin was lost on a way", 1), ("Some plug of a basin went away, it was the first", 2)],
)
def test_similar_words_tell_the_case(message: str, cases: int) -> None:
    matches = first(f"SINK-3: {message}").matches
    assert sum(each.confidence == matches[0].confidence for each in matches) == cases


def test_twenty_services_of_an_ambiguous_code_are_shown_and_a_hundred_listed() -> None:
    result = first("BENT_1")
    assert (len(result.matches), len(result.services), result.services_count) == (20, 100, 120)


def test_twenty_unknown_codes_are_compared() -> None:
    text = "\n".join(f"ERROR code=SINK-6{letter}: it failed in a step" for letter in "abcdefghijklmnopqrstuvwxyz")
    findings = diagnose(text, INDEX).findings
    assert sum(bool(each.suggestions) for each in findings) == 20


def test_fewer_unknown_codes_are_compared_with_very_many_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_COMPARISONS", 7 * len(INDEX.names))
    text = "\n".join(f"ERROR code=SINK-6{letter}: it failed in a step" for letter in "abcdefghijklmnopqrstuvwxyz")
    assert sum(bool(each.suggestions) for each in diagnose(text, INDEX).findings) == 7


@pytest.mark.parametrize(("alias", "is_offered"), [("SINK-66", True), ("SOAP-9", False)])
def test_code_that_is_nearly_a_known_one_is_offered(alias: str, is_offered: bool) -> None:
    assert bool(first(f'{{"error_code": "{alias}"}}').suggestions) is is_offered


def test_two_hundred_errors_of_a_text_are_answered() -> None:
    many = CatalogIndex([ServiceCatalog(Service("m"), errors("m", *((f"M-{n:04}", None, "") for n in range(220))))])
    text = "\n".join(f"10:00:00 ERROR M-{n:04}" for n in range(220))
    assert len(diagnose(text, many).findings) == 200


def test_twenty_sets_of_values_and_request_ids_of_an_error_are_shown() -> None:
    text = "\n".join(
        f"10:00:00 ERROR SINK-1: The tap {n} drips without an end, request id: r-{n:08}" for n in range(30)
    )
    result = first(text)
    assert (result.occurrences, len(result.variants), len(result.request_ids)) == (30, 20, 20)


@pytest.mark.parametrize(
    ("length", "units"), [(0, 5_000), (100_000, 11_000), (1_000_000, 65_000), (9_999_999, 200_000)]
)
def test_work_of_one_text_is_bounded(length: int, units: int) -> None:
    budget = Budget.of(length, numbers.LEAST_FINDING)
    assert budget.pay(units)
    assert not budget.pay(1)


@pytest.mark.parametrize(
    ("texts", "units", "codes"), [(1, 5_000, 200), (2, 2_500, 100), (4, 1_250, 50), (900, 1_250, 50)]
)
def test_four_texts_of_a_batch_share_the_least_work_and_the_fewest_codes(texts: int, units: int, codes: int) -> None:
    budget = Budget.of(0, numbers.LEAST_FINDING, texts)
    assert budget.units == units
    budget.units = numbers.MOST_WORK
    assert len(in_running_text(evidence_in("SINK-6 " * 1_200), INDEX, budget)) == codes


def test_errors_are_looked_up_while_their_cases_can_be_paid_for() -> None:
    cases = [f"Reason number {n} of many" for n in range(38)]
    index = index_of(*((f"M-{code:03}", None, message) for code in range(200) for message in cases))
    answer = diagnose("\n".join(f"10:00:00 ERROR M-{n:03}" for n in range(200)), index)
    assert "budget" in {note.kind for note in answer.findings[0].notes}
    # Of 12,000 units and 6 for each 100 characters, an error with 38 cases costs 40, and 6 for each of them.
    assert len(answer.findings) == 12_240 // (40 + 6 * 38)


@pytest.mark.parametrize(
    ("string", "units"),
    [("nothing: at all", 60 + 6), ("nothing\nat\nall", 60 + 3 * 6), ("nothing\n\tat a.B.run(B.java:7)", 60 + 6)],
)
def test_string_of_an_object_costs_sixty_units_and_six_for_each_line_that_is_no_stack_frame(
    string: str, units: int
) -> None:
    budget = Budget(1_000)
    list(in_records(evidence_in(json.dumps({"note": string})).records, CatalogIndex(), budget))
    assert budget.units == 1_000 - units


@pytest.mark.parametrize(("length", "texts", "read"), [(0, 1, 250), (24_000, 1, 350), (0, 2, 125), (0, 9, 62)])
def test_different_objects_are_read_as_many_as_the_text_is_long(length: int, texts: int, read: int) -> None:
    budget = Budget.of(length, numbers.LEAST_FINDING, texts)
    objects = [{"code": f"X.{number}"} for number in (*range(400), 1)]
    candidates = list(in_records(evidence_in(json.dumps(objects)).records, CatalogIndex(), budget))
    assert [each.code for each in candidates] == [f"X.{number}" for number in (*range(read), 1)]
    assert budget.ran_out


def test_structure_in_a_string_costs_four_units() -> None:
    budget = Budget(1_000)
    list(in_records(evidence_in(json.dumps({"note": '{"a": "b"} ' * 10})).records, CatalogIndex(), budget))
    assert budget.units == 1_000 - 60 - 10 * 4


def test_text_that_many_objects_stand_below_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(text: str) -> Payloads:
        read.append(text)
        return find_payloads(text)

    monkeypatch.setattr(payload_candidates, "find_payloads", reading)
    # The space around it makes it no other text.
    below = {"message": "failed:\nSINK-1\n", "details": [{"code": f"X.{number}"} for number in range(30)]}
    diagnose(json.dumps(below), index_of(("SINK-1", None, "The tap drips")))
    assert read == ["failed:\nSINK-1"]


def test_payloads_of_a_long_text_are_looked_for_once_in_each_way_to_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def reading(text: str) -> Payloads:
        read.append(len(text))
        return find_payloads(text)

    monkeypatch.setattr(diagnosis, "find_payloads", reading)
    lines = (
        json.dumps({"code": "SINK-6", "note": "it was told at last " * 9})[at : at + 80] for at in range(0, 240, 80)
    )
    text = "\n".join(lines) * 60
    assert clean(text).rejoined is not None
    diagnose(text, INDEX)
    assert len(read) == 2


def test_errors_of_a_message_above_many_objects_are_told_with_it_and_once_below() -> None:
    below = [{"code": f"X.{number}"} for number in range(30)]
    body = {"message": "failed:\nSINK-1\nSINK-2", "details": [*below, {"code": "X.1", "why": "SINK-3: lost"}]}
    candidates = list(in_records(evidence_in(json.dumps(body)).records, INDEX, Budget()))
    assert [each.code for each in candidates] == ["SINK-1", "SINK-2", "SINK-1", "SINK-2", "SINK-3"]


def test_each_error_of_a_string_of_an_object_costs_six_units() -> None:
    budget = Budget(1_000)
    list(in_records(evidence_in(json.dumps({"note": "SINK-6\nSINK-7"})).records, INDEX, budget))
    alone = Budget(1_000)
    list(in_records(evidence_in(json.dumps({"note": "SINK-6\n"})).records, INDEX, alone))
    assert alone.units - budget.units >= 6


def test_string_of_several_objects_is_the_message_of_none_of_them() -> None:
    bodies = "\n".join(json.dumps({"code": f"X.{number}"}) for number in range(3))
    records = evidence_in(json.dumps({"body": json.dumps({"message": f"HTTP/1.1 400\n{bodies}\n"})})).records
    assert [(each.code, each.message) for each in records[2:]] == [("X.0", None), ("X.1", None), ("X.2", None)]
    one = evidence_in(json.dumps({"message": 'It failed: {"code": "X.1"}'})).records
    assert [(each.code, each.message) for each in one[1:]] == [("X.1", 'It failed: {"code": "X.1"}')]


@pytest.mark.parametrize("length", [7_000, 9_000])
def test_wrapped_body_is_read_however_long_the_text_is(length: int) -> None:
    body = json.dumps(
        {"note": "x" * 60, "error_code": "SINK-1", "error_msg": f"The tap {'7' * 40} drips without an end"}
    )
    wrapped = "\n".join(body[at : at + 80] for at in range(0, len(body), 80))
    text = "It went on.\n" * (length // 12) + wrapped
    assert first(text).matches[0].parameters[0].values == ("7" * 40,)
    # A terminal that breaks no word of a body breaks nothing.
    assert first(text.replace(wrapped, json.dumps(json.loads(body), indent=1))).matches[0].parameters


@pytest.mark.parametrize(("length", "times"), [(7_000, 2), (9_000, 1)])
def test_only_a_short_text_is_read_both_ways(length: int, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a longer one the way is chosen by how much can be parsed: reading it twice would take twice the time."""
    read: list[str] = []
    one_way = diagnosis._read

    def noted(*given: Any, **more: Any) -> Guidance:
        read.append("")
        return one_way(*given, **more)

    monkeypatch.setattr(diagnosis, "_read", noted)
    body = json.dumps({"note": "x" * 60, "error_code": "SINK-1", "error_msg": "The sink is full to its very brim now"})
    wrapped = "\n".join(body[at : at + 80] for at in range(0, len(body), 80))
    diagnose("It went on.\n" * (length // 12) + wrapped, INDEX)
    assert len(read) == times


def test_message_compared_with_a_similar_one_costs_three_units() -> None:
    budget = Budget(1_000)
    index = index_of(("M-1", None, "Drains are blocked by somebody {name} once more"))
    question = Question("", index, budget)
    assert match(Candidate("text", 0, message="Drains are blocked by somebody"), question).near
    assert budget.units == 997


@pytest.mark.parametrize(("lines", "outcome"), [(3, "known"), (4, "unknown")])
def test_message_is_wrapped_over_three_lines_more(lines: int, outcome: str) -> None:
    words = ["The plug of", "the first basin", "was lost", "on its", "way"]
    wrapped = "\n".join((*words[:lines], " ".join(words[lines:])))
    assert first(wrapped).outcome == outcome


@pytest.mark.parametrize(("length", "outcome"), [(160, "known"), (8_100, "known"), (8_300, "unknown")])
def test_line_is_looked_at_up_to_its_length(length: int, outcome: str) -> None:
    assert first("." * (length - 30) + ": The tap 7 drips without an end").outcome == outcome


@pytest.mark.parametrize(("gap", "status"), [(500, 404), (700, None)])
def test_status_stands_near_its_code(gap: int, status: int | None) -> None:
    text = f"HTTP 404\n{'x ' * (gap // 2)}\nSINK-6 was told\n{'y ' * 1200}\nHTTP 500"
    assert first(text).read.http_status == status


@pytest.mark.parametrize(("gap", "is_joined"), [(1_900, True), (2_100, False)])
def test_message_stands_within_reach_of_its_code(gap: int, is_joined: bool) -> None:
    text = f"SINK-8 {'x ' * (gap // 2)}\nmessage: It spills at home and so on"
    reasons = [reason for each in diagnose(text, INDEX).findings for match in each.matches for reason in match.reasons]
    assert ("code" in reasons and "message" in reasons and len(diagnose(text, INDEX).findings) == 1) is is_joined


def test_short_name_of_a_service_alone_names_nobody() -> None:
    pair = [
        ServiceCatalog(Service("e3", marks=Marks(names=("E3",))), errors("e3", ("GoneForGood", None, ""))),
        ServiceCatalog(Service("ovenry", marks=Marks(names=("Ovenry",))), errors("ovenry", ("GoneForGood", None, ""))),
    ]
    index = CatalogIndex(pair)
    assert diagnose("e3 said GoneForGood", index).findings[0].outcome == "ambiguous"
    assert diagnose("ovenry said GoneForGood", index).findings[0].matches[0].service == "ovenry"


def test_alias_is_as_sure_as_its_code() -> None:
    case = errors("x", ("x", None, "It is over and done with"))[0].cases
    index = CatalogIndex([ServiceCatalog(Service("x"), (KnownError("x", "OVER", case, ("9001",)),))])
    assert diagnose("error 9001: It is over and done with", index).findings[0].matches[0].confidence == 0.99


def test_ambiguous_code_of_two_services_is_shared() -> None:
    twins = [ServiceCatalog(Service(name), errors(name, ("BOTH-1", None, ""))) for name in "ab"]
    assert [each.confidence for each in diagnose("BOTH-1", CatalogIndex(twins)).findings[0].matches] == [0.47, 0.47]


def test_ten_thousand_errors_of_a_text_are_looked_at() -> None:
    text = "\n".join("10:00:00 ERROR it broke" for _ in range(10_100))
    assert len(find_candidates(evidence_in(text), INDEX, Budget())) == 10_000


def test_code_that_stands_very_often_is_read_at_its_first_places() -> None:
    def places_read(text: str) -> int:
        candidates = in_running_text(evidence_in(text), INDEX, Budget())
        assert sum(1 + len(each.more) for each in candidates) == text.count("SINK")
        return len(candidates)

    # 200, or one for each 480 characters.
    assert places_read("SINK-6 " * 1_200) == 200
    assert places_read("SINK-6 " * 1_200 + "x" * (240_000 - 8_400)) == 500


@pytest.mark.parametrize(("codes", "read"), [(50, 200), (70, 100), (150, 150)])
def test_of_very_many_codes_fewer_further_places_are_read(codes: int, read: int) -> None:
    """Of more than 50 different ones each is read at its first place; all in all 100 places, or as many as codes."""
    index = index_of(*((f"M-{number:03}", None, "") for number in range(codes)))
    text = "".join(f"M-{number % codes:03} " for number in range(max(240, codes + 40)))
    candidates = in_running_text(evidence_in(text), index, Budget())
    assert len(candidates) == read
    assert len({each.code for each in candidates}) == codes
    assert sum(1 + len(each.more) for each in candidates) == text.count("M-")


def test_message_is_not_told_without_the_code_that_stands_before_it_and_is_not_read() -> None:
    rows = [(f"M-{n:03}", None, f"Some words that only number {n:03} of them has") for n in range(300)]
    text = "".join(f"{rows[n][0]}: {rows[n - 1][2]}\n" for n in range(300))
    candidates = in_running_text(evidence_in(text), index_of(*rows), Budget())
    assert [each.code for each in candidates] == [code for code, *_ in rows[:200]]


@pytest.mark.parametrize(("messages", "read"), [(300, 300), (350, 301)])
def test_three_hundred_different_messages_of_a_text_are_read(messages: int, read: int) -> None:
    rows = [(f"M-{n:03}", None, f"Some words that only number {n:03} of them has") for n in range(messages)]
    budget = Budget()
    candidates = in_running_text(evidence_in("\n".join(row[2] for row in rows)), index_of(*rows), budget)
    assert (len(candidates), budget.ran_out) == (read, read < messages)


def test_line_that_stands_very_often_is_read_twenty_times() -> None:
    candidates = in_running_text(evidence_in("The tap 7 drips without an end\n" * 100), INDEX, Budget())
    assert len(candidates) == 21
    assert sum(1 + len(each.more) for each in candidates) == 100


@pytest.mark.parametrize(("number", "outcome"), [(150, "known"), (220, "unknown")])
def test_two_hundred_messages_with_the_same_words_are_laid_against_a_line(number: int, outcome: str) -> None:
    rows = ((f"M-{n:03}", None, f"Some words that all of them have {{value}} then {n:03}") for n in range(300))
    text = f"Some words that all of them have x then {number:03}"
    assert diagnose(text, index_of(*rows)).outcome == outcome


@pytest.mark.parametrize(("cases", "is_shown"), [(35, True), (45, False)])
def test_all_cases_of_a_code_are_laid_against_a_text_up_to_forty(cases: int, is_shown: bool) -> None:
    shortened = "The lid is off the pot. Put it on again before the water of the whole pot is gone."
    rows = (("M-1", None, f"Reason number {n} of many") for n in range(cases - 1))
    match = diagnose('{"code": "M-1", "message": "The lid is off the pot."}', index_of(("M-1", None, shortened), *rows))
    assert ("message" in match.findings[0].matches[0].reasons) is is_shown


@pytest.mark.parametrize(("fields", "is_shown"), [(9, True), (14, False)])
def test_twelve_strings_of_an_object_are_looked_at(fields: int, is_shown: bool) -> None:
    body = {
        "code": "SINK-1",
        **{f"x{n}": "nothing" + "!" * n for n in range(fields)},
        "y": "The tap 7 drips without an end",
    }
    assert ("message" in first(json.dumps(body)).matches[0].reasons) is is_shown


@pytest.mark.parametrize(("length", "outcome"), [(3_500, "known"), (4_500, "unknown")])
def test_short_line_is_a_message_in_a_short_text(length: int, outcome: str) -> None:
    text = f"{'x ' * 20}\n" * (length // 41) + "超限"
    assert diagnose(text, index_of(("M-1", None, "超限"))).outcome == outcome


def test_five_hundred_characters_of_an_unknown_line_are_repeated() -> None:
    answer = first("10:00:00 ERROR " + "it broke " * 200 + "\n10:00:01 INFO done")
    assert len(answer.read.message or "") == 500


@pytest.mark.parametrize(("length", "is_truncated"), [(4_194_304, False), (4_194_305, True)])
def test_text_is_truncated_behind_its_longest(length: int, is_truncated: bool) -> None:
    assert clean("x" * length).truncated is is_truncated


def test_status_of_an_error_goes_before_others() -> None:
    assert Places([Place(0, 302), Place(9, 404)]).only == 404
    assert Places([Place(0, 302), Place(9, 304)]).only is None


@pytest.mark.parametrize(("gap", "outcome"), [(250, "unknown"), (350, "known")])
def test_program_is_recognised_within_the_beginning_of_its_line(gap: int, outcome: str) -> None:
    assert first(f"SINK-6 {'x' * gap} == 'a'").outcome == outcome


def test_head_of_a_line_is_read_up_to_four_hundred_characters() -> None:
    assert head_of(f"[{'a' * 118}] " * 6 + "it broke").ends[-1] == 3 * 121


@pytest.mark.parametrize(("width", "level"), [(140, 2), (180, None)])
def test_level_stands_behind_columns(width: int, level: int | None) -> None:
    assert head_of("x; " + "y" * width + " ERROR it broke").level == level


def test_sixteen_parts_of_a_head_are_read() -> None:
    assert head_of("[a] " * 40 + "it broke").ends[-1] == 16 * 4


def test_message_may_begin_behind_sixteen_marks() -> None:
    assert len(Line("no head= a: " + "b: " * 40, 0).begins) == 17


def test_warning_is_no_error() -> None:
    text = "10:00:00 WARN app - an error was seen\n10:00:01 ERROR app - it broke"
    assert [each.read.message for each in diagnose(text, INDEX).findings] == ["it broke"]


@pytest.mark.parametrize(("gap", "outcome"), [(15_000, "known"), (25_000, "ambiguous")])
def test_names_of_services_are_looked_for_at_the_beginning(gap: int, outcome: str) -> None:
    pair = [
        ServiceCatalog(Service(name, marks=Marks(names=(name,))), errors(name, ("GoneForGood", None, "")))
        for name in ("ovenry", "panry")
    ]
    text = f"GoneForGood\n{'x ' * (gap // 2)}\novenry"
    assert diagnose(text, CatalogIndex(pair)).outcome == outcome


def test_name_of_three_letters_names_a_service() -> None:
    pair = [
        ServiceCatalog(Service(name, marks=Marks(names=(name,))), errors(name, ("GoneForGood", None, "")))
        for name in ("ovn", "panry")
    ]
    assert diagnose("ovn said GoneForGood", CatalogIndex(pair)).outcome == "known"


def test_value_is_read_up_to_its_longest() -> None:
    (pair,) = find_pairs(f"message: {'x' * 9_000}")
    assert len(pair.value) == 8_192
    (pair,) = find_pairs(f"message: '{'x' * 8_000}'")
    assert pair.whole


def test_overlapping_values_become_short() -> None:
    pairs = find_pairs("description: x " * 2_000)
    assert {pair.end - pair.start for pair in pairs[100:1_000]} == {256}


@pytest.mark.parametrize(("length", "has_header"), [(900, True), (1_100, False)])
def test_header_of_a_table_has_a_longest(length: int, has_header: bool) -> None:
    header = "code;message;" + ";".join(["x"] * ((length - 13) // 2))
    row = "A-1;it broke;" + ";".join(["1"] * ((length - 13) // 2))
    assert bool(find_pairs(f"{header}\n{row}")) is has_header


@pytest.mark.parametrize(("length", "most"), [(0, 1_000), (168_000, 6_250), (999_999, 20_000)])
def test_so_many_pairs_of_a_text_are_read(length: int, most: int) -> None:
    assert most_pairs("x" * length) == most


@pytest.mark.parametrize(("quotes", "is_whole"), [(70, True), (150, False)])
def test_quote_that_ends_a_value_is_looked_for_among_sixty(quotes: int, is_whole: bool) -> None:
    (pair,) = find_pairs("message: '" + "x'y" * quotes + "', z=1")
    assert (pair.value == "x'y" * quotes) is is_whole


def test_more_quotes_are_looked_at_in_a_longer_text() -> None:
    def is_whole(quotes: int) -> bool:
        pair = find_pairs("message: '" + "x'y" * quotes + "', z=1" + " " * 800)[0]
        return pair.value == "x'y" * quotes

    # 60, and one more for each 8 of about 1,550 characters.
    assert (is_whole(230), is_whole(270)) == (True, False)


@pytest.mark.parametrize(("name", "is_known"), [("codename", True), ("error", False)])
def test_vague_name_calls_nothing_a_code(name: str, is_known: bool) -> None:
    index = index_of(("Blocked", None, ""))
    assert (diagnose(f"{name}: Blocked", index).outcome == "known") is is_known


@pytest.mark.parametrize(("name", "is_known"), [("errno", True), ("type", False)])
def test_number_is_a_code_under_the_name_of_one(name: str, is_known: bool) -> None:
    index = index_of(("4711", None, ""))
    assert (diagnose(f"{{ ok: false, {name}: 4711 }}", index).outcome == "known") is is_known


@pytest.mark.parametrize(("pairs", "message"), [(5, "it broke"), (6, "code: 5 it broke")])
def test_five_pairs_between_a_code_and_its_message_are_passed_over(pairs: int, message: str) -> None:
    fields = " ".join(f"code: {n}" for n in range(pairs))
    assert said_behind(f"SINK-6: {fields} it broke", 0, 6) == message


@pytest.mark.parametrize(("inside", "pieces"), [("a" * 8, 0), ("a" * 9, 1)])
def test_shortest_piece_in_brackets(inside: str, pieces: int) -> None:
    assert len(list(enclosures(f"it ({inside}) broke"))) == pieces


def test_fifty_thousand_values_of_a_structure_are_walked_through() -> None:
    def records(lists: int) -> int:
        return len(Walk(0).records([*([[]] * lists), {"code": "A-1"}]))

    assert (records(49_998), records(49_999)) == (1, 0)


@pytest.mark.parametrize(("layers", "is_opened"), [(4, True), (5, False)])
def test_four_strings_within_strings_are_opened(layers: int, is_opened: bool) -> None:
    body = json.dumps({"code": "A-1", "message": "it broke"})
    for _ in range(layers):
        body = json.dumps({"note": body})
    assert any(each.code for each in evidence_in(body).records) is is_opened


def test_trace_is_bounded() -> None:
    result = trace("SINK-6 " * 600 + "x" * 300_000, INDEX)
    assert (len(result.evidence), len(result.steps)) == (500, 500)
    assert f"“{'x' * 160}…”" in trace_text(trace(f"message: {'x' * 300}", INDEX))


@pytest.mark.parametrize(("times", "is_decoded"), [(3, True), (4, False)])
def test_text_is_decoded_three_times(times: int, is_decoded: bool) -> None:
    encoded = body = '{"code": "SINK-1", "message": "it broke"}'
    for _ in range(times):
        encoded = base64.b64encode(encoded.encode()).decode() if encoded == body else _again(encoded)
    assert ("SINK-1" in clean(encoded).text) is is_decoded


def _again(encoded: str) -> str:
    return base64.b64encode(f'{{"error": "{encoded}"}}'.encode()).decode()


def test_distinct_structures_of_a_text_are_read_up_to_a_number() -> None:
    def structures(count: int, *, width: int = 0, same: bool = False) -> int:
        text = " ".join(f'{{"a":{0 if same else number}}}' + " " * width for number in range(1_000, 1_000 + count))
        return len(find_payloads(text).structures)

    # 800, and one more for each 120 of about 22,000 characters.
    assert structures(2_000) == 800 + 21_999 // 120
    assert structures(8_000, width=60) == 5_000
    assert structures(12_000, same=True) == 10_000


@pytest.mark.parametrize(("depth", "is_found"), [(14, True), (15, False)])
def test_broken_objects_are_parsed_eight_times_their_length(depth: int, is_found: bool) -> None:
    text = '{"a": ' * depth + '{"code": "A-1"}' + "}, x" * depth
    assert bool(find_payloads(text).structures) is is_found


def test_lines_with_half_of_their_words_in_common_have_one_shape() -> None:
    def shapes(*messages: str) -> int:
        return len(set(shapes_of(messages)))

    assert shapes("reader went away today", "reader went nowhere so") == 1
    alike = "reader went away again for good once more and then came back"
    other = "reader went away again for good or else was it so lately"
    assert shapes(alike, other) == 1
    # Six words of thirteen are less than half.
    assert shapes(f"{alike} home", f"{other} here") == 2


@pytest.mark.parametrize(("place", "is_compared"), [(200, True), (250, False)])
def test_lines_are_compared_with_few_shapes_of_others(place: int, is_compared: bool) -> None:
    # Of 400 shapes without a word in common, about the first 220 are compared with each other.
    messages = [f"{'abcdefghijklmnopqrst'[n % 20] * (n // 20 + 1)}a x{'y' * n}" for n in range(400)]
    shapes = shapes_of([*messages[:place], "reader lost", "reader gone", *messages[place:]])
    assert (shapes[place] == shapes[place + 1]) is is_compared
    assert len(set(shapes)) == 402 - is_compared


def test_long_logs_findings_are_counted_up_to_their_numbers() -> None:
    merger = Merger()

    finding = first("SINK-1: The tap 7 drips without an end")

    def add(tap: int, note: str = "") -> None:
        variant = Variant((Parameter("tap", (str(tap),)),), 1, 1)
        notes = (Note("drifted", note),) if note else ()
        merger.add(Guidance("known", (replace(finding, variants=(variant,), notes=notes),)))

    for number in range(2_500):
        add(number, f"note {number}")
    for number in (1_900, 2_400, 2_400):
        # Of values that were met behind the first two thousand, nothing is counted.
        add(number)
    (result,) = merger.guidance(otherwise=diagnose("", INDEX)).findings
    assert (result.occurrences, len(result.variants), len(result.notes)) == (2_503, 20, 8)
    assert [(each.parameters[0].values, each.occurrences) for each in result.variants[:1]] == [(("1900",), 2)]


def test_lines_of_a_long_log_are_answered_a_hundred_and_fifty_at_once() -> None:
    lengths = []

    def ask(text: str) -> Guidance:
        lengths.append(len(text.split("\n")))
        return diagnose("", INDEX)

    log = b"\n".join(b"10:00:00 ERROR SINK-6 drips" + b"!" * number for number in range(1_500))
    diagnose_pieces(pieces_of(io.BytesIO(log)), INDEX, ask)
    assert max(lengths) == 150


def test_code_of_grpc_counts_in_a_line_of_a_program() -> None:
    index = index_of(("Gone", None, "It went away"))
    assert diagnose("x == 'y' rpc error: code = Gone desc = b", index).outcome == "known"


def test_common_errors_of_a_vendor_weigh_a_little_less_than_its_services() -> None:
    table = MarkTable(
        [
            Service("own", vendor="Cloud", marks=Marks(names=("Ovenry",))),
            Service("common", vendor="Cloud", marks=Marks(hosts=("*.cloud.example",))),
        ]
    )
    marks = find_marks("operation error Ovenry: Bake", table)
    assert weigh(["own", "common"], marks, marks, "", table) == {"own": 4, "common": 3}


@pytest.mark.parametrize(("others", "outcome"), [(1_000, "unknown"), (2_000, "known")])
def test_contexts_of_codes_are_looked_at_up_to_thirty_thousand_characters(others: int, outcome: str) -> None:
    catalog = ServiceCatalog(Service("s"), errors("s", ("GoneForGood", None, "")))
    lines = (f"client {number} ignores GoneForGood" for number in range(others + 1))
    assert diagnose("\n".join(lines), CatalogIndex([catalog])).outcome == outcome


def test_words_of_templates_are_looked_for_in_stretches_of_a_long_text() -> None:
    class Watched:
        """An automaton that notes how long the texts are that it reads."""

        def __init__(self, finder: Finder) -> None:
            self.finder = finder
            self.lengths: list[int] = []

        def find_overlapping(self, text: str, /) -> Iterable[tuple[int, int, int]]:
            self.lengths.append(len(text))
            return self.finder.find_overlapping(text)

    tables = index_of(("SINK-1", None, "The tap {tap} drips without an end")).tables
    assert tables.anchor_automaton
    watched = Watched(tables.anchor_automaton)
    words = "drips without an end"
    places = [0, numbers.STRETCH - 9, numbers.STRETCH * 2]
    text = ""
    for place in places:
        text = text.ljust(place, ".") + words
    assert [start for start, _ in replace(tables, anchor_automaton=watched).anchors_in(text)] == places
    assert max(watched.lengths) == numbers.STRETCH + numbers.LONG_ANCHOR - 1


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Gone\t : a , b )", "Gone: a, b)"),
        ("a  b  c", "a  b  c"),
        (" \t.", "."),
        ("a \n , b", "a \n, b"),
        ("a  ", "a  "),
    ],
)
def test_blanks_before_marks_are_left_out(text: str, without: str) -> None:
    assert without_blanks(text) == without


def test_words_that_rules_need_are_looked_for_by_an_automaton_unless_very_short() -> None:
    rule = Rule("one", "One.", Kind.CODE, Certainty.HINT, ("ab", "abc"), verbose("(?P<value>ab)"), {}, ())
    assert [word for word, _ in _needs_of((rule,)).short] == ["ab"]
