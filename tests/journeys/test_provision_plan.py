"""Provisioning as plan and apply: what is missing is said first, then exactly that is done; copies, bins, sharing."""

import json
from typing import Any

import pytest
from requests import PreparedRequest, Response

from .callers import Person
from .office import EARLY, Json, Office, answer
from .small_town import BOOKS, EDITION, NAME, RUBRIC

FILES = "https://www.googleapis.com/drive/v3/files"


def planned(office: Office, *, code: int = 0) -> dict[str, list[Json]]:
    """The items of a new plan by book."""
    done = office.run("provision", "--plan", "--json")
    assert done.code == code, done
    return {book["book"]: book["items"] for book in done.json}


def words(items: list[Json]) -> list[str]:
    return [item["words"] for item in items]


def drive(office: Office, method: str, code: str, **body: Any) -> Json:
    """Something a person does to a book in her drive."""
    url = f"{FILES}/{office.ids[code]}{'/copy' if method == 'post' else ''}"
    found: Json = office.client.http_client.request(method, url, json=body).json()
    return found


def overwrite(office: Office, code: str, cell: tuple[str, str, str], text: str) -> str:
    """Type over a locked cell (tab, key, column), as only the owner of a book can; gives its address."""
    tab, key, column = cell
    place = office.place(code, tab)
    a1 = place.ref(place.rows[key], column).a1
    office.worksheet(code, tab).update_acell(a1, text)
    return a1


# --- plan and apply --------------------------------------------------------------------------------------------------


def test_an_empty_drive_is_planned_briefly_and_nothing_is_made_before_it_is_applied(office: Office) -> None:
    done = office.run("provision", "--plan")
    assert done.code == 0
    assert "9 bảng: tạo mới 9, bổ sung 0, giữ nguyên 0." in done.words
    assert "Tạo mới: P1, P4, P2, P10, TG, VP, C1, C2, Bảng tổng hợp." in done.words
    assert "→ Chạy `sheetsync provision --apply`" in done.words
    assert len(done.out.splitlines()) < len(BOOKS) + 6
    assert office.writes == 0
    assert office.ids == {}
    assert office.run("provision", "--apply").code == 0
    assert tuple(office.ids) == BOOKS
    assert planned(office) == {code: [] for code in BOOKS}


def test_a_whole_edition_has_nothing_to_do_and_keeps_no_plan(provisioned: Office) -> None:
    done = provisioned.run("provision", "--plan")
    assert (done.code, "Không có gì phải làm" in done.words) == (0, True)
    done = provisioned.run("provision", "--apply")
    assert done.code == 2
    assert "Chưa có kế hoạch nào" in done.words
    assert "sheetsync provision --plan" in done.words


def test_a_plan_says_what_is_damaged_and_applying_it_mends_just_that(filled: Office) -> None:
    a1 = overwrite(filled, "P4", ("self", "1.2", "text"), "abc")
    filled.book("P4").del_worksheet(filled.worksheet("P4", "questions"))
    found = planned(filled)
    assert words(found.pop("P4")) == [f"ô {a1}: “abc” → “Tham dự hội thi”", "thiếu thẻ “Giải trình”"]
    assert not any(found.values())
    shown = filled.run("provision", "--plan")
    assert "P4 · Phường 4 - Thi đua 2020: 1 thẻ, 1 nội dung gốc" in shown.words
    assert all(len(line) <= 80 for line in shown.out.splitlines())
    assert filled.run("provision", "--apply").code == 0
    assert filled.see("P4", "self", "1.2", "text").strip() == "Tham dự hội thi"
    assert filled.holds("P4", "self", "1.2", "points") == 4.5
    assert planned(filled) == {code: [] for code in BOOKS}
    assert not (filled.data / "provision-plan.json").exists()


