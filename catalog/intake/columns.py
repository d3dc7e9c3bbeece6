"""Which column of a table means what, by the words of its header.

A vendor's other wording is one more word in this table, and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "error code", "code", "returned code", "return code", "returned error code", "exception code", "error",
        "error id", "error no", "error number", "errno", "err code", "errcode", "fault code", "result code",
        "sub code", "subcode", "api error code", "service error code", "error name", "error code name", "errorcode",
        "错误码", "错误代码", "返回码", "异常码", "错误编码", "错误号", "返回错误码", "code码", "código de error",
        "código", "codigo", "codigo de error", "fehlercode", "fehler-code", "fehlernummer", "code d'erreur",
        "code erreur", "code de l'erreur", "codes d'erreur", "códigos de error", "fehlercodes",
        "return value", "reason code", "exception", "sqlstate", "message id", "decline code", "mysql error number",
        "failure code", "alarm id", "event id", "return code/value", "error identifier", "status/error code",
        "exception name", "response error code", "errorid", "error key", "reject code", "rejection code",
        "refusal code", "返回值", "错误编号", "业务错误码", "子错误码", "代码", "编码", "业务码", "业务返回码",
        "错误标识", "錯誤碼", "錯誤代碼", "fehler", "fehlerkennung", "numéro d'erreur", "code retour",
        "code de retour", "código del error", "código de erro", "código do erro", "códigos de erro", "エラーコード",
        "コード",
        "エラー番号", "오류 코드", "에러 코드", "오류코드", "에러코드", "codice errore", "codice di errore", "codice",
        "код ошибки", "код", "foutcode", "kod błędu", "felkod", "hata kodu", "mã lỗi", "kode kesalahan",
    ),
    "http_status": (
        "status code", "http status code", "http status", "http code", "status", "response code",
        "http response code", "http", "http statuscode", "statuscode", "http error code", "response status code",
        "response status", "http return code", "returned status code", "http response status code", "httpcode",
        "response http status", "response http status code", "http response status", "レスポンスhttp状態",
        "응답 http 상태",
        "httpstatus", "状态码", "http状态码", "响应码", "http 状态码", "http返回码", "http响应码", "响应状态码",
        "http 响应码", "http状态", "返回状态码", "http 状态", "código de estado", "código de estado http",
        "código http", "estado http", "código de respuesta", "estado", "codigo de estado", "codigo http",
        "http-statuscode", "http-status", "http-code", "statuskode", "antwortcode", "code d'état", "code de statut",
        "code http", "statut http", "code d'état http", "code de statut http", "statut", "code de réponse",
        "état http",
        "http response", "http error", "httpstatuscode", "http code 状态码", "rest status", "http mapping",
        "http状态代码", "httpステータスコード", "httpステータス", "ステータスコード", "http 상태 코드", "상태 코드",
        "status http", "código de status", "código de status http", "stato http", "codice di stato",
        "codice di stato http", "статус", "http-статус", "код http", "код состояния", "http-statuscodes",
        "http-antwortcode", "code de statut de la réponse", "http status code/phrase", "http状态值", "狀態碼",
        "http status category",
    ),
    "message": (
        "error message", "message", "error information", "message template", "error msg", "err msg", "errmsg", "msg",
        "error info", "returned message", "error text", "message text", "error string", "returned error message",
        "error prompt", "error content", "displayed message", "response message", "errormessage", "message content",
        "prompt", "error message template", "returned information", "错误信息", "错误码信息", "错误消息", "提示信息",
        "错误提示", "返回信息", "报错信息", "错误内容", "消息", "错误提示信息", "英文错误信息", "信息", "返回消息",
        "message信息", "mensaje de error", "mensaje", "mensaje del error", "texto del error", "fehlermeldung",
        "meldung", "fehlertext", "errortext", "nachricht", "fehlernachricht", "message d'erreur", "message de l'erreur",
        "messages d'erreur", "texte de l'erreur",
        "result message", "result msg", "resultmessage", "resultmsg",
        "user message", "return message", "error.message", "exception message", "display message", "text", "summary",
        "error summary",
        "issue", "error detail", "condition name", "error title", "short message", "symbol", "name", "symbolic name",
        "meldung für den benutzer", "meldungstext", "libellé", "libellé de l'erreur", "intitulé", "mensagem",
        "example message", "sample message", "example error message", "example error messages", "sample error message",
        "error message example", "message example",
        "mensagem de erro", "mensaje para el usuario", "messaggio", "messaggio di errore", "сообщение",
        "сообщение об ошибке", "текст ошибки", "エラーメッセージ", "メッセージ", "오류 메시지", "메시지",
        "에러 메시지", "錯誤訊息", "foutmelding", "komunikat", "返回描述",
    ),
    "description": (
        "status description",
        "description", "desc", "meaning", "semantics", "cause", "possible cause", "error description", "error cause",
        "explanation", "reason", "possible reason", "details", "detail", "cause description", "fault cause",
        "error details", "error meaning", "root cause", "what it means", "cause analysis", "error reason",
        "probable cause", "描述", "错误原因", "说明", "含义", "错误描述", "错误码描述", "原因", "错误说明",
        "可能原因", "原因分析", "错误码说明", "中文说明", "备注", "语义", "错误含义", "详细描述", "问题原因",
        "中文描述", "descripción", "significado", "causa", "descripcion", "explicación", "posible causa",
        "causa posible", "descripción del error", "motivo", "causas posibles", "beschreibung", "bedeutung", "ursache",
        "erklärung", "mögliche ursache", "fehlerbeschreibung", "fehlerursache", "grund", "erläuterung",
        "mögliche ursachen", "signification", "cause possible", "explication", "description de l'erreur", "raison",
        "causes possibles", "sens",
        "condition", "definition", "notes", "note", "remarks", "remark", "comments", "comment", "when",
        "reason for error", "scenario", "error scenario", "context", "background", "interpretation", "impact",
        "symptom", "when it occurs", "why", "why it happens", "why this happens", "what causes this", "what happened",
        "likely cause", "common cause", "common causes", "cause(s)", "描述信息", "原因说明", "错误码含义",
        "返回码说明", "返回码描述", "触发条件", "场景", "解释", "說明", "描述說明", "descriptif", "posibles causas",
        "observaciones", "detalles", "detalle", "descrição", "causa provável", "causas possíveis", "possível causa",
        "significado do erro", "beschreibung der ursache", "bemerkung", "anmerkung", "hinweis", "remarque", "détails",
        "説明", "意味", "内容", "설명", "원인", "descrizione", "significato", "описание", "причина", "значение",
        "omschrijving", "betekenis", "opis", "発生原因", "발생 원인", "エラー内容",
        "problem", "problem description", "what went wrong", "问题", "问题描述", "problema", "problembeschreibung",
        "problème", "проблема",
    ),
    "solution": (
        "solution", "measure", "handling measure", "troubleshooting", "action", "handling suggestion", "suggestion",
        "recommended action", "remedy", "resolution", "what to do", "processing method", "handling method",
        "recommended solution", "corrective action", "handling", "how to fix", "fix", "how to handle", "workaround",
        "suggested action", "handling procedure", "recommendation", "recommended measure", "response",
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
        "possible solution", "next step", "next steps", "user response", "operator/customer action",
        "troubleshooting step", "troubleshooting steps",
        "action required", "action to take", "suggested fix", "resolution step", "resolution steps", "mitigation",
        "procedure", "how to troubleshoot", "cause and solution", "administrator response", "programmer response",
        "suggested response", "recommended response", "recommended resolution", "what you can do", "what should i do",
        "what you should do", "how to resolve it", "how to fix it", "how to resolve this", "how to fix this",
        "correction", "how to correct", "recovery", "recovery action", "fixes", "排查方案", "措施", "修复建议",
        "处理", "建议处理", "建议处理措施", "解决方式", "解决途径", "解決方案", "empfohlene aktion",
        "empfohlene vorgehensweise", "aktion", "korrektur", "cómo solucionarlo", "posibles soluciones", "solução",
        "ação", "ação recomendada", "correção", "como resolver", "対処方法", "対処", "対応", "対応方法", "対策",
        "解決方法", "해결 방법", "조치", "조치 방법", "해결방법", "soluzione", "azione", "rimedio", "решение",
        "действие", "действия", "рекомендация", "рекомендации", "что делать", "как исправить", "устранение",
        "способ устранения", "cosa fare", "o que fazer", "wat te doen", "co zrobić", "対処法",
        "oplossing", "actie", "rozwiązanie", "solution possible", "solutions possibles",
    ),
    "section": (
        "section", "module", "category", "error type", "type", "service", "component", "classification", "sub-module",
        "模块", "类别", "分类", "错误类型", "所属模块", "类型", "子模块", "模块名称", "服务", "módulo", "modulo",
        "sección", "categoría", "modul", "kategorie", "bereich", "abschnitt", "catégorie", "rubrique",
        "product", "area", "resource", "カテゴリ", "分類", "카테고리", "categoria", "категория",
    ),
    "alias": (
        "alias", "aliases", "also known as", "other name", "constant", "constant name", "macro", "identifier",
        "mnemonic", "error constant", "symbolic constant", "error symbol", "enum", "enum name", "值", "値", "常量",
    ),
    "retryable": (
        "retryable", "retriable", "is retryable", "is retriable", "retry", "can retry", "should retry", "retry?",
        "retry allowed", "safe to retry", "can be retried", "是否可重试", "可重试", "reintentable", "wiederholbar",
    ),
    "severity": ("severity", "error severity", "log level", "severity level", "级别", "严重程度", "schweregrad"),
    "since": (
        "since", "since version", "introduced", "introduced in", "introduced in version", "introduced in release",
        "added in", "added in version", "available since", "from version", "first version", "minimum version",
        "min version", "since release", "version introduced", "version added", "起始版本", "引入版本", "最低版本",
        "desde la versión", "versión inicial", "seit version", "ab version", "eingeführt in", "depuis la version",
        "introduit dans", "バージョン追加",
    ),
    "until": (
        "until", "until version", "last version", "up to version", "to version", "maximum version", "max version",
        "valid until version", "until release", "结束版本", "最高版本", "截止版本", "hasta la versión", "versión final",
        "bis version", "jusqu'à la version",
    ),
    "sample": (
        "sample", "sample body", "sample response", "example response", "example body", "response example", "响应示例",
        "返回示例", "ejemplo de respuesta", "beispielantwort", "exemple de réponse",
    ),
}  # fmt: skip
"""The header words of each meaning: English, Chinese, Spanish, German, French and, as far as met, other languages."""

SECOND_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "status", "response code", "response status", "result code", "响应码", "状态码", "返回码", "type", "error type",
        "错误类型", "statuscode", "status code", "estado",
    ),
    "message": (
        "error name", "error code name", "exception name", "exception", "错误名称", "error", "errors", "value",
    ),
    "alias": ("sub code", "errno", "error no", "error number", "number"),
}  # fmt: skip
"""Second meaning of a heading beside a surer column of the first: next to "HTTP Status", "Status" is the code."""

_BESIDE = frozenset(("sqlstate", "sql state"))
"""Words for a code that many errors share: it is none of its own beside another."""

_OF_SYSTEM = frozenset(("system action", "system response", "systemaktion"))
"""Words for what the system does on an error: neither its cause nor its remedy."""

_IDENTIFIERS = frozenset(
    (
        "value",
        "number",
        "no",
        "id",
        "#",
        "num",
        "decimal",
        "hex",
        "hexadecimal",
        "numeric value",
        "numeric code",
        "name",
        "symbol",
        "symbolic name",
        "key",
        "constant/value",
        "error value",
        "int",
        "integer",
        "integer value",
        "condition name",
        "error name",
        "exception name",
        "status",
        "type",
    )
)
_ENDS_OF_IDENTIFIERS = (" value", " constant", " symbol", " name", " number", " code")
_SOMETHING_ELSE = re.compile(
    r"\b(?:param(?:eter)?s?|options?|flags?|fields?|arguments?|variables?|propert(?:y|ies)|settings?|headers?|attributes?"
    r"|endpoints?|methods?|metrics?|permissions?|scopes?|columns?|functions?|commands?|operations?|prefix(?:es)?)\b"
    r"|参数|字段|选项|属性"
)
"""Headings of columns whose names are no errors'."""

