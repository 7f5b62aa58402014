-- The log: what happened, in the order in which it happened. Rows are only ever added.
CREATE TABLE session (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    mode TEXT NOT NULL,
    seed TEXT NOT NULL,
    lang TEXT NOT NULL,
    started TEXT NOT NULL,
    queue TEXT NOT NULL,
    flagged TEXT NOT NULL
) STRICT;

CREATE TABLE event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL REFERENCES session (id),
    at TEXT NOT NULL,
    question TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX event_session ON event (session, number);

CREATE TRIGGER session_kept BEFORE DELETE ON session
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER session_same BEFORE UPDATE ON session
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER event_same BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
-- INSERT OR REPLACE deletes without asking the triggers above.
CREATE TRIGGER session_once BEFORE INSERT ON session
WHEN EXISTS (SELECT 1 FROM session WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER event_once BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE uuid = NEW.uuid OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;

-- Derived from the log; `rebuild` makes them anew.
CREATE TABLE review (
    session TEXT NOT NULL REFERENCES session (id),
    place INTEGER NOT NULL,
    question TEXT NOT NULL,
    at TEXT NOT NULL,
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
    score REAL NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    lang TEXT NOT NULL,
    scheduled INTEGER NOT NULL,
    PRIMARY KEY (session, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_question ON review (question, at);
CREATE INDEX review_at ON review (at);

CREATE TABLE card (
    question TEXT PRIMARY KEY,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    state INTEGER NOT NULL,
    step INTEGER,
    due TEXT NOT NULL,
    last_review TEXT NOT NULL,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mark (
    kind TEXT NOT NULL CHECK (kind IN ('flag', 'bury')),
    question TEXT NOT NULL,
    session TEXT NOT NULL REFERENCES session (id),
    at TEXT NOT NULL,
    PRIMARY KEY (kind, question, session)
) STRICT, WITHOUT ROWID;

-- The learner's choices that the app remembers; not part of the log.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
