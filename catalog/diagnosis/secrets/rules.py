"""Where the secrets of a text stand: what brings each sort up, and how it is found.

Each rule has a name, which the mask shows. Nothing is a secret for looking random: ids and digests are none.
"""

from __future__ import annotations

import re

from catalog.diagnosis.secrets.headers import BASIC, BEARER, DOCKER_AUTH, all_of, encoded_login, header
from catalog.diagnosis.secrets.names import (
    by_name,
    directory_or_password,
    held_in,
    passphrase,
    password,
    short_password,
)
from catalog.diagnosis.secrets.options import cookie_option, directory_option, login_option, user_option
from catalog.diagnosis.secrets.tokens import PLACES, SHAPES
from catalog.diagnosis.secrets.values import QUOTE, SIGN, Finder, Found

_KEY_OPENS = re.compile(r"(?: block)?-{2,5}", re.IGNORECASE)
_KEY_BLOCK = re.compile(r"(?P<value>(?:[^-]|-(?!---)){1,20000}+)-{4,5}END")
_KEY_CUT = re.compile(
    r"""(?P<value>(?:(?:[\s>|+]|\\{1,31}[rn]|%(?:25){0,4}0[AaDd]){1,40}"""
    r"""(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash)[ ]?:[^\n\\]{0,200}"""
    r"""|(?=[A-Za-z]{0,100}[0-9+/])[A-Za-z0-9+/]{8,2000}+={0,2}|[A-Za-z0-9+/]{1,7}={1,2})"""
    r"""(?=[\s\\"'`%<]|$)){1,400}+)"""
)
_PAIR = re.compile(r"""(?<![A-Za-z0-9])[as]k"?\s?[:=]\s?"?(?P<value>[A-Za-z0-9+/=]{12,200})""", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<value>[\w%+/=.~-]{8,400}+)")
_EMAIL_BEGIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}$", re.ASCII)
_EMAIL_END = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}\b")
_USER = re.compile(r"[^\s/:@\"']{0,100}:(?P<rest>[^\s/\"'<>?#]{1,200}+)")
_USER_IS_TOKEN = re.compile(r"(?P<value>(?=[A-Za-z_-]{0,40}\d)[\w-]{20,400}+)@")
_PERCENT_USER = re.compile(r"[\w.-]{0,100}(?::|%(?:25){0,4}3[Aa])(?P<value>[\w.~!*-]{1,200}+)(?:@|%(?:25){0,4}40)")
_SESSION_VALUE = re.compile(rf"""(?:{QUOTE})?\s{{0,3}}{SIGN}\s{{0,3}}(?:{QUOTE})?(?P<value>[\w!%+/.:~-]{{8,400}}+)""")


def _by(pattern: re.Pattern[str]) -> Finder:
    """What stands behind the word."""
    return lambda text, start, end: held_in(pattern.match(text, end))


def _shaped(pattern: str) -> Finder:
    """What the word itself begins."""
    shape = re.compile(pattern)

    def find(text: str, start: int, end: int) -> Found | None:
        if start and (text[start - 1].isalnum() or text[start - 1] in "_-") and not _escaped_end(text, start):
            return None
        return all_of(shape.match(text, start))

    return find


def _escaped_end(text: str, start: int) -> bool:
    """Whether what stands before is a line's end or a mark in another spelling: ``\\n``, ``%22``."""
    return text[start - 2 : start - 1] == "\\" or text[start - 3 : start - 2] == "%"


def _key_block(text: str, start: int, end: int) -> Found | None:
    """The lines of a private key, up to its last or as far as they go on."""
    opens = _KEY_OPENS.match(text, end)
    if not opens:
        return None
    whole = _KEY_BLOCK.match(text, opens.end()) or _KEY_CUT.match(text, opens.end())
    return held_in(whole)


def _pair(text: str, start: int, end: int) -> Found | None:
    return held_in(_PAIR.match(text, start))


def _signed(text: str, start: int, end: int) -> Found | None:
    """A link's signature; ``sig=11`` elsewhere is the number of a signal."""
    return None if start and text[start - 1] not in "?&;\n\"' " else held_in(_SIGNED.match(text, end))


def _session(text: str, start: int, end: int) -> Found | None:
    """A cookie of a session, by the name that a framework gives it, wherever it stands."""
    value = held_in(_SESSION_VALUE.match(text, end))
    return value if value and any(text[at].isdigit() for at in range(*value.spans[0])) else None


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
        return held_in(_USER_IS_TOKEN.match(text, end))
    at = found["rest"].rfind("@")
    if at < 1:
        return Found((), found.end())
    begin = found.start("rest")
    # Behind the @: what stands around it is no e-mail address.
    return Found(((begin, begin + at),), begin + at + 1, marked=True)


_KEYS = tuple(
    f"{what}{mark}key"
    for what in ("access", "account", "api", "app", "auth", "encryption", "master", "private", "shared", "signing")
    for mark in ("", "_", "-", " ")
)

RULES: tuple[tuple[str, tuple[str, ...], Finder], ...] = (
    ("private key", ("private key",), _key_block),
    ("authorization", ("authorization",), header),
    ("cookie", ("cookie",), header),
    ("token", ("bearer",), _by(BEARER)),
    ("authorization", ("basic",), encoded_login(BASIC)),
    # The registries of Docker and npm.
    ("authorization", ('"auth', "'auth", "_auth"), encoded_login(DOCKER_AUTH)),
    *((kind, words, _shaped(pattern)) for kind, words, pattern in SHAPES),
    *((kind, words, _by(re.compile(pattern, re.IGNORECASE))) for kind, words, pattern in PLACES),
    ("password", ("passphrase",), passphrase),
    ("password", ("password", "passwd", "passcode", "adminpass", "userpass"), password),
    (
        "password",
        ("passwort", "kennwort", "mot de passe", "contraseña", "пароль", "密码", "口令", "パスワード"),
        password,
    ),
    ("password", ("pwd",), directory_or_password),
    ("password", ("pass",), short_password),
    ("secret", ("secret", "密钥"), by_name(said=True, deep="[{")),
    ("secret", ("credential",), by_name()),
    ("private key", ("client-key-data", "client_key_data", "tls.key"), by_name()),
    ("access key", (*_KEYS, "subscription-key", "subscription_key"), by_name(said=True, deep="[")),
    ("token", ("token", "令牌"), by_name(said=True, deep="[")),
    ("signature", ("signature",), by_name()),
    ("signature", ("sig=",), _signed),
    ("access key", ("ak=", "ak:", 'ak":', "sk=", "sk:", 'sk":'), _pair),
    (
        "cookie",
        ("jsessionid", "phpsessid", "asp.net_sessionid", "connect.sid", "laravel_session", "sessionid", "aspxauth"),
        _session,
    ),
    ("password", ("://",), _in_address),
    ("password", ("%3a%2f%2f", "%253a%252f%252f"), _by(_PERCENT_USER)),
    ("password", (" -u", " --user", " --proxy-user"), user_option),
    ("cookie", (" -b",), cookie_option),
    ("password", (" -p",), login_option),
    ("password", (" -a ", " -w "), directory_option),
    ("e-mail address", ("@",), _email),
)
"""What is masked, in this order: the mask's name, the words that bring a rule up, how the secret itself is found."""

COLUMNS = frozenset(("password", "secret", "access key", "token"))
"""The rules whose words may also head a table's column."""
