-- Saved audiences (live rules over customers) and the groups that the store's admin keeps.

CREATE TABLE audiences (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  name text NOT NULL,
  -- domain/audience-rules/rule.ts. Audiences and groups in it are named by their public ids.
  rule jsonb NOT NULL,
  is_pinned boolean NOT NULL DEFAULT false,
  -- No longer offered; whoever uses it keeps it.
  archived_at timestamptz,
  copied_from uuid,
  -- Grows with every change that an editor could overwrite.
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE groups (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  -- The store admin's own id.
  external_id text NOT NULL UNIQUE,
  name text NOT NULL,
  -- The admin's versions grow with every change of a group. The highest heard of: `name` is the name as of then.
  version bigint NOT NULL DEFAULT 0,
  -- The version whose members are in group_members and group_pending_members, all of them and nobody else; null before the first sync.
  -- Lower than `version`: a change is on its way.
  members_version bigint,
  -- How many members the admin has, as of members_version.
  admin_members integer,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When its name or its members last changed here.
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- When it was last read whole from the admin.
  synced_at timestamptz,
  -- Why the latest sync did not come to its end: a short code of ours. Null when it did.
  failure_code text,
  failed_at timestamptz,
  -- Gone in the store's admin. The row and its last members stay for campaigns that were launched before.
  deleted_at timestamptz,
  -- Of the event that said so: nothing up to this version brings the group back. Null when it was found to be gone.
  deleted_version bigint
);
CREATE INDEX groups_name ON groups (name, id);

-- Who is in a group: customers that are known here. Without foreign keys, which would check each of a million rows one by one: groups are never
-- deleted, and a trigger takes customers out.
CREATE TABLE group_members (
  group_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  PRIMARY KEY (group_id, customer_id)
);
CREATE INDEX group_members_customer ON group_members (customer_id);