_MAY_BE_STATUS = re.compile(r"http|状态|响应|\b(?:error|response|status|code)s?$")

_EITHER_TEXT = frozenset(("meaning", "bedeutung", "signification", "significado", "含义", "意味", "значение"))

_LAST_RESORT = frozenset(("error type", "错误类型"))
"""Words that mean the code where no other column does."""

_WEAK = frozenset(
    (
        "error", "http", "status", "type", "service", "response", "reason", "code", "name", "text", "summary", "symbol",
        "issue", "title", "context", "background", "notes", "note", "remarks", "remark", "comments", "comment", "备注",
        "product", "resource", "area", "details", "detail", "impact", "代码", "编码", "symbolic name", "info",
        "exception",
        "error name", "error code name", "sub code", "subcode", "condition name",
    )
)  # fmt: skip
"""Words that say less than others of the same meaning."""

_JOINED = frozenset(("description", "solution"))
"""Meanings of which a table may have several columns: their texts stand one below the other."""

_ASIDE = frozenset(
    (
        "notes", "note", "remarks", "remark", "comments", "comment", "备注", "observaciones", "bemerkung", "anmerkung",
        "hinweis", "remarque", "opmerking",
    )
)  # fmt: skip
"""Words of columns that describe an error only where no other column does."""

OTHER_CODES = re.compile(
    r"\b(?:country|countries|currency|currencies|language|region|locale|time ?zone|airport|postal|colou?r|unit|area"
    r"|dial(?:l?ing)?) codes?\b|\bop ?codes?\b|(?:国家|货币|语言|地区|区域|国际区号)代?码",
    re.IGNORECASE,
)
"""Titles of tables whose codes are those of something else than errors."""

