"""The public LogHub logs: whether messages, raw lines and whole files find their documented templates.

``data`` is a clone of https://github.com/logpai/loghub or a folder with its ``*_2k.log_structured.csv`` and
``*_2k.log_templates.csv`` files. The data is not part of the project.
"""

from __future__ import annotations

import csv
import importlib
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ratios import Measured
from catalog.diagnosis import CatalogIndex, Guidance, diagnose
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog

PASTE = 10
"""Consecutive lines in a paste of several."""

CONFIDENT = 0.9
_PLACEHOLDER = "<*>"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a log, with the message in it and the template that LogHub gives it."""

    log: str
    raw: str
    message: str
    template: str


@dataclass(slots=True)
class Tally:
    """Answers counted: asked, right, and the misses as (kind of miss, line, what was answered)."""

    total: int = 0
    right: int = 0
    sure: int = 0
    sure_wrong: int = 0
    misses: list[tuple[str, Line, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The right answers among those asked for."""
        return self.right / self.total if self.total else float("nan")


def run(data: Path, *, lines: int = 2000) -> Iterator[Measured]:
    """Measure with at most ``lines`` lines of each log, evenly spread."""
    whole_logs = read_logs(data)
    catalogs = {name: catalog_of(name, each) for name, each in whole_logs.items()}
    logs = {name: each[:: max(1, len(each) // lines)][:lines] for name, each in whole_logs.items()}
    own = {name: CatalogIndex([catalog]) for name, catalog in catalogs.items()}
    merged = CatalogIndex(catalogs.values())
    every = [line for each in logs.values() for line in each]
    note = f"{len(every)} lines of {len(logs)} logs, {sum(len(each.errors) for each in catalogs.values())} templates"

    begin = time.perf_counter()
    by_message = tally((line, diagnose(line.message, own[line.log])) for line in _several_words(every))
    seconds = time.perf_counter() - begin
    one_word = tally((line, diagnose(line.message, own[line.log])) for line in every if _is_one_word(line.template))
    raw = tally((line, diagnose(line.raw, own[line.log])) for line in every)
    raw_merged = tally((line, diagnose(line.raw, merged)) for line in every)
    exact = values_tally((line, diagnose(line.message, own[line.log])) for line in _several_words(every))

    yield Measured("message finds its template, of several words", by_message.share, "", at_least=0.99, note=note)
    yield Measured("message finds its template, of one word", one_word.share, "", note=f"{one_word.total} lines")
    yield Measured("raw line finds its template", raw.share, "", at_least=0.93)
    yield Measured("raw line finds its template among all logs' templates", raw_merged.share, "", at_least=0.93)
    yield Measured("all values of a message exact", exact.share, "", at_least=0.98, note=f"of {exact.total}")
    for what, each in (("message", by_message), ("raw line", raw), ("raw line among all", raw_merged)):
        name = f"wrong among answers at 0.9 and above, {what}"
        wrong = each.sure_wrong / each.sure if each.sure else 0.0
        yield Measured(name, wrong, "", at_most=0.0005, note=f"of {each.sure}")
    yield Measured("ten raw lines: right counts", counted(logs, own, PASTE).share, "", at_least=0.99)
    whole = {name: counted({name: each}, own, lines) for name, each in logs.items()}
    total, right = sum(each.total for each in whole.values()), sum(each.right for each in whole.values())
    note = ", ".join(f"{name} {each.share:.2f}" for name, each in whole.items() if each.share < 0.95)
    yield Measured("a whole file: right counts", right / total, "", at_least=0.95, note=note)
    yield from _peer(logs, by_message.total, seconds)


def read_logs(data: Path) -> dict[str, list[Line]]:
    """The lines of each log below ``data``, by the log's name.

    Raises:
        FileNotFoundError: when there are none.
    """
    logs = {}
    for path in sorted(data.rglob("*_2k.log_structured.csv")):
        name = path.name.partition("_")[0]
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        raw = path.with_name(f"{name}_2k.log").read_text("utf-8", "replace").split("\n")
        logs[name] = [
            Line(name, text.rstrip("\r"), row["Content"], row["EventTemplate"])
            for row, text in zip(rows, raw, strict=False)
        ]
    if not logs:
        raise FileNotFoundError(f"{data} has no *_2k.log_structured.csv: give a clone of logpai/loghub")
    return logs


def catalog_of(name: str, lines: Iterable[Line]) -> ServiceCatalog:
    """A service whose errors are the templates of a log."""
    templates = dict.fromkeys(line.template for line in lines)
    errors = (
        KnownError(name.lower(), f"{name.upper()}-LH.{number:04d}", (ErrorCase(template, solution="Made up."),))
        for number, template in enumerate(templates)
    )
    return ServiceCatalog(Service(name.lower(), name=name), tuple(errors))


def tally(answers: Iterable[tuple[Line, Guidance]]) -> Tally:
    """Count the answers whose first finding is the line's template."""
    count = Tally()
    for line, guidance in answers:
        count.total += 1
        finding = guidance.findings[0]
        best = finding.matches[0] if finding.matches else None
        is_right = best is not None and is_of(best.service, best.case, line) and finding.outcome == "known"
        count.right += is_right
        if best is not None and finding.outcome == "known" and best.confidence >= CONFIDENT:
            count.sure += 1
            count.sure_wrong += not is_right
        if not is_right:
            count.misses.append((finding.outcome, line, best.case.message if best else ""))
    return count


def is_of(service: str, case: ErrorCase, line: Line) -> bool:
    """Return whether a case is the template of a line; two logs may have the same template."""
    return case.message == line.template


def values_tally(answers: Iterable[tuple[Line, Guidance]]) -> Tally:
    """Count the messages that found their template and have all its values as the message has them."""
    count = Tally()
    for line, guidance in answers:
        best = next(iter(guidance.findings[0].matches), None)
        right = values_of(line)
        if right is None or best is None or best.case.message != line.template:
            continue
        count.total += 1
        values = tuple(" ".join(value.split()) for each in best.parameters for value in each.values or ("",))
        count.right += values == right
        if values != right:
            count.misses.append((repr(values), line, repr(right)))
    return count


def values_of(line: Line) -> tuple[str, ...] | None:
    """Return the shortest values of a message's placeholders; None if message and template do not fit.

    The templates are LogHub's own, matched against LogHub's own messages: they may be compiled.
    """
    if _PLACEHOLDER not in line.template:
        return None
    pattern = "(.*?)".join(re.sub(r"(?:\\ )+", r"\\s+", re.escape(each)) for each in line.template.split(_PLACEHOLDER))
    match = re.fullmatch(pattern, line.message.strip())
    return tuple(" ".join(value.split()) for value in match.groups()) if match else None


def counted(logs: Mapping[str, Sequence[Line]], indexes: Mapping[str, CatalogIndex], size: int) -> Tally:
    """Count the templates that pastes of ``size`` lines are told to have as often as they do.

    Asked for are those whose every line in the paste finds its template when it is pasted alone.
    """
    count = Tally()
    for name, lines in logs.items():
        alone = [not tally([(line, diagnose(line.raw, indexes[name]))]).misses for line in lines]
        for first in range(0, len(lines), size):
            piece = lines[first : first + size]
            there = Counter(line.template for line in piece)
            missed = {line.template for line, template in zip(piece, alone[first:], strict=False) if not template}
            guidance = diagnose("\n".join(line.raw for line in piece), indexes[name])
            counts: Counter[str] = Counter()
            for finding in guidance.findings:
                if finding.matches:
                    counts[finding.matches[0].case.message] += finding.occurrences
            for template in there.keys() - missed:
                count.total += 1
                count.right += counts[template] == there[template]
                if counts[template] != there[template]:
                    line = next(each for each in piece if each.template == template)
                    count.misses.append((f"{counts[template]} for {there[template]}", line, ""))
    return count


def _several_words(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not _is_one_word(line.template)]


def _is_one_word(template: str) -> bool:
    """Return whether a template has fewer than two words of its own."""
    words = [word for word in template.replace(_PLACEHOLDER, " ").split() if any(map(str.isalnum, word))]
    return len(words) < 2


def _peer(logs: Mapping[str, Sequence[Line]], count: int, seconds: float) -> Iterator[Measured]:
    """The same messages found by Drain3: taught the templates, and trained on the messages themselves."""
    try:
        drain = importlib.import_module("drain3.drain")
    except ImportError:
        yield Measured("Drain3", float("nan"), note="not installed: pip install drain3")
        return
    right = total = grouped = 0
    spent = 0.0
    for lines in logs.values():
        miner, trained = drain.Drain(), drain.Drain()
        templates: dict[int, str] = {}
        for template in dict.fromkeys(line.template for line in lines):
            templates.setdefault(miner.add_log_message(template)[0].cluster_id, template)
        clusters: dict[int, Counter[str]] = {}
        for line in _several_words(lines):
            clusters.setdefault(trained.add_log_message(line.message)[0].cluster_id, Counter())[line.template] += 1
            begin = time.perf_counter()
            cluster = miner.match(line.message)
            spent += time.perf_counter() - begin
            total += 1
            right += cluster is not None and templates.get(cluster.cluster_id) == line.template
        grouped += sum(max(each.values()) for each in clusters.values())
    yield Measured("Drain3 taught the templates: message finds its template", right / total, "")
    yield Measured("Drain3 trained on the messages: lines in their group", grouped / total, "")
    yield Measured("Drain3's match to diagnose(), a message", (spent / total) / (seconds / count))
