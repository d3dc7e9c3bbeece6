"""Several documents about one service: the pages of a folder or an archive, or one document for each code."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from catalog.intake.code_patterns import is_token, kind_of, pattern_of
from catalog.intake.columns import meaning_of
from catalog.intake.documents import Document, IntakeError, open_document
from catalog.intake.entries import Line, single_entry
from catalog.intake.heads import Head, head_of
from catalog.intake.hints import CODE_SOURCES, NO_HINTS, Hints
from catalog.intake.markdown_extensions import front_matter
from catalog.intake.reading import Reading, read_document
from catalog.intake.rows import Rows
from catalog.intake.tables import lines_of
from catalog.known_error import Service, ServiceCatalog, Source

_PAGES = frozenset((".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".wiki", ".txt", ".html", ".htm"))
_NO_PAGES = re.compile(r"(?:readme|index|_index|contributing|license|changelog|toc|sidebar|summary)\b", re.IGNORECASE)
_CODE_KEYS = ("code", "error_code", "errorcode", "error-code", "rule", "rule_id", "id")
_SUMMARY_KEYS = ("description", "summary", "excerpt")
_STATED = ("http_status", "description", "solution", "alias", "retryable", "severity")
_TITLE_KEYS = ("title", "name", "sidebar_label")
_FEWEST = 2
_MOST = 0.8


@dataclass(frozen=True, slots=True)
class Folder:
    """Documents of a folder that were read, by name, and those that were skipped, with the reason."""

    readings: tuple[tuple[str, Reading], ...]
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A document that may be about a single code: its title, what its front matter says, its name."""

    name: str
    document: Document
    title: str
    keys: dict[str, str]


def read_folder(
    documents: Sequence[tuple[str, bytes]],
    *,
    service: str | None,
    service_name: str | None,
    today: date,
    hints: Hints = NO_HINTS,
    step: Callable[[int], object] = int,
) -> Folder:
    """Read the documents of a folder. ``step`` is told of every number of documents done.

    Raises:
        IntakeError: when none of them is about errors.
    """
    if not documents:
        raise IntakeError("it has no documents of a supported format")
    if service is None:
        raise IntakeError("a folder does not name its service; add --service SLUG")
    if single := _one_for_each_code(documents, hints.code_from):
        pages, named = single
        step(len(documents))
        taken = {page.name for page in pages}
        others = tuple(
            (name, "it is about no single code, as the others are") for name, _ in documents if name not in taken
        )
        return Folder(_of_single_codes(pages, named, service, service_name, today, hints), others)
    readings: list[tuple[str, Reading]] = []
    skipped: list[tuple[str, str]] = []
    for name, data in documents:
        try:
            reading = read_document(
                data, name=name, service=service, service_name=service_name, today=today, hints=hints
            )
        except IntakeError as problem:
            skipped.append((name, str(problem)))
        else:
            readings.append((name, reading))
        step(1)
    if not readings:
        first = f"; the first: {skipped[0][0]}: {skipped[0][1]}" if skipped else ""
        raise IntakeError(f"none of its {len(documents)} documents has error codes{first}"[:500])
    return Folder(tuple(readings), tuple(skipped))


def _one_for_each_code(
    documents: Sequence[tuple[str, bytes]], code_from: str | None
) -> tuple[list[_Page], list[Head]] | None:
    """The pages with their codes, where each is about a single one; None where they are not."""
    files = [
        (name, data)
        for name, data in documents
        if PurePosixPath(name).suffix.lower() in _PAGES and not _NO_PAGES.match(PurePosixPath(name).name)
    ]
    if len(files) < _FEWEST or (len(files) * 2 < len(documents) and not code_from):
        return None
    pages = list(_opened(files))
    ways = (code_from,) if code_from else ("front-matter", "title", "name")
    for way in ways:
        heads = [_head(page, way) for page in pages]
        kept = [(page, head) for page, head in zip(pages, heads, strict=True) if head is not None]
        if not code_from:
            kept = _alike(kept)
        if code_from and not kept:
            raise IntakeError(f"none of the documents names its code in its {code_from}")
        if code_from or _are_codes(kept, len(pages), way):
            return [page for page, _ in kept], [head for _, head in kept]
    return None


def _opened(files: Sequence[tuple[str, bytes]]) -> Iterator[_Page]:
    for name, data in files:
        try:
            document = open_document(data, name=name, format="auto")
        except IntakeError:
            continue
        if document.format not in ("markdown", "text", "rst", "asciidoc", "wiki", "html"):
            continue
        if PurePosixPath(name).suffix.lower() in (".md", ".mdx", ".markdown"):
            document = replace(document, format="markdown")
        keys = {
            key.casefold(): str(value) for key, value in front_matter(document.text).items() if isinstance(value, str)
        }
        title = next((keys[key] for key in _TITLE_KEYS if key in keys), "")
        first = next((line.text.strip() for line in lines_of(document) if line.level == 1), "") if not title else ""
        yield _Page(name, document, title or first, keys)


