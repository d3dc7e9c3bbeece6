"""Owners of codes: of services that share one, the one that is named or the program that writes it so."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog
from tests.diagnosis.small_catalogs import catalog_of


def test_of_two_codes_that_differ_in_letter_case_the_one_that_is_written_so_is_meant() -> None:
    index = CatalogIndex([catalog_of("crm", ("ORBIT_LOST", "")), catalog_of("wiki", ("orbit_lost", ""))])
    findings = [diagnose(text, index).findings[0] for text in ("code: orbit_lost", "code: ORBIT_LOST")]
    assert [each.outcome for each in findings] == ["known", "known"]
    assert [each.matches[0].service for each in findings] == ["wiki", "crm"]


def test_id_of_an_event_is_of_services_that_list_events_or_are_named() -> None:
    text = "Log Name: Application\nEvent ID: 1000\nLevel: Error"
    servers = catalog_of("sqlserver", ("1000", ""))
    walls, events = catalog_of("cloudwall", ("1000", "")), catalog_of("windows-events", ("1000", ""))
    assert diagnose(text, CatalogIndex([walls])).findings[0].outcome == "unknown"
    assert diagnose(f"{text}\nSource: CloudWall", CatalogIndex([walls])).findings[0].outcome == "known"
    assert diagnose(f"Source: MSSQLSERVER\n{text}", CatalogIndex([servers])).findings[0].outcome == "known"
    assert diagnose(text, CatalogIndex([walls, events])).findings[0].matches[0].service == "windows-events"


@pytest.mark.parametrize(
    "text", ["Systemfehler 53 aufgetreten.", "发生系统错误 53。", "システム エラー 53 が発生しました。"]
)
def test_number_of_a_system_in_the_language_of_the_machine_is_windows(text: str) -> None:
    index = CatalogIndex([catalog_of("windows", ("BAD_PATH", ""), ("53", "")), catalog_of("signs", ("53", ""))])
    assert [each.service for each in diagnose(text, index).findings[0].matches] == ["windows"]


def test_result_of_a_directory_and_its_reason_are_two_errors() -> None:
    index = CatalogIndex(
        [catalog_of("ldap", ("49", "")), catalog_of("ad-binds", ("775", "")), catalog_of("printer", ("49", "ERROR"))]
    )
    tail = "80090308: LdapErr: DSID-0C09, comment: AcceptSecurityContext error, data 775, v3839"
    for text in (f'LDAP Result Code 49 "Invalid": {tail}', f"[LDAP: error code 49 - {tail}]"):
        matches = [(each.matches[0].service, each.matches[0].code) for each in diagnose(text, index).findings]
        assert matches == [("ldap", "49"), ("ad-binds", "775")]


def test_one_word_of_every_day_in_a_line_is_not_the_message_of_a_code() -> None:
    index = CatalogIndex([catalog_of("printer", ("49.4C", "ERROR"))])
    finding = diagnose("an error: it says 49.4C today", index).findings[0]
    assert finding.matches[0].reasons == ("code",)
    assert diagnose('{"code": "49.4C", "message": "Error"}', index).findings[0].matches[0].reasons == (
        "code",
        "message",
    )


def test_class_of_a_status_behind_another_says_no_more_than_that() -> None:
    index = CatalogIndex([catalog_of("calls", ("NotFound", "")), catalog_of("chat", ("10062", "Unknown interaction"))])
    text = "CommandError: it raised: NotFound: 404 Not Found (error code: 10062): Unknown interaction"
    assert [each.matches[0].service for each in diagnose(text, index).findings] == ["chat"]
    assert [each.matches[0].service for each in diagnose("calls: NotFound: 404 Not Found", index).findings] == ["calls"]


def test_number_and_its_name_are_one_error_whoever_else_has_a_code_called_so() -> None:
    index = CatalogIndex([catalog_of("docs", ("13", "Unauthorized")), catalog_of("pods", ("Unauthorized", ""))])
    text = "it failed { $match: 1 }, full error: {'ok': 0.0, 'code': 13, 'codeName': 'Unauthorized'}"
    assert [each.matches[0].service for each in diagnose(text, index).findings] == ["docs"]


def test_number_before_a_name_is_nobody_elses() -> None:
    index = CatalogIndex(
        [catalog_of("film", ("SRC_NOT_READ", "")), catalog_of("bus", ("4", "")), catalog_of("fix", ("4", ""))]
    )
    text = "FILM: ERROR: (CODE:4 SRC_NOT_READ) It could not be read. {code: 4, message: 'It could not …'}"
    assert [each.matches[0].service for each in diagnose(text, index).findings] == ["film"]
    assert [each.outcome for each in diagnose("FILM: ERROR: (CODE:4)", index).findings] == ["ambiguous"]


def test_code_that_says_more_of_another_counts_as_well() -> None:
    index = CatalogIndex([catalog_of("cards", ("card_declined", ""), ("no_funds", ""), ("190", ""), ("463", ""))])

    def codes(text: str) -> set[str]:
        return {match.code for each in diagnose(text, index).findings for match in each.matches}

    assert codes("{ code: 'card_declined', decline_code: 'no_funds' }") == {"card_declined", "no_funds"}
    assert codes('{"code": "card_declined", "decline_code": "no_funds"}') == {"card_declined", "no_funds"}
    assert codes('{"error": {"message": "It has expired", "code": 190, "error_subcode": 463}}') == {"190", "463"}


def test_lines_set_in_below_an_error_go_on_with_it() -> None:
    index = CatalogIndex(
        [
            catalog_of(
                "types", ("TS1", "Argument of type '{a}' does not fit '{b}'"), ("TS2", "Type '{a}' does not fit '{b}'")
            ),
            catalog_of("disks", ("D7", "The device '{name}' is not there any more")),
        ]
    )

    def codes(text: str) -> list[str]:
        return [each.matches[0].code for each in diagnose(text, index).findings]

    first = "total.ts:18:27 - error TS1: Argument of type 'x | y' does not fit 'x'."
    assert codes(f"{first}\n  Type 'y' does not fit 'x'.") == ["TS1"]
    assert codes(f"{first}\nType 'y' does not fit 'x'.") == ["TS1", "TS2"]
    assert codes(f"{first}\n  The device 'a' is not there any more") == ["TS1", "D7"]
    assert codes(f"{first}\n  b.ts:3:1\n    Type 'y' does not fit 'x'.") == ["TS1", "TS2"]
    assert codes("TS1: Argument of type 'x | y' does not fit 'x'.\n  Type 'y' does not fit 'x'.") == ["TS1", "TS2"]


def test_figures_of_cassandra_are_its_hexadecimal_number() -> None:
    index = CatalogIndex([catalog_of("cassandra", ("0x1200", "Read timeout")), catalog_of("cards", ("1200", ""))])
    text = "ReadTimeout: Error from server: code=1200 [It timed out] message='no'"
    assert [each.service for each in diagnose(text, index).findings[0].matches] == ["cassandra"]
    assert diagnose("cassandra: container left with code=1200", index).findings[0].matches[0].service == "cards"


def test_service_named_before_a_class_is_whose_error_it_is() -> None:
    marks = Marks(names=("Kettle",))
    code = ("TooManyRequestsException", "")
    index = CatalogIndex(
        [catalog_of("kettle", code, marks=marks), catalog_of("pots", code, marks=Marks(names=("Pots",)))]
    )

    def services(text: str) -> list[str]:
        return [match.service for match in diagnose(text, index).findings[0].matches]

    for text in (
        '{"error": "Kettle.TooManyRequestsException", "cause": "slow"}',
        "it: Kettle.TooManyRequestsException: a",
    ):
        assert services(text) == ["kettle"]
    assert services("errorCode=Kettle.TooManyRequestsException") == ["kettle"]
    assert services('{"error": "Stove.TooManyRequestsException", "cause": "slow"}') == []


@pytest.mark.parametrize(("code", "meaning"), [("sH", "slow"), ("SH", "aborted")])
def test_codes_of_one_service_that_differ_in_letter_case_are_two(code: str, meaning: str) -> None:
    cases = (
        KnownError("haproxy", name, (ErrorCase("", None, meant),))
        for name, meant in (("sH", "slow"), ("SH", "aborted"))
    )
    index = CatalogIndex([ServiceCatalog(Service("haproxy"), tuple(cases))])
    for text in (f"haproxy[2211]: be/s1 0/0/1/-1/30003 504 194 - - {code}-- 118/110/12/4/0 0/0", f"code: {code}"):
        assert [each.description for each in diagnose(text, index).findings[0].matches] == [meaning]


@pytest.mark.parametrize(
    ("text", "service", "code"),
    [
        ('[2025-02-20] "GET /v2 HTTP/1.1" 503 UF upstream_reset{x} - "-" 0 167', "envoy", "UF"),
        ('{"response_code": 404, "response_flags": "UF", "upstream_host": null}', "envoy", "UF"),
        (
            "40E7:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert bad record:../a.c:16",
            "tls-alerts",
            "bad_record",
        ),
        ("Push: error transmitting to 3ed0 with status 410 and reason Unregistered", "push", "Unregistered"),
        ("SQLSTATE[42S02]: Base table or view not found: 259 [ACME][DRIVER] none;259 invalid name", "hana", "259"),
        ("The printers show\n\n50.1 ERREUR DE STATION\nPour continuer", "printers", "50.1"),
    ],
    ids=["flags of a proxy", "flags in a field", "alert in words", "reason", "number before a driver", "panel"],
)
def test_codes_of_programs_are_read_as_those_write_them(text: str, service: str, code: str) -> None:
    catalogs = [
        catalog_of("envoy", ("UF", "")),
        catalog_of("tls-alerts", ("bad_record", "")),
        catalog_of("push", ("Unregistered", "")),
        catalog_of("hana", ("259", "invalid name")),
        catalog_of("printers", ("50.1", "")),
    ]
    matches = [match for each in diagnose(text, CatalogIndex(catalogs)).findings for match in each.matches]
    assert [(each.service, each.code) for each in matches] == [(service, code)]


def test_number_beside_a_surer_code_is_of_its_service() -> None:
    index = CatalogIndex([catalog_of("pay", ("isv.gone", "")), catalog_of("sql", ("40002", ""))])
    findings = diagnose("{ code: '40002', msg: 'Invalid', subCode: 'isv.gone' }", index).findings
    assert [each.matches[0].service for each in findings] == ["pay"]
    assert diagnose("{ code: '40002', msg: 'Invalid' }", index).findings[0].matches[0].service == "sql"


@pytest.mark.parametrize(
    "text",
    [
        "<Event xmlns='http://schemas.example/event'><Provider Name='Shell'/><EventID Qualifiers='0'>403</EventID>",
        "WebSocket closed with code 1000 and reason Completed",
        "$ git log\ne0000011 bump the image\n53300ab add strings",
        "50.1 SCHADEN UND HAFTUNG\n50.2 TERMS AND CONDITIONS",
        "Unhandled exception. Account.ValidationException: name is too short",
        "werkzeug.exceptions.MethodNotAllowed: 405 Method Not Allowed: The method is not allowed",
    ],
    ids=["event of another", "end of a call", "commits", "headings", "own namespace", "class of a framework"],
)
def test_what_only_looks_like_a_code_of_somebody_is_none(text: str) -> None:
    catalogs = [
        catalog_of("http", ("403", "Forbidden")),
        catalog_of("pods", ("Completed", ""), ("MethodNotAllowed", "")),
        catalog_of("okta", ("E0000011", "")),
        catalog_of("hp-laserjet", ("50.1", ""), ("50.2", "")),
        ServiceCatalog(
            Service("account", vendor="Amazon Web Services", marks=Marks(names=("Account",))),
            (KnownError("account", "ValidationException", (ErrorCase("", None),)),),
        ),
    ]
    assert [each.outcome for each in diagnose(text, CatalogIndex(catalogs)).findings] == ["unknown"]


def test_scope_of_a_vendors_sdk_is_no_service_of_it() -> None:
    def catalog(slug: str) -> ServiceCatalog:
        service = Service(slug, vendor="Amazon Web Services", marks=Marks(names=(slug,), packages=(slug,)))
        return ServiceCatalog(service, (KnownError(slug, "NoSuchKey", (ErrorCase("", None),)),))

    text = "NoSuchKey: It is gone.\n    at f (/var/task/node_modules/@aws-sdk/client-pails/dist/index.js:47:8)"
    index = CatalogIndex([catalog("aws"), catalog("pails")])
    assert [each.service for each in diagnose(text, index).findings[0].matches] == ["pails"]


def test_level_in_brackets_is_not_the_message_of_a_code() -> None:
    index = CatalogIndex([catalog_of("ldap", ("49", "")), catalog_of("printer", ("49", "ERROR"))])
    finding = diagnose("2025-02-01 10:00:01 [ERROR] ldap bind failed: error 49", index).findings[0]
    assert finding.matches[0].reasons[:1] == ("code",)
    assert "message" not in finding.matches[0].reasons


@pytest.mark.parametrize("code", ["access_denied", "NOT_FOUND", "invalid_request"])
def test_word_of_every_day_beside_a_number_is_no_surer(code: str) -> None:
    index = CatalogIndex([catalog_of("graph", ("21190", "")), catalog_of("login", (code, ""))])
    text = f"GraphError {{ code: 21190, message: 'It has expired', errorCode: '{code}' }}"
    assert "21190" in [match.code for each in diagnose(text, index).findings for match in each.matches]


@pytest.mark.parametrize(("slug", "outcome"), [("pails", "known"), ("pail", "unknown")])
def test_name_of_five_letters_is_read_where_it_is_run_together_with_others(slug: str, outcome: str) -> None:
    index = CatalogIndex([catalog_of(slug, ("7031", ""))])
    assert diagnose(f"Source: MS{slug.upper()}\nEvent ID: 7031", index).findings[0].outcome == outcome


def test_alert_in_words_is_of_no_other_service() -> None:
    text = "SSL routines:ssl3_read_bytes:tlsv13 alert bad record:../a.c:16"
    assert diagnose(text, CatalogIndex([catalog_of("files", ("bad_record", ""))])).findings[0].outcome == "unknown"


def test_panel_is_read_in_short_texts_only() -> None:
    index = CatalogIndex([catalog_of("printers", ("50.1", ""))])
    text = "The printers show\n\n50.1 ERREUR DE STATION"
    assert diagnose(text, index).findings[0].outcome == "known"
    assert diagnose("a line\n" * 3000 + text, index).findings[0].outcome == "unknown"


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ('NoSuchKey: The specified key does not exist.\n\n{"code": "NoSuchKey"}', ["store"]),
        ('The specified key does not exist.\n\n{"code": "NoSuchKey"}', ["store"]),
        ('{"code": "NoSuchKey"}\nThe specified key does not exist.', ["ambiguous"]),
        ('The specified key does not exist.\n{"service": "box", "code": "NoSuchKey"}', ["box"]),
        ('10:00:01 ERROR NoSuchKey: The specified key does not exist. {"code": "NoSuchKey"}', ["store"]),
        ('It went away.\n\n{"code": "NoSuchKey"}', ["store", "ambiguous"]),
        (
            'The specified key does not exist.\n\n{"code": "NoSuchKey", "message": "No lock of this name"}',
            ["lock", "store"],
        ),
    ],
)
def test_message_around_an_object_that_has_but_a_code_is_its(text: str, answers: list[str]) -> None:
    index = CatalogIndex(
        [
            catalog_of("store", ("NoSuchKey", "The specified key does not exist."), ("Gone", "It went away.")),
            catalog_of("lock", ("NoSuchKey", "No lock of this name")),
            catalog_of("box", ("NoSuchKey", "")),
        ]
    )
    findings = diagnose(text, index).findings
    assert [each.matches[0].service if each.outcome == "known" else each.outcome for each in findings] == answers


def test_code_that_a_message_has_told_once_is_of_its_service_everywhere_in_the_text() -> None:
    index = CatalogIndex(
        [catalog_of("store", ("NoSuchKey", "The key does not exist")), catalog_of("box", ("NoSuchKey", ""))]
    )
    first = "10:00:01 ERROR NoSuchKey: The key does not exist"
    (finding,) = diagnose(f"{first}\n10:00:02 ERROR (NoSuchKey) in a job of ours", index).findings
    assert (finding.outcome, finding.occurrences, finding.matches[0].service) == ("known", 2, "store")
    (finding,) = diagnose("10:00:02 ERROR (NoSuchKey) in a job of ours", index).findings
    assert finding.outcome == "ambiguous"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)", ["curl 92"]),
        (
            "error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly\nand then it said error 8",
            ["curl 92", "curl 8"],
        ),
        ("it failed (err 8)", [""]),
        ("curl: (92) It failed; curl failed with error 8", ["curl 92", "curl 8"]),
    ],
)
def test_short_number_behind_a_code_of_the_same_service_is_a_detail_of_it(text: str, codes: list[str]) -> None:
    index = CatalogIndex([catalog_of("curl", ("92", ""), ("8", "")), catalog_of("disk", ("8", ""))])
    findings = diagnose(text, index).findings
    assert [
        f"{each.matches[0].service} {each.matches[0].code}" if each.outcome == "known" else "" for each in findings
    ] == codes


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("pika: (405, \"QUEUE_LOCKED - cannot obtain access to queue 'a'\")", ["broker QUEUE_LOCKED"]),
        ("pika: (405, \"QUEUE_GONE - cannot obtain access to queue 'a'\")", ["statuses 405"]),
        ("pika: (504, \"QUEUE_LOCKED - cannot obtain access to queue 'a'\")", ["replies 504"]),
    ],
)
def test_name_in_a_reply_goes_before_its_number_where_that_is_but_a_status(text: str, answers: list[str]) -> None:
    statuses = ServiceCatalog(
        Service("statuses"), (KnownError("statuses", "405", (ErrorCase("Method Not Allowed", 405),)),)
    )
    index = CatalogIndex([statuses, catalog_of("broker", ("QUEUE_LOCKED", "")), catalog_of("replies", ("504", ""))])
    findings = diagnose(text, index).findings
    assert [f"{each.matches[0].service} {each.matches[0].code}" for each in findings] == answers


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Uncaught 'PayException' with message 'Invalid users involved - 2034: Invalid users involved'", ["2034"]),
        ("2034 - Invalid users involved", ["2034"]),
        ("Invalid users involved (2034)", ["2034"]),
        ("Invalid users involved", ["145", "2034"]),
        ("Invalid users involved - 20345: Invalid users involved", ["145", "2034"]),
        ("/srv/pay.php:2034: Invalid users involved", ["145", "2034"]),
        ("order #2034: Invalid users involved", ["145", "2034"]),
        ("pid 2034 - Invalid users involved", ["145", "2034"]),
        ("Invalid users involved (2034 ms)", ["145", "2034"]),
        ("Invalid users involved - 145 rows affected", ["145", "2034"]),
    ],
)
def test_of_two_codes_with_one_message_the_one_beside_it_is_meant(text: str, codes: list[str]) -> None:
    index = CatalogIndex([catalog_of("pay", ("145", "Invalid users involved"), ("2034", "Invalid users involved"))])
    (finding,) = diagnose(text, index).findings
    assert [each.code for each in finding.matches] == codes


def test_empty_list_of_fields_behind_a_message_is_no_part_of_its_last_value() -> None:
    index = CatalogIndex([catalog_of("crm", ("ROW_LOCKED", "no access to {count} records: {ids}"))])

    def values(text: str) -> list[tuple[str, ...]]:
        (finding,) = diagnose(text, index).findings
        return [each.values for each in finding.matches[0].parameters]

    assert values("first error: ROW_LOCKED, no access to 1 records: a1: []") == [("1",), ("a1",)]
    assert values("first error: ROW_LOCKED, no access to 1 records: a1: [b]") == [("1",), ("a1: [b]",)]


def test_message_before_the_pairs_of_an_sdk_is_what_is_read() -> None:
    index = CatalogIndex([catalog_of("store", ("AccessDenied", ""))])
    for text, message in [
        (
            "a.b.StoreException: No access (Service: Store; Status Code: 403; Error Code: AccessDenied; Id: 4), Id: 5",
            "No access",
        ),
        ("AccessDenied (client): No access is given", "No access is given"),
        ("10:00:01 ERROR a.B - It is odd (Service: Store; Status Code: 403; Error Code: AccessDenied; Id: 4)", None),
        ("a.b.StoreException: null (Service: Store; Status Code: 403; Error Code: AccessDenied; Id: 4)", None),
        ("No access (see Error Code: AccessDenied)", None),
    ]:
        (finding,) = diagnose(text, index).findings
        assert finding.read.message == message, text


_CLASSES = CatalogIndex(
    [
        catalog_of("login", ("NotAllowedException", "")),
        catalog_of("pay", ("refunded", "Charge {charge} has been refunded.")),
        catalog_of("bus", ("GONE", "The bus knows no such member")),
        catalog_of("types", ("TS22", "")),
    ]
)
_REFUNDED = '{"error": {"message": "Charge c1 has been refunded."}}'
_GONE = '{"level": "ERROR", "logger": "bus", "error": "The bus knows no such member"}'


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (f"NotAllowedException: {_REFUNDED}", ["pay refunded"]),
        (f"NotAllowedException: wrong password\n    at run (a.js:1:2)\n\n{_REFUNDED}", ["pay refunded", "login"]),
        (f"{_GONE}\n\nsrc/a.ts(4,7): error TS22: no", ["bus GONE", "types TS22"]),
        (f"src/a.ts(4,7): error TS22: no\n\n{_GONE}", ["bus GONE", "types TS22"]),
        ('TS22 {"message": "The type is none"}', ["types TS22"]),
    ],
)
def test_errors_of_a_class_and_of_an_object_apart_are_two(text: str, answers: list[str]) -> None:
    findings = diagnose(text, _CLASSES).findings
    read = sorted(f"{each.matches[0].service} {each.matches[0].code}" for each in findings if each.matches)
    assert [each.startswith(answer) for each, answer in zip(read, sorted(answers), strict=True)] == [True] * len(
        answers
    )


def test_words_of_an_object_are_those_of_a_code_near_it() -> None:
    (near,) = diagnose('TS22 {"message": "The type is none"}', _CLASSES).findings
    assert near.read.message == "The type is none"
    text = '{"message": "It began well"}\n' + "All is well.\n" * 60 + "src/a.ts(4,7): error TS22: no"
    (far,) = (each for each in diagnose(text, _CLASSES).findings if each.matches)
    assert far.read.message == "no"


def test_state_of_a_small_object_is_the_name_of_an_error_if_one_service_has_it() -> None:
    index = CatalogIndex(
        [
            catalog_of("maps", ("REQUEST_DENIED", ""), ("NO_ROUTE", ""), ("OVER_QUOTA", "")),
            catalog_of("rides", ("NO_ROUTE", ""), ("STOPPED", "")),
        ]
    )

    def codes(text: str) -> list[str]:
        return [each.matches[0].code for each in diagnose(text, index).findings if each.outcome == "known"]

    assert codes('{"results": [], "status": "REQUEST_DENIED"}') == ["REQUEST_DENIED"]
    assert codes('{"msg": "answer", "body": "{\\"results\\":[],\\"status\\":\\"OVER_QUOTA\\"}"}') == ["OVER_QUOTA"]
    assert codes('{"results": [], "status": "request_denied"}') == []
    assert codes('{"results": [], "status": "NO_ROUTE"}') == []
    assert codes('{"results": [], "status": "STOPPED"}') == []
    assert codes('{"id": 1, "name": "a", "made": 2, "status": "REQUEST_DENIED"}') == ["REQUEST_DENIED"]
    assert codes('{"id": 1, "name": "a", "owner": "b", "made": 2, "status": "REQUEST_DENIED"}') == []


def test_one_number_of_two_services_in_one_text_is_an_error_of_each() -> None:
    index = CatalogIndex([catalog_of("cards", ("101", "Invalid card number")), catalog_of("hl7", ("101", ""))])
    cards = '{"errorCode": "101", "message": "Invalid card number"}'
    findings = diagnose(f"first:\n{cards}\nand then\nERR|||101^Required field missing^HL70357|E", index).findings
    assert sorted(each.matches[0].service for each in findings) == ["cards", "hl7"]
    (finding,) = diagnose(f"{cards}\nand 101^Required field missing, it says", index).findings
    assert finding.matches[0].service == "cards"


def test_message_above_an_object_is_its_only_where_nothing_between_says_otherwise() -> None:
    store = ServiceCatalog(
        Service("store"), (KnownError("store", "NoSuchKey", (ErrorCase("The specified key does not exist.", 404),)),)
    )
    index = CatalogIndex([store, catalog_of("box", ("NoSuchKey", ""))])
    message = "The specified key does not exist."
    for text, answer in [
        (f'{message}\n{{"code": "NoSuchKey"}}', "store"),
        (f'{message}\n{{"code": "NoSuchKey", "status": 404}}', "store"),
        (f'{message}\n{{"code": "NoSuchKey", "status": 410}}', "box"),
        (f'{message}\nGET https://a.example\n{{"code": "NoSuchKey"}}', "ambiguous"),
        (f'{message}\n{"And so on. " * 8}\n{{"code": "NoSuchKey"}}', "ambiguous"),
        (f'10:00:01 ERROR {message}\n10:00:02 ERROR answer {{"code": "NoSuchKey"}}', "ambiguous"),
    ]:
        finding = diagnose(text, index).findings[0]
        assert (finding.matches[0].service if finding.outcome == "known" else finding.outcome) == answer, text


def test_reply_of_a_broker_whose_name_is_a_status_in_words_is_no_other_services() -> None:
    statuses = ServiceCatalog(Service("statuses"), (KnownError("statuses", "404", (ErrorCase("Not Found", 404),)),))
    index = CatalogIndex([statuses, catalog_of("rpc", ("NOT_FOUND", ""))])
    (finding,) = diagnose("amqp: (404, \"NOT_FOUND - no queue 'a'\")", index).findings
    assert finding.matches[0].service == "statuses"


def test_name_behind_the_number_of_a_brokers_reply_is_no_error_of_others() -> None:
    index = CatalogIndex(
        [catalog_of("broker", ("404", "")), catalog_of("maps", ("NOT_FOUND", "")), catalog_of("rpc", ("NOT_FOUND", ""))]
    )
    text = "close-reason, initiated by Peer, code=404, text='NOT_FOUND - no queue 'a'', classId=50"
    assert [each.matches[0].service for each in diagnose(text, index).findings] == ["broker"]


def test_class_name_behind_the_word_request_is_no_id_of_it() -> None:
    index = CatalogIndex([catalog_of("store", ("NoSuchKey", ""))])
    for text in (
        "Request: SecurityTokenServiceGetSessionTokenRequest\nNoSuchKey: It is gone",
        "request=DescribeReservedInstancesModificationsResult code=NoSuchKey",
    ):
        assert diagnose(text, index).findings[0].read.request_id is None
