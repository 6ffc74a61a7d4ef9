"""Before each batch: is the signer's chain good, and is everybody there whose word a signature needs?

A fault of the key stops the queue until a person has seen to it. Somebody who is away lets the certificates wait, and
they go on by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.errors import Obstacle
from app.issuance import demo_authority
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.orders import LastingPlace, Level, Progress
from app.issuance.runner import Runner
from app.models.job import JobState
from app.private_files import write_private
from app.wording import EN, Wording
from tests.issuance.conftest import AT
from tests.issuance.decades import PASSPHRASE, Authority
from tests.issuance.school import STATION, School

Spoil = Callable[[Authority], None]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(f"sqlite:///{tmp_path / 'desk.db'}")
    yield made
    made.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.opened(tmp_path / "house", AT - timedelta(hours=1))


def run(school: School, key: KeyPlace, lasting: LastingPlace) -> list[Progress]:
    heard: list[Progress] = []
    runner = Runner(Office.open(school.store, STATION, school.clock, Bench(), key, lasting), heard.append)
    runner.run_due()
    runner.close()
    return heard


# ------------------------------------------------------------------ the key's own faults
def _key(authority: Authority, purposes: x509.ExtendedKeyUsage | None = None, at: timedelta = timedelta(0)) -> None:
    """Another registrar's key of the same house, in the place of the first."""
    house = replace(authority.house, at=authority.house.at + at)
    private = rsa.generate_private_key(65537, 2048)
    wanted = purposes or x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    container = house._container("註冊組 DEMO 示範 (NOT VALID 無效)", private, wanted, PASSPHRASE, critical=False)
    write_private(authority.key.path, container)
    write_private(authority.key.path.with_suffix(".ocsp"), house.answer(container, PASSPHRASE))


def expired(authority: Authority) -> None:
    _key(authority, at=timedelta(days=-5 * 366))


def not_yet_valid(authority: Authority) -> None:
    _key(authority, at=timedelta(days=30))


def for_servers(authority: Authority) -> None:
    _key(authority, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]))


def revoked(authority: Authority, name: str = demo_authority.KEY_FILE) -> None:
    own = load_pkcs12((authority.folder / name).read_bytes(), PASSPHRASE.encode()).cert
    assert own is not None
    gone = authority.house.revoked(authority.house.issuing, serials=[own.certificate.serial_number])
    write_private(authority.folder / "demo-ca.crl", gone)
    (authority.folder / name).with_suffix(".ocsp").unlink()


@pytest.mark.parametrize("level", [Level.B_B, Level.B_LTA])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (expired, "signing.certificate_expired"),
        (not_yet_valid, "signing.certificate_not_yet_valid"),
        (for_servers, "signing.certificate_not_for_signing"),
        (revoked, "signing.certificate_revoked"),
    ],
)
def test_a_chain_that_is_not_good_stops_the_queue_with_a_sentence(
    school: School, authority: Authority, spoil: Spoil, code: str, level: Level
) -> None:
    first, second = school.hand_over(1, due=date(2025, 7, 17)), school.hand_over(2)
    good = authority.key.path.read_bytes()
    spoil(authority)
    lasting = replace(authority.lasting, level=level)
    run(school, authority.key, lasting)
    job = school.job(first)
    assert (job.state, job.note) == (JobState.DEAD, code)
    assert school.job(second).state is JobState.QUEUED
    told = Wording(EN).explain(Obstacle(code, {"day": "2025-07-16"}))
    assert told.text and told.next_step
    school.clock.advance(days=1)
    assert [each.state for each in run(school, authority.key, lasting) if each.code == code] == ["held"]
    write_private(authority.key.path, good)
    authority.tell_anew(AT)
    write_private(authority.key.path.with_suffix(".ocsp"), authority.house.answer(good, PASSPHRASE))
    school.try_again(first)
    run(school, authority.key, lasting)
    assert school.states() == [JobState.DONE] * 2
    assert school.ledger()[0].level == level


# ------------------------------------------------------------------ whoever is away
def lists_gone(authority: Authority) -> None:
    for each in (*authority.folder.glob("*.crl"), *authority.folder.glob("*.ocsp")):
        each.unlink()


