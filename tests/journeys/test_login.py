"""The secretary logs in: her account makes the books, and the service account does the daily work in them."""

import stat
from collections.abc import Iterator

import pytest

from .cloud import DRIVE, ROBOT, SECRET, SECRETARY, Cloud, cloud_over, login_file, new_key
from .office import Office
from .small_town import BOOKS


@pytest.fixture(scope="module")
def key() -> str:
    return new_key()


@pytest.fixture
def cloud(office: Office, key: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    with cloud_over(office, key, monkeypatch) as found:
        yield found


def test_she_logs_in_once_and_her_login_is_hers_alone(cloud: Cloud) -> None:
    cloud.configure("oauth_client")
    done = cloud.office.run("login")
    assert (done.code, done.err) == (0, "")
    assert f"Đã đăng nhập Google bằng tài khoản {SECRETARY}." in done.words
    assert "7 ngày" in done.words
    kept = login_file(cloud.office)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert cloud.office.edition_folder not in kept.parents
    assert SECRET not in done.words
    assert "ya29" not in kept.read_text()


def test_the_secretary_makes_the_books_and_the_service_account_works_in_them(cloud: Cloud) -> None:
    cloud.configure("oauth_client", "service_account")
    office = cloud.office
    assert office.run("login").code == 0
    planned = office.run("provision", "--plan").out
    assert "\n  P4: p4@example.org\n" in planned
    assert " ".join(planned.split()).count(ROBOT) == 1, "the account that gets them all is told once"
    assert "Mọi bảng nêu trên: " in planned
    done = office.run("provision")
    assert done.code == 0, done
    assert tuple(cloud.ids) == BOOKS
    with cloud.person(SECRETARY) as secretary:
        for book in cloud.ids.values():
            fields = {"fields": "owners(emailAddress),permissions(emailAddress,role)"}
            file = secretary.get(f"{DRIVE}/files/{book}", params=fields).json()
            assert [owner["emailAddress"] for owner in file["owners"]] == [SECRETARY]
            roles = {one["emailAddress"]: one["role"] for one in file["permissions"]}
            assert roles[ROBOT] == "writer"
    assert office.run("login", "--logout").code == 0
    assert office.run("sync", "--json", "--no-mail").json["read"] == len(BOOKS), "the daily work needs no login"
    assert office.run("doctor").code == 0


def test_with_her_login_alone_every_command_works_as_she(cloud: Cloud) -> None:
    cloud.configure("oauth_client")
    office = cloud.office
    assert office.run("login").code == 0
    assert office.run("provision").code == 0
    assert office.run("sync", "--json", "--no-mail").json["read"] == len(BOOKS)
    assert f"Google nhận tài khoản {SECRETARY}." in office.run("doctor").words


@pytest.mark.parametrize("command", ["sync", "provision"])
def test_before_she_has_logged_in_she_is_told_to(cloud: Cloud, command: str) -> None:
    cloud.configure("oauth_client")
    done = cloud.office.run(command)
    assert done.code == 2
    assert "Chưa đăng nhập Google." in done.words
    assert "sheetsync login" in done.sentences[-1]


def test_a_login_that_is_over_leads_back_to_login_with_the_seven_days(cloud: Cloud) -> None:
    cloud.configure("oauth_client")
    cloud.agrees = SECRETARY
    assert cloud.office.run("login").code == 0
    kept = login_file(cloud.office)
    kept.write_text(kept.read_text().replace(f'"refresh_token": "{SECRETARY}"', '"refresh_token": "revoked"'))
    done = cloud.office.run("provision")
    assert done.code == 3
    assert "Phiên đăng nhập Google của thư ký đã hết hạn" in done.words
    assert "7 ngày" in done.words
    seen = cloud.office.run("doctor")
    assert seen.code == 1
    assert "✗ Đăng nhập" in seen.out
    assert "sheetsync login" in seen.words
    assert "? Khung bảng" in seen.out


def test_a_login_that_google_does_not_answer_leaves_the_one_of_before(cloud: Cloud) -> None:
    cloud.configure("oauth_client", "service_account")
    assert cloud.office.run("login").code == 0
    kept = login_file(cloud.office)
    before = kept.read_bytes()
    cloud.agrees = "revoked"
    done = cloud.office.run("login")
    assert done.code == 3
    assert "Đã đăng nhập" not in done.words
    assert kept.read_bytes() == before
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
    assert cloud.office.run("provision").code == 0, "she works on as before"


def test_a_first_login_that_google_does_not_answer_keeps_nothing(cloud: Cloud) -> None:
    cloud.configure("oauth_client")
    cloud.agrees = "revoked"
    assert cloud.office.run("login").code == 3
    assert "Chưa đăng nhập Google." in cloud.office.run("provision").words


def test_logging_out_deletes_the_login(cloud: Cloud) -> None:
    cloud.configure("oauth_client")
    cloud.office.run("login")
    kept = login_file(cloud.office)
    assert "Đã xóa phiên đăng nhập" in cloud.office.run("login", "--logout").out
    assert not kept.exists()
    again = cloud.office.run("login", "--logout")
    assert (again.code, again.out) == (0, "Trên máy này chưa có phiên đăng nhập nào.\n")


@pytest.mark.parametrize("ways", [(), ("service_account",)])
def test_without_a_client_it_is_said_what_to_configure(cloud: Cloud, ways: tuple[str, ...]) -> None:
    if ways:
        cloud.configure(*ways)
    done = cloud.office.run("login")
    assert done.code == 2
    assert "OAuth client" in done.words
    assert "docs/google.md" in done.sentences[-1]


def test_a_secret_in_the_folder_of_the_edition_is_told(cloud: Cloud) -> None:
    (cloud.office.edition_folder / "client.json").write_text('{"installed": {"client_secret": "x"}}')
    done = cloud.office.run("check")
    assert done.code == 2
    assert "client.json:1: [Sai] có nội dung khóa bí mật" in done.words
