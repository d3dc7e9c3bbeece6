"""Which of the errors that a text could be taken for it is: kinds of texts, each with what is like it and is not."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog
from tests.diagnosis.conftest import errors

CLOUD = Marks(names=("Cloud Streams",), operations=("PutItem",), packages=("com.cloud.services.rivulet",))
CATALOGS = [
    ServiceCatalog(
        Service("rivulet", "Cloud Streams", "Cloud Web", marks=CLOUD),
        errors(
            "rivulet",
            ("ThrottlingException", 400, ""),
            ("ItemNotFoundError", 404, ""),
            ("IteratorExpiredException", 400, ""),
        ),
    ),
    ServiceCatalog(
        Service("tables", "Cloud Tables", "Cloud Web", marks=Marks(names=("Cloud Tables",))),
        errors("tables", ("IteratorExpiredException", None, "")),
    ),
    ServiceCatalog(
        Service("batch", "Cloud Batch", "Cloud Web", marks=Marks(names=("Cloud Batch",))),
        errors("batch", ("JobIsGoneException", None, ""), ("IteratorExpiredException", 418, "")),
    ),
    ServiceCatalog(
        Service("blobs"),
        errors(
            "blobs",
            ("BlobNotFound", 404, "The specified blob does not exist."),
            ("Conflict", 409, ""),
            ("Expired", None, ""),
            ("NotFound", None, ""),
            ("OOMEnded", None, ""),
            ("BL-1", None, "Could not pull blob {name}: {reason}"),
            ("BL-2", 400, "The size is over the limit. Current: {used}, new limit: {limit}."),
        ),
    ),
    ServiceCatalog(
        Service("db"),
        (
            *errors(
                "db",
                ("1049", None, "Unknown database '{name}'"),
                ("12", None, "All is full"),
                ("DB-12", None, "no listener was found"),
                ("403", None, "login was refused by {mechanism}"),
                ("DB-13", None, "sorry, too many clients are here"),
                ("20429", 429, "Slow down"),
                ("DB-2", None, "line {line}:{column} {problem}"),
                ("MOVED", None, "{slot} {address}"),
                ("DB-3", None, "onShardStateChanged {state}"),
                ("DB-4", None, "STATE : {state}"),
                ("REFUSED", None, "requested access is denied"),
                ("ACCESS_DENIED", 403, "Access to table {table} was denied for you."),
                ("DB-20", 401, "Wrong secret of the database"),
                ("NOT_LEADER_OR_HELPER", None, ""),
                ("7031", None, "The {name} service ended unexpectedly and was started again"),
            ),
            KnownError(
                "db", "E_DENIED", errors("db", ("x", None, "General access was denied"))[0].cases, ("0x80070005",)
            ),
        ),
    ),
    ServiceCatalog(
        Service("login"),
        errors("login", ("invalid_client", 401, ""), ("LOGIN7000", 401, "The secret of app '{app}' is wrong.")),
    ),
    ServiceCatalog(
        Service("cards"), errors("cards", ("missing", 404, "No such {kind}: '{id}'"), ("too_long", 400, ""))
    ),
    ServiceCatalog(
        Service("twin"), (KnownError("twin", "1049", errors("twin", ("x", None, ""))[0].cases, ("E_SHARED",)),)
    ),
    ServiceCatalog(
        Service("pay"), errors("pay", ("request_error", 400, ""), ("SAME-1", None, "All lines to it are taken."))
    ),
    ServiceCatalog(Service("phone"), errors("phone", ("SAME-2", None, "All lines to it are taken."))),
    ServiceCatalog(
        Service("panes"),
        (KnownError("panes", "P_NOT_ACTIVE", errors("panes", ("x", None, ""))[0].cases, ("error 1049", "error 3301")),),
    ),
    ServiceCatalog(
        Service("rowdb"),
        (
            KnownError("rowdb", "3301", (ErrorCase("", None, "The row is not unique."),), ("NotUnique",)),
            KnownError("rowdb", "77", (ErrorCase("", None, "It has no secret."),), ("Unauthorized",)),
            *errors("rowdb", ("241", None, ""), ("11000", None, ""), ("40Z01", None, "")),
        ),
    ),
    ServiceCatalog(
        Service("graph"),
        errors("graph", ("3301", None, "Wrong edge {id}"), ("77", None, "Wrong node {id}"), ("11000", None, "")),
    ),
    ServiceCatalog(Service("images"), errors("images", ("TAG_UNKNOWN", 404, "tag unknown"))),
    ServiceCatalog(
        Service("kernel"),
        (
            *errors(
                "kernel",
                ("ENOWAY", None, "Link refused"),
                ("EBUSY", None, "Not found"),
                ("ELIST", None, "The specified link is in no list of the whole of the kernel"),
            ),
            KnownError(
                "kernel",
                "EFOUR",
                errors("kernel", ("x", None, "The ordinary object"))[0].cases,
                ("error 4", "curl error 4"),
            ),
            KnownError("kernel", "EFIVE", errors("kernel", ("x", None, ""))[0].cases, ("error 5",)),
            KnownError("kernel", "ESEVEN", errors("kernel", ("x", None, ""))[0].cases, ("0x80070007",)),
        ),
    ),
    ServiceCatalog(
        Service("broker"),
        errors(
            "broker",
            ("202", None, ""),
            ("522", None, ""),
            ("PI-20", None, ""),
            ("LOG-1", None, "Requested thing of it is away"),
            ("VAL-1", None, "Validation failed: {problem}"),
            ("320", None, "LINK_FORCED"),
            ("404", None, "ITEM_AWAY"),
            ("504", None, "PIPE_ERROR"),
            ("4", None, ""),
        ),
    ),
    ServiceCatalog(
        Service("calls", marks=Marks(names=("rpc error",))),
        (
            KnownError("calls", "ITEM_AWAY", errors("calls", ("x", None, ""))[0].cases, ("ItemAway",)),
            *errors("calls", ("UNREACHED", None, "")),
        ),
    ),
    ServiceCatalog(
        Service("pods", marks=Marks(names=("podlet",))),
        errors("pods", ("ItemAway", 404, ""), ("UnauthorizedDeed", 403, ""), ("Overload", 400, "")),
    ),
]
INDEX = CatalogIndex(CATALOGS)


def owners(text: str) -> list[tuple[str, str]]:
    """Return what is known of a text, in order: service and code; those it leaves open without a service."""
    return [
        (each.matches[0].service if each.outcome == "known" else "", each.matches[0].code)
        for each in diagnose(text, INDEX).findings
        if each.matches
    ]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param(
            "ERROR DB-12: no listener was found\n"
            "...An error occurred (ThrottlingException) when calling the PutItem operation (tries: 4): Rate exceeded",
            [("db", "DB-12"), ("rivulet", "ThrottlingException")],
            id="a code without a message behind a line with one",
        ),
        pytest.param(
            "sorry, too many clients are here\nBL-1 is another line",
            [("blobs", "BL-1"), ("db", "DB-13")],
            id="a message before the line of a code",
        ),
        pytest.param("Error 0x80070005: Access is denied", [("db", "E_DENIED")], id="an alias beside other words"),
        pytest.param(
            "ERR rivulet writer: IteratorExpiredException: it is over",
            [("rivulet", "IteratorExpiredException")],
            id="a service's slug as a word",
        ),
        pytest.param(
            "ERR batch job: IteratorExpiredException: it is over",
            [("", "IteratorExpiredException")],
            id="a slug that is a word of every day names nobody",
        ),
        pytest.param(
            "com.cloud.services.rivulet.model.IteratorExpiredException: it is over\nhttpStatusCode: 418",
            [("rivulet", "IteratorExpiredException")],
            id="a service's package before a status",
        ),
        pytest.param(
            "other.core.exceptions.ItemNotFoundError: The blob does not exist.\nId: 7\nErrorCode: BlobNotFound",
            [("blobs", "BlobNotFound")],
            id="the code that a class's field names",
        ),
        pytest.param("other.errors.ItemNotFoundError: gone", [], id="a class under somebody else's packages"),
        pytest.param(
            "ItemNotFoundError: gone", [("rivulet", "ItemNotFoundError")], id="a class of several words alone"
        ),
        pytest.param(
            '{"error": "invalid_client", "detail": "LOGIN7000: The secret of app \'a\' is wrong. Trace: 1"}',
            [("login", "LOGIN7000")],
            id="an object that passes another code on with its message",
        ),
        pytest.param(
            '{"error": "invalid_client", "detail": "see LOGIN7000"}',
            [("login", "invalid_client")],
            id="a code that a message only names",
        ),
        pytest.param(
            '{"code": 403, "message": "it is not yours"}', [], id="a number that is a status, in a code's field"
        ),
        pytest.param(
            "(403, 'login was refused by PLAIN')", [("db", "403")], id="a number that is a status, with its message"
        ),
        pytest.param("LibraryException(403, 'something', 'else')", [], id="a number that is a status, in a tuple"),
        pytest.param("Status: 429 - ApiError 20429: Too Many", [("db", "20429")], id="a class before its number"),
        pytest.param("mysqli_connect(): (HY000/1049): Unknown base", [("", "1049")], id="state and number"),
        pytest.param("LINE 1: select", [], id="one word of its own makes nobody's message"),
        pytest.param("11:12:13 db: onShardStateChanged 7", [("db", "DB-3")], id="a program's own name is its message"),
        pytest.param(
            "link: open 10.0.0.1:80: link refused", [("kernel", "ENOWAY")], id="a short message behind a colon"
        ),
        pytest.param("failed (cause: Link refused)", [("kernel", "ENOWAY")], id="a short message that ends brackets"),
        pytest.param(
            "a.LinkException: Link refused: a/10.0.0.1:80", [("kernel", "ENOWAY")], id="one before an address"
        ),
        pytest.param("a.LinkError: Link refused - link(2) for a", [("kernel", "ENOWAY")], id="one before a call"),
        pytest.param(
            "PHP Warning:  open(/x): no way: Link refused in /srv/a.php on line 3",
            [("kernel", "ENOWAY")],
            id="one before the line that says it",
        ),
        pytest.param("a: Link refused in " + "x" * 110 + ":12", [("kernel", "ENOWAY")], id="one before a long file"),
        pytest.param("a: Link refused in " + "x" * 120 + ":12", [], id="one before too long a file"),
        pytest.param(
            "** (Mint.TransportError) link refused", [("kernel", "ENOWAY")], id="one behind a class in brackets"
        ),
        pytest.param("it is {:error, :enoway}", [("kernel", "ENOWAY")], id="the name of a system's error as an atom"),
        pytest.param("it is {:error, :expired}", [], id="an atom that is no system's error"),
        pytest.param("ERROR 3301 (HY000): no such base", [("", "3301")], id="a number before a state"),
        pytest.param("ERROR 4 (HY000): no such base", [("broker", "4")], id="one that a system calls its own, too"),
        pytest.param("ERROR 5 (HY000): no such base", [], id="one that only a system has"),
        pytest.param("note: Link refused by nobody so far", [], id="a short message that goes on"),
        pytest.param(
            "a.LinkException: Link refused: connect", [("kernel", "ENOWAY")], id="the system's call, as Java has it"
        ),
        pytest.param(
            "a.LinkException: Link refused (Write failed)", [("kernel", "ENOWAY")], id="two words in brackets behind it"
        ),
        pytest.param("Step 3: Link refused (by design)", [], id="a short message before words in brackets"),
        pytest.param("note: Link refused: reads", [], id="a short message that another word follows"),
        pytest.param("note: Link refused: and then it worked", [], id="a short message that another clause follows"),
        pytest.param("the Link refused", [], id="a short message behind a word"),
        pytest.param("open /srv/a: not found", [], id="the words of a status behind a colon"),
        pytest.param(
            "a.LinkForced: (0, 0): (320) LINK_FORCED - it was ended", [("broker", "320")], id="a broker's reply"
        ),
        pytest.param(
            "ItemAway(404, \"ITEM_AWAY - no queue 'a'\", (50, 10), 'declare')",
            [("broker", "404")],
            id="a broker's reply, whose names are another's codes",
        ),
        pytest.param(
            "a.SignalException: #method<close>(reply-code=504, reply-text=PIPE_ERROR - it is not yours, class-id=50)",
            [("broker", "504")],
            id="a broker's reply in Java",
        ),
        pytest.param("saving it: error code: 202, message: it waits", [("broker", "202")], id="no error's status"),
        pytest.param('Exception (504) Reason: "it is not open"', [("broker", "504")], id="a broker's reply in Go"),
        pytest.param(
            'a.rpm: curl#4 - "It is away"', [("kernel", "EFOUR")], id="a number of curl that is another's code"
        ),
        pytest.param("System.Win32Exception (4): It is away", [("kernel", "EFOUR")], id="a number of an exception"),
        pytest.param(
            "podlet: no image: rpc error: code = ItemAway desc = it is gone",
            [("calls", "ITEM_AWAY")],
            id="a call's status in the words of another program",
        ),
        pytest.param(
            '"errorCode": "Client.UnauthorizedDeed", "source": "pods.example"',
            [("pods", "UnauthorizedDeed")],
            id="a code behind the side whose fault it is, in a piece of an object",
        ),
        pytest.param(
            "BlobNotFound: so. Error 804: The specified link is in no list of the whole of the kernel (at a.c:3)",
            [("kernel", "ELIST")],
            id="a long message behind a word that may be a class",
        ),
        pytest.param("Archive: 14 UNREACHED: it is away", [("calls", "UNREACHED")], id="a call's status, numbered"),
        pytest.param("Curl error (4): It took long", [("kernel", "EFOUR")], id="a number of curl in a sentence"),
        pytest.param(
            "sending: Zone: Overload: Too fast\n\tstatus code: 400, request id: r-1",
            [("pods", "Overload")],
            id="a code of one word before a line of its status",
        ),
        pytest.param(
            "Message   To         ErrorCode\nSM01      +49 1      3301\nSM02      +49 2      241\nSM03      +49 3",
            [("rowdb", "3301"), ("rowdb", "241")],
            id="codes in a column, of which one tells whose the other is",
        ),
        pytest.param("NAME   REASON   RESTARTS\nweb    3301     4\n", [], id="a column that is no code's by its name"),
        pytest.param(
            'rsync: times of "/srv": The ordinary object (4)', [("kernel", "EFOUR")], id="a number behind its words"
        ),
        pytest.param('rsync: times of "/srv": The other thing (4)', [], id="a number behind others' words"),
        pytest.param(
            "link() to unix:/a.sock failed (4: The ordinary object) while",
            [("kernel", "EFOUR")],
            id="a call to an address",
        ),
        pytest.param(
            "x failed in Win32: It is away. (0x7)", [("kernel", "ESEVEN")], id="a number of a call of Windows"
        ),
        pytest.param("it is Error 522 Link timed out", [("broker", "522")], id="a number before its words"),
        pytest.param("PASS=6 WARN=0 ERROR=522 SKIP=4", [], id="a number of errors"),
        pytest.param("3m  Warning  Overload  pod/a  It is much", [("pods", "Overload")], id="the reason of an event"),
        pytest.param("3m  Warning  Nothing  pod/a  It is much", [], id="a reason in no catalog"),
        pytest.param(
            "a: rpc error: code = ItemAway desc = no: link refused", [("calls", "ITEM_AWAY")], id="a cause in a status"
        ),
        pytest.param(
            "PI-20 it is full.\nAnd so on. SQLSTATE: 40Z01", [("broker", "PI-20")], id="a state behind another's code"
        ),
        pytest.param(
            "12:00:00 ERROR PI-20 it is full\n12:00:01 ERROR gone (SQLSTATE 40Z01)",
            [("broker", "PI-20"), ("rowdb", "40Z01")],
            id="a state of another record",
        ),
        pytest.param("SQLCODE=-803, SQLSTATE=40Z01, A=1", [], id="a state behind another database's number"),
        pytest.param("SQLSTATE=40Z01", [("rowdb", "40Z01")], id="a state alone"),
        pytest.param(
            'login: bind(): no way: Requested thing of it is away {"a":1}',
            [("broker", "LOG-1")],
            id="one before an object",
        ),
        pytest.param("job: a.Invalid: Validation failed: it is taken", [], id="what any program's validation says"),
        pytest.param(
            '{"name": "IteratorExpiredException", "$fault": "client", "$metadata": {"httpStatusCode": 418}}',
            [("batch", "IteratorExpiredException")],
            id="the name of an error's class in an object",
        ),
        pytest.param('{"name": "BL-1", "$fault": "client"}', [("blobs", "BL-1")], id="a name that is a code"),
        pytest.param("STATE : 7", [], id="a word in capitals is no name of several words"),
        pytest.param("ReplyError: MOVED 3999 10.0.0.1:1", [("db", "MOVED")], id="a code whose message is all values"),
        pytest.param("a.ServerException -  MOVED 3999 10.0.0.1:1", [("db", "MOVED")], id="the same behind a dash"),
        pytest.param("the IMPORTANT Thing", [], id="a word in capitals"),
        pytest.param("a.StatusException: MOVED: it is over", [("db", "MOVED")], id="a word in capitals that is thrown"),
        pytest.param("I get error=20429 for each", [("db", "20429")], id="a number behind the sign of an error"),
        pytest.param("we had error 20429 for each", [], id="a number behind the word error"),
        pytest.param(
            "IteratorExpiredException: it: sorry, too many clients are here, and so",
            [("", "IteratorExpiredException")],
            id="a short message far behind a class of several services",
        ),
        pytest.param(
            "IteratorExpiredException: 409: for a: The 7 service ended unexpectedly and was started again.",
            [("db", "7031")],
            id="a long message of another service far behind a class of several",
        ),
        pytest.param(
            '{"code": "NotFound", "message": "{\\"code\\": \\"DB-20\\", \\"message\\": \\"Wrong secret\\"}"}',
            [("db", "DB-20")],
            id="the name of a status around another error",
        ),
        pytest.param('{"code": "NotFound", "message": "no"}', [("blobs", "NotFound")], id="the same around words"),
        pytest.param('{"code": "expired", "message": "no"}', [], id="an everyday word in other letter case"),
        pytest.param(
            '{"code": "Expired", "message": "no"}', [("blobs", "Expired")], id="the same as its service writes it"
        ),
        pytest.param('x.ValidationError("no", code="expired")', [], id="an everyday word in a program's field"),
        pytest.param("If you see `BlobNotFound`, wait.", [], id="an error that a guide speaks of"),
        pytest.param("you see BlobNotFound: wait", [("blobs", "BlobNotFound")], id="an error that somebody sees"),
        pytest.param("web-1  0/1  OOMEnded  3  5m", [("blobs", "OOMEnded")], id="a code that begins with capitals"),
        pytest.param('if (x) { case "BlobNotFound": return; }', [], id="a case within a line"),
        *(
            pytest.param(text, [], id=text)
            for text in (
                "- Fixed BlobNotFound on empty stores",
                "It maps BlobNotFound to 404",
                "3 Running, 0 BlobNotFound",
                "retryOn: [BlobNotFound, Expired]",
                "run --retry-on=BlobNotFound",
                "expect(err.code).toBe('BlobNotFound')",
                "if (e instanceof BlobNotFound) return;",
                "rescue Blobs::Errors::BlobNotFound",
                '/// <exception cref="BlobNotFound">It is gone.</exception>',
            )
        ),
        pytest.param("attempt 10 BlobNotFound", [("blobs", "BlobNotFound")], id="a code behind a number"),
        pytest.param(
            "{ code: 'BlobNotFound', retryable: true }", [("blobs", "BlobNotFound")], id="an error that says retryable"
        ),
        pytest.param(
            """exception: ItemNotFoundError("message='Slow down' code=20429")""",
            [("db", "20429")],
            id="a class in a field around a code with its message",
        ),
        pytest.param("exception: ItemNotFoundError", [("rivulet", "ItemNotFoundError")], id="a class in a field alone"),
        pytest.param("{ code: 12, details: 'it is away' }", [], id="a short number beside another message"),
        pytest.param('{"code": 12, "message": "it is away"}', [], id="the same in JSON"),
        pytest.param('{"code": 12, "message": "All is full"}', [("db", "12")], id="a short number with its message"),
        pytest.param('{"code": 12}', [("db", "12")], id="a short number alone"),
        pytest.param("Uncaught (Status 402) sorry, too many clients are here", [("db", "DB-13")], id="behind brackets"),
        pytest.param('logger.error("BlobNotFound", x)', [], id="a call of a logger"),
        pytest.param("An error occurred (403) when calling Put: Forbidden", [], id="a status as the code of an SDK"),
        pytest.param("- Retry on BlobNotFound", [], id="an error that is spoken of"),
        pytest.param("We support error code BlobNotFound", [], id="an error code that is supported"),
        pytest.param("case 'BlobNotFound': return 1;", [], id="a case of a program"),
        pytest.param("Case BlobNotFound: it is closed", [("blobs", "BlobNotFound")], id="a case of a support team"),
        pytest.param("acme.errors.IteratorIsExpired", [], id="a class of errors in no catalog"),
        pytest.param(
            "acme.errors.BlobNotFound\n\nTraceback:", [("blobs", "BlobNotFound")], id="a class of errors alone"
        ),
        pytest.param("acme.stores.BlobNotFound", [], id="a class of something else"),
        pytest.param("Exception: Conflict with another lease", [], id="a word that begins what an exception says"),
        pytest.param("Exception: Expired", [("blobs", "Expired")], id="a word that an exception says"),
        pytest.param("Exception: Expired for ever", [], id="a code of one word that begins a sentence"),
        pytest.param("names = ['BlobNotFound', 'SAME-1']", [], id="a list in a program"),
        pytest.param("names: ['BlobNotFound']", [("blobs", "BlobNotFound")], id="a list in an answer"),
        pytest.param("refused: requested access is denied", [("db", "REFUSED")], id="a line that begins with a code"),
        pytest.param("it was refused: twice", [], id="a word like a code within a line"),
        pytest.param("Slow down please, code 20429", [("db", "20429")], id="a number behind a comma and code"),
        pytest.param("press 1, code 20429 times", [], id="a number behind a comma in prose"),
        pytest.param(
            "rpc error: code = AccessDenied desc = Access to table t was denied for you.",
            [("db", "ACCESS_DENIED")],
            id="a code in humps with the message of the one in capitals",
        ),
        pytest.param("rpc error: code = AccessDenied desc = it is away", [], id="a code in humps with another message"),
        pytest.param("Wrong secret of the database (HTTP 401)", [("db", "DB-20")], id="a status behind a message"),
        pytest.param(
            "x.errors.NotLeaderOrHelperException: it moved",
            [("db", "NOT_LEADER_OR_HELPER")],
            id="a class of several words called like a constant",
        ),
        pytest.param("x.errors.AccessDeniedException: no", [], id="a class of two words called like a constant"),
        pytest.param(
            "<Provider Name='DB'/><EventID Qualifiers='49152'>7031</EventID><Data Name='a'>b</Data>",
            [("db", "7031")],
            id="an event's element",
        ),
        pytest.param(
            "{ code: 1049, codeName: 'E_SHARED', ok: 0 }",
            [("twin", "1049")],
            id="a number and a name that only one service has together",
        ),
        pytest.param('{"code": 1049, "codeName": "E_SHARED"}', [("twin", "1049")], id="the same in JSON"),
        pytest.param("error code: 1049, unknown", [("", "1049")], id="the number alone is of two services"),
        pytest.param(
            "10:00 ERROR a: Could not pull blob x/y: rpc error: code = Unknown desc = it is away for now\n"
            "10:01 ERROR a: Error: BlobNotFound",
            [("blobs", "BlobNotFound"), ("blobs", "BL-1")],
            id="what another line of a log says is not said of a code",
        ),
        pytest.param(
            "  Warning  BlobNotFound  35s  scheduler  Wrong secret of the database",
            [("db", "DB-20")],
            id="a word in a column before a whole message of another service",
        ),
        pytest.param("BlobNotFound: Wrong secret of it", [("blobs", "BlobNotFound")], id="a code before other words"),
        pytest.param("##[error]Wrong secret of the database", [("db", "DB-20")], id="a command of a build's log"),
        pytest.param("cards.Error: Request req_9x: No such card: 'c1'", [("cards", "missing")], id="the service's own"),
        pytest.param("Error: No such card: 'c1'", [], id="words of every day"),
        pytest.param(
            "{'message': 'over', 'type': 'request_error', 'param': 'm', 'code': 'too_long'",
            [("cards", "too_long")],
            id="the sort of an error beside its code",
        ),
        pytest.param(
            "{\n  code: 'too_long',\n  message: 'It is (much) too long; say less.',\n  param: 'm',\n"
            "  type: 'request_error',\n}",
            [("cards", "too_long")],
            id="the same over several lines",
        ),
        pytest.param(
            "{ code: 'too_long' }, { type: 'request_error' }",
            [("cards", "too_long"), ("pay", "request_error")],
            id="a code and a sort of two objects",
        ),
        pytest.param("ApiException: (409)\nReason: Conflict", [], id="a status's own words as a reason"),
        pytest.param("ErrorCode: Conflict", [("blobs", "Conflict")], id="the same words as a code"),
        pytest.param(
            "Could not pull blob a/b: BlobNotFound: The specified blob does not exist.",
            [("blobs", "BL-1")],
            id="another error inside the value of a whole line",
        ),
        pytest.param(
            "LOGIN7000: The secret of app 'a' is wrong.  SQLSTATE=20429",
            [("login", "LOGIN7000")],
            id="a state of databases behind a code on its line",
        ),
        pytest.param("SQLSTATE[20429]: it failed", [("db", "20429")], id="a state of databases alone"),
        pytest.param(
            "it failed with sqlState: '20429', number: '1', text: LOGIN7000: The secret of app 'a' is wrong.",
            [("login", "LOGIN7000")],
            id="a state of databases before a code of the same object",
        ),
        pytest.param(
            "sqlState: '20429', number: '1', text: 'it failed'\nLOGIN7000: The secret of app 'a' is wrong.",
            [("db", "20429"), ("login", "LOGIN7000")],
            id="a state of databases above another line with a code",
        ),
        pytest.param(
            "[{no one is there due to x.NotLeaderOrHelperException}] for a",
            [("db", "NOT_LEADER_OR_HELPER")],
            id="a class in braces",
        ),
        pytest.param("{ failed: true, type: 20429 }", [], id="a number as the sort of a thing"),
        pytest.param("{ failed: true, code: 20429 }", [("db", "20429")], id="a number as its code"),
        pytest.param(
            "rpc error: code = Conflict desc = Wrong secret of the database",
            [("db", "DB-20")],
            id="a status of gRPC before a whole message of a service",
        ),
        pytest.param(
            '{"error": "rpc error: code = Unavailable desc = sorry, too many clients are here"}',
            [("db", "DB-13")],
            id="a status of gRPC that nobody has, in a field",
        ),
        pytest.param(
            "Acme.Requests.ItemNotFoundError\nThe specified blob does not exist. [404]\nReason[BlobNotFound]",
            [("blobs", "BlobNotFound")],
            id="a class above the lines of the error that it carries",
        ),
        pytest.param(
            """x.errors.ForbiddenError: no\nb'{"errors": [{"message": "sorry, too many clients are here"}]}'""",
            [("db", "DB-13")],
            id="a class above an object whose message says the error",
        ),
        pytest.param(
            """x.errors.ItemNotFoundError: no\nb'{"errors": [{"message": "sorry, too many clients are here"}]}'""",
            [("db", "DB-13")],
            id="a class that a service has above an object whose message says the error",
        ),
        pytest.param("Driver: [1049]: Unknown database 'a'", [("db", "1049")], id="a number in brackets and a message"),
        pytest.param("Driver: [20429]: it is over", [], id="a number in brackets and other words"),
        pytest.param("20429: slow down", [("db", "20429")], id="a number that begins a line before its message"),
        pytest.param("20429 Things are over", [], id="a number that begins a line before other words"),
        pytest.param("driver: slow down (20429)", [("db", "20429")], id="a number in brackets behind its message"),
        pytest.param("they are slow (20429)", [], id="a number in brackets behind other words"),
        pytest.param("Completion Code '2', Reason '20429'.", [("db", "20429")], id="a number as a reason"),
        pytest.param(
            '{"errors": [{"reason": "SAME-1", "message": "All lines to it are taken."}],'
            ' "message": "All lines to it are taken."}',
            [("pay", "SAME-1")],
            id="a message of two services around the object with the code of one",
        ),
        pytest.param('{"message": "All lines to it are taken."}', [("", "SAME-1")], id="the message of both alone"),
        pytest.param(
            '{"errors": {"size_of_it": "sorry, too many clients are here"}}',
            [("db", "DB-13")],
            id="a message under a name of the sender's own, among errors",
        ),
        pytest.param('{"notes": {"size_of_it": "sorry, too many clients are here"}}', [], id="the same among notes"),
        pytest.param(
            '{"code": 409, "message": "x.ConflictException: sorry, too many clients are here", "reason": "Conflict"}',
            [("db", "DB-13")],
            id="the name of a status beside a message of another service",
        ),
        pytest.param('{"code": 409, "reason": "Conflict"}', [("blobs", "Conflict")], id="the name of a status alone"),
        pytest.param("declined: 20429 Slow down", [("db", "20429")], id="a number behind a colon before its message"),
        pytest.param(
            "启动时报错 sorry, too many clients are here，怎么办", [("db", "DB-13")], id="a message among Chinese"
        ),
        pytest.param(
            'array(2) {\n  ["errcode"]=>\n  int(20429)\n  ["errmsg"]=>\n  string(9) "Slow down"\n}',
            [("db", "20429")],
            id="a number as PHP dumps it",
        ),
        pytest.param(
            'Status{Message: "Access to table \\"t\\" was denied for you.", Reason: "AccessDenied"}',
            [("db", "ACCESS_DENIED")],
            id="quotes inside a value of a struct as Go prints it",
        ),
        pytest.param("(#4) sorry, too many clients are here", [("db", "DB-13")], id="a number in brackets as a head"),
        pytest.param(
            '{"errorType": "REQUEST_ERROR", "message": "sorry, too many clients are here"}',
            [("db", "DB-13")],
            id="a sort of error that another service has in other letter case",
        ),
        pytest.param(
            '{"errorType": "request_error", "message": "sorry, too many clients are here"}',
            [("pay", "request_error")],
            id="the same as its service writes it",
        ),
        pytest.param(
            "acme.errors.NotLeaderError: Wait for the next one (caused by Vote)", [], id="two of the words of a code"
        ),
        pytest.param(
            "acme.errors.AccessDeniedError: Access to table t was denied for you. (caused by Read)",
            [("db", "ACCESS_DENIED")],
            id="a class of two words with the code's message",
        ),
        pytest.param("acme.errors.AccessDeniedError: not today", [], id="a class of two words without it"),
        pytest.param(
            "it ended: error 1049.", [("panes", "P_NOT_ACTIVE")], id="a number called an error as one writes it"
        ),
        pytest.param("ERROR 1049: Unknown database 'a'", [("db", "1049")], id="the same before another's message"),
        pytest.param("ERROR 1049 (42000): Unknown base", [("", "1049")], id="the same before a state of databases"),
        pytest.param("rowdb: error 3301: no", [("rowdb", "3301")], id="the same where the text names another service"),
        pytest.param(
            "{ errno: 3301, message: 'the row is not unique (while writing)' }",
            [("rowdb", "3301")],
            id="a number of two services beside what one of them means by it",
        ),
        pytest.param("{ errno: 3301, message: 'no' }", [("", "3301")], id="the same beside other words"),
        pytest.param("RowServerError: E11000 same key", [("rowdb", "11000")], id="a class called like the service"),
        pytest.param("NoServerError: E11000 same key", [("", "11000")], id="a class called otherwise"),
        pytest.param(
            "{'ok': 0, 'errmsg': 'it is not yours', 'code': 77, 'codeName': 'Unauthorized'} | list(",
            [("rowdb", "77")],
            id="a short number and the name of the same error, beside another message",
        ),
        pytest.param(
            "{'ok': 0, 'errmsg': 'it is not yours', 'codeName': 'Unauthorized'} | list(",
            [("rowdb", "77")],
            id="that name alone, called a code's",
        ),
        pytest.param(
            "{'ok': 0, 'errmsg': 'it is not yours', 'reason': 'Unauthorized'} | list(", [], id="that name alone"
        ),
        pytest.param("no state: (NotUnique) it is twice", [("rowdb", "3301")], id="a code in brackets behind a colon"),
        pytest.param("no state: (Nothing) it is twice", [], id="a word in brackets behind a colon"),
        pytest.param("Code: 241. Store::Exception: full", [("rowdb", "241")], id="a number that is no status"),
        pytest.param('{"code": 241, "message": "full"}', [("rowdb", "241")], id="the same in JSON"),
        pytest.param(
            "for a:1 not found: tag unknown: tag unknown", [("images", "TAG_UNKNOWN")], id="a code in words in a line"
        ),
        pytest.param("Have you seen the tag unknown: so it is", [], id="the same words in a sentence"),
        pytest.param("it failed (errno: Unauthorized use)", [], id="words in a field that holds a number"),
    ],
)
def test_error_is_the_one_that_is_meant(text: str, result: list[tuple[str, str]]) -> None:
    assert owners(text) == result


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The size is over the limit. Current: 8, new limit: 12. Ask for more of it.", "12"),
        ("The size is over the limit. Current: 8, new limit: 1.5 GB. Ask for more", "1.5 GB. Ask for more"),
        ("The size is over the limit. Current: 8, new limit: 12.", "12"),
    ],
)
def test_value_of_one_word_ends_with_its_sentence(text: str, value: str) -> None:
    assert diagnose(text, INDEX).findings[0].matches[0].parameters[-1].values == (value,)


def test_value_leaves_the_quote_that_closes_its_line_and_keeps_its_own() -> None:
    def value(text: str) -> str:
        return diagnose(text, INDEX).findings[0].matches[0].parameters[-1].values[0]

    assert value("""log="Could not pull blob 'a': it is away\"""") == "it is away"
    assert value("Could not pull blob 'a': it is not \"there\"") == 'it is not "there"'
    assert value("8=FIX.4.4|45=12|58=Could not pull blob a: it is away|10=123|") == "it is away"
    assert value("Could not pull blob a: a pipe | 10 = ten") == "a pipe | 10 = ten"
    assert value("the log says `Could not pull blob a: it is away`") == "it is away"


