"""HTTP statuses in text, as numbers and as words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from catalog.message_template import fold

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
    422: ("unprocessable entity", "unprocessable content"),
    423: ("locked",),
    429: ("too many requests",),
    500: ("internal server error",),
    501: ("not implemented",),
    502: ("bad gateway",),
    503: ("service unavailable", "service temporarily unavailable"),
    504: ("gateway timeout", "gateway time-out"),
    505: ("http version not supported",),
}
"""The standard words of a status (RFC 9110, and the older words that servers still send), folded."""

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

_PHRASES = {phrase: status for status, phrases in REASON_PHRASES.items() for phrase in phrases}
_WORDS = {words: status for status, phrases in OTHER_WORDS.items() for words in phrases} | _PHRASES

_PHRASE_PATTERN = "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in sorted(_PHRASES, key=len)[::-1])

_NAMED = re.compile(
    r"""http/\d(?:\.\d)?["']?\s+(?P<line>[1-5]\d\d)\b"""
    r"""|(?:status|response|error)?[\s_-]?(?:code|status|statut|estado|stato)\b["']?\s{0,12}"""
    r"""(?:[:=|]|is|was|of)?\s{0,3}["'(]?(?P<named>[1-5]\d\d)\b(?![.:-]?\w)"""
    r"""|http(?:\s(?:error|code))?\s?:?\s(?P<http>[1-5]\d\d)\b"""
    r"""|(?:exception|error)\b[\s:,]{1,2}(?P<thrown>[45]\d\d)(?=\s?[:,\s]|$)(?!\s?:\d)"""
    r"""|(?:(?:failed|responded)(?:\swith)?|returned|got|received)\s(?:an?\s)?(?P<came>[45]\d\d)"""
    r"""(?=[.,;:)"']|\s?$|\s(?:instead|from|for|on|when|while|error|status|response|http)\b)"""
    r"""|(?:状态码?|ステータス(?:コード)?)\s{0,3}(?:[:=：]|为|是|は)?\s{0,3}["'(（]?(?P<wide>[1-5]\d\d)"""
    r"""(?![A-Za-z0-9_]|[.:-][A-Za-z0-9_])"""
    r"""|返回了?\s?(?P<back>[45]\d\d)(?=[，。；、！,;\s]|$|错误)"""
    r"""|<--\s(?P<arrow>[1-5]\d\d)\s""",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKETED = re.compile(r"\((?P<status>[45]\d\d)\)\s?[:.-]")
_GO_STRUCT = re.compile(r"\{(?P<status>[45]\d\d) (?=[A-Z][^{}\n]{1,400}\})")
_SQUARE = re.compile(r"\[(?P<status>[45]\d\d)\](?=\s|$)")
_BEFORE_SQUARE = re.compile(r"(?:Exception|Error|://\S{1,300})[:\s]{1,2}$")
_BEFORE_PHRASE = re.compile(
    r"(?<![\w.:-])(?P<status>[45]\d\d)[\s:,-]{1,3}(?:(?:client|server)\serror:\s)?$", re.IGNORECASE
)
_BEHIND_PHRASE = re.compile(r"\s?[(:]\s?(?P<status>[45]\d\d)\b")

_WORD_BEFORE = re.compile(r"(?<![\w-])(?P<word>[A-Z][A-Za-z]{0,30}) $")
_LEADING = frozenset(
    ("http", "https", "status", "code", "error", "response", "exception", "reason", "returned", "client", "server")
)
"""Words before those of a status that do not make them a sentence about something."""

_KEYS = ("http", "status", "statut", "estado", "stato", "code", "exception", "error", "response")
_WIDE_KEYS = ("状态", "ステータス", "返回")
_EXIT = re.compile(
    r"exit(?:ed|s)?(?:[\s:=,(\"'_-]{1,3}(?:with|code|status|state|value|non-?zero|an?|the|error|of|is|was|exited)){0,6}"
    r"[\s:=(\"'_-]{0,3}$"
    r"|(?:zip|postal|country|area)[\s_-]codes?[\s:=]{0,3}$"
)
_EXIT_WORDS = ("exit", "zip", "postal", "country", "area")
"""What leads to the number with which a program ended, or to another that is no status."""

_VERBS = ("failed", "responded", "returned", "got", "received", "<--")
_SORTS = [*((key, "key") for key in (*_KEYS, *_WIDE_KEYS, *_VERBS)), *((words, "words") for words in _WORDS)]
_AUTOMATON = AhoCorasick([text for text, _ in _SORTS], matchkind=MatchKind.LeftmostLongest, store_patterns=False)


def find_statuses(text: str) -> Iterator[tuple[int, int, bool]]:
    """The places and values of the HTTP statuses that a running text names, and whether by number.

    Those named in words alone are not told where a number stands beside them.
    """
    folded = fold(text)
    for number, start, end in _AUTOMATON.find_matches_as_indexes(folded):
        words, sort = _SORTS[number]
        if sort == "key":
            joined = start > 0 and folded[start - 1].isalnum()
            if joined and words in ("status", "code", "http") and not folded.endswith(_KEYS, 0, start):
                continue
            found = _NAMED.match(text, start)
            if found:
                group = found.lastgroup or "line"
                if not is_exit(text, found.start(group)):
                    yield found.start(group), int(found[group]), True
            continue
        if words in _PHRASES:
            before = _BEFORE_PHRASE.search(text, max(0, start - 24), start)
            beside = before or _BEHIND_PHRASE.match(text, end)
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
    if "{4" in text or "{5" in text:
        for found in _GO_STRUCT.finditer(text):
            yield found.start("status"), int(found["status"]), True
    if "(" in text:
        for found in _BRACKETED.finditer(text):
            yield found.start("status"), int(found["status"]), True
    if "[4" in text or "[5" in text:
        for found in _SQUARE.finditer(text):
            if _BEFORE_SQUARE.search(text, max(0, found.start() - 320), found.start()):
                yield found.start("status"), int(found["status"]), True


def is_exit(text: str, start: int) -> bool:
    """Whether the number at ``start`` is that with which a program ended: ``exit code 137``, ``exited, status=143``."""
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
    """Whether a message is nothing but the standard words of a status, with or without its number."""
    words = re.sub(r"^(?:http/\d(?:\.\d)?\s)?(?:[1-5]\d\d)?[\s:.-]*", "", message.strip()[:200].lower()).rstrip(" .!")
    return words in _PHRASES
