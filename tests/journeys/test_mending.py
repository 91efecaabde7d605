"""Books damaged in many ways at once: all comes back, and what people typed stands where it stood, by code."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from sheetsync.core.cells import PULL_FIELDS, read_snapshot
from sheetsync.core.layout import Column, Owner, Row
from sheetsync.core.locate import Place, locate

from .office import Json, Office
from .small_town import Keys

Inputs = dict[tuple[str, str, str, str], Any]
"""What stands in people's cells: by book, tab, row key and column."""

MORE: tuple[Keys, ...] = (
    ("TG", "bonus", "1", "unit", "Phường 4"),
    ("TG", "bonus", "1", "model", "Mô hình minh họa"),
    ("TG", "bonus", "1", "points", "1,5"),
    ("C1", "agreed", "1", "unit", "P4"),
    ("C1", "agreed", "1", "criterion", "1.1"),
    ("C1", "agreed", "1", "points", "8"),
    ("master", "ranking", "P4", "agreed_points", "20,5"),
    ("master", "ranking", "P4", "reason", "Thống nhất tại phiên họp"),
)
DAMAGED = ("P4", "P1", "TG", "C1", "master")


def places(office: Office, code: str) -> dict[str, Place]:
    """Where every tab of a book is now."""
    reply = office.client.http_client.fetch_sheet_metadata(office.ids[code], {"fields": PULL_FIELDS})
    book, snapshot = office.layout(code), read_snapshot(reply)
    return {tab.name: place for tab in book.tabs if (place := locate(book, tab, snapshot))}


def inputs(office: Office, code: str) -> Inputs:
    return {
        (code, name, key, column.name): place.cell(row, column.name).value
        for name, place in places(office, code).items()
        for key, row in place.rows.items()
        for column in place.tab.owned_by(Owner.PEOPLE)
        if column.name in place.columns and not place.cell(row, column.name).is_blank
    }


