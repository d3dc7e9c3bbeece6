"""Where the secrets of a text stand: what brings each sort up, and how it is found. The stage before redaction.

Each rule has a name, which the mask shows. Nothing is a secret for looking random: ids and digests are none.
"""

from __future__ import annotations

import base64
import binascii
import re

from catalog.diagnosis.secret_values import QUOTE, SIGN, Finder, Found, is_path, quoted_end, value_at
from catalog.diagnosis.token_shapes import PLACES, SHAPES

_NAME_GOES_ON = re.compile(r"[\w.-]{0,24}(?:[ ](?:access[ ])?key(?![\w-]))?", re.IGNORECASE)
_NO_SECRET = re.compile(
    r"(?:s|.*(?:name|type|count|limit|uri|url|policy|length|stdin|file|path|arn|usage|version|endpoint|domain|age)s?"
    r"|.*(?:expir|requir|enabl|chang|allow|attempt|valid|status|error|(?<!en)(?<!de)code|hint|rotat|field|label|prompt)\w*"
    r"|[_.-]?(?:in|at|used)|aries|ary)",
    re.IGNORECASE,
)
"""How names go on that speak about a secret and hold none: ``max_tokens``, ``SharedAccessKeyName``, ``secretary``."""

_BEHIND_NAME = re.compile(
    rf"""(?P<close>{QUOTE}|\*{{1,2}})?[\])]{{0,2}}"""
    rf"""(?:(?P<gap>\s{{0,40}}+)(?P<sign>{SIGN})|;s:\d{{1,6}}(?P<php>:)|(?P<call>\((?=\\{{0,31}}["'])))"""
    r"""(?P<lead>\*{0,2}(?:\s|%(?:25){0,4}20){0,40}(?:(?:!!?|&)[\w-]{1,30}[ \t]{1,4})?)"""
)
"""From a name to its value: closing quote and bracket, a sign, spaces, YAML's tag.

Also PHP's lengths and SQL's ``PASSWORD('…')``.
"""

_FIELD = (
    rf"""(?:{QUOTE})?[\w.-]{{1,40}}(?:{QUOTE})?\s{{0,20}}{SIGN}\s{{0,20}}"""
    rf"""(?:(?:{QUOTE})[^"'`\n\\]{{0,300}}(?:{QUOTE})|[\w.+-]{{1,40}})"""
)
_VALUE_NAME = r"(?i:val(?:ue)?|(?:rejected|string|secure|plain)[_ ]?value|input)"
_VALUE_FIELD = re.compile(
    rf"""(?P<close>{QUOTE})?[\])]{{0,2}}(?:\s{{0,40}}+[,;]\s{{0,40}}+{_FIELD}){{0,4}}?"""
    rf"""(?:\s{{0,40}}+[,;]|[ \t]{{0,9}}\n)\s{{0,40}}+"""
    rf"""(?:{QUOTE})?{_VALUE_NAME}(?:{QUOTE})?\s{{0,20}}(?P<sign>{SIGN})\s{{0,40}}"""
)
"""From a name that is itself a value (``"name": "Cookie"``) to the field beside it that holds what is named."""

_REJECTED = re.compile(r"""["']: rejected value \[(?P<value>[^\]\n]{1,2000}+)\]""")
_NAMED_BY = re.compile(
    rf"(?:{QUOTE})?(?:name|key|param|path|field|property|header|attribute|k)(?:{QUOTE})?\s{{0,20}}{SIGN}\s{{0,20}}(?:{QUOTE})[\w.-]{{0,40}}$",
    re.IGNORECASE,
)
_FIELD_BEFORE = re.compile(
    rf"""[{{(]\s{{0,40}}(?:{_FIELD}\s{{0,40}},\s{{0,40}}){{0,3}}?(?:{QUOTE})?{_VALUE_NAME}(?:{QUOTE})?\s{{0,20}}{SIGN}\s{{0,20}}"""
    rf"""(?P<quote>{QUOTE})(?P<value>[^"'`\n\\]{{1,4000}}+)(?:{QUOTE})\s{{0,40}}(?:,\s{{0,40}}{_FIELD}\s{{0,40}}){{0,3}}?,\s{{0,40}}$"""
)
"""The same with the value before the name."""

