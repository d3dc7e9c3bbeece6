"""From the name of a secret to its value: fields, elements, options, sentences."""

from __future__ import annotations

import re

from catalog.diagnosis.secrets.values import QUOTE, SIGN, Finder, Found, is_path, quoted_end, value_at
from catalog.diagnosis.secrets.words import NOT_A_SECRET, SENTENCE

_NAME_GOES_ON = re.compile(r"[\w.-]{0,24}(?:[ ](?:access[ ])?key(?![\w-]))?", re.IGNORECASE)

_NO_SECRET = re.compile(
    r"(?:s|.*(?:name|type|count|limit|uri|url|policy|length|stdin|file|path|arn|usage|version|endpoint|domain|age)s?"
    r"|i[sz](?:e|ed|er|ers|ing|ation)\w*|.*ref"
    r"|.*(?:expir|requir|enabl|chang|allow|attempt|valid|status|error|(?<!en)(?<!de)code|hint|rotat|field|label|prompt)\w*"
    r"|[_.-]?(?:in|at|used)|aries|ary)",
    re.IGNORECASE,
)
"""How names go on that speak about a secret and hold none: ``max_tokens``, ``SharedAccessKeyName``, ``secretary``."""

_NO_SECRET_BEFORE = re.compile(
    r"(?:public[_.-]?key|request|continuation|next|page|paging|cancellation|sync|resume|cursor|csrf-?param|idempotency"
    r"|client[_.-]?request|change|marker|start|stop|special|unexpected|image)[ _.-]?$",
    re.IGNORECASE,
)
"""How names begin whose token is no secret: ``PublicKeyToken``, ``nextToken``, a call's ``RequestToken``."""

_LABEL_ALONE = re.compile(
    r"[ \t>|*•·#;]{0,40}(?:-[ \t]{1,9})?(?:export[ \t]{1,4}|set[ \t]{1,4}|ENV[ \t]{1,4})?(?:\d{1,3}[.):][ \t])?"
    r"[\"'`]?(?:(?!\d+$)[\w.@-]{0,60}|(?:[\w.-]{1,20}[ ]){1,3})$"
)
"""Text before a label that begins its line: indentation, a list mark, the rest of the name."""

_REST = re.compile(r"[^\n]{1,300}+")
_COMMENT = re.compile(r"[ \t]{1,9}(?:#|//|;)[^\n]*$")

