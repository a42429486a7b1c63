"""Topics: found in nominations by their words, ticked by judges, and used by the plan."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.topics import topics_in, words_of
from app.panels.models import Topic
from app.panels.queries import subjects
from app.panels.queries.wishes import topics_of
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look


def test_words_are_found_whole_in_any_case_and_with_a_plural_s() -> None:
    topics = {1: words_of("foundry, steel\nmachine  shop"), 2: words_of("art"), 3: ()}
    assert topics_in(["Two FOUNDRYS and the article"], topics) == {1: "FOUNDRYS"}
    assert topics_in(["a machine shop", "fine arts"], topics) == {1: "machine shop", 2: "arts"}
    assert topics_in(["(steel)"], topics) == {1: "steel"}
    assert topics_in(["", "nothing"], topics) == {}
    assert topics_in(["a.b"], {1: words_of("a.b, a+b"), 2: words_of("a?b")}) == {1: "a.b"}


def test_a_topic_is_added_counted_and_removed(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    make.make_submitted(db, program, make.make_user(db), content={"story": "She won the Bolt Foundry."})
    make.make_submitted(db, program, make.make_user(db), content={"story": "A story of something else."})
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/topics"
    assert browser.submit(path, name="", words="").status_code == 422
    assert browser.submit(path, name="Manufacturing", words="foundry\nsteel").status_code == 303
    again = browser.submit(path, name="Manufacturing", words="other")
    assert again.status_code == 422
    assert "a topic of that name already" in again.text
    page = browser.get(path).text
    assert "One nomination has none of them" in page
    (topic,) = look(db, select(Topic))
    assert browser.submit(f"{path}/{topic.id}/remove").status_code == 303
    assert browser.submit(f"{path}/{topic.id}/remove").status_code == 404


def test_what_an_organizer_may_not_see_is_not_counted(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    organizer = make.make_organizer(db, program)
    hidden = make.make_submitted(db, program, organizer, content={"story": "The foundry."})
    browser = visitor.signed_in(organizer)
    path = f"/programs/{program.slug}/topics"
    browser.submit(path, name="Manufacturing", words="foundry")
    assert '<td class="num" data-label="Nominations">0</td>' in browser.get(path).text
    assert subjects(db, program.id, topics_of(db, program.id))[hidden.id]
