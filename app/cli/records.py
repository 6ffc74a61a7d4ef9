"""``./desk import``, ``undo-import``, ``issue``, ``journal``, ``migrate``: what is done to the records."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from app import settings
from app.cli import days
from app.cli.failures import REFUSED
from app.cli.opening import a_desk, a_store, actor
from app.cli.progress import advancing, on_terminal
from app.dates import TAIPEI, SystemClock, local, parse_date, roc_moment, today
from app.errors import Obstacle, Trouble
from app.wording import ZH, Wording, reason

if TYPE_CHECKING:
    from app.desk.intake.engine import ImportReport

KINDS = ("graduates", "cards", "clearance", "approvals", "certificates", "photos", "calendar")
SHOWN = 50


def add_to(desk: typer.Typer, say: Wording) -> None:
    _add_import(desk, say)
    _add_undo(desk, say)
    _add_issue(desk, say)
    _add_resend(desk, say)
    _add_receipt(desk, say)
    _add_bounces(desk, say)
    _add_journal(desk, say)
    _add_migrate(desk, say)


def _add_import(desk: typer.Typer, say: Wording) -> None:
    @desk.command("import", help=say("Take one CSV or XLSX file whole, or say row by row why not."))
    def take(
        kind: Annotated[str, typer.Argument(help=say("What it holds: {kinds}.", kinds=", ".join(KINDS)))],
        file: Annotated[Path, typer.Argument(help=say("The file; photos come as a folder or a ZIP archive."))],
        drawn: Annotated[str, typer.Option(help=say("The day the office drew the data, else the file's."))] = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Check and compare, write nothing."))] = False,
        encoding: Annotated[str | None, typer.Option(help="utf-8 | utf-16 | cp950 | big5hkscs")] = None,
        sheet: Annotated[str | None, typer.Option(help=say("Which sheet of a workbook."))] = None,
        uid_form: Annotated[str | None, typer.Option(help="hex | hex_reversed | decimal | decimal_reversed")] = None,
        leave_out_bad_rows: Annotated[
            bool, typer.Option("--leave-out-bad-rows", help=say("Take the good rows although others are bad."))
        ] = False,
        older_source: Annotated[
            bool, typer.Option("--older-source", help=say("Take it although newer data is held."))
        ] = False,
        whole_list: Annotated[
            bool,
            typer.Option(
                "--whole-list", help=say("The list names everybody of its cohorts; who is missing is taken off it.")
            ),
        ] = False,
    ) -> None:
        from app.desk.intake.run import import_file
        from app.desk.intake.shapes import Kind
        from app.devices.uid import UidForm

        _choice(kind, KINDS)
        if whole_list and kind != "graduates":
            raise typer.BadParameter(say("--whole-list is for the list of graduates only."))
        source_time = _drawn(file, drawn, say)
        if kind == "photos":
            raise typer.Exit(_take_photos(file, source_time, dry_run, leave_out_bad_rows, older_source, say))
        content = _content(file)
        if kind == "calendar":
            days.take_calendar(file.name, content, dry_run, say)
            raise typer.Exit(0)
        with a_desk() as opened:
            report = import_file(
                opened,
                Kind(kind),
                content,
                name=file.name,
                source_time=source_time,
                actor=actor(),
                dry_run=dry_run,
                encoding=encoding,
                sheet=sheet,
                uid_form=UidForm(_choice(uid_form, tuple(UidForm))) if uid_form else None,
                leave_out_bad_rows=leave_out_bad_rows,
                older_source=older_source,
                whole_list=whole_list,
            )
        code = _tell(report, say)
        if whole_list:
            _tell_unlisted(report, say)
        raise typer.Exit(code)


def _take_photos(file: Path, source_time: datetime, dry: bool, leave_out: bool, older: bool, say: Wording) -> int:
    """Photographs come as a folder or a ZIP archive, each named by its student number."""
    from app.desk.intake.photos import import_photos

    with a_desk() as opened:
        report = import_photos(
            opened,
            file,
            name=file.name,
            source_time=source_time,
            actor=actor(),
            dry_run=dry,
            leave_out_bad_rows=leave_out,
            older_source=older,
        )
    return _tell(report, say)


def _choice(given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise typer.BadParameter(f"{given}: {' | '.join(known)}")
    return given


def _content(file: Path) -> bytes:
    """The file, and no more of it than shows that it is too large."""
    from app.desk.intake.reading import MAX_FILE_BYTES

    try:
        with file.open("rb") as stream:
            return stream.read(MAX_FILE_BYTES + 1)
    except OSError as fault:
        raise Trouble("file.unreadable", file=str(file), why=reason(fault)) from fault


def _drawn(file: Path, day: str, say: Wording) -> datetime:
    """When the office drew the data: the day that was named, at its end or now; else the file's own time."""
    if not day:
        try:
            return datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError as fault:
            raise Trouble("file.unreadable", file=str(file), why=reason(fault)) from fault
    try:
        there = parse_date(day)
    except ValueError as fault:
        raise typer.BadParameter(say("{day} is no day; write 2025-07-03 or 114-07-03.", day=day)) from fault
    end = datetime(there.year, there.month, there.day, 23, 59, tzinfo=TAIPEI).astimezone(UTC)
    return SystemClock().now() if there == today(SystemClock()) else end  # a day to come is refused with the file


