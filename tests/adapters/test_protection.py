"""Locks as requests: which cells stay open, what brings a lock there, and who can type by what is protected."""

from collections.abc import Iterable
from typing import Any

import pytest
from seen_requests import spans
from small_edition import book, tab_of

from sheetsync.adapters.sheets.as_found import Standing, read_standing
from sheetsync.adapters.sheets.blocks import grid_range
from sheetsync.adapters.sheets.holding import HIDDEN, hold
from sheetsync.adapters.sheets.parts import Bed, fresh_bed
from sheetsync.adapters.sheets.protection import (
    Keepers,
    LockChange,
    book_lock_changes,
    lock_changes,
    open_cells,
    widened,
)
from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.hold import Hold, Sharing
from sheetsync.core.layout import HEADER_ROW, Tab
from sheetsync.core.plan import Growth
from sheetsync.edition.model import Phase

Json = dict[str, Any]
OVER, OPEN = frozenset({"report"}), frozenset[str]()
ROBOT, OWNER, WARD = "robot@example.org", "vanphong@example.org", "p1@example.org"
OURS = Keepers(frozenset({ROBOT}), frozenset({OWNER}))
SELF = tab_of("P1", "self")
ROWS = HEADER_ROW + len(SELF.rows) + 2


def changes(
    *standing: Json, closed: frozenset[str] = OPEN, keepers: Keepers = OURS, bed: Bed | None = None
) -> list[LockChange]:
    return lock_changes(bed or fresh_bed(SELF), ROWS, standing, closed, keepers)


def lock(number: int = 5, **held: Any) -> Json:
    """Our lock of the tab as Google shows it: open where people type."""
    (added,) = lock_changes(fresh_bed(SELF), ROWS, (), OPEN, OURS)
    as_added = added.request["addProtectedRange"]["protectedRange"]
    seen = {"protectedRangeId": number, "editors": {"users": [ROBOT, OWNER]}, "requestingUserCanEdit": True}
    return {**as_added, **seen, **held}


def update(found: Iterable[LockChange]) -> tuple[Json, set[str]]:
    (one,) = found
    request = one.request["updateProtectedRange"]
    return request["protectedRange"], set(request["fields"].split(","))


# --- which cells are open --------------------------------------------------------------------------------------------


def test_people_type_in_their_columns_until_the_part_is_over() -> None:
    bed = fresh_bed(SELF)
    assert {col for _, col in open_cells(bed, OPEN)} == {4, 5, 6}
    assert open_cells(bed, OVER) == frozenset()
    assert open_cells(bed, frozenset({"points", "answers"})) == open_cells(bed, OPEN), "that is other tabs' part"


def test_where_people_type_nothing_everything_is_shut() -> None:
    (added,) = lock_changes(fresh_bed(tab_of("P1", "feedback")), 70, (), OPEN)
    assert "unprotectedRanges" not in added.request["addProtectedRange"]["protectedRange"]
    assert added.item.words == "đặt khóa, cả thẻ do hệ thống ghi"


def test_free_rows_are_open_to_the_end_of_the_grid() -> None:
    questions = tab_of("P1", "questions")
    (added,) = lock_changes(fresh_bed(questions), 50, (), OPEN)
    assert spans(added.request["addProtectedRange"]["protectedRange"]["unprotectedRanges"]) == ["F4:F50"]


def test_a_tab_that_grows_stays_open_where_it_was_open_down_to_the_end_and_nowhere_else() -> None:
    questions = tab_of("P1", "questions")
    (added,) = lock_changes(fresh_bed(questions), 50, (), OPEN)
    ours = added.request["addProtectedRange"]["protectedRange"] | {"protectedRangeId": 5, "requestingUserCanEdit": True}
    above = grid_range(questions.sheet_id, 4, 2, 3)
    ours["unprotectedRanges"] = [above, *ours["unprotectedRanges"]]
    growth = Growth(questions.sheet_id, 50, 7)

    def grown(*locks: Json) -> list[Json]:
        return [one["updateProtectedRange"]["protectedRange"] for one in widened([growth], {growth.sheet_id: locks})]

    (change,) = grown(ours)
    assert (change["protectedRangeId"], spans(change["unprotectedRanges"])) == (5, ["B4:B6", "F4:F57"])
    theirs, foreign = ours | {"description": "Khóa tạm"}, ours | {"requestingUserCanEdit": False}
    shut, higher = ours | {"unprotectedRanges": []}, ours | {"unprotectedRanges": [above]}
    assert grown(theirs, foreign, shut, higher) == []
    assert list(widened([growth], {})) == []


