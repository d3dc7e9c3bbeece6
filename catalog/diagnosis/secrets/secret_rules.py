"""Rules that find secrets, each with its reason and with samples of what it masks and what it leaves.

Nothing is a secret for looking random: ids and digests are none. A test runs every sample, and the docs list the rules.
"""

from __future__ import annotations

import re

from catalog.diagnosis.numbers import REACH_OF_A_KEY, REACH_OF_A_LINE
from catalog.diagnosis.secrets.blocks import container_login, key_lines, kubernetes, putty
from catalog.diagnosis.secrets.headers import BASIC, BEARER, DOCKER_AUTH, encoded_login, header
from catalog.diagnosis.secrets.options import (
    cookie_option,
    directory_option,
    login_option,
    mail_or_file_login,
    oracle_login,
    user_option,
)
from catalog.diagnosis.secrets.rule import Rule
from catalog.diagnosis.secrets.secret_names import (
    by_name,
    directory_or_password,
    held_in,
    issuer_label,
    passphrase,
    password,
    short_password,
)
from catalog.diagnosis.secrets.tokens import ISSUED
from catalog.diagnosis.secrets.values import QUOTE, SIGN, Finder, Found
from catalog.diagnosis.secrets.words import ISSUERS, PASSWORDS, SECRETS, TOKENS

_PAIR = re.compile(r"""(?<![A-Za-z0-9])[as]k"?\s?[:=]\s?"?(?P<value>[A-Za-z0-9+/=]{12,200})""", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<value>[\w%+/=.~-]{8,400}+)")
_EMAIL_BEGIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}$", re.ASCII)
_EMAIL_END = re.compile(
    r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}"
    # Not the units of systemd, which have an @ before their instance.
    r"\.(?!(?:service|socket|slice|scope|timer|mount|target|device|path|swap)\b)[A-Za-z]{2,24}\b"
)
_DIGITS = re.compile(r"""["']?[ \t]{0,3}(?:[:=：]|is)[ \t]{0,3}["']?(?P<value>\d{4,8})\b""")
_PATH_BEHIND = re.compile(r":[\w~/.-]*/")
_USER = re.compile(r"[^\s/:@\"']{0,100}:(?P<rest>[^\s/\"'<>?#]{1,200}+)")
_USER_IS_TOKEN = re.compile(r"(?P<value>(?=[A-Za-z_-]{0,40}\d)[\w-]{12,400}+|\w{16,400}+)@")
_PERCENT_USER = re.compile(r"[\w.-]{0,100}(?::|%(?:25){0,4}3[Aa])(?P<value>[\w.~!*-]{1,200}+)(?:@|%(?:25){0,4}40)")
_SESSION_VALUE = re.compile(rf"""(?:{QUOTE})?\s{{0,3}}{SIGN}\s{{0,3}}(?:{QUOTE})?(?P<value>[\w!%+/.:~-]{{8,400}}+)""")
_HASH = re.compile(
    r"(?:\$(?:1|5|6|7|y|gy|2[abxy]?|apr1|md5|sha1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,12}|bcrypt[\w-]{0,12})\$"
    r"[\w.$/+=,-]{16,400}+|\{(?:SSHA|SHA|SMD5|CRYPT|PBKDF2)[\w-]{0,8}\}[\w+/=$.]{16,200}+"
    r"|(?:pbkdf2_sha\d{1,3}|bcrypt_sha256|scrypt|argon2)\$[\w.$/+=,-]{16,400}+)"
)


def _by(pattern: str) -> Finder:
    """Return a finder of the value behind the word."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text, start, end: held_in(compiled.match(text, end))


def _matching(pattern: re.Pattern[str]) -> Finder:
    """Return a finder of values that begin with the word itself."""

    def find(text: str, start: int, end: int) -> Found | None:
        match = pattern.match(text, start)
        return Found((match.span(),), match.end()) if match else None

    return find


def _pair(text: str, start: int, end: int) -> Found | None:
    return held_in(_PAIR.match(text, start))


def _signed(text: str, start: int, end: int) -> Found | None:
    """A link's signature; ``sig=11`` elsewhere is the number of a signal."""
    return None if start and text[start - 1] not in "?&;\n\"' " else held_in(_SIGNED.match(text, end))


_DIGIT = re.compile(r"\d")


