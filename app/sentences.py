"""The sentence and the next step for every code a Refusal or a Trouble can carry, in English; Chinese in refusals.po.

Written for the clerk who reads it with a graduate waiting: what is the matter, then what to do, with the place and the
extension where a unit can help. ``{placeholders}`` are facts of the obstacle. Sorted by code; a test compares this
table with the codes that the program raises.
"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "advisory.untold": (
        "Reminders have not been told yet ({count}).",
        "Tell the graduate and tick each of them.",
    ),
    "authorization.missing": (
        "There is no letter of authorization.",
        "Print a blank letter (Ctrl+P) and have both fill it in; without it nobody else may collect.",
    ),
    "authorization.piece_missing": (
        "Missing: {piece}.",
        "Nothing can be handed over until it is there.",
    ),
    "backup.failed": (
        "No backup could be made in {folder} ({why}), so the database was left as it is.",
        "Make room on the disk or name another backup folder, then start again.",
    ),
    "backup.tool_missing": (
        "The program {tool} is not installed; without it there is no backup and nothing is migrated.",
        "Install the PostgreSQL client programs, then start again.",
    ),
    "bounces.login_refused": (
        "The server of the mailbox for returned mail refused the login.",
        "Have the system office put the login right.",
    ),
    "bounces.not_set_up": (
        "This station reads no mailbox for returned mail.",
        "Name bounce_mailbox or bounce_imap in its settings.",
    ),
    "bounces.password_missing": (
        "The password of the mailbox for returned mail is not kept on this computer.",
        "Have the system office keep it with ./desk keys bounces; certificates are made and mailed all the same.",
    ),
    "bounces.server_away": (
        "The server of the mailbox for returned mail does not answer.",
        "Nothing to do: it is asked again by itself.",
    ),
    "bounces.server_not_trusted": (
        "The certificate of the server for returned mail is not one that this computer trusts.",
        "Have the system office look at mail_roots in the settings.",
    ),
    "bounces.too_large": (
        "The mailbox file {file} has grown past {limit} MB.",
        "Have the system office tidy it; then it is read again.",
    ),
    "bounces.unreadable": (
        "The mailbox for returned mail ({file}) cannot be read.",
        "Have the system office look whether it is there and may be read.",
    ),
    "calendar.invalid": (
        "The official calendar cannot be used: line {line}, {why}.",
        "Download the calendar again as CSV and load it once more; the calendar in force stays as it is.",
    ),
    "calendar.no_working_day": (
        "No working day was found within a year after {day}.",
        "Look at the closures in the school's profile: one of them may end in the wrong year.",
    ),
    "calendar.year_not_confirmed": (
        "The government's calendar for {year} is not loaded; its working days are computed.",
        "Load the official calendar when it is published; due dates are then corrected.",
    ),
    "card.act_done": (
        "This card was dealt with already.",
        "Nothing needs to be done.",
    ),
    "card.act_missing": (
        "Nothing is said about the student card.",
        "Stamp it and confirm, or choose the reason why it cannot be stamped.",
    ),
    "card.different": (
        "This is another card than the one that opened the case.",
        "Lay the first card on the reader again; nothing was written on this one.",
    ),
    "card.exception_contradicts": (
        "“{name}” is not what the reader saw of this card.",
        "Choose the reason that fits the card on the reader; if the card is not this graduate's, put it away (Esc).",
    ),
    "card.exception_missing": (
        "The reason why the card is not stamped is missing.",
        "Choose the reason from the list, or go back with Esc and stamp the card.",
    ),
    "card.exception_needs_supervisor": (
        "Without the stamp ({name}) a supervisor has to let it pass.",
        "Ask a supervisor (F7), and look at an identity document.",
    ),
    "card.exception_unknown": (
        "The school's rules know no exception {code}.",
        "Choose a reason from the list.",
    ),
    "card.expired": (
        "The card has expired.",
        "Look at an identity document; with a supervisor the certificate may be handed over without stamping the card.",
    ),
    "card.gone": (
        "The card was lifted too early.",
        "Lay it on the reader again and leave it there until the screen shows the case or says that it is written.",
    ),
    "card.loss_not_reported": (
        "The card has not been reported lost yet.",
        "Have it reported lost by the route shown, then record what was shown.",
    ),
    "card.mute": (
        "The card does not answer.",
        "Lay it flat on the reader again; if it stays silent, find the graduate by student number (F3).",
    ),
    "card.no_access": (
        "The card does not open its student sector with the school's key.",
        "Stamp it by hand with the reason “cannot be read”, and tell the card office.",
    ),
    "card.no_sector": (
        "This school writes nothing on the chip.",
        "Stamp the card instead.",
    ),
    "card.not_read": (
        "No student card of this graduate was read, so none can be stamped.",
        "Lay the card on the reader; if that cannot be, choose the reason why no card is stamped.",
    ),
    "card.not_stamped_again": (
        "This card is void or has expired; it is not stamped.",
        "Choose the reason from the list, and have a supervisor let it pass.",
    ),
    "card.old": (
        "This is an old 1K card; it cannot be used for leaving.",
        "{way}",
    ),
    "card.random_uid": (
        "This card gives itself a new number at every tap, so it cannot be looked up.",
        "Find the graduate by student number (F3). A telephone with a card in it does the same.",
    ),
    "card.reissue_requested": (
        "A new card was asked for on {day}; a graduate must not have one.",
        "Have the graduate cancel the reissue and report the card lost with the reason “graduation”.",
    ),
    "card.reported_lost": (
        "This card was reported lost.",
        "Look at an identity document. If the card was found again, a supervisor may let it pass.",
    ),
    "card.reset": (
        "Another program disturbed the card.",
        "Lay the card on the reader again.",
    ),
    "card.uid_missing": (
        "The card does not tell its number ({status}).",
        "Lay it on the reader again, or find the graduate by student number (F3).",
    ),
    "card.uid_taken": (
        "This card number is registered for somebody else.",
        "Ask the card office who holds the card.",
    ),
    "card.unknown": (
        "This is no student card.",
        "Ask for the student card, or find the graduate by student number (F3).",
    ),
    "card.unregistered": (
        "The register does not know this card.",
        "Find the graduate by student number (F3) and look at an identity document.",
    ),
    "card.void": (
        "This card was made void before.",
        "Look at an identity document; a supervisor may let it pass and the card needs no second stamp.",
    ),
    "card.write_not_begun": (
        "The writing of this card was not begun here.",
        "Lay the card on the reader: the writing begins by itself.",
    ),
    "case.changed": (
        "The case has changed since it was opened; nothing was recorded.",
        "Look at it again: it is shown as it is now.",
    ),
    "certificate.already_collected": (
        "The certificate was collected on {day}.",
        "It is issued once only. If it was lost, the graduate applies for a replacement certificate at {unit}.",
    ),
    "certificate.held": (
        "The certificate is being corrected.",
        "Send the graduate to {unit}, which says when the new sheet is ready.",
    ),
    "certificate.missing": (
        "There is no certificate for this graduate in semester {semester}.",
        "Send the graduate to {unit}.",
    ),
    "certificate.number_taken": (
        "The certificate number is held already.",
        "Import the file again: it is then compared with what is held.",
    ),
    "certificate.void": (
        "This certificate is void.",
        "Keep the sheet and ask {unit}.",
    ),
    "clearance.answer_missing": (
        "What the unit answered is missing.",
        "Choose the answer that was given on the telephone.",
    ),
    "clearance.item_unknown": (
        "The school's rules know no to-do item {item}.",
        "Press F5 and choose again.",
    ),
    "clearance.no_data": (
        "No unit has reported anything about this graduate.",
        "The list may not be imported yet. Ask {unit}, or telephone the units (F5).",
    ),
    "clearance.outstanding": (
        "{name}: {word}.",
        "Send the graduate to {unit}; the slip names place and extension.",
    ),
    "clearance.reason_missing": (
        "Why it did not pass is missing.",
        "Write the unit's reason into the note: the graduate is told it.",
    ),
    "clearance.role_missing": (
        "Who answered is missing.",
        "Write the role of the person who answered, such as the desk officer; no name is needed.",
    ),
    "clearance.stale": (
        "The units' data are of {day}, {at}.",
        "Ask the units again (F5) before handing over.",
    ),
    "clearance.undecided": (
        "{name}: not decided yet.",
        "It is decided at this window, on this day: look into it and confirm it before the hand-over.",
    ),
    "clearance.unit_missing": (
        "The unit that answered is missing.",
        "Choose the unit that was telephoned.",
    ),
    "closure.nobody_to_tell": (
        "No mailbox is known for the account-closure notice.",
        "Nothing to do at the desk: the receipt tells the graduate.",
    ),
    "closure.not_wanted": (
        "The school's rules no longer ask for an account-closure notice.",
        "Nothing to do.",
    ),
    "closure.pickup_voided": (
        "The hand-over was voided, so no account is to be closed.",
        "Nothing to do; a new hand-over queues a new notice.",
    ),
    "closure.told": (
        "The account-closure notice was mailed.",
        "Nothing to do.",
    ),
    "closure.told_simulated": (
        "Demonstration: the account-closure notice was written to a folder; nothing was mailed.",
        "Nothing to do.",
    ),
    "correction.ending_missing": (
        "What becomes of the sheet is not marked.",
        "Mark whether it was right after all, or is spoiled and printed anew.",
    ),
    "correction.fields_missing": (
        "Nothing is marked as wrong.",
        "Mark at least one entry that is wrong on the sheet, then stop the hand-over.",
    ),
    "correction.none_open": (
        "No certificate known as {scanned} is held for a correction.",
        "Look at the list of those that are: ./desk sheet corrections.",
    ),
    "correction.not_signed": (
        "Ending a correction is signed by the supervisor.",
        "The supervisor enters the own login and password here.",
    ),
    "correction.reason_missing": (
        "Ending a correction needs its reason.",
        "Write in one sentence what was found or mended; at least {least} characters.",
    ),
    "counter.not_in_rules": (
        "Station {station} stands at the counter {counter}, which the school's rules in force do not have.",
        "Have the system office put rules in force that have it, or run ./desk keys move-station: {known}.",
    ),
    "counter.unknown": (
        "The school's rules know no counter {counter}.",
        "Give one of these codes: {known}.",
    ),
    "counter.wrong": (
        "This graduate's certificate is handed over at {counter}.",
        "Tell the way: {place}, telephone {phone}.",
    ),
    "database.away": (
        "The database cannot be reached.",
        "Nothing was recorded. Check the network, then press F5; call the system office if it stays away.",
    ),
    "database.busy": (
        "The database was busy; nothing was recorded.",
        "Do it once more.",
    ),
    "database.crossed": (
        "Two windows worked on the same case at once; nothing was recorded here.",
        "Look at the case again and do it once more.",
    ),
    "database.damaged": (
        "The database file is damaged; nothing was recorded.",
        "Stop working with it. Call the system office: it puts back its own newest copy, or one ./desk migrate made.",
    ),
    "database.demo_mismatch": (
        "A demonstration and a real database do not mix (this one is: {kind}).",
        "Start the program with the settings that belong to this database.",
    ),
    "database.disk_failed": (
        "The disk that holds the database failed; nothing was recorded.",
        "Check that it is connected and has room, then do it once more; call the system office if it fails again.",
    ),
    "database.failed": (
        "The database file could not be read or written; nothing was recorded.",
        "Do it once more; if it fails again, call the system office and name the time.",
    ),
    "database.founded_already": (
        "This database has been set up before.",
        "Sign on with an existing account.",
    ),
    "database.full": (
        "The disk is full; nothing was recorded.",
        "Make room on the disk, then do it once more.",
    ),
    "database.held_twice": (
        "The database holds the same certificate number or barcode twice: {values}.",
        "With the program as it was, give the import back that brought the second (./desk undo-import); then migrate.",
    ),
    "database.misshapen": (
        "Tables of the database are missing or are not as this program made them; nothing was recorded.",
        "Stop working with it. Call the system office: it puts back its own newest copy, or one ./desk migrate made.",
    ),
    "database.newer": (
        "The database was made by a newer program ({found}; this one knows {wanted}).",
        "Update the program on this computer; nothing was changed.",
    ),
    "database.not_founded": (
        "The database has not been set up yet.",
        "Open the program once and make the first supervisor, then start again.",
    ),
    "database.not_made": (
        "There is no database here yet.",
        "Make it with “./desk migrate”, then start again.",
    ),
    "database.old": (
        "The database is of an older program ({found}; this one needs {wanted}).",
        "Bring it up to date with “./desk migrate”; a backup is made first.",
    ),
    "database.outcome_unknown": (
        "The connection broke at the last moment; it is not known whether it was recorded.",
        "Press F9 once more: if it was recorded, the first answer is shown and nothing happens twice.",
    ),
    "database.read_only": (
        "The database may only be read here; nothing was recorded.",
        "Have the system office give this station the right to write.",
    ),
    "database.unopenable": (
        "The database file cannot be opened here.",
        "Check that its folder is there and that this account may write in it; nothing was recorded.",
    ),
    "day.future": (
        "{day} has not come yet.",
        "Choose today or an earlier day.",
    ),
    "day.not_closed": (
        "Nothing is closed there by a supervisor.",
        "Look at the days with “./desk day list”.",
    ),
    "day.order": (
        "{last} is before {first}, or more than {most} days after it.",
        "Give the first and the last day in their order; a longer closure belongs in the school's profile.",
    ),
    "day.past": (
        "{day} has passed.",
        "Close from today on; what was handed over before stays as it is.",
    ),
    "day.reason_missing": (
        "The reason for the closure is missing.",
        "Say why in a few words; graduates read it on the notice.",
    ),
    "day.sign_on_missing": (
        "A supervisor's sign-on is missing.",
        "Let a supervisor type login and password here; who is signed on stays.",
    ),
    "day.unreadable": (
        "“{day}” is no day.",
        "Write it like 114/07/03 or 2025-07-03.",
    ),
    "delivery.address_odd": (
        "The mailbox's address has letters that a mail server does not take; nothing was sent to it.",
        "Ask the graduate for another mailbox, correct it here, and it is sent again.",
    ),
    "delivery.bounced": (
        "The message came back: its mailbox cannot be reached ({status}).",
        "Ask the graduate for another mailbox, correct it here, and it is sent again.",
    ),
    "delivery.come_again": (
        "The mailbox's server asked to come again later ({reply}).",
        "Nothing to do: it is tried again by itself.",
    ),
    "delivery.delayed": (
        "The mailbox's server says that it takes longer ({status}).",
        "Nothing to do: it goes on trying.",
    ),
    "delivery.login_refused": (
        "The mail server refused the login ({reply}).",
        "Have the system office put the mail server's password right, then choose Try again.",
    ),
    "delivery.no_mailbox": (
        "No mailbox is known that the digital certificate may go to.",
        "Ask the graduate for a mailbox and have it imported, then choose Try again.",
    ),
    "delivery.no_post_here": (
        "This station has no mail server; another one sends it.",
        "Nothing to do.",
    ),
    "delivery.not_open": (
        "There is no way to deliver this yet.",
        "Nothing to do: it stays in the queue and leaves when delivery is set up.",
    ),
    "delivery.not_sent_yet": (
        "This certificate has not been mailed yet, so there is nothing to send again.",
        "Wait until its state says that it was delivered.",
    ),
    "delivery.nothing_to_send": (
        "The digital certificate is no longer in force, so it is not sent.",
        "Nothing to do. A digital one that replaces it has its own line in the list; a paper that does has none.",
    ),
    "delivery.outcome_unknown": (
        "The line broke while the message was being handed over; nobody knows whether it arrived.",
        "Ask the graduate. If it has not arrived, choose Try again: it is then sent once more.",
    ),
    "delivery.password_missing": (
        "The mail server's password is not kept on this computer.",
        "Have the system office keep it with ./desk keys mail; then what waits is mailed by itself.",
    ),
    "delivery.receipt_unknown": (
        "No digital certificate is known for the receipt {number}.",
        "Compare the number with the receipt.",
    ),
    "delivery.refused": (
        "The mailbox's server refused the message for good ({reply}).",
        "Ask the graduate for another mailbox, correct it here, and it is sent again.",
    ),
    "delivery.security_missing": (
        "The mail server offers no encryption or no login, as the settings ask for.",
        "Have the system office compare the mail settings with the server, then choose Try again.",
    ),
    "delivery.sender_refused": (
        "The mail server takes nothing from this sender ({reply}); no mailbox was asked yet.",
        "Have the system office compare mail_sender and mail_login with the server, then choose Try again.",
    ),
    "delivery.server_away": (
        "The mail server does not answer.",
        "Nothing to do: it is tried again by itself.",
    ),
    "delivery.server_not_trusted": (
        "The mail server's certificate is not one that this computer trusts.",
        "Have the system office look at mail_roots in the settings, then choose Try again.",
    ),
    "delivery.throttled": (
        "It waits its turn: only so many messages leave in a minute.",
        "Nothing to do.",
    ),
    "delivery.waits_for_server": (
        "It waits to be mailed: the mail server takes no message just now.",
        "The reason stands above the list; once that is over it leaves by itself.",
    ),
    "demo.only": (
        "This is for the demonstration only.",
        "Use the real way in: login and password.",
    ),
    "digital.already_paused": (
        "The digital certificates are paused already.",
        "Look at the reason above the queue; a supervisor may resume it.",
    ),
    "digital.already_revoked": (
        "The digital certificate was revoked already.",
        "Nothing needs to be done.",
    ),
    "digital.already_superseded": (
        "The digital certificate is marked as no longer the latest already.",
        "Nothing needs to be done; a new version is made with Reissue.",
    ),
    "digital.batch_waits": (
        "This digital certificate is issued with its batch on {day}.",
        "Nothing to do before that day.",
    ),
    "digital.birth_date_missing": (
        "The date of birth is missing; it stands on the certificate.",
        "Have it imported, then choose Try again.",
    ),
    "digital.can_be_decided": (
        "Can be done.",
        "Nothing needs to be done.",
    ),
    "digital.cancelled_by_hand": (
        "A supervisor cancelled it: {reason}",
        "Nothing is issued or sent any more; a new digital certificate is a new decision.",
    ),
    "digital.certificate_unknown": (
        "No certificate has this number.",
        "Compare it with the certificate; write it as it stands there.",
    ),
    "digital.cohort_odd": (
        "{cohort} is no semester.",
        "Write it as 113-2.",
    ),
    "digital.dates_used_up": (
        "The dates on which the school's rules issue digital certificates are over; this one waits for the next.",
        "Have the system office put the next date into the school's rules; then it goes out by itself.",
    ),
    "digital.day_odd": (
        "{day} is no day.",
        "Write 2025-07-03 or 114-07-03.",
    ),
    "digital.day_waits": (
        "By the school's rules this digital certificate is issued on {day}.",
        "Nothing to do before that day.",
    ),
    "digital.decided_cancelled": (
        "It was not issued yet; the job is cancelled.",
        "Nothing needs to be done.",
    ),
    "digital.decided_reissued": (
        "A new version is queued; it replaces the earlier one when it is signed.",
        "Nothing needs to be done.",
    ),
    "digital.decided_revoked": (
        "Revoked; the graduate is told by mail.",
        "Nothing needs to be done.",
    ),
    "digital.decided_revoked_tell": (
        "Revoked here and the graduate is told; the next package tells the ministry's platform.",
        "The queue (Alt+3) shows when the platform's receipt confirms it.",
    ),
    "digital.decided_superseded": (
        "Marked as no longer the latest; the graduate is told by mail.",
        "Nothing needs to be done.",
    ),
    "digital.decided_superseded_tell": (
        "Marked here as no longer the latest; the next package tells the ministry's platform.",
        "The queue (Alt+3) shows when the platform's receipt confirms it.",
    ),
    "digital.decision_over": (
        "This decision is carried out; nothing of it waits.",
        "Nothing needs to be done.",
    ),
    "digital.decision_paused": (
        "The decision is paused; what it queued waits.",
        "Let it go on when you are ready.",
    ),
    "digital.decision_unknown": (
        "There is no such decision.",
        "Look at the list: ./desk digital list.",
    ),
    "digital.degree_withdrawn": (
        "The degree or the enrolment was withdrawn; no new digital certificate is issued.",
        "If that was an error, the registrar corrects the record first.",
    ),
    "digital.delivered": (
        "The digital certificate was mailed, and the mailboxes' servers took it.",
        "If the graduate has not got it, have the mailbox corrected and send it again.",
    ),
    "digital.delivered_simulated": (
        "Demonstration: the message was written to a folder; nothing was mailed.",
        "Nothing to do.",
    ),
    "digital.does_not_fit": (
        "A text is too long for the certificate's layout ({what}): {size} points, and {smallest} are the least.",
        "Have it given more room on the page of the certificate's layout, then choose Try again.",
    ),
    "digital.file_altered": (
        "The stored file {document} is no longer the one that was issued.",
        "Do not pass it on; call the system office and name the document's code.",
    ),
    "digital.glyphs_missing": (
        "No installed font has {characters}; a certificate is not issued with a gap in it.",
        "Ask the system office for a font that has the character, then choose Try again.",
    ),
    "digital.key_too_short": (
        "The key's fingerprint is too short; name at least {least} characters.",
        "Copy it from what ./desk doctor says of the signing key at the station that signs.",
    ),
    "digital.list_too_long": (
        "The list has more than {most} numbers.",
        "Split it into several lists.",
    ),
    "digital.nobody_chosen": (
        "No certificate is chosen.",
        "Name a number, a list, a programme, a cohort, days or a key that digital certificates fit.",
    ),
    "digital.not_issued": (
        "This digital certificate has not been issued yet.",
        "Wait until its state says that it is ready.",
    ),
    "digital.not_paused": (
        "The digital certificates are not paused.",
        "Nothing needs to be done.",
    ),
    "digital.not_stopped": (
        "This job has not stopped; it goes on by itself.",
        "Nothing needs to be done.",
    ),
    "digital.nothing_to_tell": (
        "There is nothing left to tell the graduate.",
        "Nothing needs to be done.",
    ),
    "digital.number_several": (
        "The running number {number} names {count} certificates: {known}.",
        "Write the whole number of the one that is meant.",
    ),
    "digital.overslept": (
        "Its day was {day}; it slept on and is made now.",
        "Nothing to do.",
    ),
    "digital.paused": (
        "{name} paused the digital certificates: {reason}",
        "Nothing is issued until a supervisor resumes the queue. What is queued stays queued.",
    ),
    "digital.pickup_voided": (
        "The hand-over was voided, so no digital certificate is issued.",
        "Nothing to do; a new hand-over queues a new one.",
    ),
    "digital.range_odd": (
        "{range} is no range of certificate numbers.",
        "Write the smaller number first, at most {most} in one range, such as 000312-000340.",
    ),
    "digital.ready": (
        "The digital certificate is signed and ready.",
        "It stays here until delivery is set up; open it to see the file.",
    ),
    "digital.reason.correction": (
        "Data on the certificate was corrected.",
        "",
    ),
    "digital.reason.degree_withdrawn": (
        "The degree was withdrawn.",
        "",
    ),
    "digital.reason.enrolment_withdrawn": (
        "The enrolment was withdrawn.",
        "",
    ),
    "digital.reason.hand_over_voided": (
        "The hand-over of the certificate was voided.",
        "",
    ),
    "digital.reason.issued_in_error": (
        "It was issued in error.",
        "",
    ),
    "digital.reason.key_changed": (
        "The school's signing key was changed.",
        "",
    ),
    "digital.reason.key_compromised": (
        "The school's signing key can no longer be relied on.",
        "",
    ),
    "digital.reason.layout_corrected": (
        "The layout was corrected.",
        "",
    ),
    "digital.reason.replacement": (
        "A replacement certificate was issued.",
        "",
    ),
    "digital.reason_missing": (
        "The reason is missing.",
        "Say in a few words why; it is shown to every clerk. Name no graduate in it.",
    ),
    "digital.reason_not_chosen": (
        "No reason is chosen.",
        "Choose why; it is recorded, and the graduate is told.",
    ),
    "digital.reason_unknown": (
        "{reason} is no reason for this.",
        "Choose one of: {known}.",
    ),
    "digital.reissue_under_way": (
        "A new digital certificate is being made already.",
        "Wait until it is done; then choose again if it is still needed.",
    ),
    "digital.report_kind": (
        "{file}: a report is a .csv or an .xlsx file.",
        "Name it so, then write it again.",
    ),
    "digital.revoked_before": (
        "Revoked by a supervisor before it was issued.",
        "Nothing needs to be done.",
    ),
    "digital.selection_changed": (
        "The set has changed: {expected} certificates were shown, {found} fit now.",
        "Look at the list again, then confirm.",
    ),
    "digital.sign_on_missing": (
        "Only a supervisor decides this.",
        "The supervisor enters the own login and password here.",
    ),
    "digital.step_unknown": (
        "This job has a step that this program does not know ({step}, channel {channel}).",
        "Update the program at this window; the job is left as it is.",
    ),
    "digital.told": (
        "The graduate was told, and the mailboxes' servers took the message.",
        "Nothing needs to be done.",
    ),
    "evidence.gone": (
        "A piece that was marked is not kept any more.",
        "Close this question and open it again: it shows what is kept now.",
    ),
    "evidence.not_signed": (
        "Only a supervisor opens what is kept sealed.",
        "The supervisor enters the own login and password here.",
    ),
    "evidence.nothing_marked": (
        "Nothing is marked to be shown.",
        "Mark what has to be seen, and no more.",
    ),
    "evidence.reason_missing": (
        "The reason why it has to be seen is missing.",
        "Write it in one sentence; it stands in the journal.",
    ),
    "file.unreadable": (
        "The file {file} cannot be read: {why}.",
        "Check its name and place, then start again.",
    ),
    "file.unwritable": (
        "The file {file} cannot be written ({why}).",
        "Choose another folder; what was recorded stays recorded.",
    ),
    "font.missing": (
        "The font {font} is not installed; the paper cannot be printed.",
        "Call the system office and name the font.",
    ),
    "graduate.not_on_list": (
        "This student is not on the list of graduates of semester {semester}.",
        "It may be an extended study, a late grade or another semester: send the student to {unit}.",
    ),
    "graduate.suspended": (
        "This student is on leave of absence.",
        "No certificate is handed over; send the student to {unit}.",
    ),
    "graduate.unknown": (
        "This graduate is no longer in the register.",
        "Search again (F3).",
    ),
    "graduate.withdrawn": (
        "This student has withdrawn from the school.",
        "No certificate is handed over; send the student to {unit}.",
    ),
    "graduation.lapsed": (
        "Leaving was not completed by the last day of semester {semester}; the approval has lapsed.",
        "Do not hand over the sheet: it bears the old month. Send the graduate to {unit} to apply again.",
    ),
    "graduation.not_approved": (
        "Graduation in semester {semester} is not approved yet.",
        "Send the graduate to {unit}.",
    ),
    "graduation.withdrawn": (
        "The approval of graduation was taken back on {day}.",
        "Send the graduate to {unit}, which knows the reason.",
    ),
    "hours.closed_day": (
        "No certificates are handed over today: {reason}.",
        "The counter opens again on {opens_on} at {opens_at}. In an urgent case a supervisor may let one person in.",
    ),
    "hours.closing_soon": (
        "The counter closes at {until}, in {minutes} minutes.",
        "",
    ),
    "hours.outside": (
        "The counter is not open now; it opens on {opens_on} at {opens_at}.",
        "You may hand over all the same; write down why.",
    ),
    "hours.reason_missing": (
        "The window is closed at this hour, so a reason is needed.",
        "Write in one sentence why the certificate is handed over now.",
    ),
    "identity.document_needed": (
        "The photograph is not enough here: without the graduate's own good card the person is identified by document.",
        "Ask for an identity document, compare the face with it, and choose its kind.",
    ),
    "identity.no_photo": (
        "The register has no photograph of this person.",
        "Ask for an identity document with a photograph, compare, and choose its kind.",
    ),
    "identity.not_chosen": (
        "It is not said with what the face was compared.",
        "Ask for an identity document with a photograph, compare, and choose its kind.",
    ),
    "identity.not_compared": (
        "The face has not been compared with a photograph.",
        "Compare it with the photo on the screen or with an identity document, then choose which.",
    ),
    "import.cell.control_character": (
        "The cell holds an invisible control character.",
        "Clear the cell and type it again, then export the file again.",
    ),
    "import.cell.error": (
        "The cell holds an error of the spreadsheet, not a value.",
        "Correct the cell in the spreadsheet, then save it again.",
    ),
    "import.cell.formula": (
        "The cell holds a formula.",
        "Copy the column and paste it as values, then save it again.",
    ),
    "import.cell.half_character": (
        "The cell holds a broken character or one that the school made itself.",
        "Ask the office to export the file as UTF-8; for a file from Hong Kong, add --encoding big5hkscs.",
    ),
    "import.cell.private_character": (
        "The cell holds a character that the school made itself; no other computer can show it.",
        "Replace it by its Unicode character (look it up in CNS 11643).",
    ),
    "import.cell.rounded": (
        "The number is too long for a spreadsheet; its last digits were lost.",
        "Format the column as text and enter the numbers again.",
    ),
    "import.cell.too_long": (
        "The cell is longer than {limit} characters.",
        "Shorten it, or look whether a quotation mark is missing.",
    ),
    "import.certificate.other_graduate": (
        "The certificate number {value} belongs to another graduate.",
        "Compare the row with the list of printed certificates.",
    ),
    "import.certificate.settled": (
        "The certificate {value} was handed over or voided; what is printed on it can no longer change.",
        "Correct the row; a wrong certificate is exchanged, never overwritten.",
    ),
    "import.columns.missing": (
        "The file has no column {columns}. Its columns are: {found}.",
        "Add the column, or correct its heading in the first row.",
    ),
    "import.columns.none": (
        "The first row, read as {encoding}, holds no heading that is known; needed are {columns}.",
        "Add a first row with these headings. If it is there: save the file as CSV (UTF-8) or XLSX, or use --encoding.",
    ),
    "import.columns.twice": (
        "Two columns mean the same: {columns}.",
        "Delete one of them, or rename the one that means something else.",
    ),
    "import.encoding.unknown": (
        "There is no encoding called {encoding}.",
        "Use utf-8, utf-16, cp950 or big5hkscs.",
    ),
    "import.file.columns": (
        "The file has more than {limit} columns.",
        "Keep only the columns that are needed, then export it again.",
    ),
    "import.file.damaged": (
        "The first row of the file is broken: a quotation mark is not closed, or a heading never ends.",
        "Export the file again.",
    ),
    "import.file.empty": (
        "The file is empty.",
        "Look whether the export was finished, then export it again.",
    ),
    "import.file.kind": (
        "The file is neither a CSV nor an XLSX.",
        "Save the list as CSV (UTF-8) or XLSX.",
    ),
    "import.file.no_rows": (
        "The file has a heading and no row below it.",
        "Look whether the export was finished, then export it again.",
    ),
    "import.file.no_sheets": (
        "The file is a CSV: it has no sheet “{sheet}”.",
        "Leave --sheet out, or give the workbook itself.",
    ),
    "import.file.rows": (
        "The file has more than {limit} rows.",
        "Divide it into several files.",
    ),
    "import.file.too_large": (
        "The file is larger than {limit} MB.",
        "Divide it into several files.",
    ),
    "import.graduate.unknown": (
        "Nobody with the student number {value} is in the register.",
        "Import the list of graduates first, or correct the number.",
    ),
    "import.person.differs": (
        "The same identity number stands in line {first} with another name or date of birth.",
        "Ask the registrar which of the two is right.",
    ),
    "import.person.held_otherwise": (
        "The register holds this identity number with another name or date of birth.",
        "Ask the registrar which is right; a new name comes in the row of the student number that is held.",
    ),
    "import.person.other": (
        "The identity number belongs to another person in the register.",
        "Ask the registrar; an import does not join two persons.",
    ),
    "import.photo.archive": (
        "The archive of photos cannot be opened.",
        "Make the ZIP again, without a password.",
    ),
    "import.photo.damaged": (
        "The picture {value} cannot be read.",
        "Export the picture again as JPEG or PNG.",
    ),
    "import.photo.kind": (
        "{value} is neither JPEG nor PNG.",
        "Save the picture as JPEG or PNG.",
    ),
    "import.photo.name": (
        "The file {value} is not named by a student number.",
        "Name each picture by the student number, as 41047025S.jpg.",
    ),
    "import.photo.too_large": (
        "The picture {value} is larger than {limit} MB or has too many pixels.",
        "Make it smaller and try again.",
    ),
    "import.photo.too_many": (
        "There are more than {limit} pictures.",
        "Import them in several parts.",
    ),
    "import.photo.twice": (
        "{value} is a second picture for {number}; the first is {first}.",
        "Keep one of the two pictures.",
    ),
    "import.row.quotation": (
        "A quotation mark is not closed; the rest of the file cannot be read.",
        "Look at this row and the one before it, then export the file again.",
    ),
    "import.row.ragged": (
        "The row has {found} cells where the heading has {expected}.",
        "Look for a comma or a line break inside a cell; export the file again.",
    ),
    "import.sheet.another_live": (
        "The certificate already has a live sheet, serial {value}.",
        "If it is spoiled, a supervisor voids it (./desk sheet reprint); then import again.",
    ),
    "import.sheet.names_another": (
        "{value} already names another certificate's sheet; a scan would take one for the other.",
        "Compare barcode, serial and number with the list of printed certificates, and correct the row.",
    ),
    "import.sheet.used": (
        "The printing serial {value} was used for another sheet.",
        "Compare the row with the list of printed certificates.",
    ),
    "import.source.future": (
        "The source's time lies in the future.",
        "Correct the time at which the office drew the data.",
    ),
    "import.source.older": (
        "The file is older than the data that are held (from {held}).",
        "Ask the office for a newer file; if the older one is meant, add --older-source.",
    ),
    "import.station.unknown": (
        "There is no window or station “{value}” here.",
        "Correct the cell, or add the station first: ./desk keys add-station.",
    ),
    "import.twice": (
        "{value} stands in line {first} already.",
        "Keep one of the two rows.",
    ),
    "import.uid.form": (
        "The card number cannot be read in the form of this file ({form}).",
        "Export the whole register in one form, or name the form with --uid-form.",
    ),
    "import.uid.malformed": (
        "This is not a card number.",
        "A card number has 8, 14 or 20 hexadecimal digits, or is a decimal number.",
    ),
    "import.uid.random": (
        "The card number begins with 08: the card makes up a new one at every tap.",
        "This card cannot be registered; the graduate is identified by document.",
    ),
    "import.uid.two_people": (
        "This card is registered for somebody else.",
        "Ask the office that issues the cards who holds it.",
    ),
    "import.undo.done_already": (
        "This import was undone already.",
        "Nothing needs to be done.",
    ),
    "import.undo.purged": (
        "This import is too old to be undone: the purge has emptied the values before it.",
        "Import a newer file with the right values instead.",
    ),
    "import.undo.unknown": (
        "There is no such import.",
        "./desk undo-import without a number lists the imports; choose one.",
    ),
    "import.value.amount": (
        "“{value}” is not an amount in whole NT$.",
        "Write the amount in digits.",
    ),
    "import.value.barcode": (
        "The barcode “{value}” does not look like one of this school.",
        "Correct the barcode or the serial; where each sheet bears its own, the file must name it.",
    ),
    "import.value.birth_date": (
        "The date of birth does not fit a graduate of {cohort}, who is {youngest} to {oldest} years old.",
        "Correct the year; one of up to three digits is a ROC year.",
    ),
    "import.value.certificate_number": (
        "“{value}” is not written as this school's certificate numbers.",
        "Write it as {example}.",
    ),
    "import.value.choice": (
        "“{value}” is not one of the known words ({expected} …).",
        "Use one of these words.",
    ),
    "import.value.date": (
        "“{value}” is not a date.",
        "Write it as 114/6/2 or 2025-06-02.",
    ),
    "import.value.id_number": (
        "The identity number does not fit its check digit.",
        "Correct it; for a passport write 護照 in the column 證件別 (id_kind).",
    ),
    "import.value.latin_name": (
        "The English name holds characters that are not Latin letters.",
        "Write it as in the passport, for example WANG, TA-MING.",
    ),
    "import.value.mailbox": (
        "This is not a mail address.",
        "Correct it, or leave the cell empty.",
    ),
    "import.value.missing": (
        "The cell is empty, but it is needed.",
        "Fill it in.",
    ),
    "import.value.month": (
        "{value} is far from the semester {cohort}, in which the graduate finishes.",
        "Correct the month of graduation, or the cohort in the list of graduates.",
    ),
    "import.value.name": (
        "This does not look like a name: it holds a digit or a sign, no letter at all, or it is too long.",
        "Write the name as in the student record.",
    ),
    "import.value.phone": (
        "This is not a telephone number.",
        "Correct it, or leave the cell empty.",
    ),
    "import.value.quarrel": (
        "“{value}” does not belong to the programme {other}.",
        "Correct one of the two columns.",
    ),
    "import.value.semester": (
        "“{value}” is not an academic semester.",
        "Write it as 113-2.",
    ),
    "import.value.student_number": (
        "“{value}” is not a student number.",
        "Correct it: letters and digits only.",
    ),
    "import.value.unknown": (
        "The school's profile does not know “{value}”.",
        "Use the name or code in the profile, or add this one there.",
    ),
    "import.workbook.damaged": (
        "The workbook is damaged or protected by a password.",
        "Open it in the spreadsheet program and save it again without a password.",
    ),
    "import.workbook.external_links": (
        "The workbook refers to other files or databases.",
        "Copy the list and paste it as values into a new workbook.",
    ),
    "import.workbook.macros": (
        "The workbook holds macros.",
        "Save it as XLSX without macros.",
    ),
    "import.workbook.old": (
        "The file is an old Excel file (XLS) or is protected by a password.",
        "Save it as XLSX or CSV (UTF-8) without a password.",
    ),
    "import.workbook.order": (
        "Row {line} of the workbook stands there twice or out of order; a row would be lost.",
        "Open it in the spreadsheet program and save it again, then compare the number of rows.",
    ),
    "import.workbook.sheet": (
        "The workbook has no sheet {sheet}; it has: {sheets}.",
        "Name one of these sheets with --sheet.",
    ),
    "import.workbook.sheets": (
        "The workbook has several filled sheets: {sheets}.",
        "Name the sheet to import with --sheet, or delete the others.",
    ),
    "import.workbook.too_large": (
        "Unpacked, the workbook is larger than {limit} MB.",
        "Save the list as CSV (UTF-8), or look at where the file comes from.",
    ),
    "keys.code_wrong": (
        "The recovery code is wrong.",
        "Compare it with the printed sheet, group by group.",
    ),
    "keys.keyring_locked": (
        "This computer's keyring is locked.",
        "Unlock it, or sign in to the computer again; then start the program again.",
    ),
    "keys.missing": (
        "This station's key is not where it should be ({where}).",
        "Recover it with “./desk keys recover” and the recovery code.",
    ),
    "keys.no_sector": (
        "This school's profile owns no sector of the card.",
        "Nothing has to be stored: the card is stamped by hand.",
    ),
    "keys.not_admitted": (
        "This station has not been given the keys of this database.",
        "Have a supervisor admit it with “./desk keys add-station”.",
    ),
    "keys.not_kept": (
        "The key could not be stored ({where}).",
        "See whether the folder can be written and the computer's keyring is unlocked, then try again.",
    ),
    "keys.nothing_named": (
        "The settings name no such server with a login.",
        "Name it in the settings first, then keep its password.",
    ),
    "keys.open_to_others": (
        "Other users of this computer can read the key file {where}.",
        "Take their rights away (0600), then start again.",
    ),
    "keys.public_wrong": (
        "This is not the public half of a station's key.",
        "On the new computer run ./desk keys new and copy the whole line.",
    ),
    "keys.sector_demo": (
        "A demonstration takes no real key.",
        "Found a database of the school's own first (./desk run).",
    ),
    "keys.sector_missing": (
        "The key {name} for the card's sector is not in the keyring.",
        "Have the system office store it (./desk keys sector); until then stamp the card by hand.",
    ),
    "keys.sector_odd": (
        "A sector's key is six bytes: twelve digits 0 to 9 and letters A to F, typed alike twice.",
        "Type it as the card's maker gave it.",
    ),
    "keys.there_already": (
        "This computer has a key for station {station} already.",
        "Use it, or give the new station another code in the settings.",
    ),
    "keys.unreadable": (
        "This station's key cannot be read ({where}).",
        "Recover it with “./desk keys recover” and the recovery code.",
    ),
    "keys.wrong_holder": (
        "The stored key does not belong to this station.",
        "Recover it with “./desk keys recover” and the recovery code.",
    ),
    "kit.from_the_future": (
        "The kit was made on {day}, which has not come yet on this computer.",
        "Set this computer's clock, then verify again.",
    ),
    "kit.no_key": (
        "No signing key is named in this computer's settings; a kit must be signed.",
        "Make the kit on the computer that signs, or name signing_key or signing_token in the settings.",
    ),
    "kit.not_written": (
        "The kit could not be written into {folder} ({why}).",
        "Make room or name another folder.",
    ),
    "kit.other_signer": (
        "The kit was signed with another certificate: {found}.",
        "Get the kit from the school itself and compare the fingerprint with the one it publishes.",
    ),
    "kit.signature_wrong": (
        "The kit's signature is wrong: it was altered, or nobody of this school made it.",
        "Do not use it. Get a new kit from the school.",
    ),
    "kit.too_old": (
        "The kit could be relied on until {day}; documents may have been revoked since.",
        "Get a new kit from the school.",
    ),
    "kit.unreadable": (
        "The kit cannot be read: {file}.",
        "Copy the whole folder again, as the school gave it.",
    ),
    "labels.none": (
        "There is no sheet in stock for the semester {cohort}.",
        "Import the list of printed certificates first.",
    ),
    "labels.nothing_here": (
        "No sheet in stock lies at this counter.",
        "Import the list of printed certificates first, or take the sheets over (Alt+5).",
    ),
    "layout.fault.brace": (
        "A brace is not closed.",
        "",
    ),
    "layout.fault.no_colour": (
        "There is no colour {name} under [colours].",
        "",
    ),
    "layout.fault.no_page_left": (
        "The margin leaves no page.",
        "",
    ),
    "layout.fault.no_place": (
        "No element is a place for the picture {name}.",
        "",
    ),
    "layout.fault.no_placeholder": (
        "There is no placeholder {name}.",
        "",
    ),
    "layout.fault.no_voice": (
        "There is no voice {name}; known are {known}.",
        "",
    ),
    "layout.fault.not_toml": (
        "This is not TOML: {detail}.",
        "",
    ),
    "layout.fault.not_utf8": (
        "The file is not UTF-8.",
        "",
    ),
    "layout.fault.off_page": (
        "It reaches past the page.",
        "",
    ),
    "layout.fault.owed": (
        "No text says {name}; every certificate owes it.",
        "",
    ),
    "layout.fault.picture": (
        "This is no opaque PNG or JPEG of at most {limit} dots in base64.",
        "",
    ),
    "layout.fault.smallest": (
        "smallest is larger than size.",
        "",
    ),
    "layout.fault.too_long": (
        "The file is longer than {limit} characters.",
        "",
    ),
    "layout.in_force_already": (
        "This very layout is in force already.",
        "Nothing needs to be done.",
    ),
    "layout.invalid": (
        "The certificate's layout {file} cannot be used: {key}: {why}",
        "Nothing was rendered. Have the system office correct the file.",
    ),
    "layout.no_sample": (
        "There is no sample {sample}.",
        "Choose one of: {known}.",
    ),
    "layout.not_named": (
        "The school's rules name no layout {name}.",
        "Choose one of: {known}; or name it in the profile under certificates.layouts.",
    ),
    "layout.unknown": (
        "There is no certificate layout named {name}.",
        "Have the system office name an existing layout in the profile.",
    ),
    "layout.warning.dots": (
        "{what}: its dots are {dot} mm wide; {least} are needed.",
        "Make it larger, or shorten the address in digital.verify_at.",
    ),
    "layout.warning.overflows": (
        "{what}: does not fit into its width and lines even at the smallest size.",
        "Give it more width, more lines or a smaller size.",
    ),
    "layout.warning.overlaps": (
        "{what}: lies over {other}.",
        "Move one of them, or give the text less height.",
    ),
    "layout.warning.past_margin": (
        "{what}: reaches past the page's margin.",
        "Move it, or make it narrower.",
    ),
    "layout.warning.too_small": (
        "{what}: set in {size} points, smaller than the {smallest} that are wanted.",
        "Give it more width or more lines.",
    ),
    "loss.evidence_missing": (
        "It is not said what the graduate showed of the loss report.",
        "Write what was shown, such as the completion page or its number.",
    ),
    "mailbox.code_expired": (
        "The code is no longer good.",
        "Have a new one sent to the mailbox.",
    ),
    "mailbox.code_sent": (
        "The code was mailed.",
        "Ask the graduate to look into the mailbox, the folder for junk mail too.",
    ),
    "mailbox.code_sent_simulated": (
        "Demonstration: the code was written to a folder; nothing was mailed.",
        "Look into the folder simulated-mail.",
    ),
    "mailbox.code_spent": (
        "The code was told wrongly too often.",
        "Have a new one sent to the mailbox.",
    ),
    "mailbox.code_wrong": (
        "This is not the code that was mailed.",
        "Ask for it again, sign by sign; {left} tries are left.",
    ),
    "mailbox.denied": (
        "The school's rules allow no mailbox of this domain.",
        "Ask the graduate for another one.",
    ),
    "mailbox.malformed": (
        "This is no mailbox as it is written.",
        "Ask the graduate to spell it, as name@domain.",
    ),
    "mailbox.none": (
        "No mailbox of the graduate is known; the digital certificate has nowhere to go.",
        "Ask for a mailbox of the graduate's own, and have it verified by a code (Ctrl+M).",
    ),
    "mailbox.none_asked": (
        "No code is awaited for this graduate.",
        "Have one sent first: ./desk mailbox correct with the receipt's number.",
    ),
    "mailbox.not_verified": (
        "The graduate's own mailbox was not verified.",
        "Have it verified by a code (Ctrl+M).",
    ),
    "mailbox.only_school": (
        "Only the school mailbox is known; it ends {months} months after graduation.",
        "Ask for a mailbox of the graduate's own, and have it verified by a code (Ctrl+M).",
    ),
    "mailbox.school": (
        "This is a school mailbox; it ends after graduation.",
        "Ask the graduate for a mailbox of their own.",
    ),
    "mailbox.too_soon": (
        "A code was sent a moment ago.",
        "Wait {seconds} seconds; it may still arrive.",
    ),
    "name.english_case": (
        "The English name is not in capital letters as in {example}.",
        "Compare it with the passport before handing over.",
    ),
    "name.english_format": (
        "The English name is not written as in {example}.",
        "Compare it with the passport before handing over.",
    ),
    "name.english_missing": (
        "There is no English name.",
        "Ask for the passport; it is written as in {example}.",
    ),
    "notice.told_by_phone": (
        "Told by telephone: {reason}",
        "Nothing to do.",
    ),
    "override.evidence_missing": (
        "The school's rules want the evidence of this release recorded.",
        "Write what was shown instead, at least four characters.",
    ),
    "override.identity_missing": (
        "The school's rules want an identity document for this release.",
        "Look at the document, then choose its kind and how it was shown.",
    ),
    "override.issuing_place_missing": (
        "The school's rules want the place of issue of this document.",
        "Write the place or authority that issued it, as it stands on the document.",
    ),
    "override.not_allowed": (
        "The school's rules do not let a supervisor release this ({code}).",
        "Send the graduate to the office that is named.",
    ),
    "override.nothing_chosen": (
        "No permission is marked to be withdrawn.",
        "Mark which permission shall end.",
    ),
    "override.nothing_marked": (
        "No obstacle is marked for release.",
        "Mark what shall pass today.",
    ),
    "override.reason_missing": (
        "A release needs its reason.",
        "Write in one sentence why this may pass; at least four characters.",
    ),
    "override.sign_on_missing": (
        "A release is signed by the supervisor.",
        "The supervisor enters the own login and password here.",
    ),
    "override.supervisor_only": (
        "Only a supervisor may release this.",
        "Ask a supervisor to sign on here.",
    ),
    "override.unknown": (
        "This permission is not known for this graduate.",
        "Read the case again with F5; ./desk permission list shows all that are in force.",
    ),
    "override.used": (
        "A hand-over has already leaned on this permission; it stays as it is.",
        "What was handed over cannot be undone by it. Speak with the supervisor who did it.",
    ),
    "override.withdrawn": (
        "A supervisor has withdrawn the permission for this.",
        "Put the sheet back and read the case again with F5.",
    ),
    "paper.not_printed": (
        "The paper did not print.",
        "See whether the printer is on and has paper, then print again with F6. What was recorded stays recorded.",
    ),
    "paper.unreadable": (
        "The paper cannot be shown.",
        "Print it again; call the system office if it stays so.",
    ),
    "password.differs": (
        "The two passwords are not the same.",
        "Type the second one again.",
    ),
    "password.easy": (
        "This password is too easy to guess.",
        "Take a longer one, such as four unrelated words.",
    ),
    "password.same": (
        "The new password is the one of before.",
        "Take another one, such as four unrelated words.",
    ),
    "password.short": (
        "The password needs at least {least} characters.",
        "Take a longer one, such as four unrelated words.",
    ),
    "pickup.receipt_unknown": (
        "No hand-over has the receipt number {number}.",
        "Compare the number with the receipt, the station's letters and the year as well.",
    ),
    "pickup.sheet_fate_missing": (
        "What became of the sheet is not marked.",
        "Ask for the sheet, then mark whether it is back, spoiled, or lost.",
    ),
    "pickup.sheet_fate_unknown": (
        "What became of the sheet is not said in a word that is known.",
        "Use one of these: {known}.",
    ),
    "pickup.sheet_not_returned": (
        "The sheet is not back, and by this kind of mistake it never left the counter.",
        "Find the sheet and scan it; only a sheet that went out to the wrong hands is recorded as lost.",
    ),
    "pickup.sheet_not_scanned": (
        "The sheet that came back was not scanned.",
        "Scan the label of its sleeve, or type its serial.",
    ),
    "pickup.signed_on_pad": (
        "This receipt was signed on the pad; there is no signed sheet to scan.",
        "Close the file. To look at the signature, print the receipt again (F6).",
    ),
    "pickup.unknown": (
        "There is no such hand-over.",
        "Open the case again (F3).",
    ),
    "pickup.void_kind_missing": (
        "What went wrong is not marked.",
        "Mark what fits best; the reason tells the rest.",
    ),
    "pickup.void_kind_unknown": (
        "Why the hand-over is voided is not said in a word that is known.",
        "Use one of these: {known}.",
    ),
    "pickup.void_not_signed": (
        "Voiding is signed by a supervisor.",
        "The supervisor enters the own login and password here.",
    ),
    "pickup.void_reason_missing": (
        "Voiding a hand-over needs its reason.",
        "Write in one sentence what happened; at least {least} characters.",
    ),
    "pickup.voided_already": (
        "The hand-over of the receipt {receipt} was voided before.",
        "Nothing needs to be done; open the case to see how its certificate stands.",
    ),
    "platform.accepted": (
        "The platform has taken this document and issues the digital certificate ({package}).",
        "Nothing to do: the platform mails it.",
    ),
    "platform.accepted_for_void": (
        "The platform has issued this document, but the hand-over was voided meanwhile ({package}).",
        "Nothing to do: here it counts as revoked, and the next package withdraws it there.",
    ),
    "platform.folder_missing": (
        "The folder for the platform's packages is not there ({folder}).",
        "Have the system office look at it; it is tried again by itself.",
    ),
    "platform.host_key_changed": (
        "The platform's server shows another host key than the one that is pinned; nothing was sent.",
        "Have the system office ask the platform: pinned is {pinned}, shown was {shown}. Then choose Try again.",
    ),
    "platform.login_refused": (
        "The platform's server refused the login; nothing was sent.",
        "Have the system office put the login right, then choose Try again.",
    ),
    "platform.not_written": (
        "The package could not be written whole on the other side ({why}).",
        "Nothing to do: it is tried again by itself. If it lasts, the disk there may be full.",
    ),
    "platform.nothing_to_withdraw": (
        "The document never reached the platform; there is nothing to withdraw there.",
        "Nothing to do.",
    ),
    "platform.other_file_there": (
        "Another file lies there under this package's name ({file}); nothing was replaced.",
        "Have the system office ask the platform where it comes from, then choose Try again.",
    ),
    "platform.outcome_unknown": (
        "The line broke while the package {package} was being handed in; nobody knows whether it was fetched.",
        "Ask the platform. If it has it, import its receipt; if not, choose Try again: it is then sent once more.",
    ),
    "platform.packed": (
        "It is in the package {package} and leaves with it.",
        "Nothing to do.",
    ),
    "platform.password_missing": (
        "The password for the platform's server is not kept on this computer.",
        "Have the system office keep it with ./desk keys platform; then what waits is sent by itself.",
    ),
    "platform.rejected": (
        "The platform rejected this document ({package}): {reason}",
        "Put right what it names, then choose Try again: it goes into a new package.",
    ),
    "platform.rename_refused": (
        "The other side did not let the package have its final name ({why}).",
        "Nothing to do: it is tried again by itself. If it lasts, have the system office look at the rights there.",
    ),
    "platform.sent": (
        "The package {package} was handed in; the platform's receipt is awaited.",
        "Import the receipt when it comes.",
    ),
    "platform.sent_simulated": (
        "Demonstration: the package {package} was written to a folder; nothing was sent.",
        "Nothing to do.",
    ),
    "platform.server_away": (
        "The platform's server does not answer.",
        "Nothing to do: it is tried again by itself.",
    ),
    "platform.to_pack": (
        "It waits for the next package for the platform.",
        "Nothing to do.",
    ),
    "platform.withdrawn": (
        "The platform knows that it has ended: the receipt for {package} says so.",
        "Nothing to do.",
    ),
    "printer.away": (
        "The print service does not answer.",
        "See whether the printer is on and connected, then print again with F6.",
    ),
    "printer.failed": (
        "The printer refused the paper ({words}).",
        "Look at the printer, then print again with F6. What was recorded stays recorded.",
    ),
    "printer.halted": (
        "The printer {printer} has stopped ({words}); the paper waits in its queue.",
        "Mend the printer and let it go on: the paper then comes by itself. Do not print it again before that.",
    ),
    "printer.missing": (
        "There is no printer {printer} on this computer.",
        "Choose another printer in the settings.",
    ),
    "printer.no_default": (
        "No printer is chosen on this computer.",
        "Choose one in the settings, then print again with F6.",
    ),
    "printer.no_spooler": (
        "This computer has no print service.",
        "Have the system office install a printer, then print again with F6.",
    ),
    "printer.refuses": (
        "The printer {printer} takes no papers at the moment.",
        "Choose another printer in the settings, or have this one opened again, then print with F6.",
    ),
    "printer.silent": (
        "The print service did not answer in time; the paper may still come.",
        "Look at the printer first; print again with F6 only if nothing came.",
    ),
    "profile.changed": (
        "The school's rules were changed at {at}.",
        "They hold from now on; look at the dates and conditions on this screen once more.",
    ),
    "profile.counter_gone": (
        "Station {station} stands at the counter {counter}, which this profile lacks; its window would be shut.",
        "Keep the counter's code in the profile; it has: {known}.",
    ),
    "profile.fault.cannot_be_read": (
        "The file cannot be read: {detail}.",
        "",
    ),
    "profile.fault.chip_and_sector": (
        "The act “chip” and the table [card.sector] belong together: give both or neither.",
        "",
    ),
    "profile.fault.empty": (
        "{name} is empty.",
        "",
    ),
    "profile.fault.empty_condition": (
        "An empty condition says nothing; leave the key out when the rule always applies.",
        "",
    ),
    "profile.fault.hours_overlap": (
        "The stretches of hours overlap or are out of order.",
        "",
    ),
    "profile.fault.key_twice": (
        "Line {line} names a second time what is there already: {text}",
        "",
    ),
    "profile.fault.missing": (
        "This key is missing.",
        "",
    ),
    "profile.fault.name_example": (
        "english_example does not fit english_pattern.",
        "",
    ),
    "profile.fault.never_released": (
        "No supervisor lets {name} pass: leave it out.",
        "",
    ),
    "profile.fault.no_card_act": (
        "Name at least one card act: stamp or chip.",
        "",
    ),
    "profile.fault.no_chinese": (
        "The Chinese text (zh) is missing.",
        "",
    ),
    "profile.fault.no_file": (
        "There is no such file.",
        "",
    ),
    "profile.fault.no_hours": (
        "Name at least one weekday and one stretch of hours.",
        "",
    ),
    "profile.fault.no_release": (
        "A supervisor could never release {name}: no release names it.",
        "Name it among the codes of a release.",
    ),
    "profile.fault.no_such_day": (
        "There is no such day or time in the calendar, in line {line}: {text}",
        "",
    ),
    "profile.fault.not_a_code": (
        "A code has lower-case letters, digits, hyphens, underscores and dots only.",
        "",
    ),
    "profile.fault.not_a_day": (
        "This is no day; write it as 2025-06-02, in the western calendar.",
        "",
    ),
    "profile.fault.not_a_pattern": (
        "This is not a regular expression: {detail}.",
        "",
    ),
    "profile.fault.not_a_semester": (
        "This is not a semester like 113-2.",
        "",
    ),
    "profile.fault.not_a_text": (
        'Write a text as "…" or as {{ zh = "…", en = "…" }}.',
        "",
    ),
    "profile.fault.not_a_time": (
        "This is no time of the day; write it as 08:30:00.",
        "",
    ),
    "profile.fault.not_a_verify_address": (
        "Not an address like https://verify.school/d/{{code}}: https, {{code}} once, at most {most} plain characters.",
        "",
    ),
    "profile.fault.not_allowed": (
        "This value is not allowed ({detail}).",
        "",
    ),
    "profile.fault.not_one_of": (
        "This is not one of {known}.",
        "",
    ),
    "profile.fault.not_toml": (
        "Line {line} is not written as TOML asks: {text}",
        "",
    ),
    "profile.fault.not_utf8": (
        "The file is not written in UTF-8.",
        "",
    ),
    "profile.fault.notice_blank": (
        "The notice has a blank that nothing fills: {names}. Known are {known}.",
        "",
    ),
    "profile.fault.notice_braces": (
        "The notice has a brace that belongs to no blank; a blank is written like {{years}}.",
        "",
    ),
    "profile.fault.number_example": (
        "number_example does not fit number_pattern, or the pattern has no group (?P<short>…).",
        "",
    ),
    "profile.fault.out_of_order": (
        "{second} lies before {first}.",
        "",
    ),
    "profile.fault.piece_unknown": (
        "The evidence set {set} names pieces that are not listed: {names}.",
        "",
    ),
    "profile.fault.platform_unnamed": (
        "Name the platform when, and only when, the channel is platform.",
        "",
    ),
    "profile.fault.rule_has_no": (
        "The rule {rule} has no {names}.",
        "",
    ),
    "profile.fault.rule_needs": (
        "The rule {rule} needs {names}.",
        "",
    ),
    "profile.fault.served_twice": (
        "{name} is served by the counter {counter} in the same way at the same time.",
        "",
    ),
    "profile.fault.serves_mixed": (
        "One line names programmes, departments or colleges; write one line for each.",
        "",
    ),
    "profile.fault.serves_nobody": (
        "Say whom it serves: programmes, departments, colleges, levels, or everyone = true.",
        "",
    ),
    "profile.fault.text_too_long": (
        "The text is longer than {limit} characters.",
        "",
    ),
    "profile.fault.too_few": (
        "At least {limit} is needed here.",
        "",
    ),
    "profile.fault.too_large": (
        "At most {limit} is allowed.",
        "",
    ),
    "profile.fault.too_long": (
        "The file is longer than {limit} characters.",
        "",
    ),
    "profile.fault.too_small": (
        "At least {limit} is needed.",
        "",
    ),
    "profile.fault.twice": (
        "{name} is there twice.",
        "",
    ),
    "profile.fault.unknown_code": (
        "There is no {name} among the {kind}.",
        "",
    ),
    "profile.fault.unknown_key": (
        "This key is unknown.",
        "",
    ),
    "profile.fault.unknown_obstacle": (
        "There is no obstacle called {name}.",
        "",
    ),
    "profile.fault.weekday_twice": (
        "A weekday is named twice for the same time.",
        "",
    ),
    "profile.fault.wrong_type": (
        "The value is of the wrong kind; wanted: {wanted}.",
        "",
    ),
    "profile.in_force_already": (
        "These rules are in force already.",
        "Change the profile first, then put it in force.",
    ),
    "profile.invalid": (
        "The profile {file} has faults ({count}). The first is at {key}: {why}",
        "Correct the file and load it again; the rules in force stay as they are.",
    ),
    "profile.missing": (
        "There is no profile of the school's rules ({file}).",
        "Load the school's profile, or name it in the settings.",
    ),
    "profile.other_school": (
        "This profile is of {given} (code {given_code}); the records are of {held} (code {held_code}).",
        "Give the profile of the same school; its code under [school] stays as it was at the first run.",
    ),
    "profile.school_differs": (
        "The settings name the rules of {named}; the records are of {held}.",
        "Correct profile in the settings, or name the database of {named} there.",
    ),
    "profile.unreadable": (
        "The profile {file} cannot be read. {why}",
        "Correct the file and load it again; the rules in force stay as they are.",
    ),
    "program.fault": (
        "The program made a mistake. Nothing was recorded.",
        "Try once more; if it happens again, call the system office and name the time.",
    ),
    "proxy.evidence_incomplete": (
        "The proxy has not brought everything. Missing: {missing}.",
        "Nothing can be handed over until it is there; a copy sent by the graduate's own mailbox does not replace it.",
    ),
    "proxy.id_kind_missing": (
        "The kind of the proxy's identity document is missing.",
        "Choose the kind of the document that was shown.",
    ),
    "proxy.id_number_missing": (
        "The number of the proxy's identity document is missing.",
        "Type the number from the document; it is sealed and never shown whole.",
    ),
    "proxy.id_number_wrong": (
        "This identity number cannot exist: its check digit does not fit.",
        "Compare it with the document and type it again.",
    ),
    "proxy.identity_missing": (
        "The proxy's own identity document has not been seen.",
        "Look at the original, then enter the name and choose the kind of document.",
    ),
    "proxy.name_missing": (
        "The proxy's name is missing.",
        "Type the name as it stands on the identity document.",
    ),
    "proxy.piece_missing": (
        "Not seen yet.",
        "Look at it and mark it as seen; without it the proxy cannot collect.",
    ),
    "proxy.relation_missing": (
        "The relation to the graduate is missing.",
        "Choose what the letter of authorization says.",
    ),
    "proxy.scan_missing": (
        "The scan is missing.",
        "Attach the scan of this piece: PDF, JPEG or PNG, at most 10 MB.",
    ),
    "reader.fault": (
        "The card reader reported a fault ({number}).",
        "Unplug it and plug it in again; the program need not be restarted.",
    ),
    "reader.held": (
        "Another program is using the card reader.",
        "Close that program, or lift the card and lay it down again.",
    ),
    "reader.list_invalid": (
        "The list of reader models {file} cannot be used: {key}: {why}.",
        "Have the system office correct the file.",
    ),
    "reader.service_lost": (
        "The computer's smart-card service has stopped.",
        "It is tried again by itself; meanwhile find graduates by student number (F3).",
    ),
    "reader.unplugged": (
        "The card reader was unplugged.",
        "Plug it in again; meanwhile find graduates by student number (F3).",
    ),
    "receipt.altered": (
        "The receipt was changed on its way: what its last line (line {line}) says does not fit.",
        "Fetch it from the platform again; nothing of it was taken.",
    ),
    "receipt.count": (
        "Line {line} says {said} documents, but the receipt has {found}.",
        "Fetch it from the platform again; nothing of it was taken.",
    ),
    "receipt.document_missing": (
        "The receipt leaves {count} documents of the package out, the first of them {reference}.",
        "Ask the platform for the whole receipt; nothing of it was taken.",
    ),
    "receipt.foreign_digest": (
        "Line {line}: the digest for {reference} is not that of the document we sent.",
        "Ask the platform about it; nothing of the receipt was taken.",
    ),
    "receipt.foreign_document": (
        "Line {line}: {reference} is no document of this package.",
        "Ask the platform about it; nothing of the receipt was taken.",
    ),
    "receipt.in_use": (
        "Line {line}: the digest or the code issued for {reference} belongs to another document already.",
        "Ask the platform about it; nothing of the receipt was taken.",
    ),
    "receipt.line_wrong": (
        "Line {line} is not written as a receipt is; expected {expected}.",
        "Fetch it from the platform again; nothing of it was taken.",
    ),
    "receipt.not_one": (
        "This file is no receipt of the platform.",
        "Choose the receipt as the platform gave it, neither opened nor saved anew.",
    ),
    "receipt.not_sent": (
        "The package {package} has not been sent, so it can have no receipt (line {line}).",
        "Compare the receipt's package with the queue; nothing was taken.",
    ),
    "receipt.other_package": (
        "The receipt is about another file than the package {package} we sent (line {line}).",
        "Ask the platform which file it received; nothing of it was taken.",
    ),
    "receipt.taken_already": (
        "The receipt for the package {package} was imported on {day}.",
        "Nothing to do.",
    ),
    "receipt.too_large": (
        "This file is too large for a receipt (more than {limit} KB).",
        "Choose the receipt as the platform gave it.",
    ),
    "receipt.twice": (
        "Line {line}: {reference} stands in the receipt twice.",
        "Ask the platform about it; nothing of the receipt was taken.",
    ),
    "receipt.unknown_package": (
        "The package {package} was never made here (line {line}).",
        "Look whether the receipt is for this school; nothing was taken.",
    ),
    "receipt.unreadable": (
        "The file {file} cannot be read.",
        "Look whether it is still there, then choose it again.",
    ),
    "receipt.version": (
        "The receipt has the format {version}; this program reads format {known}.",
        "Have the program brought up to date; nothing was taken.",
    ),
    "receipt.wrong_answer": (
        "Line {line}: {reference} is answered with the wrong word.",
        "Ask the platform about it; nothing of the receipt was taken.",
    ),
    "renewal.done": (
        "Its timestamp was renewed.",
        "Nothing to do.",
    ),
    "renewal.failed": (
        "The file takes no further timestamp.",
        "Call the system office and name the job; the file stays as it is and goes on verifying.",
    ),
    "renewal.no_newer_certificate": (
        "The timestamp authority has no newer certificate than that of the last timestamp.",
        "Nothing to do: it is asked again in good time. If it lasts, the system office asks the authority.",
    ),
    "renewal.no_timestamp": (
        "The file carries no timestamp that could be renewed.",
        "Call the system office and name the job; the file stays as it is.",
    ),
    "renewal.not_needed": (
        "Its timestamp needs no renewal.",
        "Nothing to do.",
    ),
    "renewal.too_late": (
        "The certificate of the file's last timestamp ended on {day}; another on top would prove nothing.",
        "The file stays as it is and verifies by the school's own records. Tell the system office.",
    ),
    "revocation.lists_only": (
        "Whether {name} was revoked is told by a list alone; after some days no verifier can use that.",
        "Have the system office ask its issuer for an OCSP responder, or set signature_level to B-LT.",
    ),
    "revocation.unknown": (
        "The issuers do not say today whether the signing certificates are still good.",
        "Nothing to do: the certificate waits and is tried again. If it lasts, tell the system office.",
    ),
    "scan.not_asked": (
        "The school's rules ask for no scan here; nothing was stored.",
        "Look at the document and give it back.",
    ),
    "scan.too_large": (
        "The scan is too large: at most 10 MB, ten pages, 40 million pixels.",
        "Scan it again with a lower resolution, or fewer pages in one file.",
    ),
    "scan.unknown": (
        "A scan that belongs to this pickup is not there.",
        "Scan it again.",
    ),
    "scan.unreadable": (
        "The scan cannot be read.",
        "Scan it again and attach the new file.",
    ),
    "scan.wrong_kind": (
        "The scan is not a PDF, JPEG or PNG file.",
        "Save or scan it as PDF, JPEG or PNG and attach it again.",
    ),
    "settings.bounces_incomplete": (
        "Settings {file}: where returned mail is read from is not whole.",
        "Name either bounce_mailbox, or bounce_imap with bounce_login.",
    ),
    "settings.counter_unknown": (
        "The settings name no counter of the school's rules (counter = {counter}).",
        'Write the counter where this computer stands, such as counter = "main"; the rules have: {known}.',
    ),
    "settings.keys_beside_data": (
        "The keys would lie beside the data: {folder}.",
        "Name a keys_folder outside the data and backup folders in {file}.",
    ),
    "settings.mail_incomplete": (
        "The settings in {file} name a mail server without a sender, or a sender without a server.",
        "Write both mail_server and mail_sender, or neither.",
    ),
    "settings.mail_login_in_the_open": (
        "The settings in {file} would send the mail server's password unencrypted.",
        "Set mail_security to starttls or tls, or leave mail_login out.",
    ),
    "settings.missing": (
        "There is no settings file {file}.",
        "Check the name that was given, or write the file as README.md shows.",
    ),
    "settings.not_kept": (
        "Your choice cannot be written to {file}.",
        "It holds until the program ends. Check that the disk is not full and that you may write there.",
    ),
    "settings.passphrase_in_file": (
        "The passphrase of a real signing key may not lie in {file}.",
        "Take the line out and keep the passphrase with ./desk keys signing.",
    ),
    "settings.platform_incomplete": (
        "Settings {file}: the way to the platform is not whole.",
        "Name either platform_folder, or platform_sftp with platform_sftp_login and platform_sftp_host_key.",
    ),
    "settings.profile_missing": (
        "The settings do not say which school this is.",
        'Write a line like profile = "ntnu" into {file}.',
    ),
    "settings.timestamps_incomplete": (
        "The timestamp settings are not complete.",
        "Name both timestamp_url and timestamp_roots in {file}, or neither; without them only B-B can be signed.",
    ),
    "settings.two_signing_keys": (
        "The settings {file} name a key file and a token.",
        "Leave one of signing_key and signing_token out.",
    ),
    "settings.unknown_key": (
        "The settings file {file} has a line that nobody knows: {key}.",
        "Correct its name or take it out. Known are: {known}.",
    ),
    "settings.unreadable": (
        "The settings file {file} cannot be read: {why}.",
        "Correct the line that is named, then start again.",
    ),
    "settings.wrong_value": (
        "In the settings file {file}, {key} has a value that does not fit.",
        "Write it like this: {expected}.",
    ),
    "sheet.barcode_taken": (
        "Another sheet on a shelf bears the same barcode; nothing was recorded.",
        "Keep the sheet apart until the office has imported another barcode for one of the two, then do it once more.",
    ),
    "sheet.elsewhere": (
        "The certificate lies at {counter}.",
        "Tell the way: {place}, telephone {phone}. A supervisor may have the sheet brought here.",
    ),
    "sheet.held": (
        "The sheet {serial} is held for a correction; it stays where it is.",
        "Take it off the list; it can be moved once a supervisor has ended the correction: ./desk sheet corrections.",
    ),
    "sheet.list_heading": (
        "The list does not say which column names the sheets.",
        "Head the column with one of these: {known}.",
    ),
    "sheet.list_row": (
        "Line {line} of the list cannot be read.",
        "Correct this line and take the list again; nothing was moved.",
    ),
    "sheet.list_too_long": (
        "The list is too long; {most} sheets go at most.",
        "Divide it into several lists.",
    ),
    "sheet.missing": (
        "There is no sheet of paper for the certificate {number}.",
        "Ask {unit} whether it is still being printed.",
    ),
    "sheet.move_needs_supervisor": (
        "Between counters, a supervisor decides where a sheet lies.",
        "Let a supervisor sign on here, or enter the own login and password.",
    ),
    "sheet.not_in_stock": (
        "The sheet {serial} is no longer in stock.",
        "It was handed over or voided: keep it apart and ask a supervisor.",
    ),
    "sheet.not_proofread": (
        "The graduate has not proofread the sheet yet.",
        "Let the graduate read the sheet itself and confirm every entry.",
    ),
    "sheet.nothing_scanned": (
        "No sheet has been scanned.",
        "Scan the barcode on the sheet or its sleeve, or type the certificate's number.",
    ),
    "sheet.other_certificate": (
        "This sheet belongs to another certificate of the same person; wanted is {number}.",
        "Put it back and fetch the right one.",
    ),
    "sheet.other_graduate": (
        "This sheet is another graduate's.",
        "Put it back ({place}) and fetch the right one.",
    ),
    "sheet.scan_too_long": (
        "The scan is too long for a label ({length} characters).",
        "Scan the sleeve label again, or type the certificate's number.",
    ),
    "sheet.several": (
        "{count} sheets are known as {scanned}.",
        "Give the whole certificate number, or scan the barcode.",
    ),
    "sheet.unknown": (
        "No sheet is known as {scanned}.",
        "Scan the sleeve label again, or type the certificate's number.",
    ),
    "sheet.void": (
        "The sheet bears a graduation month that has lapsed; it must not leave the counter.",
        "Put it aside to be voided and send the graduate to {unit}.",
    ),
    "sign_on.failed": (
        "Login or password is wrong.",
        "Type both again; after five failures the login is locked for 15 minutes.",
    ),
    "sign_on.locked_out": (
        "This login is locked until {until}.",
        "Wait until then, or let a colleague sign on.",
    ),
    "sign_on.needed": (
        "Nobody is signed on at this window.",
        "Sign on first.",
    ),
    "sign_on.retired": (
        "This login is out of service.",
        "Ask a supervisor, who brings it back (Alt+6, or ./desk staff restore).",
    ),
    "signature.missing": (
        "There is no signature yet.",
        "Let the person sign on the pad, or choose to sign on paper.",
    ),
    "signing.certificate_expired": (
        "The registrar's signing certificate ended on {day}; nothing is signed.",
        "Ask the system office for the renewed certificate, name it in the settings, then choose Try again.",
    ),
    "signing.certificate_not_for_signing": (
        "The certificate in the key file is not meant for signing documents.",
        "Ask the system office for a certificate for digital signatures, then choose Try again.",
    ),
    "signing.certificate_not_on_token": (
        "Neither the token nor the file of certificates holds the certificate of the signing key.",
        "Ask the system office to name it as certificates under signing_token in the settings, then choose Try again.",
    ),
    "signing.certificate_not_yet_valid": (
        "The registrar's signing certificate begins on {day}; nothing is signed before.",
        "Check the computer's date; if it is right, wait for that day, then choose Try again.",
    ),
    "signing.certificate_revoked": (
        "The registrar's signing certificate was revoked on {day}; nothing is signed.",
        "Call the system office at once; the queue waits until another certificate is named in the settings.",
    ),
    "signing.certificates_unreadable": (
        "The certificates in {file} cannot be read.",
        "Ask the system office for the PEM file that belongs to the token, then choose Try again.",
    ),
    "signing.chain_broken": (
        "The key file does not hold the certificate of the issuer {name}.",
        "Ask the system office to export the key with its whole chain, then choose Try again.",
    ),
    "signing.demo_key_in_real": (
        "This is a demonstration key; a real database never signs with it.",
        "Name the school's own key in the settings, then choose Try again.",
    ),
    "signing.failed": (
        "The certificate could not be signed: the file takes no signature.",
        "Call the system office and name the job.",
    ),
    "signing.key_kind": (
        "The key is of a kind that is not used here.",
        "Ask the system office for RSA with 2048 bits or more, or P-256, then choose Try again.",
    ),
    "signing.key_mismatch": (
        "The key and the certificate in the key file do not belong together.",
        "Ask the system office to export them again, then choose Try again.",
    ),
    "signing.key_missing": (
        "The registrar's key file is not where the settings say.",
        "Put it back or correct the settings, then choose Try again. Certificates wait in the queue.",
    ),
    "signing.key_not_on_token": (
        "The token holds {count} keys by the name {name}; one is wanted.",
        "Ask the system office to correct key or key_id under signing_token in the settings, then choose Try again.",
    ),
    "signing.key_unreadable": (
        "The registrar's key file cannot be read as PKCS#12.",
        "Ask the system office for an undamaged copy, then choose Try again.",
    ),
    "signing.module_unusable": (
        "The token's program library {file} cannot be loaded.",
        "Install the token's software, or correct module under signing_token in the settings, then choose Try again.",
    ),
    "signing.no_key_here": (
        "No signing key is named at this station; certificates wait for the station that has it.",
        "If this station should sign, name the key in the settings.",
    ),
    "signing.passphrase_missing": (
        "The passphrase of the signing key is not kept on this computer.",
        "Run ./desk keys signing here. Certificates wait in the queue.",
    ),
    "signing.passphrase_wrong": (
        "The passphrase of the registrar's key is wrong; it is not tried again by itself.",
        "Keep the right passphrase with ./desk keys signing at the station that signs, then choose Try again.",
    ),
    "signing.pin_blocked": (
        "The token {name} is blocked: its PIN was wrong too often.",
        "Ask whoever issued the token to unblock it, keep the new PIN with ./desk keys signing, then choose Try again.",
    ),
    "signing.pin_last_try": (
        "One more wrong PIN would block the token {name}; nothing is tried.",
        "Log in once with the token's own software, then choose Try again.",
    ),
    "signing.pin_not_noted": (
        "It cannot be written down in {file} that the PIN is tried, so it is not tried.",
        "Make room on the disk or correct the folder's permissions, then choose Try again.",
    ),
    "signing.pin_refused": (
        "The token {name} refused its PIN; it is not tried again by itself.",
        "Keep the right PIN with ./desk keys signing at the station that signs, then choose Try again.",
    ),
    "signing.pin_unsure": (
        "It is not known whether the token {name} took its PIN; it is not tried again by itself.",
        "Check the PIN, keep it with ./desk keys signing at the station that signs, then choose Try again.",
    ),
    "signing.real_key_in_demo": (
        "A demonstration never takes a real key.",
        "Nothing was signed. Remove the real key from the demo's settings.",
    ),
    "signing.token_ambiguous": (
        "Several tokens are called {name}.",
        "Pull out the others, or name the serial under signing_token in the settings, then choose Try again.",
    ),
    "staff.in_service": (
        "{login} is in service already.",
        "Nothing to do; Alt+6 and ./desk staff list show all colleagues.",
    ),
    "staff.last_supervisor": (
        "This is the last supervisor in service.",
        "Add another supervisor first, then retire this one.",
    ),
    "staff.login_missing": (
        "The login is missing.",
        "Type a short login, such as the initials.",
    ),
    "staff.login_taken": (
        "The login {login} is or was a colleague's; a login is never used twice.",
        "Take another one; a colleague who comes back is brought back (Alt+6, or ./desk staff restore).",
    ),
    "staff.login_wrong": (
        "This cannot be a login.",
        "Use letters and digits, without blanks and colons.",
    ),
    "staff.name_missing": (
        "The name is missing.",
        "Type the name as colleagues know it.",
    ),
    "staff.not_locked": (
        "{login} is not locked.",
        "If the password was forgotten, give a new one (Alt+6, or ./desk staff password).",
    ),
    "staff.password_missing": (
        "Your own password is missing.",
        "Type it once more: whatever is done about a colleague is signed with it.",
    ),
    "staff.retired": (
        "{login} is out of service.",
        "Bring the login back first (Alt+6, or ./desk staff restore).",
    ),
    "staff.role_unknown": (
        "There is no role {role}.",
        "Write clerk or supervisor.",
    ),
    "staff.unknown": (
        "No colleague signs on as {login}.",
        "Write the sign-on name as it is used at the window.",
    ),
    "station.code_wrong": (
        "{station} cannot be a station's code.",
        "Use letters, digits and hyphens, 16 at most, as in that station's settings.",
    ),
    "station.counter_differs": (
        "The settings put this computer at the counter {named}; the database has {station} at {held}.",
        "Correct counter in the settings; if it was moved, run ./desk keys move-station {station} {named}.",
    ),
    "station.is_this_one": (
        "{station} is this very station; it holds the keys already.",
        "Give the other station's code, as in its settings; to move this one run ./desk keys move-station {station}.",
    ),
    "station.unknown": (
        "The database knows no station {station}.",
        "Correct station in the settings; a new computer: ./desk keys new there, ./desk keys add-station at another.",
    ),
    "step.signed": (
        "A signed hand-over does not go back.",
        "Go on, or press F8 when something is wrong, or F10 to leave the case unrecorded.",
    ),
    "timestamp.address_wrong": (
        "The timestamp authority's address in the settings is not a web address.",
        "Ask the system office to correct timestamp_url in the settings.",
    ),
    "timestamp.certificate_expired": (
        "The timestamp authority's certificate {name} is out of its time.",
        "The certificate waits and is tried again. If it lasts, the system office asks the authority.",
    ),
    "timestamp.certificate_revoked": (
        "The timestamp authority's certificate was revoked on {day}.",
        "Ask the system office to call the authority; certificates wait and go on with another certificate.",
    ),
    "timestamp.not_trusted": (
        "The timestamp authority {name} is not one that the settings trust.",
        "Ask the system office to check timestamp_url and timestamp_roots; certificates wait and go on afterwards.",
    ),
    "timestamp.not_usable": (
        "The timestamp authority's answer cannot be used ({reason}).",
        "The certificate waits and is tried again. If it lasts, the system office asks the authority.",
    ),
    "timestamp.refused": (
        "The timestamp authority refused to give a timestamp ({status}).",
        "The certificate waits and is tried again. If it lasts, the system office asks the authority.",
    ),
    "timestamp.roots_unreadable": (
        "The timestamp authority's root certificates in {file} cannot be read.",
        "Ask the system office for the PEM file and name it as timestamp_roots in the settings.",
    ),
    "timestamp.unreachable": (
        "The timestamp authority does not answer.",
        "Nothing to do: the certificate waits and is tried again. If it lasts, tell the system office.",
    ),
    "token.busy": (
        "Another program on this computer is opening the token {name}.",
        "Nothing to do: the certificate waits and is tried again.",
    ),
    "token.gone": (
        "The token {name} is not plugged in, or does not answer.",
        "Plug it in again: the certificates wait and go on by themselves.",
    ),
    "unknown": (
        "This cannot be done ({code}).",
        "Note the code and call the system office.",
    ),
    "vault.shut": (
        "The keys for personal data are not open.",
        "Start the program again; if it stays so, recover the keys with the recovery code.",
    ),
    "vault.unreadable": (
        "A sealed entry cannot be opened; it was altered or belongs to other keys.",
        "Do not go on with this case; call the system office and name the time.",
    ),
    "verification.altered": (
        "The file carries this school's signature but was altered after it was signed.",
        "Do not rely on it. The graduate downloads the attachment again from the mailbox and sends that file.",
    ),
    "verification.code_unknown": (
        "No document with the code {read} is known here.",
        "Compare it sign by sign; another issuer's document is verified by that issuer or at the ministry's site.",
    ),
    "verification.folder_empty": (
        "There is no file in this folder.",
        "Choose the folder in which the PDF files lie.",
    ),
    "verification.good": (
        "Issued here, the latest version, and unaltered since it was signed.",
        "It may be relied on.",
    ),
    "verification.invalid": (
        "The file is not a valid document of this school.",
        "Do not rely on it. Ask for the original PDF from the graduate's mailbox; failing that, ask the registrar.",
    ),
    "verification.no_code": (
        "What was scanned holds no code of a certificate.",
        "Scan the QR code at the foot of the certificate, or drop its file.",
    ),
    "verification.not_examined": (
        "The file could not be examined within the limits; honest files take no time.",
        "Do not rely on it. Ask for the original PDF and verify that one.",
    ),
    "verification.not_in_kit": (
        "The signature is good, but the kit does not know the file: it may be newer than the kit.",
        "Do not rely on it yet: get a newer kit from the school, or have the school verify the file.",
    ),
    "verification.not_in_ledger": (
        "The signature is good, but no file like this one was entered in the ledger.",
        "Do not rely on it and tell the system office at once: the registrar's key may have been used elsewhere.",
    ),
    "verification.not_issued_here": (
        "The file carries no signature: a scan, or a PDF that was saved or printed anew.",
        "Do not rely on it. The graduate downloads the attachment again from the mailbox and sends that file.",
    ),
    "verification.not_pdf": (
        "The file is not a PDF.",
        "Ask for the PDF file itself; a picture or a document of another kind cannot be verified.",
    ),
    "verification.other_issuer": (
        "The file carries the signature of another issuer, not of this school.",
        "Verify it with that issuer, or at the ministry's site dcert.moe.gov.tw.",
    ),
    "verification.revoked": (
        "This document was revoked and is no longer in force.",
        "Do not rely on it. Outside, say only that the file is not valid.",
    ),
    "verification.signature_fails": (
        "The file is in the ledger, but its signature does not satisfy the rules.",
        "Do not rely on it and tell the system office; the document has to be issued anew.",
    ),
    "verification.signer_not_in_kit": (
        "The file carries a signature that the kit does not know: another issuer's, or by a newer key of this school.",
        "Verify it with its issuer or at the ministry's site dcert.moe.gov.tw; for this school, get a newer kit.",
    ),
    "verification.still_zipped": (
        "The file is still zipped.",
        "Unpack it first, then verify the PDF that is in it.",
    ),
    "verification.superseded": (
        "Issued here and unaltered, but no longer the latest version.",
        "Ask the graduate for the newer document; where there is none, ask the registrar.",
    ),
    "verification.too_large": (
        "The file is larger than 5 MB; no document of this school is.",
        "Ask for the original PDF and verify that one.",
    ),
    "verification.too_many": (
        "There are more files than are verified at once.",
        "Verify the others in a second round, beginning with this one.",
    ),
    "verification.unreadable": (
        "The file cannot be read.",
        "Copy it to this computer and choose it again.",
    ),
    "verification.uses_not_counted": (
        "Issued here and unaltered, but how often it may be verified is counted by the school alone.",
        "Have the school verify it, at its window or its site.",
    ),
    "verification.uses_spent": (
        "Issued here and unaltered, but all its verifications are used up.",
        "The graduate applies for the document again; a degree certificate has no such limit.",
    ),
    "verification.zip_damaged": (
        "The archive is damaged and cannot be opened.",
        "Ask for the PDF itself, or for the archive once more.",
    ),
    "verification.zip_locked": (
        "The file in the archive is locked with a password.",
        "Unpack it with its password first, then verify the PDF.",
    ),
    "verification.zip_too_large": (
        "The archive is too large to be opened here.",
        "Unpack it first, then verify the PDF files.",
    ),
    "window.fault": (
        "The program made a mistake on this screen. What was recorded before stays recorded.",
        "Open the case once more; if it happens again, call the system office and name the time.",
    ),
    "window.no_display": (
        "The window cannot open: this session has no screen.",
        "Sign on to this computer's desktop and start the program there; ./desk demo --headless needs no screen.",
    ),
    "window.not_announced": (
        "The dates of semester {semester} have not been entered.",
        "Ask a supervisor whether pickup has begun.",
    ),
    "window.not_open": (
        "Certificates of this semester are handed over from {opens}.",
        "Ask the graduate to come on that day or later.",
    ),
    "window.over": (
        "The time to collect certificates of this semester ended on {ended}.",
        "A supervisor may let it pass; otherwise ask {unit}.",
    ),
    "worker.died": (
        "The process that draws and signs certificates ended unexpectedly.",
        "Nothing to do: it is started again and the certificate is tried again.",
    ),
    "worker.keeps_dying": (
        "The process that draws and signs certificates ended unexpectedly each time this one was tried.",
        "Call the system office and name the job; it is not tried again by itself.",
    ),
    "worker.keeps_timing_out": (
        "Drawing or signing this certificate took too long each time it was tried.",
        "Call the system office and name the job; it is not tried again by itself.",
    ),
    "worker.limit_reached": (
        "One certificate needed more memory than it may have.",
        "Call the system office and name the job.",
    ),
    "worker.timed_out": (
        "Drawing or signing one certificate took too long and was stopped.",
        "Nothing to do: it is tried again.",
    ),
}
