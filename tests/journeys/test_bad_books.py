"""Books that cannot be read, or that people have bent out of shape: the others go on, nothing is lost, all is said."""

from collections.abc import Callable
from typing import Any

import pytest
from office import Accident, Office, answer
from requests import PreparedRequest, Response
from small_town import BOOKS, RECIPIENTS

Harm = Callable[[Office], None]


def befalls(book_id: str, reply: Callable[[PreparedRequest], Response]) -> Accident:
    """Every read of one book gets this reply."""

    def accident(request: PreparedRequest, _on: Callable[[], Response]) -> Response | None:
        return reply(request) if request.method == "GET" and book_id in str(request.url) else None

    return accident


def refusal(code: int, status: str, message: str) -> Callable[[PreparedRequest], Response]:
    return answer(code, {"error": {"code": code, "message": message, "status": status}})


def unshare(office: Office) -> None:
    for permission in office.store.permissions(office.ids["P4"]):
        office.store.delete_permission(office.ids["P4"], permission["id"])


def delete(office: Office) -> None:
    office.client.del_spreadsheet(office.ids["P4"])


def misname(office: Office) -> None:
    path = office.data / "books.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(office.ids["P4"], "no/such id"), encoding="utf-8")


def forget(office: Office) -> None:
    path = office.data / "books.yaml"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if '"P4"' not in line]
    path.write_text("\n".join(kept), encoding="utf-8")


def garble(office: Office) -> None:
    office.accidents.append(befalls(office.ids["P4"], answer(200, b"<html>Sorry...</html>")))


def empty_reply(office: Office) -> None:
    office.accidents.append(befalls(office.ids["P4"], answer(200, {})))


def half_a_reply(office: Office) -> None:
    half = {"properties": {"title": "?"}, "sheets": [{"properties": {"sheetId": 1}}]}
    office.accidents.append(befalls(office.ids["P4"], answer(200, half)))


def excel_upload(office: Office) -> None:
    message = "This operation is not supported for this document"
    office.accidents.append(befalls(office.ids["P4"], refusal(400, "FAILED_PRECONDITION", message)))


def drop_tab(office: Office) -> None:
    book = office.book("P4")
    book.del_worksheet(book.worksheet("Tự chấm điểm"))


def drop_column(office: Office) -> None:
    sheet = office.worksheet("P4", "self")
    sheet.delete_columns(office.place("P4", "self").columns["points"])


UNREADABLE = (
    (delete, "not-found", "book-not-found", "books.yaml"),
    (misname, "not-found", "book-not-found", "books.yaml"),
    (forget, "not-provisioned", "book-not-provisioned", "sheetsync provision"),
    (unshare, "not-shared", "book-not-shared", "Chia sẻ"),
    (garble, "malformed", "book-malformed", "Mở bảng"),
    (empty_reply, "malformed", "book-malformed", "Mở bảng"),
    (half_a_reply, "malformed", "book-malformed", "Mở bảng"),
    (excel_upload, "malformed", "book-malformed", "Mở bảng"),
)


