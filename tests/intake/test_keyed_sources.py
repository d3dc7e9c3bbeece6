"""Sources whose codes are numbers without names, or names whose texts stand in another construct."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows
from tests.intake.test_sources import aliases, constants_in

MACROS = (
    "#define LIST_OF_FAULTS(X) \\\n"
    '    X(0x2110, "Short circuit") \\\n    X(0x2120, "Earth") \\\n'
    '    /* Kettle: Inside: */ \\\n    X(0x2211, "No.1 is cold"), \\\n    X(0x2213, "RAM") /* lost */ \\\n\n'
)


def test_numbers_of_a_list_of_macros_are_codes_and_words_are_their_texts() -> None:
    assert rows(read(MACROS, name="kettle.h")) == [
        row("0x2110", "", "Short circuit"),
        row("0x2120", "", "Earth"),
        row("0x2211", "", "No.1 is cold", section="Kettle: Inside"),
        row("0x2213", "", "RAM", tells="lost", section="Kettle: Inside"),
    ]


def test_comments_above_each_number_are_about_it() -> None:
    text = (
        '// On fire\nERR(10, "Too hot", FATAL)\n// On ice\nERR(11, "Too cold", FATAL)\n'
        '// Gone\nERR(12, "No cup", MINOR)\n'
    )
    assert rows(read(text, name="kettle.h")) == [
        row("10", "", "Too hot", tells="On fire"),
        row("11", "", "Too cold", tells="On ice"),
        row("12", "", "No cup", tells="Gone"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'X(100, CONTINUE, "Go on")\nX(101, SWITCH, "Take another")\nX(404, NOT_FOUND, "Not there")\n',
        'X(100, "CONTINUE", "Go on")\nX(101, "SWITCH", "Take another")\nX(404, "NOT_FOUND", "Not there")\n',
    ],
)
def test_macros_that_have_a_name_are_known_by_it(text: str) -> None:
    assert set(constants_in(text, "errors.h")) == {"CONTINUE", "SWITCH", "NOT_FOUND"}


def test_numbers_of_macros_that_are_no_errors_are_none() -> None:
    with pytest.raises(IntakeError):
        read('X(1, "Red tea")\nX(2, "Green tea")\nX(3, "Black tea")\n', name="menu.h")


CSHARP = """namespace Tea
{
    /// <summary>
    /// All states of a kettle.
    /// </summary>
    public static class States
    {
        /// <summary>
        /// The kettle, see <see cref="Kettle"/>, is empty.
        /// </summary>
        public static readonly StatusCode BadKettleEmpty = new(0x80010000, nameof(BadKettleEmpty));
        public static readonly StatusCode BadCup = new StatusCode(0x80020000, "The cup is broken");

        [Log(Level = 1,
            Message = "The kettle {Id} is on.")]
        private static readonly Kettle Spare = MakeOne(kettle);
    }
}
"""


def test_constants_are_known_by_their_name_and_not_by_the_type_before_it() -> None:
    assert constants_in(CSHARP, "Tea.cs") == {
        "BadKettleEmpty": ("", "", "The kettle, see Kettle, is empty."),
        "BadCup": ("", "The cup is broken", ""),
    }
    assert aliases(CSHARP, "Tea.cs")["BadKettleEmpty"] == ("0x80010000",)
    java = 'class Errors {\n    public static final ErrorCode CUP_GONE = new ErrorCode(40401, "The cup is gone");\n}\n'
    assert constants_in(java, "Errors.java") == {"CUP_GONE": ("", "The cup is gone", "")}
    assert aliases(java, "Errors.java")["CUP_GONE"] == ("40401",)


def test_type_behind_the_name_of_a_constant_is_none_of_its_names() -> None:
    assert set(constants_in("const ErrCup ErrorCode = 1\nconst ErrTea ErrorCode = 2\n", "errors.go")) == {
        "ErrCup",
        "ErrTea",
    }


def enumeration(failing: int, others: int) -> str:
    entries = [f'    MAKE_{at}_TEA_ERROR({10000 + at}, "making tea {at} failed"),\n' for at in range(failing)]
    entries += [f'    CUP_{at}_GONE({20000 + at},\n        "cup {at} is gone", "杯{at}"),\n' for at in range(others)]
    return f"public enum Status {{\n{''.join(entries)}    ;\n}}\n"


def test_enumeration_of_numbers_and_texts_that_mostly_fail_is_whole() -> None:
    result = constants_in(enumeration(25, 30), "Status.java")
    assert len(result) == 55
    assert result["CUP_3_GONE"] == ("", "cup 3 is gone", "杯3")


def test_numbers_of_an_enumeration_that_were_not_taken_are_told() -> None:
    reading = read(enumeration(3, 4), name="Status.java")
    assert {each[0] for each in rows(reading)} == {f"MAKE_{at}_TEA_ERROR" for at in range(3)}
    assert [each.code for each in reading.untaken] == [f"{20000 + at}" for at in range(4)]


def test_message_in_letters_that_know_no_blanks_is_one() -> None:
    assert constants_in('public enum ErrorCode {\n  CUP_GONE(1001, "杯子不存在");\n}\n', "ErrorCode.java") == {
        "CUP_GONE": ("", "杯子不存在", "")
    }


def test_word_behind_a_number_that_repeats_the_name_is_no_code() -> None:
    text = 'public enum ErrorCode {\n  GONE(7, "gone", "cup is gone"),\n  LOST(8, "E-8", "cup is lost");\n}\n'
    assert set(constants_in(text, "ErrorCode.java")) == {"GONE", "E-8"}


@pytest.mark.parametrize(
    ("declaration", "code", "message"),
    [
        ('  CUP_GONE(7, "CupGoneError", Response.Status.NOT_FOUND),', "CUP_GONE", "CupGoneError"),
        ('  CUP_GONE(7, "CUP_GONE"),', "CUP_GONE", ""),
        ('  CUP_GONE(7, "E-7"),', "CUP_GONE", ""),
        ('  CUP_GONE(7, "cup_gone"),', "CUP_GONE", ""),
        ('  ErrGone = teamod.Register(space, 7, "gone")', "ErrGone", "gone"),
        ('  ErrGone = teamod.New(404, "CupGone")', "ErrGone", "CupGone"),
        ('  ErrGone = teamod.New(space, 404, "CupGone")', "CupGone", ""),
        ('  ErrGone = teamod.New("gone", 404)', "gone", ""),
    ],
)
def test_plain_word_behind_a_number_is_the_message(declaration: str, code: str, message: str) -> None:
    head = "public enum ErrorCode {" if "(7" in declaration.partition("=")[0] else "var ("
    end = "}" if head.endswith("{") else ")"
    result = constants_in(f"{head}\n{declaration}\n{end}\n", "errors.java")
    assert {name: each[1] for name, each in result.items()} == {code: message}


NUMBERED = ("CUP_GONE", "TEA_INVALID", "LID_DENIED", "TEA_TIMEOUT", "ICE_UNSUPPORTED", "NOT_FOUND", "FULL", "TOO_COLD")


@pytest.mark.parametrize(
    ("name", "first", "failing", "whole"),
    [("Status", "SUCCESS", 8, True), ("tea_status_t", "TEA_OK", 8, True), ("Status", "PENDING", 8, False),
     ("Look", "SUCCESS", 8, False), ("Status", "SUCCESS", 4, False)],
    ids=["status", "type of C", "of a job", "of something else", "few failures"],
)  # fmt: skip
def test_enumeration_of_results_with_a_success_is_whole(name: str, first: str, failing: int, whole: bool) -> None:
    members = [first, *NUMBERED[:failing], "AT_REST"]
    entries = "".join(f"    /** About {each}. */\n    {each} = {at:#04x},\n" for at, each in enumerate(members))
    text = f"export enum {name} {{\n{entries}}}\nexport enum Other {{\n    NOT_FOUND_A = 1,\n    NOT_FOUND_B = 2,\n}}\n"
    assert ("FULL" in constants_in(text, "tea.ts")) is whole
    assert ("AT_REST" in constants_in(text, "tea.ts")) is whole


HEADER = """#define TEA_API __declspec(dllexport)
#define TEA_BEGIN extern "C" {
#define TEA_END }

