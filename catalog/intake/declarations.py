"""Lines of a program as the constants that they declare or list, each with its value and its comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.intake.code_patterns import is_token
from catalog.intake.column_values import ABOUT_ERRORS, CODE_WORD
from catalog.intake.entries import Line
from catalog.intake.object_literals import ESCAPED, INTEGER, STRING, field_named, fields_in, status_named, strings_in

_LONGEST_LINE = 2_000
_MOST_JOINED = 40
_MOST_ABOVE_KEY = 4
_LONGEST_TITLE = 8
_SECTION = re.compile(
    r"(?:(?:^|err(?:or)?|status|results?|return|reason|exit|fault|failure|api|rpc|response)_?codes?|err(?:or)?s?|errno"
    r"|faults?|exceptions?)(?:_?t|_?enum|_?type)?$",
    re.IGNORECASE,
)
_SYSTEM = re.compile(r"E[A-Z0-9]{2,15}")
_NAME = r"[A-Za-z_][A-Za-z0-9_]{1,199}"
_DEFINE = re.compile(rf"\s*#\s*define\s+(?P<name>{_NAME})\s+(?P<value>\S.*)")
_NO_VALUE = re.compile(r"extern\b|__\w+|[{}]")
"""A definition that stands for a piece of a declaration, such as the visibility of functions."""
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
_LITERAL = re.compile(
    r"[\"'`\d+~-]|iota\b|\(\s*[-\d(]"
    r"|(?:[\w.]{0,60}\.)?(?:[A-Z][A-Z0-9_]{1,60}|\w{0,60}[a-z]Base|base)\s?[+|]\s?(?:0[xX])?[0-9A-Fa-f]{1,16}\W*$"
    r"|(?:new\s)?[\w.&]+[({](?:\s*-?\d|.*(?:[\"'`]|[(,]\s*-?\d))"
)
_PATH = re.compile(r"(?:\w{1,60}(?:\.|::)){1,5}\w{1,60}")
_NUMBERED = re.compile(rf"\s*+(?:{_NAME}\(|\{{)\s*+(?P<number>-?\d{{1,10}}|0[xX][0-9A-Fa-f]{{1,16}}),\s*+(?:\"|$)")
_LISTED = re.compile(rf"\s*(?P<name>{_NAME})\s*(?:\((?P<value>.*)\)\s*|\{{[^{{}}]*\}}\s*)?(?P<end>[,;])?\s*")
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
_BRACED_CLASS = re.compile(
    r"(?P<indent>\s*)(?:(?:public|private|protected|internal|abstract|final|sealed|static|export|default|partial|readonly)"
    rf"\s+){{0,5}}(?:class|interface|struct|object|trait)\s+(?!(?:Error|Exception|Fault)\b)(?P<name>{_NAME})"
    r"(?:\s*(?:extends|implements|:)[^{};()]{1,200})?\s*(?P<open>\{)?\s*"
)
"""A class whose constants stand between braces; one that is called Error is an error itself."""
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
_ANNOTATED = re.compile(r"#\[.*\]|\[[A-Z]\w{0,60}(?:\(.*\))?\]|@[A-Z][\w.]{0,60}(?:\(.*\))?")
"""A line that says something of the declaration below it."""
_ANNOTATION_OPENS = re.compile(r"#\[|\[[A-Z]\w{0,60}\(|@[A-Z][\w.]{0,60}\(")
_ARGUMENTS = r"\((?>(?:[^()\"]{1,200}+|\"[^\"]{0,300}\"){0,9})\)"
_ANNOTATED_BEFORE = re.compile(
    rf"(?:(?:@[A-Z][\w.]{{0,60}}(?:{_ARGUMENTS})?|#?\[[A-Za-z]\w{{0,60}}{_ARGUMENTS}\])\s{{1,20}}){{1,5}}(?=[A-Z])"
)
"""The same on the line of what it annotates."""
_IN_ANNOTATION = re.compile(
    r"(?:\b(?P<key>code|help|rename|serialize|message|display|Value|JsonProperty(?:Name)?|SerializedName|SerialName|XmlEnum)"
    r"\s{0,5}[(=]\s{0,5}(?:(?:value|name)\s{0,5}=\s{0,5})?)?"
    r"(?:\"(?P<text>(?>(?:[^\"\\]|\\.){0,1000}))\"|(?P<path>[A-Za-z_]\w{0,60}(?>(?:(?:::|[.-])\w{1,60}){0,8})|\d{1,10}))"
)
_OF_ANNOTATION = {"help": "solution", "message": "message", "display": "message"}
"""The field of an error that a key of an annotation means; of others it is the code that bodies carry."""
_RULER = re.compile(r"[-=*#~_]{3,}.*")
"""A comment that parts constants; it may have the title of those below in it."""
_COMMENTED_OUT = re.compile(r"[A-Z]\w{1,199}\s{0,20}(?:\(.*\)|=.*)\s{0,5}[,;]")
_TRAILING = re.compile(
    r"(?:/\*+<?!?\s*(?P<block>.*?)\s*\*/|(?<![:\"'\w])//+[/!<]*\s*(?P<line>.*)|(?<!\S)#(?!\s*(?:define|if|ifdef|ifndef|elif|else|endif|undef)\b)\s+(?P<hash>.*))"
    r"\s*\\?\s*$"
)
_DECLARED = re.compile(
    r"\s*+(?>(?:(?:public|private|export|static|final|const|readonly)\s+){0,5})"
    rf"(?:(?P<before>[A-Za-z]\w{{0,60}})\s++)?(?P<name>{_NAME})(?>(?:\s*+:\s*+\w{{1,30}})?)\s*+=\s*+[-\d\"']"
)
"""A constant with its value; of two words one is its type, the second in Go, else the first."""
_XML = re.compile(r"</?(?:summary|remarks|exclude|para|c|value)\s{0,5}/?>")
"""Marks of documentation comments in C#."""
_REFERENCE = re.compile(r"<(?:see|paramref|seealso)\s[^<>\"]{0,100}\"(?:[A-Z]:)?([^<>\"]{1,200})\"[^<>]{0,100}>")
_COMMENT = re.compile(
    r"\s*(?://[/!]*|#(?!\s*(?:define|include|if|ifdef|ifndef|elif|endif|else|undef|pragma|error)\b)"
    r"|\*(?!/)|--)\s?(?P<text>.*)"
)


