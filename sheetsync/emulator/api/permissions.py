"""Handlers of Drive v3 permissions: who may do what with a file, or with a shared drive.

All reasons of the refusals are Google's, and most sentences; where a sentence is recorded nowhere known, that is said.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_fields import mask_of
from sheetsync.emulator.api.drive_files import find, may_own, no_storage, owner_permission, permission_id, touch, user
from sheetsync.emulator.api.parameters import page_size, page_start, page_token
from sheetsync.emulator.errors import ApiError, Obj, drive_error, drive_forbidden
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.masks import project
from sheetsync.emulator.text.stamps import rfc3339

DEFAULT_FIELDS = "kind,id,type,role"
LIST_FIELDS = "kind,nextPageToken,permissions(kind,id,type,role)"
MAX_PAGE_SIZE = 100
ADDRESSED = ("user", "group")
FINDABLE = ("domain", "anyone")
IN_DRIVES = ("organizer", "fileOrganizer")
LONGEST = timedelta(days=366)  # "not more than a year"


def permissions_create(call: Call) -> Obj:
    """Share a file with a person, a group, a domain or anyone.

    The emulator sends no mail: `sendNotificationEmail` and `emailMessage` are checked and have no effect.
    Sharing with somebody again may raise her role and does not lower it; that Google keeps the higher role is not
    recorded, and the stricter reading: who wants less must update the permission.
    """
    given = payload.read_known("Permission", call.body())
    with call.store.transaction():
        file = _shared_by_caller(call)
        granted = _granted(given)
        _check_role(file, granted)
        if granted["role"] == "owner":
            _check_transfer(call)  # before the mail: gspread's copy with permissions, which sends none, hears of this
        _check_mail(call, granted)
        if "expirationTime" in given:
            raise _forbidden("cannotSetExpirationOnInsert", "Cannot set an expiration date on an insert request.")
        held = _find(call, file, granted["id"])
        if held and access.LEVELS.index(held["role"]) >= access.LEVELS.index(granted["role"]):
            return _shown(call, file, held)
        _save(call, file, granted)
    return _shown(call, file, granted)


def permissions_list(call: Call) -> Obj:
    """Return the permissions of a file, page by page; who may not share it may not see them."""
    file = _shared_by_caller(call)
    found = [_full(call, file, item) for item in access.granted(call.store, file)]
    text = call.text("pageSize")
    size, start = page_size(text or str(MAX_PAGE_SIZE), MAX_PAGE_SIZE), page_start(call)
    if not text and "driveId" not in file:
        size = len(found)  # without a size, all of a file's, and 100 of a shared drive's
    reply: Obj = {"kind": "drive#permissionList", "permissions": found[start : start + size]}
    if len(found) > start + size:
        reply["nextPageToken"] = page_token(start + size)
    return _projected(call, reply, LIST_FIELDS, "PermissionList")


def permissions_get(call: Call) -> Obj:
    """Return one permission."""
    file = _shared_by_caller(call)
    return _shown(call, file, _required(call, file))


def permissions_update(call: Call) -> Obj:
    """Change the role of a permission, its end, or who is to be the next owner."""
    given = payload.read_known("Permission", call.body())
    with call.store.transaction():
        file = find(call, "reader")
        held = _required(call, file)
        if not _accepts(call, held, given):
            file = _shared_by_caller(call)
        _check_inherited(call, file, held)
        new = {**held, "role": given.get("role", held["role"])}
        _check_role(file, new)
        if held["role"] == "owner" != new["role"]:
            raise _cannot_remove_owner()
        if "pendingOwner" in given and new["role"] != "owner":
            new["pendingOwner"] = _pending(call, file, new, pending=given["pendingOwner"])
        new = _ending(call, file, new, given)
        _save(call, file, new)
    return _shown(call, file, new)


def permissions_delete(call: Call) -> None:
    """Take a permission away. The owner's stays; anybody may give her own away."""
    with call.store.transaction():
        file = find(call, "reader")
        held = _required(call, file)
        if held["role"] == "owner":
            raise _cannot_remove_owner()
        if not (held["type"] == "user" and access.covers(held, call.caller)):
            file = _shared_by_caller(call)
        _check_inherited(call, file, held)
        call.store.delete_permission(file["id"], held["id"])


def _shared_by_caller(call: Call) -> Obj:
    """Return the file, which the caller must be allowed to share. `useDomainAdminAccess` makes nobody an admin."""
    file = find(call, "reader")
    if not access.may_share(file, access.role(call.store, file, call.caller)):
        raise drive_forbidden(file["id"])
    return file


