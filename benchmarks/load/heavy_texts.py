"""Eight clients that send the costliest texts there are, beside people and programs that want an answer meanwhile."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

from benchmarks.hostile_texts import FAMILIES, CatalogSample
from benchmarks.load.clients import IMETAL, Address, Request, Seen, crowd, everything
from benchmarks.load.servers import servers
from benchmarks.ratios import Measured

HEAVY_CLIENTS, LIGHT_CLIENTS = 8, 4
MOST_MILLISECONDS = 500
"""Milliseconds within which 99 of 100 light requests are answered."""

_CALM = 5.0
_MEGABYTE = 1_000_000
_COSTLY = (
    "every code, a line each",
    "deep objects, again and again",
    "strings escaped three times",
    "codes mistyped by one letter",
    "request ids",
    "one code, again and again",
    "a message of one stack line",
    "options of commands",
)


def beside_light(seconds: float) -> Iterator[Measured]:
    """Texts of a megabyte from eight addresses to two workers, and the usual mix of light requests."""
    sample = CatalogSample(IMETAL, ["Physical servers ID not found: [{id}, ...]", "Image not found"] * 10)
    texts = [FAMILIES[name].text(_MEGABYTE, sample).encode() for name in _COSTLY]

    def a_costly_text(chance: random.Random) -> Request:
        # Texts of one address would wait for each other's turns.
        sender = ("X-Forwarded-For", f"203.0.113.{chance.randrange(1, 250)}")
        return Request("heavy", "POST", "/api/v1/diagnose", chance.choice(texts),
                       headers=(("Content-Type", "text/plain"), sender))  # fmt: skip

    with servers(sqlite=True, more={"PORTAL_TRUSTED_PROXIES": "1"}) as running:
        address = Address(running.portal.port)
        calm, light, heavy = Seen(), Seen(), Seen()
        asyncio.run(crowd(address, calm, clients=LIGHT_CLIENTS, seconds=_CALM, mix=everything, pause=0.05))

        async def both() -> None:
            await asyncio.gather(
                crowd(address, heavy, clients=HEAVY_CLIENTS, seconds=seconds, mix=a_costly_text, pause=0.25, seed=100),
                crowd(address, light, clients=LIGHT_CLIENTS, seconds=seconds, mix=everything, pause=0.05),
            )

        asyncio.run(both())
        yield Measured("light requests answered", light.answered, "", at_least=1)
        note = f"median {light.median():.0f} ms; alone {calm.milliseconds(0.99):.0f} and {calm.median():.0f} ms"
        yield Measured("99 in 100 light requests", light.milliseconds(0.99), "ms", at_most=MOST_MILLISECONDS, note=note)
        yield Measured("light requests refused or failed", light.count(lambda status: status >= 400), "", at_most=0)
        yield Measured(
            "light requests without an answer", light.lost.total(), "", at_most=0, note=", ".join(light.lost)
        )
        yield Measured("texts of a megabyte read", heavy.count(lambda status: status == 200), "", at_least=1)
        yield Measured("told to come again", heavy.count(lambda status: status in (429, 503)), "")
        others = heavy.count(lambda status: status not in (200, 429, 503))
        yield Measured("answered otherwise", others, "", at_most=0)
        yield Measured("texts without an answer", heavy.lost.total(), "", at_most=0, note=", ".join(heavy.lost))
        yield Measured("memory of the two workers", running.memory(), "MB")
