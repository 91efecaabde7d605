"""What Google's discovery documents say of requests and replies, as a check that every test passes through.

The documents come with google-api-python-client. A reply of the emulator must fit them always; a request must fit them
whenever the emulator took it: what Google would refuse, the emulator may not accept.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests import PreparedRequest

Complaints = Iterator[str]
Place = tuple[Any, str | int]
"""Where in a message something stands: what it stands in (None at the top), and its name or number there."""
Check = Callable[[Any, Place, list[str]], None]
"""Adds to a list what is wrong with a value that stands at a place."""

DOCUMENTS = ("sheets.v4", "drive.v3", "drive.v2")
# Accepted although the documents do not have it, with the reason.
TAKEN_ANYWAY = {
    (
        "drive",
        "includeItemsFromAllDrives",
    ): "gspread sends it to every Drive method, and the recordings show it passed over",
    ("drive", "withLink"): "gspread sends this name of Drive v2, and the recordings show that v3 passes over it",
    ("drive", "title"): "gspread sends this name of Drive v2 when it copies, and v3 passes over it",
}
ERROR_WORDS = {
    400: "INVALID_ARGUMENT FAILED_PRECONDITION",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


@cache
def document(name: str) -> Any:
    """Return a discovery document."""
    path = files("googleapiclient") / "discovery_cache" / "documents" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def complaints_of(environ: Mapping[str, Any], sent: bytes, code: int, content_type: str, reply: bytes) -> list[str]:
    """Return what is wrong with one exchange, by the documents; empty for what they do not describe."""
    path = str(environ.get("RAW_URI") or environ["PATH_INFO"])
    found = method_of(str(environ["REQUEST_METHOD"]), path)
    if found is None:
        # The pieces of an upload go to an address that Google hands out and does not describe.
        in_pieces = path.startswith("/upload/") and "upload_id=" in str(environ.get("QUERY_STRING", ""))
        googles = path.startswith(("/v4/", "/drive/", "/upload/")) and not in_pieces
        return [f"Google has no {environ['REQUEST_METHOD']} {path}"] if googles and code < 300 else []
    api, method = found
    place = f"{environ['REQUEST_METHOD']} {method['id']}"
    if code >= 300:
        return [f"{place}: {item}" for item in _error(api, code, content_type, reply)]
    complaints = [*_query(api, method, str(environ.get("QUERY_STRING", "")))]
    if sent and "request" in method and "json" in str(environ.get("CONTENT_TYPE", "json")):
        complaints += _of_message(api, method["request"]["$ref"], sent, "request")
    if reply and "response" in method and "json" in content_type:
        complaints += _of_message(api, method["response"]["$ref"], reply, "reply")
    return [f"{place}: {item}" for item in complaints]


@lru_cache(maxsize=64)  # a test that looks twice gets the same reply twice
def _of_message(api: str, name: str, text: bytes, place: str) -> tuple[str, ...]:
    found: list[str] = []
    checker(api, name)(json.loads(text), (None, place), found)
    return tuple(found)


def complaints_of_request(request: PreparedRequest) -> list[str]:
    """Return what is wrong with a request that no emulator will see."""
    url, body = urlsplit(str(request.url)), request.body or b""
    environ = {"REQUEST_METHOD": request.method, "PATH_INFO": url.path, "QUERY_STRING": url.query}
    return complaints_of(environ, body if isinstance(body, bytes) else str(body).encode(), 200, "", b"")


@cache
def _methods() -> tuple[tuple[str, str, re.Pattern[str], Any], ...]:
    return tuple(
        (api, method["httpMethod"], _pattern(prefix + method["flatPath" if "flatPath" in method else "path"]), method)
        for api in DOCUMENTS
        for method in _all_methods(document(api))
        for prefix in ("/" + document(api)["servicePath"], *_upload_prefixes(document(api), method))
    )


def method_of(verb: str, path: str) -> tuple[str, Any] | None:
    """Return the document and the method behind a request; None for a path that Google does not have."""
    path = path.partition("?")[0]
    for api, known, pattern, method in _methods():
        if known == verb and pattern.fullmatch(path):
            return api, method
    return None


def _all_methods(resource: Any) -> Iterator[Any]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _all_methods(inner)


def _upload_prefixes(found: Any, method: Any) -> tuple[str, ...]:
    return ("/upload/" + found["servicePath"],) if method.get("supportsMediaUpload") else ()


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{\+?(\w+)\}", path)
    return re.compile("".join("[^/]+?" if number % 2 else re.escape(part) for number, part in enumerate(parts)))


def _query(api: str, method: Any, text: str) -> Complaints:
    known = {**document(api).get("parameters", {}), **method.get("parameters", {})}
    for name, values in parse_qs(text, keep_blank_values=True).items():
        parameter = known.get(name.removeprefix("$"))
        if parameter is None:
            if (api.partition(".")[0], name) not in TAKEN_ANYWAY:
                yield f"there is no parameter {name}"
            continue
        for value in values:
            if "enum" in parameter and value not in parameter["enum"]:
                yield f"parameter {name} may not be {value}"
            if parameter.get("type") == "boolean" and value.lower() not in ("true", "false"):
                yield f"parameter {name} is a boolean, not {value}"


def _error(api: str, code: int, content_type: str, reply: bytes) -> Complaints:
    if "json" not in content_type:
        return  # Google's pages for people
    error = json.loads(reply).get("error", {})
    if error.get("code") != code or not error.get("message"):
        yield f"the error does not repeat its code {code}, or has no message"
    if api == "sheets.v4":
        if error.get("status") not in ERROR_WORDS.get(code, "").split() or set(error) - {*ERROR_KEYS, "details"}:
            yield f"this is no error of Sheets: {error}"
    elif not all({"domain", "reason", "message"} <= item.keys() for item in error.get("errors") or [{}]):
        yield f"this is no error of Drive: {error}"


ERROR_KEYS = ("code", "message", "status")


@cache
def checker(api: str, name: str) -> Check:
    """Return the check of one message; made once, since it runs on every reply of every test."""
    schema = document(api)["schemas"][name]
    return _object(api, schema)


def _object(api: str, schema: Any) -> Check:
    # Made at the first use: messages hold each other in circles.
    fields: dict[str, Check] = {}
    described = schema.get("properties", {})

    def check(value: Any, place: Place, found: list[str]) -> None:
        if not isinstance(value, dict):
            found.append(f"{_said(place)} is no object: {value!r}")
            return
        for name, item in value.items():
            if item is None and _said(place).startswith("request"):
                continue  # in JSON for protobuf, null is the field not set
            test = fields.get(name)
            if test is None:
                if name not in described:
                    if (api.partition(".")[0], name) not in TAKEN_ANYWAY:
                        found.append(f"{_said(place)} has no field {name}")
                    continue
                test = fields[name] = _kind(api, described[name])
            test(item, (place, name), found)

    return check


def _said(place: Place) -> str:
    """Put a place into words, which is seldom needed: only where there is a complaint."""
    above, name = place
    if above is None:
        return str(name)
    return f"{_said(above)}[{name}]" if isinstance(name, int) else f"{_said(above)}.{name}"


def _kind(api: str, schema: Any) -> Check:
    if "$ref" in schema:
        return checker(api, schema["$ref"])
    if schema.get("type") == "array":
        return _list(_kind(api, schema["items"]))
    if "additionalProperties" in schema:
        return _map(_kind(api, schema["additionalProperties"]))
    if "properties" in schema:
        return _object(api, schema)
    return _scalar(schema)


def _list(item: Check) -> Check:
    def check(value: Any, place: Place, found: list[str]) -> None:
        if not isinstance(value, list):
            found.append(f"{_said(place)} is no list: {value!r}")
            return
        for index, one in enumerate(value):
            item(one, (place, index), found)

    return check


def _map(item: Check) -> Check:
    def check(value: Any, place: Place, found: list[str]) -> None:
        if not isinstance(value, dict):
            found.append(f"{_said(place)} is no map: {value!r}")
            return
        for key, one in value.items():
            if one is not None:  # how an entry is taken away
                item(one, (place, key), found)

    return check


def _scalar(schema: Any) -> Check:
    kind, allowed = schema.get("type"), frozenset(schema.get("enum", ()))
    types: tuple[type, ...] = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}.get(
        kind, (object,)
    )

    def check(value: Any, place: Place, found: list[str]) -> None:
        if not isinstance(value, types) or (isinstance(value, bool) and kind in ("integer", "number")):
            found.append(f"{_said(place)} should be {kind}: {value!r}")
        elif allowed and value not in allowed:
            found.append(f"{_said(place)} may not be {value!r}")

    return check
