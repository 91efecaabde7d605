"""Excel runs: letters of one text that look different from one another. Google counts them in UTF-16."""

from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.colours import Colours
from sheetsync.emulator.excel.looks import font
from sheetsync.emulator.excel.looks_read import text_format
from sheetsync.emulator.excel.scene import CONTROL

SWITCHES = ("bold", "italic", "strikethrough", "underline")


def rich_text(text: str, runs: list[Obj], base: Obj) -> CellRichText | None:
    """Return a text in runs, each laid over the cell's own text format; None where all of it looks as the cell does."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    starts = [run.get("startIndex", 0) * 2 for run in runs]
    if not any(run.get("format") for run in runs):
        return None
    pieces: list[Any] = [encoded[: starts[0]].decode("utf-16-le", "replace")]
    for run, start, end in zip(runs, starts, [*starts[1:], len(encoded)], strict=True):
        piece = CONTROL.sub("", encoded[start:end].decode("utf-16-le", "replace"))
        if piece:
            # A run of Excel is written out in full: what it leaves out is not taken from the cell.
            pieces.append(TextBlock(_inline({**base, **run.get("format", {})}), piece))
    return CellRichText([piece for piece in pieces if piece])


def text_of(rich: CellRichText) -> str:
    """Return the text of all runs."""
    return "".join(map(str, rich))


def runs_of(rich: CellRichText, base: Obj, colours: Colours) -> list[Obj]:
    """Return the runs of a text: what each changes of the cell's own text format."""
    runs, at = [], 0
    for piece in rich:
        difference = _difference(base, text_format(piece.font, colours)) if isinstance(piece, TextBlock) else {}
        if at or isinstance(piece, TextBlock):
            runs.append({**({"startIndex": at} if at else {}), "format": difference})
        at += len(str(piece).encode("utf-16-le", "surrogatepass")) // 2
    return runs if any(run["format"] for run in runs) else []


def _inline(letters: Obj) -> InlineFont:
    full = font(letters)
    return InlineFont(rFont=full.name, sz=full.sz, b=full.b, i=full.i, strike=full.strike, u=full.u, color=full.color)


def _difference(base: Obj, own: Obj) -> Obj:
    changed = {name: part for name, part in own.items() if base.get(name) != part}
    off = {name: False for name in SWITCHES if base.get(name) and name not in own}
    plain: Obj = {name: {} for name in ("foregroundColor",) if name in base and name not in own}
    return {**changed, **off, **plain}
