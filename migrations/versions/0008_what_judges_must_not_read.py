"""What judges must not read: who is hidden is two settings instead of one, and what organizers decided about texts."""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "redactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("read_submission_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("updated_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_redactions_by_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_redactions_nomination_id")),
        sa.ForeignKeyConstraint(
            ["read_submission_id"], ["submissions.id"], name=op.f("fk_redactions_read_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_redactions_nomination_id")),
    )
    # Whoever judged blind hid everybody, and still does.
    for name in ("hide_nominator", "hide_nominee"):
        op.add_column("programs", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        op.execute(f"UPDATE programs SET {name} = blind")
    op.drop_column("programs", "blind")


def downgrade() -> None:
    op.add_column("programs", sa.Column("blind", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Whoever hid one of them hides both: never less than before.
    op.execute("UPDATE programs SET blind = (hide_nominator OR hide_nominee)")
    op.drop_column("programs", "hide_nominee")
    op.drop_column("programs", "hide_nominator")
    op.drop_table("redactions")