def test_value_keeps_what_an_rpc_library_says() -> None:
    text = "Could not pull blob a: rpc error: code = Unknown desc = it is away"
    assert diagnose(text, INDEX).findings[0].matches[0].parameters[-1].values == (
        "rpc error: code = Unknown desc = it is away",
    )


def test_lines_of_a_dump_are_not_joined() -> None:
    text = (
        "{ Error: Could not pull blob a/b/c/d/e/f: it: { : 1 }\n    at Function.create (/x/error.js:43:12)\n  code: 1 }"
    )
    assert diagnose(text, INDEX).findings[0].matches[0].parameters[-1].values == ("it: { : 1 }",)


def test_margin_of_git_is_taken_off_a_wrapped_message() -> None:
    index = CatalogIndex(
        [ServiceCatalog(Service("git"), errors("git", ("G-1", None, "Updates were rejected because it is behind.")))]
    )
    text = "error: failed to push\nhint: Updates were rejected because it\nhint: is behind. Integrate the changes"
    assert diagnose(text, index).findings[0].matches[0].code == "G-1"


@pytest.mark.parametrize(
    "text",
    [
        "from rest_framework.exceptions import BlobNotFound",
        "    except BlobNotFound as problem:",
        "  raise BlobNotFound(",
        "class BlobNotFound(Exception):",
        "    def read(self, typ: type[BlobNotFound]) -> None:",
        "#define E_DENIED 5",
        "// BlobNotFound where there is none",
        "if (err.code !== 'BlobNotFound') return",
        "const CODES = ['BlobNotFound', 'invalid_client']",
        "INSERT INTO codes VALUES ('LOGIN7000', 'a secret')",
        "How to handle BlobNotFound in a program",
        "see the docs for BlobNotFound handling",
        "the call returns BlobNotFound for a name that is gone",
        '["BlobNotFound", "invalid_client"]',
        "def e_denied(request):",
        "from blobs import (\n    BlobNotFound,\n)",
        "NAMES = [\n    'BlobNotFound',\n]",
    ],
)
def test_program_or_sentence_that_names_an_error_shows_none(text: str) -> None:
    assert owners(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Service returned 'BlobNotFound'.",
        "failed with BlobNotFound while reading",
        "raise BlobNotFound: The specified blob does not exist.",
        "got BlobNotFound",
        "    throw new Error(x) // BlobNotFound: The specified blob does not exist.",
        '{"errors": ["BlobNotFound"]}',
    ],
)
def test_error_that_happened_is_known_by_its_name(text: str) -> None:
    assert owners(text) == [("blobs", "BlobNotFound")]


