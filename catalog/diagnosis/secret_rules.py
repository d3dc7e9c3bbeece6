"""Where the secrets of a text stand: what brings each sort up, and how far it goes. The stage before redaction.

Each rule has a name, which the mask shows. Nothing is a secret for looking random: ids and digests are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """The places of secrets that one word brought up, and where to go on.

    ``marked`` says that quotes or the like set them off, so that even a short one is known by what stands around it.
    """

    spans: tuple[tuple[int, int], ...]
    end: int
    marked: bool = False


Finder = Callable[[str, int, int], Found | None]
"""From a text and the place of the word that brought the rule up, to the secrets."""

_NAME_GOES_ON = re.compile(r"[\w.-]{0,24}")
_NO_SECRET = re.compile(
    r"(?:s|.*(?:name|type|count|limit|uri|url|policy|length|stdin|file|path|arn|usage|version|endpoint)s?"
    r"|.*expir\w*|[_.-]?(?:in|at|used)|aries|ary)",
    re.IGNORECASE,
)
"""How names go on that speak about a secret and hold none: ``max_tokens``, ``SharedAccessKeyName``, ``secretary``."""

_VALUE = re.compile(
    r"""[\\"'\])]{0,3}\s{0,3}(?:,\s{0,3}["']?val(?:ue)?["']\s{0,3}|["']\svalue)?(?P<sign>=>|[:=])\s{0,3}"""
    r"""(?:(?P<open>[{\[])|(?P<escape>\\?)(?P<quote>["'])|(?P<bare>[^\s"'<>,;&|)}\]\\]{1,2000}+))"""
)
_QUOTED = {
    ("", '"'): re.compile(r'(?:[^"\\\n]|\\.){0,2000}+'),
    ("", "'"): re.compile(r"(?:[^'\\\n]|\\.){0,2000}+"),
    ("\\", '"'): re.compile(r'[^"\\\n]{0,2000}+'),
    ("\\", "'"): re.compile(r"[^'\\\n]{0,2000}+"),
}
"""What stands in quotes, by whether they are escaped themselves and by their mark."""

_ELEMENT_BEGINS = re.compile(r"<(?:[\w.-]{1,40}:)?[\w.-]{0,40}$")
_ELEMENT = re.compile(r"(?:\s[^<>]{0,300}+)?>\s{0,80}(?:<!\[CDATA\[)?(?P<value>[^<\]]{1,2000}+)(?:\]\]>)?</")
_INSIDE = re.compile(r"""\\?"(?P<text>[^"\\\n]{0,2000}+)\\?"(?P<key>\s{0,3}:)?|[{}\[\]]""")
_LONGEST_NESTED = 4000
_OPTION_BEGINS = re.compile(r"(?<!\S)--?(?:[\w]{1,20}-){0,3}$")
_OPTION = re.compile(r"""[ \t]{1,3}["']?(?P<value>[^\s"'<>|;-][^\s"'<>|;]{3,200})""")
_SAID = re.compile(r"[ \t](?:is|was)[ \t]?:?[ \t][\"'`]?(?P<value>(?=[^\s\"'`]{0,99}\d)[^\s\"'`,;)]{6,200}+)")
_MADE_FROM = re.compile(r"(?:base|sha|md|utf|aes|rsa|bcrypt)-?\d", re.IGNORECASE)
_PHRASE = re.compile(
    r"[ \t]?=[ \t]?(?P<value>[^\s\"'<>,;&|=:]{1,60}(?:[ \t][^\s\"'<>,;&|=:]{1,60}){1,12})[ \t]*(?:\n|$)"
)
_WORD = re.compile(r"[A-Za-z]{1,12}[:.!]?")
_PROSE = frozenset(
    (
        *("and", "any", "are", "argument", "but", "can", "cannot", "does", "field", "flag", "flags", "for", "from"),
        *("has", "have", "in", "instead", "is", "may", "must", "need", "needs", "not", "only", "option", "options"),
        *("or", "parameter", "prompt", "required", "requires", "should", "that", "the", "then", "this", "to", "value"),
        *("was", "when", "which", "will", "with", "without"),
    )
)
"""Words that go on behind an option's name where a sentence speaks of it."""

