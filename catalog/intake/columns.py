"""Which column of a table means what, by the words of its header. The second stage.

A vendor's other wording is one more word in this table, and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "error code",
        "error codes",
        "code",
        "codes",
        "returned code",
        "return code",
        "returned error code",
        "exception code",
        "错误码",
        "错误代码",
        "返回码",
        "error_code",
        "código de error",
        "código",
        "codigo",
        "fehlercode",
        "code d'erreur",
        "code erreur",
    ),
    "http_status": (
        "status code",
        "http status code",
        "http status",
        "http code",
        "status",
        "response code",
        "http response code",
        "http status codes",
        "状态码",
        "http状态码",
        "响应码",
        "http_status",
        "código de estado",
        "código de estado http",
        "statuscode",
        "http-statuscode",
        "http-status",
        "code d'état",
        "code de statut",
        "code http",
        "statut http",
    ),
    "message": (
        "error message",
        "error messages",
        "message",
        "error information",
        "message template",
        "error_msg",
        "错误信息",
        "错误码信息",
        "错误消息",
        "提示信息",
        "mensaje de error",
        "mensaje",
        "fehlermeldung",
        "meldung",
        "message d'erreur",
    ),
    "description": (
        "description",
        "meaning",
        "semantics",
        "cause",
        "possible cause",
        "possible causes",
        "error description",
        "error cause",
        "描述",
        "错误原因",
        "说明",
        "含义",
        "错误描述",
        "错误码描述",
        "descripción",
        "significado",
        "causa",
        "beschreibung",
        "bedeutung",
        "ursache",
        "signification",
        "cause possible",
    ),
    "solution": (
        "solution",
        "solutions",
        "measure",
        "measures",
        "handling measure",
        "handling measures",
        "troubleshooting",
        "action",
        "actions",
        "handling suggestion",
        "handling suggestions",
        "suggestion",
        "recommended action",
        "remedy",
        "resolution",
        "what to do",
        "processing method",
        "处理措施",
        "解决方案",
        "处理建议",
        "解决办法",
        "处理方法",
        "solución",
        "medida",
        "lösung",
        "maßnahme",
        "abhilfe",
        "mesure",
        "action corrective",
    ),
    "section": ("section", "module", "模块", "类别", "módulo", "modul", "category"),
}
"""The header words of each meaning, in English, Chinese, Spanish, German and French."""

_BY_WORD = {word: meaning for meaning, words in MEANINGS.items() for word in words}


def meaning_of(header: str) -> str | None:
    """What a column of this header holds; None where the words are not known."""
    word = unicodedata.normalize("NFKC", header).strip().strip("*:").casefold()
    word = re.sub(r"\s+", " ", word)
    return _BY_WORD.get(word) or _BY_WORD.get(re.sub(r"\s*[(（].*[)）]$", "", word))


def meanings_of(headers: Sequence[str]) -> list[str | None]:
    """What each column holds; a meaning that comes twice belongs to the first column that has it."""
    found: list[str | None] = []
    for header in headers:
        meaning = meaning_of(header)
        found.append(meaning if meaning not in found else None)
    return found
