"""How a program's certificates look."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.files.models import StoredFile


class CertificateDesign(Base):
    """One per program, from the first time that something of it is chosen."""

    __tablename__ = "certificate_designs"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), unique=True)
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    signers: Mapped[list[Any]]  # up to three times [name, what they are]
    dated_on: Mapped[date | None]  # empty: the day of publication

    logo: Mapped[StoredFile | None] = relationship(lazy="raise")