_BY_WORD = {word.casefold(): meaning for meaning, words in MEANINGS.items() for word in words}
_SECOND = {word.casefold(): meaning for meaning, words in SECOND_MEANINGS.items() for word in words}

_CODE_HEADINGS = tuple(word for word in (*MEANINGS["code"], *SECOND_MEANINGS["code"]) if " " in word)
_CLOSE = 0.92
"""Similarity of a heading with a letter too few or too many; another word, such as region for reason, is below it."""

_BRACKETED = re.compile(r"\s*[(（\[【][^()（）\[\]【】]{0,80}[)）\]】]$")
_BEFORE = re.compile(r"^(?:the|el|la|los|las|le|les|der|die|das|no\.|api)\s+")
_FOR_WHOM = re.compile(
    r"(?:merchant|customer|user|end[- ]user|cardholder|buyer|shopper|seller|partner|operator|admin(?:istrator)?"
    r"|developer|programmer|client|caller|agent|support|subscriber|integrator)(?:'s|s')? (?!response)"
    r"|商户|商家|用户|客户|开发者|持卡人"
)
"""The reader of advice in its heading: ``Merchant action``. A client's response may be what was sent to it."""
_NO_WORDS = str.maketrans(dict.fromkeys("*`#:?_", " "))
_CLOSING = frozenset((")", "）", "]", "】"))
_LONGEST_PARTS = 60
_FOOTNOTE = re.compile(r"[\u2070-\u2079\u00b9\u00b2\u00b3\u207d\u207e†‡§*]+$")
_EITHER = re.compile(r"\s*(?:/|\bor\b|\band\b|&|、|和)\s*")
# Where one language ends and another begins: "错误码 Error Code".
_EAST = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_SCRIPTS = re.compile(rf"(?<={_EAST})\s*(?=[a-z])|(?<=[a-z])\s*(?={_EAST})")