@dataclass(slots=True)
class Constant:
    """A constant, its value as written; ``named`` says that an object, a list or a macro of errors gives it its name.

    ``section`` is the enumeration or object that it stands in; ``fields`` what an object of its own says. ``block`` is
    the line at which its enumeration begins, 0 outside one, ``place`` the number of members before it. ``repeats`` says
    that a member without a value has the expression of the one before, as in Go. ``counted`` says that its number
    follows from that of the member before, ``begins_others`` that numbers of others follow from its.
    ``beside`` are fields that its annotations, or lists of the program, give it.
    """

    line: int
    name: str
    value: str
    comments: list[str] = field(default_factory=list)
    section: str = ""
    type: str = ""
    message: str = ""
    named: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    block: int = 0
    place: int = 0
    repeats: bool = False
    counted: bool = False
    begins_others: bool = False
    beside: dict[str, str] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """True if the constant has more than a name."""
        return bool((self.value and not self.counted) or self.comments or self.message or self.fields or self.beside)


def declared_names(text: str) -> Iterator[Line]:
    """The names of errors that lines of a source declare or list, and numbers with texts, each as a line."""
    for number, whole in enumerate(text.split("\n"), 1):
        line = whole[:_LONGEST_LINE]
        if numbered := _NUMBERED.match(line):
            yield Line(number, numbered["number"])
        match = _DEFINE.match(line) or _KEYED.fullmatch(line) or _ASSIGNED.fullmatch(line) or _LISTED.fullmatch(line)
        # A library's prefix alone, as in CL_TRUE, makes no error.
        if match is not None and names_error(match["name"]):
            yield Line(number, match["name"])


def is_of_codes(name: str) -> bool:
    """Return whether an enumeration, a class or an object is one of codes by its name."""
    return bool(_SECTION.search(name))


def names_error(name: str) -> bool:
    """Return whether a name is an error's: by a word in it, or in the style of the system's errors."""
    return bool(CODE_WORD.search(name)) or is_system_error(name)


def is_system_error(name: str) -> bool:
    """Return whether a name is in the style of the system's errors: ``ENOENT``."""
    return bool(_SYSTEM.fullmatch(name))


