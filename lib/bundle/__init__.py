"""Export bundles: the files of a ZIP or a folder as the streams of a profile."""

from .connection import BundleConnection
from .kept import connect, kept_open

__all__ = ["BundleConnection", "connect", "kept_open"]
