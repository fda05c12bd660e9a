from odoo import fields, models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # Odoo looks for the attendees of each contact that is removed: without an index it
    # reads the whole table, and a rollback takes the longer the fuller the calendars.
    partner_id = fields.Many2one(index=True)