BEHIND_NAME = re.compile(
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
"""The id of a token object, which is the credential itself."""

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
    r"""(?P<value>[^\s"'`,;)]{4,200}+)[ \t]{0,9}(?:\n|$)"""
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

_BARE_PASS = re.compile(r"\s{0,9}[:=]\s{0,9}[^\s\"'{\[]{1,99}[ \t]{0,9}(?:\n|$)")


def held_in(match: re.Match[str] | None, group: str = "value") -> Found | None:
    """Return a pattern's group without the spaces around it."""
    if match is None or not match[group] or not match[group].strip():
        return None
    value = match[group]
    start = match.start(group) + len(value) - len(value.lstrip())
    return Found(((start, start + len(value.strip())),), match.end(group))


def by_name(*, spoken: bool = False, deep: str = "") -> Finder:
    """The value of a field with a secret's name. A bare word behind a colon is a sentence going on, no secret.

    ``spoken``: "password is …" counts too. ``deep``: so are the strings of what these marks begin.
    """

    def find(text: str, start: int, end: int) -> Found | None:
        goes_on = _NAME_GOES_ON.match(text, end)
        name_end = goes_on.end() if goes_on else end
        behind = text[name_end : name_end + 1]
        if (behind.isalnum() or behind == "_") and text[end] not in "是为":
            # The word goes on for longer than a name does.
            return None
        if name_end > end and _NO_SECRET.fullmatch(text, end, name_end):
            return None
        if text[start:end].lower() == "token" and _NO_SECRET_BEFORE.search(text, max(0, start - 24), start):
            return None
        return _behind(text, start, name_end, deep=deep) or (_spoken(text, start, end, name_end) if spoken else None)

    return find


def _behind(text: str, start: int, name_end: int, *, deep: str) -> Found | None:
    """The value of the name that ends at ``name_end``: as a pair's, an element's, an option's, a neighbour's."""
    sign = text[name_end : name_end + 1]
    if sign in ("", "\n", ",", ".", "/", ";") and not text.startswith((";s:", "\n"), name_end):
        return None
    if match := BEHIND_NAME.match(text, name_end):
        return _value(text, start, match, deep=deep) or (
            held_in(_REJECTED.match(text, name_end)) if match["close"] else None
        )
    if sign == "&":
        return held_in(_ESCAPED_ELEMENT.match(text, name_end)) or beside(text, start, name_end)
    before = text[max(0, start - 80) : start]
    if sign in " \t>" and _ELEMENT_BEGINS.search(before):
        return held_in(_ELEMENT.match(text, name_end))
    if sign in " \t" and _OPTION_BEGINS.search(before):
        return _option(text, name_end)
    if sign in " \t" and _ENV_LINE.search(before):
        return held_in(_WORD_BEHIND.match(text, name_end))
    if sign in "\"'" and (attribute := _ATTRIBUTE.match(text, name_end)):
        return held_in(attribute, "inside" if attribute["inside"] else "value")
    if sign in "\"'" and "form-data" in text[max(0, start - 80) : start]:
        return held_in(_FORM_PART.match(text, name_end))
    return held_in(_NEXT_ELEMENT.match(text, name_end)) if sign == "<" else beside(text, start, name_end)


def _value(text: str, start: int, match: re.Match[str], *, deep: str) -> Found | None:
    """The value behind a name and its sign."""
    if not match["close"] and "\n" in (match["gap"] or "") + match["lead"]:
        # A label, and below it something else: but for a word that fills its line.
        deeper = match["lead"].endswith((" ", "\t")) and match["lead"].count("\n") == 1
        if "\n" in (match["gap"] or "") or not (deeper or _ALONE.match(text, match.end())):
            return None
        deep = ""
    if deep == "[" and (issued := _ISSUED.match(text, match.end())):
        end = quoted_end(text, issued.end(), issued["quote"])
        return Found(((issued.end(), end),), end, marked=True)
    row = match["sign"] == "=" and start > 0 and text[start - 1] == ";"
    line = _line_value(text, start, match)
    if line is not None:
        return line
    label = text[start : start + 1]
    value = value_at(text, match.end(), match["sign"] or "=", deep=deep, sentence=label.isascii(), row=row)
    if value and value.spans and is_no_secret(text, *value.spans[0], foreign=not label.isascii()):
        return None
    if value and (then := _CHANGED_TO.match(text, value.end)):
        # A Terraform plan prints the old and the new value.
        return Found((*value.spans, then.span("value")), then.end("value"), marked=True)
    return value


def is_no_secret(text: str, begin: int, end: int, *, foreign: bool = False) -> bool:
    """Return whether a value is a placeholder or a word about the secret."""
    if end - begin <= 90 and NOT_A_SECRET.fullmatch(text, begin, end):
        return True
    if text[end : end + 1] in ("}", ">", ")", "]"):
        # A bracket ends a bare value; here it may belong to a placeholder.
        closed = end + 2 if text.startswith("}}", end) else end + 1
        if NOT_A_SECRET.fullmatch(text, begin, closed):
            return True
    return foreign and bool(SENTENCE.search(text, begin, min(end, begin + 60)))


def _line_value(text: str, start: int, match: re.Match[str]) -> Found | None:
    """The value of a line that is a label, a sign and a value: of YAML, of an ini or an .env file, typed by somebody.

    Whatever it consists of, it is the secret: plain words, too, as long as they make no sentence about one.
    """
    at = match.end()
    if (
        match["close"]
        or not match["sign"]
        or text[at : at + 1] in ('"', "'", "`", "{", "[", "(", "|", ">", "\\", "&", "!")
    ):
        return None
    if "\n" in match["lead"] or match["sign"] not in ("=", ":", "：", "＝", ":=", "=>"):
        return None
    line = text.rfind("\n", max(0, start - 90), start) + 1
    if start - line > 80 or not _LABEL_ALONE.match(text, line, start):
        return None
    part = text[start - 1 : start] in ("_", "-", ".")
    if text[start : start + 4].lower() == "pass" and not text[start + 4 : start + 5].isalpha() and not part:
        # Tests pass, too.
        return None
    rest = _REST.match(text, at)
    if not rest:
        return None
    value = _COMMENT.sub("", rest[0]).rstrip()
    words = value.split()
    if (
        not words
        or len(words) > 8
        or len(rest[0]) == 300
        or any(sign in value for sign in ("=", ": ", "://", "{", '"', ","))
    ):
        return None
    end = at + len(value)
    if is_no_secret(text, at, end, foreign=not text[start].isascii()) or (len(words) > 1 and SENTENCE.search(value)):
        return None
    tight = match["sign"] in ("=", "＝") and not (match["gap"] or match["lead"])
    if len(words) > 1 and (tight or any(word.startswith("-") for word in words)):
        # NAME=value before a command; an option and further ones.
        return None
    if len(words) > 1 and (value.endswith((".", "!", "?")) or words[0].endswith((",", ":"))):
        return None
    return Found(((at, end),), end, marked=True)


def beside(text: str, start: int, name_end: int) -> Found | None:
    """The value of an object's one field where another holds the name, on either side of it."""
    if (match := _VALUE_FIELD.match(text, name_end)) and (match["close"] or "\n" in match[0]):
        return value_at(text, match.end(), match["sign"], sentence=False)
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
        return held_in(option, "quoted")
    return None if option["bare"].lower().rstrip(".,:") in _PROSE else held_in(option, "bare")


def _spoken(text: str, start: int, end: int, name_end: int) -> Found | None:
    """A secret that a sentence tells: ``password is …``, ``with password '…'``, ``Password for bob: …``."""
    if value := held_in(_SAID.match(text, end)):
        (span,) = value.spans
        return None if _MADE_FROM.match(text, span[0]) else value
    if text[name_end : name_end + 1] not in (" ", "\t", "\n"):
        return None
    quoted = _QUOTED_BEHIND.match(text, name_end)
    if quoted and (_TELLING.match(quoted["value"]) or _WITH.search(text, max(0, start - 12), start)):
        return held_in(quoted)
    value = held_in(_FOR.match(text, name_end))
    if value and _FOR_BEGINS.search(text, max(0, start - 60), start) and not is_no_secret(text, *value.spans[0]):
        return value
    before = text[max(0, start - 500) : start]
    return held_in(_WORD_BEHIND.match(text, name_end)) if "login" in before and _NETRC.search(before) else None


_ISSUER_VALUE = re.compile(
    r"""(?P<label>[ \t\w.-]{0,36}?)"""
    r"""(?:[\s"'`\])]{0,4}(?:=>|:=|\?=|:{1,3}=?|=|\|\||,|>)[\s"'`=]{0,5}|[ ]{1,3}["'`])"""
    r"""(?P<value>(?=[\w=+/|-]{0,90}\d)[\w=+/|-]{14,160}(?:\.[\w=-]{10,120}){0,2})(?=[\s"'`;,)}\]\\<&]|\.?$|\.\s)"""
)
_OTHER_LABEL = re.compile(
    r"(?:request|trace|correlation|span|message|msg|event|job|build|run|order|transaction|commit|sha|digest|hash|image"
    r"|version|url|uri|host|domain|region|path|file|branch|release|issue|ticket|team|user|channel|chat|guild|instance)",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?=.*[a-zA-Z])(?=.*\d)|\d{15,}$")


def issuer_label(text: str, start: int, end: int) -> Found | None:
    """A long word with figures behind a label with an issuer's name in it, unless it says that it is another thing."""
    match = _ISSUER_VALUE.match(text, end, end + 420)
    if not match or _OTHER_LABEL.search(match["label"]) or not _MIXED.match(match["value"]):
        return None
    return None if is_path(match["value"]) else held_in(match)


def directory_or_password(text: str, start: int, end: int) -> Found | None:
    """``pwd``, which is also the working directory."""
    value = password(text, start, end)
    return None if value and value.spans and is_path(text[value.spans[0][0] : value.spans[0][1]]) else value


def short_password(text: str, start: int, end: int) -> Found | None:
    """``pass`` as a whole word; tests pass, too, and are counted."""
    before = text[start - 1 : start]
    if before.isalnum() or text[end : end + 1].isalnum() or text[end : end + 1] in ("_", "-"):
        return None
    secret = _behind(text, start, end, deep="")
    if not secret or not secret.spans:
        return None
    value = text[secret.spans[0][0] : secret.spans[0][1]]
    if value.isdigit() and len(value) < 5:
        return None
    part = before in ("_", "-", ".")
    if part or secret.marked:
        return secret if len(value) > 3 and not value.endswith("%") else None
    # A bare one: a field beside others, in its own line or behind an equals sign, with a value that is no word.
    plain = value.isalpha() or not any(letter.isalpha() for letter in value)
    fits = text[end : end + 1] == "=" or _BARE_PASS.match(text, end) or re.match(r":\S", text[end : end + 2])
    return secret if text[start:end].islower() and fits and not plain and len(value) > 5 else None


def passphrase(text: str, start: int, end: int) -> Found | None:
    """Several words up to the line's end, where a passphrase of one word would be read otherwise."""
    return held_in(_PHRASE.match(text, end)) or password(text, start, end)


password = by_name(spoken=True, deep="[{")