def test_what_many_books_lack_is_counted_and_named_once(filled: Office) -> None:
    filled.configure("edition.yaml", "body: Ủy ban MTTQ Việt Nam Quận 5", "body: Mặt trận Quận 5")
    for code in BOOKS:
        filled.batch(
            code, {"updateSpreadsheetProperties": {"properties": {"timeZone": "Etc/GMT"}, "fields": "timeZone"}}
        )
    shown = filled.run("provision", "--plan")
    many = "P1, P4, P2, P10, TG, VP, C1, C2, Bảng tổng hợp: mỗi bảng 1 ngôn ngữ hoặc múi giờ, 1 nội dung gốc"
    assert f"{many} múi giờ Etc/GMT → Asia/Ho_Chi_Minh" in shown.words, "what all of them lack alike is named"
    assert len(shown.out.splitlines()) < 12


def test_typing_in_peoples_cells_does_not_make_a_plan_stale(filled: Office) -> None:
    overwrite(filled, "P4", ("self", "1.2", "text"), "abc")
    planned(filled)
    filled.type("P4", "self", "1.2", "points", "3")
    filled.type("P1", "appendix", "S1", "value", "7")
    assert filled.run("provision", "--apply").code == 0
    assert filled.holds("P4", "self", "1.2", "points") == 3


def test_a_plan_is_refused_when_the_books_have_changed_since(filled: Office) -> None:
    overwrite(filled, "P4", ("self", "1.2", "text"), "abc")
    planned(filled)
    overwrite(filled, "TG", ("points", "P4", "name"), "Phường khác")
    before = filled.everything()
    done = filled.run("provision", "--apply")
    assert done.code == 4
    assert "Các bảng đã thay đổi từ khi lập kế hoạch" in done.words
    assert "TG. Chưa sửa bảng nào." in done.words
    assert "sheetsync provision --plan" in done.words
    assert filled.everything() == before


@pytest.mark.parametrize("content", ["{", "[]", '{"books": 1}'])
def test_a_plan_that_cannot_be_read_is_made_again(provisioned: Office, content: str) -> None:
    (provisioned.data / "provision-plan.json").write_text(content, encoding="utf-8")
    done = provisioned.run("provision", "--apply")
    assert done.code == 2
    assert "Không đọc được kế hoạch" in done.words


def test_planning_and_applying_are_two_steps(provisioned: Office) -> None:
    assert provisioned.run("provision", "--plan", "--apply").code == 2


def test_planning_costs_one_read_a_book_and_one_listing(filled: Office) -> None:
    filled.traffic.clear()
    planned(filled)
    reads = [url for _, url in filled.traffic if "/v4/spreadsheets/" in url]
    assert (len(filled.traffic), len(reads)) == (1 + len(BOOKS), len(BOOKS))
    assert filled.writes == 0


# --- the rubric and the version go on --------------------------------------------------------------------------------


def test_a_criterion_added_later_appears_in_its_place_in_every_book_and_no_input_moves(filled: Office) -> None:
    added = '      - {code: "1.1b", text: Việc mới minh họa, max: 2, scorer: TG}\n'
    text = RUBRIC.replace("max: 25", "max: 27").replace("max: 15", "max: 17", 1)
    text = text.replace('      - {code: "1.2"', added + '      - {code: "1.2"')
    (filled.edition_folder / "rubric.yaml").write_text(text, encoding="utf-8")
    found = planned(filled)
    assert "thiếu dòng “1.1b Việc mới minh họa”" in words(found["P1"])
    assert "thiếu cột “1.1b (tối đa 2) Việc mới minh họa”" in words(found["TG"])
    assert found["C1"] == []
    assert filled.run("provision", "--apply").code == 0
    place = filled.place("P4", "self")
    assert place.rows["1.1"] + 1 == place.rows["1.1b"] == place.rows["1.2"] - 1
    columns = filled.place("TG", "points").columns
    assert columns["1.1"] + 1 == columns["1.1b"] == columns["1.2"] - 1
    assert [filled.holds("P4", "self", key, "points") for key in ("1.1", "1.2", "2.1")] == [8.5, 4.5, 4]
    assert [filled.holds("TG", "points", "P4", key) for key in ("1.1", "1.2")] == [8.5, 4.5]
    filled.type("P4", "self", "1.1b", "points", "1,5")
    filled.type("TG", "points", "P4", "1.1b", "2")
    assert planned(filled) == {code: [] for code in BOOKS}


