"""Rules about one nomination and the judge who reads it."""

from app.policy.facts import ALLOWED, DECLARE_FIRST, HIDDEN, Decision, Facts, NominationFacts, Viewer, no


def judge(viewer: Viewer | None, facts: Facts) -> Decision:
    """Assigned, without a conflict, not their own; and only a nomination that is in the contest, once judging has opened."""
    assert isinstance(facts, NominationFacts)
    if not viewer or not viewer.is_judge(facts.program.program_id) or not facts.assigned or facts.conflicted:
        return HIDDEN
    if facts.owner_id == viewer.user_id or facts.state != "submitted":
        return HIDDEN
    if facts.program.phase in ("draft", "open", "closed"):
        return no(f"Judging opens on {facts.program.judging_opens}.")
    return ALLOWED


def read(viewer: Viewer | None, facts: Facts) -> Decision:
    """What shows a nomination's content waits for the judge's declaration; what only writes does not, so that nothing is lost."""
    assert isinstance(facts, NominationFacts)
    decision = judge(viewer, facts)
    return DECLARE_FIRST if decision and facts.program.undeclared else decision


def score(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    decision = judge(viewer, facts)
    in_time = facts.program.phase == "judging" or (facts.program.phase == "tallying" and facts.extended)
    if decision and not in_time:
        return no(f"Judging closed on {facts.program.judging_closes}. What you saved before that is kept.")
    if decision and facts.final:
        return no("Your scorecard is final. If something in it is wrong, ask an organizer to reopen it.")
    return decision


def recuse(viewer: Viewer | None, facts: Facts) -> Decision:
    """Always reachable for an assigned judge: a conflict may be found at any time."""
    return judge(viewer, facts)


def evidence(viewer: Viewer | None, facts: Facts) -> Decision:
    """A file can't be made blind, since its cells, name and properties may say who somebody is; only a copy can."""
    assert isinstance(facts, NominationFacts)
    decision = read(viewer, facts)
    if decision and facts.program.blind and not facts.copies:
        return no("Judging is blind here, and a file may name somebody: the organizers hold it.")
    return decision
