"""``error-portal`` as its users run it: a process of its own, asking a portal that really runs."""

from __future__ import annotations

import json
import os
import pty
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.running_portal import ROOT, RunningPortal, free_port, manage, plain_environment

CLIENT = ROOT / "client"
PROGRAM = CLIENT / "error_portal.py"
BODY = '{"error_msg": "Physical servers ID not found: [srv-1, srv-2]", "error_code": "iMetal.0100"}'


def run(url: str, *args: str | bytes, text: str | bytes = "", **variables: str) -> subprocess.CompletedProcess[str]:
    given = text.encode() if isinstance(text, str) else text
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), *args],
        input=given,
        env=plain_environment({"ERROR_PORTAL_URL": url, "PYTHONIOENCODING": "utf-8", **variables}),
        capture_output=True,
        timeout=300,
        check=False,
    )
    return subprocess.CompletedProcess(ended.args, ended.returncode, ended.stdout.decode(), ended.stderr.decode())


class Answers(BaseHTTPRequestHandler):
    """Answers each request with the next of what was prepared."""

    prepared: ClassVar[list[tuple[int, dict[str, str], bytes]]]
    seen: ClassVar[list[tuple[str, str]]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization", "")))
        status, headers, body = self.prepared.pop(0)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, type[Answers]]]:
    class Prepared(Answers):
        prepared: ClassVar = []
        seen: ClassVar = []

    server = HTTPServer(("127.0.0.1", 0), Prepared)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Prepared
    server.shutdown()
    server.server_close()
    thread.join()


def known_answer() -> tuple[int, dict[str, str], bytes]:
    return 200, {"Portal-Outcome": "known"}, b'{"outcome": "known"}'


def busy(seconds: str) -> tuple[int, dict[str, str], bytes]:
    body = json.dumps({"error_code": "Portal.0429", "error_msg": "The error portal was asked too often"})
    return 429, {"Retry-After": seconds}, body.encode()


def test_command_prints_guidance_from_a_portal(portal: RunningPortal) -> None:
    ended = run(portal.url, "explain", "imetal.0100")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["findings"][0]["matches"][0]["code"] == "iMetal.0100"
    ended = run(portal.url, "--text", "explain", "iMetal.0100", "iMetal.0005")
    assert ended.stdout.startswith("== iMetal.0100 ==\nKNOWN ERROR\n")
    assert "yes, after 60 s" in ended.stdout


def test_a_code_is_found_whatever_it_looks_like(portal: RunningPortal) -> None:
    odd = ("10", "1001", "404", "错误一", "class", "not found")
    rows = "".join(f"{code},Oddity of {code}\n" for code in odd)
    (portal.folder / "odd.csv").write_text(f"code,message\n{rows}", encoding="utf-8")
    manage(portal.folder, "import_docs", "odd.csv", "--service", "odd")
    # An import is in every answer within a second, or what a busy machine takes for one.
    end = time.monotonic() + 300
    while run(portal.url, "explain", "class").returncode and time.monotonic() < end:
        time.sleep(0.1)
    for args in (odd, [*odd, "--service", "odd"], [code.upper() for code in odd]):
        ended = run(portal.url, "explain", *args)
        answers = [json.loads(line)["findings"][0] for line in ended.stdout.splitlines()]
        assert ended.returncode == 0, ended.stdout
        best = [answer["matches"][0] for answer in answers]
        assert [(match["service"], match["code"]) for match in best] == [("odd", code) for code in odd]


def test_what_is_no_code_is_read_as_a_text(portal: RunningPortal) -> None:
    ended = run(portal.url, "explain", "HTTP 404 at iMetal.0100", "Insufficient IP addresses in subnet")
    best = [json.loads(line)["findings"][0]["matches"][0]["code"] for line in ended.stdout.splitlines()]
    assert best == ["iMetal.0100", "iMetal.0232"]
    assert run(portal.url, "explain", b"\xff iMetal.0100").returncode == 0
    ended = run(portal.url, "explain", "iMetal.01OO")
    assert ended.returncode == 4
    assert json.loads(ended.stdout)["findings"][0]["suggestions"][0]["code"] == "iMetal.0100"


def test_a_terminal_shows_the_letters_it_has_and_json_is_utf_8(portal: RunningPortal) -> None:
    ended = run(portal.url, "--text", text="没有这个", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr, "???" in ended.stdout) == (4, "", True)
    ended = run(portal.url, "--json", text="没有这个", PYTHONIOENCODING="ascii")
    assert json.loads(ended.stdout)["findings"][0]["read"]["message"] == "没有这个"


