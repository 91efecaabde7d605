"""A book's layout -> what the book lacks, and the requests that lay it out or mend it. Pure.

A fresh book is laid out whole, in one batch. In a book that people already use only what is missing is added, in its
place, and only the edition's own cells are written. Where nothing is missing there is no request.

What one tab needs is one step and stays together; steps share batches as far as a batch may grow. After any batch the
book is whole as far as it goes, and what is still missing is found by the next look.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from sheetsync.adapters.sheets import looks, parts
from sheetsync.adapters.sheets.as_found import Standing
from sheetsync.adapters.sheets.blocks import grid_range
from sheetsync.adapters.sheets.mend import TabMending
from sheetsync.adapters.sheets.parts import fresh_bed
from sheetsync.adapters.sheets.protection import Keepers, lock_changes
from sheetsync.adapters.sheets.render import Request, encoded
from sheetsync.core.cells import Grid, Snapshot
from sheetsync.core.layout import HEADER_ROW, Book, Owner, Setting, Tab, anchor_name
from sheetsync.core.locate import Place, locate
from sheetsync.core.mending.items import Item, Lack, Mending, Step

BATCH_BYTES = 4_000_000
"""How large a batch may grow by taking in further steps: well below what Google takes and what it does in time."""

_UNIQUE = frozenset({"addSheet", "addNamedRange"})
"""What a book has once: no id of a tab and no name of a range is given twice."""

_MARGIN_ROWS = 2
"""Empty rows below the last row that is laid out, so that the table visibly ends."""


def mending(
    book: Book,
    standing: Standing,
    setting: Setting,
    keepers: Keepers = Keepers(),  # noqa: B008 - frozen
) -> Mending:
    """What brings a book to its layout, tab by tab; nothing where it is complete."""
    snapshot = standing.snapshot
    places = [locate(book, tab, snapshot) for tab in book.tabs]
    fresh = not any(places)
    titles = [grid.title for grid in snapshot.grids]
    steps: list[list[Request]] = []
    items: list[Item] = []
    for index, (tab, place) in enumerate(zip(book.tabs, places, strict=True)):
        if place is not None:
            said, requests = TabMending(book, standing, place, setting, keepers).mend()
            items += said
            steps.append(requests)
            continue
        title = _free_title(tab.title, titles)
        added = _add_sheet(tab, title, min(index, len(titles)))
        steps.append([added, *_fill_tab(book, standing, tab, setting, keepers)])
        titles.append(title)
        items.append(Item(Lack.TAB, f"thiếu thẻ “{tab.title}”"))
    there = [place for place in places if place]
    where, properties = _properties(there, snapshot, setting)
    items += where
    if properties:  # goes with the first tab: the next look finds a book that is laid out already
        fields = ",".join(properties)
        steps[0].insert(0, {"updateSpreadsheetProperties": {"properties": properties, "fields": fields}})
    if fresh:
        steps[0] += _blank_tab_goes(snapshot.grids)
    items += _leftovers(there, snapshot)
    return Mending(tuple(items), tuple(step for step in steps if step))


def _properties(places: Sequence[Place], snapshot: Snapshot, setting: Setting) -> tuple[list[Item], dict[str, str]]:
    """Language and time zone: the language only while no number stands in a cell that people fill.

    Another language would not mend the numbers, it would make wrong ones look right.
    """
    items: list[Item] = []
    wanted: dict[str, str] = {}
    if snapshot.locale != setting.locale:
        words = f"ngôn ngữ {snapshot.locale} → {setting.locale}" if snapshot.locale else f"ngôn ngữ {setting.locale}"
        if _has_numbers(places):
            advice = "Mở Tệp > Cài đặt > Ngôn ngữ: chọn Việt Nam, rồi gõ lại các số có phần lẻ."
            items.append(Item(Lack.LOCALE, f"{words}, nhưng đã có người gõ số", by_hand=True, advice=advice))
        else:
            items.append(Item(Lack.LOCALE, words))
            wanted["locale"] = setting.locale
    if snapshot.timezone != setting.timezone:
        items.append(Item(Lack.LOCALE, f"múi giờ {snapshot.timezone} → {setting.timezone}".replace("giờ  →", "giờ")))
        wanted["timeZone"] = setting.timezone
    return items, wanted


def _has_numbers(places: Iterable[Place]) -> bool:
    """True where a number stands in any column that people fill."""
    return any(
        isinstance(cell.value, Decimal)
        for place in places
        for column in place.tab.owned_by(Owner.PEOPLE)
        if column.name in place.columns
        for _, cell in place.grid.column(place.columns[column.name], place.header_row + 1)
    )


def _leftovers(places: Sequence[Place], snapshot: Snapshot) -> Iterator[Item]:
    """Yield tabs that an earlier layout had, known by the names it gave their columns."""
    known = {place.grid.sheet_id for place in places}
    mark = anchor_name("", "").removesuffix("_")
    gone = {
        anchor.sheet_id
        for name, anchor in snapshot.anchors.items()
        if name.startswith(mark) and anchor.sheet_id not in known
    }
    for grid in snapshot.grids:
        if grid.sheet_id in gone:
            words = f"thẻ “{grid.title}” không còn trong mẫu"
            yield Item(Lack.TAB, words, grid.title, by_hand=True, advice="Xem lại; không cần nữa thì tự xóa thẻ này.")


def batches(steps: Iterable[Step], most: int = BATCH_BYTES) -> list[list[Request]]:
    """Steps as batches of at most so many bytes; a step is never torn apart, however large it is."""
    found: list[list[Request]] = []
    room = 0
    for step in steps:
        weight = len(encoded(step))
        if not found or weight > room:
            found.append([])
            room = most
        found[-1] += step
        room -= weight
    return found


def fails_twice(requests: Iterable[Request]) -> bool:
    """True for a batch that Google refuses whole once it has been applied, so that it may be sent again.

    Any other batch would append its rows or add its lock a second time.
    """
    return any(_UNIQUE & request.keys() for request in requests)


def _blank_tab_goes(grids: Sequence[Grid]) -> list[Request]:
    """Delete the one empty tab of a new spreadsheet; where a person has put anything in, or added a tab, all stay."""
    if len(grids) == 1 and _is_blank(grids[0]):
        return [{"deleteSheet": {"sheetId": grids[0].sheet_id}}]
    return []


def _is_blank(grid: Grid) -> bool:
    return all(cell.is_blank for row in grid.rows for cell in row)


def _free_title(title: str, taken: Iterable[str]) -> str:
    """A tab's title, numbered where a person has another tab of that name (Google does not tell case apart)."""
    titles = {other.casefold() for other in taken}
    found, number = title, 2
    while found.casefold() in titles:
        found, number = f"{title} ({number})", number + 1
    return found


