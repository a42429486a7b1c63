"""What a story can and cannot tell: the treacherous cases one by one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.domain.revenue import assess, nomination_from, read_narrative
from app.domain.revenue.narrative import read
from app.domain.revenue.sentences import LONGEST

STORIES = [
    ("cold calls and counted outcomes", "hunter",
     "In twelve months Maria opened 23 new accounts, all by cold calling, and unseated two incumbents."),
    ("customers who had never bought", "hunter",
     "She brought in $1.4M in new business. Nine of these hospitals had never bought from us."),
    ("a customer won from a rival", "hunter",
     "Won the Boston Hospital contract away from a rival that had held it for a decade."),
    ("a blank territory taken over", "hunter",
     "Took over a blank territory with zero customers, knocked on 400 doors, and signed 31 new customers."),
    ("negation: not a cold call in fifteen years", "account_manager",
     "Tom has not made a cold call in fifteen years. He manages our largest accounts and renews them."),
    ("negation: did not inherit a single account", "hunter",
     "She did not inherit a single account: she landed 14 new customers from a standing start."),
    ("negation: none of them was inherited", "hunter",
     "He signed nineteen new logos; none of his accounts was inherited."),
    ("negation: without a single new customer", "account_manager",
     "Without opening a single new account he renewed all contracts and retained every customer."),
    ("negation over a comma", "account_manager",
     "He has not, in all his years here, made a cold call. He takes care of our existing accounts."),
    ("not only is no negation", "hunter",
     "She not only made cold calls every day but also landed 11 new customers."),
    ("never lost a customer is no denial", "account_manager",
     "She never lost a customer. She looks after the house accounts and renews them."),
    ("new contract of an old customer", "insufficient",
     "He signed a new contract with Harbor Foods, a customer of twenty years, at a new price."),
    ("new agreement with an old customer", "insufficient",
     "A new agreement with the same school district was signed in March."),
    ("new business with existing customers", "account_manager",
     "She closed $1.4M of new business with existing customers and renewed the rest of her portfolio."),
    ("a new account manager is no new account", "insufficient",
     "He trained 4 new account managers and wrote a new customer service plan."),
    ("closed an extension", "account_manager",
     "She closed an extension with the hospital, and then closed two more contract extensions."),
    ("signed renewals", "account_manager",
     "She signed 14 customers to renewals, and retention stands at 98 percent."),
    ("activity without one customer", "insufficient",
     "She makes sixty cold calls a day, prospects relentlessly and loves outbound work."),
    ("activity without one customer beside a managed book", "account_manager",
     "He prospects every week. He inherited the house accounts, renewed all contracts and fends off rivals' bids."),
    ("homograph: farmers as customers", "insufficient",
     "She sells irrigation to farmers, and farmers trust her; her farmers grow cranberries."),
    ("homograph: managed services", "insufficient",
     "The company sells managed services and consulting to large customers."),
    ("homograph: retention basins", "insufficient",
     "He sells retention basins, retaining walls and stormwater retention ponds to highway builders."),
    ("homograph: urban renewal", "insufficient",
     "The urban renewal authority and the downtown renewal project chose our lamps."),
    ("homograph: cold storage", "insufficient",
     "His customers run cold storage and cold chain warehouses; outbound freight leaves at six."),
    ("homograph: product portfolio and prospects for growth", "insufficient",
     "She knows our full product portfolio, and the prospects for growth are good."),
    ("homograph: employee retention", "insufficient",
     "She wrote the paper on employee retention and renewed energy in the team."),
    ("percent growth from merged territories", "insufficient",
     "Her numbers grew by 40 percent after the two territories were merged."),
    ("words that do not separate", "insufficient",
     "Loyal, competitive, exceeds quota and target, builds relationships, provides service and grows every year."),
    ("one customer as the account", "farmer",
     "For eight years Dana has run the Globex account. She grew the account from $2M to $6M by cross-selling."),
    ("two national accounts doubled", "farmer",
     "Two national accounts are his. He doubled the spend of both by upselling into new plants; share of wallet rose."),
    ("a book taken over", "account_manager",
     "Took over the book of business of a retired colleague in 2019 and keeps competitors away."),
    ("both", "mixed",
     "She manages 40 existing accounts, renewing nearly all of them, and also won 6 new customers from competitors."),
    ("won long ago is base now", "account_manager",
     "Ten years ago she won 12 new customers. Since then she maintains these accounts and renews them."),
    ("shouting", "hunter", "SHE OPENED 23 NEW ACCOUNTS AND UNSEATED TWO INCUMBENTS."),
    ("bullets", "hunter", "Highlights\n- 14 new customers signed\n- unseated the incumbent at Harbor Foods\n- no renewals"),
    ("curly apostrophes", "account_manager",
     "He hasn’t made a cold call in years. He’s renewed every contract and looks after the house accounts."),
    ("nothing", "insufficient", ""),
    ("only spaces", "insufficient", " \n\t "),
]  # fmt: skip

STORIES += [
    (story, role, story)
    for role, stories in tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8")).items()
    for story in stories
]


@pytest.mark.parametrize(("what", "role", "story"), STORIES, ids=[story[0] for story in STORIES])
def test_a_story_alone_leans_to_a_role(what: str, role: str, story: str) -> None:
    reading = read(story)
    assert reading.role == role, (reading.weights, [(m.cue, m.denied, story[m.start : m.end]) for m in reading.marks])


@pytest.mark.parametrize(("what", "role", "story"), STORIES, ids=[story[0] for story in STORIES])
def test_marks_are_at_their_place_in_the_story_as_given(what: str, role: str, story: str) -> None:
    for mark in read_narrative(story):
        assert 0 <= mark.sentence_start <= mark.start < mark.end <= mark.sentence_end <= len(story)
        assert story[mark.start : mark.end].strip()
    answer = assess(nomination_from({"id": what, "narrative": story})).to_json()
    for remark in answer["remarks"]:
        for evidence in remark["evidence"]:
            assert story[evidence["start"] : evidence["end"]] == evidence["text"]
            assert evidence["cue"]


@pytest.mark.parametrize(("what", "role", "story"), STORIES, ids=[story[0] for story in STORIES])
def test_no_hunter_and_no_vague_story_is_flagged_on_the_story_alone(what: str, role: str, story: str) -> None:
    found = assess(nomination_from({"id": what, "narrative": story}))
    if role in ("hunter", "mixed", "insufficient"):
        assert not found.flag
    assert found.flag or found.needs_breakdown
    if found.flag:
        assert found.remark("mostly_managed").severity == "question"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("story", "role"),
    [
        ("Next year she plans to open ten new accounts and to start cold calling.", "insufficient"),
        ("With luck he will win three new customers in the spring.", "insufficient"),
        ("Her goal is to win twenty new accounts before summer.", "insufficient"),
        ("The next year she won 12 new customers.", "hunter"),
        ("Will opened 23 new accounts.", "hunter"),
        ("Her predecessor signed 25 new clients in his last year.", "insufficient"),
        ("Unlike her predecessor, she signed 25 new clients.", "hunter"),
        ("She took over from Rick, who had won 40 new customers.", "account_manager"),
        ("He leads a team of six people who opened 90 new accounts.", "insufficient"),
        ("Our company won 200 new customers last year, and Pat was part of it.", "insufficient"),
        ("Her company had none of them before: she won 12 new customers.", "hunter"),
        ("He lost four new customers.", "insufficient"),
    ],
)
def test_plans_and_other_peoples_feats_count_for_nothing(story: str, role: str) -> None:
    reading = read(story)
    assert reading.role == role, (reading.weights, [(m.cue, story[m.start : m.end]) for m in reading.marks])


def test_places_hold_where_lower_case_is_longer_and_in_any_script() -> None:
    story = "İİİ — 🙂 Straße. She opened 23 new accounts.\r\n\r\nمرحبا She unseated two incumbents."
    marks = read_narrative(story)
    assert "opened 23 new accounts" in {story[mark.start : mark.end] for mark in marks}
    assert "unseated" in {story[mark.start : mark.end] for mark in marks}


def test_the_flag_carries_sentences_for_and_against_it() -> None:
    story = "She manages our largest accounts. Last spring she opened 3 new accounts. The weather was fine."
    line = {"name": "Acme", "revenue": 100, "prior_revenue": 90, "origin": "inherited"}
    remark = assess(nomination_from({"id": 1, "narrative": story, "accounts": [line]})).remark("mostly_managed")
    assert remark is not None
    assert [(e.text, e.supports) for e in remark.evidence] == [
        ("She manages our largest accounts.", True),
        ("Last spring she opened 3 new accounts.", False),
    ]


def test_a_cue_counts_at_most_twice() -> None:
    assert read("Renewals. " * 2).weights["managed"] == read("Renewals. " * 20).weights["managed"]


def test_the_same_story_is_read_the_same_every_time() -> None:
    story = STORIES[0][2] * 3
    assert read_narrative(story) == read_narrative(story)


def test_a_text_without_full_stops_is_read_in_pieces_that_keep_their_places() -> None:
    story = "she opened 23 new accounts and " * 400
    marks = read_narrative(story)
    assert len(marks) > 300
    assert all(mark.sentence_end - mark.sentence_start <= LONGEST for mark in marks)
    assert {story[mark.start : mark.end] for mark in marks if mark.stance == "won"} == {"opened 23 new accounts"}
