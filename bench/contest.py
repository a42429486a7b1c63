"""`python -m bench.contest`: a whole contest on the real services and a database of its own: 500 nominations, 40 judges, three
rounds (a first look, then scores twice), drop-outs and conflicts found late. After each event everything that must hold is checked; at the end the decision file is
recomputed from itself. Exit code 1 where something did not hold.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.accounts.service.roles import end_role
from app.db import Database
from app.domain.decision_file import verify
from app.domain.rounds import best
from app.judging.models import Assignment, AssignmentState, PlanKind, Score, Scorecard, Screening
from app.judging.queries.access import Task, task_for
from app.judging.queries.cards import Card, card_of
from app.judging.queries.counted import counted_scorecards
from app.judging.queries.drafting import Asked, Draft, draft_of
from app.judging.queries.ground import Ground, ground_of
from app.judging.service.planning import save_plan
from app.judging.service.recusal import recuse
from app.judging.service.scoring import CardData, finish_scorecard, save_scorecard
from app.judging.service.screening import screen
from app.nominations.models import Conflict, ConflictState, Nomination
from app.policy import Role, Viewer
from app.programs.models import Program, Round, RoundMode
from app.programs.queries import round_now, rounds_of
from app.programs.service import add_round, begin_round
from app.results.queries.boards import results_now
from app.results.queries.decision_file import decision_file
from app.results.queries.screened import screened
from app.schema import migrate
from bench import data

ORIGIN = "http://127.0.0.1"


@dataclass(frozen=True)
class Size:
    """`through`: how many of each category go into the second round and into the third; `each`: scores wanted per round."""

    nominations: int = 500
    judges: int = 40
    through: tuple[int, int] = (20, 5)
    each: tuple[int, int, int] = (3, 3, 5)
    leave: int = 3  # judges who drop out of each of the first two rounds
    conflicts: int = 4  # found late in each round, half of them after scoring


@dataclass
class Contest:
    """One contest as it goes on. `wrong`: what did not hold."""

    session: Session
    program_id: int
    organizer: int
    size: Size
    draw: Random
    merit: dict[int, float] = field(default_factory=dict)
    severity: dict[int, float] = field(default_factory=dict)
    sealed: dict[int, str] = field(default_factory=dict)  # round → digest of its scores when it was over
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    @property
    def program(self) -> Program:
        return self.session.get_one(Program, self.program_id)

    @property
    def round(self) -> Round:
        return round_now(self.session, self.program_id)

    def say(self, what: str) -> None:
        self.wrong.append(f"{self.round.name}: {what}")


def run(url: str, size: Size, seed: int) -> Contest:
    """Plays it to the end."""
    migrate(Database(url).engine)
    database = Database(url)
    session = database.session(writes=True)
    contest = _begin(session, size, Random(seed))
    for at, wanted in enumerate(size.each):
        now = contest.round.opens_at + timedelta(hours=1)
        _plan(contest, PlanKind.ADD, wanted, now)
        _judge(contest, now, share=0.4)
        if at < 2:
            _drop_out(contest, wanted, now + timedelta(days=1))
        _find_conflicts(contest, wanted, now + timedelta(days=2))
        _judge(contest, now + timedelta(days=3), share=1.0)
        _check_finished(contest, wanted)
        contest.sealed[contest.round.id] = _digest(session, contest.round.id)
        if at < 2:
            _go_on(contest, size.through[at])
        session.commit()
    _check_results(contest)
    session.close()
    database.close()
    return contest


def _begin(session: Session, size: Size, draw: Random) -> Contest:
    data.JUDGES, data.OPEN = size.judges, 0
    world = data.begin(session, size.nominations)
    program = session.get_one(Program, world.program_id)
    organizer = session.scalars(
        select(ProgramRole.user_id).where(ProgramRole.program_id == program.id, ProgramRole.role == Role.ORGANIZER)
    ).one()
    contest = Contest(session, program.id, organizer, size, draw)
    first = contest.round
    step = (program.judging_closes_at - program.judging_opens_at) / 3
    first.closes_at, first.name, first.mode = first.opens_at + step, "Longlist", RoundMode.SCREEN
    program.judging_closes_at = first.closes_at
    session.flush()
    for at, name in enumerate(("Shortlist", "Final"), 1):
        values = {
            "name": name, "mode": RoundMode.SCORE, "opens_at": first.opens_at + at * step,
            "closes_at": first.opens_at + (at + 1) * step, "scores_wanted": size.each[at], "minimum_scores": 2,
            "calibration": False, "goes_through": size.through[at] if at < 2 else None, "bound": None,
        }  # fmt: skip
        add_round(session, program, values, [], reason="Simulated", by=organizer, now=program.created_at)
    contest.merit = {key: draw.gauss(0, 1) for key in session.scalars(select(Nomination.id))}
    contest.severity = {key: draw.gauss(0, 0.7) for key in world.judge_ids}
    session.commit()
    return contest


def _plan(contest: Contest, kind: PlanKind, wanted: int, now: datetime) -> None:
    """Made twice from the same, then saved; and what must hold of it is checked."""
    session, began = contest.session, time.perf_counter()
    asked = Asked(kind, wanted, wanted, seed=7)
    ground = ground_of(session, contest.program)
    before = _begun(session, contest.round.id)
    draft = draft_of(ground, asked)
    if draft_of(ground_of(session, contest.program), asked).digest != draft.digest:
        contest.say("the same plan came out differently the second time")
    save_plan(session, contest.program, asked, seen=draft.digest, by=contest.organizer, now=now)
    session.commit()
    contest.seconds["plans"] += time.perf_counter() - began
    contest.counts["plans"] += 1
    contest.counts["moved"] += len(draft.taken)
    _check_plan(contest, ground, draft, wanted)
    after = _begun(session, contest.round.id)
    if not before.items() <= after.items():
        contest.say("a plan touched work that was begun")


def _check_plan(contest: Contest, ground: Ground, draft: Draft, wanted: int) -> None:
    fresh = ground_of(contest.session, contest.program)
    for pair in draft.added:
        if pair in ground.forbidden:
            contest.say(f"a plan assigned a forbidden pair: {pair}")
    judges = Counter(nomination for nomination, _judge in fresh.active)
    short = [one.reference for one in ground.entries if judges[one.id] < wanted]
    if short and not draft.told.missing:
        contest.say(f"{len(short)} nominations have too few judges, and the plan does not say so")
    if draft.told.components != 1:
        contest.say(f"judges and nominations fall into {draft.told.components} parts")
    most, least = max(draft.told.load.values()), min(draft.told.load.values())
    contest.counts[f"load {contest.round.name} {least}–{most}"] += 1


def _judge(contest: Contest, now: datetime, *, share: float) -> None:
    """Judges score this share of what is on their desks, in an order of their own."""
    began, session = time.perf_counter(), contest.session
    open_ = list(_open(session, contest.round.id))
    contest.draw.shuffle(open_)
    gone = _departed(contest)
    open_ = [one for one in open_ if one[1] not in gone]
    for number, (nomination, judge, public_id) in enumerate(open_[: round(len(open_) * share)]):
        _score(contest, nomination, judge, public_id, now + timedelta(seconds=number))
    session.commit()
    contest.seconds["scoring"] += time.perf_counter() - began


def _departed(contest: Contest) -> set[int]:
    ended = select(ProgramRole.user_id).where(
        ProgramRole.program_id == contest.program_id, ProgramRole.ended_at.is_not(None)
    )
    return set(contest.session.scalars(ended))


def _open(session: Session, round_id: int) -> Iterator[tuple[int, int, str]]:
    final = select(Scorecard.assignment_id).where(Scorecard.final_at.is_not(None))
    conflicted = select(Conflict.id).where(
        Conflict.nomination_id == Assignment.nomination_id, Conflict.user_id == Assignment.judge_id,
        Conflict.state == ConflictState.CONFIRMED,
    )  # fmt: skip
    rows = session.execute(
        select(Assignment.nomination_id, Assignment.judge_id, Nomination.public_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(
            Assignment.round_id == round_id, Assignment.state == AssignmentState.ACTIVE, Assignment.id.not_in(final),
            ~conflicted.exists(),
        )
        .order_by(Assignment.id)
    )  # fmt: skip
    yield from ((row[0], row[1], row[2]) for row in rows)


def _score(contest: Contest, nomination: int, judge: int, public_id: str, now: datetime) -> None:
    session = contest.session
    found = task_for(session, public_id, judge, now)
    assert found is not None
    task, facts = found
    if not facts.assigned or facts.conflicted:
        contest.say(f"judge {judge} could not open {public_id}, which is on the desk")
        return
    assert task.round is not None
    opinion = contest.merit[nomination] - contest.severity[judge]
    GIVES[task.round.mode](contest, task, card_of(session, task), opinion, judge, now)
    session.flush()
    contest.counts[f"scorecards, {task.round.name}"] += 1


def _give_scores(contest: Contest, task: Task, card: Card, opinion: float, judge: int, now: datetime) -> None:
    scores = {
        line.criterion_id: 1000 * min(10, max(1, round(6 + opinion + contest.draw.gauss(0, 0.8))))
        for line in card.lines
    }
    data = CardData(version=card.version, scores=scores)
    saved = save_scorecard(contest.session, task, card, data, by=judge, now=now)
    finish_scorecard(contest.session, task, saved, by=judge, now=now)


def _give_answer(contest: Contest, task: Task, card: Card, opinion: float, judge: int, now: datetime) -> None:
    yes = opinion + contest.draw.gauss(0, 0.8) > -0.3
    screen(contest.session, task, card, yes=yes, reason="", by=judge, now=now)


Give = Callable[[Contest, Task, Card, float, int, datetime], None]
# How a judge says what they think, by the mode of the round; a round that ranks or compares needs a line here, and one in
# `_chosen` for who goes through.
GIVES: Mapping[RoundMode, Give] = {RoundMode.SCORE: _give_scores, RoundMode.SCREEN: _give_answer}


def _drop_out(contest: Contest, wanted: int, now: datetime) -> None:
    """Judges leave; the plan is mended, and what they had begun stays theirs."""
    session = contest.session
    active = sorted({judge for _n, judge, _p in _open(session, contest.round.id)} - _departed(contest))
    for judge in contest.draw.sample(active, min(contest.size.leave, len(active) - 4)):
        end_role(
            session, user_id=judge, program_id=contest.program_id, role=Role.JUDGE, by=contest.organizer, now=now,
            reason="Fell ill",
        )  # fmt: skip
        contest.counts["drop-outs"] += 1
    session.commit()
    _plan(contest, PlanKind.MEND, wanted, now)


def _find_conflicts(contest: Contest, wanted: int, now: datetime) -> None:
    """Half of them where the judge has scored already: those scores stay, and don't count."""
    session = contest.session
    counted = _counted(session, contest.program_id)
    scored = sorted(counted)
    waiting = [(n, j) for n, j, _p in _open(session, contest.round.id) if j not in _departed(contest)]
    half = contest.size.conflicts // 2
    chosen = [*contest.draw.sample(scored, half), *contest.draw.sample(waiting, min(half, len(waiting)))]
    for nomination, judge in chosen:
        public_id = session.get_one(Nomination, nomination).public_id
        found = task_for(session, public_id, judge, now)
        if found is None or judge in _departed(contest):
            continue
        person = session.get_one(User, judge)
        viewer = Viewer(judge, person.name, person.email)
        recuse(session, found[0], judge=viewer, reason="A cousin", now=now, origin=ORIGIN)
        contest.counts["late conflicts"] += 1
        after = _counted(session, contest.program_id)
        if (nomination, judge) in after:
            contest.say("a score counts although the judge has a conflict")
        again = task_for(session, public_id, judge, now)
        if again is not None and not again[1].conflicted:
            contest.say("a judge with a conflict can still open the nomination")
    session.commit()
    _plan(contest, PlanKind.MEND, wanted, now)


