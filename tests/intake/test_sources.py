"""Sources of programs: enumerations over several lines, macros, objects, and what is no constant."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows


def constants_in(text: str, name: str) -> dict[str, tuple[str, str, str]]:
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
    result = constants_in(JAVA, "Errors.java")
    assert set(result) == {"UNKNOWN_SERVER_ERROR", "NONE", "TIMED_OUT"}
    assert result["TIMED_OUT"] == ("", "Timed out (late).", "Sent too late.")
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
    assert set(constants_in(text, "error_codes.h")) == expected


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
    assert constants_in(OBJECTS, "errors.ts") == {"-32700": ("", "Invalid JSON.", ""), "4001": ("403", "Rejected.", "")}


def test_list_of_objects_is_read() -> None:
    result = rows(read(LIST, name="errors.ts"))
    assert [each[:3] for each in result] == [("AUTH_001", "401", "Bad key"), ("AUTH_002", "403", "Old key")]
    assert result[0][4] == "- Check the key\n- Make another one"


@pytest.mark.parametrize("first", [True, False], ids=["names first", "messages first"])
def test_messages_listed_apart_belong_to_their_constants(first: bool) -> None:
    names = "const (\n\tErrGone = 100\n\tErrFull = 101\n)\n\n"
    messages = 'var errorMessages = map[int]string{\n\tErrGone: "Disk is gone",\n\tErrFull: "Disk is full",\n}\n\n'
    text = f"package errors\n\n{names + messages if first else messages + names}"
    result = constants_in(text, "errors.go")
    assert {code: message for code, (_, message, _) in result.items()} == {
        "ErrGone": "Disk is gone",
        "ErrFull": "Disk is full",
    }


def test_status_that_a_program_names_is_that_of_the_case() -> None:
    text = (
        'public enum ErrorCode {\n  USER_GONE(40401, "User is gone", HttpStatus.NOT_FOUND),\n'
        '  USER_BAD(40001, 400, "User is bad");\n}\n'
    )
    assert {code: status for code, (status, *_) in constants_in(text, "ErrorCode.java").items()} == {
        "USER_GONE": "404",
        "USER_BAD": "400",
    }


def test_attribute_above_a_name_is_its_message() -> None:
    text = (
        '#[error_code]\npub enum ErrorCode {\n    #[msg("Owner is missing")]\n    OwnerMissing = 1,\n'
        '    #[msg("Owner is bad")]\n    OwnerBad,\n}\n'
    )
    assert {code: message for code, (_, message, _) in constants_in(text, "error.rs").items()} == {
        "OwnerMissing": "Owner is missing",
        "OwnerBad": "Owner is bad",
    }


def test_comment_above_definitions_is_the_title_of_their_run() -> None:
    text = (
        "/* Error Codes */\n#define CL_SUCCESS 0\n#define CL_NO_DEVICE -1\n\n/* Device types */\n"
        "#define CL_DEVICE_TYPE_CPU 2\n#define CL_DEVICE_TYPE_GPU 4\n"
    )
    assert set(constants_in(text, "cl.h")) == {"CL_SUCCESS", "CL_NO_DEVICE"}


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
    assert set(constants_in(text, "EngineError.java")) == {"Done", "noVM", "iSCSILoginError"}


GO_MAP = """const (
	ErrNone APIErrorCode = iota
	ErrAccessDenied
	ErrNoSuchKey
)

var errorCodes = errorCodeMap{
	ErrAccessDenied: {
		Code:           "AccessDenied",
		Description:    "Access Denied.",
		HTTPStatusCode: http.StatusForbidden,
	},
	ErrNoSuchKey: {Code: "NoSuchKey", Description: "No such key.", HTTPStatusCode: http.StatusNotFound},
}

func toError(err error) APIError {
	apiErr := APIError{
		Code:        "InternalError",
		Description: "We failed.",
	}
	return apiErr
}
"""


def test_object_under_a_name_of_an_enumeration_has_the_code_and_the_name_is_its_alias() -> None:
    result = constants_in(GO_MAP, "api-errors.go")
    assert result["AccessDenied"] == ("403", "", "Access Denied.")
    assert result["NoSuchKey"] == ("404", "", "No such key.")
    assert result["InternalError"] == ("", "", "We failed.")
    assert not {"ErrAccessDenied", "Code"} & set(result)
    assert aliases(GO_MAP, "api-errors.go")["AccessDenied"] == ("ErrAccessDenied",)


def test_code_that_is_a_status_beside_an_error_code_is_the_status() -> None:
    text = (
        "const (\n\tGoneErr ErrorIdentifier = 10059\n)\n\nvar ApiErrors = map[ErrorIdentifier]*ApiError{\n"
        '\tGoneErr: {Code: 404, ErrCode: 10059, Description: "stream not found"},\n'
        '\tFullErr: {Code: 400, ErrCode: 10023, Description: "no room left"},\n}\n'
    )
    assert constants_in(text, "errors.go") == {
        "10059": ("404", "", "stream not found"),
        "10023": ("400", "", "no room left"),
    }
    assert aliases(text, "errors.go")["10059"] == ("GoneErr",)


LITERALS = """func errTooLong(err error) *s3Error {
	return &s3Error{
		code:       "ExpressionTooLong",
		message:    "The expression is too long: at most 256 KB.",
		statusCode: 400,
		cause:      err,
	}
}

