"""Runs typst. What people typed reaches a template as data only: nothing in it can be read as markup, and a template reads no file
but those given to it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any, Literal

from app.exports.pdf.letters import FONTS, printable
from app.web.templates import TEMPLATES

AT_A_TIME = BoundedSemaphore(2)  # each takes a core for as long as it runs
_PLAIN = re.compile(r"[a-z0-9-]+\.(svg|png|jpg)")


def compile(
    template: str,
    data: Mapping[str, Any],
    files: Mapping[str, bytes] | None = None,
    *,
    format: Literal["pdf", "png"] = "pdf",
) -> Any:
    """`template`: a name in templates, such as "exports/pdf/book.typ", which reads `data` as json("data.json") and `files` (pictures) by their names.
    A PDF is bytes, tagged as PDF/UA-1; "png": a list with one picture per page (bytes where there is only one). Needs no
    database: call it outside every transaction."""
    with AT_A_TIME:
        try:
            return _compiled(template, data, files or {}, format, plain=False)
        except RuntimeError as error:
            if "could not be displayed" not in str(error):
                raise
            return _compiled(template, data, files or {}, format, plain=True)


def _compiled(
    template: str, data: Mapping[str, Any], files: Mapping[str, bytes], format: Literal["pdf", "png"], *, plain: bool
) -> Any:
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((TEMPLATES / template).read_bytes())
        (root / "kit.typ").write_bytes((TEMPLATES / "exports/pdf/_kit.typ").read_bytes())
        (root / "data.json").write_text(json.dumps(printable(data, plain=plain)), "utf-8")
        for name, content in files.items():
            if not _PLAIN.fullmatch(name):
                raise ValueError(f"{name!r} is no plain name of a picture")
            svg = name.endswith(".svg")
            (root / name).write_bytes(printable(content.decode(), plain=plain).encode() if svg else content)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        return typst.Compiler(str(root / "main.typ"), root=str(root), font_paths=fonts).compile(
            format=format, ppi=80, pdf_standards=["ua-1"] if format == "pdf" else []
        )