# --- a lock that is not there ----------------------------------------------------------------------------------------


def test_a_missing_lock_is_set_with_our_accounts_as_its_editors() -> None:
    (added,) = changes()
    protected = added.request["addProtectedRange"]["protectedRange"]
    assert protected["range"] == {"sheetId": SELF.sheet_id}
    assert protected["editors"] == {"users": [ROBOT], "groups": []}
    assert added.item.words == "đặt khóa, chỉ chừa các ô nền vàng"
    (shut,) = changes(closed=OVER)
    assert shut.item.words == "đặt khóa, không chừa ô nào vì đã hết hạn"
    assert "hết hạn" in shut.request["addProtectedRange"]["protectedRange"]["description"]


def test_what_other_people_protect_is_neither_ours_nor_touched() -> None:
    column = {
        "protectedRangeId": 1,
        "range": grid_range(SELF.sheet_id, 4, 4, 5, 1),
        "description": "sheetsync: của tôi",
    }
    whole = {"protectedRangeId": 2, "range": {"sheetId": SELF.sheet_id}, "description": "của phường"}
    assert changes(column, whole, lock()) == []
    assert ["addProtectedRange" in one.request for one in changes(column, whole)] == [True]


# --- a lock that is there --------------------------------------------------------------------------------------------


def test_a_lock_as_wanted_needs_nothing_however_its_holes_are_cut() -> None:
    assert changes(lock()) == []
    cells = [grid_range(SELF.sheet_id, row, col) for row, col in open_cells(fresh_bed(SELF), OPEN)]
    assert changes(lock(unprotectedRanges=cells)) == []
    assert changes(lock(unprotectedRanges=[]), closed=OVER) == []


def test_a_part_that_is_over_loses_its_holes_and_one_given_longer_gets_them_back() -> None:
    shut, fields = update(changes(lock(), closed=OVER))
    assert fields == {"unprotectedRanges", "description"}
    assert "unprotectedRanges" not in shut, "named and not given: Google clears it"
    assert changes(lock(), closed=OVER)[0].item.words == "khóa 10 ô vì đã hết hạn"
    opened, _ = update(changes(lock(unprotectedRanges=[])))
    assert spans(opened["unprotectedRanges"]) == spans(lock()["unprotectedRanges"])
    assert changes(lock(unprotectedRanges=[]))[0].item.words == "mở 10 ô nền vàng"


def test_a_hole_where_people_are_not_to_type_is_shut() -> None:
    holes = [*lock()["unprotectedRanges"], grid_range(SELF.sheet_id, 5, 3)]
    (change,) = changes(lock(unprotectedRanges=holes))
    assert change.item.words == "khóa 1 ô không phải để điền"
    moved = [grid_range(SELF.sheet_id, 5, 3), *lock()["unprotectedRanges"][1:]]
    (change,) = changes(lock(unprotectedRanges=moved))
    assert "mở" in change.item.words
    assert "khóa 1 ô" in change.item.words


@pytest.mark.parametrize("hole", [{}, {"startColumnIndex": 3, "endColumnIndex": 6}, {"startRowIndex": 3}])
def test_a_hole_without_an_end_is_seen_as_larger_than_what_is_wanted(hole: Json) -> None:
    protected, _ = update(changes(lock(unprotectedRanges=[{"sheetId": SELF.sheet_id, **hole}])))
    assert spans(protected["unprotectedRanges"]) == spans(lock()["unprotectedRanges"])