_ELEMENT_BEGINS = re.compile(r"<(?:[\w.-]{1,40}:)?[\w.-]{0,40}$")
_ELEMENT = re.compile(r"(?:\s[^<>]{0,300}+)?>\s{0,80}(?:<!\[CDATA\[)?(?P<value>[^<\]]{1,2000}+)(?:\]\]>)?</")
_ATTRIBUTE = re.compile(
    r"""["'](?:\s{1,20}[\w:.-]{1,40}=["'][^"'<>]{0,200}["']){0,4}"""
    r"""(?:\s{1,20}value=["'](?P<inside>[^"'<>]{1,2000}+)["']|\s{0,4}>\s{0,40}(?:<value>)?(?P<value>[^<]{1,2000}+)</)"""
)
_ESCAPED_ELEMENT = re.compile(r"(?:&amp;|&)gt;(?P<value>[^&<\n]{1,2000}+)(?:&amp;|&)lt;/")
_ISSUED = re.compile(rf"""\{{\s{{0,40}}(?:{QUOTE})id(?:{QUOTE})\s{{0,20}}:\s{{0,20}}(?P<quote>{QUOTE})""")
"""Where a token is an object, its id is what lets in."""

_NEXT_ELEMENT = re.compile(r"</(?:key|name)>\s{0,40}(?:<(?:string|value)>\s{0,40}){1,2}(?P<value>[^<]{1,2000}+)</")
_FORM_PART = re.compile(
    r"""["'](?:;[^\n]{0,200})?\n(?:[A-Z][\w-]{1,40}:[^\n]{0,200}\n){0,3}\n(?P<value>[^\n]{1,2000}+)"""
)

_OPTION_BEGINS = re.compile(r"(?<!\S)--?(?:[\w]{1,20}-){0,3}$")
_OPTION = re.compile(
    r"""[ \t]{1,3}(?:(?P<quote>["'])(?P<quoted>[^"'\n]{1,200})["']|(?P<bare>[^\s"'<>|;-][^\s"'<>|;]{3,2000}+))"""
)
_SAID = re.compile(
    r"(?:[ \t](?:is|was|(?:(?:is|was|been)[ \t])?(?:now|set to|reset to|changed to))|[是为])[ \t]{0,2}[:：]?[ \t]{0,2}"
    r"[\"'`]?(?P<value>(?=[^\s\"'`]{0,99}\d)[^\s\"'`,;)，。]{6,200}+)"
)
_QUOTED_BEHIND = re.compile(r"""[ \t](?P<quote>\\{0,31}["'`])(?P<value>[^\s"'`\\]{4,200})(?P=quote)""")
_TELLING = re.compile(r"[A-Za-z]{0,60}[\d!@#$%^&*+=?~]")
_WITH = re.compile(r"\b(?:with|using|and|by|role|user|new)[ \t]{1,3}$", re.IGNORECASE)
_FOR = re.compile(
    r"""[ \t](?:for|of)[ \t](?:user[ \t])?"""
    r"""(?!(?:the|this|user|account|login|name|service|host|server|instance|request|node)\b)"""
    r"""["'`]?[\w.@\\-]{1,60}["'`]?[ \t]?(?:is[ \t]?)?[:=：][ \t]{1,3}"""
    r"""(?P<value>(?=[^\s]{0,99}\d)[^\s"'`,;)]{4,200}+)[ \t]{0,9}(?:\n|$)"""
)
_FOR_BEGINS = re.compile(
    r"(?:^|[\n\"'(:.,;>-])[ \t]{0,20}(?:(?:the|your|new|initial|temporary|generated|default|one-time)[ \t]){0,3}$", re.I
)
_ENV_LINE = re.compile(r"(?:^|\n)[ \t]{0,20}(?:ENV|ARG|SetEnv|setenv|fastcgi_param|env)[ \t]{1,4}\w{0,60}$")
_NETRC = re.compile(
    r"\b(?:machine\s{1,9}\S{1,200}|default)\s{1,9}login\s{1,9}\S{1,200}\s{1,9}(?:account\s{1,9}\S{1,99}\s{1,9})?$"
)
_WORD_BEHIND = re.compile(r"\s{1,9}[\"']?(?P<value>[^\s\"']{1,400}+)")
_CHANGED_TO = re.compile(r"""["'][ \t]{0,4}->[ \t]{0,4}["'](?P<value>[^"'\n]{1,2000}+)["']""")
_ALONE = re.compile(r"[^\s\"'<>,;:={}\[\]]{4,400}[ \t]{0,9}(?:\n|$)")
_MADE_FROM = re.compile(r"(?:base|sha|md|utf|aes|rsa|bcrypt)-?\d", re.IGNORECASE)
_PHRASE = re.compile(
    r"[ \t]?=[ \t]?(?P<value>[^\s\"'<>,;&|=:]{1,60}(?:[ \t][^\s\"'<>,;&|=:]{1,60}){1,12})[ \t]*(?:\n|$)"
)
_PROSE = frozenset(
    (
        *("and", "any", "are", "argument", "but", "can", "cannot", "does", "field", "flag", "flags", "for", "from"),
        *("has", "have", "in", "instead", "is", "may", "must", "need", "needs", "not", "only", "option", "options"),
        *("or", "parameter", "prompt", "required", "requires", "should", "that", "the", "then", "this", "to", "value"),
        *("was", "when", "which", "will", "with", "without"),
    )
)
"""Words that go on behind an option's name where a sentence speaks of it."""

