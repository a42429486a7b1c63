"""shortlists, notes and votes of a deliberation, adjustments of results, and what else a decision rests on"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliberation_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_deliberation_notes_author_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_deliberation_notes_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation_notes")),
    )
    with op.batch_alter_table("deliberation_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberation_notes_category_id"), ["category_id"], unique=False)

    op.create_table(
        "panel_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "about",
            sa.Enum("shortlist", "tied", name="voteabout", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_panel_votes_category_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_panel_votes_closed_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_panel_votes_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_votes")),
    )
    with op.batch_alter_table("panel_votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_votes_category_id"), ["category_id"], unique=False)

    op.create_table(
        "adjustments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "withdrawn",
                name="adjustmentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_adjustments_approved_by_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_adjustments_category_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_adjustments_nomination_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_adjustments_proposed_by_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name=op.f("fk_adjustments_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    with op.batch_alter_table("adjustments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adjustments_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_adjustments_nomination_id"), ["nomination_id"], unique=False)

    op.create_table(
        "ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("cast_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["judge_id"], ["users.id"], name=op.f("fk_ballots_judge_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_ballots_nomination_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["panel_votes.id"], name=op.f("fk_ballots_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint("vote_id", "judge_id", name=op.f("uq_ballots_vote_id_judge_id")),
    )
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballots_judge_id"), ["judge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballots_nomination_id"), ["nomination_id"], unique=False)

    op.create_table(
        "shortlist_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_shortlist_entries_by_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_shortlist_entries_category_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_shortlist_entries_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_entries")),
        sa.UniqueConstraint(
            "category_id", "nomination_id", name=op.f("uq_shortlist_entries_category_id_nomination_id")
        ),
    )
    with op.batch_alter_table("shortlist_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shortlist_entries_nomination_id"), ["nomination_id"], unique=False)

    op.create_table(
        "vote_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_vote_candidates_nomination_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["panel_votes.id"], name=op.f("fk_vote_candidates_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_candidates")),
        sa.UniqueConstraint("vote_id", "nomination_id", name=op.f("uq_vote_candidates_vote_id_nomination_id")),
    )
    with op.batch_alter_table("vote_candidates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_candidates_nomination_id"), ["nomination_id"], unique=False)

    with op.batch_alter_table("category_decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("basis", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("override_few", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("published_at", app.db.UtcDateTime(timezone=True), nullable=True))
    # One reason stood for open flags and for too few scores alike.
    op.execute("UPDATE category_decisions SET override_few = override")


def downgrade() -> None:
    with op.batch_alter_table("category_decisions", schema=None) as batch_op:
        batch_op.drop_column("published_at")
        batch_op.drop_column("override_few")
        batch_op.drop_column("basis")

    with op.batch_alter_table("vote_candidates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_candidates_nomination_id"))

    op.drop_table("vote_candidates")
    with op.batch_alter_table("shortlist_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shortlist_entries_nomination_id"))

    op.drop_table("shortlist_entries")
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballots_nomination_id"))
        batch_op.drop_index(batch_op.f("ix_ballots_judge_id"))

    op.drop_table("ballots")
    with op.batch_alter_table("adjustments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adjustments_nomination_id"))
        batch_op.drop_index(batch_op.f("ix_adjustments_category_id"))

    op.drop_table("adjustments")
    with op.batch_alter_table("panel_votes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_votes_category_id"))

    op.drop_table("panel_votes")
    with op.batch_alter_table("deliberation_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberation_notes_category_id"))

    op.drop_table("deliberation_notes")
