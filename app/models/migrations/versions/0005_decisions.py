"""Decisions about digital certificates, layouts as versions, which key signed and which layout drew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digital_decision",
        sa.Column("deed_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("selection", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_digital_decision_decided_by_staff")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_digital_decision_station_id_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_decision")),
        sa.UniqueConstraint("deed_id", name=op.f("uq_digital_decision_deed_id")),
    )
    op.create_table(
        "digital_decision_item",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["digital_decision.id"], name=op.f("fk_digital_decision_item_decision_id_digital_decision")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_digital_decision_item_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_digital_decision_item_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_decision_item")),
        sa.UniqueConstraint("decision_id", "position", name=op.f("uq_digital_decision_item_decision_id_position")),
    )
    op.create_index("ix_digital_decision_item_open", "digital_decision_item", ["decision_id", "outcome"])
    op.create_table(
        "layout_version",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout_version")),
        sa.UniqueConstraint("name", "digest", name=op.f("uq_layout_version_name_digest")),
    )
    op.create_index(op.f("ix_layout_version_digest"), "layout_version", ["digest"])
    op.add_column("digital_certificate", sa.Column("key_id", sa.String(length=64), nullable=True))
    op.add_column("digital_certificate", sa.Column("layout", sa.String(length=64), nullable=True))
    op.add_column("digital_certificate", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("digital_certificate", sa.Column("decision_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_digital_certificate_key_id"), "digital_certificate", ["key_id"])
    op.add_column("job", sa.Column("decision_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_job_decision_id"), "job", ["decision_id"])
    op.create_index(
        "ix_pickup_voided",
        "pickup",
        ["voided_at"],
        sqlite_where=sa.text("voided_at IS NOT NULL"),
        postgresql_where=sa.text("voided_at IS NOT NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
