"""The folder of the bundled course as plain data. Reads files; knows nothing of the database."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from .markdown import Block, MarkdownProblem, parse_body, split_front_matter

LANGUAGES = ("ar", "en")


class ContentError(Exception):
    """Something in a file is not as expected. Its text names file, line and what was expected."""

    def __init__(self, path: Path, line: int, expected: str) -> None:
        super().__init__(f"{path}:{line}: {expected}")


@dataclass(frozen=True)
class Text:
    """One Markdown file in one language: front matter and blocks."""

    path: Path
    front: dict[str, Any]
    blocks: tuple[Block, ...]
    digest: str

    def require(self, name: str) -> Any:
        if name not in self.front:
            raise ContentError(self.path, 1, f"expected `{name}:` in the front matter")
        return self.front[name]


@dataclass(frozen=True)
class Item:
    """A page in both languages. ``slug`` is the last part of its address; ``path`` its identity."""

    path: str
    slug: str
    texts: dict[str, Text]

    @property
    def source(self) -> Text:
        return self.texts["ar"]


@dataclass(frozen=True)
class QuestionText:
    """One entry of a questions file."""

    path: str
    file: Path
    line: int
    data: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class ModuleText:
    item: Item
    lessons: tuple[Item, ...]
    questions: tuple[QuestionText, ...]

    @property
    def is_draft(self) -> bool:
        return self.item.source.front.get("status") == "draft"


@dataclass(frozen=True)
class CourseText:
    item: Item
    modules: tuple[ModuleText, ...]
    terms: tuple[QuestionText, ...]
    site: tuple[Item, ...] = field(default=())

    def competencies(self, language: str) -> list[tuple[str, str]]:
        """(key, words) of what a certificate may say: competencies whose `modules:` are all written. Raises ContentError."""
        modules = {module.item.slug: module for module in self.modules}
        text = self.item.texts[language]
        words = {entry["key"]: entry["text"] for entry in text.front.get("competencies") or []}
        found = []
        for entry in self.item.source.front.get("competencies") or []:
            needed = entry.get("modules") or []
            unknown = [name for name in needed if name not in modules]
            if unknown:
                raise ContentError(self.item.source.path, 1, f"expected a module of this course, found `{unknown[0]}`")
            if entry["key"] not in words:
                raise ContentError(text.path, 1, f"expected the competency `{entry['key']}` as in {self.item.source.path.name}")
            if not any(modules[name].is_draft for name in needed):
                found.append((entry["key"], words[entry["key"]]))
        return found


def read_text(path: Path) -> Text:
    if not path.exists():
        raise ContentError(path, 1, "expected this file beside its other language")
    raw = read_raw(path)
    try:
        front_text, body, offset = split_front_matter(raw)
    except ValueError as error:
        raise ContentError(path, 1, str(error)) from None
    front = read_yaml(front_text, path, offset=1) or {}
    if not isinstance(front, dict):
        raise ContentError(path, 1, "expected `name: value` lines between the two `---`")
    for name in ("objectives", "competencies"):
        if any(not isinstance(entry, dict) or not entry.get("key") or not entry.get("text") for entry in front.get(name) or []):
            raise ContentError(path, 1, f"expected `key:` and `text:` in each entry of `{name}:`")
    try:
        blocks = tuple(parse_body(body, offset))
    except MarkdownProblem as problem:
        raise ContentError(path, problem.line, problem.expected) from None
    return Text(path, front, blocks, hashlib.sha256(raw.encode()).hexdigest())


def read_raw(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(path, line, "expected UTF-8 text") from None


def read_yaml(text: str, path: Path, *, offset: int = 0) -> Any:
    try:
        return YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line + 1 if mark else 1) + offset
        raise ContentError(path, line, f"expected valid YAML: {error.problem or error.context}") from None


def read_item(folder: Path, name: str, root: Path) -> Item:
    texts = {language: read_text(folder / f"{name}.{language}.md") for language in LANGUAGES}
    slug = strip_number(name)
    parts = [strip_number(part) for part in folder.relative_to(root).parts]
    if name not in {"course", "module"}:
        parts.append(slug)
    require_parallel(texts["ar"], texts["en"])
    return Item("/".join(parts), parts[-1] if parts else slug, texts)


def strip_number(name: str) -> str:
    head, _, tail = name.partition("-")
    return tail if head.isdigit() and tail else name


def require_parallel(source: Text, twin: Text) -> None:
    """Both languages have the same blocks, keys and counts. Raises ContentError at the first difference."""
    for ours, theirs in zip(source.blocks, twin.blocks, strict=False):
        if ours.shape() != theirs.shape():
            expected = f"expected {ours.describe()} as in {source.path.name}:{ours.line}, found {theirs.describe()}"
            raise ContentError(twin.path, theirs.line, expected)
    if len(source.blocks) != len(twin.blocks):
        raise ContentError(
            twin.path, 1, f"expected {len(source.blocks)} blocks as in {source.path.name}, found {len(twin.blocks)}"
        )


def read_entries(file: Path, prefix: str) -> Iterator[QuestionText]:
    """The entries of a YAML list, each with its line."""
    if not file.exists():
        return
    entries: Any = read_yaml(read_raw(file), file)
    if not isinstance(entries, CommentedSeq):
        raise ContentError(file, 1, "expected a list of entries, each beginning with `- key:`")
    for index, entry in enumerate(entries):
        line = entries.lc.item(index)[0] + 1
        if not isinstance(entry, dict) or not entry.get("key"):
            raise ContentError(file, line, "expected `key:` as the first line of the entry")
        plain = to_plain(entry)
        yield QuestionText(f"{prefix}/{entry['key']}", file, line, plain, digest_of(plain))


def to_plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): to_plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [to_plain(child) for child in value]
    return value.strip() if isinstance(value, str) else value


def digest_of(data: Any) -> str:
    return hashlib.sha256(repr(data).encode()).hexdigest()


def names_in(folder: Path) -> list[str]:
    return sorted({path.name.removesuffix(".ar.md") for path in folder.glob("*.ar.md")})


def read_course(root: Path, slug: str) -> CourseText:
    """Everything below ``root``. Raises ContentError at the first fault, FileNotFoundError for an unknown course."""
    folder = root / slug
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    modules = [read_module(path, root) for path in sorted(folder.iterdir()) if path.is_dir()]
    seen: dict[str, QuestionText] = {}
    for question in (question for module in modules for question in module.questions):
        if question.data["key"] in seen:
            raise ContentError(question.file, question.line, f"expected a key of its own: `{question.data['key']}` is taken")
        seen[question.data["key"]] = question
    course = CourseText(
        item=read_item(folder, "course", root),
        modules=tuple(modules),
        terms=tuple(read_entries(folder / "glossary.yaml", f"{slug}/glossary")),
        site=tuple(read_item(root / "site", name, root) for name in names_in(root / "site")),
    )
    for language in LANGUAGES:
        course.competencies(language)
    return course


def read_module(folder: Path, root: Path) -> ModuleText:
    item = read_item(folder, "module", root)
    lessons = [read_item(folder, name, root) for name in names_in(folder) if name != "module"]
    files = sorted(folder.glob("questions*.yaml"))
    questions = [entry for file in files for entry in read_entries(file, f"{item.path}/questions")]
    return ModuleText(item, tuple(lessons), tuple(questions))
