from __future__ import annotations

from pathlib import Path

import pytest

from app.devices.events import CardKind
from app.devices.reader_models import READERS_FOLDER, load_reader_models
from app.devices.virtual_card import storage_atr
from app.errors import Trouble

DEFAULT = (READERS_FOLDER / "default.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("reader", "name", "kind"),
    [
        ("ACS ACR122U PICC Interface 00 00", 2, CardKind.CLASSIC_4K),
        ("ACS ACR122U PICC Interface 00 00", 1, CardKind.CLASSIC_1K),
        ("ACS ACR122U PICC Interface 00 00", 4, CardKind.UNKNOWN),
        ("ACCESS IS ATR110 0", 4, CardKind.CLASSIC_4K),
        ("ACCESS IS ATR110 0", 3, CardKind.CLASSIC_1K),
        ("ACCESS IS ATR110 0", 2, CardKind.UNKNOWN),
        ("Some reader nobody has seen", 2, CardKind.CLASSIC_4K),
        ("Some reader nobody has seen", 0x37, CardKind.UNKNOWN),
    ],
)
def test_a_card_is_what_the_list_of_its_readers_model_says(reader: str, name: int, kind: CardKind) -> None:
    assert load_reader_models().of(reader).kind(storage_atr(name)) is kind


@pytest.mark.parametrize("atr", [b"", b"\x3b", bytes(33), bytes(500), storage_atr(2)[:-1], storage_atr(2) + b"\x00"])
def test_any_other_atr_is_a_card_that_is_not_known(atr: bytes) -> None:
    assert load_reader_models().of("x").kind(atr) is CardKind.UNKNOWN


def test_every_shipped_list_has_its_own_readers_and_a_source() -> None:
    models = load_reader_models().models
    assert [model.reader_names for model in models].count(("*",)) == 1
    assert all("source" in file.read_text("utf-8") for file in READERS_FOLDER.glob("*.toml"))


def test_the_readers_permanent_memory_is_tried_last() -> None:
    for model in load_reader_models().models:
        permanent = [slot.p1 == 0x20 for slot in model.key_slots]
        assert permanent == sorted(permanent)


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("model =", "modle =", "modle"),
        ('model = "PC/SC part 3"', "model = 3", "model"),
        ('["*"]', '["ACS*"]', "reader_names"),
        ('"00 20"', '"00 99"', "key_slots"),
        ("4k = [", "8k = [", "atr.8k"),
        ("3B 8F", "3B XX", "atr.4k"),
        ("3B 8F", ".. 8F", "atr.4k"),
        ("[atr]", "[atr", ""),
    ],
)
def test_a_list_with_a_mistake_is_refused_by_file_and_key(tmp_path: Path, before: str, after: str, key: str) -> None:
    (tmp_path / "default.toml").write_text(DEFAULT.replace(before, after, 1), "utf-8")
    with pytest.raises(Trouble) as caught:
        load_reader_models(tmp_path)
    assert (caught.value.code, caught.value.facts["file"]) == ("reader.list_invalid", "default.toml")
    assert caught.value.facts["key"] == key


def test_free_places_in_an_atr_fit_any_byte(tmp_path: Path) -> None:
    (tmp_path / "default.toml").write_text(DEFAULT.replace("02 00 00 00 00 69", ".. 00 00 00 00 .."), "utf-8")
    assert load_reader_models(tmp_path).of("x").kind(storage_atr(0x37)) is CardKind.CLASSIC_4K