class Vandal:
    """Damages a book, a tab at a time, and knows what can never come back: `gone` are (tab, key or column)."""

    def __init__(self, office: Office, code: str, seed: int) -> None:
        self.office, self.code, self.dice = office, code, random.Random(seed)  # noqa: S311 - the same damage every time
        self.gone: set[tuple[str, str]] = set()
        self.touched: set[tuple[str, str]] = set()

    def rampage(self) -> None:
        """Do several things to some of the tabs."""
        tabs = self.office.layout(self.code).tabs
        for tab in self.dice.sample(tabs, min(4, len(tabs))):
            for deed in self.dice.sample(self.deeds(), 3):
                if place := places(self.office, self.code).get(tab.name):
                    deed(place)

    def deeds(self) -> list[Callable[[Place], None]]:
        return [
            self.delete_row, self.delete_column, self.delete_tab, self.delete_names, self.retype_header,
            self.retype_code, self.retype_text, self.unlock, self.unask, self.insert_lines, self.sort,
        ]  # fmt: skip

    def _row(self, place: Place) -> Row | None:
        name = place.tab.name
        rows = [row for row in place.tab.rows if row.key in place.rows and (name, row.key) not in self.touched]
        chosen = self.dice.choice(rows) if rows else None
        if chosen:
            self.touched.add((place.tab.name, chosen.key))
        return chosen

    def _column(self, place: Place) -> Column | None:
        columns = [
            column
            for column in place.tab.columns
            if column.name in place.columns
            and (place.tab.name, column.name) not in self.touched
            and column.name != place.tab.key
        ]
        chosen = self.dice.choice(columns) if columns else None
        if chosen:
            self.touched.add((place.tab.name, chosen.name))
        return chosen

    def _batch(self, *requests: Json) -> None:
        self.office.batch(self.code, *requests)

    def _span(self, place: Place, dimension: str, at: int) -> Json:
        return {"sheetId": place.grid.sheet_id, "dimension": dimension, "startIndex": at - 1, "endIndex": at}

    def _write(self, place: Place, row: int, col: int, text: str) -> None:
        start = {"sheetId": place.grid.sheet_id, "rowIndex": row - 1, "columnIndex": col - 1}
        cells = [{"values": [{"userEnteredValue": {"stringValue": text}} if text else {}]}]
        self._batch({"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}})

    def delete_row(self, place: Place) -> None:
        if row := self._row(place):
            self._batch({"deleteDimension": {"range": self._span(place, "ROWS", place.rows[row.key])}})
            self.gone.add((place.tab.name, row.key))

    def delete_column(self, place: Place) -> None:
        if column := self._column(place):
            self._batch({"deleteDimension": {"range": self._span(place, "COLUMNS", place.columns[column.name])}})
            self.gone.add((place.tab.name, column.name))

    def delete_tab(self, place: Place) -> None:
        if place.tab.name in {"remedies", "highlights", "feedback", "guide"} and self.dice.random() < 0.5:
            self._batch({"deleteSheet": {"sheetId": place.grid.sheet_id}})
            self.gone |= {(place.tab.name, row.key) for row in place.tab.rows}

    def delete_names(self, place: Place) -> None:
        ranges = self.office.book(self.code).list_named_ranges()
        columns = [self._column(place) for _ in range(2)]
        names = {place.tab.anchor(column.name) for column in columns if column}
        ids = [one["namedRangeId"] for one in ranges if one["name"] in names]
        for one in ids:
            self._batch({"deleteNamedRange": {"namedRangeId": one}})

    def retype_header(self, place: Place) -> None:
        if column := self._column(place):
            self._write(place, place.header_row, place.columns[column.name], "cột gì đây")

    def retype_code(self, place: Place) -> None:
        """Only where the texts beside it still say which row it is."""
        row = self._row(place)
        if row and isinstance(row.cells.get("text", row.cells.get("name")), str):
            texts = [str(one.cells.get("text", one.cells.get("name"))) for one in place.tab.rows]
            mine = str(row.cells.get("text", row.cells.get("name")))
            shown = [name for name, value in row.cells.items() if isinstance(value, str) and name in place.columns]
            if texts.count(mine) == 1 and shown and {"text", "name"} & set(shown):
                code = self.dice.choice(["", "abc", "9.9"])
                self._write(place, place.rows[row.key], place.columns[place.tab.key], code)

    def retype_text(self, place: Place) -> None:
        row = self._row(place)
        columns = [name for name in (row.cells if row else ()) if name in place.columns]
        if row and columns:
            self._write(place, place.rows[row.key], place.columns[self.dice.choice(columns)], "sửa bậy")

    def unlock(self, place: Place) -> None:
        fields = "sheets(properties/sheetId,protectedRanges)"
        reply = self.office.client.http_client.fetch_sheet_metadata(self.office.ids[self.code], {"fields": fields})
        for sheet in reply["sheets"]:
            if sheet["properties"].get("sheetId", 0) == place.grid.sheet_id:
                for lock in sheet.get("protectedRanges", ()):
                    self._batch({"deleteProtectedRange": {"protectedRangeId": lock["protectedRangeId"]}})

    def unask(self, place: Place) -> None:
        self._batch({"setDataValidation": {"range": {"sheetId": place.grid.sheet_id}}})

    def insert_lines(self, place: Place) -> None:
        at = self.dice.choice([1, place.header_row + 1])
        span = {**self._span(place, "ROWS", at), "endIndex": at + 1}
        self._batch({"insertDimension": {"range": span, "inheritFromBefore": False}})
        self._batch({"insertDimension": {"range": self._span(place, "COLUMNS", 1)}})

    def sort(self, place: Place) -> None:
        people = [one for one in place.tab.owned_by(Owner.PEOPLE) if one.name in place.columns]
        if people and place.rows:
            self.office.sort(self.code, place.tab.name, people[0].name)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_damaged_comes_back_and_no_input_moves_away_from_its_code(filled: Office, seed: int) -> None:
    assert filled.fill(MORE).code == 0
    vandals = {code: Vandal(filled, code, seed * 100 + number) for number, code in enumerate(DAMAGED)}
    before = {code: inputs(filled, code) for code in DAMAGED}
    for vandal in vandals.values():
        vandal.rampage()

    planned = filled.run("provision", "--plan", "--json")
    assert planned.code == 0
    assert {item["by_hand"] for book in planned.json for item in book["items"]} == {False}
    applied = filled.run("provision", "--apply")
    assert applied.code == 0, applied.words

    for code, vandal in vandals.items():
        after = inputs(filled, code)
        for (_, tab, key, column), value in before[code].items():
            if not {(tab, key), (tab, column)} & vandal.gone:
                assert after.get((code, tab, key, column)) == value, (code, tab, key, column)
        assert_whole(filled, code)
    again = filled.run("provision", "--plan", "--json").json
    assert [item["words"] for book in again for item in book["items"]] == []


def assert_whole(office: Office, code: str) -> None:
    """Every tab, column, row and text of the layout is there."""
    there = places(office, code)
    for tab in office.layout(code).tabs:
        place = there[tab.name]
        assert place.missing == ()
        for row in tab.rows:
            assert row.key in place.rows, (code, tab.name, row.key)
            for name, meant in row.cells.items():
                assert place.cell(place.rows[row.key], name).value == meant
