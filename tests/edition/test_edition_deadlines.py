"""What deadlines close and who is given longer: what `check` says where that cannot be meant."""

from pathlib import Path

import pytest
from tiny_edition import written

from sheetsync.edition import examine
from sheetsync.errors import ConfigProblem

E, X = "edition.yaml", "extensions.yaml"
BC, KT = "due: [unit]}", "    ends: 24/11/2020"
CLOSED = (E, BC, "due: [unit], closes: [report]}")
P1 = {"book": "P1", "part": "report", "until": "10/11/2020", "allowed_by": "Phó Chủ tịch", "because": "Bão"}


def told(folder: Path, *changes: tuple[str, str, str]) -> list[ConfigProblem]:
    return list(examine(written(folder, *changes))[1])


def with_extensions(folder: Path, *rows: dict[str, str], changes: tuple[tuple[str, str, str], ...] = (CLOSED,)) -> Path:
    edition = written(folder, *changes)
    lines = ["  - {" + ", ".join(f"{name}: {value}" for name, value in row.items()) + "}" for row in rows]
    (edition / X).write_text("\n".join(["extensions:", *lines, ""]), encoding="utf-8")
    return edition


def problems(folder: Path, *rows: dict[str, str]) -> list[tuple[int, str, str]]:
    return [(one.line, one.severity, one.message) for one in examine(with_extensions(folder, *rows))[1]]


def test_a_calendar_that_closes_and_an_extension_that_lengthens_are_in_order(tmp_path: Path) -> None:
    assert problems(tmp_path, P1) == []


def test_a_phase_may_close_nothing_and_a_part_may_be_closed_twice(tmp_path: Path) -> None:
    assert told(tmp_path) == []
    assert told(tmp_path, CLOSED, (E, KT, f"{KT}\n    closes: [report, agreed]")) == []


DEPARTMENTS_ONLY = (E, "highlights:", "collects: [unit, department]\nhighlights:")


@pytest.mark.parametrize(
    ("changes", "line", "message"),
    [
        (
            ((E, BC, "due: [unit], closes: [agreed]}"), DEPARTMENTS_ONLY),
            20,
            "khóa 'agreed', nhưng mục collects không có 'cluster'",
        ),
        (
            (CLOSED, (E, KT, f"{KT}\n    due: [unit]")),
            20,
            "'report' bị khóa sau ngày 07/11/2020, trước hạn nộp 24/11/2020",
        ),
        (((E, "highlights:", "reminders: {before: [3, 1, 3]}\nhighlights:"),), 32, "số ngày 3 ghi 2 lần"),
        (((E, "highlights:", "reminders: {after: [1, 1]}\nhighlights:"),), 32, "số ngày 1 ghi 2 lần"),
    ],
    ids=["not collected", "closed before it is due", "before twice", "after twice"],
)
def test_what_cannot_be_meant_is_doubted_at_its_line(
    tmp_path: Path, changes: tuple[tuple[str, str, str], ...], line: int, message: str
) -> None:
    found = told(tmp_path, *changes)
    assert [(one.line, one.severity) for one in found if message in one.message] == [(line, "warning")], found


@pytest.mark.parametrize(
    ("changed", "severity", "message"),
    [
        ({"book": "P9"}, "error", "không có bảng 'P9' để gia hạn"),
        ({"part": "points"}, "error", "bảng 'P1' không có phần 'points'; chọn: report, submission, answers"),
        ({"part": "answers"}, "warning", "không giai đoạn nào khóa 'answers' nên không cần gia hạn"),
        ({"book": "master", "part": "decisions"}, "warning", "không giai đoạn nào khóa 'decisions'"),
        ({"until": "07/11/2020"}, "error", "gia hạn đến 07/11/2020 không dài hơn hạn chung 07/11/2020"),
        ({"until": "31/11/2020"}, "error", "phải là ngày có thật"),
    ],
)
def test_an_extension_of_nothing_is_refused(
    tmp_path: Path, changed: dict[str, str], severity: str, message: str
) -> None:
    found = problems(tmp_path, {**P1, **changed})
    assert [(line, how) for line, how, said in found if message in said] == [(2, severity)], found


def test_an_extension_given_twice_is_doubted(tmp_path: Path) -> None:
    ((line, severity, message),) = problems(tmp_path, P1, {**P1, "until": "12/11/2020"})
    assert (line, severity) == (3, "warning")
    assert "chỉ ngày muộn nhất 12/11/2020 có hiệu lực" in message


def test_an_extension_of_a_book_that_is_not_collected_is_refused(tmp_path: Path) -> None:
    collects = (E, "year: 2020\n", "year: 2020\ncollects: [department, cluster]\n")
    edition = with_extensions(tmp_path, P1, changes=(collects,))
    assert "không có bảng 'P1' để gia hạn" in [one.message.split(";")[0] for one in examine(edition)[1]]


def test_where_units_cannot_be_read_no_extension_is_doubted_for_that(tmp_path: Path) -> None:
    """Whoever has mistyped a unit is told of that, not of what follows from it."""
    spoiled = (E, "  - code: P2\n", "  - code: P 2\n")
    edition = with_extensions(tmp_path, {**P1, "book": "P2"}, changes=(CLOSED, spoiled))
    messages = [one.message for one in examine(edition)[1]]
    assert messages
    assert not any("gia hạn" in message for message in messages)
