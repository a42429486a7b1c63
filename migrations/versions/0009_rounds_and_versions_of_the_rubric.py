"""rounds of judging, who is in them, and versions of the rubric; every program gets the one round that it had all along"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ADDED = (("assignments", "round_id"), ("criteria", "rubric_id"), ("scorecards", "rubric_id"))


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "score",
                "screen",
                "rank",
                "compare",
                name="roundmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("scores_wanted", sa.Integer(), nullable=False),
        sa.Column("minimum_scores", sa.Integer(), nullable=False),
        sa.Column("calibration", sa.Boolean(), nullable=False),
        sa.Column("goes_through", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("begun_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_rounds_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("program_id", "position", name=op.f("uq_rounds_program_id_position")),
    )
    op.create_table(
        "round_judges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_judges_round_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_round_judges_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_judges")),
        sa.UniqueConstraint("round_id", "user_id", name=op.f("uq_round_judges_round_id_user_id")),
    )
    with op.batch_alter_table("round_judges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_judges_user_id"), ["user_id"], unique=False)

    op.create_table(
        "rubrics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_rubrics_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubrics")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_rubrics_round_id_number")),
    )
    op.create_table(
        "round_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_round_entries_by_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_round_entries_nomination_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_entries_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_entries")),
        sa.UniqueConstraint("round_id", "nomination_id", name=op.f("uq_round_entries_round_id_nomination_id")),
    )
    with op.batch_alter_table("round_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_entries_nomination_id"), ["nomination_id"], unique=False)

    _fill()
    for table, name in ADDED:
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("criteria", sa.Column("source_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE assignments SET round_id = (SELECT rounds.id FROM rounds JOIN nominations"
        " ON nominations.program_id = rounds.program_id WHERE nominations.id = assignments.nomination_id)"
    )
    op.execute(
        "UPDATE criteria SET rubric_id = (SELECT rubrics.id FROM rubrics JOIN rounds ON rounds.id = rubrics.round_id"
        " WHERE rounds.program_id = criteria.program_id)"
    )
    op.execute(
        "UPDATE scorecards SET rubric_id = (SELECT rubrics.id FROM rubrics JOIN assignments"
        " ON assignments.round_id = rubrics.round_id WHERE assignments.id = scorecards.assignment_id)"
    )
    with op.batch_alter_table("assignments", table_args=(_check_of_states(),)) as batch_op:
        batch_op.alter_column("round_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(op.f("uq_assignments_nomination_id_judge_id"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_assignments_nomination_id_judge_id_round_id"), ["nomination_id", "judge_id", "round_id"]
        )
        batch_op.create_foreign_key(op.f("fk_assignments_round_id"), "rounds", ["round_id"], ["id"])
    with op.batch_alter_table("criteria") as batch_op:
        batch_op.alter_column("rubric_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(op.f("uq_criteria_program_id_position"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_criteria_rubric_id_position"), ["rubric_id", "position"])
        batch_op.create_foreign_key(op.f("fk_criteria_source_id"), "criteria", ["source_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_criteria_rubric_id"), "rubrics", ["rubric_id"], ["id"])
    with op.batch_alter_table("scorecards") as batch_op:
        batch_op.alter_column("rubric_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_scorecards_rubric_id"), "rubrics", ["rubric_id"], ["id"])


def _check_of_states() -> sa.CheckConstraint:
    """SQLite makes a changed table anew from what can be seen of it, and checks can't be seen."""
    return sa.CheckConstraint("state IN ('active', 'removed', 'recused')", name=op.f("ck_assignments_assignmentstate"))


def _fill() -> None:
    """One round per program, with its judging dates, and the rubric in its first version."""
    told = "judging_opens_at", "judging_closes_at", "scores_wanted", "minimum_scores"
    names = "program_id", "position", "name", "mode", "opens_at", "closes_at", "scores_wanted", "minimum_scores", "calibration", "begun_at"  # fmt: skip
    programs = sa.table("programs", *(sa.column(name) for name in ("id", *told, "created_at")))
    rounds = sa.table("rounds", sa.column("id"), *(sa.column(name) for name in names))
    rubrics = sa.table("rubrics", *(sa.column(name) for name in ("round_id", "number", "reason", "created_at")))
    first = sa.select(
        programs.c.id, sa.literal_column("1"), sa.literal_column("'Judging'"), sa.literal_column("'score'"),
        *(programs.c[name] for name in told), sa.false(), programs.c.created_at,
    )  # fmt: skip
    op.execute(rounds.insert().from_select(list(names), first))
    version = sa.select(rounds.c.id, sa.literal_column("1"), sa.literal_column("''"), rounds.c.begun_at)
    op.execute(rubrics.insert().from_select(["round_id", "number", "reason", "created_at"], version))


def downgrade() -> None:
    _keep_one_round()
    with op.batch_alter_table("scorecards") as batch_op:
        batch_op.drop_constraint(op.f("fk_scorecards_rubric_id"), type_="foreignkey")
        batch_op.drop_column("rubric_id")
    with op.batch_alter_table("criteria") as batch_op:
        batch_op.drop_constraint(op.f("fk_criteria_rubric_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_criteria_source_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_criteria_rubric_id_position"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_criteria_program_id_position"), ["program_id", "position"])
        batch_op.drop_column("source_id")
        batch_op.drop_column("rubric_id")
    with op.batch_alter_table("assignments", table_args=(_check_of_states(),)) as batch_op:
        batch_op.drop_constraint(op.f("fk_assignments_round_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_assignments_nomination_id_judge_id_round_id"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_assignments_nomination_id_judge_id"), ["nomination_id", "judge_id"])
        batch_op.drop_column("round_id")

    with op.batch_alter_table("round_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_entries_nomination_id"))

    op.drop_table("round_entries")
    op.drop_table("rubrics")
    with op.batch_alter_table("round_judges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_judges_user_id"))

    op.drop_table("round_judges")
    op.drop_table("rounds")


def _keep_one_round() -> None:
    """Below, a judge has a nomination once: the first round's assignments stay, those of other rounds have no place. Criteria
    stay all; those of other versions and rounds are no longer asked (weight 0, at the end of the list)."""
    first = "SELECT id FROM rounds WHERE position = (SELECT min(f.position) FROM rounds f WHERE f.program_id = rounds.program_id AND NOT f.calibration)"  # fmt: skip
    later = f"SELECT id FROM assignments WHERE round_id NOT IN ({first})"
    cards = f"SELECT id FROM scorecards WHERE assignment_id IN ({later})"
    op.execute(f"DELETE FROM category_doubts WHERE scorecard_id IN ({cards})")
    op.execute(f"DELETE FROM scores WHERE scorecard_id IN ({cards})")
    op.execute(f"DELETE FROM scorecards WHERE assignment_id IN ({later})")
    op.execute(f"DELETE FROM assignments WHERE round_id NOT IN ({first})")
    kept = f"SELECT id FROM rubrics WHERE round_id IN ({first}) AND number = (SELECT max(l.number) FROM rubrics l WHERE l.round_id = rubrics.round_id)"  # fmt: skip
    op.execute(f"UPDATE criteria SET weight = 0, position = 100000 + id WHERE rubric_id NOT IN ({kept})")
