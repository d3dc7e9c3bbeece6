"""A diagnosis as a summary for a support ticket: Markdown, secrets masked, with room for what was tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from catalog.diagnosis.guidance import Guidance
from catalog.printing.links import Links
from catalog.printing.marks import excerpt
from catalog.printing.words import code_span, escaped, markdown_finding

LONGEST_EXCERPT = 1_500
"""Characters of the pasted text that go with it."""

MOST_OTHERS = 10


def support_bundle(guidance: Guidance, text: str, links: Links, *, now: datetime) -> str:
    """What a support engineer wants to see of a pasted error; ``text`` is what was pasted, secrets masked already."""
    return "\n".join(_lines(guidance, text, links, now)) + "\n"


def _lines(guidance: Guidance, text: str, links: Links, now: datetime) -> Iterator[str]:
    first = guidance.findings[0]
    read = first.read
    code = first.matches[0].code if first.outcome == "known" and first.matches else read.code
    yield f"# Support request: {escaped(code or 'error without a code')}"
    yield ""
    yield f"- **Error code**: {code_span(code) if code else 'not in the text'}"
    yield f"- **Request id**: {code_span(read.request_id) if read.request_id else 'not in the text'}"
    yield f"- **HTTP status**: {read.http_status or 'not in the text'}"
    if first.occurrences > 1:
        yield f"- **Seen**: {first.occurrences} times"
    yield f"- **Diagnosed**: {now:%Y-%m-%d %H:%M} UTC, outcome {guidance.outcome}"
    yield ""
    yield "# What the portal said"
    yield ""
    yield from markdown_finding(first, links)
    others = guidance.findings[1:]
    if others:
        yield ""
        yield "# Other errors in the text"
        yield ""
        for finding in others[:MOST_OTHERS]:
            name = (
                finding.matches[0].code if finding.matches else finding.read.code or finding.read.message or "unknown"
            )
            yield f"- {code_span(name[:200])} ×{finding.occurrences} ({finding.outcome})"
        if len(others) > MOST_OTHERS:
            yield f"- and {len(others) - MOST_OTHERS} more"
    yield ""
    yield "# What I tried"
    yield ""
    yield "- "
    yield ""
    yield "# The text, secrets masked"
    yield ""
    yield from (f"    {line}" for line in excerpt(text.strip(), guidance, LONGEST_EXCERPT).splitlines())
