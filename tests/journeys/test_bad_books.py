"""Books that cannot be read, or that people have bent out of shape: the others go on, nothing is lost, all is said."""

from collections.abc import Callable
from typing import Any

import pytest
from requests import PreparedRequest, Response

from .office import Accident, Office, answer
from .small_town import BOOKS, RECIPIENTS, WARDS, ward_keys

Harm = Callable[[Office, str], None]


def befalls(book_id: str, reply: Callable[[PreparedRequest], Response]) -> Accident:
    """Every read of one book gets this reply."""

    def accident(request: PreparedRequest, _on: Callable[[], Response]) -> Response | None:
        return reply(request) if request.method == "GET" and book_id in str(request.url) else None

    return accident


def unshare(office: Office, book: str) -> None:
    for permission in office.store.permissions(office.ids[book]):
        office.store.delete_permission(office.ids[book], permission["id"])


def delete(office: Office, book: str) -> None:
    office.client.del_spreadsheet(office.ids[book])


def misname(office: Office, book: str) -> None:
    path = office.data / "books.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(office.ids[book], "no/such id"), encoding="utf-8")


def forget(office: Office, book: str) -> None:
    path = office.data / "books.yaml"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if f'"{book}"' not in line]
    path.write_text("\n".join(kept), encoding="utf-8")


def garble(office: Office, book: str) -> None:
    office.accidents.append(befalls(office.ids[book], answer(200, b"<html>Sorry...</html>")))


def empty_reply(office: Office, book: str) -> None:
    office.accidents.append(befalls(office.ids[book], answer(200, {})))


def half_a_reply(office: Office, book: str) -> None:
    half = {"properties": {"title": "?"}, "sheets": [{"properties": {"sheetId": 1}}]}
    office.accidents.append(befalls(office.ids[book], answer(200, half)))


def excel_upload(office: Office, book: str) -> None:
    message = "This operation is not supported for this document"
    refusal = {"error": {"code": 400, "message": message, "status": "FAILED_PRECONDITION"}}
    office.accidents.append(befalls(office.ids[book], answer(400, refusal)))


def drop_tab(office: Office, book: str) -> None:
    sheet = office.book(book)
    sheet.del_worksheet(sheet.worksheet("Tự chấm điểm"))


def drop_column(office: Office, book: str) -> None:
    office.worksheet(book, "self").delete_columns(office.place(book, "self").columns["points"])


def foreign(office: Office, book: str) -> None:
    office.book(book).update_locale("en_US")


@pytest.mark.parametrize(
    ("harm", "reason", "advice"),
    [
        (delete, "not-found", "books.yaml"),
        (unshare, "not-shared", "Chia sẻ"),
        (forget, "not-provisioned", "sheetsync provision"),
        (garble, "malformed", "Mở bảng"),
    ],
)
def test_a_book_that_cannot_be_read_keeps_its_last_figures_marked_as_old_and_stops_nobody(
    published: Office, harm: Harm, reason: str, advice: str
) -> None:
    harm(published, "P4")
    published.type("VP", "points", "P2", "2.1", "4,5")
    published.moment = "09g00 ngày 05/11/2020"
    done = published.run("sync", "--json")
    assert done.code == 3
    assert (done.json["read"], done.json["unread"]) == (len(BOOKS) - 1, 1)
    assert done.json["requests"]["reads"] <= len(BOOKS) + done.json["requests"]["writes"]
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
    assert set(found) == {f"book-{reason}", "book-stale"}
    assert "Phường 4" in found[f"book-{reason}"]["message"]
    assert advice in found[f"book-{reason}"]["advice"]
    assert "08g00 ngày 05/11/2020" in found["book-stale"]["message"]
    assert "Số liệu cũ" in published.run("standing").words


def test_every_kind_of_reply_that_is_no_book_has_its_words(published: Office) -> None:
    for book, harm in (("P1", misname), ("P4", excel_upload), ("P2", half_a_reply), ("P10", empty_reply)):
        harm(published, book)
    assert published.run("sync").code == 3
    reasons = {book: published.status(book)["reason"] for book in WARDS}
    assert reasons == {"P1": "not-found", "P4": "malformed", "P2": "malformed", "P10": "malformed"}
    said = {row["book"]: row["message"] for row in published.findings() if row["code"] == "book-malformed"}
    assert "có lẽ là tệp Excel tải lên" in said["P4"]
    assert "Traceback" not in str(said)
    assert {row["total"] for row in published.run("standing", "--json").json} == {"23.75", "21", "20", "15"}


def test_the_run_itself_says_in_vietnamese_which_book_was_not_read(published: Office) -> None:
    delete(published, "P4")
    shown = published.run("sync")
    assert shown.code == 3
    assert "Đọc được 8/9 bảng" in shown.words
    assert "Phường 4: Số liệu cũ. Không tìm thấy bảng của Phường 4. Kiểm tra mã bảng trong books.yaml" in shown.words
    assert "not-found" not in shown.words


def test_once_mended_everything_is_current_again(published: Office) -> None:
    kept = published.store.permissions(published.ids["P4"])
    unshare(published, "P4")
    garble(published, "P1")
    assert published.run("sync").code == 3
    assert {published.status(book)["read"] for book in ("P1", "P4")} == {"old"}
    published.accidents.clear()
    for permission in kept:
        published.store.save_permission(published.ids["P4"], permission)
    done = published.run("sync")
    assert done.code == 0, done
    assert published.codes() == []
    assert published.status("P4")["read"] == "current"
    assert published.row("master", "ranking", "P4")["state"] == "Đủ"
    assert published.standing("P4")["old"] is False


