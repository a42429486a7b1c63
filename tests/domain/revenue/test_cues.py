"""Each cue finds its example and leaves its counter-example alone."""

from __future__ import annotations

import pytest

from app.domain.revenue.cues import Cue, cues
from app.domain.revenue.narrative import read_narrative
from app.domain.revenue.remarks import _REMARKS
from app.domain.revenue.sentences import lowered


def found(cue: Cue, sentence: str) -> bool:
    """Whether the cue alone holds in a sentence, before stronger ones of its stance hide it."""
    low = lowered(sentence)
    at_all = any(word in low for word in cue.words) and cue.pattern.search(low) is not None
    return at_all and not (cue.unless and cue.unless.search(low))


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.id)
def test_a_cue_finds_its_example(cue: Cue) -> None:
    assert found(cue, cue.example)
    marks = read_narrative(cue.example)
    assert cue.stance in {mark.stance for mark in marks if not mark.denied}


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.id)
def test_a_cue_leaves_its_counter_example_alone(cue: Cue) -> None:
    assert not found(cue, cue.counter)
    assert cue.id not in {mark.cue for mark in read_narrative(cue.counter)}


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.id)
def test_a_cue_is_worded_for_people_and_its_stance_is_known(cue: Cue) -> None:
    assert cue.label
    assert cue.stance in ("won", "hunting", "managed", "grown", "remark")
    assert cue.denied in (None, "won", "hunting", "managed", "grown")
    assert (cue.weight == 0) is (cue.stance == "remark")
    assert all(word == word.lower() for word in cue.words)


def test_cues_are_named_once_and_remarks_they_make_exist() -> None:
    names = [cue.id for cue in cues()]
    assert len(names) == len(set(names))
    codes = {function.__name__.removeprefix("_") for function in _REMARKS}
    assert {cue.remark for cue in cues() if cue.remark} <= codes
