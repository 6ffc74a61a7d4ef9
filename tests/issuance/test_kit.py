"""The offline kit answers as the ledger does, and refuses to answer when it was altered, forged or has grown old."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app.errors import Refusal, Trouble
from app.issuance.bench import Bench
from app.issuance.kit import ISSUERS, SIGNATURE, STATUS, open_kit
from app.issuance.kit_making import make_kit
from app.issuance.validation import examine
from app.models.certificate import DigitalState
from app.policy.verification import Judgement, Outcome, Seen
from app.threads.examiner import Examiner
from tests.issuance.conftest import AT, a_key, a_pdf, keys_of_one_authority, root_of
from tests.issuance.school import School
from tests.issuance.verifying import Verifying, a_desk_of

LATER = AT + timedelta(days=3)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


@pytest.fixture(params=["rsa2048", "p256"])
def verifying(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Verifying]:
    school = School(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Verifying(school, a_desk_of(school, tmp_path), Examiner(), tmp_path)
    made.key = a_key(tmp_path, request.param)
    yield made
    school.close()


def a_kit(verifying: Verifying, bench: Bench, **facts: int) -> Path:
    folder = verifying.folder / "kit"
    make_kit(verifying.school.office(bench, verifying.key), folder, **facts)
    return folder


def answer(folder: Path, pdf: bytes) -> tuple[Outcome, str]:
    kit = open_kit(folder, LATER)
    digest = sha256(pdf).digest()
    found = kit.judge(digest, examine(pdf, kit.issuers, kit.at(digest, LATER)))
    return found.outcome, found.code


def test_a_kit_answers_as_the_ledger_does(verifying: Verifying, bench: Bench) -> None:
    files = [verifying.issue(number, verifying.key, bench)[1] for number in (1, 2, 3)]
    verifying.mark(sha256(files[1]).digest(), DigitalState.SUPERSEDED)
    verifying.mark(sha256(files[2]).digest(), DigitalState.REVOKED)
    kit = a_kit(verifying, bench)
    assert [answer(kit, pdf)[1] for pdf in (*files, files[0] + b" ", a_pdf())] == [
        "verification.good",
        "verification.superseded",
        "verification.revoked",
        "verification.altered",
        "verification.not_issued_here",
    ]
    assert {each.name for each in kit.iterdir()} == {STATUS, SIGNATURE, ISSUERS}
    assert "林" not in (kit / STATUS).read_text("utf-8")


def test_a_file_newer_than_the_kit_is_sent_to_a_newer_one_and_raises_no_alarm(
    verifying: Verifying, bench: Bench
) -> None:
    verifying.issue(1, verifying.key, bench)
    kit = a_kit(verifying, bench)
    _, newer = verifying.issue(2, verifying.key, bench)
    assert answer(kit, newer) == (Outcome.WARNING, "verification.not_in_kit")
    assert answer(kit, newer + b" ")[1] == "verification.altered"
    assert Judgement(*answer(kit, newer)).public_code == "verification.not_in_kit"
    ended = Seen(missing=("in_force",), signed=True, by_us=True, held_then=True)
    assert open_kit(kit, LATER).judge(sha256(newer).digest(), ended).outcome is Outcome.FAILURE
    assert answer(a_kit(verifying, bench), newer)[1] == "verification.good"


def test_a_signer_that_the_kit_does_not_know_may_be_a_newer_key_of_the_school(
    verifying: Verifying, bench: Bench, tmp_path: Path
) -> None:
    verifying.issue(1, verifying.key, bench)
    kit = a_kit(verifying, bench)
    (tmp_path / "newer").mkdir()
    verifying.key = a_key(tmp_path / "newer")
    _, newer = verifying.issue(2, verifying.key, bench)
    assert answer(kit, newer) == (Outcome.FAILURE, "verification.signer_not_in_kit")
    assert answer(a_kit(verifying, bench), newer)[1] == "verification.good"


def test_a_document_whose_uses_are_counted_is_sent_to_the_school(verifying: Verifying, bench: Bench) -> None:
    _, pdf = verifying.issue(1, verifying.key, bench)
    verifying.allow(3)
    assert answer(a_kit(verifying, bench), pdf) == (Outcome.WARNING, "verification.uses_not_counted")


def refused(folder: Path, at=LATER, **facts: str) -> str:
    with pytest.raises(Refusal) as refusal:
        open_kit(folder, at, **facts)
    return refusal.value.codes[0]


def test_a_kit_is_good_for_its_days_only(verifying: Verifying, bench: Bench) -> None:
    kit = a_kit(verifying, bench, days=7)
    assert open_kit(kit, AT + timedelta(days=7)).good_until == AT + timedelta(days=7)
    assert refused(kit, AT + timedelta(days=7, seconds=1)) == "kit.too_old"
    assert refused(kit, AT - timedelta(days=2)) == "kit.from_the_future"


def test_a_kit_s_last_day_is_taiwan_s(verifying: Verifying, bench: Bench) -> None:
    """One that ends at five in the afternoon of UTC is good until the next morning here."""
    verifying.school.clock.at = AT.replace(hour=17)
    kit = a_kit(verifying, bench, days=7)
    with pytest.raises(Refusal) as refusal:
        open_kit(kit, AT + timedelta(days=9))
    assert refusal.value.obstacles[0].facts == {"day": "2025-07-24"}


@pytest.mark.parametrize("change", ["revoked", "date", "issuers", "signature", "one_bit"])
def test_a_changed_kit_is_refused(verifying: Verifying, bench: Bench, change: str) -> None:
    _, pdf = verifying.issue(1, verifying.key, bench)
    verifying.mark(sha256(pdf).digest(), DigitalState.REVOKED)
    kit = a_kit(verifying, bench)
    status, signature = (kit / STATUS).read_text("utf-8"), (kit / SIGNATURE).read_text("utf-8")
    if change == "signature":
        said = json.loads(signature)
        said["signature"] = said["signature"][:-8] + "AAAAAAA="
        (kit / SIGNATURE).write_text(json.dumps(said), "utf-8")
    elif change == "one_bit":
        content = bytearray(status.encode())
        content[len(content) // 2] ^= 1
        (kit / STATUS).write_bytes(content)
    else:
        old, new = {
            "revoked": ('"revoked"', '"issued"'),
            "date": ('"good_until":"2025', '"good_until":"2095'),
            "issuers": ('"issuers":["', '"issuers":["AAAA","'),
        }[change]
        assert old in status
        (kit / STATUS).write_text(status.replace(old, new), "utf-8")
    assert refused(kit) == "kit.signature_wrong"


def signers_print(folder: Path) -> str:
    own = json.loads((folder / SIGNATURE).read_text("utf-8"))["chain"][0]
    return sha256(base64.b64decode(own)).hexdigest()


def test_a_forged_kit_is_known_by_its_signer(verifying: Verifying, bench: Bench, tmp_path: Path) -> None:
    """A stranger may make a whole kit; the fingerprint that the school publishes tells them apart."""
    kit = a_kit(verifying, bench)
    own = signers_print(kit)
    assert open_kit(kit, LATER, fingerprint=own).fingerprint == own
    spaced = " ".join(own[place : place + 4].upper() for place in range(0, 64, 4))
    assert open_kit(kit, LATER, fingerprint=spaced).fingerprint == own
    (tmp_path / "stranger").mkdir()
    stranger = a_key(tmp_path / "stranger")
    make_kit(verifying.school.office(bench, stranger), tmp_path / "forged", days=9)
    assert refused(tmp_path / "forged", fingerprint=own) == "kit.other_signer"
    shutil.copy(tmp_path / "forged" / SIGNATURE, kit / SIGNATURE)
    assert refused(kit) == "kit.signature_wrong"


def test_another_customer_of_the_same_authority_makes_no_kit_for_the_school(
    verifying: Verifying, bench: Bench, tmp_path: Path
) -> None:
    """Both certificates lead to one root: neither its fingerprint nor the other signer's opens the forged kit."""
    ours, theirs = keys_of_one_authority(tmp_path, 2)
    made = make_kit(verifying.school.office(bench, ours), tmp_path / "own")
    make_kit(verifying.school.office(bench, theirs), tmp_path / "forged")
    assert open_kit(tmp_path / "own", LATER, fingerprint=made.fingerprint).fingerprint == made.fingerprint
    assert refused(tmp_path / "forged", fingerprint=made.fingerprint) == "kit.other_signer"
    root = sha256(root_of(ours)).hexdigest()
    assert root_of(ours) == root_of(theirs)
    assert refused(tmp_path / "forged", fingerprint=root) == "kit.other_signer"


@pytest.mark.parametrize("spoil", ["gone", "empty", "garbage", "not_json"])
def test_a_kit_that_cannot_be_read_is_told(verifying: Verifying, bench: Bench, spoil: str) -> None:
    kit = a_kit(verifying, bench)
    if spoil == "gone":
        (kit / STATUS).unlink()
    else:
        (kit / SIGNATURE).write_bytes({"empty": b"", "garbage": b"\xff\x00", "not_json": b"[]"}[spoil])
    with pytest.raises((Trouble, Refusal)) as failure:
        open_kit(kit, LATER)
    code = failure.value.code if isinstance(failure.value, Trouble) else failure.value.codes[0]
    assert code == ("kit.unreadable" if spoil == "gone" else "kit.signature_wrong")


def test_a_station_without_the_key_makes_no_kit(verifying: Verifying, bench: Bench) -> None:
    with pytest.raises(Trouble) as trouble:
        make_kit(verifying.school.office(bench, None), verifying.folder / "kit")
    assert trouble.value.code == "kit.no_key"
