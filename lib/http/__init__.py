"""Requests to a source: one choke point, and what goes through it."""

from .client import HttpClient, is_complete
from .types import Answer, Request, SourceAuth, full_url

__all__ = [
    "Answer",
    "HttpClient",
    "Request",
    "SourceAuth",
    "full_url",
    "is_complete",
]