_HEADER_GOES_ON = re.compile(r"(?:s|2|[_-]?headers?|[_-]?string|[_-]?value)?", re.IGNORECASE)
_SCHEME = re.compile(r"(?:bearer|basic|digest|token|negotiate|ntlm|apikey)(?:[ \t]|%(?:25){0,4}20|\+)+", re.IGNORECASE)
_ONE_TOKEN = re.compile(r"""[^\s"'`\\,;)}\]<>%&]{1,16000}+""")
_PERCENT_HEADER = re.compile(r"""(?:[^\s"'`&%\\]|%(?!(?:25){0,4}(?:2[267]|0[AaDd]|7[Dd]))){1,16000}+""")
_TO_LINE_END = re.compile(r"""(?:=\\{0,31}"[^"\\\n]{0,2000}+\\{0,31}"|[^\n"'`\\]){1,16000}+""")
_BRACKETS = re.compile(r"""\[(?P<value>[^\]\["'`\n]{4,4000}+)\]""")
_LISTED = re.compile(
    rf"""{QUOTE}\s{{0,40}},\s{{0,40}}[bBuU]?(?P<quote>{QUOTE})(?={_SCHEME.pattern}|[\w.!#$%&*+^|~-]{{1,80}}=|(?=[A-Za-z+/_-]{{0,40}}\d)[\w+/=.-]{{20}})""",
    re.IGNORECASE,
)
"""A header's value that stands behind its name in a list, where it looks like one and not like the next name."""

_BEARER = re.compile(r"(?:\s|%(?:25){0,4}20|\+){1,9}(?P<value>(?=[^\s\d]{0,200}\d)[\w.~+/=-]{8,16000}+)")
_BASIC = re.compile(r"(?:[ \t]|%(?:25){0,4}20|\+)(?P<value>[A-Za-z0-9+/]{6,2000}+(?:={0,2}|(?:%3[Dd]){0,2}))")
_DOCKER_AUTH = re.compile(
    rf"""(?:{QUOTE})?\s{{0,20}}[:=]\s{{0,20}}(?:{QUOTE})?(?P<value>[A-Za-z0-9+/]{{6,2000}}+={{0,2}})"""
)
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
_USER_OPTION = re.compile(
    r"""(?:\s{0,3}|=)(?:(?P<quote>["'])(?P<name>[^\s:"'/]{1,100}):(?P<quoted>[^"'\n]{1,200}+)["']"""
    r"""|(?P<user>[^\s:"'/]{1,100}):(?P<bare>[^\s"']{1,200}+))"""
)
_OTHER_USERS = re.compile(r"\b(?:docker|podman|nerdctl|kubectl|chown|git)\b")
_COOKIE_OPTION = re.compile(
    r"""[ \t=]{0,3}["']?(?P<value>[\w.%+-]{1,80}=[^\s"'][^"'\n]{3,4000}?)(?:["'\n]|$|[ ](?=-|https?:))"""
)
_WEB_CLIENT = re.compile(r"\b(?:curl|wget|http|https|xh)\b")
_LOGIN = re.compile(r"\b(?:login|sshpass|plink|pscp|racadm|ipmitool)\b")
_CAPITAL_LOGIN = re.compile(r"\b(?:ipmitool|sqlcmd|bcp|zip|unzip|mosquitto_\w{3})\b")
_DATABASE = re.compile(r"\b(?:mysql|mariadb)\w{0,20}\b")
_LOGIN_VALUE = re.compile(r"""\s{0,3}["']?(?P<value>[^\s"'-][^\s"']{0,200}+)""")
_TIGHT_VALUE = re.compile(r"""["']?(?P<value>[^\s"'-][^\s"']{0,200}+)""")
_REDIS = re.compile(r"\b(?:redis-cli|ldap\w{3,8})\b")
_SESSION_VALUE = re.compile(rf"""(?:{QUOTE})?\s{{0,3}}{SIGN}\s{{0,3}}(?:{QUOTE})?(?P<value>[\w!%+/.:~-]{{8,400}}+)""")
_BARE_PASS = re.compile(r"\s{0,9}[:=]\s{0,9}[^\s\"'{\[]{1,99}[ \t]{0,9}(?:\n|$)")


