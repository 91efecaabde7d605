"""A report's way through the year: ticked, received, agreed, decided; changed in between, and taken anew."""

from .office import Office, part

STATE = "Đã nộp lúc 08g00 ngày 05/11/2020"
CHANGE = "Tự chấm điểm, 1.1: Điểm tự chấm: “9,5” → “9”"


def steps(office: Office) -> tuple[str, str]:
    """How far Phường 1 is, as the master and the cluster's book show it."""
    return office.see("master", "ranking", "P1", "step"), office.see("C1", "reports", "P1", "step")


def submission(office: Office) -> tuple[str, str]:
    row = office.row("P1", "submission", "NOP")
    return row["state"], row["changes"]


def put_back(office: Office) -> list[tuple[str, str]]:
    return [(one["book"], one["cell"]) for one in office.findings() if one["code"] == "step-put-back"]


def submit(office: Office, note: str = "") -> None:
    office.type("P1", "submission", "NOP", "done", "có")
    office.type("P1", "submission", "NOP", "note", note)
    office.sync("--no-mail")


def test_a_ward_submits_and_sees_that_it_has(filled: Office) -> None:
    filled.type("C1", "reports", "P1", "received", "")
    filled.sync("--no-mail")
    assert submission(filled) == ("Chưa nộp", "")
    submit(filled)
    assert submission(filled) == (STATE, "")
    assert steps(filled) == ("Đã nộp", "Đã nộp")
    filled.type("C1", "reports", "P1", "received", "có")
    filled.sync("--no-mail")
    assert submission(filled) == (f"{STATE}; đang xét", "")


def test_a_day_later_nothing_of_it_is_written_again(filled: Office) -> None:
    submit(filled)
    before = filled.everything()
    filled.moment = "09g30 ngày 06/11/2020"
    filled.sync("--no-mail")
    assert filled.everything() == before
    assert submission(filled)[0].startswith(STATE)


def test_a_changed_report_is_put_back_told_by_letter_and_submitted_again(filled: Office) -> None:
    submit(filled)
    filled.type("P1", "self", "1.1", "points", "9")
    filled.moment = "09g30 ngày 06/11/2020"
    filled.sync()
    assert submission(filled) == ("Đã nộp nhưng có thay đổi sau khi nộp: ghi lại ghi chú để nộp lại", CHANGE)
    assert set(steps(filled)) == {"Đang điền, lùi từ “Đang xét” vì 1 thay đổi"}
    assert put_back(filled) == [("P1", "D4"), ("C1", "F4")]
    assert CHANGE in " ".join(part(filled.letter("unit-P1"), "plain").split())
    assert CHANGE in filled.text("P1", "feedback")
    again = filled.sync()
    assert (again["cells_changed"], again["letters_sent"]) == (0, 0)
    submit(filled, "nộp lại ngày 06/11/2020")
    assert submission(filled) == ("Đã nộp lúc 09g30 ngày 06/11/2020", "")
    assert put_back(filled) == [("C1", "F4")]
    filled.type("C1", "reports", "P1", "remarks", "Đã xem lại")
    filled.sync("--no-mail")
    assert (put_back(filled), steps(filled)[0]) == ([], "Đang xét")


def test_the_old_figure_makes_every_step_hold_again(filled: Office) -> None:
    submit(filled)
    filled.type("P1", "self", "1.1", "points", "9")
    filled.sync("--no-mail")
    assert put_back(filled) != []
    filled.type("P1", "self", "1.1", "points", "9,5")
    filled.sync("--no-mail")
    assert (put_back(filled), submission(filled)) == ([], (f"{STATE}; đang xét", ""))


def test_what_was_agreed_is_put_back_by_a_departments_figure_and_decided_by_the_committee(filled: Office) -> None:
    filled.type("C1", "reports", "P1", "agreed", "có")
    filled.sync("--no-mail")
    assert steps(filled) == ("Đã thống nhất", "Đã thống nhất")
    filled.type("TG", "points", "P1", "1.1", "9")
    filled.sync("--no-mail")
    assert steps(filled)[0] == "Đang xét, lùi từ “Đã thống nhất” vì 1 thay đổi"
    assert put_back(filled) == [("C1", "H4")]
    filled.type("C1", "reports", "P1", "judgement", "Thống nhất theo điểm mới")
    filled.sync("--no-mail")
    assert steps(filled)[0] == "Đã thống nhất"
    filled.type("master", "ranking", "P1", "agreed_points", "23")
    filled.type("master", "ranking", "P1", "reason", "Thống nhất")
    filled.sync("--no-mail")
    assert steps(filled) == ("Đã quyết định", "Đã quyết định")


def test_a_rehearsed_run_remembers_no_step(filled: Office) -> None:
    filled.type("P1", "submission", "NOP", "done", "có")
    filled.sync("--dry-run")
    filled.moment = "09g30 ngày 06/11/2020"
    filled.sync("--no-mail")
    assert submission(filled)[0].startswith("Đã nộp lúc 09g30 ngày 06/11/2020")
