"""Why a judge can't be given a nomination, in words."""

from app.web.i18n import _


def why_not(reason: str) -> str:
    return {
        "own": _("This judge made the nomination. Please choose another judge."),
        "company": _("This judge is of the nominee's or the nominator's company. Please choose another judge."),
        "conflict": _("This judge has a conflict with the nomination. Please choose another judge."),
        "panel": _("The nomination is judged by another panel. Please choose a judge of that panel, or change the panels."),
        "recused": _("This judge stepped back from the nomination. Please choose another judge."),
        "taken": _("The nomination was taken from this judge before. To give it back, do so under Assignments, one by hand."),
        "already": _("This judge has the nomination already."),
        "begun": _("This judge has begun with it. To take it away all the same, do so under Assignments, with a reason."),
        "gone": _("The nomination or the judge is no longer there."),
    }[reason]  # fmt: skip
