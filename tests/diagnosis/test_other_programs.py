"""How programs of many kinds set out a code, a status, a request id: variants of what the corpus has one of."""

from __future__ import annotations

import json

import pytest

from tests.diagnosis.conftest import AskOne

SAID = "Subnet not found: [sub-1]"


@pytest.mark.parametrize(
    "text",
    [
        f"`Metal.0230: {SAID}` (request id `5f0c3b1e9ad2`)",
        f"Metal.0230: {SAID}\n**Request ID:** `5f0c3b1e9ad2`",
        f"Metal.0230 ({SAID}), Anfrage-ID 5f0c3b1e9ad2.",
        f"Metal.0230 : « {SAID} » (ID de requête : 5f0c3b1e9ad2)",
        f"Metal.0230：{SAID}，请求ID为5f0c3b1e9ad2，谢谢",
        f"|Error code|Metal.0230|\n|Message|{SAID}|\n|Request ID|5f0c3b1e9ad2|",
        f"<p><b>Metal.0230</b>: {SAID}<br>Request&nbsp;ID: <code>5f0c3b1e9ad2</code></p>",
        f"requestId,code,message\n5f0c3b1e9ad2,Metal.0230,{SAID}",
        f'"requestId";"code";"message"\n"5f0c3b1e9ad2";"Metal.0230";"{SAID}"',
    ],
)
def test_values_end_at_markup(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.matches[0].code == "Metal.0230"
    assert finding.matches[0].parameters[0].values == ("sub-1",)
    assert finding.read.request_id == "5f0c3b1e9ad2"


@pytest.mark.parametrize(
    "text",
    [
        f"expected response to have status code 201 but got 404\nMetal.0230: {SAID}",
        f"Uncaught ApiException: [404] Metal.0230: {SAID}",
        f"Metal.0230: {SAID}\nbreadcrumbs: http POST https://api.example.com/v1 [404]",
        f"Metal.0230: {SAID} (statut 404)",
        f"label,responseCode,failureMessage\ncreate,404,Metal.0230: {SAID}",
        f"HTTP/1.1 100 Continue\n\nHTTP/1.1 404 Not Found\n* Received 97 B chunk\n\nMetal.0230: {SAID}",
    ],
)
def test_it_reads_the_status(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert (finding.matches[0].code, finding.read.http_status) == ("Metal.0230", 404)


@pytest.mark.parametrize("text", ["a[404] = 1", "seen [404] times", "page [500]", "a,b,c\n1,404,2"])
def test_a_number_that_nothing_calls_so_is_no_status(ask_one: AskOne, text: str) -> None:
    assert ask_one(text).read.http_status is None


def test_the_answers_request_id_goes_before_that_of_the_request(ask_one: AskOne) -> None:
    read = ask_one(
        "> POST /v1 HTTP/1.1\n> X-Request-Id: mine-4711\n\n< HTTP/1.1 404 Not Found\n< X-Request-Id: theirs-4711\n\n"
        '* Received 97 B chunk\n{"error_code": "Metal.0230", "error_msg": "Subnet not found: [a]"}'
    ).read
    assert (read.http_status, read.request_id) == (404, "theirs-4711")


@pytest.mark.parametrize(
    "text",
    [
        "Metal::ApiError (Metal.0001: A request parameter contains invalid or unsupported value: f(x)):",
        "der Fehler Metal.0001\n(A request parameter contains invalid or unsupported value: f(x)), seit heute",
        "报错Metal.0001（A request parameter contains invalid or unsupported value: f(x)），请处理",
        "Metal.0001 « A request parameter contains invalid or unsupported value: f(x) » depuis hier",
        "Metal.0001: A request parameter contains invalid or unsupported value: f(x) in /srv/app/Client.php:212",
        "Metal.0001: A request parameter contains invalid or unsupported value: f(x) at C:\\app\\client.cs:12",
        json.dumps(
            {"exception": "[object] (E(code: 0): Metal.0001: A request parameter contains invalid or unsupported "
             "value: f(x) at /var/www/Metal.php:33)"}
        ),
    ],
)  # fmt: skip
def test_a_last_value_ends_where_its_surroundings_go_on(ask_one: AskOne, text: str) -> None:
    assert ask_one(text).matches[0].parameters[0].values == ("f(x)",)


@pytest.mark.parametrize(
    "body", ["{\\x22error_code\\x22:\\x22Metal.0204\\x22}", "{\\\\x22error_code\\\\x22:\\\\x22Metal.0204\\\\x22}"]
)
def test_it_reads_quotes_as_nginx_logs_them(ask_one: AskOne, body: str) -> None:
    assert ask_one('{"status": "400", "body": "' + body + '"}').matches[0].code == "Metal.0204"
    assert ask_one(f"upstream said {body} to us").matches[0].code == "Metal.0204"


@pytest.mark.parametrize("kind", ["about:blank", "https://tools.ietf.org/html/rfc9110#section-15.5.1"])
def test_a_problem_without_a_type_of_its_own_has_no_code(ask_one: AskOne, kind: str) -> None:
    assert ask_one(json.dumps({"type": kind, "title": "Something else", "status": 400})).read.code is None
