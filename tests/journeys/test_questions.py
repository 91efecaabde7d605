"""Departments and wards talk through the books: questions, last year's remarks, the length of highlights, progress."""

from .office import Office, part
from .small_town import Keys

REMARK = ("text: Báo cáo còn chậm}", "text: Báo cáo còn chậm, judge: VP}")


def question(no: str, unit: str, criterion: str, words: str, *, by: str = "TG") -> tuple[Keys, ...]:
    """What a department types to ask."""
    cells = (("unit", unit), ("criterion", criterion), ("question", words))
    return tuple((by, "questions", no, column, value) for column, value in cells if value)


def at(office: Office, day: str) -> None:
    office.moment = f"08g00 ngày {day}/11/2020"


def test_a_question_is_asked_answered_and_closed(published: Office) -> None:
    published.fill(question("1", "Phường 4", "1.1", "Số cuộc ở khu phố 4?"))
    published.sync()
    where = "TG-1: Số cuộc ở khu phố 4? → trả lời ở thẻ “Giải trình”, dòng TG-1"
    assert published.see("P4", "self", "1.1", "asked") == where
    row = published.row("P4", "questions", "TG-1")
    assert (row["text"], row["state"]) == ("Tuyên truyền", "chờ trả lời")

    published.type("P4", "questions", "TG-1", "answer", "12 cuộc, có biên bản")
    published.sync()
    assert published.see("P4", "self", "1.1", "asked") == "TG-1: Số cuộc ở khu phố 4? (đã trả lời)"
    assert published.see("P4", "questions", "TG-1", "state") == "đã trả lời, chờ bộ phận xem"
    assert published.see("TG", "questions", "1", "answer") == "12 cuộc, có biên bản"
    assert "đã trả lời câu hỏi TG-1" in published.text("TG", "feedback")

    published.type("TG", "questions", "1", "closed", "có")
    published.sync()
    assert published.see("P4", "self", "1.1", "asked") == ""
    row = published.row("P4", "questions", "TG-1")
    assert (row["answer"], row["state"]) == ("12 cuộc, có biên bản", "đã khép")
    assert "TG-1" not in published.text("master", "questions")
    assert published.codes() == []


def test_a_question_in_other_words_or_taken_back_stays_beside_its_answer(published: Office) -> None:
    published.fill((*question("1", "P4", "1.1", "Bao nhiêu cuộc?"), *question("2", "P4", "1.2", "Ai dự thi?")))
    published.sync("--no-mail")
    published.type("P4", "questions", "TG-1", "answer", "12 cuộc")
    published.type("P4", "questions", "TG-2", "answer", "Khu phố 3")
    published.sync("--no-mail")
    published.fill((*question("1", "P4", "1.1", "Biên bản ở đâu?"), ("TG", "questions", "2", "unit", "Phường 1")))
    published.sync("--no-mail")
    told = [published.row("P4", "questions", code) for code in ("TG-1", "TG-2", "TG-1.2")]
    assert [(one["department"], one["question"], one["answer"], one["state"]) for one in told] == [
        ("Bộ phận Tuyên giáo", "Bao nhiêu cuộc?", "12 cuộc", "câu hỏi đã sửa, xem dòng TG-1.2"),
        ("Bộ phận Tuyên giáo", "Ai dự thi?", "Khu phố 3", "câu hỏi đã rút"),
        ("Bộ phận Tuyên giáo", "Biên bản ở đâu?", "", "chờ trả lời"),
    ]
    assert published.see("P1", "questions", "TG-2", "state") == "chờ trả lời"
    assert published.sync("--no-mail")["requests"]["writes"] == 0


def test_the_master_tells_how_old_an_open_question_is_and_a_second_run_that_day_writes_nothing(
    published: Office,
) -> None:
    at(published, "05")
    published.fill(question("1", "P4", "1.1", "Vì sao?"))
    published.sync()
    shown = published.row("master", "questions", "TG-1")
    assert (shown["since"], shown["age"], shown["state"]) == ("05/11/2020", "0", "chờ trả lời")
    published.moment = "17g00 ngày 05/11/2020"
    assert published.sync()["cells_changed"] == 0
    at(published, "07")
    published.sync()
    shown = published.row("master", "questions", "TG-1")
    assert (shown["since"], shown["age"]) == ("05/11/2020", "2")
    assert published.sync()["cells_changed"] == 0
    published.fill(question("2", "P4", "2.1", "Bao giờ?"))
    published.sync()
    assert published.see("master", "questions", "TG-2", "age") == "0"


