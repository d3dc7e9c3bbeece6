"""Error codes that are constants of a program: C, Go, Python, Java, C#, Rust, TypeScript; and gettext catalogs.

A constant's name is its code, its number another name, its string the message or the code that bodies carry; what is
said of it stands in the comment above it or behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from catalog.intake.code_patterns import is_name, is_number, is_token, kind_of, series_of
from catalog.intake.column_values import ABOUT_ERRORS, CODE_WORD
from catalog.intake.columns import meaning_of
from catalog.intake.documents import Document
from catalog.intake.entries import Line
from catalog.intake.grid import Row, Table
from catalog.intake.object_literals import (
    ESCAPED,
    FIELDS,
    INTEGER,
    STRING,
    NumberedText,
    error_literals,
    field_named,
    fields_in,
    messages_by_name,
    numbered_texts,
    status_named,
    strings_in,
)
from catalog.intake.status_cells import statuses_of

_HEADER = ("Error Code", "Alias", "HTTP Status", "Error Message", "Description", "Solution", "Section")
_LONGEST_LINE = 2_000
_MOST_JOINED = 40
_LONGEST_TITLE = 8
_SHARE = 0.34
_SOME = 20
_MIXED = 3
_VALUE_OF_ERROR = re.compile(r"[\w.]{0,60}(?:Errno|ErrorCode|NTStatus|Status|Err)\s*\(", re.IGNORECASE)
_TYPE = re.compile(r"Codes?$|Err(?:or)?s?(?:Codes?)?$|Status|Reason|Fault")
_SECTION = re.compile(
    r"(?:(?:^|err(?:or)?|status|results?|return|reason|exit|fault|failure|api|rpc|response)_?codes?|err(?:or)?s?|errno"
    r"|faults?|exceptions?)(?:_?t|_?enum|_?type)?$",
    re.IGNORECASE,
)
_SYSTEM = re.compile(r"E[A-Z0-9]{2,15}")
_NAME = r"[A-Za-z_][A-Za-z0-9_]{1,199}"
_DEFINE = re.compile(rf"\s*#\s*define\s+(?P<name>{_NAME})\s+(?P<value>\S.*)")
_ASSIGNED = re.compile(
    r"\s*(?:(?:pub|public|private|protected|static|final|const|constexpr|export|readonly|internal|let|var|val|def|int"
    rf"|long|string|String|u?int\d*)\s+)*(?:case\s+)?(?P<name>{_NAME})"
    r"(?:\s*:\s*[\w<>&'. ]{1,60}?|\s+(?P<type>[\w.]{1,60}))?"
    r"\s*=(?!=)\s*(?P<value>\S.*)"
)
_TYPED = re.compile(
    r"\s*(?:(?:public|private|protected|internal|static|final|readonly|constexpr|inline|const|override|new)\s+){1,6}"
    rf"(?P<type>(?!(?:function|let|var|val)\b)[A-Za-z_]\w{{0,60}}(?:(?:\.|::)\w{{1,60}}){{0,5}})[*&]?\s+"
    rf"(?P<name>{_NAME})\s*=(?!=)\s*(?P<value>\S.*)"
)
"""A constant whose type stands before its name, as in Java, C# and C++; in Go it stands behind it."""
_LITERAL = re.compile(r"[\"'`\d+~-]|iota\b|\(\s*[-\d(]|(?:new\s)?[\w.&]+[({](?:\s*-?\d|.*(?:[\"'`]|[(,]\s*-?\d))")
_NUMBERED = re.compile(rf"\s*+(?:{_NAME}\(|\{{)\s*+(?P<number>-?\d{{1,10}}|0[xX][0-9A-Fa-f]{{1,16}}),\s*+(?:\"|$)")
_LISTED = re.compile(rf"\s*(?P<name>{_NAME})\s*(?:\((?P<value>.*)\)\s*)?(?P<end>[,;])?\s*")
_MACRO = re.compile(r"\s*(?P<macro>[A-Z][A-Z0-9_]*)\(\s*(?P<value>.*)\)\s*[;,]?\s*\\?\s*")
_MACRO_OF_ERRORS = re.compile(r"(?:XX|X|V|M|E|ENTRY)|\w*(?:ERR|CODE|STATUS|EXCEPTION|REASON|FAULT|DEF)\w*")
_ARGUMENT = re.compile(r"\s*((?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^,\"'])*)(?:,|$)")
_CLASS = re.compile(
    rf"\s*(?:public |final |abstract )*class\s+(?P<name>{_NAME}(?:Error|Exception|Fault)\b"
    rf"|{_NAME}(?=\([\w., ]{{0,200}}(?:Error|Exception|Fault)\b))"
)
_ATTRIBUTE_OF_CLASS = re.compile(
    r"\s+(?P<name>[A-Za-z_]\w{1,60})(?:\s*:\s*[\w\[\], .]{1,60})?\s*=(?!=)\s*(?P<value>\S.*)"
)
_BLOCK = re.compile(
    rf"\s*(?:typedef\s+|public\s+|private\s+|pub\s+|export\s+|const\s+|declare\s+)*"
    rf"enum(?:\s+class)?\s*(?P<name>{_NAME})?"
    r"|^(?P<go>const|var)\s*\($"
)
_NAMED_BEHIND = re.compile(rf"\}}\s*(?P<name>{_NAME})\s*;")
"""End of an enumeration in C whose type is named behind it."""
_CLASS_OF_CODES = re.compile(rf"(?P<indent>\s*)class\s+(?P<name>{_NAME})\s*(?:\([\w., ]{{0,100}}\))?:")
_OBJECT = re.compile(
    r"\s*(?:[a-z]+\s+){0,4}(?P<name>[A-Za-z_$][\w$.]*)(?:\s*:\s*[^=]{1,100}|\s+[\w.\[\]<>*]{1,60})?\s*(?::?=|:)\s*"
    r"(?:[\w.\[\]<>*]{1,60}\s*\(?\s*)?(?P<open>[\[{])\s*"
)
_OF_NO_NAME = re.compile(r"(?:return|export\s{1,5}default|module\.exports\s{0,5}=)\s{0,5}\(?\s{0,5}[\[{]")
_KEYED = re.compile(
    r"\s*\[?(?:[A-Za-z_\\]\w{0,60}::){0,3}(?P<quote>[\"']?)(?P<name>[A-Za-z_][\w.$/-]{1,199}|-?\d{1,10}|0x[0-9A-Fa-f]{1,8})(?P=quote)\]?"
    r"\s*(?::|=>)\s*(?P<value>\S.*?),?\s*"
)
_OPENS = re.compile(
    r"\s*(?:[\w$.\\]+(?:::\w+)?(?:\s*:\s*[\w.\[\], ]{1,60}(?==))?|[\"'][^\"']{1,200}[\"'])\s*"
    r"(?:[:=]\s*|=>\s*)?[\w.&$]*[({\[]|\s*\{"
)
_ATTRIBUTE = re.compile(
    r"\s*#?\[\s*(?:error|msg|message|description|Description|display)\(\s*\"(?P<text>(?:[^\"\\]|\\.)*)\".*"
)
_CAST = re.compile(r"^\s*\(*\s*(?:\(\s*[A-Za-z_][\w ]{0,40}\*?\s*\)|(?:new\s+|&)?[A-Za-z_][\w.]{0,60}\s*[({])\s*")
_GLUE = re.compile(r"[\s+\\.]*")
"""Signs between the pieces of one string."""
_TRAILING = re.compile(
    r"(?:/\*+<?!?\s*(?P<block>.*?)\s*\*/|(?<![:\"'\w])//+[/!<]*\s*(?P<line>.*)|(?<!\S)#(?!\s*(?:define|if|ifdef|ifndef|elif|else|endif|undef)\b)\s+(?P<hash>.*))"
    r"\s*\\?\s*$"
)
_DECLARED = re.compile(
    rf"\s*+(?:(?:public|private|export|static|final|const|readonly)\s+){{1,5}}(?P<name>{_NAME})(?>(?:\s*+:\s*+\w{{1,30}})?)\s*+=\s*+[-\d\"']"
)
_XML = re.compile(r"</?(?:summary|remarks|exclude|para|c|value)\s{0,5}/?>")
"""Marks of documentation comments in C#."""
_REFERENCE = re.compile(r"<(?:see|paramref|seealso)\s[^<>\"]{0,100}\"(?:[A-Z]:)?([^<>\"]{1,200})\"[^<>]{0,100}>")
_COMMENT = re.compile(
    r"\s*(?://[/!]*|#(?!\s*(?:define|include|if|ifdef|ifndef|elif|endif|else|undef|pragma|error)\b)"
    r"|\*(?!/)|--)\s?(?P<text>.*)"
)
_STATUS_NOTE = re.compile(r"(?P<label>[^:]{0,20}HTTP[^:]{0,20}):\s*+(?P<text>[1-5]\d\d\b[^\n]{0,80})", re.IGNORECASE)
"""A line of a comment that says the status alone: ``HTTP status: 404 Not Found``."""
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


