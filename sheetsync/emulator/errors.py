"""Errors: what goes wrong, said as Google says it, in the two dialects of Sheets and Drive."""

from http import HTTPStatus
from typing import Any

Obj = dict[str, Any]

BAD_REQUEST_TYPE = "type.googleapis.com/google.rpc.BadRequest"
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


class ApiError(Exception):
    """A refusal: HTTP code, Google's status word, the sentence, and for Drive a reason and the place."""

    def __init__(self, code: int, message: str, status: str, *, violations: tuple[tuple[str, str], ...] = ()) -> None:
        """`violations` are pairs of field and description, shown under `details`."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.violations = violations
        self.reason = "badRequest" if code == HTTPStatus.BAD_REQUEST else ""
        self.location: tuple[str, str] | None = None
        self.domain = "global"
        self.details: tuple[Obj, ...] = ()  # what stands behind the violations, such as an ErrorInfo
        self.headers: tuple[tuple[str, str], ...] = ()
        self.short = ""  # what Drive's list of errors says where that is not the message

    def sheets_body(self) -> Obj:
        """Return the body as sheets.googleapis.com words it."""
        error: Obj = {"code": self.code, "message": self.message, "status": self.status}
        if self.violations:
            listed = [
                {"field": field, "description": text} if field else {"description": text}
                for field, text in self.violations
            ]
            error["details"] = [{"@type": BAD_REQUEST_TYPE, "fieldViolations": listed}]
        if self.details:
            error["details"] = [*error.get("details", []), *self.details]
        return {"error": error}

    def drive_body(self) -> Obj:
        """Return the body as the Drive API words it."""
        reason = self.reason or "internalError"
        item: Obj = {"message": self.short or self.message, "domain": self.domain, "reason": reason}
        if self.location:
            item["location"], item["locationType"] = self.location
        error: Obj = {"code": self.code, "message": self.message, "errors": [item]}
        if self.details or self.code == HTTPStatus.UNAUTHORIZED:
            error["status"] = self.status
        return {"error": {**error, "details": list(self.details)} if self.details else error}


class RequestError(Exception):
    """One request of a batch cannot be applied; the batch runner puts its place before the sentence."""


def invalid(message: str, *violations: tuple[str, str]) -> ApiError:
    """Return a 400 INVALID_ARGUMENT."""
    return ApiError(HTTPStatus.BAD_REQUEST, message, "INVALID_ARGUMENT", violations=violations)


def invalid_field(field: str, message: str) -> ApiError:
    """Return the 400 whose detail repeats the sentence for one field."""
    return invalid(message, (field, message))


def not_found() -> ApiError:
    """Return the Sheets answer for an id nobody has."""
    return ApiError(HTTPStatus.NOT_FOUND, "Requested entity was not found.", "NOT_FOUND")


def forbidden() -> ApiError:
    """Return the Sheets answer for a caller without the needed role."""
    return ApiError(HTTPStatus.FORBIDDEN, "The caller does not have permission", "PERMISSION_DENIED")


def drive_error(code: int, reason: str, message: str, location: tuple[str, str] | None = None) -> ApiError:
    """Return a Drive error; `location` is the parameter's name and what kind of place it is."""
    error = ApiError(code, message, "")
    error.reason, error.location = reason, location
    return error


def file_not_found(file_id: str) -> ApiError:
    """Return the Drive answer for a file that is not there, or not there for this caller."""
    return drive_error(HTTPStatus.NOT_FOUND, "notFound", f"File not found: {file_id}.", ("fileId", "parameter"))


def drive_forbidden(file_id: str) -> ApiError:
    """Return the Drive answer for a caller who may see the file but not do this to it."""
    message = f"The user does not have sufficient permissions for file {file_id}."
    return drive_error(HTTPStatus.FORBIDDEN, "insufficientFilePermissions", message)
