"""Why a judge sees a nomination, or doesn't: answered from what is stored now and from the plans that were saved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import AssignmentState, Plan
from app.judging.queries.assigning import Candidate
from app.judging.queries.ground import Ground, Held
from app.judging.queries.telling import reasons
from app.panels.queries import Panelist
from app.programs.models import Program
from app.programs.queries import current_round
from app.web.filters import when
from app.web.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class Act:
    """Who took it away, or stepped back, when and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Record:
    """What was done, for answers: saved plans of the round, and acts on assignments by assignment's id."""

    plans: dict[int, tuple[Plan, str]]
    acts: dict[int, Act]

    def took(self, nomination_id: int, judge_id: int) -> tuple[Plan, str] | None:
        """The last plan that took this pair away, and still stands."""
        for plan, by in sorted(self.plans.values(), key=lambda one: -one[0].id):
            if plan.undone_at is None and any(row[:2] == [nomination_id, judge_id] for row in plan.taken):
                return plan, by
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """`because`: sentences, the strongest first."""

    judge_id: int
    judge: str
    sees: bool
    because: list[str]


def record_of(session: Session, program_id: int, ground: Ground) -> Record:
    """Two queries."""
    rows = session.execute(
        select(Plan, User.name, User.email)
        .join(User, User.id == Plan.by_id)
        .where(Plan.program_id == program_id, Plan.round_id == current_round(program_id))
    )
    plans = {plan.id: (plan, name or email) for plan, name, email in rows}
    acts = session.execute(
        select(AuditEvent.object_id, AuditEvent.at, AuditEvent.reason, User.name, User.email)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(
            AuditEvent.program_id == program_id, AuditEvent.object_kind == "assignment",
            AuditEvent.action.in_(("assignment.remove", "assignment.recuse")),
        )
        .order_by(AuditEvent.seq)
    )  # fmt: skip
    return Record(plans, {int(row[0]): Act(row[1], row[3] or row[4] or "", row[2]) for row in acts if row[0].isdigit()})


def why(ground: Ground, record: Record, program: Program, wanted: int, entry: Candidate, judge: Panelist) -> Answer:
    pair = (entry.id, judge.id)
    held = ground.active.get(pair)
    if held is not None:
        found = [_how(record, program, held), *_fits(ground, pair)]
        return Answer(judge.id, judge.name, True, found)
    found = _against(ground, record, program, entry, judge) or _not_needed(
        ground, record, program, wanted, entry, judge
    )
    return Answer(judge.id, judge.name, False, found)


def _how(record: Record, program: Program, held: Held) -> str:
    known = record.plans.get(held.plan_id or 0)
    words = {"when": when(held.at, program.time_zone)}
    if known is None:
        return _("Assigned one by one, on %(when)s.") % words
    plan, by = known
    return _("Given by the plan that %(by)s saved on %(when)s, with seed %(seed)s.") % {**words, "by": by, "seed": plan.seed}  # fmt: skip


def _fits(ground: Ground, pair: tuple[int, int]) -> list[str]:
    fitting = reasons(ground, pair)
    if fitting:
        return [_("What fits: %s.") % "; ".join(fitting)]
    return [_("Nothing in particular: the plan spread the work evenly and mixed the judges.")]


def _against(ground: Ground, record: Record, program: Program, entry: Candidate, judge: Panelist) -> list[str]:
    """What forbids it, all of it."""
    found, pair = [], (entry.id, judge.id)
    reason = ground.why_not(entry, judge)
    if reason == "own":
        found.append(_("The judge made this nomination."))
    if reason == "company":
        found.append(_("The judge is of the nominee's or the nominator's company."))
    if pair in ground.apart:
        found.append(_("There is a confirmed conflict of interest."))
    held = ground.held.get(pair)
    if held is not None and held.state is not AssignmentState.ACTIVE:
        act = record.acts.get(held.id)
        text = _("The judge stepped back from it") if held.state is AssignmentState.RECUSED else _("It was taken from the judge")  # fmt: skip
        if act is not None:
            told = {"when": when(act.at, program.time_zone), "by": act.by, "reason": act.reason}
            text += _(", on %(when)s, by %(by)s: “%(reason)s”") % told
        found.append(text + ".")
    seats = ground.panels.of_nomination(entry.id, entry.category_id)
    if not ground.panels.seat_together(judge.id, entry.id, entry.category_id):
        own = ", ".join(one.name for one in ground.panels.of_judge(judge.id)) or _("none")
        panels = ", ".join(one.name for one in seats) or _("none")
        words = {"panels": panels, "own": own}
        found.append(_("It is judged by another panel (%(panels)s); the judge's own: %(own)s.") % words)
    return found


def _not_needed(
    ground: Ground, record: Record, program: Program, wanted: int, entry: Candidate, judge: Panelist
) -> list[str]:
    """Nothing forbids it: why it didn't come to it."""
    found = []
    took = record.took(entry.id, judge.id)
    if took is not None:
        plan, by = took
        words = {"by": by, "when": when(plan.created_at, program.time_zone)}
        found.append(_("The plan that %(by)s saved on %(when)s gave it to somebody else.") % words)
    load, most = sum(pair[1] == judge.id for pair in ground.active), ground.wishes.load(judge.id).most
    if most is not None and load >= most:
        found.append(_("The judge takes %(most)s at most, and has %(load)s.") % {"most": most, "load": load})
    others = [ground.name_of(pair[1]) for pair in ground.active if pair[0] == entry.id]
    counts: dict[str, object] = {
        "num": len(others),
        "wanted": wanted,
        "names": ", ".join(sorted(others)) or _("nobody yet"),
    }
    if len(others) >= wanted:
        found.append(_("It has the %(wanted)s judges that are wanted: %(names)s.") % counts)
    else:
        found.append(ngettext("It has one judge of %(wanted)s: %(names)s.", "It has %(num)s judges of %(wanted)s: %(names)s.", len(others)) % counts)  # fmt: skip
    if (entry.id, judge.id) in ground.possible:
        found.append(_("A possible conflict isn't settled yet, so plans avoid the two."))
    if ground.wishes.bids.get((entry.id, judge.id)) == -1:
        found.append(_("The judge would rather not."))
    if not found[:-1] and len(others) < wanted:
        found.append(_("Nothing speaks against it: a new plan, or you by hand, can add the judge."))
    return found


def everybody(ground: Ground, record: Record, program: Program, wanted: int, entry: Candidate) -> list[Answer]:
    """The answer for each judge; those who see it first."""
    found = [why(ground, record, program, wanted, entry, judge) for judge in ground.judges]
    return sorted(found, key=lambda one: not one.sees)
