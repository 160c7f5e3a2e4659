"""How the code is cut: layers, sizes, names, and words that a translator can work with."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT, name_of, python_files

LONGEST_MODULE = 500
TOO_VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "misc", "home", "tools", "shared", "base_utils"}
GETTEXT = {
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
}
POSITIONAL = re.compile(r"%[sdifr]|\{\}|\{0\}")


def test_layers_hold():
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def test_no_module_is_too_long():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}

    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}
    assert len(lengths) > 100


def test_every_module_says_what_it_is_about():
    vague = [
        name_of(path)
        for path in python_files()
        if TOO_VAGUE & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]

    assert vague == []


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def gettext_names(tree: ast.Module) -> set[str]:
    """What gettext is called in a module."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in GETTEXT
    }


def gettext_calls(tree: ast.Module) -> Iterator[ast.Call]:
    names = gettext_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def words_of(call: ast.Call) -> list[ast.expr]:
    """The arguments that are words; the number of a plural is none."""
    is_plural = isinstance(call.func, ast.Name) and call.func.id.startswith(("ngettext", "npgettext"))
    return call.args[:-1] if is_plural else call.args


def faults_in(tree: ast.Module) -> list[str]:
    found = []
    for call in gettext_calls(tree):
        for argument in words_of(call):
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                found.append(f"{call.lineno}: {ast.unparse(argument)[:60]}")
            elif len(POSITIONAL.findall(argument.value)) > 0:
                found.append(f"{call.lineno}: a placeholder without a name: {argument.value[:60]}")
    return found


def test_words_are_literal_and_placeholders_have_names():
    trees = {name_of(path): parse(path) for path in python_files()}
    # The words of another package, which we only word anew.
    del trees["accounts/wording.py"]

    assert {name: found for name, tree in trees.items() if (found := faults_in(tree))} == {}
    assert sum(len(list(gettext_calls(tree))) for tree in trees.values()) > 200


IMPORTED = "from django.utils.translation import gettext as _, ngettext\n"


@pytest.mark.parametrize(
    ("code", "is_fault"),
    [
        ('_("Sign in")', False),
        ('_("Release %(number)d") % {"number": 1}', False),
        ('ngettext("%(n)d lesson", "%(n)d lessons", count)', False),
        ('_(f"Hello {name}")', True),
        ('_("Hello " + name)', True),
        ('_("Hello %s" % name)', True),
        ('_("Hello {}".format(name))', True),
        ('_("Hello %s") % name', True),
        ("_(title)", True),
        ('ngettext(f"{n} lesson", "lessons", n)', True),
    ],
)
def test_words_that_cannot_be_translated_are_recognised(code, is_fault):
    assert bool(faults_in(ast.parse(IMPORTED + code))) is is_fault


def test_time_is_asked_for_in_one_place():
    """Everything else takes it as an argument, so that tests can set it."""
    pattern = re.compile(r"timezone\.now\(|datetime\.now\(|datetime\.utcnow\(|date\.today\(|timezone\.localdate\(\)|time\.time\(")
    found = [name_of(path) for path in python_files() if pattern.search(path.read_text(encoding="utf-8"))]

    assert found == ["elearn/lib/clock.py"]


def test_no_names_are_random_where_secrets_are_meant():
    """``random`` orders and draws; identities and codes come from ``secrets`` or ``uuid4``."""
    users = {
        name_of(path)
        for path in python_files()
        if re.search(r"^import random$|^from random ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert users == {"elearn/demo.py", "quizzes/drawing.py", "quizzes/kinds/base.py", "quizzes/operations/attempts.py"}