def test_what_the_rubric_no_longer_has_is_shown_and_never_deleted(filled: Office) -> None:
    text = RUBRIC.replace("max: 25", "max: 23").replace(
        '  - {code: "3", text: Việc đột xuất, max: 2, scorer: VP}\n', ""
    )
    (filled.edition_folder / "rubric.yaml").write_text(text, encoding="utf-8")
    found = planned(filled)
    (row,) = [item for item in found["P4"] if item["by_hand"]]
    assert "mã “3” không có trong mẫu" in row["words"]
    (column,) = [item for item in found["VP"] if item["by_hand"]]
    assert "“3 (tối đa 2) Việc đột xuất” không còn trong mẫu" in column["words"]
    shown = filled.run("provision", "--plan")
    assert "Cần người xem lại (hệ thống không tự sửa):" in shown.words
    assert filled.run("provision", "--apply").code == 0
    assert "Việc đột xuất" in filled.text("P4", "self")


def test_a_ward_that_left_the_list_is_called_that_and_its_rows_and_columns_stay(filled: Office) -> None:
    (line,) = [line for line in EDITION.splitlines(keepends=True) if "code: P10" in line]
    filled.configure("edition.yaml", line, "")
    found = {code: [item for item in items if item["by_hand"]] for code, items in planned(filled).items()}
    for book in ("TG", "VP", "C2", "master"):
        assert any("“P10” không có trong danh sách" in said for said in words(found[book])), book
    assert any("“Phường 10” không còn trong mẫu" in said for said in words(found["master"]))
    shown = filled.run("provision", "--plan").words
    assert "Đơn vị đã rút khỏi danh sách" in shown
    assert "đơn vị của cột đã rút khỏi danh sách" in shown
    assert "tiêu chí đã đổi mã" not in shown
    assert filled.run("provision", "--apply").code == 0
    assert filled.text("TG", "points").count("Phường 10") == 1


# --- language --------------------------------------------------------------------------------------------------------


def locale(office: Office, code: str, name: str) -> None:
    office.batch(code, {"updateSpreadsheetProperties": {"properties": {"locale": name}, "fields": "locale"}})


def test_a_wrong_language_is_mended_only_while_nobody_has_typed_a_number(provisioned: Office) -> None:
    locale(provisioned, "P1", "en_US")
    locale(provisioned, "P4", "en_US")
    provisioned.type("P4", "self", "1.1", "points", "8,5")
    found = planned(provisioned)
    assert [(item["words"], item["by_hand"]) for item in found["P1"]] == [("ngôn ngữ en_US → vi_VN", False)]
    (by_hand,) = found["P4"]
    assert by_hand["by_hand"]
    assert "gõ lại các số có phần lẻ" in by_hand["advice"]
    done = provisioned.run("provision")
    assert "đã có người gõ số" in done.words
    assert provisioned.book("P1").locale == "vi_VN"
    assert provisioned.book("P4").locale == "en_US", "85 would look right in Vietnamese"


# --- which spreadsheet is which book ---------------------------------------------------------------------------------


