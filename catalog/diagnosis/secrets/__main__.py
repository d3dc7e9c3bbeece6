"""``python -m catalog.diagnosis.secrets``: the page of the docs that lists what is masked."""

from __future__ import annotations

import sys

from catalog.diagnosis.secrets.rule import made
from catalog.diagnosis.secrets.rules import RULES

_HEAD = """# What is masked

`python -m catalog.diagnosis.secrets > docs/reference/secrets.md` generates this page from the rules in
`catalog/diagnosis/secrets/`. A rule starts where one of its words stands, reads from there, and masks what its samples
show in «guillemets». For an issuer's token, add a paragraph to `catalog/diagnosis/secrets/issued.toml`: how it begins,
its pattern, a sample. Anything else is a `Rule` in `catalog/diagnosis/secrets/rules.py`. A test runs every sample.

| rule | shown as | because | masks | leaves |
|---|---|---|---|---|
"""


def page() -> str:
    """The page in Markdown."""
    rows = [(rule.id, f"[masked {rule.kind}]", rule.reason, _cell(rule.masks), _cell(rule.leaves)) for rule in RULES]
    return _HEAD + "".join("| " + " | ".join(row) + " |\n" for row in rows)


def _cell(samples: tuple[str, ...]) -> str:
    return "<br>".join(_code(" ⏎ ".join(made(sample).replace("\r", "").split("\n"))) for sample in samples[:3])


def _code(sample: str) -> str:
    visible = sample if len(sample) <= 70 else sample[:69] + "…"
    return f"`{visible.replace('|', '¦').replace('`', '´')}`"


if __name__ == "__main__":
    sys.stdout.write(page())
