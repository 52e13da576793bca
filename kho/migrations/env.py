"""Runs the migrations on the connection that `kho.database.migrate` hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=None, version_table_schema="control", transaction_per_migration=True
)
context.run_migrations()
