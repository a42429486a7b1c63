"""what was decided in each category, its awards, when they become public, and the tie rules"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("publish_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_publications_approved_by_id")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_publications_program_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_publications_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("program_id", name=op.f("uq_publications_program_id")),
    )
    op.create_table(
        "category_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "approved",
                name="decisionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("blocked", sa.JSON(), nullable=False),
        sa.Column("override", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_category_decisions_approved_by_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_category_decisions_category_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_category_decisions_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_decisions")),
        sa.UniqueConstraint("category_id", name=op.f("uq_category_decisions_category_id")),
    )
    op.create_table(
        "awards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "winner",
                "shared",
                "nobody",
                "runner_up",
                "mention",
                "special",
                name="awardkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["category_decisions.id"], name=op.f("fk_awards_decision_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_awards_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
    )
    op.create_index(op.f("ix_awards_decision_id"), "awards", ["decision_id"])
    op.create_index(op.f("ix_awards_nomination_id"), "awards", ["nomination_id"])

    op.add_column("programs", sa.Column("tie_rules", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("programs", "tie_rules")

    op.drop_table("awards")
    op.drop_table("category_decisions")
    op.drop_table("publications")
