"""`./dev/lint`: every static check, on what git knows or could know of the checkout.

The addon's own checks run on a copy of it: `oca-checks-odoo-module` checks nothing
where the addon is the top of a git repository.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from kit import paths, translations, workshop
from kit.addon_copy import addon_copy, tracked_files
from kit.odoo import Odoo
from kit.progress import say

RUFF_CHECK = ("ruff", "check", "--quiet", "--output-format=concise")
RUFF_FORMAT = ("ruff", "format", "--check", "--quiet", "--output-format=concise")
LONGEST = 400
COUNTED = (".py", ".xml", ".js", ".scss")


def main(arguments: list[str]) -> int:
    """Run all checks and tell how many found something."""
    odoo = workshop.install()
    variables = workshop.tool_variables(odoo)
    with addon_copy() as copy:
        checks = [
            check((*RUFF_CHECK, "."), paths.ROOT, variables),
            check((*RUFF_FORMAT, "."), paths.ROOT, variables),
            *addon_checks(copy, odoo, variables),
            check(("python", "-m", "kit.po", "check"), paths.DEV, variables),
        ]
    checks += [no_file_is_too_long(), template_of_translations_is_current()]
    say(f"{checks.count(False)} of {len(checks)} checks found something")
    return 0 if all(checks) else 1


def addon_checks(addon: Path, odoo: Odoo, variables: Mapping[str, str]) -> list[bool]:
    """Whether each tool that checks Odoo addons is content."""
    translated = [f"{addon.name}/i18n/{file.name}" for file in addon.glob("i18n/*.po*")]
    addons = ",".join(map(str, (*odoo.addons, addon.parent)))
    licences = ("--addons-path", addons, "--select-include", addon.name)
    commands = (
        ("pylint", f"--rcfile={paths.ROOT / '.pylintrc'}", addon.name),
        ("oca-checks-odoo-module", addon.name),
        ("oca-checks-po", *translated),
        ("manifestoo", *licences, "check-licenses"),
    )
    return [check(command, addon.parent, variables) for command in commands]


def check(command: tuple[str, ...], folder: Path, variables: Mapping[str, str]) -> bool:
    """Whether a tool is content; what it finds is printed."""
    say(f"• {' '.join(command)}")
    return (
        subprocess.run(command, cwd=folder, env=variables, check=False).returncode == 0
    )


def no_file_is_too_long() -> bool:
    """Whether every source file can be read in one sitting."""
    say(f"• files of {', '.join(COUNTED)} have at most {LONGEST} lines")
    found = False
    for file in tracked_files():
        length = len((paths.ROOT / file).read_bytes().splitlines())
        if file.suffix in COUNTED and length > LONGEST:
            found = True
            print(f"{file}: {length} lines")
    return not found


def template_of_translations_is_current() -> bool:
    """Whether the texts to translate are those of the addon as it is now."""
    say(f"• {translations.TEMPLATE.name} is current")
    if translations.is_current():
        return True
    print(f"{translations.TEMPLATE} is out of date; run ./dev/pot")
    return False
