"""`./dev/lint`: every static check, on what git knows or could know of the checkout.

The addon's own checks run on a copy of it: `oca-checks-odoo-module` checks nothing
where the addon is the top of a git repository.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kit import javascript, paths, translations, workshop
from kit.addon_copy import addon_copy, tracked_files
from kit.commands import readme as readme_command
from kit.odoo import Odoo
from kit.progress import say

RUFF_CHECK = ("ruff", "check", "--quiet", "--output-format=concise")
RUFF_FORMAT = ("ruff", "format", "--check", "--quiet", "--output-format=concise")
BLANKET = re.compile(
    r"#\s*noqa\s*$|ruff:\s*noqa|pylint:\s*(skip-file|disable=all)"
    r"|eslint-disable(?!-(next-)?line \S)|^# pylint: disable=|type:\s*ignore\s*$"
)
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
        checks += javascript_checks(variables)
        checks += project_checks(variables)
    checks += [
        no_file_is_too_long(),
        no_check_is_switched_off_for_a_file(),
        readme_is_current(),
        template_of_translations_is_current(),
    ]
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


def javascript_checks(variables: Mapping[str, str]) -> list[bool]:
    """Whether the tools for JavaScript, styles and XML are content."""
    if not javascript.ensure():
        say("• JavaScript and XML are NOT checked: there is no npm on this machine")
        return []
    own = javascript.variables(dict(variables))
    return [check(command, paths.ROOT, own) for command in javascript.CHECKS]


def project_checks(variables: Mapping[str, str]) -> list[bool]:
    """Whether what contributors use is well formed: hooks, pieces of the changelog."""
    commands = (
        ("pre-commit", "validate-config"),
        ("towncrier", "build", "--draft", "--version", "next"),
    )
    return [check(command, paths.ROOT, variables, quiet=True) for command in commands]


def check(
    command: tuple[str, ...],
    folder: Path,
    variables: Mapping[str, str],
    quiet: bool = False,
) -> bool:
    """Whether a tool is content; what it finds is printed, or what goes wrong only."""
    say(f"• {' '.join(command)}")
    sink = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, cwd=folder, env=variables, check=False, stdout=sink)
    return done.returncode == 0


def no_check_is_switched_off_for_a_file() -> bool:
    """Whether every exception is for one line and names the check."""
    say("• exceptions are for one line and name the check")
    found = False
    for file in tracked_files():
        if file.suffix not in (".py", ".js") or file.name == Path(__file__).name:
            continue
        lines = (paths.ROOT / file).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if BLANKET.search(line):
                found = True
                print(f"{file}:{number}: {line.strip()}")
    return not found


def readme_is_current() -> bool:
    """Whether README.rst is what its fragments say."""
    say("• README.rst is current")
    return readme_command.main(["--check"]) == 0


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
