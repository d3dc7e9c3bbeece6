"""Asks an error portal what an error means: ``some-command 2>&1 | error-portal``.

One module of the standard library alone, for Python 3.9 and later. It uses nothing but the portal's public REST
interface: what it asks, any program may ask.
"""

from __future__ import annotations

import argparse
import email.utils
import http.client
import io
import json
import os
import re
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Callable, NoReturn

DEFAULT_URL = "http://127.0.0.1:8000"
MOST_BYTES = 1024 * 1024
"""Bytes that are sent at once: what a portal reads unless it is set up otherwise. A longer text is sent in pieces."""

TIMEOUT = 30.0
"""Seconds that a portal may take to answer."""

_TRIES = 3
_LONGEST_WAIT = 60
_SHORTEST_WAIT = 1
_LARGEST_ANSWER = 64 * 1024 * 1024
_LONGEST_CODE = 200
_LONGEST_RECORD = 64 * 1024
_MOST_FINDINGS = 200
_MOST_VARIANTS = 20
_VARIANTS_COUNTED = 2000
_FINDINGS_COUNTED = 10_000

UNREACHABLE, USAGE = 1, 2
EXIT_CODES = {"known": 0, "ambiguous": 3, "unknown": 4}

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class PortalError(Exception):
    """The portal could not be asked, or refused, or its answer not be printed; the text says why, in one line."""


class UsageError(Exception):
    """The command was called in a way it cannot serve; the text says why, in one line."""


@dataclass(frozen=True)
class Answer:
    """Response of a portal: the body as text, and the headers by lower-case name."""

    text: str
    headers: dict[str, str]

    def json(self) -> Any:
        """The body's value.

        Raises:
            PortalError: when the body is no JSON.
        """
        try:
            return json.loads(self.text)
        except ValueError:
            raise PortalError("the answer is no JSON: is this the address of an error portal?") from None


