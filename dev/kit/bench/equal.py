"""Whether every way has written the same: a digest of each table's own columns."""

from __future__ import annotations

from kit import database
from kit.progress import Problem

# What the source says, under the names of what it refers to: ids may differ. Odoo gives
# people without an address that of their company; we do not, so those do not count.
_QUERIES = {
    "contact": """
        SELECT p.name, p.is_company, c.name, p.type, p.email, p.phone, p.website,
               p.function, p.active, p.x_source_created_on, a.street, a.city, a.zip,
               s.name, n.code
          FROM res_partner p
          LEFT JOIN res_partner a
                 ON a.id = p.id AND (p.parent_id IS NULL OR p.type <> 'contact')
          LEFT JOIN res_partner c ON c.id = p.parent_id
          LEFT JOIN res_country_state s ON s.id = a.state_id
          LEFT JOIN res_country n ON n.id = a.country_id
         WHERE p.email LIKE '%.example' AND p.email NOT LIKE 'lawyer%'
    """,
    "case": """
        SELECT l.name, l.type, l.active, l.probability, l.priority, p.name, s.name,
               u.login, l.description, l.expected_revenue, l.date_closed, r.name,
               l.x_matter_number, l.x_opened_on, l.x_source_created_on,
               l.x_source_owner, l.won_status
          FROM crm_lead l
          LEFT JOIN res_partner p ON p.id = l.partner_id
          LEFT JOIN crm_stage s ON s.id = l.stage_id
          LEFT JOIN res_users u ON u.id = l.user_id
          LEFT JOIN crm_lost_reason r ON r.id = l.lost_reason_id
         WHERE l.name LIKE 'Case %'
    """,
    "activity": """
        SELECT a.summary, a.note, a.date_deadline, a.active, u.login, t.name, l.name
          FROM mail_activity a
          JOIN mail_activity_type t ON t.id = a.activity_type_id
          LEFT JOIN res_users u ON u.id = a.user_id
          JOIN crm_lead l ON l.id = a.res_id AND a.res_model = 'crm.lead'
         WHERE a.summary LIKE 'Task %'
    """,
    "note": """
        SELECT m.subject, m.body, m.date, m.message_type, m.subtype_id, p.name,
               m.email_from, l.name
          FROM mail_message m
          LEFT JOIN res_partner p ON p.id = m.author_id
          JOIN crm_lead l ON l.id = m.res_id AND m.model = 'crm.lead'
         WHERE m.subject LIKE 'Note %'
    """,
    "document": """
        SELECT a.name, a.checksum, a.file_size, a.mimetype, l.name
          FROM ir_attachment a
          JOIN crm_lead l ON l.id = a.res_id AND a.res_model = 'crm.lead'
         WHERE a.name LIKE 'Scan %'
    """,
    "event": """
        SELECT e.name, e.start, e.stop, e.allday, e.location, u.login, l.name,
               (SELECT count(*) FROM calendar_attendee t WHERE t.event_id = e.id)
          FROM calendar_event e
          LEFT JOIN res_users u ON u.id = e.user_id
          JOIN crm_lead l ON l.id = e.opportunity_id
         WHERE e.name LIKE 'Event %'
    """,
}
_DIGEST = """
    SELECT count(*) || ' '
           || coalesce(md5(string_agg(
                  r::text, E'\\n' ORDER BY r::text COLLATE "C")), '')
      FROM ({}) r
"""
Digests = dict[str, str]


def digests(name: str) -> Digests:
    """Number and MD5 of the rows of each object, whatever their order."""
    return {
        of: database.psql(_DIGEST.format(query), name) for of, query in _QUERIES.items()
    }


def check(way: str, found: Digests, wanted: Digests) -> None:
    """:raise Problem: when a way has not done the same work"""
    different = [name for name in wanted if found[name] != wanted[name]]
    if different:
        told = ", ".join(f"{n} ({found[n]}, not {wanted[n]})" for n in different)
        raise Problem(f"{way} wrote other records than the others: {told}.")