def _counted(session: Session, program_id: int) -> set[tuple[int, int]]:
    """(nomination, judge) of the scorecards that count now."""
    cards = counted_scorecards(program_id).subquery()
    rows = session.execute(
        select(Assignment.nomination_id, Assignment.judge_id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .where(Scorecard.id.in_(select(cards.c.scorecard_id)))
    )
    return {(row[0], row[1]) for row in rows}


def _begun(session: Session, round_id: int) -> dict[int, tuple[int, datetime | None]]:
    rows = session.execute(
        select(Assignment.id, Scorecard.version, Scorecard.final_at)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _digest(session: Session, round_id: int) -> str:
    """Of every score and every answer of a round, whoever gave it."""
    rows = session.execute(
        select(Scorecard.id, Score.criterion_id, Score.thousandths)
        .join(Score, Score.scorecard_id == Scorecard.id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(Assignment.round_id == round_id)
        .order_by(Scorecard.id, Score.criterion_id)
    )
    answers = session.execute(
        select(Screening.scorecard_id, Screening.yes)
        .join(Scorecard, Scorecard.id == Screening.scorecard_id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(Assignment.round_id == round_id)
        .order_by(Screening.scorecard_id)
    )
    return sha256(repr([tuple(row) for row in (*rows, *answers)]).encode()).hexdigest()


def _check_finished(contest: Contest, wanted: int) -> None:
    """Every nomination of the round has the scores that were wanted, unless nobody was left to give them."""
    ground = ground_of(contest.session, contest.program)
    counted = _counted(contest.session, contest.program_id)
    given = Counter(nomination for nomination, _judge in counted)
    for one in ground.entries:
        if given[one.id] < wanted:
            free = [judge for judge in ground.judges if ground.why_not(one, judge) is None]
            if len(free) > wanted:
                contest.say(f"{one.reference} has {given[one.id]} of {wanted} scores, and {len(free)} judges were free")
    for nomination, judge in counted:
        if (nomination, judge) in ground.apart:
            contest.say("a score counts although the judge has a conflict")
    for round_id, digest in contest.sealed.items():
        if _digest(contest.session, round_id) != digest:
            contest.say(f"scores of round {round_id} changed after it was over")


def _chosen(contest: Contest, through: int) -> list[int]:
    """The best of each category; of those who share the last place, whoever was nominated first."""
    session, current = contest.session, contest.round
    if current.mode is RoundMode.SCREEN:
        cuts = [best([row.placed for row in one.rows], through) for one in screened(session, contest.program, current)]
        return [key for cut in cuts for key in (*cut.through, *cut.tied[: cut.open_places])]
    return [row.key for board in results_now(session, contest.program).boards for row in board.ranked[:through]]


def _go_on(contest: Contest, through: int) -> None:
    """The best of each category go into the next round."""
    began, session = time.perf_counter(), contest.session
    chosen = _chosen(contest, through)
    rounds: Sequence[Round] = rounds_of(session, contest.program_id)
    following = next(one for one in rounds if one.begun_at is None)
    begin_round(session, contest.program, following, chosen, by=contest.organizer, now=following.opens_at)
    session.commit()
    contest.seconds["results"] += time.perf_counter() - began
    entries = {one.id for one in ground_of(session, contest.program).entries}
    if entries != set(chosen):
        contest.say(f"{len(chosen)} were chosen, and {len(entries)} are in the round")


def _check_results(contest: Contest) -> None:
    session, began = contest.session, time.perf_counter()
    session.execute(update(Program).values(judging_closes_at=Program.judging_closes_at))
    results = results_now(session, contest.program)
    for board in results.boards:
        if not board.ranked:
            contest.say(f"{board.category.name} has no result")
            continue
        best = max(board.ranked, key=lambda row: contest.merit[row.key])
        contest.counts["best nominee is in the tie zone" if best in board.tie_zone else "best nominee is not"] += 1
    contest.seconds["results"] += time.perf_counter() - began
    began = time.perf_counter()
    verified = verify(decision_file(session, contest.program, contest.round.closes_at).data)
    contest.seconds["decision file"] += time.perf_counter() - began
    if not verified.matches:
        differing = [f"{part.name}: {part.differences[:2]}" for part in verified.parts if not part.matches]
        contest.say(f"the decision file does not recompute to the same: {[*verified.changed, *differing]}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.contest", description=__doc__)
    parser.add_argument("--nominations", type=int, default=500)
    parser.add_argument("--judges", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uphill-contest-") as folder:
        url = f"sqlite:///{Path(folder) / 'contest.sqlite3'}"
        contest = run(url, Size(asked.nominations, asked.judges), asked.seed)
    for name, count in sorted(contest.counts.items()):
        print(f"{name:42} {count:>8,}")
    for name, spent in sorted(contest.seconds.items()):
        print(f"{name:42} {spent:>8.1f} s")
    for line in contest.wrong:
        print(f"WRONG  {line}", file=sys.stderr)
    print("Everything held." if not contest.wrong else f"{len(contest.wrong)} things did not hold.")
    return bool(contest.wrong)


if __name__ == "__main__":
    sys.exit(main())