@dataclass(slots=True)
class _Constant:
    line: int
    name: str
    value: str
    comments: list[str] = field(default_factory=list)
    section: str = ""
    type: str = ""
    message: str = ""
    named: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """True if the constant has more than a name."""
        return bool(self.value or self.comments or self.message or self.fields)


def constant_tables(document: Document) -> list[Table]:
    """The constants of a source that are error codes, as one table; none where it has none."""
    lines = document.text.split("\n")
    about = bool(ABOUT_ERRORS.search(PurePath(document.name).name))
    numbered = numbered_texts(lines)
    listed = {each.line for each in numbered}
    constants = [each for each in _resolved(_constants(lines, about_errors=about)) if each.line not in listed]
    messages = messages_by_name(document.text, {each.name for each in constants})
    for each in constants:
        if not (each.message or each.fields or _texts_in(each.value)):
            each.message = messages.get(each.name, "")
    kept = [each for each in constants if each.named or _is_code_name(each.name) or _is_listed(each)]
    if any(_SECTION.search(each.section) for each in kept):
        # Where an enumeration is one of codes, the names of others that say nothing are none.
        kept = [each for each in kept if each.says_something or not each.section or _SECTION.search(each.section)]
    counted = Counter(map(_group_of, kept))
    failing = Counter(_group_of(each) for each in kept if _names_error(each.name))
    sections = _sections_of_errors(kept)
    certain = [
        each
        for each in kept
        if ABOUT_ERRORS.search(each.section)
        or (each.section in sections and _has_number_and_text(each))
        or _SECTION.search(each.section)
        or _TYPE.search(each.type)
        or _VALUE_OF_ERROR.match(each.value)
        or failing[_group_of(each)] >= max(2, _SHARE * counted[_group_of(each)])
    ]
    # A file that is called after errors may declare everything else of a system, too.
    is_mixed = len(certain) >= _SOME and len(kept) > _MIXED * len(certain)
    typed = [each for each in certain if _TYPE.search(each.type) or _VALUE_OF_ERROR.match(each.value)]
    if is_mixed and len(typed) >= _SOME:
        certain = typed
    rows = [_row(each) for each in (kept if about and not is_mixed else certain)]
    rows += [_numbered_row(each) for each in numbered if about or each.about_errors]
    rows += _literal_rows(document.text, rows, {each.fields.get("code", ""): each for each in kept if each.named})
    return [Table("", rows[0].line, _HEADER, tuple(rows), tabular=True, details=True)] if rows else []


