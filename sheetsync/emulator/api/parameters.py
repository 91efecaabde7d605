"""Parameters of Drive: what it says of one that is missing or cannot be read, and the pages that some ask for."""

import base64
from http import HTTPStatus

from sheetsync.emulator.api.call import Call, whole_number
from sheetsync.emulator.errors import ApiError, drive_error

MARK = "at:"  # what a page token of ours begins with, before the place where its page does


def required(parameter: str) -> ApiError:
    """Return the 400 for a parameter that is missing."""
    return drive_error(HTTPStatus.BAD_REQUEST, "required", f"Required parameter: {parameter}", (parameter, "parameter"))


def require_fields(call: Call) -> None:
    """Raise the 400 of the few methods that do not do without `fields`."""
    if not call.fields:
        sentence = "The 'fields' parameter is required for this method."
        raise drive_error(HTTPStatus.BAD_REQUEST, "required", sentence, ("fields", "parameter"))


def invalid_value(parameter: str) -> ApiError:
    """Return the 400 for a parameter that cannot be read."""
    return drive_error(HTTPStatus.BAD_REQUEST, "invalid", "Invalid Value", (parameter, "parameter"))


def out_of_range(parameter: str, text: str, most: int) -> ApiError:
    """Return the 400 for a number that is none, too small or too large."""
    sentence = f"Invalid value '{text}'. Values must be within the range: [1, {most}]"
    return drive_error(HTTPStatus.BAD_REQUEST, "invalidParameter", sentence, (parameter, "parameter"))


def page_size(text: str, most: int) -> int:
    """Return how many items a page may have, from `pageSize`; more than the most is taken for the most."""
    size = whole_number(text) or 0
    if size < 1:
        raise out_of_range("pageSize", text, most)
    return min(size, most)


def page_start(call: Call) -> int:
    """Return the place of the first item of the page, from `pageToken`."""
    token = call.text("pageToken")
    if not token:
        return 0
    try:
        mark, _, place = base64.urlsafe_b64decode(token).decode().rpartition(MARK)
    except ValueError as error:
        raise invalid_value("pageToken") from error
    start = whole_number(place)
    if mark or start is None:
        raise invalid_value("pageToken")
    return start


def page_token(start: int) -> str:
    """Return the token of the page that begins at a place."""
    return base64.urlsafe_b64encode(f"{MARK}{start}".encode()).decode()
