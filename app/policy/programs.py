"""Rules about a program as a whole, and about nothing in particular."""

from app.policy.facts import ALLOWED, DECLARE_FIRST, HIDDEN, Decision, Facts, ProgramFacts, Viewer, no


def public(viewer: Viewer | None, facts: Facts) -> Decision:
    return ALLOWED


def signed_in(viewer: Viewer | None, facts: Facts) -> Decision:
    return ALLOWED if viewer else no("Please sign in first.")


def administrator(viewer: Viewer | None, facts: Facts) -> Decision:
    return ALLOWED if viewer and viewer.is_administrator else HIDDEN


def see_program(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    if facts.published or (viewer and (viewer.is_administrator or facts.program_id in viewer.roles)):
        return ALLOWED
    return HIDDEN


def organizer(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    return ALLOWED if viewer and viewer.is_organizer(facts.program_id) else HIDDEN


def people(viewer: Viewer | None, facts: Facts) -> Decision:
    """Administrators appoint organizers; organizers invite both kinds."""
    return ALLOWED if viewer and viewer.is_administrator else organizer(viewer, facts)


def rubric(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    """Also after the first score: then a change makes a new version, and scorecards keep theirs."""
    return organizer(viewer, facts)


def nominate(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    if not facts.published:
        return HIDDEN
    if facts.phase == "draft":
        return no("Nominations are not open yet.")
    if facts.phase != "open":
        return no(f"Nominations closed on {facts.closes}.")
    return signed_in(viewer, facts)


def desk(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    return ALLOWED if viewer and viewer.is_judge(facts.program_id) else HIDDEN


def read_desk(viewer: Viewer | None, facts: Facts) -> Decision:
    """What shows the content of several nominations of a judge's own."""
    assert isinstance(facts, ProgramFacts)
    decision = desk(viewer, facts)
    return DECLARE_FIRST if decision and facts.undeclared else decision


def finish_desk(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    decision = desk(viewer, facts)
    if decision and facts.phase in ("draft", "open", "closed"):
        return no(f"Judging opens on {facts.judging_opens}.")
    if decision and facts.phase != "judging" and not (facts.phase == "tallying" and facts.extended):
        return no(f"Judging closed on {facts.judging_closes}.")
    return decision


def compare_desk(viewer: Viewer | None, facts: Facts) -> Decision:
    """Never before the close: who could still change a score must not know what the others gave."""
    assert isinstance(facts, ProgramFacts)
    decision = desk(viewer, facts)
    if decision and not facts.judges_compare:
        return no("In this program judges don't see how their scores compare.")
    if decision and facts.phase not in ("tallying", "archived"):
        return no(f"You see how your scores compare once judging has closed, on {facts.judging_closes}.")
    if decision and facts.phase == "tallying" and facts.scores_open:
        return no("A judge has more time than the others: you see how your scores compare once all are in.")
    return decision


def vote(viewer: Viewer | None, facts: Facts) -> Decision:
    """Which votes somebody is asked to, and who doesn't take part, is looked up for each vote."""
    assert isinstance(facts, ProgramFacts)
    decision = desk(viewer, facts)
    if decision and facts.phase not in ("tallying", "archived"):
        return no("The panel votes once judging has closed.")
    return decision


def deciding(viewer: Viewer | None, facts: Facts) -> Decision:
    """Only when all scores are in. Who has a conflict in a category is kept from it there, and from nothing else."""
    assert isinstance(facts, ProgramFacts)
    decision = organizer(viewer, facts)
    if decision and facts.phase not in ("tallying", "archived"):
        return no("Winners can be decided once judging has closed, so that no score comes after the decision.")
    return decision