def test_a_mere_warning_becomes_a_lock_whose_editors_are_told_anew() -> None:
    protected, fields = update(changes(lock(warningOnly=True, editors={})))
    assert fields == {"warningOnly", "editors", "description"}
    assert (protected["warningOnly"], protected["editors"]["users"]) == (False, [ROBOT])


@pytest.mark.parametrize(
    ("editors", "said"),
    [
        ({"users": [ROBOT, OWNER, WARD]}, f"bỏ quyền gõ vào ô khóa của {WARD}"),
        ({"users": [ROBOT], "groups": ["nhom@example.org"]}, "bỏ quyền gõ vào ô khóa của nhom@example.org"),
        ({"users": [ROBOT], "domainUsersCanEdit": True}, "bỏ quyền gõ vào ô khóa của cả cơ quan"),
        ({"users": [OWNER]}, "để hệ thống ghi được vào ô khóa"),
    ],
)
def test_editors_that_are_not_as_wanted_are_set_right(editors: Json, said: str) -> None:
    (change,) = changes(lock(editors=editors))
    assert change.item.words == said
    protected, fields = update([change])
    assert fields == {"editors", "description"}
    assert protected["editors"] == {"users": [ROBOT], "groups": []}


def test_addresses_are_the_same_in_capitals_and_nobody_is_a_stranger_where_the_owner_is_unknown() -> None:
    assert changes(lock(editors={"users": [ROBOT.upper(), OWNER.title()]})) == []
    assert changes(lock(editors={"users": [ROBOT, WARD]}), keepers=Keepers(frozenset({ROBOT}))) == []


def test_of_doubled_locks_of_ours_one_stays() -> None:
    (change,) = changes(lock(5), lock(6))
    assert change.request == {"deleteProtectedRange": {"protectedRangeId": 6}}
    assert change.item.words == "bỏ khóa đặt trùng"


def test_a_lock_that_this_account_may_not_change_is_left_alone() -> None:
    hidden = {name: value for name, value in lock(7).items() if name not in {"editors", "requestingUserCanEdit"}}
    assert changes(hidden, closed=OVER) == [], "the request would only take the whole batch down"
    assert [list(one.request) for one in changes(hidden, lock(5), closed=OVER)] == [["updateProtectedRange"]]


# --- a whole book ----------------------------------------------------------------------------------------------------


def pulled(code: str, *protected: Json, drop: str = "", headless: str = "") -> Standing:
    """A book as provisioning leaves it; `drop` a tab, or take the key column off another."""
    sheets, names = [], []
    for tab in book(code).tabs:
        if tab.name == drop:
            continue
        rows: list[Json] = [{}, {}, {}]
        rows += [{"values": [{"effectiveValue": {"stringValue": row.key}}]} for row in tab.rows]
        size = {"rowCount": len(rows) + tab.spare + 2, "columnCount": len(tab.columns)}
        sheet: Json = {
            "properties": {"sheetId": tab.sheet_id, "title": tab.title, "gridProperties": size},
            "data": [{"rowData": rows}],
            "protectedRanges": [one for one in protected if one["range"]["sheetId"] == tab.sheet_id],
        }
        sheets.append(sheet)
        names += [
            {
                "name": tab.anchor(column.name),
                "namedRangeId": column.name,
                "range": grid_range(tab.sheet_id, HEADER_ROW, place),
            }
            for place, column in enumerate(tab.columns, 1)
            if (tab.name, column.name) != (headless, tab.key)
        ]
    properties = {"title": "t", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}
    return read_standing({"properties": properties, "sheets": sheets, "namedRanges": names})


def test_every_tab_of_a_book_gets_its_lock_and_a_lost_tab_gets_none() -> None:
    found = book_lock_changes(book("P1"), pulled("P1", drop="appendix"), OPEN, OURS)
    assert len(found) == len(book("P1").tabs) - 1
    assert {"addProtectedRange"} == {kind for one in found for kind in one.request}


