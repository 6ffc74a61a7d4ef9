"""The advisory print lock (列印限制, B44): a document that asks its reader's program not to print it.

How this works. The file is encrypted with AES-256 under an empty password, so that it opens for everybody; printing,
copying and changing are not among its permissions. The password that would lift them is random and thrown away. It
asks, it does not force: whoever strips the encryption can print, and has broken the signature.

The lock comes before the signature, which covers the encrypted bytes. It is a kind of its own, chosen per order; a
degree certificate never has it, because PDF/A, which archives ask for, forbids encryption. A locked file therefore
makes no claim to PDF/A.
"""

from __future__ import annotations

import io
import secrets
from contextlib import suppress

from pyhanko.pdf_utils.crypt.permissions import StandardPermissions
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from app.errors import Trouble

READING_ALOUD = StandardPermissions.ALLOW_ASSISTIVE_TECHNOLOGY | StandardPermissions.TOLERATE_MISSING_PDF_MAC
"""What stays allowed. The second bit says that the file has no MAC, which few readers know."""
_CLAIMS = ("/Metadata", "/OutputIntents")


def print_locked(pdf: bytes) -> bytes:
    """The same pages, to be signed, under the lock and without a claim to PDF/A. Trouble ``signing.failed``."""
    try:
        writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf), strict=True))
        for claim in _CLAIMS:
            with suppress(KeyError):
                del writer.root[claim]
        writer.encrypt(owner_pass=secrets.token_urlsafe(32), user_pass="", perms=READING_ALOUD, pdf_mac=False)  # type: ignore[no-untyped-call]  # pyHanko's own
        output = io.BytesIO()
        writer.write(output)  # type: ignore[no-untyped-call]  # pyHanko's own
    except (PdfError, ValueError) as failure:
        raise Trouble("signing.failed") from failure
    return output.getvalue()


def opened(pdf: bytes | io.BytesIO) -> IncrementalPdfFileWriter:
    """A writer that appends to the file; a locked one is opened with its empty password."""
    writer = _Appending(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf)
    if writer.prev.encrypted:
        writer.encrypt("")  # type: ignore[no-untyped-call]  # pyHanko's own
    return writer


class _Appending(IncrementalPdfFileWriter):
    """A writer that leaves title, dates and producer as the paper has them.

    The library would name itself in both places where a PDF tells them, in each in another way, and PDF/A wants them
    alike. What no revision of ours changes, the verification need not allow either.
    """

    def _update_meta(self) -> None:
        pass
