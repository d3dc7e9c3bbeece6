"""Atom feed of the latest changes (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from catalog.known_error import CodeChange
from catalog.printing.links import Links
from catalog.printing.plain_text import printable

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Return the time of the last update; a fixed past date for an empty feed, as Atom requires one."""
        return super().latest_post_date() if self.items else _BEFORE_ALL


def atom_feed(changes: Iterable[CodeChange], links: Links, path: str) -> str:
    """Return ``changes``, newest first, as the feed at ``path``; entry ids are stable."""
    feed = _Feed(
        title="Changes of the error catalog",
        link=f"{links.base}/",
        description="",
        subtitle="New, changed, withdrawn and deleted error codes",
        author_name="Error portal",
        feed_url=f"{links.base}{path}",
        feed_guid=f"{links.base}{path}" if links.base else _urn("feed"),
    )
    for each in changes:
        title = f"{printable(each.code)} ({each.service}): {each.kind}"
        feed.add_item(
            title=title,
            link=links.service(each.service) if each.kind == "deleted" else links.error(each.service, each.code),
            description=f"{escape(title)} in revision {each.revision} of the catalog.",
            unique_id=_urn(f"{each.revision}/{each.changed.isoformat()}/{each.service}/{each.code}/{each.kind}"),
            updateddate=each.changed,
            pubdate=each.changed,
            categories=(each.kind, each.service),
        )
    return feed.writeString("utf-8")


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'error-portal/{name}')}"
