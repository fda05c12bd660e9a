-- A copy of a database reaches no source, and its migrations wait for a person.
UPDATE case_migration_source
   SET secrets = NULL, adviser_address = NULL, adviser_secret = NULL;

UPDATE case_migration_job
   SET paused = true
 WHERE task IS NOT NULL;
