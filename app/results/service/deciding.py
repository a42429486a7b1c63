"""Decides a category: awards are drafted, proposed with what they rest on, and approved by somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.decisions import TieRule
from app.domain.errors import UserError
from app.nominations.models import Nomination
from app.programs.models import Program
from app.programs.queries import rules_are_fixed
from app.results.models import Award, AwardKind, CategoryDecision, DecisionState
from app.results.queries.awards import is_public, is_released, publication_of
from app.results.queries.boards import results_now
from app.results.queries.computed import Computed
from app.results.queries.deciding import PLACED, Deciding, Decisions
from app.results.service.announcing import ALL, drop_held
from app.results.service.keeping import keep_results, pin_results
from app.web.i18n import _


def set_tie_rules(session: Session, program: Program, rules: Sequence[TieRule], *, by: int, now: datetime) -> None:
    if rules_are_fixed(program, now):
        raise UserError(
            _("The tie rules are fixed since judging opened, so that nobody can choose them by who would win.")
        )
    if len(set(rules)) != len(rules):
        raise UserError(_("Each rule can stand only once in the order."))
    before, after = list(program.tie_rules), [rule.value for rule in rules]
    if before == after:
        return
    program.tie_rules = after
    about = ("program", program.id)
    record(session, program_id=program.id, actor_id=by, action="decision.tie_rules", about=about, now=now, before={"tie_rules": before}, after={"tie_rules": after})  # fmt: skip


def add_award(
    session: Session,
    program: Program,
    one: Deciding,
    kind: AwardKind,
    nomination: Nomination | None,
    *,
    title: str,
    citation: str,
    by: int,
    now: datetime,
) -> None:
    _open_draft(one)
    _fits(one, kind, nomination, title)
    decision = one.decision
    if decision is None:
        decision = CategoryDecision(category_id=one.category.id, state=DecisionState.DRAFT, blocked=[])
        session.add(decision)
        session.flush()
    session.add(
        Award(
            decision_id=decision.id, nomination_id=nomination.id if nomination else None, kind=kind, title=title,
            citation=citation,
        )
    )  # fmt: skip
    session.flush()
    about = ("nomination", nomination.id) if nomination else ("category", one.category.id)
    record(session, program_id=program.id, actor_id=by, action="award.add", about=about, now=now, after={"kind": kind.value})  # fmt: skip


def _fits(one: Deciding, kind: AwardKind, nomination: Nomination | None, title: str) -> None:
    kinds = [award.award.kind for award in one.awards]
    if kind is AwardKind.NOBODY:
        if any(given in (AwardKind.WINNER, AwardKind.SHARED) for given in kinds):
            raise UserError(_("There is a winner already. Take it off first, if nobody is to get the award."))
        return
    if nomination is None:
        raise UserError(_("Please choose who gets it."))
    if kind in (AwardKind.WINNER, AwardKind.SHARED) and AwardKind.NOBODY in kinds:
        raise UserError(_("It says that nobody gets the award. Take that off first."))
    if kind is AwardKind.SPECIAL and not title:
        raise UserError(_("Please give the special recognition a name."))
    if kind is not AwardKind.SPECIAL and nomination.category_id != one.category.id:
        raise UserError(_("This nomination is in another category. Only a special recognition can go there."))
    if kind in PLACED and any(
        given.nomination and given.nomination.id == nomination.id and given.award.kind in PLACED for given in one.awards
    ):
        raise UserError(_("This nominee has a place already."))


def drop_award(session: Session, program: Program, one: Deciding, award_id: int, *, by: int, now: datetime) -> None:
    _open_draft(one)
    found = next((given.award for given in one.awards if given.award.id == award_id), None)
    if found is None:
        raise UserError(_("This award was taken off already."))
    about = ("nomination", found.nomination_id) if found.nomination_id else ("category", one.category.id)
    record(session, program_id=program.id, actor_id=by, action="award.drop", about=about, now=now, before={"kind": found.kind.value})  # fmt: skip
    session.execute(delete(Award).where(Award.id == found.id))


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why it is decided all the same: with flags that wait, and for nominees with too few scores. Each needs its own."""

    flags: str = ""
    few: str = ""


def propose(
    session: Session,
    program: Program,
    one: Deciding,
    reasons: Reasons,
    *,
    seen: Iterable[Computed],
    by: int,
    now: datetime,
) -> None:
    """What speaks against it blocks it, unless a reason is given for each; reasons are kept and shown. `seen`: results computed
    for the proposer that are not in the store yet."""
    _open_draft(one)
    decision = _locked(session, one)
    if decision is None or not one.awards:
        raise UserError(_("Please choose the winner first, or say that nobody gets the award."))
    _complete(one)
    _nobody_gone(one)
    _nothing_under_way(one)
    if one.flags and not reasons.flags:
        raise UserError(_("Flags or questions wait here. Settle them first, or write why you decide all the same."))
    if one.few and not reasons.few:
        raise UserError(
            _("Somebody with too few scores gets a place. Take it off, or write why you decide all the same.")
        )
    _keep_what_it_rests_on(session, program, one, seen, now)
    decision.state, decision.digest, decision.basis = DecisionState.PROPOSED, one.basis.result, one.basis.whole
    decision.blocked = [["flags", one.flags]] * bool(one.flags) + [["few", len(one.few)]] * bool(one.few)
    decision.override = reasons.flags if one.flags else ""
    decision.override_few = reasons.few if one.few else ""
    decision.proposed_by_id, decision.proposed_at = by, now
    decision.approved_by_id = decision.approved_at = decision.published_at = None
    reason = "; ".join(filter(None, (decision.override, decision.override_few)))
    _tell(session, program, one, "decision.propose", by, now, reason=reason, after={"awards": len(one.awards), "result": one.digest[:12]})  # fmt: skip


