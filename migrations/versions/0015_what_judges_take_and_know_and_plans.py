"""what judges take and know, and plans of who judges what"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judge_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("apart", "together", name="meeting", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["first_id"], ["users.id"], name=op.f("fk_judge_pairs_first_id")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_judge_pairs_program_id")),
        sa.ForeignKeyConstraint(["second_id"], ["users.id"], name=op.f("fk_judge_pairs_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_pairs")),
        sa.UniqueConstraint(
            "program_id", "first_id", "second_id", name=op.f("uq_judge_pairs_program_id_first_id_second_id")
        ),
    )
    op.create_table(
        "judge_wishes",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("updated_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_judge_wishes_program_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_judge_wishes_user_id")),
        sa.PrimaryKeyConstraint("program_id", "user_id", name=op.f("pk_judge_wishes")),
    )
    with op.batch_alter_table("judge_wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_wishes_user_id"), ["user_id"], unique=False)

    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("add", "mend", "anew", name="plankind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_plans_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_plans_round_id")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_plans_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plans_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plans_program_id"), ["program_id"], unique=False)

    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_topics_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("program_id", "name", name=op.f("uq_topics_program_id_name")),
    )
    op.create_table(
        "category_judges",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_category_judges_category_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_category_judges_user_id")),
        sa.PrimaryKeyConstraint("category_id", "user_id", name=op.f("pk_category_judges")),
    )
    with op.batch_alter_table("category_judges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_judges_user_id"), ["user_id"], unique=False)

    op.create_table(
        "topic_judges",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_topic_judges_topic_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_topic_judges_user_id")),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_topic_judges")),
    )
    with op.batch_alter_table("topic_judges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_judges_user_id"), ["user_id"], unique=False)

    op.create_table(
        "bids",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_bids_nomination_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bids_user_id")),
        sa.PrimaryKeyConstraint("nomination_id", "user_id", name=op.f("pk_bids")),
    )
    with op.batch_alter_table("bids", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bids_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_assignments_plan_id"), ["plan_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_assignments_plan_id"), "plans", ["plan_id"], ["id"])

    op.add_column("programs", sa.Column("minutes_each", sa.Integer(), server_default="8", nullable=False))
    op.add_column("programs", sa.Column("bids", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("programs", "bids")
    op.drop_column("programs", "minutes_each")

    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assignments_plan_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_assignments_plan_id"))
        batch_op.drop_column("plan_id")

    with op.batch_alter_table("bids", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bids_user_id"))

    op.drop_table("bids")
    with op.batch_alter_table("topic_judges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_judges_user_id"))

    op.drop_table("topic_judges")
    with op.batch_alter_table("category_judges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_judges_user_id"))

    op.drop_table("category_judges")
    op.drop_table("topics")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plans_round_id"))
        batch_op.drop_index(batch_op.f("ix_plans_program_id"))

    op.drop_table("plans")
    with op.batch_alter_table("judge_wishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_judge_wishes_user_id"))

    op.drop_table("judge_wishes")
    op.drop_table("judge_pairs")
