"""A profile out of JSON, or the list of what is wrong with it."""

from typing import Any

from ..errors import ConfigError
from ..spec import Place, build
from .checks import check
from .model import Profile


def parse_profile(data: Any) -> Profile:
    """The profile; ConfigError with all problems, each with its path in the file."""
    problems: list[str] = []
    profile = build(Profile, data, Place("", problems))
    if profile:
        check(profile, Place("", problems))
    if profile is None or problems:
        raise ConfigError(problems)
    return profile
