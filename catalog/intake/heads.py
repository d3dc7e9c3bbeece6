"""Lines that begin an error's entry: ``ORA-00001: text``, ``1000 NAME``, ``NAME (0)``, ``ERROR 5002 (HY000): text``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from catalog.intake.code_patterns import codes_of, is_name, is_number, is_state, is_token, kind_of, names_of

_LONGEST = 2_000
_BUILT = frozenset(("numbered", "joined", "capitals", "delimited"))
_PREFIX = re.compile(
    r"(?:(?:fatal |runtime )?(?:error|exception|warning)(?: ?code| number| no\.?)?"
    r"|(?:(?:status|exit|return|result|reason) )?code)[ :#]+(?=\S)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?P<code>[^\s:：,;()\[\]]\S*?)\s*"
    r"(?:[(\[](?P<inner>[^()\[\]]{1,100})[)\]]\s*)?"
    r"(?:(?P<mark>[:：](?!:)|[-–—](?=\s)|$)\s*(?P<message>.*))?",
    re.DOTALL,
)
_CLASS = re.compile(
    r"\d{1,4}[xX]{1,4}|0[xX][0-9A-Fa-f]{1,7}[xX]{2,7}|v?\d+(?:\.\d+)+|[Vv]\d+|HTTP/\d.*|OAuth\d.*|IPv\d|TLSv?\d.*|UTF-\d+|SHA-?\d+|RFC-?\d+"
)
"""Classes of numbers, versions, numbers of chapters."""
_NUMBERED = re.compile(r"#[ ]?(?=\d)")
_CLOSING = re.compile(
    r"(?:[\w./+-]{1,30} ){0,4}(?:error|warning|exception|fault|diagnostic|message|alarm|code)(?: [\w()/.-]{1,20}){0,3}?"
    r"[ :#]+(?P<code>[A-Za-z]{1,12}[-_]?\d{2,8})",
    re.IGNORECASE,
)
"""A title that ends with its code: Compiler warning (level 1) C4005."""
_BEHIND = re.compile(r"(?P<message>\S.*[^\s\]])\s+\[(?P<code>[A-Za-z][\w-]{1,60})\]", re.DOTALL)
"""A title with its code behind it: Check that names are defined [name-defined]."""
_QUESTION = re.compile(
    r"[^\"“”„«»「」?？]{0,80}(?:[\"“„«「](?P<quoted>[^\"“”„«»「」]{1,300})[\"“”»」]"
    r"|\b(?:error|fehler|erreur|errore|erro)(?:[ -]?code)? (?P<code>[A-Z]{1,12}[-_]?\d{2,8}))"
    r"[^\"“”„«»「」?？]{0,60}[?？]",
    re.IGNORECASE,
)
"""A question about a code, with its message where it quotes both: What does "E1001: no seat" mean?"""
_SPACED = re.compile(r"(?P<code>\S+)\s+(?P<message>\S.*)", re.DOTALL)
_BRACKETED = re.compile(r"[(\[]\s*(?P<number>[^\s()\[\]]{1,40})\s*[)\]]\s*:?\s*(?P<rest>\S.*)", re.DOTALL)
_NO_CODES = frozenset(
    (
        "MUST", "SHALL", "SHOULD", "MAY", "REQUIRED", "RECOMMENDED", "OPTIONAL", "NOT", "NOTE", "TIP", "TODO",
        "WARNING", "CAUTION", "IMPORTANT", "INFO", "API", "URL", "URI", "JSON", "XML", "HTML", "CSS", "HTTP",
        "HTTPS", "REST", "SDK", "CLI", "FAQ", "SQL", "DNS", "TLS", "SSL", "TCP", "UDP", "IP", "ID", "GET", "POST",
        "PUT", "DELETE", "PATCH", "HEAD", "README", "TOC", "NULL", "TRUE", "FALSE", "DESCRIPTION", "SYNOPSIS",
        "NAME", "AUTHOR", "BUGS", "EXAMPLE", "SEE", "ALSO", "USAGE", "ARGUMENT", "PARAMETER", "RETURN", "INPUT",
        "OUTPUT", "VERSION", "COPYRIGHT", "LICENSE", "AVAILABILITY", "PROTOCOL", "OAUTH", "SSO", "OPTION", "GitHub",
        "JavaScript", "TypeScript", "PowerShell",
    )
)  # fmt: skip
"""Words in capitals that stand at the beginning of lines and are no codes."""


@dataclass(frozen=True, slots=True)
class Head:
    """First line of an entry: a code, its other names, and its title.

    ``weak`` says that nothing but its like beside it tells that it is one.
    """

    code: str
    names: tuple[str, ...] = ()
    message: str = ""
    weak: bool = False


def head_of(text: str, *, marked: bool, words: bool = False) -> Head | None:
    """The head that a line is; None where it begins with no code.

    ``marked`` says that the page marks it as one, ``words`` that a single word may be one among others.
    """
    if len(text) > _LONGEST:
        return None
    plain = text.strip("`*_ \t\u00a0")
    if marked and len(codes_of(plain)) > 1:
        # A term for several codes; they are taken apart where all rows are.
        return Head(plain)
    names = names_of(plain)
    if names and marked and not _NO_CODES & set(names):
        return Head(_first(plain, names), tuple(name for name in names if name != _first(plain, names)))
    if marked and (bracketed := _BRACKETED.fullmatch(plain)):
        named = head_of(bracketed["rest"], marked=True)
        number = bracketed["number"]
        if named is not None and not named.weak and is_number(number):
            return Head(named.code, (*named.names, number), named.message)
        if is_token(number) and (kind_of(number) in _BUILT or number.isdigit()):
            return _checked(number, (), bracketed["rest"], marked=marked, apart=True)
    if marked and (closing := _CLOSING.fullmatch(plain) or _BEHIND.fullmatch(plain)):
        message = closing.groupdict().get("message") or ""
        return Head(closing["code"], (), message, weak=kind_of(closing["code"]) == "word")
    prefix = _PREFIX.match(plain) or (_NUMBERED.match(plain) if marked else None)
    begin = prefix.end() if prefix and (prefix[0][0] == "#" or any(map(str.isalpha, prefix[0]))) else 0
    head = _read(plain[begin:], marked=marked, prefixed=bool(begin), words=words)
    return _asked_about(plain) if head is None and marked and plain[-1:] in ("?", "？") else head


def _asked_about(question: str) -> Head | None:
    """The code that a question is about, and the message that it quotes; a name without a digit may be a setting's.

    What is asked about may be no error: others of its like tell.
    """
    match = _QUESTION.fullmatch(question)
    head = head_of(match["quoted"] or match["code"], marked=True) if match else None
    if head is None or kind_of(head.code) not in ("numbered", "digits") or head.code != head.code.upper():
        return None
    return replace(head, weak=True)


def _first(plain: str, names: tuple[str, ...]) -> str:
    """The name that is the code's own: the first, but one in brackets is another name of what follows."""
    return next((name for name in names if not is_number(name)), names[0]) if plain.startswith("(") else names[0]


