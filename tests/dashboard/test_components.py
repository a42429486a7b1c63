"""The page of components is there for those who build pages, and nowhere else."""

import re

import pytest

from app.settings import Mode
from app.web.templates import STATIC
from tests.browsing import Visitor


def test_every_component_is_shown_in_local_mode(visitor: Visitor) -> None:
    response = visitor.get("/components")
    assert response.status_code == 200
    for sign in (
        "split-bar",
        "scale-points",
        "form-steps",
        "timeline",
        "empty-state",
        "chart-bars",
        'data-mark="managed"',
    ):
        assert sign in response.text
    assert len(response.content) < 100_000


def test_what_was_typed_and_what_is_wrong_stand_together(visitor: Visitor) -> None:
    text = visitor.get("/components").text
    assert 'aria-describedby="f-email-error"' in text
    assert 'id="f-email-error"' in text


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.PRODUCTION])
def test_it_is_not_there_in_other_modes(visitor: Visitor, mode: Mode) -> None:
    app = visitor.application
    kept = app.state.settings
    app.state.settings = kept.model_copy(update={"mode": mode})
    try:
        assert visitor.get("/components").status_code == 404
    finally:
        app.state.settings = kept


def test_each_icon_on_it_is_in_the_sprite(visitor: Visitor) -> None:
    shown = set(re.findall(r"icons\.svg\?v=\w+#([a-z0-9-]+)", visitor.get("/components").text))
    sprite = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "icons.svg").read_text()))
    assert len(shown) > 30
    assert shown - sprite == set()
