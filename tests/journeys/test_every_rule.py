"""A year in which people give ratios, tiers, counts and second figures: what they type arrives as they typed it."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from sheetsync.core.cells import PULL_FIELDS, read_snapshot
from sheetsync.core.entries import Entry, State
from sheetsync.core.names import read_names
from sheetsync.core.parse import Parsed, parse
from sheetsync.core.ratios import Ratio

from .office import Office, load_once
from .small_town import Keys

FILES = Path(__file__).parents[1] / "edition" / "every_rule"

TYPED: dict[Keys, str | Decimal | Ratio | State] = {
    ("X1", "self", "1.1", "points", "11"): Decimal(11),
    ("X1", "self", "1.2", "points", "đầy đủ"): "Đầy đủ",
    ("X1", "self", "1.3", "points", "1,75"): Decimal("1.75"),
    ("X1", "self", "2.1", "points", "42/45 hộ"): Ratio(Decimal(42), Decimal(45)),
    ("X1", "self", "2.2", "points", "3/5"): Ratio(Decimal(3), Decimal(5)),
    ("X1", "self", "2.3", "points", "2"): Decimal(2),
    ("X1", "self", "2.4", "points", "0,75"): Decimal("0.75"),
    ("X1", "self", "2.5", "points", "không phát sinh"): State.NOT_APPLICABLE,
    ("X1", "self", "3.1", "points", "4"): Decimal(4),
    ("X1", "self", "3.2", "points", "2"): Decimal(2),
    ("X1", "self", "3.2", "extra", "5"): Decimal(5),
    ("X1", "self", "II.1", "points", "2,5"): Decimal("2.5"),
    ("X1", "self", "II.2", "points", "1"): Decimal(1),
    ("X1", "self", "III.1", "points", "0"): Decimal(0),
    ("X1", "self", "III.2", "points", ""): State.BLANK,
    ("PT", "points", "X1", "1.1", "4,5"): Decimal("4.5"),
    ("PT", "points", "X1", "extra-1.1", "2,5"): Decimal("2.5"),
    ("PT", "points", "X1", "2.1", "93,3%"): Ratio(Decimal("93.3"), Decimal(100)),
    ("PT", "points", "X2", "2.1", "1.250/1.300"): Ratio(Decimal(1250), Decimal(1300)),
    ("PT", "points", "X1", "2.2", "0/0"): Ratio(Decimal(0), Decimal(0)),
    ("KT", "points", "X1", "1.2", "1,5"): Decimal("1.5"),
    ("KT", "points", "X2", "1.2", "Lập hồ sơ khống"): "Lập hồ sơ khống",
    ("KT", "points", "X1", "extra-3.2", "1"): Decimal(1),
    ("C1", "agreed", "1", "unit", "Xã Một"): "X1",
    ("C1", "agreed", "1", "criterion", "2.1"): "2.1",
    ("C1", "agreed", "1", "points", "4,25"): Decimal("4.25"),
    ("C1", "agreed", "1", "reason", "Đã xem sổ hộ"): "Đã xem sổ hộ",
}


@pytest.fixture
def every(office: Office) -> Office:
    """The edition of every rule, its books provisioned."""
    shutil.rmtree(office.edition_folder)
    shutil.copytree(FILES, office.edition_folder)
    assert office.run("provision").code == 0
    return office


def pulled(office: Office, code: str) -> Parsed:
    edition, _ = load_once(office.edition_folder)
    reply = office.client.http_client.fetch_sheet_metadata(office.ids[code], {"fields": PULL_FIELDS})
    return parse(office.layout(code), read_snapshot(reply), read_names(edition), edition.locale)


def given(entry: Entry) -> object:
    return entry.value if entry.state is State.GIVEN else entry.state


def test_everything_typed_arrives_as_it_was_typed(every: Office) -> None:
    assert every.fill(TYPED).code == 0
    books = {code: pulled(every, code) for code in ("X1", "PT", "KT", "C1")}
    arrived = {keys: given(books[keys[0]].entry(*keys[1:4])) for keys in TYPED}
    assert arrived == TYPED
    assert [finding for book in books.values() for finding in book.findings] == []


def test_where_a_cell_has_lost_its_format_a_share_becomes_a_day_and_is_asked_about(every: Office) -> None:
    place = every.place("X1", "self")
    for key in ("2.1", "2.2"):
        row, col = place.rows[key], place.columns["points"]
        span = {"sheetId": place.grid.sheet_id, "startRowIndex": row - 1, "endRowIndex": row}
        span |= {"startColumnIndex": col - 1, "endColumnIndex": col}
        every.batch("X1", {"repeatCell": {"range": span, "cell": {}, "fields": "userEnteredFormat.numberFormat"}})
    every.type("X1", "self", "2.1", "points", "93,3%")
    every.type("X1", "self", "2.2", "points", "3/5")
    unit = pulled(every, "X1")
    (finding,) = unit.findings
    assert (finding.code, finding.unit, finding.criterion) == ("ratio-is-date", "X1", "2.2")
    assert finding.message.endswith("có lẽ là 3/5.")
    assert given(unit.entry("self", "2.1", "points")) == Ratio(Decimal("93.3"), Decimal(100)), "a percentage stays one"


def test_nobody_types_where_nothing_is_scored(every: Office) -> None:
    ran = every.fill([("X4", "self", "2.4", "points", "1"), ("X1", "self", "1.2", "extra", "1")])
    assert ran.code == 2
    assert "cột points là ô khóa" in ran.words
    assert "cột extra là ô khóa" in ran.words


def test_a_second_provisioning_changes_nothing(every: Office) -> None:
    every.fill(TYPED)
    before = every.everything()
    assert every.run("provision").code == 0
    assert every.everything() == before


def test_a_rule_that_comes_late_adds_its_columns_to_books_in_use(provisioned: Office) -> None:
    provisioned.type("P1", "self", "1.1", "points", "9,5")
    leaf = '{code: "3", text: Việc đột xuất, max: 2, scorer: VP'
    provisioned.configure(
        "rubric.yaml", leaf, f"{leaf}, bonus: {{cap: 1}}, rule: {{kind: count, per: 1, measure: việc}}"
    )
    assert provisioned.run("provision").code == 0
    provisioned.type("P1", "self", "3", "points", "2")
    provisioned.type("P1", "self", "3", "extra", "1")
    provisioned.type("VP", "points", "P1", "extra-3", "0,5")
    unit = pulled(provisioned, "P1")
    typed = [
        given(unit.entry("self", key, column)) for key, column in (("1.1", "points"), ("3", "points"), ("3", "extra"))
    ]
    assert typed == [Decimal("9.5"), 2, 1]
    assert pulled(provisioned, "VP").entry("points", "P1", "extra-3").number == Decimal("0.5")
    assert not unit.damaged
    assert provisioned.see("P1", "self", "3", "how").startswith("Gõ số việc; không có thì gõ 0.")
