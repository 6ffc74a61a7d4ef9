"""Whose keys open the database: random data and index keys, wrapped for each station and for the recovery code.

How this works. A station has an X25519 key pair; the private half lies in the operating system's keyring, else in a
0600 file outside the folder of the database and of the backups. Data and index keys are random and shared; each lies in
the database once per holder, sealed to the holder's public key (ephemeral X25519, HKDF-SHA-256, AES-256-GCM), so that a
new key can be wrapped for all stations from any one of them. The recovery code printed at first run is the seed of one
more holder's private key: 160 random bits in eight groups of letters, with a check group.

Losing every station and the code loses the sealed fields for good: that is the point, and the sheet says so.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal, Trouble
from app.models.house import WrappedKey
from app.models.vault import Vault

DATA, INDEX = "data", "index"
RECOVERY = "recovery"
CODE_BYTES = 20


def station_holder(code: str) -> str:
    return f"station:{code}"


@dataclass(frozen=True, slots=True, repr=False)
class HolderKey:
    """A holder's private key. ``fresh()`` makes one; ``from_code`` derives the recovery holder's."""

    private: bytes

    @classmethod
    def fresh(cls) -> HolderKey:
        return cls(os.urandom(32))

    @classmethod
    def from_code(cls, code: str) -> HolderKey:
        """The recovery holder. Refuses with ``keys.code_wrong`` when the check group does not fit."""
        return cls(_derive(_read_code(code), b"registry-desk recovery holder"))

    @property
    def public(self) -> bytes:
        return X25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()

    def open(self, wrapped: bytes) -> bytes:
        shared = X25519PrivateKey.from_private_bytes(self.private).exchange(
            X25519PublicKey.from_public_bytes(wrapped[:32])
        )
        try:
            return AESGCM(_derive(shared, wrapped[:32] + self.public)).decrypt(bytes(12), wrapped[32:], None)
        except InvalidTag as exc:
            raise Trouble("keys.wrong_holder") from exc


def seal_to(public: bytes, secret: bytes) -> bytes:
    """``secret`` for the holder of ``public``: ephemeral public key (32 bytes), then AES-GCM.

    Refuses with ``keys.public_wrong`` what is the public half of no key (a point of small order).
    """
    ephemeral = X25519PrivateKey.generate()
    ours = ephemeral.public_key().public_bytes_raw()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as exc:
        raise Refusal.because("keys.public_wrong") from exc
    # The nonce may be constant: each wrapping key is used once.
    return ours + AESGCM(_derive(shared, ours + public)).encrypt(bytes(12), secret, None)


def _derive(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret)


def new_recovery_code() -> str:
    """Nine groups of four letters and digits (Base32): eight of secret, one of check."""
    secret = os.urandom(CODE_BYTES)
    body = base64.b32encode(secret).decode() + _check_group(secret)
    return "-".join(body[start : start + 4] for start in range(0, len(body), 4))


def _check_group(secret: bytes) -> str:
    return base64.b32encode(sha256(secret).digest())[:4].decode()


def _read_code(code: str) -> bytes:
    body = "".join(code.upper().replace("0", "O").replace("1", "I").split()).replace("-", "")
    try:
        secret = base64.b32decode(body[:-4])
    except ValueError as exc:
        raise Refusal.because("keys.code_wrong") from exc
    if len(secret) != CODE_BYTES or _check_group(secret) != body[-4:]:
        raise Refusal.because("keys.code_wrong")
    return secret


def found_keys(session: Session, station: str, holder: HolderKey, code: str, at: datetime) -> Vault:
    """Make the first data and index keys and wrap them for this station and for the recovery code."""
    recovery = HolderKey.from_code(code)
    data, index = os.urandom(32), os.urandom(32)
    for name, public in ((station_holder(station), holder.public), (RECOVERY, recovery.public)):
        for purpose, secret in ((DATA, data), (INDEX, index)):
            session.add(_wrapped(purpose, 1, name, public, secret, at))
    return Vault({1: data}, index)


def _wrapped(purpose: str, number: int, holder: str, public: bytes, secret: bytes, at: datetime) -> WrappedKey:
    return WrappedKey(
        purpose=purpose,
        number=number,
        holder=holder,
        holder_public_key=public,
        wrapped=seal_to(public, secret),
        made_at=at,
    )


def open_vault(session: Session, holder_name: str, holder: HolderKey) -> Vault:
    """Unwrap this holder's keys. Trouble ``keys.not_admitted`` when none are wrapped for it."""
    rows = session.scalars(select(WrappedKey).where(WrappedKey.holder == holder_name)).all()
    data = {row.number: holder.open(row.wrapped) for row in rows if row.purpose == DATA}
    index = [holder.open(row.wrapped) for row in rows if row.purpose == INDEX]
    if not data or not index:
        raise Trouble("keys.not_admitted")
    return Vault(data, index[0])


def data_keys(session: Session, holder_name: str, holder: HolderKey) -> dict[int, bytes]:
    """This holder's data keys by their numbers. Trouble ``keys.not_admitted`` when none are wrapped for it."""
    query = select(WrappedKey).where(WrappedKey.holder == holder_name, WrappedKey.purpose == DATA)
    held = {row.number: holder.open(row.wrapped) for row in session.scalars(query)}
    if not held:
        raise Trouble("keys.not_admitted")
    return held


def admit(session: Session, source: HolderKey, source_name: str, new_name: str, public: bytes, at: datetime) -> None:
    """Wrap every key that ``source`` holds for one more holder: a new station, or a new recovery code."""
    held = session.scalars(select(WrappedKey).where(WrappedKey.holder == source_name)).all()
    if not held:
        raise Trouble("keys.not_admitted")
    for old in session.scalars(select(WrappedKey).where(WrappedKey.holder == new_name)).all():
        session.delete(old)
    session.flush()
    for row in held:
        session.add(_wrapped(row.purpose, row.number, new_name, public, source.open(row.wrapped), at))


def rotate(session: Session, at: datetime) -> bytes:
    """A new data key, wrapped for every holder there is; returns it. What is sealed already stays readable."""
    rows = session.scalars(select(WrappedKey).where(WrappedKey.purpose == DATA)).all()
    number = max(row.number for row in rows) + 1
    secret = os.urandom(32)
    for name, public in _holders(rows):
        session.add(_wrapped(DATA, number, name, public, secret, at))
    return secret


def _holders(rows: Iterable[WrappedKey]) -> set[tuple[str, bytes]]:
    return {(row.holder, row.holder_public_key) for row in rows}
