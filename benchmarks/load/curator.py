"""A curator at work: logs in, and saves one change after another by the admin's own form."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser

from benchmarks.load.clients import Address, Answer, Connection, Request
from benchmarks.load.servers import CURATOR, PASSWORD

_FORM = ("Content-Type", "application/x-www-form-urlencoded")


@dataclass
class Curator:
    """Edits the solution of one case. ``saved`` holds, in order, the texts that the portal said it has saved."""

    address: Address
    case: int = 1
    saved: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._connection = Connection(self.address)
        self._cookies: dict[str, str] = {}

    async def log_in(self) -> None:
        """Open a session.

        Raises:
            RuntimeError: when the portal does not let the curator in.
        """
        await self._ask("GET", "/admin/login/")
        form = {"username": CURATOR, "password": PASSWORD, "csrfmiddlewaretoken": self._cookies["csrftoken"]}
        answer = await self._ask("POST", "/admin/login/", form)
        if answer.status != 302:
            raise RuntimeError(f"the curator was not let in: {answer.status}")

    async def form(self) -> dict[str, str] | None:
        """The case's form as it stands; None where it is not to be had."""
        page = await self._ask("GET", self._page)
        if page.status != 200:
            self.refused.append((page.status, page.body.decode(errors="replace")))
            return None
        return _fields(page.body.decode())

    async def save(self, text: str, form: dict[str, str] | None = None) -> bool:
        """Give the case another solution, in ``form`` if it was fetched before; whether the portal says it is saved."""
        try:
            form = form or await self.form()
            if form is None:
                return False
            answer = await self._ask("POST", self._page, form | {"solution": text, "_save": "Save"})
        except (OSError, EOFError, TimeoutError) as problem:
            self.refused.append((0, type(problem).__name__))
            return False
        if answer.status == 302:
            self.saved.append(text)
            return True
        self.refused.append((answer.status, answer.body.decode(errors="replace")))
        return False

    async def go_on(self, seconds: float, *, pause: float) -> None:
        """Save again and again for so many seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        number = 0
        while loop.time() < end:
            number += 1
            await self.save(f"Turn it off and on again, for the {number}th time.")
            await asyncio.sleep(pause)

    @property
    def _page(self) -> str:
        return f"/admin/catalog/case/{self.case}/change/"

    async def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = (_FORM, ("Cookie", cookies), ("Referer", f"http://localhost{path}"))
        answer = await self._connection.ask(
            Request("edit", method, path, urlencode(form or {}).encode(), headers=headers)
        )
        for line in re.findall(r"(?:^|, )((?:csrftoken|sessionid)=[^;]+)", answer.headers.get("set-cookie", "")):
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return answer


def _fields(page: str) -> dict[str, str]:
    """Return the fields that an unchanged admin form would submit."""
    fields: dict[str, str] = {}
    form = LexborHTMLParser(page).css_first("#case_form")
    if form is None:
        raise RuntimeError("the admin has no form of a case there")
    for each in form.css("input, textarea, select"):
        name, kind = each.attributes.get("name"), each.attributes.get("type") or ""
        if not name or kind in ("submit", "file") or (kind == "checkbox" and "checked" not in each.attributes):
            continue
        if each.tag == "select":
            chosen = each.css_first("option[selected]")
            fields[name] = (chosen.attributes.get("value") or "") if chosen else ""
        elif each.tag == "textarea":
            fields[name] = each.text()
        else:
            fields[name] = each.attributes.get("value") or ""
    return fields
