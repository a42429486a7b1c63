"""A plan in words and rows: who gets what and why, how much it is, and which wishes it can't meet.

`hidden`: nominations that this organizer must not look after; they are planned like all others, and not named."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.domain.assignment import Key
from app.domain.assignment.wording import missing_text
from app.domain.work import minutes_in, work_in
from app.judging.models import PlanKind
from app.judging.queries.drafting import Draft
from app.judging.queries.ground import Ground, Pair
from app.judging.queries.pace import left_in_words
from app.programs.models import CHOOSING, RoundMode
from app.web.i18n import _, ngettext
from app.web.paging import Page

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """`now`, `after`: nominations; `time`: for those not final yet. `knows`: of how many of them the judge ticked something."""

    id: int
    name: str
    now: int
    gets: int
    loses: int
    after: int
    time: str
    measured: bool
    least: int
    most: int | None
    knows: int
    left: bool  # no longer a judge here

    @property
    def changed(self) -> bool:
        return bool(self.gets or self.loses)


@dataclass(frozen=True, slots=True)
class Place:
    """One judge of a nomination in a draft. `change`: new | goes | stays."""

    judge: int
    name: str
    change: str
    fixed: bool  # work begun: nobody moves it
    why: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    id: int
    public_id: str
    reference: str
    nominee: str
    category_id: int
    after: int
    places: list[Place]


def judge_rows(ground: Ground, draft: Draft) -> list[JudgeRow]:
    """Judges by name; those who left and have something, last."""
    now = Counter(judge for _nomination, judge in ground.active)
    gets, loses = (Counter(judge for _n, judge in some) for some in (draft.added, draft.taken))
    knows = Counter(pair[1] for pair in draft.pairs if knowledge(ground, pair))
    found = []
    for judge_id in [*(one.id for one in ground.judges), *sorted(ground.departed)]:
        after = now[judge_id] + gets[judge_id] - loses[judge_id]
        load, minutes = ground.wishes.load(judge_id), _minutes_left(ground, draft, judge_id)
        time = left_in_words(1, timedelta(minutes=minutes)) if minutes > 0 else ""
        found.append(
            JudgeRow(
                judge_id, ground.name_of(judge_id), now[judge_id], gets[judge_id], loses[judge_id], after, time,
                _measured(ground, judge_id), load.least, load.most, knows[judge_id], judge_id in ground.departed,
            )
        )  # fmt: skip
    return found


def _minutes_left(ground: Ground, draft: Draft, judge: int) -> float:
    """What is left after the plan, category by category; what the judge began and the plan doesn't name included."""
    theirs = {pair[0] for pair in [*ground.active, *draft.added] if pair[1] == judge} - {
        n for n, j in draft.taken if j == judge
    }
    own: dict[int, list[int]] = {}
    for nomination in theirs:
        own.setdefault(ground.by_id[nomination].category_id, []).append(nomination)
    total = 0.0
    for category, some in own.items():
        final = sum((held := ground.active.get((one, judge))) is not None and held.final for one in some)
        pairs = ground.pairs.get((judge, category), 0)
        work = work_in(ground.mode, ground.choices, own=len(some), shown=len(some), final=final, pairs=pairs)
        total += minutes_in(
            ground.mode, work, len(some) - final, reading=ground.minutes.get(judge, ground.estimate), choosing=ground.pair_minutes.get(judge),
        )  # fmt: skip
    return total


def _measured(ground: Ground, judge: int) -> bool:
    return judge in (ground.pair_minutes if ground.mode == RoundMode.COMPARE else ground.minutes)


def changed_nominations(draft: Draft) -> frozenset[int]:
    return frozenset(nomination for nomination, _judge in draft.added | draft.taken)


def draft_rows(
    ground: Ground, draft: Draft, hidden: Collection[int], *, only_changed: bool, number: int
) -> tuple[list[DraftRow], Page]:
    """One page of nominations: those that are short first, then by number."""
    changed = changed_nominations(draft)
    after = Counter(nomination for nomination, _judge in draft.pairs)
    shown = [
        one for one in ground.entries
        if one.id not in hidden and (not only_changed or one.id in changed or after[one.id] < draft.asked.least)
    ]  # fmt: skip
    shown.sort(key=lambda one: after[one.id] >= draft.asked.least)
    page = Page.of(number, len(shown))
    rows = []
    for one in shown[page.offset : page.offset + page.size]:
        places = [_place(ground, draft, (one.id, judge)) for judge in draft.judges_of.get(one.id, [])]
        places.sort(key=lambda place: (place.change == "goes", place.name))
        rows.append(DraftRow(one.id, one.public_id, one.reference, one.nominee, one.category_id, after[one.id], places))
    return rows, page


def _place(ground: Ground, draft: Draft, pair: Pair) -> Place:
    held, change = ground.active.get(pair), draft.change_of(pair)
    why = [] if change == "goes" else reasons(ground, pair)
    if pair in draft.by_hand:
        why.insert(0, _("by hand"))
    elif change == "new" and not why:
        why = [_("evens out the loads")]
    return Place(pair[1], ground.name_of(pair[1]), change, bool(held and held.begun), "; ".join(why))


