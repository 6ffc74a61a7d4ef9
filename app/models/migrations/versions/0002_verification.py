"""Verification: the issuers' certificates, and how often a document may be verified."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issuer_certificate",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("is_root", sa.Boolean(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_certificate")),
        sa.UniqueConstraint("sha256", name=op.f("uq_issuer_certificate_sha256")),
    )
    op.create_table(
        "verification_quota",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0 AND used <= allowed", name=op.f("ck_verification_quota_within")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["digital_certificate.id"],
            name=op.f("fk_verification_quota_document_id_digital_certificate"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_verification_quota")),
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back; restore the backup instead")
