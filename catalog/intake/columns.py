"""Which column of a table means what, by the words of its header. The second stage.

A vendor's other wording is one more word in this table, and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "error code", "code", "returned code", "return code", "returned error code", "exception code", "error",
        "error id", "error no", "error number", "errno", "err code", "errcode", "fault code", "result code",
        "sub code", "subcode", "api error code", "service error code", "error name", "error code name", "errorcode",
        "错误码", "错误代码", "返回码", "异常码", "错误编码", "错误号", "返回错误码", "code码", "código de error",
        "código", "codigo", "codigo de error", "fehlercode", "fehler-code", "fehlernummer", "code d'erreur",
        "code erreur", "code de l'erreur", "codes d'erreur", "códigos de error", "fehlercodes",
    ),
    "http_status": (
        "status code", "http status code", "http status", "http code", "status", "response code",
        "http response code", "http", "http statuscode", "statuscode", "http error code", "response status code",
        "response status", "http return code", "returned status code", "http response status code", "httpcode",
        "httpstatus", "状态码", "http状态码", "响应码", "http 状态码", "http返回码", "http响应码", "响应状态码",
        "http 响应码", "http状态", "返回状态码", "http 状态", "código de estado", "código de estado http",
        "código http", "estado http", "código de respuesta", "estado", "codigo de estado", "codigo http",
        "http-statuscode", "http-status", "http-code", "statuskode", "antwortcode", "code d'état", "code de statut",
        "code http", "statut http", "code d'état http", "code de statut http", "statut", "code de réponse",
        "état http",
    ),
    "message": (
        "error message", "message", "error information", "message template", "error msg", "err msg", "errmsg", "msg",
        "error info", "returned message", "error text", "message text", "error string", "returned error message",
        "error prompt", "error content", "displayed message", "response message", "errormessage", "message content",
        "prompt", "error message template", "returned information", "错误信息", "错误码信息", "错误消息", "提示信息",
        "错误提示", "返回信息", "报错信息", "错误内容", "消息", "错误提示信息", "英文错误信息", "信息", "返回消息",
        "message信息", "mensaje de error", "mensaje", "mensaje del error", "texto del error", "fehlermeldung",
        "meldung", "fehlertext", "nachricht", "fehlernachricht", "message d'erreur", "message de l'erreur",
        "messages d'erreur", "texte de l'erreur",
    ),
    "description": (
        "description", "meaning", "semantics", "cause", "possible cause", "error description", "error cause",
        "explanation", "reason", "possible reason", "details", "detail", "cause description", "fault cause",
        "error details", "error meaning", "root cause", "what it means", "cause analysis", "error reason",
        "probable cause", "描述", "错误原因", "说明", "含义", "错误描述", "错误码描述", "原因", "错误说明",
        "可能原因", "原因分析", "错误码说明", "中文说明", "备注", "语义", "错误含义", "详细描述", "问题原因",
        "中文描述", "descripción", "significado", "causa", "descripcion", "explicación", "posible causa",
        "causa posible", "descripción del error", "motivo", "causas posibles", "beschreibung", "bedeutung", "ursache",
        "erklärung", "mögliche ursache", "fehlerbeschreibung", "fehlerursache", "grund", "erläuterung",
        "mögliche ursachen", "signification", "cause possible", "explication", "description de l'erreur", "raison",
        "causes possibles", "sens",
    ),
    "solution": (
        "solution", "measure", "handling measure", "troubleshooting", "action", "handling suggestion", "suggestion",
        "recommended action", "remedy", "resolution", "what to do", "processing method", "handling method",
        "recommended solution", "corrective action", "handling", "how to fix", "fix", "how to handle", "workaround",
        "suggested action", "user action", "handling procedure", "recommendation", "recommended measure", "response",
        "troubleshooting method", "troubleshooting suggestion", "recommended handling", "suggested solution",
        "countermeasure", "how to resolve", "required action", "operator response", "processing measure", "advice",
        "处理措施", "解决方案", "处理建议", "解决办法", "处理方法", "解决方法", "解决措施", "建议", "建议操作",
        "处理方式", "处理意见", "应对措施", "建议措施", "排查方法", "排查建议", "解决建议", "修改建议", "操作建议",
        "solución", "medida", "solucion", "acción", "acción recomendada", "qué hacer", "medidas", "remedio",
        "resolución", "medida de tratamiento", "tratamiento", "medida correctiva", "acción correctiva",
        "solución recomendada", "lösung", "maßnahme", "abhilfe", "behebung", "maßnahmen", "massnahme", "was tun",
        "empfohlene maßnahme", "lösungsvorschlag", "fehlerbehebung", "handlungsempfehlung", "gegenmaßnahme",
        "empfehlung", "lösungen", "mesure", "action corrective", "que faire", "mesures", "résolution", "remède",
        "dépannage", "action recommandée", "mesure corrective", "mesure de traitement", "recommandation",
        "mesure à prendre", "solution proposée", "action à entreprendre",
    ),
    "section": (
        "section", "module", "category", "error type", "type", "service", "component", "classification", "sub-module",
        "模块", "类别", "分类", "错误类型", "所属模块", "类型", "子模块", "模块名称", "服务", "módulo", "modulo",
        "sección", "categoría", "modul", "kategorie", "bereich", "abschnitt", "catégorie", "rubrique",
    ),
    "sample": (
        "sample", "sample body", "sample response", "example response", "example body", "response example", "响应示例",
        "返回示例", "ejemplo de respuesta", "beispielantwort", "exemple de réponse",
    ),
}  # fmt: skip
"""The header words of each meaning, in English, Chinese, Spanish, German and French."""

_BY_WORD = {word: meaning for meaning, words in MEANINGS.items() for word in words}

_BRACKETED = re.compile(r"\s*[(（\[【][^()（）\[\]【】]{0,80}[)）\]】]$")
_BEFORE = re.compile(r"^(?:the|el|la|los|las|le|les|der|die|das|no\.|api)\s+")

_ERROR_FIELDS: Mapping[str, tuple[str, ...]] = {
    "code": ("errorcode", "errcode", "subcode", "faultcode", "code", "type"),
    "message": ("errormsg", "errormessage", "errmsg", "message", "msg", "detail", "description", "title", "reason"),
}
"""The fields of error bodies, in the order in which they are believed."""


@lru_cache(maxsize=20_000)
def meaning_of(header: str) -> str | None:
    """What a column of this header holds; None where the words are not known."""
    if len(header) > 200:
        return None
    word = unicodedata.normalize("NFKC", header).replace("’", "'").replace("_", " ")
    word = re.sub(r"[*`#:?]+", " ", word).casefold()
    word = re.sub(r"\s+", " ", word).strip(" .-/")
    for form in (word, _BRACKETED.sub("", word), _BEFORE.sub("", word)):
        found = _BY_WORD.get(form) or (_BY_WORD.get(form[:-1]) if form.endswith("s") else None)
        if found is None:
            # "Solution / Handling Measure": one heading said in two ways.
            parts = [_BY_WORD.get(part) for part in re.split(r"\s*(?:/|\bor\b|\band\b|&|、|和)\s*", form)]
            found = parts[0] if len(parts) > 1 and len(set(parts)) == 1 else None
        if found is None and "(s)" in form:
            found = _BY_WORD.get(form.replace("(s)", ""))
        if found is not None:
            return found
    return None


def meanings_of(headers: Sequence[str]) -> list[str | None]:
    """What each column holds; a meaning that comes twice belongs to the column whose words are the surest."""
    words = [meaning_of(header) for header in headers]
    best: dict[str, int] = {}
    for column, meaning in enumerate(words):
        if meaning is not None and (
            meaning not in best or _sureness(headers[column]) > _sureness(headers[best[meaning]])
        ):
            best[meaning] = column
    return [meaning if meaning and best[meaning] == column else None for column, meaning in enumerate(words)]


def error_field(body: Iterable[object], meaning: str) -> str:
    """The field of an error body, by the names of its fields, that holds its code or its message; empty for none."""
    names = {str(name).replace("_", "").replace("-", "").casefold(): str(name) for name in body}
    return next((names[name] for name in _ERROR_FIELDS[meaning] if name in names), "")


def _sureness(header: str) -> int:
    """A heading of several words says more than one: of "Error Code" and "Code", the first is the code."""
    word = unicodedata.normalize("NFKC", header).strip().casefold()
    return 0 if word in ("error", "http", "status", "type", "service", "response", "reason", "code") else 1