def _head(page: _Page, way: str) -> Head | None:
    """The code of a page, by one of the ways in which pages name theirs."""
    if way not in CODE_SOURCES:
        raise IntakeError(f"{way!r} is no place of a code; these are: {', '.join(CODE_SOURCES)}")
    if way == "front-matter":
        code = next((page.keys[key] for key in _CODE_KEYS if key in page.keys), "")
        return Head(code, (), "" if head_of(page.title, marked=True) else page.title) if is_token(code) else None
    if way == "title":
        head = head_of(page.title, marked=True)
        if head is None or (head.message and not head.weak):
            return head
        # The first heading says what the title only calls by its code.
        first = next((line.text for line in lines_of(page.document) if line.head and line.text != page.title), "")
        inner = head_of(first, marked=True)
        return inner if inner is not None and inner.code == head.code and inner.message else head
    stem = PurePosixPath(page.name).stem
    if not is_token(stem):
        return None
    head = head_of(page.title, marked=True)
    return Head(stem, (), head.message if head else "" if page.title == stem else page.title)


def _are_codes(kept: list[tuple[_Page, Head]], count: int, way: str) -> bool:
    """Return whether the names of pages are codes: one for each page, all alike, and equal to the titles."""
    codes = [head.code for _, head in kept]
    if len(codes) < max(_FEWEST, _MOST * count) or len(set(codes)) < len(codes):
        return False
    same = sum(head.code.casefold() == PurePosixPath(page.name).stem.casefold() for page, head in kept)
    if way == "title":
        return same >= _MOST * len(codes) or _are_alike(codes)
    return _are_alike(codes) or (way == "front-matter" and same >= _MOST * len(codes))


def _alike(kept: list[tuple[_Page, Head]]) -> list[tuple[_Page, Head]]:
    """The pages without the few whose codes are plain words, where those of nearly all are built like codes."""
    words = [(page, head) for page, head in kept if kind_of(head.code) in ("word", "joined", "delimited")]
    return [each for each in kept if each not in words] if 0 < len(words) < (1 - _MOST) * len(kept) else kept


def _are_alike(codes: Sequence[str]) -> bool:
    """Return whether most codes have the same numbered pattern, or are capitals."""
    kinds = Counter(pattern_of(code) if kind_of(code) == "numbered" else kind_of(code) for code in codes)
    kind, count = kinds.most_common(1)[0]
    return count >= _MOST * len(codes) and kind not in ("", "word", "joined", "delimited", "spaced")


def _of_single_codes(
    pages: Sequence[_Page], heads: Sequence[Head], service: str, service_name: str | None, today: date, hints: Hints
) -> tuple[tuple[str, Reading], ...]:
    """All pages as one reading: their texts by labels and headings, up to the first heading of no known meaning."""
    rows: Rows | None = None
    first = pages[0].name if pages else ""
    for page, head in zip(pages, heads, strict=True):
        digest = hashlib.sha256(page.document.text.encode()).hexdigest()
        source = Source(None, None, today, digest)
        rows = rows or Rows(service, source, hints)
        rows.source = source
        rows.add(
            0,
            _stated(page) | {name: text for name, text in single_entry(head, _body(page, head)).items() if text},
            place=page.name,
        )
    if rows is None or not rows.cases:
        raise IntakeError("none of the documents has a code")
    facts = Service(slug=service, name=service_name or "")
    folder = str(PurePosixPath(first).parent)
    reading = Reading(
        "folder",
        (ServiceCatalog(facts, rows.errors),),
        tuple(rows.rejected),
        skipped=rows.skipped,
        doubtful=tuple(rows.doubtful),
    )
    return ((f"{len(pages)} documents" if folder == "." else f"{len(pages)} documents in {folder}", reading),)


def _stated(page: _Page) -> dict[str, str]:
    """The fields that a page's front matter states; its text may say more of them."""
    fields: dict[str, str] = {}
    for key, value in page.keys.items():
        meaning = meaning_of(key.replace("_", " ").replace("-", " "))
        if key in _SUMMARY_KEYS:
            meaning = "description"
        if meaning in _STATED and value and key not in _CODE_KEYS:
            fields.setdefault(meaning, value)
    return fields


def _body(page: _Page, head: Head) -> Iterator[Line]:
    """The lines of a page without its title, and without a heading that says its code again."""
    titled = False
    for line in lines_of(page.document):
        if line.level == 1 and not titled:
            titled = True
        elif not line.head or (inner := head_of(line.text, marked=True)) is None or inner.code != head.code:
            yield line
