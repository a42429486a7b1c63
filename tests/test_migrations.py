"""The migrations build exactly what the models say, and go down and up again with rows in the tables."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.db import Database
from app.exports.models import CertificateDesign
from app.judging.models import (
    Assignment,
    Comparison,
    JudgeFinish,
    JudgeTerms,
    Memo,
    Placing,
    Plan,
    PlanKind,
    Scorecard,
    Screening,
)
from app.mail.models import OutboxMail
from app.nominations.models import AnswerKind, CrmMapping, Nomination, Question, SplitConsent, Submission
from app.panels.models import Bid, CategoryJudge, JudgePair, JudgeWish, Meeting, Topic, TopicJudge
from app.programs.models import Program, Round, RoundEntry, RoundJudge, Rubric
from app.redaction.models import Redaction
from app.results.models import (
    Adjustment,
    AdjustmentState,
    Announcement,
    Audience,
    Award,
    AwardKind,
    Ballot,
    CategoryDecision,
    CommentReview,
    ComputedResult,
    DecisionState,
    DeliberationNote,
    PanelVote,
    Publication,
    ShortlistEntry,
    Told,
    VoteAbout,
    VoteCandidate,
)
from app.schema import ROOT, metadata, migrate, state
from tests import factories as make
from tests.sqlite import hasty


def differences(database: Database, wanted: MetaData) -> list[object]:
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), wanted))


def test_the_migrated_schema_is_what_the_models_say(database: Database) -> None:
    assert differences(database, metadata) == []


def test_a_column_that_has_no_migration_is_found(database: Database) -> None:
    planted = MetaData()
    Table("planted", planted, Column("id", Integer, primary_key=True))
    assert any("planted" in str(found) for found in differences(database, planted))


@pytest.fixture
def own_database(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Database:
    """One that this test may take apart."""
    if backend == "sqlite":
        return hasty(tmp_path / "own.sqlite3")
    return Database(request.getfixturevalue("cluster").create(f"own_{make.next_number()}"))


def test_down_and_up_again_with_rows(own_database: Database) -> None:
    migrate(own_database.engine)
    with own_database._writes() as db:
        _fill(db)
    migrate(own_database.engine, "base", down=True)
    assert set(inspect(own_database.engine).get_table_names()) <= {"alembic_version"}
    migrate(own_database.engine)
    assert state(own_database.engine).is_current
    own_database.close()


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as the database holds it: {table: [(column, value), …]}."""
    found = MetaData()
    with database.engine.connect() as connection:
        found.reflect(connection)
        return {
            name: [tuple(sorted(row.items())) for row in connection.execute(table.select()).mappings()]
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def lost(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> list[str]:
    """Tables that have fewer rows, or other values in the columns that both states have."""
    wrong = []
    for name in before.keys() & after.keys():
        shared = {column for row in before[name][:1] for column, _ in row} & {
            column for row in after[name][:1] for column, _ in row
        }
        kept = [
            sorted(repr([pair for pair in row if pair[0] in shared]) for row in rows)
            for rows in (before[name], after[name])
        ]
        if kept[0] != kept[1]:
            wrong.append(name)
    return wrong


def test_each_step_down_and_up_keeps_the_rows_of_the_tables_that_stay(own_database: Database) -> None:
    migrate(own_database.engine)
    with own_database._writes() as db:
        _fill(db)
    steps = [one.revision for one in ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).walk_revisions()]
    assert steps[-1] == "0001"
    for lower in steps[1:]:
        before = rows_of(own_database)
        assert before["scores"]
        migrate(own_database.engine, lower, down=True)
        assert lost(before, rows_of(own_database)) == [], f"going down to {lower}"
    lowest = rows_of(own_database)
    migrate(own_database.engine)
    assert lost(lowest, rows_of(own_database)) == []
    assert differences(own_database, metadata) == []
    own_database.close()


def test_mails_written_before_say_which_nomination_they_tell_about(own_database: Database) -> None:
    migrate(own_database.engine)
    with own_database._writes() as db:
        _fill(db)
        (row,) = db.scalars(select(OutboxMail).where(OutboxMail.held.is_(False)))
        keys = [
            f"receipt:{row.nomination_id}",
            f"flags/mail/kept.txt:{row.nomination_id}:now",
            "letter:x:1",
            "take_out:999:now",
        ]
        db.add_all(
            OutboxMail(
                dedup_key=key, program_id=row.program_id, to_email="a@firm.example", subject="", body="", created_at=row.created_at
            )
            for key in keys
        )  # fmt: skip
        db.commit()
    revision = next(
        one.down_revision
        for one in ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).walk_revisions()
        if "conflicts found" in str(one.doc)
    )
    migrate(own_database.engine, str(revision), down=True)
    migrate(own_database.engine)
    with own_database._writes() as db:
        about = dict(db.execute(select(OutboxMail.dedup_key, OutboxMail.nomination_id)).all())
    nomination = about[row.dedup_key]
    assert [about[key] for key in keys] == [nomination, nomination, None, None]
    own_database.close()


