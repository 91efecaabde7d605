"""Defaults: what a spreadsheet, a tab and a cell are before anybody touches them, as recorded from Google."""

from sheetsync.emulator.errors import Obj

ROW_COUNT, COLUMN_COUNT = 1000, 26
ROW_PIXELS, COLUMN_PIXELS = 21, 100
LOCALE, TIME_ZONE = "en_US", "Etc/GMT"
UPLOAD_TIME_ZONE = "America/Los_Angeles"  # what Google gives a book made from an upload
FIRST_TITLE = "Sheet1"


def default_format() -> Obj:
    """Return the format of a cell nobody formatted."""
    white = {"red": 1, "green": 1, "blue": 1}
    return {
        "backgroundColor": white,
        "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
        "verticalAlignment": "BOTTOM",
        "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {
            "foregroundColor": {},
            "fontFamily": "arial,sans,sans-serif",
            "fontSize": 10,
            "bold": False,
            "italic": False,
            "strikethrough": False,
            "underline": False,
            "foregroundColorStyle": {"rgbColor": {}},
        },
        "backgroundColorStyle": {"rgbColor": white},
    }


def spreadsheet_theme() -> Obj:
    """Return the theme of a new spreadsheet."""
    colours: tuple[tuple[str, Obj], ...] = (
        ("TEXT", {}),
        ("BACKGROUND", {"red": 1, "green": 1, "blue": 1}),
        ("ACCENT1", {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275}),
        ("ACCENT2", {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314}),
        ("ACCENT3", {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275}),
        ("ACCENT4", {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902}),
        ("ACCENT5", {"red": 1, "green": 0.42745098, "blue": 0.003921569}),
        ("ACCENT6", {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706}),
        ("LINK", {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}),
    )
    pairs = [{"colorType": name, "color": {"rgbColor": colour}} for name, colour in colours]
    return {"primaryFontFamily": "Arial", "themeColors": pairs}


def spreadsheet_properties(title: str) -> Obj:
    """Return the properties of a new spreadsheet."""
    return {
        "title": title,
        "locale": LOCALE,
        "autoRecalc": "ON_CHANGE",
        "timeZone": TIME_ZONE,
        "defaultFormat": default_format(),
        "spreadsheetTheme": spreadsheet_theme(),
    }


def sheet_properties(sheet_id: int, title: str, index: int) -> Obj:
    """Return the properties of a new tab."""
    grid = {"rowCount": ROW_COUNT, "columnCount": COLUMN_COUNT}
    return {"sheetId": sheet_id, "title": title, "index": index, "sheetType": "GRID", "gridProperties": grid}