def _read(text: str, *, marked: bool, prefixed: bool, words: bool) -> Head | None:
    match = _CODE.fullmatch(text)
    if match is not None and match["mark"] is not None:
        code = match["code"].strip("`*[]")
        inner = match["inner"] or ""
        message = (match["message"] or "").strip("`*_ ")
        if (code.endswith(".") and message) or (is_number(code) and is_number(message)):
            # The number of a chapter, or a range of numbers.
            return None
        other = names_of(f"{code} ({inner})")[1:] if inner else ()
        if inner and not other and not is_state(inner) and not (is_name(inner) and is_number(code)):
            message = f"{message} ({inner})".strip() if message else inner
            other = ()
        elif inner and not other and not is_state(inner):
            other = (inner,)
        if words and kind_of(code) == "word" and code.isalpha() and match["mark"]:
            return Head(code, other, message, weak=True)
        apart = bool(match["mark"]) or not message
        return _checked(code, other, message, marked=marked, apart=apart, prefixed=prefixed)
    spaced = _SPACED.fullmatch(text) if marked else None
    if spaced is None:
        return None
    return _checked(spaced["code"].strip("`*[]"), (), spaced["message"], marked=True, apart=False, prefixed=prefixed)


def _checked(
    code: str, names: tuple[str, ...], message: str, *, marked: bool, apart: bool, prefixed: bool = False
) -> Head | None:
    """The head, if its code is built like one."""
    kind = kind_of(code)
    if not is_token(code) or code in _NO_CODES or code.rstrip("sS") in _NO_CODES or _CLASS.fullmatch(code):
        return None
    if kind == "digits" and not (marked or prefixed):
        return None
    if kind not in _BUILT and kind != "digits":
        return None
    if not apart:
        # "E0001 text" and "20104 Page not found" are heads among others of their like; words are no codes so.
        if kind not in ("numbered", "digits") or (kind == "digits" and len(code) < 3 and not prefixed):
            return None
        return Head(code, names, message.strip("`*_ "), weak=True)
    if not marked and kind != "numbered" and message and not prefixed and not names:
        # "Note: …" and "API-Key: …" begin no entry; what has no digit stands alone in its line.
        return None
    return Head(code, names, message)
