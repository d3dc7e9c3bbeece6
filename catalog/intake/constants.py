"""Error codes that are constants of a program: C, Go, Python, Java, C#, Rust, TypeScript; and gettext catalogs.

A constant's name is its code, its number another name, its string the message or the code that bodies carry; what is
said of it stands in the comment above it or behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from catalog.intake.codes import is_number, is_token, kind_of, series_of
from catalog.intake.column_values import ABOUT_ERRORS, CODE_WORD
from catalog.intake.documents import Document
from catalog.intake.grid import Row, Table

_HEADER = ("Error Code", "Alias", "Error Message", "Description", "Section")
_LONGEST_LINE = 2_000
_SHARE = 0.34
_TYPE = re.compile(r"Code$|Err(?:or)?(?:Code)?$|Status|Reason|Fault")
_SYSTEM = re.compile(r"E[A-Z0-9]{2,15}")
_NAME = r"[A-Za-z_][A-Za-z0-9_]{1,199}"
_DEFINE = re.compile(rf"\s*#\s*define\s+(?P<name>{_NAME})\s+(?P<value>\S.*)")
_ASSIGNED = re.compile(
    r"\s*(?:(?:pub|public|static|final|const|constexpr|export|readonly|internal|let|var|val|def|int|long|string|String"
    rf"|u?int\d*)\s+)*(?P<name>{_NAME})(?:\s*:\s*[\w<>&'. ]{{1,60}}?|\s+(?P<type>[\w.]{{1,60}}))?"
    r"\s*=(?!=)\s*(?P<value>\S.*)"
)
_LISTED = re.compile(rf"\s*(?P<name>{_NAME})\s*(?:\((?P<value>.*)\)\s*)?[,;]?\s*")
_MACRO = re.compile(rf"\s*(?:XX|X|V|ENTRY|DEF\w*|ERR\w*)\(\s*(?P<name>{_NAME})\s*,\s*(?P<value>.*)\)\s*\\?\s*")
_CLASS = re.compile(rf"\s*(?:public |final |abstract )*class\s+(?P<name>{_NAME}(?:Error|Exception|Fault))\b")
_BLOCK = re.compile(
    rf"\s*(?:typedef\s+|public\s+|pub\s+|export\s+|const\s+)*enum(?:\s+class)?\s*(?P<name>{_NAME})?"
    r"|^(?P<go>const|var)\s*\($"
)
_STRING = re.compile(r"\"((?:[^\"\\]|\\.){0,1000})\"|'((?:[^'\\]|\\.){0,1000})'")
_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9A-Fa-f]{1,16}|\d{1,10})\b")
_CAST = re.compile(r"^\s*\(*\s*(?:\(\s*[A-Za-z_][\w ]{0,40}\*?\s*\)|[A-Za-z_]\w{0,60}\s*\()\s*")
_TRAILING = re.compile(
    r"(?:/\*+<?!?\s*(?P<block>.*?)\s*\*/|//+[/!<]*\s*(?P<line>.*)|(?<!\S)#\s+(?P<hash>.*))\s*\\?\s*$"
)
_COMMENT = re.compile(
    r"\s*(?://[/!]*|#(?!\s*(?:define|include|if|endif|else|undef|pragma|error)\b)|\*(?!/)|--)\s?(?P<text>.*)"
)
_KEYWORDS = frozenset(
    (
        "False", "None", "True", "begin", "break", "case", "catch", "class", "const", "def", "default", "else",
        "end", "enum", "except", "extern", "false", "finally", "fn", "for", "from", "func", "if", "impl", "import",
        "include", "interface", "let", "mod", "namespace", "new", "null", "package", "pass", "private", "protected",
        "public", "raise", "return", "self", "static", "struct", "super", "switch", "this", "throw", "throws",
        "true", "try", "type", "typedef", "union", "use", "using", "var", "while",
    )
)  # fmt: skip
_PO_ENTRY = re.compile(r"\n\s*\n")
_PO_TEXT = re.compile(r"^(msgctxt|msgid|msgstr)\s+((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", re.MULTILINE)
_PO_PIECE = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
_PO_NOTE = re.compile(r"^#\.\s?(.*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")


@dataclass(slots=True)
class _Constant:
    line: int
    name: str
    value: str
    comments: list[str] = field(default_factory=list)
    section: str = ""
    type: str = ""


def constant_tables(document: Document) -> list[Table]:
    """The constants of a source that are error codes, as one table; none where it has none."""
    constants = list(_constants(document.text.split("\n")))
    about = bool(ABOUT_ERRORS.search(PurePath(document.name).name))
    kept = [each for each in constants if _is_code_name(each.name)]
    counted = Counter(map(_group_of, kept))
    failing = Counter(_group_of(each) for each in kept if _names_error(each.name))
    rows = [
        _row(each)
        for each in kept
        if about
        or ABOUT_ERRORS.search(each.section)
        or _TYPE.search(each.type)
        or failing[_group_of(each)] >= max(2, _SHARE * counted[_group_of(each)])
    ]
    return [Table("", rows[0].line, _HEADER, tuple(rows), tabular=True, details=True)] if rows else []


def _group_of(constant: _Constant) -> tuple[str, str]:
    """Constants that are errors, or none, together: those of one series in one enumeration."""
    series = series_of(constant.name)
    return series or ("E" if _SYSTEM.fullmatch(constant.name) else ""), constant.section


def message_table(document: Document) -> list[Table]:
    """The entries of a gettext catalog whose identifiers are codes: with their texts."""
    rows: list[Row] = []
    line = 1
    for entry in _PO_ENTRY.split(document.text):
        texts = {match[1]: _joined(match[2]) for match in _PO_TEXT.finditer(entry)}
        identifier, text = texts.get("msgid", ""), texts.get("msgstr", "")
        context = texts.get("msgctxt", "")
        note = " ".join(_PO_NOTE.findall(entry)).strip()
        code = next((each for each in (identifier, context, note) if is_token(each) and _is_coded(each)), "")
        if code:
            message = text or (identifier if identifier != code else "")
            rows.append(Row(line, (code, "", message, "" if note == code else note, "")))
        line += entry.count("\n") + 2
    return [Table("", rows[0].line, _HEADER, tuple(rows), tabular=True, details=True)] if rows else []


def _is_coded(text: str) -> bool:
    return kind_of(text) in ("numbered", "capitals", "delimited", "digits")


def _joined(pieces: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], "".join(_PO_PIECE.findall(pieces)))


def _is_code_name(name: str) -> bool:
    return name not in _KEYWORDS and kind_of(name) in ("capitals", "joined", "numbered", "word") and name[:1].isupper()


def _names_error(name: str) -> bool:
    """Return whether a name is an error's: by a word in it, or in the style of the system's errors."""
    return bool(CODE_WORD.search(name)) or bool(_SYSTEM.fullmatch(name))


def _constants(lines: list[str]) -> Iterator[_Constant]:
    comments: list[str] = []
    last: _Constant | None = None
    section, depth, block = "", 0, False
    quoted: list[str] | None = None
    for number, whole in enumerate(lines, 1):
        line = whole[:_LONGEST_LINE]
        text = line.strip()
        if quoted is not None:
            quoted.append(text.replace('"""', "").replace("'''", ""))
            if '"""' in text or "'''" in text:
                if last is not None and not last.comments:
                    last.comments = [each for each in quoted if each]
                quoted = None
            continue
        if text.startswith(('"""', "'''")):
            inner = text[3:]
            if inner.endswith(('"""', "'''")) and len(inner) > 2:
                if last is not None and not last.comments:
                    last.comments = [inner[:-3].strip()]
            else:
                quoted = [inner]
            continue
        if block or text.startswith("/*"):
            parts = text.removeprefix("/**").removeprefix("/*").partition("*/")
            block = not parts[1]
            comments.append(parts[0].strip().lstrip("*<!").strip())
            if parts[1] and parts[2].strip(" \\"):
                text, line = parts[2].strip(), parts[2]
            else:
                continue
        if not text:
            comments = []
            continue
        if (note := _COMMENT.fullmatch(line)) and not text.startswith("*/"):
            comments.append(note["text"].strip())
            continue
        if (opened := _BLOCK.match(line)) and (opened["name"] or opened["go"] or "enum" in line):
            section, depth, comments = opened["name"] or "", 1, []
            continue
        constant = _constant(line, number, within=depth > 0)
        if constant is not None:
            # A mark between constants is none of the one that follows it.
            above = [each for each in comments if " " in each or not constant.comments]
            constant.comments = [*filter(None, above), *constant.comments]
            constant.section = section
            last = constant
            yield constant
        if text.startswith(("}", ")")):
            depth, section = 0, ""
        comments = []


