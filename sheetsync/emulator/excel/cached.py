"""Excel results: what each formula comes to, written beside it, as openpyxl does not.

Programs that do not calculate, such as those that read tables of data, see nothing else. A formula whose functions the
emulator does not know gets none: its result would be wrong.
"""

import io
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from sheetsync.emulator.book.a1 import column_index
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.scene import CONTROL
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.text.formats import error_text

FORMULA = re.compile(r'<c r="([A-Z]+)([0-9]+)"([^>]*)>(<f>[^<]*</f>)<v ?/></c>')
UNKNOWN = ("NAME", "ERROR", "LOADING")


def with_results(written: bytes, calculator: Calculator, parts: Mapping[str, Sheet]) -> bytes:
    """Return a workbook with the results of its formulas; `parts` are the tabs by their place in the file."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(written)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename in parts and b"<f>" in part:
                part = _filled(part.decode(), calculator, parts[item.filename]).encode()
            new.writestr(item, part, ZIP_DEFLATED)
    return out.getvalue()


def _filled(xml: str, calculator: Calculator, sheet: Sheet) -> str:
    def result(found: re.Match[str]) -> str:
        value = calculator.effective(sheet, int(found[2]) - 1, column_index(found[1]))
        kind, text = _written(value)
        if not text:
            return found[0]
        return f'<c r="{found[1]}{found[2]}"{found[3]}{kind}>{found[4]}<v>{escape(text)}</v></c>'

    return FORMULA.sub(result, xml)


def _written(value: Obj) -> tuple[str, str]:
    """Return the attribute that says what kind a result is, and the result."""
    if "numberValue" in value:
        return "", repr(value["numberValue"])
    if "stringValue" in value:
        return ' t="str"', CONTROL.sub("", value["stringValue"])
    if "boolValue" in value:
        return ' t="b"', str(int(value["boolValue"]))
    if "errorValue" in value and value["errorValue"]["type"] not in UNKNOWN:
        return ' t="e"', error_text(value["errorValue"]["type"])
    return "", ""
