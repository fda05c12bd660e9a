"""Every value of a source, looked up in what Odoo's database holds after a migration.

By rules of its own: nothing of the addon's code is used, only what it has written.
"""
