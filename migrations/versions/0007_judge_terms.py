"""What is agreed with one judge: more time, no reminders."""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judge_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("extended_until", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("no_reminders", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["judge_id"], ["users.id"], name=op.f("fk_judge_terms_judge_id")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_judge_terms_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_terms")),
        sa.UniqueConstraint("program_id", "judge_id", name=op.f("uq_judge_terms_program_id_judge_id")),
    )
    with op.batch_alter_table("judge_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_terms_judge_id"), ["judge_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("judge_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_judge_terms_judge_id"))

    op.drop_table("judge_terms")
