"""What the book calls things, and how it explains them."""

from app.programs.models import Program
from app.web import filters
from app.web.i18n import _, ngettext


def labels(*, percent: bool = False) -> dict[str, str]:
    """`percent`: judges ranked or compared."""
    return {
        "contents": _("Contents"), "page": _("Page"), "standings": _("Standings"), "rank": _("Rank"), "nominee": _("Nominee"),
        "score": _("Share") if percent else _("Score"), "interval": _("90% interval"), "scores": _("Judges") if percent else _("Scores"), "flag": _("Role and flag"), "decision": _("Decision"), "award": _("Award"), "citation": _("Citation"),
        "revenue": _("Revenue and its split"), "slope": _("From the headline to what was won"),
        "map": _("The hunter–farmer map"), "figures": _("The figures"), "share": _("Managed share"),
        "claimed": _("Rank by headline"), "won": _("Rank by revenue won"), "together": _("All categories together"),
        "words": _("What the words mean"), "pictures": _("Headline against what was won"), "reference": _("Reference"), "empty": _("Nobody is in the contest here."), "method": _("Official method"),
        "phase": _("Phase"), "made": _("As of"), "new": _("New business"), "expansion": _("Expansion"),
        "managed": _("Managed"), "undetermined": _("Undetermined"),
        "undrawn": _("Nobody's split is known, so nothing is drawn."),
    }  # fmt: skip


def roles() -> dict[str, str]:
    """As the badges of judges' pages name them."""
    return {
        "hunter": _("Hunter"), "farmer": _("Farmer"), "account_manager": _("Account manager"), "mixed": _("Mixed"),
    }  # fmt: skip


def words(program: Program, *, percent: bool) -> list[tuple[str, str]]:
    """Of the results book."""
    share = (_("Share and 90% interval"), _("Judges chose among nominees. The share is the percentage of the other nominees of the category that a judge is expected to put a nominee above, by the official method. It lies in the interval below it with 90% certainty; nominees whose intervals overlap may be equally good."))  # fmt: skip
    return [
        *revenue_words(program),
        share if percent else (_("Score and 90% interval"), _("The score follows the official method. Where an interval stands below it, the score lies in it with 90% certainty; nominees whose intervals overlap may be equally good.")),
        (_("From the headline to what was won"), _("On the left the rank by headline, on the right by new business. Solid green lines climb: these nominees won more than their headline tells. Dashed lines fall, dotted ones stay.")),
        (_("The hunter–farmer map"), _("From left to right the managed share, from bottom to top new business; the size is the revenue altogether. Triangles are hunters, squares farmers, circles account managers, diamonds mixed.")),
        ("□", _("Stands for a letter that this book's fonts don't have. The other exports have it as it was typed.")),
    ]  # fmt: skip


def revenue_words(program: Program) -> list[tuple[str, str]]:
    """Of everything that is printed with revenue in it."""
    threshold = filters.percent(program.threshold / 1000)
    return [
        (_("Headline"), _("The revenue that a nomination names. It never stands alone here: beside it stands how much of it is new business.")),
        (_("New business"), _("Revenue from customers that the nominee won.")),
        (_("Expansion"), _("Revenue that was added with customers that were there before.")),
        (_("Managed"), _("Revenue that was already there and was looked after. Managed is different, not worse.")),
        (_("Undetermined"), _("Revenue of which the nomination doesn't tell enough. What a headline holds beyond the customers that were named is counted here.")),
        (_("Managed share"), _("How much of the revenue is managed. The program's threshold is %(threshold)s.") % {"threshold": threshold}),
        (_("Flag"), _("A nomination that is mostly managed in a category for new business is flagged. An organizer settles each flag; a flag changes no score.")),
    ]  # fmt: skip


def left_out(number: int) -> str:
    """What a reader is kept from."""
    if not number:
        return ""
    return ngettext(
        "You have a conflict of interest with %(num)s nomination. It is left out here.",
        "You have a conflict of interest with %(num)s nominations. They are left out here.",
        number,
    ) % {"num": number}
