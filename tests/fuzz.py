"""Random requests to every address of a portal that really runs: none may be answered with a failure of the portal's.

``python -m tests.fuzz --seconds 600`` starts a portal of its own from the files of this checkout, on loopback, and
prints every request that failed, with what the portal wrote to its log about it. The same ``--seed`` sends the same
requests. The portal is on SQLite, or on what ``DATABASE_URL`` and ``REDIS_URL`` name, which is not to be anybody's own:
it is filled, and written to at random.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import re
import secrets
import socket
import string
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import django
from django.urls import URLPattern, URLResolver, get_resolver

from tests.payloads import PAYLOADS
from tests.running_portal import ROOT, RunningPortal, copy_of_the_portal, free_port, make_administrator

NAME, PASSWORD = "fuzz", "a phrase for this run only"
HOST = "127.0.0.1"
WITHIN = 30.0
VARIABLES = {"PORTAL_DIAGNOSE_RATE": "0"}
ALSO = ("static/portal.css", "static/../manage.py", "favicon.ico", ".git/config", "admin/../", "")

METHODS = ("GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
ODD_METHODS = ("PROPFIND", "CONNECT", "get", "QUERY", "X" * 100, "PO-ST", "PURGE")
NAMES = (
    *("q", "service", "http_status", "section", "page", "page_size", "was", "body", "log", "since", "limit", "cursor"),
    *("format", "lang", "next", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "action", "index"),
    *("_selected_action", "username", "password", "csrfmiddlewaretoken", "slug", "name", "code", "message", "prefixes"),
    *("http_status__in", "code__service__id__exact", "password__startswith", "term", "app_label", "model_name"),
    *("field_name", "select_across", "cases-TOTAL_FORMS", "cases-INITIAL_FORMS", "referrals", "former", "id", "\x00"),
)
CODES = ("imetal", "api-gateway", "portal", "iMetal.0100", "APIGW.0201", "imetal.0230", "Portal.0404", "1", "2", "999")
ODD = (
    *("", " ", "0", "-1", "1e9", "999999999999999999999", "²", "١", "nan", "null", "true", "[]", "{}", "\x00", "%00"),
    *("\r\n\r\nGET / HTTP/1.1", "\ud800", "\uffff", "\U0010ffff", "e\u0301" * 50, "ß", "İ", "\u2028", "../" * 9, "*"),
    *("a" * 5000, "[" * 2000, '{"a":' * 500, "%s%n{0}", "AND OR NOT NEAR(", '"', "'", "\\", "a*b", "-", "^", "~1"),
    *("2026-01-01", "2026-13-45", "0001-01-01T00:00:00Z", "9" * 400, "1,2,3", "__proto__", "🦀" * 30, "\t\n\v\f"),
)
TYPES = (
    *("application/json", "text/plain", "text/html", "application/x-www-form-urlencoded", "multipart/form-data"),
    *("multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "y" * 300, "text/plain; charset=bogus"),
    *("application/x-www-form-urlencoded; charset=utf-16", "application/octet-stream", 'a/b; c="', "", "/", "*/*"),
)
ACCEPTS = (
    *("*/*", "text/html", "application/json", "text/markdown", "text/plain", "application/xml", "text/html;q=0.1,*/*"),
    *("a", "a/b;q=x", ",,,", "text/*;q=1.5", "application/json;indent=9999", "image/png", "", "*/*;" + "x=1;" * 300),
    *("application/vnd.oai.openapi", "application/yaml", "application/atom+xml", "text/x-python", "TEXT/HTML;Q=0"),
)
HEADERS: dict[str, Sequence[str]] = {
    "Accept": ACCEPTS,
    "Accept-Language": ("de", "en;q=0", "*", "xx-" * 100, "zh-hant", "é", "en-US,en;q=nan"),
    "Accept-Encoding": ("gzip", "br", "identity;q=0", "*", "gzip;q=x"),
    "If-None-Match": ("*", 'W/"x"', '"', '"a", "b"', "W/", "x" * 3000),
    "If-Modified-Since": (
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "x",
        "Sun, 06 Nov 9999 08:49:37 GMT",
        "0",
        "Mon, 99 Foo 0 0:0:0",
    ),
    "If-Match": ("*", '"x"'),
    "Range": ("bytes=0-0", "bytes=-1", "bytes=99999999999-", "bytes=a-b", "items=0", "bytes=5-1,0-"),
    "Authorization": ("Bearer x", "Bearer ", "Basic x", "Basic " + "é" * 9, "bearer " + "a" * 5000, "Bearer \xff", ""),
    "Cookie": ("sessionid=x", "sessionid=" + "a" * 4000, "csrftoken=\xff", "a", ";;;=", "messages=x", '"'),
    "X-Forwarded-For": ("1.2.3.4", "x", ",,,", "::1"),
    "X-Forwarded-Proto": ("https", "x"),
    "X-HTTP-Method-Override": ("DELETE", "x"),
    "X-Requested-With": ("XMLHttpRequest",),
    "HX-Request": ("true", "x"),
    "HX-Current-URL": ("http://x/%ff", "é"),
    "Content-Encoding": ("gzip", "identity", "x", "deflate, br", " "),
    "Content-Length": ("-1", "x", "999999999999", "0", "1", "+5", "1_0", "²"),
    "Origin": ("null", "http://evil.example", "http://[::1", "x"),
    "Referer": ("x", "http://[", "é" * 100, "http://evil.example/"),
    "User-Agent": ("", "x" * 4000, "\xe9\xff"),
    "Expect": ("100-continue", "x"),
    "Host": ("evil.example", "127.0.0.1:x", "", "[::1]", "localhost", "a b", "127.0.0.1."),
    "X-CSRFToken": ("x", "é" * 32, "a" * 32, "a" * 64),
    "Upgrade": ("websocket", "h2c"),
    "Sec-Fetch-Site": ("cross-site",),
}


@dataclass
class Sent:
    """A request as it goes over the wire, and what came back; status 0 where nothing did."""

    raw: bytes
    status: int = 0
    seconds: float = 0.0
    problem: str = ""
    request_id: str = ""

    def line(self) -> str:
        """The request in printable form, long ones cut."""
        text = ascii(self.raw[:3000])[2:-1]
        return f"{self.status or self.problem} after {self.seconds:.1f} s, of {len(self.raw)} bytes:\n  {text}"


@dataclass
class Found:
    """Findings of a run."""

    statuses: Counter[int] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    failures: list[Sent] = field(default_factory=list)
    slowest: Sent = field(default_factory=lambda: Sent(b""))

    @property
    def count(self) -> int:
        """How many requests were sent."""
        return self.statuses.total()


def routes() -> list[str]:
    """Every route of the project, as the resolver has them: ``errors/<slug:slug>/``."""
    return sorted({*_routes(get_resolver().url_patterns, ""), *ALSO})


def _routes(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, here)
        else:
            # Of a regular expression, what it looks like: the admin's catch-all, and a format at the end.
            yield re.sub(r"\(\?P<\w+>[^)]*\)", "<str:x>", here).replace("^", "").replace("$", "").replace("\\Z", "")


class Maker:
    """Makes requests, the same ones for the same seed."""

    def __init__(self, seed: int, port: int) -> None:
        self.dice = random.Random(seed)
        self.port = port
        self.cookie = self.token = ""

    def request(self, route: str) -> tuple[bytes, bool]:
        """One request to a route, most of it as it should be, some of it not; and whether it says how long it is."""
        dice = self.dice
        method = dice.choice(METHODS) if dice.random() < 0.95 else dice.choice(ODD_METHODS)
        lines: dict[str, str] = {"Host": f"{HOST}:{self.port}", "Connection": "close"}
        body = b""
        if method not in ("GET", "HEAD") or dice.random() < 0.03:
            body, kind = self.body()
            lines["Content-Type"] = kind
        lines["Content-Length"] = str(len(body))
        if self.cookie and dice.random() < (0.8 if route.startswith("admin") else 0.05):
            lines |= {"Cookie": self.cookie, "X-CSRFToken": self.token, "Referer": f"http://{HOST}:{self.port}/"}
        for name in dice.sample(sorted(HEADERS), dice.choice((0, 0, 1, 1, 2, 4))):
            if name in ("Host", "Content-Length", "Cookie") and dice.random() < 0.7:
                continue
            lines[name] = dice.choice(HEADERS[name])
        whole = lines["Content-Length"] == str(len(body))
        if body and whole and dice.random() < 0.08:
            lines.pop("Content-Length")
            lines["Transfer-Encoding"] = "chunked"
            body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in _pieces(body)) + b"0\r\n\r\n"
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        line = f"{method} {self.path(route)} HTTP/1.1\r\n"
        return f"{line}{head}\r\n".encode("latin-1", "replace") + body, whole

    def path(self, route: str) -> str:
        """A route with its places filled, and a query."""
        dice = self.dice
        path = "/" + re.sub(r"<(?:\w+:)?\w+>", lambda _: self.place(), route)
        if dice.random() < 0.06:
            path += dice.choice(("/", "//", "%00", "%ff", "%zz", "..", ";a=b", "%2e%2e/", "?", "#", "é", "\\", ".json"))
        if dice.random() < 0.55:
            path += "?" + self.query()
        return path.replace(" ", "%20").replace("\r", "%0d").replace("\n", "%0a")

    def place(self) -> str:
        """Return a text for a variable part of a route."""
        text = self.dice.choice(CODES) if self.dice.random() < 0.7 else self.text()
        return quote(text[:2000].encode("utf-8", "surrogatepass"), safe=self.dice.choice(("", "/", "/:@")))

    def query(self) -> str:
        """Names and values, and now and then something that is no query."""
        dice = self.dice
        if dice.random() < 0.05:
            return dice.choice(
                ("&&&===", "q=%ff%fe", "q=%", "q[]=1&q[]=2", "a" * 6000, "&".join(["q=1"] * 1500), "=;=")
            )
        pairs = [(dice.choice(NAMES), self.text()[:3000]) for _ in range(dice.choice((1, 1, 1, 2, 3, 8)))]
        return urlencode([(name, text.encode("utf-8", "surrogatepass")) for name, text in pairs])

    def text(self) -> str:
        """Something that somebody may type, paste or try."""
        dice = self.dice
        kinds: tuple[Callable[[], str], ...] = (
            lambda: dice.choice(CODES),
            lambda: dice.choice(ODD),
            lambda: dice.choice(PAYLOADS),
            lambda: "".join(dice.choices(string.printable, k=dice.randrange(60))),
            lambda: "".join(chr(dice.randrange(1, 0x3000)) for _ in range(dice.randrange(40))),
            lambda: (
                f"{dice.choice(CODES)}: Physical servers ID not found: [{dice.choice(ODD)[:40]}] {dice.choice(ODD)}"
            ),
            lambda: json.dumps({"error_code": dice.choice(CODES), "error_msg": dice.choice(PAYLOADS)}),
        )
        return dice.choice(kinds)()

    def body(self) -> tuple[bytes, str]:
        """A body, and the type that it is said to have."""
        dice = self.dice
        made, kind = dice.choice((self._raw, self._json, self._form, self._parts, self._large))()
        if dice.random() < 0.1:
            made = dice.choice((gzip.compress(made), made.decode("latin-1").encode("utf-16"), made[: len(made) // 2]))
        if dice.random() < 0.1:
            at = dice.randrange(len(made) + 1)
            made = made[:at] + dice.randbytes(dice.randrange(8)) + made[at:]
        return made, dice.choice(TYPES) if dice.random() < 0.25 else kind

    def _raw(self) -> tuple[bytes, str]:
        kinds = (self.dice.randbytes(self.dice.randrange(200)), self.text().encode("utf-8", "surrogatepass"), b"")
        return self.dice.choice(kinds), "text/plain"

    def _json(self) -> tuple[bytes, str]:
        dice = self.dice
        item: dict[str, object] = {
            dice.choice(NAMES): dice.choice((self.text(), 1, None, [], {}, 1e308, True)) for _ in range(4)
        }
        kinds: tuple[object, ...] = (
            item,
            [item] * 3,
            {"items": [self.text(), item, None]},
            [],
            "x",
            1,
            None,
            {"items": 1},
        )
        deep = ("[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900, "[1e9999, NaN]", '{"a":1,"a":2}', "[" * 50_000)
        text = dice.choice(deep) if dice.random() < 0.1 else json.dumps(dice.choice(kinds))
        return text.encode("utf-8", "surrogatepass"), "application/json"

    def _form(self) -> tuple[bytes, str]:
        return self.query().encode("latin-1", "replace"), "application/x-www-form-urlencoded"

    def _parts(self) -> tuple[bytes, str]:
        dice, edge = self.dice, "edge"
        parts = []
        more = ("", "Content-Type: text/plain; charset=x\r\n", "Content-Transfer-Encoding: base64\r\n", "x\r\n")
        for _ in range(dice.choice((1, 1, 2, 5, 40))):
            file = f'; filename="{dice.choice(("a.log", "../x", "", "é", "a" * 300))}"' if dice.random() < 0.4 else ""
            content = f'Content-Disposition: form-data; name="{dice.choice(NAMES)}"{file}\r\n{dice.choice(more)}'
            parts.append(f"--{edge}\r\n{content}\r\n{self.text()}\r\n")
        end = dice.choice((f"--{edge}--\r\n", "", f"--{edge}", "\r\n"))
        return "".join([*parts, end]).encode("utf-8", "surrogatepass"), f"multipart/form-data; boundary={edge}"

    def _large(self) -> tuple[bytes, str]:
        dice = self.dice
        if dice.random() < 0.7:
            return self._raw()
        size = dice.choice((5_000, 60_000, 400_000, 1_048_576, 1_048_577, 4_000_000))
        piece = (self.text() or "x").encode("utf-8", "surrogatepass") + b"\n"
        return (piece * (size // len(piece) + 1))[:size], dice.choice(TYPES)


def _pieces(body: bytes) -> Iterator[bytes]:
    size = max(1, len(body) // 3)
    return (body[start : start + size] for start in range(0, len(body), size))


def send(raw: bytes, port: int, *, whole: bool = True) -> Sent:
    """Send a request and read its whole answer; after one that is not whole, nothing more is to be waited for."""
    sent = Sent(raw)
    begun = time.monotonic()
    try:
        with socket.create_connection((HOST, port), timeout=WITHIN) as connection:
            try:
                connection.sendall(raw)
                if not whole:
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                sent.problem = "closed while it was sent"
            answer = http.client.HTTPResponse(connection, method=raw.split(b" ", 1)[0].decode("latin-1"))
            answer.begin()
            sent.status = answer.status
            sent.request_id = answer.headers.get("X-Request-Id", "")
            answer.read()
    except TimeoutError:
        sent.problem = "no answer in time"
    except (OSError, http.client.HTTPException) as problem:
        sent.problem = sent.problem or type(problem).__name__
    sent.seconds = time.monotonic() - begun
    return sent


def _log_in(maker: Maker) -> None:
    """A session of the administrator, for the addresses behind the login."""

    def ask(method: str, body: str, cookie: str) -> tuple[str, dict[str, str]]:
        connection = http.client.HTTPConnection(HOST, maker.port, timeout=WITHIN)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request(method, "/admin/login/", body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        set_cookies = answer.headers.get_all("Set-Cookie") or []
        connection.close()
        return page, dict(each.split(";")[0].split("=", 1) for each in set_cookies)

    page, cookies = ask("GET", "", "")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not token or "csrftoken" not in cookies:
        return
    form = {"csrfmiddlewaretoken": token[1], "username": NAME, "password": PASSWORD}
    _, more = ask("POST", urlencode(form), f"csrftoken={cookies['csrftoken']}")
    cookies |= more
    maker.cookie, maker.token = "; ".join(f"{name}={value}" for name, value in cookies.items()), cookies["csrftoken"]


def failed(sent: Sent) -> bool:
    """Return whether a response is the portal's fault. 501 and 505 are the server's refusals of methods and
    versions.
    """
    return (sent.status >= 500 and sent.status not in (501, 505)) or sent.problem == "no answer in time"


def run(
    port: int, *, seconds: float, most: int, seed: int, report: Callable[[str, Sent], object] = lambda *_: None
) -> Found:
    """Send requests until the time is over or there were enough; routes in turn, in an order of the seed's."""
    result = Found()
    maker = Maker(seed, port)
    expected = routes()
    route = ""
    end = time.monotonic() + seconds
    while time.monotonic() < end and result.count < most:
        if result.count % 400 == 0:
            maker.dice.shuffle(expected)
        if result.count % 100 == 0 or route == "admin/logout/":
            _log_in(maker)
        route = expected[result.count % len(expected)]
        raw, whole = maker.request(route)
        sent = send(raw, port, whole=whole)
        result.statuses[sent.status] += 1
        result.routes[route] += 1
        if sent.seconds > result.slowest.seconds:
            result.slowest = sent
        if failed(sent):
            result.failures.append(sent)
            report(route, sent)
    return result


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def errors_in(log: str) -> list[str]:
    """The lines of a log that tell of a failure, each once, without their times."""
    lines = (line.partition(" ")[2] for line in log.splitlines())
    return list(dict.fromkeys(line for line in lines if line.startswith(("ERROR django.request", "CRITICAL"))))