def test_a_lost_row_and_a_changed_value_are_found() -> None:
    before: dict[str, list[tuple[object, ...]]] = {"a": [(("id", 1), ("x", 2))], "b": [(("id", 1), ("x", 2))]}
    assert lost(before, {"a": [], "b": [(("id", 1), ("new", 0), ("x", 2))]}) == ["a"]
    assert lost(before, {"a": [(("id", 1), ("x", 3))], "b": [(("id", 1),)]}) == ["a"]


def _fill(db: Session) -> None:
    program = make.make_program(db, standing="judging", hide_nominee=True)
    judge = make.make_judge(db, program)
    nomination = make.make_submitted(db, program, make.make_user(db))
    _ask(db, nomination)
    _decide(db, nomination)
    _redact(db, nomination)
    _plan_a_final(db, program, nomination, judge)
    _deliberate(db, nomination, judge.id)
    evidence = make.make_evidence(db, nomination)
    make.make_panel(db, program, judges=[judge], nominations=[nomination], lead=judge)
    make.make_conflict(db, nomination, judge)
    make.make_declaration(db, program, judge, employer="Acme Tools", relatives="Robin Vance")
    mail = {"to_email": "a@firm.example", "subject": "", "body": "", "created_at": evidence.created_at}
    db.add(
        OutboxMail(
            dedup_key=f"take_out:{nomination.id}:now", program_id=program.id, nomination_id=nomination.id, **mail
        )
    )
    db.add(JudgeTerms(program_id=program.id, judge_id=judge.id, no_reminders=True, reminded_at=program.opens_at))
    db.add(CertificateDesign(program_id=program.id, logo_id=evidence.file_id, signers=[["Jane Roe", "Chair"]]))
    _wish(db, program, judge, nomination)
    db.add(
        CrmMapping(
            program_id=program.id, headings="h", profile="hubspot", mapping={}, by_id=nomination.owner_id, at=evidence.created_at,
        )
    )  # fmt: skip
    db.commit()
    points = {c.id: 7000 for c in make.criteria_of(db, program)}
    card = make.make_scorecard(db, make.make_assignment(db, nomination, judge), points)
    _announce(db, nomination, card)
    db.add(Screening(scorecard_id=card.id, yes=True, updated_at=nomination.created_at))
    _choose(db, program, judge, card)
    _spend_an_evening(db, nomination, judge)
    db.add(
        ComputedResult(
            program_id=program.id, digest="0" * 64, engine="1", outcome={"status": "ok"}, created_at=nomination.created_at
        )
    )  # fmt: skip
    db.commit()


def _choose(db: Session, program: Program, judge: User, card: Scorecard) -> None:
    make.round_of(db, program).choices = 2
    beside = make.make_submitted(db, program, make.make_user(db))
    other = make.make_scorecard(db, make.make_assignment(db, beside, judge), {})
    db.add_all([Placing(scorecard_id=card.id, place=1), Placing(scorecard_id=other.id)])
    moment = card.created_at
    db.add(Comparison(preferred_id=card.id, other_id=other.id, created_at=moment, updated_at=moment))


