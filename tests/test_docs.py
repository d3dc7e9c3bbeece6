"""The links of the documentation, and its index."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from portal.environment import Environment

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
MADE_BY_OPERATOR = ("deploy/.env", "deploy/tls")
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")


def prose(page: Path) -> str:
    """Return the text of a page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


def test_index_links_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(prose(index))}
    assert {page.resolve() for page in (ROOT / "docs").rglob("*.md")} - {index} <= linked


def test_every_picture_is_shown() -> None:
    items = {target for page in PAGES for target in re.findall(r"images/([\w-]+\.jpg)", page.read_text())}
    assert {picture.name for picture in (ROOT / "docs" / "images").glob("*.jpg")} == items


def test_every_repository_path_in_backticks_exists() -> None:
    for page in PAGES:
        for path in re.findall(
            r"`((?:docs|catalog|portal|tests|deploy|client|benchmarks|templates|static)/[\w./-]+)`", prose(page)
        ):
            assert path in MADE_BY_OPERATOR or (ROOT / path).exists(), f"{page.name}: {path}"


def test_every_stage_of_the_diagnosis_is_a_module() -> None:
    page = (ROOT / "docs" / "explanation" / "reading.md").read_text(encoding="utf-8")
    modules = [
        name for line in page.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+\.py)`", line)
    ]
    assert len(modules) > 10
    assert [name for name in modules if not (ROOT / "catalog" / "diagnosis" / name).exists()] == []


def test_every_setting_is_documented() -> None:
    settings = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    read = [each.metadata["name"] for each in fields(Environment)]
    assert len(read) > 30
    assert [name for name in read if f"`{name}`" not in settings] == []


def test_every_setting_in_the_documentation_exists() -> None:
    items = set(re.findall(r'"(PORTAL_[A-Z_]+)"', (ROOT / "portal" / "environment.py").read_text(encoding="utf-8")))
    named = {name for page in PAGES for name in re.findall(r"`(PORTAL_[A-Z_]+)[`=]", page.read_text(encoding="utf-8"))}
    assert named - items == set()


def test_every_command_and_option_is_documented() -> None:
    commands = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    folder = ROOT / "catalog" / "management" / "commands"
    names = {module.stem for module in folder.glob("*.py")} - {"__init__", "makemessages"}
    assert [name for name in sorted(names) if f"`{name}" not in commands] == []
    for name in ("diagnose", "import_docs", "export_catalog"):
        options = re.findall(r'"(--[a-z-]+)"', (folder / f"{name}.py").read_text(encoding="utf-8"))
        assert options, name
        assert [option for option in options if option not in commands] == [], name


def test_every_command_in_the_documentation_exists() -> None:
    ours = {module.stem for module in (ROOT / "catalog" / "management" / "commands").glob("*.py")}
    others = {"COMMAND", "changepassword", "createsuperuser", "db_worker", "migrate", "shell"}
    named = {name for page in PAGES for name in re.findall(r"manage\.py (\w+)", page.read_text(encoding="utf-8"))}
    assert named - ours - others == set()