def _constant(line: str, number: int, *, within: bool) -> _Constant | None:
    """The constant that a line declares, with what stands behind it."""
    trailing = _TRAILING.search(line)
    code = line[: trailing.start()] if trailing else line
    comments = [next(filter(None, trailing.groups()), "")] if trailing else []
    match = _DEFINE.match(code) or _MACRO.fullmatch(code) or _CLASS.match(code) or _ASSIGNED.fullmatch(code.rstrip())
    if match is None and within:
        match = _LISTED.fullmatch(code.rstrip())
    if match is None:
        return None
    groups = match.groupdict()
    return _Constant(number, match["name"], groups.get("value") or "", comments, type=groups.get("type") or "")


def _row(constant: _Constant) -> Row:
    strings = [one or other for one, other in _STRING.findall(constant.value)]
    texts = [_ESCAPED.sub(r"\1", text) for text in strings if " " in text]
    tokens = [text for text in strings if is_token(text) and not is_number(text)]
    number = _INTEGER.match(_CAST.sub("", constant.value).strip("( "))
    comments = list(constant.comments)
    numbers = [number[0]] if number else []
    if comments and is_number(comments[-1].split(" ")[0].rstrip(":-")):
        # The number of an item of an enumeration, told behind it.
        first, _, rest = comments[-1].partition(" ")
        numbers = numbers or [first.rstrip(":-")]
        comments[-1] = rest.lstrip("-: ")
    code, aliases = constant.name, numbers
    if len(tokens) == 1 and not texts and not number:
        # What stands in bodies is the string, and not its name in the program.
        code, aliases = tokens[0], [constant.name]
    description = " ".join(comments).strip()
    name = constant.name
    if description.startswith(f"{name} -"):
        description = description.removeprefix(f"{name} ").strip(" -:")
    others = "\n".join(each for each in aliases if each != code)
    return Row(constant.line, (code, others, " ".join(texts), description, constant.section))
