"""Letters, as the person who gets one and the program that carries it see them."""

import subprocess
import sys
import unicodedata
from dataclasses import fields, replace
from datetime import timedelta
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read_letters import AT, BOOK, KINDS, LINES, ROWS, SENDER, TEMPLATES, Page, empty, full, header, part, read, write

from sheetsync.adapters.mail.letters import TEXT_WIDTH, LetterScribe
from sheetsync.core.digest import Digest, Line, Row
from sheetsync.errors import SheetsyncError
from sheetsync.hands import Scribe


def test_it_is_what_the_job_asks_for() -> None:
    scribe: Scribe = LetterScribe(TEMPLATES, SENDER)
    assert scribe.write(full("unit"), "hash", None, AT).recipient == "mttq.phuong4@example.org"


class TestMessage:
    def test_it_carries_what_a_mail_must(self) -> None:
        letter = write(full("unit"))
        message = read(letter)
        assert parseaddr(message["From"])[1] == "vanphong@example.org"
        assert parseaddr(message["To"])[1] == "mttq.phuong4@example.org"
        assert message["Date"].datetime == AT
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Message-ID"] == f"<{letter.key}@example.org>"
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert (letter.kind, letter.about) == ("unit", "P4")

    def test_it_is_seven_bit_with_network_line_ends(self) -> None:
        message = write(full("unit")).message
        assert message.isascii()
        assert b"\n" not in message.replace(b"\r\n", b"")
        assert max(map(len, message.split(b"\r\n"))) <= 78

    def test_titles_arrive_letter_by_letter(self) -> None:
        titles = (
            "Phó Chủ tịch, Trưởng đoàn kiểm tra Cụm thi đua 1",
            "Ban Thường trực Ủy ban MTTQ Việt Nam Phường 10, Quận 5, Thành phố Hồ Chí Minh và các đơn vị trực thuộc",
            "Office, plain ASCII (5)",
        )
        for title in titles:
            letter = write(replace(full("unit"), title=title, name=title))
            raw: Message = BytesParser(policy=policy.compat32).parsebytes(letter.message)
            assert str(make_header(decode_header(parseaddr(raw["To"])[0]))) == title
            assert header(letter, "Subject").startswith(f"[Thi đua 2020] {title}: ")

    def test_the_same_arguments_give_the_same_bytes(self) -> None:
        for kind in KINDS:
            assert write(full(kind), templates=TEMPLATES) == write(full(kind), templates=TEMPLATES)

    def test_another_process_gives_the_same_bytes(self) -> None:
        program = (
            "import sys; sys.path.insert(0, sys.argv[1]); import read_letters as t;"
            "sys.stdout.buffer.write(t.write(t.full('committee')).message)"
        )
        here = str(Path(__file__).parent)
        done = subprocess.run([sys.executable, "-c", program, here], check=True, capture_output=True)  # noqa: S603 - our own program
        assert done.stdout == write(full("committee")).message

    def test_every_argument_makes_another_key(self) -> None:
        scribe = LetterScribe(TEMPLATES, SENDER)
        digest = full("unit")
        keys = {
            scribe.write(digest, "hash", None, AT).key,
            scribe.write(digest, "other", None, AT).key,
            scribe.write(digest, "hash", "previous", AT).key,
            scribe.write(digest, "hash", None, AT + timedelta(days=1)).key,
            scribe.write(replace(digest, about="P9"), "hash", None, AT).key,
            scribe.write(replace(digest, email="p9@example.org"), "hash", None, AT).key,
            scribe.write(replace(full("cluster"), about="P4"), "hash", None, AT).key,
        }
        assert len(keys) == 7

    @pytest.mark.parametrize(
        "email", ["x", "a b@example.org", "a@example.org\r\nBcc: b@example.org", "phường@x.vn", ""]
    )
    def test_an_address_that_is_none_is_named(self, email: str) -> None:
        with pytest.raises(SheetsyncError, match="không dùng được") as stop:
            write(replace(full("unit"), email=email))
        assert "\n" not in stop.value.sentence