def declared_names(text: str) -> Iterator[Line]:
    """The names of errors that lines of a source declare or list, and numbers with texts, each as a line."""
    for number, whole in enumerate(text.split("\n"), 1):
        line = whole[:_LONGEST_LINE]
        if numbered := _NUMBERED.match(line):
            yield Line(number, numbered["number"])
        match = _DEFINE.match(line) or _KEYED.fullmatch(line) or _ASSIGNED.fullmatch(line) or _LISTED.fullmatch(line)
        # A library's prefix alone, as in CL_TRUE, makes no error.
        if match is not None and _names_error(match["name"]):
            yield Line(number, match["name"])


def _literal_rows(text: str, rows: Iterable[Row], keyed: Mapping[str, _Constant]) -> list[Row]:
    """The errors that a program writes out where it fails; none where it has but one, and no others.

    ``keyed`` are the objects under a name, by the codes they hold.
    """
    codes = {name for row in rows for cell in row.cells[:2] for name in cell.split("\n")}
    literals = [
        _row(keyed[fields["code"]])
        if fields["code"] in keyed
        else Row(line, tuple(fields.get(name, "") for name in FIELDS))
        for line, fields in error_literals(text)
        if fields["code"] not in codes
    ]
    return literals if codes or len(literals) > 1 else []


