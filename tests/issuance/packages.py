"""What the platform's tests share: a school that uses it, its packages, its receipts."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from app.desk.desk import Desk
from app.desk.platform import import_receipt
from app.issuance.bench import Bench
from app.issuance.delivery.drop import Platform
from app.issuance.delivery.sftp import SftpServer
from app.issuance.keys import KeyPlace
from app.issuance.orders import Progress
from app.issuance.runner import Runner
from app.models.platform import Package, PackageItem
from app.models.withdrawal import LETTERS
from tests.issuance.school import School
from tests.issuance.sftp_room import LOGIN, PASSWORD, SftpRoom

NOTHING: Mapping[str, str] = {}
TO_PLATFORM = {'channel = "own"': 'channel = "platform"\nplatform = { zh = "教育部發放平臺", en = "The platform" }'}
RARE = "林𠀋煊"  # U+2000B, Extension B: CP950 has no place for it


def way_to(room: SftpRoom, **facts: Any) -> SftpServer:
    return SftpServer(
        "127.0.0.1", room.port, LOGIN, "", facts.pop("host_key", room.pinned), PASSWORD, patience=5, **facts
    )


def hand_over(school: School, number: int, channel: str = "platform", **facts: Any) -> UUID:
    job_id = school.hand_over(number, channel=channel, **facts)
    school.write_mailboxes(job_id)
    return job_id


def run(school: School, bench: Bench, way: Platform | None, key: KeyPlace | None = None) -> list[Progress]:
    heard: list[Progress] = []
    runner = Runner(school.office(bench, key, platform=way), heard.append)
    runner.run_due()
    runner.close()
    return heard


def said(school: School, job_id: UUID) -> tuple[str, str]:
    job = school.job(job_id)
    return job.state.value, job.note


def packages(school: School) -> list[Package]:
    return sorted(school.every(Package), key=lambda each: each.number)


def opened(file: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files["manifest.json"]), files


def a_receipt(
    package: Package,
    items: Sequence[PackageItem],
    *,
    rejected: Mapping[str, str] = NOTHING,
    alter: Callable[[list[list[str]]], None] = lambda _: None,
    encoding: str = "utf-8",
) -> bytes:
    """As the platform would write it; ``alter`` spoils its lines before the last one is made."""
    lines = [["registry-desk-receipt", "1", package.number, package.sha256.hex(), "2025-07-18T10:00:00+08:00"]]
    for item in sorted(items, key=lambda each: each.position):
        if item.package_id != package.id:
            continue
        why = rejected.get(item.reference)
        issued = sha256(b"issued " + item.reference.encode()).hexdigest()
        if why is None and item.reference[:2] in LETTERS.values():
            lines.append(["withdrawn", item.reference, item.sha256.hex()])
        elif why is None:
            code = f"MOE-{item.reference}"
            lines.append(["accepted", item.reference, item.sha256.hex(), code, issued, "123456"])
        else:
            lines.append(["rejected", item.reference, item.sha256.hex(), why])
    alter(lines)
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(lines)
    body = stream.getvalue().encode(encoding)
    return body + f"end,{len(lines) - 1},{sha256(body).hexdigest()}\r\n".encode(encoding)


def take(school: School, folder: Path, receipt: bytes) -> Any:
    file = folder / "receipt.csv"
    file.write_bytes(receipt)
    desk = school.desk(folder)
    try:
        return import_receipt(desk, file=str(file), actor="command")
    finally:
        desk.close()


def at_desk(school: School, folder: Path, look: Callable[[Desk], Any]) -> Any:
    desk = school.desk(folder)
    try:
        return look(desk)
    finally:
        desk.close()
