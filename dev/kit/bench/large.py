"""Databases in which there is a lot already, filled by SQL.

What is filled in has the form that Odoo and the addon would have given it. Foreign keys
are not looked at meanwhile, and indexes are made afterwards: it takes minutes that way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit import database
from kit.progress import step

LATER = 1000
"""Added to the sequence of batches that are not to be worked on."""


@dataclass(frozen=True)
class Fill:
    """How much there is to be: records of Odoo's own, and of a source.

    `staged` source records are read, of which `loaded` says whether they have been
    loaded as well, with links and lines of the audit log, or are still to be.
    """

    partners: int = 0
    leads: int = 0
    attendees: int = 0
    staged: int = 0
    loaded: bool = False


def fill(name: str, much: Fill) -> None:
    """Fill a database in which a firm is staged and its batches are planned."""
    statements: list[str] = []
    if much.partners:
        statements.append(PARTNERS)
    if much.leads:
        statements.append(LEADS)
    if much.attendees:
        statements.append(ATTENDEES)
    if much.staged:
        statements.append(STAGED)
        statements.append(LOADED if much.loaded else WAITING)
    with step(f"Filling in {much}"):
        database.psql(
            _script(statements),
            name,
            **{each: str(getattr(much, each)) for each in COUNTS},
            state="created" if much.loaded else "staged",
            later=str(LATER),
        )


def _script(statements: Sequence[str]) -> str:
    return "\n".join([BEGIN, *statements, END])


COUNTS = ("partners", "leads", "attendees", "staged")

BEGIN = """
    SET client_min_messages = error;
    SET session_replication_role = replica;
    SET synchronous_commit = off;
    SET maintenance_work_mem = '512MB';
    CREATE TABLE bench_index AS
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made
          FROM pg_index
         WHERE NOT indisunique AND indrelid::regclass::text IN (
               'crm_lead', 'res_partner', 'calendar_event', 'calendar_attendee',
               'case_migration_record', 'case_migration_audit_log');
    SELECT 'DROP INDEX ' || name FROM bench_index \\gexec
"""
END = """
    SELECT made FROM bench_index \\gexec
    DROP TABLE bench_index;
    VACUUM ANALYZE;
"""
PARTNERS = """
    INSERT INTO res_partner (
           id, name, complete_name, type, active, is_company, partner_share, lang,
           commercial_partner_id, email, email_normalized, phone, phone_sanitized,
           create_uid, write_uid, create_date, write_date)
    SELECT n, 'Person ' || n, 'Person ' || n, 'contact', true, false, true, 'en_US',
           n, 'person' || n || '@elsewhere.example',
           'person' || n || '@elsewhere.example', '+1 303 ' || n, '+1303' || n,
           2, 2, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM generate_series(10000000, 10000000 + :partners - 1) n;
    SELECT setval('res_partner_id_seq', 10000000 + :partners);
"""
LEADS = """
    INSERT INTO crm_lead (
           id, name, type, active, priority, partner_id, user_id, company_id, stage_id,
           probability, automated_probability, won_status, contact_name, email_from,
           email_normalized, expected_revenue, prorated_revenue, description,
           create_uid, write_uid, create_date, write_date, date_last_stage_update)
    SELECT n, 'Matter ' || n || ' of old', 'opportunity', true, (n % 3)::text,
           10000000 + n % greatest(:partners, 1), 2, 1, stage.id, 10, 10, 'pending',
           'Person ' || n, 'person' || n || '@elsewhere.example',
           'person' || n || '@elsewhere.example', 1000, 100, '<p>As agreed.</p>',
           2, 2, moment, moment, moment
      FROM generate_series(10000000, 10000000 + :leads - 1) n,
           (SELECT min(id) AS id FROM crm_stage) stage,
           LATERAL (SELECT '2020-01-01'::timestamp + n % 1000 * interval '1 day'
                           AS moment) day;
    SELECT setval('crm_lead_id_seq', 10000000 + :leads);
