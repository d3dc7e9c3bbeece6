"""Words around secrets: what a label is called in many languages, and what stands behind one and is no secret."""

from __future__ import annotations

import re

PASSWORDS = (
    *("password", "passwd", "passcode", "adminpass", "userpass", "passphrase"),
    # German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Turkish, Swedish, Danish, Finnish.
    *("passwort", "kennwort", "losungswort", "mot de passe", "motdepasse", "contraseña", "contrasena", "palabra clave"),
    *("senha", "palavra-passe", "parola d'ordine", "wachtwoord", "hasło", "heslo", "parola", "şifre", "sifre"),
    *("lösenord", "losenord", "adgangskode", "salasana", "passord", "jelszó", "parolă"),
    # Russian, Ukrainian, Greek, Hebrew, Arabic, Hindi, Thai, Vietnamese, Indonesian.
    *("пароль", "κωδικός πρόσβασης", "סיסמה", "סיסמא", "كلمة المرور", "كلمة السر", "पासवर्ड", "รหัสผ่าน", "mật khẩu"),
    *("kata sandi",),
    # Chinese in both writings, Japanese, Korean.
    *("密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "패스워드", "암호"),
)
"""Names of passwords."""

SECRETS = (
    *("secret", "geheimnis", "geheimer schlüssel", "clave secreta", "clé secrète", "секретный ключ", "секрет"),
    *("密钥", "密鑰", "金鑰", "秘钥", "秘密鍵", "シークレット", "비밀키", "비밀 키", "시크릿"),
)
"""Names of secrets."""

TOKENS = ("token", "jeton", "zugriffsschlüssel", "токен", "令牌", "トークン", "토큰", "clave de api", "clave de acceso")
"""Names of tokens and access keys."""

ISSUERS = tuple(
    """
    adafruit adobe airtable algolia alibaba asana atlassian auth0 beamer bitbucket bittrex cloudflare codecov
    cohere coinbase confluence confluent contentful datadog deepgram discord droneci dropbox etsy facebook fastly
    finicity finnhub flickr freshbooks gitter gocardless heroku hubspot intercom jfrog artifactory kraken kucoin
    launchdarkly linear linkedin linked_in linode looker mailchimp mailgun mapbox mattermost meraki messagebird
    netlify newrelic new_relic nytimes okta plaid privateai private_ai rapidapi rollbar sendbird sentry snyk sonar
    spotify squarespace sumo telegram travis twitch twitter vultr yandex zendesk contribsys__com stripe twilio
    splunk pagerduty jira intra42
    """.split()  # noqa: SIM905 - to be read and added to
)
"""Issuers whose keys have no look of their own, as labels have their names."""

NOT_A_SECRET = re.compile(
    r"""(?ix)
    (?:
      # a placeholder that somebody fills in, or has been made unreadable already
      \$\{[^{}\s]{0,80}\} | \$\([^()\n]{0,80}\) | \$[a-z_]\w{0,60} | \{\{[^{}\n]{0,80}\}\} | \{[a-z_]\w{0,40}\}
      | %[a-z_]\w{0,60}% | %\(?\w{0,40}\)?s | <[\w\ .-]{1,60}> | @@?\w{1,40}@@?
      | [*•●·x#.]{3,80} | [\[(<]?(?:redacted|masked|filtered|hidden|removed|secret|sensitive|omitted)[\])>]?
      # what says whether, or that something is wrong
      | true | false | null | none | nil | yes | no | on | off | undefined | n/a | na | unset | set | empty | blank
      | invalid | incorrect | wrong | bad | missing | required | expired | denied | fail(?:ed|ure|s)? | reject(?:ed)?
      | errors? | mismatch(?:ed)? | ok | okay | success(?:ful)? | valid | unknown | disabled | enabled | changed | reset
      | updated | sent | received | encrypted | protected | prompt | pass(?:ed)? | optional | default | mandatory
      | forbidden | unauthorized | unauthenticated | locked | weak | strong | short | long | incomplete | unsupported
      | malformed | revoked | inactive | active | absent | present | not[_-]?found | notfound | accepted | verified
      | generated | stored | deprecated | unused | used | needed | given | provided | checked | ignored | anonymous
      | done | completed? | again | later | as | was | above | below | see\b.*
      | <?(?:your|my|some|an?|the|example|insert|replace)[_ -][\w -]{0,30}(?:key|token|secret|password|here)>?
      # a type in a schema, or where the secret comes from
      | str(?:ing)? | int(?:eger)? | text | bool(?:ean)? | object | array | number | file | env | vault | plain(?:text)?
      | keychain | stdin | password | token | secret | base64 | bytes | opaque | varchar | char | char\(\d+\)
      | (?:sha|md|hmac|aes|rsa|rs|hs|es|ps|ed)-?\d{1,5} | bcrypt | scrypt | argon2\w? | jwt | bearer | basic | oauth2?
      | otp | totp
    ) [.!,;:]?
    """
)
"""Whole values that are no secret, wherever one is expected."""

SENTENCE = re.compile(
    r"""(?ix)
    \b(?: the | a | an | is | are | was | were | be | been | must | should | shall | may | can | cannot | could | has
      | have | had | not | no | too | at | least | for | from | with | without | of | in | to | and | or | than | it
      | this | that | your | you | does | do | did | will | would | need(?:s|ed)? | please | required? | invalid
      | incorrect | wrong | expired | missing | between | characters? | contains?
      | es | incorrecta? | debe | ist | darf | muss | nicht | falsch(?:es)? | ungültig(?:es)? | est | doit
      | неверный | неправильный | должен
    )\b
    | 错误 | 不 | 无效 | 为空 | 过期 | 必须 | 已 | 请 | 長さ | 違い | 正しく | ません | 無効 | 必要 | 期限
    | 잘못 | 틀렸 | 않 | 만료 | 필요 | 입력
    """
)
"""Words of a sentence that goes on about a secret, in what would otherwise be one of several words."""
