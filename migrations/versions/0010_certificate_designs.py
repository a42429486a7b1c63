"""how a program's certificates look"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_designs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("signers", sa.JSON(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["logo_id"], ["stored_files.id"], name=op.f("fk_certificate_designs_logo_id")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_certificate_designs_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_designs")),
        sa.UniqueConstraint("program_id", name=op.f("uq_certificate_designs_program_id")),
    )


def downgrade() -> None:
    op.drop_table("certificate_designs")
