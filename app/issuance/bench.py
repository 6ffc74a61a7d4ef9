"""The worker's bench: what a worker process does with an order. The private key and the fonts stay on it.

The same bench is the synchronous twin of the process: tests and measurements may ask it directly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Any, TypeVar

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from app.documents.fonts import code_point, missing_glyphs
from app.errors import Refusal, Trouble
from app.issuance.orders import (
    Answer,
    AnyKey,
    Failed,
    KeyFacts,
    LastingPlace,
    Level,
    LookAtKey,
    Made,
    MakeCertificate,
    Order,
    RenewStamp,
    Restamped,
    SignedList,
    SignList,
    TokenPlace,
    Warm,
)
from app.issuance.print_lock import print_locked
from app.issuance.proof import Proof, gather, lists_alone, refuse_lists_alone
from app.issuance.signing import Lasting, Signer, last_stamp, restamp
from app.issuance.timestamps import DemoTimestamps, HttpTimestamps, Timestamps, ends, in_force, read_roots
from app.issuance.validation import check
from app.log import Log

T = TypeVar("T")
log = Log(__name__)


class Bench:
    """Carries out orders one after another."""

    def __init__(self) -> None:
        self._signer: Signer | None = None
        self._opened: tuple[AnyKey, bool, float] | None = None
        self._proven = False
        self._lasting: tuple[LastingPlace, Lasting, datetime] | None = None
        self._clock = _OrderClock()

    def ask(self, order: Order[T]) -> T:
        """Carry out an order. Refusals and troubles are raised."""
        try:
            answer: T = self._deed(order)(order)
        except Trouble as trouble:
            if trouble.code.startswith("token."):
                self._put_down()
            raise
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
            RenewStamp: self._renew_stamp,
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
        lasting = self._lasting_of(order.lasting, signer, order.at)
        paper = import_module("app.documents.digital_certificate").render(order.facts, order.letterhead, order.layout)
        if order.print_locked:
            paper = print_locked(paper)
        signed = signer.sign(paper, order.certification, order.at, lasting)
        if not self._proven:
            _prove(signed, signer, lasting, order.at)
            self._proven = True
        stamps = () if lasting.timestamps is None else _encoded(lasting.timestamps.chain)
        return Made(
            signed,
            sha256(signed).digest(),
            lasting.level,
            signer.key.name,
            _encoded(signer.key.chain),
            stamps,
            ends(lasting.timestamps.chain) if lasting.timestamps and lasting.level is Level.B_LTA else None,
        )

    def _sign_list(self, order: SignList) -> SignedList:
        signer = self._ready(order.key, order.demo_database, order.at)
        return SignedList(signer.template.sign_raw(order.content), _encoded(signer.key.chain))

    def _renew_stamp(self, order: RenewStamp) -> Restamped:
        """The proof is of the last authority's chain and of the one that is asked now; no key of ours is needed."""
        self._clock.at = order.at
        last = last_stamp(order.pdf, order.issuers)
        until = ends(last)
        if until < order.at:
            return Restamped(until, ended=True)
        stamps = self._timestamps(order.lasting) if until <= order.before else None
        if stamps is None or ends(stamps.chain) <= until:
            return Restamped(until)
        proof = gather([last, stamps.chain], order.at, order.lasting.lists)
        if not lists_alone(last, proof.ocsps):  # else it gets no worse
            refuse_lists_alone([stamps.chain], proof.ocsps)
        renewed = restamp(order.pdf, Lasting(Level.B_LTA, stamps, proof))
        if last_stamp(renewed, ())[0] != stamps.chain[0]:
            raise Trouble("timestamp.not_usable", retryable=True, reason="chain")
        return Restamped(ends(stamps.chain), renewed, sha256(renewed).digest(), _encoded(stamps.chain))

    def _lasting_of(self, place: LastingPlace, signer: Signer, at: datetime) -> Lasting:
        """The opened authority and the proof of the day, gathered anew when it is no longer fresh."""
        self._clock.at = at
        if self._lasting is not None and self._lasting[0] == place and at < self._lasting[2]:
            return self._lasting[1]
        stamps = self._timestamps(place)
        chains = [signer.key.chain, *([stamps.chain] if stamps is not None else [])]
        if stamps is not None:
            in_force(stamps.chain, at)  # said before its issuer is asked, who would only not vouch for it
        needed, for_decades = place.level in (Level.B_LT, Level.B_LTA), place.level is Level.B_LTA
        proof: Proof = gather(chains, at, place.lists, needed=needed, for_decades=for_decades)
        lasting = Lasting(place.level, stamps, proof)
        self._lasting, self._proven = (place, lasting, proof.until), False
        return lasting

    def _timestamps(self, place: LastingPlace) -> Timestamps | None:
        if place.level is Level.B_B:
            return None
        if place.demo_authority is not None:
            return DemoTimestamps(place.demo_authority, self._clock)
        return HttpTimestamps(place.address, read_roots(place.roots) if place.roots else (), self._clock)

    def _ready(self, place: AnyKey, demo_database: bool, at: datetime) -> Signer:
        """The opened signer, opened again when the file was exchanged, checked for this moment."""
        wanted = (place, demo_database, _changed_at(place))
        if self._signer is None or self._opened != wanted:
            self._put_down()
            self._signer, self._opened = Signer.open(place, demo_database=demo_database), wanted
        self._signer.check(at)
        return self._signer

    def _put_down(self) -> None:
        """The key in hand is of no use any more; the next order opens it anew."""
        self._signer, self._opened, self._proven, self._lasting = None, None, False, None


class _OrderClock:
    """The time of the order in hand: a worker has no clock of its own, so that a demo's day stays a demo's day."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def _prove(signed: bytes, signer: Signer, lasting: Lasting, at: datetime) -> None:
    """The first file that a freshly opened key signs is verified whole, before any is entered in the ledger."""
    root = signer.key.chain[-1].public_bytes(Encoding.DER)
    stamps = lasting.timestamps.chain[-1].public_bytes(Encoding.DER) if lasting.timestamps is not None else root
    found = check(signed, [root], at, timestamp_roots=[stamps])
    if not found.good:
        log.error("own signature does not verify", missing=found.missing)
        raise Trouble("signing.failed")


def _encoded(chain: Sequence[Certificate]) -> tuple[bytes, ...]:
    return tuple(each.public_bytes(Encoding.DER) for each in chain)


def _refuse_boxes(facts: Any) -> None:
    """A receipt may show a boxed code point for a character that no font has; a degree certificate may not."""
    missing = missing_glyphs(f"{facts.name_zh}{facts.name_en}{facts.programme}{facts.degree}")
    if missing:
        raise Trouble("digital.glyphs_missing", characters="".join(code_point(each) for each in missing))


def _changed_at(place: AnyKey) -> float:
    if isinstance(place, TokenPlace):
        return 0.0  # a token that was pulled out says so itself
    try:
        return place.path.stat().st_mtime
    except OSError as failure:
        raise Trouble("signing.key_missing") from failure
