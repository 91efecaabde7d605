"""What is legal but wrong: each rule by one change to a sound edition."""

from pathlib import Path

import pytest
from tiny_edition import CONTACT, line_of, written

from sheetsync.edition import examine

E, R, A, M = "edition.yaml", "rubric.yaml", "appendix.yaml", "remarks.yaml"
P2 = line_of(E, "- code: P2")

ERRORS = [
    # file, old, new, line, what the message says
    (E, "  - code: P2", "  - code: P1", P2, "mã 'P1' dùng hai lần"),
    (E, "code: VP, name", "code: P2, name", 18, "mã 'P2' dùng hai lần"),
    (E, "code: C2, name", "code: master, name", 8, "mã 'master' dành riêng"),
    (E, "code: VP, name", "code: GAP, name", 18, "mã 'GAP' dành riêng cho hệ thống; đặt mã khác"),
    (E, "code: VP, name", "code: gap, name", 18, "mã 'gap' dành riêng cho hệ thống"),
    (R, "name: Khá, minimum: 0", "name: Tốt, minimum: 0", 9, "loại 'Tốt' ghi hai lần; đặt tên khác"),
    (E, "  - code: P2", "  - code: p1", P2, "mã 'p1' quá giống mã 'P1'"),
    (E, "    - {code: MH,", "    - {code: MH, text: A}\n    - {code: MH,", 37, "mã 'MH' dùng hai lần"),
    (E, "  - code: KT", "  - code: BC", 21, "mã 'BC' dùng hai lần"),
    (R, 'code: "1.2"', 'code: "1.1"', 16, "mã '1.1' dùng hai lần"),
    (R, 'code: "1.2"', 'code: "TONG"', 16, "mã 'TONG' dành riêng cho hệ thống"),
    (R, 'code: "1.2"', 'code: "remark"', 16, "mã 'remark' dành riêng cho hệ thống"),
    (R, 'code: "1.2"', 'code: "1-1"', 16, "mã '1-1' quá giống mã '1.1'"),
    (A, "  - code: S02", "  - code: S01", 3, "mã 'S01' dùng hai lần"),
    (M, "    - code: NX2", "    - code: NX1", 4, "mã 'NX1' dùng hai lần"),
    (E, "{code: MH,", "{code: TONG,", 36, "mã 'TONG' dành riêng cho hệ thống"),
    (M, "text: Báo cáo chậm", "text: Báo cáo chậm, judge: TG", 3, "không có bộ phận nào mang mã 'TG'"),
    (E, "    cluster: C2", "    cluster: C9", P2 + 2, "không có cụm nào mang mã 'C9'"),
    (E, "  - cluster: C2", "  - cluster: C9", 27, "không có cụm nào mang mã 'C9'"),
    (R, "        max: 3.5\n        scorer: VP", "        max: 3.5", 16, "chưa giao cho bộ phận nào chấm"),
    (R, "        scorer: VP", "        scorer: TG", 19, "không có bộ phận nào mang mã 'TG'"),
    (M, "  P1:", "  P9:", 2, "không có đơn vị nào mang mã 'P9'"),
    (A, "      P1: 26.5", "      P9: 26.5", 8, "không có đơn vị nào mang mã 'P9'"),
    (R, "    max: 6", "    max: 6.5", 13, "của '1' ghi 6,5 nhưng các phần cộng lại là 6,0"),
    (R, "max: 10", "max: 11", 2, "của toàn thang điểm ghi 11 nhưng các phần cộng lại là 10"),
    (R, "        max: 3.5", "        max: 3.7", 18, "tối đa của '1.2' là 3,7, không chia hết cho bước điểm 0,5"),
    (R, "  cap: 5", "  cap: 4.8", 6, "điểm thưởng là 4,8"),
    (R, "    max: 6", "    max: 6\n    scorer: VP", 14, "chuyển 'scorer' xuống tiêu chí con"),
    (R, "    max: 6", "    max: 6\n    step: 1", 14, "chuyển 'step' xuống tiêu chí con"),
    (E, "Asia/Ho_Chi_Minh", "Asia/Cho_Lon", 5, "không có múi giờ 'Asia/Cho_Lon'"),
    (E, "Asia/Ho_Chi_Minh", "../etc/passwd", 5, "không có múi giờ"),
    (E, "  service_account_env: SHEETSYNC_ACCOUNT", "  {}", 39, "chưa có cách đăng nhập"),
    (
        E,
        "  service_account_env",
        "  service_account: a.json\n  service_account_env",
        40,
        "'service_account' (đường dẫn)",
    ),
    (E, "  service_account_env: S", "  oauth_client: a.json\n  oauth_client_env: S", 40, "'oauth_client' (đường dẫn)"),
    (R, "[cluster, department]", "[]", 4, "chưa nói điểm của ai được tính"),
    (R, "[cluster, department]", "[cluster, cluster]", 4, "'cluster' ghi 2 lần"),
    (R, "[cluster, department]", "[committee, department]", 4, "'committee' quyết định tổng điểm"),
    (E, "    ends: 24/11/2020", "    ends: 19/11/2020", 24, "trước khi bắt đầu 20/11/2020"),
]

