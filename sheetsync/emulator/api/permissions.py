"""Handlers of Drive v3 permissions: who may do what with a file."""

from http import HTTPStatus

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_files import owner_permission, permission_id, touch
from sheetsync.emulator.errors import ApiError, Obj, drive_error
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.masks import parse, project

DEFAULT_FIELDS = "kind,id,type,role"
LIST_FIELDS = "kind,nextPageToken,permissions(kind,id,type,role)"
ADDRESSED = ("user", "group")


def permissions_create(call: Call) -> Obj:
    """Share a file with a person, a group, a domain or anyone."""
    given = payload.read_known("Permission", call.body())
    with call.store.transaction():
        file = access.require_file(call.store, call.path["fileId"], call.caller, "writer")
        granted = _granted(given)
        if granted["role"] == "owner":
            _hand_over(call, file, granted)
        call.store.save_permission(file["id"], granted)
    return _project(call, granted)


def permissions_list(call: Call) -> Obj:
    """Return all permissions of a file."""
    file = access.require_file(call.store, call.path["fileId"], call.caller, "reader")
    found: Obj = {"kind": "drive#permissionList", "permissions": call.store.permissions(file["id"])}
    shown: Obj = project(parse(call.text("fields") or LIST_FIELDS, "PermissionList"), found)
    return shown


def permissions_get(call: Call) -> Obj:
    """Return one permission."""
    file = access.require_file(call.store, call.path["fileId"], call.caller, "reader")
    return _project(call, _held(call, file))


def permissions_update(call: Call) -> Obj:
    """Change the role of a permission."""
    given = payload.read_known("Permission", call.body())
    with call.store.transaction():
        file = access.require_file(call.store, call.path["fileId"], call.caller, "writer")
        changed = {**_held(call, file), "role": given.get("role", "reader")}
        if changed["role"] == "owner":
            _hand_over(call, file, changed)
        call.store.save_permission(file["id"], changed)
    return _project(call, changed)


def permissions_delete(call: Call) -> None:
    """Take a permission away; the owner's cannot be."""
    with call.store.transaction():
        file = access.require_file(call.store, call.path["fileId"], call.caller, "writer")
        if _held(call, file)["role"] == "owner":
            raise drive_error(HTTPStatus.FORBIDDEN, "cannotRemoveOwner", "The owner of a file cannot be removed.")
        call.store.delete_permission(file["id"], call.path["permissionId"])


def _granted(given: Obj) -> Obj:
    kind, role, address = given.get("type"), given.get("role"), given.get("emailAddress")
    if not kind or not role:
        missing = "type" if not kind else "role"
        raise drive_error(
            HTTPStatus.BAD_REQUEST,
            "required",
            f"The permission {missing} field is required.",
            (f"permission.{missing}", "other"),
        )
    if kind in ADDRESSED and not address:
        raise drive_error(
            HTTPStatus.BAD_REQUEST,
            "invalidSharingRequest",
            'Bad Request. User message: "You must specify an email address."',
        )
    identity = {"user": address, "group": address, "domain": given.get("domain")}.get(kind)
    granted: Obj = {
        "kind": "drive#permission",
        "id": permission_id(identity) if identity else "anyoneWithLink",
        **given,
    }
    if kind in ADDRESSED:
        granted |= {"displayName": str(address).partition("@")[0], "deleted": False, "pendingOwner": False}
    return granted


def _hand_over(call: Call, file: Obj, granted: Obj) -> None:
    """Make somebody else the owner, which Drive only does when told so twice; the old owner stays a writer."""
    if not call.flag("transferOwnership"):
        raise drive_error(
            HTTPStatus.FORBIDDEN,
            "forbidden",
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            ("transferOwnership", "parameter"),
        )
    old = access.owner_of(file)
    if old != call.caller:
        raise drive_error(
            HTTPStatus.FORBIDDEN,
            "insufficientFilePermissions",
            f"The user does not have sufficient permissions for file {file['id']}.",
        )
    call.store.save_permission(file["id"], {**owner_permission(old), "role": "writer"})
    touch(
        call,
        {
            **file,
            "owners": [
                {
                    **file["owners"][0],
                    "emailAddress": granted["emailAddress"],
                    "permissionId": granted["id"],
                    "displayName": granted["displayName"],
                }
            ],
        },
    )


def _held(call: Call, file: Obj) -> Obj:
    wanted = call.path["permissionId"]
    for permission in call.store.permissions(file["id"]):
        if permission["id"] == wanted:
            return permission
    raise _permission_not_found(wanted)


def _permission_not_found(wanted: str) -> ApiError:
    return drive_error(
        HTTPStatus.NOT_FOUND, "notFound", f"Permission not found: {wanted}.", ("permissionId", "parameter")
    )


def _project(call: Call, permission: Obj) -> Obj:
    shown: Obj = project(parse(call.text("fields") or DEFAULT_FIELDS, "Permission"), permission)
    return shown