class Portal:
    """An error portal, asked through its REST interface.

    ``url`` is its address; ``key`` an API key, where the portal wants one; ``timeout`` how many seconds an answer may
    take. A portal that says it was asked too often, or that it is not ready, is asked again after as long as it says.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        *,
        key: str | None = None,
        timeout: float = TIMEOUT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = _checked_url(url)
        if key is not None and not re.fullmatch(r"[!-~]+", key):
            raise UsageError("the API key has characters in it that no key has")
        self._key = key
        self._timeout = timeout
        self._sleep = sleep
        # Redirects are not followed: one would lose the body, and might send the key to another host.
        self._opener = urllib.request.build_opener(_NoRedirects)

    def diagnose(
        self,
        text: bytes,
        *,
        accept: str = "application/json",
        service: str | None = None,
        http_status: int | None = None,
        version: str | None = None,
    ) -> tuple[str, Answer]:
        """The outcome (known, ambiguous, unknown) of a raw error, and the whole answer in the media type asked for."""
        query = {"service": service, "http_status": http_status, "version": version}
        answer = self.ask("/api/v1/diagnose", query, accept=accept, body=text)
        outcome = answer.headers.get("portal-outcome", "")
        if outcome not in EXIT_CODES:
            raise PortalError("the answer has no outcome: is this the address of an error portal?")
        return outcome, answer

    def look_up(self, code: str, *, service: str | None = None) -> tuple[list[Any], list[Any]]:
        """The errors that have this code, in any letter case; and others, that are spelled alike or speak of it."""
        if not code.strip() or len(code) > _LONGEST_CODE:
            return [], []
        results = result_page(self.search(code, service=service))["results"]
        same = [error for error in results if str(error["code"]).casefold() == code.strip().casefold()]
        return same, [error for error in results if error not in same]

    def search(self, words: str, *, service: str | None = None, http_status: int | None = None) -> Answer:
        """The first page of the codes that fit ``words``, best first."""
        query = {"q": words, "service": service, "http_status": http_status, "page_size": 100}
        return self.ask("/api/v1/errors/", query, accept="application/json")

    def ask(self, path: str, query: dict[str, Any], *, accept: str, body: bytes | None = None) -> Answer:
        """Send a request, and again when the portal asks to retry.

        Raises:
            PortalError: when it cannot be reached, or refuses.
        """
        given = {name: str(value) for name, value in query.items() if value is not None}
        url = self.url + path + ("?" + urllib.parse.urlencode(given, errors="replace") if given else "")
        headers = {"Accept": accept, "User-Agent": "error-portal-client"}
        if self._key:
            headers["Authorization"] = "Bearer " + self._key
        if body is not None:
            headers["Content-Type"] = "application/octet-stream"
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - http and https were checked
        for tried in range(1, _TRIES + 1):
            try:
                with self._opener.open(request, timeout=self._timeout) as response:
                    return _answer(response)
            except urllib.error.HTTPError as refusal:
                wait = _wait_of(refusal)
                if wait is None or wait > _LONGEST_WAIT or tried == _TRIES:
                    raise PortalError(_refused(refusal, self.url)) from None
                self._sleep(wait)
            except (OSError, http.client.HTTPException) as problem:
                raise PortalError(f"cannot reach the portal at {self.url}: {_reason(problem)}") from None
        raise PortalError(f"the portal at {self.url} is not ready")


def result_page(answer: Answer) -> Any:
    """The list that a search was answered with.

    Raises:
        PortalError: when it is none.
    """
    page = answer.json()
    if not isinstance(page, dict) or not {"count", "results"} <= page.keys():
        raise PortalError("the answer is no list of codes: is this the address of an error portal?")
    return page


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _checked_url(url: str) -> str:
    try:
        parts = urllib.parse.urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
        _ = parts.port
    except ValueError:
        good = False
    if not good or re.search(r"[^!-~]", url):
        raise UsageError(f"{url[:100]!r} is no address of a portal; it should be like {DEFAULT_URL}")
    return url.rstrip("/")


def _answer(response: Any) -> Answer:
    data: bytes = response.read(_LARGEST_ANSWER + 1)
    if len(data) > _LARGEST_ANSWER:
        raise PortalError("the answer is too long to be one of an error portal")
    return Answer(data.decode("utf-8", "replace"), {name.lower(): value for name, value in response.headers.items()})


def _wait_of(refusal: urllib.error.HTTPError) -> float | None:
    """The seconds after which the portal says to ask again; None where it says no such thing."""
    if refusal.code not in (429, 503):
        return None
    value = (refusal.headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return max(_SHORTEST_WAIT, int(value[:9]))
    try:
        moment = email.utils.parsedate_to_datetime(value)
        return max(_SHORTEST_WAIT, moment.timestamp() - time.time())
    except (TypeError, ValueError, IndexError):
        return None


def _refused(refusal: urllib.error.HTTPError, url: str) -> str:
    """Why the portal said no, in a line: its own message where it sent one."""
    if 300 <= refusal.code < 400:
        elsewhere = refusal.headers.get("Location") or "elsewhere"
        return f"the portal at {url} has moved to {elsewhere[:200]}: give its new address with --url"
    try:
        body = json.loads(refusal.read(100_000))
        return f"the portal refused: {body['error_msg']} ({body['error_code']})"
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return f"{url} answered {refusal.code} and nothing that an error portal says"


def _reason(problem: BaseException) -> str:
    inner = getattr(problem, "reason", problem)
    text = getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
    return " ".join(str(text).split())[:200]


# The command line.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit code: 0 known, 3 ambiguous, 4 unknown, 2 wrong usage, 1 the portal cannot be asked."""
    try:
        return _run(_parser().parse_args(arguments))
    except UsageError as problem:
        return _complain(problem, USAGE)
    except PortalError as problem:
        return _complain(problem, UNREACHABLE)
    except BrokenPipeError:
        # Whoever read the answer has seen enough of it.
        return 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _complain(problem: Exception, exit_code: int) -> int:
    sys.stderr.write(f"error-portal: {_printable(' '.join(str(problem).split()))}\n")
    return exit_code