@pytest.mark.parametrize(
    "text",
    [
        "the reader is jammed, request_id=8c11",
        "the reader is jammed (Request ID: 8c11-22)",
        "ZZ-77: the reader is jammed; correlation-id: 8c11-2244.",
        "10:00:00 ERROR app - the reader is jammed, request_id=8c11\n10:00:01 INFO app - done",
    ],
)
def test_request_id_is_no_part_of_an_unknown_message(text: str) -> None:
    read = diagnose(text, INDEX).findings[0].read
    assert (read.message or "").endswith("the reader is jammed")
    assert (read.request_id or "").startswith("8c11")


def test_message_keeps_an_id_that_its_sentence_goes_on_behind() -> None:
    read = diagnose("the reader of request_id=8c11 is jammed", INDEX).findings[0].read
    assert read.message == "the reader of request_id=8c11 is jammed"


def test_first_of_a_list_of_messages_is_that_of_the_code_beside_it() -> None:
    (finding,) = diagnose('{"error_code": "1049", "error_messages": ["Unknown database \'a\'"]}', INDEX).findings
    assert (finding.matches[0].service, finding.matches[0].parameters[0].values) == ("db", ("a",))


SWITCH = ServiceCatalog(
    Service("switch"),
    errors(
        "switch",
        ("SW-1", None, "RELAY: lines are set to type {number}"),
        ("SW-2", None, "call ended for user root"),
        ("SW-3", None, "Cannot reach the exchange {name} of user {user}"),
    ),
)
PHONES = ServiceCatalog(
    Service("phones", marks=Marks(names=("Phone Works",))),
    errors(
        "phones",
        ("PH-1", None, "lines are set to type {number}"),
        ("PH-2", None, "call ended for user {name}"),
        ("PH-3", None, "exchange {name} of user {user}"),
    ),
)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param(
            "Nov 9 12:10:43 host RELAY: lines are set to type 1", ["SW-1", "PH-1"], id="with its program's name or not"
        ),
        pytest.param("Nov 9 12:10:43 host other: lines are set to type 1", ["PH-1"], id="another program's name"),
        pytest.param("call ended for user root", ["SW-2", "PH-2"], id="the value of one is a word of the other"),
        pytest.param("call ended for user bob", ["PH-2"], id="another value"),
        pytest.param("Cannot reach the exchange a of user bob", ["SW-3"], id="a part of a message"),
        pytest.param("Phone Works: RELAY: lines are set to type 1", ["PH-1"], id="the text names one of the services"),
    ],
)
def test_one_message_that_two_services_document_is_ambiguous(text: str, result: list[str]) -> None:
    finding = diagnose(text, CatalogIndex([SWITCH, PHONES])).findings[0]
    assert sorted(each.code for each in finding.matches) == sorted(result)
    assert finding.outcome == ("known" if len(result) == 1 else "ambiguous")
    assert (finding.matches[0].confidence >= 0.9) == (len(result) == 1)


