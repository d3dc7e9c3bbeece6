"""Telling cases apart, drifted wordings, unknown codes, and what to do next."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog
from tests.diagnosis.conftest import GATE, METAL, Ask, AskOne, errors


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error_code": "GATE.0201", "error_msg": "Backend timeout."}, 504),
        ({"error_code": "GATE.0201", "error_msg": "Backend unavailable"}, 502),
        ({"error_code": "GATE.0201", "http_status": 413}, 413),
        ({"error_code": "GATE.0201", "error_msg": "request ENTITY too large."}, 413),
        ({"error_code": "GATE.0201", "error_msg": "Backend timeouts", "status": 400}, 400),
    ],
)
def test_status_decides_between_cases(ask_one: AskOne, body: dict[str, object], status: int) -> None:
    finding = ask_one(json.dumps(body))
    assert finding.outcome == "known"
    assert finding.matches[0].case.http_status == status
    assert len(finding.matches) == 4
    assert finding.matches[0].confidence > max(each.confidence for each in finding.matches[1:])


def test_it_takes_the_status_the_client_saw(ask_one: AskOne) -> None:
    finding = ask_one("GATE.0201", http_status=504)
    assert finding.matches[0].case.http_status == 504
    assert "http_status" in finding.matches[0].reasons
    assert finding.read.http_status is None


def test_it_says_when_it_cannot_tell_the_cases_apart(ask_one: AskOne) -> None:
    finding = ask_one("GATE.0201")
    assert finding.outcome == "known"
    assert "4 documented cases" in finding.advice
    assert finding.matches[0].confidence < 0.5


def test_it_prefers_the_longer_of_two_messages(ask_one: AskOne) -> None:
    finding = ask_one('{"error_code": "GATE.0101", "error_msg": "The API does not exist."}')
    assert finding.matches[0].case.message == "The API does not exist."
    finding = ask_one('{"error_msg": "The API does not exist or has not been published in the environment."}')
    assert finding.matches[0].case.message.endswith("in the environment.")


def test_it_knows_a_drifted_message_and_says_so(ask_one: AskOne) -> None:
    finding = ask_one('{"error_code": "Metal.0202", "error_msg": "The instance is busy"}')
    assert finding.outcome == "known"
    assert [note.kind for note in finding.notes] == ["drifted"]
    assert "message" not in finding.matches[0].reasons


def test_it_says_whose_message_a_code_comes_with(ask_one: AskOne) -> None:
    finding = ask_one('{"error_code": "Metal.0100", "error_msg": "Subnet not found: [s-1]"}')
    assert finding.matches[0].code == "Metal.0100"
    (note,) = finding.notes
    assert note.kind == "drifted"
    assert "word for word that of Metal.0230" in note.text


def test_it_says_when_the_status_is_not_the_documented_one(ask_one: AskOne) -> None:
    finding = ask_one(
        'HTTP/1.1 500 Internal Server Error\n\n{"error_code": "Metal.0204", "error_msg": "Image not found"}'
    )
    (note,) = finding.notes
    assert (note.kind, note.text) == ("drifted", "The HTTP status is 500; documented for Metal.0204 is 400.")


def test_it_notes_what_stands_behind_the_message(ask_one: AskOne) -> None:
    finding = ask_one('{"error_code": "Metal.0204", "error_msg": "Image not found. Ask your admin"}')
    assert [note.kind for note in finding.notes] == ["remainder"]


def test_it_refers_an_unknown_code_of_a_known_prefix_to_its_service(ask_one: AskOne) -> None:
    finding = ask_one('{"error_code": "GATE.9999", "error_msg": "Something new"}')
    assert finding.outcome == "unknown"
    assert finding.reference is not None
    assert finding.reference.slug == "gate"


def test_it_does_not_refer_to_itself(ask_one: AskOne) -> None:
    finding = ask_one('{"error_code": "Metal.0231", "error_msg": "Something new", "request_id": "r-77"}')
    assert finding.reference is not None
    assert "it may be Metal.0230" in finding.advice
    assert "own reference" not in finding.advice
    assert finding.advice.endswith("the error code Metal.0231 and the request id r-77.")
    alone = ask_one('{"error_code": "Metal.Nonsense77", "error_msg": "Something new"}')
    assert alone.suggestions == ()
    assert "check its spelling. If" in alone.advice


def test_it_follows_the_rule_for_foreign_prefixes() -> None:
    finding = diagnose("GATE.9999", CatalogIndex([METAL])).findings[0]
    assert finding.reference is not None
    assert finding.reference.slug == "metal"


def test_it_sends_an_unknown_code_to_customer_service(ask_one: AskOne) -> None:
    finding = ask_one('{"code": "Other.0042", "message": "Nope", "request_id": "r-77"}')
    assert finding.outcome == "unknown"
    assert finding.reference is None
    assert "customer service" in finding.advice
    assert "Other.0042" in finding.advice
    assert "r-77" in finding.advice


def test_it_does_not_take_a_foreign_code_for_a_known_message(ask_one: AskOne) -> None:
    finding = ask_one('{"code": "Other.0042", "message": "Subnet not found: [a]"}')
    assert finding.outcome == "unknown"
    assert [each.code for each in finding.suggestions] == ["Metal.0230"]


def test_it_suggests_by_the_unknown_errors_own_message_only(ask: Ask) -> None:
    expected, unknown = ask(
        '10:00 ERROR error_code=Metal.0005 error_msg="Too many requests"\n'
        '10:01 ERROR error_code=Vol.0001 error_msg="Volume stuck"'
    ).findings
    assert expected.outcome == "known"
    assert (unknown.read.code, unknown.suggestions) == ("Vol.0001", ())


def test_it_suggests_by_message_before_codes_merely_alike(ask_one: AskOne) -> None:
    finding = ask_one('{"error_code": "Metal.0109", "error_msg": "Subnet not found: [a]"}')
    assert finding.suggestions[0].code == "Metal.0230"
    assert len(finding.suggestions) > 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("HTTP/1.1 503 Service Unavailable", "wait"),
        ("429 Too Many Requests", "wait"),
        ("401 Unauthorized", "authenticate"),
        ("HTTP 403 Forbidden", "permissions"),
        ("500 Internal Server Error", "service's side"),
        ("status: 418", "check its parameters"),
    ],
)
def test_it_advises_by_the_class_of_a_lone_status(ask_one: AskOne, text: str, words: str) -> None:
    finding = ask_one(text)
    assert finding.outcome == "unknown"
    assert words in finding.advice


@pytest.mark.parametrize(
    "text",
    [
        'HTTP/1.1 429 Too Many Requests\nRetry-After: 17\n\n{"code": "Metal.0005", "message": "Too many requests"}',
        '{"error_code": "Metal.0005", "error_msg": "Too many requests", "retryAfter": 17}',
        "HTTP/1.1 503 Service Unavailable\nretry-after: 17",
    ],
)
def test_it_says_how_long_the_answer_says_to_wait(ask_one: AskOne, text: str) -> None:
    assert ask_one(text).advice.endswith("The answer says to wait 17 seconds.")


def test_of_several_errors_only_those_that_pass_are_waited_for(ask: Ask) -> None:
    limited, missing = ask("Retry-After: 1\nMetal.0005: Too many requests\nMetal.0204: Image not found").findings
    assert limited.advice.endswith("wait one second.")
    assert "wait" not in missing.advice


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2026 07:28:00 GMT", "0", "1.5", "99999999", "5\nRetry-After: 7"])
def test_another_wait_is_not_said(ask_one: AskOne, value: str) -> None:
    assert "says to wait" not in ask_one(f"Metal.0005: Too many requests\nRetry-After: {value}").advice


@pytest.mark.parametrize("text", ["imetal 0100", "Metal.O100", "metal-0100", "Metal 0100", "Metal.0l00"])
def test_it_offers_a_near_miss_and_never_calls_it_known(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text.replace("imetal", "Metal"))
    assert finding.outcome == "unknown"
    assert "Metal.0100" in [each.code for each in finding.suggestions]
    assert all(each.why for each in finding.suggestions)


def test_two_services_with_one_code_are_ambiguous() -> None:
    twin = ServiceCatalog(Service("twin"), errors("twin", ("Metal.0204", 400, "Image not found")))
    index = CatalogIndex([METAL, GATE, twin])
    finding = diagnose("Metal.0204", index).findings[0]
    assert finding.outcome == "ambiguous"
    assert {match.service for match in finding.matches} == {"metal", "twin"}
    preferred = diagnose("Metal.0204", index, service="twin").findings[0]
    assert (preferred.outcome, preferred.matches[0].service) == ("known", "twin")
    assert "service" in preferred.matches[0].reasons


def test_the_values_are_filled_into_the_solution() -> None:
    case = errors("s", ("S.1", 400, "Cannot use {name} here"))[0]
    solution = type(case.cases[0])("Cannot use {name} here", 400, "About {name}.", "Rename {name}.")
    index = CatalogIndex([ServiceCatalog(Service("s"), (type(case)("s", "S.1", (solution,)),))])
    match = diagnose("S.1: Cannot use disk-1 here", index).findings[0].matches[0]
    assert (match.description, match.solution) == ("About disk-1.", "Rename disk-1.")


def advice_of(text: str, *services: str, category: str | None) -> str:
    case = ErrorCase("", 429, category=category)
    catalogs = [ServiceCatalog(Service(slug), (KnownError(slug, "TooFastException", (case,)),)) for slug in services]
    return diagnose(text, CatalogIndex(catalogs)).findings[0].advice


def test_an_error_without_a_solution_gets_the_advice_of_its_category_and_the_last_resort() -> None:
    advice = advice_of("TooFastException", "one", category="rate_limit")
    assert advice.startswith("The catalog has no solution for TooFastException yet. In general: Too many requests")
    assert advice.endswith("contact customer service and give them the error code TooFastException.")
    bare = advice_of("TooFastException", "one", category=None)
    assert bare.startswith("The catalog has no solution for TooFastException yet: contact customer service")


def test_the_advice_of_one_category_comes_before_the_choice_of_the_service() -> None:
    advice = advice_of("TooFastException", "one", "two", category="rate_limit")
    assert "Choose yours. In all of them: Too many requests were sent" in advice
    assert advice_of("TooFastException", "one", "two", category=None).endswith("Choose yours.")


@pytest.mark.parametrize(
    ("category", "begins"),
    [
        ("validation", "The service refused the request"),
        ("authentication", "The credentials were missing"),
        ("permission", "The credentials were understood"),
        ("not_found", "The address or the thing it names"),
        ("conflict", "The request does not fit the present state"),
        ("quota", "A quota is used up"),
        ("capacity", "The service is overloaded"),
        ("internal", "The fault is on the service's side"),
    ],
)
def test_every_category_has_its_advice(category: str, begins: str) -> None:
    assert f"In general: {begins}" in advice_of("TooFastException", "one", category=category)


def _of_vendor(slug: str, *cases: ErrorCase, hosts: tuple[str, ...] = (), vendor: str = "Acme") -> ServiceCatalog:
    service = Service(slug, name=slug.title(), vendor=vendor, marks=Marks(hosts=hosts))
    return ServiceCatalog(service, (KnownError(slug, "TooFastException", cases),))


@pytest.mark.parametrize(
    ("common", "begins"),
    [
        (
            _of_vendor("acme", ErrorCase("", 400, "", "Send fewer."), hosts=("*.acme.example",)),
            "The catalog has no solution for TooFastException of this service yet. Acme advises: Send fewer. If that",
        ),
        (_of_vendor("acme", ErrorCase("", 400), hosts=("*.acme.example",)), "The catalog has no solution for"),
        (_of_vendor("acme", ErrorCase("", 400, "", "Send fewer."), hosts=("acme.example",)), "The catalog has no"),
        (
            _of_vendor("acme", ErrorCase("", 400, "", "Send fewer."), hosts=("*.acme.example",), vendor="Other"),
            "The catalog has no solution for TooFastException yet: contact",
        ),
    ],
)
def test_an_error_without_a_solution_gets_that_of_the_service_that_speaks_for_its_vendor(
    common: ServiceCatalog, begins: str
) -> None:
    index = CatalogIndex([_of_vendor("store", ErrorCase("", 400)), common])
    (finding,) = diagnose("store: TooFastException", index, service="store").findings
    assert finding.matches[0].service == "store"
    assert finding.advice.startswith(begins)


def test_another_name_of_the_vendors_code_brings_no_solution() -> None:
    case = ErrorCase("", 400, "", "Send fewer.")
    marks = Marks(hosts=("*.acme.example",))
    common = KnownError("acme", "Throttled", (case,), aliases=("TooFastException", "ThrottledException"))
    alike = KnownError("store", "ThrottledException", (ErrorCase("", 400),))
    own = KnownError("store", "TooFastException", (ErrorCase("", 400),))
    index = CatalogIndex(
        [
            ServiceCatalog(Service("acme", vendor="Acme", marks=marks), (common,)),
            ServiceCatalog(Service("store", vendor="Acme"), (own, alike)),
        ]
    )

    def advice(code: str) -> str:
        return diagnose(f"store: {code}", index, service="store").findings[0].advice

    assert "Send fewer." in advice("ThrottledException")
    assert "Send fewer." not in advice("TooFastException")


def test_a_solution_of_its_own_goes_before_that_of_the_vendor() -> None:
    common = _of_vendor("acme", ErrorCase("", 400, "", "Send fewer."), hosts=("*.acme.example",))
    index = CatalogIndex([_of_vendor("store", ErrorCase("", 400, "", "Wait.")), common])
    assert diagnose("store: TooFastException", index, service="store").findings[0].advice == "Wait."