_ERROR_FIELDS: Mapping[str, tuple[str, ...]] = {
    "code": ("errorcode", "errcode", "subcode", "faultcode", "code", "resultcode", "type"),
    "message": (
        *("errormsg", "errormessage", "errmsg", "message", "msg", "resultmessage", "resultmsg"),
        *("detail", "description", "title", "reason"),
    ),
}
"""The fields of error bodies, in the order in which they are believed."""


@lru_cache(maxsize=20_000)
def meaning_of(header: str) -> str | None:
    """Return the meaning of a column with this header; None if the words are unknown."""
    if len(header) > 200:
        return None
    lines = [_word(line) for line in header.split("\n") if line.strip()]
    if len(lines) > 1:
        # One heading in two languages, a line each; or one that goes on in the next line.
        meanings = {_meaning(line) for line in lines}
        return meanings.pop() if len(meanings) == 1 else _meaning(" ".join(lines))
    return _meaning(lines[0]) if lines else None


@lru_cache(maxsize=20_000)
def _word(header: str) -> str:
    """A heading reduced to its words: without marks around, numbers of footnotes, differences of case."""
    word = _FOOTNOTE.sub("", header.strip())
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).replace("’", "'")
    return " ".join(word.translate(_NO_WORDS).casefold().split()).strip(" .-/")


def _meaning(word: str) -> str | None:
    result = _meaning_of_word(word)
    if result is None and word[-1:] in _CLOSING:
        result = _meaning_of_word(_BRACKETED.sub("", word))
        if result is None and "(s)" in word:
            result = _meaning_of_word(word.replace("(s)", ""))
    if result is None and (begins := _BEFORE.match(word)):
        result = _meaning_of_word(word[begins.end() :])
    if result is None and (reader := _FOR_WHOM.match(word)) and _meaning_of_word(word[reader.end() :]) == "solution":
        result = "solution"
    return result


