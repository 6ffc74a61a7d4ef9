"""Attacks on the archive timestamp (B-LTA): on itself, under it, and by one who asks the same authority for another.

A timestamp authority stamps whatever it is sent. An attacker can therefore cut the last revision off, write what he
likes behind the signature, and have the whole timestamped again by the very authority that the school trusts.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject
from pyhanko.sign import signers
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings

from app.issuance.keys import KeyPlace
from app.issuance.signing import _Stamper
from app.issuance.timestamps import Timestamps
from tests.issuance import attacks
from tests.issuance.attacks import Named, Writer

LEDGER_ALONE = frozenset(
    {
        "archive: the timestamp cut off",
        "archive: stamped once more",
        "archive: the proof emptied and stamped again",
        "archive: stamped again, incremental_saving: a loose object",
        "archive: stamped again, incremental_saving: other words without a list",
        "archive: stamped again, incremental_saving: other words without an end",
    }
)
"""What the strict policy lets pass, because every signed byte is the registrar's and nothing that is shown is another:
a revision less or one more, and objects that no list of places names. Only the ledger knows that it was not issued."""


def families(pdf: bytes, other: bytes, key: KeyPlace, authority: Timestamps, stranger: Timestamps) -> Iterator[Named]:
    """``other`` is another file signed by the same key; ``stranger`` an authority that nobody trusts."""
    for name, file in (*attacks.universal_forgery(pdf, last=True), *attacks.wrapping(pdf, last=True)):
        yield f"archive: {name}", file
    before = unstamped(pdf)
    yield "archive: the timestamp cut off", before
    yield "archive: stamped once more", stamped(pdf, authority)
    yield "archive: a stranger's timestamp", stamped(before, stranger)
    yield "archive: a stranger's timestamp behind the school's", stamped(pdf, stranger)
    yield "archive: another file's timestamp", attacks.borrowed_container(pdf, other, last=True)
    yield "archive: the proof emptied", attacks.appended(pdf, _no_proof)
    yield "archive: the proof emptied and stamped again", stamped(attacks.appended(before, _no_proof), authority)
    changed = (*attacks.families(before), *attacks.borrowed(before, unstamped(other)), *attacks.sneaky(before, key))
    for name, file in changed:
        try:
            again = stamped(file, authority)
        except Exception:  # too damaged for any writer, so that nothing can be laid over it
            continue
        yield f"archive: stamped again, {name}", again


def unstamped(pdf: bytes) -> bytes:
    """The file as it was before its last revision."""
    *_, last, _ = [found.end() for found in re.finditer(rb"%%EOF\n", pdf)]
    return pdf[:last]


def stamped(pdf: bytes, authority: Timestamps) -> bytes:
    """A timestamp over all of it, by whoever asks for one."""
    writer = attacks.Silent(io.BytesIO(pdf), strict=False)
    stamper = signers.PdfTimeStamper(_Stamper(authority), field_name="Archive9")
    settings = TimestampDSSContentSettings(include_vri=False)
    room = 2 * len(authority.token(bytes(32))) + 1024
    made = stamper.async_timestamp_pdf(writer, "sha256", bytes_reserved=room, dss_settings=settings)
    return bytes(asyncio.run(made).getvalue())


def _no_proof(writer: Writer) -> None:
    writer.root["/DSS"] = DictionaryObject({NameObject("/Certs"): ArrayObject()})
    writer.update_root()
