"""AsciiDoc pages: their tables, and their lines without marks. A stage among those of the formats."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from catalog.intake.code_patterns import is_token
from catalog.intake.entries import CODE_TERM, TERM, Line
from catalog.intake.grid import MOST_COLUMNS, Cell, Row, Table, lay_out, table_of

_HEADING = re.compile(r"(?P<marks>={1,6}|#{1,6})[ \t]+(?P<text>\S.*)")
_BLOCK_TITLE = re.compile(r"\.(?P<text>[^\s.].*)")
_ATTRIBUTES = re.compile(r"\[(?P<text>[^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*)\][ \t]*")
_FENCE = re.compile(r"(?P<mark>-{4,}|\.{4,}|\+{4,}|`{3,})[\w,+-]*[ \t]*")
_FRAME = re.compile(r"(?:={4,}|\*{4,}|_{4,}|--|'{3,}|<{3,})[ \t]*")
_TABLE = re.compile(r"[|,:!]={3,}[ \t]*")
_DIRECTIVE = re.compile(
    r"(?:ifdef|ifndef|ifeval|endif|include|image|toc|video|audio)::|:!?[\w-]+!?:(?:[ \t]|$)|//(?!/)|\[\[[^\]]*\]\]$"
)
_TERM = re.compile(r"(?P<term>\S.{0,198}?)(?::{2,4}|;;)(?:[ \t]+(?P<text>\S.*))?")
_ITEM = re.compile(r"\A(?P<marks>\*{1,5}|\.{1,5}|-)[ \t]+(?=\S)")
_ADMONITION = re.compile(r"(?:NOTE|TIP|WARNING|CAUTION|IMPORTANT): ")
_LINK = re.compile(r"(?:link:|xref:|https?://|mailto:)[^\s\[\]]{0,2000}\[(?P<text>[^\[\]]{0,1000})\]")
_REFERENCE = re.compile(r"<<(?P<id>[^<>,\n]{1,200})(?:,\s*(?P<text>[^<>\n]{1,500}))?>>")
_REFERENCES = re.compile(r"<<[^<>\n]{1,700}>>(?:,? *<<[^<>\n]{1,700}>>){0,20}")
_ANCHOR = re.compile(
    r"\[\[[^\[\]]{1,200}\]\]|\[#[^\[\]]{1,200}\]|(?:anchor|indexterm2?|footnote):[^\s\[\]]{0,200}\[[^\[\]]{0,500}\]"
)
_ROLE = re.compile(r"\[[.\w-]{1,60}\](?=[#*_`]{1,2}[^\s#*_`])")
_MACRO = re.compile(r"\b(?:pass|kbd|btn|menu|stem|latexmath):[\w,]{0,20}\[(?P<text>[^\[\]]{0,500})\]")
_PASSED = re.compile(r"\+\+\+(?P<one>[^+\n]{1,500})\+\+\+|\+\+(?P<two>[^+\n]{1,500})\+\+|`\+(?P<code>[^`\n]{1,500})\+`")
_MARKED = re.compile(
    r"(?<![\w*_#`])(?P<mark>\*\*|__|##|``|\*|_|#|`)(?=\S)(?P<text>[^\n]{1,500}?)(?<=\S)(?P=mark)(?![\w*_#`])"
)
_CELL = re.compile(
    r"(?:(?P<span>(?P<columns>\d{1,3})?(?:\.(?P<rows>\d{1,3}))?[+])|(?P<times>\d{1,2})\*)?[<^>]?(?:\.[<^>])?"
    r"(?P<style>[adehlmsv])?(?<!\\)\|"
)
_WIDTH = re.compile(r"(?:(?P<times>\d{1,2})\*)?.*")


def asciidoc_tables(text: str) -> list[Table]:
    """The tables of a page, each titled by its own title or by the heading it stands below."""
    tables: list[Table] = []
    heading = title = options = ""
    block: _Block | None = None
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if block is not None:
            if line.rstrip() == block.mark:
                tables += block.tables()
                block, title, options = None, "", ""
            else:
                block.lines.append((number, line))
            continue
        if fence or (_FENCE.fullmatch(line) and not _TABLE.fullmatch(line)):
            fence = "" if line.rstrip() == fence else fence or line.rstrip()
            continue
        if _TABLE.fullmatch(line):
            block = _Block(line.rstrip(), title or heading, options)
        elif match := _HEADING.fullmatch(line.rstrip()):
            heading, title, options = plain_asciidoc(match["text"]), "", ""
        elif match := _BLOCK_TITLE.fullmatch(line.rstrip()):
            title = plain_asciidoc(match["text"])
        elif match := _ATTRIBUTES.fullmatch(line):
            options = f"{options},{match['text']}"
        elif line.strip():
            title = options = ""
    if block is not None:
        tables += block.tables(closed=False)
    return tables


def asciidoc_lines(text: str) -> Iterator[Line]:
    """The lines of a page without their marks, its headings and terms with their levels, its code told as such."""
    fence = ""
    comment = False
    for number, whole in enumerate(text.split("\n"), 1):
        line = whole.rstrip()
        if fence:
            if line == fence:
                fence = ""
            else:
                yield Line(number, line, literal=True)
        elif line.startswith("////"):
            comment = not comment
            yield Line(number, "")
        elif comment or _FRAME.fullmatch(line) or _DIRECTIVE.match(line) or line == "+" or _TABLE.fullmatch(line):
            yield Line(number, "")
        elif _FENCE.fullmatch(line):
            fence = re.split(r"[\w,]", line)[0]
        elif _ATTRIBUTES.fullmatch(line):
            yield Line(number, "")
        elif heading := _HEADING.fullmatch(line):
            yield Line(number, plain_asciidoc(heading["text"]), len(heading["marks"]))
        elif (term := _TERM.fullmatch(line)) and not _ITEM.match(line):
            marked = term["term"].strip("*_")
            yield Line(number, plain_asciidoc(marked), CODE_TERM if marked.startswith("`") else TERM)
            if term["text"]:
                yield Line(number, plain_asciidoc(term["text"]))
        elif title := _BLOCK_TITLE.fullmatch(line):
            yield Line(number, f"{plain_asciidoc(title['text'])}:" if len(line) < 60 else plain_asciidoc(title["text"]))
        else:
            visible = _ADMONITION.sub("", _ITEM.sub("- ", line.lstrip(), count=1), count=1)
            yield Line(number, plain_asciidoc(visible))


def plain_asciidoc(text: str) -> str:
    """A text without its inline marks; what a link shows, and not where it leads."""
    if ":" in text or "+" in text:
        text = _LINK.sub(lambda match: match["text"].rstrip("^"), _MACRO.sub(lambda match: match["text"], text))
        text = _PASSED.sub(lambda match: match["one"] or match["two"] or match["code"], text)
    if "[" in text:
        text = _ROLE.sub("", _ANCHOR.sub("", text))
    if "<<" in text:
        text = _REFERENCE.sub(lambda match: match["text"] or f"<{match['id']}>", text)
    for _ in range(2):
        text = _MARKED.sub(lambda match: match["text"], text)
    return text.replace("\\|", "|").replace("{nbsp}", " ").replace("{empty}", "").strip()


@dataclass(slots=True)
class _Block:
    """The lines between the marks of a table, and what is said of it above."""

    mark: str
    title: str
    options: str
    lines: list[tuple[int, str]] = field(default_factory=list)

    def tables(self, *, closed: bool = True) -> list[Table]:
        """The table that they are, if it has rows."""
        first = next((at for at, (_, line) in enumerate(self.lines) if line.strip()), None)
        if first is None:
            return []
        rows = self._delimited() if self._is_delimited else list(lay_out(self._rows(first)))
        table = table_of(self.title, rows, closed=closed, spans=True)
        return [table] if table else []

    @property
    def _is_delimited(self) -> bool:
        return self.mark[0] in ",:" or ("format" in self.options and "sv" in self.options)

    def _delimited(self) -> list[Row]:
        mark = ":" if self.mark[0] == ":" else "\t" if "tsv" in self.options else ","
        lines = [(number, line) for number, line in self.lines if line.strip()]
        try:
            cells = list(csv.reader((line for _, line in lines), delimiter=mark))
        except csv.Error:
            return []
        return [Row(number, tuple(row)) for (number, _), row in zip(lines, cells, strict=False)]

    def _rows(self, first: int) -> Iterator[tuple[int, list[Cell]]]:
        """The rows, filled with cells as far as the table is wide; merged cells above take their places."""
        cells = list(self._cells())
        width = self._width(cells, first)
        hanging: dict[int, int] = {}
        row: list[Cell] = []
        taken = line = 0
        for number, cell in cells:
            if not row:
                line = number
                taken = sum(1 for left in hanging.values() if left > 0)
            row.append(cell)
            taken += cell.columns
            if taken >= width:
                yield line, row
                hanging = {at: left - 1 for at, left in hanging.items() if left > 1}
                for at, each in enumerate(row):
                    if each.rows > 1:
                        hanging[at] = each.rows - 1
                row = []
        if row:
            yield line, row

    def _cells(self) -> Iterator[tuple[int, Cell]]:
        """The cells, each with the line it begins on; a cell goes on up to the next mark."""
        mark: re.Match[str] | None = None
        begin = 0
        pieces: list[str] = []
        for number, line in self.lines:
            at = 0
            for match in _CELL.finditer(line):
                if match.start() and not line[: match.start()].endswith((" ", "\t", "|")) and match[0] != "|":
                    # Letters and digits before a bar that no blank parts from a word are the word's.
                    continue
                if mark is not None:
                    pieces.append(line[at : match.start()])
                    yield from self._cell(mark, begin, pieces)
                mark, begin, pieces, at = match, number, [], match.end()
            if mark is not None:
                pieces.append(line[at:])
        if mark is not None:
            yield from self._cell(mark, begin, pieces)

    @staticmethod
    def _cell(mark: re.Match[str], line: int, pieces: Sequence[str]) -> Iterator[tuple[int, Cell]]:
        visible = (plain_asciidoc(_ITEM.sub("- ", piece.strip(), count=1)) for piece in pieces)
        filled = [
            (piece, text)
            for piece, text in zip(pieces, visible, strict=True)
            if text and text != "+" and not _DIRECTIVE.match(text)
        ]
        is_code = bool(filled) and is_token(filled[0][1])
        # References to other pages below a code are no codes.
        texts = (text for piece, text in filled if not (is_code and _REFERENCES.fullmatch(piece.strip())))
        text = "\n".join(texts)
        cell = Cell(text, int(mark["rows"] or 1), int(mark["columns"] or 1))
        for _ in range(min(int(mark["times"] or 1), MOST_COLUMNS)):
            yield line, cell

    def _width(self, cells: Sequence[tuple[int, Cell]], first: int) -> int:
        """How many columns it has: as its options say, else as many as its first line has cells."""
        match = re.search(r"cols\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^,\"']+))", self.options)
        if match:
            columns = re.split("[,;]", next(filter(None, match.groups()), ""))
            repeated = [_WIDTH.fullmatch(each.strip()) for each in columns]
            return max(1, sum(int((each and each["times"]) or 1) for each in repeated))
        line = self.lines[first][0]
        return max(1, sum(cell.columns for number, cell in islice(cells, MOST_COLUMNS + 1) if number == line))