WARNINGS = [
    (E, "weekday: thứ ba", "weekday: Thứ 6", 29, "kế hoạch ghi ngày 24/11/2020 là Thứ 6 nhưng hôm ấy là thứ ba"),
    (E, "weekday: thứ ba", "weekday: hôm sau", 29, "'hôm sau' không phải là một thứ trong tuần"),
    (E, "    day: 24/11/2020\n    weekday: thứ ba\n", "    day: 22/11/2020\n", 28, "22/11/2020, là chủ nhật"),
    (E, "ends: 07/11/2020", "ends: 08/11/2020", 20, "kết thúc ngày 08/11/2020, là chủ nhật"),
    (E, "    starts: 20/11/2020", "    starts: 07/11/2020", 23, "ngày 07/11/2020 thuộc cả giai đoạn 'BC' và 'KT'"),
    (E, "    starts: 20/11/2020", "    starts: 05/11/2020", 23, "các ngày từ 05/11/2020 đến 07/11/2020"),
    (E, "    starts: 20/11/2020", "    starts: 01/11/2020", 23, "trước 'BC' xếp ở trên nó"),
    (
        E,
        "    day: 24/11/2020\n    weekday: thứ ba",
        "    day: 25/11/2020\n    weekday: thứ tư",
        28,
        "không thuộc giai đoạn nào",
    ),
    (E, "day: 20/11/2020, weekday: thứ sáu", "day: 26/11/2020, weekday: thứ năm", 28, "trước 'C1' (26/11/2020)"),
    (
        E,
        f"  - {{code: VP, name: Văn phòng, {CONTACT}}}",
        f"  - {{code: VP, name: Văn phòng, {CONTACT}}}\n  - {{code: TG, name: Tuyên giáo, {CONTACT}}}",
        19,
        "(TG)",
    ),
    (
        E,
        f"  - {{code: C2, name: Cụm 2, {CONTACT}}}",
        f"  - {{code: C2, name: Cụm 2, {CONTACT}}}\n  - {{code: C3, name: Cụm 3, {CONTACT}}}",
        9,
        "chưa có đơn vị nào",
    ),
    (E, "    cluster: C2\n", "", P2, "'Phường 2' không thuộc cụm nào"),
    (E, ", contacts: [{title: Phường 1, email: p1@example.org}]", "", 10, "chưa có địa chỉ nhận thư"),
    (E, f"Cụm 2, {CONTACT}", "Cụm 2", 8, "'Cụm 2' chưa có địa chỉ nhận thư"),
    (E, f"Văn phòng, {CONTACT}", "Văn phòng", 18, "'Văn phòng' chưa có địa chỉ nhận thư"),
    (E, "    name: Phường 2", "    name: Phường 1", P2 + 1, "cùng tên 'Phường 1'"),
    (E, "    - {code: MH, text: Mô hình mới}", "    []", 35, "chưa có nội dung nổi bật"),
    (R, "name: Tốt, minimum: 8", "name: Tốt, minimum: 0", 9, "không thấp hơn 'Tốt' ở trên"),
    (R, "name: Khá, minimum: 0", "name: Khá, minimum: 5", 9, "dưới 5 điểm không được xếp loại nào"),
    (R, "name: Tốt, minimum: 8", "name: Tốt, minimum: 15.5", 8, "cần 15,5 điểm nhưng cao nhất chỉ có 15 điểm"),
    (R, "  cap: 5", "  cap: 0", 6, "điểm thưởng tối đa là 0"),
    (A, "{P1: 10, P2: 20}", "{P1: 10, P2: 2000}", 2, "số năm trước của 'P2' là 2000"),
]

