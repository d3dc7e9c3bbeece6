"""Spans of secrets: in quotes however escaped, in lists, in blocks of lines, bare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.diagnosis.numbers import DEEPEST_SECRET, LONGEST_SECRET


@dataclass(frozen=True, slots=True)
class Found:
    """The places of secrets that one word brought up, and where to go on.

    ``marked`` says that quotes or the like set them off, so that even a short one is known by what stands around it,
    from ``since`` on where that is not the word.
    """

    spans: tuple[tuple[int, int], ...]
    end: int
    marked: bool = False
    since: int | None = None


Finder = Callable[[str, int, int], Found | None]
"""From a text and the place of the word that brought a rule up, to the secrets."""

QUOTE = (
    r"""(?:\\{0,31}["'`]|[“”]|\\{1,31}u00(?:22|27)|%(?:25){0,4}2[27]"""
    r"""|&(?:amp;){0,3}(?:quot|apos|#0{0,3}3[49]|#[xX]0{0,2}2[27]);)"""
)
"""A quotation mark: plain, escaped as often as may be, in an address, in markup."""

SIGN = r"(?:=>|->|:=|==?|[:：＝]|%(?:25){0,4}3[ADad]|\\{1,31}u003[ADad])"
"""Separators between a name and its value."""

_RUN = re.compile(r"""\\{0,64}["'`\n]""")
_OPEN = re.compile(
    rf"""(?P<open>(?:\[\]string|new\s\w{{1,20}}\[\]\s?|[Aa]rray|list|tuple|Some|String|Secret\w{{0,10}})?[\[{{(])"""
    rf"""|(?:string\(\d{{1,6}}\)\s|[bBuUrRfF@$]{{1,2}})?(?P<quote>{QUOTE})"""
)
_BARE = re.compile(
    r"""(?>(?:[^\s"'`<>,;&|)}\]\\，。；、）】”’」]|\\(?![\\"'nrtu])|&(?!amp;|[\w.-]{1,40}=|quot;|\#|\s|&)){1,16000})"""
)
_CONNECTION = re.compile(r"""[^;\s"'`]{1,2000}+""")
_PERCENT_BARE = re.compile(
    r"""(?>(?:[^\s"'`<>,;&|)}\]\\%]|%(?!(?:25){0,4}(?:2[267Cc]|3[Bb]|[57][Dd]|0[AaDd]|20))){1,16000})"""
)
_HASHED = re.compile(r"\{(?:SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2|ARGON2)[\w-]{0,8}\}[\w+/=$.,-]{8,200}+", re.IGNORECASE)
_BRACED = re.compile(r"\{(?P<value>[^{}\s\"':]{1,200}+)\}")
_TOKEN = re.compile(rf"(?P<quote>{QUOTE})|[{{}}\[\]()]")
_KEY_BEHIND = re.compile(r"\s{0,20}(?:=>|[:=])")
_VALUE_KEY = re.compile(r"val(?:ue)?s?|(?:rejected|string|secure|plain)_?value|input", re.IGNORECASE)
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?[ \t]{0,20}\n")
_LINE = re.compile(r"(?P<indent>[ \t]{0,200})(?P<rest>[^\n]{0,4000}+)(?:\n|$)")
_CONSTANTS = frozenset(("true", "false", "null", "none", "nil", "yes", "no", "on", "off", "undefined", "n/a"))
"""Values that say whether a secret is set."""

_WORD = re.compile(r"[A-Za-z]{1,12}[:.!]?")
_LATIN = re.compile(r"[A-Za-z0-9]")
_PATH = re.compile(r"(?:/|[A-Za-z]:\\|~/)")


def quoted_end(text: str, at: int, quote: str) -> int:
    """Return the end of the string whose quote ``quote`` ended at ``at``: its closing quote, the line's end, or the
    limit.

    A mark that is escaped k times has 2ᵏ-1 backslashes; one that belongs to the string's text has one more round of
    them, and backslashes of the text itself come in groups of 2ᵏ⁺¹.
    """
    limit = min(len(text), at + LONGEST_SECRET)
    mark = quote.lstrip("\\")
    if len(mark) > 1 or quote in "“”":
        quote = "”" if quote == "“" else quote
        # Spelled in letters, it cannot stand for itself inside. A deeper one only looks the same in its last part.
        end = text.find(quote, at, limit)
        line = text.find("\n", at, limit if end < 0 else end)
        return line if line >= 0 else end if end >= 0 else limit
    depth = len(quote) - 1
    for run in _RUN.finditer(text, at, limit):
        last = run[0][-1]
        before = len(run[0]) - 1
        if last == "\n":
            return run.end() - 1
        if last == mark and before <= depth:
            return run.start()
        if last == mark and before % (2 * depth + 2) == depth:
            return run.end() - 1 - depth
    return limit


def value_at(
    text: str, at: int, sign: str, *, deep: str = "", sentence: bool = True, row: bool = False
) -> Found | None:
    """The value at ``at``, behind ``sign``.

    ``deep``: the strings of what these marks begin, an object or a list, are secrets. ``sentence``: a plain word
    behind a colon is a sentence going on, no secret. ``row``: it stands between semicolons, as in a connection string.
    """
    opened = _OPEN.match(text, at)
    if opened and opened["quote"]:
        end = quoted_end(text, opened.end(), opened["quote"])
        if text[opened.end() : end].lower() in _CONSTANTS:
            return None
        return Found(((opened.end(), end),), end, marked=True)
    if opened and (hashed := _HASHED.match(text, at)):
        return Found((hashed.span(),), hashed.end())
    if opened:
        braced = _BRACED.match(text, at) if sign == "=" else None
        if braced:
            return Found((braced.span("value"),), braced.end(), marked=True)
        if text[opened.end() - 1] != "(":
            return strings(text, opened.end() - 1) if text[opened.end() - 1] in deep else None
        inner = _OPEN.match(text, opened.end())
        return value_at(text, opened.end(), sign) if inner and inner["quote"] else None
    if block := _BLOCK.match(text, at):
        return _block(text, at, block.end())
    # Asked of the beginning alone: what is no secret may come up again at each word of a long one.
    if sentence and sign in (":", "：", "->") and (begins := _BARE.match(text, at, at + 60)) and _goes_on(begins[0]):
        return None
    pattern = _PERCENT_BARE if sign[0] == "%" else _CONNECTION if row else _BARE
    bare = pattern.match(text, at)
    if not bare or (len(bare[0]) < 10 and bare[0].lower() in _CONSTANTS):
        return None
    return Found((bare.span(),), bare.end())


def _goes_on(word: str) -> bool:
    """Return whether a word behind a colon continues the sentence: it is plain, or of a script without spaces."""
    return bool(_WORD.fullmatch(word)) or not _LATIN.search(word)


def is_path(value: str) -> bool:
    """Return whether a value is a file-system path, as that of ``PWD``."""
    return bool(_PATH.match(value))


def strings(text: str, start: int) -> Found:
    """The strings in the object or list at ``start`` that are no names of its fields.

    Of a list of names and values (a browser's cookies) the values.
    """
    depth = 0
    at, limit = start, min(len(text), start + LONGEST_SECRET)
    spans: list[tuple[int, int]] = []
    values: list[tuple[int, int]] = []
    key = ""
    while at < limit and (token := _TOKEN.search(text, at, limit)):
        at = token.end()
        if token[0] in ("{", "[", "("):
            depth += 1
            if depth > DEEPEST_SECRET:
                break
        elif token[0] in ("}", "]", ")"):
            depth -= 1
            if depth <= 0:
                break
        else:
            end = quoted_end(text, at, token["quote"])
            span = (at, end)
            at = min(end + len(token["quote"]), len(text))
            if _KEY_BEHIND.match(text, at):
                key = text[span[0] : span[1]]
                continue
            spans.append(span)
            if _VALUE_KEY.fullmatch(key):
                values.append(span)
    else:
        at = limit
    return Found(tuple(values or spans), at, marked=True)


def _block(text: str, start: int, at: int) -> Found | None:
    """The lines of a YAML block: what stands deeper than the line that begins it."""
    head = text[max(0, start - 200) : start].rpartition("\n")[2]
    outer = len(head) - len(head.lstrip(" \t-"))
    begin = end = 0
    for line in _lines(text, at):
        if not line["rest"].strip():
            continue
        if len(line["indent"]) <= outer and not (outer == 0 and line["indent"]):
            break
        begin = begin or line.start("rest")
        end = line.end("rest")
    return Found(((begin, end),), end) if end else None


def _lines(text: str, at: int) -> Iterator[re.Match[str]]:
    limit = at + LONGEST_SECRET
    while at < min(limit, len(text)) and (line := _LINE.match(text, at)):
        yield line
        at = max(line.end(), at + 1)
