"""Which cards a model of reader may accept, and where it keeps keys: data in ``resources/readers/*.toml``.

How this works: a reader is known by its PC/SC name; the first file (in order of file name, ``default.toml`` last)
with a pattern that fits speaks for it. A file lists ATRs by kind of card (``..`` stands for any byte) and the key
slots to try. Readers do not build ATRs alike (an ACCESS-IS ATR110 says 04 where others say 02), so a list is never
shared by guess: an ATR that is not listed for the model is a card that is not known.

Files are read strictly: an unknown key, a wrong type or a bad ATR stops with ``reader.list_invalid``, naming file and
key.
"""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.devices.apdu import KeyType
from app.devices.events import CardKind
from app.errors import Trouble

READERS_FOLDER = Path(__file__).resolve().parent.parent.parent / "resources" / "readers"
_KEYS = {"model", "reader_names", "key_slots", "source", "atr"}
_DEFAULT = "default.toml"


@dataclass(frozen=True, slots=True)
class KeySlot:
    """One way a reader takes a key: P1 and P2 of FF 82, and the slot number to name in FF 86."""

    p1: int
    p2: int
    auth: int
    p2_is_key_type: bool = False

    def load_to(self, key_type: KeyType) -> tuple[int, int]:
        """P1 and P2 for this key."""
        return self.p1, int(key_type) if self.p2_is_key_type else self.p2


SLOTS: Mapping[str, KeySlot] = {
    "00 00": KeySlot(0x00, 0x00, 0x00),
    "00 20": KeySlot(0x00, 0x20, 0x20),
    "20 00": KeySlot(0x20, 0x00, 0x00),
    "00 type": KeySlot(0x00, 0x60, 0x00, p2_is_key_type=True),
    "00 01": KeySlot(0x00, 0x01, 0x01),
}


@dataclass(frozen=True, slots=True)
class AtrPattern:
    """An ATR with free places."""

    bytes_: tuple[int | None, ...]
    kind: CardKind

    def fits(self, atr: bytes) -> bool:
        return len(atr) == len(self.bytes_) and all(
            want is None or want == got for want, got in zip(self.bytes_, atr, strict=True)
        )


@dataclass(frozen=True, slots=True)
class ReaderModel:
    """What is known of one model of reader."""

    model: str
    reader_names: tuple[str, ...]
    key_slots: tuple[KeySlot, ...]
    patterns: tuple[AtrPattern, ...]

    def speaks_for(self, reader: str) -> bool:
        return any(fnmatch.fnmatchcase(reader.casefold(), pattern.casefold()) for pattern in self.reader_names)

    def kind(self, atr: bytes) -> CardKind:
        """The kind of card, UNKNOWN unless the list names it."""
        return next((pattern.kind for pattern in self.patterns if pattern.fits(atr)), CardKind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ReaderModels:
    """All models, the default last."""

    models: tuple[ReaderModel, ...]

    def of(self, reader: str) -> ReaderModel:
        return next(model for model in self.models if model.speaks_for(reader))


@lru_cache(maxsize=4)
def load_reader_models(folder: Path = READERS_FOLDER) -> ReaderModels:
    """Read every list. Raises Trouble ``reader.list_invalid`` with file, key and why."""
    files = sorted(folder.glob("*.toml"), key=lambda file: (file.name == _DEFAULT, file.name))
    if not files or files[-1].name != _DEFAULT:
        raise _invalid(folder / _DEFAULT, "reader_names", "the default list is missing")
    models = tuple(_read(file) for file in files)
    if models[-1].reader_names != ("*",):
        raise _invalid(files[-1], "reader_names", 'the default list must speak for every reader: ["*"]')
    return ReaderModels(models)


def _read(file: Path) -> ReaderModel:
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise _invalid(file, "", str(error)) from error
    if strange := sorted(table.keys() - _KEYS):
        raise _invalid(file, strange[0], "is not a key of a reader list")
    return ReaderModel(
        model=_text(file, table, "model"),
        reader_names=_texts(file, table, "reader_names"),
        key_slots=tuple(_slot(file, text) for text in _texts(file, table, "key_slots")),
        patterns=_patterns(file, table.get("atr")),
    )


def _patterns(file: Path, table: Any) -> tuple[AtrPattern, ...]:
    if not isinstance(table, dict) or not table:
        raise _invalid(file, "atr", "must be a table with lists of ATRs by kind of card")
    patterns: list[AtrPattern] = []
    for name in table:
        if name not in (CardKind.CLASSIC_4K, CardKind.CLASSIC_1K):
            raise _invalid(file, f"atr.{name}", "is not a kind of card; say 4k or 1k")
        patterns += [_pattern(file, text, CardKind(name)) for text in _texts(file, table, name, "atr.")]
    return tuple(patterns)


def _pattern(file: Path, text: str, kind: CardKind) -> AtrPattern:
    try:
        found = tuple(None if part == ".." else bytes.fromhex(part)[0] for part in text.split())
    except (ValueError, IndexError) as error:
        raise _invalid(file, f"atr.{kind}", f"is not an ATR: {text}") from error
    if not 2 <= len(found) <= 33 or found[0] is None:
        raise _invalid(file, f"atr.{kind}", f"is not an ATR: {text}")
    return AtrPattern(found, kind)


def _slot(file: Path, text: str) -> KeySlot:
    if text not in SLOTS:
        raise _invalid(file, "key_slots", f"{text!r} is not one of {', '.join(SLOTS)}")
    return SLOTS[text]


def _text(file: Path, table: Mapping[str, Any], key: str) -> str:
    if not isinstance(table.get(key), str) or not table[key]:
        raise _invalid(file, key, "must be a text")
    return str(table[key])


def _texts(file: Path, table: Mapping[str, Any], key: str, prefix: str = "") -> tuple[str, ...]:
    found = table.get(key)
    if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
        raise _invalid(file, prefix + key, "must be a list of texts")
    return tuple(found)


def _invalid(file: Path, key: str, why: str) -> Trouble:
    return Trouble("reader.list_invalid", file=file.name, key=key, why=why)