class TestWords:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_full_digest_is_told_whole_in_both_parts(self, kind: str) -> None:
        digest = full(kind)
        letter = write(digest)
        text, page = " ".join(part(letter, "plain").split()), Page(part(letter, "html"))
        told = [digest.title, "08g05 ngày 09/11/2020", "57/60 ô", "Quá hạn 08/11/2020", *digest.missing]
        told += [word for line in digest.lines for word in (line.place, line.message, line.advice)]
        if kind in ("unit", "cluster", "committee"):
            told += [figure for row in digest.rows for figure in (row.total, row.self_points, row.band)]
            told += [row.state for row in digest.rows if row.state != "Đủ"]  # what is complete needs no remark
        for words in told:
            assert words in text
            assert words in page.text
        links = [line.link for line in digest.lines if line.link]
        assert [link for link in page.links if "#" in link] == sorted(links, key=lambda link: "C9" in link)
        assert all(link in text for link in [*links, digest.book_link])

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_empty_digest_is_a_letter_too(self, kind: str) -> None:
        letter = write(empty(kind))
        assert "Kính gửi: Ban Thường trực" in part(letter, "plain")
        assert Page(part(letter, "html")).links == ["mailto:vanphong@example.org"]
        assert header(letter, "Subject").startswith("[Thi đua 2020] ")
        assert "http" not in part(letter, "plain")

    @pytest.mark.parametrize(
        ("digest", "subject"),
        [
            (full("unit"), "Phường 4: 2 nội dung phải sửa, 1 nội dung cần xem lại"),
            (replace(full("unit"), lines=LINES[1:]), "Phường 4: 2 nội dung phải sửa"),
            (replace(full("unit"), lines=LINES[:1]), "Phường 4: 1 nội dung cần xem lại"),
            (empty("unit"), "Phường 4: không còn nội dung phải sửa"),
            (full("department"), "Phường 4: còn 1 phường chưa chấm đủ, 2 nội dung phải sửa"),
            (empty("department"), "Phường 4: đã chấm đủ các phường"),
            (full("cluster"), "Phường 4: kết quả 3 phường, 2 nội dung phải sửa"),
            (replace(full("cluster"), lines=LINES[:1]), "Phường 4: kết quả 3 phường, 1 nội dung cần xem lại"),
            (full("committee"), "Kết quả tổng hợp 3 phường, đã điền: 57/60 ô"),
            (full("office"), "Tổng hợp ngày 09/11/2020, đã điền: 57/60 ô"),
        ],
    )
    def test_the_subject_says_what_awaits(self, digest: Digest, subject: str) -> None:
        assert header(write(digest), "Subject") == f"[Thi đua 2020] {subject}"

    def test_the_gravest_findings_come_first(self) -> None:
        text = part(write(full("unit")), "plain")
        assert text.index("PHẢI SỬA (2)") < text.index("ô D12") < text.index("ô D31") < text.index("CẦN XEM (1)")

    def test_a_severity_the_catalogue_does_not_know_is_still_told(self) -> None:
        letter = write(replace(full("unit"), lines=(replace(LINES[0], severity="Khác"),)))
        assert "KHÁC (1)" in part(letter, "plain")
        assert "Khác (1)" in Page(part(letter, "html")).text

    def test_a_unit_with_nothing_left_is_thanked(self) -> None:
        letter = write(replace(full("unit"), lines=()))
        assert "Trân trọng cảm ơn Ban Thường trực" in part(letter, "plain")
        assert "Trân trọng cảm ơn" not in part(write(full("unit")), "plain")

    def test_a_unit_that_has_not_filled_everything_is_told_so_and_not_thanked(self) -> None:
        letter = write(replace(full("unit"), lines=(), complete=False))
        for words in (" ".join(part(letter, "plain").split()), Page(part(letter, "html")).text):
            assert "chưa điền đủ" in words
            assert "Trân trọng cảm ơn" not in words
        assert header(letter, "Subject").endswith("Phường 4: chưa điền đủ")

    @pytest.mark.parametrize("kind", ["unit", "department", "cluster"])
    def test_nobody_is_asked_to_type_where_everything_is_closed(self, kind: str) -> None:
        closed = tuple(replace(line, can_be_mended=False) for line in LINES)
        for lines, asked in ((LINES, True), ((*closed[1:], LINES[0]), True), (closed, False)):
            letter = write(replace(full(kind), lines=lines))
            for words in (" ".join(part(letter, "plain").split()), Page(part(letter, "html")).text):
                assert ("Sửa xong không cần trả lời" in words) is asked

    @pytest.mark.parametrize("kind", ["unit", "department", "cluster"])
    @pytest.mark.parametrize("lines", [(), LINES], ids=["nothing", "something"])
    def test_of_a_book_that_could_not_be_read_nothing_good_is_said(self, kind: str, lines: tuple[Line, ...]) -> None:
        letter = write(replace(full(kind), unread=True, lines=lines))
        for words in (part(letter, "plain"), Page(part(letter, "html")).text):
            told = " ".join(words.split())
            assert "Chưa đọc được bảng" in told
            assert not [praise for praise in ("đã chấm đủ", "hiện không còn", "Trân trọng cảm ơn") if praise in told]
            assert "chấm bổ sung" not in told
        assert "chưa đọc được bảng" in header(letter, "Subject")

    def test_a_ward_reads_nothing_of_ranks(self) -> None:
        row = replace(ROWS[1], rank="", cluster_rank="")
        letter = write(replace(full("unit"), rows=(row,), lines=()))
        for words in (part(letter, "plain"), Page(part(letter, "html")).text):
            assert "hạng" not in words.lower()

    def test_a_later_letter_says_that_it_is_the_one_to_go_by(self) -> None:
        assert "xin căn cứ thư này" in " ".join(part(write(full("unit"), previous="earlier"), "plain").split())
        assert "xin căn cứ" not in part(write(full("unit")), "plain")

    def test_the_committee_reads_how_final_the_ranking_is(self) -> None:
        decided = replace(ROWS[0], is_decided=True)
        open_ = replace(full("committee"), doubts=("2 phường chưa đủ số liệu", "1 phường dùng số liệu cũ"))
        done = replace(full("committee"), rows=(decided,))
        for how in ("plain", "html"):
            words, ready, final = (Page(part(write(one), how)).text for one in (open_, full("committee"), done))
            assert "Kết quả còn tạm tính: 2 phường chưa đủ số liệu, 1 phường dùng số liệu cũ" in words
            assert "đã đủ số liệu, có thể xem xét" in ready
            assert "đã có quyết định" in final
            assert ["dự kiến" in one for one in (words, ready, final)] == [True, True, False]

    def test_a_decided_ward_reads_both_totals_and_of_nothing_that_is_provisional(self) -> None:
        row = replace(ROWS[1], rank="", cluster_rank="", decided="94,0", is_decided=True, state="Đã thống nhất")
        letter = write(replace(full("unit"), rows=(row,), lines=()))
        for told in (part(letter, "plain").replace(":", ""), Page(part(letter, "html")).text):
            words = " ".join(told.split())
            assert "Tổng điểm 86,5" in words
            assert "Ban Thường trực thống nhất 94,0 điểm" in words
            assert "Xếp loại Tốt" in words
            assert not [word for word in ("dự kiến", "tạm tính", "còn thay đổi") if word in words.lower()]

    @pytest.mark.parametrize("kind", ["cluster", "committee"])
    def test_in_a_table_the_committees_total_stands_beside_the_computed_one(self, kind: str) -> None:
        row = replace(ROWS[1], decided="94,0", is_decided=True)
        letter = write(replace(full(kind), rows=(ROWS[0], row)))
        text, page = " ".join(part(letter, "plain").split()), Page(part(letter, "html")).text
        assert "Tổng điểm 94,25; dự kiến loại Xuất sắc" in text
        assert "Tổng điểm 86,5; Ban Thường trực thống nhất 94,0; loại Tốt" in text
        assert "Tổng điểm Thống nhất" in page
        assert "86,5 94,0" in page
        assert "Thống nhất" not in Page(part(write(full(kind)), "html")).text

    @pytest.mark.parametrize("kind", ["unit", "department", "cluster"])
    def test_what_is_only_good_to_know_stands_apart_and_asks_for_nothing(self, kind: str) -> None:
        info = replace(LINES[0], severity="Để biết", message="Sửa trong hạn.", advice="Không phải làm gì thêm.")
        alone, both = (replace(full(kind), lines=lines, missing=()) for lines in ((info,), (info, *LINES)))
        for how in ("plain", "html"):
            told, more = (Page(part(write(one), how)).text.lower() for one in (alone, both))
            assert told.index("để biết") < told.index("không phải làm gì thêm")
            assert not [word for word in ("nội dung cần xử lý", "cách xử lý", "sửa xong") if word in told]
            assert more.index("nội dung cần xử lý") < more.index("cần xem (1)") < more.index("để biết")

    def test_a_cluster_is_ranked_within_itself(self) -> None:
        row = replace(ROWS[0], cluster_rank="1", rank="6")
        text = part(write(replace(full("cluster"), rows=(row,))), "plain")
        assert "  1. Phường 12\n" in text
        assert "hạng chung 6" in text

    def test_what_an_edition_does_not_have_is_not_mentioned(self) -> None:
        plain = replace(full("committee"), has_bonus=False, has_bands=False, has_self=False, has_clusters=False)
        for kind in ("plain", "html"):
            told = Page(part(write(plain), kind)).text.lower()
            assert not [word for word in ("thưởng ", "tự chấm 9", "cụm") if word in told.replace("thường ", "")]

    @pytest.mark.parametrize("kind", ["unit", "cluster", "committee"])
    def test_what_is_taken_off_is_mentioned_only_where_the_rubric_takes_anything_off(self, kind: str) -> None:
        taken = replace(full(kind), rows=tuple(replace(row, deductions="-2,5") for row in ROWS[:1]))
        spared = replace(taken, rows=ROWS[:1])
        for how in ("plain", "html"):
            told = Page(part(write(taken), how)).text.lower()
            assert "điểm trừ" in told
            assert "-2,5" in told
            assert "điểm trừ" not in Page(part(write(spared), how)).text.lower()

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_text_part_is_narrow_but_for_addresses(self, kind: str) -> None:
        lines = part(write(full(kind)), "plain").splitlines()
        assert all(len(line) <= TEXT_WIDTH for line in lines if "https://" not in line)
        assert all(line == line.rstrip() for line in lines)

    def test_the_templates_are_in_composed_letters(self) -> None:
        for file in TEMPLATES.iterdir():
            text = file.read_text(encoding="utf-8")
            assert unicodedata.is_normalized("NFC", text), file.name

    def test_decomposed_text_is_composed(self) -> None:
        letter = write(replace(full("unit"), name=unicodedata.normalize("NFD", "Phường 4")))
        assert "của Phường 4" in part(letter, "plain")