def constants_in(lines: list[str], *, about_errors: bool) -> Iterator[Constant]:
    """The constants that the lines of a source declare or list, with the comments and messages around them.

    ``about_errors`` says that the file is called after errors.
    """
    comments: list[str] = []
    last: Constant | None = None
    of_no_name: list[Constant] = []
    section, depth, block, keyed = "", 0, False, False
    begin = members = 0
    repeats = False
    title = ""
    annotated: dict[str, str] = {}
    is_unnamed = False
    after_blank = True
    quoted: list[str] | None = None
    owner: tuple[Constant, int] | None = None
    body, braced = -1, False
    declared = (match.groups("") for line in lines if (match := _DECLARED.match(line[:_LONGEST_LINE])))
    names = frozenset(name for pair in declared for name in pair if name[:1].isupper() and not field_named(name))
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
            comments, annotated, after_blank = [], {}, True
            continue
        if owner is not None:
            if len(line) - len(line.lstrip()) <= owner[1]:
                owner = None
            elif attribute := _ATTRIBUTE_OF_CLASS.fullmatch(line):
                _take_attribute(owner[0], attribute["name"], attribute["value"])
                continue
        if body >= 0 and len(line) - len(line.lstrip()) <= body and not (braced and text.startswith(("{", "#", "//"))):
            depth, section, body, braced = 0, "", -1, False
        if before := _ANNOTATED_BEFORE.match(text):
            annotated |= _fields_of(before[0])
            text = line = text[before.end() :]
        elif _ANNOTATED.fullmatch(text) or (_ANNOTATION_OPENS.match(text) and _is_open(text)):
            annotated |= _fields_of(_joined_line(text, waiting) if _is_open(text) else text)
            continue
        if (note := _COMMENT.fullmatch(line)) and not text.startswith("*/"):
            comments.append(_REFERENCE.sub(r"\1", _XML.sub("", note["text"])).strip())
            continue
        if (opened := _BLOCK.match(line)) and (opened["name"] or opened["go"] or "enum" in line):
            # The comment above an enumeration without a name is its title.
            section = opened["name"] or ("" if opened["go"] else _title_in(comments))
            annotated = {}
            depth, keyed, comments, of_no_name, title = 1, False, [], [], ""
            begin, members, repeats = number, 0, bool(opened["go"])
            is_unnamed = not opened["name"]
            continue
        if not _CLASS.match(line) and (of_codes := _CLASS_OF_CODES.match(line)) and is_of_codes(of_codes["name"]):
            section, depth, keyed, comments = of_codes["name"], 1, False, []
            body = len(of_codes["indent"])
            continue
        if not _CLASS.match(line) and (of_codes := _braced_class(line, lines[number : number + 1])):
            section, depth, keyed, comments, braced = of_codes["name"], 1, False, [], True
            body = len(of_codes["indent"])
            continue
        if (
            not keyed
            and (listed := _OBJECT.fullmatch(line))
            and (_is_of_errors(listed["name"], text) or _has_key_among(lines[number : number + _MOST_ABOVE_KEY], names))
        ):
            section, depth, keyed, comments = listed["name"].rpartition(".")[2], 1, True, []
            continue
        if about_errors and not depth and line[:1].isalpha() and _OF_NO_NAME.fullmatch(text):
            # The object that a file called after errors is there for.
            depth, keyed, comments = 1, True, []
            continue
        if (keyed or text != "{") and _OPENS.match(line) and _is_open(line):
            line = _joined_line(line, waiting)
        elif text[:1] != "#" and (text.endswith(" =") or (keyed and text.endswith((":", " =>")))):
            # A value too long for the line of its name stands on the next one.
            line = f"{line.rstrip()} {next(waiting, (0, ''))[1][:_LONGEST_LINE].strip()}"
        result = (_keyed(line, number) if keyed else None) or _constant(line, number, within=depth > 0 and not braced)
        if result is not None and after_blank and comments and not depth and line.lstrip().startswith("#"):
            # A comment above a run of definitions is the title of all of them.
            title = _title_in(comments)
            comments = [] if title and ABOUT_ERRORS.search(title) else comments
        if result is not None:
            # A mark between constants is none of the one that follows it.
            above = [each for each in _of_constant(comments) if " " in each or not result.comments]
            result.comments = [*filter(None, above), *result.comments]
            result.section = section or (title if line.lstrip().startswith("#") else "")
            result.block, result.place, result.repeats = begin, members, repeats
            result.message = annotated.pop("message", "")
            result.beside = annotated
            last = result
            if depth and (is_unnamed or not section):
                of_no_name.append(result)
            if _CLASS.match(line) and text.endswith(":"):
                owner = (result, len(line) - len(line.lstrip()))
            yield result
        if of_no_name and (ended := _NAMED_BEHIND.match(text)):
            for each in of_no_name:
                each.section = ended["name"]
        is_end = text.startswith(("}", ")", "]")) and text != "}{"
        if not braced and (is_end or (depth and result and not keyed and _ends_list(line))):
            depth, section, keyed, of_no_name, is_unnamed, begin = 0, "", False, [], False, 0
        members += 1
        comments, annotated, after_blank = [], {}, False


