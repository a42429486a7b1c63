"""Styles and scripts: compressed for those who take it, the same file for those who don't, and kept by browsers."""

import gzip

from app.web.templates import STATIC
from tests.browsing import Visitor

CSS = "/static/css/uphill.css"


def test_a_style_is_sent_compressed_and_is_the_file(visitor: Visitor) -> None:
    with visitor.stream("GET", CSS, headers={"Accept-Encoding": "gzip"}) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert int(response.headers["content-length"]) == len(raw)
    assert gzip.decompress(raw) == (STATIC / "css/uphill.css").read_bytes()
    assert response.headers["content-type"].startswith("text/css")


def test_who_takes_no_gzip_gets_the_file_itself(visitor: Visitor) -> None:
    for offer in ("identity", "br", "gzip;q=0"):
        response = visitor.get(CSS, headers={"Accept-Encoding": offer})
        assert "content-encoding" not in response.headers
        assert response.headers["vary"] == "Accept-Encoding"
        assert response.content == (STATIC / "css/uphill.css").read_bytes()


def test_a_browser_that_has_it_hears_that_it_is_the_same(visitor: Visitor) -> None:
    for offer in ("gzip", "identity"):
        tag = visitor.get(CSS, headers={"Accept-Encoding": offer}).headers["etag"]
        again = visitor.get(CSS, headers={"Accept-Encoding": offer, "If-None-Match": tag})
        assert again.status_code == 304
        assert again.content == b""


def test_an_address_with_its_digest_is_kept_for_a_year_and_another_is_asked_for_again(visitor: Visitor) -> None:
    assert visitor.get(f"{CSS}?v=1").headers["cache-control"] == "public, max-age=31536000, immutable"
    assert visitor.get(CSS).headers["cache-control"] == "no-cache"


def test_fonts_are_not_compressed_again(visitor: Visitor) -> None:
    font = visitor.get("/static/vendor/inter/inter-latin-wght-normal.woff2", headers={"Accept-Encoding": "gzip"})
    assert font.status_code == 200
    assert "content-encoding" not in font.headers


def test_only_part_of_a_file_is_not_compressed(visitor: Visitor) -> None:
    part = visitor.get(CSS, headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert part.status_code == 206
    assert part.content == (STATIC / "css/uphill.css").read_bytes()[:10]
