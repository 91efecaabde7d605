"""Turns an agenda into a page that can be printed: a Jinja template that the office may edit, one HTML file out.

Whatever people typed is escaped, and freed of what cannot be seen: a text from a sheet is never markup.
"""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sheetsync.core.agenda import Agenda
from sheetsync.core.course.review import changes_words
from sheetsync.core.values import format_moment, format_number, plain
from sheetsync.errors import SheetsyncError

AGENDA = "agenda.html.j2"


def agenda_page(templates: Path, agenda: Agenda, at: datetime) -> str:
    """The agenda as HTML, by the template in the folder `templates`.

    The template sees `agenda` with all its fields, and `at`, a text like "08g05 ngày 20/11/2020"; filters `points`
    (8,5), `signed` (+1,5), `moment`, and `changed` for what was changed after a step. Raises SheetsyncError where the
    template is missing or cannot be used.
    """
    jinja = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates, encoding="utf-8-sig"),  # some editors put a mark before the first letter
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"points": _points, "signed": _signed, "moment": format_moment, "changed": changes_words}
    path = templates / AGENDA
    try:
        return plain(jinja.get_template(AGENDA).render(agenda=agenda, at=format_moment(at)))
    except TemplateNotFound as error:
        raise SheetsyncError(f"Thiếu mẫu trang in {path}.", "Chép lại tệp mẫu ban đầu vào thư mục này.") from error
    except TemplateSyntaxError as error:
        raise SheetsyncError(f"Mẫu trang in {path}, dòng {error.lineno} viết sai: {error.message}.", _MEND) from error
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise SheetsyncError(f"Mẫu trang in {path} chưa dùng được: {error}.", _MEND) from error


_MEND = "Sửa chỗ đó rồi chạy lại; nếu không rõ, chép lại tệp mẫu ban đầu."


def _points(value: Decimal | None) -> str:
    return "chưa có" if value is None else format_number(value)


def _signed(value: Decimal) -> str:
    return f"+{format_number(value)}" if value > 0 else format_number(value)
