"""Validation of environment variables: each with its type, bounds and default.

A variable that is set but empty counts as not set. Whatever is wrong is told at once, by the variable's name.
"""

from __future__ import annotations

import ipaddress
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environ import Env

from catalog.rates import Rate, read_rate

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK: tuple[Network, ...] = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))

LOOPBACK_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
"""The names a portal answers to until ALLOWED_HOSTS says otherwise."""

_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_ROLES = ("viewer", "curator", "administrator")
_SQLITE = "django.db.backends.sqlite3"
_POSTGRESQL = "django.db.backends.postgresql"
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,126}\.?", re.IGNORECASE)
_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_SHOWN = 60
_MISSPELT = 0.9
"""How alike a name is to a setting's that can be meant for nothing else: a letter in ten."""


DIAGNOSE_RATE: Rate | None = Rate(600, 60)
"""How often one client may ask, until PORTAL_DIAGNOSE_RATE says otherwise."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Read access to the pages and the REST interface."""

    everybody: bool = False
    signed_in: bool = False
    networks: tuple[Network, ...] = ()


EVERYBODY = Reading(everybody=True)


class _Wrong(ValueError):
    """Invalid value, worded to follow the variable's name; never quotes a secret."""


def state_folder(variables: Mapping[str, str]) -> Path:
    """Create and return the state folder of an installed portal (XDG Base Directory Specification)."""
    home = variables.get("XDG_DATA_HOME", "")
    folder = (Path(home) if home.startswith("/") else Path.home() / ".local" / "share") / "error-portal"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{folder} cannot be made: {error.strerror}; set XDG_DATA_HOME to a folder that can be written to"
        ) from error
    return folder


def is_sqlite(database: Mapping[str, Any]) -> bool:
    """Return whether a database of the settings is SQLite."""
    return bool(database["ENGINE"] == _SQLITE)


def in_memory(database: Mapping[str, Any]) -> bool:
    """Return whether a database of the settings exists in memory only."""
    return is_sqlite(database) and ":memory:" in str(database["NAME"])


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _mail_server(text: str) -> dict[str, Any]:
    parts = urlsplit(text)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in _MAIL_PORTS or not host or parts.path.strip("/"):
        raise _Wrong(
            "is no address of a mail server; it should be smtp://USER:PASSWORD@HOST:PORT, smtp+tls:// for STARTTLS, or "
            "smtps:// for TLS from the start"
        )
    return {
        "host": host,
        "port": port or _MAIL_PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 15,
    }


def _mail_address(text: str) -> str:
    name, address = parseaddr(text)
    try:
        validate_email(address if text.isprintable() else "")
    except ValidationError:
        raise _Wrong(f"is {_quoted(text)}; it should be a mail address, as Support <support@example.com>") from None
    return formataddr((name, address))


def _folders(text: str) -> tuple[str, ...]:
    folders = tuple(each.strip() for each in text.split(",") if each.strip())
    for folder in folders:
        if not Path(folder).is_absolute():
            raise _Wrong(f"is {_quoted(text)}; it should be folders by their whole paths, with commas between them")
    return folders


def _own_words(text: str) -> tuple[str, ...]:
    words = tuple(each.strip() for each in text.split(",") if each.strip())
    for word in words:
        if sum(map(str.isalnum, word)) < 3:
            raise _Wrong(f"is {_quoted(text)}; it should be words of three letters or more, with commas between them")
    return words


def _boolean(text: str) -> bool:
    if text.lower() not in _WORDS:
        raise _Wrong(f"is {_quoted(text)}; it should be on or off (or 1, 0, true, false, yes, no)")
    return _WORDS[text.lower()]


def _number(least: int, most: int) -> Callable[[str], int]:
    def reader(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not least <= int(text) <= most:
            raise _Wrong(f"is {_quoted(text)}; it should be a whole number from {least} to {most}")
        return int(text)

    return reader


def _one_of(*words: str) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if text.lower() not in words:
            raise _Wrong(f"is {_quoted(text)}; it should be {' or '.join(words)}")
        return text.lower()

    return reader


def _networks(text: str) -> tuple[Network, ...]:
    if text.lower() in _WORDS:
        return LOOPBACK if _WORDS[text.lower()] else ()
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.strip(",").split(","))
    except ValueError:
        raise _Wrong(
            f"is {_quoted(text)}; it should be off, on (for this machine itself), or the networks that may read it, "
            "parted by commas: 127.0.0.1, 10.0.0.0/8"
        ) from None


