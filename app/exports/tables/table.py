"""A table to export: columns with the kind of their values, and rows that are read one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.programs.models import Program, ResultMethod
from app.programs.queries import RoundChoice, round_choice
from app.results.queries.boards import Results, results_now
from app.web.i18n import _

CHUNK = 1000  # rows fetched at a time


class Kind(StrEnum):
    """How a value is held in a row. MONEY: minor units; SHARE: millionths; SCORE: thousandths; MOMENT: aware datetime."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    SHARE = "share"
    SCORE = "score"
    MOMENT = "moment"
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    key: str  # in JSON
    title: str  # in CSV and XLSX
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Source:
    """A session that sees one moment, the program, the nominations that must not be in the export, and the round that tables of
    a round are about."""

    session: Session
    program: Program
    kept_from: frozenset[int]
    of: RoundChoice

    @classmethod
    def about(cls, session: Session, program: Program, kept_from: frozenset[int], asked: int | None = None) -> "Source":
        """`asked`: another round than the one that counts now. Raises UserError where it has not begun."""
        of = round_choice(session, program.id, asked)
        if of is None:
            raise UserError(_("There is no such round, or it has not begun. Please choose again."))
        return cls(session, program, kept_from, of)

    def results(self, method: ResultMethod | None = None) -> Results:
        return results_now(self.session, self.program, self.kept_from, method, self.of.other)

    def stream(self, statement: Any) -> Iterator[Any]:
        """Rows in flat memory: a server-side cursor on PostgreSQL."""
        return iter(self.session.execute(statement.execution_options(yield_per=CHUNK)))


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Source], Iterator[Sequence[Any]]]
    count: Callable[[Source], int]
    by_round: bool = False  # of one round, which its last column names


def with_round(table: Table) -> Table:
    """Of a table of one round, the same with a last column that says which."""
    if not table.by_round:
        return table

    def rows(source: Source) -> Iterator[Sequence[Any]]:
        return ((*row, source.of.shown.name) for row in table.rows(source))

    return replace(table, columns=(*table.columns, Column("of_round", "Round", width=20)), rows=rows)


# Revenue never stands without its split: every table that has it takes these five together.
SPLIT = (
    Column("revenue_of_the_rows", "Revenue of the rows", Kind.MONEY, 18),
    Column("new_business", "New business", Kind.MONEY, 16),
    Column("expansion", "Expansion", Kind.MONEY, 16),
    Column("managed", "Managed", Kind.MONEY, 16),
    Column("undetermined", "Undetermined", Kind.MONEY, 16),
    Column("managed_share", "Managed share", Kind.SHARE, 13),
)
IDENTITY = (
    Column("reference", "Reference", width=16),
    Column("category", "Category", width=30),
    Column("nominee", "Nominee", width=26),
    Column("company", "Company", width=26),
)
