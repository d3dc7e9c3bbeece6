"""Meanings of field names, in any vendor's spelling.

A name can mean several things (``code`` is a code or a status): each with a rank, the surest 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

CODE = "code"
MESSAGE = "message"
STATUS = "http_status"
REQUEST = "request_id"
TRACE = "trace_id"

_NOT_OF_ERRORS = frozenset(
    ("exit", "zip", "postal", "country", "area", "source", "language", "currency", "qr", "bar", "dress")
)
"""Words that make ``code`` and ``status`` another thing: a program's exit code is no HTTP status."""

_EXACT: Mapping[str, Mapping[str, int]] = {
    CODE: {
        **dict.fromkeys(("errorcode", "errcode", "subcode", "xamznerrortype", "xerrorcode", "xmserrorcode"), 0),
        **dict.fromkeys(("错误码", "错误代码", "返回码", "códigodeerror", "codigodeerror", "fehlercode"), 0),
        **dict.fromkeys(("codeerreur", "エラーコード", "오류코드", "кодошибки"), 0),
        **dict.fromkeys(("コード",), 1),
        **dict.fromkeys(("code", "faultcode", "retcode", "returncode", "resultcode", "código", "codigo"), 1),
        **dict.fromkeys(("errno", "errornumber", "errornum", "exceptioncode", "bizcode"), 2),
        **dict.fromkeys(("type", "__type", "errortype", "exceptiontype", "err"), 3),
        **dict.fromkeys(("reason", "exception", "errorname", "codename", "errorid", "messageid", "msgid"), 4),
        "error": 5,
    },
    MESSAGE: {
        **dict.fromkeys(("errormsg", "errormessage", "errmsg", "errmessage", "xamznerrormessage"), 0),
        **dict.fromkeys(("错误信息", "错误消息", "错误描述", "提示信息", "错误提示", "エラーメッセージ"), 0),
        **dict.fromkeys(("mensajedeerror", "fehlermeldung", "messagederreur", "오류메시지"), 0),
        **dict.fromkeys(("message", "msg", "faultstring", "retmsg", "retmessage", "resultmsg"), 1),
        **dict.fromkeys(("消息", "信息", "メッセージ", "mensaje", "meldung", "nachricht"), 1),
        **dict.fromkeys(("errordescription", "errordetail", "grpcmessage"), 2),
        **dict.fromkeys(("detail", "details", "error details", "faultdetail"), 3),
        **dict.fromkeys(("description", "desc", "描述", "原因"), 4),
        **dict.fromkeys(("reason", "cause", "text", "stderr", "exception"), 5),
        **dict.fromkeys(("title", "summary"), 6),
        **dict.fromkeys(("error", "err"), 7),
    },
    STATUS: {
        **dict.fromkeys(("httpstatus", "httpstatuscode", "httpcode", "httpresponsecode", "httperror"), 0),
        **dict.fromkeys(("statuscode", "responsestatuscode", "responsecode", "responsestatus", "statut"), 1),
        **dict.fromkeys(
            (
                "状态码",
                "http状态码",
                "http状态",
                "响应码",
                "ステータスコード",
                "httpステータス",
                "códigodeestado",
                "statusderantwort",
            ),
            1,
        ),
        "status": 2,
        **dict.fromkeys(("code", "errorcode", "errcode", "retcode", "statusline"), 3),
    },
    REQUEST: {
        **dict.fromkeys(("requestid", "xrequestid", "reqid", "requestuuid", "请求id", "请求编号", "リクエストid"), 0),
        **dict.fromkeys(
            ("correlationid", "xcorrelationid", "invocationid", "rid", "seqid", "logid", "rayid", "cfray"), 1
        ),
        **dict.fromkeys(("idderequête", "iddesolicitud", "anfrageid", "serialno", "eagleeyeid"), 1),
        **dict.fromkeys(("logref", "transactionid", "errorreference", "supportid", "incidentid"), 1),
        **dict.fromkeys(("req", "request", "errorid"), 3),
    },
    TRACE: dict.fromkeys(
        ("traceid", "xtraceid", "xb3traceid", "ubertraceid", "traceparent", "operationid", "activityid", "追踪id"), 0
    ),
}

_ENDINGS: tuple[tuple[str, str, int], ...] = (
    ("errorcode", CODE, 0),
    ("errcode", CODE, 0),
    ("错误码", CODE, 0),
    ("faultcode", CODE, 2),
    ("exceptioncode", CODE, 2),
    ("errormessage", MESSAGE, 0),
    ("errormsg", MESSAGE, 0),
    ("errmsg", MESSAGE, 0),
    ("错误信息", MESSAGE, 0),
    ("message", MESSAGE, 3),
    ("httpstatus", STATUS, 0),
    ("statuscode", STATUS, 1),
    ("状态码", STATUS, 1),
    ("requestid", REQUEST, 0),
    ("reqid", REQUEST, 0),
    ("requestuuid", REQUEST, 0),
    ("correlationid", REQUEST, 1),
    ("debugid", REQUEST, 1),
    ("traceid", TRACE, 0),
    ("tracecontext", TRACE, 0),
)
"""Endings of longer names: ``x-ms-request-id``, ``upstream_status_code``."""

_NAMES = frozenset(name for ranks in _EXACT.values() for name in ranks)

TAILS = sorted(
    {
        *(
            "code",
            "id",
            "msg",
            "message",
            "status",
            "error",
            "err",
            "reason",
            "details",
            "detail",
            "description",
            "desc",
        ),
        *(
            "type",
            "errno",
            "exception",
            "cause",
            "text",
            "title",
            "summary",
            "string",
            "stderr",
            "uuid",
            "req",
            "request",
        ),
        *("parent", "number", "num", "name", "ray", "no", "context"),
        *(name for name in _NAMES if not name.isascii() or name.endswith(("id", "code"))),
    }
)
"""Last words of all names, in lower case, to search a text for."""

_JOINT = re.compile(r"[\s_.\-]+")

_NOTHING: Mapping[str, int] = {}
_EVERY_ENDING = tuple(ending for ending, _, _ in _ENDINGS)


def normal_name(name: str) -> str:
    """A field's name as it is compared: ``error_code``, ``Error-Code`` and ``errorCode`` are the same."""
    return _JOINT.sub("", name[:100].strip()).lower()


@lru_cache(maxsize=8192)
def meanings_of(name: str) -> Mapping[str, int]:
    """Return the meanings of a field's name with their ranks; empty if the name is unknown."""
    normal = normal_name(name)
    meanings = {meaning: ranks[normal] for meaning, ranks in _EXACT.items() if normal in ranks}
    if meanings or not normal.endswith(_EVERY_ENDING):
        return meanings or _NOTHING
    return next(({meaning: rank} for ending, meaning, rank in _ENDINGS if normal.endswith(ending)), _NOTHING)


@lru_cache(maxsize=8192)
def last_name(words: str) -> str | None:
    """The name that ``words`` end with: ``Status Code`` of ``the Status Code``; None where it is not known."""
    parts = words.split(" ")
    if len(parts) > 1 and parts[-2].lower() in _NOT_OF_ERRORS and parts[-1].lower() in ("code", "status"):
        return None
    for first in range(len(parts)):
        name = " ".join(parts[first:])
        if normal_name(name) in _NAMES:
            return name
    return parts[-1] if meanings_of(parts[-1]) else None
