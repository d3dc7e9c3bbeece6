"""Secrets on command lines, by the programs that take them so."""

from __future__ import annotations

import re

from catalog.diagnosis.secrets.names import (
    held_in,
)
from catalog.diagnosis.secrets.values import Found

_USER_OPTION = re.compile(
    r"""(?:\s{0,3}|=)(?:(?P<quote>["'])(?P<name>[^\s:"'/]{1,100}):(?P<quoted>[^"'\n]{1,200}+)["']"""
    r"""|(?P<user>[^\s:"'/]{1,100}):(?P<bare>[^\s"']{1,200}+))"""
)

_OTHER_USERS = re.compile(r"\b(?:docker|podman|nerdctl|kubectl|chown|git)\b")

COOKIE_OPTION = re.compile(
    r"""[ \t=]{0,3}["']?(?P<value>[\w.%+-]{1,80}=[^\s"'][^"'\n]{3,4000}?)(?:["'\n]|$|[ ](?=-|https?:))"""
)

_WEB_CLIENT = re.compile(r"\b(?:curl|wget|http|https|xh)\b")

_LOGIN = re.compile(r"\b(?:login|sshpass|plink|pscp|racadm|ipmitool)\b")

_CAPITAL_LOGIN = re.compile(r"\b(?:ipmitool|sqlcmd|bcp|zip|unzip|mosquitto_\w{3})\b")

_DATABASE = re.compile(r"\b(?:mysql|mariadb)\w{0,20}\b")

_LOGIN_VALUE = re.compile(r"""\s{0,3}["']?(?P<value>[^\s"'-][^\s"']{0,200}+)""")

_TIGHT_VALUE = re.compile(r"""["']?(?P<value>[^\s"'-][^\s"']{0,200}+)""")

_REDIS = re.compile(r"\b(?:redis-cli|ldap\w{3,8})\b")


def user_option(text: str, start: int, end: int) -> Found | None:
    """``-u name:password``; but for the programs to which it is a user and a group."""
    match = _USER_OPTION.match(text, end)
    if match is None:
        return None
    group = "quoted" if match["quote"] else "bare"
    line = _line_before(text, start)
    if not _WEB_CLIENT.search(line) and (
        text[start:end].isupper() or match[group].isdigit() or match[group] == match["user"]
    ):
        return None
    return None if _OTHER_USERS.search(line) else held_in(match, group)


def cookie_option(text: str, start: int, end: int) -> Found | None:
    """``-b name=value`` of a web client; without a sign it is a file."""
    value = held_in(COOKIE_OPTION.match(text, end))
    return value if value and _WEB_CLIENT.search(text, max(0, start - 400), start) else None


def login_option(text: str, start: int, end: int) -> Found | None:
    """``-p password`` of the programs that take one so; to others it is a port."""
    line = _line_before(text, start)
    if not text[start:end].islower():
        return held_in(_LOGIN_VALUE.match(text, end)) if _CAPITAL_LOGIN.search(line) else None
    if _LOGIN.search(line):
        return held_in(_LOGIN_VALUE.match(text, end))
    return held_in(_TIGHT_VALUE.match(text, end)) if _DATABASE.search(line) else None


def directory_option(text: str, start: int, end: int) -> Found | None:
    """``-a`` of Redis' client, ``-w`` of a directory's."""
    return held_in(_LOGIN_VALUE.match(text, end)) if _REDIS.search(_line_before(text, start)) else None


_ORACLE = re.compile(
    r"(?:[ \t]{1,3}-\w{1,9}){0,4}[ \t]{0,3}[\"']?(?P<user>[A-Za-z][\w$#.-]{0,60})/"
    r"(?P<value>[^\s/@\"'][^\s@\"']{0,100})(?:@(?P<where>[^\s\"';]{1,200})|(?=[\s\"';]|$))"
)
_FTP_PASS = re.compile(r"(?P<value>(?!\d{1,4}\b)[^\s/:]{2,200})[ \t]*(?:\r?\n|$|[\"'\\])")
_MAIL_DIALOGUE = re.compile(r"\bUSER[ \t]|\b331[ -]|\+OK|ftp|pop3", re.IGNORECASE)
_IMAP_LOGIN = re.compile(
    r"[\"']?(?P<user>[\w.@+-]{1,100})[\"']?[ \t]{1,3}[\"']?(?P<value>[^\s\"']{2,200})[\"']?[ \t]*(?:\r?\n|$)"
)
_IMAP_TAG = re.compile(r"(?:^|[\n>:|])[ \t]{0,9}[A-Za-z]{0,5}\d{1,6}[ \t]{1,3}$")


def oracle_login(text: str, start: int, end: int) -> Found | None:
    """``user/password@database`` behind a tool's name; without ``@``, only where the tool stands right before it."""
    if start and (text[start - 1].isalnum() or text[start - 1] in "_-."):
        return None
    match = _ORACLE.match(text, end)
    if not match or (
        not match["where"] and text[start:end].strip().lower() in ("connect", "conn", "exp", "imp", "dblink")
    ):
        return None
    return held_in(match)


def mail_or_file_login(text: str, start: int, end: int) -> Found | None:
    """The password of a dialogue of FTP or POP3, and of IMAP's LOGIN."""
    if not text[start : end - 1].isupper() or (start and text[start - 1].isalnum()):
        return None
    if text.startswith("LOGIN", start):
        return held_in(_IMAP_LOGIN.match(text, end)) if _IMAP_TAG.search(text, max(0, start - 24), start) else None
    match = _MAIL_DIALOGUE.search(text, max(0, start - 300), start)
    return held_in(_FTP_PASS.match(text, end)) if match else None


def _line_before(text: str, start: int) -> str:
    return text[max(0, start - 200) : start].rpartition("\n")[2]