def _session(text: str, start: int, end: int) -> Found | None:
    """A cookie of a session, by the name that a framework gives it, wherever it stands."""
    value = held_in(_SESSION_VALUE.match(text, end))
    return value if value and _DIGIT.search(text, *value.spans[0]) else None


def _email(text: str, start: int, end: int) -> Found | None:
    if oracle := _oracle_anywhere(text, start, end):
        return oracle
    before = _EMAIL_BEGIN.search(text, max(0, start - 64), start)
    behind = _EMAIL_END.match(text, end)
    if before is None or behind is None or text[max(0, before.start() - 3) : before.start()].endswith("://"):
        return None
    if before[0] == "git" or _PATH_BEHIND.match(text, behind.end(), behind.end() + 300):
        # git@host:group/project: where a repository is, no person.
        return None
    return Found(((before.start(), behind.end()),), behind.end())


_ORACLE_BEFORE = re.compile(r"(?<![\w/.:@-])[A-Za-z][\w$#]{1,30}/(?P<value>[^\s/@\"'<>]{1,60})$")
_ORACLE_NEAR = re.compile(r"\bORA-\d|\bTNS-\d|oracle|sqlplus|\bSQL>|\borcl|\bXE(?:PDB)?\d?\b", re.IGNORECASE)


def _oracle_anywhere(text: str, start: int, end: int) -> Found | None:
    """``scott/tiger@orcl`` where something near it speaks of Oracle: elsewhere it is a package or a path."""
    if not text[end : end + 1].isalpha() or text.rfind("/", max(0, start - 60), start) < 0:
        return None
    match = _ORACLE_BEFORE.search(text, max(0, start - 100), start)
    if not match:
        return None
    return held_in(match) if _ORACLE_NEAR.search(text, max(0, start - 200), end + 60) else None


def _one_time(text: str, start: int, end: int) -> Found | None:
    return None if start and text[start - 1].isalnum() else held_in(_DIGITS.match(text, end))


def _in_address(text: str, start: int, end: int) -> Found | None:
    """The password before the last ``@`` of an address's host: people write one of their own into it unescaped."""
    match = _USER.match(text, end)
    if match is None:
        return held_in(_USER_IS_TOKEN.match(text, end))
    at = match["rest"].rfind("@")
    if at < 1:
        return Found((), match.end())
    begin = match.start("rest")
    # Behind the @: what stands around it is no e-mail address.
    return Found(((begin, begin + at),), begin + at + 1, marked=True)


_KEYS = tuple(
    f"{what}{mark}key"
    for what in (
        *("access", "account", "admin", "aes", "api", "app", "auth", "consumer", "crypto", "deploy", "deployment"),
        *("encryption", "hmac", "license", "master", "private", "registration", "security", "service", "shared"),
        *("signing", "ssh", "storage", "webhook"),
    )
    for mark in ("", "_", "-", " ")
)