def test_a_run_that_only_looks_makes_no_question_older(published: Office) -> None:
    at(published, "05")
    published.fill(question("1", "P4", "1.1", "Vì sao?"))
    published.run("sync", "--dry-run")
    at(published, "06")
    published.sync()
    assert published.see("master", "questions", "TG-1", "since") == "06/11/2020"


def test_what_a_department_asks_is_never_a_formula_beside_the_criterion(published: Office) -> None:
    published.fill(question("1", "P4", "1.1", "'=1+1"))
    published.sync()
    assert str(published.holds("P4", "self", "1.1", "asked")).startswith("TG-1: =1+1 →")


def test_what_a_ward_typed_where_questions_show_stays_and_is_a_finding(published: Office) -> None:
    published.type("P4", "self", "1.1", "asked", "Phường ghi nhầm vào đây")
    published.fill(question("1", "P4", "1.1", "Vì sao?"))
    published.sync()
    assert published.see("P4", "self", "1.1", "asked") == "Phường ghi nhầm vào đây"
    assert "cell-ours-changed" in published.codes()
    assert published.see("P4", "questions", "TG-1", "question") == "Vì sao?"


def test_a_remark_of_last_year_is_answered_with_evidence_and_judged(office: Office) -> None:
    office.configure("remarks.yaml", *REMARK)
    assert office.run("provision").code == 0
    told: tuple[Keys, ...] = (
        ("P4", "remedies", "NX1", "action", "Đã phân công người theo dõi"),
        ("P4", "remedies", "NX1", "result", "Nộp đúng hạn"),
    )
    office.fill(told)
    office.sync()
    assert {"remedy-without-evidence", "remedy-unjudged"} <= set(office.codes())
    office.type("P4", "remedies", "NX1", "evidence", "Sổ theo dõi")
    office.sync()
    assert "remedy-without-evidence" not in office.codes()
    row = office.row("VP", "verdicts", "P4/NX1")
    assert [row[name] for name in ("action", "result", "evidence")] == [
        *("Đã phân công người theo dõi", "Nộp đúng hạn", "Sổ theo dõi"),
    ]
    verdict = (("verdict", "khắc phục một phần"), ("note", "Quý III còn trễ"))
    office.fill(("VP", "verdicts", "P4/NX1", column, value) for column, value in verdict)
    office.sync()
    assert "remedy-unjudged" not in office.codes()
    assert office.see("P4", "remedies", "NX1", "verdict") == "khắc phục một phần: Quý III còn trễ"
    row = office.row("master", "remedies", "P4/NX1")
    assert (row["evidence"], row["department"], row["verdict"], row["note"]) == (
        *("Sổ theo dõi", "Văn phòng", "khắc phục một phần", "Quý III còn trễ"),
    )


def test_the_sheet_counts_words_and_warns_beyond_the_limit(published: Office) -> None:
    assert [published.see("P4", "highlights", key, "words") for key in ("MH", "CT19", "TONG")] == ["8", "", "8"]
    published.type("P4", "highlights", "CT19", "content", "chữ " * 93)
    published.sync()
    assert [published.see("P4", "highlights", key, "words") for key in ("MH", "CT19", "TONG")] == ["8", "93", "101"]
    (cell,) = (one["cell"] for one in published.findings() if one["code"] == "highlights-too-long")
    assert cell == published.address("P4", "highlights", "CT19", "content")
    assert "TONG" not in published.text("master", "highlights")


def test_progress_counts_wards_by_cluster_and_in_all(published: Office) -> None:
    published.type("P2", "self", "3", "points", "")
    published.type("P2", "self", "3", "judgement", "")
    published.sync()
    assert published.row("master", "progress", "Cộng C2") == {
        "key": "Cộng C2", "name": "Cụm 2: 2 phường", "state": "2/2", "expected": "2 phường", "received": "2/2",
        "complete": "1/2", "on_time": "1/2", "evidence": "1/2", "findings": "1",
    }  # fmt: skip
    assert published.see("master", "progress", "Tổng cộng", "complete") == "3/4"
    assert published.see("master", "progress", "P2", "complete") == "6/7 ô"
    assert published.see("master", "progress", "P2", "evidence") == "4/5 tiêu chí"
    assert published.sync()["cells_changed"] == 0


def test_a_letter_says_how_much_waits_for_an_answer(published: Office) -> None:
    published.fill((*question("1", "P4", "1.1", "Vì sao?"), *question("2", "P4", "2.1", "Bao giờ?")))
    published.sync()
    letters = [part(letter, "plain") for name, letter in published.letters.items() if name.startswith("unit-P4-")]
    assert sorted("Câu hỏi chờ trả lời: 2" in letter for letter in letters) == [False, True], "before, and after"