def _granted(given: Obj) -> Obj:
    """Return the permission that a request describes, with the id that its grantee has everywhere."""
    kind, role = given.get("type"), given.get("role")
    for name, value in (("type", kind), ("role", role)):
        if not value:
            raise _bad("required", f"The permission {name} field is required.", f"permission.{name}")
    address, domain = given.get("emailAddress"), given.get("domain")
    if kind in ADDRESSED and not address:
        sentence = 'Bad Request. User message: "You must specify an email address."'
        raise drive_error(HTTPStatus.BAD_REQUEST, "invalidSharingRequest", sentence)
    if kind in ADDRESSED and not _is_address(str(address)):
        raise _bad("invalid", "The specified emailAddress is invalid or not applicable for the given permission type.")
    if kind == "domain" and not domain:
        raise _bad("required", "The domain field is required for permissions of type 'domain'.", "permission.domain")
    for name, applies in (("emailAddress", kind in ADDRESSED), ("domain", kind == "domain")):
        if name in given and not applies:
            sentence = f"The specified {name} is invalid or not applicable for the given permission type."
            raise _bad("invalid", sentence, f"permission.{name}")
    granted: Obj = {"kind": "drive#permission", "id": _id(given), "type": kind, "role": role}
    if kind in ADDRESSED:
        name = str(address).partition("@")[0]
        return {**granted, "emailAddress": address, "displayName": name, "deleted": False, "pendingOwner": False}
    granted["allowFileDiscovery"] = bool(given.get("allowFileDiscovery"))
    return {**granted, "domain": domain, "displayName": domain} if kind == "domain" else granted


def _id(given: Obj) -> str:
    if given["type"] == "anyone":
        return "anyone" if given.get("allowFileDiscovery") else "anyoneWithLink"
    if given["type"] == "domain":
        return permission_id(given["domain"]) + ("" if given.get("allowFileDiscovery") else "k")
    return permission_id(given["emailAddress"])


def _is_address(text: str) -> bool:
    name, _, domain = text.partition("@")
    return bool(name and domain) and not any(letter.isspace() for letter in text) and "@" not in domain


def _check_role(file: Obj, granted: Obj) -> None:
    """Raise Drive's refusal of a role that this kind of file, or of grantee, cannot have."""
    role, kind, in_drive = granted["role"], granted["type"], "driveId" in file
    if in_drive and role == "owner":
        raise _forbidden("ownerOnTeamDriveItemNotSupported", "Owner role is invalid for shared drive items.")
    if not in_drive and role in IN_DRIVES:
        # The reasons are Google's, the sentences are not recorded.
        raise _forbidden(f"{role}OnNonTeamDriveItemNotSupported", f"The role {role} is only valid in shared drives.")
    if in_drive and role == "organizer" and file["driveId"] != file["id"]:
        sentence = "The organizer role is only valid for members of a shared drive."
        raise _forbidden("organizerOnNonTeamDriveNotSupported", sentence)
    if in_drive and file["driveId"] == file["id"] and kind in FINDABLE:
        sentence = "A shared drive's top folder cannot be shared with anyone or with domains."
        raise _forbidden("cannotShareTeamDriveTopFolderWithAnyoneOrDomains", sentence)
    if (role == "owner" and kind != "user") or (kind in FINDABLE and role in IN_DRIVES):
        sentence = "The specified role is invalid or not applicable for the given permission type."
        raise _bad("invalid", sentence, "permission.role")


def _check_mail(call: Call, granted: Obj) -> None:
    """Raise the refusal of mail to nobody in particular, and of an owner who is not told.

    Both are in the discovery document; the sentences are modelled on the recorded one for `transferOwnership`.
    """
    if call.flag("sendNotificationEmail") and granted["type"] not in ADDRESSED:
        sentence = "The sendNotificationEmail parameter is only applicable for permissions of type 'user' or 'group'."
        raise _forbidden("forbidden", sentence, "sendNotificationEmail")
    if granted["role"] == "owner" and call.text("sendNotificationEmail").lower() in ("false", "0"):
        sentence = "The sendNotificationEmail parameter must not be disabled when the permission role is 'owner'."
        raise _forbidden("forbidden", sentence, "sendNotificationEmail")


def _check_transfer(call: Call) -> None:
    if not call.flag("transferOwnership"):
        sentence = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise _forbidden("forbidden", sentence, "transferOwnership")


def _accepts(call: Call, held: Obj, given: Obj) -> bool:
    """Tell whether the caller takes an ownership that was offered to her."""
    return bool(given.get("role") == "owner" and held.get("pendingOwner") and access.covers(held, call.caller))


def _pending(call: Call, file: Obj, new: Obj, *, pending: bool) -> bool:
    """Return whether the grantee is offered the file: only its owner can, and only from consumer to consumer."""
    owner = access.owner_of(file)
    if not access.same(owner, call.caller):
        raise drive_forbidden(file["id"])
    if pending and not (access.is_consumer(owner) and access.is_consumer(new.get("emailAddress", ""))):
        sentence = "The target user cannot be a pending owner on this file."
        raise _forbidden("targetUserCannotBePendingOwnerOnFile", sentence)
    return pending


