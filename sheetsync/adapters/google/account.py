"""Who we are to Google: a service account by its key, or the secretary by her login. Nothing here prints a secret."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials as UserCredentials
from google.oauth2.service_account import Credentials as KeyCredentials

from sheetsync.edition.model import Google
from sheetsync.errors import ConfigError, ConfigProblem, GoogleError, SheetsyncError

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
"""Sheets to read and write; Drive to create and find books and to export them."""

_KEY_ADVICE = "tải khóa JSON của tài khoản dịch vụ trong Google Cloud (IAM > Service Accounts > Keys)"
_CLIENT_ADVICE = "tải tệp JSON của OAuth client loại “Desktop app” trong Google Cloud (APIs & Services > Credentials)"
_NEEDED = ("client_id", "client_secret", "refresh_token", "token_uri")
"""What a kept login must hold to be of use."""

Flow = Callable[[Mapping[str, Any], Sequence[str]], UserCredentials]
"""Asks a person in her browser: the client as its file describes it, the scopes -> her credentials."""


@dataclass(frozen=True, slots=True)
class Account:
    """As whom books are opened."""

    address: str = ""
    """The address that books have to be shared with; empty where it is not known."""
    drive: str = ""
    """The shared drive for new books, if any."""
    keeper: str = ""
    """Who must be able to edit every new book, too: the service account, where the secretary creates for it."""


# --- the service account ---


def read_key(google: Google, environ: Mapping[str, str]) -> dict[str, Any]:
    """Read the key file that the edition names, by path or by the environment variable that holds the path.

    A relative path starts at the working directory. Raises ConfigError where there is no such key.
    """
    path = _path(google, environ, "service_account", f"tệp khóa; {_KEY_ADVICE}")
    key = _read_json(path, "tệp khóa", _KEY_ADVICE)
    if not isinstance(key, dict) or key.get("type") != "service_account":
        kind = key.get("type", "?") if isinstance(key, dict) else "?"
        raise _problem(path, f"đây không phải khóa của tài khoản dịch vụ (type: {kind}); {_KEY_ADVICE}")
    try:
        credentials(key)
    except ValueError:
        raise _problem(path, f"khóa trong tệp thiếu phần hoặc bị hỏng; {_KEY_ADVICE}") from None
    return key


class RobotCredentials(KeyCredentials):
    """The service account's credentials, which ask Google for tokens and for nothing else."""

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        """Say no, as google-auth's own credentials of persons do.

        By default it asks iamcredentials.googleapis.com, in a thread of its own past the gate and its timeouts, in
        which regions the account may work. That limits calls to Google Cloud; Sheets and Drive know no such limit.
        """
        return False


def credentials(key: Mapping[str, Any]) -> RobotCredentials:
    """Credentials of their own for one worker: refreshing a token is not promised to be safe between threads."""
    found: RobotCredentials = RobotCredentials.from_service_account_info(key, scopes=SCOPES)  # type: ignore[no-untyped-call]  # google-auth has no types here
    return found


def has_key(google: Google) -> bool:
    """True where the edition names a service account."""
    return bool(google.service_account or google.service_account_env)


# --- the secretary's login ---


class SecretaryCredentials(UserCredentials):
    """The secretary's credentials: a login that is over says so itself, wherever it is noticed."""

    def refresh(self, request: Any) -> None:
        """Get a new token. Raises GoogleError where Google no longer takes the login."""
        try:
            super().refresh(request)  # type: ignore[no-untyped-call]  # google-auth has no types here
        except RefreshError as error:
            if error.retryable:
                raise
            raise GoogleError(
                "Phiên đăng nhập Google của thư ký đã hết hạn hoặc bị thu hồi.",
                "Chạy lại `sheetsync login`. Nếu cứ 7 ngày lại hết hạn: màn hình đồng ý (OAuth consent screen) trong "
                "Google Cloud đang ở chế độ Testing; chuyển sang In production rồi đăng nhập lại.",
            ) from None  # the cause repeats what was sent


def read_client(google: Google, environ: Mapping[str, str]) -> dict[str, Any]:
    """Read the OAuth client's file that the edition names. Raises ConfigError where there is no such client."""
    path = _path(google, environ, "oauth_client", f"tệp OAuth client; {_CLIENT_ADVICE}")
    client = _read_json(path, "tệp OAuth client", _CLIENT_ADVICE)
    inner = client.get("installed") if isinstance(client, dict) else None
    if not isinstance(inner, dict) or not {"client_id", "client_secret"} <= inner.keys():
        raise _problem(path, f"đây không phải tệp OAuth client loại “Desktop app”; {_CLIENT_ADVICE}")
    found: dict[str, Any] = client
    return found