def _at(found: re.Match[str] | None, group: str = "value") -> Found | None:
    """What a pattern's group holds, without the spaces around it."""
    if found is None or not found[group] or not found[group].strip():
        return None
    value = found[group]
    start = found.start(group) + len(value) - len(value.lstrip())
    return Found(((start, start + len(value.strip())),), found.end(group))


def _named(*, said: bool = False, deep: str = "") -> Finder:
    """The value of a field with a secret's name. A bare word behind a colon is a sentence going on, no secret.

    ``said``: "password is …" counts too. ``deep``: so are the strings of what these marks begin.
    """

    def find(text: str, start: int, end: int) -> Found | None:
        goes_on = _NAME_GOES_ON.match(text, end)
        name_end = goes_on.end() if goes_on else end
        if _NO_SECRET.fullmatch(text, end, name_end):
            return None
        return _behind(text, start, name_end, deep=deep) or (_spoken(text, start, end, name_end) if said else None)

    return find


def _behind(text: str, start: int, name_end: int, *, deep: str) -> Found | None:
    """The value of the name that ends at ``name_end``: as a pair's, an element's, an option's, a neighbour's."""
    sign = text[name_end : name_end + 1]
    if sign in ("", "\n", ",", ".", "/", ";") and not text.startswith((";s:", "\n"), name_end):
        return None
    if found := _BEHIND_NAME.match(text, name_end):
        return _value(text, start, found, deep=deep) or (
            _at(_REJECTED.match(text, name_end)) if found["close"] else None
        )
    if sign == "&":
        return _at(_ESCAPED_ELEMENT.match(text, name_end)) or _beside(text, start, name_end)
    before = text[max(0, start - 80) : start]
    if sign in " \t>" and _ELEMENT_BEGINS.search(before):
        return _at(_ELEMENT.match(text, name_end))
    if sign in " \t" and _OPTION_BEGINS.search(before):
        return _option(text, name_end)
    if sign in " \t" and _ENV_LINE.search(before):
        return _at(_WORD_BEHIND.match(text, name_end))
    if sign in "\"'" and (attribute := _ATTRIBUTE.match(text, name_end)):
        return _at(attribute, "inside" if attribute["inside"] else "value")
    if sign in "\"'" and "form-data" in text[max(0, start - 80) : start]:
        return _at(_FORM_PART.match(text, name_end))
    return _at(_NEXT_ELEMENT.match(text, name_end)) if sign == "<" else _beside(text, start, name_end)


def _value(text: str, start: int, found: re.Match[str], *, deep: str) -> Found | None:
    """The value behind a name and its sign."""
    if not found["close"] and "\n" in (found["gap"] or "") + found["lead"]:
        # A label, and below it something else: but for a word that fills its line.
        deeper = found["lead"].endswith((" ", "\t")) and found["lead"].count("\n") == 1
        if "\n" in (found["gap"] or "") or not (deeper or _ALONE.match(text, found.end())):
            return None
        deep = ""
    if deep == "[" and (issued := _ISSUED.match(text, found.end())):
        end = quoted_end(text, issued.end(), issued["quote"])
        return Found(((issued.end(), end),), end, marked=True)
    row = found["sign"] == "=" and text[:start].endswith(";") if start else False
    value = value_at(text, found.end(), found["sign"] or "=", deep=deep, row=row)
    if value and (then := _CHANGED_TO.match(text, value.end)):
        # What a plan of Terraform says: the old and the new.
        return Found((*value.spans, then.span("value")), then.end("value"), marked=True)
    return value


