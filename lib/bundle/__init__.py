"""Export bundles: the files of a ZIP or a folder as the streams of a profile."""

from .connection import BundleConnection

__all__ = ["BundleConnection"]