def test_one_service_with_both_messages_means_the_longer() -> None:
    both = ServiceCatalog(
        Service("switch"), (*SWITCH.errors, *errors("switch", ("PH-1", None, "lines are set to {n}")))
    )
    finding = diagnose("RELAY: lines are set to type 1", CatalogIndex([both])).findings[0]
    assert (finding.outcome, finding.matches[0].code) == ("known", "SW-1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ ok: 0, code: 18, codeName: 'LoginFailed' }", "LoginFailed"),
        ("error code 1045, SQLSTATE=28000", "1045"),
        ("err { type: 'request_error', code: 'too_long' }", "too_long"),
        ("gateway { code: 'GW-100', message: 'backend said A-200' }", "A-200"),
    ],
    ids=["two names", "state of many databases", "sort beside its code", "gateway around it"],
)
def test_two_codes_of_one_error_are_one_finding(text: str, code: str) -> None:
    rows = [(each, None, "") for each in ("1045", "28000", "too_long", "request_error", "A-200")]
    login = KnownError("store", "LoginFailed", errors("store", ("x", None, "It is locked"))[0].cases, ("18",))
    index = CatalogIndex(
        [
            ServiceCatalog(Service("store"), (login, *errors("store", *rows))),
            ServiceCatalog(Service("other"), errors("other", ("18", None, "Eighteen is gone"))),
        ]
    )
    assert [[match.code for match in each.matches] for each in diagnose(text, index).findings] == [[code]]


