"""Two contests that are equal but for who is in them, and everything that a judge of a blind program can ask."""

import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.files.folder import Folder
from app.files.models import StoredFile
from app.nominations.models import Assessment, CrmExport, Submission
from app.redaction.models import Redaction
from tests import factories as make
from tests.architecture.walking import Served, served
from tests.browsing import Visitor
from tests.everyone import path_of, without_ids
from tests.judging.arranging import Desk, arrange
from tests.judging.test_blind import texts

Question = tuple[str, str, dict[str, str] | None]
Answer = tuple[int, str, list[tuple[str, str]]]


@dataclass(frozen=True)
class People:
    """Who is in the contest. `nickname`: a name that only an organizer knows, and hid."""

    nominee: str
    company: str
    nominator: str
    email: str
    firm: str
    nickname: str

    @property
    def words(self) -> list[str]:
        """What nobody may find, folded."""
        said = (
            *self.nominee.split(),
            self.company,
            *self.nominator.split(),
            self.firm,
            self.email,
            *self.nickname.split(),
        )
        return [word.lower() for word in said if len(word) > 4]  # shorter ones stand in other words


PEOPLE = (
    People("Zyxqua Brindlewick", "Vexcorda", "Florptine Quillmaster", "florptine@grombly.example", "Grombly", "Wavecrest"),
    People("Abrosa Crumblehook-Fenwick", "Mintwell Harbor", "Ann Liddlemore", "a.liddlemore@harborlight.example", "Harborlight", "Foxglove Nightjar"),
    People("Ölrun Ångstrand", "Zzyzzyva", "Bartholomew Ó-Quirke", "bq@x-quirkeworks.example", "Quirkeworks", "Old Thunderhead"),
    People("Mimi Vanterpoolski", "A1 Blixtrading", "Mimi Vanterpoolski", "mimi@blixtrading.example", "A1 Blixtrading", "Queenfisher"),
    People("Jörgen Xylophant", "Brückmannia", "Jörgen Brückmannia", "jb@brueckmannia.example", "Ypsilonia", "Drumlin"),
)  # fmt: skip


def inhabit(db: Session, app: FastAPI, desk: Desk, people: People) -> None:
    """These people, in everything that tells who somebody is: account, texts, figures, file, and what an organizer hid."""
    db.execute(update(User).where(User.id == desk.owner.id).values(name=people.nominator, email=people.email, email_key=people.email, company=people.firm))  # fmt: skip
    made = texts(people.nominator, people.email, people.firm, people.nominee, people.company)
    sent = db.scalars(select(Submission).where(Submission.nomination_id == desk.nomination.id)).one()
    export = db.scalars(select(CrmExport).where(CrmExport.nomination_id == desk.nomination.id)).one()
    content = {**made["content"], "lines": [{"name": "Acme Mills", "revenue": "1", "source": f"{export.public_id}:0"}]}
    content["explanation"] += f" They call her {people.nickname}."
    sent.content, sent.nominee_name, sent.nominee_company = content, people.nominee, f"{people.company}, Inc."
    sent.nominee_title = f"Account Manager, {people.company} West"
    db.execute(update(Assessment).where(Assessment.submission_id == sent.id).values(result=made["result"]))
    owner, customer = "Opportunity Owner", f"Mill ({people.company})"
    sheet = f"{owner},Account Name,Amount\n{people.nominee},{customer},5\n{people.nominee},{people.nickname} Ltd,7\n"
    digest = Folder(app.state.settings.files_dir).put(sheet.encode())
    stored = db.scalars(select(StoredFile).where(StoredFile.id == export.file_id)).one()
    stored.name, stored.kind, stored.sha256, stored.size = f"{people.nominee}.csv", "csv", digest, len(sheet)
    export.mapping = {
        "columns": {"owner": owner, "account": "Account Name", "amount": "Amount"},
        "owners": [people.nominee],
    }
    decided = db.scalars(select(Redaction).where(Redaction.nomination_id == desk.nomination.id)).one()
    decided.phrases, decided.copies = [[people.nickname, "removed"]], [digest]
    db.commit()


