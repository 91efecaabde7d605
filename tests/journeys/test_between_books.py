"""What one book's people write reaches the others: questions, answers, bonus points, agreed points."""

from .office import Office

BONUS, AGREED = ("unit", "model", "points", "reason"), ("unit", "criterion", "points", "reason")


def propose(office: Office, department: str, no: int, *values: str) -> None:
    """Fill one row of a department's bonus proposals: unit, model, points, reason."""
    office.fill((department, "bonus", str(no), column, value) for column, value in zip(BONUS, values, strict=True))


def agree(office: Office, no: int, *values: str) -> None:
    """Fill one row of the cluster's agreed points: unit, criterion, points, reason."""
    office.fill(("C1", "agreed", str(no), column, value) for column, value in zip(AGREED, values, strict=True))


def test_a_question_reaches_the_ward_and_its_answer_reaches_the_department(published: Office) -> None:
    published.fill(
        (
            ("TG", "questions", "2", "unit", "Phường 4"),
            ("TG", "questions", "2", "criterion", "1.1"),
            ("TG", "questions", "2", "question", "Số liệu quý 3 lấy từ đâu?"),
        )
    )
    published.sync()
    asked = published.row("P4", "questions", "TG-2")
    assert (asked["department"], asked["criterion"]) == ("Bộ phận Tuyên giáo", "1.1")
    assert asked["question"] == "Số liệu quý 3 lấy từ đâu?"
    (finding,) = published.findings()
    assert (finding["code"], finding["unit"], finding["book"]) == ("question-unanswered", "P4", "P4")
    assert "P1" not in [row["unit"] for row in published.findings()]

    published.type("P4", "questions", "TG-2", "answer", "Từ sổ theo dõi của khu phố")
    published.sync()
    assert published.see("TG", "questions", "2", "answer") == "Từ sổ theo dõi của khu phố"
    assert published.codes() == ["question-unclosed"], "the department has still to say that it is clear"
    published.type("TG", "questions", "2", "closed", "có")
    published.sync()
    assert published.codes() == []
    assert published.sync()["requests"]["writes"] == 0


def test_an_answer_stays_beside_its_question_when_questions_come_and_go(published: Office) -> None:
    for number, unit in (("1", "P4"), ("2", "P4")):
        published.fill(
            (("TG", "questions", number, "unit", unit), ("TG", "questions", number, "question", f"Hỏi {number}"))
        )
    published.sync()
    published.type("P4", "questions", "TG-2", "answer", "Đáp 2")
    published.fill((("TG", "questions", "1", "unit", ""), ("TG", "questions", "1", "question", "")))
    published.fill((("VP", "questions", "1", "unit", "P4"), ("VP", "questions", "1", "question", "Hỏi thêm")))
    published.sync()
    assert published.row("P4", "questions", "TG-2")["question"] == "Hỏi 2"
    assert published.row("P4", "questions", "TG-2")["answer"] == "Đáp 2"
    assert published.row("P4", "questions", "VP-1")["question"] == "Hỏi thêm"
    assert published.row("P4", "questions", "VP-1")["answer"] == ""
    assert published.see("TG", "questions", "2", "answer") == "Đáp 2"
    assert "Hỏi 1" not in published.text("P4", "questions")


def test_bonus_points_are_registered_counted_up_to_the_cap_and_the_rest_is_shown(published: Office) -> None:
    propose(published, "TG", 1, "Phường 4", "Mô hình 1", "3,5", "Hiệu quả")
    propose(published, "VP", 1, "p4", "Mô hình 2", "2,5", "Hiệu quả")
    propose(published, "VP", 2, "Phường 10", "Mô hình 3", "1", "Hiệu quả")
    published.sync()
    assert (published.standing("P4")["bonus"], published.standing("P4")["total"]) == ("5", "26")
    first, second = published.row("master", "bonus", "TG-1"), published.row("master", "bonus", "VP-1")
    assert (first["unit"], first["department"], first["model"]) == ("Phường 4", "Bộ phận Tuyên giáo", "Mô hình 1")
    assert (first["points"], first["counted"], first["overflow"]) == ("3,50", "3,50", "0,00")
    assert (second["points"], second["counted"], second["overflow"]) == ("2,50", "1,50", "1,00")
    assert published.see("master", "ranking", "P10", "bonus") == "1,00"
    assert published.codes() == ["bonus-over-cap"]


