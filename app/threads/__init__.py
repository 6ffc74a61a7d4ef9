"""The lanes: every thread and worker process of the program starts here and nowhere else.

reader (only watches), card (the only one that talks to a card), desk (all interactive database work, in order),
issuance (takes due jobs), print (hands papers to the spooler) and examiner (reads foreign files); the last two are
begun by their first errand. The GUI lane draws. Only frozen values cross; signal owners are made in the GUI lane and
never moved; receivers are bound methods. Every lane ends within two seconds at exit; one stuck inside a foreign call is
logged and left, and the process ends. Python's collector runs in the GUI lane alone (``tidying`` says why).
"""