def _resolved(constants: Iterable[_Constant]) -> list[_Constant]:
    """The constants, each with the message that a list of messages has under its name."""
    result: list[_Constant] = []
    superseded: set[int] = set()
    constants = list(constants)
    by_name = {each.name: each for each in reversed(constants) if not each.named}
    for each in constants:
        declared = by_name.get(each.name.rpartition(".")[2]) if each.named else None
        if declared is not None and each.fields and not declared.fields:
            # An object under a constant's name has the error's own code; the constant is another name of it.
            superseded.add(id(declared))
            number = INTEGER.match(declared.value.strip())
            names = (each.fields.get("alias", ""), number[0] if number else "")
            each.fields = {**each.fields, "alias": "\n".join(dict.fromkeys(filter(None, names)))}
            each.comments = each.comments or declared.comments
        texts = _texts_in(each.value) if declared is not None and not each.fields else []
        if declared is not None and texts and not declared.fields:
            declared.message = declared.message or texts[0]
            continue
        result.append(each)
    return _with_statuses([each for each in result if id(each) not in superseded])


def _with_statuses(constants: list[_Constant]) -> list[_Constant]:
    """The constants; where the ``code`` of every object under a name is a status, the names are the codes."""
    keyed = [each for each in constants if each.named and is_name(each.name) and _is_error_status(each.fields)]
    others = [each for each in constants if each.named and each.fields and not _is_error_status(each.fields)]
    if len(keyed) > 1 and len({each.name for each in keyed}) == len(keyed) and not others:
        for each in keyed:
            each.fields = {**each.fields, "code": each.name, "http_status": each.fields["code"], "alias": ""}
    return constants


def _is_error_status(fields: Mapping[str, str]) -> bool:
    code = fields.get("code", "")
    return "http_status" not in fields and len(code) == 3 and code.isdigit() and code[0] in "345"


def _texts_in(value: str) -> list[str]:
    """The strings of a value that are texts, the pieces of each joined."""
    texts: list[str] = []
    end = -1
    for match in STRING.finditer(value):
        text = ESCAPED.sub(r"\1", next(filter(None, match.groups()), ""))
        if texts and end >= 0 and _GLUE.fullmatch(value, end, match.start()):
            texts[-1] += text
        else:
            texts.append(text)
        end = match.end()
    return [text for text in texts if " " in text or not text.isascii()]


def _group_of(constant: _Constant) -> tuple[str, str]:
    """Constants that are errors, or none, together: those of one series in one enumeration."""
    series = series_of(constant.name)
    return series or ("E" if _SYSTEM.fullmatch(constant.name) else ""), constant.section


