"""What nominators may read of the judging: means per criterion, and comments that an organizer let through. No judge can be
told from another, neither within a nomination nor from one nomination to the next.

A nomination gets the feedback of the last round in which enough judges scored it: who did not reach the final still learns what
was thought before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.masking import Identity, Who, mask
from app.judging.models import Score, Scorecard
from app.judging.queries.counted import counted_scorecards
from app.nominations.models import Nomination, Submission
from app.programs.models import Category, Criterion, Program, Round, RoundMode
from app.programs.queries import categories, round_choice, versions
from app.results.models import CommentReview

FEWEST = 3  # judges behind a mean, and nominations of others behind a category's mean: fewer, and one could be computed


@dataclass(frozen=True, slots=True)
class Means:
    """Thousandths of a point. `category`: None where too few others are behind it."""

    name: str
    own: int
    category: int | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """`enough`: at least FEWEST judges scored; else there is nothing more. `comments`: of Judge A, Judge B … `round`: the name of
    the one it is of, where there are several."""

    enough: bool
    means: Sequence[Means] = ()
    comments: Sequence[str] = ()
    round: str = ""


def feedback_of(session: Session, program: Program, nomination: Nomination) -> Feedback:
    rounds = _scored_rounds(session, program.id)
    of = _last_judged(session, program.id, rounds, nomination.id).get(nomination.id)
    if of is None:
        return Feedback(False)
    cards = counted_scorecards(program.id, of.id).subquery()
    others = session.scalar(
        select(func.count(func.distinct(cards.c.nomination_id)))
        .join(Nomination, Nomination.id == cards.c.nomination_id)
        .where(cards.c.category_id == nomination.category_id, Nomination.owner_id != nomination.owner_id)
    )
    here = [one for one in categories(session, program.id) if one.id == nomination.category_id]
    told = versions(session, program.id, here, of.id)
    lines, same = told.latest[nomination.category_id], told.same
    own = _means(session, cards, cards.c.nomination_id == nomination.id, same)
    all_ = (
        _means(session, cards, cards.c.category_id == nomination.category_id, same) if (others or 0) >= FEWEST else {}
    )
    means = [
        Means(line.name, own[line.criterion_id], all_.get(line.criterion_id))
        for line in lines
        if line.criterion_id in own
    ]
    several = of.name if len(rounds) > 1 else ""
    return Feedback(True, means, _released_comments(session, cards, nomination.id), several)


def _scored_rounds(session: Session, program_id: int) -> list[Round]:
    """Those that have begun and ask for scores, in their order."""
    of = round_choice(session, program_id, None)
    return [one for one in of.rounds if one.mode is RoundMode.SCORE] if of else []


def _last_judged(
    session: Session, program_id: int, rounds: Sequence[Round], nomination_id: int | None = None
) -> dict[int, Round]:
    """Nomination → the last of these rounds in which enough judges scored it; one query a round."""
    found: dict[int, Round] = {}
    for one in rounds:
        cards = counted_scorecards(program_id, one.id).subquery()
        enough = select(cards.c.nomination_id).group_by(cards.c.nomination_id).having(func.count() >= FEWEST)
        if nomination_id is not None:
            enough = enough.where(cards.c.nomination_id == nomination_id)
        found |= dict.fromkeys(session.scalars(enough), one)
    return found


def _means(session: Session, cards: Any, of: Any, same: Mapping[int, int]) -> dict[int, int]:
    """Criterion of the latest version → mean, over all versions in which it was scored."""
    rows = session.execute(
        select(Score.criterion_id, func.sum(Score.thousandths), func.count(Score.thousandths))
        .join(cards, cards.c.scorecard_id == Score.scorecard_id)
        .join(Scorecard, Scorecard.id == Score.scorecard_id)
        .join(Criterion, (Criterion.id == Score.criterion_id) & (Criterion.rubric_id == Scorecard.rubric_id))
        .where(of, Score.thousandths.is_not(None))
        .group_by(Score.criterion_id)
    )
    sums: dict[int, tuple[int, int]] = {}
    for criterion_id, total, number in rows:
        before = sums.get(same.get(criterion_id, criterion_id), (0, 0))
        sums[same.get(criterion_id, criterion_id)] = (before[0] + int(total or 0), before[1] + number)
    return {key: round(total / number) for key, (total, number) in sums.items()}


def _released_comments(session: Session, cards: Any, nomination_id: int) -> list[str]:
    """In the order that was drawn for this nomination; a comment that was changed since it was read is not among them."""
    rows = session.scalars(
        select(CommentReview.text)
        .join(cards, cards.c.scorecard_id == CommentReview.scorecard_id)
        .join(Scorecard, Scorecard.id == CommentReview.scorecard_id)
        .where(
            cards.c.nomination_id == nomination_id, CommentReview.text != "",
            CommentReview.original == Scorecard.comment_nominee,
        )
        .order_by(CommentReview.place)
    )  # fmt: skip
    return list(rows)


def enough_judges(session: Session, program_id: int) -> set[int]:
    """Ids of nominations with enough counted scorecards for feedback, in any round."""
    return set(_last_judged(session, program_id, _scored_rounds(session, program_id)))


@dataclass(frozen=True, slots=True)
class Comment:
    """A judge's comment to the nominee, for the organizer who reads it first. `review` is None while nobody did, or since the
    judge changed it. `names`: words in it that may say who wrote it."""

    scorecard_id: int
    reference: str
    public_id: str
    nominee: str
    category: str
    original: str
    review: CommentReview | None
    names: Sequence[str]


def comments_to_read(session: Session, program_id: int, hidden: Collection[int]) -> list[Comment]:
    """Of nominations with enough judges, each of the round that its feedback is of; the unread first. Three queries, and two more
    for each round that asks for scores."""
    rounds = _scored_rounds(session, program_id)
    last = _last_judged(session, program_id, rounds)
    found = [
        Comment(
            card.id, nomination.reference or "", nomination.public_id, sent.nominee_name, category.name, card.comment_nominee,
            review if review is not None and review.original == card.comment_nominee else None,
            _names(card.comment_nominee, judge),
        )
        for one in rounds
        for card, nomination, sent, category, judge, review in _commented(session, program_id, one, hidden)
        if last.get(nomination.id) is one
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.review is not None)


def _commented(session: Session, program_id: int, of: Round, hidden: Collection[int]) -> Sequence[Any]:
    cards = counted_scorecards(program_id, of.id).subquery()
    return session.execute(
        select(Scorecard, Nomination, Submission, Category, User, CommentReview)
        .join(cards, cards.c.scorecard_id == Scorecard.id)
        .join(Nomination, Nomination.id == cards.c.nomination_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Category, Category.id == Nomination.category_id)
        .join(User, User.id == cards.c.judge_id)
        .outerjoin(CommentReview, CommentReview.scorecard_id == Scorecard.id)
        .where(Scorecard.comment_nominee != "", Nomination.id.not_in(hidden))
        .order_by(Category.position, Nomination.number, func.length(Scorecard.comment_nominee), Scorecard.id)
    ).all()


def _names(text: str, judge: User) -> list[str]:
    who = Identity(Who.REMOVED, (judge.name,), (judge.company,), (judge.email,))
    return list(dict.fromkeys(text[span.start : span.end] for span in mask(text, [who]).spans))
