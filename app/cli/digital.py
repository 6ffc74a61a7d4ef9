"""``./desk digital``: revoke, supersede, reissue; one certificate or a chosen set; pause, resume, list, report."""

import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

import typer

from app.cli.failures import REFUSED
from app.cli.opening import a_desk, actor
from app.cli.progress import advancing
from app.cli.typed import day_of
from app.errors import Obstacle, Refusal, Trouble
from app.wording import Wording, reason

if TYPE_CHECKING:
    from app.desk.decision_slips import AheadSlip, Chosen, DecisionSlip
    from app.desk.desk import Desk

LISTED = 20
ACTS = ("revoke", "supersede", "reissue")


def add_to(desk: typer.Typer, say: Wording) -> None:
    digital = typer.Typer(help=say("Revoke, supersede and reissue digital certificates."), no_args_is_help=True)
    desk.add_typer(digital, name="digital")
    helps = {
        "revoke": say("Revoke: verification answers that the file is not valid; the graduate is told."),
        "supersede": say("Mark as no longer the latest: verification warns; the graduate is told."),
        "reissue": say("Make a new version; it replaces the earlier one when it is signed, and is delivered."),
    }
    for act in ACTS:
        _add_act(digital, act, helps[act], say)
    _add_going_on(digital, say)
    _add_looking(digital, say)


def _add_act(digital: typer.Typer, act: str, help_text: str, say: Wording) -> None:
    key_help = say("The beginning of the signing certificate's SHA-256 fingerprint.")

    @digital.command(act, help=help_text)
    def decide(
        reason: Annotated[str, typer.Option(help=say("Why: {reasons}.", reasons=", ".join(_reasons(act))))],
        numbers: Annotated[
            list[str] | None, typer.Argument(metavar="[NUMBER...]", help=say("Certificate numbers, 證書字號."))
        ] = None,
        login: Annotated[str, typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))] = "",
        list_file: Annotated[
            Path | None, typer.Option("--list", help=say("A text file of certificate numbers, one a line."))
        ] = None,
        programme: Annotated[str, typer.Option(help=say("The programme's code in the profile."))] = "",
        cohort: Annotated[str, typer.Option(help=say("The semester of graduation, as 113-2."))] = "",
        issued_from: Annotated[
            str, typer.Option(help=say("Issued on this day or later, 2025-07-03 or 114-07-03."))
        ] = "",
        issued_to: Annotated[str, typer.Option(help=say("Issued on this day or earlier."))] = "",
        key: Annotated[str, typer.Option(help=key_help)] = "",
        note: Annotated[str, typer.Option(help=say("A remark for the record; it is sealed."))] = "",
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=say("Show what would be done, write nothing."))
        ] = False,
        yes: Annotated[bool, typer.Option("--yes", help=say("Do not ask before a set is decided."))] = False,
        report: Annotated[Path | None, typer.Option(help=say("Where the report is written, .csv or .xlsx."))] = None,
    ) -> None:
        from app.desk import decide as verbs
        from app.desk.decision_slips import Chosen

        chosen = Chosen(
            numbers=(*(numbers or ()), *_listed(list_file)),
            programme=programme,
            cohort=cohort,
            issued_from=day_of(issued_from, say),
            issued_to=day_of(issued_to, say),
            key=key,
        )
        with a_desk() as opened:
            ahead = _look_ahead(opened, act, reason, chosen, say)
            _show(ahead, say)
            if dry_run:
                print(say("Dry run: nothing was written."))
                raise typer.Exit(0 if ahead.total and ahead.possible == ahead.total else REFUSED)
            _refuse_hopeless(ahead)
            if ahead.total > 1 and not yes:
                typer.confirm(say("Decide about {number} certificates?", number=ahead.total), abort=True)
            made = verbs.decide(
                opened,
                deed_id=uuid4(),
                act=act,
                reason=reason,
                chosen=chosen,
                login=login,
                password=getpass.getpass(say("Password of {login}: ", login=login)),
                note=note,
                expected=ahead.total,
            )
            raise typer.Exit(_carry_out(opened, made, report, say))


def _look_ahead(desk: "Desk", act: str, reason: str, chosen: "Chosen", say: Wording) -> "AheadSlip":
    """Slice after slice, with progress for a large set."""
    from app.desk import decide as verbs

    ahead = verbs.look_ahead(desk, act=act, reason=reason, chosen=chosen, actor=actor())
    with advancing(0 if ahead.whole else ahead.meant, say("Looking")) as advanced:
        while not ahead.whole:
            advanced(ahead.total)
            ahead = verbs.look_ahead(desk, act=act, reason=reason, chosen=chosen, so_far=ahead, actor=actor())
    return ahead


def _reasons(act: str) -> tuple[str, ...]:
    from app.policy.decisions import REASONS, Act

    return REASONS[Act(act)]


