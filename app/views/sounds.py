"""The four sounds of the counter, made of sine tones: none is longer than 400 ms, none says a name.

Played by what the system has: Windows' own player, else a player program; a computer with neither beeps. Where there is
no sound device at all, nothing happens: what a sound tells stands on the screen as well.
"""

from __future__ import annotations

import contextlib
import io
import math
import sys
import wave
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QTemporaryDir
from PySide6.QtWidgets import QApplication

from app.presenters.cues import Cue

RATE = 22_050
OFF = "off"
LOUDNESS: Mapping[str, float] = MappingProxyType({"soft": 0.12, "loud": 0.6})
Tones = Sequence[tuple[int, int]]  # hertz (0 is silence) and milliseconds
TONES: Mapping[Cue, Tones] = MappingProxyType(
    {
        Cue.CARD_READ: ((1_320, 45),),
        Cue.REFUSED: ((330, 130), (0, 60), (294, 170)),
        Cue.HANDED_OVER: ((660, 130), (880, 200)),
        Cue.READER_LOST: ((262, 300),),
    }
)
PLAYERS = ("pw-play", "paplay", "aplay", "afplay")


def sound(tones: Tones, loudness: float) -> bytes:
    """A WAV of these tones; each swells and fades for 8 ms, so that nothing clicks."""
    samples = array("h")
    for hertz, milliseconds in tones:
        number = RATE * milliseconds // 1000
        edge = RATE * 8 // 1000
        for place in range(number):
            swell = min(1.0, place / edge, (number - place) / edge)
            samples.append(round(32_767 * loudness * swell * math.sin(math.tau * hertz * place / RATE)))
    if sys.byteorder == "big":
        samples.byteswap()
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return stream.getvalue()


class Sounds(QObject):
    """Plays cues. ``players`` are the programs to look for where the system has no player of its own."""

    def __init__(self, players: Sequence[str] = PLAYERS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = QTemporaryDir()  # goes with this object
        found = (QStandardPaths.findExecutable(each) for each in players)
        self._player = next((each for each in found if each), "")

    def play(self, cue: Cue, loudness: str) -> None:
        """Begin the sound and return at once; ``loudness`` is off, soft or loud."""
        if loudness == OFF:
            return
        if sys.platform == "win32":
            import winsound

            with contextlib.suppress(RuntimeError):  # no sound device
                winsound.PlaySound(
                    str(self._file(cue, loudness)), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
                )
        elif self._player:
            process = QProcess(self)
            process.setProgram(self._player)
            process.setArguments([str(self._file(cue, loudness))])
            for silence in (process.setStandardOutputFile, process.setStandardErrorFile):
                silence(QProcess.nullDevice())
            process.startDetached()
            process.deleteLater()
        else:
            QApplication.beep()

    def _file(self, cue: Cue, loudness: str) -> Path:
        file = Path(self._folder.filePath(f"{cue.value}-{loudness}.wav"))
        if not file.exists():
            file.write_bytes(sound(TONES[cue], LOUDNESS[loudness]))
        return file
