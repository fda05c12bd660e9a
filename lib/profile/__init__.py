"""A profile describes one source system; it is data, in one JSON file."""

from .bundle import BundleDefaults, BundleSpec, SplitSpec, TreeSpec
from .maps import MapSpec
from .model import Profile, StreamSpec
from .parser import parse_profile
from .rest import RestDefaults, RestSpec

__all__ = [
    "BundleDefaults",
    "BundleSpec",
    "MapSpec",
    "Profile",
    "RestDefaults",
    "RestSpec",
    "SplitSpec",
    "StreamSpec",
    "TreeSpec",
    "parse_profile",
]