_HEADER = re.compile(
    r"""[\\"'\])]{0,3}\s{0,3}(?:=>|[:=])\s{0,3}\\?["']?(?:(?:bearer|basic|digest|token|negotiate)\s+)?(?P<value>[^\n"'\\]{1,4000}+)""",
    re.I,
)
_BEARER = re.compile(r"\s+(?P<value>(?=[^\s\d]{0,200}\d)[\w.~+/=-]{8,4000}+)")
_KEY_BLOCK = re.compile(r"-----(?P<value>[^-]{1,20000}+)-----END")
_PAIR = re.compile(r"""(?<![A-Za-z0-9])[as]k"?\s?[:=]\s?"?(?P<value>[A-Za-z0-9+/=]{12,200})""", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<value>[\w%+/=.~-]{8,400}+)")
_EMAIL_BEGIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}$", re.ASCII)
_EMAIL_END = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}\b")
_USER = re.compile(r"[^\s/:@\"']{0,100}:(?P<rest>[^\s/\"'<>?#]{1,200}+)")
_USER_OPTION = re.compile(r"""(?:\s{0,3}|=)["']?(?P<user>[^\s:"'/]{1,100}):(?P<value>[^\s"']{1,200}+)""")
_OTHER_USERS = re.compile(r"\b(?:docker|podman|nerdctl|kubectl|chown|git)\b")
_LOGIN = re.compile(r"\b(?:login|sshpass)\b")
_DATABASE = re.compile(r"\b(?:mysql|mariadb)\w{0,20}\b")
_LOGIN_VALUE = re.compile(r"""\s{0,3}["']?(?P<value>[^\s"'-][^\s"']{0,200}+)""")
_TIGHT_VALUE = re.compile(r"""["']?(?P<value>[^\s"'-][^\s"']{0,200}+)""")


def _at(found: re.Match[str] | None) -> Found | None:
    """What a pattern's ``value`` holds, without the spaces around it."""
    if found is None or not found["value"].strip():
        return None
    value = found["value"]
    start = found.start("value") + len(value) - len(value.lstrip())
    return Found(((start, start + len(value.strip())),), found.end())


def _named(*, said: bool = False, deep: bool = False) -> Finder:
    """The value of a field with a secret's name. A bare word behind a colon is a sentence going on, no secret.

    ``said``: "password is …" counts too. ``deep``: the strings of an object in the field's place are secrets.
    """

    def find(text: str, start: int, end: int) -> Found | None:
        if start and text[start - 1].islower() and text[start].islower():
            return None
        if said and (found := _at(_SAID.match(text, end))):
            (span,) = found.spans
            return None if _MADE_FROM.match(text, span[0]) else found
        goes_on = _NAME_GOES_ON.match(text, end)
        name_end = goes_on.end() if goes_on else end
        if _NO_SECRET.fullmatch(text, end, name_end):
            return None
        if text[name_end : name_end + 1] in (" ", "\t", ">"):
            before = text[max(0, start - 80) : start]
            element = _ELEMENT.match(text, name_end) if _ELEMENT_BEGINS.search(before) else None
            if element:
                return _at(element)
            option = _OPTION.match(text, name_end) if _OPTION_BEGINS.search(before) else None
            if option and option["value"].lower().rstrip(".,:") not in _PROSE:
                return _at(option)
        return _value(text, name_end, deep=deep)

    return find


def _value(text: str, name_end: int, *, deep: bool) -> Found | None:
    found = _VALUE.match(text, name_end)
    if not found:
        return None
    if found["open"]:
        return _strings(text, found.start("open")) if deep else None
    if found["quote"]:
        inside = _QUOTED[found["escape"], found["quote"]].match(text, found.end())
        return Found((inside.span(),), inside.end(), marked=True) if inside else None
    if found["sign"] == ":" and _WORD.fullmatch(found["bare"]):
        return None
    return Found((found.span("bare"),), found.end())


def _strings(text: str, start: int) -> Found:
    """The strings in the object or list at ``start`` that are no names of its fields."""
    depth = 0
    end = min(len(text), start + _LONGEST_NESTED)
    spans: list[tuple[int, int]] = []
    for token in _INSIDE.finditer(text, start, end):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
            if depth <= 0:
                end = token.end()
                break
        elif not token["key"]:
            spans.append(token.span("text"))
    return Found(tuple(spans), end, marked=True)


def _phrase(text: str, start: int, end: int) -> Found | None:
    """Several words up to the line's end, where a passphrase of one word would be read otherwise."""
    return _at(_PHRASE.match(text, end)) or _password(text, start, end)


def _by(pattern: re.Pattern[str]) -> Finder:
    """What stands behind the word."""
    return lambda text, start, end: _at(pattern.match(text, end))