def has_client(google: Google) -> bool:
    """True where the edition lets the secretary work under her own account."""
    return bool(google.oauth_client or google.oauth_client_env)


def browser_flow(client: Mapping[str, Any], scopes: Sequence[str]) -> UserCredentials:
    """Gspread's own flow: the browser opens, the secretary agrees, Google calls back on this machine."""
    from gspread.auth import local_server_flow

    return local_server_flow(client, scopes)


def log_in(google: Google, environ: Mapping[str, str], flow: Flow) -> UserCredentials:
    """Have the secretary agree. Raises ConfigError where there is no client, SheetsyncError where she did not agree."""
    client = read_client(google, environ)
    try:
        granted = flow(client, SCOPES)
    except Exception as error:  # noqa: BLE001 - oauthlib, a browser, a small web server: anything may come of it
        raise SheetsyncError(
            f"Chưa đăng nhập được Google ({type(error).__name__}).",
            "Chạy lại `sheetsync login`, chọn tài khoản của cơ quan và bấm đồng ý trong trình duyệt trên máy này.",
        ) from None  # what went wrong may quote the secret
    if not granted.refresh_token:
        raise SheetsyncError(
            "Google không cấp quyền làm việc lâu dài cho lần đăng nhập này.",
            "Vào myaccount.google.com/permissions gỡ quyền của ứng dụng, rồi chạy lại `sheetsync login`.",
        )
    return granted


def login_of(granted: UserCredentials) -> dict[str, Any]:
    """What is kept of what she agreed to: never the token, which is of use to anybody for an hour."""
    found: dict[str, Any] = json.loads(granted.to_json("token"))  # type: ignore[no-untyped-call]  # google-auth has no types here
    return found


def keep_login(granted: UserCredentials, address: str, file: Path) -> None:
    """Keep a login in a file that only this user of the machine can read; whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)  # an older one might be readable by others
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump({**login_of(granted), "account": address}, out)
    draft.replace(file)


def read_login(file: Path) -> dict[str, Any]:
    """Read a kept login. Raises SheetsyncError where there is none, or none of use."""
    login: Any = None
    with suppress(OSError, ValueError):
        login = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(login, dict) or not all(isinstance(login.get(name), str) for name in _NEEDED):
        state = "Phiên đăng nhập Google đã lưu không đọc được." if file.exists() else "Chưa đăng nhập Google."
        raise SheetsyncError(state, "Chạy `sheetsync login`.")
    return login


def login_credentials(login: Mapping[str, Any]) -> SecretaryCredentials:
    """Credentials of their own for one worker, from a kept login."""
    return SecretaryCredentials(  # type: ignore[no-untyped-call]  # google-auth has no types here
        None,
        refresh_token=login["refresh_token"],
        client_id=login["client_id"],
        client_secret=login["client_secret"],
        token_uri=login["token_uri"],
        scopes=login.get("scopes") or SCOPES,
        account=login.get("account", ""),
    )


def forget_login(file: Path) -> bool:
    """Delete a kept login; returns whether there was one."""
    there = file.exists()
    file.unlink(missing_ok=True)
    return there


# --- both ---


def _path(google: Google, environ: Mapping[str, str], setting: str, what: str) -> Path:
    """Where a file is: the variable's word first, then the path of the edition."""
    variable, path = getattr(google, f"{setting}_env"), getattr(google, setting)
    if variable and environ.get(variable):
        return Path(environ[variable]).expanduser()
    if path:
        return Path(path).expanduser()
    if variable:
        raise _problem(Path("edition.yaml"), f"biến môi trường {variable} chưa chứa đường dẫn tới {what}")
    raise _problem(Path("edition.yaml"), f"google: chưa ghi {setting} hoặc {setting}_env")


def _read_json(path: Path, what: str, advice: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _problem(path, f"không mở được {what} ({error.strerror}); {advice} rồi đặt ở đây") from error
    except ValueError:
        # No cause: a decoding error carries the text it failed on.
        raise _problem(path, f"{what} không phải JSON; {advice}") from None


def _problem(path: Path, message: str) -> ConfigError:
    return ConfigError((ConfigProblem(str(path), 1, message),))