def _beside(text: str, start: int, name_end: int) -> Found | None:
    """The value of an object's one field where another holds the name, on either side of it."""
    if (found := _VALUE_FIELD.match(text, name_end)) and (found["close"] or "\n" in found[0]):
        return value_at(text, found.end(), found["sign"], sentence=False)
    if text[name_end : name_end + 1] not in ('"', "'", "\\"):
        return None
    named = _NAMED_BY.search(text, max(0, start - 100), start)
    opens = text.rfind("{", max(0, named.start() - 4000), named.start()) if named else -1
    if not named or opens < 0:
        return None
    before = _FIELD_BEFORE.match(text, opens, named.start())
    return Found((before.span("value"),), name_end, marked=True, since=opens) if before else None


def _option(text: str, name_end: int) -> Found | None:
    option = _OPTION.match(text, name_end)
    if not option:
        return None
    if option["quote"]:
        return _at(option, "quoted")
    return None if option["bare"].lower().rstrip(".,:") in _PROSE else _at(option, "bare")


def _spoken(text: str, start: int, end: int, name_end: int) -> Found | None:
    """A secret that a sentence tells: ``password is …``, ``with password '…'``, ``Password for bob: …``."""
    if found := _at(_SAID.match(text, end)):
        (span,) = found.spans
        return None if _MADE_FROM.match(text, span[0]) else found
    if text[name_end : name_end + 1] not in (" ", "\t", "\n"):
        return None
    quoted = _QUOTED_BEHIND.match(text, name_end)
    if quoted and (_TELLING.match(quoted["value"]) or _WITH.search(text, max(0, start - 12), start)):
        return _at(quoted)
    if (found := _at(_FOR.match(text, name_end))) and _FOR_BEGINS.search(text, max(0, start - 60), start):
        return found
    before = text[max(0, start - 500) : start]
    return _at(_WORD_BEHIND.match(text, name_end)) if "login" in before and _NETRC.search(before) else None


def _directory_or_password(text: str, start: int, end: int) -> Found | None:
    """``pwd``, which is also the working directory."""
    found = _password(text, start, end)
    return None if found and found.spans and is_path(text[found.spans[0][0] : found.spans[0][1]]) else found


def _short_password(text: str, start: int, end: int) -> Found | None:
    """``pass`` as a whole word; tests pass, too, and are counted."""
    before = text[start - 1 : start]
    if before.isalnum() or text[end : end + 1].isalnum() or text[end : end + 1] in ("_", "-"):
        return None
    found = _behind(text, start, end, deep="")
    if not found or not found.spans:
        return None
    value = text[found.spans[0][0] : found.spans[0][1]]
    if value.isdigit() and len(value) < 5:
        return None
    part = before in ("_", "-", ".") and before
    if part or found.marked:
        return found if len(value) > 3 and not value.endswith("%") else None
    # A bare one: a field beside others, in its own line or behind an equals sign, with a value that is no word.
    plain = value.isalpha() or not any(letter.isalpha() for letter in value)
    fits = text[end : end + 1] == "=" or _BARE_PASS.match(text, end) or re.match(r":\S", text[end : end + 2])
    return found if text[start:end].islower() and fits and not plain and len(value) > 5 else None


def _phrase(text: str, start: int, end: int) -> Found | None:
    """Several words up to the line's end, where a passphrase of one word would be read otherwise."""
    return _at(_PHRASE.match(text, end)) or _password(text, start, end)


def _header(text: str, start: int, end: int) -> Found | None:
    """The value of a header, or the values of a list of them, up to the line's end where nothing sets it off."""
    goes_on = _HEADER_GOES_ON.match(text, end)
    name_end = goes_on.end() if goes_on else end
    found = _BEHIND_NAME.match(text, name_end)
    if not found or found["call"]:
        listed = _LISTED.match(text, name_end)
        if listed:
            return _without_scheme(text, listed.end("quote"), quoted_end(text, listed.end("quote"), listed["quote"]))
        return _option_or_beside(text, start, name_end)
    if not found["close"] and "\n" in (found["gap"] or "") + found["lead"]:
        return None
    at = found.end()
    if text[at : at + 1] == "[" and (inside := _BRACKETS.match(text, at)):
        return _without_scheme(text, *inside.span("value"))
    value = value_at(text, at, "=", deep="[{")
    if value and value.marked:
        (span, *others) = value.spans or ((at, at),)
        return value if others else _without_scheme(text, *span)
    if found["sign"] and found["sign"][0] == "%":
        scheme = _SCHEME.match(text, at)
        return _whole(_PERCENT_HEADER.match(text, scheme.end() if scheme else at))
    scheme = _SCHEME.match(text, at)
    if scheme and not scheme[0].lower().startswith("digest"):
        return _whole(_ONE_TOKEN.match(text, scheme.end()))
    line = _TO_LINE_END.match(text, scheme.end() if scheme else at)
    return _without_scheme(text, *line.span()) if line else None


