"""The registrar's key on a token: it signs what a key file signs, and no PIN reaches it twice by itself."""

from __future__ import annotations

import io
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app import settings
from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.key_place import SIGNING, keep_passphrase, kept, key_place, trial_file
from app.issuance.keys import KeyPlace
from app.issuance.orders import Certification, LookAtKey, TokenPlace
from app.issuance.runner import Runner
from app.issuance.signing import Signer
from app.issuance.token import REFUSED, TRYING, look_at_token
from app.issuance.validation import check
from app.models.job import JobState
from app.threads.workers import WorkerProcess
from tests.issuance.conftest import AT, a_key, a_pdf, root_of
from tests.issuance.school import School
from tests.issuance.test_queue import run
from tests.issuance.tokens import Token, a_token, put_certificates_on

WORDS = Certification("學位證書 Degree certificate", "Taipei")


@pytest.fixture(scope="module", params=["rsa2048", "rsa3072", "p256"])
def soft(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_key(tmp_path_factory.mktemp("key"), request.param)


@pytest.fixture
def token(key: KeyPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Token:
    return a_token(tmp_path / "hsm", key, monkeypatch)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(f"sqlite:///{tmp_path / 'desk.db'}")
    yield made
    made.close()


# ------------------------------------------------------------------ it signs as a key file does
def test_a_token_signs_what_every_verifier_accepts(
    soft: KeyPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = a_token(tmp_path / "hsm", soft, monkeypatch)
    signer = Signer.open(token.place, demo_database=True)
    root = root_of(soft)
    pdf = signer.sign(a_pdf(), WORDS, AT)
    assert check(pdf, [root], AT).missing == ()
    signature = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures[0]
    trust = ValidationContext(trust_roots=[signer.template and _asn1(root)], moment=AT, allow_fetching=False)
    assert validate_pdf_signature(signature, trust).bottom_line
    (tmp_path / "root.pem").write_bytes(signer.key.chain[-1].public_bytes(Encoding.PEM))
    a, b, c, d = signature.byte_range
    (tmp_path / "content").write_bytes(pdf[a : a + b] + pdf[c : c + d])
    container = pdf[a + b + 1 : c - 1].rstrip(b"0")
    (tmp_path / "signature").write_bytes(bytes.fromhex((container + b"0" * (len(container) % 2)).decode()))
    command = "openssl cms -verify -binary -inform DER -in signature -content content -CAfile root.pem -purpose any"
    extra = ["-attime", str(int(AT.timestamp())), "-cades", "-out", "out"]
    done = subprocess.run([*command.split(), *extra], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "CAdES Verification successful" in done.stderr, done.stderr


def _asn1(der: bytes) -> object:
    from asn1crypto import x509 as asn1

    return asn1.Certificate.load(der)


def test_a_token_that_only_hashes_by_itself_signs_the_same(
    key: KeyPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SoftHSM may be told to offer some mechanisms only, as some cards do."""
    token = a_token(tmp_path / "hsm", key, monkeypatch)
    conf = tmp_path / "hsm" / "softhsm2.conf"
    conf.write_text(conf.read_text() + "slots.mechanisms = CKM_SHA256_RSA_PKCS\n")
    signer = Signer.open(token.place, demo_database=True)
    assert check(signer.sign(a_pdf(), WORDS, AT), [root_of(key)], AT).missing == ()
    conf.write_text(conf.read_text().replace("CKM_SHA256_RSA_PKCS", "CKM_SHA512_RSA_PKCS"))
    with pytest.raises(Trouble) as caught:
        Signer.open(token.place, demo_database=True)
    assert caught.value.code == "signing.key_kind"


def test_the_certificates_may_lie_on_the_token(token: Token, key: KeyPlace) -> None:
    place = put_certificates_on(token)
    signer = Signer.open(place, demo_database=True)
    assert len(signer.key.chain) == 3
    assert check(signer.sign(a_pdf(), WORDS, AT), [root_of(key)], AT).missing == ()
    assert len(look_at_token(place).certificates) == 3


def test_the_queue_issues_with_a_token_in_the_worker_process(school: School, token: Token, key: KeyPlace) -> None:
    jobs = [school.hand_over(number) for number in (1, 2, 3)]
    worker = WorkerProcess()
    try:
        run(school, worker, token.place)
    finally:
        worker.stop()
    assert school.states() == [JobState.DONE] * 3
    assert all(check(school.issued(each), [root_of(key)], AT).good for each in jobs)
    assert token.logins == 1
    assert not token.place.trial.exists()


# ------------------------------------------------------------------ a refused PIN
def test_a_refused_pin_reaches_the_token_once_however_often_it_is_asked_for(school: School, token: Token) -> None:
    """Several workers, a new worker, a new program, days later, and a person who changes nothing."""
    first, second = school.hand_over(1, due=date(2025, 7, 17)), school.hand_over(2)
    wrong = token.with_pin("000000")
    workers = [WorkerProcess() for _ in range(3)]
    try:
        lanes = [threading.Thread(target=run, args=(school, each, wrong)) for each in workers]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
    finally:
        for each in workers:
            each.stop()
    assert token.logins == 1
    codes = {school.job(each).note for each in (first, second)}
    assert "signing.pin_refused" in codes
    assert codes <= {"signing.pin_refused", "token.busy", ""}
    school.clock.advance(days=3)
    for _ in range(2):  # the program is started again, and again
        run(school, Bench(), wrong)
    assert token.logins == 1
    for each in (first, second):
        if school.job(each).state is JobState.DEAD:
            school.try_again(each)
    run(school, Bench(), wrong)
    assert token.logins == 1
    assert "signing.pin_refused" in {school.job(each).note for each in (first, second)}


def test_the_right_pin_goes_on_when_a_person_has_kept_it(school: School, token: Token, tmp_path: Path) -> None:
    job_id = school.hand_over(1)
    chosen = settings_with(token, tmp_path)
    keep_passphrase(chosen, "000000")
    run(school, Bench(), key_place(chosen))
    assert (school.job(job_id).state, school.job(job_id).note) == (JobState.DEAD, "signing.pin_refused")
    keep_passphrase(chosen, "482913")
    school.try_again(job_id)
    run(school, Bench(), key_place(chosen))
    assert school.job(job_id).state is JobState.DONE
    assert token.logins == 2


def test_a_program_that_died_while_a_pin_was_tried_leaves_the_question_to_a_person(token: Token) -> None:
    import os

    token.place.trial.parent.mkdir()
    token.place.trial.write_text(TRYING)
    with pytest.raises(Trouble) as caught:
        Signer.open(token.place, demo_database=True)
    assert (caught.value.code, caught.value.retryable) == ("token.busy", True)
    os.utime(token.place.trial, (0, 0))
    with pytest.raises(Trouble) as caught:
        Signer.open(token.place, demo_database=True)
    assert (caught.value.code, caught.value.retryable) == ("signing.pin_unsure", False)
    assert token.logins == 0


def test_where_the_try_cannot_be_written_down_there_is_none(token: Token, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(Trouble) as caught:
        Signer.open(replace(token.place, trial=tmp_path / "a file" / "pin"), demo_database=True)
    assert caught.value.code == "signing.pin_not_noted"
    assert token.logins == 0


# ------------------------------------------------------------------ pulled out, and other people's faults
def test_a_token_pulled_out_in_mid_batch_costs_nothing(school: School, token: Token) -> None:
    jobs = [school.hand_over(number) for number in range(1, 6)]
    bench = Bench()
    done = 0

    def pull(progress: object) -> None:
        nonlocal done
        if getattr(progress, "state", "") == "done" and getattr(progress, "kind", "") == "digital_certificate":
            done += 1
            if done == 2:
                token.unplug()

    runner = Runner(school.office(bench, token.place), pull)
    runner.run_due()
    runner.close()
    assert school.states().count(JobState.DONE) == 2
    waiting = [each for each in map(school.job, jobs) if each.state is not JobState.DONE]
    assert {each.state for each in waiting} == {JobState.QUEUED}
    assert [each.note for each in waiting].count("token.gone") == 1  # the others were left alone
    for _ in range(8):  # a long weekend without it
        school.clock.advance(days=1)
        run(school, bench, token.place)
    assert {each.state for each in map(school.job, jobs)} == {JobState.DONE, JobState.QUEUED}
    token.plug_in()
    school.clock.advance(hours=1)
    run(school, bench, token.place)
    assert {each.state for each in map(school.job, jobs)} == {JobState.DONE}
    assert sorted(each.version for each in school.ledger()) == [1] * 5
    assert token.logins == 2
    assert school.broken_chains() == []


def test_what_is_wrong_with_a_token_is_told_apart(token: Token, tmp_path: Path) -> None:
    (tmp_path / "rubbish.so").write_bytes(b"no library")
    (tmp_path / "none.pem").write_bytes(b"")
    chain = token.place.certificates
    assert chain is not None
    issuers = chain.read_bytes().split(b"-----BEGIN", 2)[2]
    (tmp_path / "issuers.pem").write_bytes(b"-----BEGIN" + issuers)
    for change, code in (
        ({"module": tmp_path / "rubbish.so"}, "signing.module_unusable"),
        ({"module": tmp_path / "nowhere.dll"}, "signing.module_unusable"),
        ({"label": "another"}, "token.gone"),
        ({"serial": "0000"}, "token.gone"),
        ({"key": "encrypt"}, "signing.key_not_on_token"),
        ({"key": "", "key_id": "ffff"}, "signing.key_not_on_token"),
        ({"certificates": tmp_path / "none.pem"}, "signing.certificates_unreadable"),
        ({"certificates": tmp_path / "issuers.pem"}, "signing.certificate_not_on_token"),
    ):
        with pytest.raises(Trouble) as caught:
            Signer.open(replace(token.place, **change), demo_database=True)  # type: ignore[arg-type]
        assert caught.value.code == code, change
    Signer.open(replace(token.place, key="", key_id="a1b2"), demo_database=True)


def test_the_worker_s_answer_carries_no_pin(token: Token) -> None:
    assert token.place.pin not in repr(token.place)
    assert token.place.pin not in repr(LookAtKey(token.place, True, AT))


# ------------------------------------------------------------------ settings
def settings_with(token: Token, folder: Path, module: Path | None = None) -> settings.Settings:
    file = folder / "settings.toml"
    place = token.place
    file.write_text(
        f'data_folder = "{folder / "data"}"\nkeys_folder = "{folder / "keys"}"\n'
        f'signing_token = {{ module = "{module or place.module}", token = "{place.label}", key = "sign", '
        f'certificates = "{place.certificates}" }}\n',
        "utf-8",
    )
    return settings.load(file)


def test_the_settings_name_the_token_and_the_secret_place_its_pin(token: Token, tmp_path: Path) -> None:
    chosen = settings_with(token, tmp_path)
    with pytest.raises(Trouble) as caught:
        key_place(chosen)
    assert caught.value.code == "signing.passphrase_missing"
    keep_passphrase(chosen, "482913")
    assert kept(chosen.keys_folder, SIGNING) == "482913"
    place = key_place(chosen)
    assert place == replace(token.place, trial=trial_file(chosen))
    assert isinstance(place, TokenPlace)
    assert Signer.open(place, demo_database=True).key.is_demo


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('signing_token = "softhsm"', "settings.wrong_value"),
        ('signing_token = { module = "x.so" }', "settings.wrong_value"),
        ('signing_token = { module = "x.so", token = "a", pin = "1234" }', "settings.wrong_value"),
        ('signing_token = { module = "x.so", token = "a", key_id = "zz" }', "settings.wrong_value"),
        ('signing_key = "a.p12"\nsigning_token = { module = "x.so", token = "a" }', "settings.two_signing_keys"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(tmp_path: Path, line: str, code: str) -> None:
    (tmp_path / "settings.toml").write_text(line, "utf-8")
    with pytest.raises(Trouble) as caught:
        settings.load(tmp_path / "settings.toml")
    assert caught.value.code == code


def test_doctor_sees_the_token_and_sends_no_pin(token: Token, tmp_path: Path) -> None:
    from app.cli.doctor import State, _signing_key
    from app.wording import EN, Wording

    chosen = settings_with(token, tmp_path)
    keep_passphrase(chosen, "000000")
    assert [each[0] for each in _signing_key(chosen, Wording(EN))] == [State.GOOD, State.GOOD]
    assert token.logins == 0
    trial_file(chosen).parent.mkdir(exist_ok=True)
    trial_file(chosen).write_text(REFUSED)
    with pytest.raises(Trouble) as caught:
        list(_signing_key(chosen, Wording(EN)))
    assert caught.value.code == "signing.pin_refused"
    with pytest.raises(Trouble) as caught:
        list(_signing_key(settings_with(token, tmp_path, tmp_path / "nowhere.dll"), Wording(EN)))
    assert caught.value.code == "signing.module_unusable"
