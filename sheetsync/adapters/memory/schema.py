"""The tables of the file in which sheetsync remembers: which there are, and how older files get the newer ones."""

MIGRATIONS = (
    """
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL, finished TEXT,
        interrupted INTEGER NOT NULL DEFAULT 0, summary TEXT NOT NULL DEFAULT '{}'
    ) STRICT;
    CREATE TABLE snapshots (
        book TEXT NOT NULL, hash TEXT NOT NULL, reply BLOB NOT NULL, PRIMARY KEY (book, hash)
    ) STRICT;
    CREATE TABLE pulls (
        number INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (number), book TEXT NOT NULL, at TEXT NOT NULL,
        hash TEXT, reason TEXT, detail TEXT,
        FOREIGN KEY (book, hash) REFERENCES snapshots (book, hash),
        CHECK ((hash IS NULL) = (reason IS NOT NULL) AND (reason IS NULL) = (detail IS NULL))
    ) STRICT;
    CREATE INDEX pulls_of_book ON pulls (book, number);
    CREATE TABLE accepted (
        book TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL, FOREIGN KEY (book, hash) REFERENCES snapshots (book, hash)
    ) STRICT;
    CREATE TABLE publications (
        book TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('intended', 'applied')),
        number INTEGER NOT NULL, mark TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (book, state)
    ) STRICT;
    CREATE TABLE completed (book TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL) STRICT;
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, message BLOB NOT NULL,
        kind TEXT NOT NULL, about TEXT NOT NULL, recipient TEXT NOT NULL, content_hash TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'claimed', 'sent')),
        queued_at TEXT NOT NULL, sent_at TEXT,
        CHECK ((state = 'sent') = (sent_at IS NOT NULL))
    ) STRICT;
    CREATE INDEX outbox_of_occasion ON outbox (kind, about, recipient, number);
    CREATE INDEX outbox_unsent ON outbox (state, number) WHERE state <> 'sent';
    """,
    """
    CREATE TABLE incomplete (book TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL) STRICT;
    CREATE TABLE rubrics (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, reason TEXT NOT NULL, content TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE records (
        phase TEXT NOT NULL, book TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (phase, book),
        FOREIGN KEY (book, hash) REFERENCES snapshots (book, hash)
    ) STRICT;
    CREATE TABLE steps (
        number INTEGER PRIMARY KEY, unit TEXT NOT NULL, step TEXT NOT NULL, mark TEXT NOT NULL, at TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT;
    CREATE INDEX steps_of_unit ON steps (unit, step, number);
    CREATE TABLE sights (
        kind TEXT NOT NULL, key TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, key)
    ) STRICT;
    CREATE TABLE reminded (
        recipient TEXT NOT NULL, item TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (recipient, item)
    ) STRICT;
    """,
)
"""The file's schema, step by step; `user_version` says how many steps a file has taken. Steps are only ever added."""