def _option_or_beside(text: str, start: int, name_end: int) -> Found | None:
    if text.startswith("--", start - 2):
        return _at(_COOKIE_OPTION.match(text, name_end))
    found = (
        _beside(text, start, name_end) if text[name_end : name_end + 1] in ('"', "'", "\\", "%", "&", "\n") else None
    )
    if not found or not found.spans:
        return None
    span = _without_scheme(text, *found.spans[0])
    return Found(span.spans, found.end, marked=True, since=found.since) if span else None


def _without_scheme(text: str, begin: int, end: int) -> Found | None:
    """A header's value, its scheme left readable."""
    scheme = _SCHEME.match(text, begin, end)
    at = scheme.end() if scheme else begin
    value = text[at:end]
    return Found(((at + len(value) - len(value.lstrip()), at + len(value.rstrip())),), end) if value.strip() else None


def _whole(found: re.Match[str] | None) -> Found | None:
    return Found((found.span(),), found.end()) if found else None


def _by(pattern: re.Pattern[str]) -> Finder:
    """What stands behind the word."""
    return lambda text, start, end: _at(pattern.match(text, end))


def _shaped(pattern: str) -> Finder:
    """What the word itself begins."""
    shape = re.compile(pattern)

    def find(text: str, start: int, end: int) -> Found | None:
        if start and (text[start - 1].isalnum() or text[start - 1] in "_-") and not _escaped_end(text, start):
            return None
        return _whole(shape.match(text, start))

    return find


def _escaped_end(text: str, start: int) -> bool:
    """Whether what stands before is a line's end or a mark in another spelling: ``\\n``, ``%22``."""
    return text[start - 2 : start - 1] == "\\" or text[start - 3 : start - 2] == "%"


def _encoded_login(pattern: re.Pattern[str]) -> Finder:
    """A name and a password together in base64."""

    def find(text: str, start: int, end: int) -> Found | None:
        found = pattern.match(text, end)
        value = found["value"].replace("%3D", "=").replace("%3d", "=") if found else ""
        try:
            plain = base64.b64decode(value + "=" * (-len(value) % 4))
        except (ValueError, binascii.Error):
            return None
        return _at(found) if b":" in plain and plain.isascii() and plain.decode().isprintable() else None

    return find


def _key_block(text: str, start: int, end: int) -> Found | None:
    """The lines of a private key, up to its last or as far as they go on."""
    opens = _KEY_OPENS.match(text, end)
    if not opens:
        return None
    whole = _KEY_BLOCK.match(text, opens.end()) or _KEY_CUT.match(text, opens.end())
    return _at(whole)


def _pair(text: str, start: int, end: int) -> Found | None:
    return _at(_PAIR.match(text, start))


def _signed(text: str, start: int, end: int) -> Found | None:
    """A link's signature; ``sig=11`` elsewhere is the number of a signal."""
    return None if start and text[start - 1] not in "?&;\n\"' " else _at(_SIGNED.match(text, end))


def _session(text: str, start: int, end: int) -> Found | None:
    """A cookie of a session, by the name that a framework gives it, wherever it stands."""
    value = _at(_SESSION_VALUE.match(text, end))
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
        return _at(_USER_IS_TOKEN.match(text, end))
    at = found["rest"].rfind("@")
    if at < 1:
        return Found((), found.end())
    begin = found.start("rest")
    # Behind the @: what stands around it is no e-mail address.
    return Found(((begin, begin + at),), begin + at + 1, marked=True)


