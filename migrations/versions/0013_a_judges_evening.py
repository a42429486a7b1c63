"""what a judge keeps to themselves, own changed scores, "I'm done", and whether judges see how they compare"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judge_finishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("done_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["users.id"], name=op.f("fk_judge_finishes_judge_id")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_judge_finishes_program_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_judge_finishes_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_finishes")),
        sa.UniqueConstraint("round_id", "judge_id", name=op.f("uq_judge_finishes_round_id_judge_id")),
    )
    with op.batch_alter_table("judge_finishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_finishes_judge_id"), ["judge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judge_finishes_program_id"), ["program_id"], unique=False)

    op.create_table(
        "memos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("later_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["judge_id"], ["users.id"], name=op.f("fk_memos_judge_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_memos_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memos")),
        sa.UniqueConstraint("nomination_id", "judge_id", name=op.f("uq_memos_nomination_id_judge_id")),
    )
    with op.batch_alter_table("memos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memos_judge_id"), ["judge_id"], unique=False)

    with op.batch_alter_table("scores", schema=None) as batch_op:
        batch_op.add_column(sa.Column("earlier", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("judges_compare", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.drop_column("judges_compare")

    with op.batch_alter_table("scores", schema=None) as batch_op:
        batch_op.drop_column("earlier")

    with op.batch_alter_table("memos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memos_judge_id"))

    op.drop_table("memos")
    with op.batch_alter_table("judge_finishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_judge_finishes_program_id"))
        batch_op.drop_index(batch_op.f("ix_judge_finishes_judge_id"))

    op.drop_table("judge_finishes")
