"""What was decided in a category, as the results book says it."""

from collections.abc import Collection, Sequence
from typing import Any

from app.exports.pdf.certificates import kind_of
from app.exports.pdf.paper import broken, short
from app.results.models import CategoryDecision, DecisionState
from app.results.queries.adjusting import Adjusted
from app.results.queries.awards import Awarded, is_gone
from app.results.queries.boards import Board
from app.results.queries.standings import Entry
from app.web import filters
from app.web.i18n import _


def decision_in(
    board: Board, awards: Sequence[Awarded], decisions: Sequence[CategoryDecision], kept_from: Collection[int]
) -> dict[str, Any]:
    """`state` is a sentence. A category in which the reader has a conflict of interest tells nothing of it."""
    own = [one for one in awards if one.category.id == board.category.id]
    if board.left_out or any(one.nomination and one.nomination.id in kept_from for one in own):
        state = _("You have a conflict of interest in this category, so its decision is left out.")
        return {"state": state, "awards": [], "override": ""}
    decision = next((one for one in decisions if one.category_id == board.category.id), None)
    if decision is None or not own:
        return {"state": _("Nothing is decided here yet."), "awards": [], "override": ""}
    state = {
        DecisionState.DRAFT: _("A draft: neither proposed nor approved."),
        DecisionState.PROPOSED: _("Proposed, and not approved yet."),
        DecisionState.APPROVED: _("Decided and approved."),
    }[decision.state]
    reason = _("Decided all the same, because: %(reason)s") % {"reason": broken(decision.override)}
    return {"state": state, "awards": [_award(one) for one in own], "override": reason if decision.override else ""}


def _award(one: Awarded) -> dict[str, str]:
    who = [short(part) for part in (one.nominee, one.company) if part]
    reference = one.nomination.reference or "" if one.nomination else ""
    return {
        "kind": short(kind_of(one)), "who": ", ".join(who) + (f" ({reference})" if reference else ""),
        "gone": _("no longer in the contest or the category") if is_gone(one) else "", "citation": broken(one.award.citation),
    }  # fmt: skip


def adjusted_to(one: Adjusted, *, percent: bool) -> str:
    """Beside the score that the judges gave, which stays."""
    return _("adjusted to %(score)s") % {"score": filters.score(one.adjustment.new, percent=percent)}


def because(one: Adjusted, entry: Entry, *, percent: bool) -> str:
    told = {
        "who": f"{short(entry.nominee)} ({entry.reference})", "old": filters.score(one.adjustment.old, percent=percent),
        "new": filters.score(one.adjustment.new, percent=percent), "reason": broken(one.adjustment.reason),
    }  # fmt: skip
    return _("%(who)s: %(old)s by the scores, adjusted to %(new)s. Why: %(reason)s") % told
