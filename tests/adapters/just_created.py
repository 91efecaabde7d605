"""What Google gives who creates a spreadsheet, and what is sent to lay a book out in one."""

from sheetsync.adapters.sheets.as_found import Standing
from sheetsync.adapters.sheets.provision import mending
from sheetsync.adapters.sheets.render import Request
from sheetsync.core.cells import Grid, Snapshot
from sheetsync.core.layout import Book, Setting

JUST_CREATED = Standing(Snapshot("", "", "", (Grid(0, "", (), 0, 0),), {}))
"""One empty tab with id 0."""


def steps_to(book: Book, setting: Setting, standing: Standing = JUST_CREATED) -> list[list[Request]]:
    """The requests that bring a spreadsheet to its layout, step by step."""
    return [list(step) for step in mending(book, standing, setting).steps]
