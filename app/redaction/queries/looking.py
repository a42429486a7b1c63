"""The texts of a nomination that its judges read, with every place that names somebody or looks like it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.masking import NOBODY, SURE, Crowd, Kind, Mark, Veil, Who
from app.domain.revenue import Assessment as Assessed
from app.nominations.forms import referees_of, story_of
from app.nominations.models import Assessment, Nomination, Submission
from app.nominations.queries import answered_of, latest
from app.nominations.queries.crm import Evidence, evidence_of
from app.programs.models import Program
from app.redaction.models import Redaction
from app.redaction.queries.crowds import crowd_of
from app.redaction.queries.veils import Decided, veil_for


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text. `mark`: it names, or may name, somebody; `key`: what a form calls that place."""

    text: str
    mark: Mark | None = None
    key: str = ""

    @property
    def is_offered(self) -> bool:
        """Pointed out only: hidden if an organizer says so, then wherever it stands."""
        return self.mark is not None and not hides_itself(self.mark)


@dataclass(frozen=True, slots=True)
class Text:
    """`about`: title | story | explanation | first | customer | displaced | link."""

    about: str
    text: str
    digest: str
    marks: Sequence[Mark]
    is_new: bool  # nobody has read it yet

    @property
    def pieces(self) -> Iterator[Piece]:
        done = 0
        for mark in self.marks:
            if mark.start > done:
                yield Piece(self.text[done : mark.start])
            yield Piece(self.text[mark.start : mark.end], mark, self.key(mark))
            done = mark.end
        if done < len(self.text):
            yield Piece(self.text[done:])

    def key(self, mark: Mark) -> str:
        return f"{self.digest}:{mark.start}:{mark.end}"


@dataclass(frozen=True, slots=True)
class Looking:
    """A nomination as an organizer looks through it. `version`: 0 where nothing was decided yet."""

    submission_id: int
    nominee: tuple[str, str]
    owner: tuple[str, str, str]
    veil: Veil
    texts: Sequence[Text]
    stored: Redaction | None

    @property
    def version(self) -> int:
        return self.stored.version if self.stored else 0

    @property
    def is_read(self) -> bool:
        return self.stored is not None and self.stored.read_submission_id == self.submission_id

    def of(self, *about: str) -> list[Text]:
        return [text for text in self.texts if text.about in about]


def hides_itself(mark: Mark) -> bool:
    """Whether judges don't read it unless an organizer lets it stand."""
    return mark.kind is None or mark.kind in SURE


def redaction_of(session: Session, nomination_id: int) -> Redaction | None:
    return session.scalar(select(Redaction).where(Redaction.nomination_id == nomination_id))


def look(session: Session, nomination: Nomination) -> Looking | None:
    """The latest submission; None where nothing was submitted. Seven queries at most."""
    found = latest(session, nomination.id)
    if found is None:
        return None
    submission, assessment = found
    nominator = select(User.name, User.email, User.company).where(User.id == nomination.owner_id)
    name, email, company = session.execute(nominator).one()
    owner = (name, email, company)
    stored = redaction_of(session, nomination.id)
    everybody = crowd_of(session, nomination.program_id) if nomination.program.blind else NOBODY
    veil = veil_over(submission, owner, nomination.program, stored, everybody)
    answered = answered_of(session, nomination.id)
    said = [*written(submission, assessment), *([("first", answered.first)] if answered else [])]
    seen = frozenset(stored.seen) if stored else frozenset()
    texts = [read_by(veil, about, text, seen) for about, text in dict.fromkeys(said) if text.strip()]
    nominee = (submission.nominee_name, submission.nominee_company)
    return Looking(submission.id, nominee, owner, veil, texts, stored)


def evidence_for(session: Session, nomination: Nomination) -> list[Evidence]:
    """The files behind what judges read now."""
    found = latest(session, nomination.id)
    return evidence_of(session, nomination.id, nomination.reference or "", [found[0].content]) if found else []


def veil_over(
    submission: Submission, owner: tuple[str, str, str], program: Program, stored: Redaction | None, everybody: Crowd
) -> Veil:  # fmt: skip
    """Through which judges read a submission. `owner`: name, e-mail address and company of the nominator."""
    nominee = (submission.nominee_name, submission.nominee_company)
    return veil_for(nominee, owner, decided_of(program, stored), everybody, referees_of(submission.content))


def decided_of(program: Program, stored: Redaction | None) -> Decided:
    told = (stored.phrases, stored.shown, stored.copies) if stored else (None, None, None)
    return Decided(program.hide_nominator, program.hide_nominee, *told)


def written(submission: Submission, assessment: Assessment | None) -> list[tuple[str, str]]:
    """What is about, and the text as judges read it."""
    content = submission.content
    assessed = Assessed.from_dict(assessment.result) if assessment and assessment.result else None
    lines = [line for line in content.get("lines") or [] if isinstance(line, dict)]
    if assessed:
        customers = [*(row.name for row in assessed.splits), *(row.name for row in assessed.left_out)]
        displaced = [row.incumbent_displaced or "" for row in assessed.splits]
    else:
        customers = [str(line.get("name") or "") for line in lines]
        displaced = [str(line.get("displaced") or "") for line in lines]
    return [
        ("title", submission.nominee_title), ("story", story_of(content)), ("explanation", str(content.get("explanation") or "")),
        *(("customer", name) for name in customers), *(("displaced", name) for name in displaced),
        *(("link", str(link)) for link in content.get("links") or []),
    ]  # fmt: skip


def read_by(veil: Veil, about: str, text: str, seen: frozenset[str]) -> Text:
    marks = veil.marks(text)
    if about == "link" and all(mark.kind is not None for mark in marks):
        # An address that names nobody can be followed: hiding it is an offer.
        marks = [Mark(0, len(text), Who.REMOVED, Kind.DOMAIN, False)] if veil.hides else []
    digest = veil.digest(text)
    return Text(about, text, digest, marks, digest not in seen)
