"""G7: an export shows one moment, also while judges go on scoring."""

from sqlalchemy.orm import Session

from app.db import Database
from app.exports.tables import TABLES, Source
from app.judging.models import Score
from app.nominations.models import Nomination
from app.programs.models import Program
from app.programs.queries import by_slug
from tests import factories as make


def test_what_is_written_meanwhile_is_in_no_part_of_the_export(
    db: Session, database: Database, program: Program, nominations: list[Nomination]
) -> None:
    with database.snapshot() as snapshot:
        found = by_slug(snapshot, "awards")
        assert found
        source = Source.about(snapshot, found, frozenset())
        before = list(TABLES["results"].rows(source))
        db.query(Score).update({Score.thousandths: 1000})
        make.make_submitted(db, program, make.make_user(db), nominee="Too Late")
        db.commit()
        assert list(TABLES["results"].rows(source)) == before
        assert {row[8] for row in TABLES["scores"].rows(source)} == {8000, 7500}
        assert TABLES["nominations"].count(source) == len(nominations)
    with database.snapshot() as later:
        found = by_slug(later, "awards")
        assert found
        assert {row[8] for row in TABLES["scores"].rows(Source.about(later, found, frozenset()))} == {1000}


def test_rows_are_read_in_parts_and_not_all_at_once(
    db: Session, database: Database, program: Program, nominations: list[Nomination]
) -> None:
    with database.snapshot() as snapshot:
        found = by_slug(snapshot, "awards")
        assert found
        rows = TABLES["scores"].rows(Source.about(snapshot, found, frozenset()))
        assert next(iter(rows))[0] == nominations[0].reference
        assert not isinstance(rows, list)
