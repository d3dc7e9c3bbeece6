"""Settings that a class of errors declares beside its codes, and errors that are called like settings."""

from __future__ import annotations

import pytest

from tests.intake.test_sources import constants_in

PHP = """<?php
final class TeaCodes
{
    public const API_VERSION = '2024-05';
    public const HEADER_NAME = 'X-Tea-Code';
    public const MAX_CUPS = 12;

    public const CUP_GONE = 'TEA-1001';
    public const OLD_VERSION = 'TEA-1002';
    public const MISSING_HEADER = 'missing_header';
}
"""
JAVA = """public enum TeaCode {
    CUP_GONE("T001", "No cup"),
    BAD_URL("T002", "Bad address"),
    BAD_HOST("T003", "Bad host");

    public static final String HEADER = "X-Tea-Error";
    private static final String BUNDLE_NAME = "messages.tea";
}
"""
GO = """package tea

const (
	CodeCupGone Code = "cup_gone"
	CodeBadPath Code = "bad_path"
	DefaultLocale    = "en"
	TeaVersion       = "v1.4.2"
)
"""


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("ErrorCodes.php", PHP, {"TEA-1001", "TEA-1002", "missing_header"}),
        ("ErrorCode.java", JAVA, {"T001", "T002", "T003"}),
        ("errors.go", GO, {"cup_gone", "bad_path"}),
    ],
)
def test_settings_beside_codes_are_no_errors(name: str, text: str, codes: set[str]) -> None:
    assert set(constants_in(text, name)) == codes


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("errors.h", "#define TEA_GONE 1\n#define TEA_WRONG_VERSION 2\n#define TEA_NO_HOST 3\n"),
        ("errors.h", '#define TEA_GONE "No tea"\n#define TEA_WRONG_VERSION "Old tea"\n#define TEA_NO_HOST "No pot"\n'),
        ("errors.ts", "export enum Code {\n  TEA_GONE = 1,\n  TEA_WRONG_VERSION = 2,\n  TEA_NO_HOST = 3,\n}\n"),
        ("error.rs", "pub enum TeaError {\n  TEA_GONE,\n  TEA_WRONG_VERSION(String),\n  TEA_NO_HOST,\n}\n"),
    ],
    ids=["numbers", "texts", "enumeration", "names"],
)  # fmt: skip
def test_errors_that_are_called_like_settings_stay(name: str, text: str) -> None:
    assert set(constants_in(text, name)) == {"TEA_GONE", "TEA_WRONG_VERSION", "TEA_NO_HOST"}
