"""A private pcscd with virtual readers: the real PC/SC stack under the tests, without touching the computer's own.

How this works: pcscd takes its socket from its parent (socket activation: descriptor 3 and LISTEN_FDS), so a test
binds one in a folder of its own; the client library looks for it in ``PCSCLITE_CSOCK_NAME``, **which it reads once
per process**, at the first PC/SC call. So there is one socket path per process, :data:`SOCKET`, set when this file is
imported, and every pcscd that this process starts, kills and starts again listens there. Test workers are processes,
so they never meet.

The reader is Debian's vpcd driver: a port on which a card connects. Ports are looked for, one private copy of the
driver serves one pcscd. Where the computer allows it, pcscd runs in a mount namespace of its own, so that
``/run/pcscd`` of a system pcscd stays as it is. pcscd looks at vpcd every 400 ms; a small preloaded library makes
that 10 ms.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from app.devices.events import CardSeen, CardTapped, CardUnreadable, WatchEvent
from app.devices.pcsc import PcscCards, PcscWatch
from app.devices.virtual_card import TWO_SLOTS, CardLeft, FirmwareHabits, ReaderFirmware, VirtualCard
from tests.devices.cards import next_of, tap

PCSCD = "/usr/sbin/pcscd"
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
FOLDER = Path(tempfile.mkdtemp(prefix="pcscd-"))
SOCKET = FOLDER / "pcscd.comm"
POLL_MS = 10
_TOO_LONG = b"\x3b" * 40  # an answer that no driver takes for an ATR
os.environ["PCSCLITE_CSOCK_NAME"] = str(SOCKET)
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

_FASTPOLL = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int nanosleep(const struct timespec *wanted, struct timespec *left)
{
	static int (*real)(const struct timespec *, struct timespec *);
	if (!real) real = dlsym(RTLD_NEXT, "nanosleep");
	if (wanted && wanted->tv_sec == 0 && wanted->tv_nsec == 400000000L) {
		struct timespec soon = { 0, %d * 1000000L };
		return real(&soon, left);
	}
	return real(wanted, left);
}
"""

_ANOTHER_PROGRAM = """
import sys
from smartcard import scard
mode, transaction = int(sys.argv[1]), sys.argv[2] == "transaction"
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
_, readers = scard.SCardListReaders(context, [])
result, card, _ = scard.SCardConnect(context, readers[0], mode, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1)
if transaction:
    scard.SCardBeginTransaction(card)
print(result, flush=True)
sys.stdin.read()
"""

# Runs between fork and pcscd: the socket becomes descriptor 3, and /run becomes private if it can.
_LAUNCHER = """
import ctypes, os, sys
fd = int(sys.argv[1])
if fd != 3:
    os.dup2(fd, 3)
os.set_inheritable(3, True)
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, CLONE_NEWUSER, MS_REC, MS_PRIVATE = 0x20000, 0x10000000, 0x4000, 0x40000
uid, gid = os.getuid(), os.getgid()
if libc.unshare(CLONE_NEWNS if uid == 0 else CLONE_NEWNS | CLONE_NEWUSER) == 0:
    if uid:
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    libc.mount(b"tmpfs", b"/run", b"tmpfs", 0, None)
libc.prctl(1, 9)  # die with the thread that started it, whatever becomes of it
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
if sys.argv[2]:
    os.environ["LD_PRELOAD"] = sys.argv[2]
os.execv(sys.argv[3], sys.argv[3:])
"""


def is_installed() -> bool:
    return Path(PCSCD).exists() and DRIVER.exists()


@functools.cache
def fastpoll() -> str:
    """The path of the preloaded library; empty where there is no compiler, and then tests are only slower."""
    if not (compiler := shutil.which("gcc") or shutil.which("cc")):
        return ""
    source, library = FOLDER / "fastpoll.c", FOLDER / "fastpoll.so"
    source.write_text(_FASTPOLL % POLL_MS)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, capture_output=True
    )
    return str(library)


def free_ports(count: int) -> int:
    """The first of ``count`` neighbouring ports that nobody listens on."""
    start = 20000 + os.getpid() * 37 % 12000
    for first in range(start, 60000, count):
        with contextlib.ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    probe = stack.enter_context(socket.socket())
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("", port))
            except OSError:
                continue
            return first
    raise RuntimeError("no free ports")