func errBusy(err error) *s3Error {
	return &s3Error{code: "Busy", message: "The service (S3) is busy. Reduce your request rate.", statusCode: 503}
}

func status() response { return response{code: 404, message: "Not a code of ours"} }
"""


def test_objects_that_functions_return_are_errors() -> None:
    assert constants_in(LITERALS, "s3errors.go") == {
        "ExpressionTooLong": ("400", "The expression is too long: at most 256 KB.", ""),
        "Busy": ("503", "The service (S3) is busy. Reduce your request rate.", ""),
    }
    with pytest.raises(IntakeError):
        read('const style = { code: "bold", message: 3 };\n', name="errors.ts")


PYTHON_CLASSES = '''class NotSignedIn(APIException):
    """Missing sign-in."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("Credentials were not provided.")
    default_code = "not_signed_in"

    def __init__(self):
        code = "no attribute"


class ThingGoneError(APIException):
    status_code = 410
    default_detail = _("The thing is gone.")


class PlainError(Exception):
    """Something plain."""
'''


def test_attributes_of_a_class_of_errors_are_its_code_status_and_message() -> None:
    result = rows(read(PYTHON_CLASSES, name="exceptions.py"))
    assert [each[:3] for each in result] == [
        ("not_signed_in", "401", ""),
        ("ThingGoneError", "410", ""),
        ("PlainError", "", ""),
    ]
    assert result[1][3] == "The thing is gone."
    assert aliases(PYTHON_CLASSES, "exceptions.py")["not_signed_in"] == ("NotSignedIn",)


def test_first_text_of_a_constructor_is_the_message_and_pieces_of_a_text_are_joined() -> None:
    text = (
        'var (\n\tErrPath = newErrFn(\n\t\t"Invalid path",\n\t\t"Give another one"+\n\t\t" on a fresh drive",\n\t)\n'
        '\tErrCode = localCode{51, "Bad value", nil}\n)\n'
    )
    result = constants_in(text, "errors.go")
    assert result["ErrPath"] == ("", "Invalid path", "Give another one on a fresh drive")
    assert result["ErrCode"] == ("", "Bad value", "")
    assert aliases(text, "errors.go")["ErrCode"] == ("51",)


def test_conditional_definitions_are_read() -> None:
    text = "#if defined(EACCES)\n# define UV__EACCES UV__ERR(EACCES)\n#else\n# define UV__EACCES (-4092)\n#endif\n" + (
        "#define UV__EOF (-4095)\n"
    )
    assert aliases(text, "errno.h") == {"UV__EACCES": ("-4092",), "UV__EOF": ("-4095",)}


def test_error_of_a_source_that_was_not_taken_is_told_with_its_line() -> None:
    text = "/* errors */\n#define X_ERR_ONE 1\n#define X_ERR_TWO 2\n#define X_TRUE 1\n#define X_ERR_OF(code) (code)\n"
    reading = read(text, name="errors.h")
    assert [each.line for each in reading.untaken] == []
    broken = read(text + "X_ERR_THREE\n", name="errors.h")
    assert [(each.line, each.code) for each in broken.untaken] == [(6, "X_ERR_THREE")]


def test_many_brackets_and_quotes_take_linear_time() -> None:
    for text in ("({" * 20_000, "\"'`" * 20_000, '\\"' * 30_000, "code: 'X'," * 6_000):
        started = time.process_time()
        with pytest.raises(IntakeError):
            read(text, name="errors.js")
        assert time.process_time() - started < 2


def test_name_that_a_call_repeats_in_small_letters_is_the_alias_of_what_the_call_has() -> None:
    text = (
        'ARG_TYPE: Final = ErrorCode("arg-type", "Check argument types in calls", "General")\n'
        'CALL_ARG: Final = ErrorCode(\n    "call-arg", "Check number and names of arguments", "General"\n)\n'
        'OVERRIDE: Final = ErrorCode("override", "Check overridden methods", "General")\n'
    )
    assert {code: each[1] for code, each in constants_in(text, "errorcodes.py").items()} == {
        "arg-type": "Check argument types in calls",
        "call-arg": "Check number and names of arguments",
        "override": "Check overridden methods",
    }
    assert aliases(text, "errorcodes.py")["override"] == ("OVERRIDE",)


def test_items_without_field_names_are_read_by_what_they_hold() -> None:
    text = (
        "var errorList = [...]struct {\n\tnum  syscall.Errno\n\tname string\n\tdesc string\n}{\n"
        '\t{1, "EPERM", "operation not permitted"},\n\t{7, "E2BIG", "argument list too long"},\n}\n'
    )
    assert constants_in(text, "table.go") == {
        "EPERM": ("", "operation not permitted", ""),
        "E2BIG": ("", "argument list too long", ""),
    }
    assert aliases(text, "table.go")["E2BIG"] == ("7",)


def test_file_called_after_errors_that_declares_a_system_has_no_errors_but_those() -> None:
    others = "".join(f"\tAF_{number:03}_X = 0x{number:x}\n" for number in range(100))
    errors = "".join(f"\tE{name}X = syscall.Errno(0x{at:x})\n" for at, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWX"))
    result = constants_in(f"const (\n{others})\n\n// Errors\nconst (\n{errors})\n", "zerrors.go")
    assert len(result) == 24
    assert "AF_001_X" not in result


def test_class_called_after_codes_has_all_its_constants_and_no_more() -> None:
    codes = "".join(f"    THING_{number:03}X = {number}\n" for number in range(90))
    failing = "".join(f"    NO_THING_{number:02} = {900 + number}\n" for number in range(20))
    text = f"LIMIT_A = 7\n\n\nclass ErrorCodes:\n{codes}{failing}\n\nMAX_SIZE_B = 12\n"
    result = constants_in(text, "client.py")
    assert "THING_001X" in result
    assert len(result) == 110
    assert "MAX_SIZE_B" not in result


def test_enumeration_whose_type_is_named_behind_it_is_told_from_the_others() -> None:
    text = (
        "typedef enum {\n  LIB_ERR_TIMED_OUT = -3, /**< Nothing came in time */\n  LIB_ERR_NO_HOST = -4,\n"
        "  LIB_ERR__END = -5, /**< No more of it */\n} lib_err_t;\n\n"
        "typedef enum {\n  LIB_STATE_NEW, /**< Just made */\n  LIB_STATE_ERROR, /**< Failed */\n"
        "  LIB_STATE_OPEN, /**< In use */\n  LIB_STATE_LEFT, /**< No more in use */\n} lib_state_t;\n"
    )
    assert constants_in(text, "lib.h") == {
        "LIB_ERR_TIMED_OUT": ("", "", "Nothing came in time"),
        "LIB_ERR_NO_HOST": ("", "", ""),
        "LIB_ERR__END": ("", "", "No more of it"),
    }


@pytest.mark.parametrize(
    ("note", "status", "tells"),
    [
        ("HTTP Mapping: 404 Not Found", "404", "The tea is gone."),
        ("HTTP status: 404.", "404", "The tea is gone."),
        ("HTTP status: none", "", "The tea is gone. HTTP status: none"),
        ("Seen behind proxies as HTTP status: 404", "", "The tea is gone. Seen behind proxies as HTTP status: 404"),
        ("HTTP status: 404\n  // HTTP status: 410", "", "The tea is gone. HTTP status: 404 HTTP status: 410"),
    ],
)
def test_line_of_a_comment_that_is_a_status_is_the_status(note: str, status: str, tells: str) -> None:
    gone = f"  // The tea is gone.\n  //\n  // {note}\n  TEA_GONE = 5;\n"
    source = f"enum ErrorCode {{\n{gone}\n  // No cup.\n  NO_CUP = 6;\n}}\n"
    assert rows(read(source, name="errors.proto"))[0] == row("TEA_GONE", status, "", tells=tells, section="ErrorCode")


@pytest.mark.parametrize(
    ("name", "head", "declaration"),
    [
        ("Tea.php", "final class ErrorCode\n{\n", "    public const {} = '{}';\n"),
        (
            "Tea.java",
            "public final class ErrorCodes extends Codes {\n",
            '    public static final String {} = "{}";\n',
        ),
        ("Tea.kt", "object ErrorCodes {\n", '    const val {} = "{}"\n'),
        (
            "Tea.cs",
            "public static class ErrorCode\n{\n#region All\n",
            '    public const string {} =\n        "{}";\n',
        ),
    ],
)
def test_class_of_codes_between_braces_has_all_its_constants_and_no_more(
    name: str, head: str, declaration: str
) -> None:
    names = ("CUP_GONE", "LID_OPEN", "TEA_INVALID", "FULL")
    codes = "".join(f"    /**\n     * It is {each}.\n     */\n{declaration.format(each, each)}\n" for each in names)
    method = "    public void pour() {\n        Cup LIMIT = pour(SIZE);\n    }\n"
    text = f'{head}{method}{codes}}}\n\nclass Kettle {{\n    public const ON_FIRE = "ON_FIRE";\n}}\n'
    assert constants_in(text, name) == {each: ("", "", f"It is {each}.") for each in names}


def test_class_between_braces_that_is_an_error_has_no_codes() -> None:
    text = "class Error {\n    static final long LIMIT = 7;\n    const MAX_SIZE = 4;\n}\nenum Codes {\n  GONE = 1,\n}\n"
    assert set(constants_in(text, "tea.ts")) == {"GONE"}


def test_value_on_the_line_below_its_key_is_its_message() -> None:
    text = "export const ERRORS = {\n  CUP_GONE:\n    'The cup is gone.',\n  LID_OPEN: 'The lid is open.',\n};\n"
    assert {code: each[1] for code, each in constants_in(text, "errors.ts").items()} == {
        "CUP_GONE": "The cup is gone.",
        "LID_OPEN": "The lid is open.",
    }
