"""One secret in every shape that it is pasted in: it is masked, and what support needs beside it stays readable."""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import quote

import pytest

from catalog.diagnosis.redaction import find_secrets, redact
from tests.diagnosis.conftest import AskOne

ERROR = '{"error_code":"Metal.0205","error_msg":"Invalid password"}'
"""Stands below every shape, and is never touched."""

PASSWORD = "Tr0ub4dor3xy"
SESSION = "0A1B2C3D4E5F6071"
TOKEN = "9f8e7d6c5b4a39281706"
LOGIN = base64.b64encode(b"admin:Tr0ub4dor3").decode()
SECRET_KEY = "a8Kd93jfLs02mZx81QwErTy7UiOp45GhJk67Lz01"
LINES_OF_KEY = "MIIEpAIBAAKCAQEA7bq0\nabcdEFGH1234"
ID = "req-7c1a9be2f04d"
UUID = "a81bc81b-dead-4e5d-abff-90865d1e13b1"

ONCE = json.dumps({"password": PASSWORD, "request_id": ID})
TWICE = json.dumps({"a": ONCE})
THRICE = json.dumps({"body": TWICE})

SHAPES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # A browser's record of its requests, and other lists of names with values.
    "har cookie header": (f'{{"name":"Cookie","value":"JSESSIONID={SESSION}"}}', SESSION, ("Cookie",)),
    "har authorization": (f'{{"name":"Authorization","value":"Basic {LOGIN}"}}', LOGIN, ("Basic",)),
    "har cookies": (
        f'"cookies":[{{"name":"JSESSIONID","value":"{SESSION}","path":"/","domain":"api.example.com"}}]',
        SESSION,
        ("JSESSIONID", "api.example.com"),
    ),
    "har in capitals": (f'{{"Name":"Cookie","Value":"sid={SESSION}"}}', SESSION, ("Cookie",)),
    "har as keys": (f'{{"key":"authorization","value":"Bearer {TOKEN}"}}', TOKEN, ()),
    "har turned round": (f'{{"value":"JSESSIONID={SESSION}","name":"Cookie"}}', SESSION, ("Cookie",)),
    "har over lines": (f'{{\n  "name": "Cookie",\n  "value": "sid={SESSION}"\n}}', SESSION, ("Cookie",)),
    "har over lines, turned round": (f'{{\n  "value": "sid={SESSION}",\n  "name": "Cookie"\n}}', SESSION, ()),
    "har of a short value": ('{"name":"password","value":"pw"}', '"pw"', ()),
    "har of a short value, turned round": ('{"value":"pw","name":"password"}', '"pw"', ()),
    "har in a string": (json.dumps(json.dumps({"name": "Cookie", "value": f"sid={SESSION}"})), SESSION, ()),
    "har without quotes": (f"{{name: 'Cookie', value: 'sid={SESSION}'}}", SESSION, ()),
    "postman": (f'{{"key":"password","type":"text","value":"{PASSWORD}","enabled":true}}', PASSWORD, ("enabled",)),
    "ssm parameter": (f'{{"Name": "DB_PASSWORD", "Type": "SecureString", "Value": "{PASSWORD}"}}', PASSWORD, ()),
    "pydantic": (
        f'{{"loc":["body","password"],"msg":"String should be longer","input":"{PASSWORD}"}}',
        PASSWORD,
        ("String should be longer",),
    ),
    "express validator": (
        f'{{"type":"field","value":"{PASSWORD}","msg":"Invalid value","path":"password"}}',
        PASSWORD,
        ("Invalid value",),
    ),
    "spring": (f'{{"field":"password","rejectedValue":"{PASSWORD}","code":"Size"}}', PASSWORD, ("Size",)),
    "spring's sentence": (
        f"on field 'password': rejected value [{PASSWORD}]; codes [Size.user]",
        PASSWORD,
        ("[Size.user]",),
    ),
    # Header lists.
    "headers as lists": (
        f'{{"headers":{{"authorization":["Basic {LOGIN}"],"x-request-id":["{ID}"]}}}}',
        LOGIN,
        (ID, "Basic"),
    ),
    "token as a list": (f'{{"x-auth-token":["{TOKEN}"],"x-request-id":["{ID}"]}}', TOKEN, (ID,)),
    "python's list": (f"{{'Set-Cookie': ['sid={SESSION}; Path=/'], 'X-Request-Id': ['{ID}']}}", SESSION, (ID,)),
    "go's authorization": (
        f'http.Header{{"Authorization":[]string{{"Bearer {TOKEN}"}}, "X-Request-Id":[]string{{"{ID}"}}}}',
        TOKEN,
        (ID, "[]string{"),
    ),
    "go's cookie": (
        f'http.Header{{"Cookie":[]string{{"sid={SESSION}"}}, "X-Request-Id":[]string{{"{ID}"}}}}',
        SESSION,
        (ID, "[]string{"),
    ),
    "go's map": (f"map[Authorization:[Bearer {TOKEN}] X-Request-Id:[{ID}]]", TOKEN, (ID,)),
    "go's map of cookies": (f"map[Cookie:[sid={SESSION}] X-Request-Id:[{ID}]]", SESSION, (ID,)),
    "node's raw headers": (
        f"rawHeaders: ['Host', 'api.example.com', 'Cookie', 'sid={SESSION}', 'Accept', '*/*']",
        SESSION,
        ("api.example.com", "Accept"),
    ),
    "asgi's headers": (f"[(b'authorization', b'Bearer {TOKEN}'), (b'x-request-id', b'{ID}')]", TOKEN, (ID,)),
    "javascript": (f'xhr.setRequestHeader("Authorization", "Bearer {TOKEN}"); // {ID}', TOKEN, (ID,)),
    "java's map": (f"{{authorization=Bearer {TOKEN}, x-request-id={ID}}}", TOKEN, (ID,)),
    "ruby's environment": (f'"HTTP_COOKIE"=>"sid={SESSION}", "HTTP_X_REQUEST_ID"=>"{ID}"', SESSION, (ID,)),
    "php's array": (f"[HTTP_COOKIE] => sid={SESSION}\n[REQUEST_ID] => {ID}", SESSION, (ID,)),
    "digest": (
        f'Authorization: Digest username="bob", realm="x", nonce="b7", response="{TOKEN}"\nX-Request-Id: {ID}',
        TOKEN,
        (ID,),
    ),
    "digest in a string": (
        json.dumps({"m": f'Authorization: Digest username="bob", response="{TOKEN}"', "id": ID}),
        TOKEN,
        (ID,),
    ),
    "proxy": (f"Proxy-Authorization: Basic {LOGIN}\nX-Request-Id: {ID}", LOGIN, (ID,)),
    "a scheme alone": (f"sent Basic {LOGIN} to api.example.com", LOGIN, ("api.example.com",)),
    "subscription key": (f"Ocp-Apim-Subscription-Key: {TOKEN}", TOKEN, ()),
    "long token": (json.dumps({"token": "MIIF1" * 1500, "id": ID}), "MIIF1MIIF1", (ID,)),
    # Keys.
    "private key, cut": (f"-----BEGIN RSA PRIVATE KEY-----\n{LINES_OF_KEY}", "MIIEpAIBAAKCAQEA7bq0", ()),
    "private key, its last line": (f"-----BEGIN RSA PRIVATE KEY-----\n{LINES_OF_KEY}", "abcdEFGH1234", ()),
    "private key, cut in a string": (
        json.dumps({"pem": f"-----BEGIN PRIVATE KEY-----\n{LINES_OF_KEY}", "id": ID}),
        "abcdEFGH1234",
        (ID,),
    ),
    "private key with headers": (
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\n"
        f"{LINES_OF_KEY}\n-----END RSA PRIVATE KEY-----\n{ID}",
        "MIIEpAIBAAKCAQEA7bq0",
        (ID,),
    ),
    "private key, indented": (f"key: |\n  -----BEGIN EC PRIVATE KEY-----\n  {TOKEN}\n  =\nid: {ID}", TOKEN, (ID,)),
    "kubeconfig": ("client-key-data: LS0tLS1CRUdJTiBSU0Eg", "LS0tLS1CRUdJTiBSU0Eg", ()),
    "a key in base64": ("data: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0t", "LS0tLS1CRUdJTiBQUklW", ()),
    # Names.
    "DB_PASS": (f"DB_PASS={PASSWORD}", PASSWORD, ()),
    "SMTP_PASS": (f"SMTP_PASS: {PASSWORD}", PASSWORD, ()),
    "pass in json": (f'{{"user":"x","pass":"{PASSWORD}"}}', PASSWORD, ()),
    "pass in a line": (f"user=bob pass={PASSWORD} status=404", PASSWORD, ("bob", "404")),
    "pass in yaml": (f"user: bob\npass: {PASSWORD}\nid: {ID}", PASSWORD, (ID,)),
    "ansible": (f"ansible_ssh_pass={PASSWORD}", PASSWORD, ()),
    "openssl": (f"openssl rsa -passin pass:{PASSWORD} -in k.pem", PASSWORD, ("k.pem",)),
    "secret access key": (f"Secret Access Key: {SECRET_KEY}", SECRET_KEY, ()),
    "access key": (f"Access key: {SECRET_KEY}", SECRET_KEY, ()),
    "secret key": (f"Secret key = {SECRET_KEY}", SECRET_KEY, ()),
    "api key": (f"API key: {SECRET_KEY}", SECRET_KEY, ()),
    "auth token": (f"Auth Token: {TOKEN}", TOKEN, ()),
    "client secret": (f"client secret: {TOKEN}", TOKEN, ()),
    "api key that is told": (f"your API key is {TOKEN}", TOKEN, ()),
    "one word": (f"dbpassword={PASSWORD} accesstoken={TOKEN}", PASSWORD, ()),
    "one word token": (f"dbpassword={PASSWORD} accesstoken={TOKEN}", TOKEN, ()),
    "java's property": (f"-Djavax.net.ssl.keyStorePassword={PASSWORD} -Xmx1g", PASSWORD, ("-Xmx1g",)),
    "camel case": (f'{{"appSecret":"{TOKEN}","requestId":"{ID}"}}', TOKEN, (ID,)),
    "other languages": (f"Passwort: {PASSWORD}", PASSWORD, ()),
    "full-width colon": (f"密码：{PASSWORD}，请求：{ID}", PASSWORD, (ID,)),
    "full-width equals": (f"密码＝{PASSWORD}", PASSWORD, ()),
    "chinese sentence": (f"密码是{PASSWORD}，请求 {ID}", PASSWORD, (ID,)),
    "environment of postgres": (f"PGPASSWORD={PASSWORD} psql -h db.example.com", PASSWORD, ("db.example.com",)),
    "encoded": (f"password_encoded={PASSWORD}&secretDecoded={TOKEN}", PASSWORD, ()),
    "a number": ('{"password": 83746592, "status": 404}', "83746592", ("404",)),
    "wide gap": (f"Password           : {PASSWORD}\nRequest ID         : {ID}", PASSWORD, (ID,)),
    "json over lines": (f'"password"  :\n      "{PASSWORD}"', PASSWORD, ()),
    # Structures of two lines and more.
    "kubernetes": (f"- name: DB_PASSWORD\n  value: {PASSWORD}\n- name: HOST\n  value: db1", PASSWORD, ("db1",)),
    "kubernetes, a plain word": ("- name: DB_PASSWORD\n  value: simpleword\n- name: HOST", "simpleword", ("HOST",)),
    "kubernetes, in quotes": (f'- name: "DB_PASSWORD"\n  value: "{PASSWORD}"', PASSWORD, ()),
    "block": (f"password: |\n  {PASSWORD}\nid: {ID}", PASSWORD, (ID,)),
    "block of several lines": (f"  password: |\n    first0\n    {PASSWORD}\n  id: {ID}", PASSWORD, (ID,)),
    "folded block": (f"password: >-\n  {PASSWORD}\nid: {ID}", PASSWORD, (ID,)),
    "below its name": (f"password:\n  {PASSWORD}\nid: {ID}", PASSWORD, (ID,)),
    "csv": (f"user,password\nbob,{PASSWORD}\nzoe,other\n{ID}", PASSWORD, ("bob", ID)),
    "csv of a cloud": (f'User Name,Access Key Id,Secret Access Key\n"bob",HPUA,{SECRET_KEY}\n', SECRET_KEY, ("bob",)),
    "table of a database": (f" user | password\n------+---------\n bob  | {PASSWORD}\n(1 row)", PASSWORD, ("bob",)),
    "table with a frame": (f"+---+---+\n| user | token |\n+---+---+\n| bob | {TOKEN} |\n+---+---+", TOKEN, ("bob",)),
    "form's part": (
        f'Content-Disposition: form-data; name="password"\n\n{PASSWORD}\n--edge\n{ID}',
        PASSWORD,
        (ID,),
    ),
    # Escaped, once and more often.
    "json in json": (TWICE, PASSWORD, (ID,)),
    "json in json in json": (THRICE, PASSWORD, (ID,)),
    "json four times": (json.dumps(THRICE), PASSWORD, (ID,)),
    "quotes as codes": (
        f"{{\\u0022password\\u0022:\\u0022{PASSWORD}\\u0022,\\u0022id\\u0022:\\u0022{ID}\\u0022}}",
        PASSWORD,
        (ID,),
    ),
    "quotes as entities": (
        f"{{&quot;password&quot;:&quot;{PASSWORD}&quot;,&quot;id&quot;:&quot;{ID}&quot;}}",
        PASSWORD,
        (ID,),
    ),
    "percent": (quote(ONCE), PASSWORD, (ID,)),
    "percent twice": (quote(quote(ONCE, safe=""), safe=""), PASSWORD, (ID,)),
    "percent in an address": (
        f"redirect=https%3A%2F%2Fy%2F%3Faccess_token%3D{TOKEN}%26request_id%3D{ID}",
        TOKEN,
        (ID,),
    ),
    "login in an encoded address": (
        f"proxy=http%3A%2F%2Fbob%3A{PASSWORD}%40proxy.example.com",
        PASSWORD,
        ("proxy.example.com",),
    ),
    "form": (f"username=bob&password={PASSWORD}&request_id={ID}", PASSWORD, ("bob", ID)),
    # Command lines.
    "curl -b": (f"curl -b 'JSESSIONID={SESSION}' https://x/", SESSION, ("https://x/",)),
    "curl -b, another cookie": (f"curl -s -b 'a=1; sid={SESSION}' https://x/", SESSION, ("https://x/",)),
    "curl --cookie": (f'curl --cookie "sid={SESSION}" https://x/', SESSION, ("https://x/",)),
    "curl -u": (f"curl -u bob:{PASSWORD} https://x/", PASSWORD, ("https://x/",)),
    "curl -u, digits": ("curl -u bob:83746592 https://x/", "83746592", ("https://x/",)),
    "curl -u, spaces": ("curl -u 'bob:Tr0ub four' https://x/", "Tr0ub four", ("https://x/",)),
    "curl --user": (f"curl --user bob:{PASSWORD} https://x/", PASSWORD, ("https://x/",)),
    "curl --proxy-user": (f"curl --proxy-user bob:{PASSWORD} https://x/", PASSWORD, ("https://x/",)),
    "option in quotes": ("tool --password 'Tr0ub four' --id 7", "Tr0ub four", ("--id 7",)),
    "php's session": (f"PHPSESSID={TOKEN}", TOKEN, ()),
    "session in a path": (f"GET /app;jsessionid={SESSION}?id={ID}", SESSION, (ID,)),
    "ipmitool": (f"ipmitool -I lanplus -H 10.0.0.1 -U root -P {PASSWORD} power on", PASSWORD, ("10.0.0.1", "power on")),
    "redis": (f"redis-cli -h r1 -a {PASSWORD} ping", PASSWORD, ("r1", "ping")),
    "docker file": (f"ENV DB_PASSWORD {PASSWORD}", PASSWORD, ()),
    "netrc": (f"machine h.example.com login bob password {PASSWORD}", PASSWORD, ("h.example.com", "bob")),
    "netrc over lines": (f"machine h.example.com\n  login bob\n  password {PASSWORD}", PASSWORD, ("bob",)),
    "power shell": (f'ConvertTo-SecureString "{PASSWORD}" -AsPlainText -Force', PASSWORD, ("-Force",)),
    "kubectl": (f"kubectl create secret generic db --from-literal=password={PASSWORD} -n web", PASSWORD, ("-n web",)),
    # Addresses and connections.
    "host stays": (
        "GET https://svc:geheim@api.metal.example.com/v1/servers -> 404",
        "geheim",
        ("api.metal.example.com/v1/servers -> 404", "svc"),
    ),
    "mongodb": (f"mongodb+srv://bob:{PASSWORD}@db.example.com/app", PASSWORD, ("@db.example.com/app",)),
    "token as user": (f"https://{TOKEN}x@git.example.com/a.git", TOKEN, ("git.example.com",)),
    "connection": (f"Server=db1;User Id=sa;Password={PASSWORD};Encrypt=yes", PASSWORD, ("db1", "Encrypt=yes")),
    "connection with a comma": ("Server=db1;Password=Tr0ub,4dor3;Encrypt=yes", "4dor3", ("Encrypt=yes",)),
    "odbc": (f"Driver=x;Pwd={{{PASSWORD}}};Server=db1", PASSWORD, ("db1",)),
    "oracle": (f"jdbc:oracle:thin:scott/{PASSWORD}@//db1:1521/x", PASSWORD, ("scott", "db1")),
    "storage": (f"AccountName=a;AccountKey={SECRET_KEY}==;EndpointSuffix=b", SECRET_KEY, ("EndpointSuffix",)),
    "shared access": ("https://a.example/b?sv=1&sig=abcDEF%2F123%3D&se=2", "abcDEF%2F123%3D", ("se=2",)),
    # Sentences, markup, programs' own writing.
    "with password": (f"user 'sa' with password '{PASSWORD}'", PASSWORD, ("'sa'",)),
    "password for": (f"Password for admin: {PASSWORD}", PASSWORD, ("admin",)),
    "password set to": (f"the password was set to {PASSWORD} by bob", PASSWORD, ("bob",)),
    "property": (f'<property name="password">{PASSWORD}</property><id>{ID}</id>', PASSWORD, (ID,)),
    "attribute": (f'<add key="Password" value="{PASSWORD}"/>', PASSWORD, ()),
    "input": (f'<input type="password" name="pw" value="{PASSWORD}">', PASSWORD, ("pw",)),
    "property list": (f"<key>password</key>\n<string>{PASSWORD}</string>", PASSWORD, ()),
    "xml-rpc": (f"<name>password</name><value><string>{PASSWORD}</string></value>", PASSWORD, ()),
    "sql": (f"CREATE USER bob IDENTIFIED BY '{PASSWORD}'", PASSWORD, ("bob",)),
    "sql of postgres": (f"ALTER ROLE bob WITH PASSWORD '{PASSWORD}'", PASSWORD, ("bob",)),
    "sql's function": (f"SET x = PASSWORD('{PASSWORD}')", PASSWORD, ()),
    "terraform": ('~ password = "oldpass99" -> "newpass99"', "newpass99", ()),
    "rust": (f'Login {{ user: "bob", password: Some("{PASSWORD}") }}', PASSWORD, ("bob",)),
    "php's dump": (f'["password"]=>\n  string(12) "{PASSWORD}"', PASSWORD, ()),
    "php serialized": (f's:4:"user";s:3:"bob";s:8:"password";s:12:"{PASSWORD}";', PASSWORD, ("bob",)),
    "python's bytes": (f"{{'password': b'{PASSWORD}', 'id': '{ID}'}}", PASSWORD, (ID,)),
    "graphql": (f'login(user: \\"bob\\", password: \\"{PASSWORD}\\")', PASSWORD, ("bob",)),
    "mail's login": (f"AUTH PLAIN {LOGIN}", LOGIN, ()),
    "registry": (f'{{"auths":{{"r.example.com":{{"auth":"{LOGIN}"}}}}}}', LOGIN, ("r.example.com",)),
    "npm's registry": (f"//r.example.com/:_auth={LOGIN}", LOGIN, ("r.example.com",)),
    "arrow": (f"password -> {PASSWORD}", PASSWORD, ()),
    "signs as codes": (f"password\\u003d{PASSWORD}\\u0026id\\u003d{ID}", PASSWORD, (ID,)),
    "curly quotes": (f"“password”：“{PASSWORD}”，“id”：“{ID}”", PASSWORD, (ID,)),
    "yaml's tag": (f"password: !!str {PASSWORD}", PASSWORD, ()),
    "yaml's anchor": (f"password: &pw {PASSWORD}", PASSWORD, ()),
    "bold": (f"**Password:** {PASSWORD}\n**Request**: {ID}", PASSWORD, (ID,)),
    "bold name": (f"**Password**: {PASSWORD}", PASSWORD, ()),
    "element in entities": (f"&lt;password&gt;{PASSWORD}&lt;/password&gt;&lt;id&gt;{ID}&lt;/id&gt;", PASSWORD, (ID,)),
    "token as an object": (f'{{"token":{{"id":"{TOKEN}","methods":["password"]}}}}', TOKEN, ("methods",)),
    "python's requests": (f"requests.get(url, auth=('bob', '{PASSWORD}'))", PASSWORD, ("bob",)),
    "python's jar": (f"<CookieJar[<Cookie sid={SESSION} for api.example.com/>]>", SESSION, ("api.example.com",)),
    "openldap": (f"bindpw {PASSWORD}", PASSWORD, ()),
    # Tokens by their look.
    "npm": ("npm_" + "aB3" * 12, "aB3aB3", ()),
    "sendgrid": ("SG." + "aB3_" * 5 + "ab." + "cD4-" * 10 + "cde", "cD4-cD4", ()),
    "slack's hook": (f"https://hooks.slack.com/services/T0AB/B0CD/{TOKEN}", TOKEN, ("hooks.slack.com",)),
    "discord's hook": (f"https://discord.com/api/webhooks/123456789/{TOKEN}", TOKEN, ("discord.com", "123456789")),
    "teams' hook": (
        f"https://x.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/{TOKEN}/{UUID}",
        TOKEN,
        ("x.webhook",),
    ),
    "telegram": (f"123456789:AA{TOKEN}abcdefghijklm", TOKEN, ("123456789",)),
    "telegram's address": (f"https://api.telegram.org/bot123456789:AA{TOKEN}abcdefghijklm/getMe", TOKEN, ("getMe",)),
    "github": (f"gho_{TOKEN}abcd", TOKEN, ()),
    "github, fine": (f"github_pat_{TOKEN}_abcd", TOKEN, ()),
    "gitlab": (f"glpat-{TOKEN}", TOKEN, ()),
    "stripe": (f"rk_live_{TOKEN}", TOKEN, ()),
    "google": ("AIzaSyA" + "b1C2" * 8, "b1C2b1C2", ()),
    "google's secret": ("GOCSPX-" + "b1C2" * 7, "b1C2b1C2", ()),
    "amazon": ("ASIAIOSFODNN7EXAMPLE", "IOSFODNN7", ()),
    "slack": (f"xoxb-123-{TOKEN}", TOKEN, ()),
    "vault": ("hvs." + "CAES" * 8, "CAESCAES", ()),
    "hugging face": ("hf_" + "aB3" * 11 + "a", "aB3aB3", ()),
    "a language model": ("sk-proj-" + "aB3-" * 10, "aB3-aB3", ()),
    "docker's": ("dckr_pat_" + "aB3-" * 7, "aB3-aB3", ()),
    "shopify": ("shpat_" + "0a1b" * 8, "0a1b0a1b", ()),
}


