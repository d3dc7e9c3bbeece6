"""HTTP statuses in text, as numbers and as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from ahocorasick_rs import AhoCorasick, MatchKind

from catalog.diagnosis.evidence import Certainty, Kind, Rule, read_rules, verbose
from catalog.diagnosis.numbers import LEAST_ERROR
from catalog.folding import fold

REASON_PHRASES: dict[int, tuple[str, ...]] = {
    400: ("bad request",),
    401: ("unauthorized", "unauthorised"),
    402: ("payment required",),
    403: ("forbidden",),
    404: ("not found",),
    405: ("method not allowed",),
    406: ("not acceptable",),
    408: ("request timeout", "request time-out"),
    409: ("conflict",),
    410: ("gone",),
    411: ("length required",),
    412: ("precondition failed",),
    413: ("request entity too large", "payload too large", "content too large"),
    414: ("request-uri too long", "uri too long", "request uri too large"),
    415: ("unsupported media type",),
    421: ("misdirected request",),
    422: ("unprocessable entity", "unprocessable content"),
    423: ("locked",),
    424: ("failed dependency",),
    428: ("precondition required",),
    429: ("too many requests",),
    431: ("request header fields too large",),
    451: ("unavailable for legal reasons",),
    500: ("internal server error",),
    501: ("not implemented",),
    502: ("bad gateway",),
    503: ("service unavailable", "service temporarily unavailable"),
    504: ("gateway timeout", "gateway time-out"),
    505: ("http version not supported",),
    507: ("insufficient storage",),
    508: ("loop detected",),
    511: ("network authentication required",),
}
"""The standard words of a status (RFC 9110, 4918, 6585 and 7725, and older words that servers still send), folded."""

OTHER_WORDS: dict[int, tuple[str, ...]] = {
    400: ("错误请求", "请求错误", "无效请求", "请求无效", "错误的请求"),
    401: ("未授权", "未认证", "认证失败", "未经授权"),
    403: ("禁止访问", "拒绝访问", "没有权限", "权限不足", "无权限"),
    404: ("resource not found", "page not found", "未找到", "找不到", "资源不存在", "资源未找到", "页面不存在"),
    405: ("方法不允许", "不允许的方法", "请求方法不允许"),
    408: ("请求超时",),
    409: ("资源冲突", "请求冲突"),
    413: ("request too large", "请求实体过大", "请求体过大", "请求过大"),
    414: ("请求地址过长", "uri过长"),
    415: ("不支持的媒体类型",),
    429: ("请求过多", "请求过于频繁", "太多请求", "请求太频繁"),
    500: ("服务器内部错误", "内部服务器错误", "系统内部错误"),
    501: ("未实现",),
    502: ("网关错误", "错误网关", "错误的网关"),
    503: ("服务不可用", "服务暂不可用", "服务暂时不可用"),
    504: ("网关超时",),
}
"""Words that people and their programs say for a status, in English and in Chinese."""

_PHRASES = {
    written: status
    for status, phrases in REASON_PHRASES.items()
    for phrase in phrases
    # A name of a program, too: `400 (BadRequest)`.
    for written in (phrase, phrase.replace(" ", ""))
}
_WORDS = {words: status for status, phrases in OTHER_WORDS.items() for words in phrases} | _PHRASES

STATUS_NUMBER = re.compile(r"10[0-3]|20[0-8]|226|30[0-8]|[45]\d\d")
"""A number that is a status more often than a code: one of those below 400 that exist, or any of an error."""

STANDARD_STATUS = re.compile("|".join(str(each.value) for each in HTTPStatus if each >= LEAST_ERROR))
"""An error's status of everybody; others, such as 522, are one vendor's own."""

_STATUS = rf"(?P<value>{STATUS_NUMBER.pattern})"
_BAD_STATUS = r"(?P<value>[45]\d\d)"


def _rule(
    name: str,
    reason: str,
    needs: tuple[str, ...],
    pattern: str,
    reads: dict[str, str],
    leaves: tuple[str, ...],
    near: str = "",
) -> Rule:
    compiled = verbose(pattern, ignore_case=True)
    quick = verbose(near) if near else None
    return Rule(f"status-{name}", reason, Kind.STATUS, Certainty.NAMED, needs, compiled, reads, leaves, near=quick)


RULES = (
    _rule(
        "line",
        "An HTTP answer begins with its version and status.",
        ("http/",),
        rf"""http/\d(?:\.\d)?["']?\s+ {_STATUS} \b""",
        {"HTTP/1.1 404 Not Found": "404", '"GET / HTTP/1.1" 502 157': "502"},
        ("HTTP/1.1 needs a host",),
    ),
    _rule(
        "field",
        "A field, a column or a phrase is called status or code.",
        ("code", "stat", "estado"),
        rf"""(?: (?<![^\W_]) | (?<=http) | (?<=status) | (?<=response) | (?<=error)(?<!suberror) )
        (?:code|status|statut|estado|stato)\b["']?\s{{0,12}} (?:[:=|]|is|was|of)?\s{{0,3}}["'(]?
        {_STATUS} \b(?![.:-]?\w)""",
        {"status code: 404": "404", "httpStatusCode=503": "503", "the status is 429": "429"},
        ("zipcode 404", "status 4040", "code 404.1", "Code: 241. It is full", "subErrorCode: 460"),
        r"""[CcSsEe](?i:ode|tatus|tatut|stado|tato)["']?\s{0,12}(?i:[:=|]|is|was|of)?\s{0,3}["'(]?[1-5]\d\d""",
    ),
    _rule(
        "http-number",
        "Many programs say `HTTP 404` or `http error 404`.",
        ("http ", "http:"),
        rf"""(?<![^\W_]) http(?:\s(?:error|code))?\s?:?\s {_STATUS} \b""",
        {"HTTP 404": "404", "server said http error: 500": "500"},
        ("http is 404 times as old",),
        r"""[Hh](?i:ttp(?:\s(?:error|code))?)\s?:?\s[1-5]\d\d""",
    ),
    _rule(
        "answer",
        "A driver puts the status behind the word for the answer, before the number of its own error.",
        ("response: ", "response="),
        rf"""\bresponse (?::\s|=) {_BAD_STATUS} (?=[,;)]|\s?$|\s-\s)""",
        {"DriverException: Response: 409, Error: 1210 - gone": "409"},
        ("response: 4040", "response: 500 items", "Response: 200, fine"),
    ),
    _rule(
        "thrown",
        "An exception's text often begins with the status.",
        ("exception", "error"),
        rf"""(?:exception|error)\b[\s:,]{{1,2}} {_BAD_STATUS} (?=\s?[:,\s]|$)(?!\s?:\d)""",
        {"ApiException: 404, it is gone": "404"},
        ("error: 4040 rows", "error 200 ok"),
        r"""[NnRr][\s:,]{1,2}[45]\d\d""",
    ),
    _rule(
        "came",
        "A sentence says with what a call failed or came back.",
        ("failed", "responded", "returned", "got", "received", "resulted"),
        rf"""(?:(?:failed|responded)(?:\swith)?|returned|got|received|resulted\sin)\s(?:an?\s)?(?P<tick>`)?
        {_BAD_STATUS}
        (?=[.,;:)"']|\s?$|\s(?:instead|from|for|on|when|while|error|status|response|http)\b|(?(tick)\s|(?!)))""",
        {
            "the call failed with 503.": "503",
            "expected 201 but got 404": "404",
            "`GET https://a.example/` resulted in a `422 Unknown Error` response": "422",
        },
        ("we got 404 letters", "it resulted in 404 letters"),
        r"""[FfRrGg](?i:ailed|esponded|eturned|ot|eceived|esulted)(?i:\swith|\sin)?\s(?i:an?\s)?`?[45]\d\d""",
    ),
    _rule(
        "wide",
        "Chinese and Japanese texts name the status in their own words.",
        ("状态", "ステータス", "返回"),
        rf"""(?: (?:状态码?|ステータス(?:コード)?)\s{{0,3}}(?:[:=：]|为|是|は)?\s{{0,3}}["'(（]? | 返回了?\s? )
        {_STATUS} (?![A-Za-z0-9_]|[.:-][A-Za-z0-9_]|\s?[页个条次行项份])""",
        {"状态码：404": "404", "接口返回 500，请处理": "500"},
        ("返回第404页", "共返回500条记录"),
    ),
    _rule(
        "arrow",
        "HTTP clients of Android and Java log an answer behind an arrow.",
        ("<-- ",),
        rf"""<--\s {_STATUS} \s""",
        {"<-- 404 https://a.example/b (12ms)": "404"},
        ("<-- here 404",),
    ),
    _rule(
        "behind-timers",
        "HAProxy logs the status behind the five times of a session.",
        ("haproxy",),
        rf"""[ ](?:-?\d{{1,9}}/){{4}}\+?\d{{1,9}}[ ] {_BAD_STATUS} [ ]\d""",
        {"haproxy[2211]: be/s1 0/0/1/-1/30003 504 194 - - sH-- 1/1/1/1/0 0/0": "504"},
        ("haproxy[2211]: be/s1 1/1/1/1/0 0/0 504", "haproxy: 0/0/1 504 194"),
    ),
    _rule(
        "behind-arrow",
        "Testers and scripts write what an address answered behind an arrow.",
        ("-> ", "=> ", "→ "),
        rf"""://\S{{1,400}}\s{{1,3}}(?:[-=]>|→)\s{{1,3}}(?:http/\d(?:\.\d)?\s)? {_BAD_STATUS}
        (?=\s*$|\s(?:(?-i:[A-Z][a-z])|[(\[]?\d|in\s\d|-\s))""",
        {"POST https://a.example/token -> 401": "401", "GET http://a.example/b?c=1 => 404 Not Found": "404"},
        ("see a -> 404", "https://a.example/ -> 4040", "https://a.example/x.iso -> 404 MB", "http://a.example/ -> 200"),
    ),
    _rule(
        "in-brackets",
        "A status in brackets stands before what is said of it.",
        ("(4", "(5"),
        rf"""(?<!\.php)(?<!\.js)(?<!\.ts)(?<!\.py)(?<!\.rb)\( {_BAD_STATUS} \)
        (?: \s?[:.-] | (?<=failed[ ]\(\d\d\d\))[ ](?:body|response|resp)\b )""",
        {"call (404): it is gone": "404", "the call failed (404) body={}": "404"},
        ("seen (404) times", "a.php(404): it is called", "failed (404) times"),
    ),
    _rule(
        "indicated",
        ".NET says that a status tells of no success.",
        ("indicate success: ",),
        rf"""indicate[ ]success:[ ] {_BAD_STATUS} \b""",
        {"Response status code does not indicate success: 449 (449)": "449"},
        ("to indicate success: 4490",),
    ),
    _rule(
        "of-class",
        "Python prints an exception as its class and what it was made of, the status first.",
        ("error(4", "error(5", "exception(4", "exception(5"),
        rf"""(?:error|exception)\( (?P<value>{STANDARD_STATUS.pattern}) ,\s?["']""",
        {"NotFoundError(404, 'index_gone', 'no such index')": "404"},
        ("Error(404, 2)", "raise_error(4040, 'gone')", "IntegrityError(547, 'it is referred to')"),
    ),
    _rule(
        "in-square-brackets",
        "JavaScript's programs put the status in square brackets behind the class or the address.",
        ("[4", "[5"),
        rf"""(?:(?:Exception|Error)[:\s]{{1,2}}|://\S{{1,300}}\s) \[ {_BAD_STATUS} \] (?=\s|$)""",
        {"ApiException: [404] it is gone": "404", "POST https://a.example/v1 [404]": "404"},
        ("seen [404] times", "a[404] = 1"),
    ),
    _rule(
        "go-struct",
        "Go prints a struct as its values alone, the status first.",
        ("{4", "{5"),
        rf"""\{{ {_BAD_STATUS} [ ](?=(?-i:[A-Z])[^{{}}\n]{{1,400}}\}})""",
        {"{400 The number is not verified. 21608}": "400"},
        ("{400 times}",),
    ),
)
"""How texts name the status of an answer by its number."""