@pytest.mark.parametrize(
    ("to", "code", "message"),
    [("| true", 0, ""), (">&- <&-", 0, ""), ("> /dev/full", 1, "No space left on device")],
)
def test_a_reader_that_stops_is_no_failure_and_a_full_disk_is_told(
    portal: RunningPortal, to: str, code: int, message: str
) -> None:
    ended = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "{sys.executable}" "{PROGRAM}" explain iMetal.0100 iMetal.0005 {to}'],
        env=plain_environment({"ERROR_PORTAL_URL": portal.url}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (ended.returncode, ended.stderr.count("\n")) == (code, 1 if message else 0)
    assert message in ended.stderr


def test_the_output_of_a_program_is_piped_in(portal: RunningPortal) -> None:
    ended = run(portal.url, text=f"some log\nERROR {BODY}\n")
    match = json.loads(ended.stdout)["findings"][0]["matches"][0]
    assert match["parameters"] == [{"name": "id", "values": ["srv-1", "srv-2"]}]
    assert run(portal.url, "diagnose", "-", text=BODY).returncode == 0


def test_it_is_readable_on_a_terminal(portal: RunningPortal) -> None:
    terminal, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), "explain", "iMetal.0100"],
        env=plain_environment({"ERROR_PORTAL_URL": portal.url}),
        stdout=side,
        stdin=subprocess.DEVNULL,
    )
    assert process.wait(300) == 0
    os.close(side)
    assert os.read(terminal, 10_000).startswith(b"KNOWN ERROR")
    os.close(terminal)


@pytest.mark.parametrize(
    ("text", "code"),
    [(BODY, 0), ("error_code: APIGW.0201", 0), ("Hello world, nothing here", 4), ('{"error_code": "X.9999"}', 4)],
)
def test_the_exit_code_tells_the_outcome(portal: RunningPortal, text: str, code: int) -> None:
    assert run(portal.url, text=text).returncode == code


def test_several_errors_that_fit_are_told_by_the_exit_code(elsewhere: tuple[str, type[Answers]]) -> None:
    url, answers = elsewhere
    answers.prepared = [(200, {"Portal-Outcome": outcome}, b"{}") for outcome in ("known", "ambiguous")]
    assert run(url, "explain", "X.1", "X.2").returncode == 3


