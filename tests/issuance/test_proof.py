"""The proof of the day, asked for over the network as it is with a real authority's certificate."""

from __future__ import annotations

import gc
import threading
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import AuthorityInformationAccessOID

from app.errors import Trouble
from app.issuance import demo_authority
from app.issuance.proof import FRESH, Chain, gather

NOW = datetime.now(UTC).replace(microsecond=0)
PASSPHRASE = "open sesame"


class Responder(HTTPServer):
    """The issuer's responder on this computer: it has one answer, or none."""

    answer = b""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Window)


class Window(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Responder)
        self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.answer:
            self.send_error(503)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/ocsp-response")
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def responder() -> Iterator[Responder]:
    server = Responder()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chain(responder: Responder, monkeypatch: pytest.MonkeyPatch) -> Chain:
    """A registrar's certificate that names this responder, and the root that signed it; the responder knows it."""
    place = x509.UniformResourceIdentifier(f"http://127.0.0.1:{responder.server_port}/")
    named = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
    monkeypatch.setattr(demo_authority, "_RESPONDER", x509.AuthorityInformationAccess([named]))
    house = demo_authority._House.of("範例大學", NOW - timedelta(hours=1))
    house = replace(house, issuing=house.root)
    container = house.registrar(ec.generate_private_key(ec.SECP256R1()), PASSPHRASE)
    responder.answer = house.answer(container, PASSPHRASE)
    own = load_pkcs12(container, PASSPHRASE.encode()).cert
    assert own is not None
    return own.certificate, house.root.certificate


@pytest.fixture
def nothing_left_open() -> Iterator[None]:
    """No connection is still open when nobody holds it any more."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", ResourceWarning)
        yield
        gc.collect()
    assert [str(each.message) for each in heard] == []


@pytest.mark.usefixtures("nothing_left_open")
def test_an_issuer_s_answer_is_fetched_and_the_connection_is_closed(chain: Chain, responder: Responder) -> None:
    found = gather([chain], NOW)
    assert [each.dump() for each in found.ocsps] == [responder.answer]
    assert (found.crls, found.until) == ((), NOW + FRESH)


@pytest.mark.usefixtures("nothing_left_open")
def test_an_issuer_that_gives_no_answer_lets_the_job_wait_and_the_connection_is_closed(
    chain: Chain, responder: Responder
) -> None:
    responder.answer = b""
    with pytest.raises(Trouble) as caught:
        gather([chain], NOW)
    assert (caught.value.code, caught.value.retryable) == ("revocation.unknown", True)
