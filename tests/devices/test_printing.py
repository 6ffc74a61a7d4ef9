"""Papers on their way to the printer: through a real CUPS server into a tray; painting is Qt's own."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app.desk.paper_slips import PaperSlip
from app.devices.printer import PrintOrder, Queued, print_pdf, printers
from app.errors import Trouble
from app.threads.print_line import Printed, PrintLine, paint, paint_on
from app.wording import Bilingual
from tests.cups import Spooler


def a_paper(pages: int = 1) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(595.27, 841.89), invariant=1)
    for _ in range(pages):
        canvas.rect(100, 400, 200, 300, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture(scope="module")
def server() -> Iterator[Spooler]:
    with Spooler() as server:
        for printer in ("Attic", "Counter", "Hall", "Shut"):
            server.add(printer)
        server.refuse("Shut")
        server.choose("Counter")
        yield server


@pytest.fixture
def spooler(server: Spooler, monkeypatch: pytest.MonkeyPatch) -> Spooler:
    monkeypatch.setenv("CUPS_SERVER", server.variable)
    return server


def test_the_pdf_reaches_the_printer_as_it_is(spooler: Spooler) -> None:
    queued = print_pdf(PrintOrder(a_paper(), "簽收單", copies=2, printer="Counter"))
    sheet = spooler.sheet(queued.request)
    assert (queued.printer, sheet.pdf, sheet.title, sheet.copies) == ("Counter", a_paper(), "簽收單", 2)
    assert "media=A4" in sheet.options and "print-scaling=none" in sheet.options


def test_without_a_printers_name_the_default_one_prints_and_is_named_and_listed_first(spooler: Spooler) -> None:
    assert print_pdf(PrintOrder(a_paper(), "t")).printer == "Counter"
    assert printers() == ("Counter", "Attic", "Hall", "Shut")


@pytest.mark.parametrize(
    ("printer", "code", "retryable"), [("Cellar", "printer.missing", False), ("Shut", "printer.refuses", True)]
)
def test_what_the_spooler_complains_of_becomes_a_trouble(
    spooler: Spooler, printer: str, code: str, retryable: bool
) -> None:
    with pytest.raises(Trouble) as caught:
        print_pdf(PrintOrder(a_paper(), "t", printer=printer))
    assert (caught.value.code, caught.value.retryable) == (code, retryable)
    assert caught.value.facts["printer"] == printer


def test_a_printer_that_was_halted_keeps_the_paper_and_the_clerk_is_told(spooler: Spooler) -> None:
    spooler.halt("Hall", "paper jam")
    with pytest.raises(Trouble) as caught:
        print_pdf(PrintOrder(a_paper(), "waiting", printer="Hall"))
    assert (caught.value.code, caught.value.retryable) == ("printer.halted", False)
    assert caught.value.facts == {"printer": "Hall", "words": "paper jam"}
    spooler.resume("Hall")
    after = print_pdf(PrintOrder(a_paper(), "after", printer="Hall"))
    before = f"Hall-{int(after.request.rpartition('-')[2]) - 1}"
    assert [spooler.sheet(each).title for each in (before, after.request)] == ["waiting", "after"]


def test_a_computer_without_a_printer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with Spooler() as bare:
        monkeypatch.setenv("CUPS_SERVER", bare.variable)
        with pytest.raises(Trouble) as caught:
            print_pdf(PrintOrder(a_paper(), "t"))
        assert caught.value.code == "printer.no_default"
        assert printers() == ()


def test_a_spooler_that_went_away_is_told_and_prints_again_when_it_is_back(spooler: Spooler) -> None:
    spooler.stop()
    for act in (lambda: print_pdf(PrintOrder(a_paper(), "t", printer="Counter")), printers):
        with pytest.raises(Trouble) as caught:
            act()
        assert (caught.value.code, caught.value.retryable) == ("printer.away", True)
    spooler.start()
    assert spooler.sheet(print_pdf(PrintOrder(a_paper(), "t", printer="Counter")).request).pdf == a_paper()


def test_a_computer_without_a_spooler_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for act in (lambda: print_pdf(PrintOrder(b"", "t")), printers):
        with pytest.raises(Trouble) as caught:
            act()
        assert caught.value.code == "printer.no_spooler"


def test_no_paper_is_written_to_a_temporary_file(
    spooler: Spooler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = tmp_path.stat().st_mtime_ns
    print_pdf(PrintOrder(a_paper(), "t", printer="Counter"))
    assert tmp_path.stat().st_mtime_ns == before  # no file was made there, not even for a moment


class Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Printed] = []

    def hear(self, printed: Printed) -> None:
        self.heard.append(printed)


@pytest.fixture
def ear(qtbot: QtBot) -> Iterator[Ear]:
    yield Ear()


def test_the_print_line_answers_in_order_and_a_failed_print_is_an_answer(
    qtbot: QtBot, spooler: Spooler, ear: Ear
) -> None:
    line = PrintLine("Counter")
    line.print_paper(PaperSlip("receipt", Bilingual("簽收單", "Receipt"), a_paper()), ear.hear)
    line.submit(PrintOrder(a_paper(), "t", printer="Shut"), ear.hear)
    qtbot.waitUntil(lambda: len(ear.heard) == 2)
    assert [(each.printed, each.detail) for each in ear.heard] == [(True, "Counter"), (False, "printer.refuses")]
    assert line.stop()


def test_a_mistake_of_ours_while_printing_is_an_answer_too(qtbot: QtBot, ear: Ear) -> None:
    def stumble(order: PrintOrder) -> Queued:
        raise ZeroDivisionError

    line = PrintLine(send=stumble)
    line.submit(PrintOrder(b"", "t"), ear.hear)
    qtbot.waitUntil(lambda: bool(ear.heard))
    assert ear.heard[0].detail == "printer.failed"
    assert line.stop()


def test_the_print_line_lists_the_printers_and_none_where_there_is_no_spooler(
    qtbot: QtBot, spooler: Spooler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Choice(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[tuple[str, ...]] = []

        def offer(self, names: tuple[str, ...]) -> None:
            self.found.append(names)

    line, choice = PrintLine(), Choice()
    line.find_printers(choice.offer)
    qtbot.waitUntil(lambda: len(choice.found) == 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    line.find_printers(choice.offer)
    qtbot.waitUntil(lambda: len(choice.found) == 2)
    assert choice.found == [("Counter", "Attic", "Hall", "Shut"), ()]
    assert line.stop()


def test_a_print_line_that_never_printed_ends_at_once(qtbot: QtBot) -> None:
    assert PrintLine().stop() is True


def test_painted_pages_look_like_the_paper(qtbot: QtBot, tmp_path: Path, ear: Ear) -> None:
    """The way of Windows: pages drawn at 300 dpi and painted; here Qt's printer writes a PDF instead of paper."""
    target = tmp_path / "painted.pdf"

    def send(order: PrintOrder) -> Queued:
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        device.setOutputFileName(str(target))
        paint_on(device, order)
        return Queued("painted", "")

    line = PrintLine(send=send)
    line.submit(PrintOrder(a_paper(pages=2), "t"), ear.hear)
    qtbot.waitUntil(lambda: bool(ear.heard), timeout=30_000)
    assert line.stop()
    assert ear.heard[0].printed
    painted = pypdfium2.PdfDocument(target)
    assert len(painted) == 2
    for page in painted:
        assert page.get_size() == pytest.approx((595.27, 841.89), abs=1)
        image = page.render(scale=1).to_pil().convert("L")
        box = image.point(lambda value: 255 * (value < 128)).getbbox()
        assert box == pytest.approx((100, 841.89 - 700, 300, 841.89 - 400), abs=2)
    painted.close()


def test_painting_on_a_printer_that_does_not_exist_is_a_trouble(qtbot: QtBot) -> None:
    with pytest.raises(Trouble) as caught:
        paint(PrintOrder(a_paper(), "t", printer="nowhere"))
    assert caught.value.code == "printer.missing"