def _sections_of_errors(constants: Iterable[_Constant]) -> frozenset[str]:
    """The enumerations of numbers with their texts of which many are errors by their names: the others are, too."""
    numbered = [each for each in constants if each.section and _has_number_and_text(each)]
    counted = Counter(each.section for each in numbered)
    failing = Counter(each.section for each in numbered if _names_error(each.name))
    return frozenset(name for name, count in counted.items() if failing[name] >= max(_SOME, _SHARE * count))


def _has_number_and_text(constant: _Constant) -> bool:
    return bool(INTEGER.match(constant.value) and _texts_in(constant.value))


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
            rows.append(Row(line, (code, "", "", message, "" if note == code else note, "", "")))
        line += entry.count("\n") + 2
    return [Table("", rows[0].line, _HEADER, tuple(rows), tabular=True, details=True)] if rows else []


def _is_coded(text: str) -> bool:
    return kind_of(text) in ("numbered", "capitals", "delimited", "digits")


def _joined(pieces: str) -> str:
    return ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], "".join(_PO_PIECE.findall(pieces)))


def _is_listed(constant: _Constant) -> bool:
    """Return whether an enumeration of error codes lists a name with its number or text, however written."""
    return bool(_SECTION.search(constant.section) and constant.value) and constant.name not in _KEYWORDS


def _is_code_name(name: str) -> bool:
    return name not in _KEYWORDS and kind_of(name) in ("capitals", "joined", "numbered", "word") and name[:1].isupper()


def _letters(name: str) -> str:
    """A name by its letters and digits alone: ``CALL_ARG`` and ``call-arg`` are one."""
    return "".join(filter(str.isalnum, name)).casefold()


def _names_error(name: str) -> bool:
    """Return whether a name is an error's: by a word in it, or in the style of the system's errors."""
    return bool(CODE_WORD.search(name)) or bool(_SYSTEM.fullmatch(name))


def _constants(lines: list[str], *, about_errors: bool) -> Iterator[_Constant]:
    comments: list[str] = []
    last: _Constant | None = None
    of_no_name: list[_Constant] = []
    section, depth, block, keyed = "", 0, False, False
    message = title = ""
    after_blank = True
    quoted: list[str] | None = None
    owner: tuple[_Constant, int] | None = None
    body = -1
    names = frozenset(match["name"] for line in lines if (match := _DECLARED.match(line[:_LONGEST_LINE])))
    waiting = iter(enumerate(lines, 1))
    for number, whole in waiting:
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
            comments, message, after_blank = [], "", True
            continue
        if owner is not None:
            if len(line) - len(line.lstrip()) <= owner[1]:
                owner = None
            elif attribute := _ATTRIBUTE_OF_CLASS.fullmatch(line):
                _take_attribute(owner[0], attribute["name"], attribute["value"])
                continue
        if body >= 0 and len(line) - len(line.lstrip()) <= body:
            depth, section, body = 0, "", -1
        if attribute := _ATTRIBUTE.fullmatch(line):
            message = ESCAPED.sub(r"\1", attribute["text"])
            continue
        if (note := _COMMENT.fullmatch(line)) and not text.startswith("*/"):
            comments.append(_REFERENCE.sub(r"\1", _XML.sub("", note["text"])).strip())
            continue
        if (opened := _BLOCK.match(line)) and (opened["name"] or opened["go"] or "enum" in line):
            section, depth, keyed, comments, of_no_name = opened["name"] or "", 1, False, [], []
            continue
        if not _CLASS.match(line) and (of_codes := _CLASS_OF_CODES.match(line)) and _SECTION.search(of_codes["name"]):
            section, depth, keyed, comments = of_codes["name"], 1, False, []
            body = len(of_codes["indent"])
            continue
        if (
            not keyed
            and (listed := _OBJECT.fullmatch(line))
            and (_is_of_errors(listed["name"], text) or _has_key_among(lines[number : number + 1], names))
        ):
            section, depth, keyed, comments = listed["name"].rpartition(".")[2], 1, True, []
            continue
        if about_errors and not depth and line[:1].isalpha() and _OF_NO_NAME.fullmatch(text):
            # The object that a file called after errors is there for.
            depth, keyed, comments = 1, True, []
            continue
        if (keyed or text != "{") and _OPENS.match(line) and _is_open(line):
            line = _joined_line(line, waiting)
        result = (_keyed(line, number) if keyed else None) or _constant(line, number, within=depth > 0)
        if result is not None and after_blank and comments and not depth and line.lstrip().startswith("#"):
            # A comment above a run of definitions is the title of all of them.
            title = comments[0] if len(comments) == 1 and len(comments[0].split()) < _LONGEST_TITLE else ""
            comments = [] if title and ABOUT_ERRORS.search(title) else comments
        if result is not None:
            # A mark between constants is none of the one that follows it.
            above = [each for each in comments if " " in each or not result.comments]
            result.comments = [*filter(None, above), *result.comments]
            result.section = section or (title if line.lstrip().startswith("#") else "")
            result.message = message
            last = result
            if depth and not section:
                of_no_name.append(result)
            if _CLASS.match(line) and text.endswith(":"):
                owner = (result, len(line) - len(line.lstrip()))
            yield result
        if of_no_name and (ended := _NAMED_BEHIND.match(text)):
            for each in of_no_name:
                each.section = ended["name"]
        if (text.startswith(("}", ")", "]")) and text != "}{") or (depth and result and not keyed and _ends_list(line)):
            depth, section, keyed, of_no_name = 0, "", False, []
        comments, message, after_blank = [], "", False