_BEFORE_PHRASE = re.compile(
    r"(?<![\w.:-])(?P<status>[45]\d\d)[\s:,(\[-]{1,3}(?:(?:client|server)\serror:\s)?$", re.IGNORECASE
)
_BEHIND_PHRASE = re.compile(r"\s?[(:]\s?(?P<status>[45]\d\d)\b")

_WORD_BEFORE = re.compile(r"(?<![\w-])(?P<word>[A-Z][A-Za-z]{0,30}) $")
_LEADING = frozenset(
    ("http", "https", "status", "code", "error", "response", "exception", "reason", "returned", "client", "server")
)
"""Words before those of a status that do not make them a sentence about something."""

_EXIT = re.compile(
    r"exit(?:ed|s)?(?:[\s:=,(\"'_-]{1,3}(?:with|code|status|state|value|non-?zero|an?|the|error|of|is|was|exited)){0,6}"
    r"[\s:=(\"'_-]{0,3}$"
    r"|(?:zip|postal|country|area|non-?zero)[\s_-]codes?[\s:=]{0,3}$"
)
_EXIT_WORDS = ("exit", "zip", "postal", "country", "area", "zero")
"""Words before an exit code, or before another number that is no HTTP status."""

_NAMES = {phrase.replace(" ", "_"): status for phrase, status in _PHRASES.items() if " " in phrase}
"""The phrases as names of programs, which say a status beside its number only: ``504: GATEWAY_TIMEOUT``."""

