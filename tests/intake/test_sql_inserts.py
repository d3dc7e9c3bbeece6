"""Scripts of SQL that fill a table of errors, in several dialects, and tables of other things."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

EXPECTED = [
    row("TEA-1", "404", "The cup's gone; buy one", fix="Buy a cup."),
    row("TEA-2", "409", "The tea is (too) cold"),
]
INSERT = """-- it's the error catalog
CREATE TABLE tea_error (id serial PRIMARY KEY, err_code varchar(16) NOT NULL, CONSTRAINT x UNIQUE (err_code));
INSERT INTO locales (code, name) VALUES ('en', 'English'), ('de', 'Deutsch');
INSERT INTO tea_error (err_code, http_status, msg_de, msg_en, solution_en, active) VALUES
    ('TEA-1', 404, 'Die Tasse fehlt', 'The cup''s gone; buy one', 'Buy a cup.', true),
    ('TEA-2', 409, 'Der Tee ist kalt', 'The tea is ' || '(too) cold', NULL, now() - interval '1 day');
"""
WITHOUT_COLUMNS = """CREATE TABLE IF NOT EXISTS shop.tea_errors (
    error_code text, http_status int NOT NULL DEFAULT (500), message text, solution text, PRIMARY KEY (error_code)
);
INSERT INTO shop.tea_errors VALUES ('TEA-1', 404, E'The cup\\'s gone; buy one', $$Buy a cup.$$);
INSERT INTO shop.tea_errors VALUES ('TEA-2', 409, 'The tea is (too) cold', NULL) ON CONFLICT DO NOTHING;
"""
MYSQL = """# Tea's errors
INSERT IGNORE INTO `tea_errors` (`code`, `http_status`, `message`, `solution`) VALUES
('TEA-1', '404', 'The cup\\'s gone; buy one', "Buy a cup."), /* it's ( */ ('TEA-2', 409, "The tea is (too) cold", NULL);
"""
SQL_SERVER = """MERGE INTO [dbo].[TeaErrors] AS target
USING (VALUES
  (N'TEA-1', 404, N'The cup''s gone; buy one', N'Buy a cup.'),
  (N'TEA-2', 409, N'The tea is (too) cold', NULL)
) AS source (ErrorCode, HttpStatus, Message, Solution) ON target.ErrorCode = source.ErrorCode
WHEN NOT MATCHED THEN INSERT (ErrorCode, Message) VALUES (source.ErrorCode, source.Message);
GO
"""
ORACLE = """INSERT ALL
  INTO tea_errors (code, http_status, message, solution) VALUES ('TEA-1', 404, 'The cup''s gone; buy one', 'Buy a cup.')
  INTO tea_errors (code, http_status, message, solution) VALUES ('TEA-2', 409, 'The tea is (too) cold', NULL)
SELECT * FROM dual;
"""
COPY = (
    "COPY public.tea_errors (code, http_status, message, solution) FROM stdin;\n"
    "TEA-1\t404\tThe cup's gone; buy one\tBuy a cup.\nTEA-2\t409\tThe tea is (too) cold\t\\N\n\\.\n\nSELECT 'x';\n"
)


@pytest.mark.parametrize("text", [INSERT, WITHOUT_COLUMNS, MYSQL, SQL_SERVER, ORACLE, COPY])
def test_rows_that_a_script_inserts_are_errors(text: str) -> None:
    reading = read(text, name="V1__tea.sql")
    assert rows(reading) == EXPECTED
    assert reading.format == "sql"
    assert not reading.rejected


def test_columns_of_other_languages_are_unread() -> None:
    assert [each.columns for each in read(INSERT, name="V1__tea.sql").unread] == [("msg_de", "active")]


def test_backslash_ends_no_string_of_standard_sql() -> None:
    text = "INSERT INTO tea_errors (code, message) VALUES ('TEA-1', 'No C:\\'), ('TEA-2', 'No D:\\');\n"
    assert [each[2] for each in rows(read(text, name="tea.sql"))] == ["No C:\\", "No D:\\"]


def test_row_with_another_number_of_values_is_rejected() -> None:
    text = "INSERT INTO tea_errors (code, message) VALUES ('TEA-1', 'No cup'), ('TEA-2', 'Cold', 'Old');\n"
    reading = read(text, name="tea.sql")
    assert [each[0] for each in rows(reading)] == ["TEA-1"]
    assert [each.reason for each in reading.rejected] == ["it has 3 values for 2 columns"]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO countries (code, name) VALUES ('DE', 'Germany'), ('FR', 'France');\n",
        "INSERT INTO cups (id, description) VALUES (1, 'A cup'), (2, 'A mug');\n",
        "INSERT INTO orders (code, status, description) VALUES ('A-1', 'sent', 'A cup'), ('A-2', 'lost', 'A mug');\n",
        "INSERT INTO tea_errors (code, message) SELECT code, 'No cup' FROM cups WHERE code IN ('TEA-1');\n",
        "UPDATE tea_errors SET message = 'No cup' WHERE code = 'TEA-1';\n",
        "-- INSERT INTO tea_errors (code, message) VALUES ('TEA-1', 'No cup');\nSELECT 1;\n",
    ],
    ids=["countries", "things", "orders", "a query", "an update", "a comment"],
)
def test_other_tables_and_statements_are_no_errors(text: str) -> None:
    with pytest.raises(IntakeError):
        read(text, name="V1__tea.sql")


@pytest.mark.parametrize(
    "text",
    [
        "'" * 100_001,
        "/*" * 100_000,
        "$$a" * 20_001,
        "COPY a (b) FROM stdin;\n" * 10_000,
        "INSERT INTO a " * 20_000,
        "INSERT INTO a (b) VALUES (" * 20_000,
        "CREATE TABLE (" * 20_000,
        "MERGE a USING (VALUES (1)) " * 20_000,
        "a" * 300_000,
        "INSERT INTO a (" + "b" * 100_000 + "_e" + ") VALUES (1)",
    ],
)
def test_statements_that_never_end_take_linear_time(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(IntakeError):
        read(text, name="errors.sql")
    assert time.process_time() - begin < 4
