"""Mail that came back: what a report says of a delivery, which reports were taken, how far a place was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("status", sa.String(length=16), nullable=True))
    op.add_column("delivery", sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "returned_mail",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_returned_mail_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_mail")),
        sa.UniqueConstraint("sha256", name=op.f("uq_returned_mail_sha256")),
    )
    op.create_table(
        "mailroom_mark",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailroom_mark")),
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
