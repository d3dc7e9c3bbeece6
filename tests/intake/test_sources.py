"""Sources of programs: enumerations over several lines, macros, objects, and what is no constant."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, rows


def told(text: str, name: str) -> dict[str, tuple[str, str, str]]:
    """Status, message and description by code."""
    return {each[0]: (each[1], each[2], each[3]) for each in rows(read(text, name=name))}


def aliases(text: str, name: str) -> dict[str, tuple[str, ...]]:
    return {error.code: error.aliases for error in read(text, name=name).catalogs[0].errors}


JAVA = """public enum Errors {
    UNKNOWN_SERVER_ERROR(-1, "The server failed.",
            UnknownServerException::new),
    NONE(0, null, message -> null),
    // Sent too late.
    TIMED_OUT(7, "Timed out (late).",
            TimeoutException::new);

    private static final Map<Short, Errors> codes = new HashMap<>();

    Errors(int code, String text) {
        Throwable cause = new Throwable(text);
        StringBuilder builder = new StringBuilder();
    }
}
"""


def test_constants_over_several_lines_are_whole_and_variables_are_none() -> None:
    found = told(JAVA, "Errors.java")
    assert set(found) == {"UNKNOWN_SERVER_ERROR", "NONE", "TIMED_OUT"}
    assert found["TIMED_OUT"] == ("", "Timed out (late).", "Sent too late.")
    assert aliases(JAVA, "Errors.java")["UNKNOWN_SERVER_ERROR"] == ("-1",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ERROR( not_found, 1001, "Not there" )\nERROR( is_full, 1002, "No room" )\n', {"not_found", "is_full"}),
        ("#define CODES(M) \\\n    M(0, OK) \\\n    M(1, UNSUPPORTED_METHOD) \\\n    M(2, BAD_ARGUMENT)\n",
         {"OK", "UNSUPPORTED_METHOD", "BAD_ARGUMENT"}),
        ("NET_ERROR(IO_PENDING, -1)\nNET_ERROR(FAILED, -2)\n", {"IO_PENDING", "FAILED"}),
        ("E('ERR_GONE', 'The %s is gone', Error);\nE('ERR_FULL', 'The disk is full',\n  RangeError);\n",
         {"ERR_GONE", "ERR_FULL"}),
    ],
    ids=["name, number, text", "number, name", "name, number", "text in quotes over lines"],
)  # fmt: skip
def test_macros_that_list_names_are_read(text: str, expected: set[str]) -> None:
    assert set(told(text, "error_codes.h")) == expected


OBJECTS = """export const errorValues = {
  '-32700': {
    standard: 'JSON RPC 2.0',
    message: 'Invalid JSON.',
  },
  "4001": { message: "Rejected.", httpStatus: 403 },
};
"""
LIST = """export const API_ERRORS: ErrorInfo[] = [
  {
    code: 'AUTH_001',
    message: 'Bad key',
    httpStatus: 401,
    solutions: [
      'Check the key',
      'Make another one'
    ],
  },
  { code: 'AUTH_002', message: 'Old key', httpStatus: 403 },
];
"""


def test_objects_and_their_fields_are_read() -> None:
    assert told(OBJECTS, "errors.ts") == {"-32700": ("", "Invalid JSON.", ""), "4001": ("403", "Rejected.", "")}


def test_list_of_objects_is_read() -> None:
    found = rows(read(LIST, name="errors.ts"))
    assert [each[:3] for each in found] == [("AUTH_001", "401", "Bad key"), ("AUTH_002", "403", "Old key")]
    assert found[0][4] == "- Check the key\n- Make another one"


@pytest.mark.parametrize("first", [True, False], ids=["names first", "messages first"])
def test_messages_listed_apart_belong_to_their_constants(first: bool) -> None:
    names = "const (\n\tErrGone = 100\n\tErrFull = 101\n)\n\n"
    messages = 'var errorMessages = map[int]string{\n\tErrGone: "Disk is gone",\n\tErrFull: "Disk is full",\n}\n\n'
    text = f"package errors\n\n{names + messages if first else messages + names}"
    found = told(text, "errors.go")
    assert {code: message for code, (_, message, _) in found.items()} == {
        "ErrGone": "Disk is gone",
        "ErrFull": "Disk is full",
    }


def test_status_that_a_program_names_is_that_of_the_case() -> None:
    text = (
        'public enum ErrorCode {\n  USER_GONE(40401, "User is gone", HttpStatus.NOT_FOUND),\n'
        '  USER_BAD(40001, 400, "User is bad");\n}\n'
    )
    assert {code: status for code, (status, *_) in told(text, "ErrorCode.java").items()} == {
        "USER_GONE": "404",
        "USER_BAD": "400",
    }


def test_attribute_above_a_name_is_its_message() -> None:
    text = (
        '#[error_code]\npub enum ErrorCode {\n    #[msg("Owner is missing")]\n    OwnerMissing = 1,\n'
        '    #[msg("Owner is bad")]\n    OwnerBad,\n}\n'
    )
    assert {code: message for code, (_, message, _) in told(text, "error.rs").items()} == {
        "OwnerMissing": "Owner is missing",
        "OwnerBad": "Owner is bad",
    }


def test_comment_above_definitions_is_the_title_of_their_run() -> None:
    text = (
        "/* Error Codes */\n#define CL_SUCCESS 0\n#define CL_NO_DEVICE -1\n\n/* Device types */\n"
        "#define CL_DEVICE_TYPE_CPU 2\n#define CL_DEVICE_TYPE_GPU 4\n"
    )
    assert set(told(text, "cl.h")) == {"CL_SUCCESS", "CL_NO_DEVICE"}


def test_enumeration_of_something_else_holds_no_codes() -> None:
    text = "enum device_class_code {\n  CLASS_AUDIO = 1,\n  CLASS_VIDEO = 2,\n};\nenum color { RED, BLUE };\n"
    with pytest.raises(IntakeError):
        read(text, name="device.h")


def test_long_names_in_capitals_take_no_long_time() -> None:
    name = "A" * 60 + "_B"
    begin = time.process_time()
    read(f'const (\n\tX_{name} = "Failed.{name}"\n\tERR_{name} = "Bad.{name}"\n)\n', name="errors.go")
    assert time.process_time() - begin < 5


def test_enumeration_of_codes_lists_names_in_small_letters_too() -> None:
    text = "public enum EngineError {\n    Done(0),\n    noVM(1),\n    iSCSILoginError(2);\n}\n"
    assert set(told(text, "EngineError.java")) == {"Done", "noVM", "iSCSILoginError"}
