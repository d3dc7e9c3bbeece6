"""Numbers that a program works out for its constants: from a base, by counting on, by Go's ``iota``."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping

from catalog.intake.declarations import Constant

_LONGEST = 200
"""Characters of an expression that is worked out: sums in declarations are short."""
_MOST_BITS = 63
"""Bits of a number and of a shift: what an integer of a program holds."""
_LEAST_COUNTED = 100
"""The least number that is given by counting on: smaller ones are places in a list, and any program has them."""
_SUFFIX = re.compile(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]{1,3}\b")
"""A number in C with the letters that tell its type."""
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]")
_PLAIN = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]{1,16}|\d{1,18})")
_OF_NO_BODY = re.compile(r"iota(?: \+ 1)?|(?=[^\n]*iota)[^\n]*<<[^\n]*")
"""Places in a list, which programs do not print, and shifts of them, whose precedence is Go's own."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_CALCULATED = re.compile(r"[\w\s.()+*|<-]{1,200}")
_OF_BINARY: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.BitOr: operator.or_,
    ast.LShift: operator.lshift,
}


def with_numbers(constants: Iterable[Constant]) -> list[Constant]:
    """Give constants whose value is an expression of numbers, or is counted on from the one before, their number.

    A constant of which no number is known keeps its value. Nothing is counted on over lines that are no member, such as
    those of the preprocessor, nor to small numbers, which any other program may have, too.
    """
    result = list(constants)
    numbers: dict[str, tuple[int, bool]] = {}
    declared: dict[str, Constant] = {}
    before: tuple[Constant, int, bool] | None = None
    formula = ""
    for each in result:
        value = _SUFFIX.sub(r"\1", each.value.strip().rstrip(",;").strip())
        goes_on = not value and each.block > 0 and before is not None and before[0].block == each.block
        if goes_on and each.repeats:
            value = formula
        formula = value if "iota" in value else ""
        number = None if _OF_NO_BODY.fullmatch(value) else _number_of(value, numbers, each.place)
        is_hexadecimal = _HEXADECIMAL.search(value) is not None
        is_worked_out = number is not None and not _PLAIN.fullmatch(value) and not _WORD.fullmatch(value)
        if is_worked_out:
            used = numbers.keys() & set(_WORD.findall(value))
            is_hexadecimal = is_hexadecimal or any(numbers[name][1] for name in used)
            for name in used:
                declared[name].begins_others = True
        elif goes_on and before is not None and not each.repeats and each.place == before[0].place + 1:
            # An enumeration of C counts on.
            number, is_hexadecimal = before[1] + 1, before[2]
            is_worked_out = each.counted = abs(number) >= _LEAST_COUNTED
            before[0].begins_others = before[0].begins_others or not before[0].comments
        before = None if number is None else (each, number, is_hexadecimal)
        if number is None:
            continue
        numbers[each.name] = number, is_hexadecimal
        declared[each.name] = each
        if is_worked_out:
            each.value = f"{number:#x}" if is_hexadecimal and number >= 0 else str(number)
    return result


def _number_of(value: str, numbers: Mapping[str, tuple[int, bool]], iota: int) -> int | None:
    """Return what an expression of integers and of names of ``numbers`` comes to; None if it is anything else."""
    if not 0 < len(value) <= _LONGEST or not _CALCULATED.fullmatch(value):
        return None
    try:
        return _evaluated(ast.parse(value, mode="eval").body, numbers, iota)
    except (SyntaxError, ValueError, KeyError, RecursionError, MemoryError):
        return None


def _evaluated(node: ast.expr, numbers: Mapping[str, tuple[int, bool]], iota: int) -> int:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            result = number
        case ast.Name(id="iota"):
            result = iota
        case ast.Name(id=name) | ast.Attribute(attr=name):
            result = numbers[name][0]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            result = -_evaluated(operand, numbers, iota)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OF_BINARY:
            count = _evaluated(right, numbers, iota)
            if isinstance(op, ast.LShift) and not 0 <= count <= _MOST_BITS:
                raise ValueError(f"shift by {count}")
            result = _OF_BINARY[type(op)](_evaluated(left, numbers, iota), count)
        case _:
            raise ValueError(ast.dump(node)[:80])
    if result.bit_length() > _MOST_BITS + 1:
        raise ValueError(result.bit_length())
    return result
