"""What `doctor` looks at, in order: from the configuration to the mail, each with what is wrong and how to mend it.

Later checks go on wherever they can; one that cannot be made says what stands in its way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from sheetsync.core.books import books
from sheetsync.core.cells import book_link
from sheetsync.core.course.deadlines import setting_of
from sheetsync.core.layout import Book
from sheetsync.core.mending.items import Item, Lack
from sheetsync.edition.model import Edition, Quota
from sheetsync.errors import BookUnreadableError, ConfigProblem, SheetsyncError, Unreadable
from sheetsync.hands import Card, Clinic

CLOCK_DOUBTFUL, CLOCK_WRONG = timedelta(seconds=60), timedelta(seconds=300)
"""How far our clock may be off: Google refuses the signature of a service account whose clock is off by minutes."""

_SHOWN = 3
"""How many of the things that a book lacks are named."""


class Verdict(StrEnum):
    """How a check came out."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"
    UNCHECKED = "unchecked"
    NEEDLESS = "needless"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: which, how it came out, in words, and what to do; `book` and `link` where it is about one book."""

    name: str
    verdict: Verdict
    says: str
    mend: str = ""
    book: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Instruments:
    """What an examination of an edition works with; whatever is called may raise SheetsyncError."""

    local: bool
    """Whether the books lie on this disk: then nobody has to sign in."""
    admit: Callable[[], Clinic]
    """Opens the way to the books."""
    server_time: Callable[[], datetime | None]
    """What Google's clock says; None where it cannot be asked."""
    now: Callable[[], datetime]
    """What ours says."""
    today: Callable[[], date]
    """The edition's day: what its deadlines have closed by now is locked."""
    ids: Callable[[], Mapping[str, str]]
    """Book code -> spreadsheet id."""
    last_run: Callable[[], Mapping[str, object]]
    """What the last run said of itself."""
    post: Callable[[], str]
    """Tries the way letters go, and says how they go."""
    quota: Quota | None
    """The quota; None where there is none."""


def examine_setup(
    edition: Edition | None, problems: tuple[ConfigProblem, ...], instruments: Instruments | None
) -> Iterator[Check]:
    """Every check in order. Without an edition that can be used there are no instruments, and nothing else to check."""
    configured = _configuration(problems)
    yield configured
    if edition is None or instruments is None or configured.verdict is Verdict.WRONG:
        for name in ("credentials", "clock", "access", *_OF_BOOKS, "quota", "mail"):
            yield _unchecked(name, "cấu hình còn chỗ sai")
        return
    clinic, signed_in = _credentials(instruments)
    yield signed_in
    yield _clock(instruments)
    yield from _books(edition, instruments, clinic)
    yield _quota(edition, instruments)
    yield _mail(instruments)


def _unchecked(name: str, why: str) -> Check:
    return Check(name, Verdict.UNCHECKED, f"Chưa kiểm tra được vì {why}.")


def _failed(name: str, error: SheetsyncError) -> Check:
    problems = getattr(error, "problems", ())
    says = "; ".join(map(str, problems)) if problems else error.sentence
    return Check(name, Verdict.WRONG, says, error.next_step)


# --- what is asked once ----------------------------------------------------------------------------------------------


def _configuration(problems: tuple[ConfigProblem, ...]) -> Check:
    wrong = sum(problem.severity == "error" for problem in problems)
    doubtful = len(problems) - wrong
    see = "Chạy `sheetsync check` để xem từng chỗ, với tên tệp và số dòng."
    if wrong:
        return Check("configuration", Verdict.WRONG, f"{wrong} chỗ sai, {doubtful} chỗ đáng ngờ.", see)
    if doubtful:
        return Check("configuration", Verdict.DOUBTFUL, f"Dùng được; {doubtful} chỗ đáng ngờ.", see)
    return Check("configuration", Verdict.FINE, "Dùng được.")


def _credentials(instruments: Instruments) -> tuple[Clinic | None, Check]:
    try:
        clinic = instruments.admit()
        if instruments.local:
            return clinic, Check("credentials", Verdict.NEEDLESS, "Không cần: bảng ở trên máy này.")
        address = clinic.whoami()
    except SheetsyncError as error:
        return None, _failed("credentials", error)
    return clinic, Check("credentials", Verdict.FINE, f"Google nhận tài khoản {address}.")


