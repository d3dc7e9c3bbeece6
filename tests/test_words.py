"""The words of the code: docstrings say what a thing is or does, names are words of the field, basenames are unique."""

from __future__ import annotations

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("catalog", "portal", "client", "benchmarks", "docs", "tests")

RIDDLE = re.compile(r"(?:Who|Whom|What|Where|When|Whether|Whose)\b")
"""A docstring that begins like this is a question whose answer is the code."""

RIDDLE_OF_A_COMMENT = re.compile(r"(?:Who|Whom|What|Whose|Whether)\b(?!.*\?$)")
"""The same of a comment, which may begin with a condition ("Where no browser is installed, …")."""

EMPTY_NAMES = re.compile(r"asked|found|known|said|shown|told")
"""Participles that name no thing: write the thing itself, such as response, match, rows."""

OLD_WORDS = re.compile(
    r"belongings|clues?|editions?|envelopes?|extent|likeness|passages?|patience|respelled|sightings?|strangers?"
    r"|territor(?:y|ies)|torn|wordings?"
)
"""Words of the project's own that have one in the field: revision, evidence, payload, similarity, truncated, …"""

ALLOWED = {
    "catalog/printing/serializers.py": {"edition": "a field of the REST interface, which stays"},
    "catalog/learning/insights.py": {"known": "an outcome of a diagnosis"},
    "catalog/api/team_shapes.py": {"known": "an outcome of a diagnosis, and a field of the REST interface"},
    "catalog/pages/answer.py": {"told": "read by the templates", "said": "read by the templates"},
}
"""By file or folder: names that stay, each with its reason."""

SAME_BASENAMES = frozenset(["__init__.py", "__main__.py", "apps.py", "models.py", "urls.py", "forms.py"])
"""Names that Django and Python give."""


def modules() -> list[Path]:
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in files if "migrations" not in path.parts and "node_modules" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the docstrings of modules, classes and functions, and the strings below constants and fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value.strip()


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each comment's first line, without its mark."""
    before = 0
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                if token.start[0] != before + 1:
                    yield token.start[0], token.string.lstrip("# ")
                before = token.start[0]


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the names that a module defines: functions, classes, parameters, variables, attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def refused(name: str) -> set[str]:
    """Return the parts of a name that are refused."""
    parts = {part.lower() for word in name.split("_") for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", word)}
    whole = name.strip("_")
    return {part for part in parts if OLD_WORDS.fullmatch(part)} | ({whole} if EMPTY_NAMES.fullmatch(whole) else set())


def allowed(path: Path) -> set[str]:
    place = path.relative_to(ROOT).as_posix()
    return {word for prefix, words in ALLOWED.items() if place.startswith(prefix) for word in words}


@pytest.mark.parametrize("folder", FOLDERS)
def test_docstrings_are_phrases_that_end_in_one_full_stop(folder: str) -> None:
    wrong = []
    for path in modules():
        if path.relative_to(ROOT).parts[0] == folder:
            for line, text in docstrings(tree_of(path)):
                first = text.split("\n\n")[0].rstrip()
                if RIDDLE.match(text) or first.endswith(".."):
                    wrong.append(f"{path.relative_to(ROOT)}:{line}: {first}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", FOLDERS)
def test_comments_give_their_reason_in_a_sentence(folder: str) -> None:
    wrong = []
    for path in modules():
        if path.relative_to(ROOT).parts[0] == folder:
            for line, text in comments(path):
                if RIDDLE_OF_A_COMMENT.match(text):
                    wrong.append(f"{path.relative_to(ROOT)}:{line}: {text}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", FOLDERS)
def test_names_are_words_of_the_field(folder: str) -> None:
    wrong = []
    for path in modules():
        if path.relative_to(ROOT).parts[0] == folder:
            for line, name in names(tree_of(path)):
                if refused(name) - allowed(path):
                    wrong.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert not wrong, "\n".join(wrong)


def test_allowed_names_are_still_there() -> None:
    for prefix, words in ALLOWED.items():
        files = [path for path in modules() if path.relative_to(ROOT).as_posix().startswith(prefix)]
        defined = set[str]().union(*(refused(name) for path in files for _, name in names(tree_of(path))))
        assert set(words) <= defined, prefix


def test_tests_are_named_by_behaviour() -> None:
    defined = ((path, name) for path in modules() for _, name in names(tree_of(path)))
    assert [str(path) for path, name in defined if name in ("test_it_works", "test_works")] == []


def test_basenames_are_unique() -> None:
    """A file is found by its name alone."""
    production = (path for path in modules() if path.relative_to(ROOT).parts[0] in ("catalog", "portal", "client"))
    counted = Counter(path.name for path in production if path.name not in SAME_BASENAMES)
    assert [name for name, count in counted.items() if count > 1] == []
