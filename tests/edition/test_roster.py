"""Names from a table become parties with codes; every problem is told at once, with its line."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetsync.edition.lint.codes import range_name
from sheetsync.edition.roster import Party, clusters_of, coded, derived, in_clusters, read_roster, same_names
from sheetsync.errors import ConfigProblem


def read(text: str | bytes) -> tuple[list[Party], list[str]]:
    problems: list[ConfigProblem] = []
    found = read_roster("phuong.csv", text.encode() if isinstance(text, str) else text, problems)
    return found, [f"{problem.line}: {problem.message}" for problem in problems]


@pytest.mark.parametrize(
    "first", ["code,name,cluster,title,email", "mã,tên,cụm,chức danh,email", "MÃ,Tên,Cụm,Chức danh,Thư"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_columns_may_be_named_in_both_languages_and_parted_as_excel_parts_them(
    first: str, delimiter: str, mark: str
) -> None:
    lines = f"{first}\nP4,Phường 4,C1,Ban Thường trực,p4@example.org\n".replace(",", delimiter)
    (party,), problems = read(mark + lines)
    assert problems == []
    assert (party.code, party.name, party.cluster) == ("P4", "Phường 4", "C1")
    assert (party.title, party.email, party.line) == ("Ban Thường trực", "p4@example.org", 2)


@pytest.mark.parametrize(
    "first",
    [
        "Mã số;Tên đơn vị;Cụm thi đua;Chức vụ;Địa chỉ thư",
        "MÃ PHƯỜNG;TÊN PHƯỜNG;Thuộc cụm;Người nhận;E-mail",
        "Mã đơn vị;Phường;Tên cụm;Chức danh;Thư điện tử",
        "ma;ten xa;cum;chuc danh;Địa chỉ email",
        "Ma\u0303;Đơn vị;Mã cụm;Title;Hộp thư",
    ],
)
def test_columns_may_be_called_what_offices_call_them(first: str) -> None:
    (party,), problems = read(f"{first}\nP4;Phường 4;C1;Ban Thường trực;p4@example.org\n")
    assert problems == []
    assert (party.code, party.name, party.cluster) == ("P4", "Phường 4", "C1")
    assert (party.title, party.email) == ("Ban Thường trực", "p4@example.org")


def test_a_list_of_clusters_calls_its_columns_after_them() -> None:
    (party,), problems = read("Mã cụm;Tên cụm thi đua\nC1;Cụm 1\n")
    assert (problems, party.code, party.name) == ([], "C1", "Cụm 1")


def test_running_numbers_and_remarks_are_left_aside() -> None:
    (party,), problems = read("STT;Tên;Ghi chú;Ghi chú\n1;Phường 4;mới;nhập\n")
    assert (problems, party.name, party.code) == ([], "Phường 4", "")


@pytest.mark.parametrize("between", ["; ", ";", ", ", " ", " ; "])
def test_several_addresses_in_one_cell_are_told_apart(between: str) -> None:
    cell = between.join(("p4@example.org", "mt4@example.org", "p4@example.org"))
    (party,), problems = read(f'tên,email\nPhường 4,"{cell}"\n')
    assert (problems, party.emails) == ([], ("p4@example.org", "mt4@example.org"))


def test_of_several_addresses_the_wrong_one_is_named() -> None:
    _, problems = read('tên,email\nPhường 4,"p4@example.org; mt4"\n')
    assert problems == ["2: địa chỉ thư 'mt4' không đúng dạng ten@noi.vn; sửa lại"]


def test_columns_may_stand_in_any_order_and_only_the_name_is_needed() -> None:
    found, problems = read("email,tên\n,Phường 1\r\n\r\n  ,  \np2@example.org,Phường  2\n")
    assert problems == []
    assert [(party.name, party.email, party.line) for party in found] == [
        ("Phường 1", "", 2),
        ("Phường 2", "p2@example.org", 5),
    ]


def test_names_are_one_line_of_composed_text_without_what_nobody_sees() -> None:
    (party,), _ = read('tên\n"Phu\u031bo\u031b\u0300ng\n 4\u200b\x07"\n')
    assert party.name == "Phường 4"


def test_a_name_over_several_lines_does_not_shift_the_lines_after_it() -> None:
    _, problems = read('tên,email\n"Phường\n4",p4@example.org\nPhường 5,sai\n')
    assert problems == ["4: địa chỉ thư 'sai' không đúng dạng ten@noi.vn; sửa lại"]


def test_every_problem_is_told_at_once_with_its_line() -> None:
    found, problems = read("mã,tên,email\nP 4,Phường 4,\nP5,,\nP6,Phường 6,a@b\nP7,Phường 7,p7@example.org,7\n")
    assert [problem.split(";")[0] for problem in problems] == [
        "2: mã 'P 4' không dùng được: chỉ gồm chữ, số, dấu chấm, gạch nối, gạch dưới",
        "3: dòng này chưa có tên",
        "4: địa chỉ thư 'a@b' không đúng dạng ten@noi.vn",
        "5: dòng này có nhiều ô hơn dòng đầu",
    ]
    assert [party.name for party in found] == ["Phường 4", "Phường 6", "Phường 7"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "1: tệp trống"),
        (b"\n\n", "1: tệp trống"),
        ("mã,email\nP4,\n", "1: thiếu cột tên; dòng đầu ghi tên các cột: mã, tên, cụm, chức danh, email"),
        ("tên,tuổi\nPhường 4,3\n", "1: không rõ cột “tuổi” là gì; dòng đầu ghi tên các cột: mã, tên, cụm"),
        ("tên,,email\nPhường 4,3\n", "1: cột thứ 2 chưa có tên; dòng đầu ghi tên các cột: mã, tên, cụm"),
        ("\ntên,Đơn vị\nPhường 4,Phường 4\n", "2: hai cột “tên” và “Đơn vị” cùng một nghĩa, bỏ bớt một;"),
        ("tên\n", "1: dưới dòng đầu chưa có tên nào"),
        ('tên\nPhường 4\n"Phường 5\n', "3: dòng này có ngoặc kép"),
        ("tên\nPhường 4\n".encode("utf-16-le"), "1: chữ không phải mã UTF-8"),
        (b"t\xc3\xaan\nPh\xad\n", "2: chữ không phải mã UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_why(content: str | bytes, told: str) -> None:
    found, (problem,) = read(content)
    assert found == []
    assert problem.startswith(told)


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Phường 4", "P4"),
        ("Phường 10", "P10"),
        ("Xã Tân An", "XTA"),
        ("Xã Đông Đô", "XDD"),
        ("Bộ phận Tuyên giáo", "TG"),
        ("Bộ phận Dân tộc - Tôn giáo", "DTTG"),
        ("Văn phòng", "VP"),
        ("Cụm thi đua 2", "C2"),
        ("Bộ phận", "BP"),
        ("★", "U"),
        ("人民", "U"),
    ],
)
def test_a_code_is_made_of_the_first_letters(name: str, code: str) -> None:
    assert derived(name) == code


def test_codes_that_were_given_stay_and_made_up_ones_give_way() -> None:
    problems: list[ConfigProblem] = []
    units, others = coded(
        (
            [Party("Xã Tân An"), Party("Xã Tân Ân"), Party("Phường 4", code="XTA-2")],
            [Party("Xí nghiệp Tân An"), Party("G A P")],
        ),
        problems,
    )
    assert [party.code for party in units] == ["XTA", "XTA-3", "XTA-2"]
    assert [party.code for party in others] == ["XNTA", "GAP-2"]
    assert problems == []


@pytest.mark.parametrize("second", ["P4", "p4", "master", "Gap"])
def test_a_code_that_is_taken_is_told(second: str) -> None:
    problems: list[ConfigProblem] = []
    coded(([Party("Phường 4", code="P4", line=2)], [Party("Văn phòng", code=second, line=3)]), problems)
    (problem,) = problems
    assert problem.line == 3
    assert second in problem.message


@given(st.lists(st.text(min_size=1), min_size=1))
@example(["０"])  # a digit of another script
def test_whatever_the_names_codes_can_be_used_and_told_apart(names: list[str]) -> None:
    problems: list[ConfigProblem] = []
    (parties,) = coded(([Party(name) for name in names],), problems)
    codes = [party.code for party in parties]
    assert problems == []
    assert all(code.replace("-", "").isalnum() and code.isascii() for code in codes)
    assert len({range_name(code) for code in codes} | {"master", "gap"}) == len(codes) + 2


def test_two_of_one_name_cannot_be_told_apart() -> None:
    problems: list[ConfigProblem] = []
    same_names([Party("Phường 4", line=2), Party("Phường 5", line=3), Party("PHƯỜNG 4", line=4)], problems)
    assert [(problem.line, problem.message) for problem in problems] == [
        (4, "tên 'PHƯỜNG 4' đã có ở dòng 2; ghi tên cho phân biệt")
    ]


# --- clusters --------------------------------------------------------------------------------------------------------


def test_clusters_are_those_that_units_name_however_they_write_them() -> None:
    units = [Party("A", cluster=text) for text in ("10", "Cụm thi đua 2", "c2", "2", "", "C02", "Khu Đông", "khu đông")]
    assert [(party.name, party.code) for party in clusters_of(units)] == [
        ("Cụm 10", "C10"),
        ("Cụm thi đua 2", "C2"),
        ("Khu Đông", ""),
    ]


def test_units_come_into_their_cluster_by_its_code_or_its_name() -> None:
    problems: list[ConfigProblem] = []
    clusters = [Party("Cụm thi đua 1", code="C1"), Party("Khu Đông", code="KD")]
    units = [Party("A", cluster=text, line=line) for line, text in enumerate(("1", "C1", "KHU ĐÔNG", "kd", "", "3"), 2)]
    assert [unit.cluster for unit in in_clusters(units, clusters, problems)] == ["C1", "C1", "KD", "KD", "", ""]
    (problem,) = problems
    assert (problem.line, problem.message.split(";")[0]) == (7, "không có cụm '3'")
