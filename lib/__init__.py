"""Everything that needs no database: reading sources, transforming and comparing.

Nothing below this package imports Odoo.
"""
