"""Every text of the pages goes through the translation machinery: seen by a language that brackets each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

PATHS = (
    "/",
    "/errors/",
    "/errors/?q=iamge",
    "/errors/?q=zzzz",
    "/errors/metal/",
    "/errors/metal/Metal.0201/",
    "/errors/metal/Metal.0100/",
    "/troubleshoot/",
    "/troubleshoot/?q=Metal.0100%3A+Servers+not+found%3A+%5Ba%5D+password%3Dhunter22",
    "/troubleshoot/?q=%7B%22error_code%22%3A%22Metal.0101%22%7D",
    "/troubleshoot/?q=HTTP+503",
    "/troubleshoot/?q=Metal.0201",
    "/overview/",
    "/services/",
    "/find/?q=metal",
    "/go/Metal.0999",
    "/nowhere",
    "/api/docs/",
    "/api/docs/team/",
    "/api/docs/curation/",
)
UNTRANSLATED = (
    "pre",
    "code",
    "script",
    "style",
    "svg",
    "title",
    "textarea",
    "time",
    "mark",
    "kbd",
    "noscript",
    "body [lang]",
)
CATALOG = (
    *(".code", ".placeholder", ".status", ".message", ".meaning", ".do p", ".of", ".said", ".value", "select"),
    *(
        ".code-title",
        ".flavours",
        ".l",
        ".chosen label",
        ".read dd",
        ".hits ul li",
        ".jump a",
        ".match h2 a",
        ".match h3 a",
        ".note strong",
        ".facts dd",
    ),
)


class Bracketing:
    """Django's translations, each text in brackets."""

    def __init__(self, real: object) -> None:
        self._real = real

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def gettext(self, text: str) -> str:
        return f"⟦{text}⟧" if text else text

    def pgettext(self, context: str, text: str) -> str:
        return f"⟦{text}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"


def texts(page: str) -> Iterator[str]:
    tree = LexborHTMLParser(re.sub(r"(?s)<noscript>.*?</noscript>", "", page))
    body = tree.body
    assert body is not None
    for selector in (*UNTRANSLATED, *CATALOG):
        for node in tree.css(selector):
            node.decompose()
    waiting: list[LexborNode] = [body]
    while waiting:
        node = waiting.pop()
        if node.tag == "-text":
            yield (node.text_content or "").strip()
        child = node.child
        while child is not None:
            waiting.append(child)
            child = child.next


@pytest.mark.parametrize("path", PATHS)
def test_every_text_is_translated(client: Client, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    store(service_catalog("metal", vendor="Metal"))
    translation.activate("en")
    monkeypatch.setattr(translation, "_trans", Bracketing(translation._trans))  # type: ignore[attr-defined]
    page = client.get(path).content.decode()
    assert "⟦" in page
    left = {re.sub(r"⟦.*(?:⟧|$)", "", text, flags=re.DOTALL).strip(" ·") for text in texts(page)}
    assert {text for text in left if re.search("[A-Za-z]{3}", text)} - {"Metal", "Common errors"} == set()
