"""The service account: finding its key file and turning it into credentials. Nothing here ever prints the key."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from google.oauth2.service_account import Credentials

from sheetsync.edition.model import Google
from sheetsync.errors import ConfigError, ConfigProblem

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
"""Sheets to read and write; Drive to create and find books and to export them."""

_ADVICE = "tải khóa JSON của tài khoản dịch vụ trong Google Cloud (IAM > Service Accounts > Keys)"


def read_key(google: Google, environ: Mapping[str, str]) -> dict[str, Any]:
    """Read the key file that the edition names, by path or by the environment variable that holds the path.

    A relative path starts at the working directory. Raises ConfigError where there is no such key.
    """
    path = _path(google, environ)
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _problem(path, f"không mở được tệp khóa ({error.strerror}); {_ADVICE} rồi đặt ở đây") from error
    except ValueError:
        # No cause: a decoding error carries the text it failed on.
        raise _problem(path, f"tệp khóa không phải JSON; {_ADVICE}") from None
    if not isinstance(key, dict) or key.get("type") != "service_account":
        kind = key.get("type", "?") if isinstance(key, dict) else "?"
        raise _problem(path, f"đây không phải khóa của tài khoản dịch vụ (type: {kind}); {_ADVICE}")
    try:
        credentials(key)
    except ValueError:
        raise _problem(path, f"khóa trong tệp thiếu phần hoặc bị hỏng; {_ADVICE}") from None
    return key


def credentials(key: Mapping[str, Any]) -> Credentials:
    """Credentials of their own for one worker: refreshing a token is not promised to be safe between threads."""
    found: Credentials = Credentials.from_service_account_info(key, scopes=SCOPES)  # type: ignore[no-untyped-call]  # google-auth has no types here
    return found


def _path(google: Google, environ: Mapping[str, str]) -> Path:
    variable = google.service_account_env
    if variable and environ.get(variable):
        return Path(environ[variable]).expanduser()
    if google.service_account:
        return Path(google.service_account).expanduser()
    if variable:
        raise _problem(Path("edition.yaml"), f"biến môi trường {variable} chưa chứa đường dẫn tới tệp khóa; {_ADVICE}")
    raise _problem(Path("edition.yaml"), "google: chưa ghi service_account hoặc service_account_env")


def _problem(path: Path, message: str) -> ConfigError:
    return ConfigError((ConfigProblem(str(path), 1, message),))
