"""The letters: each person is told what concerns her, once, over a real mail server."""

from asyncio.base_events import Server
from collections.abc import Iterator
from datetime import datetime, tzinfo
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

import sheetsync.cli.workplace

from .archive import Archive
from .office import Office, part, read_letter
from .small_town import RECIPIENTS


class PostOffice:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: dict[str, list[bytes]] = {}
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 khong co hop thu nay"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        for address in envelope.rcpt_tos:
            self.letters.setdefault(address, []).append(envelope.content)
        return "250 OK"

    def letter(self, address: str) -> EmailMessage:
        """The newest letter somebody got."""
        return read_letter(self.letters[address][-1])

    def told(self, address: str) -> str:
        """What it says, on one line."""
        return " ".join(part(self.letter(address), "plain").split())


class OnAnyPort(Controller):
    """aiosmtpd's server, which learns its port only when it listens."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has no types


@pytest.fixture
def post_office() -> Iterator[tuple[PostOffice, int]]:
    kept = PostOffice()
    controller = OnAnyPort(kept, hostname="127.0.0.1", port=0)
    controller.start()
    yield kept, controller.port
    controller.stop()


class Calendar:
    """What the computer takes for now; only a run on the day itself, not a rehearsal, sends real letters."""

    moment = "2020-11-05T08:00:00+07:00"

    @classmethod
    def now(cls, zone: tzinfo) -> datetime:
        return datetime.fromisoformat(cls.moment).astimezone(zone)


@pytest.fixture
def mailing(
    filled: Office, post_office: tuple[PostOffice, int], monkeypatch: pytest.MonkeyPatch
) -> tuple[Office, PostOffice]:
    """A full year with some mistakes, whose letters leave by a mail server, on a day of that year."""
    post, port = post_office
    smtp = f"  smtp: {{host: 127.0.0.1, port: {port}, security: none}}\n  committee:"
    filled.configure("edition.yaml", "  committee:", smtp)
    filled.type("P4", "self", "1.1", "points", "11")
    filled.type("TG", "points", "P10", "1.1", "")
    filled.moment = ""
    monkeypatch.setattr(Calendar, "moment", Calendar.moment)
    monkeypatch.setattr(sheetsync.cli.workplace, "datetime", Calendar)
    return filled, post


@pytest.fixture
def posted(mailing: tuple[Office, PostOffice], archive: Archive) -> tuple[Office, PostOffice]:
    """The same, with the letters of a first run already in people's hands."""
    office, post = mailing
    office.close()
    if archive.resume(office, "posted"):
        for path in (office.folder / ".sheetsync" / "post").iterdir():
            post.letters[path.name] = [path.read_bytes()]
    else:
        office.sync()
        office.close()
        (office.folder / ".sheetsync" / "post").mkdir()
        for address, letters in post.letters.items():
            (office.folder / ".sheetsync" / "post" / address).write_bytes(letters[-1])
        archive.keep(office, "posted")
    return office, post


def test_every_letter_arrives_once_with_both_parts_in_vietnamese(mailing: tuple[Office, PostOffice]) -> None:
    office, post = mailing
    done = office.sync()
    assert done["letters_sent"] == len(RECIPIENTS)
    assert sorted(post.letters) == sorted(RECIPIENTS)
    assert {len(letters) for letters in post.letters.values()} == {1}
    for address in RECIPIENTS:
        letter = post.letter(address)
        assert letter["To"].addresses[0].addr_spec == address
        assert letter["From"].addresses[0].addr_spec == "vanphong@example.org"
        assert str(letter["Subject"]).startswith("[Thi đua 2020] ")
        assert letter["Message-ID"]
        assert letter["Date"].datetime.isoformat() == "2020-11-05T08:00:00+07:00"
        assert "ỦY BAN MTTQ VIỆT NAM QUẬN 5" in part(letter, "plain")
        assert "<html" in part(letter, "html")
    assert office.sync()["letters_sent"] == 0
    assert {len(letters) for letters in post.letters.values()} == {1}
    assert not office.letters


def test_the_ward_is_told_its_findings_with_links_and_its_points(posted: tuple[Office, PostOffice]) -> None:
    office, post = posted
    told = post.told("p4@example.org")
    (finding,) = [row for row in office.findings() if row["book"] == "P4"]
    assert finding["message"] in told
    assert finding["link"] in told
    assert "Tổng điểm: 21,00" in told
    assert "Hạng" not in told.replace("thứ hạng", "")  # ranks are the committee's until it decides
    assert finding["link"].replace("&", "&amp;") in part(post.letter("p4@example.org"), "html")
    assert "Phường 10" not in told


def test_the_department_is_told_which_wards_it_has_not_scored(posted: tuple[Office, PostOffice]) -> None:
    _, post = posted
    told = post.told("tg@example.org")
    assert "Còn 1 phường chưa được chấm đủ điểm." in told
    assert "Phường 10: 1 tiêu chí" in told
    assert "đã chấm đủ điểm các phường" in post.told("vp@example.org")