class PrivatePcscd:
    """One pcscd at :data:`SOCKET` with virtual readers of two slots each; may be killed and started again."""

    def __init__(self, readers: int = 1) -> None:
        first = free_ports(2 * readers)
        self.ports = [first + 2 * number for number in range(readers)]
        self.names = [f"Test PCD {number} 00 00" for number in range(readers)]
        self._folder = Path(tempfile.mkdtemp(prefix="conf-", dir=FOLDER))
        self._process: subprocess.Popen[bytes] | None = None
        self._log = self._folder / "pcscd.log"
        self._turn = threading.Lock()  # a card's thread may kill what the test starts again
        self.run = 0
        self.is_frozen = False
        self.plug(*range(readers))

    def plug(self, *numbers: int) -> None:
        """Which readers the next start finds."""
        configuration = ""
        for number in numbers:
            driver = self._folder / f"libifdvpcd{number}.so"  # vpcd keeps its slots in one table per loaded library
            if not driver.exists():
                shutil.copyfile(DRIVER.resolve(), driver)
            configuration += f'FRIENDLYNAME "Test PCD {number}"\nDEVICENAME /dev/null:{self.ports[number]}\n'
            configuration += f"LIBPATH {driver}\nCHANNELID {self.ports[number]}\n\n"
        folder = self._folder / "reader.conf.d"
        folder.mkdir(exist_ok=True)
        (folder / "vpcd").write_text(configuration)

    def start(self) -> PrivatePcscd:
        with self._turn:
            self._start()
        return self

    def _start(self) -> None:
        SOCKET.unlink(missing_ok=True)
        self.run += 1
        self.is_frozen = False
        with socket.socket(socket.AF_UNIX) as listening, self._log.open("wb") as log:
            listening.bind(str(SOCKET))
            listening.listen(16)
            SOCKET.chmod(0o666)
            number = str(listening.fileno())
            pcscd = [PCSCD, "--foreground", "--info", "-c", str(self._folder / "reader.conf.d")]
            self._process = subprocess.Popen(
                [sys.executable, "-c", _LAUNCHER, number, fastpoll(), *pcscd],
                pass_fds=[listening.fileno()],
                stdout=log,
                stderr=log,
            )

    def stop(self, how: int = signal.SIGTERM) -> None:
        with self._turn:
            if self._process is not None:
                self._process.send_signal(how)
                self._process.wait(10)
                self._process = None

    def kill(self) -> None:
        """As if it had crashed."""
        self.stop(signal.SIGKILL)

    def freeze(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        self.is_frozen = True

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def removals(self, reader: str) -> int:
        """How many cards this run of pcscd has noticed leaving the reader."""
        return self._log.read_text("utf-8", "replace").count(f"Card Removed From {reader}")


class Slot:
    """Where a card is laid: it connects to vpcd as the reader's antenna would.

    A card is taken off only when pcscd has given it power, and laid only when pcscd has noticed that the last one is
    gone. No hand is quicker; and a swap within one poll, after a power-up or a reset failed, pcscd 1.9.9 never notices.

    The wire is a length of two bytes, then: 00 power off, 01 on, 02 reset, 04 tell the ATR, anything else is an APDU.
    """

    def __init__(self, service: PrivatePcscd, number: int = 0, habits: FirmwareHabits = TWO_SLOTS) -> None:
        self.service, self.reader, self.port = service, service.names[number], service.ports[number]
        self.firmware = ReaderFirmware(habits)
        self.before_command: Callable[[int], None] = lambda count: None  # called with 1, 2, ... since the card was laid
        self.is_mute = False  # the card is felt, but once it has power it says nothing
        self._wire: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._run = 0
        self._given_power = False
        self._noticed = 0  # cards of this run that pcscd gave power, and so will notice leaving

    def put_on(self, card: VirtualCard) -> None:
        """Lay a card; waits until the reader's driver takes it."""
        self.take_off()
        self._wait_until_noticed()
        self._given_power = False
        self.firmware.lay(card)
        wire = self._connect()
        with self._lock:
            self._wire = wire
        self._thread = threading.Thread(target=self._serve, args=(wire,), name="vpcd slot", daemon=True)
        self._thread.start()

    def _wait_until_noticed(self) -> None:
        if self._run != self.service.run:
            self._run, self._noticed = self.service.run, 0
        self._wait_for(
            lambda: self.service.removals(self.reader) >= self._noticed, "pcscd never noticed that the card is gone"
        )

    def _wait_for(self, condition: Callable[[], bool], complaint: str) -> None:
        for _ in range(4000):
            if not self.service.is_running or self.service.is_frozen or condition():
                return
            threading.Event().wait(0.005)
        raise TimeoutError(complaint)

    def _connect(self) -> socket.socket:
        for _ in range(400):  # pcscd opens the port a few milliseconds after it was started
            try:
                wire = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            except ConnectionRefusedError:
                threading.Event().wait(0.025)
                continue
            wire.settimeout(None)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return wire
        raise TimeoutError(f"nobody listens on port {self.port}")

    def take_off(self) -> None:
        """Take the card away, once the reader has given it power; nothing happens when there is none."""
        if self._wire is not None and self.firmware.card is not None and self.firmware.card.atr:
            self._wait_for(lambda: self._given_power, "pcscd never gave the card power")
        self._cut()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(10)
            self._thread = None
        self.firmware.lift()

    def swap(self, card: VirtualCard) -> None:
        """Another card within one poll: to pcscd nothing happened, its handle stays good, but the number is new."""
        self.firmware.lay(card)
        self.firmware.power_on()

    def _cut(self) -> None:
        with self._lock:
            wire, self._wire = self._wire, None
        if wire is not None:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            wire.close()

    def _receive(self, wire: socket.socket, count: int) -> bytes:
        received = b""
        while len(received) < count:
            # vpcd sends length and payload apart: without this, Nagle and the delayed ACK cost 44 ms a command
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = wire.recv(count - len(received))
            if not part:
                raise EOFError
            received += part
        return received

    def _serve(self, wire: socket.socket) -> None:
        count = 0
        with contextlib.suppress(EOFError, OSError):
            while True:
                message = self._receive(wire, struct.unpack(">H", self._receive(wire, 2))[0])
                if len(message) == 1:
                    self._control(wire, message[0])
                    continue
                count += 1
                try:
                    self.before_command(count)
                    answer = self.firmware.transmit(message)
                except CardLeft:
                    self._cut()
                    return
                wire.sendall(struct.pack(">H", len(answer)) + answer)

    def _control(self, wire: socket.socket, what: int) -> None:
        card = self.firmware.card
        if what == 4 and card is not None:
            atr = _TOO_LONG if self.is_mute and self.firmware.powered else card.atr
            wire.sendall(struct.pack(">H", len(atr)) + atr)
        elif what == 0:
            self.firmware.power_off()
        elif what == 1:
            self._noticed += not self._given_power
            self._given_power = True
            self.firmware.power_on()
        elif what == 2:
            self.firmware.reset()


class Desk:
    """One watch and one card lane, both on the calling thread."""

    def __init__(self) -> None:
        self.watch = PcscWatch()
        self.events: Iterator[WatchEvent] = iter(self.watch)
        self.cards = PcscCards()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.watch.stop()
        for _event in self.events:
            pass
        self.cards.close()

    def next_card(self) -> CardSeen:
        return next_of(self.events, CardSeen)

    def tap(self) -> CardTapped | CardUnreadable:
        return tap(self.cards, self.next_card())


def another_program(mode: str, transaction: bool = False) -> subprocess.Popen[str]:
    """A process that connects to the first reader and keeps it until it is killed or its input ends."""
    from smartcard import scard

    program = subprocess.Popen(
        [sys.executable, "-c", _ANOTHER_PROGRAM, str(getattr(scard, mode)), "transaction" if transaction else ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline().strip() == "0"
    return program


@contextlib.contextmanager
def a_desk_reader(habits: FirmwareHabits = TWO_SLOTS) -> Iterator[tuple[PrivatePcscd, Slot]]:
    """A running pcscd with one virtual reader, and the slot on which to lay cards."""
    service = PrivatePcscd().start()
    slot = Slot(service, habits=habits)
    try:
        yield service, slot
    finally:
        slot.take_off()
        service.stop(signal.SIGKILL)
