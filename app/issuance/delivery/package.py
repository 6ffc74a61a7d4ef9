"""A package for the ministry's platform: one ZIP file, the same bytes for the same facts.

Format 1. ``manifest.json`` names the format, the package's number, the school's code and every document with its
reference, its files, their sizes and their SHA-256. For each document ``documents/<reference>.json`` holds what the
platform makes the certificate from, and under ``replaces`` (or null) the code, the SHA-256 and the reason of the
document whose place it takes; ``note_to_recipient`` (B45) where the school has one. Where it sends signed files,
``documents/<reference>.pdf`` lies beside it.
A document that has left in an earlier package and ended since then stands under ``withdrawals``: its
``withdrawals/<reference>.json`` names it by the reference and the digest it was handed in with, by the code and the
digest it was issued with where these are known, and says whether it is ``revoked`` or ``superseded``, why and when.
All text is UTF-8, because CP950 has no place for the rarer characters of names. The order and the times inside are
fixed, so that a package can be recognised by its own SHA-256.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

FORMAT, VERSION = "registry-desk/platform-package", 1
DOCUMENTS, WITHDRAWALS = "documents", "withdrawals"
_WHEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Document:
    """One graduate's document. ``facts`` is what the certificate says and where it is to be mailed."""

    reference: str
    facts: Mapping[str, object] = field(repr=False)
    pdf: bytes | None = field(default=None, repr=False)
    folder: str = DOCUMENTS

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Its files by name, the one that counts first: the signed file where there is one."""
        if self.pdf is not None:
            yield f"{self.folder}/{self.reference}.pdf", self.pdf
        yield f"{self.folder}/{self.reference}.json", _json(self.facts)

    @property
    def sha256(self) -> bytes:
        """The digest that the platform's receipt names."""
        return sha256(next(self.files())[1]).digest()


def make_package(number: str, school: str, content: str, made_at: datetime, documents: Sequence[Document]) -> bytes:
    """The whole package."""
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "package": number,
        "school": school,
        "content": content,
        "made_at": made_at.isoformat(),
        DOCUMENTS: [_entry(each) for each in documents if each.folder == DOCUMENTS],
        WITHDRAWALS: [_entry(each) for each in documents if each.folder == WITHDRAWALS],
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "manifest.json", _json(manifest))
        for each in documents:
            for name, held in each.files():
                _put(archive, name, held)
    return stream.getvalue()


def _entry(document: Document) -> dict[str, object]:
    files = [{"name": name, "size": len(held), "sha256": sha256(held).hexdigest()} for name, held in document.files()]
    return {"reference": document.reference, "sha256": document.sha256.hex(), "files": files}


def _put(archive: zipfile.ZipFile, name: str, held: bytes) -> None:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = 3, 0o600 << 16
    archive.writestr(entry, held)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()
