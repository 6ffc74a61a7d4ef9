"""Throwaway keys and small PDFs for the signing tests."""

from __future__ import annotations

import array
import fcntl
import io
import os
import signal
import termios
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from reportlab.pdfgen.canvas import Canvas

from app.issuance import demo_authority
from app.issuance.keys import KeyPlace
from app.threads.workers import WorkerProcess

if TYPE_CHECKING:
    from app.issuance.bench import Bench
    from tests.issuance.mail_room import MailRoom
    from tests.issuance.school import School

AT = datetime(2025, 7, 16, 2, 0, tzinfo=UTC)


def a_pdf(text: str = "Degree certificate") -> bytes:
    """A one-page PDF, the same bytes each time."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True)
    canvas.drawString(72, 700, text)
    canvas.save()
    return stream.getvalue()


def a_key(folder: Path, kind: str = "rsa2048", passphrase: str = "open sesame", at: datetime = AT) -> KeyPlace:
    """A demo-marked PKCS#12 of the wanted kind in ``folder``."""
    private = (
        ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else rsa.generate_private_key(65537, int(kind[3:]))
    )
    root, container = demo_authority._make(at, "範例大學", private, passphrase)
    path = folder / f"{kind}.p12"
    path.write_bytes(container)
    path.with_suffix(".pem").write_bytes(root.public_bytes(Encoding.PEM))
    return KeyPlace(path, passphrase)


def keys_of_one_authority(folder: Path, count: int) -> list[KeyPlace]:
    """Keys of several customers of one authority: each has a certificate of its own, and all have the same root."""
    house, places = demo_authority._House.of("範例大學", AT), []
    for number in range(1, count + 1):
        path = folder / f"customer{number}.p12"
        path.write_bytes(house.registrar(rsa.generate_private_key(65537, 2048), "open sesame"))
        path.with_suffix(".pem").write_bytes(house.root.certificate.public_bytes(Encoding.PEM))
        places.append(KeyPlace(path, "open sesame"))
    return places


def root_of(place: KeyPlace) -> bytes:
    """The root's certificate, DER."""
    pem = place.path.with_suffix(".pem").read_bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def once_asked(worker: WorkerProcess, deed: Callable[[], object]) -> threading.Thread:
    """Halt the worker, and do the deed as soon as an order lies in its pipe: it is lost in the middle of its work."""
    pid, pipe = worker.pid, worker._pipe
    assert pid is not None
    assert pipe is not None
    os.kill(pid, signal.SIGSTOP)

    def watch() -> None:
        unread = array.array("i", [0])
        while not unread[0]:
            fcntl.ioctl(pipe.fileno(), termios.TIOCOUTQ, unread)
            threading.Event().wait(0.005)
        deed()

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


@pytest.fixture(scope="session", params=["rsa2048", "rsa3072", "p256"])
def each_key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_key(tmp_path_factory.mktemp("key"), request.param)


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_key(tmp_path_factory.mktemp("key"))


# ------------------------------------------------------------------ a school with something to issue
@pytest.fixture
def rules() -> Mapping[str, str]:
    """What its rules say otherwise than the sample's; a module of tests says so by a fixture of its own."""
    return {}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def school(request: pytest.FixtureRequest, tmp_path: Path, rules: Mapping[str, str]) -> Iterator[School]:
    from tests.issuance.school import School

    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'desk.db'}" if sqlite else request.getfixturevalue("postgresql_url")
    made = School(url, rules=rules)
    yield made
    made.close()


@pytest.fixture
def one_school(tmp_path: Path, rules: Mapping[str, str]) -> Iterator[School]:
    """On SQLite alone: the database has no part in what is tested."""
    from tests.issuance.school import School

    made = School(f"sqlite:///{tmp_path / 'desk.db'}", rules=rules)
    yield made
    made.close()


@pytest.fixture(scope="module")
def bench() -> Bench:
    from app.issuance.bench import Bench

    return Bench()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Where packages are put."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def room() -> Iterator[MailRoom]:
    """The mail server; where the platform is meant, a module has a room of its own."""
    from tests.issuance.mail_room import MailRoom

    made = MailRoom()
    made.controller.start()
    yield made
    made.controller.stop()
