"""Letters leaving: through a real mail server, and into a folder."""

import socket
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from mail_server import ENVIRON, SECRET, Certificate, Server, free_port, self_signed

from sheetsync.adapters.mail.letters import LetterScribe
from sheetsync.adapters.mail.postbox import FolderPostbox, SmtpPostbox
from sheetsync.adapters.memory.sqlite import SqliteMemory
from sheetsync.core.digest import Digest
from sheetsync.edition.model import Contact, Smtp
from sheetsync.errors import LetterRefusedError, SheetsyncError
from sheetsync.hands import Letter, Postbox

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
SCRIBE = LetterScribe(TEMPLATES, Contact(title="Văn phòng Ủy ban MTTQ Việt Nam Quận 5", email="vanphong@example.org"))
AT = datetime(2020, 11, 9, 8, 5, tzinfo=UTC)


def letter(name: str = "4", content_hash: str = "hash") -> Letter:
    """A letter as the scribe writes it."""
    digest = Digest(
        kind="unit",
        about=f"P{name}",
        title=f"Ban Thường trực Ủy ban MTTQ Việt Nam Phường {name}",
        email=f"p{name}@example.org",
        body="Ủy ban MTTQ Việt Nam Quận 5",
        edition="Thi đua năm 2020",
        year=2020,
        name=f"Phường {name}",
        unit_noun="phường",
        book_link="",
    )
    return SCRIBE.write(digest, content_hash, None, AT)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("certificate") / "server.pem")


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers; each with the arguments of aiosmtpd's own."""
    started: list[Controller] = []

    def start(**options: Any) -> Server:
        server = Server()
        controller = Controller(
            server, hostname="127.0.0.1", port=free_port(), authenticator=server.authenticate, **options
        )
        controller.start()
        started.append(controller)
        server.controller = controller
        return server

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture
def starttls(serve: Serve, certificate: Certificate) -> Server:
    """The usual server: STARTTLS and a login are required."""
    return serve(tls_context=certificate.server, require_starttls=True, auth_required=True)


@pytest.fixture
def plain(serve: Serve) -> Server:
    """A relay on this machine: no encryption, no login."""
    return serve()


def relay(server: Server) -> SmtpPostbox:
    return SmtpPostbox(server.smtp("none", login=False), {})


class TestServer:
    def test_a_letter_arrives_byte_for_byte_after_starttls_and_login(
        self, starttls: Server, certificate: Certificate
    ) -> None:
        with SmtpPostbox(starttls.smtp("starttls"), ENVIRON, trust=certificate.trust) as postbox:
            as_asked: Postbox = postbox
            as_asked.send(letter())
        (envelope,) = starttls.taken
        assert envelope.content == letter().message
        assert envelope.mail_from == "vanphong@example.org"
        assert envelope.rcpt_tos == ["p4@example.org"]
        assert starttls.logged_in

    def test_tls_from_the_first_byte(self, serve: Serve, certificate: Certificate) -> None:
        server = serve(ssl_context=certificate.server, auth_require_tls=False)
        with SmtpPostbox(server.smtp("tls"), ENVIRON, trust=certificate.trust) as postbox:
            postbox.send(letter())
        assert server.bodies == [letter().message]
        assert server.logged_in

    def test_a_relay_without_login(self, plain: Server) -> None:
        with relay(plain) as postbox:
            postbox.send(letter())
        assert plain.bodies == [letter().message]

    def test_a_line_that_is_a_dot_survives(self, plain: Server) -> None:
        dotted = Letter("k", "unit", "P4", "p4@example.org", b"From: <a@example.org>\r\n\r\n.\r\n..\r\nx\r\n")
        with relay(plain) as postbox:
            postbox.send(dotted)
        assert plain.bodies == [dotted.message]

    def test_greeting_logs_in_and_sends_nothing(self, starttls: Server, certificate: Certificate) -> None:
        with SmtpPostbox(starttls.smtp("starttls"), ENVIRON, trust=certificate.trust) as postbox:
            postbox.greet()
        assert starttls.logged_in
        assert starttls.taken == []

    def test_greeting_a_server_that_refuses_the_login_says_so(self, starttls: Server, certificate: Certificate) -> None:
        environ = {**ENVIRON, "MAIL_PASSWORD": "sai"}
        with (
            SmtpPostbox(starttls.smtp("starttls"), environ, trust=certificate.trust) as postbox,
            pytest.raises(LetterRefusedError, match="từ chối đăng nhập"),
        ):
            postbox.greet()

    def test_one_connection_carries_many_letters(self, plain: Server) -> None:
        with relay(plain) as postbox:
            for name in ("1", "2", "3"):
                postbox.send(letter(name))
        assert plain.bodies == [letter(name).message for name in ("1", "2", "3")]
        assert len(plain.connections) == 1

    def test_a_connection_that_dropped_is_opened_again(self, plain: Server) -> None:
        with relay(plain) as postbox:
            postbox.send(letter("1"))
            plain.drop_connections()
            postbox.send(letter("2"))
        assert plain.bodies == [letter("1").message, letter("2").message]
        assert len(plain.connections) == 2

    def test_a_server_that_goes_away_is_asked_once_more(self, plain: Server) -> None:
        plain.answers = ["421 4.7.0 qua so thu moi ket noi"]
        with relay(plain) as postbox:
            postbox.send(letter())
        assert plain.bodies == [letter().message]
        assert len(plain.connections) == 2

    def test_a_server_that_keeps_going_away_is_told(self, plain: Server) -> None:
        plain.answers = ["421 dong", "421 dong"]
        with relay(plain) as postbox, pytest.raises(SheetsyncError, match=r"không nhận thư .* \(421 dong\)"):
            postbox.send(letter())

    def test_a_letter_is_not_sent_twice_when_the_answer_is_lost(self, plain: Server) -> None:
        plain.answers = ["hang up"]
        with relay(plain) as postbox:
            with pytest.raises(SheetsyncError, match=r"Mất kết nối .* p4@example\.org") as stop:
                postbox.send(letter())
            assert "cùng mã thư" in stop.value.next_step
            postbox.send(letter("9"))
        assert plain.bodies == [letter().message, letter("9").message]

    def test_nothing_is_opened_before_the_first_letter(self) -> None:
        SmtpPostbox(Smtp(host="localhost", port=free_port()), {}).close()


