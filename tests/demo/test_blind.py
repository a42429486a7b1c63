"""The demo's spring contest: nobody's name on its judges' desks, and something to do for who looks through it."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from app.accounts.models import User
from app.db import Database
from app.demo import content
from app.demo.blind import prepare_spring
from app.demo.drafts import draft_of
from app.demo.seeding import seed
from app.files.folder import Folder
from app.judging.models import Assignment, Declaration
from app.judging.queries.choosing import pairs_made
from app.judging.queries.own_choices import own_fields
from app.judging.queries.pages import readings_of
from app.nominations.forms import check, content_of, story_of
from app.nominations.models import Nomination
from app.nominations.service import assess_content
from app.programs.models import Program, RoundMode
from app.programs.queries import round_now
from app.redaction.queries.listing import SIZE, counts, rows
from app.web.paging import Page
from tests.demo.test_demo_content import INVENTED

NOW = datetime(2027, 3, 10, 15, tzinfo=UTC)


def test_it_stands_at_every_stage_and_judges_read_no_name(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        program_id = prepare_spring(session, seed(session, NOW), Folder(tmp_path), NOW).id
    with database.reading() as session:
        program = session.get_one(Program, program_id)
        listed = rows(session, program, (), "all", Page.of(1, 6, SIZE))
        assert sorted(row.state for row in listed) == ["changed", "read", "read", "unread", "unread", "unread"]
        assert sorted((row.files, row.copies) for row in listed if row.files) == [(1, 0), (1, 1)]
        assert counts(session, program, ()).names == 1
        assert len(session.scalars(select(Declaration).where(Declaration.program_id == program_id)).all()) == 3
        own = select(Nomination.id).where(Nomination.program_id == program_id)
        assert len(session.scalars(select(Assignment).where(Assignment.nomination_id.in_(own))).all()) == 18
        told = {
            each.nominee.name: each for each in content.load_spring(content.load_program(content.SPRING, NOW.date()))
        }
        for reading in readings_of(session, session.scalars(own).all()).values():
            read, each = reading.veil(story_of(reading.content)), told[reading.nominee_name]
            everybody = {
                word
                for one in told.values()
                for name in (one.nominee.name, one.nominator.name)
                for word in name.split()[1:]
            }
            names = everybody | {each.nominee.name.split()[0], each.nominee.company, "Badger"}
            assert [name for name in names - {"Hill"} if re.search(rf"\b{name}\b", read)] == [], reading.nominee_name
            read += reading.veil(str(reading.content.get("explanation")))
            assert re.findall(r"\S*555\S*|\S*@\S*", read) == [], reading.nominee_name
        assert "Hill Street" in " ".join(reading.veil(story_of(reading.content)) for reading in readings_of(session, session.scalars(own).all()).values())  # fmt: skip


def test_its_nominations_are_complete_and_as_expected() -> None:
    program = content.load_program(content.SPRING, date(2027, 3, 1))
    row = Program(currency="USD", threshold=program.threshold, new_for_months=None)
    for each in content.load_spring(program):
        if each.accounts:  # the others' figures come from a file
            draft = draft_of(each, program)
            assert check(draft) == [], each.key
            assessed = assess_content(content_of(draft), row)
            assert (assessed.role, assessed.flag) == (each.expected.role, each.expected.flag), each.key


def test_its_names_are_plainly_invented_and_no_story_is_told_twice() -> None:
    found = content.load_spring(content.load_program(content.SPRING, date(2027, 3, 1)))
    names = [name.split(maxsplit=1)[1] for each in found for name in (each.nominee.name, each.nominator.name)]
    names += [each.nominee.company for each in found] + [account.name for each in found for account in each.accounts]
    names += [deal[0] for item in content.read("blind.toml")["nominations"] for deal in item.get("deals", ())]
    assert [name for name in names if not INVENTED.search(name)] == []
    others = [each.narrative for each in content.load(date(2027, 3, 1)).nominations]
    others += [each.narrative for each in content.load_last_year(content.load_program(content.LAST, date(2027, 3, 1)))]
    for each in found:
        for sentence in re.split(r"(?<=[.!?])\s+", each.story):
            assert sentence not in " ".join(others), each.key


def test_its_judges_compare_two_at_a_time_and_some_are_through(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        program = prepare_spring(session, seed(session, NOW), Folder(tmp_path), NOW)
        round_ = round_now(session, program.id)
        assert (round_.mode, round_.choices) == (RoundMode.COMPARE, 2)
        made = {judge for judge, _category in pairs_made(session, program.id)}
        offered = set(session.scalars(select(User.id).where(User.demo_part == "judge")))
        assert made
        assert not offered & made
        fields = [own_fields(session, program.id, judge) for judge in offered]
        assert any(not field.is_done for own in fields for field in own)
