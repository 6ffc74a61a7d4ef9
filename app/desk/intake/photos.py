"""Photographs of the register (照片): a folder or a ZIP of pictures, each named by a student number.

A picture is opened as JPEG or PNG only, measured before it is unpacked, turned upright, brought to a bounded size and
written anew as JPEG: what is kept has no location, no camera and no hidden payload in it. It is sealed like everything
personal. The same rule as for rows: one bad picture, and none is taken, unless the bad ones are left out knowingly.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError

from app.desk.desk import Desk
from app.desk.intake.engine import ImportReport, Intake, bring_in, refuse_odd_time, shown_name
from app.desk.intake.merging import Plan, Setting
from app.desk.intake.reading import Fault
from app.desk.intake.shapes import Kind
from app.desk.intake.values import Unfit, student_number
from app.errors import Refusal, Trouble
from app.models.bulk import Rows
from app.models.graduate import Graduate, Photo
from app.wording import reason

PHOTO_PLACE = "photo.image_sealed"
MAX_PHOTOS = 20_000
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
BOUNDS = (480, 640)
_CHUNK = 200
_NOT_PICTURES = ("thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of the folder or archive, not yet opened; ``line`` is its place there."""

    line: int
    file: str
    size: int
    load: Callable[[], bytes] = field(repr=False)


def import_photos(
    desk: Desk,
    source: bytes | Path,
    *,
    name: str,
    source_time: datetime,
    actor: str | None = None,
    dry_run: bool = False,
    leave_out_bad_rows: bool = False,
    older_source: bool = False,
) -> ImportReport:
    """Take a folder or a ZIP of photographs whole, or say picture by picture why not."""
    with desk.read() as session:
        refuse_odd_time(Rows(session), Kind.PHOTOS, source_time, desk.now, older_source)
    try:
        pictures = _in_folder(source) if isinstance(source, Path) and source.is_dir() else _in_archive(source)
    except OSError as failure:
        raise Trouble("file.unreadable", file=name, why=reason(failure)) from failure
    if len(pictures) > MAX_PHOTOS:
        raise Refusal.because("import.photo.too_many", limit=MAX_PHOTOS)
    if not pictures:
        raise Refusal.because("import.file.empty")
    intake = Intake(
        kind=Kind.PHOTOS,
        file_name=shown_name(name),
        digest=_digest(source, pictures),
        source_time=source_time,
        actor=actor,
    )

    first: dict[str, str] = {}

    def plans(setting: Setting) -> Iterator[Plan]:
        for start in range(0, len(pictures), _CHUNK):
            yield _merge(setting, pictures[start : start + _CHUNK], first)

    return bring_in(desk, intake, plans, dry_run=dry_run, leave_out_bad_rows=leave_out_bad_rows)


def _in_folder(folder: Path) -> list[Picture]:
    files = sorted(each for each in folder.iterdir() if each.is_file() and each.name.lower() not in _NOT_PICTURES)
    return [Picture(line, each.name, each.stat().st_size, each.read_bytes) for line, each in enumerate(files, 1)]


def _in_archive(source: bytes | Path) -> list[Picture]:
    """The archive's table of contents only; zipfile never reads more of a file than it declares there."""
    if isinstance(source, Path):
        source.open("rb").close()  # what cannot be read is told apart from what is no archive
    try:
        archive = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
    except (zipfile.BadZipFile, ValueError, OSError) as failure:
        raise Refusal.because("import.photo.archive") from failure
    parts = [part for part in archive.infolist() if not part.is_dir() and _is_wanted(part.filename)]
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal.because("import.photo.archive")
    return [
        Picture(line, PurePosixPath(part.filename).name, part.file_size, lambda part=part: archive.read(part))  # type: ignore[misc]
        for line, part in enumerate(parts, 1)
    ]


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.lower() not in _NOT_PICTURES and "__MACOSX" not in path.parts


def _digest(source: bytes | Path, pictures: Sequence[Picture]) -> bytes:
    if isinstance(source, bytes):
        return sha256(source).digest()
    if source.is_file():
        with source.open("rb") as stream:
            return file_digest(stream, "sha256").digest()
    whole = sha256()
    for each in pictures:
        whole.update(each.file.encode("utf-8", "surrogateescape") + b"\0")
        whole.update(sha256(each.load() if each.size <= MAX_BYTES else b"").digest())
    return whole.digest()


def _merge(setting: Setting, pictures: Sequence[Picture], first: dict[str, str]) -> Plan:
    """``first`` remembers over the chunks which file came first for each number: a second one is a fault."""
    plan, found = Plan(), dict[str, tuple[Picture, bytes]]()
    for each in pictures:
        try:
            number = _number_in(each.file)
            if number in first:
                raise Unfit("import.photo.twice", number=number, first=first[number])
            first[number] = each.file
            found[number] = (each, bounded_jpeg(each))
        except Unfit as unfit:
            plan.faults.append(Fault(each.line, each.file, unfit.code, {"value": each.file, **unfit.facts}))
    graduates = {each.student_number: each for each in setting.rows.held(Graduate, "student_number", found)}
    held = setting.rows.held(Photo, "person_id", [each.person_id for each in graduates.values()])
    photos = {each.person_id: each for each in held}
    for number, (picture, jpeg) in found.items():
        graduate = graduates.get(number)
        if graduate is None:
            plan.faults.append(Fault(picture.line, picture.file, "import.graduate.unknown", {"value": number}))
        else:
            _lay(setting, plan, graduate.person_id, photos.get(graduate.person_id), jpeg)
    return plan


def _lay(setting: Setting, plan: Plan, person_id: UUID, held: Any, jpeg: bytes) -> None:
    """Two numbers of one person share a photograph: the first of the chunk that is new wins."""
    if held is not None and setting.vault.open(PHOTO_PLACE, person_id, held.image_sealed) == jpeg:
        plan.count(False)
        return
    fresh = {"image_sealed": setting.sealed(PHOTO_PLACE, person_id, jpeg), "import_id": setting.import_id}
    if held is not None:
        plan.replace(Photo, person_id, held, fresh)
        plan.count(True)
    elif any(each["person_id"] == person_id for each in plan.inserts.get(Photo, [])):
        plan.count(False)
    else:
        plan.insert(Photo, {"person_id": person_id, **fresh})
        plan.added += 1


def _number_in(file: str) -> str:
    try:
        return student_number(PurePosixPath(file).stem)
    except Unfit:
        raise Unfit("import.photo.name") from None


def bounded_jpeg(picture: Picture) -> bytes:
    """The picture as a JPEG of at most 480 × 640 pixels with nothing else in it. Unfit: ``import.photo.*``."""
    if picture.size > MAX_BYTES:
        raise Unfit("import.photo.too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        content = picture.load()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError, RuntimeError) as failure:
        raise Unfit("import.photo.damaged") from failure
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Unfit("import.photo.kind")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures: ours are refused below
            return _redrawn(content)
    except Unfit:
        raise
    except Image.DecompressionBombError as failure:
        raise Unfit("import.photo.too_large", limit=MAX_BYTES // 1024 // 1024) from failure
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, zlib.error, struct.error) as failure:
        raise Unfit("import.photo.damaged") from failure


def _redrawn(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise Unfit("import.photo.too_large", limit=MAX_BYTES // 1024 // 1024)
        opened.draft("RGB", (BOUNDS[0] * 2, BOUNDS[1] * 2))
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    paper = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(paper, upright).convert("RGB")
    flat.thumbnail(BOUNDS, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
