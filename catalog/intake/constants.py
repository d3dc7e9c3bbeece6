"""Error codes that are constants of a program: C, Go, Python, Java, C#, Rust, TypeScript.

A constant's name is its code, its number another name, its string the message or the code that bodies carry; what is
said of it stands in the comment above it or behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from catalog.intake.code_patterns import is_name, is_number, is_token, kind_of, pattern_of, series_of
from catalog.intake.column_values import ABOUT_ERRORS
from catalog.intake.columns import meaning_of
from catalog.intake.counted_numbers import with_numbers
from catalog.intake.declarations import Constant, constants_in, is_of_codes, is_system_error, names_error
from catalog.intake.documents import Document
from catalog.intake.grid import Row, Table
from catalog.intake.object_literals import (
    ESCAPED,
    FIELDS,
    INTEGER,
    STRING,
    NumberedText,
    error_literals,
    field_named,
    messages_by_name,
    numbered_texts,
    status_named,
    statuses_by_name,
    strings_in,
)
from catalog.intake.status_cells import statuses_of

_HEADER = ("Error Code", "Alias", "HTTP Status", "Error Message", "Description", "Solution", "Section")
_SHARE = 0.34
_SOME = 20
_MIXED = 3
_FEWEST_FAILURES = 5
_OF_STATUSES = re.compile(r"(?:status|result|return)(?:es|s)?(?:_?t|_?enum|_?type)?$", re.IGNORECASE)
_OF_MODES = re.compile(
    r"\w*(?:modes?|flags?|polic(?:y|ies)|options?|severity|levels?|strategy|handling)(?:_?t|_?enum)?", re.IGNORECASE
)
"""Enumerations of how errors are handled or ranked, which are none themselves."""
_BASE = re.compile(r"(?:\w*_)?(?:E?NO|ERR)?_?(?:BASE|OFFSET)|\w*[a-z](?:Base|Offset)")
_BOUND = re.compile(r"\w*_(?:MAX|COUNT|LAST|END|NUM|SIZE|TOTAL)")
_SUCCESS = re.compile(r"(?:\w*_)?(?:success(?:ful)?|succeeded|ok)", re.IGNORECASE)
_VALUE_OF_ERROR = re.compile(r"[\w.]{0,60}(?:Errno|ErrorCode|NTStatus|Status|Err)\s*\(", re.IGNORECASE)
_TYPE = re.compile(r"Codes?$|Err(?:or)?s?(?:Codes?)?$|Status|Reason|Fault")
_NUMBER_AND_WORD = re.compile(r"(?<![\w.])-?(?:0x[0-9A-Fa-f]{1,8}|\d{1,10}),[ ]?[\"'](?P<word>[A-Za-z]{2,100})[\"']")
_CAST = re.compile(r"^\s*\(*\s*(?:\(\s*[A-Za-z_][\w ]{0,40}\*?\s*\)|(?:new\s+|&)?[A-Za-z_][\w.]{0,60}\s*[({])\s*")
_GOES_ON = re.compile(r"[uUlL]{0,3}\s*[-+*/%|&^<>]")
_GLUE = re.compile(r"[\s+\\.]*")
"""Signs between the pieces of one string."""
_STATUS_NOTE = re.compile(r"(?P<label>[^:]{0,20}HTTP[^:]{0,20}):\s*+(?P<text>[1-5]\d\d\b[^\n]{0,80})", re.IGNORECASE)
"""A line of a comment that says the status alone: ``HTTP status: 404 Not Found``."""
_OF_HELP = re.compile(r"(?:help|hint|tip|advice|remed(?:y|ie)|fixe?|solution|action|suggestion)s?")
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\W]+")
_SETTING = re.compile(
    r"(?:default|max|min) [\w ]+|(?:[\w ]+ )?(?:version|header(?: name)?|prefix|suffix|separator|namespace|locale"
    r"|language|domain|package|url|uri|path|host|charset|encoding|bundle(?: name)?|(?:content|media|mime) type)"
)
"""Names, as words, of what a class of errors may have beside its codes."""
_KEYWORDS = frozenset(
    (
        "False", "None", "True", "begin", "break", "case", "catch", "class", "const", "def", "default", "else",
        "end", "enum", "except", "extern", "false", "finally", "fn", "for", "from", "func", "if", "impl", "import",
        "include", "interface", "let", "mod", "namespace", "new", "null", "package", "pass", "private", "protected",
        "public", "raise", "return", "self", "serialVersionUID", "static", "struct", "super", "switch", "this",
        "throw", "throws", "true", "try", "type", "typedef", "union", "use", "using", "var", "while",
    )
)  # fmt: skip


def constant_tables(document: Document) -> list[Table]:
    """The constants of a source that are error codes, as one table; none where it has none."""
    lines = document.text.split("\n")
    about = bool(ABOUT_ERRORS.search(PurePath(document.name).name))
    numbered = numbered_texts(lines)
    listed = {each.line for each in numbered}
    constants = with_numbers(constants_in(lines, about_errors=about))
    constants = [each for each in _resolved(constants) if each.line not in listed]
    messages = messages_by_name(document.text, {each.name for each in constants})
    statuses = statuses_by_name(document.text, {each.name for each in constants})
    for each in constants:
        each.message = each.message or each.beside.get("message", "")
        if not (each.message or each.fields or _texts_in(each.value)):
            each.message = messages.get(each.name, "")
        if each.name in statuses and not each.named:
            each.beside.setdefault("http_status", statuses[each.name])
    kept = [each for each in constants if each.named or _is_code_name(each.name) or _is_listed(each)]
    bounds = _bounds_in(kept)
    kept = [each for each in kept if id(each) not in bounds and not _OF_MODES.fullmatch(each.section)]
    kept = _without_settings(kept)
    if any(is_of_codes(each.section) for each in kept):
        # Where an enumeration is one of codes, the names of others that say nothing are none.
        kept = [each for each in kept if each.says_something or not each.section or is_of_codes(each.section)]
    kept = _beside_messages(kept)
    named = any(ABOUT_ERRORS.search(each.section) or is_of_codes(each.section) for each in kept)
    distinct = {(_group_of(each), each.name) for each in kept}
    counted = Counter(group for group, _ in distinct)
    # Beside an enumeration of errors, one of states may have a FAILED, too.
    failing = Counter(group for group, name in distinct if names_error(name) and not (named and _is_outcome(name)))
    sections = _sections_of_errors(kept)
    results = _sections_of_results(kept)
    certain = [
        each
        for each in kept
        if ABOUT_ERRORS.search(each.section)
        or (each.section in sections and _has_number_and_text(each))
        or each.section in results
        or is_of_codes(each.section)
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


def _literal_rows(text: str, rows: Iterable[Row], keyed: Mapping[str, Constant]) -> list[Row]:
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


def _resolved(constants: Iterable[Constant]) -> list[Constant]:
    """The constants, each with the message that a list of messages has under its name."""
    result: list[Constant] = []
    superseded: set[int] = set()
    constants = list(constants)
    by_name = {each.name: each for each in reversed(constants) if not each.named}
    of_statuses = _sections_of_statuses(constants)
    for each in constants:
        declared = by_name.get(each.name.rpartition(".")[2]) if each.named else None
        if declared is not None and each.fields and not declared.fields:
            # An object under a constant's name has the error's own code; the constant is another name of it.
            superseded.add(id(declared))
            number = INTEGER.match(declared.value.strip())
            names = (each.fields.get("alias", ""), number[0] if number else "")
            each.fields = {**each.fields, "alias": "\n".join(dict.fromkeys(filter(None, names)))}
            each.comments = each.comments or declared.comments
        if declared is not None and not each.fields and not declared.fields:
            given = _given(declared, each, is_of_statuses=each.section in of_statuses)
            for meaning, text in given.items():
                declared.beside.setdefault(meaning, text)
            if given:
                continue
        result.append(each)
    return _with_statuses([each for each in result if id(each) not in superseded])


def _given(constant: Constant, entry: Constant, *, is_of_statuses: bool) -> dict[str, str]:
    """The field of a constant that an entry of a list under its name gives: its status, its message, its solution."""
    status = _status_in(entry.value)
    if status:
        return {"http_status": status} if is_of_statuses else {}
    texts = _texts_in(entry.value)
    if not texts and strings_in(constant.value):
        # Beside a code that is a string itself, a single word is a message, too.
        texts = strings_in(entry.value)
    if not texts:
        return {}
    about = _words_of(entry.section)[-1:]
    meaning = "solution" if about and _OF_HELP.fullmatch(about[0]) else field_named("".join(about))
    return {meaning if meaning in ("description", "solution") else "message": texts[0]}


def _words_of(name: str) -> list[str]:
    """The words of a program's name: ``errorHints`` and ``ERROR_HINTS`` have the same."""
    return _BETWEEN_WORDS.sub(" ", name).casefold().split()


