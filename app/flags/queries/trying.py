"""Who would be flagged under another rule: computed, not stored. And which assessments were made under another rule than the present."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.revenue import RULES_VERSION, Rules, Standing, standing_at, standing_of
from app.domain.states import State
from app.flags.queries.state import with_latest
from app.nominations.models import Assessment, Nomination, Settlement, Submission
from app.nominations.queries import Split
from app.nominations.service import facts_of_content, rules_json
from app.programs.models import Category, Program
from app.programs.queries import asking_roles


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One nomination as it stands and as it would. `settled`: keep | move | out, where somebody has settled it."""

    public_id: str
    reference: str
    nominee: str
    category: str
    headline: int | None
    split: Split
    before: Standing
    after: Standing
    settled: str | None


@dataclass(slots=True)
class Trial:
    """Newly flagged or asked about, no longer, as before; and of the settled ones those where the rule would say something else."""

    newly: list[TrialRow] = field(default_factory=list)
    no_longer: list[TrialRow] = field(default_factory=list)
    same: list[TrialRow] = field(default_factory=list)
    settled: list[TrialRow] = field(default_factory=list)
    never: int = 0  # neither before nor after

    @property
    def raised(self) -> int:
        return len(self.newly) + len(self.same)

    def add(self, row: TrialRow) -> None:
        if row.settled is not None:
            if row.before.raised != row.after.raised:
                self.settled.append(row)
        elif row.after.raised:
            (self.same if row.before.raised else self.newly).append(row)
        elif row.before.raised:
            self.no_longer.append(row)
        else:
            self.never += 1


def trial_of(session: Session, program: Program, kept_from: Collection[int], rules: Rules) -> Trial:
    """The program's submitted nominations where a flag asks for something. Another threshold alone is told from the stored parts;
    another span for new customers splits the rows anew (about a millisecond each)."""
    stored = program.new_for_months is None and rules.new_for_months is None
    columns = (
        Nomination.public_id, Nomination.reference, Submission.nominee_name, Category.name, Submission.headline_minor,
        Assessment.total_minor, Assessment.managed_minor, Assessment.expansion_minor, Assessment.new_minor,
        Assessment.undetermined_minor, Assessment.flag, Assessment.question, Assessment.share, Settlement.decision,
        Submission.id, Assessment.rules_version, Assessment.result if stored else Submission.content,
    )  # fmt: skip
    statement = (
        with_latest(select(*columns), program.id, kept_from)
        .where(Nomination.state == State.SUBMITTED)
        .where(or_(Category.for_role.in_(asking_roles(program)), Settlement.id.is_not(None)))
        .order_by(Nomination.number)
    )
    trial = Trial()
    for row in session.execute(statement).all():
        before = Standing(row[10], row[11], None if row[12] is None else row[12] / 1_000_000)
        after = _after(session, program, rules, row[14], row[16], stored=stored and row[15] == RULES_VERSION)
        decision = row[13].value if row[13] is not None else None
        trial.add(TrialRow(row[0], row[1] or "", row[2], row[3], row[4], Split(*row[5:10]), before, after, decision))
    return trial


def _after(
    session: Session, program: Program, rules: Rules, submission_id: int, given: dict[str, Any], *, stored: bool
) -> Standing:
    def again() -> Standing:
        content = session.scalars(select(Submission.content).where(Submission.id == submission_id)).one()
        return standing_of(facts_of_content(content, program), rules)

    if stored:
        return standing_at(given, rules.threshold, again)
    return again() if "splits" in given else standing_of(facts_of_content(given, program), rules)


@dataclass(frozen=True, slots=True)
class Outdated:
    """A nomination whose latest assessment was made under another rule, or by an older version of the rules."""

    nomination_id: int
    assessment_id: int


def outdated(session: Session, program: Program) -> list[Outdated]:
    """In the order of their numbers; one query."""
    rules = rules_json(program)
    columns = select(Nomination.id, Assessment.id, Assessment.rules, Assessment.rules_version)
    rows = session.execute(with_latest(columns, program.id, ()).order_by(Nomination.number))
    return [Outdated(row[0], row[1]) for row in rows if row[2] != rules or row[3] != RULES_VERSION]