def _meaning_of_word(word: str) -> str | None:
    """Return the meaning of a word, or of a heading in two languages or with two words of one meaning."""
    result = _BY_WORD.get(word) or (_BY_WORD.get(word[:-1]) if word.endswith("s") else None)
    if result is not None or len(word) > _LONGEST_PARTS:
        return result
    for between in (_EITHER,) if word.isascii() else (_EITHER, _SCRIPTS):
        parts = [_BY_WORD.get(part) for part in between.split(word)]
        if len(parts) > 1 and len(set(parts)) == 1:
            return parts[0]
    return None


def meanings_of(headers: Sequence[str]) -> list[str | None]:
    """Return the meaning of each column; one that occurs twice goes to the column with the surest words.

    Descriptions and solutions may come several times.
    """
    return list(_meanings_of(tuple(headers)))


@lru_cache(maxsize=2_000)
def _meanings_of(headers: tuple[str, ...]) -> tuple[str | None, ...]:
    words = [meaning_of(header) for header in headers]
    best: dict[str, int] = {}
    for column, meaning in enumerate(words):
        if meaning is not None and (
            meaning not in best or _sureness(headers[column]) > _sureness(headers[best[meaning]])
        ):
            best[meaning] = column
    meanings: list[str | None] = [
        meaning
        if (meaning in _JOINED and not _is_aside(headers[column])) or best.get(meaning or "") == column
        else None
        for column, meaning in enumerate(words)
    ]
    if not any(meanings):
        return tuple(meanings)
    for column, (first, meaning) in enumerate(zip(words, meanings, strict=True)):
        if first and meaning is None and (second := second_meaning_of(headers[column])) and second not in meanings:
            meanings[column] = second
    if "code" not in meanings:
        last = next((column for column, header in enumerate(headers) if _word(header) in _LAST_RESORT), None)
        if last is not None:
            meanings[last] = "code"
    return tuple(meanings)


def _is_aside(header: str) -> bool:
    return _word(header) in _ASIDE


def is_plain(header: str) -> bool:
    """Return whether a heading means codes without saying of what."""
    return _word(header) in _WEAK


def is_beside(header: str) -> bool:
    """Return whether a heading names codes that many errors share."""
    return _word(header) in _BESIDE


def is_of_system(header: str) -> bool:
    """Return whether a heading names what the system does on an error."""
    return _word(header) in _OF_SYSTEM


def second_meaning_of(header: str) -> str | None:
    """Return the meaning of a column with this header where it cannot have its first."""
    return _SECOND.get(_word(header))


def means_either(header: str) -> bool:
    """Return whether a heading can stand above messages as well as above descriptions."""
    return _word(header) in _EITHER_TEXT


def is_identifier(header: str) -> bool:
    """Return whether a heading can stand above other names or numbers of a code."""
    word = _word(header)
    return word in _IDENTIFIERS or _BY_WORD.get(word) in ("code", "alias") or word.endswith(_ENDS_OF_IDENTIFIERS)


@lru_cache(maxsize=2_000)
def nearest_code_heading(header: str) -> str:
    """The heading of codes that a heading ends with or misspells: ``Bank reason code``, ``Respone Code``; or ""."""
    word = _word(header)
    if len(word) > _LONGEST_PARTS:
        return ""
    end = " ".join(word.split()[-2:])
    return end if end in _CODE_HEADINGS else next(iter(get_close_matches(word, _CODE_HEADINGS, 1, _CLOSE)), "")


def may_be_status(header: str) -> bool:
    """Return whether a heading can stand above statuses, as it means codes, or says so: ``REST error``."""
    return meaning_of(header) == "code" or bool(_MAY_BE_STATUS.search(_word(header)))


def is_of_something_else(header: str) -> bool:
    """Return whether a heading names parameters, options or the like."""
    return bool(_SOMETHING_ELSE.search(_word(header)))


def error_field(body: Iterable[object], meaning: str) -> str:
    """The field of an error body, by the names of its fields, that holds its code or its message; empty for none."""
    names = {str(name).replace("_", "").replace("-", "").casefold(): str(name) for name in body}
    return next((names[name] for name in _ERROR_FIELDS[meaning] if name in names), "")


def _sureness(header: str) -> int:
    """A heading of several words says more than one: of "Error Code" and "Code", the first is the code."""
    return 0 if _word(header) in _WEAK else 1