RULES: tuple[Rule, ...] = (
    Rule(
        "private-key-block",
        "private key",
        ("private key",),
        key_lines,
        "A PEM block is one by its first line, also where its last is missing or its lines are escaped.",
        ("-----BEGIN EC PRIVATE KEY-----\n«{64}\n»-----END EC PRIVATE KEY-----",),
        ("the private key could not be read", "-----BEGIN PUBLIC KEY-----\n{64}\n-----END PUBLIC KEY-----"),
        reach=REACH_OF_A_KEY,
    ),
    Rule(
        "putty-key",
        "private key",
        ("private-lines:", "private-mac:"),
        putty,
        "PuTTY's keys have no PEM block: so many lines of base64 follow, and a code made with the passphrase.",
        ("Private-Lines: 2\n«{64}\n{48}»\nPrivate-MAC: {40x}", "Private-MAC: «{40x}»"),
        ("Public-Lines: 1\n{64}",),
    ),
    Rule(
        "authorization-header",
        "authorization",
        ("authorization",),
        header,
        "The value of the header is the login; its scheme stays readable.",
        ("Authorization: Bearer «{20}»", 'authorization: "«{20}»"'),
        ("Authorization: none", "Authorization: Bearer ${TOKEN}", "the authorization failed"),
    ),
    Rule(
        "cookie-header",
        "cookie",
        ("cookie",),
        header,
        "Whoever has the cookie has the session.",
        ("Set-Cookie: «sid={20}; Path=/»", "Cookie: «a=1; b={20}»"),
        ("the cookie is missing", "Cookie: none"),
    ),
    Rule(
        "bearer",
        "token",
        ("bearer",),
        _by(BEARER.pattern),
        "A bearer's token, without its header.",
        ("Bearer «{24}»",),
        ("bearer of bad news", "Bearer token expired"),
    ),
    Rule(
        "basic",
        "authorization",
        ("basic",),
        encoded_login(BASIC),
        "A name and a password in base64.",
        ("sent Basic «Ym9iOmh1bnRlcjIy»",),
        ("basic authentication failed",),
    ),
    Rule(
        "registry-login",
        "authorization",
        ('"auth', "'auth", "_auth"),
        encoded_login(DOCKER_AUTH),
        "The registries of Docker and npm keep logins so.",
        ('{"auth": "«Ym9iOmh1bnRlcjIy»"}',),
        ('"auth": "none"',),
    ),
    Rule(
        "container-registry-file",
        "authorization",
        ("dockerconfigjson", "dockercfg"),
        container_login,
        "A registry's logins as one string of base64 in a secret of Kubernetes.",
        (".dockerconfigjson: «{60}»", '".dockerconfigjson": "«{60}»"'),
        ("type: kubernetes.io/dockerconfigjson",),
    ),
    Rule(
        "kubernetes-secret",
        "secret",
        ("kind: secret", 'kind": "secret', 'kind":"secret', "kind: 'secret", 'kind: "secret'),
        kubernetes,
        "All that a Secret of Kubernetes has as its data is secret, whatever it is called there.",
        (
            "kind: Secret\ndata:\n  user: «Ym9iYm9iYm9i»\n",
            "data:\n  user: «Ym9iYm9iYm9i»\nkind: Secret\n",
            '{"kind": "Secret", "data": {"user": "«Ym9iYm9iYm9i»"}}',
        ),
        ("kind: Secret\nmetadata:\n  name: db-login\n", "kind: ConfigMap\ndata:\n  user: bob\n"),
    ),
    *ISSUED,
    # Addresses that anyone may post to who knows them.
    Rule(
        "slack-webhook",
        "token",
        ("hooks.slack.com/",),
        _by(r"(?:services|workflows|triggers)/(?P<value>[A-Za-z0-9/_-]{8,200}+)"),
        "Whoever knows the address may post there.",
        ("https://hooks.slack.com/services/«T{8A}/B{8A}/{24}»",),
        ("https://hooks.slack.com/docs",),
    ),
    Rule(
        "discord-webhook",
        "token",
        ("discord.com/api/", "discordapp.com/api/"),
        _by(r"(?:v\d+/)?webhooks/\d{5,25}/(?P<value>[\w-]{16,120}+)"),
        "Whoever knows the address may post there.",
        ("https://discord.com/api/webhooks/{18d}/«{68}»",),
    ),
    Rule(
        "teams-webhook",
        "token",
        ("webhook.office.com/", "outlook.office.com/"),
        _by(r"webhook(?:b2)?/(?P<value>[\w@/-]{16,400}+)"),
        "Whoever knows the address may post there.",
        ("https://x.webhook.office.com/webhookb2/«{36x}@{36x}/IncomingWebhook/{32x}/{36x}»",),
    ),
    Rule(
        "google-chat-webhook",
        "token",
        ("chat.googleapis.com/v1/spaces/",),
        _by(r"[\w-]{4,40}/messages\?(?P<value>key=[\w-]{20,60}&token=[\w%-]{20,120}+)"),
        "Whoever knows the address may post there.",
        ("https://chat.googleapis.com/v1/spaces/{11}/messages?«key={39}&token={43}»",),
    ),
    Rule(
        "telegram-address",
        "token",
        ("api.telegram.org/bot", "api.telegram.org/file/bot"),
        _by(r"(?P<value>\d{5,16}:[\w-]{20,60}+)"),
        "A bot's token stands in the address that it asks.",
        ("https://api.telegram.org/bot«{10d}:AA{33}»/getMe",),
    ),
    Rule(
        "telegram-token",
        "token",
        (":aa",),
        _by(r"(?<=\d:AA)(?P<value>[\w-]{31,40}+)"),
        "A bot's token has its number before it.",
        ("{10d}:AA«{33}»",),
        ("10:AAAA 2001:db8::aaaa:1",),
    ),
    Rule(
        "oracle-address",
        "password",
        ("jdbc:oracle:thin:", "jdbc:oracle:oci:"),
        _by(r"[\w.-]{1,60}/(?P<value>[^@\s\"']{1,200}+)@"),
        "Oracle's short addresses: user/password@host.",
        ("jdbc:oracle:thin:scott/«tiger9»@//db1:1521/x",),
    ),
    Rule(
        "oracle-login",
        "password",
        (
            "sqlplus",
            "sqlldr",
            "expdp",
            "impdp",
            "rman",
            "connect ",
            "conn ",
            "userid=",
            "exp ",
            "imp ",
            "dblink",
            "sqlcl",
            "dgmgrl",
            "tkprof",
        ),
        oracle_login,
        "Oracle's tools take user/password@database.",
        (
            "sqlplus scott/«tiger»@orcl",
            "CONNECT scott/«tiger»@//db1:1521/orcl",
            "expdp system/«manager»@xe full=y",
            "userid=scott/«tiger»@orcl",
        ),
        ("connect to a/b@c", "sqlplus /nolog", "sqlplus / as sysdba", "exp of 3/4@5", "npm install @a/b@1.2"),
    ),
    Rule(
        "python-login",
        "password",
        ("auth=(", "httpbasicauth(", "httpdigestauth("),
        _by(r"\s{0,9}[\"'][^\"'\n]{1,100}[\"'],\s{0,9}[\"'](?P<value>[^\"'\n]{1,200}+)"),
        "Python's requests takes a login as a pair.",
        ("requests.get(url, auth=('bob', '«hunter22»'))",),
    ),
    Rule(
        "python-cookies",
        "cookie",
        ("<cookie ",),
        _by(r"(?P<value>[\w.%-]{1,80}=[^\s>]{4,4000}+) for"),
        "A jar of cookies as Python prints it.",
        ("<CookieJar[<Cookie «sid={16}» for a.example/>]>",),
    ),
    Rule(
        "sql-identified",
        "password",
        ("identified by",),
        _by(
            r"(?:\spassword)?\s{1,4}(?:values\s{1,3})?(?:(?P<quote>\\{0,31}[\"'])(?P<value>[^\"'\\\n]{1,200}+)|(?P<bare>(?!values\b)[^\s\"';]{3,200}+))"
        ),
        "SQL's way to set a password.",
        ("CREATE USER bob IDENTIFIED BY '«hunter22»'",),
    ),
    Rule(
        "file-or-mail-login",
        "password",
        ("pass ", "login "),
        mail_or_file_login,
        "FTP and POP3 send the password behind PASS, IMAP behind the name of who logs in.",
        ("USER bob\r\n331 need it\r\nPASS «hunter»\r\n230 ok", "a1 LOGIN bob «hunter»\r\na1 OK"),
        (
            "PASS tests/test_a1.py::test_b2",
            "--- PASS: TestFoo1 (0.00s)",
            "the tests PASS again",
            "LOGIN failed for bob",
        ),
        reach=REACH_OF_A_LINE,
    ),
    Rule(
        "mail-authentication",
        "password",
        ("auth plain", "auth login"),
        _by(r"[ \t](?P<value>[A-Za-z0-9+/]{8,400}+={0,2})"),
        "SMTP's login in base64.",
        ("AUTH PLAIN «AGJvYgBodW50ZXI=»",),
        ("AUTH LOGIN failed",),
    ),
    Rule(
        "configured-password",
        "password",
        ("requirepass", "masterauth", "bindpw", "rootpw"),
        _by(r"[ \t]{1,4}[\"']?(?P<value>[^\s\"']{4,200}+)"),
        "Redis' and OpenLDAP's own words for it.",
        ("requirepass «hunter22»",),
    ),
    Rule(
        "power-shell",
        "password",
        ("convertto-securestring",),
        _by(r"(?:[ \t]-(?:string|asplaintext|force))*[ \t][\"'](?P<value>[^\"'\n]{1,200}+)"),
        "PowerShell makes a secure string of a plain one.",
        ('ConvertTo-SecureString "«hunter22»" -AsPlainText',),
    ),
    Rule(
        "password-hash",
        "password",
        (
            "$1$",
            "$5$",
            "$6$",
            "$7$",
            "$y$",
            "$gy$",
            "$2a$",
            "$2b$",
            "$2x$",
            "$2y$",
            "$apr1$",
            "$argon2",
            "$scrypt$",
            "$pbkdf2",
            "pbkdf2_sha",
            "bcrypt_sha256$",
            "scrypt$",
            "argon2$",
            "{ssha",
            "{sha",
            "{smd5",
            "{crypt",
            "{pbkdf2",
        ),
        _matching(_HASH),
        "A hashed password can be tried against, on any machine.",
        (
            "root:«$6${16}${86}»:19000:",
            "bob:«$2b$12${53}»",
            "«pbkdf2_sha256$600000${22}${43}»",
            "userPassword: «{SSHA}{38}»",
        ),
        ("costs $6$ more", "echo $1$2"),
    ),
    # Fields by their names.
    Rule(
        "passphrase",
        "password",
        ("passphrase",),
        passphrase,
        "Several words up to the line's end.",
        ("passphrase=«open sesame»\nnext",),
    ),
    Rule(
        "password-field",
        "password",
        (*(word for word in PASSWORDS if word != "passphrase"), "_pw", "-pw"),
        password,
        "What stands behind such a name is the password, whatever it consists of: in a field, a line, an option.",
        (
            *(
                '{"password": "«hunter»"}',
                "db_password=«hunter»",
                "password: «hunter»\n",
                "  password: «correct horse battery»\n",
            ),
            *(
                "密码：«hunter»",
                "口令: «hunter»",
                "パスワード：«ねこ»",
                "пароль: «секрет»",
                "Kennwort: «hase»",
                "contraseña: «gatito»",
            ),
            *(
                "비밀번호: «고양이»",
                "mot de passe : «chat»",
                "senha: «gato»",
                "hasło: «kot»",
                "password = «two words»\n",
            ),
        ),
        (
            *(
                "password: invalid",
                "Invalid password",
                "password: must be at least 8 characters",
                "password=${DB_PASSWORD}",
            ),
            *(
                "密码错误",
                "密码：不能为空",
                "パスワードが正しくありません",
                "неверный пароль",
                "password: string",
                "password: ********",
            ),
            *("password: {{ vault_password }}", "password: <password>", "password is required"),
        ),
    ),
    Rule(
        "one-time-code",
        "password",
        ("otp", "pin", "cvv", "cvc", "totp", "passcode", "验证码", "verification code"),
        _one_time,
        "A few digits that let in.",
        ("otp: «123456»", '"pin": "«1234»"', "验证码：«123456»"),
        ("ping: 1234", "pin: 7", "spin=1234"),
    ),
    Rule(
        "password-or-directory",
        "password",
        ("pwd",),
        directory_or_password,
        "PWD is a working directory, too.",
        ("pwd=«hunter22»",),
        ("PWD=/srv/app",),
    ),
    Rule(
        "pass-field",
        "password",
        ("pass",),
        short_password,
        "A field called so; tests pass, too, and are counted.",
        ("DB_PASS=«hunter22»",),
        ("pass: 3, fail: 1",),
    ),
    Rule(
        "secret-field",
        "secret",
        SECRETS,
        by_name(spoken=True, deep="[{"),
        "What stands behind such a name is the secret.",
        ("client_secret: «hunter»\n", "密钥：«hunter»", "시크릿: «고양이»"),
        ("the secret is out of date", '"secretName": "foobar"', "secret: ${SECRET}"),
    ),
    Rule(
        "credentials-field",
        "secret",
        ("credentials", "credential"),
        by_name(deep="[{"),
        "Credentials are secrets, as a string and as an object.",
        ('{"credentials": "«hunter22»"}', '{"credentials": {"value": "«hunter22»"}}'),
        ("credentials: expired", "the credentials were rejected"),
    ),
    Rule(
        "key-field",
        "private key",
        ("client-key-data", "client_key_data", "tls.key"),
        by_name(),
        "The files of Kubernetes keep keys so.",
        ("client-key-data: «{40}»",),
    ),
    Rule(
        "access-key-field",
        "access key",
        (*_KEYS, "subscription-key", "subscription_key"),
        by_name(spoken=True, deep="["),
        "A key that lets in, by its name.",
        ("api_key: «hunter»\n", "API key = «{20}»"),
        ("The API key: is missing", "disk-key-1"),
    ),
    Rule(
        "token-field",
        "token",
        TOKENS,
        by_name(spoken=True, deep="["),
        "What stands behind such a name is the token; some names are called so and hold none.",
        ("access_token=«hunter»", "X-Auth-Token: «{20}»", "令牌：«hunter»", "토큰: «hunter1»"),
        (
            *(
                "tokenizer: cl100k",
                "PublicKeyToken=b77a5c561934e089",
                "RequestToken: {20}",
                "nextToken: {20}",
                "max_tokens: 4096",
            ),
            *("token: ${TOKEN}", "Unexpected token: }", "token: expired"),
        ),
    ),
    Rule(
        "issuer-label",
        "access key",
        ISSUERS,
        issuer_label,
        "An issuer's name in a label, and a long word with figures behind it: such keys have no look of their own.",
        ('datadog_api = "«{40x}»"', "ALGOLIA_ADMIN: «{32x}»", "snyk-key: «{8x}-{4x}-{4x}-{4x}-{12x}»"),
        (
            "datadog_request_id: {32x}",
            "twitter: ok",
            "heroku-22: 9.1.0",
            "jira: PROJ-1234",
            "sonar.host.url=https://sonar.example.com/a1b2c3d4e5f6a7b8",
        ),
    ),
    Rule(
        "signature-field",
        "signature",
        ("signature",),
        by_name(),
        "Whoever has a signed address may use it.",
        ("X-Amz-Signature=«{64x}»",),
    ),
    Rule(
        "signed-link",
        "signature",
        ("sig=",),
        _signed,
        "A signed link's signature; elsewhere the number of a signal.",
        ("https://a.example/b?sig=«{20}»",),
        ("it got sig=11 from the kernel",),
    ),
    Rule(
        "key-pair",
        "access key",
        ("ak=", "ak:", 'ak":', "sk=", "sk:", 'sk":'),
        _pair,
        "The two halves of a pair of keys.",
        ("sk=«{20}»",),
        ("task: {20}",),
    ),
    Rule(
        "session-cookie",
        "cookie",
        (
            "jsessionid",
            "phpsessid",
            "asp.net_sessionid",
            "connect.sid",
            "laravel_session",
            "sessionid",
            "aspxauth",
            "_gitlab_session",
            "_session_id",
            "remember_token",
        ),
        _session,
        "Frameworks call their session's cookie so, wherever it stands.",
        ("PHPSESSID=«{20}»", "_gitlab_session=«{32x}»"),
        ("session_id: 4711",),
    ),
    Rule(
        "login-in-address",
        "password",
        ("://",),
        _in_address,
        "A login before the host of an address; a user alone that looks like a token.",
        (
            "postgres://u:«hunter2»@h/db",
            "https://«{24}»@git.example.com/a.git",
            "https://«abcdefghijklmnopqrstuvwx»@git.example.com",
        ),
        ("https://bob@git.example.com", "https://example.com:8080/path@v1", "https://first.last-name@example.com"),
    ),
    Rule(
        "login-in-encoded-address",
        "password",
        ("%3a%2f%2f", "%253a%252f%252f"),
        _by(_PERCENT_USER.pattern),
        "The same in an address in an address.",
        ("proxy=http%3A%2F%2Fbob%3A«hunter22»%40p.example.com",),
    ),
    # Command lines.
    Rule(
        "user-option",
        "password",
        (" -u", " --user", " --proxy-user"),
        user_option,
        "curl's login; to others a user and a group.",
        ("curl -u bob:«hunter2» https://a.example",),
        ("docker run -u 1000:1000 web",),
        reach=REACH_OF_A_LINE,
    ),
    Rule(
        "cookie-option",
        "cookie",
        (" -b",),
        cookie_option,
        "curl's cookies; without a sign a file.",
        ("curl -b '«sid={16}»' https://a.example",),
    ),
    Rule(
        "password-option",
        "password",
        (" -p",),
        login_option,
        "Of the programs that take one so; to others it is a port.",
        ("sshpass -p «hunter22» ssh a",),
        ("docker run -p 8080:8081 web",),
        reach=REACH_OF_A_LINE,
    ),
    Rule(
        "directory-option",
        "password",
        (" -a ", " -w "),
        directory_option,
        "Of Redis' client and LDAP's tools.",
        ("redis-cli -h r1 -a «hunter22» ping",),
        ("ls -a dir",),
        reach=REACH_OF_A_LINE,
    ),
    Rule(
        "e-mail",
        "e-mail address",
        ("@",),
        _email,
        "An address is a person's.",
        ("mail «ada@example.com» about it",),
        ("user@1000.service is up", "git@github.com:a/b.git", "pkg@1.2.3"),
        reach=REACH_OF_A_LINE,
    ),
)
"""Rules of masking, in the order in which they run."""

COLUMNS = frozenset(("password", "secret", "access key", "token"))
"""The masks of the rules whose words may also head a table's column."""
