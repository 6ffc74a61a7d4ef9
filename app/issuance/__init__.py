"""Issuance: the work that waits in the database after a hand-over, done one step at a time.

What for: a hand-over writes a Job in its own commit (E30: no paper, no digital certificate). This room takes a due job,
has its certificate rendered and signed by a worker process, writes the file's SHA-256 into the ledger together with the
sealed file, and marks the step done: **one step, one commit, each safe to repeat**. If the program dies between two
steps, the lease runs out and the step is done again; the ledger holds one live row per certificate, by a partial unique
index, so a repeated step finds the first answer or changes nothing.

A timestamp lasts as long as its authority's certificate, so a job of its own renews each file's last one in good time
(:mod:`app.issuance.renewing`): the new digest is the ledger's, every older one verifies as the same document. A
supervisor's pause is a row in the database that every station asks for with each job it takes.

What it refuses: to promise decades where a list alone tells of revocations; to issue for a pickup that was voided or a
certificate that is not handed over; to sign with a key whose certificate is expired, not yet valid or not for signing;
to use a real key in a demo database, or a demo key in a real one; to try a refused passphrase or PIN again by itself:
the job rests dead with its reason, and holds the other certificates until a person has seen to it. A token pulled out,
a silent timestamp authority or issuer is no reason to stop: the certificates wait and go on.

Why so. Signing is slow in pure Python and holds the interpreter lock, so the lane only waits for a worker process; the
private key exists in that process alone. No database transaction is open while a worker is awaited. Which steps a job
takes is a table by kind and channel (:mod:`app.issuance.steps`): delivery, the ministry's platform and timestamps are
rows of that table when they come, and jobs that ended at ``ready`` go on from there.

Files: ``keys``, ``token`` (the only importer of PKCS#11), ``key_place`` and ``demo_authority`` are the registrar's key;
``print_lock`` is the kind that asks not to be printed; ``timestamps`` and ``proof`` make a signature last (B-T to
B-LTA); ``signing`` and ``validation`` are the only importers of pyHanko (``proof`` of its path validation), and ``cms``
writes the signature and timestamp containers from DER templates; ``orders`` are the frozen values that cross to a
worker and ``bench`` is what it does with them; ``office``, ``steps``, ``facts`` and ``runner`` are the queue;
``waking`` finds what overslept its day; ``command`` runs it once, ``withdrawing`` ends what a voided hand-over leaves
(E30). ``handed_in`` reads the files that are to be verified; ``kit`` opens an offline kit, which ``kit_making`` makes.
"""