def _status_in(value: str) -> str:
    """The status that a value is, as a number or by its name; else ""."""
    plain = value.strip(" ,;")
    return plain if len(plain) == 3 and plain.isdigit() and "100" <= plain <= "599" else status_named(plain)


def _sections_of_statuses(constants: Iterable[Constant]) -> frozenset[str]:
    """The lists that give each of their names a status, and nothing else."""
    are_statuses: dict[str, bool] = {}
    for each in constants:
        if each.named and not each.fields:
            are_statuses[each.section] = are_statuses.get(each.section, True) and bool(_status_in(each.value))
    return frozenset(section for section, all_are in are_statuses.items() if all_are)


def _with_statuses(constants: list[Constant]) -> list[Constant]:
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


def _bounds_in(constants: Sequence[Constant]) -> frozenset[int]:
    """The identities of constants that are no errors: the number that others count from, and the end of a list.

    The end of a list is the last of an enumeration and says nothing but its name; other members may say as little.
    """
    last = {each.section: each for each in constants if not each.named}
    bases = {id(each) for each in constants if each.begins_others and _BASE.fullmatch(each.name)}
    ends = {id(each) for each in last.values() if not each.says_something and _BOUND.fullmatch(each.name)}
    return frozenset(bases | ends)


def _without_settings(constants: list[Constant]) -> list[Constant]:
    """The constants without settings beside them: a version, a header's name, a prefix."""
    strings = Counter(pattern_of(_string_of(each)) for each in constants)
    numbers = Counter(series_of(each.name) for each in constants if not _string_of(each))
    return [each for each in constants if not _is_setting(each, strings, numbers)]


