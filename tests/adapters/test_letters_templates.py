"""Templates that the office has edited: what it may change, and how a mistake is told."""

import re
import shutil
from pathlib import Path

import pytest
from read_letters import TEMPLATES, full, header, part, write

from sheetsync.errors import SheetsyncError


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The office's own copy of the templates."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "mail"))


class TestEditedTemplates:
    def edit(self, file: Path, old: str, new: str) -> None:
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def test_the_office_may_change_the_words(self, office: Path) -> None:
        self.edit(office / "unit.subject.j2", "[Thi đua {{ year }}]", "[Khẩn, {{ year }}]")
        assert header(write(full("unit"), templates=office), "Subject").startswith("[Khẩn, 2020] Phường 4")

    @pytest.mark.parametrize(
        ("file", "old", "new", "place"),
        [
            ("unit.txt.j2", "{% elif must %}", "{% elif must", r"unit\.txt\.j2, dòng 8 viết sai"),
            ("unit.txt.j2", "{{ year }}", "{{ yaer }}", r"unit\.txt\.j2, dòng 4 chưa dùng được"),
            ("_parts.html.j2", "{{ line.message }}", "{{ line.mesage }}", r"_parts\.html\.j2, dòng \d+ chưa"),
            ("unit.subject.j2", "{{ name }}", "{{ name + 1 }}", r"unit\.subject\.j2, dòng 1 chưa dùng được"),
            ("unit.subject.j2", "{{ name }}", "{{ name | chữ }}", r"unit\.subject\.j2, dòng 1 viết sai"),
            ("unit.html.j2", "_base.html.j2", "base.html.j2", r"Thiếu mẫu thư \S+[/\\]base\.html\.j2"),
        ],
    )
    def test_a_mistake_is_named_with_file_and_line(
        self, office: Path, file: str, old: str, new: str, place: str
    ) -> None:
        self.edit(office / file, old, new)
        with pytest.raises(SheetsyncError, match=place) as stop:
            write(full("unit"), templates=office)
        assert stop.value.next_step

    def test_a_missing_template_is_named(self, office: Path) -> None:
        (office / "unit.html.j2").unlink()
        with pytest.raises(SheetsyncError, match=r"Thiếu mẫu thư .*unit\.html\.j2"):
            write(full("unit"), templates=office)

    def test_a_template_in_another_encoding_is_named(self, office: Path) -> None:
        (office / "unit.subject.j2").write_bytes("Phường {{ name }}".encode("cp1258", "replace"))
        with pytest.raises(SheetsyncError, match=r"unit\.subject\.j2 .*UTF-8"):
            write(full("unit"), templates=office)

    def test_a_mark_before_the_first_letter_does_no_harm(self, office: Path) -> None:
        file = office / "unit.subject.j2"
        file.write_text(file.read_text(encoding="utf-8"), encoding="utf-8-sig")
        assert header(write(full("unit"), templates=office), "Subject").startswith("[Thi đua 2020]")

    def test_an_empty_subject_is_refused(self, office: Path) -> None:
        (office / "unit.subject.j2").write_text("{# #}\n", encoding="utf-8")
        with pytest.raises(SheetsyncError, match="tiêu đề trống"):
            write(full("unit"), templates=office)

    def test_a_template_cannot_reach_beyond_the_letter(self, office: Path) -> None:
        (office / "unit.subject.j2").write_text("{{ name.__class__.__mro__ }}", encoding="utf-8")
        with pytest.raises(SheetsyncError, match=r"unit\.subject\.j2, dòng 1"):
            write(full("unit"), templates=office)

    def test_styles_are_written_into_the_elements(self) -> None:
        html = part(write(full("unit")), "html")
        assert 'class="sheet"' in html
        assert re.search(r'<table class="sheet"[^>]*style="[^"]*max-width: 640px', html)
        assert "prefers-color-scheme: dark" in html
        assert "<link" not in html
