"""What judges must not read of a nomination is decided, and taken back. The texts themselves are never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.nominations.models import Nomination
from app.redaction.models import Redaction
from app.redaction.queries.looking import Looking, Text, hides_itself, look
from app.web.i18n import _

KEPT = ("phrases", "shown", "seen", "copies", "remaining", "read_submission_id")
MOST_PHRASES = 200


class ChangedMeanwhile(Exception):
    """Somebody else decided something else since the page was opened."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was on the page and what was chosen; whatever was not sent stays as it was. `text`: digests of the texts that were
    shown; `hide`, `show`: places that judges don't read, and do; `drop`: phrases that are hidden no longer, as "whom:words";
    `phrase`, `whom`: one more; `reads`: the texts were looked through; `files`: hashes of the files that were listed; `copies`:
    those of them of which judges get a copy."""

    version: int
    text: frozenset[str]
    hide: frozenset[str]
    show: frozenset[str]
    drop: frozenset[str]
    files: frozenset[str]
    copies: frozenset[str]
    reads: bool
    phrase: str = ""
    whom: str = "removed"

    def has_all_of(self, texts: Iterable[Text]) -> bool:
        """Whether each of the texts came, with the state of every place: else something was lost on the way."""
        decided = self.hide | self.show
        return all(text.digest in self.text and all(text.key(mark) in decided for mark in text.marks) for text in texts)


@dataclass(frozen=True, slots=True)
class Saved:
    """`changed`: whether anything did; `is_read`: whether all of what judges read now was on the page."""

    changed: bool
    is_read: bool


def redact(session: Session, nomination: Nomination, chosen: Chosen, *, by: int, now: datetime) -> Saved:
    """Keeps what was decided on the page. Saving what is stored already is never a conflict; raises ChangedMeanwhile, or UserError
    with a sentence."""
    session.refresh(nomination, attribute_names=("updated_at",), with_for_update=True)
    looking = look(session, nomination)
    if looking is None or not looking.veil.hides:
        raise UserError(_("Nothing is hidden from the judges of this program, so there is nothing to decide."))
    read = chosen.reads and chosen.has_all_of(looking.texts)
    after = _decided(looking, chosen, read=read)
    before = _values(looking.stored)
    if all(after[name] == before[name] for name in KEPT):
        return Saved(False, read)
    if chosen.version != looking.version:
        raise ChangedMeanwhile
    _write(session, nomination, looking.stored, after, before, action="redaction.save", by=by, now=now)
    return Saved(True, read)


def take_back(session: Session, nomination: Nomination, *, by: int, now: datetime) -> None:
    """Undoes the last change, or the undoing."""
    session.refresh(nomination, attribute_names=("updated_at",), with_for_update=True)
    looking = look(session, nomination)
    if looking is None or looking.stored is None or not looking.stored.before:
        raise UserError(_("There is nothing to take back."))
    before = _values(looking.stored)
    _write(session, nomination, looking.stored, looking.stored.before, before, action="redaction.undo", by=by, now=now)


def _decided(looking: Looking, chosen: Chosen, *, read: bool) -> dict[str, Any]:
    before = _values(looking.stored)
    shown: list[list[Any]] = []
    remaining = 0
    phrases = [each for each in before["phrases"] if f"{each[1]}:{each[0]}" not in chosen.drop]
    for text in looking.texts:
        for mark in text.marks:
            key = text.key(mark)
            hidden = key in chosen.hide or (mark.hidden and key not in chosen.show)
            if not hides_itself(mark):
                if hidden:
                    phrases.append([text.text[mark.start : mark.end], mark.who.value])
            elif not hidden:
                shown.append([text.digest, mark.start, mark.end])
                remaining += mark.kind is None
    if chosen.phrase and not chosen.reads:
        phrases.append([chosen.phrase, chosen.whom])
    seen = {*before["seen"], *(text.digest for text in looking.texts if chosen.reads and chosen.has_all_of([text]))}
    return {
        "phrases": _unique(phrases), "shown": shown, "seen": sorted(seen & {text.digest for text in looking.texts}),
        "remaining": remaining, "copies": sorted((set(before["copies"]) - chosen.files) | (chosen.copies & chosen.files)),
        "read_submission_id": looking.submission_id if read else before["read_submission_id"],
    }  # fmt: skip


def _unique(phrases: Sequence[list[str]]) -> list[list[str]]:
    found = {words.casefold(): [words, whom] for words, whom in phrases}
    if len(found) > MOST_PHRASES:
        raise UserError(_("These are more than two hundred phrases. Please take out some that are no longer needed."))
    return list(found.values())


def _values(stored: Redaction | None) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "phrases": [],
        "shown": [],
        "seen": [],
        "copies": [],
        "remaining": 0,
        "read_submission_id": None,
    }
    return {name: getattr(stored, name) for name in KEPT} if stored else empty


def _write(
    session: Session, nomination: Nomination, stored: Redaction | None, after: dict[str, Any], before: dict[str, Any], *,
    action: str, by: int, now: datetime,
) -> None:  # fmt: skip
    """The trail counts and names nobody."""
    values = {**after, "before": before, "by_id": by, "updated_at": now}
    if stored is None:
        session.add(Redaction(nomination_id=nomination.id, version=1, **values))
    else:
        for name, value in values.items():
            setattr(stored, name, value)
        stored.version += 1
    session.flush()
    record(
        session, program_id=nomination.program_id, actor_id=by, action=action, about=("nomination", nomination.id), now=now,
        before=_counted(before), after=_counted(after),
    )  # fmt: skip


def _counted(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "phrases": len(values["phrases"]), "left readable": len(values["shown"]), "copies of files": len(values["copies"]),
        "read through": values["read_submission_id"] is not None,
    }  # fmt: skip
