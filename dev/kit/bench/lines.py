"""A large map: the lines of a firm's map once more and once more.

Each is for another field of the source, in which the same values were found.
"""

from __future__ import annotations

from kit import database

LINES = 2_000

_TIMES = """
    SELECT ceil(:lines / (SELECT count(*)::numeric
                            FROM case_migration_mapping_line))::int - 1 AS times \\gset
"""
_FIELDS = """
    INSERT INTO case_migration_field
    SELECT made.*
      FROM case_migration_field one
     CROSS JOIN generate_series(1, :times) n
     CROSS JOIN LATERAL jsonb_populate_record(one, jsonb_build_object(
           'id', nextval('case_migration_field_id_seq'),
           'name', one.name || ' ' || n)) made;
"""
# A new field for each line that makes one.
_MADE = """
    CREATE TABLE bench_line AS
    SELECT one.id AS of, n, nextval('case_migration_mapping_line_id_seq') AS id
      FROM case_migration_mapping_line one, generate_series(1, :times) n;
    INSERT INTO case_migration_mapping_line
    SELECT made.*
      FROM case_migration_mapping_line one
      JOIN bench_line ON bench_line.of = one.id
     CROSS JOIN LATERAL jsonb_populate_record(one, jsonb_build_object(
           'id', bench_line.id,
           'source_field', one.source_field || ' ' || n,
           'target_field', one.target_field || CASE one.mapping_type
               WHEN 'custom_field_required' THEN '_' || n ELSE '' END)) made;
    INSERT INTO case_migration_value
    SELECT made.*
      FROM case_migration_value one
      JOIN bench_line ON bench_line.of = one.line_id
     CROSS JOIN LATERAL jsonb_populate_record(one, jsonb_build_object(
           'id', nextval('case_migration_value_id_seq'),
           'line_id', bench_line.id)) made;
    DROP TABLE bench_line;
    ANALYZE;
"""


def multiply(name: str, lines: int = LINES) -> None:
    """Have about so many lines in the map of the firm in a database."""
    database.psql(_TIMES + _FIELDS + _MADE, name, lines=str(lines))
