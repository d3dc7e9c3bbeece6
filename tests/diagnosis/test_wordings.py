"""Errors that programs name and word otherwise than their page: names of numbers, statuses before a message."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog


def _error(slug: str, code: str, message: str = "", *aliases: str, status: int | None = None) -> KnownError:
    return KnownError(slug, code, (ErrorCase(message, status),), aliases)


def _described(slug: str, code: str, description: str) -> KnownError:
    return KnownError(slug, code, (ErrorCase("", description=description),))


INDEX = CatalogIndex(
    [
        ServiceCatalog(
            Service("bot"),
            (
                _error("bot", "chat_gone", "Bad Request: chat not there", status=400),
                _error("bot", "no_parse", "Bad Request: can't parse it: {reason}", status=400),
                _error("bot", "blocked", "Forbidden: bot was blocked by the user", status=403),
                _error("bot", "21007", "This receipt is of the sandbox."),
            ),
        ),
        ServiceCatalog(
            Service("directory"),
            (
                _error("directory", "65", "objectClassViolation"),
                _error("directory", "0x18", "KDC_ERR_PREAUTH_FAILED"),
                _error("directory", "0xC0000022", "STATUS_ACCESS_DENIED"),
                _error("directory", "9", "busy"),
                _error("directory", "49", "", "invalidCredentials"),
            ),
        ),
        ServiceCatalog(
            Service("documents"),
            (
                _described("documents", "18", "AuthenticationFailed"),
                _described("documents", "13", "Unauthorized"),
                _described("documents", "14", "Exhausted"),
                _described("documents", "59", "CommandNotFound"),
            ),
        ),
        ServiceCatalog(Service("certificates"), (_error("certificates", "18", "self-signed certificate"),)),
        ServiceCatalog(Service("pods"), (_error("pods", "Unauthorized"),)),
        ServiceCatalog(Service("mail"), (_error("mail", "X.1.1", "Bad destination mailbox address"),)),
        ServiceCatalog(
            Service("statuses"),
            tuple(
                _error("statuses", number, words, status=int(number))
                for number, words in (("400", "Bad Request"), ("403", "Forbidden"), ("409", "Conflict"))
            ),
        ),
        ServiceCatalog(Service("states"), (_error("states", "23000"),)),
        ServiceCatalog(Service("rows"), (_error("rows", "2627", "Violation of %ls constraint '%.*ls'."),)),
        ServiceCatalog(Service("market"), (_error("market", "1001", "Invalid access token"),)),
        ServiceCatalog(
            Service("system"),
            (
                _error("system", "RuntimeError"),
                _error("system", "EPERM", "", "errno 1", "error 1"),
                _error("system", "ENOADDRESS", "", "error 99"),
            ),
        ),
        ServiceCatalog(
            Service("coins"),
            (
                _described("coins", "-26", "RPC_VERIFY_REJECTED: Refused by the rules."),
                _error("coins", "-2"),
                _described("coins", "530", "NOT_ALLOWED"),
            ),
        ),
        ServiceCatalog(
            Service("games"),
            (
                _described("games", "84", "k_EResultRateLimitExceeded: The user has been limited."),
                _error("games", "55", "Incorrect PIN"),
                _error("games", "10197", "No market data"),
                _error("games", "203"),
                _error("games", "204"),
                _error("games", "01070734"),
                _error("games", "200", "No contract of this kind"),
                _described("games", "30", "Timeout in sending"),
                _described("games", "0x0000000B", "ESME_RINVDSTADR"),
                _error("games", "R01", "Insufficient funds"),
                _error("games", "R10", "Customer advises so"),
                _error("games", "6", "Incorrect format for value"),
            ),
        ),
        ServiceCatalog(Service("apps"), (_error("apps", "R10", "Boot timeout"), _error("apps", "TooManyRequests"))),
        ServiceCatalog(
            Service("twirl"),
            (
                _error("twirl", "21608", "The number is not verified"),
                _error("twirl", "store_invalid_shape"),
                _error("twirl", "trashed", "Item is trashed"),
                _error("twirl", "BAD_REQUEST_ERROR"),
                _error("twirl", "insufficient_funds"),
                _error("twirl", "2009"),
                _error("twirl", "NG0201"),
                _error("twirl", "TOOMANYREQUESTS"),
                _error("twirl", "TOOMANYREADERS"),
            ),
        ),
        ServiceCatalog(Service("rsync"), (_described("rsync", "30", "Timeout in sending"),)),
        ServiceCatalog(Service("systemd"), (_error("systemd", "203"),)),
        ServiceCatalog(Service("tables"), (_error("tables", "42P01"), _error("tables", "TABLE_IS_AWAY"))),
        ServiceCatalog(Service("calls"), (_error("calls", "DEADLINE_EXCEEDED", "", "DeadlineExceeded"),)),
        ServiceCatalog(
            Service("fetcher"), (_error("fetcher", "NO_HOST", "Could not resolve host: {host}", "curl: (6)"),)
        ),
        ServiceCatalog(Service("bank"), (_error("bank", "PRODUCT_NOT_READY"), _error("bank", "BANK_NOT_RESPONDING"))),
    ]
)


def _answers(text: str) -> list[str]:
    findings = diagnose(text, INDEX).findings
    return [f"{each.matches[0].service} {each.matches[0].code}" for each in findings if each.outcome == "known"]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ('{"ok":false,"error_code":400,"description":"Bad Request: chat not there"}', ["bot chat_gone"]),
        ('{"ok":false,"error_code":400,"description":"Bad Request"}', ["statuses 400"]),
        ("Unhandled rejection Error: EBOT: 400 Bad Request: chat not there", ["bot chat_gone"]),
        ("Error: 403: Forbidden: bot was blocked by the user", ["bot blocked"]),
        ("HTTP 403 Forbidden: bot was blocked by the user", ["bot blocked"]),
        ("Error: 403: Forbidden: it is not yours", ["statuses 403"]),
        ("bot.error.Forbidden: bot was blocked by the user", ["bot blocked"]),
        (r'{"error_code":400,"description":"Bad Request: can\'t parse it: odd end"}', ["bot no_parse"]),
        ('{"status":21007,"environment":"Sandbox"} <- bot api', ["bot 21007"]),
        ('{"status":21007,"message":"This receipt is of the sandbox."}', ["bot 21007"]),
        ('{"status":21007,"message":"The order is made"}', []),
        ('{"jobs": [{"id": 1, "status": 21007, "name": "nightly"}]}', []),
        ("Status code: 21007. This receipt is of the sandbox.", ["bot 21007"]),
        ("sensor board status: 21007, temperature: 21", []),
        ("we have sold 21007 of them. Status: 200", []),
        ('{"errors": [{"errorId": 1001, "message": "no"}]}', ["market 1001"]),
        ('{"errors": [{"errorId": "4b7e1001-77aa", "domain": "OAuth"}]}', []),
        ("ldap_add: Object class violation (65)", ["directory 65"]),
        ("it was an objectClassViolation", ["directory 65"]),
        ("ldap_bind: Invalid credentials (49)", ["directory 49"]),
        ("the line is busy", []),
        ("krb5: KDC_ERR_PREAUTH_FAILED while getting tickets", ["directory 0x18"]),
        ("tree connect failed: NT_STATUS_ACCESS_DENIED", ["directory 0xC0000022"]),
        ("mx.a.example said: 550 5.1.1 <bob@b.example>: unknown user", ["mail X.1.1"]),
        ("the update to 5.1.1 went wrong", []),
        ("{'ok': 0.0, 'errmsg': 'It failed.', 'code': 18, 'codeName': 'AuthenticationFailed'}", ["documents 18"]),
        ('{"errmsg": "It failed.", "code": 18, "codeName": "AuthenticationFailed"}', ["documents 18"]),
        ("MongoError: no {\n  ok: 0,\n  code: 13,\n  codeName: 'Unauthorized',\n}", ["documents 13"]),
        (
            "pyodbc.IntegrityError: ('23000', \"[23000] [Acme][Server]Violation of UNIQUE constraint 'a'. "
            '(2627) (SQLExecDirectW)")',
            ["rows 2627"],
        ),
        (
            "pyodbc.IntegrityError: ('23000', '[23000] [Acme][Server]It is there. (4060) (SQLConnect)')",
            ["states 23000"],
        ),
        ("npm ERR! code ELIFECYCLE\nnpm ERR! errno 1\nnpm ERR! Exit status 1", []),
        ("OSError: [Errno 1] it may not", ["system EPERM"]),
        ("The command '/bin/sh -c make' returned a non-zero code: 18", []),
        (
            "Balance calls mostly fail with BANK_NOT_RESPONDING or PRODUCT_NOT_READY.",
            ["bank BANK_NOT_RESPONDING", "bank PRODUCT_NOT_READY"],
        ),
        ("error code: -26\nerror message:\nit is too cheap", ["coins -26"]),
        ("it ended with RPC_VERIFY_REJECTED, again", ["coins -26"]),
        ("it failed! (-26)", []),
        ('{"code":-26,"message":"it is too cheap"}', ["coins -26"]),
        ('{"code":-2,"message":"it is too cheap"}', []),
        ("FAILED with result code 55 (Incorrect PIN)", ["games 55"]),
        ("FAILED with result code 55 (Sensor away)", []),
        ("it was k_EResultRateLimitExceeded", ["games 84"]),
        ("MC  12,00  RC 55 INCORRECT PIN", ["games 55"]),
        ("see RC 55 in the list", []),
        ("rsync error: timeout in data send/receive (code 30) at io.c(197) [sender=3.2.7]", ["rsync 30"]),
        ("rsync error: error in file IO (code 84) at receiver.c(393) [sender=3.2.7]", []),
        ("ERROR 99 200 No contract of this kind", ["games 200"]),
        ("ERROR 99 10197 No market data", ["games 10197"]),
        ("connect: error 99: it cannot", ["system ENOADDRESS"]),
        ("NegativeResponseException: Negative response 0000000b found", ["games 0x0000000B"]),
        ("it read 0000000b.txt again", []),
        ("Message 1 Rejected: Incorrect format for value:108", ["games 6"]),
        ("a1 R01 INSUFFICIENT FUNDS\na2 R10 CUSTOMER ADVISES NOT AUTHORIZED", ["games R01", "games R10"]),
        ("a2 R10 CUSTOMER ADVISES NOT AUTHORIZED", []),
        ("It failed.\n\nMore here:\n\nhttps://www.twirl.com/docs/errors/21608", ["twirl 21608"]),
        ("https://twirl.dev/e/store_invalid_shape", ["twirl store_invalid_shape"]),
        ("see https://a.example/errors/21608", []),
        ("a.service: Main process exited, code=exited, status=203/EXEC", ["systemd 203"]),
        ("a.service: Main process exited, code=exited, status=204/EXEC", []),
        ("a.service: Main process exited, code=exited, status=55/FAILURE", []),
        ("bigip-a err mcpd[6811]: 01070734:3: Configuration error", ["games 01070734"]),
        ("Ein unbekannter Fehler ist aufgetreten (10197).“ ab.", ["games 10197"]),
        ("ошибка (10197)». Файл", ["games 10197"]),
        ("o visor mostra o código de suporte 10197, já", ["games 10197"]),
        ("reasonCode=10197", ["games 10197"]),
        ('{"resultCode": "Error", "message": [{"code": "trashed", "text": "Item is trashed"}]}', ["twirl trashed"]),
        ("ERROR RuntimeError: NG0201: it is not there", ["twirl NG0201"]),
        ("RuntimeError: it is not there", ["system RuntimeError"]),
        ('{"code":55,"description":"no recipients"} <- games api', ["games 55"]),
        ('{"code":55,"description":"no recipients"} <- another api', []),
        ("from daemon: Head https://a.example/16: toomanyrequests: You have had enough.", ["twirl TOOMANYREQUESTS"]),
        ("from daemon: Head https://a.example/16: toomanyreaders: You have had enough.", []),
        ("it saw toomanyrequests today", []),
        ('{"code":"BAD_REQUEST_ERROR","reason":"insufficient_funds"}', ["twirl insufficient_funds"]),
        (
            '{"code":"BAD_REQUEST_ERROR","decline_code":"insufficient_funds"}',
            ["twirl insufficient_funds", "twirl BAD_REQUEST_ERROR"],
        ),
        (
            "ErrorCode,2009\nMessageSid,SM1f0a9c\n---\nErrorCode,21608\nMessageSid,SM77d0b1",
            ["twirl 2009", "twirl 21608"],
        ),
        ("API response [404 Not Found | 1] trashed - Item is trashed", ["twirl trashed"]),
        ("it was trashed - and so on", []),
        (
            '{"error":{"code":"BAD_REQUEST_ERROR","description":"no","reason":"insufficient_funds"}}',
            ["twirl insufficient_funds"],
        ),
        ('{"error":{"code":"BAD_REQUEST_ERROR","description":"no","reason":"other"}}', ["twirl BAD_REQUEST_ERROR"]),
        ("ERROR it is lost: CC=2;RC=2009;AMQ9208: away", ["twirl 2009"]),
        (
            'error_type: bad   error_codes: [ "insufficient_funds", "trashed" ]',
            ["twirl insufficient_funds", "twirl trashed"],
        ),
        ("Failure: 000606 (42P01): nothing is selected", []),
        ("[TABLE_IS_AWAY] It is away.\nSay so. SQLSTATE: 42P01; line 1", ["tables TABLE_IS_AWAY"]),
        ("it failed. SQLSTATE: 42P01; line 1", ["tables 42P01"]),
        (
            "rpc error: code = DeadlineExceeded desc = too late\ncurl: (6) Could not resolve host: a.example",
            ["calls DEADLINE_EXCEEDED", "fetcher NO_HOST"],
        ),
        ("MongoServerError[Exhausted]: it is used up", ["documents 14"]),
        ("make[2]: *** [Makefile:14: load] Error 1", []),
        ("ERROR  1:00 am  it is done", []),
        # Names of a number are many a class's and many a program's words.
        ("CategoryInfo : ObjectNotFound: (foo:String) [], CommandNotFoundException", []),
        ("bash: foo: command not found", []),
        ("AuthenticationFailed: wrong password for alice", []),
        ("{'errmsg': 'no such command', 'codeName': 'CommandNotFound'}", ["documents 59"]),
        ("java.lang.IllegalStateException: NOT_ALLOWED", []),
        ('{"code": "NOT_ALLOWED", "message": "it may not"}', ["coins 530"]),
        ("postfix: dsn=2.1.1, status=sent (250 2.1.1 Ok: queued)", []),
        ("upgrade, Status: 5.1.1 installed", []),
        ("build 0000000b passed", []),
        ("if (err.code === ErrorCodes.PRODUCT_NOT_READY) { show(); }", []),
        ("- README links to https://www.twirl.com/docs/errors/21608 now", []),
        ('10.0.0.1 "GET /a HTTP/1.1" 200 12 "https://www.twirl.com/docs/errors/21608" "Agent/5.0"', []),
        ("https://github.com/twirl/errors/trashed", []),
        ('const retryableErrorCodes = ["insufficient_funds", "trashed"];', []),
        ('ignore_error_codes: ["insufficient_funds", "trashed"]', []),
        ("a1 R01 INSUFFICIENT FUNDS\n\nException 12 in a job: R10, it says", ["games R01"]),
        ("if (NT_STATUS_EQUAL(status, NT_STATUS_ACCESS_DENIED)) { return; }", []),
        ("import of 404 Forbidden: bot was blocked by the user", ["bot blocked"]),
        ('{"code": "BAD_REQUEST_ERROR", "reason": "trashed", "message": "no"}', ["twirl BAD_REQUEST_ERROR"]),
        ('{"errorId": 1001, "time": "12:01"}', []),
        ("Send it again on BANK_NOT_RESPONDING or PRODUCT_NOT_READY.", []),
    ],
)
def test_error_is_read_as_programs_word_it(text: str, answers: list[str]) -> None:
    assert _answers(text) == answers


def test_error_told_by_others_of_its_service_is_less_sure_than_one_of_one_service() -> None:
    sure, other = diagnose("a1 R01 INSUFFICIENT FUNDS\na2 R10 CUSTOMER ADVISES NOT AUTHORIZED", INDEX).findings
    assert (sure.matches[0].confidence, other.matches[0].confidence) == (0.99, 0.85)


def test_number_of_a_service_that_is_named_is_less_sure_than_its_message() -> None:
    (number,) = diagnose('{"code":55,"description":"no recipients"} <- games api', INDEX).findings
    (message,) = diagnose('{"code":55,"description":"Incorrect PIN"} <- games api', INDEX).findings
    assert (number.matches[0].confidence, message.matches[0].confidence) == (0.85, 0.99)


def test_message_without_its_status_is_no_former_one() -> None:
    (finding,) = diagnose("bot.error.Forbidden: bot was blocked by the user", INDEX).findings
    assert [each.kind for each in finding.notes] == []
