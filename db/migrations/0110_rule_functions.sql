-- What rules of audiences read texts by. Immutable and inlined by the planner.

-- Lower case by Unicode's full mappings, of no language in particular, as JavaScript's toLowerCase: İ is i̇, a Σ that ends a word is ς. PostgreSQL 18 has them
-- built in; before, ICU has, and letters of ASCII need no ICU; a PostgreSQL without either does what its database's locale does.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_collation WHERE collname = 'pg_unicode_fast' AND collnamespace = 'pg_catalog'::regnamespace) THEN
    CREATE FUNCTION lower_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      'SELECT lower($1 COLLATE pg_catalog.pg_unicode_fast) COLLATE pg_catalog."C"';
  ELSIF EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu' AND collnamespace = 'pg_catalog'::regnamespace) THEN
    CREATE FUNCTION lower_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      'SELECT CASE WHEN octet_length($1) = char_length($1) THEN lower($1 COLLATE pg_catalog."C") COLLATE pg_catalog."C"
              ELSE lower($1 COLLATE pg_catalog."und-x-icu") COLLATE pg_catalog."C" END';
  ELSE
    CREATE FUNCTION lower_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      'SELECT lower($1) COLLATE pg_catalog."C"';
  END IF;
END $$;

-- A day (`2026-01-31`) that exists; null for every other text.
CREATE FUNCTION read_day(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN
    CASE WHEN left(value, 4) > '0000' AND right(value, 2)::integer <= CASE substr(value, 6, 2)
        WHEN '02' THEN CASE
          WHEN left(value, 4)::integer % 4 = 0 AND (left(value, 4)::integer % 100 <> 0 OR left(value, 4)::integer % 400 = 0) THEN 29 ELSE 28 END
        WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30 ELSE 31 END
      THEN make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, right(value, 2)::integer) END END
$$;

-- An instant (RFC 3339: `2026-01-31T10:00:00Z`, with a zone) that exists; null for every other text.
CREATE FUNCTION read_instant(value text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~* '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$'
      AND read_day(left(value, 10)) IS NOT NULL THEN
    (make_timestamp(left(value, 4)::integer, substr(value, 6, 2)::integer, substr(value, 9, 2)::integer, substr(value, 12, 2)::integer,
        substr(value, 15, 2)::integer, substring(value FROM '^.{17}([0-9]{2}([.][0-9]+)?)')::double precision)
      - CASE WHEN upper(right(value, 1)) = 'Z' THEN interval '0'
          ELSE make_interval(hours => left(right(value, 5), 2)::integer, mins => right(value, 2)::integer) * (CASE substr(right(value, 6), 1, 1) WHEN '-' THEN -1 ELSE 1 END) END
    ) AT TIME ZONE 'UTC' END
$$;
