"""The ministry's platform's receipt: what became of each document of one package (A34, E21).

Format 1, a text of comma-separated lines (UTF-8, with or without a mark, or CP950; any line ends; cells in double
quotes where they hold a comma)::

    registry-desk-receipt,1,<package number>,<SHA-256 of the package>,<time, ISO 8601>
    accepted,<reference>,<SHA-256 sent>,<code of the issued document>,<SHA-256 of the issued file>,<its size in bytes>
    rejected,<reference>,<SHA-256 sent>,<why, in the platform's own words>
    withdrawn,<reference of a withdrawal>,<SHA-256 sent>
    end,<number of documents>,<SHA-256 of every byte before this line>

Every document of the package stands in it once. The last line proves that nothing was lost or changed on the way by
mistake; who the receipt comes from is a matter of the way it came.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from app.errors import Refusal

MARK, VERSION = "registry-desk-receipt", "1"
LARGEST = 1 << 20  # bytes; a thousand documents take a fifth of it
LONGEST_REASON = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,31}")
_END = re.compile(rb"(?:^|[\r\n])(end,[^\r\n]*)[\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line. ``issued`` is None when it was rejected, and ``reason`` says why; ``withdrawn`` as it was asked for."""

    line: int
    reference: str
    sent: bytes
    code: str = ""
    issued: bytes | None = None
    size: int = 0
    reason: str = field(default="", repr=False)
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that is whole in itself; whether it is ours is asked of the records."""

    package: str
    package_sha256: bytes
    at: datetime
    answers: tuple[Answer, ...]
    sha256: bytes


def read_receipt(content: bytes) -> Receipt:
    """Read it strictly. Refuses ``receipt.*`` with the line and what was expected there."""
    if len(content) > LARGEST:
        raise Refusal.because("receipt.too_large", limit=LARGEST // 1024)
    text = _decoded(content)
    lines = _lines(text)
    if not lines or lines[0][1][0] != MARK:
        raise Refusal.because("receipt.not_one")
    number, head = lines[0]
    if len(head) > 1 and head[1] != VERSION:
        raise Refusal.because("receipt.version", version=head[1][:8], known=VERSION)
    if len(head) != 5 or not head[2]:
        raise _wrong(number, f"{MARK},{VERSION},…,SHA-256,ISO 8601")
    _check_end(content, lines)
    answers = tuple(_answer(line, cells) for line, cells in lines[1:-1])
    return Receipt(head[2], _digest(number, head[3]), _moment(number, head[4]), answers, sha256(content).digest())


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal.because("receipt.not_one")


def _lines(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if cells]
    except csv.Error as fault:
        raise _wrong(reader.line_num, "CSV") from fault


def _check_end(content: bytes, lines: list[tuple[int, list[str]]]) -> None:
    """Nothing lost and nothing changed on the way."""
    number, last = lines[-1]
    place = _END.search(content)
    if last[0] != "end" or len(last) != 3 or place is None:
        raise _wrong(number, "end,…,SHA-256")
    if last[1] != str(len(lines) - 2):
        raise Refusal.because("receipt.count", line=number, said=last[1][:8], found=len(lines) - 2)
    if _digest(number, last[2]) != sha256(content[: place.start(1)]).digest():
        raise Refusal.because("receipt.altered", line=number)


def _answer(line: int, cells: list[str]) -> Answer:
    if cells[0] == "accepted" and len(cells) == 6:
        if not _CODE.fullmatch(cells[3]):
            raise _wrong(line, "A-Z a-z 0-9 - (4–32)")
        if not (cells[5].isascii() and cells[5].isdigit() and 0 < int(cells[5][:10]) < 1 << 31):
            raise _wrong(line, "1–2147483647")
        return Answer(line, cells[1], _digest(line, cells[2]), cells[3], _digest(line, cells[4]), int(cells[5]))
    if cells[0] == "rejected" and len(cells) == 4:
        if not cells[3] or len(cells[3]) > LONGEST_REASON or not cells[3].isprintable():
            raise _wrong(line, f"rejected,…,SHA-256,(1–{LONGEST_REASON})")
        return Answer(line, cells[1], _digest(line, cells[2]), reason=cells[3])
    if cells[0] == "withdrawn" and len(cells) == 3:
        return Answer(line, cells[1], _digest(line, cells[2]), withdrawn=True)
    raise _wrong(line, "accepted,…,…,…,…,… | rejected,…,…,… | withdrawn,…,…")


def _digest(line: int, cell: str) -> bytes:
    if not _DIGEST.fullmatch(cell.lower()):
        raise _wrong(line, "SHA-256")
    return bytes.fromhex(cell)


def _moment(line: int, cell: str) -> datetime:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError as fault:
        raise _wrong(line, "ISO 8601") from fault
    if moment.tzinfo is None:
        raise _wrong(line, "ISO 8601 +08:00")
    return moment


def _wrong(line: int, expected: str) -> Refusal:
    return Refusal.because("receipt.line_wrong", line=line, expected=expected)
