"""Rules about one nomination: its owner, and the organizers of its program."""

from app.policy.facts import ALLOWED, HIDDEN, Decision, Facts, NominationFacts, Rule, Viewer, no


def owner(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    return ALLOWED if viewer and viewer.user_id == facts.owner_id else HIDDEN


def see_nomination(viewer: Viewer | None, facts: Facts) -> Decision:
    """The owner, and the program's organizers once it was submitted; drafts are private, and a conflict removes rights."""
    assert isinstance(facts, NominationFacts)
    if viewer and viewer.user_id == facts.owner_id:
        return ALLOWED
    if viewer and viewer.is_organizer(facts.program.program_id) and facts.has_submission:
        if facts.conflicted:
            return no("You have a conflict of interest with this nomination, so another organizer looks after it.")
        return ALLOWED
    return HIDDEN


def while_open(*states: str, otherwise: str) -> Rule:
    def rule(viewer: Viewer | None, facts: Facts) -> Decision:
        assert isinstance(facts, NominationFacts)
        decision = owner(viewer, facts)
        if not decision:
            seen = see_nomination(viewer, facts)
            return no("Only its nominator can change a nomination.") if seen else decision
        if facts.program.phase == "draft":
            return no("Nominations are not open yet.")
        if facts.program.phase != "open":
            return no(
                f"Nominations closed on {facts.program.closes}. Your text is kept, and you can still read it here."
            )
        if facts.state not in states:
            return no(otherwise)
        return ALLOWED

    return rule


def delete(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    decision = owner(viewer, facts)
    if decision and (facts.state != "draft" or facts.has_submission):
        return no("A nomination that was submitted can be withdrawn, but not deleted.")
    return decision


def answer(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    decision = owner(viewer, facts)
    if decision and not facts.question_open:
        return no("There is no open question about the category of this nomination.")
    if decision and facts.on_behalf:
        return no(
            "It came from a sheet that named no nominator, so there is nobody to ask: decide it on the flags page."
        )
    if decision and facts.program.phase not in ("open", "closed"):
        return no("Judging has begun, so the category can be changed by the organizers only.")
    if decision and facts.program.phase == "closed" and facts.answer_late:
        return no(
            f"The date for an answer was {facts.answer_by}. If you still have something to add, please write to the"
            " organizers: they can give you more time."
        )
    return decision


def crm(viewer: Viewer | None, facts: Facts) -> Decision:
    """While it can be changed, and while a question about its category can be answered."""
    changing = while_open("draft", "submitted", otherwise="This nomination was withdrawn. Revive it first.")(
        viewer, facts
    )
    return ALLOWED if changing or answer(viewer, facts) else changing


def consent(viewer: Viewer | None, facts: Facts) -> Decision:
    """Its nominator, at any time: what was agreed to can be taken back after publication too."""
    assert isinstance(facts, NominationFacts)
    decision = owner(viewer, facts)
    if decision and facts.on_behalf:
        return no("It came from a sheet that named no nominator, so there is nobody who could agree.")
    return decision


def organize_nomination(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    if not (viewer and viewer.is_organizer(facts.program.program_id) and facts.has_submission):
        return HIDDEN
    if facts.conflicted:
        return no("You have a conflict of interest with this nomination, so another organizer looks after it.")
    if facts.owner_id == viewer.user_id and not facts.on_behalf:
        return no("You made this nomination yourself, so another organizer looks after it.")
    return ALLOWED


def record_conflict(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    if viewer and viewer.is_organizer(facts.program.program_id) and facts.has_submission:
        return ALLOWED
    return HIDDEN
