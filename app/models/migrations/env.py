"""Alembic's door: runs the revisions on the connection that :mod:`app.models.migration` hands over."""

from __future__ import annotations

from alembic import context

from app.models import store
from app.models.base import Base

assert store.RECORD_ROOMS  # importing the store maps every record

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
