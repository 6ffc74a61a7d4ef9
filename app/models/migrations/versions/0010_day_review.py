"""That a supervisor has looked at a day and closed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_review",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counter", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("checkpoint_id", sa.Uuid(), nullable=False),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["journal_checkpoint.id"], name=op.f("fk_day_review_checkpoint_id_journal_checkpoint")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_day_review_station_id_station")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff.id"], name=op.f("fk_day_review_supervisor_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_review")),
    )
    op.create_index(op.f("ix_day_review_day"), "day_review", ["day"])


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
