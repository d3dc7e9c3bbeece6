"""The registry of the rules by which running text is read, and the page of the documentation that is made of it.

``python -m catalog.diagnosis.rules`` prints the page; with ``numbers`` behind it, that of the numbers that decide.
"""

from __future__ import annotations

import ast
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

from catalog import message_template, template_values
from catalog.diagnosis import (
    cleaning,
    code_contexts,
    code_rules,
    lines,
    mark_rules,
    names,
    numbers,
    prefilter,
    programs,
    statuses,
    text_evidence,
)
from catalog.diagnosis.evidence import CleaningRule, HeadRule, Kind, LineRule, Rule

RULES: tuple[Rule, ...] = (
    *code_rules.RULES,
    code_rules.CODE_SHAPE,
    *text_evidence.RULES,
    *statuses.RULES,
    *mark_rules.RULES,
)
"""Every rule of evidence, those of one kind together."""

LINE_RULES: tuple[LineRule, ...] = (*programs.RULES, *prefilter.RULES)
"""Every rule that tells what sort of line one is."""

_TITLES = {
    Kind.CODE: "Codes",
    Kind.MESSAGE: "Messages",
    Kind.STATUS: "HTTP statuses",
    Kind.REQUEST: "Request ids",
    Kind.WAIT: "Waits",
    Kind.SERVICE: "Services",
}

_INTRODUCTION = """\
# Rules

`python -m catalog.diagnosis.rules > docs/reference/rules.md` generates this page from `catalog/diagnosis/`.

A rule reads one kind of evidence from running text. It is a `Rule` of `catalog/diagnosis/evidence.py` in the `RULES` of
its module: an id, the reason in one sentence, how certain it is, the words without which it is not tried, a verbose
pattern with a group `value`, texts that it must read with what must be read of them, texts that it must leave alone.
`tests/diagnosis/test_rules.py` runs all of them.

To add one: write the `Rule` beside those of its kind, with at least one text of either sort; run
`python -m pytest tests/diagnosis/test_rules.py`; generate this page anew. `manage.py diagnose --trace FILE` shows
what each rule read in a text.

The other sorts are added alike: a `CleaningRule` in `cleaning.py`, a `HeadRule` of what stands before a message in
`lines.py`, a `LineRule` that tells a program's line in `programs.py` or a log's in `prefilter.py`, a field's name in
`words/field_names.txt`.

Certainties, in ascending order: `SHAPE` counts only where the catalog has the code and its message stands beside it,
`HINT` only where the catalog has it, `NAMED` is a field or a phrase that commonly holds it, `EXPLICIT` is spelled out.
No rule of codes is surer than `NAMED`.
"""


_CONTEXTS = f"""\
## Words around a code

These say where a line only mentions a code, for which `{code_contexts.CODE}` stands, and reports no error: it then
counts only where its message stands beside it. To a code with a digit only the first
{len(code_contexts.OF_EVERY_CODE)} of them apply.
"""

_FIELDS = """\
## Names of fields

What a field may hold, by its name; rank 0 is the surest; `*` is any beginning of a longer name.
`catalog/diagnosis/words/field_names.txt` has them.

| holds | rank | because | names | not so |
|---|---|---|---|---|"""


def page() -> str:
    """Return the page that describes every rule."""
    parts = [_INTRODUCTION]
    for kind, title in _TITLES.items():
        rules = [rule for rule in RULES if rule.kind is kind]
        if rules:
            parts.append(f"## {title}\n")
            parts += map(_section, rules)
    parts.append("## Cleaning\n\nThese change the whole text before it is read, in this order.\n")
    parts += map(_section, cleaning.RULES)
    parts.append("## Heads of lines\n\nThese read what loggers write before a message, one part behind the other.\n")
    parts += map(_section, lines.RULES)
    parts.append("## Beginnings of messages\n\nBehind these a message may begin further on in its line.\n")
    parts += map(_section, lines.BEGINNINGS)
    parts.append("## Lines\n\nThese tell what sort of line one is.\n")
    parts += map(_section, LINE_RULES)
    parts.append(_CONTEXTS)
    parts += map(_section, code_contexts.RULES)
    parts.append(_FIELDS)
    parts += (
        f"| {each.meaning} | {each.rank} | {each.reason} | {_joined(each.names)} | {_joined(each.leaves)} |"
        for each in names.RULES
    )
    return "\n".join(parts) + "\n"


def _joined(field_names: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, field_names))


def _section(rule: Rule | CleaningRule | HeadRule | LineRule) -> str:
    certainty = f" Certainty: `{rule.certainty.name}`." if isinstance(rule, Rule) else ""
    lines = [f"### `{rule.id}`", "", rule.reason + certainty, ""]
    if isinstance(rule, LineRule):
        lines += [f"- reads {_quoted(text)}" for text in rule.reads]
    else:
        lines += [f"- reads {_quoted(value)} from {_quoted(text)}" for text, value in rule.reads.items()]
    lines += [f"- leaves alone {_quoted(text)}" for text in rule.leaves]
    return "\n".join((*lines, ""))


_WRITTEN = {"\n": "⏎", "\t": "⇥"}


def _quoted(text: str) -> str:
    text = "".join(each if each.isprintable() else _WRITTEN.get(each, f"\\u{ord(each):04x}") for each in text)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


_NUMBERS = """\
# Numbers

This page is generated from `catalog/diagnosis/numbers.py`, and from `catalog/message_template.py` and
`catalog/template_values.py` for its last rows: `python -m catalog.diagnosis.rules numbers > docs/reference/numbers.md`.

Every number by which a text is read and an answer is chosen, with its reason. `make mutation` changes each of them and
says which changes no test notices.

| name | value | what it is |
|---|---|---|
"""


def numbers_page() -> str:
    """Return the page that lists every number that decides, as the module has them."""
    rows = []
    for values, reason in named_numbers():
        shown_values = "; ".join(f"{value:,}" for value in values.values())
        text = " ".join(reason.split()).replace("|", "\\|")
        rows.append(f"| {', '.join(f'`{name}`' for name in values)} | {shown_values} | {text} |\n")
    return _NUMBERS + "".join(rows)


def named_numbers() -> Iterator[tuple[dict[str, float], str]]:
    """Yield the numbers that decide, those with one reason together, and the reason."""
    for module in (numbers, message_template, template_values):
        body = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body
        for assignment, reason in itertools.pairwise(body):
            if isinstance(assignment, ast.Assign) and isinstance(reason, ast.Expr):
                names = [each.id for each in ast.walk(assignment.targets[0]) if isinstance(each, ast.Name)]
                values = {name: getattr(module, name) for name in names}
                if all(isinstance(value, int | float) for value in values.values()):
                    yield values, str(ast.literal_eval(reason.value))


if __name__ == "__main__":
    sys.stdout.write(numbers_page() if sys.argv[1:] == ["numbers"] else page())