def test_a_copy_is_shown_with_its_link_and_never_touched(filled: Office) -> None:
    copy = drive(filled, "post", "P4", name="P4 bản nháp")["id"]
    before = filled.client.open_by_key(copy).fetch_sheet_metadata()
    (item,) = planned(filled)["P4"]
    assert item["by_hand"]
    assert "“P4 bản nháp”" in item["words"]
    assert f"https://docs.google.com/spreadsheets/d/{copy}/edit" in item["words"]
    done = filled.run("provision")
    assert done.code == 0
    assert "giữ nguyên 9" in done.words
    assert "Hệ thống không đọc bản sao" in done.words
    assert filled.client.open_by_key(copy).fetch_sheet_metadata() == before
    assert filled.ids["P4"] != copy


def test_ids_that_were_swapped_stop_everything_and_name_both_books(provisioned: Office) -> None:
    path = provisioned.data / "books.yaml"
    text, (one, other) = path.read_text(encoding="utf-8"), (provisioned.ids["P1"], provisioned.ids["P4"])
    path.write_text(text.replace(one, "x").replace(other, one).replace('"x"', f'"{other}"'), encoding="utf-8")
    before = provisioned.everything()
    done = provisioned.run("provision")
    assert done.code == 4
    assert "“Phường 1 - Thi đua 2020”" in done.words
    assert "“Phường 4 - Thi đua 2020”" in done.words
    assert "books.yaml" in done.words
    assert provisioned.everything() == before


def test_one_id_for_two_books_is_a_mistake(provisioned: Office) -> None:
    path = provisioned.data / "books.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(provisioned.ids["P4"], provisioned.ids["P1"]), encoding="utf-8")
    done = provisioned.run("provision", "--plan")
    assert done.code == 4
    assert "cùng một mã trang tính" in done.words


def test_a_book_of_another_edition_in_the_list_is_not_laid_out(provisioned: Office) -> None:
    drive(provisioned, "patch", "P4", appProperties={"sheetsync": "nam-ngoai/P4"})
    done = provisioned.run("provision")
    assert done.code == 4
    assert "đợt khác (nam-ngoai/P4)" in done.words


def test_a_file_that_a_person_made_is_laid_out_and_tagged(office: Office) -> None:
    office.data.mkdir(parents=True)
    made = office.client.create("bảng của tôi").id
    (office.data / "books.yaml").write_text(f"P4: {made}\n", encoding="utf-8")
    assert "gắn dấu nhận biết cho bảng do người tạo" in words(planned(office)["P4"])
    assert office.run("provision").code == 0
    assert office.ids["P4"] == made
    (office.data / "books.yaml").unlink()
    assert office.run("provision").code == 0
    assert office.ids["P4"] == made, "it is known by its tag now"


@pytest.mark.parametrize("lost", ["bin", "gone"])
def test_a_book_in_the_bin_or_out_of_sight_is_said_and_the_others_are_mended(filled: Office, lost: str) -> None:
    if lost == "bin":
        drive(filled, "patch", "P4", trashed=True)
    else:
        filled.client.del_spreadsheet(filled.ids["P4"])
    overwrite(filled, "P1", ("self", "1.2", "text"), "abc")
    found = filled.run("provision", "--plan", "--json")
    assert found.code == 3
    (failure,) = [book["failure"] for book in found.json if book["failure"]]
    assert ("thùng rác" if lost == "bin" else "dòng `P4:` trong books.yaml") in failure
    done = filled.run("provision")
    assert done.code == 3
    assert "bổ sung 1, giữ nguyên 8" in done.words
    assert "[P4]" in done.words
    assert filled.see("P1", "self", "1.2", "text").strip() == "Tham dự hội thi"


# --- sharing ---------------------------------------------------------------------------------------------------------


def writers(office: Office, code: str) -> set[str]:
    found = office.client.http_client.list_permissions(office.ids[code])
    return {str(one["emailAddress"]) for one in found if one["role"] == "writer"}


def test_each_book_is_shared_with_its_owners_who_can_then_type_and_with_nobody_else(office: Office) -> None:
    assert office.run("provision").code == 0
    assert writers(office, "P4") == {"p4@example.org"}
    assert writers(office, "C1") == {"truong.c1@example.org", "thuky.c1@example.org"}
    assert writers(office, "master") == {"btt@example.org", "vanphong@example.org"}
    Person(office, "p4@example.org").type("P4", "self", "1.1", "points", "8,5")
    assert office.holds("P4", "self", "1.1", "points") == 8.5


