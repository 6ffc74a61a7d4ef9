"""``./desk verify`` and ``./desk verify-kit`` as a script meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.cli.__main__ import main
from app.desk.key_store import KeyFile
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models.certificate import DigitalCertificate, DigitalState
from app.models.journal import JournalLine
from tests.cli.conftest import Office
from tests.issuance.conftest import a_key, a_pdf
from tests.issuance.school import STATION, School

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    """A demo school on this computer that has issued two certificates: ``good.pdf`` and ``old.pdf``, superseded."""
    made = School(f"sqlite:///{tmp_path / 'data' / 'registry.sqlite3'}")
    made.clock.at = datetime.now(UTC)
    key = a_key(tmp_path, at=made.clock.now())
    KeyFile(tmp_path / "keys" / f"{STATION}.key").keep(made.holder)
    lines = ['profile = "sample"', 'counter = "main"', f'station = "{STATION}"', 'data_folder = "data"', "demo = true"]
    lines += ['keys_folder = "keys"', f'signing_key = "{key.path.name}"', f'signing_passphrase = "{key.passphrase}"']
    (tmp_path / "settings.toml").write_text("\n".join(lines), "utf-8")
    monkeypatch.setenv("DESK_SETTINGS", str(tmp_path / "settings.toml"))
    (tmp_path / "in").mkdir()
    for number, name in enumerate(("good.pdf", "old.pdf")):
        (tmp_path / "in" / name).write_bytes(_issued(made, number, key))
    with made.store.begin(made.stamp()) as work:
        work.session.get_one(type(made.ledger()[1]), made.ledger()[1].id).state = DigitalState.SUPERSEDED
        work.note("digital.superseded")
    yield made
    made.close()


def _issued(school: School, number: int, key: KeyPlace) -> bytes:
    job = school.hand_over(number)
    Runner(school.office(Bench(), key)).run_due()
    return school.issued(job)


def verify(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, Any]:
    code = main(["--language", "en", "verify", *map(str, words)])
    said = capsys.readouterr().out
    return code, json.loads(said) if "--json" in words else said


def test_verify_and_its_kit_answer_alike(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    assert verify(capsys, folder / "good.pdf", "--json") == (
        0,
        [
            {
                "file": "good.pdf",
                "verdict": "success",
                "code": "verification.good",
                "next_step": "It may be relied on.",
            }
        ],
    )
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.write(folder / "good.pdf", "good.pdf")
    (folder / "scan.pdf").write_bytes(a_pdf())
    wanted = {
        "in/all.zip": ("failure", "verification.still_zipped"),
        "in/all.zip › good.pdf": ("success", "verification.good"),
        "in/good.pdf": ("success", "verification.good"),
        "in/old.pdf": ("warning", "verification.superseded"),
        "in/scan.pdf": ("failure", "verification.not_issued_here"),
    }
    code, rows = verify(capsys, folder, "--json")
    assert (code, {row["file"]: (row["verdict"], row["code"]) for row in rows}) == (1, wanted)
    assert all(row["next_step"] for row in rows)

    assert main(["--language", "en", "verify-kit", str(tmp_path / "kit")]) == 0
    fingerprint = capsys.readouterr().out.strip().rpartition(" ")[2]
    school.close()
    (tmp_path / "data" / "registry.sqlite3").unlink()
    monkeypatch.setenv("DESK_SETTINGS", str(tmp_path / "gone.toml"))
    code, rows = verify(capsys, folder, "--kit", tmp_path / "kit", "--fingerprint", fingerprint, "--json")
    wanted["in/scan.pdf"] = ("failure", "verification.invalid")  # its cause is for staff (B50)
    assert (code, {row["file"]: (row["verdict"], row["code"]) for row in rows}) == (1, wanted)
    code, said = verify(capsys, folder / "good.pdf", "--kit", tmp_path / "kit", "--fingerprint", fingerprint)
    assert code == 0
    assert "1 of 1 are good." in said


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_kit_that_nobody_vouches_for_says_so_beside_its_answers(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    """A script reads the answers from standard output; the warning is on standard error either way."""
    assert main(["--language", "en", "verify-kit", str(tmp_path / "kit")]) == 0
    fingerprint = capsys.readouterr().out.strip().rpartition(" ")[2]
    words = ["--language", "en", "verify", str(tmp_path / "in" / "good.pdf"), "--kit", str(tmp_path / "kit"), *more]
    assert main(words) == 0
    said = capsys.readouterr()
    assert f"This kit is signed with the certificate {fingerprint}." in said.err
    assert "only if the school publishes this very fingerprint" in said.err
    assert fingerprint not in said.out
    assert main([*words, "--fingerprint", fingerprint]) == 0
    assert capsys.readouterr().err == ""


def test_a_kit_tells_no_cause_and_the_ledger_tells_staff_the_reason(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """B50: whoever has a kit may be anybody."""
    pdf = tmp_path / "in" / "good.pdf"
    with school.store.begin(school.stamp()) as work:
        entries = work.session.query(DigitalCertificate)
        entry = next(each for each in entries if each.sha256 == sha256(pdf.read_bytes()).digest())
        entry.state, entry.reason = DigitalState.REVOKED, "issued_in_error"
        work.note("digital.revoked", {"digital": entry.id})
    assert main(["--language", "en", "verify-kit", str(tmp_path / "kit")]) == 0
    capsys.readouterr()
    (tmp_path / "altered.pdf").write_bytes(pdf.read_bytes() + b"\n")
    for file in (pdf, tmp_path / "altered.pdf"):
        code, said = verify(capsys, file, "--kit", tmp_path / "kit")
        assert (code, "The file is not a valid document of this school." in said) == (1, True)
        _, ((row),) = verify(capsys, file, "--kit", tmp_path / "kit", "--json")
        assert row["code"] == "verification.invalid"
    _, said = verify(capsys, pdf)
    assert said.startswith("✗ Failure: good.pdf\n    This document was revoked and is no longer in force.\n")
    assert "Reason: It was issued in error." in said
    assert verify(capsys, tmp_path / "altered.pdf", "--json")[1][0]["code"] == "verification.altered"


def test_the_journal_names_the_account_and_no_file(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(capsys, tmp_path / "in")
    lines = [json.loads(each.text) for each in school.every(JournalLine) if "digital.verified" in each.text]
    assert [line["facts"]["outcome"] for line in lines] == ["success", "warning"]
    assert {line["actor"].partition(":")[0] for line in lines} == {"command"}
    assert "good.pdf" not in json.dumps(lines)


def test_a_computer_without_a_signing_key_says_where_a_kit_is_made(office: Office, tmp_path: Path) -> None:
    assert office.run("verify-kit", str(tmp_path / "kit")) == 3
    assert "signing_key or signing_token" in office.err
    assert not (tmp_path / "kit").exists()
    assert office.run("keys", "signing") == 3
    assert "name the key" in office.err


def test_a_spoilt_kit_is_refused(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-kit", str(tmp_path / "kit")]) == 0
    status = tmp_path / "kit" / "status.json"
    status.write_bytes(status.read_bytes().replace(b"superseded", b"issued"))
    assert main(["--language", "en", "verify", str(tmp_path / "in"), "--kit", str(tmp_path / "kit")]) == 1
    assert "The kit's signature is wrong" in capsys.readouterr().err


OFFLINE = """
import socket, sys
def refuse(*_): raise AssertionError("the network was asked")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from app.cli.__main__ import main
if __name__ == "__main__":
    code = main(sys.argv[1:])
    assert not any(each.startswith(("sqlalchemy", "PySide6.QtWidgets")) for each in sys.modules), "loaded too much"
    raise SystemExit(code)
"""


def test_a_kit_needs_neither_database_nor_network(school: School, tmp_path: Path) -> None:
    """In a process of its own, whose examiner imports the same file: neither may open a connection."""
    assert main(["verify-kit", str(tmp_path / "kit")]) == 0
    (tmp_path / "offline.py").write_text(OFFLINE, "utf-8")
    words = [sys.executable, str(tmp_path / "offline.py"), "verify", str(tmp_path / "in" / "good.pdf")]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "DESK_SETTINGS": str(tmp_path / "gone.toml")}
    done = subprocess.run(
        [*words, "--kit", str(tmp_path / "kit")], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
