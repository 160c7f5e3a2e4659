"""Static files as they are collected: joined, named by their content, and whole."""

import re
from pathlib import Path, PurePosixPath

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser

from elearn import storage

ROOT = Path(__file__).resolve().parents[2]
CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
CSS_IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']""")
JS_IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^"'\n;]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']""", re.MULTILINE
)
MODULE_LINE = re.compile(r"^\s*(?:import\b(?!\s*\()|export\b)", re.MULTILINE)
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let|var) (\w+)", re.MULTILINE)
OURS = ("elearn", "accounts", "certificates", "courses", "learning", "quizzes", "reports")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``collectstatic`` makes of everything, by the storage of production."""
    folder = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "elearn.storage.BundledStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def named(collected: Path, path: str) -> Path:
    """The hashed file of a path, as the manifest has it."""
    manifest = (collected / "staticfiles.json").read_text()
    return collected / re.search(rf'"{re.escape(path)}": "([^"]+)"', manifest)[1]


def hashed_files(collected: Path, suffix: str) -> list[Path]:
    manifest = (collected / "staticfiles.json").read_text()
    return [collected / name for name in re.findall(r'": "([^"]+)"', manifest) if name.endswith(suffix)]


def is_local(reference: str) -> bool:
    return not re.match(r"(?:[a-z][a-z0-9+.-]*:|//|#)", reference)


def missing(file: Path, references: list[str]) -> list[str]:
    """References of a file, relative to it, that lead to nothing."""
    found = []
    for reference in filter(is_local, references):
        path = reference.split("?")[0].split("#")[0]
        if path.startswith("/"):
            continue
        if path and not (file.parent / path).exists():
            found.append(f"{file.name}: {reference}")
    return found


# The joined files -----------------------------------------------------------------------


def test_joined_styles_import_nothing(collected):
    text = named(collected, "elearn/css/site.css").read_text()

    assert "@import" not in text
    assert "/*" not in text
    assert text.startswith("@layer reset,tokens,base,layout,components,blocks,utilities;")


def test_joined_styles_hold_every_part(collected):
    """A declaration of each file that the entry names, deeply, is in the joined one."""
    text = named(collected, "elearn/css/site.css").read_text()
    parts = [
        storage.resolve("elearn/css/site.css", match[1])
        for match in storage.CSS_IMPORT.finditer(storage.read_source("elearn/css/site.css"))
    ]

    selectors = {}
    for part in parts:
        found = re.search(r"^([.\w][\w\-.]*) \{", storage.CSS_COMMENT.sub("", storage.read_source(part)), re.MULTILINE)
        if found:
            selectors[part] = found[1]

    assert len(parts) >= 12
    assert {part: selector for part, selector in selectors.items() if f"{selector}{{" not in text} == {}


def test_joined_styles_open_and_close_alike(collected):
    text = named(collected, "elearn/css/site.css").read_text()

    assert text.count("{") == text.count("}") > 100
    assert text.count("(") == text.count(")")


def test_joined_scripts_import_nothing(collected):
    text = named(collected, "elearn/js/site.js").read_text()

    assert MODULE_LINE.findall(text) == []
    assert "startFragments()" in text


def modules_of(path: str) -> set[str]:
    """A module and all that it imports, deeply."""
    parts = (storage.resolve(path, reference) for reference in storage.JS_IMPORT.findall(storage.read_source(path)))
    return {path}.union(*map(modules_of, parts))


def test_modules_that_are_joined_name_everything_differently():
    modules = modules_of("elearn/js/site.js")
    names = [name for module in modules for name in TOP_LEVEL.findall(storage.read_source(module))]

    assert len(names) > len(modules) > 2
    assert sorted(names) == sorted(set(names))


@pytest.mark.browser
def test_joined_scripts_are_understood_by_a_browser(collected, browser: Browser):
    text = named(collected, "elearn/js/site.js").read_text()
    page = browser.new_page()

    page.evaluate("text => { new Function(text); }", text)
    with pytest.raises(Exception, match="SyntaxError"):
        page.evaluate("text => { new Function(text); }", text + "}")

    page.close()


# References -----------------------------------------------------------------------------


def test_every_address_in_a_style_leads_somewhere(collected):
    files = hashed_files(collected, ".css")
    faults = []
    for file in files:
        text = file.read_text()
        faults += missing(file, [*CSS_URL.findall(text), *CSS_IMPORT.findall(text)])

    assert len(files) > 10
    assert faults == []


def test_every_import_of_our_scripts_leads_somewhere(collected):
    files = [file for file in hashed_files(collected, ".js") if file.relative_to(collected).parts[0] in OURS]
    faults = []
    for file in files:
        text = storage.JS_COMMENT.sub("", file.read_text())
        faults += missing(file, [first or second for first, second in JS_IMPORT.findall(text)])

    assert len(files) >= 2
    assert faults == []


def test_every_name_carries_its_content(collected):
    for file in [*hashed_files(collected, ".css"), *hashed_files(collected, ".js"), *hashed_files(collected, ".woff2")]:
        assert re.search(r"\.[0-9a-f]{12}\.", file.name), file


def test_own_references_of_the_sources_lead_somewhere():
    """The parts as development serves them."""
    faults = []
    for folder in (ROOT / app / "static" for app in OURS):
        for file in folder.rglob("*.css"):
            base = PurePosixPath(file.relative_to(folder)).as_posix()
            text = storage.CSS_COMMENT.sub("", file.read_text())
            for reference in [*CSS_URL.findall(text), *CSS_IMPORT.findall(text)]:
                if is_local(reference) and not finders.find(storage.resolve(base, reference)):
                    faults.append(f"{base}: {reference}")

    assert faults == []


# Joining --------------------------------------------------------------------------------


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Static files of the test's own, by path."""
    files: dict[str, str] = {}

    def read(path: str) -> str:
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    monkeypatch.setattr(storage, "read_source", read)
    return files


