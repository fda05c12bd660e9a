"""One small firm's whole journey, for the tests of each row of the objects' table.

A firm that has some of the source's records in Odoo already is migrated, changes in
the source, is brought up to date and taken back; after each of these stages the tables
are kept, and the tests read them.
"""