# --- a whole tab -----------------------------------------------------------------------------------------------------


def _row_count(tab: Tab) -> int:
    return HEADER_ROW + len(tab.rows) + tab.spare + _MARGIN_ROWS


def _add_sheet(tab: Tab, title: str, index: int) -> Request:
    owners = {column.owner for column in tab.columns}
    tint = looks.TAB_TO_FILL if Owner.PEOPLE in owners else looks.TAB_OURS
    properties = {
        "sheetId": tab.sheet_id,
        "title": title,
        "index": index,
        "gridProperties": {
            "rowCount": _row_count(tab),
            "columnCount": len(tab.columns),
            "frozenRowCount": HEADER_ROW,
            "frozenColumnCount": min(tab.frozen_columns, len(tab.columns) - 1),
            "hideGridlines": True,
        },
        "tabColorStyle": looks.colour(tint if owners != {Owner.EDITION} else looks.TAB_READING),
    }
    return {"addSheet": {"properties": properties}}


def _fill_tab(book: Book, standing: Standing, tab: Tab, setting: Setting, keepers: Keepers) -> list[Request]:
    last_row, decimals = _row_count(tab), setting.decimals
    bed = fresh_bed(tab)
    if tab.spare:  # people may fill them down to the end
        bed = replace(bed, free=range(bed.free.start, last_row + 1))
    cells = parts.head(tab) | parts.headers(bed, tab.columns) | parts.body(bed, bed.rows, tab.columns, decimals)
    requests = [
        *parts.drawn(bed.sheet_id, cells),
        *parts.free_formats(bed, tab.columns, decimals),
        *parts.widths(bed, tab.columns),
        *parts.heights(bed),
        *parts.names(bed, tab.columns, standing.range_ids),
        *parts.stamp_name(bed, standing.range_ids),
        *parts.validations(bed, tab.columns),
        *(one.request for one in lock_changes(bed, last_row, (), setting.closed, keepers)),
        *parts.colours(book, bed, tab.columns, last_row),
    ]
    if tab.filterable:
        span = grid_range(bed.sheet_id, HEADER_ROW, 1, last_row - HEADER_ROW + 1, len(tab.columns))
        requests.append({"setBasicFilter": {"filter": {"range": span}}})
    return requests