def _reading(text: str) -> Reading:
    parts = [part.strip() for part in text.strip(",").lower().split(",")]
    if parts == ["everybody"]:
        return EVERYBODY
    signed_in = "signed-in" in parts
    try:
        networks = tuple(ipaddress.ip_network(part) for part in parts if part != "signed-in")
    except ValueError:
        raise _Wrong(
            f"is {_quoted(text)}; it should be everybody, or who may read, parted by commas: signed-in, or networks "
            "as 10.0.0.0/8"
        ) from None
    return Reading(signed_in=signed_in, networks=networks)


def _roles(text: str) -> list[tuple[str, str]]:
    pairs = [part.strip().partition("=") for part in text.strip("; ").split(";")]
    for role, _, group in pairs:
        if role.strip() not in _ROLES or not group.strip():
            raise _Wrong(
                f"is {_quoted(text)}; it should be roles with groups of the provider, parted by semicolons: "
                "viewer=support; curator=catalog-editors; administrator=portal-admins"
            )
    return [(role.strip(), group.strip()) for role, _, group in pairs]


def _provider_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        good = False
    if not good or re.search(r"\s", text):
        raise _Wrong("is no address of an identity provider; it should be like https://login.example.com/realms/staff")
    return text.rstrip("/")


def _word(text: str) -> str:
    if len(text) > 500 or re.search(r"\s", text):
        raise _Wrong(f"is {_quoted(text)}; it should be one word without blanks")
    return text


def _secret(text: str) -> str:
    if re.search(r"\s", text):
        raise _Wrong("has blanks in it (not shown); it should be the secret as the provider has it")
    return text


def _label(text: str) -> str:
    if len(text) > 40:
        raise _Wrong(f"is {_quoted(text)}; it should be a name of at most 40 characters, as a button has it")
    return text


def _rate(text: str) -> Rate | None:
    try:
        return read_rate(text)
    except ValueError as problem:
        raise _Wrong(f"is {_quoted(text)}; {problem}") from None


def _list_of(reader: Callable[[str], str]) -> Callable[[str], list[str]]:
    def read_all(text: str) -> list[str]:
        return [reader(part.strip()) for part in text.strip(",").split(",")]

    return read_all


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name[1:-1] if name.startswith("[") and name.endswith("]") else name)
    except ValueError:
        return bool(_HOST_NAME.fullmatch(name))
    return name.startswith("[") or ":" not in name


def _host(text: str) -> str:
    if text != "*" and not _is_host(text.removeprefix(".")):
        raise _Wrong(
            f"has {_quoted(text)}; it should be host names without scheme or port, parted by commas: "
            "errors.example.com, .example.com (with all below it), 192.0.2.7, [::1], or * for any"
        )
    return text


