"""A catalog made to be slow: what a curator may type in by mistake, and a page may hold that somebody imports."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def hostile_catalog() -> list[ServiceCatalog]:
    """One service, each of whose errors is after something; its first codes are those of the texts' families."""
    service = Service("hostile", name="Hostile", prefixes=("Hostile.",))
    errors = [KnownError("hostile", code, (ErrorCase(message, 400),)) for code, message in _templates()]
    cases = tuple(ErrorCase(f"Case number {number} of {{id}} failed", 400 + number % 100) for number in range(5_000))
    return [ServiceCatalog(service, (*errors, KnownError("hostile", "Hostile.Cases", cases)))]


def _templates() -> Iterator[tuple[str, str]]:
    # A list's end is looked for as often as there are lists.
    yield "Hostile.Lists", "Physical servers ID not found: " + " not found in ".join(["[{id}, ...]"] * 8)
    yield "Hostile.Lists2", "ids [{id}, ...] not found in [{place}, ...] for [{user}, ...] as [{role}, ...]"
    # Literals of one letter stand everywhere in every text.
    yield "Hostile.Letters", " ".join(f"{letter} {{{letter}}}" for letter in _ALPHABET * 7)
    yield "Hostile.Letters2", "a {x} b {y} a {z} b {w} a"
    # Nothing but gaps; and literals that repeat themselves.
    yield "Hostile.Gaps", "{a} {b} {c} {d} {e}"
    yield "Hostile.Periodic", "a" * 2_000 + " {id} " + "ab" * 1_000
    yield "Hostile.Long", "The server said that it does not exist and gave no reason " * 80 + "{id}"
    # Words that any program says, so that each is a candidate everywhere.
    for number, word in enumerate(("error", "failed", "not found", "a", "the", "404", "at", ":", ".", "[", '"', "{")):
        yield f"Hostile.Weak{number}", word
    # Each is the beginning of the next, so that one place shows all of them.
    for number in range(200):
        yield f"Hostile.Nested{number}", "something went wrong " * (number // 10 + 1) + f"{number % 10} {{id}}"
    # Codes of which each is the beginning of the next, codes of marks alone, of one letter, of other scripts.
    for number in range(100):
        yield "H" + ".0" * (number + 1), f"The code is {number} long here"
    for number, code in enumerate(("a", "E", "0", "-", "%s", "{id}", "错误", "x" * 200, "error", "code")):
        yield code, f"A code of no look, number {number} of them"
    # Very many that begin alike and end alike.
    for number in range(2_000):
        yield f"Hostile.{number:04d}", f"The request to it was refused because of {{reason}} number {number} of it"
