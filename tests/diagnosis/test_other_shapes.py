"""Errors in shapes that no list of names foresees: foreign fields, foreign languages, devices, classes in fields."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.cleaning import clean
from catalog.folding import fold
from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog


def _catalog(slug: str, *errors: tuple[str, str], marks: Marks | None = None) -> ServiceCatalog:
    made = (KnownError(slug, code, (ErrorCase(message, None),)) for code, message in errors)
    return ServiceCatalog(Service(slug, marks=marks or Marks()), tuple(made))


INDEX = CatalogIndex(
    [
        _catalog("tax", ("539", "Rejeição: Número já usado na Série"), ("204", "Rejeição: Número já usado")),
        _catalog("bank", ("12", "Not enough balance"), ("7", "Blocked card"), ("404", "Not Found")),
        _catalog("names", ("REFUSED", "Query refused"), ("SERVFAIL", "Server failure")),
        _catalog("mail", ("406", "Inactive recipient"), marks=Marks(names=("Postbox",))),
        _catalog("pages", ("404", "Not Found"), ("406", "Not Acceptable"), ("503", "Service Unavailable")),
        _catalog("streams", ("ThroughputExceededException", ""), marks=Marks(packages=("streams",))),
        ServiceCatalog(
            Service("cloudy", vendor="Amazon Web Services", marks=Marks(names=("Cloudy",))),
            (KnownError("cloudy", "SlowDownException", (ErrorCase("", None),)),),
        ),
        _catalog("coins", ("EOrder:Order minimum not met", ""), ("EOrder:Rate limit", "")),
        _catalog("sip", ("404", "Not Found"), ("486", "Busy Here")),
        _catalog("zoom", ("3001", "")),
        _catalog("texts", ("30007", "Message filtered")),
        _catalog("walls", ("106023", "Deny {protocol} src {source}")),
        _catalog("flags", ("0x80000004", ""), ("0x40000008", "")),
        _catalog("cme", ("10", "SIM not inserted"), ("30", "No service")),
        _catalog("film-player", ("1001", "Bad answer"), ("error 67", "")),
        _catalog("waits", ("error 1001", ""), ("error 67", "")),
        _catalog("tickets", ("SKEW", "Clock skew too great"), ("SKEWED", "Clock skew too great in the reply")),
        _catalog("sheets", ("000732", "{parameter}: Dataset {dataset} is not there")),
        _catalog("frames", ("ORA-06512", "at {place}line {line}")),
        _catalog("bytes", ("0x22", ""), ("0x31", "")),
        _catalog("bus", ("0x06040041", ""), ("0xA700", "")),
        _catalog("rows-of-two", ("1205", "Transaction {id} was stopped on {what}.")),
        _catalog("rows-of-three", ("1205", "Lock timed out")),
        _catalog("stata", ("111", ""), ("459", "")),
        _catalog("lines", ("809", ""), ("-5501", "")),
        _catalog("queues", ("QueueGone", "The queue is not there")),
        _catalog("other-queues", ("QueueNotFound", "The queue is not there.")),
        _catalog("doors", ("U4", ""), ("R02", ""), ("AC04", ""), ("AC06", "")),
        _catalog("pages-of-script", ("undefinedfilename", "No such file")),
        _catalog("dom", ("NetworkError", ""), ("invalid_code", "")),
        _catalog("pools", ("POOL_FULL", "{count} pool(s) full"), ("DISK_FULL", "{count} full disk(s)")),
        _catalog("packs", ("NU1605", "Detected package downgrade: {id} from {first} to {second}.")),
        _catalog("orders", ("ORDER_NOT_READY", ""), ("AccountNotFound", "")),
        _catalog("rows-by-hand", ("0x2200", "Invalid query"), ("0x1200", "")),
        _catalog("trees", ("49", ""), ("21", "Bad syntax"), ("1", "")),
        _catalog("certificates", ("UNABLE_TO_VERIFY", "unable to verify the first certificate")),
        _catalog("keys", ("23000", ""), ("335544665", "violation of key {key} on table {table}")),
        _catalog("log-ins", ("auth/gone", ""), ("18", "AuthenticationFailed"), ("E0004", "Authentication failed")),
        _catalog("gates", ("GateKey.NotFound", ""), ("GateException", ""), ("NotFound", ""), ("GATE_GONE", "")),
        _catalog("fields", ("0A", ""), ("2F", ""), ("H12", ""), ("0x1100", "")),
        _catalog("notes", ("ORA-00001", ""), ("EGONE", ""), ("E0277", ""), ("40P01", "Deadlock"), ("error 0", "")),
    ]
)


def shown_errors(text: str) -> list[tuple[str, str]]:
    findings = diagnose(text, INDEX).findings
    return [(each.matches[0].service, each.matches[0].code) for each in findings if each.outcome == "known"]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"refusalReason": "Not enough balance", "resultCode": "Refused", "refusalNumber": "12"}, [("bank", "12")]),
        ({"motivo": "Not enough balance", "cStat": 12}, [("bank", "12")]),
        # Half of a message, a status's own words, another error's message and a number of something else tell nothing.
        ({"motivo": "Not enough balance", "attempt": 12}, []),
        ({"motivo": "Not enough balance", "user_id": 12, "exit_code": 12}, []),
        ({"motivo": "Not enough balance for it", "cStat": 12}, []),
        ({"words": "Not Found", "count": 404}, []),
        ({"motivo": "Blocked card of mine", "cStat": 12}, []),
    ],
)
def test_code_in_any_field_counts_beside_all_of_its_message(
    item: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert shown_errors(json.dumps(item)) == expected


@pytest.mark.parametrize(("before", "expected"), [(7, [("bank", "12")]), (8, [])])
def test_first_eight_values_of_an_object_are_tried_as_codes(before: int, expected: list[tuple[str, str]]) -> None:
    others: dict[str, object] = {f"f{number}": f"AA{number}" for number in range(before)}
    assert shown_errors(json.dumps(others | {"cStat": 12, "motivo": "Not enough balance"})) == expected


def test_messages_are_read_without_their_accents() -> None:
    assert shown_errors("<xMotivo>Rejeicao: Numero ja usado na Serie</xMotivo>") == [("tax", "539")]
    assert shown_errors("REJEIÇÃO: NÚMERO JÁ USADO NA SÉRIE") == [("tax", "539")]
    text = "Łódź, Ångström, İzmir, naïve, señor, Ümlaut"
    assert fold(text) == "lodz, angstrom, İzmir, naive, senor, umlaut"
    assert len(fold("œuvre straße \u0132")) == len("œuvre straße \u0132")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "com.acme.sdk.services.streams.model.ThroughputExceededException",
            [("streams", "ThroughputExceededException")],
        ),
        ("ThroughputExceededException", [("streams", "ThroughputExceededException")]),
        ("com.other.lake.model.ThroughputExceededException", []),
        ("com.acme.cloudy.model.SlowDownException", []),
        ("com.amazonaws.cloudy.model.SlowDownException", [("cloudy", "SlowDownException")]),
        ("com.acme.streams.throughputExceededException", []),
    ],
)
def test_class_of_a_field_is_the_one_of_its_packages(path: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(json.dumps({"error.type": path, "error.message": "slow down"})) == expected


def test_form_in_quotes_is_read() -> None:
    assert shown_errors('POST /hook" body="ErrorCode=30007&Sid=SM6b1f&Status=undelivered"') == [("texts", "30007")]


def test_number_like_a_status_that_a_field_calls_a_code_is_that_of_the_service_named() -> None:
    body = json.dumps({"ErrorCode": 406, "Message": "You tried to send to someone who is away."})
    before = "Postbox::InactiveRecipient (gone)\npostbox api body:"
    assert shown_errors(f"{before} {body}") == [("mail", "406")]
    assert shown_errors(body) == []
    assert shown_errors(f"{before} {body.replace('ErrorCode', 'status')}") == []


def test_code_of_several_words_is_one() -> None:
    code = "EOrder:Order minimum not met"
    assert shown_errors(f"{{'error': ['{code}']}}") == [("coins", code)]
    assert shown_errors(json.dumps({"error": [code]})) == [("coins", code)]
    assert shown_errors("the order minimum was not met") == []


def test_code_behind_a_status_and_a_dash_is_one_though_no_catalog_has_it() -> None:
    assert diagnose("Error: 404-NeverHeard, it is away", INDEX).findings[0].read.code == "NeverHeard"


def test_answer_of_sip_is_not_of_http() -> None:
    assert shown_errors("SIP/2.0 404 Not Found\nVia: SIP/2.0/UDP a.example\nCSeq: 1 INVITE") == [("sip", "404")]
    assert ("sip", "404") not in shown_errors("HTTP/1.1 404 Not Found\nServer: a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (";; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 40213", [("names", "SERVFAIL")]),
        ("Host a.example not found: 3(SERVFAIL)", [("names", "SERVFAIL")]),
        ("the status was refused, id: 40213", []),
        ("payment status: REFUSED, amount 12.00", []),
        ("%ASA-4-106023: Deny tcp src outside:203.0.113.140/40122", [("walls", "106023")]),
        ("%ASA-6-106023: Built tcp from outside", []),
        ("SMPP:   command_id: 2147483652 = 0x80000004", []),
        ("ata4.00: irq_stat 0x40000008", []),
        ("it ended with status 0x80000004", [("flags", "0x80000004")]),
        ("read_reg(0x22) gave 0x31 of 0x31", []),
        ("it answers InvalidKey (0x31)", [("bytes", "0x31")]),
        ("disconnected, reason 0x22", [("bytes", "0x22")]),
    ],
)
def test_devices_print_codes_and_registers(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we get 30007 from Texts for half of them", [("texts", "30007")]),
        ("Texts says 30007 every night", [("texts", "30007")]),
        ("since Friday we see 106023 (deny tcp) in walls", [("walls", "106023")]),
        # No service is named, another is, the number counts things, or it is a status.
        ("we get 30007 from them for half of our texters", []),
        ("we get 106023 from Texts for half of them", []),
        ("Texts says 30007 messages were sent", []),
        ("We left Texts. Their dashboard shows 30007.", []),
        ("texts says 30007 every night", [("texts", "30007")]),
        ("zoom in and it shows 3001 on the axis", []),
        ("Zoom shows 3001 on the phone", [("zoom", "3001")]),
        ("With Texts Mon got 30007, Tue got 30008, both fine", []),
        ("Texts: You got 30007. Next level soon", []),
        ("we get 406 from Mail for half of them", []),
    ],
)
def test_number_that_people_get_is_that_of_the_service_of_which_they_speak(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert shown_errors(text) == expected


def test_number_that_people_get_from_one_of_two_services_is_neither_ones() -> None:
    index = CatalogIndex([_catalog("texts", ("30007", "")), _catalog("calls", ("30007", ""))])
    assert diagnose("we get 30007 from texts and calls", index).findings[0].outcome != "known"
    assert diagnose("we get 30007 from calls", index).findings[0].matches[0].service == "calls"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+CME ERROR: 10", [("cme", "10")]),
        ("Film Error 1001", [("film-player", "1001")]),
        ("System error 67 has occurred.", None),
        ("Player Error 1001", [("film-player", "1001")]),
        ("Films Error 1001", None),
        ("Film Error 12", None),
    ],
)
def test_number_is_that_of_the_service_whose_name_stands_before(
    text: str, expected: list[tuple[str, str]] | None
) -> None:
    errors = shown_errors(text)
    assert errors == expected if expected else ("film-player", "1001") not in errors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kinit: Clock skew too great while getting initial credentials", [("tickets", "SKEW")]),
        ("kinit: Clock skew too great in the reply while getting it", [("tickets", "SKEWED")]),
        ("we had a Clock skew too great while we moved", []),
        ("meter: Clock skew too great while scanning it", []),
        ("    at A.b(nightly): Clock skew too great", [("tickets", "SKEW")]),
        ("   at A.B.Run(Token t) in /src/B.cs:line 74", []),
        ("Error: /undefinedfilename in (chapter-03.eps)", [("pages-of-script", "undefinedfilename")]),
        ("Units AC04 and AC06 are off, so room R02 may become warm.", []),
        ("the terminal says AC04 again", [("doors", "AC04")]),
        ("{type: 'networkError', fatal: true}", []),
        ("{type: 'NetworkError', fatal: true}", [("dom", "NetworkError")]),
        ('type="TOKEN_ERROR", userId="null", error="invalid_code", grant="code"', [("dom", "invalid_code")]),
        ("client.unlock(0x80000004)", []),
    ],
)
def test_words_around_an_error_tell_whether_it_is_one(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(text) == expected


def test_message_behind_its_code_begins_there() -> None:
    (finding,) = diagnose("ERROR 000732: Input Features: Dataset a.gdb is not there", INDEX).findings
    assert [each.values for each in finding.matches[0].parameters] == [("Input Features",), ("a.gdb",)]


def test_values_are_those_of_the_line_with_the_code_and_not_none() -> None:
    text = "HEALTH 1 full disk(s); 3 pool(s) full\n[WRN] DISK_FULL: 1 full disk(s)\n[WRN] POOL_FULL: 3 pool(s) full"
    values = {each.matches[0].code: each.matches[0].parameters[0].values for each in diagnose(text, INDEX).findings}
    assert values == {"DISK_FULL": ("1",), "POOL_FULL": ("3",)}
    lines = ["Detected package downgrade: A from 9.0 to 8.0.", " B -> A (>= 9.0)", " C -> A (>= 8.0)"]
    finding = diagnose("\n".join(f"x.csproj : error NU1605: {each}" for each in lines), INDEX).findings[0]
    assert (finding.occurrences, [each.values for each in finding.matches[0].parameters]) == (
        3,
        [("A",), ("9.0",), ("8.0",)],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it answers with abort code 0604 0041h.", [("bus", "0x06040041")]),
        ("13:07 << RSP[pcid=3, status=a700H, comment=No space", [("bus", "0xA700")]),
        ("1A00h:02 := 06040041", []),
        ("variable hhid is gone\nr(459);\n\nend of do-file\n", [("stata", "459")]),
        ("we have r(459); in it", []),
        ("The error code returned on failure is 809.", [("lines", "809")]),
        ("SQLState: 42501  vendor code: -5501", [("lines", "-5501")]),
        ("the command failed (Status 'NetworkError')", [("dom", "NetworkError")]),
    ],
)
def test_numbers_are_read_as_manuals_and_tools_write_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(text) == expected


@pytest.mark.parametrize(
    ("text", "is_error"),
    [
        ("please send 12 sockets of type U4, white", False),
        ("please send 12 sockets of type U4 white.", False),
        ("sockets of type U4.", False),
        ("the type U4.", True),
        ("the heater stopped and shows U4, what now?", True),
        ("U4 is what it is on top of it", True),
        ("heater (U4) on the second floor", True),
        ("U4", True),
        ("my heater U4", True),
    ],
)
def test_code_of_few_letters_in_a_sentence_is_one_where_that_sounds_of_trouble(text: str, is_error: bool) -> None:
    assert (("doors", "U4") in shown_errors(text)) == is_error


def test_first_line_of_a_stack_is_the_error_that_it_repeats() -> None:
    item = {
        "errorType": "QueueGone",
        "errorMessage": "The queue is not there.",
        "stack": ["QueueGone: The queue is not there.", "    at f (a.js:1:2)"],
    }
    assert shown_errors(json.dumps(item)) == [("queues", "QueueGone")]


def test_string_of_a_list_that_ends_like_the_message_is_an_error_of_its_own() -> None:
    item = {"message": "full", "errors": ["Film Error 1001, full", "gone: full"]}
    assert shown_errors(json.dumps(item)) == [("film-player", "1001")]


def test_status_of_a_log_of_requests_is_that_of_the_first_that_failed() -> None:
    lines = [f'10.42.0.17 - - [03/Nov/2026:09:15:21 +0000] "GET /a HTTP/1.1" {status} 18' for status in (200, 499, 304)]
    assert diagnose("\n".join(lines), INDEX).findings[0].read.http_status == 499
    assert diagnose(lines[0], INDEX).findings[0].read.http_status == 200


def test_setting_that_names_errors_reports_none() -> None:
    class_of_error = "com.acme.streams.model.ThroughputExceededException"
    assert shown_errors(json.dumps({"retryOn": {"type": class_of_error}, "excluded": [{"type": class_of_error}]})) == []
    assert shown_errors(json.dumps({"lastError": {"type": class_of_error}})) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<messages><resultCode>Error</resultCode><code>NetworkError</code></messages>", [("dom", "NetworkError")]),
        ("  * job shop failed: NetworkError", [("dom", "NetworkError")]),
    ],
)
def test_number_or_name_that_many_have_is_the_one_that_is_named(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(text) == expected


def test_message_above_the_line_of_its_number_tells_whose_it_is() -> None:
    text = """fail: A.Core.Query[10100]
      An exception occurred while iterating over the results of a query for 'Orders.Data'.
      System.NetworkError: An exception has been raised that is likely due to a transient failure.
       ---> A.Data.SqlException (0x80131904): Transaction 64 was stopped on lock.
         at A.Data.SqlConnection.OnError(SqlException exception, Boolean breakConnection)
         at A.Data.SqlDataReader.TryReadInternal(Boolean setTimeout, Boolean& more)
      ClientConnectionId:5b2e7c90-1f4d-4a8b-b3c6-d7e8f9a0b1c2
      Error Number:1205,State:51,Class:13"""
    best = next(each for each in diagnose(text, INDEX).findings if each.matches[0].code == "1205").matches[0]
    assert (best.service, [each.values for each in best.parameters]) == ("rows-of-two", [("64",), ("lock",)])


def test_host_without_a_region_names_the_service_of_the_vendor() -> None:
    vendor = "Amazon Web Services"
    index = CatalogIndex(
        ServiceCatalog(
            Service(slug, vendor=vendor, marks=Marks(hosts=hosts, names=(slug,))),
            (KnownError(slug, "DeniedException", (ErrorCase("", None),)),),
        )
        for slug, hosts in (("cloud", ("*.cloud.example",)), ("log-ins", ("log-ins.*.cloud.example",)), ("rows", ()))
    )
    item = {"eventSource": "log-ins.cloud.example", "errorCode": "DeniedException"}
    assert diagnose(json.dumps(item), index).findings[0].matches[0].service == "log-ins"
    item["eventSource"] = "nobody.cloud.example"
    assert diagnose(json.dumps(item), index).findings[0].matches[0].service == "cloud"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ERROR It is not ready. https://orders.example/docs/v2/#error-ORDER_NOT_READY",
            [("orders", "ORDER_NOT_READY")],
        ),
        ("ERROR All of it: see https://orders.example/docs/v2/#error-ORDER_NOT_READY", []),
        ("ERROR It is not ready. https://others.example/docs/v2/#error-ORDER_NOT_READY", []),
    ],
)
def test_address_behind_a_sentence_ends_with_the_code(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(text) == expected


def test_words_before_an_object_that_says_them_too_are_no_error_of_their_own() -> None:
    inside = "{'errmsg': 'Authentication failed.', 'code': 18, 'codeName': 'AuthenticationFailed', 'at': Time(5)}"
    assert shown_errors(f"Failure: Authentication failed., full error: {inside}") == [("log-ins", "18")]
    assert shown_errors("Authentication failed.") == [("log-ins", "E0004")]
    item = {"errmsg": "Authentication failed.", "code": 18, "codeName": "AuthenticationFailed"}
    assert shown_errors(f"Authentication failed.\n{json.dumps(item)}") == [("log-ins", "18")]


def test_status_that_an_exception_is_made_of_is_its_status() -> None:
    assert diagnose("NotFoundError(404, 'GateKey.NotFound', 'it is gone')", INDEX).findings[0].read.http_status == 404


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It failed (reply-code=503, reply-text=GATE_GONE - no gate 'a'", [("gates", "GATE_GONE")]),
        ('< HTTP/1.1 406 Not Acceptable\n\n{"ErrorCode": "GateKey.NotFound"}', [("gates", "GateKey.NotFound")]),
        ("Status: 404 (NotFound)\nErrorCode: GateKey.NotFound", [("gates", "GateKey.NotFound")]),
        ("ErrorCode: NotFound\nStatus: 404", [("gates", "NotFound")]),
    ],
)
def test_status_beside_a_code_is_no_other_error(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(text) == expected


def test_status_in_a_programs_spelling_is_one_beside_its_number() -> None:
    assert diagnose("504: GATEWAY_TIMEOUT\nCode: GateKey.NotFound", INDEX).findings[0].read.http_status == 504
    assert diagnose("GATEWAY_TIMEOUT\nCode: GateKey.NotFound", INDEX).findings[0].read.http_status is None


def test_class_before_a_code_on_its_line_wraps_it() -> None:
    text = "sdk.gates.GateException: HTTP Status: 500 Error:GateKey.NotFound it is gone"
    assert shown_errors(text) == [("gates", "GateKey.NotFound")]
    assert shown_errors("sdk.gates.GateException: it is gone") == [("gates", "GateException")]


def test_sqlstate_that_ends_the_line_above_a_message_is_the_servers() -> None:
    above, message = "Statement failed, SQLSTATE = 23000", 'violation of key "A" on table "B"'
    assert shown_errors(f"{above}\n{message}") == [("keys", "335544665")]
    assert shown_errors(f"{above}\n\nlater:\n{message}") == [("keys", "23000"), ("keys", "335544665")]


def test_number_before_a_message_in_brackets_is_that_errors() -> None:
    text = "Verify return code: 21 (unable to verify the first certificate)"
    assert shown_errors(text) == [("certificates", "UNABLE_TO_VERIFY")]
    assert shown_errors("Verify return code: 21 (unable to)") == [("trees", "21")]


def test_name_of_three_words_tells_more_than_a_number_of_another_service() -> None:
    item = {"code": 400, "error": "AccountNotFound", "errorCode": 809, "errorMessage": "no user"}
    assert shown_errors(json.dumps(item)) == [("orders", "AccountNotFound")]
    assert shown_errors(json.dumps(item | {"error": "Gone"})) == [("lines", "809")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Error from server: code=2200 [Invalid query] message="no table"', [("rows-by-hand", "0x2200")]),
        ("case 'auth/gone':", []),
        ("it says auth/gone", [("log-ins", "auth/gone")]),
        ("net0: virtio=BC:24:11:5E:0A:7C,bridge=vmbr1", []),
        ("Exception code: 0A", [("fields", "0A")]),
        ("The command '/bin/sh' returned a non-zero code: 1", []),
        ("conn=5 op=0 RESULT tag=97 err=49 text=", []),
    ],
)
def test_codes_as_programs_write_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown_errors(text) == expected


def test_result_in_a_log_of_a_directory_is_that_services() -> None:
    index = CatalogIndex([_catalog("ldap", ("49", "")), _catalog("others", ("49", ""))])
    best = diagnose("May 21 slapd[8]: conn=5 op=0 RESULT tag=97 err=49 text=", index).findings[0]
    assert (best.outcome, [each.service for each in best.matches]) == ("known", ["ldap"])


def test_request_id_ends_before_an_escaped_line_end_and_holds_no_other() -> None:
    escaped = "HTTP/1.1 429\\r\\nX-Request-Id: 91f5c0de-2b1a-4a5f-9d3e-7a60d1f2b3c4\\r\\n\\r\\n"
    assert diagnose(f'"{escaped}"', INDEX).findings[0].read.request_id == "91f5c0de-2b1a-4a5f-9d3e-7a60d1f2b3c4"
    text = "headers: { 'x-request-id': 'req_5d1f0c7be2a94c3f8a6613a0b77d91e2' },\n  code: 'ORDER_NOT_READY',"
    assert diagnose(text, INDEX).findings[0].read.request_id == "req_5d1f0c7be2a94c3f8a6613a0b77d91e2"


@pytest.mark.parametrize(
    "text",
    [
        'at=info method=GET path="/rooms/H12" host=fields.example status=200 bytes=5014',
        "SHOP_RETRYABLE_CODES=EGONE,EPIPE",
        "  <NoWarn>$(NoWarn);E0277</NoWarn>",
        'sum(rate(waiting{reason=~"EGONE|EPIPE"}[5m])) > 0',
        "    EGONE(1001),",
        "Err(e) if e.raw() == Some(libc::EGONE) => {",
        "    NULL;  -- ORA-00001 is handled by the caller",
        "- it is mapped to EPIPE rather than to `EGONE`",
        "5e23505 Map SQLSTATE 40P01 to a retry",
        "-rwxr-xr-x 1 svc svc  10000 Apr  2 11:20 E0277",
        "Warning  0    End time   03:05:01\nError    0    Duration   1:04:57",
    ],
)
def test_codes_of_settings_programs_notes_and_listings_are_no_errors(text: str) -> None:
    assert shown_errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'at=error code=H12 desc="it took too long" path="/rooms/7"',
        "time,code,degrees\n06:00,H12,21.4",
        "sample,register,error\n1,40001,0x1100",
        "the server says EGONE",
        "<Error>E0277</Error>",
        "ORA-00001: it is there",
        "drwx: E0277 was not found",
        "-rw-r--r-- 1 svc svc 10000 Apr  2 11:20 trace.log: EGONE",
        "ACC-1001;49.90;H12",
        ":79:/RETN/99\n/H12/ THE ACCOUNT IS CLOSED",
        "How can I avoid EGONE? It comes every night",
        "WARN retry 3 of 5 failed after EGONE",
        "our tests for E0277 fail",
        "case CS-10023: EGONE at the login of all users",
        "upload failed [ EGONE ]; giving up",
        "FATAL_ERRORS=1, EGONE in alert.log",
        'query {pod=~"web-.*"} failed with EGONE',
        "Err(Database(code EGONE)) => aborting",
        "error:\nGATE_GONE(10),",
        "frame 03:83:0A:11:22 from it",
    ],
)
def test_the_same_codes_where_they_are_reported_are_errors(text: str) -> None:
    assert len(shown_errors(text)) == 1


def test_inner_of_two_objects_with_one_message_is_the_more_particular() -> None:
    message = "it has not been used before"
    inner = {"reason": "ORDER_NOT_READY", "domain": "orders.example"}
    outer = {"code": 403, "message": message, "status": "GATE_GONE"}
    assert shown_errors(json.dumps({"error": {**outer, "details": [inner]}})) == [("orders", "ORDER_NOT_READY")]
    assert shown_errors(json.dumps({"error": outer})) == [("gates", "GATE_GONE")]


def test_class_in_the_line_of_an_object_with_a_code_is_the_same_error() -> None:
    inside = json.dumps({"resource": "Release", "code": "EGONE", "field": "tag"})
    assert shown_errors(f"GateException [HttpError]: Validation Failed: {inside}") == [("notes", "EGONE")]
    assert ("gates", "GateException") in shown_errors(f"GateException: it failed\n\n{inside}")


def test_states_that_a_library_repeats_are_those_of_the_number() -> None:
    text = "UniqueException(code: 23000): SQLSTATE[23000]: Integrity constraint violation: 1205 Lock timed out"
    assert shown_errors(text) == [("rows-of-three", "1205")]
    assert shown_errors("ERROR 1205 (40P01) at line 4: Lock timed out") == [("rows-of-three", "1205")]
    assert shown_errors("it failed with 40P01 at line 4") == [("notes", "40P01")]


def test_status_is_read_where_net_says_it_and_not_from_the_line_of_a_file() -> None:
    text = "Response status code does not indicate success: 449 (449); Substatus: 0"
    assert diagnose(text, INDEX).findings[0].read.http_status == 449
    assert diagnose("ORA-00001 at Connection.php(560): runQuery", INDEX).findings[0].read.http_status is None


def test_part_of_a_record_that_has_a_title_is_not_joined_to_the_line_above() -> None:
    def is_joined(below: str) -> bool:
        return clean("{" + "a" * 50 + f"\n{below}").rejoined is not None

    assert [is_joined(below) for below in ("b}", "[stacktrace]", "[stack] trace")] == [True, False, True]


@pytest.mark.parametrize(
    "errors",
    [
        [{"code": "GATE_GONE", "message": "failed"}, {"err": {"code": "EGONE", "message": "failed"}}],
        [{"id": 1, "error": {"code": "GATE_GONE", "message": "failed"}}, {"code": "EGONE", "message": "failed"}],
    ],
)
def test_objects_with_the_same_words_are_errors_of_their_own(errors: list[object]) -> None:
    expected = {("gates", "GATE_GONE"), ("notes", "EGONE")}
    assert set(shown_errors(json.dumps({"results": errors}))) == expected
    assert set(shown_errors("\n".join(map(json.dumps, errors)))) == expected


def test_class_beside_an_object_or_before_a_later_code_is_an_error_of_its_own() -> None:
    inside = json.dumps({"status": "failed", "error": "EGONE"})
    assert ("gates", "GateException") in shown_errors(f"GateException for item {inside}")
    assert ("gates", "GateException") in shown_errors("GateException: it is slow; then GateKey.NotFound")


def test_words_of_a_system_below_an_sqlstate_are_not_the_servers() -> None:
    assert ("keys", "23000") in shown_errors("SQLSTATE 23000\nNot enough balance")


def test_number_of_more_than_two_digits_is_none_of_the_message_in_its_brackets() -> None:
    assert shown_errors("line error 809 (unable to verify the first certificate)")[0] == ("lines", "809")


@pytest.mark.parametrize("text", ["request_timeout: 500, retries: 3", "IntegrityError(547, 'it is referred to')"])
def test_settings_and_numbers_of_a_database_are_no_statuses(text: str) -> None:
    assert diagnose(f"EGONE\n{text}", INDEX).findings[0].read.http_status is None


def test_status_of_a_class_or_a_call_is_read() -> None:
    for text in ("ApiException(404): the index is gone", "request failed(404): no answer"):
        assert diagnose(text, INDEX).findings[0].read.http_status == 404


def test_request_id_of_the_next_line_stands_behind_its_whole_name() -> None:
    order, own = "6f1c2d3e-aa11-4b5c-9d8e-001122334455", "8f14e45f-ceea-467f-a8b1-001122334455"
    text = f"EGONE: bad request\n{order} is no order\nrequestId={own}"
    assert diagnose(text, INDEX).findings[0].read.request_id == own
    assert diagnose(f"EGONE, RequestID:\n{own}", INDEX).findings[0].read.request_id == own


@pytest.mark.parametrize("text", ["curl: (21) It took too long", "cURL error 21: It took too long"])
def test_number_of_a_program_is_of_no_other_service(text: str) -> None:
    numbers = [_catalog("trees", ("21", ""), ("error 21", ""))]
    assert diagnose(text, CatalogIndex(numbers)).findings[0].outcome == "unknown"
    index = CatalogIndex([*numbers, _catalog("curl", ("21", ""))])
    assert [each.service for each in diagnose(text, index).findings[0].matches] == ["curl"]


def test_status_in_words_around_an_error_is_its_sort() -> None:
    inner = {"message": "it was too much", "reason": "ORDER_NOT_READY"}
    outer = {"code": 400, "message": "it was too much for all of it", "status": "GATE_GONE"}
    assert shown_errors(json.dumps({"error": {**outer, "errors": [inner]}})) == [("orders", "ORDER_NOT_READY")]
    apart = "\n".join(map(json.dumps, ({"status": "GATE_GONE", "message": "no"}, {"error": inner})))
    assert set(shown_errors(apart)) == {("gates", "GATE_GONE"), ("orders", "ORDER_NOT_READY")}


def test_name_of_a_service_that_begins_a_longer_one_is_not_named() -> None:
    services = (
        Service("log-in", marks=Marks(names=("Log In",))),
        Service("idp", marks=Marks(names=("Log In Provider",))),
    )
    index = CatalogIndex(
        ServiceCatalog(each, (KnownError(each.slug, "DeniedException", (ErrorCase("", None),)),)) for each in services
    )
    text = "DeniedException: no\n    at f (/app/node_modules/@cloud-sdk/client-log-in-provider/index.js:29:2)"
    assert [each.service for each in diagnose(text, index).findings[0].matches] == ["idp"]
    assert diagnose("log-in: DeniedException: no", index).findings[0].matches[0].service == "log-in"


def test_of_two_codes_that_differ_in_letter_case_the_one_that_is_written_so_is_meant() -> None:
    index = CatalogIndex([_catalog("crm", ("ORBIT_LOST", "")), _catalog("wiki", ("orbit_lost", ""))])
    findings = [diagnose(text, index).findings[0] for text in ("code: orbit_lost", "code: ORBIT_LOST")]
    assert [each.outcome for each in findings] == ["known", "known"]
    assert [each.matches[0].service for each in findings] == ["wiki", "crm"]


def test_id_of_an_event_is_of_services_that_list_events_or_are_named() -> None:
    text = "Log Name: Application\nEvent ID: 1000\nLevel: Error"
    servers = _catalog("sqlserver", ("1000", ""))
    walls, events = _catalog("cloudwall", ("1000", "")), _catalog("windows-events", ("1000", ""))
    assert diagnose(text, CatalogIndex([walls])).findings[0].outcome == "unknown"
    assert diagnose(f"{text}\nSource: CloudWall", CatalogIndex([walls])).findings[0].outcome == "known"
    assert diagnose(f"Source: MSSQLSERVER\n{text}", CatalogIndex([servers])).findings[0].outcome == "known"
    assert diagnose(text, CatalogIndex([walls, events])).findings[0].matches[0].service == "windows-events"


@pytest.mark.parametrize(
    "text", ["Systemfehler 53 aufgetreten.", "发生系统错误 53。", "システム エラー 53 が発生しました。"]
)
def test_number_of_a_system_in_the_language_of_the_machine_is_windows(text: str) -> None:
    index = CatalogIndex([_catalog("windows", ("BAD_PATH", ""), ("53", "")), _catalog("signs", ("53", ""))])
    assert [each.service for each in diagnose(text, index).findings[0].matches] == ["windows"]


def test_result_of_a_directory_and_its_reason_are_two_errors() -> None:
    index = CatalogIndex(
        [_catalog("ldap", ("49", "")), _catalog("ad-binds", ("775", "")), _catalog("printer", ("49", "ERROR"))]
    )
    tail = "80090308: LdapErr: DSID-0C09, comment: AcceptSecurityContext error, data 775, v3839"
    for text in (f'LDAP Result Code 49 "Invalid": {tail}', f"[LDAP: error code 49 - {tail}]"):
        matches = [(each.matches[0].service, each.matches[0].code) for each in diagnose(text, index).findings]
        assert matches == [("ldap", "49"), ("ad-binds", "775")]


def test_one_word_of_every_day_in_a_line_is_not_the_message_of_a_code() -> None:
    index = CatalogIndex([_catalog("printer", ("49.4C", "ERROR"))])
    finding = diagnose("an error: it says 49.4C today", index).findings[0]
    assert finding.matches[0].reasons == ("code",)
    assert diagnose('{"code": "49.4C", "message": "Error"}', index).findings[0].matches[0].reasons == (
        "code",
        "message",
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('POST https://id.example/token -> 401\n\n{"error": "EGONE"}', 401),
        ('rates failed (400) body={"code": "EGONE"}', 400),
        ("tool: <DEBUG> HTTP/1.1 507 Insufficient Storage\nServer: a\n\n<Error><Code>EGONE</Code></Error>", 507),
        ("10:00:00 DEBUG: HTTP/1.1 507 Insufficient Storage\nServer: a\n\n<Error><Code>EGONE</Code></Error>", 507),
        ("EGONE {errorCode: 190, subErrorCode: 460}", None),
        ("10:01 GET https://a.example/items -> 200\n10:03 EGONE: it failed", None),
    ],
    ids=["arrow", "brackets", "head behind a program's name", "head behind a time", "code below a code", "success"],
)
def test_status_before_an_object_is_its_own(text: str, status: int | None) -> None:
    findings = diagnose(text, INDEX).findings
    assert [each.read.http_status for each in findings] == [status]
    assert findings[0].matches[0].code == "EGONE"


def test_class_of_a_status_behind_another_says_no_more_than_that() -> None:
    index = CatalogIndex([_catalog("calls", ("NotFound", "")), _catalog("chat", ("10062", "Unknown interaction"))])
    text = "CommandError: it raised: NotFound: 404 Not Found (error code: 10062): Unknown interaction"
    assert [each.matches[0].service for each in diagnose(text, index).findings] == ["chat"]
    assert [each.matches[0].service for each in diagnose("calls: NotFound: 404 Not Found", index).findings] == ["calls"]


def test_number_and_its_name_are_one_error_whoever_else_has_a_code_called_so() -> None:
    index = CatalogIndex([_catalog("docs", ("13", "Unauthorized")), _catalog("pods", ("Unauthorized", ""))])
    text = "it failed { $match: 1 }, full error: {'ok': 0.0, 'code': 13, 'codeName': 'Unauthorized'}"
    assert [each.matches[0].service for each in diagnose(text, index).findings] == ["docs"]


def test_number_before_a_name_is_nobody_elses() -> None:
    index = CatalogIndex(
        [_catalog("film", ("SRC_NOT_READ", "")), _catalog("bus", ("4", "")), _catalog("fix", ("4", ""))]
    )
    text = "FILM: ERROR: (CODE:4 SRC_NOT_READ) It could not be read. {code: 4, message: 'It could not …'}"
    assert [each.matches[0].service for each in diagnose(text, index).findings] == ["film"]
    assert [each.outcome for each in diagnose("FILM: ERROR: (CODE:4)", index).findings] == ["ambiguous"]


def test_code_that_says_more_of_another_counts_as_well() -> None:
    index = CatalogIndex([_catalog("cards", ("card_declined", ""), ("no_funds", ""), ("190", ""), ("463", ""))])

    def codes(text: str) -> set[str]:
        return {match.code for each in diagnose(text, index).findings for match in each.matches}

    assert codes("{ code: 'card_declined', decline_code: 'no_funds' }") == {"card_declined", "no_funds"}
    assert codes('{"code": "card_declined", "decline_code": "no_funds"}') == {"card_declined", "no_funds"}
    assert codes('{"error": {"message": "It has expired", "code": 190, "error_subcode": 463}}') == {"190", "463"}


def test_lines_set_in_below_an_error_go_on_with_it() -> None:
    index = CatalogIndex(
        [
            _catalog(
                "types", ("TS1", "Argument of type '{a}' does not fit '{b}'"), ("TS2", "Type '{a}' does not fit '{b}'")
            ),
            _catalog("disks", ("D7", "The device '{name}' is not there any more")),
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
    index = CatalogIndex([_catalog("cassandra", ("0x1200", "Read timeout")), _catalog("cards", ("1200", ""))])
    text = "ReadTimeout: Error from server: code=1200 [It timed out] message='no'"
    assert [each.service for each in diagnose(text, index).findings[0].matches] == ["cassandra"]
    assert diagnose("cassandra: container left with code=1200", index).findings[0].matches[0].service == "cards"


def test_service_named_before_a_class_is_whose_error_it_is() -> None:
    marks = Marks(names=("Kettle",))
    code = ("TooManyRequestsException", "")
    index = CatalogIndex([_catalog("kettle", code, marks=marks), _catalog("pots", code, marks=Marks(names=("Pots",)))])

    def services(text: str) -> list[str]:
        return [match.service for match in diagnose(text, index).findings[0].matches]

    for text in (
        '{"error": "Kettle.TooManyRequestsException", "cause": "slow"}',
        "it: Kettle.TooManyRequestsException: a",
    ):
        assert services(text) == ["kettle"]
    assert services("errorCode=Kettle.TooManyRequestsException") == ["kettle"]
    assert services('{"error": "Stove.TooManyRequestsException", "cause": "slow"}') == []


def test_status_and_id_behind_the_message_in_a_field_are_the_errors() -> None:
    tail = "(Service: Kettle; Status Code: 429; Error Code: EGONE; Request ID: 0a4b7d52-7b0a-4a10-b6c4-2e8fbb2f1c03)"
    (finding,) = diagnose(json.dumps({"error": "EGONE", "cause": f"Too fast {tail}"}), INDEX).findings
    assert finding.read.http_status == 429
    assert finding.read.request_id == "0a4b7d52-7b0a-4a10-b6c4-2e8fbb2f1c03"


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
        _catalog("envoy", ("UF", "")),
        _catalog("tls-alerts", ("bad_record", "")),
        _catalog("push", ("Unregistered", "")),
        _catalog("hana", ("259", "invalid name")),
        _catalog("printers", ("50.1", "")),
    ]
    matches = [match for each in diagnose(text, CatalogIndex(catalogs)).findings for match in each.matches]
    assert [(each.service, each.code) for each in matches] == [(service, code)]


def test_number_beside_a_surer_code_is_of_its_service() -> None:
    index = CatalogIndex([_catalog("pay", ("isv.gone", "")), _catalog("sql", ("40002", ""))])
    findings = diagnose("{ code: '40002', msg: 'Invalid', subCode: 'isv.gone' }", index).findings
    assert [each.matches[0].service for each in findings] == ["pay"]
    assert diagnose("{ code: '40002', msg: 'Invalid' }", index).findings[0].matches[0].service == "sql"


def test_request_id_of_a_server_comes_before_that_of_the_client() -> None:
    own, other = "7b0c4f3e-2d61-4b7a-8a5e-0f5d92a1c611", "1f9f0c0e-5c3b-4a55-9d2f-6f6d3c0b8e77"
    text = f"ErrorCode: EGONE\n\nHeaders:\nrequest-id                    : {own}\nclient-request-id      : {other}"
    assert diagnose(text, INDEX).findings[0].read.request_id == own


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
        _catalog("http", ("403", "Forbidden")),
        _catalog("pods", ("Completed", ""), ("MethodNotAllowed", "")),
        _catalog("okta", ("E0000011", "")),
        _catalog("hp-laserjet", ("50.1", ""), ("50.2", "")),
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
    index = CatalogIndex([_catalog("ldap", ("49", "")), _catalog("printer", ("49", "ERROR"))])
    finding = diagnose("2025-02-01 10:00:01 [ERROR] ldap bind failed: error 49", index).findings[0]
    assert finding.matches[0].reasons[:1] == ("code",)
    assert "message" not in finding.matches[0].reasons


@pytest.mark.parametrize("code", ["access_denied", "NOT_FOUND", "invalid_request"])
def test_word_of_every_day_beside_a_number_is_no_surer(code: str) -> None:
    index = CatalogIndex([_catalog("graph", ("21190", "")), _catalog("login", (code, ""))])
    text = f"GraphError {{ code: 21190, message: 'It has expired', errorCode: '{code}' }}"
    assert "21190" in [match.code for each in diagnose(text, index).findings for match in each.matches]


@pytest.mark.parametrize(("slug", "outcome"), [("pails", "known"), ("pail", "unknown")])
def test_name_of_five_letters_is_read_where_it_is_run_together_with_others(slug: str, outcome: str) -> None:
    index = CatalogIndex([_catalog(slug, ("7031", ""))])
    assert diagnose(f"Source: MS{slug.upper()}\nEvent ID: 7031", index).findings[0].outcome == outcome


def test_alert_in_words_is_of_no_other_service() -> None:
    text = "SSL routines:ssl3_read_bytes:tlsv13 alert bad record:../a.c:16"
    assert diagnose(text, CatalogIndex([_catalog("files", ("bad_record", ""))])).findings[0].outcome == "unknown"


def test_panel_is_read_in_short_texts_only() -> None:
    index = CatalogIndex([_catalog("printers", ("50.1", ""))])
    text = "The printers show\n\n50.1 ERREUR DE STATION"
    assert diagnose(text, index).findings[0].outcome == "known"
    assert diagnose("a line\n" * 3000 + text, index).findings[0].outcome == "unknown"
