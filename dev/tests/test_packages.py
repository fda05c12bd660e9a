"""The wheel and the ZIP, each installed where nothing of the checkout is in reach."""

import json
import subprocess
import zipfile

import pytest

from kit import database, paths, process, workshop
from kit.commands import build as build_command

QUESTION = """
import json, sys
module = sys.modules["odoo.addons.crm_case_migration"]
source = env["case.migration.source"].create({
    "name": "Files", "channel": "bundle",
    "profile_id": env["case.migration.profile"].search([], limit=1).id})
print("RESULT", json.dumps([module.__file__, len(source.stream_ids)]))
"""


@pytest.fixture(scope="module")
def packages():
    """By kind: the file."""
    wheel, archive = build_command.build()
    return {"wheel": wheel, "zip": archive}


def unpacked(archive, folder):
    """An addons folder with what is in the ZIP."""
    with zipfile.ZipFile(archive) as file:
        assert {name.split("/")[0] for name in file.namelist()} == {paths.ADDON}
        file.extractall(folder)
    return paths.PYTHON, [folder]


def pip_installed(wheel, folder):
    """A Python of its own, with Odoo's libraries and the wheel."""
    process.output((paths.PYTHON, "-m", "venv", "--without-pip", folder))
    [site] = folder.glob("lib/python*/site-packages")
    [libraries] = paths.VENV.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(str(libraries))
    python = folder / "bin" / "python"
    pip = (paths.PYTHON, "-m", "pip", "--python", python, "install")
    # Odoo itself is there, but not as a package that pip knows.
    process.output((*pip, "--quiet", "--no-index", "--no-deps", wheel))
    return python, []


INSTALLERS = {"wheel": pip_installed, "zip": unpacked}


@pytest.mark.parametrize("kind", INSTALLERS)
def test_it_installs_and_works(packages, kind, tmp_path):
    python, folders = INSTALLERS[kind](packages[kind], tmp_path)
    with workshop.opened() as shop:
        template = database.template(database.BASE, skip_auto_install=True)
        with database.scratch(template, "package") as name:
            addons = ",".join(map(str, (*shop.odoo.addons, *folders)))
            odoo = (python, "-P", "-m", "odoo")
            options = ("-d", name, f"--addons-path={addons}", "--no-http")
            installed = subprocess.run(
                (*odoo, *options, "-i", paths.ADDON, "--stop-after-init"),
                env=shop.variables(),
                capture_output=True,
                text=True,
                check=True,
            )
            answer = subprocess.run(
                (*odoo, "shell", *options),
                env=shop.variables(),
                input=QUESTION,
                capture_output=True,
                text=True,
                check=True,
            )
    assert " WARNING " not in installed.stderr
    assert " ERROR " not in installed.stderr
    [result] = [line for line in answer.stdout.splitlines() if "RESULT" in line]
    file, lists = json.loads(result.partition("RESULT")[2])
    assert file.startswith(str(tmp_path))
    assert lists


def test_both_hold_the_addon_and_nothing_of_the_workshop(packages):
    with zipfile.ZipFile(packages["zip"]) as file:
        names = set(file.namelist())
    with zipfile.ZipFile(packages["wheel"]) as file:
        of_wheel = {name for name in file.namelist() if ".dist-info/" not in name}
    assert {f"odoo/addons/{name}" for name in names} == of_wheel
    tops = {name.split("/")[1] for name in names}
    assert {"__manifest__.py", "models", "profiles", "i18n", "README.rst"} <= tops
    assert not {top for top in tops if top.startswith(".")} | {"dev"} & tops
