"""Secrets in a pasted text, to be masked in everything that is echoed of it. The tenth stage.

Each rule has a name, which the mask shows. Nothing is masked for looking random: ids, digests and request ids are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from catalog.message_template import fold

MOST_SECRETS = 2000
"""Distinct secrets of one text that are masked by their value."""

SHORTEST_SECRET = 4
"""Characters below which a value is left as it is: it would be found everywhere."""

_VALUE = re.compile(
    r"""[\w.-]{0,24}[\\"'\])]{0,3}\s{0,3}(?P<sign>=>|[:=])\s{0,3}(?:\\?(?P<quote>["'])(?P<quoted>(?:(?!(?P=quote))[^\n\\]){0,2000}+)"""
    r"""|(?P<bare>[^\s"'<>,;&|)}\]\\]{1,2000}+))"""
)
_HEADER = re.compile(
    r"""[\\"'\])]{0,3}\s{0,3}(?:=>|[:=])\s{0,3}\\?["']?(?:(?:bearer|basic|digest|token|negotiate)\s+)?(?P<value>[^\n"'\\]{1,4000}+)""",
    re.I,
)
_BEARER = re.compile(r"\s+(?P<value>[\w.~+/=-]{8,4000}+)")
_KEY_BLOCK = re.compile(r"-----(?P<value>[^-]{1,20000}+)-----END")
_WORD = re.compile(r"[A-Za-z]{1,12}[:.!]?")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret's text and what it is."""

    value: str
    kind: str


Finder = Callable[[str, int, int], tuple[str, int] | None]
"""From a text and the place of the word that brought the rule up, to the secret and where it ends."""


def _named(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The value of a field with a secret's name. A bare word behind a colon is a sentence going on, no secret."""
    if start and text[start - 1].islower() and text[start].islower():
        return None
    found = _VALUE.match(text, end)
    if not found:
        return None
    value = found["quoted"] if found["quote"] else found["bare"]
    if not found["quote"] and found["sign"] == ":" and _WORD.fullmatch(value):
        return None
    return value, found.end()


def _by(pattern: re.Pattern[str]) -> Finder:
    """What stands behind the word."""

    def find(text: str, start: int, end: int) -> tuple[str, int] | None:
        found = pattern.match(text, end)
        return (found["value"].strip(), found.end()) if found else None

    return find


def _bearer(text: str, start: int, end: int) -> tuple[str, int] | None:
    found = _BEARER.match(text, end)
    return (found["value"], found.end()) if found and any(map(str.isdigit, found["value"])) else None


def _shaped(pattern: str) -> Finder:
    """What the word itself begins."""
    shape = re.compile(pattern)

    def find(text: str, start: int, end: int) -> tuple[str, int] | None:
        if start and (text[start - 1].isalnum() or text[start - 1] in "_-"):
            return None
        found = shape.match(text, start)
        return (found[0], found.end()) if found else None

    return find


def _pair(text: str, start: int, end: int) -> tuple[str, int] | None:
    found = _PAIR.match(text, start)
    return (found["value"], found.end()) if found else None


def _email(text: str, start: int, end: int) -> tuple[str, int] | None:
    before = _EMAIL_BEGIN.search(text, max(0, start - 64), start)
    behind = _EMAIL_END.match(text, end)
    if before is None or behind is None or text[max(0, before.start() - 3) : before.start()].endswith("://"):
        return None
    return f"{before[0]}@{behind[0]}", behind.end()


_PAIR = re.compile(r"""(?<![A-Za-z0-9])[as]k"?\s?[:=]\s?"?(?P<value>[A-Za-z0-9+/=]{12,200})""", re.IGNORECASE)
_EMAIL_BEGIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}$", re.ASCII)
_EMAIL_END = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}\b")
_USER = re.compile(r"[^\s/:@\"']{0,100}:(?P<value>[^\s/@\"']{1,200})@")

RULES: tuple[tuple[str, tuple[str, ...], Finder], ...] = (
    ("private key", ("private key",), _by(_KEY_BLOCK)),
    ("authorization", ("authorization",), _by(_HEADER)),
    ("cookie", ("cookie",), _by(_HEADER)),
    ("token", ("bearer",), _bearer),
    ("token", ("eyj",), _shaped(r"eyJ[\w-]{8,4000}+\.[\w-]{4,8000}+(?:\.[\w-]{0,4000}+)?")),
    ("access key", ("akia", "asia"), _shaped(r"A[KS]IA[0-9A-Z]{16}\b")),
    ("access key", ("ltai", "akid"), _shaped(r"(?:LTAI|AKID)[A-Za-z0-9]{12,40}\b")),
    ("access key", ("aiza",), _shaped(r"AIza[\w-]{30,45}")),
    ("token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"), _shaped(r"(?:gh[pousr]|github_pat)_\w{20,255}")),
    ("token", ("glpat-", "xoxb-", "xoxp-", "xoxa-"), _shaped(r"(?:glpat|xox[abp])-[\w-]{10,255}")),
    ("secret key", ("sk_live_", "sk_test_", "rk_live_"), _shaped(r"[sr]k_(?:live|test)_\w{10,255}")),
    ("password", ("password", "passwd", "passphrase", "pwd", "adminpass", "密码", "口令"), _named),
    ("secret", ("secret", "credential"), _named),
    ("access key", ("accesskey", "access_key", "access-key", "apikey", "api_key", "api-key", "private_key"), _named),
    ("token", ("token",), _named),
    ("signature", ("signature",), _named),
    ("access key", ("ak=", "ak:", 'ak":', "sk=", "sk:", 'sk":'), _pair),
    ("password", ("://",), _by(_USER)),
    ("e-mail address", ("@",), _email),
)
"""What is masked, in this order: the mask's name, the words that bring a rule up, how the secret itself is found."""

_KEYWORDS = [(word, number) for number, (_, words, _) in enumerate(RULES) for word in words]
_AUTOMATON = AhoCorasick([word for word, _ in _KEYWORDS], store_patterns=False)


def find_secrets(text: str) -> tuple[Secret, ...]:
    """The secrets in ``text``, each once, in time linear in its length."""
    found: dict[str, str] = {}
    taken = 0
    for number, start, end in _AUTOMATON.find_matches_as_indexes(fold(text), overlapping=True):
        if start < taken:
            continue
        kind, _, find = RULES[_KEYWORDS[number][1]]
        secret = find(text, start, end)
        if secret is None:
            continue
        value, taken = secret
        if len(value) >= SHORTEST_SECRET and not value.startswith("[masked"):
            found.setdefault(value, kind)
            if len(found) >= MOST_SECRETS:
                break
    return tuple(Secret(value, kind) for value, kind in found.items())


class Mask:
    """Puts a visible mark in the place of secrets."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.secrets = tuple(secrets)
        values = [secret.value for secret in self.secrets]
        self._automaton = AhoCorasick(values, matchkind=MatchKind.LeftmostLongest) if values else None

    def sparing(self, *kept: str | None) -> Mask:
        """The mask without the texts that are no secrets: a code, a request id."""
        if not any(secret.value in kept for secret in self.secrets):
            return self
        return Mask(secret for secret in self.secrets if secret.value not in kept)

    def __call__(self, text: str) -> str:
        """``text`` with each secret in it masked."""
        if self._automaton is None or not text:
            return text
        pieces: list[str] = []
        behind = 0
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            pieces += (text[behind:start], f"[masked {self.secrets[number].kind}]")
            behind = end
        return "".join((*pieces, text[behind:]))


def redact(text: str) -> str:
    """A pasted text with its secrets masked, for showing it again."""
    return Mask(find_secrets(text))(text)
