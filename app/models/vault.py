"""The vault: personal fields sealed with AES-GCM, found by keyed hash.

Every ciphertext is ``version (1) | key number (4) | nonce (12) | AES-256-GCM``, and is bound to its table, column and
row by the associated data: a sealed mailbox copied into another person's row does not open. Index values are
HMAC-SHA-256 over the column's name and the plain text; they find a row and tell nothing else.

Keys come from :mod:`app.models.keyring`. A vault holds all data keys, old ones for reading, the newest for sealing; one
that another station made while this program runs is asked for when the first field sealed with it is opened.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import Trouble

VERSION = b"\x01"
HEAD = 1 + 4 + 12


class Vault:
    """Seals and opens personal fields. ``data_keys`` maps key numbers to 32 bytes; the highest number seals."""

    def __init__(self, data_keys: Mapping[int, bytes], index_key: bytes) -> None:
        self._index_key = index_key
        self._ask: Callable[[], Mapping[int, bytes]] | None = None
        self.learn(data_keys)

    def learn(self, data_keys: Mapping[int, bytes]) -> None:
        """These are the keys now: another station may have made a newer one."""
        self._ciphers = {number: AESGCM(key) for number, key in data_keys.items()}
        self.number = max(data_keys)
        self._newest = self._ciphers[self.number]
        self._head = VERSION + self.number.to_bytes(4, "big")

    def ask_for_newer(self, ask: Callable[[], Mapping[int, bytes]]) -> None:
        """Where to ask for the keys when a field is sealed with one that is not known here yet."""
        self._ask = ask

    def seal(self, place: str, row: UUID, plain: str | bytes) -> bytes:
        """``place`` is ``table.column``; ``row`` the record's key."""
        nonce = os.urandom(12)
        content = plain.encode() if isinstance(plain, str) else plain
        return self._head + nonce + self._newest.encrypt(nonce, content, _bound(place, row))

    def open(self, place: str, row: UUID, sealed: bytes) -> bytes:
        """The plain bytes. Trouble ``vault.unreadable`` when the key is not ours or the field was moved or altered."""
        number = int.from_bytes(sealed[1:5], "big")
        cipher = self._ciphers.get(number)
        if cipher is None and self._ask is not None and sealed[:1] == VERSION and number > self.number:
            self.learn(self._ask())
            cipher = self._ciphers.get(number)
        if cipher is None or sealed[:1] != VERSION:
            raise Trouble("vault.unreadable", place=place, key=number)
        try:
            return cipher.decrypt(sealed[5:HEAD], sealed[HEAD:], _bound(place, row))
        except InvalidTag as exc:
            raise Trouble("vault.unreadable", place=place, key=number) from exc

    def open_text(self, place: str, row: UUID, sealed: bytes | None) -> str:
        """The plain text; empty when nothing was kept, or the purge emptied it."""
        return "" if not sealed else self.open(place, row, sealed).decode()

    def index(self, place: str, plain: str | bytes) -> bytes:
        """The keyed hash, 32 bytes, by which a sealed value is found again."""
        content = plain.encode() if isinstance(plain, str) else plain
        return hmac.digest(self._index_key, place.encode() + b"\0" + content, sha256)

    def is_current(self, sealed: bytes) -> bool:
        """Whether this field is sealed with the newest key."""
        return sealed[:5] == self._head


def _bound(place: str, row: UUID) -> bytes:
    return place.encode() + b"\0" + row.bytes