"""
# Three attend each event.
ATTENDEES = """
    INSERT INTO calendar_event (
           id, name, start, stop, duration, privacy, show_as, active, allday, user_id,
           create_uid, write_uid, create_date, write_date)
    SELECT n, 'Meeting ' || n, moment, moment + interval '1 hour', 1, NULL, 'busy',
           true, false, 2, 2, 2, moment, moment
      FROM generate_series(10000000, 10000000 + :attendees / 3) n,
           LATERAL (SELECT '2020-01-01'::timestamp + n % 1000 * interval '1 day'
                           AS moment) day;
    INSERT INTO calendar_attendee (
           event_id, partner_id, state, common_name, access_token,
           create_uid, write_uid, create_date, write_date)
    SELECT 10000000 + n / 3, 10000000 + n % greatest(:partners, 1), 'needsAction',
           'Person ' || n, md5(n::text), 2, 2, now() AT TIME ZONE 'UTC',
           now() AT TIME ZONE 'UTC'
      FROM generate_series(0, :attendees - 1) n;
    INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
    SELECT event_id, partner_id FROM calendar_attendee WHERE event_id >= 10000000
        ON CONFLICT DO NOTHING;
    SELECT setval('calendar_event_id_seq', 10000001 + :attendees / 3);
"""
# The staged records of the firm once more and once more, under other keys and names.
STAGED = """
    INSERT INTO case_migration_record
    SELECT made.*
      FROM case_migration_record one
      JOIN case_migration_job job ON job.source_id = one.source_id
     CROSS JOIN generate_series(
           1, ceil(:staged / (SELECT count(*) FROM case_migration_record))::int) n
     CROSS JOIN LATERAL jsonb_populate_record(one, jsonb_build_object(
           'id', nextval('case_migration_record_id_seq'),
           'key', n || '-' || one.key,
           'name', one.name || ' ' || n,
           'load_order', one.load_order + n * 1000000,
           'state', :'state')
           || CASE WHEN :'state' = 'staged' THEN '{}' ELSE jsonb_build_object(
                   'job_id', job.id,
                   'loaded_digest', one.digest,
                   'res_model', CASE WHEN one.object IN ('contact', 'company')
                                     THEN 'res.partner' ELSE 'crm.lead' END,
                   'res_id', 10000000 + one.id) END) made;
"""
# A batch for each hundred.
WAITING = """
    INSERT INTO case_migration_batch (
           job_id, company_id, kind, sequence, stream_id, mapping_id, run, run_id,
           state, total, first_id, last_id, create_uid, write_uid, create_date,
           write_date)
    SELECT one.job_id, one.company_id, one.kind, one.sequence + :later, one.stream_id,
           one.mapping_id, one.run, one.run_id, 'todo', 100, one.first_id, one.last_id,
           one.create_uid, one.write_uid, one.create_date, one.write_date
      FROM (SELECT * FROM case_migration_batch
             WHERE kind = 'load' AND state = 'todo' ORDER BY id LIMIT 1) one,
           generate_series(1, :staged / 100);
"""
LOADED = """
    INSERT INTO case_migration_batch (
           job_id, company_id, kind, sequence, stream_id, mapping_id, run, run_id,
           state, total, created, first_id, last_id, seconds, create_uid, write_uid,
           create_date, write_date)
    SELECT one.job_id, one.company_id, one.kind, one.sequence, one.stream_id,
           one.mapping_id, one.run, one.run_id, 'done', 100, 100, one.first_id,
           one.last_id, 1, one.create_uid, one.write_uid, one.create_date,
           one.write_date
      FROM (SELECT * FROM case_migration_batch
             WHERE kind = 'load' AND state = 'todo' ORDER BY id LIMIT 1) one,
           generate_series(1, :staged / 100);
    INSERT INTO case_migration_audit_log (
           job_id, company_id, batch_id, operation, res_model, res_id, record_id,
           object, key, content_digest, after, create_uid, create_date)
    SELECT r.job_id, r.company_id, batch.id, 'create', r.res_model, r.res_id, r.id,
           r.object, r.key, md5(r.key),
           jsonb_build_object('name', r.name, 'active', true, 'user_id', 2), 2,
           now() AT TIME ZONE 'UTC'
      FROM case_migration_record r,
           (SELECT max(id) AS id FROM case_migration_batch) batch
     WHERE r.state = 'created' AND r.key LIKE '%-%' AND r.res_id >= 10000000;
"""
