#!/bin/sh
# Pins every package that the program and its tests use, with the digests of all its files, from the lists in
# pyproject.toml. Run it after a change there, with Python 3.11 (the oldest we serve: its extra backports do no harm on
# newer ones). Pass --upgrade to move the pins on. No registry is named in the results: pip asks the one that the
# machine is set up for.
set -eu
cd "$(dirname "$0")/.."
lists=installer/requirements
tools=build/lock-tools

[ -x "$tools/bin/pip-compile" ] || {
    python3.11 -m venv "$tools"
    "$tools/bin/pip" install -q 'pip-tools~=7.6'
}

wanted() { # the names under one heading of pyproject.toml
    "$tools/bin/python" -c '
import sys, tomllib
project = tomllib.load(open("pyproject.toml", "rb"))
lists = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
print("\n".join(lists[sys.argv[1]]))' "$1"
}

pin() { # pin OUTPUT [option ...] < names
    output=$1
    shift
    CUSTOM_COMPILE_COMMAND=installer/lock.sh "$tools/bin/pip-compile" -q --generate-hashes --strip-extras \
        --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
        --no-annotate --resolver backtracking "$@" --output-file "$lists/$output" -
    echo "$lists/$output: $(grep -c == "$lists/$output") packages"
}

# What pip itself is, and what pyscard is built with where it has no wheel (Linux).
wanted build | pin build.txt "$@"
wanted run | pin run.txt "$@"
# What those packages ask for on Windows only, which a resolver on Linux does not see.
wanted windows | pin windows.txt "$@"
{ wanted run && wanted test; } | pin test.txt --constraint "$lists/run.txt" "$@"
