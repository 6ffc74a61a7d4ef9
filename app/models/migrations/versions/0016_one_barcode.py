"""A barcode names one sheet on a shelf, and no other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.models.twice import require_once

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_IS_LYING = "state IN ('in_stock', 'to_be_voided')"


def upgrade() -> None:
    require_once(op.get_bind(), "sheet", "barcode", _IS_LYING)
    op.create_index(
        "uq_sheet_barcode_lying",
        "sheet",
        ["barcode"],
        unique=True,
        sqlite_where=sa.text(_IS_LYING),
        postgresql_where=sa.text(_IS_LYING),
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
