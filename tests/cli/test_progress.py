"""How far a long command is and when it will be done, where nobody's terminal shows a bar."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from app.cli import progress
from app.cli.progress import advancing


@pytest.fixture(autouse=True)
def each_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN_EVERY", 0.0)


def test_a_finish_time_goes_by_the_pace_and_not_by_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slow first one, for which everything is loaded, is not taken for the pace of all."""
    clock = [1_000_000.0]
    frozen = SimpleNamespace(
        monotonic=lambda: clock[0], time=lambda: clock[0], localtime=time.gmtime, strftime=time.strftime
    )
    monkeypatch.setattr(progress, "time", frozen)
    with advancing(601, "Issuing") as advanced:
        clock[0] += 60
        advanced(1)
        clock[0] += 10
        advanced(11)
        clock[0] += 590
        advanced(601)
    at = time.strftime("%H:%M", time.gmtime(1_000_000 + 660))
    assert capsys.readouterr().err.splitlines() == [
        "Issuing 1/601",
        f"Issuing 11/601 → {at}",
        f"Issuing 601/601 → {at}",
    ]


def test_one_alone_needs_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    with advancing(1, "Issuing") as advanced:
        advanced(1)
    assert capsys.readouterr().err == ""