def test_a_ward_that_was_never_read_has_no_figures_rather_than_zeros(filled: Office) -> None:
    delete(filled, "P4")
    assert filled.run("sync").code == 3
    row = filled.row("master", "ranking", "P4")
    assert (row["self"], row["total"]) == ("", "21,00")
    assert "Chưa đọc được bảng Phường 4" in row["state"]
    assert filled.standing("P4")["self"] is None
    assert filled.see("master", "detail", "P4/1.1", "self") == "chưa đọc bảng"


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


def test_a_book_that_lost_a_tab_or_column_keeps_its_last_figures_until_it_is_whole_again(published: Office) -> None:
    drop_tab(published, "P4")
    drop_column(published, "P10")
    assert published.run("sync").code == 1
    found = {(row["code"], row["book"]) for row in published.findings()}
    assert found == {("tab-missing", "P4"), ("column-missing", "P10"), ("book-stale", "P4"), ("book-stale", "P10")}
    for ward, points in (("P4", "21,00"), ("P10", "15,00")):
        assert published.standing(ward)["old"] is True
        assert published.see("master", "ranking", ward, "self") == points
    assert published.run("provision").code == 0
    published.fill(key for ward in ("P4", "P10") for key in ward_keys(ward) if key[1] == "self")
    assert published.run("sync").code == 0
    assert published.standing("P4")["old"] is False
    assert published.standing("P10")["self"] == "15"


def test_a_renamed_tab_and_a_renamed_header_hide_nothing(published: Office) -> None:
    place = published.place("P4", "self")
    sheet = published.worksheet("P4", "self")
    sheet.update_title("Điểm của mình")
    sheet.update_cell(place.header_row, place.columns["points"], "Điểm phường")
    published.type("P4", "self", "1.1", "points", "8")
    assert published.run("sync").code == 0
    assert published.standing("P4")["self"] == "20.5"
    (finding,) = [one for one in published.findings() if one["code"] != "step-put-back"]
    assert finding["code"] == "cell-locked-changed"
    assert "Điểm phường" in finding["message"]
    assert "Điểm tự chấm" in finding["advice"]


def test_a_column_whose_named_range_was_deleted_is_found_by_its_header(published: Office) -> None:
    meta = published.book("P4").fetch_sheet_metadata()
    (name,) = [one for one in meta["namedRanges"] if one["name"] == "ss_self_points"]
    published.batch("P4", {"deleteNamedRange": {"namedRangeId": name["namedRangeId"]}})
    published.type("P4", "self", "1.1", "points", "8")
    assert published.run("sync").code == 0
    assert published.codes() == ["step-put-back"]  # of a report that had been received
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


def test_a_code_typed_twice_says_where_both_are_and_the_last_good_figures_stay(published: Office) -> None:
    place = published.place("P4", "self")
    sheet = published.worksheet("P4", "self")
    sheet.update_cell(place.rows["1.2"], place.columns["code"], "'1.1")
    assert published.run("sync").code == 1
    found = {row["code"]: row for row in published.findings()}
    assert set(found) == {"code-twice", "code-missing", "book-stale"}
    assert f"dòng {place.rows['1.1']}, dòng {place.rows['1.2']}" in found["code-twice"]["message"]
    four = published.standing("P4")
    assert (four["self"], four["old"]) == ("21", True)
    sheet.update_cell(place.rows["1.2"], place.columns["code"], "'1.2")
    assert published.run("sync").code == 0
    assert published.standing("P4")["old"] is False


def test_a_row_whose_code_was_changed_is_named_and_its_last_good_figure_stays(published: Office) -> None:
    place = published.place("P4", "self")
    published.worksheet("P4", "self").update_cell(place.rows["3"], place.columns["code"], "'33")
    assert published.run("sync").code == 1
    found = {row["code"]: row for row in published.findings()}
    assert set(found) == {"code-missing", "book-stale"}
    assert "3" in found["code-missing"]["message"]
    assert published.standing("P4")["self"] == "21"


def test_in_a_book_set_to_another_language_no_number_is_believed(published: Office) -> None:
    foreign(published, "P4")
    published.type("P4", "self", "1.1", "points", "8,5")
    assert published.holds("P4", "self", "1.1", "points") in (85, "8,5")
    assert published.run("sync").code == 1
    found = {row["code"]: row for row in published.findings()}
    assert "en_US" in found["locale-wrong"]["message"]
    assert "Việt Nam" in found["locale-wrong"]["advice"]
    four = published.standing("P4")
    assert (four["self"], four["old"]) == ("21", True)
    published.book("P4").update_locale("vi_VN")
    published.type("P4", "self", "1.1", "points", "8,5")
    assert published.run("sync").code == 0
    assert published.standing("P4")["self"] == "21"


def test_trouble_that_lasts_is_told_once_even_from_the_first_run_on(filled: Office) -> None:
    for book, harm in (("P1", foreign), ("P4", drop_tab), ("P2", drop_column), ("P10", delete)):
        harm(filled, book)
    assert filled.run("sync").code == 3
    told = filled.codes()
    done = filled.sync()
    assert (done["requests"]["writes"], done["letters_sent"]) == (0, 0)
    assert filled.codes() == told
    assert "book-stale" not in told


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
    assert published.see("master", "detail", "P4/1.1", "self") == "8,50"
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