SYSTEM = ServiceCatalog(
    Service("system"),
    (KnownError("system", "KEY_HAS_CHILDREN", errors("system", ("x", None, "It has keys"))[0].cases, ("error 1020",)),),
)
EDGE = ServiceCatalog(
    Service("edge", "Edgecloud", marks=Marks(names=("Edgecloud",))),
    errors("edge", *((code, None, "") for code in ("1020", "522", "503"))),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("Error 1020", "KEY_HAS_CHILDREN", id="name of the code as it is written"),
        pytest.param("Edgecloud: Error 1020 Ray ID: 6b993ced1a28", "1020", id="text names the service of the number"),
        pytest.param("Edgecloud: Error 1020: It has keys", "KEY_HAS_CHILDREN", id="message beside it"),
    ],
)
def test_number_called_an_error_is_that_of_the_service_that_is_named(text: str, code: str) -> None:
    finding = diagnose(text, CatalogIndex([SYSTEM, EDGE])).findings[0]
    assert (finding.outcome, finding.matches[0].code) == ("known", code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Edgecloud: Error code 522", "522"),
        ("Edgecloud: Error code 503", None),
        ("Edgecloud: it took 522 steps, and issue: 1020 is open", None),
        ("HTTP/1.1 522", None),
    ],
    ids=["a status of its own", "a status of everybody", "other numbers", "nothing calls it an error"],
)
def test_status_that_one_vendor_has_made_up_is_its_code(text: str, code: str | None) -> None:
    finding = diagnose(text, CatalogIndex([EDGE])).findings[0]
    assert (finding.matches[0].code if finding.outcome == "known" else None) == code


