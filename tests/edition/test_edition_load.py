"""Loading: the files become an Edition, or every problem at once, in Vietnamese, at its line."""

from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_edition import EDITION, RUBRIC, written

from sheetsync.edition import examine, load_edition
from sheetsync.errors import ConfigError, ConfigProblem

ENGLISH = ("should", "input", "must be", "valid", "required", "permitted", "field", "expected", "while ", "found ")


def errors(folder: Path) -> tuple[ConfigProblem, ...]:
    with pytest.raises(ConfigError) as caught:
        load_edition(folder)
    return caught.value.problems


def test_a_sound_edition_loads_without_a_word(tmp_path: Path) -> None:
    edition, warnings = load_edition(written(tmp_path))
    assert warnings == ()
    assert edition.name == "tiny-2020"
    assert [remark.code for remark in edition.remarks if remark.unit == "P1"] == ["NX1", "NX2"]
    assert edition.figures[1].last_year == {"P1": Decimal("26.5")}


def test_the_folder_may_be_given_by_a_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(written(tmp_path))
    assert load_edition(Path())[0].name == "tiny-2020"


def test_appendix_and_remarks_are_optional(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "appendix.yaml").unlink()
    (folder / "remarks.yaml").unlink()
    edition, _ = load_edition(folder)
    assert (edition.figures, edition.remarks) == ((), ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2.5", "2.5"), ("2.50", "2.50"), ('"2,5"', "2.5"), ("0.1", "0.1"), ("2.30000000000000000001", None)],
)
def test_numbers_are_read_by_their_digits(tmp_path: Path, typed: str, meant: str | None) -> None:
    folder = written(tmp_path, ("appendix.yaml", "P1: 26.5", f"P1: {typed}"))
    value = load_edition(folder)[0].figures[1].last_year["P1"]
    assert str(value) == (meant or typed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.decimals(min_value=0, max_value=10**12, places=4))
def test_no_figure_ever_passes_through_binary_floating_point(tmp_path: Path, figure: Decimal) -> None:
    folder = written(tmp_path, ("appendix.yaml", "P1: 26.5", f"P1: {figure}"))
    assert load_edition(folder)[0].figures[1].last_year["P1"] == figure


def test_codes_need_no_quotes_and_keep_their_zeros(tmp_path: Path) -> None:
    changes = (("rubric.yaml", 'code: "1.1"', "code: 1.10"), ("rubric.yaml", 'code: "1.2"', "code: 1.1"))
    codes = [leaf.code for leaf in load_edition(written(tmp_path, *changes))[0].rubric.leaves]
    assert codes == ["1.10", "1.1", "2"]


def test_text_typed_with_combining_marks_is_composed(tmp_path: Path) -> None:
    folder = written(tmp_path, ("edition.yaml", "name: Phường 2", normalize("NFD", "name: Phường 2")))
    assert load_edition(folder)[0].units[1].name == normalize("NFC", "Phường 2")


def test_a_file_saved_with_a_byte_order_mark_loads(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "edition.yaml").write_text(EDITION, encoding="utf-8-sig")
    assert load_edition(folder)[0].title == "Thi đua năm 2020"