@pytest.mark.parametrize(
    ("harm", "reason", "code", "advice"), UNREADABLE, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_book_that_cannot_be_read_keeps_its_last_figures_marked_as_old_and_stops_nobody(
    published: Office, harm: Harm, reason: str, code: str, advice: str
) -> None:
    harm(published)
    published.type("VP", "points", "P2", "2.1", "4,5")
    published.moment = "09g00 ngày 05/11/2020"
    done = published.run("sync", "--json")
    assert done.code == 3
    assert (done.json["read"], done.json["unread"]) == (len(BOOKS) - 1, 1)
    assert done.json["requests"]["reads"] <= len(BOOKS)
    # the others went on
    assert published.see("master", "ranking", "P2", "total") == "20,50"
    # the ward's figures stay, and say that they are old
    row = published.row("master", "ranking", "P4")
    assert (row["self"], row["total"]) == ("21,00", "21,00")
    assert "Số liệu cũ" in row["state"]
    assert published.see("master", "progress", "P4", "state") == "Số liệu cũ"
    four = published.standing("P4")
    assert (four["old"], four["total"], four["self"]) == (True, "21", "21")
    assert published.standing("P2")["old"] is False
    # and the secretary learns why, since when, and what to do
    status = published.status("P4")
    assert (status["read"], status["reason"]) == ("old", reason)
    assert status["read_at"] == "2020-11-05T08:00:00+07:00"
    found = {row["code"]: row for row in published.findings()}
    assert set(found) == {code, "book-stale", "gap-large"} or set(found) == {code, "book-stale"}
    assert "Phường 4" in found[code]["message"]
    assert advice in found[code]["advice"]
    assert "08g00 ngày 05/11/2020" in found["book-stale"]["message"]
    assert "Số liệu cũ" in published.run("standing").words


def test_the_run_itself_says_in_vietnamese_which_book_was_not_read(published: Office) -> None:
    delete(published)
    shown = published.run("sync")
    assert shown.code == 3
    assert "Đọc được 8/9 bảng" in shown.words
    assert "Phường 4: Số liệu cũ. Không tìm thấy bảng của Phường 4. Kiểm tra mã bảng trong books.yaml" in shown.words
    assert "not-found" not in shown.words


def mend_nothing(_office: Office) -> None:
    """Wait until the trouble on the way is over."""


def share_again(office: Office) -> None:
    owner = {"kind": "drive#permission", "id": "1", "type": "user", "role": "owner", "emailAddress": office.store.owner}
    office.store.save_permission(office.ids["P4"], owner)


@pytest.mark.parametrize(("harm", "mend"), [(unshare, share_again), (garble, mend_nothing)])
def test_once_mended_everything_is_current_again(published: Office, harm: Harm, mend: Harm) -> None:
    harm(published)
    assert published.run("sync").code == 3
    published.accidents.clear()
    mend(published)
    done = published.run("sync")
    assert done.code == 0, done
    assert published.codes() == []
    assert published.status("P4")["read"] == "current"
    assert published.row("master", "ranking", "P4")["state"] == "Đủ"
    assert published.standing("P4")["old"] is False


def test_a_ward_that_was_never_read_has_no_figures_rather_than_zeros(filled: Office) -> None:
    delete(filled)
    assert filled.run("sync").code == 3
    row = filled.row("master", "ranking", "P4")
    assert (row["self"], row["total"]) == ("", "21,00")
    assert "Chưa đọc được bảng Phường 4" in row["state"]
    assert filled.standing("P4")["self"] is None
    assert filled.see("master", "detail", "P4-1.1", "self") == "chưa đọc bảng"


def test_a_department_that_cannot_be_read_makes_every_total_that_rests_on_it_old(published: Office) -> None:
    published.client.del_spreadsheet(published.ids["TG"])
    assert published.run("sync").code == 3
    assert {row["old"] for row in published.run("standing", "--json").json} == {True}
    assert published.see("master", "ranking", "P1", "total") == "23,75"


def test_without_the_master_nothing_is_published_and_the_next_step_is_named(published: Office) -> None:
    published.client.del_spreadsheet(published.ids["master"])
    published.type("VP", "points", "P2", "2.1", "4,5")
    published.traffic.clear()
    done = published.run("sync")
    assert done.code == 3
    assert "Không đọc được bảng tổng hợp nên chưa công bố gì." in done.words
    assert "→ " in done.err
    assert published.writes == 0
    assert len(published.letters) == len(RECIPIENTS)


# --- bent out of shape ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("harm", "code"), [(drop_tab, "tab-missing"), (drop_column, "column-missing")])
def test_a_book_that_lost_a_tab_or_column_keeps_its_last_figures_until_it_is_whole_again(
    published: Office, harm: Harm, code: str
) -> None:
    harm(published)
    assert published.run("sync").code in (1, 3)
    assert set(published.codes()) == {code, "book-stale"}
    assert published.standing("P4")["old"] is True
    assert published.see("master", "ranking", "P4", "self") == "21,00"
    assert published.run("provision").code == 0
    published.fill(
        ("P4", "self", key, "points", value)
        for key, value in (("1.1", "8,5"), ("1.2", "4,5"), ("2.1", "4"), ("2.2", "2,5"), ("3", "1,5"))
    )
    published.sync()
    assert published.standing("P4")["old"] is False


def test_a_renamed_tab_and_a_renamed_header_hide_nothing(published: Office) -> None:
    place = published.place("P4", "self")
    sheet = published.worksheet("P4", "self")
    sheet.update_title("Điểm của mình")
    sheet.update_cell(place.header_row, place.columns["points"], "Điểm phường")
    published.type("P4", "self", "1.1", "points", "8")
    assert published.run("sync").code == 0
    assert published.standing("P4")["self"] == "20.5"
    (finding,) = published.findings()
    assert finding["code"] == "cell-locked-changed"
    assert "Điểm phường" in finding["message"]
    assert "Điểm tự chấm" in finding["advice"]


def test_a_column_whose_named_range_was_deleted_is_found_by_its_header(published: Office) -> None:
    meta = published.book("P4").fetch_sheet_metadata()
    (name,) = [one for one in meta["namedRanges"] if one["name"] == "ss_self_points"]
    published.batch("P4", {"deleteNamedRange": {"namedRangeId": name["namedRangeId"]}})
    published.type("P4", "self", "1.1", "points", "8")
    assert published.run("sync").code == 0
    assert published.codes() == []
    assert published.standing("P4")["self"] == "20.5"


def test_a_column_with_neither_name_nor_header_is_missing_not_guessed(published: Office) -> None:
    meta = published.book("P4").fetch_sheet_metadata()
    (name,) = [one for one in meta["namedRanges"] if one["name"] == "ss_self_points"]
    place = published.place("P4", "self")
    sheet = published.worksheet("P4", "self")
    published.batch("P4", {"deleteNamedRange": {"namedRangeId": name["namedRangeId"]}})
    sheet.update_cell(place.header_row, place.columns["points"], "?")
    published.sync()
    assert set(published.codes()) >= {"column-missing", "book-stale"}
    assert published.standing("P4")["self"] == "21"


def moved(office: Office, kind: str, start: int, end: int, to: int) -> dict[str, Any]:
    source = {"sheetId": office.place("P4", "self").grid.sheet_id, "dimension": kind}
    return {"moveDimension": {"source": source | {"startIndex": start, "endIndex": end}, "destinationIndex": to}}


def test_rows_and_columns_inserted_and_moved_change_no_figure(published: Office) -> None:
    sheet = published.worksheet("P4", "self")
    sheet.insert_row(["", "ghi chú của phường"], 5)
    sheet.insert_cols([["của tôi"]], 3)
    published.batch("P4", moved(published, "ROWS", 8, 9, 5), moved(published, "COLUMNS", 5, 6, 1))
    done = published.sync()
    assert published.standing("P4")["self"] == "21"
    assert (done["cells_changed"], done["letters_sent"], done["findings"]) == (0, 0, 0)
    published.type("P4", "self", "1.1", "points", "11")
    published.sync()
    (finding,) = [row for row in published.findings() if row["code"] == "points-out-of-range"]
    assert finding["cell"] == published.address("P4", "self", "1.1", "points")


def test_a_code_typed_twice_counts_for_neither_row_and_says_where_both_are(published: Office) -> None:
    place = published.place("P4", "self")
    sheet = published.worksheet("P4", "self")
    sheet.update_cell(place.rows["1.2"], place.columns["code"], "'1.1")
    assert published.run("sync").code == 1
    found = {row["code"]: row for row in published.findings()}
    assert "code-twice" in found
    assert f"dòng {place.rows['1.1']}, dòng {place.rows['1.2']}" in found["code-twice"]["message"]
    assert "code-missing" in found
    assert published.standing("P4")["self"] == "8"


def test_a_row_that_is_gone_and_a_code_nobody_knows_are_named(published: Office) -> None:
    place = published.place("P4", "self")
    published.worksheet("P4", "self").update_cell(place.rows["3"], place.columns["code"], "'33")
    published.sync()
    found = {row["code"]: row for row in published.findings()}
    assert "33" in found["code-unknown"]["message"]
    assert "3" in found["code-missing"]["message"]


def test_in_a_book_set_to_another_language_no_number_is_believed(published: Office) -> None:
    published.book("P4").update_locale("en_US")
    published.type("P4", "self", "1.1", "points", "8,5")
    assert published.holds("P4", "self", "1.1", "points") in (85, "8,5")
    assert published.run("sync").code == 1
    found = {row["code"]: row for row in published.findings()}
    assert "en_US" in found["locale-wrong"]["message"]
    assert "Việt Nam" in found["locale-wrong"]["advice"]
    assert published.standing("P4")["self"] is None
    published.book("P4").update_locale("vi_VN")
    published.type("P4", "self", "1.1", "points", "8,5")
    assert published.run("sync").code == 0
    assert published.standing("P4")["self"] == "21"


# --- emptied ----------------------------------------------------------------------------------------------------------


def empty(office: Office) -> None:
    for tab in ("Tự chấm điểm", "Phụ lục số liệu", "Hoạt động nổi bật", "Khắc phục hạn chế"):
        sheet = office.book("P4").worksheet(tab)
        sheet.batch_clear(["D4:F100"] if tab == "Tự chấm điểm" else ["C4:F100"])


def test_a_book_that_was_suddenly_emptied_keeps_its_figures_until_a_person_says_it_was_meant(published: Office) -> None:
    empty(published)
    done = published.run("sync")
    assert done.code == 1
    assert {"book-emptied", "book-stale"} <= set(published.codes())
    four = published.standing("P4")
    assert (four["self"], four["old"]) == ("21", True)
    assert published.see("master", "detail", "P4-1.1", "self") == "8,50"
    (finding,) = [row for row in published.findings() if row["code"] == "book-emptied"]
    assert "sync --accept-empty P4" in finding["advice"]

    assert published.run("sync", "--accept-empty", "P4").code == 1
    assert published.standing("P4")["self"] is None
    assert "report-missing" in published.codes()
    assert "book-emptied" not in published.codes()
    assert published.run("sync").code == 1
    assert "book-emptied" not in published.codes()


def test_accepting_the_emptiness_of_a_book_that_does_not_exist_is_a_mistake(published: Office) -> None:
    done = published.run("sync", "--accept-empty", "P44")
    assert done.code == 2
    assert "P44" in done.words