def _listed(file: Path | None) -> Iterator[str]:
    """The numbers of a list: one a line, blank lines and a first column's quotes left out."""
    if file is None:
        return
    from app.desk.intake.reading import charset_of

    try:
        content = file.read_bytes()
    except OSError as fault:
        raise Trouble("file.unreadable", file=str(file), why=reason(fault)) from fault
    for line in content.decode(charset_of(content).encoding, "replace").splitlines():
        number = line.strip().strip('"').strip()
        if number:
            yield number


def _show(ahead: "AheadSlip", say: Wording) -> None:
    print(say("{number} certificates.", number=ahead.total))
    for each in ahead.first[:LISTED]:
        issued = each.issued_on.isoformat() if each.issued_on else "—"
        facts = {"number": each.number, "name": each.name_masked or "—", "day": issued, "version": each.version}
        told = say.explain(Obstacle(each.outcome)).text
        print("  " + say("{number}  {name}  issued {day}, version {version}: {told}", told=told, **facts))
    if ahead.total > LISTED:
        print(say("  and {number} more", number=ahead.total - LISTED))
    for code, number in ahead.outcomes:
        print(f"{number:>7}  {say.explain(Obstacle(code)).text}")


def _refuse_hopeless(ahead: "AheadSlip") -> None:
    """Nothing of it can be done: say why, as many reasons as there are."""
    if not ahead.total:
        raise Refusal.because("digital.nobody_chosen")
    if not ahead.possible:
        raise Refusal(*(Obstacle(code) for code, _ in ahead.outcomes))


def _carry_out(desk: "Desk", made: "DecisionSlip", report: Path | None, say: Wording) -> int:
    """Settle chunk after chunk, with progress; the exit code. Interrupted, it can be gone on with."""
    from app.desk import decide as verbs
    from app.desk.decision_report import write_report

    print(say("Decision {number}.", number=made.id))
    with advancing(made.total, say("Deciding")) as advanced:
        while made.state == "open":
            made = verbs.settle(desk, decision_id=made.id, actor=actor())
            advanced(made.settled)
    _tell(made, say)
    if report is not None:
        number = write_report(desk, decision_id=made.id, file=report, say=say, actor=actor())
        print(say("The report of {number} certificates lies in {file}.", number=number, file=str(report)))
    return 0 if all(code.startswith("digital.decided_") for code, _ in made.outcomes) else REFUSED


def _tell(made: "DecisionSlip", say: Wording) -> None:
    print(say("{settled} of {total} settled.", settled=made.settled, total=made.total))
    for code, number in made.outcomes:
        print(f"{number:>7}  {say.explain(Obstacle(code)).text}")
    if made.jobs:
        facts = {"number": made.jobs, "done": made.jobs_done, "stopped": made.jobs_stopped}
        print(say("Queue: {number} jobs, {done} done, {stopped} need a person.", **facts))


def _add_going_on(digital: typer.Typer, say: Wording) -> None:
    which = typer.Argument(metavar="DECISION", help=say("The decision's number, as it was printed."))

    @digital.command(help=say("Pause a decision; what it queued waits too."))
    def pause(decision: Annotated[str, which]) -> None:
        from app.desk import decide as verbs

        with a_desk() as opened:
            _tell(verbs.pause(opened, decision_id=_number(decision), actor=actor()), say)

    @digital.command(help=say("Go on with a decision that was paused or interrupted."))
    def resume(
        decision: Annotated[str, which],
        report: Annotated[Path | None, typer.Option(help=say("Where the report is written, .csv or .xlsx."))] = None,
    ) -> None:
        from app.desk import decide as verbs

        with a_desk() as opened:
            made = verbs.go_on(opened, decision_id=_number(decision), actor=actor())
            raise typer.Exit(_carry_out(opened, made, report, say))


def _add_looking(digital: typer.Typer, say: Wording) -> None:
    @digital.command("list", help=say("The last decisions and how far they are."))
    def show() -> None:
        from app.desk import decide as verbs

        with a_desk() as opened:
            found = verbs.overview(opened, actor=actor()).decisions
        words = {"open": say("under way"), "paused": say("paused"), "settled": say("settled")}
        for each in found:
            why = say.explain(Obstacle(f"digital.reason.{each.reason}")).text
            print(f"{each.id}  {act_word(say, each.act)}  {words[each.state]}  {each.settled}/{each.total}  {why}")
        if not found:
            print(say("There is no decision yet."))

    @digital.command(help=say("Write the report of a decision: one line for each certificate."))
    def report(
        decision: Annotated[str, typer.Argument(metavar="DECISION", help=say("The decision's number."))],
        file: Annotated[Path, typer.Option("--out", help=say("Where it is written, .csv or .xlsx."))],
    ) -> None:
        from app.desk.decision_report import write_report

        with a_desk() as opened:
            number = write_report(opened, decision_id=_number(decision), file=file, say=say, actor=actor())
        print(say("The report of {number} certificates lies in {file}.", number=number, file=str(file)))


def act_word(say: Wording, act: str) -> str:
    return {"revoke": say("revoke"), "supersede": say("mark as not the latest"), "reissue": say("reissue")}[act]


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise Refusal.because("digital.decision_unknown") from fault