def _clock(instruments: Instruments) -> Check:
    if instruments.local:
        return Check("clock", Verdict.NEEDLESS, "Không cần: bảng ở trên máy này.")
    theirs = instruments.server_time()
    if theirs is None:
        return Check("clock", Verdict.UNCHECKED, "Chưa kiểm tra được vì không hỏi được giờ của Google.")
    off = instruments.now() - theirs
    seconds = round(abs(off.total_seconds()))
    if abs(off) <= CLOCK_DOUBTFUL:
        return Check("clock", Verdict.FINE, f"Đúng giờ (lệch {seconds} giây so với Google).")
    says = f"Đồng hồ máy này {'nhanh' if off > timedelta() else 'chậm'} {seconds} giây so với Google"
    mend = "Bật đặt giờ tự động (Internet time) trong cài đặt ngày giờ của máy rồi chạy lại."
    if abs(off) <= CLOCK_WRONG:
        return Check("clock", Verdict.DOUBTFUL, f"{says}.", mend)
    return Check("clock", Verdict.WRONG, f"{says}: Google không nhận khóa của tài khoản dịch vụ.", mend)


def _quota(edition: Edition, instruments: Instruments) -> Check:
    count = len(books(edition))
    try:
        summary = instruments.last_run()
    except SheetsyncError as error:
        return _failed("quota", error)
    last = f" Lần chạy trước: {summary['reads']} lượt đọc, {summary['writes']} lượt ghi." if "reads" in summary else ""
    quota = instruments.quota
    if quota is None:
        return Check("quota", Verdict.NEEDLESS, f"Không cần: bảng ở trên máy này.{last}")
    reads, limit = 2 * count, min(quota.reads_per_user, quota.reads_per_project)  # each book that changes is read twice
    says = f"Một lần chạy cần từ {count} đến {reads} lượt đọc, hạn mức {limit} lượt mỗi phút"
    if reads <= limit:
        return Check("quota", Verdict.FINE, f"{says}.{last}")
    mend = "Không phải sửa gì; muốn nhanh hơn, xin Google nâng hạn mức rồi ghi vào mục quota của edition.yaml."
    return Check("quota", Verdict.DOUBTFUL, f"{says}: phải chờ đến {(reads - 1) // limit} phút.{last}", mend)


def _mail(instruments: Instruments) -> Check:
    try:
        return Check("mail", Verdict.FINE, instruments.post())
    except SheetsyncError as error:
        return _failed("mail", error)


# --- what is asked of each book --------------------------------------------------------------------------------------

_OF_BOOKS = ("trash", "locale", "layout", "protection")
_LOCALE_WORDS = MappingProxyType({("vi_VN", "Asia/Ho_Chi_Minh"): "tiếng Việt, giờ Việt Nam"})
_KINDS: Mapping[str, frozenset[Lack]] = MappingProxyType(
    {
        "locale": frozenset({Lack.LOCALE}),
        "layout": frozenset(Lack) - {Lack.LOCALE, Lack.PROTECTION, Lack.SHARING},
        "protection": frozenset({Lack.PROTECTION}),
    }
)
"""Which kinds of things that a book lacks each check is about; with whom it is shared only `provision` asks."""


@dataclass(frozen=True, slots=True)
class _Patient:
    """A book that could be looked at, with what it lacks."""

    book: Book
    card: Card
    lacks: Sequence[Item]

    def told(self, name: str, verdict: Verdict, says: str, mend: str) -> Check:
        return Check(name, verdict, f"“{self.book.title}”: {says}", mend, self.book.code, self.card.link)


def _books(edition: Edition, instruments: Instruments, clinic: Clinic | None) -> Iterator[Check]:
    if clinic is None:
        yield from (_unchecked(name, "chưa đăng nhập được Google") for name in ("access", *_OF_BOOKS))
        return
    try:
        ids = instruments.ids()
    except SheetsyncError as error:
        yield _failed("access", error)
        yield from (_unchecked(name, "danh sách bảng không đọc được") for name in _OF_BOOKS)
        return
    found, problems = _visited(edition, ids, clinic, instruments.today())
    yield from problems or (Check("access", Verdict.FINE, f"Đọc và ghi được cả {len(found)} bảng."),)
    if not found:
        yield from (_unchecked(name, "chưa mở được bảng nào") for name in _OF_BOOKS)
        return
    yield from _all_of("trash", found, _trash, "không bảng nào trong thùng rác")
    for name, fine in (
        ("locale", _LOCALE_WORDS.get((edition.locale, edition.timezone), f"{edition.locale}, {edition.timezone}")),
        ("layout", "đủ thẻ, cột và dòng"),
        ("protection", "khóa đúng chỗ"),
    ):
        yield from _all_of(name, found, partial(_lacking, name), fine)


