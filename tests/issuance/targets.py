"""What is attacked: an issued file of each kind of key and level, with all that its verification goes by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from app.issuance import demo_authority
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.orders import Certification, Level
from app.issuance.timestamps import Timestamps
from app.issuance.validation import examine
from app.policy.verification import Judgement, Known, LedgerState, Seen, judge
from tests.issuance import attacks, stamp_attacks
from tests.issuance.conftest import AT, a_pdf
from tests.issuance.stamp_room import a_house

KINDS = (("rsa2048", Level.B_B), ("p256", Level.B_B), ("rsa2048", Level.B_LTA), ("p256", Level.B_LTA))
WORDS = Certification("學位證書 Degree certificate", "Taipei")


@dataclass(frozen=True)
class Target:
    """One issued file. ``other`` is another issued by the same key; ``issuers`` as the ledger tells the examiner."""

    kind: str
    level: Level
    key: KeyPlace
    pdf: bytes = field(repr=False)
    other: bytes = field(repr=False)
    issuers: tuple[bytes, ...] = field(repr=False)
    authority: Timestamps | None
    stranger: Timestamps | None  # a timestamp authority that the school never asked

    @classmethod
    def made(cls, folder: Path, kind: str, level: Level, page: bytes | None = None) -> Target:
        folder.mkdir(parents=True)
        key, bench = a_house(folder, kind, AT), Bench()
        signer = bench._ready(key, True, AT)
        lasting = bench._lasting_of(demo_authority.lasting_beside(key, level), signer, AT)
        pdf, other = (signer.sign(each, WORDS, AT, lasting) for each in (page or a_pdf(), a_pdf("Another's")))
        chains = [signer.key.chain, lasting.timestamps.chain if lasting.timestamps else ()]
        issuers = dict.fromkeys(each.public_bytes(Encoding.DER) for chain in chains for each in chain)
        stranger = None
        if lasting.timestamps is not None:
            (folder / "stranger").mkdir()
            stranger = _authority_of(a_house(folder / "stranger", "p256", AT))
        return cls(kind, level, key, pdf, other, tuple(issuers), lasting.timestamps, stranger)

    def attacks(self) -> list[attacks.Named]:
        """Every family, on this file."""
        found = [*attacks.families(self.pdf), *attacks.borrowed(self.pdf, self.other)]
        found += attacks.sneaky(self.pdf, self.key)
        if self.authority is not None and self.stranger is not None:
            found += stamp_attacks.families(self.pdf, self.other, self.key, self.authority, self.stranger)
        return found

    def examined(self, file: bytes) -> Seen:
        """What the examiner sees of it, in this process."""
        return examine(file, self.issuers, AT)

    def judged(self, file: bytes, seen: Seen) -> Judgement:
        """The answer, the ledger knowing the issued file alone."""
        return judge(Known(LedgerState.ISSUED, AT) if file == self.pdf else None, seen)

    def only_ledger_tells(self, file: bytes) -> bool:
        """Whether the strict policy may hold although this is not the issued file: no signed byte is another.

        No signature covers its own container, nor does a file know that a later revision was cut off.
        """
        forms = (self.pdf, stamp_attacks.unstamped(self.pdf)) if self.authority is not None else (self.pdf,)
        return any(attacks.only_container_differs(file, each) for each in forms)


def _authority_of(key: KeyPlace) -> Timestamps:
    bench = Bench()
    place = replace(demo_authority.lasting_beside(key), level=Level.B_T)
    made = bench._lasting_of(place, bench._ready(key, True, AT + timedelta(minutes=1)), AT).timestamps
    assert made is not None
    return made