def test_secretary_and_head_of_a_cluster_are_told_their_cluster_s_table(posted: tuple[Office, PostOffice]) -> None:
    _, post = posted
    for address in ("truong.c1@example.org", "thuky.c1@example.org"):
        told = post.told(address)
        assert "1. Phường 1" in told
        assert "2. Phường 4" in told
        assert "Phường 10" not in told
        assert "Phường 2" not in told


def test_the_committee_is_told_the_ranking(posted: tuple[Office, PostOffice]) -> None:
    _, post = posted
    told = post.told("btt@example.org")
    places = [told.index(words) for words in ("1. Phường 1", "2. Phường 4", "3. Phường 2", "4. Phường 10")]
    assert places == sorted(places)
    assert "Tổng điểm 23,75; dự kiến loại Xuất sắc" in told
    assert "1 phường chưa đủ số liệu" in told


def test_the_office_is_told_how_the_run_went(mailing: tuple[Office, PostOffice]) -> None:
    office, post = mailing
    office.client.del_spreadsheet(office.ids["C2"])
    office.sync()
    told = post.told("vanphong@example.org")
    assert "Số bảng đọc được: 7/8" in told
    assert "Cụm 2: Chưa đọc được" in told
    assert "Không tìm thấy bảng của Cụm 2." in told


def test_news_brings_a_new_letter_to_those_it_concerns_and_to_nobody_else(posted: tuple[Office, PostOffice]) -> None:
    office, post = posted
    office.type("TG", "points", "P10", "1.1", "7")
    Calendar.moment = "2020-11-05T10:00:00+07:00"
    office.sync()
    again = {address for address, letters in post.letters.items() if len(letters) == 2}
    assert again == {
        "p10@example.org", "tg@example.org", "thuky.c2@example.org", "btt@example.org", "vanphong@example.org",
    }  # fmt: skip
    first, second = (read_letter(content) for content in post.letters["tg@example.org"])
    assert first["Message-ID"] != second["Message-ID"]


def test_an_address_of_which_only_capitals_are_corrected_is_told_nothing_twice(
    posted: tuple[Office, PostOffice],
) -> None:
    office, post = posted
    office.configure("edition.yaml", "p4@example.org", "Mttq.P4@example.org")
    assert office.sync()["letters_sent"] == 1, "another address has been told nothing"
    office.configure("edition.yaml", "Mttq.P4@example.org", "mttq.P4@example.org")
    assert office.sync()["letters_sent"] == 0
    office.type("P4", "self", "1.1", "points", "9")
    office.sync()
    assert list(post.letters)[-1] == "mttq.P4@example.org", "letters go out as the address is written now"


def test_a_recipient_the_server_refuses_is_named_and_the_others_get_theirs(mailing: tuple[Office, PostOffice]) -> None:
    office, post = mailing
    post.refused.add("p4@example.org")
    done = office.run("sync", "--json")
    assert done.code == 3
    assert done.json["letters_sent"] == len(RECIPIENTS) - 1
    (failure,) = done.json["failures"]
    assert "p4@example.org" in failure
    assert "edition.yaml" in failure
    post.refused.clear()
    assert office.sync()["letters_sent"] == 1
    assert {len(letters) for letters in post.letters.values()} == {1}


def test_a_server_that_is_not_there_loses_no_letter(mailing: tuple[Office, PostOffice]) -> None:
    office, post = mailing
    path = office.edition_folder / "edition.yaml"
    configured = path.read_text(encoding="utf-8")
    path.write_text(configured.replace("security: none", "security: starttls"), encoding="utf-8")
    done = office.run("sync")
    assert done.code == 3
    assert "127.0.0.1" in done.words
    assert post.letters == {}
    assert office.see("master", "ranking", "P1", "total") == "23,75"
    path.write_text(configured, encoding="utf-8")
    assert office.sync()["letters_sent"] == len(RECIPIENTS)


def test_the_password_is_taken_from_the_environment_or_asked_for(
    mailing: tuple[Office, PostOffice], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, post = mailing
    office.configure("edition.yaml", "security: none", "security: none, user_env: MAIL_U, password_env: MAIL_P")
    done = office.run("sync")
    assert done.code == 2
    assert "MAIL_U và MAIL_P" in done.words
    assert "--no-mail" in done.words
    assert office.run("sync", "--dry-run").code == 1
    assert office.sync("--no-mail")["requests"]["writes"] == len(office.ids)
    monkeypatch.setenv("MAIL_U", "vanphong")
    monkeypatch.setenv("MAIL_P", "bi-mat")
    done = office.run("sync")
    assert "bi-mat" not in done.words
    assert post.letters == {}


@pytest.mark.parametrize("rehearsal", [("--local",), ("--at", "08g00 ngày 05/11/2020")])
def test_in_a_rehearsal_no_letter_leaves_the_disk(
    mailing: tuple[Office, PostOffice], rehearsal: tuple[str, ...]
) -> None:
    office, post = mailing
    assert office.run(*rehearsal, "sync").code == 1
    assert post.letters == {}
    assert len(office.letters) == len(RECIPIENTS)
