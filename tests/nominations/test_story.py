"""The story is kept word for word."""

from tests.nominations.conftest import Bench


def test_the_story_comes_back_as_typed(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/story"
    told = "  First line.\n\nSecond & <b>bold</b>.  "
    bench.browser.submit(path, story=told, story_won="Won.", story_kept="Kept.", go="next")
    assert bench.again(nomination).draft["story"] == told
    page = bench.browser.get(path).text
    assert "Second &amp; &lt;b&gt;bold&lt;/b&gt;." in page


def test_a_story_that_is_too_long_is_kept_and_said_to_be(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/story"
    bench.browser.submit(path, story="x" * 100_000)
    assert len(bench.again(nomination).draft["story"]) == 100_000
    assert "This has 100,000 characters. Please shorten it to 10,000 at most." in bench.browser.get(path).text