def _origin_of(text: str) -> tuple[str, str] | None:
    """Return scheme and host of an http or https origin with an optional port; None for anything else."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    shown_host = f"[{host}]" if ":" in host else host
    rebuilt = f"{parts.scheme}://{shown_host}" + (f":{port}" if port is not None else "")
    if parts.scheme not in ("http", "https") or not host or rebuilt != text.lower():
        return None
    return parts.scheme, shown_host


def _origin(text: str) -> str:
    origin = _origin_of(text.removesuffix("/"))
    if origin is None or not _is_host(origin[1]):
        raise _Wrong(
            "is no address to build links on; it should be the scheme and host that people use, with no path: "
            "https://errors.example.com"
        )
    return text.removesuffix("/")


def _trusted_origin(text: str) -> str:
    origin = _origin_of(text)
    if origin is None or not _is_host(origin[1].removeprefix("*.")):
        raise _Wrong(
            f"has {_quoted(text)}; it should be schemes with hosts, parted by commas: "
            "https://errors.example.com, https://*.example.com"
        )
    return text.lower()


def _cors_origin(text: str) -> str:
    origin = _origin_of(text)
    if text != "*" and (origin is None or not _is_host(origin[1])):
        raise _Wrong(
            f"has {_quoted(text)}; it should be origins of pages that may call the REST interface, parted by commas: "
            "https://tools.example.com, https://b.example.com, or * for all"
        )
    return text.lower()


def _folder(text: str) -> str:
    if not text.startswith("/"):
        raise _Wrong("is no absolute path: it should be one of a folder, as /var/cache/error-portal/search")
    return text


def _support_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
            parts.scheme == "mailto" and "@" in parts.path
        )
    except ValueError:
        good = False
    if not good or len(text) > 2000 or re.search(r"[\s\x00-\x1f\x7f<>\"]", text):
        raise _Wrong(
            f"is {_quoted(text)}; it should be where people reach your customer service: "
            "https://support.example.com/new or mailto:support@example.com"
        )
    return text


def _redis_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = bool(parts.hostname) if parts.scheme in ("redis", "rediss") else parts.scheme == "unix" and parts.path
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        raise _Wrong(
            "is no address of a Redis server (not shown: it may hold a password); it should be like "
            "redis://127.0.0.1:6379/0, rediss://user:password@host:6379/0 or unix:///run/redis/redis.sock"
        )
    return text


def _replica(text: str) -> dict[str, Any]:
    try:
        database = _database(text)
    except _Wrong:
        database = {"ENGINE": _SQLITE}
    if is_sqlite(database):
        raise _Wrong(
            "is no address of a copy of the database (not shown: it may hold a password); it should be like "
            "postgres://user:password@host:5432/name, a standby that follows the one of DATABASE_URL"
        )
    return database


def _database(text: str) -> dict[str, Any]:
    wanted = _Wrong(
        "is no address of a database the portal can use (not shown: it may hold a password); it should be like "
        "sqlite:////folder/db.sqlite3 or postgres://user:password@host:5432/name"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            database: dict[str, Any] = Env.db_url_config(text)
    except (ValueError, UserWarning):
        raise wanted from None
    if not database.get("NAME") or database.get("ENGINE") not in (_SQLITE, _POSTGRESQL):
        raise wanted
    return database


def _variable(name: str, reader: Callable[[str], Any], default: Any) -> Any:
    """Return a field that is read from a variable, and is the default where that is not set."""
    return field(metadata={"name": name, "reader": reader, "default": default})


@dataclass(frozen=True, slots=True)
class Environment:
    """Validated environment variables with their defaults; that of the database is a file in the folder of state."""

    database: dict[str, Any] = _variable("DATABASE_URL", _database, None)
    replica: dict[str, Any] | None = _variable("PORTAL_REPLICA_URL", _replica, None)
    redis_url: str | None = _variable("REDIS_URL", _redis_url, None)
    secret_key: str | None = _variable("SECRET_KEY", str, None)
    debug: bool = _variable("DEBUG", _boolean, False)
    allowed_hosts: list[str] = _variable("ALLOWED_HOSTS", _list_of(_host), LOOPBACK_HOSTS)
    csrf_trusted_origins: list[str] = _variable("CSRF_TRUSTED_ORIGINS", _list_of(_trusted_origin), [])
    cors_origins: list[str] = _variable("PORTAL_CORS_ORIGINS", _list_of(_cors_origin), [])
    base_url: str = _variable("PORTAL_BASE_URL", _origin, "")
    https: bool = _variable("PORTAL_HTTPS", _boolean, False)
    second_factor: bool = _variable("PORTAL_SECOND_FACTOR", _boolean, False)
    own_words: tuple[str, ...] = _variable("PORTAL_OWN_WORDS", _own_words, ())
    trusted_proxies: int = _variable("PORTAL_TRUSTED_PROXIES", _number(0, 32), 0)
    support_url: str = _variable("PORTAL_SUPPORT_URL", _support_url, "")
    security_contact: str = _variable("PORTAL_SECURITY_CONTACT", _support_url, "")
    index_folder: str = _variable("PORTAL_INDEX_FOLDER", _folder, "")
    search_folder: str = _variable("PORTAL_SEARCH_FOLDER", _folder, "")
    max_body_bytes: int = _variable("PORTAL_MAX_BODY_BYTES", _number(1, 100 * 1024 * 1024), 1024 * 1024)
    diagnose_rate: Rate | None = _variable("PORTAL_DIAGNOSE_RATE", _rate, DIAGNOSE_RATE)
    read: Reading = _variable("PORTAL_READ", _reading, EVERYBODY)
    read_open: bool = _variable("PORTAL_READ_OPEN", _boolean, True)
    web_workers: int = _variable("PORTAL_WEB_WORKERS", _number(1, 64), 1)
    log_format: str = _variable("PORTAL_LOG_FORMAT", _one_of("line", "json"), "line")
    access_log: bool = _variable("PORTAL_ACCESS_LOG", _boolean, False)
    slow_ms: int = _variable("PORTAL_SLOW_MS", _number(1, 600_000), 1000)
    task_worker: bool = _variable("PORTAL_TASK_WORKER", _boolean, True)
    metrics: tuple[Network, ...] = _variable("PORTAL_METRICS", _networks, ())
    sso_name: str = _variable("PORTAL_SSO_NAME", _label, "Single sign-on")
    sso_groups_claim: str = _variable("PORTAL_SSO_GROUPS_CLAIM", _word, "groups")
    sso_roles: list[tuple[str, str]] = _variable("PORTAL_SSO_ROLES", _roles, [])
    oidc_url: str = _variable("PORTAL_OIDC_URL", _provider_url, "")
    oidc_client_id: str = _variable("PORTAL_OIDC_CLIENT_ID", _word, "")
    oidc_secret: str = _variable("PORTAL_OIDC_SECRET", _secret, "")
    saml_metadata_url: str = _variable("PORTAL_SAML_METADATA_URL", _provider_url, "")
    saml_entity_id: str = _variable("PORTAL_SAML_ENTITY_ID", _word, "")
    learn: str = _variable("PORTAL_LEARN", _one_of("off", "counts", "shapes"), "counts")
    keep_days: int = _variable("PORTAL_KEEP_DAYS", _number(1, 3650), 400)
    source_folders: tuple[str, ...] = _variable("PORTAL_SOURCE_FOLDERS", _folders, ())
    mail: dict[str, Any] | None = _variable("PORTAL_MAIL_URL", _mail_server, None)
    mail_from: str = _variable("PORTAL_MAIL_FROM", _mail_address, "")


def read_environment(variables: Mapping[str, str], *, folder: Path) -> Environment:
    """Read all of the portal's variables; ``folder`` holds the default database.

    Raises:
        ImproperlyConfigured: naming every variable whose value will not do, what it was (never a secret or an
            address with a password), and what it should be.
    """
    wrong: list[str] = []
    values: dict[str, Any] = {}
    names = [each.metadata["name"] for each in fields(Environment)]
    for each in fields(Environment):
        text = variables.get(each.metadata["name"], "").strip()
        values[each.name] = each.metadata["default"]
        try:
            if text:
                values[each.name] = each.metadata["reader"](text)
        except _Wrong as error:
            wrong.append(f"{each.metadata['name']} {error}")
    values["database"] = values["database"] or {"ENGINE": _SQLITE, "NAME": str(folder / "db.sqlite3")}
    environment = Environment(**values)
    for name in sorted(variables):
        meant = get_close_matches(name, names, 1, _MISSPELT) if name.startswith("PORTAL_") and name not in names else []
        wrong += [f"{name} is no setting; it should be {each}" for each in meant]
    if environment.secret_key is None and not is_sqlite(environment.database) and not wrong:
        wrong.append(
            "SECRET_KEY is needed on this database: set it to some 50 random characters, the same for every process"
        )
    for one, other in (("oidc_url", "oidc_client_id"), ("saml_metadata_url", "saml_entity_id")):
        if bool(getattr(environment, one)) != bool(getattr(environment, other)):
            wrong.append(f"PORTAL_{one.upper()} and PORTAL_{other.upper()} are needed together")
    if environment.mail is not None and not (environment.mail_from and environment.base_url):
        wrong.append("PORTAL_MAIL_URL needs PORTAL_MAIL_FROM, and PORTAL_BASE_URL for the links in mails")
    if environment.replica is not None and is_sqlite(environment.database):
        wrong.append("PORTAL_REPLICA_URL needs a primary database: it should be a copy of what DATABASE_URL names")
    if wrong:
        raise ImproperlyConfigured("; ".join(wrong))
    return environment