def contest(db: Session, app: FastAPI, people: People = PEOPLE[0]) -> Desk:
    """A judge with three nominations, the last of which nobody else has; another judge who has finished with two."""
    desk = arrange(db, blind=True, **texts())
    make.make_evidence(db, desk.nomination)
    db.add(Redaction(nomination_id=desk.nomination.id, by_id=desk.owner.id, updated_at=desk.nomination.created_at))
    second = make.make_judge(db, desk.program, "second@panel.example")
    make.make_judge(db, desk.program, "third@panel.example")
    for name in ("Mona Middle", "Lena Like"):
        own = texts("Perla Personne", "perla@personne.example", "Personne", name, f"{name.split()[1]}co")
        other = make.make_submitted(
            db, desk.program, make.make_user(db), nominee=name, company=f"{name.split()[1]}co", **own
        )
        make.make_assignment(db, other, desk.judge)
    for nomination in (desk.nomination, other):
        make.make_scorecard(db, make.make_assignment(db, nomination, second), {c.id: 3000 for c in desk.criteria})
    inhabit(db, app, desk, people)
    return desk


def parts_of(desk: Desk) -> dict[str, Any]:
    return {
        "slug": desk.program.slug, "nomination_id": desk.nomination.public_id, "category_id": desk.nomination.category_id,
        "number": 1, "criterion_id": desk.criteria[0].id, "format": "csv", "user_id": desk.owner.id, "judge_id": desk.judge.id,
    }  # fmt: skip


def asked_by(route: Served) -> list[str]:
    """The parameters that a page takes behind the question mark."""
    found = inspect.signature(route.endpoint).parameters.values() if callable(route.endpoint) else ()
    return [one.name for one in found if one.default is not inspect.Parameter.empty]


def script(app: FastAPI, db: Session, desk: Desk, browser: Visitor) -> list[Question]:
    """All questions. Lets go of what reading the desk began: on SQLite it would keep the app's writers out."""
    found = list(questions(app, desk, browser))
    db.commit()
    return found


def questions(app: FastAPI, desk: Desk, browser: Visitor) -> Iterator[Question]:
    """Method, address and form of everything there is to ask: every page, list, file and form of every feature, with each
    parameter that a page takes. Where there is no such page for this person, its parameters are asked all at once."""
    parts, pid = parts_of(desk), desk.nomination.public_id
    for route in served(app):
        path = path_of(route, parts)
        if route.method == "GET":
            yield "GET", path, None
            names = asked_by(route)
            if names and browser.get(path).status_code == 404:
                yield "GET", f"{path}?{'&'.join(f'{name}=1' for name in names)}", None
            else:
                yield from (("GET", f"{path}?{name}={value}", None) for name in names for value in ("1", pid, "final"))
        elif route.method == "POST" and "{nomination_id}" in route.path:
            yield "POST", path, {"version": "77", f"score-{desk.criteria[0].id}": "8,55"}
            yield "POST", path, {}
    yield "GET", f"/programs/{desk.program.slug}/desk/compare?near={pid}", None


def answers(
    app: FastAPI, browser: Visitor, desk: Desk, asked: list[Question], accepts: Sequence[str] = ("text/html", "application/json")
) -> dict[str, Answer]:  # fmt: skip
    """Status, text and headers (with ETag and length) of each answer, as a page and, without parameters, as JSON."""
    found: dict[str, Answer] = {}
    for accept in accepts:
        for method, path, form in asked:
            if "?" in path and accept != "text/html":
                continue
            one = browser.request(method, path, headers={"Accept": accept}, data=form)
            told = [
                (name, re.sub("expires=[^;]+", "", value))
                for name, value in one.headers.items()
                if name != "x-request-id"
            ]
            assert one.status_code < 500, (method, path, one.text[:500])
            found[f"{method} {path} {form} {accept}"] = one.status_code, without_ids(one.text), told
    return found
