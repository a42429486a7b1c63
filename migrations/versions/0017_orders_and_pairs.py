"""orders of the best, and pairs compared"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecards.id"], name=op.f("fk_placings_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placings")),
        sa.UniqueConstraint("scorecard_id", name=op.f("uq_placings_scorecard_id")),
    )
    op.create_table(
        "comparisons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preferred_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("even", sa.Boolean(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["scorecards.id"], name=op.f("fk_comparisons_other_id")),
        sa.ForeignKeyConstraint(["preferred_id"], ["scorecards.id"], name=op.f("fk_comparisons_preferred_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
        sa.UniqueConstraint("preferred_id", "other_id", name=op.f("uq_comparisons_preferred_id_other_id")),
    )
    with op.batch_alter_table("comparisons") as batch_op:
        batch_op.create_index(batch_op.f("ix_comparisons_other_id"), ["other_id"], unique=False)
    with op.batch_alter_table("rounds") as batch_op:
        batch_op.add_column(sa.Column("choices", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rounds") as batch_op:
        batch_op.drop_column("choices")
    op.drop_table("comparisons")
    op.drop_table("placings")
