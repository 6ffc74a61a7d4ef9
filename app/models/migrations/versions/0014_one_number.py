"""One certificate has one number, in whatever spacing it is written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.models.twice import require_once

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    require_once(op.get_bind(), "certificate", "replace(number, ' ', '')", "1 = 1")
    # What 0016 will not bear, told while the program as it was still knows the database and can put it right.
    require_once(op.get_bind(), "sheet", "barcode", "state IN ('in_stock', 'to_be_voided')")
    op.create_index("uq_certificate_number_unspaced", "certificate", [sa.text("replace(number, ' ', '')")], unique=True)


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
