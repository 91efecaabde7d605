"""What Google's refusals mean, in sentences the secretary can act on."""

import re
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from gspread.exceptions import APIError

from sheetsync.core.values import format_number
from sheetsync.errors import BookUnreadableError, CreationRefusedError, GoogleError, SafetyStopError, Unreadable

FAILURES = (APIError, requests.RequestException, GoogleAuthError)
"""All that a request through gspread may raise: a refusal, a broken connection or reply, a key that is not taken."""

_LONGEST_QUOTE = 200
_TAKEN_RANGE = re.compile(r"named range with (?:name|id):? ?(\S+), a named range with that (?:name|id) already exists")
"""Google's sentence for the name was seen with and without the colon; that for the id is modelled on it."""
_MEGABYTE = 2**20


def status_of(error: Exception) -> int:
    """The HTTP status of a refusal; 0 where there was no reply, or none that could be understood.

    gspread's own `code` is -1 for an HTML body.
    """
    return int(error.response.status_code) if isinstance(error, APIError) else 0


def message_of(error: Exception) -> str:
    """What Google said, shortened; empty where it said nothing readable."""
    if not isinstance(error, APIError) or error.code == -1:
        return ""
    return str(error.error.get("message", ""))[:_LONGEST_QUOTE]


def is_outage(error: Exception) -> bool:
    """True where the same request may well succeed later: no connection, no turn, a failure on Google's side."""
    status = status_of(error)
    if status:
        return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, GoogleAuthError):
        return not isinstance(error, RefreshError) or bool(error.retryable)
    return not isinstance(error, requests.exceptions.JSONDecodeError)


def epoch_exists(error: Exception) -> bool:
    """True where a batch failed because the book already carries the epoch that heads it."""
    said = message_of(error)
    return status_of(error) == HTTPStatus.BAD_REQUEST and "developer metadata with" in said and "already exists" in said


def taken_range(error: Exception) -> str:
    """The name or the id that a new named range could not have because it is taken; empty for any other refusal."""
    found = _TAKEN_RANGE.search(message_of(error)) if status_of(error) == HTTPStatus.BAD_REQUEST else None
    return found[1] if found else ""


def no_such_range(error: Exception) -> bool:
    """True where a named range could not be led to new cells because the book has none with that id."""
    return status_of(error) == HTTPStatus.BAD_REQUEST and "updateNamedRange" in message_of(error)


def lost_name(title: str, name: str) -> GoogleError:
    """Say that a name has lost its cells and only a person can free it."""
    return GoogleError(
        f"Trong bảng “{title}”, dải ô được đặt tên “{name}” đã mất ô của nó (#REF!) mà vẫn giữ tên.",
        f"Mở bảng tính, vào Dữ liệu → Dải ô đã đặt tên, xóa “{name}”, rồi chạy lại `sheetsync provision`.",
    )


def changed_since(title: str) -> SafetyStopError:
    """Say that a book is not mended because it is not any more as it was when that was planned."""
    return SafetyStopError(
        f"Bảng “{title}” vừa có người sửa sau khi soát nên chưa ghi gì vào bảng này.",
        "Chạy `sheetsync provision --plan` để xem kế hoạch mới, rồi `sheetsync provision --apply`.",
    )


def unreadable(error: Exception, account: str = "") -> BookUnreadableError:
    """Say why one book could not be read. Raises GoogleError where no book can be read, ever."""
    raise_if_hopeless(error)
    status = status_of(error)
    if is_outage(error):
        return BookUnreadableError(Unreadable.UNAVAILABLE, _outage(error))
    if status == HTTPStatus.NOT_FOUND:
        return BookUnreadableError(Unreadable.NOT_FOUND, "không có bảng tính nào mang mã này")
    if status == HTTPStatus.FORBIDDEN:
        return BookUnreadableError(Unreadable.NOT_SHARED, f"chưa chia sẻ cho {account or 'tài khoản của hệ thống'}")
    if "not supported for this document" in message_of(error):
        return BookUnreadableError(Unreadable.MALFORMED, "tệp không phải Google Trang tính, có lẽ là tệp Excel tải lên")
    said = message_of(error)
    return BookUnreadableError(Unreadable.MALFORMED, f"Google báo: {said}" if said else "trả lời không đọc được")


def refused(error: Exception, doing: str, account: str = "", again: str = "Chạy lại lệnh vừa rồi.") -> GoogleError:
    """Say why something could not be done; `doing` completes "Không ... được". Raises GoogleError where hopeless."""
    raise_if_hopeless(error)
    who = account or "tài khoản của hệ thống"
    status, said = status_of(error), message_of(error)
    if is_outage(error):
        return GoogleError(f"Không {doing} được: {_outage(error)}.", again)
    if status == HTTPStatus.NOT_FOUND:
        return GoogleError(
            f"Không {doing} được: không có bảng tính nào mang mã này.",
            "Kiểm tra mã bảng trong books.yaml, hoặc khôi phục bảng từ thùng rác.",
        )
    if status == HTTPStatus.FORBIDDEN:
        return GoogleError(
            f"Không {doing} được: {who} không có quyền.", f"Chia sẻ bảng với quyền Người chỉnh sửa cho {who}."
        )
    if "protected cell" in said:
        return GoogleError(
            f"Không {doing} được: ô cần ghi đang bị khóa với {who}.",
            f"Chủ sở hữu bảng mở Dữ liệu > Trang tính và dải ô được bảo vệ, cho {who} sửa.",
        )
    return GoogleError(f"Không {doing} được. Google báo: {said or 'trả lời không đọc được'}.", again)


