"""Provisioning: every book appears once, however often and however roughly the command is run."""

from collections.abc import Callable

import pytest
from requests import PreparedRequest, Response

from .office import Office, open_tabs
from .small_town import BOOKS, NAME


class PowerCutError(Exception):
    """The computer went off."""


def power_cut(method: str, url_part: str, *, number: int) -> Callable[[PreparedRequest, Callable[[], Response]], None]:
    """Go off right after Google has done the n-th request of this kind, before the answer arrives."""
    seen = 0

    def accident(request: PreparedRequest, on: Callable[[], Response]) -> None:
        nonlocal seen
        if request.method == method and url_part in str(request.url):
            seen += 1
            if seen == number:
                on()
                raise PowerCutError

    return accident


def titles(office: Office) -> list[str]:
    return sorted(file["name"] for file in office.client.list_spreadsheet_files())


def test_it_creates_every_book_with_its_tabs_in_the_vietnamese_locale(office: Office) -> None:
    done = office.run("provision")
    assert done.code == 0
    assert "9 bảng: tạo mới 9, bổ sung 0, giữ nguyên 0." in done.words
    assert tuple(office.ids) == BOOKS
    assert titles(office) == sorted(
        f"{name} - Thi đua 2020"
        for name in (
            "Phường 1", "Phường 4", "Phường 2", "Phường 10", "Bộ phận Tuyên giáo", "Văn phòng", "Cụm 1", "Cụm 2",
            "Bảng tổng hợp",
        )
    )  # fmt: skip
    assert [title for title, _ in open_tabs(office.book("P4"))] == [
        "Hướng dẫn", "Tự chấm điểm", "Phụ lục số liệu", "Hoạt động nổi bật", "Khắc phục hạn chế", "Giải trình",
        "Nộp báo cáo", "Phản hồi",
    ]  # fmt: skip
    assert [title for title, _ in open_tabs(office.book("TG"))] == [
        "Hướng dẫn", "Chấm điểm", "Đề xuất điểm thưởng", "Nội dung chưa rõ", "Phản hồi",
    ]  # fmt: skip
    assert [title for title, _ in open_tabs(office.book("C1"))] == [
        "Hướng dẫn", "Tổng hợp cụm", "Điểm thống nhất", "Phản hồi",
    ]  # fmt: skip
    assert [title for title, _ in open_tabs(office.book("master"))] == [
        "Xếp hạng", "Theo tiêu chuẩn", "Chi tiết", "Chênh lệch", "Điểm thưởng", "Số liệu tổng hợp",
        "Hoạt động nổi bật", "Khắc phục hạn chế", "Nội dung chưa rõ", "Tiến độ", "Cần xem lại", "Nhật ký công bố",
    ]  # fmt: skip
    assert {office.book(code).locale for code in BOOKS} == {"vi_VN"}
    assert {office.book(code).timezone for code in BOOKS} == {"Asia/Ho_Chi_Minh"}


def test_a_ward_only_without_remarks_gets_no_tab_to_answer_them(provisioned: Office) -> None:
    assert "Khắc phục hạn chế" not in [title for title, _ in open_tabs(provisioned.book("P1"))]


def test_a_second_run_changes_nothing_and_sends_no_write(provisioned: Office) -> None:
    before = provisioned.everything()
    done = provisioned.run("provision")
    assert "tạo mới 0, bổ sung 0, giữ nguyên 9" in done.words
    assert provisioned.writes == 0
    assert provisioned.everything() == before


def test_what_people_typed_is_untouched_by_another_run(filled: Office) -> None:
    before = filled.everything()
    assert filled.run("provision").code == 0
    assert filled.everything() == before
    assert filled.holds("P4", "self", "1.1", "points") == 8.5


def test_json_says_of_every_book_where_it_is_and_what_was_done(office: Office) -> None:
    done = office.run("provision", "--json").json
    assert [row["book"] for row in done] == list(BOOKS)
    assert {row["book"]: row["id"] for row in done} == office.ids
    assert {(row["created"], row["changed"]) for row in done} == {(True, True)}
    again = office.run("provision", "--json").json
    assert {(row["created"], row["changed"]) for row in again} == {(False, False)}