def lines_of(sent: Sent, log: Path) -> list[str]:
    """Return the log lines of a request, which have the id of its response."""
    return [line for line in log.read_text().splitlines() if sent.request_id and f"[{sent.request_id}]" in line]


def _servers() -> dict[str, str]:
    """The variables of this environment that name a database and a cache, as libpq knows them, too."""
    given = {name: os.environ[name] for name in os.environ if name in ("DATABASE_URL", "REDIS_URL") or name[:2] == "PG"}
    return given | {"SECRET_KEY": secrets.token_urlsafe(50)}


def main() -> int:
    """Run it as a command; 1 when a request failed or the portal's log has an error in it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--most", type=int, default=10_000_000, help="requests of each thread")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    wanted = parser.parse_args()
    variables = VARIABLES | _servers()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    sys.path.insert(0, str(ROOT))
    django.setup()
    _say(f"seed {wanted.seed}, {len(routes())} routes")
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_of_the_portal(Path(folder))
        with RunningPortal(copy, f"{HOST}:{free_port()}", variables) as running:
            running.until_ready()
            make_administrator(copy, NAME, PASSWORD, variables)

            def tell(route: str, sent: Sent) -> None:
                _say("\n  log: ".join((f"{route}\n{sent.line()}", *lines_of(sent, running.log))))

            runs: list[Found] = []
            limits = {"seconds": wanted.seconds, "most": wanted.most}
            threads = [
                threading.Thread(
                    target=lambda seed: runs.append(run(running.port, seed=seed, report=tell, **limits)),
                    args=(wanted.seed + number,),
                )
                for number in range(wanted.threads)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            errors = errors_in(running.log.read_text())
    statuses = sum((result.statuses for result in runs), Counter())
    failures = sum(len(result.failures) for result in runs)
    slowest = max((result.slowest for result in runs), key=lambda sent: sent.seconds)
    _say(f"{statuses.total()} requests in {wanted.seconds:.0f} s: {dict(sorted(statuses.items()))}; {failures} failed")
    _say(f"slowest {slowest.line()[:600]}")
    for line in errors:
        _say(f"log: {line[:1500]}")
    return 1 if failures or errors else 0


if __name__ == "__main__":
    sys.exit(main())