def _is_setting(constant: Constant, strings: Counter[str], numbers: Counter[str]) -> bool:
    """Return whether a constant is called after a setting and not built like the errors beside it.

    ``strings`` counts the patterns of all their strings, ``numbers`` the series of those without a string.
    """
    if not _SETTING.fullmatch(" ".join(_words_of(constant.name))) or names_error(constant.name):
        return False
    if constant.named or constant.message or constant.beside or _texts_in(constant.value):
        return False
    if string := _string_of(constant):
        return strings[pattern_of(string)] == 1 and _letters(string) != _letters(constant.name)
    return not constant.block and numbers[series_of(constant.name)] == 1 and numbers.total() * 2 < strings.total()


def _string_of(constant: Constant) -> str:
    return next(iter(strings_in(constant.value)), "")


def _is_outcome(name: str) -> bool:
    """Return whether a name is a single word that states of anything have: ``Failed``, ``TIMEOUT``."""
    return "_" not in name and (kind_of(name) == "word" or name.isupper()) and not is_system_error(name)


def _beside_messages(constants: list[Constant]) -> list[Constant]:
    """The constants; where an enumeration gives its errors messages, without those that say nothing beside it.

    Types of what an error holds, origins of errors, or the number that the codes begin with are no errors.
    """
    messages = Counter(each.section for each in constants if each.section and each.message)
    sections = {section for section, count in messages.items() if count > 1}
    counted = Counter(map(_group_of, constants))
    return [
        each
        for each in constants
        if not sections
        or each.section in sections
        or each.message
        or each.fields
        or _texts_in(each.value)
        or (counted[_group_of(each)] > 1 and (each.comments or INTEGER.match(each.value)))
    ]


def _group_of(constant: Constant) -> tuple[str, str]:
    """Constants that are errors, or none, together: those of one series in one enumeration."""
    series = series_of(constant.name)
    return series or ("E" if is_system_error(constant.name) else ""), constant.section


