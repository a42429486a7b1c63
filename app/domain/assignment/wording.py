"""Wishes that can't be met, in plain words with what would help. The page translates, the command line doesn't."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.assignment.wishes import Key, Missing
from app.domain.work import called

Translate = Callable[[str], str]


def missing_text(
    missing: Missing,
    names: Mapping[Key, str] | None = None,
    translate: Translate = lambda text: text,
    mode: str = "score",
) -> str:
    """One sentence or two. `names`: how nominations, judges and categories are called; their keys if not given. `mode`: of the
    round (`app.domain.work`)."""
    work = called(mode)
    where, number = _some(missing.categories, names), len(missing.nominations)
    text = translate(
        _SINGLE
        if missing.why == "lone" and missing.possible == 1
        else _TEXTS_OF_ONE[missing.why]
        if number == 1 and missing.why in _TEXTS_OF_ONE
        else _TEXTS[missing.why]
    )
    if missing.why in _HELPS:
        text += " " + translate(_HELPS[missing.why] + (_FEWER if missing.fewest else "."))
    return text % {
        "nominations": _some(missing.nominations, names), "judges": _some(missing.judges, names),
        "where": where, "in_where": translate(" in %s") % where if where else "", "for_where": translate(" for %s") % where if where else "",
        "number": _count(number, "nomination"), "panel": _count(len(missing.judges), "judge"), "wanted": missing.wanted,
        "possible": missing.possible, "has": _count(missing.possible, "nomination"),
        "lacking": missing.wanted - missing.possible, "fewest": _count(missing.fewest, translate(work.each)),
        "each": missing.wanted // max(number, 1) if missing.why == "capacity" else missing.wanted,
        "more": _count(missing.more_judges, "more judge"), "scores": translate(work.of_each),
    }  # fmt: skip


_TEXTS = {
    "nobody": "There are no judges, so none of %(wanted)d %(scores)s can be given. Judges first.",
    "conflicts": "%(number)s%(in_where)s (%(nominations)s) get %(possible)d of %(wanted)d judges each: nobody else may judge "
    "them, or takes any.",
    "capacity": "%(lacking)d of %(wanted)d %(scores)s can't be given%(in_where)s: whoever may still judge %(nominations)s "
    "(%(number)s) is full (%(panel)s).",
    "judge": "Judge %(judges)s gets %(has)s and wants at least %(wanted)d: there are no more to give within the limit of judges "
    "per nomination. A higher limit would help, or fewer for this judge.",
    "apart": "%(judges)s should not judge the same nomination, but both have %(nominations)s. Another judge who may judge it "
    "would help.",
    "together": "%(judges)s should have a nomination in common, but have none: no exchange allows it.",
    "lone": "%(judges)s: only one of %(where)s (%(nominations)s), with nothing beside it to tell it from. Another one there, or none, would "
    "help; conflicts, panels, limits or work begun stand against it.",
    "short": "%(nominations)s: %(possible)d of %(wanted)d judges.",
    "many": "%(nominations)s: %(possible)d judges, %(wanted)d at most are wanted.",
    "over": "%(judges)s gets %(has)s and takes %(wanted)d at most.",
    "barred": "%(judges)s can't keep %(nominations)s: a conflict forbids it.",
    "keeps": "%(judges)s keeps %(has)s and takes %(wanted)d at most: what is to be kept stays.",
    "kept": "%(nominations)s keeps %(possible)d judges, %(wanted)d at most are wanted: what is to be kept stays.",
}
_SINGLE = (
    "%(where)s has a single nomination (%(nominations)s), with nothing beside it to tell it from: no plan can mend that. It can be "
    "moved to another category."
)
_TEXTS_OF_ONE = {
    "conflicts": "%(nominations)s%(in_where)s gets %(possible)d of %(wanted)d judges: nobody else may judge it, or takes any.",
}
_HELPS = {
    "conflicts": "%(more)s%(for_where)s would help",
    "capacity": "%(more)s%(for_where)s would help, or a higher limit for those who are there",
}
_FEWER = ", or %(fewest)s instead of %(each)d."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _some(keys: Sequence[Key], names: Mapping[Key, str] | None) -> str:
    return ", ".join((names or {}).get(key, str(key)) for key in keys[:5]) + (" …" if len(keys) > 5 else "")
