-- What the learner wanted done with the schedule of a question that had changed, before this
-- review counted: '' kept it.
ALTER TABLE review ADD COLUMN adjusted TEXT NOT NULL DEFAULT ''
    CHECK (adjusted IN ('', 'shorten', 'reset'));