def _sections_of_errors(constants: Iterable[Constant]) -> frozenset[str]:
    """The enumerations of numbers with their texts of which many are errors by their names: the others are, too."""
    numbered = [each for each in constants if each.section and _has_number_and_text(each)]
    counted = Counter(each.section for each in numbered)
    failing = Counter(each.section for each in numbered if names_error(each.name))
    return frozenset(name for name, count in counted.items() if failing[name] >= max(_SOME, _SHARE * count))


def _sections_of_results(constants: Sequence[Constant]) -> frozenset[str]:
    """The enumerations of statuses that a call ends with: 0 is its success, and many others are failures."""
    numbered = [(each, match[0]) for each in constants if (match := INTEGER.match(each.value.strip()))]
    succeeding = {
        each.section for each, number in numbered if _SUCCESS.fullmatch(each.name) and not number.strip("0xX")
    }
    counted = Counter(each.section for each, _ in numbered if each.section in succeeding)
    failing = Counter(each.section for each, _ in numbered if names_error(each.name))
    return frozenset(
        name
        for name, count in counted.items()
        if _OF_STATUSES.search(name) and failing[name] >= max(_FEWEST_FAILURES, count / 4)
    )


def _has_number_and_text(constant: Constant) -> bool:
    return bool(INTEGER.match(constant.value) and _texts_in(constant.value))


def _is_listed(constant: Constant) -> bool:
    """Return whether an enumeration of error codes lists a name with its number or text, however written."""
    return is_of_codes(constant.section) and bool(constant.value) and constant.name not in _KEYWORDS


def _is_code_name(name: str) -> bool:
    return name not in _KEYWORDS and kind_of(name) in ("capitals", "joined", "numbered", "word") and name[:1].isupper()


def _letters(name: str) -> str:
    """A name by its letters and digits alone: ``CALL_ARG`` and ``call-arg`` are one."""
    return "".join(filter(str.isalnum, name)).casefold()


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


def _word_behind_number(constant: Constant) -> str:
    """The only string of a constructor if it is a plain word behind a number, ``(7, "CupGone")``; else ""."""
    match = _NUMBER_AND_WORD.search(constant.value)
    if match is None or match["word"] == constant.name or len(strings_in(constant.value)) > 1:
        return ""
    # Behind another argument a joined word is what bodies carry.
    is_first = match.start() == 0 or constant.value[: match.start()].strip()[-1:] in ("(", "{")
    return match["word"] if match["word"].isalpha() and (is_first or kind_of(match["word"]) == "word") else ""


def _row(constant: Constant) -> Row:
    constant.comments, noted = _status_noted(constant.comments)
    if constant.fields:
        texts_around = {"section": constant.section, "description": " ".join(constant.comments), "http_status": noted}
        fields = {**texts_around, **constant.beside, **constant.fields}
        return Row(constant.line, tuple(fields.get(name, "") for name in FIELDS))
    strings = strings_in(constant.value)
    texts = _texts_in(constant.value)
    tokens = [text for text in strings if is_token(text) and not is_number(text)]
    bare = STRING.sub("", _CAST.sub("", constant.value).strip("( "))
    items = [each[0] for each in INTEGER.finditer(bare) if not bare[: each.start()][-1:].isalnum()]
    plain = _CAST.sub("", constant.value).strip("( ")
    first = INTEGER.match(plain)
    # The beginning of a sum is no number of the error's.
    numbers = [first[0]] if first and not _GOES_ON.match(plain, first.end()) else []
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
    beside = constant.beside
    behind = _word_behind_number(constant)
    if "code" in beside:
        code, aliases = beside["code"], [constant.name, *numbers, *tokens]
    elif behind:
        # A word behind the number in a constructor is all that the error says.
        constant.message = constant.message or behind
    elif len(tokens) == 1 and not texts and not first:
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
    status = status_named(constant.value) or (statuses[0] if statuses else noted or beside.get("http_status", ""))
    if texts and not constant.message:
        # The text behind a constant's message explains it.
        constant.message, *more = texts
        description = "\n".join(filter(None, (description, *more)))
    description = description.lstrip("< ") or beside.get("description", "")
    solution = beside.get("solution", "")
    return Row(constant.line, (code, others, status, constant.message, description, solution, constant.section))
