"""Limits that are always on."""

from .world import Book

TOO_MANY = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."


def test_a_tab_name_has_at_most_a_hundred_letters(book: Book) -> None:
    wanted = "Invalid requests[0].addSheet: The sheet name cannot be greater than 100 characters."
    assert book.refused({"addSheet": {"properties": {"title": "x" * 101}}}) == wanted
    book.batch({"addSheet": {"properties": {"title": "x" * 100}}})


def test_a_cell_holds_at_most_fifty_thousand_characters(book: Book) -> None:
    reply = book.world.call("PUT", f"{book.url}/values/A1", {"values": [["x" * 50_001]]}, valueInputOption="RAW")
    assert reply.status_code == 400
    assert "maximum of 50000 characters in a single cell" in reply.json()["error"]["message"]
    book.tab.update([["x" * 50_000]], "A1")


def test_a_workbook_holds_at_most_ten_million_cells(book: Book) -> None:
    big = {"properties": {"gridProperties": {"rowCount": 100_000, "columnCount": 100}}}
    assert book.refused({"addSheet": big}) == f"Invalid requests[0].addSheet: {TOO_MANY}"
    length = {"sheetId": 0, "dimension": "ROWS", "length": 400_000}
    assert book.refused({"appendDimension": length}) == f"Invalid requests[0].appendDimension: {TOO_MANY}"


def test_a_payload_has_at_most_ten_mebibytes(book: Book) -> None:
    body = {"values": [["x" * 10_485_760]]}
    reply = book.world.call("PUT", f"{book.url}/values/A1", body, valueInputOption="RAW")
    assert reply.status_code == 400
    assert reply.json()["error"]["message"] == "Request payload size exceeds the limit: 10485760 bytes."


def test_values_beyond_the_grid_are_refused(book: Book) -> None:
    reply = book.world.call("PUT", f"{book.url}/values/A1000", {"values": [[1], [2]]}, valueInputOption="RAW")
    wanted = "Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert reply.json()["error"]["message"] == wanted


def test_all_rows_cannot_be_frozen(book: Book) -> None:
    grid = {"properties": {"gridProperties": {"frozenRowCount": 1000}}, "fields": "gridProperties.frozenRowCount"}
    wanted = "Invalid requests[0].updateSheetProperties: You can't freeze all visible rows on the sheet."
    assert book.refused({"updateSheetProperties": grid}) == wanted
