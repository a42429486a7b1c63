"""The nominator's page of an own certificate."""

from sqlalchemy.orm import Session

from app.results.models import AwardKind
from tests import factories as make
from tests.browsing import Visitor
from tests.exports.deciding import decide, owner_of, publish


def test_the_page_says_what_was_given_and_offers_the_certificate(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, "awards", standing="tallying")
    ada = make.make_submitted(db, program, make.make_user(db), nominee="Ada <Climber>")
    decide(db, ada, AwardKind.SPECIAL, title="Best of care")
    publish(db, program, make.make_organizer(db, program))
    page = visitor.signed_in(owner_of(db, ada)).get(f"/nominations/{ada.public_id}/certificate").text
    assert "Best of care" in page
    assert "Ada &lt;Climber&gt;" in page
    assert f"/nominations/{ada.public_id}/certificate/download" in page
