"""Reading a source through its REST API."""

from .connection import RestConnection

__all__ = ["RestConnection"]