@pytest.mark.parametrize("name", SHAPES)
def test_it_works(name: str) -> None:
    text, secret, kept = SHAPES[name]
    masked = redact(f"{text}\n{ERROR}")
    assert secret not in masked
    assert "[masked " in masked
    assert masked.endswith(ERROR)
    for each in kept:
        assert each in masked


NOT_MASKED = [
    "tests: pass",
    "pass: 3, fail: 1",
    "pass: 12\nfail: 0",
    "bypass=1",
    "passed=3 bypass=true",
    "first_pass: completed, second_pass=12",
    '{"pass": 30, "fail": 1, "pass_rate": "97%", "pass": "97%"}',
    "--- PASS: TestFoo1 (0.00s)",
    "PASS tests/test_a1.py::test_b2",
    "PWD=/srv/app OLDPWD=/srv",
    "password=null token=true secret: none",
    '{"name":"password","in":"body","required":true,"type":"string"}',
    '{"field":"password","message":"must be 8 characters long","code":"Size"}',
    '{"required": ["username", "password", "email"]}',
    '"allowedHeaders": ["Authorization", "Content-Type", "Cookie", "X-Auth-Token"]',
    "Access-Control-Allow-Headers: Authorization, Cookie, X-Auth-Token, X-Request-Id",
    "Incorrect password for user: admin01",
    "Invalid token for request: req-7c1a9be2f04d",
    f"Enter password:\n{ERROR}",
    f"Authorization:\n{ERROR}",
    f"Password\n{ERROR}",
    "请输入密码：不能为空",
    "密码错误",
    "basic authentication failed for host db1",
    '"auth": "none", "auth_method": "password"',
    "docker run -u 1000:1000 -b x=1 web",
    "user, password and host are required\nfirst, second",
    "token_type=bearer&expires_in=3600",
    "request-id: 0A1B2C3D4E5F6071, resource_id: 9f8e7d6c5b4a39281706",
    "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuT\n-----END CERTIFICATE-----",
    "token -> expired",
    "The API key: is missing",
    "the secret key is required",
    "using password: YES",
    "login failed password incorrect",
    "session_id: 4711, session: closed",
    "token_code=E1234 password_error_code: Metal.0205",
    "password_expired=true, password_policy: strong, token_count=12345",
    "task-id 5f0c3b1e, disk-key-1, risk-a, sk-learn 1.5",
    '{"token":{"expires_at":"2026-01-01","methods":["password"],"user":{"name":"bob"}}}',
    "map[X-Request-Id:[req-7c1a9be2f04d] Code:[404]]",
    '{"name":"X-Request-Id","value":"req-7c1a9be2f04d"}',
    "cat /etc/passwd | grep bob",
    "https://hooks.slack.com/docs",
    "GET https://api.example.com:8443/v1/tokens/9f8e7d6c -> 404",
    "10:AAAA 2001:db8::aaaa:1",
    "- name: HOST\n  value: db1\n- name: PORT\n  value: 5432",
    "ErrCode=Metal.0205; Status=404",
]