/* Sizes
 * of cups and lids */
#define TEA_LARGEST_CUP 500
#define TEA_LARGEST_LID 90

/* Far from the numbers of errno */
#define TEA_ENOBASE 7000

/* Tea errors */
enum {
    TEA_EXCEPTION_GONE = 1,
    TEA_EXCEPTION_COLD,
    TEA_EXCEPTION_END_OF_CUP,
    TEA_EXCEPTION_MAX
};

#define ETEAGONE (TEA_ENOBASE + TEA_EXCEPTION_GONE)
#define ETEACOLD (TEA_ENOBASE + TEA_EXCEPTION_COLD)

/* Error handling */
#define TEA_ERROR_LOST 3
#define TEA_ERROR_FULL 4

typedef enum {
    TEA_ERROR_RECOVERY_NONE = 0,
    TEA_ERROR_RECOVERY_CUP = 1
} tea_error_recovery_mode;
"""


def test_sizes_modes_bounds_and_declarations_beside_errors_are_none() -> None:
    assert set(constants_in(HEADER, "tea.h")) == {
        "TEA_EXCEPTION_GONE",
        "TEA_EXCEPTION_COLD",
        "TEA_EXCEPTION_END_OF_CUP",
        "ETEAGONE",
        "ETEACOLD",
        "TEA_ERROR_LOST",
        "TEA_ERROR_FULL",
    }


def test_name_of_a_bound_that_has_a_number_or_stands_before_others_is_an_error() -> None:
    text = "enum tea_error {\n    TEA_E_AT_END,\n    TEA_E_MAX,\n    TEA_E_OFFSET = 3,\n    TEA_E_SIZE = 4\n};\n"
    assert set(constants_in(text, "tea.h")) == {"TEA_E_AT_END", "TEA_E_MAX", "TEA_E_OFFSET", "TEA_E_SIZE"}


def test_comment_above_an_enumeration_without_a_name_is_its_title() -> None:
    text = "/* Tea errors */\nenum {\n    TEA_GONE = 1,\n    TEA_COLD\n};\n"
    assert {each[5] for each in rows(read(text, name="tea.h"))} == {"Tea errors"}
    named = text.replace("enum", "typedef enum").replace("};", "} tea_errors_t;")
    assert {each[5] for each in rows(read(named, name="tea.h"))} == {"tea_errors_t"}


def test_object_under_the_names_of_constants_describes_them_whatever_it_is_called() -> None:
    text = (
        "export class Answers {\n    static CupGone: number = 4974;\n    static TeaCold: number = 2006;\n\n"
        "    static texts: any = {\n"
        '        "CupGone": { "code": 4974, "description": "The cup is gone.", "old": true },\n'
        '        "TeaCold": { "code": 2006, "description": "The tea is cold." }\n    };\n}\n'
    )
    assert constants_in(text, "response-code.ts") == {
        "4974": ("", "", "The cup is gone."),
        "2006": ("", "", "The tea is cold."),
    }
    assert aliases(text, "response-code.ts")["4974"] == ("CupGone",)


@pytest.mark.parametrize(
    "messages",
    [
        'switch (x) {\n  case ERR_CUP:\n    return "The cup is gone";\n  case ERR_TEA: return "The tea is cold";\n}\n',
        'static const char *texts[] = {\n  [ERR_CUP] = "The cup is gone",\n  [ERR_TEA] = "The tea is cold",\n};\n',
        'match code {\n  Self::ERR_CUP => "The cup is gone",\n  Self::ERR_TEA => write!(f, "The tea is cold"),\n}\n',
        'when (code) {\n  Code.ERR_CUP -> "The cup is gone"\n  Code.ERR_TEA -> "The tea is cold"\n}\n',
    ],
    ids=["switch", "designators", "match", "when"],
)
def test_messages_of_a_switch_or_a_table_are_those_of_the_constants(messages: str) -> None:
    text = f"enum tea_error {{\n  ERR_CUP = 1,\n  ERR_TEA = 2,\n  ERR_MUG = 3,\n}};\n\n{messages}"
    assert constants_in(text, "tea.h") == {
        "ERR_CUP": ("", "The cup is gone", ""),
        "ERR_TEA": ("", "The tea is cold", ""),
        "ERR_MUG": ("", "", ""),
    }


def test_message_of_a_constant_is_not_replaced_by_what_a_switch_has() -> None:
    text = (
        '#define ERR_CUP "The cup is gone"\n#define ERR_TEA "The tea is cold"\n'
        'switch (x) {\n  case ERR_CUP: return "Buy a cup";\n  case ERR_TEA: return "Warm it up";\n}\n'
    )
    assert {code: each[1] for code, each in constants_in(text, "errors.h").items()} == {
        "ERR_CUP": "The cup is gone",
        "ERR_TEA": "The tea is cold",
    }


PHP = """<?php
return [
    /** Cups */
    Failure::CUP_GONE => [
        'name' => Failure::CUP_GONE,
        'description' => 'Cup "one" isn\\'t there.',
        'code' => 404,
    ],
    Failure::TEA_COLD => [
        'name' => Failure::TEA_COLD,
        'description' => 'The tea is cold.',
        'code' => 400,
    ],
];
"""


def test_statuses_under_the_names_of_constants_are_no_codes() -> None:
    assert constants_in(PHP, "errors.php") == {
        "CUP_GONE": ("404", "", 'Cup "one" isn\'t there.'),
        "TEA_COLD": ("400", "", "The tea is cold."),
    }
    script = (
        'module.exports = {\n  CUP_GONE: { code: 404, message: "No cup" },\n'
        '  TEA_COLD: { code: 400, message: "Too cold" },\n};\n'
    )
    assert set(constants_in(script, "errors.js")) == {"CUP_GONE", "TEA_COLD"}


def test_codes_under_names_stay_codes_where_one_of_them_is_no_status() -> None:
    script = (
        'const errors = {\n  CUP_GONE: { code: 404, message: "No cup" },\n'
        '  TEA_COLD: { code: 4001, message: "Too cold" },\n};\n'
    )
    assert set(constants_in(script, "errors.js")) == {"404", "4001"}


def test_object_of_a_file_that_is_not_called_after_errors_is_none_of_errors() -> None:
    with pytest.raises(IntakeError):
        read(PHP.replace("Failure", "Cup").replace("_GONE", "_A").replace("_COLD", "_B"), name="menu.php")


@pytest.mark.parametrize(
    "text", ['X(1, "' + ")" * 60_000, 'X(1, "a b") //' * 5_000, "case a." * 9_000, "[a] = " * 10_000, " " * 60_000]
)
def test_lists_that_never_end_take_linear_time(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(IntakeError):
        read(f"{text}\n" + text.replace(" ", "\n"), name="errors.h")
    assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Default.cs", 'class Page\n{\n    private string Amount = "1.65";\n}\n'),
        (
            "ErrorPage.cs",
            'class Page\n{\n    void Show()\n    {\n        Cup cup = new Cup(7, "The cup failed");\n    }\n}\n',
        ),
        ("error.proto", "message Failure {\n  CupStatus status = 3;\n  TeaError error = 4;\n}\n"),
    ],
    ids=["a file of defaults", "a variable", "fields"],
)
def test_variables_and_fields_are_no_constants(name: str, text: str) -> None:
    with pytest.raises(IntakeError):
        read(text, name=name)


RUST = (
    "/// What codes begin with.\npub const ERROR_CODE_BASE: u32 = 6000;\n\npub enum ErrorCode {\n"
    '    /// 100 - No cup\n    #[msg("There is no cup")]\n    CupMissing = 100,\n'
    '    #[msg("The lid is hot")]\n    LidHot,\n}\n\n'
    "pub enum Error {\n    KettleError(Box<KettleError>),\n    CupError(Box<CupError>),\n}\n\n"
    "pub enum ErrorOrigin {\n    Source(Source),\n    CupName(String),\n}\n\n"
    "pub enum LidError {\n    /// The lid is open.\n    LidOpen,\n    /// The lid is lost.\n    LidLost,\n}\n"
)


def test_types_origins_and_offsets_beside_an_enumeration_with_messages_are_no_errors() -> None:
    assert constants_in(RUST, "error.rs") == {
        "CupMissing": ("", "There is no cup", "No cup"),
        "LidHot": ("", "The lid is hot", ""),
        "LidOpen": ("", "", "The lid is open."),
        "LidLost": ("", "", "The lid is lost."),
    }


def test_types_of_an_enumeration_are_errors_where_none_has_messages() -> None:
    text = "pub enum Error {\n    Kettle(KettleError),\n    CupGone(String),\n}\n"
    assert set(constants_in(text, "error.rs")) == {"Kettle", "CupGone"}


STATES = (
    "message Tea {{\n  enum Look {{\n    Success = 0;\n    Failed = 1;\n  }}\n}}\n\n"
    "message Cup {{\n  enum Look {{\n    Redirect = 0;\n    Failed = 1;\n    Timeout = 2;\n  }}\n}}\n\n"
    "enum {} {{\n  UnknownError = 0;\n  CupNotFound = 1; // no cup\n  LidOpen = 2;\n}}\n"
)


def test_outcomes_beside_an_enumeration_of_errors_are_none() -> None:
    assert set(constants_in(STATES.format("ServerError"), "Tea.proto")) == {"UnknownError", "CupNotFound", "LidOpen"}


def test_enumeration_that_mostly_names_errors_is_one_beside_another() -> None:
    other = "enum Reply {\n  TeaNotFound = 0;\n  TeaFailed = 1;\n  TeaCold = 2;\n}\n"
    result = constants_in(STATES.format("ServerError") + other, "Tea.proto")
    assert set(result) == {"UnknownError", "CupNotFound", "LidOpen", "TeaNotFound", "TeaFailed", "TeaCold"}
