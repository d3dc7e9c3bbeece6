"""The tables of a reStructuredText page: grid, simple, list and CSV tables. A stage among those of the formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Parser, roles
from docutils.parsers.rst.states import Inliner
from docutils.readers.standalone import Reader
from docutils.transforms import Transform

from catalog.intake.documents import IntakeError
from catalog.intake.entries import TERM, Line
from catalog.intake.grid import MOST_COLUMNS, Cell, Table, lay_out, lost_table, table_of

LONGEST_PAGE = 2_000_000
"""Characters of a page that are read."""

_TOO_DEEP = re.compile(r"^[ \t]{300}", re.MULTILINE)
_MOST_CORNERS = 2 * MOST_COLUMNS

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 6,
    "line_length_limit": 100_000,
    # The title of the page and of its only section stay what they are: sections.
    "doctitle_xform": False,
}

_ROLES = (
    "ref", "doc", "term", "any", "numref", "download", "option", "envvar", "keyword", "token", "confval", "setting",
    "class", "meth", "func", "exc", "mod", "attr", "data", "const", "obj", "guilabel", "menuselection", "file", "samp",
    "kbd", "command", "program", "abbr", "dfn", "manpage", "regexp", "mimetype", "newsgroup", "makevar", "mailheader",
    "py:class", "py:meth", "py:func", "py:exc", "py:mod", "py:attr", "py:data", "py:const", "py:obj", "issue", "pr",
    "http:get", "http:post", "http:statuscode", "rfc", "pep", "cpp:class", "cpp:func", "c:func", "c:macro",
)  # fmt: skip
_ABOUT_TABLE = re.compile(r"^Malformed table|\"(?:list-|csv-)?table\" directive")
_BETWEEN_CELLS = re.compile(r"^\*\s+-\s+|^-\s+|\s*\|\s*|\s{2,}|,")
_BORDER = re.compile(r"\s*\+[-=+]+\+\s*")
_TRUNCATED = "the row is cut off: the page ends within it"
_ERROR = 3
_MOST_TEXTS = 2_000
_LONGEST_SUBSTITUTE = 200
_UNDERLINE = re.compile(r"([=~^\"'`#*+-])\1{2,}[ \t]*")
_DIRECTIVE = re.compile(
    r"\s*\.\. (?:_[^\n]*:|(?:index|note|warning|versionadded|versionchanged|contents|highlight|(?:current)?module)::)"
    r"|\s*:[a-z-]{1,20}:\s*\S*$"
)
_OBJECT = re.compile(
    r"\s{0,12}\.\. (?:c|cpp|py|js|go|rust)?:?"
    r"(?:(?P<macro>macro)|enumerator|data|exception|constant|const|var|member|error)::\s+"
    r"(?:[\w ]+ )?(?P<name>[\w.]{1,200})(?(macro)|(?:\(.*\))?)\s*$"
)
"""An object that a page documents; a macro with arguments is none of errors."""
_ROLE = re.compile(r":[a-z:]{1,20}:`(?P<text>[^`\n]{1,300})`")
_TARGET = re.compile(r"\s*<[^<>]*>$")


def _role_text(
    name: str, rawtext: str, text: str, *_: object, **__: object
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Render a role as its text, without its target."""
    del name, rawtext
    visible = _TARGET.sub("", text.replace("\x00", "")).lstrip("!")
    return [nodes.inline("", visible.rsplit(".", 1)[-1] if visible.startswith("~") else visible)], []


# Those of the tool that most pages are built with, which the parser does not know by itself.
for _name in _ROLES:
    if _name not in ("rfc", "pep"):
        roles.register_local_role(_name, _role_text)  # type: ignore[arg-type]


def restructured_tables(text: str) -> list[Table]:
    """The tables of a page, each titled by its own title or by the section it stands in.

    Raises:
        IntakeError: when the page is too long or is nested too deeply.
    """
    if len(text) > LONGEST_PAGE:
        raise IntakeError(f"the reStructuredText page has more than {LONGEST_PAGE:,} characters; split it")
    if _TOO_DEEP.search(text):
        raise IntakeError("the reStructuredText page is nested too deeply")
    if any(line.count("+") > _MOST_CORNERS for line in text.split("\n") if line.lstrip().startswith("+")):
        raise IntakeError(f"a table has more than {MOST_COLUMNS} columns: no error table has")
    text, truncated_row = _without_truncated_row(text)
    parser = _Listening()
    try:
        page = publish_doctree(text, reader=_Reading(parser), settings_overrides=_SETTINGS)
    except RecursionError:
        raise IntakeError("the reStructuredText page is nested too deeply") from None
    except Exception as problem:  # docutils raises its own and plain errors for what it cannot read
        raise IntakeError(f"the document is not reStructuredText: {' '.join(str(problem).split())[:200]}") from None
    tables = []
    for table in page.findall(nodes.table):
        rows = [(_line(row), [_cell(entry) for entry in row.findall(nodes.entry)]) for row in table.findall(nodes.row)]
        read_table = table_of(_title(table), list(lay_out(rows)), spans=True)
        if read_table is not None:
            tables.append(read_table)
    if truncated_row is not None:
        tables.append(truncated_row)
    return tables + parser.lost


def _text(text: str, lineno: int) -> list[nodes.Text]:
    """Return what stands between the marks of a paragraph as it is, addresses included.

    Looking for addresses takes quadratic time in a long word, and a level of recursion for each of them.
    """
    del lineno
    return [nodes.Text(text)] if text else []


