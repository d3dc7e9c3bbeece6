"""Errors in shapes that no list of names foresees: foreign fields, foreign languages, devices, classes in fields."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.cleaning import clean
from catalog.folding import fold
from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog
from tests.diagnosis.small_catalogs import catalog_of

INDEX = CatalogIndex(
    [
        catalog_of("tax", ("539", "Rejeição: Número já usado na Série"), ("204", "Rejeição: Número já usado")),
        catalog_of("bank", ("12", "Not enough balance"), ("7", "Blocked card"), ("404", "Not Found")),
        catalog_of("names", ("REFUSED", "Query refused"), ("SERVFAIL", "Server failure")),
        catalog_of("mail", ("406", "Inactive recipient"), marks=Marks(names=("Postbox",))),
        catalog_of("pages", ("404", "Not Found"), ("406", "Not Acceptable"), ("503", "Service Unavailable")),
        catalog_of("streams", ("ThroughputExceededException", ""), marks=Marks(packages=("streams",))),
        ServiceCatalog(
            Service("cloudy", vendor="Amazon Web Services", marks=Marks(names=("Cloudy",))),
            (KnownError("cloudy", "SlowDownException", (ErrorCase("", None),)),),
        ),
        catalog_of("coins", ("EOrder:Order minimum not met", ""), ("EOrder:Rate limit", "")),
        catalog_of("sip", ("404", "Not Found"), ("486", "Busy Here")),
        catalog_of("zoom", ("3001", "")),
        catalog_of("texts", ("30007", "Message filtered")),
        catalog_of("walls", ("106023", "Deny {protocol} src {source}")),
        catalog_of("flags", ("0x80000004", ""), ("0x40000008", "")),
        catalog_of("cme", ("10", "SIM not inserted"), ("30", "No service")),
        catalog_of("film-player", ("1001", "Bad answer"), ("error 67", "")),
        catalog_of("waits", ("error 1001", ""), ("error 67", "")),
        catalog_of("tickets", ("SKEW", "Clock skew too great"), ("SKEWED", "Clock skew too great in the reply")),
        catalog_of("sheets", ("000732", "{parameter}: Dataset {dataset} is not there")),
        catalog_of("frames", ("ORA-06512", "at {place}line {line}")),
        catalog_of("bytes", ("0x22", ""), ("0x31", "")),
        catalog_of("bus", ("0x06040041", ""), ("0xA700", "")),
        catalog_of("rows-of-two", ("1205", "Transaction {id} was stopped on {what}.")),
        catalog_of("rows-of-three", ("1205", "Lock timed out")),
        catalog_of("stata", ("111", ""), ("459", "")),
        catalog_of("lines", ("809", ""), ("-5501", "")),
        catalog_of("queues", ("QueueGone", "The queue is not there")),
        catalog_of("other-queues", ("QueueNotFound", "The queue is not there.")),
        catalog_of("doors", ("U4", ""), ("R02", ""), ("AC04", ""), ("AC06", "")),
        catalog_of("pages-of-script", ("undefinedfilename", "No such file")),
        catalog_of("dom", ("NetworkError", ""), ("invalid_code", "")),
        catalog_of("pools", ("POOL_FULL", "{count} pool(s) full"), ("DISK_FULL", "{count} full disk(s)")),
        catalog_of("packs", ("NU1605", "Detected package downgrade: {id} from {first} to {second}.")),
        catalog_of("orders", ("ORDER_NOT_READY", ""), ("AccountNotFound", "")),
        catalog_of("rows-by-hand", ("0x2200", "Invalid query"), ("0x1200", "")),
        catalog_of("trees", ("49", ""), ("21", "Bad syntax"), ("1", "")),
        catalog_of("certificates", ("UNABLE_TO_VERIFY", "unable to verify the first certificate")),
        catalog_of("keys", ("23000", ""), ("335544665", "violation of key {key} on table {table}")),
        catalog_of("log-ins", ("auth/gone", ""), ("18", "AuthenticationFailed"), ("E0004", "Authentication failed")),
        catalog_of("gates", ("GateKey.NotFound", ""), ("GateException", ""), ("NotFound", ""), ("GATE_GONE", "")),
        catalog_of("fields", ("0A", ""), ("2F", ""), ("H12", ""), ("0x1100", "")),
        catalog_of("notes", ("ORA-00001", ""), ("EGONE", ""), ("E0277", ""), ("40P01", "Deadlock"), ("error 0", "")),
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
    index = CatalogIndex([catalog_of("texts", ("30007", "")), catalog_of("calls", ("30007", ""))])
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
    index = CatalogIndex([catalog_of("ldap", ("49", "")), catalog_of("others", ("49", ""))])
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
    numbers = [catalog_of("trees", ("21", ""), ("error 21", ""))]
    assert diagnose(text, CatalogIndex(numbers)).findings[0].outcome == "unknown"
    index = CatalogIndex([*numbers, catalog_of("curl", ("21", ""))])
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


def test_status_and_id_behind_the_message_in_a_field_are_the_errors() -> None:
    tail = "(Service: Kettle; Status Code: 429; Error Code: EGONE; Request ID: 0a4b7d52-7b0a-4a10-b6c4-2e8fbb2f1c03)"
    (finding,) = diagnose(json.dumps({"error": "EGONE", "cause": f"Too fast {tail}"}), INDEX).findings
    assert finding.read.http_status == 429
    assert finding.read.request_id == "0a4b7d52-7b0a-4a10-b6c4-2e8fbb2f1c03"


def test_request_id_of_a_server_comes_before_that_of_the_client() -> None:
    own, other = "7b0c4f3e-2d61-4b7a-8a5e-0f5d92a1c611", "1f9f0c0e-5c3b-4a55-9d2f-6f6d3c0b8e77"
    text = f"ErrorCode: EGONE\n\nHeaders:\nrequest-id                    : {own}\nclient-request-id      : {other}"
    assert diagnose(text, INDEX).findings[0].read.request_id == own
