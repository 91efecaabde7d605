"""The few exceptions of sheetsync. What people typed wrong is a finding, never an exception."""

from dataclasses import dataclass
from enum import StrEnum

UNREACHED = 3
"""The exit code where a book, Google or the mail server could not be reached; what could be reached was done."""


class SheetsyncError(Exception):
    """Something that stops a command: one Vietnamese sentence for the secretary, and what to do next."""

    exit_code = 2

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing wrong (`error`) or doubtful (`warning`) in an edition's files, with its place; `line` is 1-based."""

    file: str
    line: int
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        """Render as editors and terminals expect a place: `file:line: message`."""
        return f"{self.file}:{self.line}: {self.message}"


class ConfigError(SheetsyncError):
    """Files of the user's cannot be used; carries every problem at once."""

    def __init__(
        self,
        problems: tuple[ConfigProblem, ...],
        what: str = "Cấu hình",
        next_step: str = "Sửa từng dòng nêu trên rồi chạy lại `sheetsync check`.",
    ) -> None:
        super().__init__(f"{what} có {len(problems)} chỗ chưa dùng được.", next_step)
        self.problems = problems


class Unreadable(StrEnum):
    """Why a book could not be read."""

    NOT_PROVISIONED = "not-provisioned"
    NOT_FOUND = "not-found"
    NOT_SHARED = "not-shared"
    MALFORMED = "malformed"
    UNAVAILABLE = "unavailable"


class BookUnreadableError(SheetsyncError):
    """One book could not be read; where there are others, they go on."""

    exit_code = UNREACHED

    def __init__(self, reason: Unreadable, detail: str = "", name: str = "") -> None:
        super().__init__(
            f"Không đọc được bảng {f'“{name}”' if name else 'tính'} ({detail or reason.value}).",
            "Kiểm tra mã bảng trong books.yaml và quyền truy cập bảng, rồi chạy lại.",
        )
        self.reason = reason
        self.detail = detail


class GoogleError(SheetsyncError):
    """Google refused or failed a request that the whole command needs."""

    exit_code = UNREACHED


class CreationRefusedError(GoogleError):
    """This account may create no spreadsheet at all: asking again for the next one is of no use."""


class LetterRefusedError(SheetsyncError):
    """A letter has certainly not left: it may be replaced by a newer one. Any other failure leaves that open.

    `only_this_letter`: the server works, it is this recipient that it does not take.
    """

    exit_code = UNREACHED

    def __init__(self, sentence: str, next_step: str = "", *, only_this_letter: bool = False) -> None:
        super().__init__(sentence, next_step)
        self.only_this_letter = only_this_letter


class SafetyStopError(SheetsyncError):
    """Going on might lose or double something; the next step names the flag that overrides."""

    exit_code = 4
