"""Excel links: which cells of a book are links as a whole, and the address in the form Excel takes."""

import re
from typing import Any
from urllib.parse import quote

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.scene import Incoming

READABLE = re.compile(r"https?://[^/?#]|mailto:.", re.IGNORECASE)
WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
UNSAFE = re.compile(r'[\x00-\x20\x7f"<>\\^`{|}]')
LONGEST_LINK = 2079  # characters; Excel calls a file with a longer one damaged


def linked(cell: Obj) -> tuple[str | None, Obj]:
    """Return the address a cell leads to, and its format, in which an empty `link` stands for any such address."""
    cell_format: Obj = cell.get("userEnteredFormat", {})
    text_format: Obj = cell_format.get("textFormat", {})
    uri = text_format.get("link", {}).get("uri") or _link_of_runs(cell.get("textFormatRuns"))
    if not uri:
        return None, cell_format
    plain = {name: part for name, part in text_format.items() if name != "link"}
    address = _address(uri) if cell.get("userEnteredValue") else None
    return address, {**cell_format, "textFormat": {**plain, "link": {}} if address else plain}


def _link_of_runs(runs: list[Obj] | None) -> str | None:
    """Return the address all of a text leads to; Excel cannot hold a link on a part of it."""
    if not runs:
        return None
    found = {run.get("format", {}).get("link", {}).get("uri") for run in runs}
    return found.pop() if len(found) == 1 and not runs[0].get("startIndex") else None


def _address(uri: str) -> str | None:
    """Return a web address; None for any other, such as one that runs a program."""
    if not WEB.match(uri):
        return None
    escaped = UNSAFE.sub(lambda found: quote(found[0]), uri)
    return escaped if len(escaped) <= LONGEST_LINK else None


def link_of(cell: Any, incoming: Incoming) -> str | None:
    """Return the address a cell of a workbook leads to; a place in the workbook becomes one in the spreadsheet."""
    link = cell.hyperlink
    if link is None:
        return None
    if link.target:
        address = link.target + (f"#{link.location}" if link.location else "")
        return address if READABLE.match(address) else None
    place = incoming.grid_range(link.location or "")
    if place is None:
        return None
    span = link.location.rpartition("!")[2].replace("$", "")
    return f"#gid={place.get('sheetId', 0)}&range={span}"
