"""The health check answers without anybody being signed in, with the headers that every answer bears."""

from tests.browsing import Visitor


def test_health_is_ok(visitor: Visitor) -> None:
    response = visitor.get("/health")
    assert (response.status_code, response.text) == (200, "ok")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_page_is_a_kind_404(visitor: Visitor) -> None:
    response = visitor.get("/nothing-here")
    assert response.status_code == 404
    assert response.headers["X-Request-ID"] in response.text


def test_a_post_from_another_site_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/health", headers={"Origin": "https://evil.example"}).status_code == 403


def test_the_factories_work_on_this_database(db, visitor) -> None:  # type: ignore[no-untyped-def]
    from tests import factories as make

    program = make.make_program(db)
    nomination = make.make_submitted(db, program, make.make_user(db))
    judge = make.make_judge(db, program)
    card = make.make_scorecard(
        db, make.make_assignment(db, nomination, judge), {c.id: 7000 for c in make.criteria_of(db, program)}
    )
    assert card.id
