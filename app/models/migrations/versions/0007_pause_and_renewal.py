"""The queue's pause; when each file's last timestamp ends, and the digests of its earlier forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_pause",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_by", sa.Uuid(), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["paused_by"], ["staff.id"], name=op.f("fk_queue_pause_paused_by_staff")),
        sa.ForeignKeyConstraint(["resumed_by"], ["staff.id"], name=op.f("fk_queue_pause_resumed_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_pause")),
    )
    op.create_index(
        "uq_queue_pause_open",
        "queue_pause",
        [sa.text("(resumed_at IS NULL)")],
        unique=True,
        sqlite_where=sa.text("resumed_at IS NULL"),
        postgresql_where=sa.text("resumed_at IS NULL"),
    )
    op.create_table(
        "archive_stamp",
        sa.Column("digital_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["digital_id"], ["digital_certificate.id"], name=op.f("fk_archive_stamp_digital_id_digital_certificate")
        ),
        sa.PrimaryKeyConstraint("digital_id", name=op.f("pk_archive_stamp")),
    )
    op.create_index(op.f("ix_archive_stamp_until"), "archive_stamp", ["until"], unique=False)
    op.create_table(
        "older_form",
        sa.Column("digital_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digital_id"], ["digital_certificate.id"], name=op.f("fk_older_form_digital_id_digital_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_older_form")),
    )
    op.create_index(op.f("ix_older_form_digital_id"), "older_form", ["digital_id"], unique=False)
    op.create_index(op.f("ix_older_form_sha256"), "older_form", ["sha256"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
