"""Spreadsheets as files in Google Drive: made, listed, marked as ours, shared. What is in them is in `google`."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any

from gspread import HTTPClient
from gspread.urls import DRIVE_FILES_API_V3_URL
from gspread.utils import MimeType

from sheetsync.adapters.google.refusals import FAILURES, cannot_create, cannot_share, refused, status_of
from sheetsync.core.course.hold import Sharing
from sheetsync.core.mending.items import DriveFile

TAG_KEY = "sheetsync"
"""The property, of this program's own, under which Drive keeps whose book a spreadsheet is."""

ID = re.compile(r"[\w-]+", re.ASCII)
"""What an id of Google's looks like: nothing else is ever put into an address."""

_OWNS = frozenset({"owner", "organizer"})
_WRITES = frozenset({"writer", "fileOrganizer"})
_PERMISSIONS = "type,role,emailAddress,deleted"
_FILE = f"id,name,createdTime,trashed,mimeType,appProperties,permissions({_PERMISSIONS})"


class DriveFiles(ABC):
    """What provisioning asks of Drive; every request goes the calling thread's own way."""

    account: str
    keeper: str
    _drive: str

    @abstractmethod
    def _http(self) -> HTTPClient:
        """The calling thread's way to Google."""

    @abstractmethod
    def _resendable(self) -> AbstractContextManager[None]:
        """While it lasts, requests of this thread may be sent again: twice is as good as once."""

    def create(self, title: str, tag: str) -> str:
        """Create an empty spreadsheet and return its id; never sent twice. Raises GoogleError.

        Drive keeps the tag with the file, unseen by people: it says whose book this is, whatever its title becomes.
        On Google a service account may create files only in a shared drive; the error says what to do instead.
        """
        body: dict[str, Any] = {"name": title, "mimeType": MimeType.google_sheets, "appProperties": {TAG_KEY: tag}}
        if self._drive:
            body["parents"] = [self._drive]
        params: dict[str, Any] = {"supportsAllDrives": True, "fields": "id"}
        try:
            response = self._http().request("post", DRIVE_FILES_API_V3_URL, params, json=body)
            return str(response.json()["id"])
        except (*FAILURES, KeyError) as error:
            raise cannot_create(error, title, self.account) from error

    def files(self) -> list[DriveFile]:
        """Every spreadsheet that this account can see, the oldest first, those in the bin too. Raises GoogleError.

        One listing by pages of 1000 (a query finds whole tags only).
        """
        found = sorted(self._listed(), key=lambda file: (file.get("createdTime", ""), file["id"]))
        return [_file(one) for one in found]

    def _listed(self) -> Iterator[dict[str, Any]]:
        params: dict[str, Any] = {
            "q": f"mimeType = '{MimeType.google_sheets}'",
            "pageSize": 1000,
            "supportsAllDrives": True,
            "includeItemsFromAllDrives": True,
            "fields": f"nextPageToken,files({_FILE})",
        }
        if self._drive:
            params |= {"corpora": "drive", "driveId": self._drive}  # without it Drive leaves out what was never opened
        try:
            while True:
                page = self._http().request("get", DRIVE_FILES_API_V3_URL, params).json()
                yield from page.get("files", ())
                if not page.get("nextPageToken"):
                    return
                params["pageToken"] = page["nextPageToken"]
        except FAILURES as error:
            raise refused(error, "liệt kê các bảng tính", self.account) from error

    def file(self, spreadsheet_id: str) -> DriveFile | None:
        """One spreadsheet that the listing left out; None where Drive knows of none. Raises GoogleError."""
        if not ID.fullmatch(spreadsheet_id):
            return None
        params: dict[str, Any] = {"supportsAllDrives": True, "fields": _FILE}
        try:
            return _file(self._http().request("get", f"{DRIVE_FILES_API_V3_URL}/{spreadsheet_id}", params).json())
        except FAILURES as error:
            if status_of(error) in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
                return None
            raise refused(error, "tìm bảng tính trong Drive", self.account) from error

    def sharing(self, spreadsheet_id: str) -> Sharing | None:
        """With whom a file is shared; None where Drive does not tell this account. Raises GoogleError.

        The listing tells it of files in one's own drive; of those in a shared drive it has to be asked file by file.
        """
        if not ID.fullmatch(spreadsheet_id):
            return None
        url, found = f"{DRIVE_FILES_API_V3_URL}/{spreadsheet_id}/permissions", []
        fields = f"nextPageToken,permissions({_PERMISSIONS})"
        params: dict[str, Any] = {"supportsAllDrives": True, "pageSize": 100, "fields": fields}
        try:
            while True:
                page = self._http().request("get", url, params).json()
                found += page.get("permissions", ())
                if not page.get("nextPageToken"):
                    return _sharing(found)
                params["pageToken"] = page["nextPageToken"]
        except FAILURES as error:
            if status_of(error) in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
                return None
            raise refused(error, "xem bảng tính được chia sẻ cho ai", self.account) from error

    def tag(self, spreadsheet_id: str, tag: str) -> None:
        """Mark a spreadsheet that somebody else has made as this book. Raises GoogleError."""
        params: dict[str, Any] = {"supportsAllDrives": True, "fields": "id"}
        try:
            with self._resendable():
                body = {"appProperties": {TAG_KEY: tag}}
                self._http().request("patch", f"{DRIVE_FILES_API_V3_URL}/{spreadsheet_id}", params, json=body)
        except FAILURES as error:
            raise refused(error, "gắn dấu nhận biết cho bảng tính", self.account) from error

    def share(self, spreadsheet_id: str, address: str) -> None:
        """Let this address write. Google sends no mail: the letters say where each book is. Raises GoogleError."""
        url = f"{DRIVE_FILES_API_V3_URL}/{spreadsheet_id}/permissions"
        params: dict[str, Any] = {"supportsAllDrives": True, "sendNotificationEmail": False, "fields": "id"}
        try:
            with self._resendable():
                body = {"type": "user", "role": "writer", "emailAddress": address}
                self._http().request("post", url, params, json=body)
        except FAILURES as error:
            raise cannot_share(error, address, self.account) from error


def _file(given: Mapping[str, Any]) -> DriveFile:
    permissions = given.get("permissions")
    return DriveFile(
        given["id"],
        given.get("name", ""),
        given.get("appProperties", {}).get(TAG_KEY, ""),
        bool(given.get("trashed")),
        None if permissions is None else _sharing(permissions).named,
    )


def _sharing(permissions: Sequence[Mapping[str, Any]]) -> Sharing:
    held = [one for one in permissions if not one.get("deleted")]
    is_open = any(one.get("type") != "user" and one.get("role") in _WRITES for one in held)
    return Sharing(_named(held, _OWNS), _named(held, _WRITES), is_open)


def _named(permissions: Sequence[Mapping[str, Any]], roles: frozenset[str]) -> frozenset[str]:
    return frozenset(
        one["emailAddress"].casefold() for one in permissions if one.get("role") in roles and one.get("emailAddress")
    )