def test_where_nobody_knows_the_rows_a_tab_is_left_open_and_can_only_be_shut_whole() -> None:
    reply = pulled("P1", lock(), headless="self")

    def about_self(closed: frozenset[str]) -> list[str]:
        items = [one.item for one in book_lock_changes(book("P1"), reply, closed, OURS)]
        return [item.words for item in items if item.tab == "Tự chấm điểm"]

    assert about_self(OPEN) == []
    assert about_self(OVER) == ["khóa 10 ô vì đã hết hạn"]


# --- who can still type ----------------------------------------------------------------------------------------------

REPORT = Closing(
    "P1", "report", Phase.model_validate({"code": "BC", "title": "x", "starts": "02/11/2020", "ends": "07/11/2020"})
)
SHARED = Sharing(frozenset({OWNER}), frozenset({ROBOT, WARD}))


def shut(tab: Tab, **held: Any) -> Json:
    return lock(**{"range": {"sheetId": tab.sheet_id}, "unprotectedRanges": [], **held})


def held(*protected: Json, sharing: Sharing | None = SHARED, **damage: str) -> Hold:
    rest = [shut(tab) for tab in book("P1").tabs if tab.part == "report" and tab.name != "self"]
    return hold(book("P1"), pulled("P1", *protected, *rest, **damage), REPORT, sharing, [ROBOT])


def test_a_part_that_is_shut_is_left_to_the_owner_and_to_us() -> None:
    found = held(shut(SELF))
    assert (found.open_cells, found.typists, found.owners, found.is_locked) == ((), (), (OWNER,), True)
    assert held(shut(SELF), sharing=None).owners is None, "Drive did not tell"


def test_cells_over_which_nothing_lies_are_everybodys() -> None:
    assert held().open_cells == ("Tự chấm điểm!D5:F6", "Tự chấm điểm!D8:F8", "Tự chấm điểm!D9")
    assert held(shut(SELF, warningOnly=True)).open_cells == held().open_cells, "a warning stops nobody"
    hole = [grid_range(SELF.sheet_id, 5, 4)]
    assert held(shut(SELF, unprotectedRanges=hole)).open_cells == ("Tự chấm điểm!D5",)
    assert not held().is_locked


def test_other_peoples_protection_covers_where_ours_leaves_out() -> None:
    theirs = {"protectedRangeId": 9, "range": grid_range(SELF.sheet_id, 4, 1, 60, 9), "editors": {"users": [WARD]}}
    found = held(lock(), theirs)
    assert (found.open_cells, found.typists) == ((), (WARD,))


def test_only_who_is_an_editor_of_all_that_lies_over_a_cell_gets_through() -> None:
    ours = shut(SELF, editors={"users": [ROBOT, OWNER, WARD]})
    theirs = {"protectedRangeId": 9, "range": {"sheetId": SELF.sheet_id}, "editors": {"users": [OWNER]}}
    assert held(ours).typists == (WARD,)
    assert held(ours, theirs).is_locked


def test_an_editor_who_may_not_write_does_not_count() -> None:
    ours = shut(SELF, editors={"users": [ROBOT, WARD, "la@example.org"]})
    assert held(ours).typists == (WARD,)
    anybody = Sharing(frozenset({OWNER}), frozenset(), is_open=True)
    assert held(ours, sharing=anybody).typists == ("la@example.org", WARD)


def test_groups_and_whole_organisations_are_named_and_what_is_hidden_is_not_called_shut() -> None:
    ours = shut(SELF, editors={"users": [], "groups": [], "domainUsersCanEdit": True})
    assert held(ours).typists == ("mọi người trong cơ quan",)
    hidden = {name: value for name, value in shut(SELF).items() if name not in {"editors", "requestingUserCanEdit"}}
    assert held(hidden).typists == (HIDDEN,)
    assert held(shut(SELF, editors=None)).typists == (), "we may look: there is nobody"


def test_a_tab_without_its_keys_is_looked_at_whole_and_a_lost_one_not_at_all() -> None:
    assert held(headless="self").open_cells[0].startswith("Tự chấm điểm!D4:F")
    assert held(drop="self").open_cells == ()