def _ending(call: Call, file: Obj, new: Obj, given: Obj) -> Obj:
    """Return a permission with the end that is asked for: on people and groups, in the coming year.

    The rules are in the discovery document; of the sentences only that of `cannotSetExpiration` is recorded.
    """
    if call.flag("removeExpiration"):
        return {name: value for name, value in new.items() if name != "expirationTime"}
    if "expirationTime" not in given:
        return new
    if new["type"] in FINDABLE:
        sentence = "Expiration dates cannot be set on permissions of type 'anyone' or 'domain'."
        raise _forbidden("cannotSetExpirationOnAnyoneOrDomain", sentence)
    if file.get("driveId") == file["id"]:
        sentence = "Expiration dates are not allowed for shared drive members."
        raise _forbidden("expirationDateNotAllowedForSharedDriveMembers", sentence)
    if new["role"] == "owner":
        raise _forbidden("cannotSetExpiration", "Expiration dates cannot be set on this item.")
    try:
        moment = datetime.fromisoformat(given["expirationTime"])
    except ValueError as error:
        raise _bad("invalid", "Invalid Value", "permission.expirationTime") from error
    if moment.tzinfo is None:
        raise _bad("invalid", "Invalid Value", "permission.expirationTime")
    if not call.now < moment <= call.now + LONGEST:
        sentence = "Expiration dates must be in the future, and not more than a year away."
        raise _forbidden("expirationDatesMustBeInTheFuture", sentence)
    return {**new, "expirationTime": rfc3339(moment)}


def _check_inherited(call: Call, file: Obj, held: Obj) -> None:
    own = {item["id"]: item for item in call.store.permissions(file["id"])}
    if held["id"] not in own:
        sentence = "Cannot update or delete an inherited permission on a shared drive item."
        raise _forbidden("cannotModifyInheritedPermission", sentence)


def _save(call: Call, file: Obj, granted: Obj) -> None:
    if granted["role"] == "owner" and not access.same(access.owner_of(file), granted["emailAddress"]):
        _hand_over(call, file, granted)
    call.store.save_permission(file["id"], granted, by=call.caller)


def _hand_over(call: Call, file: Obj, granted: Obj) -> None:
    """Make somebody else the owner, which Drive only does when told so twice; the old owner stays a writer.

    Inside an organisation the owner gives; between consumers the next owner takes what she was offered.
    """
    _check_transfer(call)
    old, new = access.owner_of(file), granted["emailAddress"]
    taken = granted["pendingOwner"] and access.same(call.caller, new)
    if not taken and not access.same(old, call.caller):
        raise drive_forbidden(file["id"])
    if not may_own(call, new):
        raise no_storage()
    if access.is_consumer(new) and not taken:
        sentence = "Consent is required to transfer ownership of a file to another user."
        raise _forbidden("consentRequiredForOwnershipTransfer", sentence)
    if not taken and access.domain_of(old) != access.domain_of(new):
        sentence = (
            f'Bad Request. User message: "Sorry, cannot transfer ownership to {new}. '
            'Ownership can only be transferred to another user in the same organization as the current owner."'
        )
        raise drive_error(HTTPStatus.BAD_REQUEST, "ownershipChangeAcrossDomainNotPermitted", sentence)
    granted["pendingOwner"] = False
    call.store.save_permission(file["id"], {**owner_permission(old), "role": "writer"})
    touch(call, {**file, "owners": [user(new)]})


def _find(call: Call, file: Obj, wanted: str) -> Obj | None:
    return next((item for item in access.granted(call.store, file) if item["id"] == wanted), None)


def _required(call: Call, file: Obj) -> Obj:
    wanted = call.path["permissionId"]
    found = _find(call, file, wanted)
    if found is None:
        sentence = f"Permission not found: {wanted}."
        raise drive_error(HTTPStatus.NOT_FOUND, "notFound", sentence, ("permissionId", "parameter"))
    return found


def _full(call: Call, file: Obj, permission: Obj) -> Obj:
    """Return a permission; in a shared drive with where it comes from, one detail for each place."""
    if "driveId" not in file:
        return permission
    own = [item for item in call.store.permissions(file["id"]) if item["id"] == permission["id"]]
    details: list[Obj] = []
    if file["id"] != file["driveId"]:
        above = [item for item in call.store.permissions(file["driveId"]) if item["id"] == permission["id"]]
        details = [
            {"permissionType": "member", "role": item["role"], "inherited": True, "inheritedFrom": file["driveId"]}
            for item in above
        ]
    kind = "member" if file["id"] == file["driveId"] else "file"
    details += [{"permissionType": kind, "role": item["role"], "inherited": False} for item in own]
    shown = {name: value for name, value in permission.items() if name != "pendingOwner"}
    return {**shown, "permissionDetails": details}


def _shown(call: Call, file: Obj, permission: Obj) -> Obj:
    return _projected(call, _full(call, file, permission), DEFAULT_FIELDS, "Permission")


def _projected(call: Call, value: Obj, default: str, message: str) -> Obj:
    shown: Obj = project(mask_of(call, default, message), value)
    return shown


def _cannot_remove_owner() -> ApiError:
    return _forbidden("cannotRemoveOwner", "The owner of a file cannot be removed.")


def _forbidden(reason: str, sentence: str, parameter: str = "") -> ApiError:
    place = (parameter, "parameter") if parameter else None
    return drive_error(HTTPStatus.FORBIDDEN, reason, sentence, place)


def _bad(reason: str, sentence: str, place: str = "permission.emailAddress") -> ApiError:
    return drive_error(HTTPStatus.BAD_REQUEST, reason, sentence, (place, "other"))