def _redact(db: Session, nomination: Nomination) -> None:
    sent = db.scalars(select(Submission).where(Submission.nomination_id == nomination.id)).one()
    db.add(
        Redaction(
            nomination_id=nomination.id, phrases=[["the big one", "removed"]], shown=[["0" * 16, 1, 4]], seen=["0" * 16], copies=[],
            read_submission_id=sent.id, before={}, by_id=nomination.owner_id, updated_at=nomination.created_at,
        )
    )  # fmt: skip


def _spend_an_evening(db: Session, nomination: Nomination, judge: User) -> None:
    moment, program = nomination.created_at, nomination.program_id
    db.add(Memo(nomination_id=nomination.id, judge_id=judge.id, note="Ask again", later_at=moment))
    db.add(
        JudgeFinish(
            program_id=program,
            round_id=db.scalars(select(Round.id).where(Round.program_id == program)).first(),
            judge_id=judge.id,
            done_at=moment,
        )
    )
    db.commit()


def _wish(db: Session, program: Program, judge: User, nomination: Nomination) -> None:
    other, moment = make.make_judge(db, program), nomination.created_at
    topic = Topic(program_id=program.id, name="Manufacturing", words="foundry")
    round_id = db.scalars(select(Round.id).where(Round.program_id == program.id).order_by(Round.position)).first()
    plan = Plan(
        program_id=program.id, round_id=round_id, kind=PlanKind.ADD, least=1, most=1, seed=1, added=1, taken=[], by_id=judge.id,
        created_at=moment,
    )  # fmt: skip
    db.add_all([topic, plan])
    db.flush()
    db.add_all(
        [
            JudgeWish(program_id=program.id, user_id=judge.id, at_most=20, updated_at=moment),
            JudgePair(program_id=program.id, first_id=judge.id, second_id=other.id, kind=Meeting.APART),
            TopicJudge(topic_id=topic.id, user_id=judge.id),
            CategoryJudge(category_id=nomination.category_id, user_id=judge.id),
            Bid(nomination_id=nomination.id, user_id=judge.id, value=1),
        ]
    )
    db.commit()
    assignment = make.make_assignment(db, nomination, other)
    assignment.plan_id = plan.id
    db.commit()


def _decide(db: Session, nomination: Nomination) -> None:
    by = nomination.owner_id
    decision = CategoryDecision(category_id=nomination.category_id, state=DecisionState.DRAFT, blocked=[])
    db.add(decision)
    db.flush()
    db.add(Award(decision_id=decision.id, nomination_id=nomination.id, kind=AwardKind.WINNER, citation="For the climb"))
    db.add(Publication(program_id=nomination.program_id, publish_at=nomination.created_at, proposed_by_id=by))
    db.commit()


def _plan_a_final(db: Session, program: Program, nomination: Nomination, judge: User) -> None:
    """A second round that has not begun, who is to be in it, and its rubric."""
    moment = nomination.created_at
    final = Round(program_id=program.id, position=2, name="Final", opens_at=moment, closes_at=moment)
    db.add(final)
    db.flush()
    db.add(Rubric(round_id=final.id, number=1, created_at=moment))
    db.add(RoundJudge(round_id=final.id, user_id=judge.id))
    db.add(RoundEntry(round_id=final.id, nomination_id=nomination.id, created_at=moment))


def _announce(db: Session, nomination: Nomination, card: Scorecard) -> None:
    by, at = nomination.owner_id, nomination.created_at
    db.add(Announcement(program_id=nomination.program_id, audience=Audience.JUDGES, intro="Thank you"))
    mail = OutboxMail(dedup_key="announced:1", to_email="a@b.example", subject="s", body="b", held=True, created_at=at)
    db.add_all([mail, SplitConsent(nomination_id=nomination.id, given=True, by_id=by, at=at)])
    db.flush()
    db.add(
        Told(
            audience=Audience.NOMINATORS,
            nomination_id=nomination.id,
            category_id=nomination.category_id,
            mail_id=mail.id,
        )
    )
    db.add(CommentReview(scorecard_id=card.id, original="a", text="b", place=1, by_id=by, at=at))