def _tell(report: "ImportReport", say: Wording) -> int:
    """Print what a file did or would do; returns the exit code."""
    print(say("{file}: {rows} rows read.", file=report.file_name, rows=report.rows))
    _tell_how_it_was_read(report, say)
    for fault in report.faults[:SHOWN]:
        told = say.explain(Obstacle(fault.code, fault.facts))
        where = say("line {line}, {column}", line=fault.line, column=fault.column or say("the whole row"))
        print(f"  {where}: {told.text} {told.next_step}".rstrip())
    if len(report.faults) > SHOWN:
        print(say("  and {number} more", number=len(report.faults) - SHOWN))
    counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged, "bad": report.bad}
    print(say("New {added}, changed {changed}, unchanged {unchanged}, bad rows {bad}.", **counts))
    if report.taken:
        print(say("Taken as import {number}.", number=report.import_id))
    else:
        print(say("Dry run: nothing was written.") if report.dry_run else say("Nothing was taken."))
    return 0 if report.taken or (report.dry_run and not report.bad) else REFUSED


def _tell_unlisted(report: "ImportReport", say: Wording) -> None:
    """Who was missing from a whole list (延畢, 休學): only a number, the names are in the register."""
    if report.unlisted is None:
        print(say("Nobody is taken off the list while rows are bad: they might be the missing ones."))
    else:
        print(say("Missing from the list and taken off it: {number}, among the changed.", number=report.unlisted))


def _tell_how_it_was_read(report: "ImportReport", say: Wording) -> None:
    """What was guessed and what was passed over: whoever imports sees it before it is in the register."""
    if report.guessed:
        print(say("  The encoding was not named; the file was read as {encoding}.", encoding=report.encoding))
        if report.dry_run and report.sample:  # names are shown only to look at them
            print(say("  Look whether the first names are right: {names}", names="、".join(report.sample)))
    if report.uid_form:
        form = report.uid_form.value
        print(
            say("  Card numbers were read as {form}; if a reader shows others, name the form (--uid-form).", form=form)
        )
    if report.ignored_columns:
        columns = "、".join(report.ignored_columns)[:300]
        print(say("  Columns that nothing was taken from: {columns}", columns=columns))


def _add_undo(desk: typer.Typer, say: Wording) -> None:
    @desk.command("undo-import", help=say("Give the values before an import back, where nothing has changed since."))
    def undo(
        number: Annotated[str, typer.Argument(help=say("The import's number; left out, the imports are listed."))] = "",
    ) -> None:
        from app.desk.intake.undo import undo_import

        if not number:
            _list_imports(say)
            return
        with a_desk() as opened:
            done = undo_import(opened, _import_number(number, say), actor=actor())
        counts = {"restored": done.restored, "removed": done.removed, "kept": done.kept}
        print(say("Given back {restored}, removed {removed}, kept because of later changes {kept}.", **counts))


def _list_imports(say: Wording) -> None:
    """The latest imports, the newest first."""
    from app.models.imports import latest

    with a_desk() as opened, opened.read() as session:
        runs = latest(session, SHOWN)
    for run in runs:
        undone = say("given back") if run.undone_at else ""
        at = roc_moment(run.at) if say.language == ZH else f"{local(run.at):%Y-%m-%d %H:%M}"
        print(f"{run.id}  {at}  {run.kind:<12}  {run.file_name}  +{run.added} ~{run.changed}  {undone}".rstrip())
    if not runs:
        print(say("Nothing was imported yet."))


