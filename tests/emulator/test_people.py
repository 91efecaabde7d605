"""People: what each caller may do with a book."""

from .world import CLERK, DRIVE, PROTECTED, WARD, Book, write_text

STRANGER = "stranger@example.com"


def test_a_stranger_is_kept_out(shared: Book) -> None:
    reply = shared.world.call("GET", shared.url, caller=STRANGER)
    assert reply.status_code == 403
    assert reply.json()["error"]["message"] == "The caller does not have permission"
    assert shared.world.call("GET", f"{DRIVE}/{shared.id}", caller=STRANGER).status_code == 404
    assert shared.world.client(STRANGER).list_spreadsheet_files() == []


def test_a_reader_reads_and_does_notwrite_text(shared: Book) -> None:
    assert shared.get(caller=CLERK)["spreadsheetId"] == shared.id
    assert shared.try_batch(write_text(5), caller=CLERK).status_code == 403
    body = {"values": [["x"]]}
    put = shared.world.call("PUT", f"{shared.url}/values/A9", body, CLERK, valueInputOption="RAW")
    assert put.status_code == 403


def test_a_commenter_changes_nothing_either(shared: Book) -> None:
    shared.gspread.share(STRANGER, perm_type="user", role="commenter")
    assert shared.get(caller=STRANGER)["spreadsheetId"] == shared.id
    assert shared.try_batch(write_text(5), caller=STRANGER).status_code == 403
    refused = shared.world.call("PATCH", f"{DRIVE}/{shared.id}", {"name": "x"}, STRANGER)
    assert (refused.status_code, refused.json()["error"]["errors"][0]["reason"]) == (403, "insufficientFilePermissions")


def test_a_writer_is_stopped_at_a_protected_range_and_nowhere_else(shared: Book) -> None:
    shared.batch(write_text(1), caller=WARD)
    assert shared.refused(write_text(1), write_text(0), caller=WARD) == f"Invalid requests[1].updateCells: {PROTECTED}"
    params = {"valueInputOption": "RAW"}
    put = shared.world.call("PUT", f"{shared.url}/values/A1", {"values": [["x"]]}, WARD, **params)
    assert (put.status_code, put.json()["error"]["message"]) == (400, PROTECTED)
    delete = {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}
    assert PROTECTED in shared.refused(delete, caller=WARD)
    shared.batch(write_text(0, "owner"))
    assert shared.shown("A1:A2") == [["owner"], ["x"]]


def test_an_editor_of_the_range_is_let_through(shared: Book) -> None:
    change = {"protectedRangeId": 1, "editors": {"users": [WARD]}}
    shared.batch({"updateProtectedRange": {"protectedRange": change, "fields": "editors"}})
    shared.batch(write_text(0), caller=WARD)


def test_holes_in_a_protected_tab_stay_open(shared: Book) -> None:
    hole = {"startRowIndex": 5, "endRowIndex": 7, "startColumnIndex": 0, "endColumnIndex": 1}
    shared.batch({"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}, "unprotectedRanges": [hole]}}})
    shared.batch(write_text(5), caller=WARD)
    assert PROTECTED in shared.refused(write_text(7), caller=WARD)


def test_a_warning_stops_nobody_and_takes_no_editors(shared: Book) -> None:
    warning = {"range": {"startRowIndex": 3, "endRowIndex": 4}, "warningOnly": True}
    shared.batch({"addProtectedRange": {"protectedRange": warning}})
    shared.batch(write_text(3), caller=WARD)
    with_editors = {"addProtectedRange": {"protectedRange": {**warning, "editors": {"users": [WARD]}}}}
    refused = "ProtectedRange is warningOnly. Editors cannot be set on it."
    assert shared.refused(with_editors) == f"Invalid requests[0].addProtectedRange: {refused}"


def test_who_may_edit_is_shown_only_to_those_who_may(shared: Book) -> None:
    mine = shared.get()["sheets"][0]["protectedRanges"][0]
    hers = shared.get(caller=WARD)["sheets"][0]["protectedRanges"][0]
    assert mine["editors"] == {"users": ["owner@example.com"]}
    assert mine["requestingUserCanEdit"] is True
    assert "editors" not in hers
    assert "requestingUserCanEdit" not in hers


def test_a_protection_cannot_be_lifted_by_whom_it_stops(shared: Book) -> None:
    assert PROTECTED in shared.refused({"deleteProtectedRange": {"protectedRangeId": 1}}, caller=WARD)


def test_anyone_with_the_link_can_be_let_in(shared: Book) -> None:
    shared.gspread.share("", perm_type="anyone", role="reader")
    assert shared.get(caller=STRANGER)["spreadsheetId"] == shared.id


def test_ownership_can_be_handed_over(shared: Book) -> None:
    ward = next(item for item in shared.gspread.list_permissions() if item.get("emailAddress") == WARD)
    url = f"{DRIVE}/{shared.id}/permissions/{ward['id']}"
    assert shared.world.call("PATCH", url, {"role": "owner"}).status_code == 403
    assert shared.world.call("PATCH", url, {"role": "owner"}, transferOwnership="true").status_code == 200
    shared.batch(write_text(0), caller=WARD)  # no protection binds an owner


def test_addresses_are_the_same_in_capitals(shared: Book) -> None:
    shared.batch(write_text(1), caller=WARD.upper())
    shared.batch(write_text(0), caller="Owner@Example.com")
