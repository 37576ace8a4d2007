-- Runs that were gone and started again: what had ended them is in no history any more, and the journey's row goes on.
CREATE TABLE journey_restarts (
  journey_id uuid NOT NULL,
  -- When it was asked for.
  at timestamptz NOT NULL,
  -- What the row said until then: when the run was found to be gone, and why. A run that the server has lost was never found ended.
  interrupted_at timestamptz,
  reason text NOT NULL,
  PRIMARY KEY (journey_id, at)
);