@pytest.mark.parametrize("text", NOT_MASKED)
def test_what_support_needs_stays(text: str) -> None:
    assert redact(text) == text


def test_what_a_parser_takes_out_of_strings_is_masked_in_the_answer(ask_one: AskOne) -> None:
    inner = {"error_code": "Metal.0100", "error_msg": f"Physical servers ID not found: [{PASSWORD}]"}
    for text in (
        json.dumps({"body": json.dumps({"a": json.dumps({"password": PASSWORD, **inner})})}),
        json.dumps({"headers": [{"value": f"sid={PASSWORD}", "name": "Cookie"}], **inner}),
    ):
        finding = ask_one(text)
        assert finding.matches[0].code == "Metal.0100"
        assert PASSWORD not in repr(finding)


BEGINNINGS = (
    *("password", "password:", 'password\\":\\"', "password%22%3A%22", "password&quot;:&quot;", "password \n", "pass="),
    *(
        '{"name":"Cookie",',
        '{"value":"x","name":"Cookie"',
        '"name":"password",\n',
        '{"value":"' + "x" * 900 + '","name":"token',
    ),
    *(
        '"cookies":[{"name":"a","value":"',
        '"authorization":["',
        '"Cookie":[]string{"',
        'authorization: Digest a="',
        "cookie:[",
    ),
    *(
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "private key-----\nMIIEpAIBAAKCAQEA7bq0\n",
        "private key-----a-",
        "private key-----\\n",
    ),
    *("- name: password\n  value: x\n", "password: |\n  x\n", "password: |\n", " password: >\n   \n", "password:\n"),
    *("curl -b a=b ", "curl --cookie a=", "curl -u a:", "curl -u 'a:", " -b 'x=", "ipmitool -P "),
    *(
        "password '",
        "with password 'x1",
        "Password for a: ",
        "Password for ",
        "password is ",
        "machine a login b password ",
    ),
    *(
        'name="password">',
        '<property name="password" a="b" ',
        "<key>password</key>",
        'form-data; name="password"\n',
        "<password ",
    ),
    *("user,password\n", "user,password\nbob,x\n", "password,", "a|token|", "token\t", "password;"),
    *("basic YWRt", '"auth":"YWRt', "Basic ", "bearer a", "jsessionid=a", "sk-a1", "npm_", "sg.a.", "eyJ", "key-0"),
    *("https://hooks.slack.com/services/", "api.telegram.org/bot1:", "1:AAa", "jdbc:oracle:thin:a/", "identified by '"),
    *(
        "%3A%2F%2Fa%3A",
        "://a:b",
        "://a1",
        "https://aaaaaaaaaaaaaaaaaaaaaaaa1",
        '"authorization","',
        "'cookie', 'a=",
        "secret key ",
        "api key:",
    ),
    *(
        "password{",
        "password={",
        "password('",
        "password=(((((",
        "secret=[[",
        'password:["',
        "password=\\",
        "密码：",
        "密码是1",
    ),
    *(
        "LS0tLS1CRUdJTiBSU0E",
        "client-key-data: ",
        ';s:8:"password";s:1:"',
        'password = "a" -> "b',
        "password" + " " * 39,
        "password" + "\n" * 39,
    ),
)


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.slow
def test_a_hostile_text_takes_time_by_its_length(beginning: str) -> None:
    def took(size: int) -> float:
        text = (beginning * (size // len(beginning) + 1))[:size]
        best = 9.0
        for _ in range(3):
            begun = time.process_time()
            find_secrets(text)
            best = min(best, time.process_time() - begun)
        return best

    # Linear time is four times, quadratic sixteen; below a few milliseconds the clock says nothing.
    assert took(40_000) <= max(8 * took(10_000), 0.02)
