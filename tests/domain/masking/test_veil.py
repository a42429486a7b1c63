"""The veil: what is hidden by itself, what a person let stand, and when that no longer holds."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.masking import Identity, Kind, Veil, Who

NOMINEE = Identity(Who.NOMINEE, ("Grant Hill",), ("Zenkraft, Inc.",))
VEIL = Veil((NOMINEE,))
STORY = "Grant called Hill Foods at 508-555-0142; Zenkraft.example or jo@zenkraft.example knows."


def shown(veil: Veil, text: str, what: str) -> Veil:
    start = text.index(what)
    return replace(veil, shown=veil.shown | {(veil.digest(text), start, start + len(what))})


def test_names_addresses_and_numbers_are_hidden_by_themselves() -> None:
    assert VEIL(STORY) == "[nominee] called [nominee] Foods at [removed]; [company] or [company] knows."


def test_without_identities_nothing_is_hidden() -> None:
    assert Veil()(STORY) == STORY
    assert not Veil().marks(STORY)


def test_what_a_person_let_stand_is_readable_there_and_nowhere_else() -> None:
    veil = shown(VEIL, STORY, "Hill")
    assert "[nominee] called Hill Foods" in veil(STORY)
    assert "Hill" not in veil(STORY + " ")


def test_a_number_can_be_let_stand_too() -> None:
    assert "508-555-0142" in shown(VEIL, STORY, "508-555-0142")(STORY)


def test_another_name_of_the_nominee_hides_everything_anew() -> None:
    veil = shown(VEIL, STORY, "Hill")
    other = replace(veil, identities=(replace(NOMINEE, names=("Grant B. Hill",)),))
    assert "Hill" not in other(STORY)


def test_a_phrase_is_hidden_wherever_it_stands_and_leaves_the_rest_as_it_was() -> None:
    veil = shown(replace(VEIL, identities=(NOMINEE, Identity(Who.REMOVED, phrases=("the  Big One",)))), STORY, "Hill")
    assert veil(STORY) == shown(VEIL, STORY, "Hill")(STORY)
    assert veil("THE big-one, and the bigger one") == "[removed], and the bigger one"


def test_domains_and_streets_are_pointed_out_and_not_hidden() -> None:
    text = "Bolt.com of 14 Old Mill Road"
    assert [(mark.kind, mark.hidden) for mark in VEIL.marks(text)] == [(Kind.DOMAIN, False), (Kind.STREET, False)]
    assert VEIL(text) == text


@pytest.mark.parametrize("text", ["jo.hill@x.example", "https://x.example/a/hill?b=c", "@grant_hill"])
def test_an_address_with_a_name_in_it_is_hidden_whole(text: str) -> None:
    assert VEIL(f"see {text} now") == "see [nominee] now"


WORDS = st.sampled_from(
    ["Grant", "Hill", "GRANT HILL", "Zenkraft", "zenkraft", "sold", "to", "jo@zenkraft.example", "won", "\n"]
)


@settings(max_examples=50)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.integers(0, 11))
def test_only_the_place_that_was_let_stand_shows_a_name(text: str, which: int) -> None:
    marks = VEIL.marks(text)
    if not marks:
        return
    mark = marks[which % len(marks)]
    veil = replace(VEIL, shown=frozenset({(VEIL.digest(text), mark.start, mark.end)}))
    assert [(m.start, m.end, m.hidden) for m in veil.marks(text)] == [(m.start, m.end, m is not mark) for m in marks]
    rest = text[: mark.start] + "·" + text[mark.end :]
    assert "zenkraft" not in veil(rest).lower()
