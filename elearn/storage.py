"""Static files: joined where a page would otherwise ask for many, named by their content, and compressed once."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import brotli
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRIES = ("elearn/css/site.css", "elearn/js/site.js")
CSS_IMPORT = re.compile(r'@import "([^"]+)"(?: layer\(([\w-]+)\))?;\n?')
JS_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"([^"]+)";\n', re.MULTILINE)
JS_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) )", re.MULTILINE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JS_COMMENT = re.compile(r"^\s*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
BLANK = re.compile(r"\n\s+")


def read_source(path: str) -> str:
    """The text of a static file where it was written. Raises FileNotFoundError."""
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(path)
    with open(found, encoding="utf-8") as file:
        return file.read()


def resolve(base: str, reference: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(base).parent / reference).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def join_css(path: str) -> str:
    """The file with its imports put in place, each in its layer; comments and spare white space dropped."""

    def inline(match: re.Match[str]) -> str:
        text = join_css(resolve(path, match[1]))
        return f"@layer {match[2]}{{{text}}}" if match[2] else text

    text = CSS_IMPORT.sub(inline, CSS_COMMENT.sub("", read_source(path)))
    # A space before a colon may be a descendant selector: only spaces after it go.
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
    return re.sub(r"\s+", " ", text.replace(": ", ":")).replace(";}", "}").strip()


def join_js(path: str, seen: set[str] | None = None) -> str:
    """The module with everything it imports before it, each file once. Top-level names must differ between our modules."""
    seen = set() if seen is None else seen
    if path in seen:
        return ""
    seen.add(path)
    source = read_source(path)
    before = "".join(join_js(resolve(path, reference), seen) for reference in JS_IMPORT.findall(source))
    own = JS_EXPORT.sub("", JS_IMPORT.sub("", source))
    return before + BLANK.sub("\n", JS_COMMENT.sub("", own)).strip() + "\n"


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """At 9 of 11: nearly as small, in a tenth of the time that a first start can spare."""
        return brotli.compress(data, quality=9)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins the entry files at ``collectstatic``; development serves the parts as they are written."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict, dry_run: bool = False, **options) -> Iterator:
        joined = InMemoryStorage()
        for entry in ENTRIES:
            if entry in paths:
                text = join_css(entry) if entry.endswith(".css") else join_js(entry)
                joined.save(entry, ContentFile(text.encode()))
                paths[entry] = (joined, entry)
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Only names that pages use, and only once: what bears the hash of its content never changes."""
        named = set(self.hashed_files.values())
        return super().compress_files(path for path in paths if path in named and not self.exists(f"{path}.br"))

    def create_compressor(self, **kwargs: object) -> Compressor:
        return QuickCompressor(**kwargs)
