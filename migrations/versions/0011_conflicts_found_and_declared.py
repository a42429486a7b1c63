"""conflicts found and declared; a mail says which nomination it tells about"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ABOUT_NOMINATION = {
    "take_out",
    "put_back",
    *(f"flags/mail/{name}.txt" for name in ("kept", "moved", "out", "taken_back")),
}
OF_OTHERS = {
    "receipt": "SELECT id, nomination_id FROM submissions",
    "question": "SELECT id, nomination_id FROM questions",
    "recused": "SELECT id, nomination_id FROM assignments",
    "reopened": "SELECT s.id, a.nomination_id FROM scorecards s JOIN assignments a ON a.id = s.assignment_id",
}


def upgrade() -> None:
    op.create_table(
        "declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("former_employers", sa.Text(), nullable=False),
        sa.Column("clients", sa.Text(), nullable=False),
        sa.Column("relatives", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_declarations_program_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_declarations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declarations")),
        sa.UniqueConstraint("program_id", "user_id", name=op.f("uq_declarations_program_id_user_id")),
    )
    op.create_index(op.f("ix_declarations_user_id"), "declarations", ["user_id"], unique=False)
    with op.batch_alter_table("conflicts") as batch_op:
        batch_op.add_column(sa.Column("decided_at", app.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("evidence", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("asked_at", app.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("question", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("answered_at", app.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("nomination_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_outbox_nomination_id"), "nominations", ["nomination_id"], ["id"])
        batch_op.create_index(op.f("ix_outbox_nomination_id"), ["nomination_id"], unique=False)
    _say_what_mails_tell_about()


def _say_what_mails_tell_about() -> None:
    """Until now only a mail's key told it."""
    connection = op.get_bind()
    known = {word: dict(map(tuple, connection.execute(sa.text(query)))) for word, query in OF_OTHERS.items()}
    nominations = set(connection.scalars(sa.text("SELECT id FROM nominations")))
    update = sa.text("UPDATE outbox SET nomination_id = :about WHERE id = :id")
    for mail_id, key in list(
        connection.execute(sa.text("SELECT id, dedup_key FROM outbox WHERE program_id IS NOT NULL"))
    ):
        word, number, *_rest = [*key.split(":"), ""]
        if not number.isdigit():
            continue
        about = known[word].get(int(number)) if word in known else int(number)
        if (word in known or word in ABOUT_NOMINATION) and about in nominations:
            connection.execute(update, {"about": about, "id": mail_id})


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_index(op.f("ix_outbox_nomination_id"))
        batch_op.drop_constraint(op.f("fk_outbox_nomination_id"), type_="foreignkey")
        batch_op.drop_column("nomination_id")
    with op.batch_alter_table("conflicts") as batch_op:
        for name in ("answer", "answered_at", "question", "asked_at", "evidence", "decided_at"):
            batch_op.drop_column(name)
    op.drop_index(op.f("ix_declarations_user_id"), table_name="declarations")
    op.drop_table("declarations")
