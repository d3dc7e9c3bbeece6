"""Secrets are masked, visibly, in everything that is echoed; codes, messages and ids are not."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis.redaction import find_secrets, redact
from tests.diagnosis.conftest import AskOne

pytestmark = pytest.mark.slow

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1g"


@pytest.mark.parametrize(
    ("text", "secret", "kind"),
    [
        ('{"password": "hunter2!"}', "hunter2!", "password"),
        ("{'adminPass': 'simple'}", "simple", "password"),
        ("password=simple", "simple", "password"),
        ("Password: s3cret", "s3cret", "password"),
        ('{\\"password\\": \\"hunter2\\"}', "hunter2", "password"),
        ("密码: hunter22", "hunter22", "password"),
        ("Authorization: Bearer abcdef123456", "abcdef123456", "authorization"),
        (
            "authorization: SDK-HMAC-SHA256 Access=X, Signature=00ff",
            "SDK-HMAC-SHA256 Access=X, Signature=00ff",
            "authorization",
        ),
        ("curl -H 'Authorization: Basic dXNlcjpwYXNz' https://a.example", "dXNlcjpwYXNz", "authorization"),
        ("Set-Cookie: session=abc123; HttpOnly", "session=abc123; HttpOnly", "cookie"),
        (f"got token {JWT} back", JWT, "token"),
        ("X-Auth-Token: MIIFtwYJKoZIhvcNAQcC", "MIIFtwYJKoZIhvcNAQcC", "token"),
        ("key AKIAIOSFODNN7EXAMPLE is unknown", "AKIAIOSFODNN7EXAMPLE", "access key"),
        ("ak=HPUAABCDEFGHIJKLMNOP sk=abc123abc123abc123", "abc123abc123abc123", "access key"),
        ('"secret_access_key": "wJalrXUtnFEMI/K7MDENG"', "wJalrXUtnFEMI/K7MDENG", "secret"),
        ("api_key=abc123def456", "abc123def456", "access key"),
        ("postgres://app:s3cr3t@db/app", "s3cr3t", "password"),
        ("mail ada@example.com about it", "ada@example.com", "e-mail address"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJB\n-----END RSA PRIVATE KEY-----", "MIIBOgIBAAJB", "private key"),
        ("<password>hunter22</password>", "hunter22", "password"),
        ('<s:Password kind="text">hunter22</s:Password>', "hunter22", "password"),
        ("curl -u bob:hunter2secret https://a.example", "hunter2secret", "password"),
        ("curl --user bob:hunter2secret https://a.example", "hunter2secret", "password"),
        ("https://a.example/b?sv=2020&sig=abcDEF%2F123%3D", "abcDEF%2F123%3D", "signature"),
        ("AccountName=a;AccountKey=abc123def456==;Suffix=b", "abc123def456==", "access key"),
        ("SharedAccessKeyName=Root;SharedAccessKey=abc123def456=", "abc123def456=", "access key"),
        ('{"password":{"old":"oldpass99","new":"newpass99"}}', "oldpass99", "password"),
        ('{"password":{"old":"oldpass99","new":["newpass99"]}}', "newpass99", "password"),
        ('{"name": "password", "value": "hunter22"}', "hunter22", "password"),
        (r'{"password": "ab\"cd\\ef"}', r"ab\"cd\\ef", "password"),
        ("docker login -u bob -p hunter2secret", "hunter2secret", "password"),
        ("sshpass -p hunter22 ssh a", "hunter22", "password"),
        ("mysql -u root -pSecret99 db", "Secret99", "password"),
        ("tool --db-password hunter22", "hunter22", "password"),
        ("postgres://u:p@ss@h/db", "p@ss", "password"),
        ("my password is hunter2secret.", "hunter2secret.", "password"),
        ("passphrase=open sesame\nnext", "open sesame", "password"),
        ("ghp_abcdefghijklmnopqrst1234 leaked", "ghp_abcdefghijklmnopqrst1234", "token"),
    ],
)
def test_secret_is_masked_by_kind(text: str, secret: str, kind: str) -> None:
    mapping = {each.value: each.kind for each in find_secrets(text)}
    assert mapping.get(secret) == kind
    assert secret not in redact(text)
    assert f"[masked {kind}]" in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "5f0c3b1e9ad24c7f8e115f0c3b1e9ad2",
        "a81bc81b-dead-4e5d-abff-90865d1e13b1",
        "The token must be updated.",
        "Incorrect token: expired",
        "Invalid password",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "request_id=req-7c1a9be2f04d",
        "https://example.com:8080/path@v1",
        "the monkey: banana1",
        "password is required",
        "password: invalid",
        "token is missing",
        "the secret is out of date",
        "the option --password is required",
        "SharedAccessKeyName=Root",
        '{"max_tokens": 4096, "secretName": "foobar"}',
        "docker run -u 1000:1000 -p 8080:8081 web",
        "it got sig=11 from the kernel",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_a_short_secret_is_masked_in_its_own_place() -> None:
    assert redact('{"client_secret":"cs","docs":"cs"}') == '{"client_secret":"[masked secret]","docs":"cs"}'
    assert redact("postgres://u:p@h/up") == "postgres://u:[masked password]@h/up"
    both = '{"password":{"old":"oldpass99","new":"x1"},"zone":"x1"}'
    masked = '{"password":{"old":"[masked password]","new":"[masked password]"},"zone":"x1"}'
    assert redact(both) == masked


def test_masks_reach_values_and_messages_and_are_noted(ask_one: AskOne) -> None:
    body = {
        "error_code": "Metal.0100",
        "error_msg": "Physical servers ID not found: [ada@example.com, srv-1]",
        "token": "abc12345",
    }
    finding = ask_one(json.dumps(body))
    assert finding.matches[0].parameters[0].values == ("[masked e-mail address]", "srv-1")
    assert "ada@example.com" not in repr(finding)
    assert [note.kind for note in finding.notes if note.kind == "redacted"] == ["redacted"]


def test_a_code_or_request_id_is_never_masked(ask_one: AskOne) -> None:
    finding = ask_one(
        '{"token": "Metal.0204", "secret": "5f0c3b1e9ad2", "code": "Metal.0204", "request_id": "5f0c3b1e9ad2"}'
    )
    assert (finding.read.code, finding.read.request_id) == ("Metal.0204", "5f0c3b1e9ad2")
    assert finding.matches[0].code == "Metal.0204"


def test_hostile_texts_are_searched_in_bounded_time() -> None:
    for text in (
        "cookie: " * 100_000,
        "@" * 500_000,
        "a@" * 300_000,
        "password='" * 80_000,
        "://a:" * 150_000,
        "eyJ" * 300_000,
        'password:{"' * 80_000,
        "<password " * 80_000,
        "login -p " * 80_000,
        "curl -u a:" * 80_000,
        "passphrase=a b " * 60_000,
        "password is a" * 60_000,
    ):
        find_secrets(text)


WORDS = " ".join(f"as told in part {number} of it" for number in range(20))


@pytest.mark.parametrize(
    ("harmless", "telling", "secret"),
    [
        (
            f"kind: Secret\nmetadata:\n  note: {WORDS}\nkept: elsewhere\n",
            f"kind: Secret\nmetadata:\n  note: {WORDS}\ndata:\n  login: aHVudGVyMjI=\n",
            "aHVudGVyMjI=",
        ),
        (
            f'{{"note": "{WORDS[:300]}", "name": "password", "more": "{WORDS[:260]}", "left": "hunter22"}}',
            f'{{"note": "{WORDS[:300]}", "name": "password", "more": "{WORDS[:260]}", "value": "hunter22"}}',
            "hunter22",
        ),
        (f"<password>\n<a>{WORDS}</b>", f"<password>{'a1' * 200}</password>", "a1" * 200),
        (f"<password>{'a1' * 200}\n<a>", f"<password>{'a1' * 200}</password>\n<a>", "a1" * 200),
        (
            f"-----BEGIN PRIVATE KEY-----\n{WORDS}\n",
            f"-----BEGIN PRIVATE KEY-----\n{WORDS}\nhunter22+hunter22\n-----END PRIVATE KEY-----\n",
            "hunter22+hunter22",
        ),
    ],
    ids=["data-of-Kubernetes", "field-beside-the-name", "element", "element-without-an-end", "private-key"],
)
def test_secret_is_masked_behind_many_harmless_words_with_the_same_words_around(
    harmless: str, telling: str, secret: str
) -> None:
    """A word of secrets is known again by all that its rule reads, not only by what stands next to it."""
    apart = "\n" + "nothing to be seen here " * 12 + "\n"
    text = apart + (harmless + apart) * 80 + telling + apart
    assert secret in text
    assert secret not in redact(text)[-len(telling + apart) :]


def test_word_of_secrets_that_repeats_itself_is_masked_each_time() -> None:
    text = 'login "password": "hunter22"\n' * 3_000
    assert "hunter22" not in redact(text)
    assert redact(text).count("[masked password]") == 3_000