CASES = [(case[:3], *case[3:], "error") for case in ERRORS] + [(case[:3], *case[3:], "warning") for case in WARNINGS]


@pytest.mark.parametrize(("change", "line", "message", "severity"), CASES)
def test_each_rule_speaks_at_its_line(
    tmp_path: Path, change: tuple[str, str, str], line: int, message: str, severity: str
) -> None:
    edition, problems = examine(written(tmp_path, change))
    place = (change[0], line, severity)
    told = [p for p in problems if (p.file, p.line, p.severity) == place and message in p.message]
    assert len(told) == 1, problems
    assert edition is not None


@pytest.mark.parametrize("text", ["thứ ba", "Thứ Ba", "THỨ 3", "thứ  ba"])
def test_weekdays_are_read_as_plans_write_them(tmp_path: Path, text: str) -> None:
    _, problems = examine(written(tmp_path, (E, "weekday: thứ ba", f"weekday: {text}")))
    assert problems == ()


@pytest.mark.parametrize("text", ["Chủ nhật", "CN", "chủ nhật"])
def test_a_sunday_that_the_plan_names_is_meant(tmp_path: Path, text: str) -> None:
    change = (E, "    day: 24/11/2020\n    weekday: thứ ba", f"    day: 22/11/2020\n    weekday: {text}")
    assert examine(written(tmp_path, change))[1] == ()


@pytest.mark.parametrize("ways", ["oauth_client: a.json", "oauth_client_env: A\n  service_account: b.json"])
def test_the_secretarys_login_will_do_alone_and_beside_a_service_account(tmp_path: Path, ways: str) -> None:
    assert examine(written(tmp_path, (E, "service_account_env: SHEETSYNC_ACCOUNT", ways)))[1] == ()


def test_units_that_keep_no_book_need_no_address(tmp_path: Path) -> None:
    changes = (
        (E, "year: 2020", "year: 2020\ncollects: [department]"),
        (E, ", contacts: [{title: Phường 1, email: p1@example.org}]", ""),
    )
    for order in ("precedence: [department]\n", ""):  # left out, the usual order passes over who is not asked
        change = (R, "precedence: [cluster, department]\n", order)
        assert examine(written(tmp_path, *changes, change))[1] == ()


@pytest.mark.parametrize(
    ("collects", "order", "silent"),
    [
        ("unit, department", "cluster, department", "cluster"),
        ("department, cluster", "cluster, department, self", "self"),
        ("unit, cluster", "self, department", "department"),
    ],
)
def test_a_hand_that_is_not_asked_cannot_count(tmp_path: Path, collects: str, order: str, silent: str) -> None:
    changes = ((E, "year: 2020", f"year: 2020\ncollects: [{collects}]"), (R, "[cluster, department]", f"[{order}]"))
    (told,) = examine(written(tmp_path, *changes))[1]
    assert (told.file, told.line, told.severity) == (R, 4, "error")
    assert told.message.startswith(f"'{silent}' được tính điểm nhưng 'collects' không có ")


@pytest.mark.parametrize(("collects", "missing"), [("department", "unit"), ("unit", "department")])
def test_who_has_no_book_cannot_judge_what_was_remedied(tmp_path: Path, collects: str, missing: str) -> None:
    changes = (
        (E, "year: 2020", f"year: 2020\ncollects: [{collects}]"),
        (R, "precedence: [cluster, department]\n", ""),
        (M, "text: Báo cáo chậm", "text: Báo cáo chậm, judge: VP"),
    )
    told = [one for one in examine(written(tmp_path, *changes))[1] if one.file == M]
    assert [(one.line, one.severity) for one in told] == [(3, "warning")]
    assert told[0].message.startswith(f"'VP' không đánh giá được vì 'collects' không có '{missing}'; thêm vào")
