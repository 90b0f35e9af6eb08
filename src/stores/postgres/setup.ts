// What the store needs in the database: three tables and one function, in a schema of their own.
// In: the name of the schema. Out: one statement that brings it to this format, as often as it is run and by however many at once.
// A place is given to a line by whoever holds the one row of `head`, and that is let go of only when the lines can be seen: so places
// have no gaps, and whoever reads on from the last place misses none. A sequence would give a place before it is certain who comes first.

/** The version of these tables. */
export const formatVersion = 1

/** One statement, so that it is one transaction with any driver. */
export const setUpStatement = (schema: string): string => `DO $setup$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('relations-ledger ${schema}', 0));
  IF EXISTS (SELECT FROM pg_tables WHERE schemaname = '${schema}' AND tablename = 'head') THEN
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '${schema}') THEN
    CREATE SCHEMA ${schema};
  END IF;
  CREATE TABLE ${schema}.head (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    format_version integer NOT NULL
  );
  CREATE TABLE ${schema}.line (
    place bigint PRIMARY KEY,
    relation text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    text text COLLATE "C" NOT NULL,
    UNIQUE (relation, version)
  );
  CREATE INDEX line_first ON ${schema}.line (place) INCLUDE (relation) WHERE version = 1;
  CREATE TABLE ${schema}.snapshot (
    relation text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    text text COLLATE "C" NOT NULL
  );
  CREATE FUNCTION ${schema}.append(relations text[], versions bigint[], sizes integer[], texts text[], is_again boolean, is_durable boolean)
  RETURNS TABLE (log_version float8, reached float8) LANGUAGE plpgsql AS $append$
  DECLARE
    last_place bigint;
    actual bigint;
    taken integer := 0;
  BEGIN
    IF is_durable AND current_setting('synchronous_commit') = 'off' THEN
      PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    PERFORM FROM ${schema}.head FOR UPDATE;
    SELECT coalesce(max(place), 0) INTO last_place FROM ${schema}.line;
    FOR i IN 1 .. cardinality(relations) LOOP
      SELECT coalesce(max(version), 0) INTO actual FROM ${schema}.line WHERE relation = relations[i];
      log_version := actual;
      reached := NULL;
      IF actual = versions[i] THEN
        -- One line, as most appends have it, goes in as a row: as a set of one it takes a quarter longer.
        IF sizes[i] = 1 THEN
          INSERT INTO ${schema}.line (place, relation, version, text)
          VALUES (last_place + 1, relations[i], actual + 1, texts[taken + 1]);
        ELSE
          INSERT INTO ${schema}.line (place, relation, version, text)
          SELECT last_place + n, relations[i], actual + n, texts[taken + n] FROM generate_series(1, sizes[i]) AS n;
        END IF;
        last_place := last_place + sizes[i];
        reached := last_place;
      ELSIF is_again THEN
        SELECT max(place) INTO reached FROM ${schema}.line
        WHERE relation = relations[i] AND version > versions[i] AND version <= versions[i] + sizes[i]
        HAVING array_agg(text ORDER BY version) = texts[taken + 1 : taken + sizes[i]];
      END IF;
      RETURN NEXT;
      taken := taken + sizes[i];
    END LOOP;
    PERFORM pg_notify('${schema}', '');
  END
  $append$;
  INSERT INTO ${schema}.head (format_version) VALUES (${formatVersion});
END
$setup$`

/** Asks which format is there, if any, and whether the server writes what it acknowledges to the disk. */
export const lookStatement = (schema: string): string => `SELECT
  to_regclass('${schema}.head') IS NOT NULL AS is_there,
  current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS full_page_writes,
  current_setting('server_encoding') AS encoding`
