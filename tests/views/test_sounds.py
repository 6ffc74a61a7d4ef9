"""The sounds themselves: short, unlike each other, and played without waiting by what the system has."""

from __future__ import annotations

import io
import stat
import sys
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import settings
from app.presenters.cues import Cue
from app.views.sounds import LOUDNESS, OFF, RATE, TONES, Sounds, sound


def _samples(content: bytes) -> Sequence[int]:
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        samples = array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


@pytest.mark.parametrize("cue", list(Cue))
def test_every_cue_has_a_sound_of_400_ms_at_most_that_begins_and_ends_in_silence(cue: Cue) -> None:
    samples = _samples(sound(TONES[cue], LOUDNESS["loud"]))
    assert 0 < len(samples) * 1000 / RATE <= 400
    assert abs(samples[0]) < 100 and abs(samples[-1]) < 400
    assert 10_000 < max(samples) < 32_767


def test_the_design_s_tones_high_tick_two_low_rising_pair_one_low() -> None:
    def pitches(cue: Cue) -> list[int]:
        return [hertz for hertz, _ in TONES[cue] if hertz]

    assert pitches(Cue.CARD_READ)[0] > 1_000
    assert len(pitches(Cue.REFUSED)) == 2 and max(pitches(Cue.REFUSED)) < 400
    low, high = pitches(Cue.HANDED_OVER)
    assert low < high
    assert len(pitches(Cue.READER_LOST)) == 1 and pitches(Cue.READER_LOST)[0] < 400


def test_soft_is_softer_than_loud_and_the_settings_know_both() -> None:
    soft, loud = (max(_samples(sound(TONES[Cue.REFUSED], LOUDNESS[each]))) for each in ("soft", "loud"))
    assert soft * 3 < loud
    assert {OFF, *LOUDNESS} == set(settings.SOUNDS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows plays by itself")
def test_a_player_is_given_the_file_and_nobody_waits_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    player, heard = tmp_path / "player", tmp_path / "heard"
    player.write_text(f'#!/bin/sh\ncat "$1" > "{heard}.new"\nmv "{heard}.new" "{heard}"\n', "ascii")
    player.chmod(player.stat().st_mode | stat.S_IXUSR)
    sounds = Sounds((str(player),))
    sounds.play(Cue.HANDED_OVER, OFF)
    sounds.play(Cue.HANDED_OVER, "soft")
    qtbot.waitUntil(heard.exists)
    assert heard.read_bytes() == sound(TONES[Cue.HANDED_OVER], LOUDNESS["soft"])


def test_without_a_player_it_beeps_and_nothing_fails(qapp: QApplication) -> None:
    sounds = Sounds(("no-such-player",))
    for cue in Cue:
        sounds.play(cue, "loud")