NASTY = st.sampled_from([
    "<script>alert(1)</script>", "</td></table><img src=x onerror=y>", "\r\nBcc: x@example.org", "\n\nTrân trọng.\n",
    "=?utf-8?q?a=0D=0ABcc:_x@example.org?=", "{{ 7 * 7 }}{% raw %}", "--=_", "\r\n.\r\n", "\u0338", "\u202e",
    '" onclick="x', "<!--", "]]>", "&lt;b&gt;", "javascript:x", "\x00", "\ud83d", "<style>p { color: red }</style>",
])  # fmt: skip
ANYTHING = st.lists(NASTY | st.text(st.characters(), max_size=20), max_size=4).map("".join)


def typed(kind: str, text: str) -> Digest:
    """A digest in which every text that may come from a sheet or a file is this one."""
    digest = full(kind)
    line = Line("Phải sửa", text, text, text, BOOK + text)
    texts: Any = [text] * len(fields(Row))
    row = Row(*texts)
    return replace(
        digest,
        title=text,
        name=text,
        body=text,
        edition=text,
        unit_noun=text,
        lines=(line,),
        rows=(row,),
        missing=(text,),
        facts=((text, text),),
        doubts=(text,),
    )


@cache
def plain_page(kind: str) -> Page:
    return Page(part(write(typed(kind, "x")), "html"))


