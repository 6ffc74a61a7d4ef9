"""What mail servers report of our messages afterwards (退信): read strictly by RFC 3464, believed only by its number.

A report counts when it is a ``multipart/report`` of delivery status and names a message of ours: by the envelope's
number that we gave it (RFC 3461), or by the ``Message-ID`` in the part of our message that it returns. That number has
62 random bits and stands in no other place, so nobody who did not get the message can speak of it. Whatever else a mail
is, however large or broken, it is passed over.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from uuid import UUID

LARGEST = 256 << 10  # bytes of one mail that are looked at; a report and the returned headers take a few thousand
MOST_PARTS = 10
MOST_RECIPIENTS = 50
_NUMBER = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Report:
    """What a server said of one delivery: ``failed`` for good, else it only takes longer. ``status``: as ``5.1.1``."""

    delivery: UUID
    failed: bool
    status: str


def read_report(mail: bytes) -> Report | None:
    """The report in a mail; None when it is none, or none of ours."""
    try:
        return _report(email.message_from_bytes(mail[:LARGEST]))
    except Exception:  # noqa: BLE001 - anybody may write to this mailbox, and the parser lets much through
        return None


def _report(message: Message) -> Report | None:
    if message.get_content_type() != "multipart/report":
        return None
    if str(message.get_param("report-type", "")).lower() != "delivery-status":
        return None
    held = message.get_payload()
    parts = [part for part in held[:MOST_PARTS] if isinstance(part, Message)] if isinstance(held, list) else []
    blocks = next((_blocks(part) for part in parts if part.get_content_type() == "message/delivery-status"), [])
    actions = [(_word(block, "Action"), _word(block, "Status")) for block in blocks[1 : 1 + MOST_RECIPIENTS]]
    told = [each for each in actions if each[0] == "failed"] or [each for each in actions if each[0] == "delayed"]
    number = next(_numbers(blocks, parts), None)
    if not told or number is None:
        return None
    found = _STATUS.search(told[0][1])
    return Report(number, told[0][0] == "failed", found[0] if found else "")


def _blocks(part: Message) -> list[Message]:
    """The groups of fields: first the message's, then one for each recipient."""
    held = part.get_payload()
    return [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []


def _word(block: Message, name: str) -> str:
    return str(block.get(name, ""))[:200].strip().lower()


def _numbers(blocks: list[Message], parts: list[Message]) -> Iterator[UUID]:
    """Our number, where a report may carry it."""
    places = [str(block.get("Original-Envelope-Id", "")) for block in blocks[:1]]
    for part in parts:
        kind, held = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(held, list) and isinstance(held[0], Message):
            places.append(str(held[0].get("Message-ID", "")))
        elif kind == "text/rfc822-headers" and isinstance(held, str):
            places.append(str(email.message_from_string(held).get("Message-ID", "")))
    for place in places:
        if found := _NUMBER.search(place[:500].lower()):
            yield UUID(found[0])