def _run(options: argparse.Namespace) -> int:
    # Python has none where they were closed, as by some that start programs at set times.
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    portal = Portal(options.url, key=os.environ.get("ERROR_PORTAL_KEY") or None, timeout=options.timeout)
    as_json = options.json or not (options.text or sys.stdout.isatty())
    if hasattr(sys.stdout, "reconfigure"):
        # JSON is UTF-8 wherever it goes; of words, a terminal shows what it can.
        sys.stdout.reconfigure(encoding="utf-8" if as_json else None, errors="replace")
    if options.command == "search":
        return _search(portal, options, as_json)
    if options.command == "explain":
        return _answer_each(portal, options, as_json, [(code, _in_memory(code)) for code in options.codes])
    files = getattr(options, "files", None) or ["-"]
    if files == ["-"] and sys.stdin.isatty() and options.command is None:
        raise UsageError("what does it say? Pipe the output of a program in, or see error-portal --help")
    return _answer_each(portal, options, as_json, [(_called(name), _opened(name)) for name in files])


def _answer_each(portal: Portal, options: argparse.Namespace, as_json: bool, texts: list[tuple[str, IO[bytes]]]) -> int:
    """Ask for each text and print the answers; the highest exit code of them."""
    begun = [(name, file, _read(file, name)) for name, file in texts]
    for name, _, text in begun:
        if not text.strip():
            raise UsageError(f"{name.strip() or 'the code'} is empty: give the text of an error")
    worst = 0
    accept = "application/json" if as_json else "text/plain"
    options_sent = {"service": options.service, "http_status": options.http_status, "version": options.product_version}
    for number, (name, file, text) in enumerate(begun):
        if len(text) <= MOST_BYTES:
            outcome, answer = portal.diagnose(text, accept=accept, **options_sent)
            text_out = answer.text
        else:
            merged = _merged(portal, _pieces(file, text, name), options_sent)
            outcome = merged["outcome"]
            text_out = json.dumps(merged, ensure_ascii=False) if as_json else _in_words(merged["findings"])
        worst = max(worst, EXIT_CODES[outcome])
        if len(begun) > 1 and not as_json:
            _print(("\n" if number else "") + f"== {name} ==")
        _print(text_out.rstrip("\n"))
    return worst


def _pieces(file: IO[bytes], begun: bytes, name: str) -> Iterator[tuple[int, bytes]]:
    """A long text in pieces that a portal takes, each with the number of its first line; who watches sees how far."""
    waiting, line, done = begun, 1, 0
    size = os.fstat(file.fileno()).st_size
    try:
        while waiting:
            if len(waiting) <= MOST_BYTES:
                waiting += _read(file, name, MOST_BYTES + 1 - len(waiting))
            end = len(waiting) if len(waiting) <= MOST_BYTES else _record_end(waiting)
            yield line, waiting[:end]
            line += waiting.count(b"\n", 0, end)
            done += end
            waiting = waiting[end:]
            if sys.stderr and sys.stderr.isatty():
                share = f"{min(100, 100 * done // size)} % of " if size else ""
                sys.stderr.write(f"\r{share}{name}: {done / 1e6:.0f} MB \x1b[K")
                sys.stderr.flush()
    finally:
        if sys.stderr and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def _record_end(text: bytes) -> int:
    """Return the end of the last complete record within one request, which is before a line without indentation."""
    begins = [at.end() for at in re.finditer(rb"\n(?=[^\s})\]])", text[MOST_BYTES - _LONGEST_RECORD : MOST_BYTES])]
    if begins:
        return MOST_BYTES - _LONGEST_RECORD + begins[-1]
    return text.rfind(b"\n", 0, MOST_BYTES) + 1 or MOST_BYTES


