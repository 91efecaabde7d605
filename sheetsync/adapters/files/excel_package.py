"""An Excel file from anywhere, looked through before anything is made of it: its kind and its size.

An .xlsx is a zip of XML. What its parts unpack to is bounded, and none may declare entities, which no office program
writes.
"""

import re
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from sheetsync.errors import SheetsyncError

MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is opened; the export of a book has some ten thousand bytes, without pictures."""
MOST_XML = 40 * 1024 * 1024
"""The most that its parts, pictures left aside, may unpack to."""
_MOST_PARTS = 5_000

_OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xls files begin, and whatever Office keeps under a password."""
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_AGAIN = "rồi chạy lại"


def as_excel() -> str:
    """What to do in Excel so that a file can be read."""
    return "chọn Tệp > Lưu thành (Save As) > Excel Workbook (.xlsx)"


def too_large(path: Path) -> SheetsyncError:
    """The refusal of a file that no book needs."""
    return SheetsyncError(
        f"Tệp {path.name} quá lớn so với một bảng thi đua.",
        "Bỏ hình ảnh, thẻ thừa, dòng và cột trống đã tô màu (hoặc chép số liệu sang tệp mới xuất bằng "
        f"`sheetsync export`), lưu lại {_AGAIN}.",
    )


def inspect(path: Path) -> bytes:
    """Return the bytes of an .xlsx file. Raises SheetsyncError for everything else: one sentence and a next step."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path)
        content = path.read_bytes()
    except OSError as error:
        raise SheetsyncError(f"Không mở được tệp {path}.", "Kiểm tra lại đường dẫn rồi chạy lại.") from error
    if content.startswith(_OLD_FILE):
        raise _old(path, content)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _look_through(path, archive)
    except (BadZipFile, RuntimeError, OSError, EOFError, ValueError) as error:
        raise SheetsyncError(
            f"Tệp {path.name} không phải tệp Excel .xlsx, hoặc đã hỏng.", f"Mở tệp bằng Excel, {as_excel()}, {_AGAIN}."
        ) from error
    return content


def _old(path: Path, content: bytes) -> SheetsyncError:
    if _PASSWORD in content:
        return SheetsyncError(
            f"Tệp {path.name} có mật khẩu.",
            f"Mở tệp bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu lại {_AGAIN}.",
        )
    return SheetsyncError(f"Tệp {path.name} là tệp Excel đời cũ (.xls).", f"Mở tệp bằng Excel, {as_excel()}, {_AGAIN}.")


def _look_through(path: Path, archive: ZipFile) -> None:
    """Refuse what is no .xlsx, has macros, or unpacks to more than a book could need."""
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SheetsyncError(
            f"Tệp {path.name} có macro nên không được mở.", f"Mở tệp bằng Excel, {as_excel()}, {_AGAIN}."
        )
    if "[content_types].xml" not in names or "xl/workbook.bin" in names:
        raise BadZipFile
    texts = [part for part in parts if not part.filename.lower().startswith("xl/media/")]
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in texts) > MOST_XML:
        raise too_large(path)
    for part in texts:
        # no more is ever unpacked of a part than its entry says; in UTF-16 every other byte is 0
        if _DECLARATION.search(archive.read(part).replace(b"\0", b"")):
            raise BadZipFile
