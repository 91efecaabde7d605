"""The books on this disk: filled as people fill them, served over HTTP, thrown away."""

import io
import re
import signal
import subprocess
import sys

import gspread
import pytest
import requests
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from sheetsync.emulator import App, serve

from .office import Office
from .small_town import NAME


class ToLoopback(HTTPAdapter):
    """Sends what is meant for Google to a port on this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def send(self, request: PreparedRequest, *args: object, **kwargs: object) -> Response:
        host, _, path = str(request.url).removeprefix("https://").partition("/")
        assert host in ("sheets.googleapis.com", "www.googleapis.com")
        request.url = f"http://127.0.0.1:{self.port}/{path}"
        return super().send(request, *args, **kwargs)  # type: ignore[arg-type]  # whatever requests passes on


def over_http(port: int) -> gspread.Client:
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", ToLoopback(port))
    return gspread.Client(auth=None, session=session)  # type: ignore[arg-type] # as gspread documents it


def test_a_book_can_be_read_and_written_over_http_until_the_secretary_stops_it(filled: Office) -> None:
    address = filled.address("P4", "self", "1.1", "points")
    filled.close()
    command = [sys.executable, "-c", "from sheetsync.cli import main; main()", "-e", f"config/{NAME}"]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, "local", "serve", "--port", "0"], cwd=filled.folder, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout
        said = serving.stdout.readline()
        found = re.fullmatch(r"Đang phục vụ tại http://127\.0\.0\.1:(\d+) \(nhấn Ctrl\+C để dừng\)\.\n", said)
        assert found, said
        sheet = over_http(int(found[1])).open_by_key(filled.ids["P4"]).worksheet("Tự chấm điểm")
        assert sheet.acell(address).value == "8,5"
        sheet.update_acell(address, "7,5")
        assert sheet.acell(address).value == "7,5"
        serving.send_signal(signal.SIGINT)
        assert serving.stdout.read() == "Đã dừng.\n"
    assert serving.returncode == 0
    assert filled.holds("P4", "self", "1.1", "points") == 7.5


def test_a_port_in_use_is_a_sentence(filled: Office) -> None:
    with serve(App(filled.store), 0) as server:
        done = filled.run("local", "serve", "--port", str(server.port))
    assert done.code == 2
    assert f"Không mở được cổng {server.port}" in done.words
    assert "--port 0" in done.words


@pytest.mark.parametrize(
    ("keys", "held"),
    [
        ("8,5", 8.5), ("8.5", "8.5"), ("85%", 0.85), ("'8,5", "8,5"), ("08", 8), ("8,5đ", "8,5đ"),
        ("1.879", 1879), ("=4+4", 8), ("", ""),
    ],
)  # fmt: skip
def test_filling_types_by_the_book_s_locale(provisioned: Office, keys: str, held: object) -> None:
    done = provisioned.fill([("P4", "self", "1.1", "points", keys)])
    assert (done.code, done.out) == (0, "Đã điền 1 ô.\n")
    got = provisioned.holds("P4", "self", "1.1", "points")
    assert (got or "") == held


def test_several_tables_are_typed_at_once_or_not_at_all(provisioned: Office) -> None:
    one = provisioned.table([("P4", "self", "1.1", "points", "8,5")]).rename("one.csv")
    other = provisioned.table([("P2", "self", "1.1", "points", "7")])
    wrong = provisioned.folder / "wrong.csv"
    wrong.write_text("book,tab,key,column,value\nP44,self,1.1,points,9\n", encoding="utf-8")
    before = provisioned.everything()
    done = provisioned.run("local", "fill", str(one), str(wrong), str(other))
    assert "wrong.csv:2: không có bảng “P44”" in done.words
    assert provisioned.everything() == before
    assert provisioned.run("local", "fill", str(one), str(other)).out == "Đã điền 2 ô.\n"
    assert [provisioned.holds(ward, "self", "1.1", "points") for ward in ("P4", "P2")] == [8.5, 7]


def test_columns_and_tabs_may_be_named_as_people_see_them(provisioned: Office) -> None:
    assert provisioned.fill([("P4", "Tự chấm điểm", "1.1", "Điểm tự chấm", "8,5")]).code == 0
    assert provisioned.holds("P4", "self", "1.1", "points") == 8.5


def test_every_line_that_leads_nowhere_is_named_and_nothing_is_typed(provisioned: Office) -> None:
    before = provisioned.everything()
    done = provisioned.fill(
        (
            ("P4", "self", "1.1", "points", "8,5"),
            ("P44", "self", "1.1", "points", "8,5"),
            ("P4", "selfie", "1.1", "points", "8,5"),
            ("P4", "self", "9.9", "points", "8,5"),
            ("P4", "self", "1.1", "point", "8,5"),
        )
    )
    assert done.code == 2
    lines = done.sentences
    assert [line.partition(": ")[0] for line in lines[:4]] == ["go.csv:3", "go.csv:4", "go.csv:5", "go.csv:6"]
    for word, line in zip(("“P44”", "“selfie”", "“9.9”", "“point”"), lines, strict=False):
        assert word in line
    assert "4 chỗ" in lines[4]
    assert provisioned.everything() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"book,tab,key,value\nP4,self,1.1,8\n", "go.csv:1: dòng đầu phải là: book,tab,key,column,value"),
        ("book,tab,key,column,value\nP4,self,1.1,points,không".encode("utf-16"), "UTF-8"),
        (b"", "go.csv:1: "),
        (b"book,tab,key,column,value\nP4,self\n", "go.csv:2: "),
        (b"book,tab,key,column,value\nP4,self,1.1,points,8,9\n", "go.csv:2: "),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_at_its_line(provisioned: Office, content: bytes, words: str) -> None:
    path = provisioned.folder / "go.csv"
    path.write_bytes(content)
    before = provisioned.everything()
    done = provisioned.run("local", "fill", str(path))
    assert done.code == 2, done
    assert words in done.words
    assert provisioned.everything() == before


def test_a_file_that_is_not_there_is_named(provisioned: Office) -> None:
    done = provisioned.run("local", "fill", "khong-co.csv")
    assert done.code == 2
    assert "khong-co.csv" in done.words
    assert "Traceback" not in done.words


def test_filling_before_provisioning_says_what_to_do_first(office: Office) -> None:
    done = office.fill([("P4", "self", "1.1", "points", "8")])
    assert done.code == 2
    assert "sheetsync provision" in done.words


def test_a_book_deleted_under_our_hands_is_a_sentence(provisioned: Office) -> None:
    provisioned.client.del_spreadsheet(provisioned.ids["P4"])
    done = provisioned.fill([("P4", "self", "1.1", "points", "8")])
    assert done.code == 3
    assert "Không đọc được bảng “Phường 4 - Thi đua 2020”" in done.words
    assert "→ Kiểm tra mã bảng trong books.yaml" in done.err
    assert provisioned.run("provision").code == 3


def test_reset_asks_first_and_then_deletes_books_letters_and_memory(
    published: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.close()
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert published.run("local", "reset").code == 2
    assert (published.data / "memory.db").exists()
    google = published.data / "google"
    google.mkdir()
    (google / "memory.db").write_text("of Google's books", encoding="utf-8")
    published.close()
    assert published.run("local", "reset", "--yes").code == 0
    assert [path.name for path in published.data.iterdir()] == ["google"]
    assert published.run("standing").code == 2
    assert published.run("provision").code == 0
    assert published.sync()["requests"]["writes"] == len(published.ids)


def test_every_edition_has_its_own_books(published: Office) -> None:
    other = published.edition_folder.with_name("khac-2020")
    published.edition_folder.rename(other)
    done = published.bare("-e", str(other), "standing")
    assert done.code == 2
    assert "Chưa đồng bộ lần nào" in done.words
