"""The ministry's platform: packages and what its receipts say; older jobs of that channel were made to be signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "platform_package",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("school", sa.String(length=60), nullable=False),
        sa.Column("content", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("leased_by", sa.String(length=64), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_platform_package_station_id_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_package")),
        sa.UniqueConstraint("number", name=op.f("uq_platform_package_number")),
    )
    op.create_table(
        "platform_item",
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_platform_item_job_id_job")),
        sa.ForeignKeyConstraint(
            ["package_id"], ["platform_package.id"], name=op.f("fk_platform_item_package_id_platform_package")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_item")),
        sa.UniqueConstraint("package_id", "reference", name=op.f("uq_platform_item_package_id_reference")),
    )
    op.create_index(op.f("ix_platform_item_job_id"), "platform_item", ["job_id"])
    op.create_index(
        "uq_platform_item_live",
        "platform_item",
        ["job_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('handed_in','accepted')"),
        postgresql_where=sa.text("state IN ('handed_in','accepted')"),
    )
    op.execute("UPDATE job SET channel = 'platform_signed' WHERE channel = 'platform'")
    op.execute(
        "UPDATE job SET step = 'pack' "
        "WHERE channel = 'platform_signed' AND step = 'ready' AND state IN ('queued', 'working')"
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
