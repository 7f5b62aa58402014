-- How sure the learner was before the answer was shown, 1 to 4; nothing for answers of before.
ALTER TABLE review ADD COLUMN confidence INTEGER CHECK (confidence BETWEEN 1 AND 4);

-- The log of what is said about a question outside of sessions: notes, flags, suspensions.
CREATE TABLE remark (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    question TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX remark_question ON remark (question, kind, number);

-- What an interview was asked to be, stored beside its session when it begins.
CREATE TABLE interview (
    session TEXT PRIMARY KEY REFERENCES session (id),
    wish TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER remark_kept BEFORE DELETE ON remark
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER remark_same BEFORE UPDATE ON remark
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER remark_once BEFORE INSERT ON remark
WHEN EXISTS (SELECT 1 FROM remark WHERE uuid = NEW.uuid OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER interview_kept BEFORE DELETE ON interview
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER interview_same BEFORE UPDATE ON interview
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER interview_once BEFORE INSERT ON interview
WHEN EXISTS (SELECT 1 FROM interview WHERE session = NEW.session)
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;

-- Derived: marks also come from remarks now, which have no session (an empty one).
CREATE TABLE marks (
    kind TEXT NOT NULL CHECK (kind IN ('flag', 'bury', 'suspend')),
    question TEXT NOT NULL,
    session TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (kind, question, session)
) STRICT, WITHOUT ROWID;
INSERT INTO marks SELECT kind, question, session, at FROM mark;
DROP TABLE mark;
ALTER TABLE marks RENAME TO mark;