STATUSES = ServiceCatalog(Service("statuses"), errors("statuses", ("403", 403, "Forbidden"), ("409", 409, "Conflict")))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("acme.Forbidden: 403 Forbidden (error code: 20429): Slow", [("db", 403)], id="in its line"),
        pytest.param(
            "AcmeError: 409 Conflict\n\n<Error>\n\n<Code>BlobNotFound</Code>\n\n</Error>",
            [("blobs", 409)],
            id="above its body",
        ),
        pytest.param("AcmeError: 403 Forbidden", [("statuses", 403)], id="alone"),
        pytest.param(
            "2026-03-02 10:00:00 ERROR a: 403 Forbidden\n2026-03-02 10:00:01 ERROR b: BlobNotFound",
            [("statuses", 403), ("blobs", None)],
            id="on a log's line of its own",
        ),
    ],
)
def test_status_of_an_error_is_no_error_of_its_own(text: str, result: list[tuple[str, int | None]]) -> None:
    findings = diagnose(text, CatalogIndex([*CATALOGS, STATUSES])).findings
    assert [(each.matches[0].service, each.read.http_status) for each in findings if each.matches] == result


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{"error_code": 409, "description": "Conflict: PEER_IS_GONE"}', ["PEER_IS_GONE"]),
        ('{"error_code": 409, "description": "Conflict: the chat is gone"}', ["409"]),
        ('{"error_code": 409, "description": "Conflict"}', ["409"]),
        ('{"name": "X_1", "details": [{"issue": "PEER_IS_GONE", "description": "It is not there"}]}', ["PEER_IS_GONE"]),
        ('{"issue": 1020, "title": "It is slow"}', []),
        ('{"issue": "PROJ-12", "title": "It is slow"}', []),
    ],
    ids=["behind its status", "status with other words", "status alone", "as an issue", "number", "of a tracker"],
)
def test_code_that_stands_in_a_field_of_another_is_found(text: str, codes: list[str]) -> None:
    bot = ServiceCatalog(Service("bot"), errors("bot", ("PEER_IS_GONE", 409, "")))
    findings = diagnose(text, CatalogIndex([STATUSES, EDGE, bot])).findings
    assert [each.matches[0].code for each in findings if each.outcome == "known"] == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("an RPC error: WAIT_FOR_28 (WAIT_FOR_28)", "WAIT_FOR_X"),
        ('{"error_code": "WAIT_FOR_28"}', "WAIT_FOR_X"),
        ("SignInException ([kettle_auth/wrong-water] The water is wrong", "auth/wrong-water"),
        ("set WAIT_FOR_28 = 4", None),
        ("open kettle_auth/wrong-water", None),
    ],
    ids=["number at its end", "number in a field", "plugin before it", "a setting", "a path"],
)
def test_code_is_found_as_programs_extend_it(text: str, code: str | None) -> None:
    own = ServiceCatalog(Service("own"), errors("own", ("WAIT_FOR_X", None, ""), ("auth/wrong-water", None, "")))
    finding = diagnose(text, CatalogIndex([own])).findings[0]
    assert (finding.matches[0].code if finding.outcome == "known" else None) == code


