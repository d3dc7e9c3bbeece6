"""Hostile texts through every interface, beside ordinary ones: time, growth, size of the answer, memory.

Time is that of the processor, so that what else the machine does counts for nothing. Each family of texts runs in a
process of its own, which is ended when it takes too long: that, too, is a result.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from benchmarks.hostile_texts import FAMILIES, CatalogSample, Family
from benchmarks.ratios import Measured

if TYPE_CHECKING:
    from catalog.known_error import ServiceCatalog

GROWTH, TIMES, ANSWER, PLUS, MEGABYTES = 2.3, 4.0, 4, 64 * 1024, 150
"""Promised limits: growth of the time from a text to one twice as long, time to an ordinary text's, bytes of an answer
to those of the text and on top of them, megabytes above idle for a text of one."""

LONGEST = 60_000
"""Characters of a text; it is measured at this length and at twice it, where the interface takes so many."""

SHORT, MEGABYTE = 1_000, 1_000_000
NOTICED = 0.05
"""Seconds below which no ratio is taken: there is nothing to be felt, and the clock is too coarse."""

TIMEOUT_SECONDS = 120
"""Seconds after which a family's process is ended."""

CATALOGS = ("bundled", "hostile", "100,000 codes")
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of a text of ``family``, of one half as long, and of an ordinary one, at an interface."""

    catalog: str
    interface: str
    family: str
    seconds: float = 0.0
    half_seconds: float = 0.0
    ordinary_seconds: float = 0.0
    text: int = 0
    answer: int = 0
    megabytes: float = 0.0
    problem: str = ""

    @property
    def growth(self) -> float:
        """How many times the time of a text half as long."""
        if not self.half_seconds or self.seconds < NOTICED:
            return 1.0
        return self.seconds / max(self.half_seconds, NOTICED / 2)

    @property
    def times(self) -> float:
        """How many times the time of an ordinary text of the same length."""
        return self.seconds / max(self.ordinary_seconds, NOTICED / TIMES) if self.seconds > NOTICED else 1.0

    @property
    def share(self) -> float:
        """How much of the bytes that it may have the answer has; 1 is all of them."""
        return self.answer / (ANSWER * self.text + PLUS)


_PROMISES: tuple[tuple[str, str, Callable[[Cost], float], float], ...] = (
    ("twice the text", "×", lambda cost: cost.growth, GROWTH),
    ("to an ordinary text", "×", lambda cost: cost.times, TIMES),
    ("answer, of what it may have", "", lambda cost: cost.share, 1.0),
    ("memory above idle", "MB", lambda cost: cost.megabytes, MEGABYTES),
)


def run(
    catalogs: Sequence[str] = (), interfaces: Sequence[str] = (), families: Sequence[str] = ()
) -> Iterator[Measured]:
    """Each interface's worst family for each promise, and each further one that breaks it.

    Each family's costs are written to the standard error as soon as they are measured. Of ``catalogs``, ``interfaces``
    and ``families`` those are measured whose name has one of the words given, all where none is.

    Raises:
        ValueError: when no name has one of the words.
    """
    names = tuple(each.name for each in _interfaces(""))
    chosen = {"interfaces": _selected(names, interfaces), "families": _selected(tuple(FAMILIES), families)}
    with tempfile.TemporaryDirectory() as folder:
        for catalog in _selected(CATALOGS, catalogs):
            costs: list[Cost] = []
            for _, of_family in groupby(_costs(catalog, chosen, Path(folder)), key=lambda each: each.family):
                costs += (measured := list(of_family))
                sys.stderr.write(f"{_progress(measured)}\n")
            yield from _measured(costs)


def _selected(names: Sequence[str], words: Sequence[str]) -> list[str]:
    chosen = [name for name in names if not words or any(word in name for word in words)]
    if not chosen:
        raise ValueError(f"none of {', '.join(names)} has one of the words {', '.join(words)} in its name")
    return chosen


def _progress(costs: Sequence[Cost]) -> str:
    """A line on one family: its time at each interface to that of an ordinary text, and each promise it breaks."""
    times = ", ".join(f"{each.interface} {each.times:.1f}" for each in costs if each.seconds)
    broken = [
        f"{each.interface}: {name} {value(each):.1f}{unit}"
        for each in costs
        for name, unit, value, most in _PROMISES
        if value(each) > most
    ]
    broken += [f"{each.interface}: {each.problem}" for each in costs if each.problem]
    memory = max(each.megabytes for each in costs)
    line = f"{costs[0].catalog}, {costs[0].family}: times {times or '-'}; {memory:.0f} MB"
    return f"{line}; MISSED {'; '.join(broken)}" if broken else line


def _costs(catalog: str, chosen: dict[str, list[str]], folder: Path) -> Iterator[Cost]:
    """Yield the costs measured by a separate process with a database of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "DATABASE_URL": f"sqlite:///{folder}/{catalog[:3].strip()}.sqlite3",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_DIAGNOSE_RATE": "0",
        "ALLOWED_HOSTS": "testserver,127.0.0.1",
    }
    program = [sys.executable, "-c", "from benchmarks.attack import measure; measure()", catalog, json.dumps(chosen)]
    with subprocess.Popen(program, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout  # noqa: S101 - it was asked for
        for line in process.stdout:
            if line.startswith("{"):
                yield Cost(**json.loads(line))
    if process.returncode:
        raise RuntimeError(f"the measuring ended with {process.returncode}")


def _measured(costs: Sequence[Cost]) -> Iterator[Measured]:
    ordered = sorted(costs, key=lambda each: each.interface)
    for interface, of_it in groupby(ordered, key=lambda each: each.interface):
        group = list(of_it)
        for name, unit, value, most in _PROMISES:
            ranked = sorted((each for each in group if not each.problem), key=value, reverse=True)
            reported = [each for number, each in enumerate(ranked) if value(each) > (most if number else 0)]
            for each in reported:
                title = f"{each.catalog}, {interface}: {name}: {each.family}"
                note = f"{each.seconds:.2f} s, {each.text} bytes, answer {each.answer}"
                yield Measured(title, value(each), unit, at_most=most, note=note)
        for each in group:
            if each.problem:
                yield Measured(f"{each.catalog}, {interface}: {each.family}", 1, "", at_most=0, note=each.problem)


# Code below runs in the measured process.


@dataclass(frozen=True, slots=True)
class Interface:
    """A way in: how a text is sent there, as what comes back in bytes; and how long a text it takes."""

    name: str
    ask: Callable[[str], int]
    longest: int = 2 * LONGEST
    ordinary: str = ""
    """The kind of document that is ordinary there; a log where it is empty."""
    reads_as: str = ""
    """The interface that reads a text just so: what twice the text costs is measured there."""


def measure() -> None:
    """Fill the database with a catalog and print what each family costs, a JSON object a line."""
    import django

    django.setup()
    # Slow requests are what is looked for: no line on each.
    logging.disable(logging.WARNING)
    catalog, chosen = sys.argv[1], json.loads(sys.argv[2])
    _fill(catalog)
    from django.db import connections

    from catalog.store.in_memory import all_catalogs

    catalogs = list(all_catalogs())
    errors = [error for each in catalogs for error in each.errors][:5_000]
    sample = CatalogSample(
        [e.code for e in errors], [case.message for e in errors for case in e.cases[:20] if case.message]
    )
    interfaces = chosen["interfaces"]
    _warm_up()
    costs: dict[str, float] = {}
    for family in ["", *chosen["families"]]:
        connections.close_all()
        queue: multiprocessing.Queue[Any] = multiprocessing.get_context("fork").Queue()
        work = multiprocessing.get_context("fork").Process(
            target=_one, args=(queue, catalog, FAMILIES.get(family), sample, interfaces, catalogs, costs)
        )
        work.start()
        _collect(queue, work, catalog, family, costs)


def _warm_up() -> None:
    """Load the index, and keep the garbage collector from what is loaded, as a server does before it forks workers."""
    import gc

    from catalog.troubleshoot import troubleshoot

    troubleshoot("warm up")
    gc.collect()
    gc.freeze()


def _collect(queue: Any, work: Any, catalog: str, family: str, costs: dict[str, float]) -> None:
    """Read the results of one family's process until it ends or has to be killed."""
    import queue as queues

    doing = "its start"
    while True:
        try:
            result = queue.get(timeout=TIMEOUT_SECONDS)
        except queues.Empty:
            work.kill()
            result = Cost(catalog, doing, family, problem=f"no answer within {TIMEOUT_SECONDS} s")
            print(json.dumps(asdict(result)), flush=True)  # noqa: T201 - to the process that asked
            break
        if result is None:
            break
        if isinstance(result, str):
            doing = result
        elif isinstance(result, dict):
            costs.update(result)
        else:
            print(json.dumps(asdict(result)), flush=True)  # noqa: T201 - as above
    work.join()


def _one(
    queue: Any,
    catalog: str,
    family: Family | None,
    sample: CatalogSample,
    interfaces: list[str],
    catalogs: Sequence[ServiceCatalog],
    costs: dict[str, float],
) -> None:
    """One family through every interface; with none, what ordinary texts cost."""
    with _server() as url:
        for interface in _interfaces(url):
            if interface.name not in interfaces:
                continue
            queue.put(interface.name)
            try:
                if family is None:
                    text = _ordinary_text(interface, catalogs)
                    queue.put({interface.name: min(_timed(interface, text)[0] for _ in range(3))})
                else:
                    cost = _cost(catalog, interface, family, sample, costs[interface.name])
                    if cost.growth > GROWTH or cost.times > TIMES:
                        cost = _measured_again(cost, interface, family, sample, _ordinary_text(interface, catalogs))
                    queue.put(cost)
            except Exception as problem:
                problem_text = f"{type(problem).__name__}: {problem}"[:200]
                queue.put(Cost(catalog, interface.name, family.name if family else "ordinary", problem=problem_text))
        if family and "REST" in interfaces:
            # A text of a megabyte last: what it takes is not given back.
            queue.put("REST")
            megabytes = _megabytes(next(_interfaces(url)), family.text(MEGABYTE, sample))
            queue.put(Cost(catalog, "REST", family.name, megabytes=megabytes, text=MEGABYTE))
    queue.put(None)


def _cost(catalog: str, interface: Interface, family: Family, sample: CatalogSample, ordinary: float) -> Cost:
    texts = [family.text(interface.longest // part, sample) for part in (2, 1)]
    whole = _timed(interface, texts[1])
    half = (0.0, 0) if interface.reads_as or whole[0] < NOTICED else _timed(interface, texts[0])
    return Cost(
        catalog,
        interface.name,
        family.name,
        seconds=whole[0],
        half_seconds=half[0],
        ordinary_seconds=ordinary,
        text=len(texts[1].encode(errors="replace")),
        answer=whole[1],
    )


def _measured_again(cost: Cost, interface: Interface, family: Family, sample: CatalogSample, ordinary: str) -> Cost:
    """The cost once more, each text in turns with the others and the best time of each.

    It may have been the collector of garbage, or the machine: next to a neighbour that works, all take longer than the
    ordinary text took at the start.
    """
    texts = [family.text(interface.longest // part, sample) for part in (2, 1)]
    half, whole, usual = (
        min(times)
        for times in zip(*([_timed(interface, text)[0] for text in (*texts, ordinary)] for _ in range(4)), strict=True)
    )
    return replace(cost, half_seconds=half if cost.half_seconds else 0.0, seconds=whole, ordinary_seconds=usual)


def _timed(interface: Interface, text: str) -> tuple[float, int]:
    begin = time.process_time()
    answer = interface.ask(text)
    return time.process_time() - begin, answer


def _megabytes(interface: Interface, text: str) -> float:
    """How far above what it has now the process goes; 0 where the system does not say."""
    try:
        # Forgets the highest so far.
        Path("/proc/self/clear_refs").write_text("5")
        before = _status("VmRSS")
        interface.ask(text)
        return (_status("VmHWM") - before) / 1024
    except OSError:
        return 0.0


def _status(name: str) -> int:
    return int(Path("/proc/self/status").read_text().split(f"{name}:")[1].split()[0])


def _interfaces(url: str) -> Iterator[Interface]:
    """Every way in; those that need a portal that listens ask the one at ``url``."""
    from django.test import Client

    client = Client(raise_request_exception=False)

    def sent(answer: Any) -> int:
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code >= 500:
            raise RuntimeError(f"status {answer.status_code}")
        return len(content)

    def post(path: str, body: bytes | dict[str, str], **more: Any) -> int:
        return sent(client.post(path, body, **more))

    def raw(text: str) -> bytes:
        return text.encode(errors="replace")

    def batch(text: str) -> bytes:
        items = (text[at : at + 30_000] for at in range(0, len(text), 30_000))
        return b"\n".join(json.dumps(item).encode() for item in items)

    for name, accept in (("REST", "application/json"), ("REST, Markdown", "text/markdown")):
        yield Interface(
            name,
            lambda text, accept=accept: post(  # type: ignore[misc]
                "/api/v1/diagnose", raw(text), content_type="text/plain", headers={"accept": accept}
            ),
            reads_as="" if name == "REST" else "REST",
        )
    yield Interface(
        "batch", lambda text: post("/api/v1/diagnose/batch", batch(text), content_type="application/x-ndjson")
    )
    yield Interface("answer page", lambda text: post("/troubleshoot/", {"body": text}))
    for name, path in (("search", "/api/v1/errors/"), ("list", "/errors/"), ("box", "/find/")):
        yield Interface(name, lambda text, path=path: sent(client.get(path, {"q": text.replace("\x00", "")})), SHORT)  # type: ignore[misc]
    for name, path in (("look-up", "/api/v1/errors/{}/{}/"), ("short way", "/go/{1}")):
        yield Interface(
            name,
            lambda text, path=path: sent(client.get(path.format("imetal", quote(raw(text.replace("\x00", "")))))),  # type: ignore[misc]
            SHORT,
        )
    yield Interface("command", _command("diagnose"), reads_as="REST")
    yield Interface("client", lambda text: _by_client(url, [], raw(text)), reads_as="REST")
    yield Interface(
        "explain", lambda text: _by_client(url, ["explain", f"-{text}".replace("\x00", "")[1:] or "a"], b""), SHORT
    )
    yield Interface("MCP", lambda text: _by_tool(url, text), reads_as="REST")
    for kind in ("txt", "html", "md", "rst", "csv", "json", "yaml"):
        yield Interface(f"import of .{kind}", _command("import_docs", kind), ordinary=kind)


def _command(name: str, kind: str = "txt") -> Callable[[str], int]:
    def ask(text: str) -> int:
        from django.core.management import CommandError, call_command

        out = io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"text.{kind}"
            path.write_text(text, encoding="utf-8", errors="replace", newline="")
            options: dict[str, Any] = {"stdout": out}
            if name == "import_docs":
                options |= {"dry_run": True, "json": True, "service": "attacked"}
            with contextlib.suppress(SystemExit):
                try:
                    call_command(name, str(path), **options)
                except CommandError as problem:
                    out.write(str(problem))
        return len(out.getvalue().encode(errors="replace"))

    return ask


def _by_client(url: str, arguments: list[str], text: bytes) -> int:
    module = _client_module("error_portal")
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(text)), out, io.StringIO()
    try:
        # Options first; what is explained may begin like one.
        given = ["--url", url, *arguments] if not arguments else [arguments[0], "--url", url, "--", *arguments[1:]]
        code = module.main(given)
        complaint = sys.stderr.getvalue()
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    if code == 1:
        raise RuntimeError(complaint[:200])
    return len(out.buffer.getvalue())


def _by_tool(url: str, text: str) -> int:
    import anyio
    from mcp.server.mcpserver.exceptions import ToolError

    server = _client_module("error_portal_mcp").portal_server(_client_module("error_portal").Portal(url))

    async def ask() -> Any:
        return await server.call_tool("diagnose_error", {"text": text})

    try:
        return len(str(anyio.run(ask)).encode(errors="replace"))
    except ToolError as refusal:
        return len(str(refusal))


def _client_module(name: str) -> Any:
    import importlib

    folder = str(_ROOT / "client")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """The portal, listening in this process: what it takes is what the interface takes."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, connections_override=None)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _fill(catalog: str) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    # The pages name their files by what is in them.
    call_command("collectstatic", interactive=False, verbosity=0)
    if catalog == "bundled":
        from catalog.ingest import load_bundled

        load_bundled()
    elif catalog == "hostile":
        from django.utils import timezone

        from benchmarks.hostile_catalog import hostile_catalog
        from catalog.store.publish import publish

        publish(hostile_catalog(), today=timezone.now().date(), as_it_is=True)
    else:
        from benchmarks.searching import fill

        fill()


def _ordinary_text(interface: Interface, catalogs: Sequence[ServiceCatalog]) -> str:
    """A text that is ordinary at an interface, as long as the longest it takes."""
    text = _ordinary_document(interface.ordinary) if interface.ordinary else _ordinary_log(catalogs)
    return text[: interface.longest]


def _ordinary_log(catalogs: Sequence[ServiceCatalog]) -> str:
    """A log whose errors are the catalog's."""
    from benchmarks.made_up import log

    return log([each for each in catalogs if each.errors and each.service.slug != "portal"], MEGABYTE)


def _ordinary_document(kind: str) -> str:
    """A page of errors of ``kind`` as a vendor writes it, as long as the longest text."""
    from benchmarks.made_up import made_up_catalog

    head, row, foot = _DOCUMENTS[kind]
    rows: list[str] = []
    left = 2 * LONGEST - len(head) - len(foot)
    for each in made_up_catalog(3_000):
        for error in each.errors:
            case = error.cases[0]
            line = row % (error.code, case.http_status, case.message, case.description)
            left -= len(line)
            if left < 0:
                return head + "".join(rows) + foot
            rows.append(line)
    raise ValueError("there are too few made-up errors")


_TABLE = "code,http_status,message,description\n", '%s,%s,"%s","%s"\n', ""
_DOCUMENTS = {
    "csv": _TABLE,
    "txt": _TABLE,
    "json": ("[", '{"code": "%s", "http_status": %s, "message": "%s", "description": "%s"},\n', '{"code": "End.1"}]'),
    "yaml": ("", '- code: %s\n  http_status: %s\n  message: "%s"\n  description: "%s"\n', ""),
    "html": (
        "<table><tr><th>Code</th><th>HTTP status</th><th>Message</th><th>Description</th></tr>\n",
        "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
        "</table>",
    ),
    "md": ("| Code | HTTP status | Message | Description |\n|---|---|---|---|\n", "| %s | %s | %s | %s |\n", ""),
    "rst": (
        ".. list-table::\n   :header-rows: 1\n\n   * - Code\n     - HTTP status\n     - Message\n     - Description\n",
        "   * - %s\n     - %s\n     - %s\n     - %s\n",
        "",
    ),
}
"""Beginning, row and end of a document of each kind."""