def too_large(size: int, most: int, doing: str, again: str) -> GoogleError:
    """Say that a batch was not sent because Google would not take it; `size` and `most` are bytes."""
    weight = format_number(Decimal(size) / _MEGABYTE, decimals=1)
    return GoogleError(
        f"Không {doing} được: một lần gửi nặng {weight} MB, Google chỉ nhận đến {most // _MEGABYTE} MB, "
        "nên hệ thống không gửi.",
        again,
    )


def cannot_create(error: Exception, title: str, account: str = "") -> GoogleError:
    """Say why a book could not be created: nearly always because a service account cannot own files.

    Only a refusal is a CreationRefusedError: what passes may be over by the next book.
    """
    raise_if_hopeless(error)
    if status_of(error) != HTTPStatus.FORBIDDEN:
        return refused(error, f"tạo bảng “{title}”", account, "Chạy lại `sheetsync provision`; bảng đã có sẽ dùng lại.")
    if is_robot(account):
        return CreationRefusedError(
            f"Không tạo được bảng “{title}”: Google không cấp dung lượng cho tài khoản dịch vụ ({account}), nên nó sửa "
            "được bảng của người khác nhưng không tự tạo được bảng.",
            "Chọn một trong hai cách: (1) chạy `sheetsync login` bằng tài khoản Google của thư ký rồi chạy lại "
            "`sheetsync provision`; (2) có drive dùng chung (Google Workspace) thì thêm tài khoản ấy làm Người quản lý "
            "nội dung và ghi mã drive vào edition.yaml (google: shared_drive). Cũng có thể tự tạo bảng trống, chia sẻ "
            "quyền Người chỉnh sửa cho tài khoản ấy và ghi mã bảng vào books.yaml.",
        )
    return CreationRefusedError(
        f"Không tạo được bảng “{title}”: Google báo: {message_of(error) or 'không được phép'}.",
        "Xem Drive của tài khoản này còn dung lượng và được phép tạo tệp không, rồi chạy lại `sheetsync provision`.",
    )


def is_robot(account: str) -> bool:
    """True for a service account's address, and where the address is not known."""
    return not account or account.endswith(".gserviceaccount.com")


def cannot_share(error: Exception, address: str, account: str = "") -> GoogleError:
    """Say why a book could not be shared with somebody: often an address without a Google account."""
    if status_of(error) == HTTPStatus.BAD_REQUEST:
        return GoogleError(
            f"Không chia sẻ được cho {address}: Google không nhận địa chỉ này, có lẽ nó chưa có tài khoản Google.",
            "Lập tài khoản Google cho địa chỉ ấy, hoặc tự chia sẻ bảng và chọn gửi thư mời.",
        )
    if status_of(error) == HTTPStatus.FORBIDDEN and not is_outage(error):
        raise_if_hopeless(error)
        return GoogleError(
            f"Không chia sẻ được cho {address}: {account or 'tài khoản của hệ thống'} không có quyền chia sẻ bảng này.",
            "Nhờ chủ sở hữu bảng chia sẻ, với quyền Người chỉnh sửa.",
        )
    return refused(error, f"chia sẻ bảng cho {address}", account)


def raise_if_hopeless(error: Exception) -> None:
    """Raise GoogleError where the fault lies not in one request but in the key or the project."""
    if status_of(error) == HTTPStatus.UNAUTHORIZED or (isinstance(error, RefreshError) and not error.retryable):
        raise GoogleError(
            "Google không nhận khóa của tài khoản dịch vụ.",
            "Xem đồng hồ của máy có đúng giờ không; nếu đúng, tạo khóa mới trong Google Cloud và thay tệp khóa.",
        ) from error
    if status_of(error) == HTTPStatus.FORBIDDEN and _is_disabled(error):
        raise GoogleError(
            "Dự án Google Cloud của tài khoản dịch vụ chưa bật API cần dùng.",
            "Vào console.cloud.google.com, bật Google Sheets API và Google Drive API, đợi vài phút rồi chạy lại.",
        ) from error


def _is_disabled(error: Any) -> bool:
    reasons = {detail.get("reason") for detail in error.error.get("details", ()) if isinstance(detail, dict)}
    reasons |= {item.get("reason") for item in error.error.get("errors", ()) if isinstance(item, dict)}
    return bool(reasons & {"SERVICE_DISABLED", "accessNotConfigured"})


def _outage(error: Exception) -> str:
    status = status_of(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "Google báo quá nhiều yêu cầu trong một phút"
    if status:
        return f"Google đang trục trặc (lỗi {status})"
    if isinstance(error, requests.Timeout):
        return "Google không trả lời kịp"
    return "không kết nối được tới Google"
