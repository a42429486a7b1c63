"""A program's public page."""

import re

import pytest
from sqlalchemy.orm import Session

from app.programs.models import Category, Criterion, CriterionOverride, Program
from app.web.filters import markdown
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import CANARY


def test_it_says_what_is_honored_how_it_is_judged_and_until_when(
    visitor: Visitor, db: Session, program: Program
) -> None:
    program.description = "For **brave** work."
    hunters = make.category_of(db, program)
    first = make.criteria_of(db, program)[0]
    db.add(CriterionOverride(criterion_id=first.id, category_id=hunters.id, weight=4, guidance="Cold starts count."))
    db.commit()
    page = visitor.get("/programs/awards").text
    assert "<strong>brave</strong>" in page
    assert "For people who win new customers" in page
    assert "Cold starts count." in page
    assert "40%" in page  # 4 of 4+2+2+1+1
    assert re.search(r"\w+day, \w+ \d+, \d{4}, \d+:\d\d [ap]\.m\. Eastern Time", page)
    assert "in 9 days" in page or "in 10 days" in page
    assert "/sign-in?next=/programs/awards/nominate" in page


def test_nominators_never_read_the_words_of_the_flag(visitor: Visitor, db: Session, program: Program) -> None:
    page = visitor.signed_in(make.make_user(db)).get("/programs/awards").text.lower()
    body = page[page.index("<main") : page.index("</main>")]
    for word in ("flag", "farmer", "hunter", "mostly managed"):
        assert word not in body, word


@pytest.mark.parametrize(
    ("standing", "says"), [("draft", "Nominations are not open yet."), ("judging", "Nominations closed on")]
)
def test_who_cannot_nominate_reads_why(visitor: Visitor, db: Session, standing: str, says: str) -> None:
    make.make_program(db, "late", standing=standing)
    assert says in visitor.get("/programs/late").text


def test_an_unpublished_program_is_as_if_it_did_not_exist(visitor: Visitor, db: Session) -> None:
    hidden = make.make_program(db, "hidden", published=False)
    people = [make.make_organizer(db, hidden), make.make_judge(db, hidden), make.make_user(db, is_administrator=True)]
    strangers = [
        visitor,
        visitor.signed_in(make.make_user(db)),
        visitor.signed_in(make.make_organizer(db, make.make_program(db))),
    ]
    for stranger in strangers:
        there, nowhere = stranger.get("/programs/hidden"), stranger.get("/programs/nowhere")
        assert (there.status_code, nowhere.status_code) == (404, 404)
    for person in people:
        page = visitor.signed_in(person).get("/programs/hidden")
        assert "Only the people of this program see this page" in page.text


def test_only_organizers_see_the_organizers_tabs(visitor: Visitor, db: Session, program: Program) -> None:
    assert (
        "/programs/awards/settings" in visitor.signed_in(make.make_organizer(db, program)).get("/programs/awards").text
    )
    assert (
        "/programs/awards/settings" not in visitor.signed_in(make.make_judge(db, program)).get("/programs/awards").text
    )


def test_e9_html_typed_anywhere_is_shown_as_text(visitor: Visitor, db: Session, program: Program) -> None:
    program.name, program.organization, program.description = CANARY, CANARY, CANARY
    category: Category = make.category_of(db, program)
    criterion: Criterion = make.criteria_of(db, program)[0]
    category.name = category.description = criterion.name = criterion.guidance = CANARY
    criterion.anchors = {"1": CANARY}
    db.commit()
    organizer = visitor.signed_in(make.make_organizer(db, program))
    for path in (
        "",
        "/settings",
        "/categories",
        "/criteria",
        "/phases",
        f"/criteria?edit={criterion.id}",
        f"/categories?edit={category.id}",
    ):
        page = organizer.get(f"/programs/awards{path}")
        assert page.status_code == 200
        assert "<img" not in page.text, path
        assert "Canary-77" in page.text
    assert "<img" not in visitor.get("/programs").text


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))", "[x](data:text/html,<script>1</script>)", "<script>alert(1)</script>", "![i](http://e.example/x.png)",
        "<svg><style><img src=x onerror=alert(1)>", "[a](https://e.example \"onmouseover=alert(1)\")", "<a href=//e.example>x</a>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    ],
)  # fmt: skip
def test_e10_markdown_keeps_to_the_allowed_list(text: str) -> None:
    html = str(markdown(text))
    tags = set(re.findall(r"<\s*([a-z0-9]+)", html))
    assert tags <= {"p", "a", "em", "strong"}
    assert not re.search(r'href="(?!https?://|mailto:)', html)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert str(markdown(text)) == html


def test_the_queries_do_not_grow_with_categories_and_criteria(visitor: Visitor, db: Session, program: Program) -> None:
    with visitor.counting() as few:
        visitor.get("/programs/awards")
    db.add_all(Category(program_id=program.id, position=9 + n, name=f"More {n}", for_role="any") for n in range(9))
    db.add_all(
        Criterion(
            program_id=program.id, rubric_id=make.rubric_of(db, program), position=9 + n, name=f"C {n}", anchors={}
        )
        for n in range(9)
    )
    db.commit()
    with visitor.counting() as many:
        visitor.get("/programs/awards")
    assert len(few) == len(many)
