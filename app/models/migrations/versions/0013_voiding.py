"""A supervisor voids a recorded hand-over: by whom, why, and what became of what it had begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voiding",
        sa.Column("deed_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sheet", sa.String(length=16), nullable=False),
        sa.Column("closure", sa.String(length=16), nullable=False),
        sa.Column("digital", sa.String(length=16), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pickup_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff.id"], name=op.f("fk_voiding_supervisor_id_staff")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_voiding_station_id_station")),
        sa.ForeignKeyConstraint(["pickup_id"], ["pickup.id"], name=op.f("fk_voiding_pickup_id_pickup")),
        sa.PrimaryKeyConstraint("pickup_id", name=op.f("pk_voiding")),
        sa.UniqueConstraint("deed_id", name=op.f("uq_voiding_deed_id")),
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
