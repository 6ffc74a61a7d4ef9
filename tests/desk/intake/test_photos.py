"""Photographs: named by number, bounded, stripped, sealed; one bad picture and none is taken."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from app.desk.desk import Desk
from app.desk.intake.photos import BOUNDS, PHOTO_PLACE, import_photos
from app.desk.intake.shapes import Kind
from app.errors import Refusal, Trouble
from app.models.bulk import Rows
from app.models.graduate import Photo
from tests.desk.intake.conftest import TODAY, YESTERDAY, Bring


def a_picture(size: tuple[int, int] = (1200, 1600), kind: str = "JPEG", colour: str = "#446688") -> bytes:
    picture, out = Image.new("RGB", size, colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret description"
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def a_zip(**pictures: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in pictures.items():
            archive.writestr(f"photos/{name.replace('_', '.')}", content)
    return out.getvalue()


@pytest.fixture
def desk(sqlite_desk: Desk) -> Desk:
    """Pictures are bytes like any other sealed field: one database tells enough."""
    return sqlite_desk


@pytest.fixture(autouse=True)
def graduates(bring: Bring) -> None:
    bring(
        Kind.GRADUATES, ("學號", "姓名", "學年期"), ("41047001S", "林晴嵐", "113-2"), ("41047002S", "陳千帆", "113-2")
    )


def photos(desk: Desk) -> list[bytes]:
    with desk.read() as session:
        return [
            desk.vault.open(PHOTO_PLACE, row.person_id, row.image_sealed) for row in Rows(session).everything(Photo)
        ]


def take(desk: Desk, source: bytes | Path, **options: object):  # type: ignore[no-untyped-def]
    settings = {"name": "photos.zip", "source_time": YESTERDAY, "actor": "office", **options}
    return import_photos(desk, source, **settings)  # type: ignore[arg-type]


def test_a_photo_is_bounded_stripped_and_sealed(desk: Desk) -> None:
    report = take(desk, a_zip(**{"41047001s_JPG": a_picture(), "41047002S_png": a_picture((200, 100), "PNG")}))
    assert (report.taken, report.added) == (True, 2), report.faults
    for content in photos(desk):
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.format == "JPEG"
            assert picture.width <= BOUNDS[0] and picture.height <= BOUNDS[1]
        assert b"secret" not in content


def test_the_same_photo_again_is_unchanged_and_another_replaces_it(desk: Desk) -> None:
    take(desk, a_zip(**{"41047001S_jpg": a_picture()}))
    assert take(desk, a_zip(**{"41047001S_jpg": a_picture()}), source_time=TODAY).unchanged == 1
    before = photos(desk)
    assert take(desk, a_zip(**{"41047001S_jpg": a_picture(colour="#aa2222")}), source_time=TODAY).changed == 1
    assert photos(desk) != before


def test_a_folder_will_do(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "41047001S.jpg").write_bytes(a_picture())
    (folder / "Thumbs.db").write_bytes(b"x")
    assert take(desk, folder).added == 1


def test_an_archive_is_read_where_it_lies(desk: Desk, tmp_path: Path) -> None:
    """A school's photographs are gigabytes: an archive named by its path is never read whole into memory."""
    file = tmp_path / "photos.zip"
    file.write_bytes(a_zip(**{"41047001S_jpg": a_picture()}))
    assert take(desk, file).added == 1
    with pytest.raises(Trouble) as trouble:
        take(desk, tmp_path / "nowhere.zip")
    assert trouble.value.code == "file.unreadable"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("41047001S_jpg", b"GIF89a not allowed", "import.photo.kind"),
        ("41047001S_jpg", b"\xff\xd8\xff\xe0 broken", "import.photo.damaged"),
        ("41047001S_jpg", a_picture()[:300], "import.photo.damaged"),
        ("41047001S_jpg", b"\xff\xd8\xff" + bytes(11 * 1024 * 1024), "import.photo.too_large"),
        ("portrait!_jpg", a_picture(), "import.photo.name"),
        ("49999999S_jpg", a_picture(), "import.graduate.unknown"),
    ],
)
def test_one_bad_picture_and_none_is_taken(desk: Desk, name: str, content: bytes, code: str) -> None:
    report = take(desk, a_zip(**{"41047002S_jpg": a_picture(), name: content}))
    assert not report.taken
    assert [fault.code for fault in report.faults] == [code]
    assert photos(desk) == []


@pytest.mark.parametrize("chunk", [1, 200])
def test_two_pictures_for_one_number_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """Which face is the graduate's is not for the order in an archive to decide."""
    from app.desk.intake import photos as room

    monkeypatch.setattr(room, "_CHUNK", chunk)
    report = take(desk, a_zip(**{"41047001S_jpg": a_picture(), "41047001s_jpg": a_picture(colour="#000000")}))
    assert [(fault.line, fault.code) for fault in report.faults] == [(2, "import.photo.twice")]
    assert dict(report.faults[0].facts) == {"value": "41047001s.jpg", "number": "41047001S", "first": "41047001S.jpg"}
    assert photos(desk) == []


def test_a_picture_of_endless_pixels_is_refused_unopened(desk: Desk) -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    report = take(desk, a_zip(**{"41047001S_png": out.getvalue()}))
    assert [fault.code for fault in report.faults] == ["import.photo.too_large"]


@pytest.mark.parametrize(("source", "code"), [(b"no zip", "import.photo.archive"), (a_zip(), "import.file.empty")])
def test_what_is_no_archive_is_refused(desk: Desk, source: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        take(desk, source)
    assert refusal.value.codes == (code,)
