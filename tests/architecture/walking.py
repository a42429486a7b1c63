"""Walks an application's routes as they are served; since FastAPI 0.137 they form a tree, and a flat walk sees nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from app.policy import Action


@dataclass(frozen=True)
class Served:
    method: str
    path: str
    name: str
    actions: frozenset[Action]
    endpoint: Any


def walk(routes: Any, prefix: str = "") -> Iterator[Served]:
    for context in iter_route_contexts(routes):
        original = getattr(context, "original_route", context)
        path = prefix + (getattr(context, "path", None) or getattr(original, "path", ""))
        if isinstance(original, Mount):
            inner = getattr(original.app, "routes", None)
            if inner:
                yield from walk(inner, path)
            else:
                yield Served("MOUNT", path, original.name, frozenset(), original.app)
            continue
        dependant = getattr(context, "dependant", None)
        for method in sorted(getattr(context, "methods", None) or ["WS"]):
            yield Served(
                method,
                path,
                original.name,
                frozenset(_actions(dependant)),
                getattr(original, "endpoint", None),
            )


def _actions(dependant: Any) -> Iterator[Action]:
    if dependant is None:
        return
    action = getattr(dependant.call, "action", None)
    if action is not None:
        yield action
    for inner in dependant.dependencies:
        yield from _actions(inner)


def served(app: FastAPI) -> list[Served]:
    return list(walk(app.routes))