SIGNED = ServiceCatalog(Service("signed"), errors("signed", ("-1021", None, ""), ("-7", None, "Too far away")))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param('{"code": -1021, "msg": "It is outside of the window."}', ["-1021"], id="in JSON"),
        pytest.param('{"code": -1021}', ["-1021"], id="alone"),
        pytest.param('{"code": "-1021", "msg": "It is outside of the window."}', ["-1021"], id="as a string"),
        pytest.param('{"code": -9999, "msg": "sorry, too many clients are here"}', ["DB-13"], id="in no catalog"),
        pytest.param('{"code": -7, "msg": "It is gone"}', [], id="a small one beside other words"),
        pytest.param('{"code": -7, "msg": "Too far away"}', ["-7"], id="a small one beside its own"),
    ],
)
def test_negative_number_is_a_code_where_a_catalog_has_it(text: str, result: list[str]) -> None:
    findings = diagnose(text, CatalogIndex([*CATALOGS, SIGNED])).findings
    assert [each.matches[0].code for each in findings if each.matches] == result


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("edge server: websocket: close 1020: it is over", True),
        ("edge server: the socket was closed with code 1020.", True),
        ("edge server: we are close to 1020: go on", False),
        ("edge server: 1020 closed", False),
    ],
)
def test_number_that_a_socket_is_closed_with_is_a_code(text: str, is_known: bool) -> None:
    assert (diagnose(text, CatalogIndex([EDGE])).outcome == "known") == is_known


