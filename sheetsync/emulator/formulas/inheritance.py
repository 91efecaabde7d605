"""Inheritance: the number format a result takes from the cells it was made of, where its own cell has none.

That a formula has a computed number format is documented (CellData.effectiveFormat); the rules are not. These are the
ones seen in daily use: a result is shown as the first of its arguments that has a format; the difference of two dates
is a plain number; counts, ranks and comparisons are plain.
"""

from collections.abc import Callable, Sequence

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.values import Block, Value

FIRST = frozenset({"SUM", "AVERAGE", "MIN", "MAX", "ROUND", "ADD", "MINUS", "MULTIPLY", "DIVIDE", "UMINUS", "SUMIF"})
PICKED = frozenset({"IF", "IFERROR", "UPLUS", "HYPERLINK"})
MOMENTS = frozenset({"DATE", "TIME", "DATE_TIME"})
Look = Callable[[Block], Obj | None]


def inherited(
    function: str, result: Value, arguments: Sequence[Value], formats: Sequence[Obj | None], look: Look
) -> Obj | None:
    """Return the number format of a result; `look` finds that of cells. A rectangle keeps its cells' own."""
    if isinstance(result, Block):
        return None
    if function in PICKED:
        return next((own for value, own in zip(arguments, formats, strict=True) if value is result), None)
    if function not in FIRST:
        return None
    shown = [look(value) if isinstance(value, Block) else own for value, own in zip(arguments, formats, strict=True)]
    if function == "SUMIF":
        shown = shown[:1] if len(shown) == 2 else shown[2:]  # noqa: PLR2004 - the third argument is what is summed
    dated = [own is not None and own.get("type") in MOMENTS for own in shown]
    if (function == "MINUS" and all(dated)) or (function in ("MULTIPLY", "DIVIDE") and any(dated)):
        return None
    # Money stays money when a share of it is taken, whichever comes first.
    money = [own for own in shown if own and own.get("type") == "CURRENCY"]
    return next((own for own in (*money, *shown) if own), None)
