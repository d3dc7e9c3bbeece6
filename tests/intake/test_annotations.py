"""Annotations above constants, and comments that are about none of them."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows
from tests.intake.test_sources import aliases, constants_in

RUST = """#[derive(Debug, Error, Diagnostic)]
pub enum TeaError {
    /// Somebody took the cup.
    #[error("cup {0} is gone, code: 5")]
    #[diagnostic(code(tea::cup_gone), help("Buy a cup."))]
    CupGone(String),

    /// The tea has stood too long.
    #[error("the tea is cold")]
    #[diagnostic(
        code(tea::cold),
        help("Warm it up.")
    )]
    Cold { at: u8 },

    #[error("the lid is hot")]
    LidHot,
}
"""


def test_annotations_of_rust_have_code_message_and_help() -> None:
    assert rows(read(RUST, name="error.rs")) == [
        row("tea::cup_gone", "", "cup {0} is gone, code: 5", tells="Somebody took the cup.", fix="Buy a cup.",
            section="TeaError"),
        row("tea::cold", "", "the tea is cold", tells="The tea has stood too long.", fix="Warm it up.",
            section="TeaError"),
        row("LidHot", "", "the lid is hot", section="TeaError"),
    ]  # fmt: skip
    assert aliases(RUST, "error.rs")["tea::cold"] == ("Cold",)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("Teas.kt", '@SerialName("cup_gone")\n    CupGone,', '@SerialName("tea_cold") TeaCold,'),
        ("Teas.java", '@JsonProperty("cup_gone")\n    CupGone,', '@Deprecated @JsonProperty("tea_cold") TeaCold;'),
        ("Teas.cs", '[EnumMember(Value = "cup_gone")]\n    CupGone,', '[EnumMember(Value = "tea_cold")] TeaCold,'),
        ("teas.rs", '#[serde(rename = "cup_gone")]\n    CupGone,', '#[strum(serialize = "tea_cold")]\n    TeaCold,'),
    ],
)  # fmt: skip
def test_name_that_bodies_carry_is_the_code(name: str, first: str, second: str) -> None:
    text = f"public enum TeaErrorCode {{\n    /** No cup. */\n    {first}\n    /** Too cold. */\n    {second}\n}}\n"
    assert constants_in(text, name) == {"cup_gone": ("", "", "No cup."), "tea_cold": ("", "", "Too cold.")}
    assert aliases(text, name)["cup_gone"] == ("CupGone",)


def test_annotations_without_fields_leave_the_comment_above_them() -> None:
    text = (
        "public enum TeaError {\n    /** No cup. */\n    @Deprecated\n    @Since(4)\n    CUP_GONE(1),\n\n"
        "    /** Too cold. */\n    [Obsolete]\n    TEA_COLD(2);\n}\n"
    )
    assert constants_in(text, "TeaError.java") == {"CUP_GONE": ("", "", "No cup."), "TEA_COLD": ("", "", "Too cold.")}


def test_annotation_of_a_field_or_function_is_none_of_the_next_constant() -> None:
    text = (
        'class Answer {\n    @JsonProperty("answer_code")\n    private Kettle answer;\n'
        "    public static final int ERR_CUP = 1;\n    public static final int ERR_TEA = 2;\n}\n"
    )
    assert set(constants_in(text, "Errors.java")) == {"ERR_CUP", "ERR_TEA"}


def test_table_whose_index_is_a_constant_is_no_annotation() -> None:
    text = (
        "enum tea_error {\n  ERR_CUP = 1,\n  ERR_TEA = 2,\n};\n\nstatic const char *texts[] = {\n"
        '  [ERR_CUP] =\n    "The cup is gone",\n  [ERR_TEA] = "The tea is cold",\n};\n'
    )
    assert {code: each[1] for code, each in constants_in(text, "tea.h").items()} == {
        "ERR_CUP": "The cup is gone",
        "ERR_TEA": "The tea is cold",
    }


RULED = """public enum TeaError {
    // ---- cups ------------------------------------------------------
    CUP_GONE(1, "No cup"),
    // ==============
    // Kettles
    // ==============
    /** Nobody watched it. */
    KETTLE_DRY(2, "Dry kettle"),
    /* OLD_KETTLE(3, "Old kettle"), */
    KETTLE_HOT(4, "Hot kettle"),
    // OLDER_KETTLE(5, "Older kettle");
    KETTLE_LOST(6, "Lost kettle"),
    /*---------------
     * The lid is open.
     *---------------*/
    LID_OPEN(7, "Open lid"),
    // (see KETTLE_HOT)
    LID_HOT(8, "Hot lid");
}
"""


def test_titles_between_rulers_and_constants_in_comments_are_about_no_constant() -> None:
    assert constants_in(RULED, "TeaError.java") == {
        "CUP_GONE": ("", "No cup", ""),
        "KETTLE_DRY": ("", "Dry kettle", "Nobody watched it."),
        "KETTLE_HOT": ("", "Hot kettle", ""),
        "KETTLE_LOST": ("", "Lost kettle", ""),
        "LID_OPEN": ("", "Open lid", "The lid is open."),
        "LID_HOT": ("", "Hot lid", "(see KETTLE_HOT)"),
    }


@pytest.mark.parametrize(
    "text", ["@A " * 20_000, '@A("' * 20_000, "#[code(" * 10_000, "#[a]\n" * 20_000, "// ---\n" * 20_000]
)
def test_annotations_that_never_end_take_linear_time(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(IntakeError):
        read(f"enum TeaError {{\n{text}\n" + text.replace(" ", "\n"), name="errors.rs")
    assert time.process_time() - begin < 3
