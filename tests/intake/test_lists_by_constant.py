"""Constants whose statuses, messages and solutions stand in lists of the program under their names."""

from __future__ import annotations

import pytest

from tests.intake.reading_rows import read, row, rows
from tests.intake.test_sources import aliases, constants_in

GO = """package tea

type Code string

const (
	CodeCupGone Code = "cup_gone"
	CodeTeaCold Code = "tea_cold"
)

var statuses = map[Code]int{
	// of HTTP
	CodeCupGone: http.StatusNotFound,
	CodeTeaCold: http.StatusRequestEntityTooLarge,
}

var messages = map[Code]string{
	CodeCupGone: "Gone",
	CodeTeaCold: "The tea is cold",
}
"""
TYPESCRIPT = """export enum TeaCode {
  CupGone = 'cup_gone',
  TeaCold = 'tea_cold',
}
export const texts: Record<TeaCode, string> = {
  [TeaCode.CupGone]: 'Gone',
  [TeaCode.TeaCold]: 'The tea is cold',
};
export const httpStatuses: Record<TeaCode, number> = {
  [TeaCode.CupGone]: 404,
  [TeaCode.TeaCold]: 413,
};
"""
PYTHON = """class TeaCode(StrEnum):
    CUP_GONE = "cup_gone"
    TEA_COLD = "tea_cold"

BY_CODE: dict[str, HTTPStatus] = {
    TeaCode.CUP_GONE: HTTPStatus.NOT_FOUND,
    TeaCode.TEA_COLD: status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
}
MESSAGES = {
    TeaCode.CUP_GONE: "Gone",
    TeaCode.TEA_COLD: "The tea is cold",
}
"""
PHP = """<?php
final class TeaCodes
{
    public const CUP_GONE = 'cup_gone';
    public const TEA_COLD = 'tea_cold';

    private static $messages = [
        self::CUP_GONE => 'Gone',
        self::TEA_COLD => 'The tea is cold',
    ];
    private static $statuses = [
        self::CUP_GONE => Response::HTTP_NOT_FOUND,
        self::TEA_COLD => 413,
    ];
}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("errors.go", GO), ("errors.ts", TYPESCRIPT), ("errors.py", PYTHON), ("errors.php", PHP)],
)
def test_lists_under_constants_give_their_statuses_and_messages(name: str, text: str) -> None:
    assert constants_in(text, name) == {"cup_gone": ("404", "Gone", ""), "tea_cold": ("413", "The tea is cold", "")}


JAVA = """public final class TeaErrors {
    public static final String CUP_GONE = "T-1";
    public static final String TEA_COLD = "T-2";

    private static final Map<String, String> MESSAGES = Map.of(
        CUP_GONE, "The cup is gone",
        TEA_COLD, "The tea is cold");
    private static final Map<String, HttpStatus> STATUSES = new HashMap<>();
    static {
        STATUSES.put(CUP_GONE, HttpStatus.NOT_FOUND);
        STATUSES.put(TEA_COLD, HttpStatus.CONFLICT);
    }
}
"""
CSHARP = """public static class TeaErrors
{
    public const string CupGone = "T-1";
    public const string TeaCold = "T-2";

    private static readonly Dictionary<string, string> Messages = new()
    {
        { CupGone, "The cup is gone" },
        { TeaErrors.TeaCold, "The tea is cold" },
    };
    private static readonly Dictionary<string, int> Statuses = new()
    {
        [CupGone] = StatusCodes.Status404NotFound,
        [TeaCold] = 409,
    };
}
"""


@pytest.mark.parametrize(("name", "text"), [("TeaErrors.java", JAVA), ("TeaErrors.cs", CSHARP)])
def test_maps_that_are_filled_give_statuses_and_messages(name: str, text: str) -> None:
    assert constants_in(text, name) == {"T-1": ("404", "The cup is gone", ""), "T-2": ("409", "The tea is cold", "")}


def test_list_that_is_called_after_solutions_gives_them() -> None:
    text = TYPESCRIPT.replace("texts", "errorHints").replace("'Gone'", "'Buy a cup'")
    assert rows(read(text, name="errors.ts")) == [
        row("cup_gone", "404", fix="Buy a cup", section="TeaCode"),
        row("tea_cold", "413", fix="The tea is cold", section="TeaCode"),
    ]


def test_statuses_of_a_switch_are_those_of_the_constants() -> None:
    text = (
        "const (\n\tErrCup Code = 1\n\tErrTea Code = 2\n\tErrMug Code = 3\n)\n"
        "func (c Code) Status() int {\n\tswitch c {\n\tcase ErrCup:\n\t\treturn http.StatusNotFound\n"
        "\tcase ErrTea:\n\t\treturn 409\n\t}\n\treturn 500\n}\n"
    )
    assert constants_in(text, "errors.go") == {
        "ErrCup": ("404", "", ""), "ErrTea": ("409", "", ""), "ErrMug": ("", "", ""),
    }  # fmt: skip


def test_numbers_under_constants_that_are_not_all_statuses_are_other_names() -> None:
    text = (
        "export const ERR_CUP = 1;\nexport const ERR_TEA = 2;\n"
        "export const exits = {\n  ERR_CUP: 404,\n  ERR_TEA: 72,\n};\n"
    )
    assert {status for status, *_ in constants_in(text, "errors.ts").values()} == {""}
    assert aliases(text, "errors.ts") == {"ERR_CUP": ("1", "404"), "ERR_TEA": ("2", "72")}


def test_texts_of_calls_with_a_constant_are_no_messages() -> None:
    text = (
        'export const ERR_CUP = "cup";\nexport const ERR_TEA = "tea";\n'
        'log(ERR_CUP, "It is Monday");\nlog(ERR_TEA, "It is Tuesday");\n'
    )
    assert constants_in(text, "errors.ts") == {"cup": ("", "", ""), "tea": ("", "", "")}