class _Substitutions(Transform):
    """Put what a page has defined in place of each ``|name|``, and the name as it is written where it has not.

    The tool's own takes quadratic time in a paragraph of very many.
    """

    default_priority = 220

    def apply(self, **_: object) -> None:
        """Change each paragraph as a whole."""
        defined = self.document.substitution_defs
        parents = {id(each.parent): each.parent for each in self.document.findall(nodes.substitution_reference)}
        for parent in parents.values():
            parent.children = [self._written(each, defined) for each in parent.children]

    def _written(self, node: nodes.Node, defined: Mapping[str, nodes.Node]) -> nodes.Node:
        if not isinstance(node, nodes.substitution_reference):
            return node
        name = self.document.substitution_names.get(node["refname"].lower(), node["refname"])
        # A long text in place of very many names would be many times the page.
        return nodes.Text(defined[name].astext()[:_LONGEST_SUBSTITUTE] if name in defined else node.rawsource)


class _Reading(Reader):  # type: ignore[type-arg]
    """A reader that resolves no links, footnotes and titles: a table has the text of each as it stands."""

    def get_transforms(self) -> list[type[Transform]]:
        """Return the one change of a page that its tables need."""
        return [_Substitutions]


class _Listening(Parser):
    """The parser, with the tables that it throws away since they are not drawn as they should be."""

    def __init__(self) -> None:
        inliner = Inliner()
        # No subclass: the tool reads the patterns of its own class only.
        inliner.implicit_inline = _text  # type: ignore[method-assign]
        super().__init__(inliner=inliner)
        self.lost: list[Table] = []

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse, and hear what is said about tables."""
        document.reporter.attach_observer(self._hear)
        super().parse(inputstring, document)

    def _hear(self, message: nodes.system_message) -> None:
        problem = " ".join(message.children[0].astext().split()) if message.children else ""
        if message["level"] < _ERROR or not _ABOUT_TABLE.search(problem):
            return
        quoted = message.children[-1].astext() if len(message.children) > 1 else ""
        texts = [piece for line in quoted.split("\n") for piece in _pieces(line)]
        line = int(message.get("line") or 0)
        self.lost.append(lost_table(line, f"the table cannot be read: {problem[:200]}", texts[:_MOST_TEXTS]))


def _pieces(line: str) -> list[str]:
    """Return the possible cells of a table's line."""
    return [piece for piece in _BETWEEN_CELLS.split(line.strip()) if piece.strip("+-= ")]


def _without_truncated_row(text: str) -> tuple[str, Table | None]:
    """A page that ends within a grid table without the row that its end has truncated, and that row.

    The parser would throw away all of the table where a directive stands around it.
    """
    lines = text.rstrip().split("\n")
    first = len(lines)
    while first and lines[first - 1].lstrip().startswith(("|", "+")):
        first -= 1
    if first == len(lines) or not _BORDER.fullmatch(lines[first]) or lines[-1].rstrip() == lines[first].rstrip():
        return text, None
    # Where cells are merged a border has other corners, and it is whole where it is as wide as the first.
    width = len(lines[first].rstrip())
    borders = [
        at
        for at in range(first, len(lines))
        if _BORDER.fullmatch(lines[at]) and len(lines[at].rstrip()) == width and "+" in lines[at][-1:]
    ]
    if borders[-1] == len(lines) - 1 or len(borders) < 2:
        return text, None
    truncated = lines[borders[-1] + 1 :]
    texts = [piece for line in truncated for piece in _pieces(line)]
    line = borders[-1] + 2
    return "\n".join([*lines[: borders[-1]], lines[first], ""]), lost_table(line, _TRUNCATED, texts[:_MOST_TEXTS])


def restructured_lines(text: str) -> Iterator[Line]:
    """The lines of a page without their marks, its titles, terms and documented objects with their levels."""
    lines = text.split("\n")
    ranks: list[str] = []
    for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True), 1):
        if _UNDERLINE.fullmatch(line) or _DIRECTIVE.match(line):
            continue
        if documented := _OBJECT.match(line):
            yield Line(number, documented["name"], TERM)
            yield Line(number, "")
            continue
        level = 0
        if line.strip() and (rule := _UNDERLINE.fullmatch(below)):
            if rule[1] not in ranks:
                ranks.append(rule[1])
            level = min(ranks.index(rule[1]) + 1, TERM - 1)
        elif line.strip() and not line[0].isspace() and below.strip() and below[0].isspace():
            level = TERM
        visible = _ROLE.sub(lambda match: _TARGET.sub("", match["text"]).lstrip("~!"), line)
        yield Line(number, visible.replace("``", "").replace("**", ""), level)


def _cell(entry: nodes.entry) -> Cell:
    return Cell("\n".join(_lines(entry)), int(entry.get("morerows", 0)) + 1, int(entry.get("morecols", 0)) + 1)


def _lines(entry: nodes.Node) -> Iterator[str]:
    for part in entry.children:
        if isinstance(part, nodes.bullet_list | nodes.enumerated_list):
            for item in part.children:
                yield "- " + " ".join(item.astext().split())
        elif isinstance(part, nodes.literal_block | nodes.line_block):
            yield part.astext()
        elif isinstance(part, nodes.paragraph):
            yield " ".join(part.astext().split())
        elif not isinstance(part, nodes.system_message | nodes.comment):
            yield from _lines(part)


def _title(table: nodes.table) -> str:
    for part in table.children:
        if isinstance(part, nodes.title):
            return part.astext()
    above = table.parent
    while above is not None:
        for part in above.children:
            if isinstance(part, nodes.title):
                return part.astext()
        above = above.parent
    return ""


def _line(row: nodes.row) -> int:
    return next((part.line for part in row.findall(nodes.paragraph) if part.line), 0)
