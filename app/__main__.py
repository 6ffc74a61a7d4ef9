"""``python -m app run | demo``: starts the program, and nothing else.

Worker processes import this very file when they begin (that is how a process is spawned); so it is light, and all that
builds the program lies in :mod:`app.program`.
"""

import multiprocessing

if __name__ == "__main__":
    multiprocessing.freeze_support()

    from app.program import main

    raise SystemExit(main())
