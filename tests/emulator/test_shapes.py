"""The table of Google's messages is that of the discovery documents, and the check behind every test does check."""

import json
from pathlib import Path
from typing import Any

import pytest
from google_shapes import complaints_of

from .world import Book, World

ROOT = Path(__file__).parents[2]


def test_the_table_is_as_the_discovery_documents_say() -> None:
    import shapes

    assert shapes.TABLE.read_text(encoding="utf-8") == shapes.table(), "run scripts/shapes.py"


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ({"spreadsheetId": 7}, "reply.spreadsheetId should be string: 7"),
        ({"frobnicate": 1}, "reply has no field frobnicate"),
        (
            {"sheets": [{"properties": {"sheetType": "ROUND"}}]},
            "reply.sheets[0].properties.sheetType may not be 'ROUND'",
        ),
        ({"sheets": {}}, "reply.sheets is no list: {}"),
        ({"properties": {"title": None}}, "reply.properties.title should be string: None"),
    ],
)
def test_a_reply_that_google_could_not_give_is_complained_of(reply: Any, complaint: str) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/v4/spreadsheets/x"}
    found = complaints_of(environ, b"", 200, "application/json", json.dumps(reply).encode())
    assert found == [f"GET sheets.spreadsheets.get: {complaint}"]


def test_a_request_with_a_name_that_google_does_not_have_is_complained_of() -> None:
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v4/spreadsheets/x:batchUpdate", "QUERY_STRING": "frob=1"}
    sent = json.dumps({"requests": [{"frobnicate": {}}]}).encode()
    assert complaints_of(environ, sent, 200, "application/json", b"{}") == [
        "POST sheets.spreadsheets.batchUpdate: there is no parameter frob",
        "POST sheets.spreadsheets.batchUpdate: request.requests[0] has no field frobnicate",
    ]


def test_the_emulator_refuses_a_kind_of_request_that_google_does_not_have(book: Book) -> None:
    assert (
        book.refused({"frobnicate": {}})
        == "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[0]': Cannot find field."
    )


def test_the_emulator_refuses_a_field_that_google_does_not_have_at_any_depth(book: Book) -> None:
    cell = {"userEnteredFormat": {"textFormat": {"blink": True}}}
    request = {"updateCells": {"rows": [{"values": [cell]}], "fields": "*", "start": {}}}
    assert "Unknown name \"blink\" at 'requests[0].update_cells.rows[0].values[0].user_entered_format.text_format'" in (
        book.refused(request)
    )


def test_a_kind_that_google_has_and_the_emulator_has_not_is_refused_and_says_so(book: Book) -> None:
    told = book.refused({"cancelDataSourceRefresh": {"dataSourceId": "x"}})
    assert told == "Invalid requests[0].cancelDataSourceRefresh: the emulator does not implement this kind of request."


def test_a_parameter_that_google_does_not_have_is_refused(world: World, book: Book) -> None:
    reply = world.call("GET", book.url, frob="1")
    assert reply.status_code == 400
    assert 'Unknown name "frob": Cannot bind query parameter.' in reply.json()["error"]["message"]
