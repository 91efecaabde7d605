"""A real mail server for a test, with a certificate of its own."""

import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sheetsync.edition.model import Smtp

SECRET = "mat-khau-rat-bi-mat"  # noqa: S105 - of a server that lives as long as a test
ENVIRON = {"MAIL_USER": "vanphong", "MAIL_PASSWORD": SECRET}


@dataclass
class Server:
    """A real server: what it took, who was logged in, and how it should behave next."""

    taken: list[Envelope] = field(default_factory=list)
    connections: list[SMTP] = field(default_factory=list)
    logged_in: set[str] = field(default_factory=set)
    refused: frozenset[str] = frozenset()
    answers: list[str] = field(default_factory=list)
    """What it answers to the next letters instead of taking them; "hang up" after taking one."""
    controller: Controller | None = None

    @property
    def bodies(self) -> list[bytes]:
        return [envelope.content for envelope in self.taken if isinstance(envelope.content, bytes)]

    def smtp(self, security: Literal["starttls", "tls", "none"], *, login: bool = True) -> Smtp:
        assert self.controller is not None
        names = {"user_env": "MAIL_USER", "password_env": "MAIL_PASSWORD"} if login else {}
        return Smtp(host="localhost", port=self.controller.port, security=security, **names)

    def drop_connections(self) -> None:
        """As a server does that has waited long enough."""
        assert self.controller is not None
        for connection in self.connections:
            assert connection.transport is not None
            self.controller.loop.call_soon_threadsafe(connection.transport.close)

    def authenticate(self, _server: SMTP, session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"vanphong", SECRET.encode())
        if good:
            self.logged_in.add(str(session.peer))
        return AuthResult(success=good, handled=False)

    # the hooks of aiosmtpd, by its names

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if server not in self.connections:
            self.connections.append(server)
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 khong co hop thu nay"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's names
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "hang up":
            assert server.transport is not None
            server.transport.close()
        if answer in ("250 OK", "hang up"):
            self.taken.append(envelope)
        return answer


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate for localhost: what the server shows, and how a client comes to trust it."""

    server: ssl.SSLContext
    trust: ssl.SSLContext


def self_signed(file: Path) -> Certificate:
    """Make a certificate; key and certificate are put into `file`, since a server takes them from nowhere else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = signed.public_bytes(serialization.Encoding.PEM)
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + pem
    )
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shown.load_cert_chain(file)
    return Certificate(shown, ssl.create_default_context(cadata=pem.decode("ascii")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
