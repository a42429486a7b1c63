"""Words shown to people go through here, so that another language is a catalog and not a rewrite. Knows no HTTP."""

from gettext import NullTranslations

_catalog = NullTranslations()


def _(message: str) -> str:
    return _catalog.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return _catalog.ngettext(one, many, count)