_SORTS = [*_WORDS, *_NAMES]
_AUTOMATON = AhoCorasick(_SORTS, matchkind=MatchKind.LeftmostLongest, store_patterns=False)


def find_statuses(text: str) -> Iterator[tuple[int, int, bool]]:
    """The places and values of the HTTP statuses that a running text names, and whether by number.

    Those named in words alone are not told where a number stands beside them.
    """
    folded = fold(text)
    exits = may_exit(folded)
    for each in read_rules(RULES, text, folded):
        if not (exits and is_exit(text, each.span[0])):
            yield each.span[0], int(each.value), True
    for number, start, end in _AUTOMATON.find_matches_as_indexes(folded):
        words = _SORTS[number]
        if words in _PHRASES or words in _NAMES:
            before = _BEFORE_PHRASE.search(text, max(0, start - 24), start)
            beside = before or _BEHIND_PHRASE.match(text, end)
            if (
                beside
                and words in _NAMES
                and not (text[start:end].isupper() and int(beside["status"]) == _NAMES[words])
            ):
                # `request_timeout: 500` is a setting.
                continue
            if beside:
                yield beside.start("status"), int(beside["status"]), True
                continue
            if text[start - 1 : start] in ("(", "[") and text[end : end + 1] in (")", "]"):
                # "failed (Unauthorized)": a name that a program gives its own error.
                continue
            if " " not in words and words not in ("unauthorized", "forbidden"):
                continue
            if not all(word[:1].isupper() for word in re.split(r"[\s-]", text[start:end]) if word):
                continue
            before = _WORD_BEFORE.search(text, max(0, start - 40), start)
            if before and before["word"].lower() not in _LEADING:
                # "SUBNET NOT FOUND" says it of a subnet.
                continue
        if _is_bounded(folded, start, end):
            yield start, _WORDS[words], False


def may_exit(folded: str) -> bool:
    """Return whether a text has a word before which a number may be an exit code."""
    return any(word in folded for word in _EXIT_WORDS)


def is_exit(text: str, start: int) -> bool:
    """Return whether the number at ``start`` is an exit code: ``exit code 137``, ``exited, status=143``."""
    before = text[max(0, start - 60) : start].lower()
    return any(word in before for word in _EXIT_WORDS) and _EXIT.search(before) is not None


def _is_bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and (before.isalnum() or before == "'")) and not (after.isascii() and after.isalnum())


def status_of_words(text: str) -> int | None:
    """The status whose words ``text`` consists of: ``Not Found``, ``NOT_FOUND``, ``NotFound``, ``资源不存在``."""
    if len(text) > 60:
        return None
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.strip()).replace("_", " ").lower().rstrip(" .!。！")
    return _WORDS.get(words)


def is_reason_phrase(message: str) -> bool:
    """Return whether a message is only a status's reason phrase, with or without its number."""
    words = re.sub(r"^(?:http/\d(?:\.\d)?\s)?(?:[1-5]\d\d)?[\s:.-]*", "", message.strip()[:200].lower()).rstrip(" .!")
    return words in _PHRASES