SPOILT = [
    # file, old, new, line, what the message says
    ("edition.yaml", "title: Thi đua năm 2020\n", "", 1, "thiếu mục 'title'"),
    (
        "edition.yaml",
        "unit_noun: phường",
        "unit_nuon: phường",
        4,
        "không có mục 'unit_nuon'; có phải ý là 'unit_noun'?",
    ),
    (
        "edition.yaml",
        "    contacts:\n      - title: Phường 2\n",
        "    contacts:\n      - titel: Phường 2\n",
        15,
        "'title'?",
    ),
    ("edition.yaml", "year: 2020", "year: năm nay", 3, "mục 'year' phải là số nguyên"),
    ("edition.yaml", "year: 2020", "year: 1020", 3, "mục 'year' phải từ 1990 trở lên; đang ghi là '1020'"),
    ("edition.yaml", "year: 2020", "year: 20200", 3, "mục 'year' không được quá 2100"),
    ("edition.yaml", "year: 2020", "year:", 3, "mục 'year' đang để trống"),
    ("edition.yaml", "unit_noun: phường", 'unit_noun: ""', 4, "mục 'unit_noun' đang để trống"),
    ("edition.yaml", "body: Mặt trận", "body: [Mặt trận]", 2, "mục 'body' phải là chữ; đang ghi là một danh sách"),
    ("edition.yaml", "email: p2@example.org", "email: p2", 16, "địa chỉ thư 'p2' không đúng dạng"),
    ("edition.yaml", "  - code: P2", '  - code: "P 2"', 11, "mã 'P 2' không dùng được"),
    ("edition.yaml", "    ends: 24/11/2020", "    ends: 31/11/2020", 24, "mục 'ends' phải là ngày có thật"),
    (
        "edition.yaml",
        "    hour: 08g00\n    place: Phường 2",
        "    hour: sáng\n    place: A",
        30,
        "phải là giờ như 08g00",
    ),
    (
        "edition.yaml",
        "due: [unit]",
        "due: [ward]",
        20,
        "không nhận giá trị 'ward'; chọn một trong: 'unit', 'department'",
    ),
    (
        "edition.yaml",
        "departments:\n  - {code: VP,",
        "departments: {code: VP,",
        17,
        "phải là một danh sách",
    ),
    ("edition.yaml", "max_words: 1000", "max_words: 0", 33, "mục 'max_words' phải lớn hơn 0"),
    (
        "edition.yaml",
        "  sender: {title: Văn phòng, email: vp@example.org}",
        "  sender: Văn phòng",
        38,
        "phải gồm các mục con",
    ),
    ("edition.yaml", "body: Mặt trận", "body: A\nname: x", 3, "mục 'name' không đặt ở đây vì được lấy từ tên thư mục"),
    ("edition.yaml", "body: Mặt trận", "body: A\nrubric: x", 3, "được ghi ở tệp rubric.yaml"),
    ("edition.yaml", "body: Mặt trận", "title: A\nbody: A", 2, "mục 'title' đã có ở dòng 1"),
    ("edition.yaml", "body: Mặt trận", "body: 'A", 2, "không còn đúng YAML"),
    (
        "edition.yaml",
        "  - {code: C2,",
        "\t- {code: C2,",
        8,
        "phím Tab",
    ),
    ("edition.yaml", "body: Mặt trận", "body: *a", 2, "dấu * ở đầu giá trị"),
    ("edition.yaml", "body: Mặt trận", "body: A\n---\nyear: 1", 3, "'---' ở giữa"),
    ("edition.yaml", "body: Mặt trận", "body: \x07", 1, "ký tự điều khiển"),
    ("edition.yaml", "body: Mặt trận", "body: &a [*a]", 2, "dẫn chiếu"),
    ("rubric.yaml", "max: 2.5, scorer", "max: hai, scorer", 15, "mục 'max' phải là một số"),
    ("rubric.yaml", "max: 2.5, scorer", "max: 1e400, scorer", 15, "mục 'max' không được quá 1000000000000000"),
    ("rubric.yaml", "max: 2.5, scorer", "max: true, scorer", 15, "mục 'max' phải là một số"),
    ("rubric.yaml", "step: 0.5", "step: 1e-400", 3, "mục 'step' chỉ được có nhiều nhất 6 chữ số thập phân"),
    ("rubric.yaml", "max: 2.5, scorer", "max: .nan, scorer", 15, "mục 'max' phải là một số"),
    ("rubric.yaml", "step: 0.5", "step: 0", 3, "mục 'step' phải lớn hơn 0"),
    ("rubric.yaml", "scorer: VP\n  - {", "scorer: VP\n        evidence: có\n  - {", 20, "phải là true hoặc false"),
    ("rubric.yaml", "precedence: [cluster, department]", "precedence: [boss]", 4, "phần tử thứ 1 của mục 'precedence'"),
    ("appendix.yaml", "figures:", "figure:", 1, "tệp này chỉ có một mục 'figures', không có mục 'figure'"),
    ("appendix.yaml", "      P1: 26.5", '      "P 1": 26.5', 8, "mã 'P 1' không dùng được"),
    ("appendix.yaml", "      P1: 26.5", "      P1: -1", 8, "mục 'P1' phải từ 0 trở lên"),
    ("remarks.yaml", "  P1:\n", "  P1: x\n  P2:\n", 2, "nhận xét của 'P1' phải là một danh sách"),
    (
        "remarks.yaml",
        "      text: Thiếu số liệu",
        "      txt: Thiếu số liệu",
        5,
        "không có mục 'txt'; có phải ý là 'text'?",
    ),
]


