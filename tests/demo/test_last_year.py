"""Last year's contest of the demo is finished: everybody was told, everything can be looked at, all of it plainly invented."""

import re
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from app.db import Database
from app.demo import content
from app.demo.drafts import draft_of
from app.demo.judging import judge_half
from app.demo.last_year import finish_last_year
from app.demo.seeding import seed
from app.judging.models import Scorecard
from app.mail.models import OutboxMail
from app.nominations.forms import check, content_of
from app.nominations.service import assess_content
from app.programs.models import Program as Row
from app.results.queries.awards import AwardKind, published_awards
from tests.demo.test_demo_content import INVENTED

NOW = datetime(2027, 3, 10, 15, tzinfo=UTC)


def test_it_has_winners_of_every_kind_and_everybody_was_told(database: Database) -> None:
    with database.writing() as session:
        made = seed(session, NOW)
        judge_half(session, made, NOW)
        before = session.scalar(select(func.count()).select_from(OutboxMail)) or 0
        program_id = finish_last_year(session, made, NOW).id
    with database.reading() as session:
        awards = published_awards(session, program_id, NOW)
        assert {one.award.kind for one in awards} == set(AwardKind)
        assert all(one.award.citation for one in awards if one.award.kind is not AwardKind.NOBODY)
        mails = session.scalars(select(OutboxMail).where(OutboxMail.program_id == program_id)).all()
        assert len(mails) == 8 + 5 + 8, "to nominators, to judges, and feedback"
        assert not [mail for mail in mails if mail.held or mail.sent_at is None]
        assert before + len(mails) == session.scalar(select(func.count()).select_from(OutboxMail))
        assert session.scalar(select(Scorecard.final_at).where(Scorecard.comment_nominee != "").limit(1))
        assert session.scalars(select(Row.archived_at).where(Row.id == program_id)).one() is not None


def test_its_nominations_are_complete_and_as_expected() -> None:
    program = content.load_program(content.LAST, date(2027, 3, 1))
    row = Row(currency="USD", threshold=program.threshold, new_for_months=None)
    for each in content.load_last_year(program):
        draft = draft_of(each, program)
        assert check(draft) == [], each.key
        assessed = assess_content(content_of(draft), row)
        assert (assessed.role, assessed.flag) == (each.expected.role, each.expected.flag), each.key


def test_its_names_are_plainly_invented_and_no_story_is_told_twice() -> None:
    program = content.load_program(content.LAST, date(2027, 3, 1))
    found = content.load_last_year(program)
    people = [each.nominator.name for each in found] + [each.nominee.name for each in found]
    names = [name.split()[-1] for name in people] + [each.nominee.company for each in found]
    names += [account.name for each in found for account in each.accounts]
    assert [name for name in names if not INVENTED.search(name)] == []
    assert all(each.nominator.email.endswith(".example") for each in found)
    this_year = " ".join(each.narrative for each in content.load(date(2027, 3, 1)).nominations)
    for each in found:
        for sentence in re.split(r"(?<=[.!?])\s+", each.story):
            assert sentence not in this_year, each.key
