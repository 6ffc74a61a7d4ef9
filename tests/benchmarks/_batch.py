"""A batch of certificates to issue, as orders for a worker: what the issuing benchmarks share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.documents.digital_certificate import Facts
from app.documents.letterhead import Letterhead
from app.issuance import demo_authority
from app.issuance.orders import Certification, KeyPlace, Level, MakeCertificate
from app.wording import Bilingual

LETTERHEAD = Letterhead(Bilingual("國立山湖大學", "National Shanhu University"), Bilingual("教務處註冊組"))
WORDS = Certification("數位學位證書 Digital degree certificate", "Taipei")


@contextmanager
def a_key(bits: int = 3072) -> Iterator[KeyPlace]:
    """A throwaway authority with its timestamps, and when it was made."""
    with TemporaryDirectory() as folder:
        yield demo_authority.make_demo_key(Path(folder), datetime.now(UTC), demo_database=True, bits=bits)


def an_order(number: int, key: KeyPlace, level: Level = Level.B_LTA) -> MakeCertificate:
    """One certificate with a name of its own, to be signed at this level by the key's own house."""
    at = datetime.now(UTC)
    return MakeCertificate(
        key, True, facts(number, at), LETTERHEAD, WORDS, at, demo_authority.lasting_beside(key, level)
    )


def facts(number: int, at: datetime) -> Facts:
    return Facts(
        certificate_number=f"(113) 山大學字第 {number:07d} 號",
        name_zh=a_name(number),
        name_en="LIN, FENG-HSUAN",
        birth_date=date(2003, 3, 3),
        programme=Bilingual("資訊工程學系", "Department of Computer Science and Information Engineering"),
        degree=Bilingual("工學學士", "Bachelor of Science in Engineering"),
        graduated_on=date(2025, 6, 1),
        issued_at=at,
        document_code=f"SHU7-K3F9-{number // 10000:04d}-{number % 10000:04d}",
    )


def a_name(number: int) -> str:
    """Three characters that no name before it had, the last one rare (Ext-B)."""
    usual = chr(0x4E00 + number * 97 % 20_000) + chr(0x4E00 + number * 101 % 20_000)
    return usual + chr(0x20000 + number * 103 % 40_000)
