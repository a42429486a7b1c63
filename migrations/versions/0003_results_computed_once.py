"""how results are computed, results computed once, how judges came to nominations"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHOICES = (
    ("programs", "result_method", "resultmethod", ("fair", "mean", "trimmed", "additive"), "fair"),
    ("assignments", "assigned_by", "assignedby", ("rule", "choice"), None),
)


def upgrade() -> None:
    op.create_table(
        "computed_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_computed_results_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_computed_results")),
        sa.UniqueConstraint("program_id", "digest", name=op.f("uq_computed_results_program_id_digest")),
    )
    for table, name, kind, words, default in CHOICES:
        # SQLite can't add a check to a table that exists; what is written there comes through the model all the same.
        column = sa.Enum(*words, name=kind, native_enum=False, create_constraint=False, length=40)
        op.add_column(table, sa.Column(name, column, server_default=default, nullable=default is None))
        if op.get_bind().dialect.name == "postgresql":
            listed = ", ".join(f"'{word}'" for word in words)
            op.create_check_constraint(op.f(f"ck_{table}_{kind}"), table, f"{name} IN ({listed})")
    op.add_column("programs", sa.Column("result_seed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("programs", sa.Column("disagreement_bound", sa.Integer(), server_default="3000", nullable=False))


def downgrade() -> None:
    op.drop_column("programs", "disagreement_bound")
    op.drop_column("programs", "result_seed")
    for table, name, *_rest in CHOICES:
        op.drop_column(table, name)
    op.drop_table("computed_results")
