"""Where letters go: a mail server over SMTP, or a folder of .eml files."""

import re
import smtplib
import ssl
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from pathlib import Path
from typing import Self

from sheetsync.edition.model import Smtp
from sheetsync.errors import LetterRefusedError, SheetsyncError
from sheetsync.hands import Letter

TIMEOUT = 30.0
"""Seconds a mail server may take for one answer."""

HELLO = "[127.0.0.1]"
"""How we introduce ourselves: a machine's own name may be no good name, and asking for it may take long."""

ALIVE = 250
GOING_AWAY = 421
"""The server's word for "I close this connection": it has not taken what was offered last."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SmtpPostbox:
    """`hands.Postbox` over SMTP: one connection, opened at the first letter, kept for the next, reopened when it drops.

    `environ` holds user and password under the names that `smtp` gives; SheetsyncError where they are not there.
    `trust` says which certificates are good, by default those the system trusts. A server that could not be reached or
    refused the login is not tried again: every further letter fails at once, in the same words.
    """

    def __init__(
        self, smtp: Smtp, environ: Mapping[str, str], *, trust: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._smtp = smtp
        self._login = _login(smtp, environ)
        self._trust = trust
        self._timeout = timeout
        self._client: smtplib.SMTP | None = None
        self._refusal: tuple[str, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the server; twice is once."""
        if self._client is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._client.quit()
            self._drop()

    def send(self, letter: Letter) -> None:
        """Send one letter, its bytes as they are.

        Raises LetterRefusedError where it certainly has not left, SheetsyncError where nobody can know.
        """
        try:
            self._hand_over(letter)
        except (smtplib.SMTPException, OSError) as error:
            if _answer(error)[0] != GOING_AWAY:
                raise self._not_sent(letter, error) from error
            self._drop()
            try:
                self._hand_over(letter)
            except (smtplib.SMTPException, OSError) as again:
                raise self._not_sent(letter, again) from again

    def greet(self) -> None:
        """Connect and log in, without sending anything. Raises LetterRefusedError."""
        self._connected()

    def _hand_over(self, letter: Letter) -> None:
        sender = parseaddr(str(BytesHeaderParser().parsebytes(letter.message)["From"]))[1]
        self._connected().sendmail(sender, [letter.recipient], letter.message)

    def _connected(self) -> smtplib.SMTP:
        """The connection, alive a moment ago: of a letter given to a dead one nobody knows whether it left."""
        if self._client is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._client.noop()[0] == ALIVE:
                    return self._client
            self._drop()
        if self._refusal is not None:
            raise LetterRefusedError(*self._refusal)
        try:
            self._client = self._dialled()
        except (smtplib.SMTPException, OSError) as error:
            self._refusal = self._why_not_connected(error)
            raise LetterRefusedError(*self._refusal) from error
        return self._client

    def _dialled(self) -> smtplib.SMTP:
        host, port, security = self._smtp.host, self._smtp.port, self._smtp.security
        trust = self._trust or ssl.create_default_context()
        client = (
            smtplib.SMTP_SSL(host, port, HELLO, timeout=self._timeout, context=trust)
            if security == "tls"
            else smtplib.SMTP(host, port, HELLO, timeout=self._timeout)
        )
        try:
            if security == "starttls":
                client.starttls(context=trust)
            if self._login is not None:
                client.login(*self._login)
        except BaseException:
            client.close()
            raise
        return client

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _why_not_connected(self, error: Exception) -> tuple[str, str]:
        """What a person is told, and what to do: never what the server echoes during a login."""
        server = f"{self._smtp.host}:{self._smtp.port}"
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return (
                f"Máy chủ thư {server} từ chối đăng nhập (mã {error.smtp_code}).",
                f"Kiểm tra giá trị biến môi trường {self._smtp.user_env} và {self._smtp.password_env} rồi chạy lại.",
            )
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return (
                f"Máy chủ thư {server} không hỗ trợ cách kết nối hoặc đăng nhập đã khai.",
                "Kiểm tra `security` (starttls, tls, none) và cổng của `smtp` trong edition.yaml.",
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return (
                f"Chứng chỉ của máy chủ thư {server} không tin cậy được ({error.verify_message}).",
                "Kiểm tra tên máy chủ trong edition.yaml đúng với chứng chỉ; chưa gửi thư nào.",
            )
        return (
            f"Không kết nối được máy chủ thư {server} ({_told(error)}).",
            "Kiểm tra mạng, và `host`, `port`, `security` của `smtp` trong edition.yaml; thư vẫn còn trong hộp chờ.",
        )

    def _not_sent(self, letter: Letter, error: Exception) -> SheetsyncError:
        """The failure of one letter: definite where the server said no, open where the connection broke meanwhile."""
        code, reply = _answer(error)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return LetterRefusedError(
                f"Máy chủ thư từ chối người nhận {letter.recipient} ({code} {reply}).",
                "Kiểm tra địa chỉ đó trong edition.yaml rồi chạy lại.",
                only_this_letter=True,
            )
        if isinstance(error, smtplib.SMTPSenderRefused):
            return LetterRefusedError(
                f"Máy chủ thư từ chối người gửi {error.sender} ({code} {reply}).",
                "Dùng địa chỉ `sender` mà tài khoản thư được phép gửi.",
            )
        if isinstance(error, smtplib.SMTPResponseException):
            return LetterRefusedError(
                f"Máy chủ thư không nhận thư gửi {letter.recipient} ({code} {reply}).",
                "Chạy lại sau ít phút; vẫn không được thì hỏi người quản trị máy chủ thư.",
            )
        return SheetsyncError(
            f"Mất kết nối với máy chủ thư khi đang gửi cho {letter.recipient} ({_told(error)}).",
            "Chạy lại: đúng thư này được gửi lần nữa với cùng mã thư, hộp thư nhận sẽ nhận ra nếu đã có.",
        )


class FolderPostbox:
    """`hands.Postbox` into a folder, made where missing: one `{kind}-{about}-{key}.eml` per letter.

    The same letter again writes the same file. Raises SheetsyncError where the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open; here so that both postboxes are used alike."""

    def path(self, letter: Letter) -> Path:
        """Where a letter is put."""
        return self.folder / f"{_file_name(letter.kind)}-{_file_name(letter.about)}-{_file_name(letter.key[:12])}.eml"

    def send(self, letter: Letter) -> None:
        """Put one letter into the folder, whole or not at all."""
        path = self.path(letter)
        draft = path.with_suffix(".tmp")  # its name is the letter's: what a kill leaves behind is written over
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(letter.message)
            draft.replace(path)
        except OSError as error:
            raise LetterRefusedError(
                f"Không ghi được thư vào {path} ({error.strerror or error}).",
                "Kiểm tra đĩa còn chỗ trống và thư mục cho phép ghi rồi chạy lại.",
            ) from error


def _login(smtp: Smtp, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Give user and password; None where the server asks for none."""
    if smtp.user_env is None and smtp.password_env is None:
        return None
    if smtp.user_env is None or smtp.password_env is None:
        raise SheetsyncError(
            "Cấu hình `smtp` mới khai một trong hai: `user_env` và `password_env`.", "Khai cả hai, hoặc bỏ cả hai."
        )
    missing = [name for name in (smtp.user_env, smtp.password_env) if not environ.get(name)]
    if missing:
        raise SheetsyncError(
            f"Chưa đặt biến môi trường {' và '.join(missing)} để đăng nhập máy chủ thư.",
            "Đặt biến đó rồi chạy lại, hoặc chạy với --no-mail.",
        )
    if smtp.security == "none" and smtp.host not in LOOPBACK:
        raise SheetsyncError(
            f"Không gửi mật khẩu đến {smtp.host} qua kết nối không mã hóa.",
            "Đổi `security` của `smtp` trong edition.yaml thành starttls hoặc tls.",
        )
    user, password = environ[smtp.user_env], environ[smtp.password_env]
    if not (user.isascii() and password.isascii()):
        raise SheetsyncError(
            f"Giá trị của {smtp.user_env} hoặc {smtp.password_env} có ký tự ngoài bảng ASCII (như chữ có dấu).",
            "Đặt lại biến đó: tắt bộ gõ tiếng Việt khi gõ mật khẩu.",
        )
    return user, password


def _answer(error: Exception) -> tuple[int, str]:
    """Give the server's code and words; (0, "") where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))  # there was one recipient
        return code, _words(reply)
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, _words(error.smtp_error)
    return 0, ""


def _words(reply: bytes | str) -> str:
    return " ".join((reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply).split())


def _told(error: Exception) -> str:
    return _words(getattr(error, "strerror", None) or str(error)) or type(error).__name__


def _file_name(text: str) -> str:
    """Part of a file's name on any system: letters without marks, digits, dot, dash, underscore."""
    plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^A-Za-z0-9._]+", "-", "".join(char for char in plain if not unicodedata.combining(char))).strip(
        "-."
    )
