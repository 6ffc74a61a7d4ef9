"""The command line twin (``./desk``): the same verbs as the windows, for the system office and for scripts.

It composes and prints; it decides nothing. Each command imports what it needs when it runs, so that ``--help`` is quick
and a broken part does not take the others down. Refusals and troubles end in the same two sentences as on screen, in
the language of the settings or of ``--language``; exit code 1 says that the rules or a check said no, 2 that the
command was wrong, 3 that the world failed. Nothing personal is printed: record numbers, counts, masked card numbers.

The checks of a developer (test, soak, bench, words) are listed only where their folders are: in a checkout.
"""
