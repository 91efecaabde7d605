"""The books on the secretary's disk: ready to print, and one that cannot be saved keeps no other back."""

from typing import Any

from openpyxl import load_workbook

from .office import Office, answer
from .small_town import BOOKS


def test_exported_books_are_ready_to_print(filled: Office) -> None:
    assert filled.run("export", "out").code == 0
    (file,) = filled.folder.glob("out/P4 *.xlsx")
    assert load_workbook(file)["Tự chấm điểm"].page_setup.orientation == "landscape"


def test_what_google_sends_instead_of_a_workbook_is_not_kept(filled: Office) -> None:
    def sign_in(request: Any, _on: Any) -> Any:
        is_export = "export" in str(request.url) and filled.ids["P4"] in str(request.url)
        return answer(200, b"<html>Sign in</html>")(request) if is_export else None

    filled.accidents.append(sign_in)
    done = filled.run("export", "out")
    assert done.code == 3
    assert "Tệp Excel mà Google trả về không đọc được. Chạy lại lệnh vừa rồi." in done.words
    assert len(list(filled.folder.glob("out/*.xlsx"))) == len(BOOKS) - 1