class TestRefusals:
    def test_a_wrong_password_is_told_without_it(self, starttls: Server, certificate: Certificate) -> None:
        wrong = {"MAIL_USER": "vanphong", "MAIL_PASSWORD": "sai-" + SECRET}
        with (
            SmtpPostbox(starttls.smtp("starttls"), wrong, trust=certificate.trust) as postbox,
            pytest.raises(SheetsyncError, match="từ chối đăng nhập") as stop,
        ):
            postbox.send(letter())
        assert "MAIL_PASSWORD" in stop.value.next_step
        told = "".join(traceback.format_exception(stop.value)) + stop.value.next_step + repr(postbox)
        assert SECRET not in told
        assert starttls.taken == []

    def test_a_refused_login_is_not_tried_again(self, starttls: Server, certificate: Certificate) -> None:
        wrong = {"MAIL_USER": "vanphong", "MAIL_PASSWORD": "sai"}
        with SmtpPostbox(starttls.smtp("starttls"), wrong, trust=certificate.trust) as postbox:
            for name in ("1", "2", "3"):
                with pytest.raises(SheetsyncError, match="từ chối đăng nhập"):
                    postbox.send(letter(name))
        assert len(starttls.connections) == 1

    def test_a_refused_recipient_does_not_keep_the_others_back(self, plain: Server) -> None:
        plain.refused = frozenset({"p4@example.org"})
        with relay(plain) as postbox:
            with pytest.raises(SheetsyncError, match=r"từ chối người nhận p4@example\.org \(550 .*hop thu") as stop:
                postbox.send(letter("4"))
            assert "edition.yaml" in stop.value.next_step
            postbox.send(letter("9"))
        assert plain.bodies == [letter("9").message]
        assert len(plain.connections) == 1

    def test_a_refused_letter_is_told_in_the_words_of_the_server(self, plain: Server) -> None:
        plain.answers = ["554 5.7.1 bi coi la thu rac"]
        with relay(plain) as postbox, pytest.raises(SheetsyncError, match=r"554 5\.7\.1 bi coi la thu rac"):
            postbox.send(letter())

    def test_a_refused_sender_is_told(self, starttls: Server, certificate: Certificate) -> None:
        silent = SmtpPostbox(starttls.smtp("starttls", login=False), {}, trust=certificate.trust)
        with silent as postbox, pytest.raises(SheetsyncError, match=r"từ chối người gửi vanphong@example\.org"):
            postbox.send(letter())

    def test_no_server_there(self) -> None:
        with SmtpPostbox(Smtp(host="127.0.0.1", port=free_port(), security="none"), {}) as postbox:
            for _ in range(2):
                with pytest.raises(SheetsyncError, match=r"Không kết nối được máy chủ thư 127\.0\.0\.1:") as stop:
                    postbox.send(letter())
                assert "Kiểm tra mạng" in stop.value.next_step

    def test_a_server_that_never_answers(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            smtp = Smtp(host="127.0.0.1", port=silent.getsockname()[1], security="none")
            with (
                SmtpPostbox(smtp, {}, timeout=0.2) as postbox,
                pytest.raises(SheetsyncError, match=r"Không kết nối được .*timed out"),
            ):
                postbox.send(letter())

    def test_a_certificate_nobody_vouches_for(self, starttls: Server) -> None:
        with (
            SmtpPostbox(starttls.smtp("starttls"), ENVIRON) as postbox,
            pytest.raises(SheetsyncError, match=r"Chứng chỉ .* không tin cậy"),
        ):
            postbox.send(letter())
        assert not starttls.logged_in

    def test_a_server_without_starttls_gets_no_password(self, plain: Server) -> None:
        with (
            SmtpPostbox(plain.smtp("starttls"), ENVIRON) as postbox,
            pytest.raises(SheetsyncError, match="không hỗ trợ") as stop,
        ):
            postbox.send(letter())
        assert "security" in stop.value.next_step
        assert not plain.logged_in

    @pytest.mark.parametrize(
        ("options", "environ", "sentence"),
        [
            ({"user_env": "U", "password_env": "P"}, {"U": "x"}, "Chưa đặt biến môi trường P "),
            ({"user_env": "U", "password_env": "P"}, {"P": ""}, "Chưa đặt biến môi trường U và P "),
            ({"user_env": "U"}, {"U": "x"}, "mới khai một trong hai"),
            ({"user_env": "U", "password_env": "P", "security": "none"}, {"U": "x", "P": "x"}, "không mã hóa"),
            ({"user_env": "U", "password_env": "P"}, {"U": "x", "P": "lạ-quá"}, "ngoài bảng ASCII"),
        ],
    )
    def test_a_login_that_cannot_work_is_told_at_once(
        self, options: dict[str, Any], environ: dict[str, str], sentence: str
    ) -> None:
        with pytest.raises(SheetsyncError, match=sentence) as stop:
            SmtpPostbox(Smtp(host="smtp.example.org", **options), environ)
        assert stop.value.next_step
        assert "lạ-quá" not in stop.value.sentence


class TestOutboxAndServer:
    def test_a_kill_between_sent_and_marked_sends_the_same_bytes_again(self, tmp_path: Path, plain: Server) -> None:
        path = tmp_path / "memory.sqlite"
        with SqliteMemory(path) as killed, relay(plain) as postbox:
            killed.queue(letter(), "hash", AT)
            killed.claim(letter().key)
            postbox.send(letter())  # and here the process dies
        with SqliteMemory(path) as memory, relay(plain) as postbox:
            memory.queue(letter("4", "newer"), "newer", AT)
            for waiting in memory.waiting():
                memory.claim(waiting.key)
                postbox.send(waiting)
                memory.mark_sent(waiting.key, AT)
            assert memory.waiting() == ()
        assert plain.bodies == [letter().message, letter().message, letter("4", "newer").message]


class TestFolder:
    def test_a_letter_is_a_file_named_for_what_it_is(self, tmp_path: Path) -> None:
        one = letter()
        with FolderPostbox(tmp_path / "thư" / "đi") as postbox:
            as_asked: Postbox = postbox
            as_asked.send(one)
        (file,) = (tmp_path / "thư" / "đi").iterdir()
        assert file.name == f"unit-P4-{one.key[:12]}.eml"
        assert file.read_bytes() == one.message

    def test_the_same_letter_again_is_the_same_file(self, tmp_path: Path) -> None:
        postbox = FolderPostbox(tmp_path)
        postbox.send(letter())
        postbox.send(letter())
        postbox.send(letter("4", "newer"))
        assert len(list(tmp_path.iterdir())) == 2

    @pytest.mark.parametrize(
        ("about", "name"),
        [
            ("../../etc/x", "unit-etc-x-k.eml"),
            ("Đơn vị: Phường 4?", "unit-Don-vi-Phuong-4-k.eml"),
            ("a\\b\x00c\nd", "unit-a-b-c-d-k.eml"),
        ],
    )
    def test_a_file_name_is_safe_anywhere(self, tmp_path: Path, about: str, name: str) -> None:
        strange = Letter("k", "unit", about, "p4@example.org", b"x")
        FolderPostbox(tmp_path).send(strange)
        assert [file.name for file in tmp_path.iterdir()] == [name]

    def test_a_kill_leaves_no_half_letter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def killed(_self: Path, _target: Path) -> Path:
            raise KeyboardInterrupt

        postbox = FolderPostbox(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", killed)
            with pytest.raises(KeyboardInterrupt):
                postbox.send(letter())
        assert list(tmp_path.glob("*.eml")) == []
        postbox.send(letter())
        assert [file.read_bytes() for file in tmp_path.iterdir()] == [letter().message]

    def test_a_folder_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "tệp").touch()
        with pytest.raises(SheetsyncError, match="Không ghi được thư vào") as stop:
            FolderPostbox(tmp_path / "tệp").send(letter())
        assert stop.value.next_step