def _fields_of(annotation: str) -> dict[str, str]:
    """The fields of an error that an annotation of its constant has: ``#[diagnostic(code(a::b), help("…"))]``."""
    attribute = _ATTRIBUTE.fullmatch(annotation)
    fields = {"message": ESCAPED.sub(r"\1", attribute["text"])} if attribute else {}
    # The words of a message are no keys.
    for match in _IN_ANNOTATION.finditer(annotation, attribute.end("text") + 1 if attribute else 0):
        meaning = _OF_ANNOTATION.get(match["key"], "code") if match["key"] else ""
        content = ESCAPED.sub(r"\1", match["text"] or "") or (match["path"] if match["key"] == "code" else "")
        if content and meaning and (meaning != "code" or (is_token(content) and not status_named(content))):
            fields.setdefault(meaning, content)
    if status := status_named(annotation):
        fields.setdefault("http_status", status)
    return fields


def _of_constant(comments: list[str]) -> list[str]:
    """The lines of a comment that are about the constant below: neither titles between rulers nor other constants."""
    rulers = [at for at, each in enumerate(comments) if _RULER.fullmatch(each)]
    below = comments[rulers[-1] + 1 :] if rulers else comments
    if rulers and not any(below) and any(each.endswith(".") for each in comments):
        # A frame around sentences.
        below = [each for each in comments if not _RULER.fullmatch(each)]
    return [each for each in below if not _COMMENTED_OUT.fullmatch(each)]


def _title_in(comments: Sequence[str]) -> str:
    """The comment above a run of constants if it is a title: a single line of a few words."""
    texts = [each for each in comments if each]
    return texts[0] if len(texts) == 1 and len(texts[0].split()) < _LONGEST_TITLE else ""


def _take_attribute(owner: Constant, name: str, value: str) -> None:
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
    return bool(ABOUT_ERRORS.search(name) or is_of_codes(last)) and not text.startswith(
        ("if", "for", "while", "return")
    )


def _braced_class(line: str, below: Sequence[str]) -> re.Match[str] | None:
    """The beginning of a class of codes whose brace stands behind its name or on the line below."""
    match = _BRACED_CLASS.fullmatch(line)
    if match is None or not is_of_codes(match["name"]):
        return None
    return match if match["open"] or any(each.strip() == "{" for each in below) else None


def _has_key_among(lines: Sequence[str], names: Collection[str]) -> bool:
    """Return whether an object begins with the name of a constant that the program declares."""
    first = next((line[:_LONGEST_LINE] for line in lines if line.strip() and not _COMMENT.fullmatch(line)), "")
    match = _KEYED.fullmatch(first)
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


def _keyed(line: str, number: int) -> Constant | None:
    """The entry of an object: a key with its message, its number, or an object of its own; or an item of a list."""
    text = line.strip()
    if text.startswith("{"):
        fields = fields_in(text) or _in_order(text)
        return Constant(number, fields["code"], "", named=True, fields=fields) if fields.get("code") else None
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
        return Constant(number, name, "", named=True, fields={**fields, "code": code or name}) if fields else None
    trailing = _TRAILING.search(value)
    content = [next(filter(None, trailing.groups()), "")] if trailing else []
    value = value[: trailing.start()] if trailing else value
    if not _LITERAL.match(value) and not (_PATH.fullmatch(value) and status_named(value)):
        return None
    return Constant(number, name, value, content, named=True)


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


def _constant(line: str, number: int, *, within: bool) -> Constant | None:
    """The constant that a line declares, with what stands behind it."""
    trailing = _TRAILING.search(line)
    code = line[: trailing.start()] if trailing else line
    comments = [next(filter(None, trailing.groups()), "")] if trailing else []
    if (macro := _MACRO.fullmatch(code)) and (of_macro := _of_macro(macro, number, comments)):
        return of_macro
    defined = _DEFINE.match(code)
    if defined is not None and _NO_VALUE.match(defined["value"]):
        return None
    match = defined or _CLASS.match(code) or _typed(code) or _ASSIGNED.fullmatch(code.rstrip())
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
    return Constant(number, match["name"], groups.get("value") or "", comments, type=groups.get("type") or "")


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


def _of_macro(macro: re.Match[str], number: int, result: list[str]) -> Constant | None:
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
    return Constant(number, names[0], value, result, type=type_, named=is_error)
