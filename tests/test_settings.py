"""The environment: every variable with good and bad values, and the secret key that the portal keeps for itself."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from catalog.rates import Rate
from portal.environment import (
    EVERYBODY,
    LOOPBACK,
    LOOPBACK_HOSTS,
    Environment,
    Reading,
    in_memory,
    is_sqlite,
    read_environment,
)
from portal.secret_key import kept_key, key_file
from tests.running_portal import ROOT, plain_environment

FOLDER = Path("/srv/error portal+50%")

Reader = Callable[[Environment], Any]

GOOD: list[tuple[str, str, Reader, Any]] = [
    ("DATABASE_URL", "sqlite:////data/errors.db", lambda environment: environment.database["NAME"], "/data/errors.db"),
    ("DATABASE_URL", "sqlite://:memory:", lambda environment: in_memory(environment.database), True),
    ("DATABASE_URL", "sqlite:///relative.db", lambda environment: environment.database["NAME"], "relative.db"),
    ("REDIS_URL", "redis://127.0.0.1:6379/0", lambda environment: environment.redis_url, "redis://127.0.0.1:6379/0"),
    ("REDIS_URL", "rediss://u:p@cache/1", lambda environment: environment.redis_url, "rediss://u:p@cache/1"),
    ("REDIS_URL", "unix:///run/redis.sock", lambda environment: environment.redis_url, "unix:///run/redis.sock"),
    ("PORTAL_REPLICA_URL", "", lambda environment: environment.replica, None),
    ("SECRET_KEY", "kept elsewhere", lambda environment: environment.secret_key, "kept elsewhere"),
    ("DEBUG", "on", lambda environment: environment.debug, True),
    ("DEBUG", "0", lambda environment: environment.debug, False),
    ("DEBUG", "  ", lambda environment: environment.debug, False),
    ("ALLOWED_HOSTS", "errors.example.com, .example.org", lambda environment: len(environment.allowed_hosts), 2),
    ("ALLOWED_HOSTS", "192.0.2.7,[2001:db8::1],*,", lambda environment: len(environment.allowed_hosts), 3),
    (
        "PORTAL_CORS_ORIGINS",
        "https://A.example, http://b:81",
        lambda environment: environment.cors_origins,
        ["https://a.example", "http://b:81"],
    ),
    ("PORTAL_CORS_ORIGINS", "*", lambda environment: environment.cors_origins, ["*"]),
    (
        "CSRF_TRUSTED_ORIGINS",
        "https://A.example",
        lambda environment: environment.csrf_trusted_origins,
        ["https://a.example"],
    ),
    ("CSRF_TRUSTED_ORIGINS", "https://*.a.example:8443", lambda environment: len(environment.csrf_trusted_origins), 1),
    (
        "PORTAL_BASE_URL",
        "https://errors.example.com/",
        lambda environment: environment.base_url,
        "https://errors.example.com",
    ),
    ("PORTAL_BASE_URL", "http://[::1]:8000", lambda environment: environment.base_url, "http://[::1]:8000"),
    ("PORTAL_HTTPS", "TRUE", lambda environment: environment.https, True),
    ("PORTAL_SECOND_FACTOR", "1", lambda environment: environment.second_factor, True),
    ("PORTAL_OWN_WORDS", "Example Corp, Acme", lambda environment: environment.own_words, ("Example Corp", "Acme")),
    ("PORTAL_TRUSTED_PROXIES", "2", lambda environment: environment.trusted_proxies, 2),
    ("PORTAL_SUPPORT_URL", "https://help.example/new?a=1", lambda environment: environment.support_url[:5], "https"),
    ("PORTAL_SEARCH_FOLDER", "/var/cache/search", lambda environment: environment.search_folder, "/var/cache/search"),
    ("PORTAL_INDEX_FOLDER", "/var/cache/search", lambda environment: environment.index_folder, "/var/cache/search"),
    (
        "PORTAL_SECURITY_CONTACT",
        "mailto:security@example.com",
        lambda environment: environment.security_contact[:6],
        "mailto",
    ),
    ("PORTAL_SUPPORT_URL", "mailto:help@example.com", lambda environment: environment.support_url[:6], "mailto"),
    ("PORTAL_MAX_BODY_BYTES", "2048", lambda environment: environment.max_body_bytes, 2048),
    ("PORTAL_DIAGNOSE_RATE", "10/s", lambda environment: environment.diagnose_rate, Rate(10, 1)),
    ("PORTAL_DIAGNOSE_RATE", "600/min", lambda environment: environment.diagnose_rate, Rate(600, 60)),
    ("PORTAL_DIAGNOSE_RATE", "5000/hour", lambda environment: environment.diagnose_rate, Rate(5000, 3600)),
    ("PORTAL_DIAGNOSE_RATE", "20000/day", lambda environment: environment.diagnose_rate, Rate(20000, 86400)),
    ("PORTAL_DIAGNOSE_RATE", "0", lambda environment: environment.diagnose_rate, None),
    ("PORTAL_READ", "everybody", lambda environment: environment.read, EVERYBODY),
    ("PORTAL_READ", "signed-in", lambda environment: environment.read, Reading(signed_in=True)),
    ("PORTAL_READ", "Signed-in, 10.0.0.0/8, ::1", lambda environment: len(environment.read.networks), 2),
    ("PORTAL_SSO_NAME", "Staff login", lambda environment: environment.sso_name, "Staff login"),
    ("PORTAL_SSO_GROUPS_CLAIM", "memberOf", lambda environment: environment.sso_groups_claim, "memberOf"),
    (
        "PORTAL_SSO_ROLES",
        "viewer=support; curator = CN=editors,OU=groups;",
        lambda environment: environment.sso_roles,
        [("viewer", "support"), ("curator", "CN=editors,OU=groups")],
    ),
    ("PORTAL_OIDC_URL", "", lambda environment: environment.oidc_url, ""),
    ("PORTAL_OIDC_CLIENT_ID", "", lambda environment: environment.oidc_client_id, ""),
    ("PORTAL_OIDC_SECRET", "s3cret=&%", lambda environment: environment.oidc_secret, "s3cret=&%"),
    ("PORTAL_SAML_METADATA_URL", "", lambda environment: environment.saml_metadata_url, ""),
    ("PORTAL_SAML_ENTITY_ID", "", lambda environment: environment.saml_entity_id, ""),
    ("PORTAL_READ_OPEN", "off", lambda environment: environment.read_open, False),
    ("PORTAL_WEB_WORKERS", "4", lambda environment: environment.web_workers, 4),
    ("PORTAL_LOG_FORMAT", "JSON", lambda environment: environment.log_format, "json"),
    ("PORTAL_ACCESS_LOG", "on", lambda environment: environment.access_log, True),
    ("PORTAL_TASK_WORKER", "off", lambda environment: environment.task_worker, False),
    ("PORTAL_SLOW_MS", "250", lambda environment: environment.slow_ms, 250),
    ("PORTAL_LEARN", "shapes", lambda environment: environment.learn, "shapes"),
    (
        "PORTAL_SOURCE_FOLDERS",
        "/srv/docs, /srv/more",
        lambda environment: environment.source_folders,
        ("/srv/docs", "/srv/more"),
    ),
    ("PORTAL_KEEP_DAYS", "30", lambda environment: environment.keep_days, 30),
    ("PORTAL_MAIL_URL", "", lambda environment: environment.mail, None),
    (
        "PORTAL_MAIL_FROM",
        "Support <a@example.com>",
        lambda environment: environment.mail_from,
        "Support <a@example.com>",
    ),
    ("PORTAL_METRICS", "off", lambda environment: environment.metrics, ()),
    ("PORTAL_METRICS", "1", lambda environment: environment.metrics, LOOPBACK),
    ("PORTAL_METRICS", "10.0.0.0/8, ::1", lambda environment: len(environment.metrics), 2),
]

BAD = [
    *[("DATABASE_URL", text) for text in ("mysql://u:hidden@h/n", "nonsense", "postgres://u:hidden@h:port/n")],
    *[("DATABASE_URL", text) for text in ("postgres://u:hidden@h", "sqlite://db.sqlite3")],
    *[
        ("REDIS_URL", text)
        for text in ("127.0.0.1:6379", "redis://:hidden@", "http://u:hidden@cache", "redis://c:port")
    ],
    *[("PORTAL_REPLICA_URL", text) for text in ("sqlite:////copy.db", "postgres://u:hidden@h", "replica.example")],
    *[("DEBUG", text) for text in ("maybe", "2", "онлайн")],
    *[("ALLOWED_HOSTS", text) for text in ("https://a.example", "a.example:8000", "a b", "a.example/x", ",", "a,,b")],
    *[
        ("CSRF_TRUSTED_ORIGINS", text)
        for text in ("a.example", "https://a.example/path", "ftp://a.example", "https://")
    ],
    *[
        ("PORTAL_CORS_ORIGINS", text)
        for text in ("a.example", "https://a.example/path", "https://*.example.com", "null", "*.example.com")
    ],
    *[("PORTAL_BASE_URL", text) for text in ("errors.example.com", "https://a.example/errors", "javascript:alert(1)")],
    *[("PORTAL_BASE_URL", text) for text in ("https://u:hidden@a.example", "https://a.example:99999", "https://a?b")],
    *[("PORTAL_HTTPS", text) for text in ("https", "-1")],
    *[("PORTAL_SECOND_FACTOR", text) for text in ("totp", "-1")],
    *[("PORTAL_OWN_WORDS", text) for text in ("ab", "Acme, -")],
    *[("PORTAL_TRUSTED_PROXIES", text) for text in ("-1", "one", "1.5", "33", "٣")],
    *[("PORTAL_INDEX_FOLDER", text) for text in ("index", "./index", "~/index")],
    *[("PORTAL_SEARCH_FOLDER", text) for text in ("search", "./search", "~/search")],
    *[("PORTAL_SECURITY_CONTACT", text) for text in ("javascript:alert(1)", "security")],
    *[("PORTAL_SUPPORT_URL", text) for text in ("javascript:alert(1)", "help", "https:", "mailto:", 'https://a/"x')],
    *[("PORTAL_MAX_BODY_BYTES", text) for text in ("0", "-5", "1MB", "1e6", "999999999999")],
    *[("PORTAL_DIAGNOSE_RATE", text) for text in ("600", "0/min", "-1/s", "600/fortnight", "600 per minute", "off")],
    *[("PORTAL_READ", text) for text in ("nobody", "everybody, signed-in", "10.0.0.1/8", "signed in")],
    ("PORTAL_SSO_NAME", "x" * 41),
    ("PORTAL_SSO_GROUPS_CLAIM", "member of"),
    *[("PORTAL_SSO_ROLES", text) for text in ("owner=support", "viewer", "viewer=", "viewer=a; =b")],
    *[("PORTAL_OIDC_URL", text) for text in ("login.example", "ftp://login.example", "https://u:hidden@login.example")],
    ("PORTAL_OIDC_CLIENT_ID", "my client"),
    ("PORTAL_OIDC_SECRET", "hidden word"),
    *[("PORTAL_SAML_METADATA_URL", text) for text in ("metadata.xml", "https://")],
    ("PORTAL_SAML_ENTITY_ID", "an entity"),
    *[("PORTAL_READ_OPEN", text) for text in ("closed", "-1")],
    *[("PORTAL_WEB_WORKERS", text) for text in ("0", "65", "auto")],
    *[("PORTAL_LOG_FORMAT", text) for text in ("xml", "lines")],
    *[("PORTAL_ACCESS_LOG", text) for text in ("2", "all")],
    *[("PORTAL_TASK_WORKER", text) for text in ("2", "none")],
    *[("PORTAL_SLOW_MS", text) for text in ("0", "-1", "1s", "9999999")],
    *[("PORTAL_LEARN", text) for text in ("on", "all", "1")],
    *[("PORTAL_SOURCE_FOLDERS", text) for text in ("docs", "/srv/docs, docs", "~/docs")],
    *[("PORTAL_MAIL_URL", text) for text in ("mail.example.com", "http://x", "smtp://", "smtp://x:99999")],
    *[("PORTAL_MAIL_FROM", text) for text in ("support", "a@", "a@example.com\nBcc: b@example.com")],
    *[("PORTAL_KEEP_DAYS", text) for text in ("0", "-1", "forever", "9999")],
    *[("PORTAL_METRICS", text) for text in ("everybody", "10.0.0.1/8", "127.0.0.1:9000", "10.0.0.0/33")],
]


def test_environment_is_read_with_defaults() -> None:
    result = read_environment({}, folder=FOLDER)

    assert result.database["NAME"] == "/srv/error portal+50%/db.sqlite3"
    assert is_sqlite(result.database)
    assert result.allowed_hosts == LOOPBACK_HOSTS
    assert (result.debug, result.https, result.trusted_proxies, result.web_workers) == (False, False, 0, 1)
    assert (result.redis_url, result.secret_key, result.base_url, result.support_url) == (None, None, "", "")
    assert result.max_body_bytes == 1048576
    assert result.diagnose_rate == Rate(600, 60)
    assert result.read_open


@pytest.mark.parametrize(("name", "text", "reader", "meaning"), GOOD)
def test_it_reads_a_good_value(name: str, text: str, reader: Reader, meaning: Any) -> None:
    assert reader(read_environment({name: text}, folder=FOLDER)) == meaning


def test_it_reads_the_address_of_a_postgresql_database() -> None:
    address = "postgres://u:p%40ss@db.example:5433/errors?sslmode=require"
    result = read_environment({"DATABASE_URL": address, "SECRET_KEY": "k"}, folder=FOLDER).database

    assert (result["USER"], result["PASSWORD"], result["HOST"], result["PORT"]) == ("u", "p@ss", "db.example", 5433)
    assert (result["NAME"], result["OPTIONS"]) == ("errors", {"sslmode": "require"})


@pytest.mark.parametrize(("name", "text"), BAD)
def test_it_rejects_a_bad_value_by_the_name_of_its_variable(name: str, text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment({name: text, "SECRET_KEY": "k"}, folder=FOLDER)

    message = str(refusal.value)
    assert message.startswith(f"{name} ")
    assert "it should be" in message
    assert "hidden" not in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PORTAL_SECONDFACTOR", "PORTAL_SECOND_FACTOR"),
        ("PORTAL_READ_OPN", "PORTAL_READ_OPEN"),
        ("PORTAL_WEB_WORKER", "PORTAL_WEB_WORKERS"),
    ],
)
def test_it_rejects_a_misspelt_name(name: str, meant: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is no setting; it should be {meant}$"):
        read_environment({name: "1"}, folder=FOLDER)


@pytest.mark.parametrize("name", ["PORTAL_NAME", "PORTAL_PORT", "ERROR_PORTAL_URL", "PORTAL_DATABASE_URL"])
def test_what_belongs_to_others_is_let_be(name: str) -> None:
    assert read_environment({name: "1"}, folder=FOLDER) == read_environment({}, folder=FOLDER)


def test_it_rejects_a_long_value_without_repeating_all_of_it() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment({"DEBUG": "x" * 100_000}, folder=FOLDER)

    assert len(str(refusal.value)) < 300


def test_it_tells_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment({"DEBUG": "maybe", "PORTAL_WEB_WORKERS": "many", "PORTAL_HTTPS": "on"}, folder=FOLDER)

    assert str(refusal.value).count("it should be") == 2


def test_it_reads_the_address_of_a_replica() -> None:
    expected = {"DATABASE_URL": "postgres://u:p@primary/n", "SECRET_KEY": "k"}
    result = read_environment(expected | {"PORTAL_REPLICA_URL": "postgres://u:p@copy:5433/n"}, folder=FOLDER)

    assert result.replica
    assert (result.replica["HOST"], result.replica["PORT"]) == ("copy", 5433)


def test_it_rejects_a_replica_of_a_database_that_has_none() -> None:
    with pytest.raises(ImproperlyConfigured, match="PORTAL_REPLICA_URL needs a primary"):
        read_environment({"PORTAL_REPLICA_URL": "postgres://u:p@copy/n"}, folder=FOLDER)


def test_it_rejects_another_database_without_a_secret_key() -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is needed"):
        read_environment({"DATABASE_URL": "postgres://u:p@h/n"}, folder=FOLDER)


def test_every_variable_has_good_and_bad_values_here() -> None:
    class Asked(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:
            self[name] = ""
            return default

    request = Asked()
    read_environment(request, folder=FOLDER)

    assert {name for name, *_ in GOOD} == set(request)
    assert {name for name, *_ in BAD} == set(request) - {"SECRET_KEY"}


@pytest.mark.parametrize("name", ["PORTAL_OIDC_URL", "PORTAL_SAML_METADATA_URL"])
def test_a_provider_needs_both_of_its_settings(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} and PORTAL_.* are needed together"):
        read_environment({name: "https://login.example.com/x"}, folder=FOLDER)


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = key_file(tmp_path / "db.sqlite3")

    key = kept_key(file)

    assert len(key) >= 50
    assert kept_key(file) == key
    assert [path.name for path in tmp_path.iterdir()] == ["db.sqlite3.secret-key"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = kept_key(file)
    file.chmod(0o644)

    assert kept_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_who_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    for attempt in range(20):
        file = tmp_path / f"key-{attempt}"
        with ThreadPoolExecutor(8) as pool:
            keys = list(pool.map(lambda _, file=file: kept_key(file), range(8)))
        assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe" * 40])
def test_it_rejects_a_file_that_holds_no_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        kept_key(tmp_path / "key")


def test_it_rejects_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set and cannot be kept"):
        kept_key(tmp_path / "missing" / "key")


def run_manage(arguments: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=plain_environment(variables),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_command_stops_with_one_line_that_names_the_variable() -> None:
    ended = run_manage(["check"], {"PORTAL_DIAGNOSE_RATE": "often", "DATABASE_URL": "sqlite://:memory:"})

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("manage.py: PORTAL_DIAGNOSE_RATE is 'often'; it should be like 600/min")


def test_a_portal_behind_https_passes_the_deployment_check() -> None:
    key = "".join(chr(65 + number % 50) for number in range(60))
    ended = run_manage(
        ["check", "--deploy", "--fail-level", "WARNING"],
        {"PORTAL_HTTPS": "1", "SECRET_KEY": key, "DATABASE_URL": "sqlite://:memory:"},
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
