"""Redis as one of several test processes uses it: ``clear`` drops its own keys and leaves those of the others."""

from __future__ import annotations

from django.core.cache.backends.redis import RedisCache


class CacheOfOneProcess(RedisCache):
    """Django's own cache, but for ``clear``, which would empty the whole database."""

    def clear(self) -> None:
        """Drop every key that begins with this process's prefix."""
        client = self._cache.get_client(None, write=True)  # type: ignore[attr-defined]
        items = list(client.scan_iter(f"{self.key_prefix}:*"))
        if items:
            client.delete(*items)
