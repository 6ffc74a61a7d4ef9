"""``./desk verify`` and ``./desk verify-kit``: files handed in are verified, with the ledger or with an offline kit."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import settings
from app.cli.failures import REFUSED
from app.cli.opening import a_desk, a_store, actor
from app.dates import SystemClock, local_day
from app.errors import Obstacle
from app.wording import Wording

if TYPE_CHECKING:
    from app.issuance.handed_in import Taken
    from app.threads.examiner import Examiner

SIGNS = {"success": "✓", "warning": "!", "failure": "✗"}
Answer = tuple[str, str, str]  # outcome, code, and why it ended, for staff
Ask = Callable[["Taken"], Answer]


def add_to(desk: typer.Typer, say: Wording) -> None:
    _add_verify(desk, say)
    _add_kit(desk, say)


def _add_verify(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Verify digital certificates: files, whole folders, or what is in a ZIP archive."))
    def verify(
        files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=say("PDF files, folders, archives."))],
        as_json: Annotated[bool, typer.Option("--json", help=say("Print JSON instead of sentences."))] = False,
        kit: Annotated[
            Path | None, typer.Option(help=say("Verify with this offline kit: no database, no network."))
        ] = None,
        fingerprint: Annotated[
            str,
            typer.Option(help=say("The fingerprint that the school publishes: of the certificate that signs kits.")),
        ] = "",
    ) -> None:
        from app.issuance.handed_in import gather, take

        rows = []
        with _answers(kit, fingerprint, say, quiet=as_json) as ask:
            for handed in gather(files):
                outcome, code, reason = ask(take(handed))
                told = say.explain(Obstacle(code))
                rows.append({"file": handed.name, "verdict": outcome, "code": code, "next_step": told.next_step})
                if not as_json:
                    why = say.explain(Obstacle(f"digital.reason.{reason}")).text if reason else ""
                    words = [told.text, told.next_step, say("Reason: {reason}", reason=why) if why else ""]
                    head = say("{what}: {value}", what=_word(say, outcome), value=handed.name)
                    print("\n    ".join(filter(None, (f"{SIGNS[outcome]} {head}", *words))), flush=True)
        if as_json:
            print(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            good = sum(row["verdict"] == "success" for row in rows)
            print(say("{good} of {number} are good.", good=good, number=len(rows)))
        raise typer.Exit(0 if all(row["verdict"] == "success" for row in rows) else REFUSED)


def _word(say: Wording, outcome: str) -> str:
    return {"success": say("Success"), "warning": say("Warning"), "failure": say("Failure")}[outcome]


@contextmanager
def _answers(kit: Path | None, fingerprint: str, say: Wording, *, quiet: bool) -> Iterator[Ask]:
    """Who answers: the school's own ledger, which speaks to staff, or a kit, with which anybody may verify (B50)."""
    from app.threads.examiner import Examiner

    examiner = Examiner()
    try:
        if kit is None:
            with _by_ledger(examiner) as ask:
                yield ask
        else:
            yield _by_kit(kit, fingerprint, examiner, say, quiet=quiet)
    finally:
        examiner.stop()


@contextmanager
def _by_ledger(examiner: "Examiner") -> Iterator[Ask]:
    from app.desk.verify import ask_ledger, conclude
    from app.desk.verify_slips import FileSlip

    with a_desk() as opened:

        def ask(taken: "Taken") -> Answer:
            file, who = FileSlip(sha256=taken.sha256, size=taken.size, problem=taken.problem), actor()
            seen = None
            if not taken.problem:
                ledger = ask_ledger(opened, sha256=taken.sha256, actor=who)
                seen = examiner.examine(taken.content, ledger.issuers, ledger.at)
            found = conclude(opened, file=file, seen=seen, actor=who)
            return found.outcome.value, found.code, found.reason

        yield ask


def _by_kit(folder: Path, fingerprint: str, examiner: "Examiner", say: Wording, *, quiet: bool) -> Ask:
    from app.issuance.kit import open_kit
    from app.policy.verification import refuse

    now = SystemClock().now()
    kit = open_kit(folder, now, fingerprint=fingerprint)
    if not quiet:
        print(say("{school}, as of {day}.", school=say.of(kit.school), day=say.day(local_day(kit.made_at))))
    if not fingerprint:
        unproven = say("This kit is signed with the certificate {fingerprint}.", fingerprint=kit.fingerprint)
        compare = say("Anybody can make a kit: rely on it only if the school publishes this very fingerprint.")
        print(f"{unproven}\n  {compare}", file=sys.stderr)

    def ask(taken: "Taken") -> Answer:
        if taken.problem:
            found = refuse(taken.problem)
        else:
            at = kit.at(taken.sha256, now)
            found = kit.judge(taken.sha256, examiner.examine(taken.content, kit.issuers, at))
        return found.outcome.value, found.public_code, ""

    return ask


def _add_kit(desk: typer.Typer, say: Wording) -> None:
    @desk.command("verify-kit", help=say("Write the certificates and a signed list of digests for verifying offline."))
    def verify_kit(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("Where the kit is written."))],
        days: Annotated[int, typer.Option(min=1, max=366, help=say("How many days it may be relied on."))] = 30,
    ) -> None:
        from app.issuance.key_place import key_place, lasting_place
        from app.issuance.kit_making import make_kit
        from app.issuance.office import Office
        from app.threads.workers import WorkerProcess

        chosen = settings.load()
        worker = WorkerProcess()
        try:
            with a_store() as store:
                office = Office.open(
                    store, chosen.station, SystemClock(), worker, key_place(chosen), lasting_place(chosen)
                )
                made = make_kit(office, folder, days=days)
        finally:
            worker.stop()
        facts = {"number": made.documents, "day": say.day(local_day(made.good_until))}
        print(say("{number} documents, to be relied on until {day}.", **facts))
        print(say("When the signing key is changed, make a new kit and publish its new fingerprint."))
        print(say("Publish the fingerprint of the signing certificate: {fingerprint}", fingerprint=made.fingerprint))
