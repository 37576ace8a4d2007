-- Lists of broadcasts by their state: a few that failed are found among a hundred thousand.

CREATE INDEX broadcasts_status ON broadcasts (status, id DESC);