def _take_attribute(owner: _Constant, name: str, value: str) -> None:
    """Let a class of errors have what one of its attributes says: its code, its status, its message."""
    meaning = field_named(name)
    strings = strings_in(value)
    content = "".join(strings)
    if meaning == "http_status":
        number = INTEGER.match(value)
        content = status_named(value) or (number[0] if number else "")
    elif meaning == "code" and not strings:
        number = INTEGER.match(value)
        content = number[0] if number else ""
    if meaning is None or not content or (meaning == "code" and not is_token(content)):
        return
    fields = {"code": owner.name, **owner.fields}
    if meaning == "code":
        fields["alias"] = owner.name
        fields["code"] = content
    else:
        fields.setdefault(meaning, ESCAPED.sub(r"\1", content))
    owner.fields = fields
    owner.named = True


def _is_of_errors(name: str, text: str) -> bool:
    """Return whether an object or a list that a name begins is one of errors."""
    last = name.rpartition(".")[2]
    return bool(ABOUT_ERRORS.search(name) or _SECTION.search(last)) and not text.startswith(
        ("if", "for", "while", "return")
    )


def _has_key_among(lines: Sequence[str], names: Collection[str]) -> bool:
    """Return whether an object begins with the name of a constant that the program declares."""
    match = _KEYED.fullmatch(lines[0][:_LONGEST_LINE]) if lines else None
    return match is not None and match["name"].rpartition(".")[2] in names


def _ends_list(line: str) -> bool:
    """Return whether a line ends the constants of an enumeration whose body continues behind them."""
    listed = _LISTED.fullmatch(line.rstrip())
    return bool(listed and listed["end"] == ";")


def _is_open(line: str) -> bool:
    bare = STRING.sub("", line)
    return any(bare.count(one) > bare.count(other) for one, other in ("()", "{}", "[]"))


def _joined_line(line: str, waiting: Iterator[tuple[int, str]]) -> str:
    """A line with those that its brackets go on in."""
    pieces = [line]
    size = len(line)
    for _, more in waiting:
        if not more.lstrip().startswith(("//", "*", "/*")):
            pieces.append(more[:_LONGEST_LINE].strip())
        size += len(more)
        joined = " ".join(pieces)
        if len(pieces) > _MOST_JOINED or size > 4 * _LONGEST_LINE or not _is_open(joined):
            break
    return " ".join(pieces)