@pytest.mark.parametrize("number", [1, 9])
def test_a_book_created_by_a_run_that_died_before_noting_it_is_adopted(office: Office, number: int) -> None:
    office.accidents.append(power_cut("POST", "/drive/v3/files?", number=number))
    assert office.run("provision").code == 2
    assert len(office.ids) == number - 1
    assert len(titles(office)) == number
    office.accidents.clear()
    assert office.run("provision").code == 0
    assert len(titles(office)) == len(set(titles(office))) == len(BOOKS)
    assert office.sync()["read"] == len(BOOKS)


def test_a_book_whose_layout_was_applied_but_not_confirmed_is_not_laid_out_twice(office: Office) -> None:
    office.accidents.append(power_cut("POST", ":batchUpdate", number=2))
    assert office.run("provision").code == 2
    office.accidents.clear()
    assert office.run("provision").code == 0
    names = [title for title, _ in open_tabs(office.book("P4"))]
    assert len(names) == len(set(names)) == 8
    assert len(titles(office)) == len(BOOKS)


@pytest.mark.parametrize(("method", "url_part"), [("POST", "/permissions?"), ("PATCH", "/drive/v3/files/")])
def test_a_run_that_died_while_sharing_or_marking_goes_on_where_it_stopped(
    office: Office, method: str, url_part: str
) -> None:
    office.data.mkdir(parents=True)
    made = office.client.create("bảng của tôi").id
    (office.data / "books.yaml").write_text(f"P1: {made}\n", encoding="utf-8")
    office.accidents.append(power_cut(method, url_part, number=1))
    assert office.run("provision").code == 2
    office.accidents.clear()
    assert office.run("provision").code == 0
    assert office.ids["P1"] == made
    assert len(titles(office)) == len(BOOKS)
    assert "Không có gì phải làm" in office.run("provision", "--plan").words


def test_two_books_created_as_one_are_not_chosen_between(provisioned: Office) -> None:
    copied = f"https://www.googleapis.com/drive/v3/files/{provisioned.ids['P4']}/copy"
    provisioned.client.http_client.request("post", copied, json={"name": "của phường"})
    (provisioned.data / "books.yaml").unlink()
    done = provisioned.run("provision")
    assert done.code == 4
    assert "Có 2 bảng cùng được tạo làm “Phường 4 - Thi đua 2020”" in done.words
    assert "books.yaml" in done.words


def test_a_book_of_another_edition_is_left_alone_whatever_its_title(office: Office) -> None:
    office.data.mkdir(parents=True)
    theirs = office.client.create("Phường 4 - Thi đua 2020").id
    tag = {"appProperties": {"sheetsync": f"{NAME}-khac/P4"}}
    office.client.http_client.request("patch", f"https://www.googleapis.com/drive/v3/files/{theirs}", json=tag)
    before = [title for title, _ in open_tabs(office.client.open_by_key(theirs))]
    assert office.run("provision").code == 0
    assert theirs not in office.ids.values()
    assert [title for title, _ in open_tabs(office.client.open_by_key(theirs))] == before


def test_books_whose_list_was_lost_are_found_again_though_people_renamed_them(provisioned: Office) -> None:
    ids = provisioned.ids
    provisioned.book("P4").update_title("Bảng của phường 4")
    (provisioned.data / "books.yaml").unlink()
    assert provisioned.run("provision").code == 0
    assert provisioned.ids == ids


def test_a_tab_that_was_deleted_comes_back_and_the_rest_stays(filled: Office) -> None:
    book = filled.book("P4")
    book.del_worksheet(book.worksheet("Phụ lục số liệu"))
    done = filled.run("provision")
    assert "bổ sung 1, giữ nguyên 8" in done.words
    assert "Phụ lục số liệu" in [title for title, _ in open_tabs(filled.book("P4"))]
    assert filled.holds("P4", "self", "1.1", "points") == 8.5


def test_the_list_of_books_is_a_file_that_a_person_can_read_and_mend(provisioned: Office) -> None:
    path = provisioned.data / "books.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert f'"P4": "{provisioned.ids["P4"]}"' in text
    path.write_text("P4: 4\n", encoding="utf-8")
    done = provisioned.run("provision")
    assert done.code == 2
    assert "books.yaml:1: " in done.err
    assert NAME in str(path)
