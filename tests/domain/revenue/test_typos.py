"""Common misspellings are read as what was meant, and marks stand where the words were typed."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.revenue.narrative import read
from app.domain.revenue.typos import _MEANT, meant


def test_a_misspelled_story_is_read_and_its_marks_cover_the_words_as_typed() -> None:
    text = "He opend doors. She openend 23 new custmers, none of them clinets befor."
    found = read(text)
    assert found.role == "hunter"
    assert "23 new custmers" in {text[mark.start : mark.end].removeprefix("openend ") for mark in found.marks}


@given(st.lists(st.sampled_from([*_MEANT, "customer", "we", "x", ","]), max_size=12))
def test_places_lead_back_to_the_text_as_typed(words: list[str]) -> None:
    typed = " ".join(words)
    read_as = meant(typed)
    assert read_as.place(0) == 0
    assert read_as.place(len(read_as.text)) == len(typed)
    places = [read_as.place(here) for here in range(len(read_as.text) + 1)]
    assert places == sorted(places)
    spaces = [here for here, letter in enumerate(read_as.text) if letter == " "]  # marks begin and end between words
    assert [typed[read_as.place(here)] for here in spaces] == [" "] * typed.count(" ")
