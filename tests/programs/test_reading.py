"""The public page that lists what figures and stories are read for."""

from sqlalchemy.orm import Session

from app.domain.revenue.cues import cues
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor


def test_everybody_reads_every_phrase_with_an_example_and_a_counter_example(
    visitor: Visitor, db: Session, program: Program
) -> None:
    program.threshold, program.new_for_months = 650, 18
    db.commit()
    page = visitor.get("/programs/awards/reading").text
    for cue in cues():
        assert f'id="{cue.id}"' in page
    assert page.count("<q>") == 2 * len(cues())
    assert "65%" in page
    assert "18 months" in page
    assert "only in English so far" in page
    assert "/programs/awards/reading" in visitor.get("/programs/awards").text


def test_it_speaks_as_to_nominators(visitor: Visitor, db: Session, program: Program) -> None:
    page = visitor.signed_in(make.make_user(db)).get("/programs/awards/reading").text.lower()
    body = page[page.index("<main") : page.index("</main>")]
    for word in ("flag", "farmer", "mostly managed"):
        assert word not in body, word


def test_a_program_that_is_not_published_is_not_there(visitor: Visitor, db: Session, program: Program) -> None:
    program.published = False
    db.commit()
    assert visitor.get("/programs/awards/reading").status_code == 404