@pytest.mark.parametrize(
    ("base", "reference", "path"),
    [
        ("a/b/site.css", "part.css", "a/b/part.css"),
        ("a/b/site.css", "./part.css", "a/b/part.css"),
        ("a/b/site.css", "../c/part.css", "a/c/part.css"),
        ("a/b/site.css", "../../fonts/x.woff2", "fonts/x.woff2"),
    ],
)
def test_reference_is_found_from_where_it_stands(base, reference, path):
    assert storage.resolve(base, reference) == path


def test_styles_are_put_into_their_layers(sources):
    sources |= {
        "css/site.css": '@layer base, parts;\n@import "base.css" layer(base);\n@import "parts/all.css" layer(parts);\n',
        "css/base.css": "/* why */\nbody {\n  color: red;\n}\n",
        "css/parts/all.css": '@import "one.css";\n.two > a:hover :focus {\n  margin: 0 auto;\n}\n',
        "css/parts/one.css": ".one {\n  inline-size: calc(1px + 2px);\n}\n",
    }

    joined = storage.join_css("css/site.css")

    assert joined == (
        "@layer base,parts;"
        "@layer base{body{color:red}}"
        "@layer parts{.one{inline-size:calc(1px + 2px)}.two>a:hover :focus{margin:0 auto}}"
    )


def test_scripts_are_joined_once_each_and_in_order(sources):
    sources |= {
        "js/site.js": 'import { one } from "./one.js";\nimport { two } from "./two.js";\n\none();\ntwo();\n',
        "js/one.js": 'import { base } from "./base.js";\n\nexport function one() {\n  base();\n}\n',
        "js/two.js": 'import { base } from "./base.js";\n\n// Why.\nexport const two = () => base();\n',
        "js/base.js": "/** Says so. */\nexport function base() {\n  return \"import { x } from 'y';\";\n}\n",
    }

    joined = storage.join_js("js/site.js")

    assert [line for line in joined.splitlines() if re.match(r"\S*(function|const|one\(\)|two\(\))", line)] == [
        "function base() {",
        "function one() {",
        "const two = () => base();",
        "one();",
        "two();",
    ]
    assert "Says so" not in joined


def test_part_that_is_missing_is_named(sources):
    sources["css/site.css"] = '@import "nowhere.css";\n'

    with pytest.raises(FileNotFoundError, match=r"css/nowhere\.css"):
        storage.join_css("css/site.css")