def _keyed(line: str, number: int) -> _Constant | None:
    """The entry of an object: a key with its message, its number, or an object of its own; or an item of a list."""
    text = line.strip()
    if text.startswith("{"):
        fields = fields_in(text) or _in_order(text)
        return _Constant(number, fields["code"], "", named=True, fields=fields) if fields.get("code") else None
    match = _KEYED.fullmatch(line)
    if match is None:
        return None
    name, value = match["name"], match["value"]
    if field_named(name) and not value.startswith(("{", "[")):
        # A field of one error, not an error of a list.
        return None
    if value.startswith("{") or (value.startswith("[") and "=>" in value):
        fields = fields_in(value)
        code = fields.get("code", "")
        if code and code != name:
            fields |= {"alias": name}
        return _Constant(number, name, "", named=True, fields={**fields, "code": code or name}) if fields else None
    trailing = _TRAILING.search(value)
    content = [next(filter(None, trailing.groups()), "")] if trailing else []
    value = value[: trailing.start()] if trailing else value
    if not _LITERAL.match(value):
        return None
    return _Constant(number, name, value, content, named=True)


def _in_order(text: str) -> dict[str, str]:
    """The fields of a list's item that have no names: ``{7, "E2BIG", "argument list too long"}``."""
    arguments = [match[1].strip() for match in _ARGUMENT.finditer(text.strip(" ,{}")) if match[1].strip()][:8]
    texts = [_unquoted(each) for each in arguments if each[0] in "\"'" and " " in each]
    names = [_unquoted(each) for each in arguments if re.fullmatch(rf"[\"']?{_NAME}[\"']?", each)]
    numbers = [each for each in arguments if INTEGER.fullmatch(each)]
    if not texts or not (names or numbers):
        return {}
    return {
        "code": (names or numbers)[0],
        "alias": numbers[0] if names and numbers else "",
        "message": texts[0],
        "description": "\n".join(texts[1:]),
    }


def _unquoted(argument: str) -> str:
    return ESCAPED.sub(r"\1", argument.strip("\"'"))


def _constant(line: str, number: int, *, within: bool) -> _Constant | None:
    """The constant that a line declares, with what stands behind it."""
    trailing = _TRAILING.search(line)
    code = line[: trailing.start()] if trailing else line
    comments = [next(filter(None, trailing.groups()), "")] if trailing else []
    if (macro := _MACRO.fullmatch(code)) and (of_macro := _of_macro(macro, number, comments)):
        return of_macro
    match = _DEFINE.match(code) or _CLASS.match(code) or _typed(code) or _ASSIGNED.fullmatch(code.rstrip())
    if match is not None and match.re in (_ASSIGNED, _TYPED) and not within and not _LITERAL.match(match["value"]):
        # A variable of a program, whatever it is called.
        match = None
    if match is not None and not within and match.re is _ASSIGNED and _is_argument(code, match["name"]):
        match = None
    if match is None and within:
        match = _LISTED.fullmatch(code.rstrip())
    if match is None:
        return None
    groups = match.groupdict()
    return _Constant(number, match["name"], groups.get("value") or "", comments, type=groups.get("type") or "")


def _is_argument(code: str, name: str) -> bool:
    """Return whether a line assigns to a variable, a field or an argument: ``    Message = "…",``."""
    text = code.strip()
    indented = code[:1].isspace() and text.endswith((",", ";"))
    return text.startswith(name) and (indented or field_named(name) is not None)


def _typed(code: str) -> re.Match[str] | None:
    """The constant of a line that tells its type before its name."""
    match = _TYPED.fullmatch(code.rstrip())
    if match is None or (code.lstrip().startswith("const ") and not code.rstrip().endswith((";", ","))):
        return None
    return match