def _visited(
    edition: Edition, ids: Mapping[str, str], clinic: Clinic, today: date
) -> tuple[list[_Patient], list[Check]]:
    """The books that could be looked at, and what is wrong with the way to the others."""
    laid = books(edition)
    found: list[_Patient] = []
    problems: list[Check] = []
    if unknown := [book.label for book in laid if book.code not in ids]:
        says = f"Chưa có bảng cho: {', '.join(unknown)}."
        mend = "Chạy `sheetsync provision`; nếu bảng đã có sẵn, ghi mã của bảng vào books.yaml."
        problems.append(Check("access", Verdict.WRONG, says, mend))
    for book in (book for book in laid if book.code in ids):
        spreadsheet_id = ids[book.code]
        try:
            card = clinic.card(spreadsheet_id)
            lacks = clinic.inspect(spreadsheet_id, book, setting_of(edition, book, today)).items
            patient = _Patient(book, card, lacks)
        except BookUnreadableError as error:
            problems.append(_shut(book, error, clinic.account, spreadsheet_id))
            continue
        except SheetsyncError as error:
            problems.append(_failed("access", error))
            break  # it is the same with every book
        found.append(patient)
        if not card.can_edit and not card.trashed:
            says = "chỉ xem được, không ghi được."
            problems.append(patient.told("access", Verdict.WRONG, says, _sharing(clinic.account)))
    return found, problems


def _sharing(account: str) -> str:
    who = account or "tài khoản của hệ thống"
    return f"Mở bảng theo địa chỉ dưới đây, bấm Chia sẻ, thêm {who} với quyền Người chỉnh sửa."


def _shut(book: Book, error: BookUnreadableError, account: str, spreadsheet_id: str) -> Check:
    mends = {
        Unreadable.NOT_SHARED: _sharing(account),
        Unreadable.NOT_FOUND: f"Kiểm tra mã bảng ở dòng {book.code} của books.yaml, hoặc khôi phục bảng từ thùng rác.",
        Unreadable.UNAVAILABLE: "Kiểm tra mạng rồi chạy lại sau ít phút.",
    }
    says = f"“{book.title}”: {error.detail}."
    return Check(
        "access", Verdict.WRONG, says, mends.get(error.reason, error.next_step), book.code, book_link(spreadsheet_id)
    )


def _all_of(
    name: str, found: Sequence[_Patient], look: Callable[[_Patient], Check | None], fine: str
) -> Iterator[Check]:
    """One check of every book: what is wrong, or one line for all."""
    problems = [problem for patient in found if (problem := look(patient))]
    yield from problems or (Check(name, Verdict.FINE, f"{len(found)} bảng: {fine}."),)


def _trash(patient: _Patient) -> Check | None:
    if not patient.card.trashed:
        return None
    mend = "Chủ của bảng vào thùng rác của Google Drive, bấm Khôi phục; sau 30 ngày Google xóa hẳn."
    return patient.told("trash", Verdict.WRONG, "đang nằm trong thùng rác.", mend)


def _lacking(name: str, patient: _Patient) -> Check | None:
    """What `provision --plan` would say of one book under this heading; what only a person can mend is a doubt."""
    items = [item for item in patient.lacks if item.kind in _KINDS[name]]
    if not items:
        return None
    ours = [item for item in items if not item.by_hand]
    shown = [f"{item.words} (thẻ “{item.tab}”)" if item.tab else item.words for item in (ours or items)[:_SHOWN]]
    more = f" và {len(items) - len(shown)} chỗ nữa" if len(items) > len(shown) else ""
    mend = _PLANNED if ours else items[0].advice
    verdict = Verdict.WRONG if ours or name == "locale" else Verdict.DOUBTFUL
    return patient.told(name, verdict, f"{'; '.join(shown)}{more}.", mend)


_PLANNED = (
    "Chạy `sheetsync provision --plan` để xem, rồi `sheetsync provision --apply`; những gì đã gõ được giữ nguyên."
)
