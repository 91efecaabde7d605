"""Writes the files of a new edition from the templates under templates/edition; what is there is never touched."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sheetsync.edition.draft import Draft, settings
from sheetsync.errors import SheetsyncError

_SUFFIX = ".j2"


def write_edition(folder: Path, templates: Path, draft: Draft) -> tuple[str, ...]:
    """Write a new edition, whole or not at all; returns the names of its files. Raises SheetsyncError."""
    refuse_existing(folder)
    known = settings(draft)
    pages = _environment(templates)
    names = tuple(name.removesuffix(_SUFFIX) for name in pages.list_templates() if name.endswith(_SUFFIX))
    new = folder.parent / f".{folder.name}.new"
    try:
        new.mkdir(parents=True, exist_ok=True)  # what a kill has left there is written over
        for name in names:
            (new / name).write_text(pages.get_template(name + _SUFFIX).render(known), encoding="utf-8")
        new.replace(folder)
    except OSError as error:
        raise SheetsyncError(
            f"Không ghi được thư mục {folder} ({error.strerror}).", "Kiểm tra quyền ghi và chỗ trống rồi chạy lại."
        ) from error
    return names


def refuse_existing(folder: Path) -> None:
    """Raise SheetsyncError where anything is in the way of a new edition."""
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists():
        raise SheetsyncError(
            f"Đã có thư mục {folder}; hệ thống không ghi đè lên cấu hình đang có.",
            "Chọn tên khác, ví dụ config/quan5-2027; hoặc sửa thẳng các tệp trong thư mục ấy.",
        )


def _environment(templates: Path) -> Environment:
    pages = Environment(  # noqa: S701 - YAML, in which every text is quoted by `quoted`
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters |= {"quoted": quoted, "day": _day, "number": _number}
    return pages


def quoted(text: str) -> str:
    """A text as YAML reads it back unchanged, whatever stands in it: JSON's strings are YAML's, too."""
    return json.dumps(text, ensure_ascii=False)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")
