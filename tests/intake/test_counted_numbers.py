"""Numbers of constants that a program works out: from a base, by counting on, by ``iota``."""

from __future__ import annotations

import pytest

from tests.intake.test_sources import aliases

_DEFINES = """
/* errors of the tea library */
#define TEA_ERR_BASE 10000
#define TEA_EINTR (TEA_ERR_BASE + 4) /* The call was interrupted */
#define TEA_EBADF (TEA_ERR_BASE+9)   /* The cup is none */
#define TEA_ECOLD ( TEA_ERR_BASE | 14u ) // The tea is cold
#define TEA_EMINUS -(TEA_ERR_BASE + 22) // Less than nothing
"""
_ENUM = """
typedef enum {
    TEA_ERR_BASE = -200,
    TEA_ERR_TIMEOUT,        /* nobody poured */
    TEA_ERR_BUSY,           /* the pot is in use */
    TEA_ERR_CRC = -190,     /* the sum is wrong */
    TEA_ERR_OVERRUN,        /* it runs over */
} tea_error_t;
"""
_GO = """package tea
// Error codes.
const (
	ErrCodeTimeout = iota + 1000 // nobody poured
	ErrCodeBusy                  // the pot is in use
	_
	ErrCodeCrc                   // the sum is wrong
)
"""
_PYTHON = "BASE = 5000\nERROR_TIMEOUT = BASE + 1  # nobody poured\nERROR_BUSY = BASE + 2  # the pot is in use\n"
_JAVA = """public final class ErrorCodes {
  private static final int ERROR_BASE = 0x1000;
  /** Nobody poured. */
  public static final int ERROR_TIMEOUT = ERROR_BASE + 0x01;
  /** The sum is wrong. */
  public static final int ERROR_CRC = (1 << 12) | 3;
}
"""


@pytest.mark.parametrize(
    ("name", "text", "numbers"),
    [
        ("tea.h", _DEFINES, {"TEA_EINTR": "10004", "TEA_EBADF": "10009", "TEA_ECOLD": "10014", "TEA_EMINUS": "-10022"}),
        (
            "tea_error.h",
            _ENUM,
            {"TEA_ERR_TIMEOUT": "-199", "TEA_ERR_BUSY": "-198", "TEA_ERR_CRC": "-190", "TEA_ERR_OVERRUN": "-189"},
        ),
        ("errors.go", _GO, {"ErrCodeTimeout": "1000", "ErrCodeBusy": "1001", "ErrCodeCrc": "1003"}),
        ("errors.py", _PYTHON, {"ERROR_TIMEOUT": "5001", "ERROR_BUSY": "5002"}),
        ("ErrorCodes.java", _JAVA, {"ERROR_TIMEOUT": "0x1001", "ERROR_CRC": "4099"}),
    ],
)
def test_number_that_a_program_works_out_is_another_name_and_its_base_is_no_error(
    name: str, text: str, numbers: dict[str, str]
) -> None:
    assert aliases(text, name) == {code: (number,) for code, number in numbers.items()}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("errors.go", _GO.replace("iota + 1000", "iota")),
        ("errors.go", _GO.replace("iota + 1000", "iota + step()")),
        ("tea.h", _DEFINES.replace("TEA_ERR_BASE 10000", "TEA_ERR_BASE tea_base()")),
        ("tea.h", _DEFINES.replace("10000", "1 << 1000")),
        ("tea.h", _DEFINES.replace("10000", "9" * 60)),
        ("ErrorCodes.java", _JAVA.replace("0x1000", "9 ** 9").replace("1 << 12", "1 << two")),
    ],
)
def test_number_that_is_no_sum_of_known_ones_is_no_name(name: str, text: str) -> None:
    assert not any(aliases(text, name).values())


def test_enumeration_without_a_number_and_one_of_another_language_count_nothing() -> None:
    assert not any(aliases("enum tea_error {\n    TEA_E_GONE,\n    TEA_E_COLD\n};\n", "tea.h").values())
    java = "public enum TeaError {\n    TEA_GONE(4001),\n    TEA_COLD,\n    TEA_LOST;\n}\n"
    assert aliases(java, "TeaError.java")["TEA_GONE"] == ("4001",)


@pytest.mark.parametrize(
    ("name", "text", "numbers"),
    [
        (
            "tea_error.h",
            "enum tea_error {\n TEA_E_A = 98, /* a */\n TEA_E_B, /* b */\n TEA_E_C, /* c */\n};\n",
            {"TEA_E_A": "98", "TEA_E_C": "100"},
        ),
        # The last letters of a name are no type of a number.
        (
            "tea_error.h",
            "#define ERR_CAFEUL 500 /* full */\n#define ERR_MORE (ERR_CAFEUL + 1UL) /* more */\n",
            {"ERR_CAFEUL": "500", "ERR_MORE": "501"},
        ),
        # A second name says nothing of its own.
        (
            "errno.h",
            "#define EDEADLK 135 /* It would lock */\n#define EDEADLOCK EDEADLK /* the same */\n",
            {"EDEADLK": "135"},
        ),
        # Lines that are no member, or several in one, may hide how many there are.
        (
            "tea_error.h",
            "enum tea_error {\n TEA_E_A = 400, /* a */\n TEA_E_B, /* b that goes\n on here */\n TEA_E_C, /* c */\n};\n",
            {"TEA_E_A": "400"},
        ),
        (
            "tea_error.h",
            "enum tea_error {\n TEA_E_A = 400, /* a */\n#ifdef X\n TEA_E_B, /* b */\n#endif\n TEA_E_C, /* c */\n};\n",
            {"TEA_E_A": "400"},
        ),
        (
            "tea_error.h",
            "enum tea_error {\n TEA_E_A = 1, /* a */\n TEA_E_B, /* b */\n TEA_E_OFFSET, /* too far */\n TEA_E_C\n};\n",
            {"TEA_E_A": "1"},
        ),
        (
            "errors.go",
            "package tea\nconst (\n\tErrCodeGone = 1001 // a\n\tErrCodeCold // b\n)\n",
            {"ErrCodeGone": "1001"},
        ),
        ("errors.go", "package tea\nconst (\n\tErrCodeGone = 1<<8 + iota // a\n\tErrCodeCold // b\n)\n", {}),
        (
            "Errors.java",
            "class TeaErrors {\n  static final int BASE = 1000;\n  static final int ERROR_GONE = BASE + 1;\n}\n"
            "class CupErrors {\n  static final int BASE = 2000;\n  static final int ERROR_LOST = BASE + 1;\n}\n",
            {"ERROR_GONE": "1001", "ERROR_LOST": "2001"},
        ),
    ],
)
def test_numbers_are_given_where_they_are_sure(name: str, text: str, numbers: dict[str, str]) -> None:
    read = aliases(text, name)
    assert {code: names[0] for code, names in read.items() if names} == numbers
    assert ("TEA_E_OFFSET" in text) is ("TEA_E_OFFSET" in read)
