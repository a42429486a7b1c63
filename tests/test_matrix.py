"""Every route, asked by everybody: the permission matrix over HTTP, written from what each thing is and not from the policy.

One line of matrix.txt per route: method, path, what it is, and the answer to those who may (to an empty form where it takes one).
The world: judging is under way, the rubric is locked, the nomination is submitted and flagged."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.db import Database
from tests.architecture.walking import Served, served
from tests.browsing import Visitor
from tests.everyone import Undone, World, add_everyone, browsers, make_world, path_of, without_ids

PEOPLE = ("anonymous", "nominator", "other nominator", "judge", "judge, not assigned", "judge, conflicted", "organizer", "organizer, conflicted", "organizer elsewhere", "administrator")  # fmt: skip
# Who gets what, in the order of PEOPLE. ok: the answer of matrix.txt; in: asked to sign in; no: told why not (403; 409 where it is the state of things, such as a conflict, that forbids it); –: there is
# no such page (404).
MATRIX = {
    "public":              "ok ok ok ok ok ok ok ok ok ok",
    "own account":         "in ok ok ok ok ok ok ok ok ok",
    "site":                "in –  –  –  –  –  –  –  –  ok",
    "program":             "in –  –  –  –  –  ok ok –  – ",
    "the whole result":    "in –  –  –  –  –  ok 409 – – ",
    "to decide, too early": "in –  –  –  –  –  no no –  – ",
    "roles":               "in –  –  –  –  –  ok ok –  ok",
    "panel":               "in –  –  ok ok ok –  –  –  – ",
    "lead of a panel":     "in –  –  ok –  –  –  –  –  – ",
    "compared, not told":  "in –  –  no no no –  –  –  – ",
    "panel, too early":    "in –  –  no no no –  –  –  – ",
    "closed to nominate":  "in no no no no no no no no no",
    "unreleased":          "in –  –  –  –  –  –  –  –  – ",
    "working copy":        "in ok –  –  –  –  –  –  –  – ",
    "working copy, late":  "in no –  –  –  –  –  –  –  – ",
    "nominator's, late":   "in no –  –  –  –  no –  –  – ",
    "submission":          "in ok –  –  –  –  ok no –  – ",
    "settling":            "in –  –  –  –  –  ok no –  – ",
    "conflicts":           "in –  –  –  –  –  ok ok –  – ",
    "scorecard":           "in –  –  ok –  –  –  –  –  – ",
    "unknown secret":      "–  –  –  –  –  –  –  –  –  – ",
}  # fmt: skip
TABLE = [line.split("|") for line in (Path(__file__).parent / "matrix.txt").read_text().splitlines() if line.strip()]
EXPECTED = {tuple(one[0].split()): (one[1].strip(), one[2].split()) for one in TABLE}
# May be written by a request that is refused: who was last seen, and how often somebody asked.
NOTED = ("sessions", "rate_limits")


def verdict(answer: object) -> str:
    status, where = answer.status_code, answer.headers.get("location", "")  # type: ignore[attr-defined]
    return (
        "in" if status == 303 and where.startswith("/sign-in?next=") else {403: "no", 404: "–"}.get(status, str(status))
    )


def ask(browser: Visitor, route: Served, path: str) -> object:
    return browser.request(route.method, path, **({"data": {}} if route.method == "POST" else {}))


def routes(app: FastAPI) -> list[Served]:
    return [route for route in served(app) if route.method != "MOUNT"]


@pytest.fixture
def world(db: Session) -> World:
    return make_world(db)


def test_a1_every_route_is_in_the_matrix_and_nothing_else(app: FastAPI) -> None:
    assert {(route.method, route.path) for route in routes(app)} == set(EXPECTED)
    assert {kind for kind, _answers in EXPECTED.values()} == set(MATRIX)


def test_a2_everybody_gets_what_the_matrix_says_and_who_is_refused_writes_nothing(app: FastAPI, visitor: Visitor, db: Session, database: Database, world: World) -> None:  # fmt: skip
    people = browsers(add_everyone(db, world), visitor)
    assert tuple(people) == PEOPLE
    app.state.database = Undone(database)
    wrong = []
    for route in routes(app):
        kind, allowed = EXPECTED[(route.method, route.path)]
        for (who, browser), expected in zip(people.items(), MATRIX[kind].split(), strict=True):
            with browser.counting() as statements:
                found = verdict(ask(browser, route, path_of(route, world.parts)))
            if found not in (allowed if expected == "ok" else [expected]):
                wrong.append(f"{route.method} {route.path}: {who} gets {found}, not {expected} {allowed}")
            if expected != "ok":
                wrong += [f"{route.method} {route.path}: {who} writes {one[:60]}" for one in statements if writes(one)]
    assert wrong == []


def writes(statement: str) -> bool:
    first, _space, rest = statement.partition(" ")
    return first.upper() in ("INSERT", "UPDATE", "DELETE") and not rest.lower().replace("into ", "").replace("from ", "").startswith(NOTED)  # fmt: skip


def test_a_write_would_be_noticed() -> None:
    assert writes("UPDATE users SET name=?")
    assert writes("INSERT INTO audit (id)")
    assert not writes("UPDATE sessions SET seen_at=?")
    assert not writes("SELECT 1")


def test_a3_what_is_not_yours_looks_like_what_does_not_exist(app: FastAPI, visitor: Visitor, db: Session, database: Database, world: World) -> None:  # fmt: skip
    people = browsers(add_everyone(db, world), visitor)
    app.state.database = Undone(database)
    compared, wrong = 0, []
    for route in routes(app):
        if "{" not in route.path:
            continue
        for who, browser in people.items():
            theirs, nothing = (ask(browser, route, path_of(route, parts)) for parts in (world.parts, {}))
            if theirs.status_code == 404:  # type: ignore[attr-defined]
                compared += 1
                if seen(theirs) != seen(nothing):
                    wrong.append(f"{route.method} {route.path}: {who}")
    assert wrong == []
    assert compared > 500


def seen(answer: object) -> tuple[int, str, list[str]]:
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if name not in ("x-request-id", "date")]  # type: ignore[attr-defined]
    return answer.status_code, without_ids(answer.text), sorted(headers)  # type: ignore[attr-defined]


def test_a6_an_id_of_another_program_is_as_good_as_none(app: FastAPI, visitor: Visitor, db: Session, database: Database, world: World) -> None:  # fmt: skip
    """The organizer's own program in the address, and in it ids of another program, or ids that nothing has."""
    there, organizer = make_world(db), visitor.signed_in(world.organizer)
    app.state.database = Undone(database)
    asked = 0
    for route in routes(app):
        named = {name for name in there.parts if f"{{{name}" in route.path}
        if "slug" in named and len(named) > 1:
            foreign, nothing = (ask(organizer, route, path_of(route, {**parts, "slug": world.program.slug, "format": "csv"})) for parts in (there.parts, {}))  # fmt: skip
            assert seen(foreign) == seen(nothing), (route.method, route.path)
            assert nothing.status_code in (403, 404, 422), (route.method, route.path)  # type: ignore[attr-defined]
            asked += 1
    assert asked > 10
