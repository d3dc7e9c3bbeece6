"""HTTP statuses in text, as numbers and as words. The fourth stage, beside pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

_STATUS = re.compile(
    rf"""\bhttp/\d(?:\.\d)?["']?\s+(?P<line>[1-5]\d\d)\b"""
    r"""|\b(?:http[\s_-]?)?(?:status|response|error)?[\s_-]?(?:code|status)\b["']?\s{0,3}"""
    r"""(?:[:=]|is|was|of)?\s{0,3}["'(]?(?P<named>[1-5]\d\d)\b(?![.:-]?\w)"""
    r"""|\bhttp(?:\s(?:error|code))?\s?:?\s(?P<http>[1-5]\d\d)\b"""
    rf"""|(?<![\w.:-])(?P<worded>[45]\d\d)[\s:,-]{{1,3}}(?:(?:client|server)\serror:\s)?(?:{_PHRASE_PATTERN})\b"""
    rf"""|\b(?:{_PHRASE_PATTERN})\s?[(:]\s?(?P<behind>[45]\d\d)\b"""
    r"""|(?:exception|error)\b[\s:]{1,2}(?P<thrown>[45]\d\d)(?=\s?[:\s])(?!\s?:\d)"""
    r"""|\((?P<bracketed>[45]\d\d)\)\s?[:.-]""",
    re.IGNORECASE,
)

_TITLE_WORDS = re.compile(
    r"(?<![\w'])(?:"
    + "|".join(
        sorted((re.escape(p.title().replace("Uri", "URI").replace("Http", "HTTP")) for p in _PHRASES if " " in p), key=len)[::-1]
    )
    + r"|Unauthorized|Forbidden)(?![\w'])"
)
_OTHER = re.compile(
    "|".join(
        (rf"\b{re.escape(words)}\b" if words.isascii() else re.escape(words))
        for words in sorted((w for ws in OTHER_WORDS.values() for w in ws), key=len)[::-1]
    ),
    re.IGNORECASE,
)


def find_statuses(text: str) -> Iterator[tuple[int, int]]:
    """The places and values of the HTTP statuses that a running text names by number."""
    for found in _STATUS.finditer(text):
        group = found.lastgroup or "line"
        yield found.start(group), int(found[group])


def find_worded_statuses(text: str) -> Iterator[tuple[int, int]]:
    """The places and values of the HTTP statuses that a running text names in words alone."""
    for found in _TITLE_WORDS.finditer(text):
        yield found.start(), _PHRASES[found[0].lower()]
    for found in _OTHER.finditer(text):
        yield found.start(), _WORDS[found[0].lower()]


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
