"""A stand-in for the source systems: a generated law firm behind HTTP or in a ZIP."""
