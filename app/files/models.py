"""What was uploaded: who keeps which bytes for which nomination, or for a program's certificates. The bytes lie in the data folder, under their SHA-256."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class StoredFile(Base):
    """One upload. Two of the same content share their bytes, which go once no row that stands names them (`sweep`)."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text, unique=True)  # in URLs; not guessable
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nominations.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(Text)  # as its owner named it: shown, never a path
    kind: Mapped[str] = mapped_column(
        Text
    )  # csv, xlsx, xls or ods, as its bytes show; png: a picture that we drew anew
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text, index=True)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
