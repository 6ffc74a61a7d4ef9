"""``python -m app run | demo``: starts the program, and nothing else.

Worker processes import this very file when they begin (that is how a process is spawned); so it is light, and all that
builds the program lies in :mod:`app.program`.
"""

import sys

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packaged program: a worker process begins here too
        import multiprocessing

        multiprocessing.freeze_support()

    from app.program import main

    raise SystemExit(main())
