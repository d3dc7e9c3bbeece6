"""Errors of languages, libraries and tools, whose codes any program may use: whose they are."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.guidance import Finding
from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog


def _catalog(slug: str, marks: Marks, *errors: KnownError) -> ServiceCatalog:
    return ServiceCatalog(Service(slug, marks=marks), errors)


def _error(slug: str, code: str, *aliases: str, message: str = "", http_status: int | None = None) -> KnownError:
    return KnownError(slug, code, (ErrorCase(message, http_status),), aliases)


INDEX = CatalogIndex(
    [
        _catalog("python", Marks(names=("Python", "py")), _error("python", "KeyError")),
        _catalog("database", Marks(packages=("pg",)), _error("database", "53100", "disk_full", "DiskFull")),
        _catalog("config", Marks(names=("Config",)), _error("config", "NoSuchBucketException")),
        _catalog(
            "store",
            Marks(names=("Store",), fields=("StoreId",)),
            _error("store", "NoSuchBucket"),
            _error("store", "ExpiredToken"),
            _error("store", "20003"),
            _error("store", "4003"),
            _error("store", "404"),
        ),
        _catalog("other-database", Marks(), _error("other-database", "1041", message="Out of memory; {advice}")),
        _catalog("calls", Marks(names=("gRPC",)), _error("calls", "UNAUTHENTICATED", "Unauthenticated", "grpc 16")),
        _catalog(
            "files", Marks(), _error("files", "ECONNREFUSED", "Errno 111", "error 111", message="Connection refused")
        ),
        _catalog("fetcher", Marks(names=("fetcher",)), _error("fetcher", "HTTP_RETURNED_ERROR", "curl error 22")),
        _catalog(
            "systems",
            Marks(),
            _error("systems", "E_FAIL", "0x80004005"),
            _error("systems", "I24", "error 19"),
            _error("systems", "I10", "error 10"),
            _error("systems", "I22", "error 22"),
            _error("systems", "N206", "error 404", message="The name is too long"),
        ),
        _catalog("installer", Marks(), _error("installer", "INSTALL_FAILURE", "error 1603")),
        _catalog("statuses", Marks(), _error("statuses", "404", message="Not Found", http_status=404)),
        _catalog(
            "pods",
            Marks(names=("Pods",)),
            _error("pods", "BackOff"),
            _error("pods", "ImagePullBackOff"),
            _error("pods", "FailedMount"),
        ),
        _catalog(
            "rows",
            Marks(),
            _error("rows", "SQL0206N"),
            _error("rows", "GONEAWAY"),
            _error("rows", "GONEX"),
            _error("rows", "GONEXY"),
            _error("rows", "-1"),
            _error("rows", "49", message="Bad credentials"),
            _error("rows", "ConditionFailed"),
            _error("rows", "row-gone"),
        ),
        _catalog("mail", Marks(), _error("mail", "5.1.1")),
    ]
)


def first(text: str) -> Finding:
    return diagnose(text, INDEX).findings[0]


def codes_of(text: str) -> list[str]:
    return [each.matches[0].code for each in diagnose(text, INDEX).findings if each.outcome == "known"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('  File "shop\\cart.pyx", line 574, in total\nKeyError: the cart has no such thing', ["KeyError"]),
        ("E       KeyError: the cart has no such thing\n\ncart.py:9: KeyError", ["KeyError"]),
        ("KeyError: the cart has no such thing", []),
        ("failed (PG::DiskFull: ERROR:  could not extend file: wrote only 4096 of 8192 bytes", ["53100"]),
        ("failed (DiskFull: could not extend file)", []),
        ("pg.errors.DiskFull: no block is left", ["53100"]),
        ("pg.exceptions.DiskFullError: no block is left", ["53100"]),
        ("x.OperationalError: (pg.errors.DiskFull) no block is left", ["53100"]),
        ("<class 'pg.errors.DiskFull'>: no block is left", ["53100"]),
        ("other.errors.DiskFull: no block is left", []),
        ("other.exceptions.DiskFullError: no block is left", []),
        ("x.OperationalError: (other.errors.DiskFull) no block is left", []),
        ("    except pg.errors.DiskFull: pass", []),
        ("x.StoreApiException: HTTP ERROR 401: 20003: Go away", ["20003"]),
        ("x.StoreApiException: 20003: Go away", ["20003"]),
        ("x.OtherApiException: 20003: Go away", []),
        ("x.StoreApiException: 4003: Go away", ["4003"]),
        ("x.StoreApiException: 404: Go away", []),
        ("SQLSTATE[53100]: Disk full: 1041 Out of memory; restart it", ["1041"]),
        ("SQLSTATE[53100]: Disk full: 1041 No block is left", ["53100"]),
        ("SQLSTATE[53100]: Disk full: 7 ERROR:  no block is left", ["53100"]),
        ("[2231] app@bank,app=psql [53100] ERROR:  no block is left", ["53100"]),
        ("[53100] ERROR:  no block is left", []),
        ("SQL Error: 1048, SQLState: 53100", []),
        ("DB2 SQL Error: SQLCODE=-206, SQLSTATE=53100", ["SQL0206N"]),
        ("DB2 SQL Error: SQLCODE=-207, SQLSTATE=53100", []),
        ("(reply-code=404, reply-text=NOT_FOUND - no such queue)", ["404"]),
        ("GONEAWAY Things have changed", ["GONEAWAY"]),
        ("it says GONEAWAY in a sentence", []),
        ("GONEXY Things have changed", ["GONEXY"]),
        ("GONEX Things have changed", []),
        ("550 5.1.1 no such user", ["5.1.1"]),
        ("no such user (#5.1.1)", ["5.1.1"]),
        ("Search Engine 5.1.1 is out", []),
        (
            "  Warning  FailedMount  8s  kubelet  SetUp failed: write a.crt: The name is too long",
            ["FailedMount", "N206"],
        ),
        ("gone: error 10 at 2 depth lookup:it ran out", []),
        ('pods is forbidden (groups=["all"]): NoSuchBucket: gone', ["NoSuchBucket"]),
        ("sum by (reason) of failed{reason:failedmount} is 3", []),
        ("- [x] `404` = `NoSuchBucket`: it is gone", []),
        ("connect(): it failed! (-1)", []),
        ("bind failed (49: Bad credentials [80090308: gone])", ["49"]),
        ("bind failed (48: Bad credentials [80090308: gone])", []),
        ("error: RPC failed; curl 22 transfer closed", ["HTTP_RETURNED_ERROR"]),
        ('a.rpm: [Errno 111] PYCURL ERROR 22 - "it is gone"', ["HTTP_RETURNED_ERROR"]),
        ("rpc error: code = 16 desc = it ran out", ["UNAUTHENTICATED"]),
        ("see the reasons [ConditionFailed, None]", []),
        ("the server response was: 5.1.1 no such user", ["5.1.1"]),
        ("    # pg.errors.DiskFull: no block is left", ["53100"]),
        ("    # pg.errors.DiskFull is raised then", []),
        ("    if full:  # DiskFull: no", []),
        ("disable_error_code = some-thing, row-gone", []),
        ("the code is row-gone", ["row-gone"]),
        ("Failed to perform, ErrCode: 22, Reason: 'it is gone'", ["HTTP_RETURNED_ERROR"]),
        ("### Error 10: the first of all", []),
        ("it says\nError 10: the first of all", ["I10"]),
        ("Estado SQL: 53100.", ["53100"]),
        ("    } on NoSuchBucket {", []),
        ("std::system_error (error system:111, listen: Connection refused)", ["ECONNREFUSED"]),
        ("std::system_error (error system:111, listen: it is odd)", []),
        ('the request returned error 404: {"ok": false}', []),
        ("it returned error 404: The name is too long", ["N206"]),
        ("x.model.NoSuchBucketException: It is gone (Service: Store, Status Code: 404)", ["NoSuchBucket"]),
        ("x.model.NoSuchBucketException: It is gone (Service: Config, Status Code: 404)", ["NoSuchBucketException"]),
        (
            'Unhandled exception. x.RpcException: Status(StatusCode="Unauthenticated", Detail="ran out")',
            ["UNAUTHENTICATED"],
        ),
        ("*1 connect() failed (111: Connection refused) while connecting to upstream", ["ECONNREFUSED"]),
        ("*1 connect() failed (111: Gone) while connecting to upstream", []),
        ("error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413", ["HTTP_RETURNED_ERROR"]),
        ("SQL Error: 19, SQLState: 23502", []),
        ("Npgsql.PostgresException (0x80004005): 53100: could not extend file", ["53100"]),
        ("System.Exception (0x80004005): it failed", ["E_FAIL"]),
        ("MSI (c): Installation success or error status: 1603.", ["INSTALL_FAILURE"]),
        ("MSI (c): Installation success or error status: 0.", []),
        ("app@bank 53100 ERROR:  could not extend file", ["53100"]),
        ("* store.cart: Error creating it: NoSuchBucket: the bucket is gone", ["NoSuchBucket"]),
        ("RequestID: MI0YHZ0NARTBNLZG, HostID: 9ZPHCkTgQv3swX, NoSuchBucket: ", ["NoSuchBucket"]),
        (
            "  Normal   BackOff  8s  it waits\n  Warning  Failed   8s  Error: ImagePullBackOff",
            ["ImagePullBackOff"],
        ),
    ],
)
def test_code_is_its_owners_where_the_text_says_so(text: str, codes: list[str]) -> None:
    assert codes_of(text) == codes


def test_field_of_its_own_and_no_words_of_a_code_tell_whose_it_is() -> None:
    described = KnownError("gate", "AccessDenied", (ErrorCase("", 403, "Access denied."),))
    own = KnownError("store", "AccessDenied", (ErrorCase("", 403, "You may not."),))
    index = CatalogIndex(
        [
            ServiceCatalog(Service("gate", marks=Marks(names=("Gate",))), (described,)),
            ServiceCatalog(Service("store", marks=Marks(fields=("StoreId",))), (own,)),
        ]
    )
    body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message>{}</Error>"
    assert diagnose(body.format(""), index).findings[0].outcome == "ambiguous"
    finding = diagnose(body.format("<StoreId>9ZPH</StoreId>"), index).findings[0]
    assert (finding.outcome, finding.matches[0].service) == ("known", "store")


def test_bracket_that_repeats_the_code_behind_a_message_is_no_value_of_it() -> None:
    index = CatalogIndex(
        [_catalog("rows", Marks(), _error("rows", "ROW_TWICE", message="Constraint failed: {column}"))]
    )
    finding = diagnose("x.RowException: Constraint failed: a.b (Rows code 2067 ROW_TWICE)", index).findings[0]
    assert finding.matches[0].parameters[0].values == ("a.b",)


def test_status_read_from_a_code_says_nothing_about_whose_it_is() -> None:
    errors = (
        KnownError("pods", "Unauthorized", (ErrorCase("", 401),)),
        KnownError("store", "Unauthorized", (ErrorCase(""),)),
    )
    index = CatalogIndex([ServiceCatalog(Service(error.service), (error,)) for error in errors])
    for text in (
        '{"errmsg": "log in first", "codeName": "Unauthorized"}',
        "{\n  code: 13,\n  codeName: 'Unauthorized'\n}",
    ):
        assert diagnose(text, index).findings[0].outcome == "ambiguous"


@pytest.mark.parametrize(
    ("text", "request_id"),
    [
        (
            '{"reqId": "req-1f", "err": {"name": "NoSuchBucket", "message": "It is gone", '
            '"$metadata": {"requestId": "299e2a64-05fb-4adf-a4b4-aca86a8d9c97"}}}',
            "299e2a64-05fb-4adf-a4b4-aca86a8d9c97",
        ),
        (
            '{"requestId": "req-00001f", "err": {"name": "NoSuchBucket", "message": "It is gone", '
            '"calls": [{"requestId": "299e2a64-05fb"}, {"requestId": "77aa2a64-05fb"}]}}',
            "req-00001f",
        ),
        (
            'Metadata { code: Some("NoSuchBucket"), extras: Some({"aws_request_id": "4F0DGGC6QPZQ05S7LEIO49ER"}) }',
            "4F0DGGC6QPZQ05S7LEIO49ER",
        ),
        (
            '<pre class="r">&lt;Error&gt;&lt;Code&gt;NoSuchBucket&lt;/Code&gt;&lt;/Error&gt;\n'
            "&lt;RequestId&gt;438e2c78-e4a8-4b7a&lt;/RequestId&gt;</pre>",
            "438e2c78-e4a8-4b7a",
        ),
    ],
)
def test_request_id_is_that_of_the_failed_call(text: str, request_id: str) -> None:
    assert (first(text).matches[0].code, first(text).read.request_id) == ("NoSuchBucket", request_id)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ERROR 32 (0x00000020) Copying File C:\\a\nIt is used", ["SHARING"]),
        ("0: transport error\n32: Connection refused", []),
        ('{"err": {"type": "Error", "message": "16 UNAUTHENTICATED: it ran out", "code": 16}}', ["UNAUTHENTICATED"]),
        ('{"terminated": {"reason": "Error", "exitCode": 1}}', ["Error"]),
    ],
)
def test_name_or_number_of_anybody_is_nobodys(text: str, codes: list[str]) -> None:
    index = CatalogIndex(
        [
            _catalog("systems", Marks(), _error("systems", "SHARING", "0x80070020")),
            _catalog("others", Marks(), _error("others", "OTHER", "error 32")),
            _catalog("pods", Marks(), _error("pods", "Error")),
            _catalog("calls", Marks(), _error("calls", "UNAUTHENTICATED")),
        ]
    )
    findings = diagnose(text, index).findings
    assert [each.matches[0].code for each in findings if each.outcome == "known"] == codes


@pytest.mark.parametrize("sort", ["Error", "error", "Exception", "exception"])
def test_sort_of_any_error_is_no_code(sort: str) -> None:
    index = CatalogIndex([_catalog("pods", Marks(), _error("pods", sort))])
    assert diagnose(json.dumps({"type": sort, "message": "it failed"}), index).findings[0].outcome == "unknown"
    assert diagnose(json.dumps({"errorCode": sort, "message": "it failed"}), index).findings[0].outcome == "known"


@pytest.mark.parametrize(("number", "codes"), [("0x0000FFFF", ["LAST"]), ("0x00010000", [])])
def test_number_of_win32_is_its_hresult(number: str, codes: list[str]) -> None:
    index = CatalogIndex([_catalog("systems", Marks(), _error("systems", "LAST", "0x8007FFFF", "0x80080000"))])
    findings = diagnose(f"errorCode={number} it failed", index).findings
    assert [each.matches[0].code for each in findings if each.outcome == "known"] == codes


def test_list_of_signs_is_no_message() -> None:
    finding = first('assert total(["3", 4]) == 7\ncart.py:9: KeyError: unsupported')
    assert (finding.matches[0].code, finding.read.message) == ("KeyError", "unsupported")


def test_catalog_of_statuses_suggests_the_status_that_is_all_a_text_says() -> None:
    finding = first('< HTTP/2 404\n< server: acme\n{"message": "no such widget"}')
    assert (finding.outcome, [each.code for each in finding.suggestions]) == ("unknown", ["404"])
    services = [_catalog(name, Marks(), _error(name, "404", http_status=404)) for name in "abcd"]
    assert len(diagnose("< HTTP/2 404\n< server: acme", CatalogIndex(services)).findings[0].suggestions) == 3
    assert first('< HTTP/2 409\n{"message": "no such widget"}').suggestions == ()


def test_process_number_behind_a_level_is_no_code() -> None:
    text = (
        "10:00:01 WARN 19 --- [main] a.B : SQL Error: 0, SQLState: 53100\n10:00:01 ERROR 19 --- [main] a.B : it is full"
    )
    assert codes_of(text) == ["53100"]