@pytest.mark.parametrize(("change", "line", "message"), [(case[:3], *case[3:]) for case in SPOILT])
def test_each_problem_is_told_in_vietnamese_at_its_line(
    tmp_path: Path, change: tuple[str, str, str], line: int, message: str
) -> None:
    problems = errors(written(tmp_path, change))
    assert any(p.file == change[0] and p.line == line and message in p.message for p in problems), problems
    assert not [p for p in problems for word in ENGLISH if word in p.message.lower()]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    changes = (
        ("edition.yaml", "year: 2020", "year: x"),
        ("edition.yaml", "email: p2@example.org", "email: p2"),
        ("edition.yaml", "weekday: thứ ba", "weekday: thứ tư"),
        ("edition.yaml", "timezone: Asia/Ho_Chi_Minh", "timezone: Asia/Cho_Lon"),
        ("rubric.yaml", "max: 3.5", "max: 3.7"),
        ("appendix.yaml", "kind: money", "kind: gold"),
        ("remarks.yaml", "      text: Thiếu số liệu\n", ""),
    )
    _, problems = examine(written(tmp_path, *changes))
    assert [(p.file, p.line) for p in problems] == [
        ("edition.yaml", 3),
        ("edition.yaml", 5),
        ("edition.yaml", 16),
        ("edition.yaml", 29),
        ("rubric.yaml", 13),
        ("rubric.yaml", 18),
        ("appendix.yaml", 6),
        ("remarks.yaml", 4),
    ]


def test_what_can_be_linted_is_linted_beside_what_is_refused(tmp_path: Path) -> None:
    changes = (
        ("edition.yaml", "email: p2@example.org", "email: p2"),
        ("edition.yaml", "weekday: thứ ba", "weekday: thứ tư"),
        ("rubric.yaml", "max: 3.5", "max: 3.7"),
        ("rubric.yaml", '- {code: "2", text: Tổ chức, max: 4, scorer: VP}', '- {code: "2", text: Tổ chức, mux: 4}'),
    )
    edition, problems = examine(written(tmp_path, *changes))
    assert edition is None
    places = [(p.file, p.line, p.severity) for p in problems]
    assert ("edition.yaml", 29, "warning") in places
    assert ("rubric.yaml", 18, "error") in places
    # The sums no longer tell anything once a criterion is refused: no error is made up.
    assert not [p for p in problems if "cộng lại" in p.message]


def test_a_file_that_is_no_yaml_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = written(tmp_path, ("edition.yaml", "body: Mặt trận", "body: 'A"), ("rubric.yaml", "max: 10", "max: '"))
    assert {problem.file for problem in errors(folder)} == {"edition.yaml", "rubric.yaml"}


def test_an_unreadable_rubric_is_one_problem_not_two(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "rubric.yaml").unlink()
    assert [str(problem).split(":")[0] for problem in errors(folder)] == ["rubric.yaml"]


def test_a_missing_folder_and_a_folder_without_edition_say_what_to_do(tmp_path: Path) -> None:
    (missing,) = errors(tmp_path / "nowhere")
    assert "không có thư mục này" in missing.message
    (empty,) = [p for p in errors(tmp_path) if p.file == "edition.yaml"]
    assert "không có tệp edition.yaml" in empty.message


def test_a_folder_name_that_cannot_be_a_code_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path).rename(tmp_path / "năm 2020")
    assert "tên thư mục 'năm 2020'" in errors(folder)[0].message


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "rubric.yaml").write_bytes(b"title: x\nmax: 1\nstep: \xff\n")
    assert ("rubric.yaml", 3) in [(p.file, p.line) for p in errors(folder) if "UTF-8" in p.message]


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "rubric.yaml").unlink()
    (folder / "rubric.yaml").mkdir()
    assert "không mở được tệp" in errors(folder)[0].message


@pytest.mark.parametrize("text", ["-----BEGIN " + "PRIVATE KEY-----", '{"private' + '_key": "x"}'])
def test_a_key_lying_in_the_folder_stops_everything(tmp_path: Path, text: str) -> None:
    folder = written(tmp_path)
    (folder / "secrets").mkdir()
    (folder / "secrets" / "account.json").write_text(f"\n{text}\n", encoding="utf-8")
    (problem,) = errors(folder)
    assert (problem.file, problem.line) == ("secrets/account.json", 2)
    assert text not in problem.message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_file_ends_in_anything_but_problems(tmp_path: Path, data: st.DataObject) -> None:
    """Cut a line out or put noise in: the edition loads, or ConfigError tells Vietnamese problems with real lines."""
    lines = RUBRIC.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    noise = data.draw(st.sampled_from(["", "x", "- x", "x: [", "max: {a: 1}", "code: true", "  criteria: 3", "\u0000"]))
    lines[at : at + data.draw(st.integers(0, 2))] = [noise]
    folder = written(tmp_path)
    (folder / "rubric.yaml").write_text("\n".join(lines), encoding="utf-8")
    _, problems = examine(folder)
    assert all(1 <= p.line <= len(lines) + 1 for p in problems if p.file == "rubric.yaml")
    assert not [p for p in problems for word in ENGLISH if word in p.message.lower()]
