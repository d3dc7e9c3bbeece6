"""Catalogs and texts made up for measuring: of any size, realistic in their words, the same in every run."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from catalog.known_error import BodyFormat, ErrorCase, KnownError, Service, ServiceCatalog
from catalog.message_template import parse_template

_THINGS = (
    "server", "volume", "subnet", "image", "snapshot", "port", "router", "key pair", "security group", "flavor",
    "quota", "network", "listener", "certificate", "bucket", "object", "queue", "topic", "cluster", "node", "backup",
    "policy",
    "role", "user", "project", "domain", "zone", "record", "stack", "template", "alarm", "metric", "token", "session",
    "gateway", "tunnel", "peering", "route table", "address", "interface", "disk", "partition", "database", "replica",
    "instance", "function", "trigger", "schedule", "job", "pipeline", "repository", "artifact", "license", "order",
)  # fmt: skip
_QUALITIES = (
    "attached", "detached", "primary", "secondary", "shared", "private", "public", "default", "custom", "encrypted",
    "frozen", "expired", "pending", "temporary", "regional", "global", "read-only", "external", "internal", "virtual",
)  # fmt: skip
_TROUBLES = (
    "does not exist", "already exists", "is not ready for this operation", "cannot be deleted while it is in use",
    "is not in the expected state", "exceeds the limit of the project", "has an invalid name", "was not found here",
    "cannot be resized below its present size", "is locked by another request", "has no permission to be changed",
    "does not support the requested type", "is being created by another task", "failed its health check",
    "could not be scheduled on any host", "has reached the maximum number of attempts", "is not bound to any project",
    "contains characters that are not allowed", "has conflicting parameters", "was rejected by the storage service",
)  # fmt: skip
_ACTIONS = (
    "create", "delete", "update", "attach", "detach", "resize", "restore", "export", "import", "rotate", "enable",
    "disable", "migrate", "restart", "resume", "suspend", "bind", "unbind", "publish", "query",
)  # fmt: skip
_VALUES = ("srv-1a2b", "a81bc81b-dead-4e5d-abff-90865d1e13b1", "10.0.0.7", "vol_7", "web.example.com", "eu-de", "42")


def made_up_catalog(cases: int, *, seed: int = 1) -> list[ServiceCatalog]:
    """Services with together ``cases`` cases, at most 500 each; a third of the messages has placeholders."""
    chance = random.Random(seed)  # noqa: S311 - made-up words, no secret
    catalogs = []
    seen: set[str] = set()
    for first in range(0, cases, 500):
        slug = f"svc-{first // 500}"
        head = f"Svc{first // 500}"
        errors = tuple(
            KnownError(slug, f"{head}.{number:04d}", (_case(chance, seen),))
            for number in range(min(500, cases - first))
        )
        service = Service(slug, name=head, prefixes=(f"{head}.",), body=BodyFormat("error_code", "error_msg"))
        catalogs.append(ServiceCatalog(service, errors))
    return catalogs


def _case(chance: random.Random, seen: set[str]) -> ErrorCase:
    while True:
        message = _message(chance)
        if message not in seen:
            seen.add(message)
            return ErrorCase(message, chance.choice((400, 401, 403, 404, 409, 429, 500)), description="Made up.")


def _message(chance: random.Random) -> str:
    thing, other = chance.sample(_THINGS, 2)
    quality, trouble, action = chance.choice(_QUALITIES), chance.choice(_TROUBLES), chance.choice(_ACTIONS)
    number = chance.randrange(1000)
    shape = chance.randrange(6)
    if shape == 0:
        return f"The {quality} {thing} {{id}} of {other} class {number} {trouble}"
    if shape == 1:
        return f"Failed to {action} the {thing}: {quality} {other} of type {number} {trouble}: %s"
    if shape == 2:
        return f"{quality.capitalize()} {thing} {trouble} (rule {number} of {other}): [{{id}}, ...]"
    if shape == 3:
        return f"Cannot {action} {quality} {thing}, its {other} number {number} {trouble}"
    if shape == 4:
        return f"{thing.capitalize()} {trouble} while trying to {action} {quality} {other} {number}"
    return f"The request to {action} a {thing} was refused: {quality} {other} {number} {trouble}"


def filled(chance: random.Random, case: ErrorCase) -> str:
    """The message of a case with values in it."""
    template = parse_template(case.message)
    return template.fill(
        [chance.sample(_VALUES, 2) if place.is_list else chance.choice(_VALUES) for place in template.placeholders]
    )


def bodies(catalogs: list[ServiceCatalog], count: int, *, with_code: bool, seed: int = 2) -> Iterator[tuple[str, str]]:
    """Bodies of about 300 bytes with the code that each shows."""
    chance = random.Random(seed)  # noqa: S311 - as above
    for _ in range(count):
        error = chance.choice(chance.choice(catalogs).errors)
        body = {
            "error_msg": filled(chance, error.cases[0]),
            "request_id": f"{chance.getrandbits(128):032x}",
            "time": "2026-03-02T10:15:30Z",
        }
        if with_code:
            body["error_code"] = error.code
        text = json.dumps(body)
        yield error.code, text + " " * max(0, 300 - len(text))


def log(catalogs: list[ServiceCatalog], size: int, *, seed: int = 3) -> str:
    """An ordinary log of ``size`` characters: mostly quiet lines, some errors with codes, some JSON."""
    chance = random.Random(seed)  # noqa: S311 - as above
    lines: list[str] = []
    length = 0
    while length < size:
        second = f"2026-03-02 10:{chance.randrange(60):02d}:{chance.randrange(60):02d},{chance.randrange(1000):03d}"
        kind = chance.randrange(20)
        error = chance.choice(chance.choice(catalogs).errors)
        if kind == 0:
            message = filled(chance, error.cases[0])
            line = f"{second} ERROR [worker-{chance.randrange(8)}] c.e.Api - {error.code}: {message}"
        elif kind == 1:
            body = json.dumps({"error_code": error.code, "error_msg": filled(chance, error.cases[0])})
            line = f"{second} WARN [worker-{chance.randrange(8)}] c.e.Client - upstream said {body}"
        else:
            line = (
                f"{second} INFO [worker-{chance.randrange(8)}] c.e.Task - finished step {chance.randrange(900)} of "
                f"{chance.choice(_ACTIONS)} {chance.choice(_THINGS)} in {chance.randrange(5000)} ms, status=ok"
            )
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)[:size]