def _shaped(pattern: str) -> Finder:
    """What the word itself begins."""
    shape = re.compile(pattern)

    def find(text: str, start: int, end: int) -> Found | None:
        if start and (text[start - 1].isalnum() or text[start - 1] in "_-"):
            return None
        found = shape.match(text, start)
        return Found((found.span(),), found.end()) if found else None

    return find


def _pair(text: str, start: int, end: int) -> Found | None:
    return _at(_PAIR.match(text, start))


def _signed(text: str, start: int, end: int) -> Found | None:
    """A link's signature; ``sig=11`` elsewhere is the number of a signal."""
    return None if start and text[start - 1] not in "?&;\n\"' " else _at(_SIGNED.match(text, end))


def _email(text: str, start: int, end: int) -> Found | None:
    before = _EMAIL_BEGIN.search(text, max(0, start - 64), start)
    behind = _EMAIL_END.match(text, end)
    if before is None or behind is None or text[max(0, before.start() - 3) : before.start()].endswith("://"):
        return None
    return Found(((before.start(), behind.end()),), behind.end())


def _in_address(text: str, start: int, end: int) -> Found | None:
    """The password before the last ``@`` of an address's host: people write one of their own into it unescaped."""
    found = _USER.match(text, end)
    if found is None:
        return None
    at = found["rest"].rfind("@")
    if at < 1:
        return Found((), found.end())
    begin = found.start("rest")
    return Found(((begin, begin + at),), begin + at, marked=True)


def _user_option(text: str, start: int, end: int) -> Found | None:
    """``-u name:password``; but for the programs to which it is a user and a group."""
    found = _USER_OPTION.match(text, end)
    if found is None or text[start:end].isupper() or found["value"] in ("", found["user"]) or found["value"].isdigit():
        return None
    return None if _OTHER_USERS.search(_line_before(text, start)) else _at(found)


def _login_option(text: str, start: int, end: int) -> Found | None:
    """``-p password`` of the programs that take one so; to others it is a port."""
    if not text[start:end].islower():
        return None
    line = _line_before(text, start)
    if _LOGIN.search(line):
        return _at(_LOGIN_VALUE.match(text, end))
    return _at(_TIGHT_VALUE.match(text, end)) if _DATABASE.search(line) else None


def _line_before(text: str, start: int) -> str:
    return text[max(0, start - 200) : start].rpartition("\n")[2]


_password = _named(said=True, deep=True)

RULES: tuple[tuple[str, tuple[str, ...], Finder], ...] = (
    ("private key", ("private key",), _by(_KEY_BLOCK)),
    ("authorization", ("authorization",), _by(_HEADER)),
    ("cookie", ("cookie",), _by(_HEADER)),
    ("token", ("bearer",), _by(_BEARER)),
    ("token", ("eyj",), _shaped(r"eyJ[\w-]{8,4000}+\.[\w-]{4,8000}+(?:\.[\w-]{0,4000}+)?")),
    ("access key", ("akia", "asia"), _shaped(r"A[KS]IA[0-9A-Z]{16}\b")),
    ("access key", ("ltai", "akid"), _shaped(r"(?:LTAI|AKID)[A-Za-z0-9]{12,40}\b")),
    ("access key", ("aiza",), _shaped(r"AIza[\w-]{30,45}")),
    ("token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"), _shaped(r"(?:gh[pousr]|github_pat)_\w{20,255}")),
    ("token", ("glpat-", "xoxb-", "xoxp-", "xoxa-"), _shaped(r"(?:glpat|xox[abp])-[\w-]{10,255}")),
    ("secret key", ("sk_live_", "sk_test_", "rk_live_"), _shaped(r"[sr]k_(?:live|test)_\w{10,255}")),
    ("password", ("passphrase",), _phrase),
    ("password", ("password", "passwd", "pwd", "adminpass", "密码", "口令"), _password),
    ("secret", ("secret",), _named(deep=True)),
    ("secret", ("credential",), _named()),
    ("access key", ("accesskey", "access_key", "access-key", "accountkey", "account_key", "account-key"), _named()),
    ("access key", ("apikey", "api_key", "api-key", "private_key"), _named()),
    ("token", ("token",), _named()),
    ("signature", ("signature",), _named()),
    ("signature", ("sig=",), _signed),
    ("access key", ("ak=", "ak:", 'ak":', "sk=", "sk:", 'sk":'), _pair),
    ("password", ("://",), _in_address),
    ("password", (" -u", " --user"), _user_option),
    ("password", (" -p",), _login_option),
    ("e-mail address", ("@",), _email),
)
"""What is masked, in this order: the mask's name, the words that bring a rule up, how the secret itself is found."""