def test_the_committee_decides_on_bonus_and_is_told_when_the_proposal_changes_afterwards(published: Office) -> None:
    propose(published, "TG", 1, "Phường 4", "Mô hình 1", "3", "Hiệu quả")
    published.sync()
    published.type("master", "bonus", "TG-1", "decided", "2")
    published.type("master", "bonus", "TG-1", "decided_reason", "Chưa nhân rộng")
    published.sync()
    decided = published.row("master", "bonus", "TG-1")
    assert (decided["counted"], decided["decided_on"].split(" · ")[0]) == ("2,00", "đề xuất 3 điểm cho Phường 4")
    assert published.sync()["requests"]["writes"] == 0

    propose(published, "TG", 1, "Phường 4", "Mô hình 1", "1", "Hiệu quả")
    published.sync()
    assert published.row("master", "bonus", "TG-1")["counted"] == "2,00", "a decision never moves by itself"
    assert published.row("master", "bonus", "TG-1")["decided_on"] == decided["decided_on"]
    assert published.codes() == ["bonus-decision-stale"]
    published.type("master", "bonus", "TG-1", "decided_reason", "Đã xem lại, giữ nguyên")
    published.sync()
    assert published.codes() == []


def test_a_decision_on_a_total_is_stale_once_a_figure_beneath_it_changes(published: Office) -> None:
    published.type("master", "ranking", "P4", "agreed_band", "Tốt")
    published.type("master", "ranking", "P4", "reason", "Thống nhất")
    published.sync()
    kept = published.row("master", "ranking", "P4")["decided_on"]
    assert kept.startswith(published.row("master", "ranking", "P4")["basis"])
    agree(published, 1, "P4", "1.1", "5", "Thiếu hồ sơ")
    published.sync()
    assert "decision-stale" in published.codes()
    row = published.row("master", "ranking", "P4")
    assert row["decided_on"] == kept
    assert "Quyết định dựa trên số cũ" in row["state"]
    assert published.sync()["requests"]["writes"] == 0


def test_a_proposal_without_model_or_reason_is_registered_but_not_counted(published: Office) -> None:
    propose(published, "TG", 1, "P4", "Mô hình 1", "2", "")
    assert published.run("sync").code == 1
    assert published.standing("P4")["bonus"] == "0"
    assert published.row("master", "bonus", "TG-1")["counted"] == "0,00"
    (finding,) = published.findings()
    assert (finding["code"], finding["unit"]) == ("bonus-incomplete", "P4")
    assert "lý do" in finding["message"]


def test_points_agreed_at_the_inspection_override_the_department_s_if_a_reason_is_given(published: Office) -> None:
    agree(published, 1, "Phường 4", "1.1", "7", "Hồ sơ thiếu hai cuộc")
    agree(published, 2, "P1", "1.1", "9", "")
    assert published.run("sync").code == 1
    assert published.standing("P4")["total"] == "19.5"
    assert published.standing("P1")["total"] == "23.75"
    row = published.row("master", "detail", "P4/1.1")
    assert (row["department"], row["cluster"], row["points"]) == ("8,50", "7,00", "7,00")
    ranking = published.row("master", "ranking", "P4")
    assert (ranking["department"], ranking["agreed"]) == ("21,00", "19,50")
    (finding,) = published.findings()
    assert (finding["code"], finding["unit"]) == ("agreed-incomplete", "P1")


def test_two_agreed_figures_for_one_criterion_count_for_nothing_until_one_is_left(published: Office) -> None:
    agree(published, 1, "P4", "1.1", "7", "Lần một")
    agree(published, 2, "P4", "1.1", "6", "Lần hai")
    published.sync()
    assert published.standing("P4")["total"] == "21"
    assert published.codes() == ["agreed-twice"]


def test_the_cluster_s_band_and_the_committee_s_own_reach_the_ranking(published: Office) -> None:
    published.fill((("C1", "reports", "P4", "band", "Xuất sắc"),))
    published.sync()
    row = published.row("master", "ranking", "P4")
    assert (row["band"], row["cluster_band"]) == ("Tốt", "Xuất sắc")
    assert published.standing("P4")["band"] == "Tốt"


def test_figures_highlights_and_remedies_of_all_wards_are_gathered_in_the_master(published: Office) -> None:
    row = published.row("master", "figures", "S2")
    assert (row["sum"], row["given"], row["P4"]) == ("170,0", "4", "42,5")
    assert published.row("master", "highlights", "P10/MH")["content"] == "Mô hình của P10"
    assert published.row("master", "remedies", "P4/NX1")["result"] == "Nộp đúng hạn"
    assert published.row("master", "progress", "P4")["complete"] == "8/8 ô"
    assert "Bản công bố số 1, lúc 08g00 ngày 05/11/2020" in published.text("master", "ranking")
    assert "08g00 ngày 05/11/2020" in published.row("master", "log", "1")["when"]
