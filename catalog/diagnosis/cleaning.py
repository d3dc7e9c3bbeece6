"""Strip prefixes and markup added by clipboards, terminals, mail clients and loggers.

Each step is linear in the text and leaves alone what it does not recognise.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from catalog.diagnosis.decoding import without_base64, without_form, without_hex, without_percents
from catalog.diagnosis.evidence import CleaningRule
from catalog.diagnosis.numbers import LONGEST_TEXT, NARROWEST

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MANY_LINES = re.compile(r"\n(?>(?:[ \t]{0,200}\n){40,})")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_ANSI = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[ -/]?[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[@-Z\\-_])|\x1b")
_BARE_ANSI = re.compile(r"\[(?:[0-9]|[349]\d)(?:;\d{0,3}){0,4}m(?![,\]])")
_BARE_RESET = re.compile(r"\[0?(?:;\d{0,3})?m(?![,\]]|[./-]*\w)")
_ENTITY = re.compile(r"&(?:quot|apos|lt|#0*39|#0*34|#x0*27|#x0*22);", re.IGNORECASE)
_TAG = re.compile(r"</[A-Za-z][\w.:-]{0,60}\s?>")
_HTML = re.compile(r"<(?:!doctype html|html|body|table|tr|div|p|pre|h[1-6])\b", re.IGNORECASE)
_HTML_BREAK = re.compile(
    r"<(?:br|hr)\b[^<>]{0,300}>|</(?:p|div|tr|li|h[1-6]|title|center|pre|address|ul|ol|table)\s?>", re.I
)
_HTML_CELL = re.compile(r"</(?:td|th|dt)\s?>", re.IGNORECASE)
_HTML_HIDDEN = re.compile(r"<(script|style)\b[^<]*(?:<(?!/\1)[^<]*)*</\1\s?>", re.IGNORECASE)
_HTML_DOCUMENT = re.compile(r"<(?:!doctype html|html|body)\b.*?(?:</html\s?>|\Z)", re.IGNORECASE | re.DOTALL)
_HTML_WRITTEN = re.compile(r"(</?(?:pre|textarea)\b[^<>]{0,300}>)", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_HTML_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_BOX = re.compile(r"^[ \t]*[│┃|╷╵╭╰├└┌]{1,2}(?:[ \t]|$)")
_BOX_END = re.compile(r"[ \t]{0,400}[│┃]$")
_MARGIN = re.compile(r"^[ \t]*+[>│┃╷╵]", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?){1,20}")
_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_CI_TIME = re.compile(rf"^{_TIME}[ \t](?:std(?:out|err) [FP] )?(?:##\[\w{{1,20}}\])?", re.MULTILINE)
_SERVICE = re.compile(r"^[\w./-]{1,60}[ \t]{1,20}\|[ \t]?", re.MULTILINE)
_PRINTED = re.compile(r"^(?:(?:remote|hint): ?|[VDIWEF]/flutter ?\([ ]*\d+\): ?)", re.MULTILINE)
"""Prefix that git writes before each line of the remote's output, and Android before each line that Flutter prints."""

_DIFF = re.compile(r"^[+ -]", re.MULTILINE)
_DIFF_HEAD = re.compile(r"^(?:@@ |diff --git |\+\+\+ )", re.MULTILINE)
_TITLE = re.compile(r"\[[a-z ]{3,30}\]")
"""A line that begins a part of a log's record: ``[stacktrace]``."""

_SOME = re.compile(r"""\b(?:Some|int)\(("(?>(?:[^"\\\n]|\\.){0,4000})"|-?\d{1,12})\)""")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text as its sender had it before him.

    ``rejoined`` is the same with lines joined that a terminal may have broken, None where none look so; which of the
    two is right, only their reading tells.
    """

    text: str
    rejoined: str | None
    truncated: bool


def clean(text: str) -> Cleaned:
    """Strip what is not the error's own."""
    truncated = len(text) > LONGEST_TEXT
    text = text[:LONGEST_TEXT]
    for rule in RULES:
        text = rule.change(text)
    joined = _without_wraps(text)
    return Cleaned(text, joined if joined != text else None, truncated)


