"""From records to the facts of a digital certificate: what the paper says, in plain values."""

from __future__ import annotations

from datetime import date, datetime

from app.documents.certificate_layout import shipped
from app.documents.digital_certificate import Facts
from app.documents.letterhead import Letterhead
from app.errors import Trouble
from app.issuance.orders import Certification
from app.models import layouts
from app.models.certificate import DegreeCertificate
from app.models.store import Session
from app.policy.profile import Profile
from app.wording import Bilingual

REASON = "數位學位證書 Digital degree certificate"


def facts_of(certificate: DegreeCertificate, profile: Profile, *, code: str, at: datetime) -> Facts:
    """What the certificate of this hand-over says. Trouble ``digital.birth_date_missing``: it is printed on it."""
    born = certificate.graduate.person.birth_date
    if born is None:
        raise Trouble("digital.birth_date_missing")
    return Facts(
        certificate_number=certificate.number,
        name_zh=certificate.name_zh,
        name_en=certificate.name_en,
        birth_date=born,
        programme=Bilingual(certificate.programme_zh, certificate.programme_en),
        degree=Bilingual(certificate.degree_zh, certificate.degree_en),
        graduated_on=certificate.graduated_on,
        issued_at=at,
        document_code=code,
    )


def letterhead_of(profile: Profile) -> Letterhead:
    """Who issues it, from the school's own profile."""
    return Letterhead(profile.school.name, profile.school.office, verify_at=profile.digital.verify_at)


def certification_of(profile: Profile) -> Certification:
    """What the signature panel of a PDF reader says: why and by whom. Nothing personal."""
    return Certification(REASON, f"{profile.school.name.zh} {profile.school.office.zh}")


def layout_of(session: Session, certificate: DegreeCertificate, profile: Profile, day: date) -> tuple[str, str]:
    """Name and text of the layout of this certificate's cohort (D23): as the school put it in force, else as shipped.

    Refuses ``layout.unknown`` for a name that is neither.
    """
    name = profile.certificates.layout_for(certificate.cohort, certificate.graduate.level)
    kept = layouts.in_force(session, name, day)
    return name, kept.text if kept is not None else shipped(name)
