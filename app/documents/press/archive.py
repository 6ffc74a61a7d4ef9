"""Archive: what makes a PDF a PDF/A-2u file, written from the facts alone.

PDF/A wants the metadata twice (the old dictionary and XMP, saying the same), a colour profile that says what the
numbers mean, and an identifier. All of it is derived from the paper, so that the same facts give the same bytes. The
profile is a fixed file: a library's newer edition of sRGB must not change yesterday's certificate.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from app.dates import local
from app.documents.fonts import RESOURCES

PRODUCER = "Registry Desk"
_PROFILE = RESOURCES / "layouts" / "srgb.icc"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Title:
    """What the file says of itself: no person's name, because file lists and viewers show it."""

    title: str
    author: str
    moment: datetime


class _Info(pdfdoc.PDFInfo):
    """The metadata dictionary with exactly the entries that the XMP repeats."""

    def __init__(self, title: Title) -> None:
        super().__init__()
        self.said = title

    def format(self, document: Any) -> bytes:
        there = local(self.said.moment)
        day = pdfdoc.PDFString(f"D:{there:%Y%m%d%H%M%S}+08'00'")
        entries = {
            "Title": pdfdoc.PDFString(self.said.title),
            "Author": pdfdoc.PDFString(self.said.author),
            "Producer": pdfdoc.PDFString(PRODUCER),
            "CreationDate": day,
            "ModDate": day,
        }
        written: bytes = pdfdoc.PDFDictionary(entries).format(document)
        return written


def declare(document: Any, title: Title) -> None:
    """Make a reportlab document say that it is PDF/A-2u, and what it is."""
    document.info = _Info(title)
    document.signature = hashlib.md5(usedforsecurity=False)
    document.updateSignature(f"{title.title}|{title.author}|{title.moment.isoformat()}")
    catalog = document.Catalog
    catalog.Metadata = _metadata(title)
    catalog.__NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = pdfdoc.PDFArray([_output_intent(document)])
    catalog.Outlines = None


def _metadata(title: Title) -> Any:
    moment = local(title.moment).isoformat(timespec="seconds")
    text = _XMP.format(title=escape(title.title), author=escape(title.author), moment=moment, producer=PRODUCER)
    kind = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")})
    return pdfdoc.PDFStream(dictionary=kind, content=text.encode("utf-8"), filters=[])


def _output_intent(document: Any) -> Any:
    flate = pdfdoc.PDFArray([pdfdoc.PDFName("FlateDecode")])
    profile = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary({"N": 3, "Filter": flate}), content=_profile(), filters=[]
    )
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile, "outputProfile"),
        }
    )


@lru_cache(maxsize=1)
def _profile() -> bytes:
    return zlib.compress(_PROFILE.read_bytes(), 9)
