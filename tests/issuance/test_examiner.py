"""The examiner's lane and process: a list of real files goes through them, and a hostile one costs only itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk.verify_slips import Outcome
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.policy.verification import NOT_EXAMINED
from app.presenters.verify import VerifyPresenter
from app.threads.desk_line import InlineDeskLine
from app.threads.examiner import Examiner
from app.threads.examiner_line import ExaminerLine
from app.threads.limits import MIB, Limits
from tests.issuance.conftest import AT, a_pdf
from tests.issuance.school import School
from tests.issuance.test_attacks import issued as signed_with
from tests.issuance.verifying import Verifying, a_desk_of


@pytest.fixture
def verifying(tmp_path: Path) -> Iterator[Verifying]:
    school = School(f"sqlite:///{tmp_path / 'desk.db'}")
    yield Verifying(school, a_desk_of(school, tmp_path), Examiner(), tmp_path)
    school.close()


def test_a_folder_goes_through_the_real_lanes(
    qtbot: QtBot, verifying: Verifying, key: KeyPlace, tmp_path: Path
) -> None:
    _, pdf = verifying.issue(1, key, Bench())
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in (("a.pdf", pdf), ("b.pdf", pdf + b" "), ("c.pdf", a_pdf()), ("d.jpg", b"\xff\xd8")):
        (folder / name).write_bytes(content)
    lane = ExaminerLine()
    try:
        verify = VerifyPresenter(InlineDeskLine(verifying.desk), lane)
        verify.enter()
        verify.hand_in([str(folder)])
        qtbot.waitUntil(lambda: bool(verify.screen.entries) and not verify.screen.running, timeout=60_000)
        assert [each.verdict.code if each.verdict else "" for each in verify.screen.entries] == [
            "verification.good",
            "verification.altered",
            "verification.not_issued_here",
            "verification.not_pdf",
        ]
        assert verify.screen.count(Outcome.SUCCESS) == 1
    finally:
        assert lane.stop()


def test_the_lane_ends_while_a_file_is_being_examined(qtbot: QtBot, verifying: Verifying, tmp_path: Path) -> None:
    lane = ExaminerLine()
    warmed: list[object] = []
    lane.warm()
    lane.gather((), warmed.append)  # answered behind it
    qtbot.waitUntil(lambda: bool(warmed), timeout=60_000)
    pid = lane._examiner.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    verify = VerifyPresenter(InlineDeskLine(verifying.desk), lane)
    (tmp_path / "a.pdf").write_bytes(a_pdf())
    verify.hand_in([str(tmp_path / "a.pdf")])
    qtbot.waitUntil(lambda: bool(verify.screen.entries) and verify.screen.entries[0].known is not None)
    assert lane.stop()
    assert verify.screen.entries[0].verdict is None


def test_an_examiner_that_is_silent_answers_not_examined_and_the_next_file_finds_a_new_one(key: KeyPlace) -> None:
    examiner = Examiner(Limits(memory=1024 * MIB, processor=10, patience=60))
    try:
        examiner.warm()
        pid = examiner.pid
        assert pid is not None
        examiner._worker.limits = Limits(patience=0.05)
        os.kill(pid, signal.SIGSTOP)
        assert examiner.examine(signed_with(key), (), AT) == NOT_EXAMINED
        examiner._worker.limits = Limits()
        found = examiner.examine(signed_with(key), (), AT)
        assert found.signed
        assert not found.by_us
        assert examiner.pid != pid
    finally:
        examiner.stop()
