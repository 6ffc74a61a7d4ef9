"""What is handed in is looked through safely: folders, archives, and whatever calls itself one."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from pathlib import Path

import pytest

from app.issuance.handed_in import MOST_FILES, HandedIn, gather, shown, take
from app.policy.verification import LARGEST_FILE

PDF = b"%PDF-1.7\nmade up"


def an_archive(*members: tuple[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def problems(found: list[HandedIn]) -> dict[str, str]:
    return {each.name: take(each).problem for each in found}


def test_a_folder_is_walked_and_its_system_files_left_alone(tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name in ("b.pdf", "a.pdf", "sub/c.pdf", ".hidden.pdf", "Thumbs.db", "photo.jpg"):
        (tmp_path / "in" / name).write_bytes(PDF if name.endswith("pdf") else b"\xff\xd8")
    (tmp_path / "in" / "link.pdf").symlink_to("/etc/hostname")
    assert problems(gather([tmp_path / "in"])) == {
        "in/a.pdf": "",
        "in/b.pdf": "",
        "in/photo.jpg": "verification.not_pdf",
        "in/sub/c.pdf": "",
    }


def test_an_archive_fails_itself_and_its_files_are_looked_at(tmp_path: Path) -> None:
    content = an_archive(("林.pdf", PDF), ("deep/x.txt", b"x"), ("inner.zip", an_archive(("y.pdf", PDF))), ("d/", b""))
    (tmp_path / "all.zip").write_bytes(content)
    assert problems(gather([tmp_path / "all.zip"])) == {
        "all.zip": "verification.still_zipped",
        "all.zip › 林.pdf": "",
        "all.zip › deep/x.txt": "verification.not_pdf",
        "all.zip › inner.zip": "verification.still_zipped",
    }


def test_a_member_that_unpacks_to_a_gigabyte_is_read_no_further_than_a_certificate_goes(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.pdf", "w") as member:
        member.write(b"%PDF-1.7\n")
        for _ in range(200):
            member.write(bytes(1 << 20))
    (tmp_path / "bomb.zip").write_bytes(stream.getvalue())
    _, inside = gather([tmp_path / "bomb.zip"])
    taken = take(inside)
    assert taken.problem == "verification.too_large"
    assert taken.content == b""
    assert taken.size > LARGEST_FILE


@pytest.mark.parametrize("where", ["head", "middle", "tail"])
def test_a_damaged_archive_is_told_and_never_raised(tmp_path: Path, where: str) -> None:
    content = bytearray(an_archive(("a.pdf", PDF * 500), ("b.pdf", PDF * 500)))
    place = {"head": 35, "middle": len(content) // 3, "tail": len(content) - 60}[where]
    content[place : place + 25] = b"\xee" * 25
    (tmp_path / "bad.zip").write_bytes(content)
    found = problems(gather([tmp_path / "bad.zip"]))
    assert "verification.zip_damaged" in found.values()


def test_a_list_of_names_too_long_is_not_even_read(tmp_path: Path) -> None:
    names = tuple((f"{'x' * 200}{number}.pdf", b"") for number in range(6_000))
    (tmp_path / "many.zip").write_bytes(an_archive(*names, kind=zipfile.ZIP_STORED))
    assert problems(gather([tmp_path / "many.zip"]))["many.zip › …"] == "verification.zip_too_large"


def test_a_locked_member_is_told(tmp_path: Path) -> None:
    content = bytearray(an_archive(("a.pdf", PDF)))
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + shift] |= 1
    (tmp_path / "locked.zip").write_bytes(content)
    assert problems(gather([tmp_path / "locked.zip"]))["locked.zip › a.pdf"] == "verification.zip_locked"


def test_what_is_not_there_and_what_is_empty_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert problems(gather([tmp_path / "empty", tmp_path / "gone.pdf"])) == {
        "empty": "verification.folder_empty",
        "gone.pdf": "verification.unreadable",
    }


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    """Whoever opens one waits until somebody writes into it: in a folder it is left alone, by itself it is told."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(PDF)
    os.mkfifo(tmp_path / "in" / "x.pdf")
    pipe, found = tmp_path / "in" / "x.pdf", dict[str, str]()

    def look() -> None:
        found.update(problems(gather([tmp_path / "in", pipe, Path("/dev/zero")])))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(20)
    assert found == {"in/a.pdf": "", "x.pdf": "verification.unreadable", "zero": "verification.unreadable"}


def test_there_is_a_limit_to_what_is_verified_at_once(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 5):
        (tmp_path / f"{number:05d}.pdf").touch()
    found = gather([tmp_path])
    assert len(found) == MOST_FILES + 1
    assert found[-1].problem == "verification.too_many"


def test_a_name_cannot_play_tricks_on_the_screen() -> None:
    assert shown("a\u202efdp.exe\n\x1b[2J") == "afdp.exe[2J"
    assert shown("𠮷田.pdf") == "𠮷田.pdf"
    assert len(shown("x" * 5000)) == 160
