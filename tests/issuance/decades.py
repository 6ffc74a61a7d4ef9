"""A timestamp authority that lives for decades: it changes its certificate, its issuer tells anew who is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from app.issuance import demo_authority
from app.issuance.keys import KeyPlace
from app.issuance.orders import LastingPlace
from app.private_files import write_private

PASSPHRASE = "open sesame"


@dataclass
class Authority:
    """Root and issuer stay; the timestamp authority's own certificate holds for three years."""

    folder: Path
    house: demo_authority._House
    key: KeyPlace
    containers: list[bytes]

    @classmethod
    def opened(cls, folder: Path, at: datetime, **facts: Any) -> Authority:
        """``facts`` are the house's: for how long its lists and answers hold, whether it has a responder."""
        folder.mkdir(parents=True, exist_ok=True)
        house = replace(demo_authority._House.of("範例大學", at), **facts)
        key = demo_authority._lay_down(folder, house, rsa.generate_private_key(65537, 2048), PASSPHRASE)
        made = cls(folder, house, key, [(folder / demo_authority.STAMP_FILE).read_bytes()])
        if not house.has_responder:
            made.tell_anew(at)
        return made

    @property
    def lasting(self) -> LastingPlace:
        return demo_authority.lasting_beside(self.key)

    @property
    def root(self) -> bytes:
        pem = (self.folder / demo_authority.ROOT_FILE).read_bytes()
        return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)

    def tell_anew(self, at: datetime) -> None:
        """Fresh lists, and answers about the registrar's and both of the authority's certificates, of this day."""
        house = replace(self.house, at=at)
        for each in self.folder.glob("*.ocsp"):
            each.unlink()
        asked = (self.key.path.read_bytes(), *self.containers[-2:]) if house.has_responder else ()
        for place, container in enumerate(asked):
            write_private(self.folder / f"answer-{place}.ocsp", house.answer(container, PASSPHRASE))
        for name, issuer in (("demo-root.crl", house.root), ("demo-ca.crl", house.issuing)):
            write_private(self.folder / name, house.revoked(issuer))

    def change_certificate(self, at: datetime) -> None:
        """The authority's own new key and certificate, for three years from now."""
        house = replace(self.house, at=at)
        self.containers.append(house.stamps(PASSPHRASE))
        write_private(self.folder / demo_authority.STAMP_FILE, self.containers[-1])
        self.tell_anew(at)
