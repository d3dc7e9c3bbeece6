"""``manage.py digest``: sends a weekly summary to the webhooks."""

from __future__ import annotations

from typing import Any

from catalog.learning.insights import insights
from catalog.management.output import say
from catalog.management.pageless_command import PagelessCommand
from catalog.store.audience import Audience, answering
from catalog.webhooks.events import DIGEST, tell_hooks

MOST_NAMED = 5
"""Codes and unknown errors that a digest names."""


class Command(PagelessCommand):
    """Sends the digest of the last two weeks."""

    help = "Tell the web hooks what was asked, what was known and what is missing; run it once a week."

    def handle(self, *args: Any, **options: Any) -> None:
        with answering(Audience.TEAM):
            week_insights = insights(weeks=2)
        diagnosed = sum(week.diagnosed for week in week_insights.weeks)
        known_count = sum(week.known for week in week_insights.weeks)
        data = {
            "since": week_insights.weeks[0].begins.isoformat(),
            "diagnosed": diagnosed,
            "known": known_count,
            "helpful": week_insights.helpful,
            "unhelpful": week_insights.unhelpful,
            "without_solution": [
                {"service": each.service, "code": each.code, "count": each.count}
                for each in week_insights.without_solution[:MOST_NAMED]
            ],
            "unknown": [
                {"kind": each.kind, "error": each.text, "count": each.count}
                for each in week_insights.unknown[:MOST_NAMED]
                if each.kind in ("code", "shape")
            ],
        }
        rate = f"{round(100 * known_count / diagnosed)} %" if diagnosed else "none"
        missing = (
            ", ".join(f"{each.service} {each.code}" for each in week_insights.without_solution[:MOST_NAMED]) or "none"
        )
        text = (
            f"Since {data['since']}: {diagnosed} errors diagnosed, {rate} of them known. "
            f"Most asked without a solution: {missing}."
        )
        tell_hooks(DIGEST, data, text)
        say(self.stdout, text, data=False)