def lists_stale(authority: Authority) -> None:
    lists_gone(authority)
    long_ago = replace(authority.house, at=AT - timedelta(days=4 * 366))
    for name, issuer in (("demo-root.crl", long_ago.root), ("demo-ca.crl", long_ago.issuing)):
        write_private(authority.folder / name, long_ago.revoked(issuer))


def stamps_expired(authority: Authority) -> None:
    long_ago = replace(authority.house, at=AT - timedelta(days=4 * 366))
    write_private(authority.folder / demo_authority.STAMP_FILE, long_ago.stamps(PASSPHRASE))


def stamps_revoked(authority: Authority) -> None:
    revoked(authority, demo_authority.STAMP_FILE)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lists_gone, "revocation.unknown"),
        (lists_stale, "revocation.unknown"),
        (stamps_expired, "timestamp.certificate_expired"),
        (stamps_revoked, "timestamp.certificate_revoked"),
    ],
)
def test_who_is_away_lets_the_certificates_wait_however_long(
    school: School, authority: Authority, spoil: Spoil, code: str
) -> None:
    jobs = [school.hand_over(number) for number in (1, 2, 3)]
    kept = {each: each.read_bytes() for each in authority.folder.iterdir()}
    spoil(authority)
    for _ in range(12):  # longer than any other failure is tried again
        heard = run(school, authority.key, authority.lasting)
        assert [each.code for each in heard if each.step == "sign"] == [code]  # one meets it for all of them
        school.clock.advance(hours=6)
    assert [school.job(each).state for each in jobs] == [JobState.QUEUED] * 3
    assert school.ledger() == []
    for file, content in kept.items():
        write_private(file, content)
    school.clock.advance(hours=1)
    run(school, authority.key, authority.lasting)
    assert [school.job(each).state for each in jobs] == [JobState.DONE] * 3
    assert school.broken_chains() == []


def test_an_archive_timestamp_is_not_promised_where_a_list_alone_tells_of_revocations(
    school: School, tmp_path: Path
) -> None:
    """FACTS 2.3: such a file verifies for as long as the list runs; the certificates wait with the reason."""
    authority = Authority.opened(tmp_path / "lists", AT - timedelta(hours=1), has_responder=False)
    job_id = school.hand_over(1)
    for _ in range(9):
        run(school, authority.key, authority.lasting)
        school.clock.advance(hours=1)
    job = school.job(job_id)
    assert (job.state, job.note) == (JobState.QUEUED, "revocation.lists_only")
    assert "註冊組 DEMO" in job.note_facts
    told = Wording(EN).explain(Obstacle(job.note, {"name": "x"}))
    assert "signature_level" in told.next_step
    run(school, authority.key, replace(authority.lasting, level=Level.B_LT))
    assert school.states() == [JobState.DONE]


def test_a_responder_that_does_not_answer_lets_the_certificates_wait(school: School, authority: Authority) -> None:
    """Asked over the network, at the address in the certificate; nobody is there."""
    job_id = school.hand_over(1)
    run(school, authority.key, replace(authority.lasting, lists=None))
    assert (school.job(job_id).state, school.job(job_id).note) == (JobState.QUEUED, "revocation.unknown")


def test_an_authority_for_timestamps_that_nobody_named_lets_them_wait(
    school: School, authority: Authority, tmp_path: Path
) -> None:
    """A silent address, then roots that are not there: put right, the certificates go on by themselves."""
    job_id = school.hand_over(1)
    roots = authority.folder / demo_authority.ROOT_FILE
    nobody = LastingPlace(Level.B_LTA, address="http://127.0.0.1:9/tsa", roots=roots, lists=authority.folder)
    run(school, authority.key, nobody)
    assert (school.job(job_id).state, school.job(job_id).note) == (JobState.QUEUED, "timestamp.unreachable")
    wrong = replace(nobody, roots=tmp_path / "nowhere.pem")
    school.clock.advance(hours=1)
    run(school, authority.key, wrong)
    assert (school.job(job_id).state, school.job(job_id).note) == (JobState.QUEUED, "timestamp.roots_unreadable")
    school.clock.advance(hours=1)
    run(school, authority.key, authority.lasting)
    assert school.job(job_id).state is JobState.DONE
