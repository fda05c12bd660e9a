"""Scripts for the standard input of Odoo's shell."""