def _deliberate(db: Session, nomination: Nomination, judge: int) -> None:
    at, by, place = nomination.created_at, nomination.owner_id, nomination.category_id
    vote = PanelVote(category_id=place, about=VoteAbout.SHORTLIST, opened_by_id=by, opened_at=at, closes_at=at)
    db.add(vote)
    db.flush()
    db.add_all(
        [
            ShortlistEntry(category_id=place, nomination_id=nomination.id, by_id=by, added_at=at),
            DeliberationNote(category_id=place, author_id=by, text="Look twice", created_at=at),
            VoteCandidate(vote_id=vote.id, nomination_id=nomination.id),
            Ballot(vote_id=vote.id, judge_id=judge, nomination_id=nomination.id, cast_at=at),
            Adjustment(
                category_id=place, nomination_id=nomination.id, state=AdjustmentState.PROPOSED, old=7000, new=7100,
                reason="A card was read wrong", proposed_by_id=by, proposed_at=at,
            ),
        ]
    )  # fmt: skip
    db.commit()


def _ask(db: Session, nomination: Nomination) -> None:
    sent = db.scalars(select(Submission).where(Submission.nomination_id == nomination.id)).one()
    moment = nomination.created_at
    db.add(
        Question(
            nomination_id=nomination.id, number=1, submission_id=sent.id, asked_at=moment, due_at=moment, mailed_at=moment,
            answered=AnswerKind.LEFT, answered_at=moment,
        )
    )  # fmt: skip
    db.commit()


def test_a_blind_program_hides_everybody_after_the_move_and_stays_blind_before_it(own_database: Database) -> None:
    migrate(own_database.engine)
    with own_database._writes() as db:
        one, other = make.make_program(db, hide_nominee=True), make.make_program(db)
        ids = {one.id: (True, True), other.id: (False, False)}
        db.commit()
    step = next(
        found for found in ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).walk_revisions()
        if "what_judges_must_not_read" in found.path
    )  # fmt: skip
    migrate(own_database.engine, str(step.down_revision), down=True)
    migrate(own_database.engine)
    with own_database.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, hide_nominator, hide_nominee FROM programs"))
        assert {row[0]: (bool(row[1]), bool(row[2])) for row in rows} == ids


def _before_rounds() -> str:
    scripts = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))
    (rounds,) = (one for one in scripts.walk_revisions() if "rounds_and_versions" in one.path)
    assert isinstance(rounds.down_revision, str)
    return rounds.down_revision


def test_every_program_gets_the_one_round_that_it_had_and_goes_back_to_it(own_database: Database) -> None:
    """Down with two rounds and two versions, so that the first round's work is what is left; and up again."""
    migrate(own_database.engine)
    with own_database._writes() as db:
        program, judge, other = make.make_program(db, standing="judging"), make.make_user(db), make.make_program(db)
        nomination = make.make_submitted(db, program, make.make_user(db))
        first = make.round_of(db, program)
        card = make.make_scorecard(db, make.make_assignment(db, nomination, judge), {make.criteria_of(db, program)[0].id: 5000})  # fmt: skip
        final = make.make_round(db, program)
        make.make_scorecard(db, make.make_assignment(db, nomination, judge, final), {make.criteria_of(db, program)[0].id: 9000})  # fmt: skip
        wanted = (program.id, 1, first.opens_at, first.closes_at), card.id
        other_id = other.id
    migrate(own_database.engine, _before_rounds(), down=True)
    assert [dict(row)["id"] for row in rows_of(own_database)["scorecards"]] == [card.id]
    migrate(own_database.engine)
    with own_database._writes() as db:
        found = db.scalars(select(Round).where(Round.program_id == wanted[0][0])).all()
        assert [(one.program_id, one.position, one.opens_at, one.closes_at) for one in found] == [wanted[0]]
        assert db.scalars(select(Round.position).where(Round.program_id == other_id)).all() == [1]
        kept = db.get_one(Scorecard, card.id)
        rubric = db.get_one(Rubric, kept.rubric_id)
        assert (rubric.round_id, rubric.number) == (found[0].id, 1)
        assert db.scalars(select(Assignment.round_id)).all() == [found[0].id]
    with pytest.raises(IntegrityError), own_database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE assignments SET state = 'lost'")
    own_database.close()