def _merged(portal: Portal, pieces: Iterable[tuple[int, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """Merge the diagnoses of a text's pieces into one."""
    merged: dict[object, dict[str, Any]] = {}
    nothing = None
    for first_line, text in pieces:
        for finding in _findings_of(portal.diagnose(text, **options)[1]) if text.strip() else []:
            if finding["outcome"] == "unknown" and not (finding["read"]["code"] or finding["read"]["message"]):
                nothing = nothing or finding
            elif (
                (key := _identity(finding)) in merged
                or finding["outcome"] == "known"
                or len(merged) < _FINDINGS_COUNTED
            ):
                _add(merged.setdefault(key, dict(finding, occurrences=0, lines=None, variants=[])), finding, first_line)
    findings = sorted(merged.values(), key=_order)[:_MOST_FINDINGS] or [
        nothing or _findings_of(portal.diagnose(b"-")[1])[0]
    ]
    for finding in findings:
        finding["variants"] = sorted(
            finding.get("variants") or [], key=lambda each: (-each["occurrences"], each["line"])
        )
        finding["variants"] = finding["variants"][:_MOST_VARIANTS]
        if finding["variants"] and finding["matches"]:
            finding["matches"][0]["parameters"] = finding["variants"][0]["parameters"]
    return {"outcome": findings[0]["outcome"], "findings": findings}


def _findings_of(answer: Answer) -> list[dict[str, Any]]:
    diagnosis = answer.json()
    if not isinstance(diagnosis, dict) or not diagnosis.get("findings"):
        raise PortalError("the answer has no findings: is this the address of an error portal?")
    return list(diagnosis["findings"])


def _identity(finding: dict[str, Any]) -> object:
    """Return the key by which findings of two pieces are merged: the case, the choice of cases, or the message's
    words.
    """
    cases = [(each["service"], each["code"], each["http_status"], each["message"]) for each in finding["matches"]]
    if cases:
        return tuple(cases[:1] if finding["outcome"] == "known" else sorted(cases, key=str))
    read = finding["read"]
    return read["code"], read["http_status"], re.sub(r"\S*\d\S*", "<*>", read["message"] or "")


def _add(merged: dict[str, Any], finding: dict[str, Any], first_line: int) -> None:
    merged["occurrences"] += finding["occurrences"]
    if finding.get("lines"):
        first, last = (line + first_line - 1 for line in finding["lines"])
        before = merged["lines"] or [first, last]
        merged["lines"] = [min(before[0], first), max(before[1], last)]
    for variant in finding.get("variants") or []:
        same = next((each for each in merged["variants"] if each["parameters"] == variant["parameters"]), None)
        if same:
            same["occurrences"] += variant["occurrences"]
        elif len(merged["variants"]) < _VARIANTS_COUNTED:
            merged["variants"].append(dict(variant, line=variant["line"] + first_line - 1))


def _order(finding: dict[str, Any]) -> tuple[Any, ...]:
    place = finding["lines"][0] if finding["lines"] else 0
    return EXIT_CODES[finding["outcome"]], not finding["read"]["code"], -finding["occurrences"], place


def _in_words(findings: list[dict[str, Any]]) -> str:
    """A merged answer to read: of each finding what it is, how often and where, and what to do."""
    return "\n\n".join(_finding_in_words(each) for each in findings)


def _finding_in_words(finding: dict[str, Any]) -> str:
    match = finding["matches"][0] if finding["matches"] else {}
    code = match.get("code") or finding["read"]["code"] or "no code"
    service = f" ({match['service']})" if match else ""
    count = f", {finding['occurrences']} times" if finding["occurrences"] > 1 else ""
    lines = f", lines {finding['lines'][0]} to {finding['lines'][1]}" if finding["lines"] else ""
    message = finding["read"]["message"] or match.get("message") or ""
    return "\n".join(
        [
            f"{finding['outcome'].upper()}  {code}{service}{count}{lines}",
            *([f"  {message}"] if message else []),
            f"  {finding['advice']}",
        ]
    )


def _search(portal: Portal, options: argparse.Namespace, as_json: bool) -> int:
    answer = portal.search(" ".join(options.words), service=options.service, http_status=options.http_status)
    page = result_page(answer)
    if as_json:
        _print(answer.text.rstrip("\n"))
    else:
        for line in _lines(page):
            _print(line)
    return EXIT_CODES["known" if page["count"] else "unknown"]


def _lines(page: Any) -> list[str]:
    """Search results to read: a line for each case, the code's columns as wide as they need to be."""
    rows = [
        (str(error["code"]), str(case["http_status"] or ""), " ".join(str(case["message"]).split()))
        for error in page["results"]
        for case in error["cases"]
    ]
    if not rows:
        return ["Nothing in the catalog fits."]
    width = min(40, max(len(code) for code, _, _ in rows))
    lines = [_short(f"{code:<{width}}  {status:<3}  {message}") for code, status, message in rows]
    left = page["count"] - len(page["results"])
    return lines + ([f"… and {left} codes more."] if left > 0 else [])


def _short(line: str, most: int = 120) -> str:
    line = _printable(line).rstrip()
    return line if len(line) <= most else line[: most - 1] + "…"


def _called(name: str) -> str:
    return "standard input" if name == "-" else name


def _opened(name: str) -> IO[bytes]:
    try:
        return sys.stdin.buffer if name == "-" else open(name, "rb")
    except OSError as problem:
        raise UsageError(f"cannot read {_called(name)}: {problem.strerror}") from None


def _in_memory(code: str) -> IO[bytes]:
    return io.BytesIO(os.fsencode(code))


def _read(file: IO[bytes], name: str, most: int = MOST_BYTES + 1) -> bytes:
    try:
        return file.read(most)
    except OSError as problem:
        raise UsageError(f"cannot read {name}: {problem.strerror}") from None


def _print(text: str) -> None:
    try:
        sys.stdout.write(_printable(text) + "\n")
        sys.stdout.flush()
    except OSError as problem:
        # The buffer still holds the output and would be written again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(problem, BrokenPipeError):
            raise
        raise PortalError(f"cannot write the answer: {problem.strerror}") from None


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"error-portal: {message}; see error-portal --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="error-portal",
        parents=[_options()],
        description="Ask an error portal what an error means. Without a command it reads standard input.",
        epilog="Exit code: 0 known, 3 ambiguous, 4 unknown (of several, the highest), 2 wrong usage, 1 no answer. "
        "An API key, where the portal wants one, is taken from ERROR_PORTAL_KEY.",
    )
    url = os.environ.get("ERROR_PORTAL_URL") or DEFAULT_URL
    parser.set_defaults(url=url, timeout=TIMEOUT, json=False, text=False)
    parser.set_defaults(service=None, http_status=None, product_version=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    explain = commands.add_parser("explain", parents=[_options()], help="say what an error code means")
    explain.add_argument("codes", nargs="+", metavar="CODE")
    diagnose = commands.add_parser("diagnose", parents=[_options()], help="say what the errors in files mean")
    diagnose.add_argument("files", nargs="*", metavar="FILE", help="a file, or - for standard input")
    search = commands.add_parser("search", parents=[_options()], help="find codes by words")
    search.add_argument("words", nargs="+", metavar="WORD")
    return parser


def _options() -> _Parser:
    """The options, which may stand before the command or behind it; what is not given there changes nothing."""
    options = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--url", help=f"the portal's address (ERROR_PORTAL_URL; {DEFAULT_URL})")
    options.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=f"how long it may take ({TIMEOUT:g})")
    options.add_argument("--service", metavar="SLUG", help="the service that the error comes from")
    options.add_argument("--http-status", type=int, metavar="STATUS", help="the HTTP status that came with it")
    options.add_argument("--product-version", metavar="VERSION", help="the version of the product that failed")
    form = options.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="JSON, as in a pipe")
    form.add_argument("--text", action="store_true", help="words, as on a terminal")
    return options


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError("it should be a number of seconds from 0 to 3600")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
