"""Tokens that are known by their own look: each issuer's as it documents them.."""

from __future__ import annotations

SHAPES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # Signed by nobody in particular: three parts, of which the first is a JSON object.
    ("token", ("eyj",), r"eyJ[\w-]{8,8000}+\.[\w-]{4,16000}+(?:\.[\w-]{0,8000}+){0,3}"),
    # Clouds: Amazon, Alibaba, Tencent, Google, DigitalOcean, Databricks.
    ("access key", ("akia", "asia"), r"A[KS]IA[0-9A-Z]{16}\b"),
    ("access key", ("ltai", "akid"), r"(?:LTAI|AKID)[A-Za-z0-9]{12,40}\b"),
    ("access key", ("aiza",), r"AIza[\w-]{30,45}"),
    ("token", ("ya29.",), r"ya29\.[\w-]{20,2000}+"),
    ("secret", ("gocspx-",), r"GOCSPX-[\w-]{20,60}"),
    ("token", ("dop_v1_", "doo_v1_", "dor_v1_"), r"do[opr]_v1_[0-9a-f]{32,80}"),
    ("token", ("dapi",), r"dapi[0-9a-f]{32}(?:-\d)?\b"),
    # Where code and packages are kept.
    ("token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"), r"(?:gh[pousr]|github_pat)_\w{20,255}"),
    (
        "token",
        ("glpat-", "gldt-", "glrt-", "glptt-", "glcbt-"),
        r"gl(?:pat|dt|rt|ptt|cbt)-[\w.-]{10,255}",
    ),
    ("token", ("npm_",), r"npm_[A-Za-z0-9]{36}\b"),
    ("token", ("pypi-age",), r"pypi-AgE[\w-]{40,1000}+"),
    ("token", ("dckr_pat_", "dckr_oat_"), r"dckr_[po]at_[\w-]{20,80}"),
    ("token", ("rubygems_",), r"rubygems_[0-9a-f]{40,64}"),
    ("token", ("atatt3", "atctt3"), r"AT[AC]TT3[\w=-]{40,400}"),
    ("token", ("hf_",), r"hf_[A-Za-z0-9]{30,50}\b"),
    # Services of messages and mail.
    (
        "token",
        ("xoxa-", "xoxb-", "xoxe-", "xoxe.", "xoxp-", "xoxr-", "xoxs-", "xapp-"),
        r"(?:xox[abeprs]|xapp)[.-][\w.-]{10,255}",
    ),
    ("token", ("sg.",), r"SG\.[\w-]{16,32}\.[\w-]{16,64}"),
    ("access key", ("key-",), r"key-[0-9a-f]{32}\b"),
    # Payments, shops, language models, vaults, monitoring.
    ("secret key", ("sk_live_", "sk_test_", "rk_live_", "rk_test_"), r"[sr]k_(?:live|test)_\w{10,255}"),
    ("secret", ("whsec_",), r"whsec_[\w+/=]{20,120}"),
    ("token", ("shpat_", "shpss_", "shpca_", "shppa_"), r"shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}"),
    ("access key", ("sk-",), r"sk-(?=[\w-]{0,60}\d)(?:(?:proj|ant|or|svcacct|admin)[\w-]{16,300}|[A-Za-z0-9]{32,80})"),
    ("token", ("hvs.", "hvb.", "hvr."), r"hv[sbr]\.[\w-]{20,300}"),
    ("token", ("sntrys_", "glsa_", "glc_ey"), r"(?:sntrys|glsa|glc)_[\w=+/-]{20,400}"),
    ("access key", ("nrak-", "pmak-"), r"(?:NRAK|PMAK)-[\w-]{20,80}"),
    ("secret key", ("age-secret-key-1",), r"AGE-SECRET-KEY-1[0-9A-Z]{40,80}"),
    # A private key in base64: how its first line begins, by the sort of key. That of a certificate is none.
    (
        "private key",
        ("ls0tls1crudjtib",),
        r"LS0tLS1CRUdJTiB(?:SU0E|QUklW|FQyBQ|FTkNS|PUEVO|EU0E|QR1Ag)[A-Za-z0-9+/=]{0,16000}+",
    ),
)
"""The mask's name, how such a token begins in lower case, its whole look."""

PLACES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # Addresses that anyone may post to who knows them.
    ("token", ("hooks.slack.com/",), r"(?:services|workflows|triggers)/(?P<value>[A-Za-z0-9/_-]{8,200}+)"),
    ("token", ("discord.com/api/", "discordapp.com/api/"), r"(?:v\d+/)?webhooks/\d{5,25}/(?P<value>[\w-]{16,120}+)"),
    ("token", ("webhook.office.com/", "outlook.office.com/"), r"webhook(?:b2)?/(?P<value>[\w@/-]{16,400}+)"),
    ("token", ("api.telegram.org/bot", "api.telegram.org/file/bot"), r"(?P<value>\d{5,12}:[\w-]{20,60}+)"),
    ("token", (":aa",), r"(?<=\d:AA)(?P<value>[\w-]{31,40}+)"),
    # Oracle's short addresses: user/password@host.
    ("password", ("jdbc:oracle:thin:", "jdbc:oracle:oci:"), r"[\w.-]{1,60}/(?P<value>[^@\s\"']{1,200}+)@"),
    # Python's requests: a login as a pair, a jar of cookies.
    (
        "password",
        ("auth=(", "httpbasicauth(", "httpdigestauth("),
        r"\s{0,9}[\"'][^\"'\n]{1,100}[\"'],\s{0,9}[\"'](?P<value>[^\"'\n]{1,200}+)",
    ),
    ("cookie", ("<cookie ",), r"(?P<value>[\w.%-]{1,80}=[^\s>]{4,4000}+) for"),
    # SQL, and the protocols of mail.
    ("password", ("identified by",), r"(?:\spassword)?\s{1,4}(?P<quote>\\{0,31}[\"'])(?P<value>[^\"'\\\n]{1,200}+)"),
    ("password", ("auth plain", "auth login"), r"[ \t](?P<value>[A-Za-z0-9+/]{8,400}+={0,2})"),
    ("password", ("requirepass", "masterauth", "bindpw", "rootpw"), r"[ \t]{1,4}[\"']?(?P<value>[^\s\"']{4,200}+)"),
    (
        "password",
        ("convertto-securestring",),
        r"(?:[ \t]-(?:string|asplaintext|force))*[ \t][\"'](?P<value>[^\"'\n]{1,200}+)",
    ),
)
"""The mask's name, what stands before a secret in lower case, the secret behind it as ``value``."""
