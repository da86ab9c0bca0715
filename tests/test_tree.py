"""What must hold for the files of this checkout as a whole."""

import ast
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

import common


def tracked(root):
    """Files that are committed or about to be."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [path for name in names if (path := root / name).is_file()]


def texts(root):
    for path in tracked(root):
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


# Downloads go through the clients as the machine has them set up. An address in the tree would go around a mirror.
REGISTRY = re.compile(
    r"\b(?:[\w-]+\.)*(?:debian|pypi|pythonhosted|npmjs|yarnpkg|dockerhub|docker|ghcr|quay)\.(?:org|com|io|net)\b", re.I
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry", "machine path"])
def test_no_file_names_a(root, pattern):
    found = [
        f"{path.relative_to(root)}:{number}: {line.strip()[:100]}"
        for path, text in texts(root)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


def test_demo_data_hold_no_passwords(root):
    found = []
    for path in root.glob("*/demo/**/*"):
        if path.suffix == ".xml":
            found += [
                f"{path.name}: {field.get('name')}"
                for field in ElementTree.parse(path).iter("field")
                if re.search("password|api_key|totp", field.get("name") or "")
            ]
        elif path.suffix == ".csv" and re.search("password|api_key", path.read_text().partition("\n")[0]):
            found.append(path.name)
    assert not found


def imports(init):
    """Names that a package's __init__.py imports from itself: `from . import a, b`, `from .a import *`."""
    names = set()
    for node in ast.parse(init.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            names |= {node.module.partition(".")[0]} if node.module else {alias.name for alias in node.names}
    return names


def test_every_test_file_is_imported_where_odoo_looks_for_it(root):
    """pytest finds files by itself; Odoo's own runner runs only what `tests/__init__.py` leads to."""
    missing = []
    for addon in common.addons():
        for path in (root / addon / "tests").rglob("test_*.py"):
            for child, parent in zip([path, *path.parents], path.parents, strict=False):
                if parent == root / addon:
                    break
                if child.stem not in imports(parent / "__init__.py"):
                    missing.append(f"{child.stem} in {(parent / '__init__.py').relative_to(root)}")
    assert not missing


def test_odoo_runner_sees_the_test_modules_of_every_room(root):
    """Odoo looks for names beginning with test_ in the namespace of `tests`; a sub-package must hand them up."""
    for addon in common.addons():
        expected = {path.stem for path in (root / addon / "tests").rglob("test_*.py")}
        code = (
            "import sys, odoo.addons; odoo.addons.__path__.append(sys.argv[1]);"
            f"import odoo.addons.{addon}.tests as tests;"
            "print(*[name for name in dir(tests) if name.startswith('test_')])"
        )
        names = subprocess.run(
            [common.sys.executable, "-c", code, str(root)], cwd=common.CACHE, capture_output=True, text=True, check=True
        ).stdout.split()
        assert expected <= set(names)


def test_every_python_package_folder_has_an_init(root):
    missing = [
        str(path.parent.relative_to(root))
        for addon in common.addons()
        for path in (root / addon).rglob("*.py")
        if "migrations" not in path.parts and not (path.parent / "__init__.py").exists()
    ]
    assert not missing


def test_every_data_file_is_loaded(root):
    """A view or data file that the manifest forgets is dead."""
    for addon in common.addons():
        manifest = common.manifest(addon)
        listed = {*manifest.get("data", []), *manifest.get("demo", [])}
        files = {
            str(path.relative_to(root / addon))
            for folder in ("data", "views", "security", "wizard", "reports", "demo")
            for path in (root / addon / folder).rglob("*")
            if path.suffix in (".xml", ".csv", ".sql")
        }
        assert files == listed


def test_no_bytecode_or_cache_in_the_checkout(root):
    found = [path for name in ("__pycache__", ".pytest_cache", ".ruff_cache") for path in root.glob(f"**/{name}")]
    assert not [path for path in found if path.is_dir() and ".git" not in path.parts]