def _complete(one: Deciding) -> None:
    kinds = [award.award.kind for award in one.awards]
    if kinds.count(AwardKind.SHARED) == 1:
        raise UserError(_("An award that is shared needs two people at least."))
    if not {AwardKind.WINNER, AwardKind.SHARED, AwardKind.NOBODY}.intersection(kinds):
        raise UserError(_("Please choose the winner first, or say that nobody gets the award."))


def _keep_what_it_rests_on(
    session: Session, program: Program, one: Deciding, seen: Iterable[Computed], now: datetime
) -> None:
    """The official result, and the one that the proposer saw: for somebody with a conflict elsewhere it is another one."""
    keep_results(session, program.id, [*results_now(session, program).fresh, *seen], now=now)
    own = one.board.result.digest if one.board and one.board.result else ""
    pin_results(session, program.id, [digest for digest in (one.basis.result, own) if digest])


def approve(session: Session, program: Program, one: Deciding, all_: Decisions, *, by: int, now: datetime) -> None:
    _not_shut(one)
    decision = _locked(session, one)
    if decision is None or decision.state is not DecisionState.PROPOSED:
        raise UserError(_("There is no proposal to approve."))
    _nobody_gone(one)
    if one.stale:
        raise UserError(
            _(
                "Scores or their rules changed since this was proposed. Take it back, look at the order again, and propose anew."
            )
        )
    _nothing_under_way(one)
    if (one.flags and not decision.override) or (one.few and not decision.override_few):
        raise UserError(_("Something new speaks against it, see above. Take the proposal back, and settle that first."))
    if all_.organizers > 1 and decision.proposed_by_id == by:
        raise UserError(_("You proposed this yourself, so another organizer approves it."))
    decision.state, decision.approved_by_id, decision.approved_at = DecisionState.APPROVED, by, now
    _tell(session, program, one, "decision.approve", by, now, after={"awards": len(one.awards), "result": one.digest[:12]})  # fmt: skip


def _nothing_under_way(one: Deciding) -> None:
    if one.is_voting:
        raise UserError(_("The panel is voting on this category. Wait until the vote is over, or close it."))
    if one.adjusting:
        raise UserError(_("An adjustment waits for approval. Approve it or take it back first."))


def withdraw(session: Session, program: Program, one: Deciding, *, by: int, now: datetime) -> None:
    """Back to a draft; not once it is public."""
    _not_shut(one)
    decision = _locked(session, one)
    if decision is None or decision.state is DecisionState.DRAFT:
        raise UserError(_("There is nothing to take back."))
    publication = publication_of(session, program.id)
    if is_released(decision, publication) and is_public(publication, now) and not one.is_held:
        raise UserError(_("This is public already and can't be taken back here."))
    decision.state = DecisionState.DRAFT
    drop_held(session, program.id, ALL)  # written anew when they are released
    decision.proposed_by_id = decision.proposed_at = decision.approved_by_id = decision.approved_at = None
    decision.published_at = None
    _tell(session, program, one, "decision.withdraw", by, now)


def _tell(
    session: Session,
    program: Program,
    one: Deciding,
    action: str,
    by: int,
    now: datetime,
    *,
    after: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    """Names nobody: organizers with a conflict read the trail too."""
    about = ("category", one.category.id)
    record(session, program_id=program.id, actor_id=by, action=action, about=about, now=now, after=after, reason=reason)


def _locked(session: Session, one: Deciding) -> CategoryDecision | None:
    return session.scalars(
        select(CategoryDecision)
        .where(CategoryDecision.category_id == one.category.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _nobody_gone(one: Deciding) -> None:
    if one.gone:
        raise UserError(
            _(
                "%(names)s can no longer get this award: the nomination was withdrawn, taken out, or moved to another category. Take it off first, and propose anew."
            )
            % {"names": ", ".join(one.gone)}
        )


def _not_shut(one: Deciding) -> None:
    if one.shut:
        raise UserError(_("You have a conflict of interest in this category, so other organizers decide it."))


def _open_draft(one: Deciding) -> None:
    _not_shut(one)
    if one.state is not DecisionState.DRAFT:
        raise UserError(_("This was proposed already. Take the proposal back to change it."))
