"""Delivery: to each of the graduate's mailboxes, or to the ministry's platform; once, with a state for each.

What for: RULES A34, E19-E21 and D25. By the school's own channel a certificate goes to the permanent and to the school
mailbox; what a server answered is kept for each. A corrected mailbox gets a row of its own; the one that took the
message is left alone. By the ministry's platform (教育部發放平臺) documents go in packages, to a folder or an SFTP
server whose host key is pinned; a document is done when the platform's receipt is imported, and the digests that it
names enter the ledger.

What it refuses: to send twice what may have arrived. ``sending`` is committed before the first byte leaves; who finds
it there afterwards, or whose line broke after the message was sent, says "unknown" and leaves it to a person. The
message's number is the row's, so that a repeat can be recognised by whoever receives it. A package is looked for on the
other side, by name and digest, before it is sent once more. A server with another host key gets neither a password nor
a byte.

Why so. SMTP has no "once": a server that took a message may die before it says so. A file server has a little more: a
file is written whole under a temporary name and renamed, so it is there or it is not; only one that has been fetched
already leaves no trace. So a step that sends is not one commit but several, and no transaction is open while a server
is awaited. A station whose settings name no mail server or no way to the platform leaves the job to the one that has
it. The demo "sends" into folders and says that it did. What the platform needs no signature of ours for (``data``) may
be done by a station without a key; which of the two a job takes is in its channel.

Packages leave once a day where the profile says so, because an office on the other side reads them one by one; what was
rejected and put right goes in the next one. Their content is plain on the other side: the folder has to be closed to
others, and the file is readable by its owner only.

A server that took a message may find out later that it cannot be delivered. Its report (退信) is believed by the
message's own number alone, which nobody can guess, and counts once; the mailbox is then shown as bounced and the
certificate needs a person. The mailbox for returned mail is read and never changed.

The account-closure notice (A03) goes to the campus system where the profile names its mailbox, and to the graduate's
mailboxes unless it says no. A mailbox is corrected at the desk by a code that is mailed to it at top priority (E06).

Files: ``post`` is the mail's way out (a server, or the demo's folder), ``mail`` the steps that mail, ``occasions`` for
whom and when, ``letter`` and ``notice`` what is written. ``mailroom`` is where returned mail is read from, ``returned``
reads one, ``bounces`` has them meet their deliveries. ``drop`` and ``sftp`` are the ways to the platform, ``package``
the file, ``platform`` the steps, the gathering and the sending. The receipt's format is in
:mod:`app.policy.platform_receipt`.
"""
