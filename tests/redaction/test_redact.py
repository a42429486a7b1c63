"""An organizer looks through a nomination's texts: what is marked, what is decided, and what judges then read."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.nominations.models import Submission
from app.redaction.models import Redaction
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, assessed, look

STORY = (
    "Zyxqua cold-called Bolt Foundry; the crew calls her the Big Wave. Brindlewick Mills is a customer. "
    "Write to jo@elsewhere.example or call 508-555-0142. Bolt.com is theirs."
)
ACCOUNTS = [
    {"name": "Brindlewick Mills", "revenue": 310_000, "prior_revenue": 0, "origin": "self_sourced", "kind": "new_business", "incumbent_displaced": "Old & Co"},
]  # fmt: skip


def told(story: str = STORY) -> dict[str, object]:
    made = assessed(story, ACCOUNTS, title="Rep at Vexcorda", company="Vexcorda, Inc.")
    made["content"] |= {
        "explanation": "Ask Florptine.",
        "links": ["https://vexcorda.example/x", "https://news.example/42"],
    }
    return made


@dataclass
class Room:
    db: Session
    desk: Desk
    organizer: Visitor
    judge: Visitor

    @property
    def path(self) -> str:
        return self.desk.path("redact")

    def fields(self) -> dict[str, list[str]]:
        return fields_of(self.organizer.get(self.path).text)

    def save(self, *, leave: str = "", take: str = "", **more: object) -> object:
        """What a browser sends: with the place at `leave` left readable, and the one at `take` hidden."""
        page = self.organizer.get(self.path).text
        typed: dict[str, object] = {**fields_of(page), "go": "stay", **more}
        for words, state in ((leave, "show"), (take, "hide")):
            if words:
                typed[place_of(page, words)] = state
        return self.organizer.submit(self.path, **typed)

    def read(self) -> str:
        return self.judge.get(self.desk.score).text

    def stored(self) -> Redaction:
        (one,) = look(self.db, select(Redaction))
        return one


def fields_of(page: str) -> dict[str, list[str]]:
    """The fields of the form on the page, as a browser would send them (without buttons)."""
    form = page[page.index('name="version"') : page.index("redact-bar")]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", '<input type="hidden" ' + form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (not re.search('type="(checkbox|radio)"', tag) or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    return found


PLACE = re.compile(
    r'<span class="redact( redact-offer)?" role="radiogroup"[^>]*><span class="redact-words">(.*?)</span>.*?'
    r'name="(place-[^"]*)" value="hide"( checked)?>'
)


def place_of(page: str, words: str) -> str:
    """The name of the field that says whether the first place with these words is hidden."""
    return next(name for _offer, said, name, _hidden in PLACE.findall(page) if unescape(said) == words)


def marks_of(page: str) -> list[tuple[str, str, bool]]:
    return [
        (unescape(words), "offer" if offer else "hide", bool(hidden))
        for offer, words, _name, hidden in PLACE.findall(page)
    ]


@pytest.fixture
def room(db: Session, visitor: Visitor) -> Room:
    desk = arrange(db, blind=True, nominee="Zyxqua Brindlewick", company="Vexcorda, Inc.", **told())
    db.execute(update(User).where(User.id == desk.owner.id).values(name="Florptine Quillmaster", email="florptine@grombly.example", company="Grombly"))  # fmt: skip
    db.execute(update(Submission).values(nominee_title="Rep at Vexcorda"))
    db.commit()
    return Room(db, desk, visitor.signed_in(make.make_organizer(db, desk.program)), visitor.signed_in(desk.judge))


def test_names_addresses_and_numbers_are_marked_and_a_domain_is_pointed_out(room: Room) -> None:
    marks = marks_of(room.organizer.get(room.path).text)
    for words in (
        "Zyxqua",
        "Brindlewick",
        "jo@elsewhere.example",
        "508-555-0142",
        "Florptine",
        "Vexcorda",
        "https://vexcorda.example/x",
    ):
        assert (words, "hide", True) in marks, words
    for words in ("Bolt.com", "https://news.example/42"):
        assert (words, "offer", False) in marks, words


def test_a_place_where_the_word_means_something_else_can_be_left_as_it_is(room: Room) -> None:
    assert "[nominee] Mills is a customer" in room.read()
    assert room.save(leave="Brindlewick").status_code == 303  # type: ignore[attr-defined]
    page = room.read()
    assert "Brindlewick Mills is a customer" in page
    assert "Zyxqua" not in page
    assert room.stored().remaining == 1


def test_what_was_left_in_the_story_is_masked_elsewhere(room: Room) -> None:
    room.save(leave="Brindlewick")
    customers = room.read().partition("Old &amp; Co")[0][-3000:]
    assert "[nominee] Mills" in customers


def test_words_are_hidden_wherever_they_stand(room: Room) -> None:
    assert "the Big Wave" in room.read()
    answer = room.save(go="add", phrase="the  big wave", whom="nominee")
    assert "is hidden from judges wherever it stands" in room.organizer.follow(answer).text  # type: ignore[arg-type]
    page = room.read()
    assert "Big Wave" not in page
    assert "calls her [nominee]" in page


def test_words_can_be_taken_out_again(room: Room) -> None:
    room.save(go="add", phrase="the big wave")
    assert 'value="removed:the big wave"' in room.organizer.get(room.path).text
    room.save(drop="removed:the big wave")
    assert "the Big Wave" in room.read()


def test_what_was_pointed_out_is_hidden_with_one_tick_and_stays_so(room: Room) -> None:
    assert "https://news.example/42" in room.read()
    room.save(take="Bolt.com")
    room.save(take="https://news.example/42")
    page = room.read()
    assert "Bolt.com" not in page
    assert "news.example" not in page
    assert ("Bolt.com", "hide", True) in marks_of(room.organizer.get(room.path).text)


@pytest.mark.parametrize(
    ("phrase", "said"), [("", "write the words to hide"), ("-", "two letters or digits"), ("x" * 201, "200")]
)
def test_words_that_are_none_are_refused_and_what_was_ticked_is_kept(room: Room, phrase: str, said: str) -> None:
    answer = room.save(go="add", phrase=phrase, leave="Brindlewick")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in answer.text  # type: ignore[attr-defined]
    assert ("Brindlewick", "hide", False) in marks_of(answer.text)  # type: ignore[attr-defined]
    assert look(room.db, select(Redaction)) == []


def test_save_and_next_leads_to_the_next_one_and_at_the_end_to_the_list(room: Room) -> None:
    other = make.make_submitted(
        room.db, room.desk.program, make.make_user(room.db), nominee="Otto Other", company="Other Ltd"
    )
    room.db.commit()
    first = room.save(go="next")
    assert first.headers["location"].endswith(f"/nominations/{other.public_id}/redact")  # type: ignore[attr-defined]
    path = first.headers["location"]  # type: ignore[attr-defined]
    last = room.organizer.submit(path, **{**fields_of(room.organizer.get(path).text), "go": "next"})
    assert last.headers["location"].endswith("/redaction")


def test_the_last_change_can_be_undone(room: Room) -> None:
    room.save()
    answer = room.save(leave="Brindlewick")
    assert f'action="{room.path}/undo"' in room.organizer.follow(answer).text  # type: ignore[arg-type]
    assert "Brindlewick Mills" in room.read()
    room.organizer.submit(room.path + "/undo")
    assert "Brindlewick" not in room.read()
    assert room.stored().read_submission_id is not None


def test_there_is_nothing_to_undo_at_first(room: Room) -> None:
    assert room.organizer.submit(room.path + "/undo").status_code == 422


def again(room: Room, story: str) -> None:
    """The nominator submits another story."""
    sent = room.db.scalars(select(Submission)).one()
    sent.content = {**sent.content, "story": story}
    room.db.execute(update(Redaction).values(read_submission_id=None))
    room.db.commit()


def test_a_new_version_asks_for_what_changed_and_keeps_what_was_decided(room: Room) -> None:
    room.save(go="add", phrase="the Big Wave")
    room.save(leave="Brindlewick")
    again(room, STORY + " The Big Wave rolls on; Brindlewick too.")
    page = room.organizer.get(room.path).text
    assert page.count("new since it was looked through") == 1
    assert ("Brindlewick", "hide", True) in marks_of(page)
    assert ("The Big Wave", "hide", True) in marks_of(page)
    judged = room.read()
    assert "Brindlewick" not in judged
    assert "Big Wave" not in judged


def test_a_version_that_came_while_it_was_looked_through_is_not_taken_for_read(room: Room) -> None:
    typed = {**room.fields(), "go": "stay"}
    again(room, "Zyxqua is new.")
    page = room.organizer.follow(room.organizer.submit(room.path, **typed)).text
    assert "what is new is marked" in page
    assert "Not looked at yet" in page
    assert "Zyxqua" not in room.read()


def without(fields: dict[str, list[str]], *begins: str) -> dict[str, object]:
    return {**{name: value for name, value in fields.items() if not name.startswith(begins)}, "go": "stay"}


def test_a_form_that_lost_its_places_unmasks_nothing_and_is_no_look_through(room: Room) -> None:
    sent = room.organizer.submit(room.path, **without(room.fields(), "place-"))
    assert "look at" in room.organizer.follow(sent).text
    assert "Not looked at yet" in room.organizer.get(room.path).text
    page = room.read()
    assert not re.search("zyxqua|vexcorda|508-555|grombly", page, re.I)
    assert room.stored().shown == []


def test_a_form_that_lost_its_places_hides_nothing_anew_either(room: Room) -> None:
    room.save(leave="Brindlewick")
    room.organizer.submit(room.path, **without(room.fields(), "place-"))
    assert "Brindlewick Mills is a customer" in room.read()


def test_one_place_that_was_lost_stays_as_it_was(room: Room) -> None:
    page = room.organizer.get(room.path).text
    lost = place_of(page, "Zyxqua")
    room.organizer.submit(room.path, **without(fields_of(page), lost))
    assert "Zyxqua" not in room.read()
    assert "Not looked at yet" in room.organizer.get(room.path).text


def test_words_hidden_before_stay_so_where_a_form_says_nothing_of_them(room: Room) -> None:
    room.save(go="add", phrase="the big wave", whom="nominee")
    room.organizer.submit(room.path, version="1", go="stay")
    assert "Big Wave" not in room.read()


def test_where_a_place_comes_with_both_states_it_is_hidden(room: Room) -> None:
    room.save(leave="Brindlewick")
    page = room.organizer.get(room.path).text
    typed = {**fields_of(page), "go": "stay", place_of(page, "Brindlewick"): ["show", "hide"]}
    room.organizer.submit(room.path, **typed)
    assert "Brindlewick" not in room.read()


def test_two_who_decide_at_once_are_told(room: Room) -> None:
    page = room.organizer.get(room.path).text
    room.save(leave="Brindlewick")
    late = {**fields_of(page), "go": "stay"}
    answer = room.organizer.submit(room.path, **late)
    assert answer.status_code == 409
    assert "Somebody else decided" in answer.text
    assert ("Brindlewick", "hide", False) in marks_of(answer.text)


def test_saving_the_same_twice_is_no_conflict(room: Room) -> None:
    typed = {**room.fields(), "go": "stay"}
    for _time in (1, 2):
        assert room.organizer.submit(room.path, **typed).status_code == 303
    assert room.stored().version == 1


def test_the_original_stays_and_the_trail_names_nobody(room: Room) -> None:
    before = look(room.db, select(Submission.content))
    room.save(leave="Brindlewick", take="Bolt.com")
    assert look(room.db, select(Submission.content)) == before
    (event,) = look(room.db, select(AuditEvent).where(AuditEvent.action == "redaction.save"))
    assert "rindlewick" not in str((event.before, event.after))
    assert event.after["left readable"] == 1


def test_a_program_that_hides_nobody_says_so(room: Room) -> None:
    room.desk.program.blind = False
    room.db.commit()
    assert "Nothing is hidden here" in room.organizer.get(room.path).text
    assert room.organizer.submit(room.path, go="stay").status_code == 422


@pytest.mark.parametrize("field", ["version", "go", "text", "hide", "drop", "files", "copies", "whom", "place-a:1:2"])
def test_nonsense_is_answered_in_words(room: Room, field: str) -> None:
    for value in ("x" * 5000, "-1", "🙂", "a:b:c"):
        answer = room.organizer.submit(room.path, **{**room.fields(), "go": "stay", field: value})
        assert answer.status_code in (303, 409, 422), (field, value[:9])


def test_only_nominators_are_hidden_where_the_program_says_so(room: Room) -> None:
    room.desk.program.hide_nominee = False
    room.db.commit()
    page = room.read()
    assert "Zyxqua Brindlewick" in page
    assert "Vexcorda" in page
    assert not re.search("florptine|grombly|quillmaster", page, re.I)
    assert ("Zyxqua", "hide", True) not in marks_of(room.organizer.get(room.path).text)


def test_only_nominees_are_hidden_where_the_program_says_so(room: Room) -> None:
    room.desk.program.hide_nominator = False
    room.db.commit()
    page = room.read()
    assert not re.search("zyxqua|vexcorda|grombly", page, re.I)
    assert "Ask Florptine." in page