def _import_number(text: str, say: Wording) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise typer.BadParameter(say("{text} is no number of an import.", text=text)) from fault


def _add_issue(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Work through the due jobs once, and say one line about each."))
    def issue() -> None:
        from app.issuance.command import issue_due
        from app.issuance.opening import open_office
        from app.models.queue import at_once
        from app.threads.workers import WorkerProcess

        chosen = settings.load()
        worker = WorkerProcess()
        try:
            with a_desk() as opened:  # with its keys: files are sealed, mailboxes opened
                office = open_office(chosen, opened.store, SystemClock(), worker)
                with opened.read() as session:
                    number = at_once(session, office.now)
                with advancing(number, say("Issuing")) as advanced:
                    quiet = number > 1 and on_terminal()
                    waiting = issue_due(office, print, say, advanced, quiet=quiet)
        finally:
            worker.stop()
        raise typer.Exit(REFUSED if waiting else 0)


def _add_resend(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Mail a digital certificate again, after a mailbox was corrected."))
    def resend(receipt: Annotated[str, typer.Argument(help=say("The number on the pickup's receipt."))]) -> None:
        from app.desk.resend import resend as send

        with a_desk() as opened:
            send(opened, receipt_number=receipt, actor=actor())
        print(say("It is queued; mailboxes that took it before get nothing more."))


def _add_receipt(desk: typer.Typer, say: Wording) -> None:
    receipt = typer.Typer(help=say("The receipts of the ministry's platform."), no_args_is_help=True)
    desk.add_typer(receipt, name="receipt")

    @receipt.callback()
    def about() -> None: ...

    @receipt.command("import", help=say("Take a receipt: the documents it names are done, or come back to a person."))
    def take(file: Annotated[Path, typer.Argument(help=say("The file as the platform gave it."))]) -> None:
        from app.desk.platform import import_receipt

        with a_desk() as opened:
            done = import_receipt(opened, file=str(file), actor=actor())
        facts = {"package": done.package, "accepted": done.accepted, "rejected": done.rejected}
        print(say("Package {package}: accepted {accepted}, rejected {rejected}.", **facts))
        if done.withdrawn:
            print(say("Withdrawn: {withdrawn}.", withdrawn=done.withdrawn))
        raise typer.Exit(REFUSED if done.rejected else 0)


def _add_bounces(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Read the mail that came back, and say one line about each delivery it concerns."))
    def bounces() -> None:
        from app.issuance.command import collect_returned
        from app.issuance.delivery.mailroom import mailroom_of

        chosen = settings.load()
        with a_desk() as opened:
            came_back = collect_returned(opened.store, chosen.station, mailroom_of(chosen), print, say)
        raise typer.Exit(REFUSED if came_back else 0)


def _add_journal(desk: typer.Typer, say: Wording) -> None:
    journal = typer.Typer(help=say("The record of everything that was done."), no_args_is_help=True)
    desk.add_typer(journal, name="journal")

    @journal.callback()
    def about() -> None: ...

    @journal.command(help=say("Walk every chain and print its head. The first line that no longer fits is named."))
    def check() -> None:
        from app.models.journal import check_chains

        broken = False
        with a_store() as store, store.look() as connection:
            for chain in check_chains(connection):
                broken = broken or bool(chain.broken)
                facts = {"chain": chain.chain, "lines": chain.lines, "head": chain.head[:16], "broken": chain.broken}
                if chain.broken:
                    print(say("{chain}: {lines} lines fit; line {broken} does not.", **facts))
                else:
                    print(say("{chain}: all {lines} lines fit, head {head}.", **facts))
        raise typer.Exit(REFUSED if broken else 0)


def _add_migrate(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Bring the database to this program's shape, backup first."))
    def migrate() -> None:
        from app.models import migration

        chosen = settings.load()
        if chosen.database_url.startswith("sqlite"):
            chosen.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        done = migration.migrate(chosen.database_url, backup_folder=chosen.backup_folder)
        if done.before == done.after:
            print(say("The database has the right shape already: {revision}.", revision=done.after))
        else:
            print(say("The database has shape {revision} now.", revision=done.after))
        if done.backup:
            print(say("The backup made before lies in {file}.", file=done.backup))
