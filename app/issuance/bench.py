"""The worker's bench: what a worker process does with an order. The private key and the fonts stay on it.

The same bench is the synchronous twin of the process: tests and measurements may ask it directly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Any, TypeVar

import structlog
from cryptography.hazmat.primitives.serialization import Encoding

from app.documents.fonts import code_point, missing_glyphs
from app.errors import Refusal, Trouble
from app.issuance.keys import KeyPlace
from app.issuance.orders import (
    Answer,
    Failed,
    KeyFacts,
    LookAtKey,
    Made,
    MakeCertificate,
    Order,
    SignedList,
    SignList,
    Warm,
)
from app.issuance.signing import LEVEL, Signer
from app.issuance.validation import check

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Bench:
    """Carries out orders one after another."""

    def __init__(self) -> None:
        self._signer: Signer | None = None
        self._opened: tuple[KeyPlace, bool, float] | None = None
        self._proven = False

    def ask(self, order: Order[T]) -> T:
        """Carry out an order. Refusals and troubles are raised."""
        answer: T = self._deed(order)(order)
        return answer

    def answer(self, order: Order[Any]) -> Answer:
        """Carry out an order and say how it went; a bug of ours is logged whole and answered as ``program.fault``."""
        try:
            return Answer(self.ask(order))
        except (Refusal, Trouble) as failure:
            return Answer(failed=Failed.of(failure))
        except MemoryError:
            return Answer(failed=Failed(code="worker.limit_reached"))
        except Exception:  # the lane edge of this process
            log.exception("order failed", order=type(order).__name__)
            return Answer(failed=Failed(code="program.fault"))

    def _deed(self, order: Order[Any]) -> Callable[[Any], Any]:
        deeds: dict[type, Callable[[Any], Any]] = {
            Warm: self._warm,
            LookAtKey: self._look_at_key,
            MakeCertificate: self._make_certificate,
            SignList: self._sign_list,
        }
        return deeds[type(order)]

    def _warm(self, _order: Warm) -> None:
        import_module("app.documents.digital_certificate").warm()

    def _look_at_key(self, order: LookAtKey) -> KeyFacts:
        key = self._ready(order.key, order.demo_database, order.at).key
        return KeyFacts(key.name, key.certificate.not_valid_after_utc, key.is_demo)

    def _make_certificate(self, order: MakeCertificate) -> Made:
        """The key is looked at first: a certificate that cannot be signed need not be drawn."""
        signer = self._ready(order.key, order.demo_database, order.at)
        _refuse_boxes(order.facts)
        paper = import_module("app.documents.digital_certificate").render(order.facts, order.letterhead)
        signed = signer.sign(paper, order.certification, order.at)
        if not self._proven:
            _prove(signed, signer, order.at)
            self._proven = True
        return Made(signed, sha256(signed).digest(), LEVEL, signer.key.name, _chain(signer))

    def _sign_list(self, order: SignList) -> SignedList:
        signer = self._ready(order.key, order.demo_database, order.at)
        return SignedList(signer.template.sign_raw(order.content), _chain(signer))

    def _ready(self, place: KeyPlace, demo_database: bool, at: datetime) -> Signer:
        """The opened signer, opened again when the file was exchanged, checked for this moment."""
        wanted = (place, demo_database, _changed_at(place))
        if self._signer is None or self._opened != wanted:
            self._signer, self._opened, self._proven = None, None, False
            self._signer, self._opened = Signer.open(place, demo_database=demo_database), wanted
        self._signer.check(at)
        return self._signer


def _prove(signed: bytes, signer: Signer, at: datetime) -> None:
    """The first file that a freshly opened key signs is verified whole, before any is entered in the ledger."""
    root = signer.key.chain[-1].public_bytes(Encoding.DER)
    found = check(signed, [root], at)
    if not found.good:
        log.error("own signature does not verify", missing=found.missing)
        raise Trouble("signing.failed")


def _chain(signer: Signer) -> tuple[bytes, ...]:
    return tuple(each.public_bytes(Encoding.DER) for each in signer.key.chain)


def _refuse_boxes(facts: Any) -> None:
    """A receipt may show a boxed code point for a character that no font has; a degree certificate may not."""
    missing = missing_glyphs(f"{facts.name_zh}{facts.name_en}{facts.programme}{facts.degree}")
    if missing:
        raise Trouble("digital.glyphs_missing", characters="".join(code_point(each) for each in missing))


def _changed_at(place: KeyPlace) -> float:
    try:
        return place.path.stat().st_mtime
    except OSError as failure:
        raise Trouble("signing.key_missing") from failure
