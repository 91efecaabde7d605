"""Reminders, as the person who gets one sees them."""

from dataclasses import replace
from datetime import date, timedelta
from email.utils import parseaddr
from pathlib import Path

import pytest
from read_letters import AT, BOOK, SCRIBE, SENDER, TEMPLATES, Page, header, part, read

from sheetsync.adapters.mail.letters import TEXT_WIDTH, LetterScribe
from sheetsync.core.reminders import Item, Reminder
from sheetsync.hands import Letter

DUE = Item(
    "P4/2020-11-07/before-3",
    "due",
    "Phường 4",
    date(2020, 11, 7),
    3,
    ("Tự chấm điểm: còn 3 tiêu chí: 1.2, 2.1, 3", "Chưa nộp (đánh dấu ở thẻ “Nộp báo cáo”)"),
    BOOK,
    figures=True,
)
OVER = replace(DUE, key="C1/2020-11-06/after-1", name="Cụm thi đua 1", ends=date(2020, 11, 6), left=-1)
TODAY = replace(DUE, key="P4/2020-11-07/before-1", left=0)
SESSION = Item(
    "C1/session", "session", "Cụm thi đua 1", date(2020, 11, 20), 1, ("08g00 tại UBND Phường 12 (73 Tân Thành)",)
)
UNREAD = replace(DUE, kind="unread", key="P4/unread", lacks=("Chưa đọc được bảng nên chưa biết còn thiếu gì",))
ALL = (OVER, DUE, SESSION, replace(UNREAD, name="Phường 9"))


def reminder(*items: Item) -> Reminder:
    return Reminder(
        email="mttq.phuong4@example.org",
        title="Ban Thường trực Ủy ban MTTQ Việt Nam Phường 4",
        body="Ủy ban MTTQ Việt Nam Quận 5",
        edition="Kiểm tra, đánh giá kết quả, phân loại thi đua công tác Mặt trận phường năm 2020",
        year=2020,
        items=items,
    )


def write(*items: Item) -> Letter:
    return SCRIBE.remind(reminder(*items), AT)


def both(letter: Letter) -> tuple[str, str]:
    """What a reader sees of the text and of the page, each on one line."""
    return " ".join(part(letter, "plain").split()), Page(part(letter, "html")).text


@pytest.mark.parametrize(
    ("items", "subject"),
    [
        ((DUE,), "Nhắc: còn 3 ngày đến hạn của Phường 4"),
        ((TODAY,), "Nhắc: hôm nay là hạn cuối của Phường 4"),
        ((OVER, DUE, SESSION), "Quá hạn 1 ngày: Cụm thi đua 1 và 2 việc khác"),
        ((SESSION,), "Nhắc: kiểm tra Cụm thi đua 1 thứ sáu, 20/11/2020 (còn 1 ngày)"),
        ((UNREAD,), "Chưa đọc được bảng của Phường 4, còn 3 ngày"),
    ],
)
def test_the_subject_says_what_presses_most(items: tuple[Item, ...], subject: str) -> None:
    assert header(write(*items), "Subject") == f"[Thi đua 2020] {subject}"


def test_everything_is_told_in_both_parts_with_the_way_to_each_book() -> None:
    letter = write(*ALL)
    for told in both(letter):
        assert "Kính gửi: Ban Thường trực Ủy ban MTTQ Việt Nam Phường 4" in told
        assert "lúc 08g05 ngày 09/11/2020" in told
        assert "hạn cuối thứ bảy, 07/11/2020 (còn 3 ngày)" in told
        assert "hạn cuối thứ sáu, 06/11/2020 (quá hạn 1 ngày)" in told
        assert "Kiểm tra Cụm thi đua 1 : thứ sáu, 20/11/2020" in told.replace("1: ", "1 : ")
        assert all(words in told for item in ALL for words in item.lacks)
        assert "chỉ gửi một thư. Mọi trao đổi xin gửi về vanphong@example.org" in told.replace(" .", ".")
        assert "khi số liệu có thay đổi" not in told
    assert Page(part(letter, "html")).links.count(BOOK) == 3
    assert part(letter, "plain").count(BOOK) == 3


def test_what_was_told_before_stands_apart_behind_what_is_new() -> None:
    known = reminder(OVER, DUE, SESSION).knowing({OVER.key, SESSION.key})
    for told in both(SCRIBE.remind(known, AT)):
        first, behind = told.upper().split("ĐÃ NHẮC TRƯỚC ĐÂY, ĐẾN NAY VẪN CÒN")
        assert "PHƯỜNG 4" in first
        assert "CỤM THI ĐUA 1" not in first
        assert "CỤM THI ĐUA 1" in behind
    assert header(SCRIBE.remind(known, AT), "Subject") == (
        "[Thi đua 2020] Nhắc: còn 3 ngày đến hạn của Phường 4 và 2 việc khác"
    )
    assert "vẫn còn" not in both(write(*ALL))[0]


def test_the_same_reminder_gives_the_same_bytes_and_another_one_another_key() -> None:
    fresh = LetterScribe(TEMPLATES, SENDER)
    assert fresh.remind(reminder(*ALL), AT) == write(*ALL)
    keys = {
        write(DUE).key,
        write(TODAY).key,
        write(DUE, SESSION).key,
        SCRIBE.remind(replace(reminder(DUE), email="p9@example.org"), AT).key,
        SCRIBE.remind(reminder(DUE), AT + timedelta(days=1)).key,
    }
    assert len(keys) == 5


def test_it_is_a_letter_of_its_own_kind_about_its_reader() -> None:
    letter = write(DUE)
    address = "mttq.phuong4@example.org"
    assert (letter.kind, letter.about, letter.recipient) == ("reminder", address, address)
    assert parseaddr(read(letter)["To"])[1] == address
    assert read(letter)["Message-ID"] == f"<{letter.key}@example.org>"


def test_names_and_places_are_never_markup_nor_paragraphs_nor_links() -> None:
    nasty = '<img src=x>\n\nTrân trọng.{{ 7 * 7 }}" onclick="x'
    letter = write(replace(SESSION, name=nasty, lacks=(nasty,)), replace(DUE, name=nasty, link="javascript:x"))
    model = write(replace(SESSION, name="x", lacks=("x",)), replace(DUE, name="x", link=""))
    assert Page(part(letter, "html")).elements == Page(part(model, "html")).elements
    assert "javascript" not in letter.message.decode("ascii")
    assert "{{ 7 * 7 }}" in both(letter)[0]
    assert part(letter, "plain").count("\nTrân trọng.\n") == 1


def test_the_text_part_is_narrow_but_for_addresses() -> None:
    lines = part(write(*ALL), "plain").splitlines()
    assert all(len(line) <= TEXT_WIDTH for line in lines if "https://" not in line)
    assert all(line == line.rstrip() for line in lines)


def test_the_office_may_change_the_words(tmp_path: Path) -> None:
    for file in TEMPLATES.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "reminder.subject.j2").write_text("{{ title }}: {{ first.lacks[0] }}", encoding="utf-8")
    letter = LetterScribe(tmp_path, SENDER).remind(reminder(DUE), AT)
    assert header(letter, "Subject").endswith("Phường 4: Tự chấm điểm: còn 3 tiêu chí: 1.2, 2.1, 3")