def _plain_letters(text: str) -> str:
    """No halves of characters, no invisible ones, one kind of line end."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _MANY_LINES.sub("\n\n", text)
    if text.replace("\n", "").isprintable():
        return text
    text = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    text = _ANSI.sub("", text) if "\x1b" in text else text
    return _INVISIBLE.sub("", text)


def _without_colours(text: str) -> str:
    """Colour marks that lost their escape character on the way."""
    return _BARE_ANSI.sub("", text) if _BARE_RESET.search(text) else text


def _without_entities(text: str) -> str:
    """HTML entities, where they stand for the text's own quotes and brackets and not for a markup's content."""
    for _ in range(3):
        if "&" not in text or not _ENTITY.search(text) or _TAG.search(text):
            break
        text = html.unescape(text)
    return text


def _without_page(text: str) -> str:
    """The words of a web page: its blocks as lines, its table cells apart by tabs."""
    if "<" not in text or not _HTML.search(text):
        return text
    text = _HTML_HIDDEN.sub(" ", text)
    # In a document, the source's lines are none of the page's.
    text = _HTML_DOCUMENT.sub(_without_breaks, text)
    text = _HTML_TAG.sub("", _HTML_CELL.sub("\t", _HTML_BREAK.sub("\n", text)))
    return html.unescape(text)


def _without_breaks(document: re.Match[str]) -> str:
    """An HTML document without line ends, but for those of preformatted text."""
    pieces = _HTML_WRITTEN.split(document[0])
    # Tags of preformatted text stand between the pieces of others.
    return "".join(
        piece if at % 2 or (at and pieces[at - 1][1] != "/") else _BLANKS.sub(" ", piece)
        for at, piece in enumerate(pieces)
    )


def _without_margins(text: str) -> str:
    """Strip the margins of lines: quote marks, box borders, container names, timestamps."""
    if "\n" not in text and not text.startswith((">", "│")):
        return text
    # To look for a mark anywhere takes a hundredth of what a search at each place takes.
    for _ in range(3):
        if not any(mark in text for mark in ">│┃╷╵") or not _MARGIN.search(text):
            break
        text = "\n".join(_unquoted(text.split("\n")))
    if any(mark in text for mark in ("remote:", "hint:", "/flutter")):
        text = _PRINTED.sub("", text)
    for prefix, mark in ((_CI_TIME, ":"), (_SERVICE, "|")):
        if mark in text and prefix.search(text):
            text = "\n".join(_without_repeated(text.split("\n"), prefix))
    is_diff = any(head in text for head in ("@@ ", "diff --git ", "+++ "))
    return _DIFF.sub("", text) if is_diff and _DIFF_HEAD.search(text) else text


def _unquoted(lines: list[str]) -> list[str]:
    result = []
    for line in lines:
        begin = line.lstrip(" \t")[:1]
        if begin == ">":
            line = _QUOTE.sub("", line)
        elif begin in "│┃╷╵" and begin:
            line = _BOX_END.sub("", _BOX.sub("", line))
        result.append(line)
    return result


def _without_repeated(lines: list[str], pattern: re.Pattern[str]) -> list[str]:
    """A prefix that several lines in a row have and behind which a structure goes on from line to line."""
    cleaned = list(lines)
    run: list[tuple[int, re.Match[str]]] = []

    def close() -> None:
        inside = [line[match.end() :] for (number, match), line in ((each, lines[each[0]]) for each in run)]
        if len(run) > 1 and any(piece[:1] in " \t}]" or piece.strip() in ("{", "[", "}", "]") for piece in inside):
            for (number, _), piece in zip(run, inside, strict=True):
                cleaned[number] = piece

    for number, line in enumerate(lines):
        match = pattern.match(line)
        if match:
            run.append((number, match))
        elif run:
            close()
            run = []
    close()
    return cleaned


def _without_wraps(text: str) -> str:
    """Lines that a terminal broke at its edge, joined again: equally long ones, inside brackets left open."""
    if "\n" not in text or not ("{" in text or "[" in text):
        return text
    lines = text.split("\n")
    result: list[str] = []
    at = 0
    while at < len(lines):
        width = len(lines[at])
        if width < NARROWEST:
            result.append(lines[at])
            at += 1
            continue
        end, depth = at, _depth(lines[at])
        while depth > 0 and end + 1 < len(lines) and len(lines[end]) == width:
            # A line that is set in is one of its own.
            if not 0 < len(lines[end + 1]) <= width or lines[end + 1].startswith(("  ", "\t")):
                break
            if _TITLE.fullmatch(lines[end + 1]):
                break
            end += 1
            depth += _depth(lines[end])
        result.append("".join(lines[at : end + 1]))
        at = end + 1
    return "\n".join(result)


def _depth(line: str) -> int:
    return line.count("{") + line.count("[") - line.count("}") - line.count("]")


def _without_options(text: str) -> str:
    """Rust's ``Some("…")`` and PHP's ``int(…)`` as what is inside."""
    return _SOME.sub(r"\1", text) if "Some(" in text or "int(" in text else text


RULES = (
    CleaningRule(
        "clean-letters",
        "Clipboards bring along invisible characters, halves of characters, terminal colours and other line ends.",
        _plain_letters,
        {"a\u200bb\r\nc\x1b[31md\x1b[0m": "ab\ncd", "\ufeffMetal.0100": "Metal.0100"},
        ("a\n\nb", "Größe 号 é"),
    ),
    CleaningRule(
        "clean-colours",
        "A colour mark loses its escape character on the way; one that resets the colour tells it from an index.",
        _without_colours,
        {"[31mError[0m: gone": "Error: gone"},
        ("[31m] is a list", "seen [31m twice", "[0m/0, 1m/0]", "[0m-a.b, c]", "[m, n]"),
    ),
    CleaningRule(
        "clean-margins",
        "Mail programs, terminals, containers and version control write a margin before every line.",
        _without_margins,
        {
            "> {\n>  1": "{\n 1",
            "│ gone │\n╵": "gone\n",
            "web | {\nweb |  1\nweb | }": "{\n 1\n}",
            "remote: no\nb": "no\nb",
            "I/flutter ( 4343): it is\nI/flutter ( 4343): gone": "it is\ngone",
        },
        ("a > b\nc", "web | one\nweb | two"),
    ),
    CleaningRule(
        "clean-entities",
        "A page shows the text's own quotes and brackets as entities; in a markup they are its content.",
        _without_entities,
        {"{&quot;code&quot;: 1}": '{"code": 1}'},
        ("<p>&quot;a&quot;</p>", "a & b; c"),
    ),
    CleaningRule(
        "clean-page",
        "An error page is copied as HTML: its blocks are lines, its table cells apart by tabs.",
        _without_page,
        {
            "<table><tr><td>Code</td><td>M-1</td></tr></table>": "Code\tM-1\t\n\n",
            "<p>a<br>b<script>x</script></p>": "a\nb \n",
            "<html><h1>\n <b>Error</b>\n <b>M-1</b></h1><pre>a\nb</pre></html>": " Error M-1\na\nb\n",
            "<pre>&lt;Code&gt;M-1&lt;/Code&gt;</pre>": "<Code>M-1</Code>\n",
        },
        ("<Code>M-1</Code>", "a < b"),
    ),
    CleaningRule(
        "clean-options",
        "Rust and PHP print a value inside the name of its type.",
        _without_options,
        {'Some("NotFound")': '"NotFound"', "int(404)": "404"},
        ("Some(x)", "print(404)", "Some of it"),
    ),
    CleaningRule(
        "clean-hexadecimal",
        "nginx escapes quotes in its log.",
        without_hex,
        {r"{\x22code\x22:\x221\x22}": r"{\"code\":\"1\"}"},
        (r"\x41", r"x22"),
    ),
    CleaningRule(
        "clean-form",
        "A form's fields are pairs; a link stays as it is, and what its fields say of an error stands behind it.",
        without_form,
        {
            "error=denied&error_description=not+yours": "\nerror=denied\nerror_description=not yours\n",
            "http://a.example/?error=denied&state=1": "http://a.example/?error=denied&state=1\n\nerror=denied",
        },
        ("http://a.example/?a=1&b=2", "a = 1 & b = 2"),
    ),
    CleaningRule(
        "clean-percents",
        "What was sent in an address is percent-encoded, once or twice; a link that carries no error is a value.",
        without_percents,
        {"%7B%22code%22%3A1%7D": '{"code":1}', "message=not%20found%2E": "message=not found."},
        ("100%ab", "http://a.example/x%20y%20z"),
    ),
    CleaningRule(
        "clean-base64",
        "Queues and logs carry bodies in base64; a token or a secret in it stays encoded.",
        without_base64,
        {"body eyJjb2RlIjogIk0tMSIsICJhIjogMX0=": 'body {"code": "M-1", "a": 1}'},
        (
            "token: eyJjb2RlIjogIk0tMSIsICJhIjogMX0=",
            "eyJjb2RlIjogIk0tMSIsICJhIjogMX0.abc",
            "aGVsbG8gd29ybGQgb2YgbWluZQ==",
        ),
    ),
)
"""How a text is cleaned, in this order."""
