"""Another program holds the card, or the service does not answer: told in words, never waited for by the window."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer

from app.devices.events import CardKind
from app.devices.virtual_card import VirtualCard
from app.presenters.hand_over_steps import Step
from app.presenters.window import Reader
from tests.window.counter import PATIENCE, Counter, a_counter, ready_graduates
from tests.window.rig import PrivatePcscd, Slot, another_program

HELD_ELSEWHERE = "讀卡機 被其他程式占用"
CLOSE_IT = "其他程式正在使用讀卡機。請關閉該程式，或按 F3 查詢。"
BEAT_MS = 10


class Heart(QObject):
    """Counts a beat of Qt's loop every 10 ms; a peer thread, which nothing can block, counts the same and compares."""

    def __init__(self) -> None:
        super().__init__()
        self.beats = 0
        self.at_peer_beat: list[int] = []
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._over = threading.Event()
        self._peer = threading.Thread(target=self._watch, name="peer")

    def _beat(self) -> None:
        self.beats += 1

    def _watch(self) -> None:
        while not self._over.wait(BEAT_MS / 1000):
            self.at_peer_beat.append(self.beats)

    def __enter__(self) -> Heart:
        self._timer.start()
        self._peer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._over.set()
        self._peer.join()

    @property
    def longest_silence(self) -> float:
        """The longest while without a beat, as a share of the whole time."""
        longest = current = 0
        for before, after in zip(self.at_peer_beat, self.at_peer_beat[1:], strict=False):
            current = current + 1 if after == before else 0
            longest = max(longest, current)
        return longest / len(self.at_peer_beat)


@pytest.mark.parametrize("transaction", [False, True], ids=["exclusively", "in a transaction"])
def test_a_card_held_by_another_program_while_it_is_to_be_voided_is_told_and_voided_when_it_is_free(
    counter: Counter, slot: Slot, transaction: bool
) -> None:
    graduate = ready_graduates()[0]
    slot.put_on(counter.card_of(graduate))
    counter.until(lambda: counter.is_case_of(graduate))
    counter.walk(to=Step.TOGETHER)
    program = another_program("SCARD_SHARE_SHARED" if transaction else "SCARD_SHARE_EXCLUSIVE", transaction)
    with Heart() as heart:
        counter.pickup.next()
        counter.until(lambda: counter.presenter.screen.reader is Reader.HELD)
        counter.until(lambda: counter.reads(HELD_ELSEWHERE, "正在寫入晶片"))
    assert heart.longest_silence < 0.5, "the window stood still while it waited for the card"
    assert heart.beats > len(heart.at_peer_beat) / 4
    assert counter.recorded(graduate) == ("intended", "valid")
    program.kill()
    program.communicate()
    counter.until(lambda: counter.recorded(graduate) == ("done", "void"))
    counter.until(lambda: counter.reads("學生證已失效（蓋章與晶片）"))


def test_a_card_held_by_another_program_at_its_tap_is_told_with_what_to_do_and_read_when_it_is_free(
    school: Path, tmp_path: Path, slot: Slot
) -> None:
    graduate = ready_graduates()[0]
    slot.put_on(VirtualCard(graduate.uid))
    program = another_program("SCARD_SHARE_SHARED", transaction=True)
    with a_counter(school, tmp_path, slot) as counter:
        with Heart() as heart:
            counter.until(lambda: counter.presenter.screen.reader is Reader.HELD)
            counter.until(lambda: counter.reads(HELD_ELSEWHERE, CLOSE_IT))
        assert heart.longest_silence < 0.5
        program.kill()
        program.communicate()
        counter.until(lambda: counter.is_case_of(graduate))
        counter.until(lambda: counter.presenter.screen.reader is Reader.READY)


# ---------------------------------------------------------------------- the end of the day
@pytest.mark.parametrize("moment", ["idle", "writing"])
def test_the_process_ends_while_the_service_is_frozen_and_leaves_only_the_lanes_that_hang_in_it(
    school: Path, tmp_path: Path, pcscd: PrivatePcscd, slot: Slot, moment: str
) -> None:
    graduate = ready_graduates()[0]
    words = [sys.executable, "-m", "tests.window.leaving", str(school), str(tmp_path), moment]
    window = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        slot.put_on(VirtualCard(graduate.uid))
        assert window.stdout.readline() == "case\n"
        pcscd.freeze()
        told, complaints = window.communicate("\n", timeout=PATIENCE)
    finally:
        window.kill()
        pcscd.kill()
    assert window.returncode == 0, complaints
    end = json.loads(told.splitlines()[-1])
    assert end["ended"] is False
    assert set(end["left"]) <= {"card", "reader", "reader end"}, (
        "a lane that does not hang in the smart-card library ends"
    )


# ---------------------------------------------------------------------- ./desk reader
def test_desk_reader_prints_a_line_for_every_card_with_its_number_masked(pcscd: PrivatePcscd, slot: Slot) -> None:
    graduate = ready_graduates()[0]
    words = [sys.executable, "-m", "app.cli", "reader"]
    probe = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    assert probe.stdout is not None
    lines = []
    for card in (VirtualCard(graduate.uid), VirtualCard(graduate.uid, CardKind.CLASSIC_1K)):
        slot.put_on(card)
        while not lines or lines[-1]["event"] != "card":
            lines.append(json.loads(probe.stdout.readline()))
        slot.take_off()
        while lines[-1]["event"] != "removed":
            lines.append(json.loads(probe.stdout.readline()))
    probe.send_signal(signal.SIGINT)
    rest, complaints = probe.communicate(timeout=PATIENCE)
    assert (probe.returncode, rest, complaints) == (0, "", "")
    assert [line["event"] for line in lines] == ["service", "reader", "reader", "card", "removed", "card", "removed"]
    for line in lines:
        assert {"reader", "kind", "accepted", "code", "uid"} <= set(line)
    read, refused = lines[3], lines[5]
    masked = graduate.uid.hex().upper()[:4] + "****"
    assert (read["kind"], read["accepted"], read["code"], read["uid"]) == ("4k", True, None, masked)
    assert (refused["kind"], refused["accepted"], refused["code"], refused["uid"]) == ("1k", False, "card.old", None)
    assert graduate.uid.hex().upper() not in str(lines).upper()
