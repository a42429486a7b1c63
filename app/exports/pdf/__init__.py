"""Printed documents: data and a template become a tagged PDF that screen readers can read (PDF/UA-1)."""

from app.exports.pdf.compiler import compile

__all__ = ["compile"]
