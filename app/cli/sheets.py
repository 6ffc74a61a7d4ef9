"""``./desk sheet``: at which counter the sheets lie, moving and counting them, and ending a correction (A11)."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.failures import REFUSED
from app.cli.opening import a_desk, actor
from app.dates import local
from app.errors import Trouble
from app.wording import Wording

if TYPE_CHECKING:
    from app.desk.sheet_slips import CorrectionSlip, LyingSlip, StockTakeSlip


def add_to(desk: typer.Typer, say: Wording) -> None:
    sheet = typer.Typer(help=say("Where the sheets lie."), no_args_is_help=True)
    desk.add_typer(sheet, name="sheet")
    numbers = typer.Argument(help=say("Certificate numbers, barcodes or serials."))
    listed = typer.Option("--file", help=say("A CSV or XLSX list of them; - reads scans from the standard input."))

    @sheet.command("move", help=say("Move sheets to another counter's custody: all of the list, or none."))
    def move(
        to: Annotated[str, typer.Option(help=say("The counter's code in the profile, or a station's code."))],
        login: Annotated[str, typer.Option(help=say("Who decides it; between counters a supervisor."))],
        sheets: Annotated[list[str] | None, numbers] = None,
        file: Annotated[str, listed] = "",
        taken_by: Annotated[str, typer.Option(help=say("Sign-on name of who takes them over, if another."))] = "",
        place: Annotated[str, typer.Option(help=say("The shelf mark there."))] = "",
    ) -> None:
        from app.desk import sheets as verbs

        scans = _scans(sheets, file)
        with a_desk() as opened:
            done = verbs.move(
                opened,
                scans=scans,
                to=to,
                place=place,
                taken_by=taken_by,
                login=login,
                password=getpass.getpass(say("Password of {login}: ", login=login)),
            )
        facts = {"count": len(done.moved), "where": say.of(done.name), "station": done.station, "who": done.taken_by}
        print(say("Moved to {where} ({station}): {count} sheets, taken over by {who}.", **facts))
        if done.there_already:
            print(say("{count} lay there already.", count=done.there_already))

    @sheet.command("list", help=say("What lies at a counter, in the order of the shelf."))
    def show(
        counter: Annotated[str, typer.Argument(help=say("The counter's code; without it this computer's."))] = "",
        most: Annotated[int, typer.Option(help=say("How many lines at most."))] = 5000,
    ) -> None:
        from app.desk import sheets as verbs

        with a_desk() as opened:
            stock = verbs.at_counter(opened, counter=counter, count=most)
        for each in stock.lying:
            print(_line(each, say))
        facts = {"where": say.of(stock.name), "total": stock.total, "held": stock.held}
        print(say("{where}: {total} sheets, of them {held} held for a correction.", **facts))

    @sheet.command("labels", help=say("Write the sleeve labels of a cohort's sheets at this counter."))
    def labels(
        file: Annotated[Path, typer.Argument(help=say("The PDF to write."))],
        cohort: Annotated[str, typer.Option(help=say("Such as 113-2; without it the newest that lies here."))] = "",
        first: Annotated[int, typer.Option(help=say("How many sheets of the shelf to pass over."), min=0)] = 0,
        most: Annotated[int, typer.Option("--count", help=say("How many labels at most."), min=1, max=5000)] = 500,
    ) -> None:
        from app.cli.typed import write
        from app.desk import papers

        with a_desk() as opened:
            made = papers.sleeve_labels(opened, cohort=cohort, first=first, count=most, actor=actor())
        write(file, made.pdf)
        print(say("Labels of {cohort}: {file}", cohort=made.reference, file=file))

    @sheet.command("count", help=say("Compare scanned sheets with what should lie at a counter. Exit code 1 if not."))
    def count(
        sheets: Annotated[list[str] | None, numbers] = None,
        file: Annotated[str, listed] = "",
        counter: Annotated[str, typer.Option(help=say("The counter's code; without it this computer's."))] = "",
    ) -> None:
        from app.desk import sheets as verbs

        scans = _scans(sheets, file)
        with a_desk() as opened:
            taken = verbs.take_stock(opened, scans=scans, counter=counter, actor=actor())
        _tell(taken, say)
        raise typer.Exit(0 if taken.agrees else REFUSED)

    _add_corrections(sheet, say)


def _add_corrections(sheet: typer.Typer, say: Wording) -> None:
    number = typer.Argument(metavar="NUMBER", help=say("The certificate's number, or its sheet's serial or barcode."))
    who = typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))
    why = typer.Option(help=say("Why, in one sentence; it is recorded."))

    @sheet.command("corrections", help=say("The certificates that are held because an error was found."))
    def corrections(
        login: Annotated[str, typer.Option(help=say("Your sign-on name, to read the clerks' notes."))] = "",
    ) -> None:
        from app.desk import corrections as verbs

        password = getpass.getpass(say("Password of {login}: ", login=login)) if login else ""
        with a_desk() as opened:
            found = verbs.overview(opened, login=login, password=password)
        for each in found:
            print(_correction(each, say))
        if not found:
            print(say("No certificate is held for a correction."))

    @sheet.command("resume", help=say("Set a held sheet free: it was right after all."))
    def resume(named: Annotated[str, number], login: Annotated[str, who], reason: Annotated[str, why]) -> None:
        from app.desk import corrections as verbs

        with a_desk() as opened:
            password = getpass.getpass(say("Password of {login}: ", login=login))
            done = verbs.resume(opened, named=named, reason=reason, login=login, password=password)
        facts = {"number": done.number, "serial": done.serial, "place": done.place or "—"}
        print(say("{number}: the sheet {serial} ({place}) can be handed over again.", **facts))

    @sheet.command("reprint", help=say("Void a sheet that is spoiled; the certificate waits for its new one."))
    def reprint(named: Annotated[str, number], login: Annotated[str, who], reason: Annotated[str, why]) -> None:
        from app.desk import corrections as verbs

        with a_desk() as opened:
            password = getpass.getpass(say("Password of {login}: ", login=login))
            done = verbs.reprint(opened, named=named, reason=reason, login=login, password=password)
        facts = {"number": done.number, "serial": done.serial, "place": done.place or "—"}
        print(say("{number}: the sheet {serial} ({place}) is void; take it off its shelf.", **facts))
        print(say("Import the list of printed certificates with the new sheet, under a serial of its own."))


def _scans(typed: list[str] | None, file: str) -> tuple[str, ...]:
    from app.desk.sheet_list import scans_of

    found = list(typed or ())
    if file == "-":
        found += [line.strip() for line in sys.stdin if line.strip()]
    elif file:
        try:
            content = Path(file).read_bytes()
        except OSError as fault:
            raise Trouble("file.unreadable", file=file, why=fault.strerror or "") from fault
        found += scans_of(content)
    return tuple(found)


def _line(each: "LyingSlip", say: Wording) -> str:
    from app.desk import sheet_words

    parts = (each.place or "—", each.serial, each.number, sheet_words.mark(say, each))
    return "　".join(part for part in parts if part)


def _correction(each: "CorrectionSlip", say: Wording) -> str:
    from app.desk import day_words

    since = local(each.since)
    facts = {"day": f"{since:%Y-%m-%d}", "at": f"{since:%H:%M}", "fields": day_words.wrong_fields(say, each.fields)}
    parts = [each.place or "—", each.serial, each.number]
    parts.append(
        say(
            "since {day} {at}, found by {who}: {fields}; for {office}",
            who=each.opened_by,
            office=say.of(each.office),
            **facts,
        )
    )
    line = "　".join(part for part in parts if part)
    return "\n    ".join([line, *each.note.splitlines()])


def _tell(taken: "StockTakeSlip", say: Wording) -> None:
    from app.desk import sheet_words

    facts = {"where": say.of(taken.name), "expected": taken.expected, "found": taken.found}
    print(say("{where}: {expected} sheets should lie here, {found} were found.", **facts))
    for each in taken.missing:
        print("  " + say("missing: {line}", line=_line(each, say)))
    for other in taken.unexpected:
        print("  " + say("not of this stock: {scanned}: {why}", scanned=other.scanned, why=sheet_words.why(say, other)))
