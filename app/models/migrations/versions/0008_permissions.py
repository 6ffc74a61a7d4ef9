"""Permissions: which deed leaned on one, by which document the person was known, and who took one back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("override", sa.Column("used_by_deed", sa.Uuid(), nullable=True))
    op.create_table(
        "release_identity",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("shown", sa.String(length=16), nullable=False),
        sa.Column("issued_in_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("override_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["override_id"], ["override.id"], name=op.f("fk_release_identity_override_id_override")
        ),
        sa.PrimaryKeyConstraint("override_id", name=op.f("pk_release_identity")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("override_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff.id"], name=op.f("fk_withdrawal_supervisor_id_staff")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_withdrawal_station_id_station")),
        sa.ForeignKeyConstraint(["override_id"], ["override.id"], name=op.f("fk_withdrawal_override_id_override")),
        sa.PrimaryKeyConstraint("override_id", name=op.f("pk_withdrawal")),
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