def knowledge(ground: Ground, pair: Pair) -> list[str]:
    """What of a nomination the judge ticked: its category, and topics with the word that stands in it."""
    nomination, judge = pair
    entry = ground.by_id.get(nomination)
    found = []
    if entry and entry.category_id in ground.wishes.ticked_categories.get(judge, ()):
        found.append(_("knows the category"))
    ticked, about = ground.wishes.ticked_topics.get(judge, ()), ground.subjects.get(nomination, {})
    for topic in ground.wishes.topics:
        if topic.id in ticked and topic.id in about:
            found.append(_("knows %(topic)s (“%(word)s”)") % {"topic": topic.name, "word": about[topic.id]})
    return found


def reasons(ground: Ground, pair: Pair) -> list[str]:
    """Why this judge and this nomination fit, or don't quite."""
    nomination, judge = pair
    entry = ground.by_id.get(nomination)
    found = []
    if entry and len(ground.panels.seats) > 1:
        seats = ground.panels.of_nomination(nomination, entry.category_id)
        found += [_("panel “%s”") % one.name for one in seats if judge in one.judges]
    found += knowledge(ground, pair)
    bid = ground.wishes.bids.get(pair, 0)
    if bid:
        found.append(_("would gladly") if bid > 0 else _("would rather not"))
    if pair in ground.possible:
        found.append(_("possible conflict, not settled yet"))
    return found


def unmet(ground: Ground, draft: Draft, hidden: Collection[int], categories: Mapping[int, str], mode: str) -> list[str]:
    """Wishes that the plan can't meet in a round of this mode, with what would help."""
    names: dict[Key, str] = {f"n{one.id}": one.reference for one in ground.entries if one.id not in hidden}
    names.update({f"n{one}": _("one you don't look after") for one in hidden})
    names.update({f"c{key}": name for key, name in categories.items()})
    names.update({f"j{one}": ground.name_of(one) for one in [*ground.judge_by_id, *ground.departed]})
    # What is begun stays, whatever a judge takes by now: that is no wish of this plan.
    found = [missing_text(one, names, _, mode) for one in draft.told.missing if one.why not in ("keeps", "kept")]
    homeless = [
        names[f"n{one.id}"] for one in ground.entries
        if ground.panels.seats and not ground.panels.of_nomination(one.id, one.category_id)
    ]  # fmt: skip
    if homeless:
        words = {"which": ", ".join(homeless[:MOST_NAMED]) + (" …" if len(homeless) > MOST_NAMED else "")}
        found.insert(0, _("No panel judges %(which)s: put it on one by category or by hand.") % words)
    return found


def _alone(ground: Ground) -> int:
    """How often a judge has a single nomination of a category that could go to others, or be joined by another."""
    held: dict[tuple[int, int], list[int]] = {}
    for nomination, judge in ground.active:
        if judge in ground.judge_by_id:
            held.setdefault((judge, ground.by_id[nomination].category_id), []).append(nomination)
    found = 0
    for (judge, category), own in held.items():
        others = [one for one in ground.entries if one.category_id == category and one.id != own[0]]
        near = any((one.id, judge) not in ground.forbidden for one in others)
        found += len(own) == 1 and bool(others) and (near or not ground.active[own[0], judge].begun)
    return found


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a new plan would mend. `kind`: the kind of plan that does it."""

    text: str
    kind: PlanKind


def needs(whole: Ground, wanted: int, hidden: Collection[int]) -> list[Need]:
    """What is not as it should be, before any plan is asked for."""
    ground, found = whole.without(hidden), []
    alone = _alone(whole) if whole.mode in CHOOSING else 0
    if alone:
        text = ngettext("A judge has only one nomination of a category, with nothing to tell it from.", "%(num)s times a judge has only one nomination of a category, with nothing to tell it from.", alone)  # fmt: skip
        found.append(Need(text % {"num": alone}, PlanKind.MEND))
    for judge in sorted(ground.departed, key=ground.name_of):
        left = sum(not held.final for pair, held in ground.active.items() if pair[1] == judge)
        if left:
            words = {"name": ground.name_of(judge), "num": left}
            text = ngettext("%(name)s no longer judges here and leaves one nomination unfinished.", "%(name)s no longer judges here and leaves %(num)s nominations unfinished.", left)  # fmt: skip
            found.append(Need(text % words, PlanKind.MEND))
    loads = Counter(judge for _nomination, judge in ground.active)
    for judge_row in ground.judges:
        most = ground.wishes.load(judge_row.id).most
        if most is not None and loads[judge_row.id] > most:
            words = {"name": judge_row.name, "has": loads[judge_row.id], "most": most}
            found.append(Need(_("%(name)s has %(has)s nominations and takes %(most)s at most.") % words, PlanKind.MEND))
    astray = sum(pair in ground.forbidden and not held.begun and pair[1] in ground.judge_by_id for pair, held in ground.active.items())  # fmt: skip
    if astray:
        text = ngettext("One assignment no longer fits its panel or a conflict.", "%(num)s assignments no longer fit their panels or a conflict.", astray)  # fmt: skip
        found.append(Need(text % {"num": astray}, PlanKind.MEND))
    covered = Counter(pair[0] for pair, held in ground.active.items() if held.final or pair[1] not in ground.departed)
    short = sum(covered[one.id] < wanted for one in ground.entries)
    if short:
        text = ngettext("One nomination has fewer than %(wanted)s judges.", "%(num)s nominations have fewer than %(wanted)s judges.", short)  # fmt: skip
        found.append(Need(text % {"num": short, "wanted": wanted}, PlanKind.ADD))
    return found
