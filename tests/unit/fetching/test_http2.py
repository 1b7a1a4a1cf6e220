"""HTTP/2 over TLS: a server on loopback that speaks nothing else, with a certificate that was made for the test."""

import asyncio
import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.unit.fetching.test_client import QUICK, failure, fetch


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "loopback.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


class Server(asyncio.Protocol):
    """Answers every request over HTTP/2 with its path."""

    streams = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.connection.initiate_connection()
        self._send()

    def data_received(self, data: bytes) -> None:
        for event in self.connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                Server.streams += 1
                path = dict(event.headers)[b":path"]
                self.connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/plain")])
                self.connection.send_data(event.stream_id, path, end_stream=True)
        self._send()

    def _send(self) -> None:
        self.transport.write(self.connection.data_to_send())  # type: ignore[attr-defined]


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(["h2"])
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(Server, "127.0.0.1", 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def test_a_server_that_speaks_http2_only_is_understood(port: int, certificate: Path) -> None:
    found = fetch(f"https://127.0.0.1:{port}/a?b=1", context=ssl.create_default_context(cafile=str(certificate)))
    assert (found.status, found.body) == (200, b"/a?b=1")
    assert Server.streams == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(port: int) -> None:
    error = failure(f"https://127.0.0.1:{port}/", QUICK, context=None)
    assert error.reason == "fetch_failed"
    assert "certificate" in error.message.lower()