@cache
def plain_message(kind: str) -> EmailMessage:
    return read(write(typed(kind, "x")))


class TestTypedText:
    """Whatever stands in a sheet, a letter stays the letter it is."""

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(KINDS), ANYTHING)
    def test_it_is_never_markup(self, kind: str, text: str) -> None:
        page = Page(part(write(typed(kind, "x" + text)), "html"))
        model = plain_page(kind)
        assert page.elements == model.elements
        assert page.comments == model.comments
        assert all(link.startswith(("https://", "mailto:")) for link in page.links)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(KINDS), ANYTHING)
    def test_it_is_never_a_header_nor_a_part(self, kind: str, text: str) -> None:
        message, model = read(write(typed(kind, text))), plain_message(kind)
        assert message.keys() == model.keys()
        assert parseaddr(message["To"])[1] == "mttq.phuong4@example.org"
        assert [part.get_content_type() for part in message.walk()] == [
            part.get_content_type() for part in model.walk()
        ]
        assert not message.defects
        assert all(not part.defects for part in message.walk())

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ANYTHING)
    def test_it_is_never_a_paragraph_of_its_own(self, text: str) -> None:
        digest = replace(full("unit"), lines=(replace(LINES[0], message="x" + text),))
        model = part(write(replace(digest, lines=(replace(LINES[0], message="x"),))), "plain")
        blanks = [line for line in part(write(digest), "plain").splitlines() if not line]
        assert blanks == [line for line in model.splitlines() if not line]

    @settings(max_examples=60, deadline=None)
    @given(st.text("aơ ưđĐ,;:.()<>@\"\\=?_-'[]Ủy", max_size=200))
    def test_a_title_arrives_as_it_is(self, title: str) -> None:
        whole = " ".join(title.split())
        letter = write(replace(full("unit"), title=whole, name=whole))
        raw: Message = BytesParser(policy=policy.compat32).parsebytes(letter.message)
        assert parseaddr(raw["To"])[1] == "mttq.phuong4@example.org"
        assert header(letter, "Subject").startswith(f"[Thi đua 2020] {whole.replace('=?', '= ?')}")

    def test_a_link_that_opens_no_page_is_left_out(self) -> None:
        digest = replace(full("unit"), book_link="javascript:x", lines=(replace(LINES[0], link="data:x"),))
        assert Page(part(write(digest), "html")).links == ["mailto:vanphong@example.org"]