def _user_option(text: str, start: int, end: int) -> Found | None:
    """``-u name:password``; but for the programs to which it is a user and a group."""
    found = _USER_OPTION.match(text, end)
    if found is None:
        return None
    group = "quoted" if found["quote"] else "bare"
    line = _line_before(text, start)
    if not _WEB_CLIENT.search(line) and (
        text[start:end].isupper() or found[group].isdigit() or found[group] == found["user"]
    ):
        return None
    return None if _OTHER_USERS.search(line) else _at(found, group)


def _cookie_option(text: str, start: int, end: int) -> Found | None:
    """``-b name=value`` of a web client; without a sign it is a file."""
    found = _at(_COOKIE_OPTION.match(text, end))
    return found if found and _WEB_CLIENT.search(text, max(0, start - 400), start) else None


def _login_option(text: str, start: int, end: int) -> Found | None:
    """``-p password`` of the programs that take one so; to others it is a port."""
    line = _line_before(text, start)
    if not text[start:end].islower():
        return _at(_LOGIN_VALUE.match(text, end)) if _CAPITAL_LOGIN.search(line) else None
    if _LOGIN.search(line):
        return _at(_LOGIN_VALUE.match(text, end))
    return _at(_TIGHT_VALUE.match(text, end)) if _DATABASE.search(line) else None


def _directory_option(text: str, start: int, end: int) -> Found | None:
    """``-a`` of Redis' client, ``-w`` of a directory's."""
    return _at(_LOGIN_VALUE.match(text, end)) if _REDIS.search(_line_before(text, start)) else None


def _line_before(text: str, start: int) -> str:
    return text[max(0, start - 200) : start].rpartition("\n")[2]


_password = _named(said=True, deep="[{")

_KEYS = tuple(
    f"{what}{mark}key"
    for what in ("access", "account", "api", "app", "auth", "encryption", "master", "private", "shared", "signing")
    for mark in ("", "_", "-", " ")
)

RULES: tuple[tuple[str, tuple[str, ...], Finder], ...] = (
    ("private key", ("private key",), _key_block),
    ("authorization", ("authorization",), _header),
    ("cookie", ("cookie",), _header),
    ("token", ("bearer",), _by(_BEARER)),
    ("authorization", ("basic",), _encoded_login(_BASIC)),
    # The registries of Docker and npm.
    ("authorization", ('"auth', "'auth", "_auth"), _encoded_login(_DOCKER_AUTH)),
    *((kind, words, _shaped(pattern)) for kind, words, pattern in SHAPES),
    *((kind, words, _by(re.compile(pattern, re.IGNORECASE))) for kind, words, pattern in PLACES),
    ("password", ("passphrase",), _phrase),
    ("password", ("password", "passwd", "passcode", "adminpass", "userpass"), _password),
    (
        "password",
        ("passwort", "kennwort", "mot de passe", "contraseña", "пароль", "密码", "口令", "パスワード"),
        _password,
    ),
    ("password", ("pwd",), _directory_or_password),
    ("password", ("pass",), _short_password),
    ("secret", ("secret", "密钥"), _named(said=True, deep="[{")),
    ("secret", ("credential",), _named()),
    ("private key", ("client-key-data", "client_key_data", "tls.key"), _named()),
    ("access key", (*_KEYS, "subscription-key", "subscription_key"), _named(said=True, deep="[")),
    ("token", ("token", "令牌"), _named(said=True, deep="[")),
    ("signature", ("signature",), _named()),
    ("signature", ("sig=",), _signed),
    ("access key", ("ak=", "ak:", 'ak":', "sk=", "sk:", 'sk":'), _pair),
    (
        "cookie",
        ("jsessionid", "phpsessid", "asp.net_sessionid", "connect.sid", "laravel_session", "sessionid", "aspxauth"),
        _session,
    ),
    ("password", ("://",), _in_address),
    ("password", ("%3a%2f%2f", "%253a%252f%252f"), _by(_PERCENT_USER)),
    ("password", (" -u", " --user", " --proxy-user"), _user_option),
    ("cookie", (" -b",), _cookie_option),
    ("password", (" -p",), _login_option),
    ("password", (" -a ", " -w "), _directory_option),
    ("e-mail address", ("@",), _email),
)
"""What is masked, in this order: the mask's name, the words that bring a rule up, how the secret itself is found."""

COLUMNS = frozenset(("password", "secret", "access key", "token"))
"""The rules whose words may also head a table's column."""
