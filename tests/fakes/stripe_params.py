"""Checks a request's parameters against the parameter types inside the installed `stripe` package.

The company's own SDK says what its API takes, so a parameter that was renamed or dropped in a new
version is refused here as it would be there.
"""

from __future__ import annotations

import types
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin
from urllib.parse import parse_qsl

from stripe import _request_options
from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import get_type_hints, is_typeddict

Nested = dict[str, Any]


class ApiError(Exception):
    """An answer Stripe would give instead of an object."""

    def __init__(
        self, message: str, *, status: int = 400, code: str = "", param: str = "", kind: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        error = {"type": kind or "invalid_request_error", "message": message, "code": code, "param": param}
        self.body = {"error": {name: value for name, value in error.items() if value}}


def parse(encoded: str) -> Nested:
    """`a[b][0][c]=1` as nested dicts of texts; list positions are still keys."""
    tree: Nested = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        first, *rest = name.replace("]", "").split("[")
        *path, last = [first, *rest]
        node = tree
        for step in path:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                raise ApiError(f"Invalid object: {name}", param=name)
        node[last if last else str(len(node))] = value
    return tree


def validate(params: Nested, expected: type) -> Nested:
    """The parameters with their types; ApiError as Stripe would answer."""
    return _record(params, expected, path="")


@cache
def _hints(record: type) -> dict[str, Any]:
    # The options are inherited from another module, which imports one name for type checkers only.
    hints = get_type_hints(record, localns={**vars(_request_options), "StripeContext": object})
    options = RequestOptions.__annotations__.keys()
    # A request's record carries the call's options (key, headers, …), which are no parameters.
    return {name: hint for name, hint in hints.items() if not (options <= hints.keys() and name in options)}


def _record(value: Any, expected: type, *, path: str) -> Nested:
    if not isinstance(value, dict):
        raise ApiError("Invalid object", param=path)
    hints = _hints(expected)
    for name in value:
        if name not in hints:
            raise ApiError(
                f"Received unknown parameter: {_join(path, name)}",
                code="parameter_unknown",
                param=_join(path, name),
            )
    for name in sorted(expected.__required_keys__ & hints.keys()):  # type: ignore[attr-defined]
        if name not in value:
            raise ApiError(
                f"Missing required param: {_join(path, name)}.",
                code="parameter_missing",
                param=_join(path, name),
            )
    return {name: _coerce(given, hints[name], _join(path, name)) for name, given in value.items()}


def _coerce(value: Any, hint: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _any_of(value, list(get_args(hint)), path)
    if origin is Literal:
        return _one_of(value, get_args(hint), path)
    if origin is list:
        return _items(value, get_args(hint)[0], path)
    if origin is dict:
        if not isinstance(value, dict):
            raise ApiError("Invalid object", param=path)
        return {name: _coerce(given, get_args(hint)[1], _join(path, name)) for name, given in value.items()}
    if is_typeddict(hint):
        return _record(value, hint, path=path)
    return _scalar(value, hint, path)


def _any_of(value: Any, hints: list[Any], path: str) -> Any:
    usable = [
        hint for hint in hints if hint is not type(None) and get_origin(hint) is not UntypedStripeObject
    ]
    if any(get_origin(hint) is Literal and get_args(hint) != ("",) for hint in usable):
        # `Literal[…] | str` is open to later values in the SDK; the API of today knows only these.
        usable = [hint for hint in usable if hint is not str]
    problem: ApiError | None = None
    for hint in usable:
        try:
            return _coerce(value, hint, path)
        except ApiError as error:
            problem = error
    raise problem or ApiError("Invalid value", param=path)


def _one_of(value: Any, known: tuple[Any, ...], path: str) -> Any:
    if value not in known:
        raise ApiError(f"Invalid {path}: must be one of {', '.join(map(str, known))}", param=path)
    return value


def _items(value: Any, hint: Any, path: str) -> list[Any]:
    if not isinstance(value, dict) or list(value) != [str(position) for position in range(len(value))]:
        raise ApiError("Invalid array", param=path)
    return [_coerce(given, hint, _join(path, position)) for position, given in value.items()]


def _scalar(value: Any, hint: Any, path: str) -> Any:
    if isinstance(value, dict):
        raise ApiError("Invalid string", param=path)
    if hint is bool:
        return _boolean(value, path)
    if hint in (int, float, Decimal):
        return _number(value, hint, path)
    if hint is str or hint is Any:
        if value == "":
            raise ApiError(
                f"You passed an empty string for '{path}'.", code="parameter_invalid_empty", param=path
            )
        return value
    raise ApiError(f"the stub cannot check {hint!r}", status=500, param=path)


def _boolean(value: str, path: str) -> bool:
    if value not in ("true", "false"):
        raise ApiError(f"Invalid boolean: {value}", param=path)
    return value == "true"


def _number(value: str, hint: type, path: str) -> Any:
    try:
        return hint(value) if value.strip() == value and "_" not in value else int("no")
    except (ValueError, InvalidOperation) as error:
        raise ApiError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=path) from error


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
