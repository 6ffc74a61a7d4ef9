"""The database's revisions are one chain without a fork: two of one number would leave every database unmigrated."""

from __future__ import annotations

import ast

from app.models import revision
from app.models.migration import MIGRATIONS


def test_the_revisions_are_one_chain_that_ends_in_the_known_head() -> None:
    follows: dict[str, str | None] = {}
    for script in sorted((MIGRATIONS / "versions").glob("0*.py")):
        said = {
            target.id: node.value.value
            for node in ast.parse(script.read_text("utf-8")).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert said["revision"] not in follows, f"{script.name}: a second revision of this number"
        assert script.name.startswith(f"{said['revision']}_")
        follows[said["revision"]] = said["down_revision"]
    assert tuple(follows) == revision.KNOWN
    assert list(follows.values()) == [None, *revision.KNOWN[:-1]]
