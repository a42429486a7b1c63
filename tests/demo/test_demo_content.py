"""The demo's texts: complete, plainly invented, each told once, dated from the day of seeding."""

import re
from datetime import date

import pytest

from app.demo.content import assess_input, load
from app.demo.records import Demo, Nomination

TODAY = date(2027, 3, 1)
INVENTED = re.compile(
    r"demo|sampl|exampl|exempl|mock|specim|pretend|fict|fabl|myth|legend|storyb|figment|imagin|phantom|proto|proxy?|"
    r"test|utop|mirage|notional|notreal|nowhere|invent|placeh|draftsby|hypothe|customer [a-e]$|all others",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return load(TODAY)


def sentences(nomination: Nomination) -> set[str]:
    texts = (
        nomination.story,
        nomination.story_won,
        nomination.story_kept,
        nomination.explanation,
        nomination.title,
    )
    found = [part for text in texts for part in re.split(r"(?<=[.!?:])\s+", text)]
    return {" ".join(re.findall(r"[a-z0-9$']+", sentence.lower())) for sentence in found} - {""}


def test_there_are_forty_two_nominations_with_keys_of_their_own(demo: Demo) -> None:
    assert len({nomination.key for nomination in demo.nominations}) == len(demo.nominations) == 42


def test_every_category_of_the_program_has_nominations_and_no_other_has(demo: Demo) -> None:
    categories = {category.key for category in demo.program.categories}
    assert {nomination.category for nomination in demo.nominations} == categories
    assert {category.for_role for category in demo.program.categories} == {
        "hunter",
        "farmer",
        "account_manager",
    }


def test_no_two_stories_share_a_sentence(demo: Demo) -> None:
    owner: dict[str, str] = {}
    shared = []
    for nomination in demo.nominations:
        for sentence in sentences(nomination):
            if owner.setdefault(sentence, nomination.key) != nomination.key:
                shared.append((sentence, owner[sentence], nomination.key))
    assert shared == []


def test_no_two_stories_share_eight_words_in_a_row(demo: Demo) -> None:
    owner: dict[tuple[str, ...], str] = {}
    shared = set()
    for nomination in demo.nominations:
        words = re.findall(r"[a-z0-9$']+", nomination.narrative.lower())
        for place in range(len(words) - 7):
            run = tuple(words[place : place + 8])
            if owner.setdefault(run, nomination.key) != nomination.key:
                shared.add(run)
    assert shared == set()


def test_stories_are_between_80_and_350_words_long(demo: Demo) -> None:
    lengths = {nomination.key: len(nomination.narrative.split()) for nomination in demo.nominations}
    assert {key: words for key, words in lengths.items() if not 80 <= words <= 350} == {}
    assert max(lengths.values()) > 2.5 * min(lengths.values())


def test_every_address_ends_in_example(demo: Demo) -> None:
    people = (*demo.administrators, *demo.organizers, *demo.judges, *demo.nominators)
    links = [link for nomination in demo.nominations for link in nomination.links]
    assert [person.email for person in people if not person.email.endswith(".example")] == []
    assert [link for link in links if not re.fullmatch(r"https://[a-z]+\.example/\S+", link)] == []


def test_every_name_is_plainly_invented(demo: Demo) -> None:
    people = (*demo.administrators, *demo.organizers, *demo.judges, *demo.nominators)
    names = [person.name for person in people] + [nomination.nominee.name for nomination in demo.nominations]
    companies = [person.company for person in people if person.company]
    companies += [nomination.nominee.company for nomination in demo.nominations]
    customers = [account.name for nomination in demo.nominations for account in nomination.accounts]
    surnames = [name.removesuffix(" IV").split()[-1] for name in names]
    assert [name for name in (*surnames, *companies, *customers) if not INVENTED.search(name)] == []
    assert len(set(names)) == len(names)


def test_judges_come_from_nine_companies_and_one_of_them_from_a_nominees(demo: Demo) -> None:
    domains = {judge.email.split("@")[1] for judge in demo.judges}
    nominators = {nomination.nominator.email.split("@")[1] for nomination in demo.nominations}
    assert len(domains) == len(demo.judges) == 9
    assert domains & nominators == {"storybookfreight.example"}


def test_demo_sign_ins_are_an_organizer_two_judges_and_a_nominator(demo: Demo) -> None:
    assert sum(person.sign_in for person in demo.organizers) == 1
    assert sum(person.sign_in for person in demo.judges) == 2
    assert demo.demo_nominator.email in {nomination.nominator.email for nomination in demo.nominations}


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1)])
def test_dates_follow_the_day_of_seeding(today: date) -> None:
    demo = load(today)
    program = demo.program
    assert program.closes_at.date() < program.judging_opens_at.date() < today < program.judging_closes_at.date()
    assert demo.open_program.opens_at.date() < today < demo.open_program.closes_at.date()
    assert program.period_to < program.opens_at.date()
    assert (program.period_to.year - program.period_from.year) * 12 + (
        program.period_to.month - program.period_from.month
    ) == 11
    submitted = [nomination.submitted_at for nomination in demo.nominations]
    assert submitted == sorted(submitted)
    assert program.opens_at < submitted[0] < submitted[-1] < program.closes_at
    for nomination in demo.nominations:
        for account in nomination.accounts:
            if account.kind == "new_business" and account.relationship_started:
                assert program.period_from <= account.relationship_started <= program.period_to, nomination.key


def test_percentages_become_amounts_of_the_headline(demo: Demo) -> None:
    nomination = next(item for item in demo.nominations if item.percent)
    amounts = [account.revenue for account in nomination.accounts_in_currency]
    assert sum(account.revenue for account in nomination.accounts) == 100
    assert sum(amounts) == nomination.headline_revenue
    assert amounts[0] == 720_000
    assert nomination.accounts_in_currency[4].prior_revenue == 240_000


def test_the_input_of_assess_holds_only_what_json_knows(demo: Demo) -> None:
    from json import dumps, loads

    for nomination in demo.nominations:
        given = assess_input(nomination, demo.program)
        assert loads(dumps(given)) == given


def test_nominators_do_not_speak_in_our_terms(demo: Demo) -> None:
    terms = re.compile(r"\bflag(ged)?\b|\bfarmer|mostly managed", re.IGNORECASE)
    told = {nomination.key: nomination.narrative + nomination.explanation for nomination in demo.nominations}
    assert [key for key, text in told.items() if terms.search(text)] == []
