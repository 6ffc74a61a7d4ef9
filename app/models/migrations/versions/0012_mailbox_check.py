"""A mailbox is verified by a code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("mailbox_verified_index", sa.LargeBinary(), nullable=True))
    op.add_column("person", sa.Column("mailbox_verified_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "mailbox_check",
        sa.Column("graduate_id", sa.Uuid(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_mailbox_check_asked_by_staff")),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name=op.f("fk_mailbox_check_graduate_id_graduate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_check")),
    )
    op.create_index(op.f("ix_mailbox_check_graduate_id"), "mailbox_check", ["graduate_id"])


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
