"""Decisions of the numbers in catalog/diagnosis/numbers.py, each tried on both sides."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.guidance import Finding
from catalog.known_error import BodyFormat, KnownError, Marks, Service, ServiceCatalog
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


def test_work_of_one_text_is_bounded() -> None:
    budget = Budget()
    assert budget.pay(199_999)
    assert not budget.pay(2)


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
