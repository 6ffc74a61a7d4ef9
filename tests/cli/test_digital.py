"""``./desk digital`` as a supervisor types it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cli.__main__ import main
from app.cli.opening import actor
from app.desk.key_store import KeyFile
from app.desk.sign_on import hash_password
from app.issuance.bench import Bench
from app.issuance.runner import Runner
from app.models.journal import JournalLine
from app.models.staff import Role, Staff
from tests.issuance.conftest import a_key
from tests.issuance.school import STATION, School

PASSWORD = "correct horse battery"
NUMBERS = tuple(f"(114)範大學字第 {number:06d} 號" for number in range(3))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    """A demo school on this computer that has issued three certificates, with a supervisor."""
    made = School(f"sqlite:///{tmp_path / 'data' / 'registry.sqlite3'}")
    made.clock.at = datetime.now(UTC)
    key = a_key(tmp_path, at=made.clock.now())
    KeyFile(tmp_path / "keys" / f"{STATION}.key").keep(made.holder)
    lines = ['profile = "sample"', 'counter = "main"', f'station = "{STATION}"', 'data_folder = "data"', "demo = true"]
    lines += ['keys_folder = "keys"', f'signing_key = "{key.path.name}"', f'signing_passphrase = "{key.passphrase}"']
    (tmp_path / "settings.toml").write_text("\n".join(lines), "utf-8")
    monkeypatch.setenv("DESK_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setattr("getpass.getpass", lambda _asked="": PASSWORD)
    with made.store.begin(made.stamp()) as work:
        work.add(Staff(login="boss", name="主管", role=Role.SUPERVISOR, password_hash=hash_password(PASSWORD)))
        work.note("staff.added")
    for number in range(3):
        made.hand_over(number)
    Runner(made.office(Bench(), key)).run_due()
    yield made
    made.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def words(*given: str | Path) -> tuple[int, str, str]:
        code = main(["--language", "en", *map(str, given)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return words


def states(school: School) -> list[str]:
    return [each.state.value for each in school.ledger()]


def test_one_is_revoked_and_again_refused(school: School, run: Run) -> None:
    words = ("digital", "revoke", NUMBERS[0], "--reason", "issued_in_error", "--login", "boss")
    code, out, err = run(*words)
    assert code == 0, err
    assert "Revoked; the graduate is told by mail." in out
    assert sorted(states(school)) == ["issued", "issued", "revoked"]
    code, out, err = run(*words)
    assert code == 1
    assert "was revoked already" in err
    lines = [json.loads(each.text) for each in school.every(JournalLine)]
    assert {each["actor"] for each in lines if each["verb"].startswith("digital.")} == {actor()}
    assert run("journal", "check")[0] == 0


def test_a_set_is_tried_reissued_and_reported(school: School, run: Run, tmp_path: Path) -> None:
    numbers, report = tmp_path / "numbers.txt", tmp_path / "report.csv"
    numbers.write_text("\n".join((*NUMBERS[:2], "", "unknown")), "utf-8-sig")
    words = ("digital", "reissue", "--list", numbers, "--reason", "layout_corrected", "--login", "boss")
    code, out, _ = run(*words, "--dry-run")
    assert code == 1, "one of them cannot be done"
    assert "3 certificates" in out and "2  Can be done." in out and "nothing was written" in out
    assert run("digital", "list")[1].strip() == "There is no decision yet."
    code, out, err = run(*words, "--yes", "--report", report)
    assert code == 1, err
    assert "3 of 3 settled" in out and "Queue: 2 jobs, 0 done" in out
    assert report.read_text("utf-8-sig").count("A new version is queued") == 2
    assert run("issue")[0] == 1, "nobody has a mailbox here"
    assert sorted(states(school)) == ["issued", "issued", "issued", "superseded", "superseded"]
    number = run("digital", "list")[1].split()[0]
    assert run("digital", "report", number, "--out", report)[0] == 0
    assert report.read_text("utf-8-sig").count(",needs a person,") == 2
    assert run("digital", "resume", number)[0] == 1, "as it ended before"


def test_a_paused_decision_is_resumed(school: School, run: Run) -> None:
    words = ("digital", "reissue", "--cohort", "113-2", "--reason", "key_changed", "--login", "boss", "--yes")
    assert run(*words)[0] == 0
    number = run("digital", "list")[1].split()[0]
    assert run("digital", "pause", number)[0] == 0
    run("issue")
    assert len(states(school)) == 3
    assert "paused" in run("digital", "list")[1]
    assert run("digital", "resume", number)[0] == 0
    run("issue")
    assert sorted(states(school)) == ["issued"] * 3 + ["superseded"] * 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("revoke", "--reason", "issued_in_error", "--login", "boss"), 1, "No certificate is chosen"),
        (("revoke", NUMBERS[0], "--reason", "spite", "--login", "boss"), 1, "is no reason for this"),
        (("revoke", NUMBERS[0], "--reason", "issued_in_error", "--login", "clerk"), 1, ""),
        (("supersede", "--list", "/nowhere", "--reason", "correction", "--login", "boss"), 3, "/nowhere"),
        (("reissue", "--issued-from", "soon", "--reason", "correction"), 2, "soon"),
        (("resume", "seven"), 1, "no such decision"),
        (("report", "seven", "--out", "report.csv"), 1, "no such decision"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    school: School, run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    found, _, err = run("digital", *words)
    assert found == code, err
    assert said in err
    assert set(states(school)) == {"issued"}


def test_issue_shows_plain_progress_where_nobody_watches(school: School, run: Run) -> None:
    words = ("digital", "reissue", "--cohort", "113-2", "--reason", "key_changed", "--login", "boss", "--yes")
    assert run(*words)[0] == 0
    _, out, err = run("issue")
    assert "Issuing 3/3" in err
    assert out.count("Digital certificate") >= 9, "three steps of each, a line for each"
