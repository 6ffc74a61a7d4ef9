"""Custody: which sheet went from which station to which, and who took it over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custody_move",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("place_before", sa.Text(), nullable=False),
        sa.Column("place_after", sa.Text(), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_custody_move_sheet_id_sheet")),
        sa.ForeignKeyConstraint(["from_id"], ["station.id"], name=op.f("fk_custody_move_from_id_station")),
        sa.ForeignKeyConstraint(["to_id"], ["station.id"], name=op.f("fk_custody_move_to_id_station")),
        sa.ForeignKeyConstraint(["ordered_by"], ["staff.id"], name=op.f("fk_custody_move_ordered_by_staff")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_custody_move_taken_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_move")),
    )
    op.create_index(op.f("ix_custody_move_list_id"), "custody_move", ["list_id"], unique=False)
    op.create_index(op.f("ix_custody_move_sheet_id"), "custody_move", ["sheet_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
