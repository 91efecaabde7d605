"""`sheetsync login`: the secretary works under her own Google account."""

import os

import click

from sheetsync.adapters.google.account import (
    Account,
    browser_flow,
    forget_login,
    has_client,
    has_key,
    keep_login,
    log_in,
    login_credentials,
    login_of,
)
from sheetsync.adapters.google.clinic import GoogleClinic
from sheetsync.adapters.google.connect import connect_as
from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.errors import SheetsyncError


@click.command("login")
@click.option("--logout", is_flag=True, help="Forget the login kept on this computer.")
@click.pass_obj
def command(settings: Settings, *, logout: bool) -> int:
    """Log in to Google as the secretary, in the browser, and keep the login on this computer.

    It needs `google: oauth_client` (or `oauth_client_env`) in edition.yaml: the file of an OAuth client of the kind
    "Desktop app". The login is kept in your own folder of settings, readable by you alone. With it `provision`
    creates and shares books; where the edition names no service account, every command works under it.

    \b
    Examples:
      sheetsync -e config/quan5-2020 login
      sheetsync -e config/quan5-2020 login --logout
    """
    place = open_workplace(settings)
    if logout:
        forgotten = forget_login(place.login)
        screen.say("Đã xóa phiên đăng nhập trên máy này." if forgotten else "Trên máy này chưa có phiên đăng nhập nào.")
        return 0
    _log_in(place)
    return 0


def _log_in(place: Workplace) -> None:
    google = place.edition.google
    if google is None or not has_client(google):
        raise SheetsyncError(
            "Đợt này chưa khai báo OAuth client để thư ký đăng nhập.",
            "Làm theo docs/google.md, rồi ghi `oauth_client_env` vào mục google của edition.yaml.",
        )
    screen.say("Trình duyệt sắp mở: chọn tài khoản Google của cơ quan và bấm đồng ý.")
    granted = log_in(google, os.environ, browser_flow)
    # Nothing is kept before Google has said whose it is: a login of before goes on to work if that fails.
    with connect_as(Account(), lambda: login_credentials(login_of(granted)), place.edition.quota) as books:
        address = GoogleClinic(books).whoami()
    keep_login(granted, address, place.login)
    screen.say(f"Đã đăng nhập Google bằng tài khoản {address}.")
    daily = "tài khoản dịch vụ" if has_key(google) else "tài khoản này"
    screen.say(f"`sheetsync provision` tạo và chia sẻ bảng bằng tài khoản này; các lệnh khác dùng {daily}.")
    screen.say(
        "Nếu 7 ngày sau phải đăng nhập lại: màn hình đồng ý (OAuth consent screen) trong Google Cloud đang ở chế độ "
        "Testing; chuyển sang In production, hoặc cứ 7 ngày chạy lại `sheetsync login`."
    )