def test_the_plan_says_with_whom_each_book_will_be_shared(office: Office) -> None:
    office.configure("edition.yaml", ", contacts: [{title: Mặt trận Phường 1, email: p1@example.org}]", "")
    shown = office.run("provision", "--plan").out
    assert "\n  P4: p4@example.org\n" in shown
    assert "\n  C1: truong.c1@example.org, thuky.c1@example.org\n" in shown
    assert "\n  Bảng tổng hợp: btt@example.org, vanphong@example.org\n" in shown
    assert "\n  P1:" not in shown
    nobody = "Không chia sẻ cho người điền (edition.yaml chưa ghi địa chỉ thư của nơi điền): P1."
    assert nobody in " ".join(shown.split())
    (book,) = [one for one in office.run("provision", "--plan", "--json").json if one["book"] == "C1"]
    assert book["share"] == ["truong.c1@example.org", "thuky.c1@example.org"]


def test_the_plan_says_who_else_will_be_let_in_to_a_book_that_is_there(provisioned: Office) -> None:
    provisioned.configure("edition.yaml", "email: p4@example.org", "email: p4.moi@example.org")
    shown = provisioned.run("provision", "--plan").out
    assert "P4 · Phường 4 - Thi đua 2020: 1 chia sẻ\nSẽ chia sẻ (quyền sửa) với:\n  P4: p4.moi@example.org\n" in shown


def test_a_new_contact_is_let_in_and_nobody_is_ever_put_out(provisioned: Office) -> None:
    provisioned.configure("edition.yaml", "email: p4@example.org", "email: p4.moi@example.org")
    (item,) = planned(provisioned)["P4"]
    assert item["words"] == "chưa chia sẻ cho p4.moi@example.org (quyền sửa)"
    assert provisioned.run("provision", "--apply").code == 0
    assert writers(provisioned, "P4") == {"p4@example.org", "p4.moi@example.org"}


def test_a_refusal_to_share_is_one_thing_that_failed(office: Office) -> None:
    def refuse(request: PreparedRequest, _on: object) -> Response | None:
        said = {"error": {"code": 400, "message": "no Google account", "errors": [{"reason": "invalidSharingRequest"}]}}
        wrong = "/permissions" in str(request.url) and "p4@example.org" in str(request.body)
        return answer(400, said)(request) if wrong else None

    office.accidents.append(refuse)
    done = office.run("provision")
    assert done.code == 3
    assert "Không chia sẻ được cho p4@example.org" in done.words
    assert "tạo mới 9" in done.words
    office.accidents.clear()
    assert office.run("provision").code == 0
    assert writers(office, "P4") == {"p4@example.org"}


def test_sharing_can_be_left_to_people(office: Office) -> None:
    office.configure("edition.yaml", "mail:\n", "google: {service_account: nowhere.json, share: false}\nmail:\n")
    at = ("-e", f"config/{NAME}", "--local", "--at", EARLY)
    planned = office.bare(*at, "provision", "--plan").words
    assert "Không chia sẻ cho người điền (edition.yaml đặt google.share: false): P1, P4, " in planned
    assert office.bare(*at, "provision").code == 0
    assert writers(office, "P4") == set()


def test_the_kept_plan_names_no_more_than_it_needs(provisioned: Office) -> None:
    provisioned.book("P4").del_worksheet(provisioned.worksheet("P4", "questions"))
    planned(provisioned)
    kept = json.loads((provisioned.data / "provision-plan.json").read_text(encoding="utf-8"))
    assert kept.keys() == {"made_at", "books"}
    assert [book["book"] for book in kept["books"]] == list(BOOKS)