def _of_macro(macro: re.Match[str], number: int, result: list[str]) -> _Constant | None:
    """The constant of a macro that lists a name with its number or its text: ``ERROR(not_found, 404, "…")``."""
    if not _MACRO_OF_ERRORS.fullmatch(macro["macro"]):
        return None
    arguments = [match[1].strip() for match in _ARGUMENT.finditer(macro["value"]) if match[1].strip()][:8]
    names = [each.strip("\"'") for each in arguments if re.fullmatch(rf"[\"']?{_NAME}[\"']?", each)]
    others = [each for each in arguments if INTEGER.fullmatch(each) or (each[0] in "\"'" and " " in each)]
    if not names or not others:
        return None
    is_error = bool(CODE_WORD.search(macro["macro"])) or macro["macro"] == "E"
    type_ = "ErrorCode" if is_error else ""
    numbers = [each for each in others if INTEGER.fullmatch(each)]
    value = " ".join((*numbers[:1], *(each for each in others if each not in numbers)))
    return _Constant(number, names[0], value, result, type=type_, named=is_error)


def _numbered_row(entry: NumberedText) -> Row:
    message, *more = entry.texts
    return Row(entry.line, (entry.number, "", "", message, "\n".join((*more, entry.comment)).strip(), "", entry.title))


def _status_noted(comments: Sequence[str]) -> tuple[list[str], str]:
    """The lines of a comment without the one that says the status alone, and that status; with several, all lines."""
    matches = [_STATUS_NOTE.fullmatch(line) for line in comments]
    texts = [each["text"].rstrip(". ") for each in matches if each and meaning_of(each["label"]) == "http_status"]
    if len(texts) != 1 or len(statuses_of(texts[0]) or ()) != 1:
        return list(comments), ""
    return [line for line, match in zip(comments, matches, strict=True) if match is None], texts[0]


def _row(constant: _Constant) -> Row:
    constant.comments, noted = _status_noted(constant.comments)
    if constant.fields:
        texts_around = {"section": constant.section, "description": " ".join(constant.comments), "http_status": noted}
        fields = {**texts_around, **constant.fields}
        return Row(constant.line, tuple(fields.get(name, "") for name in FIELDS))
    strings = strings_in(constant.value)
    texts = _texts_in(constant.value)
    tokens = [text for text in strings if is_token(text) and not is_number(text)]
    bare = STRING.sub("", _CAST.sub("", constant.value).strip("( "))
    items = [each[0] for each in INTEGER.finditer(bare) if not bare[: each.start()][-1:].isalnum()]
    first = INTEGER.match(_CAST.sub("", constant.value).strip("( "))
    numbers = [first[0]] if first else []
    statuses = (
        [each for each in items[len(numbers) :] if len(each) == 3 and 400 <= int(each, 0) <= 599] if items else []
    )
    comments = list(constant.comments)
    if comments and is_number(comments[-1].split(" ")[0].rstrip(":-")):
        # The number of an item of an enumeration, told behind it.
        item, _, rest = comments[-1].partition(" ")
        numbers = numbers or [item.rstrip(":-")]
        comments[-1] = rest.lstrip("-: ")
    code, aliases = constant.name, numbers
    if len(tokens) == 1 and not texts and not first:
        # Response bodies hold the string, not the constant's name.
        code, aliases = tokens[0], [constant.name]
    elif (
        tokens
        and texts
        and strings[0] == tokens[0]
        and (
            kind_of(tokens[0]) in ("numbered", "delimited")
            or (not first and _letters(tokens[0]) == _letters(constant.name))
        )
    ):
        code, aliases = tokens[0], [constant.name, *numbers]
    description = " ".join(comments).strip()
    name = constant.name
    if description.startswith(f"{name} -"):
        description = description.removeprefix(f"{name} ").strip(" -:")
    others = "\n".join(each for each in aliases if each != code)
    status = status_named(constant.value) or (statuses[0] if statuses else noted)
    if texts and not constant.message:
        # The text behind a constant's message explains it.
        constant.message, *more = texts
        description = "\n".join(filter(None, (description, *more)))
    return Row(constant.line, (code, others, status, constant.message, description.lstrip("< "), "", constant.section))
