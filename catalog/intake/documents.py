"""Documents: their text, and their format as detected from the content."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import PurePath

from catalog.intake.encodings import decoded

FORMATS = (
    "text",
    "html",
    "markdown",
    "rst",
    "asciidoc",
    "wiki",
    "man",
    "csv",
    "tsv",
    "json",
    "yaml",
    "toml",
    "xlsx",
    "source",
    "po",
    "properties",
    "xml",
    "sql",
    "openapi",
    "botocore",
)
"""The formats that are read."""

LARGEST_DOCUMENT = 60 * 1024 * 1024
"""Bytes of a document that are read, unpacked ones too; a larger one is refused."""

_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rst": "rst",
    **dict.fromkeys((".adoc", ".asciidoc", ".asc"), "asciidoc"),
    ".xlsx": "xlsx",
    ".mdx": "markdown",
    ".po": "po",
    ".pot": "po",
    ".properties": "properties",
    ".xml": "xml",
    ".resx": "xml",
    ".sql": "sql",
    **dict.fromkeys(
        (
            ".h",
            ".hpp",
            ".hh",
            ".inc",
            ".def",
            ".c",
            ".cc",
            ".cpp",
            ".go",
            ".py",
            ".java",
            ".cs",
            ".rs",
            ".ts",
            ".js",
            ".mjs",
            ".cjs",
            ".kt",
            ".scala",
            ".swift",
            ".php",
            ".rb",
            ".proto",
            ".thrift",
        ),
        "source",
    ),
}

_HTML = re.compile(
    r"<!doctype html|<html\b|<table\b[^<>]{0,500}>\s*<(?:caption|thead|tbody|colgroup|tr)\b", re.IGNORECASE
)
_RST = re.compile(
    r"^\.\. (?:_[\w-]+:|(?:list-|csv-)?table::|note::|code-block::|contents::|toctree::|include::|image::)|^\+=[=+]+\+$"
    r"|^[ \t]*={3,}(?:[ \t]+={3,})+[ \t]*$",
    re.MULTILINE,
)
_ASCIIDOC = re.compile(r"^\|={3,}[ \t]*\n(?:.*\n)*?\|={3,}[ \t]*$", re.MULTILINE)
_MANUAL = re.compile(r"^\.(?:TH[ \t]+\S|Dd[ \t])[^\n]*\n(?:[^\n]*\n){0,200}?\.S[Hh][ \t]", re.MULTILINE)
"""The title of a manual page and its first section, as macros of roff."""
_WIKI = re.compile(
    r"^(?:\|\|(?:[^|\n]{1,200}\|\|){2,60}|\|(?:_\.[^|\n]{1,200}\|){2,60}|\^(?:[^|^\n]{1,200}\^){2,60}"
    r"|\|(?:=[^|\n]{1,200}\|){2,60})[ \t]*$",
    re.MULTILINE,
)
"""A row of a wiki's table in which every cell is marked as a heading."""
_MARKDOWN_RULE = re.compile(r"^[ \t]{0,3}\|?[ \t]*:?-{1,}:?[ \t]*(?:\|[ \t]*:?-{1,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_MARKDOWN_SUBHEADING = re.compile(r"^#{2,6} \S", re.MULTILINE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MAGIC_TABLE = re.compile(r"^[ \t]{0,40}\[block:parameters\]", re.MULTILINE)
_YAML = re.compile(
    r"\s*(?:---[ \t]*\n|(?:#[^\n]*\n\s*)*(?:- )?[\w\"'.-]{1,60}:(?:[ \t]+\S|[ \t]*\n[ \t]*(?:-[ \t]|[\w\"'.-]+:)))"
)
_TOML = re.compile(
    r"(?:\s*#[^\n]*\n)*\s*\[{1,2}[\w.\"' :-]{1,100}\]{1,2}[ \t]*\n\s*[\w\"-]{1,60}[ \t]*=[ \t]*[\"'\[{\d]"
)
_PROPERTY = re.compile(
    r"[ \t]*(?:(?P<key>[\w.$-]{1,200})[ \t]*=(?!=|[ \t]*[\"'])(?P<text>.*)"
    r"|\"(?P<quoted>[^\"\\]{1,200})\"[ \t]*=[ \t]*\"(?P<inner>.*)\"[ \t]*;[ \t]*)"
)
_WEB_PAGE = re.compile(r"<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_TABLE_OF_HTML = re.compile(r"<table\b", re.IGNORECASE)
_WIKI_TABLE = re.compile(
    r"^[ \t:*#]{0,20}\{\|[ \t]{0,20}(?:$|[\w-]{1,30}[ \t]{0,20}=|\{\{)|(?P<end>^[ \t]{0,20}\|\})", re.MULTILINE
)
"""The beginning of a table of MediaWiki, or the end of one."""

_DOCBOOK = re.compile(r"<(?:variablelist|varlistentry|informaltable|tgroup)\b")
_TABLE_OF_DOCBOOK = re.compile(r"<tgroup\b")
_OF_FUNCTIONS = re.compile(r"<(?:method|func|class)synopsis\b")


_MOST_LINES = 0.9
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,100}")


class IntakeError(ValueError):
    """A document that cannot be read. The text is one line that says what was looked for, or what to do."""


def is_slug(text: str) -> bool:
    """Return whether a text can be a service's slug."""
    return bool(_SLUG.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Document:
    """A document and the format it is read as: its text, the line ends all ``\\n``; for a workbook, its bytes."""

    name: str
    text: str
    format: str
    data: bytes = b""


def open_document(data: bytes, *, name: str, format: str) -> Document:
    """Decode a document and tell its format. What is packed with gzip is unpacked.

    Raises:
        IntakeError: when it is too large, empty, or no text.
    """
    if format not in ("auto", *FORMATS):
        raise IntakeError(f"the format {format} is not supported; use one of {', '.join(FORMATS)}")
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
        name = name.removesuffix(".gz")
    if len(data) > LARGEST_DOCUMENT:
        raise IntakeError(f"the document has more than {LARGEST_DOCUMENT // 1024 // 1024} MB; split it")
    if format == "xlsx" or (format == "auto" and data.startswith(b"PK\x03\x04")):
        return Document(name, "", "xlsx", data)
    text = decoded(data)
    if text is None:
        raise IntakeError(
            "the document is not text: save it as UTF-8 text, HTML, Markdown, CSV, JSON, YAML, XML or XLSX"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise IntakeError("the document is empty")
    return Document(name, text, _format_of(text, name) if format == "auto" else format)


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(LARGEST_DOCUMENT + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise IntakeError(f"the document cannot be unpacked: {problem}") from None


def _format_of(text: str, name: str) -> str:
    ending = _ENDINGS.get(PurePath(name).suffix.lower())
    if ending == "toml" or (ending is None and _TOML.match(text)):
        return "toml"
    if ending in ("source", "po", "properties", "sql"):
        return ending
    if ending is None and _has_properties(text):
        return "properties"
    if ending is None and is_mediawiki(text):
        return "html"
    if ending in (None, "markdown") and _MAGIC_TABLE.search(text):
        return "markdown"
    if text.lstrip()[:1] in "{[":
        try:
            json.loads(text)
        except RecursionError:
            return ending or "json"
        except ValueError:
            # A page may begin with a sample body; JSON that is broken is better reported as JSON.
            if ending is None and _is_json_a_line(text):
                return "json"
            return ending or "text"
        return "json"
    if ending in ("csv", "tsv", "rst", "yaml", "asciidoc"):
        return ending
    if ending is None and _MANUAL.search(text[:50_000]):
        return "man"
    begin = text.lstrip()[:2000]
    if ending == "markdown" and _MARKDOWN_HEADING.search(text) and not _WEB_PAGE.match(begin):
        # A comment at its beginning and a tag that a text quotes make no page of HTML.
        return (
            "rst"
            if _RST.search(text) and not _has_pipe_table(text) and not _MARKDOWN_SUBHEADING.search(text)
            else ending
        )
    if begin.startswith("<") and (_HTML.search(text) or _TABLE_OF_HTML.search(text) or is_docbook(text)):
        return "html"
    if begin.startswith("<?xml") or (ending == "xml" and begin.startswith("<")):
        return "xml"
    if _RST.search(text):
        return "rst"
    if _ASCIIDOC.search(text):
        return "asciidoc"
    if _has_pipe_table(text) or (_MARKDOWN_HEADING.search(text) and _TABLE_OF_HTML.search(text)):
        return "markdown"
    if ending not in ("html", "markdown") and _WIKI.search(text):
        return "wiki"
    if _HTML.search(text):
        return "html"
    if ending in ("html", "markdown"):
        return ending
    if format_name := _delimited(text) or ("yaml" if _YAML.match(text) and _reads_as_data(text) else None):
        return format_name
    return "markdown" if len(_MARKDOWN_SUBHEADING.findall(text[:200_000])) > 1 else "text"


def is_docbook(text: str) -> bool:
    """Return whether a text has tables of DocBook, or lists of it that are not of a function's or a class's names."""
    return bool(_TABLE_OF_DOCBOOK.search(text) or (_DOCBOOK.search(text) and not is_of_functions(text)))


def is_mediawiki(text: str) -> bool:
    """Return whether a text has a table in the markup of MediaWiki, and is no page of HTML that shows some."""
    is_begun = False
    for mark in _WIKI_TABLE.finditer(text):
        if mark["end"] and is_begun:
            return not _WEB_PAGE.search(text[:2000])
        is_begun = is_begun or not mark["end"]
    return False


def is_of_functions(text: str) -> bool:
    """Return whether a text of DocBook is about functions or classes."""
    return bool(_OF_FUNCTIONS.search(text))


def _has_properties(text: str) -> bool:
    """Return whether most of the first lines give keys their texts, each key once: ``E1001=The disk is full``."""
    lines = [line for line in text[:20_000].split("\n")[:400] if line.strip() and line.lstrip()[0] not in "#!/*"]
    # A line that goes on in the next one ends with a backslash.
    lines = [line for above, line in zip(["", *lines], lines, strict=False) if not above.endswith("\\")]
    entries = [match for line in lines if (match := _PROPERTY.fullmatch(line))]
    keys = {match["key"] or match["quoted"] for match in entries}
    # Settings have keys, too; their values are single words.
    texts = sum(" " in (match["text"] or match["inner"] or "").strip() for match in entries)
    return 2 < len(keys) == len(entries) >= _MOST_LINES * len(lines) and texts * 2 > len(entries)


def _is_json_a_line(text: str) -> bool:
    """Return whether most of the first lines are JSON objects of their own."""
    lines = [line for line in text[:20_000].split("\n")[:6] if line.strip()]
    objects = sum(map(_is_json_object, lines))
    return objects > 1 and objects * 2 > len(lines)


def _is_json_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _has_pipe_table(text: str) -> bool:
    """Return whether a Markdown delimiter row stands below a line with as many cells."""
    for match in _MARKDOWN_RULE.finditer(text):
        above = text[text.rfind("\n", 0, max(0, match.start() - 1)) + 1 : match.start()]
        if 0 < match[0].strip().strip("|").count("|") <= above.strip().strip("|").count("|"):
            return True
    return False


def _delimited(text: str) -> str | None:
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    while len(lines) > 1 and lines[0].startswith(("#", "sep=")) and not lines[0].startswith("# "):
        lines = lines[1:]
    first = lines[0]
    if (
        re.search(r"(?i)\bcode|码|código|fehler", first)
        and len(first) < 500
        and not first.lstrip().startswith(("|", "+"))
    ):
        for mark, format_name in (("\t", "tsv"), (",", "csv"), (";", "csv")):
            if mark == "\t" and "code" not in first.split("\t"):
                # Copied out of a browser: merged cells leave rows short, which data never are.
                continue
            if mark in first and all(mark in line for line in lines[1:2]):
                return format_name
    return None


def _reads_as_data(text: str) -> bool:
    """Return whether most lines are those of a YAML document: keys, items, or indented below them."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    keys = [line.partition(":")[0] for line in lines if re.match(r"[\w\"'.-]", line)]
    if "---" not in lines and len(set(keys)) < len(keys):
        # Labels that come again, as in a text; in data each key is there once.
        return False
    shaped = sum(1 for line in lines if re.match(r"\s+\S|-\s|#|---|[\w\"'./{}-]{1,80}:(?:\s|$)", line))
    return shaped >= 0.9 * len(lines)