def test_message_is_read_over_the_lines_that_flutter_prints() -> None:
    text = "I/flutter ( 4343): sorry, too many clients\nI/flutter ( 4343): are here"
    assert owners(text) == [("db", "DB-13")]


def test_message_that_is_read_as_a_field_and_as_a_line_is_one() -> None:
    text = 'Os { kind: Away, message: "The specified link is in no list of the whole of the kernel" }'
    (finding,) = diagnose(text, INDEX).findings
    assert [(each.code, each.confidence) for each in finding.matches] == [("ELIST", 0.93)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HTTP 429 Too Many Requests", "429"),
        ("<title>429 Too Many Requests</title>", "429"),
        ("GET https://a.example/x 429 (Too Many Requests)", "429"),
        ("it failed with status code 429", None),
        ("Too Many Requests", None),
        ("If the server responds with 429 Too Many Requests, wait.", None),
        ("We return 429 Too Many Requests when there are more than ten.", None),
        ("<title>429 Too Many Requests</title>" + " " * 300 + "\n" * 180, "429"),
        ("HTTP 429 Too Many Requests" + "\nand so on" * 50, None),
        ('{"code": "NOBODYS_1", "status": 429, "message": "Too Many Requests"}', None),
    ],
)
def test_status_in_its_standard_words_is_what_a_catalog_of_statuses_has(text: str, code: str | None) -> None:
    statuses = ServiceCatalog(Service("web"), errors("web", ("429", 429, "Too Many Requests")))
    (finding,) = diagnose(text, CatalogIndex([*CATALOGS, statuses])).findings
    assert (finding.matches[0].code if finding.outcome == "known" else None) == code


def test_words_of_every_day_are_a_systems_behind_a_call_that_it_knows() -> None:
    system = ServiceCatalog(
        Service("system", marks=Marks(names=("perror",))), errors("system", ("ENO", None, "Operation not permitted"))
    )
    index = CatalogIndex([*CATALOGS, system])
    assert diagnose("sudo: kill(8, TERM): Operation not permitted", index).findings[0].matches[0].code == "ENO"
    assert diagnose("sudo: skill(8, TERM): Operation not permitted", index).outcome == "unknown"
