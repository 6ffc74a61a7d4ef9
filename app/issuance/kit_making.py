"""Making the offline kit: what it holds is told in :mod:`app.issuance.kit`, which opens it without any of this."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.errors import Trouble
from app.issuance.kit import ISSUERS, MARK, SIGNATURE, STATUS
from app.issuance.office import Office
from app.issuance.orders import SignList
from app.models import founding
from app.models import verification as ledger
from app.policy.profile import Profile
from app.wording import reason


@dataclass(frozen=True, slots=True)
class Made:
    """A kit that was written: how many documents, until when, and the signing certificate's fingerprint to publish."""

    documents: int
    good_until: datetime
    fingerprint: str


def make_kit(office: Office, folder: Path, *, days: int = 30) -> Made:
    """Write a kit into ``folder``. Trouble ``kit.no_key``, ``signing.*`` where the registrar's key is not at hand."""
    if office.key is None:
        raise Trouble("kit.no_key")
    until = office.now + timedelta(days=days)
    content, issuers, count = _status(office, until)
    signed = office.worker.ask(SignList(office.key, office.demo, MARK + content, office.now))
    envelope = {"signature": _text(signed.signature), "chain": [_text(each) for each in signed.chain]}
    certificates = [x509.load_der_x509_certificate(each) for each in issuers]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / STATUS).write_bytes(content)
        (folder / SIGNATURE).write_text(json.dumps(envelope, indent=1) + "\n", "utf-8")
        (folder / ISSUERS).write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
    except OSError as fault:
        raise Trouble("kit.not_written", folder=str(folder), why=reason(fault)) from fault
    fingerprint = sha256(signed.chain[0]).hexdigest()
    office.commit(lambda work: work.note("digital.kit_made", documents=count, sha256=sha256(content).hexdigest()))
    return Made(count, until, fingerprint)


def _status(office: Office, until: datetime) -> tuple[bytes, list[bytes], int]:
    with office.store.read() as session:
        row = founding.profile_in_force(session, office.day)
        if row is None:
            raise Trouble("profile.missing")
        school = Profile.from_text(row.text, row.name).school.name
        issuers = [each.der for each in ledger.issuer_certificates(session)]
        documents = [
            [each.sha256.hex(), each.state, each.issued_at.isoformat(), each.counted, *["platform"] * each.by_platform]
            for each in ledger.status_rows(session)
        ]
        count = len(documents)
        documents += [
            [each.sha256.hex(), each.state, each.issued_at.isoformat(), each.counted]
            for each in ledger.older_status_rows(session)
        ]
    status = {
        "format": 1,
        "school": {"zh": school.zh, "en": school.en},
        "made_at": office.now.isoformat(),
        "good_until": until.isoformat(),
        "issuers": [_text(each) for each in issuers],
        "documents": documents,
    }
    return json.dumps(status, ensure_ascii=False, separators=(",", ":")).encode(), issuers, count


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