def test_files_are_answered_one_by_one(portal: RunningPortal, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(BODY)
    (tmp_path / "b").write_text("Hello world, nothing here")
    names = [str(tmp_path / name) for name in ("a", "b")]
    ended = run(portal.url, "diagnose", *names)
    assert ended.returncode == 4
    assert [json.loads(line)["outcome"] for line in ended.stdout.splitlines()] == ["known", "unknown"]
    assert f"== {names[1]} ==\nUNKNOWN ERROR" in run(portal.url, "diagnose", "--text", *names).stdout


def test_words_are_searched(portal: RunningPortal) -> None:
    ended = run(portal.url, "search", "--text", "subnet", "ip")
    assert ended.returncode == 0
    assert "iMetal.0232  400  Insufficient IP addresses in subnet\n" in ended.stdout
    data = json.loads(run(portal.url, "search", "subnet", "--http-status", "404").stdout)
    assert [each["code"] for each in data["results"]] == ["iMetal.0230"]
    ended = run(portal.url, "--text", "search", "qwrtzp xyzzyk")
    assert (ended.returncode, ended.stdout) == (4, "Nothing in the catalog fits.\n")


def test_long_text_is_sent_in_pieces_whose_answers_are_added_up(portal: RunningPortal) -> None:
    quiet = b"2026-03-02 10:15:30 INFO all is well\n" * 40_000
    text = BODY.encode() + b"\n" + quiet + BODY.encode() + b"\n" + quiet + BODY.encode()

    ended = run(portal.url, text=text)

    findings = json.loads(ended.stdout)["findings"]
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [(each["outcome"], each["occurrences"]) for each in findings] == [("known", 3)]
    assert findings[0]["matches"][0]["code"] == json.loads(BODY)["error_code"]


def test_long_text_is_answered_in_words_where_they_are_asked_for(portal: RunningPortal) -> None:
    ended = run(portal.url, "--text", text=BODY.encode() + b"\nall is well" * 200_000)

    assert ended.returncode == 0
    assert ended.stdout.startswith(f"KNOWN  {json.loads(BODY)['error_code']} (")


def test_long_quiet_text_is_unknown(portal: RunningPortal) -> None:
    ended = run(portal.url, text=b"all is well\n" * 200_000)

    assert (ended.returncode, json.loads(ended.stdout)["outcome"]) == (4, "unknown")


def test_it_waits_as_long_as_the_portal_says(elsewhere: tuple[str, type[Answers]]) -> None:
    url, answers = elsewhere
    answers.prepared += [busy("0"), busy("Thu, 01 Jan 1970 00:00:00 GMT"), known_answer()]
    assert run(url, text="X.1").returncode == 0
    answers.prepared += [busy("1"), busy("1"), busy("1"), known_answer()]
    ended = run(url, text="X.1")
    assert (ended.returncode, len(answers.prepared)) == (1, 1)
    assert ended.stderr == ("error-portal: the portal refused: The error portal was asked too often (Portal.0429)\n")


def test_it_does_not_wait_for_ever(elsewhere: tuple[str, type[Answers]]) -> None:
    url, answers = elsewhere
    answers.prepared += [busy("3600"), known_answer()]
    assert run(url, text="X.1").returncode == 1
    assert len(answers.seen) == 1


def test_a_key_is_sent_to_the_portal_and_to_nobody_else(elsewhere: tuple[str, type[Answers]]) -> None:
    url, answers = elsewhere
    answers.prepared += [known_answer(), (302, {"Location": f"{url}/other"}, b"")]
    run(url, text="X.1", ERROR_PORTAL_KEY="ep_secret")
    ended = run(url, text="X.1", ERROR_PORTAL_KEY="ep_secret")
    assert answers.seen == [("/api/v1/diagnose", "Bearer ep_secret")] * 2
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "has moved to" in ended.stderr
    assert "ep_secret" not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"<html>log in first</html>"),
        (404, {}, b"<html>nothing</html>"),
        (500, {}, b"\x1b[2Jboom"),
        (503, {}, b"[]"),
        (200, {}, b"{}"),
    ],
)
def test_it_rejects_what_is_no_portal(elsewhere: tuple[str, type[Answers]], answer: Any) -> None:
    url, answers = elsewhere
    for args in (["explain", "X.1"], ["search", "X.1"], ["diagnose"]):
        answers.prepared[:] = [answer]
        ended = run(url, *args, text="X.1")
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr.startswith("error-portal: ")
        assert (ended.stderr.count("\n"), "\x1b" in ended.stderr) == (1, False)


@pytest.mark.parametrize(
    ("args", "text", "code"),
    [
        (["explain"], "", 2),
        (["nonsense"], "", 2),
        (["--url", "ftp://portal", "explain", "x"], "", 2),
        (["--url", "http://a b/", "explain", "x"], "", 2),
        (["--url", "javascript:alert(1)", "explain", "x"], "", 2),
        (["--timeout", "0", "explain", "x"], "", 2),
        (["--json", "--text", "explain", "x"], "", 2),
        (["diagnose", "/nowhere/at/all"], "", 2),
        ([], " \n", 2),
        (["explain", "x", "--http-status", "1"], "", 1),
    ],
)
def test_it_rejects_in_one_line(portal: RunningPortal, args: list[str], text: str, code: int) -> None:
    ended = run(portal.url, *args, text=text)
    assert (ended.returncode, ended.stdout) == (code, "")
    assert (ended.stderr.startswith("error-portal: "), ended.stderr.count("\n")) == (True, 1)


def test_it_says_when_nobody_answers() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    ended = run(url, text="X.1")
    assert (ended.returncode, ended.stderr) == (
        1,
        f"error-portal: cannot reach the portal at {url}: Connection refused\n",
    )


def test_it_does_not_wait_for_a_portal_that_hangs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        ended = run(url, "--timeout", "0.5", "explain", "X.1")
    assert (ended.returncode, "timed out" in ended.stderr) == (1, True)


def test_it_can_be_installed() -> None:
    project = tomllib.loads((CLIENT / "pyproject.toml").read_text())
    assert project["project"]["dependencies"] == []
    assert project["project"]["scripts"]["error-portal"] == "error_portal:main"
    for module in project["tool"]["setuptools"]["py-modules"]:
        assert "def main(" in (CLIENT / f"{module}.py").read_text()


def test_it_is_made_of_the_standard_library_alone() -> None:
    program = (
        "import sys, error_portal; print([n for n in sys.modules if n.split('.')[0] not in sys.stdlib_module_names])"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(CLIENT)!r}); {program}"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("['__main__', 'error_portal']\n", "")
