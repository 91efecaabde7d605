"""The layout: the tables in which the store keeps all it knows."""

from types import MappingProxyType

LAYOUT = 2  # counted up when the tables change; an older file is laid out anew when it is opened
TABLES = """
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, modified TEXT NOT NULL, body TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', mime TEXT NOT NULL DEFAULT '',
    parent TEXT NOT NULL DEFAULT '', drive TEXT NOT NULL DEFAULT '', trashed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS files_by_modified ON files (modified);
CREATE INDEX IF NOT EXISTS files_by_mime ON files (mime, modified);
CREATE INDEX IF NOT EXISTS files_by_name ON files (name);
CREATE INDEX IF NOT EXISTS files_by_parent ON files (parent);
CREATE INDEX IF NOT EXISTS files_by_drive ON files (drive) WHERE drive != '';
CREATE TABLE IF NOT EXISTS properties (
    file TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE, kind TEXT NOT NULL, key TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (file, kind, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS properties_by_value ON properties (kind, key, value);
CREATE TABLE IF NOT EXISTS permissions (
    file TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE, id TEXT NOT NULL, body TEXT NOT NULL,
    who TEXT NOT NULL DEFAULT '', role TEXT NOT NULL DEFAULT '', PRIMARY KEY (file, id));
CREATE INDEX IF NOT EXISTS permissions_by_who ON permissions (who, file);
CREATE TABLE IF NOT EXISTS marks (
    person TEXT NOT NULL, file TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    starred INTEGER NOT NULL DEFAULT 0, viewed TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
    shared TEXT NOT NULL DEFAULT '', sharer TEXT NOT NULL DEFAULT '', PRIMARY KEY (person, file)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS marks_by_file ON marks (file);
CREATE TABLE IF NOT EXISTS changes (
    file TEXT NOT NULL, who TEXT NOT NULL, number INTEGER NOT NULL, time TEXT NOT NULL,
    PRIMARY KEY (file, who)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS changes_by_number ON changes (number);
CREATE TABLE IF NOT EXISTS contents (
    file TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, body TEXT NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS promised_ids (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS books (
    id TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE, version INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tabs (
    book TEXT NOT NULL REFERENCES books (id) ON DELETE CASCADE, id INTEGER NOT NULL, cells TEXT NOT NULL,
    PRIMARY KEY (book, id));
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (address TEXT PRIMARY KEY, public_key TEXT NOT NULL, delegated INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, caller TEXT NOT NULL, scopes TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS drives (
    id TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE, creator TEXT NOT NULL, request TEXT NOT NULL,
    body TEXT NOT NULL, UNIQUE (creator, request));
CREATE INDEX IF NOT EXISTS permissions_by_expiry ON permissions (json_extract(body, '$.expirationTime'))
    WHERE json_extract(body, '$.expirationTime') IS NOT NULL;
"""
FILLED = (
    *("tabs", "books", "permissions", "properties", "marks", "changes", "contents", "uploads", "promised_ids"),
    *("accounts", "tokens", "drives", "files"),
)
# What layout 1 lacked.
ADDED = MappingProxyType(
    {
        "files": ("version", "created", "name", "mime", "parent", "drive", "trashed"),
        "permissions": ("who", "role"),
    }
)
SIZE = """COALESCE((SELECT SUM(LENGTH(cells)) FROM tabs WHERE book = f.id), 0)
    + COALESCE((SELECT LENGTH(bytes) FROM contents WHERE file = f.id), 0)"""
