"""Keeps the CMS in step with the text files: makes what is new, follows what is untouched, leaves alone what an editor changed."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Locale, Page, Site

from courses.models import (
    CoursePage,
    GlossaryPage,
    GlossaryTerm,
    HomePage,
    InfoPage,
    LedgerEntry,
    LessonPage,
    ModulePage,
    PlatformStat,
    SiteFooter,
)
from quizzes.models import Objective, Question

from .build import BodyBuilder, LeadsNowhere, identity, raw_competencies
from .files import ContentError, CourseText, Item, ModuleText, QuestionText, Text
from .questions import question_body

SOURCE = "ar"
# Grows when the loader itself writes something else from the same text.
LOADER_VERSION = "1"


@dataclass
class Report:
    """What a run did, by path: ``made``, ``updated``, ``kept`` (an editor's), ``gone`` (deleted by an editor), and how many were the same."""

    made: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    same: int = 0

    @property
    def has_changes(self) -> bool:
        return bool(self.made or self.updated)


class Ledger:
    """Remembers what was loaded, in one query, and decides what to do with each item."""

    def __init__(self, report: Report, *, only_report: bool) -> None:
        self.report, self.only_report = report, only_report
        self.entries = {(entry.path, entry.language): entry for entry in LedgerEntry.objects.all()}

    def decide(self, path: str, language: str, digest: str, stored: str | None) -> bool:
        """Whether to write the item. ``stored``: hash of what the CMS holds now, None if it holds nothing."""
        entry = self.entries.get((path, language))
        name = f"{path} ({language})"
        if entry is None:
            if stored is not None:
                # Somebody made it before the loader did: it is theirs.
                self.report.kept.append(name)
                return False
            self.report.made.append(name)
            return not self.only_report
        if entry.is_deleted or stored is None:
            if not entry.is_deleted and not self.only_report:
                LedgerEntry.objects.filter(pk=entry.pk).update(is_deleted=True)
            self.report.gone.append(name)
            return False
        if entry.loaded_hash == digest:
            self.report.same += 1
            return False
        if stored != entry.stored_hash:
            self.report.kept.append(name)
            return False
        (self.report.updated if entry.loaded_hash else self.report.made).append(name)
        return not self.only_report

    def note(self, path: str, language: str, digest: str, stored: str) -> None:
        entry, _made = LedgerEntry.objects.update_or_create(
            path=path, language=language, defaults={"loaded_hash": digest, "stored_hash": stored, "is_deleted": False}
        )
        self.entries[path, language] = entry


def digest_text(*parts: object) -> str:
    return hashlib.sha256("\n".join([LOADER_VERSION, *map(str, parts)]).encode()).hexdigest()


def stored_hash(instance: Any) -> str:
    """Hash of what an editor could change: words and structure of the newest draft, not ids or dates."""
    latest = instance.get_latest_revision_as_object() if hasattr(instance, "get_latest_revision_as_object") else instance
    data = latest.serializable_data() if hasattr(latest, "serializable_data") else get_serializable_data_for_fields(latest)
    kept = {name: data.get(name) for name in EDITED_FIELDS if name in data}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


EDITED_FIELDS = [
    "title",
    "slug",
    "live",
    "tagline",
    "summary",
    "body",
    "objectives",
    "competencies",
    "certificate_path",
    "is_open",
    "is_required",
    "show_in_menus",
    "name",
    "definition",
    "nuance",
    "example",
    "confused_with",
    "text",
    "bloom",
    "use",
    "anchor",
    "lesson_key",
    "misconception",
    "objective",
    "statement",
]


class References:
    """Primary keys of what bodies refer to, by their keys in the files."""

    def __init__(self, language: str) -> None:
        self.locale = Locale.objects.get(language_code=language)
        self.graded: dict[str, list[str]] = {}
        self._maps: dict[str, dict[str, int | None]] = {"term": {}, "statistic": {}, "question": {}, "objective": {}}

    def add(self, kind: str, key: str, found: Any) -> None:
        """``found`` is None for an item of the files that an editor deleted."""
        self._maps[kind][key] = found.pk if found else None

    def knows(self, kind: str, key: str) -> bool:
        return key in self._maps[kind]

    def find(self, kind: str, key: str) -> int | None:
        return self._maps[kind].get(key)

    def graded_keys(self, lesson_path: str) -> list[str]:
        return self.graded.get(lesson_path.rsplit("/", 1)[0], [])


class Loader:
    """One run over one course. ``progress`` is told each path as it is written."""

    def __init__(
        self, course: CourseText, *, only_report: bool = False, progress: Callable[[str], None] = lambda _path: None
    ) -> None:
        self.course, self.only_report, self.progress = course, only_report, progress
        self.report = Report()
        self.ledger = Ledger(self.report, only_report=only_report)
        self.locale = Locale.objects.get(language_code=SOURCE)
        self.references = References(SOURCE)
        self.pages: dict[str, Page] = {}
        self.written: list[tuple[str, Any]] = []

    def load(self) -> Report:
        """Everything in the source language. Raises ContentError; what was written before it stays, and the next run goes on."""
        self.load_site()
        self.load_terms()
        home = self.pages.get("site/home")
        if home is None:
            return self.report
        self.load_page(CoursePage, self.course.item, home, self.course_fields)
        course = self.pages.get(self.course.item.path)
        if course is None:
            return self.report
        for module in self.course.modules:
            self.load_module(module, course)
        for module in self.course.modules:
            self.fill_lessons(module)
        return self.report

    # Pages ---------------------------------------------------------------------

    def load_site(self) -> None:
        items = {item.slug: item for item in self.course.site}
        self.load_home(items.pop("home"))
        home = self.pages.get("site/home")
        if home is None:
            return
        self.load_fixed_page(
            GlossaryPage,
            "site/glossary",
            home,
            {"title": "المسرد", "slug": "glossary", "summary": "مصطلحات المساق كما نستعملها فيه."},
        )
        for item in items.values():
            self.find_or_add(InfoPage, item, home)
        for item in items.values():
            self.load_page(InfoPage, item, home, lambda text, item=item: {**self.prose_fields(text, item), "show_in_menus": True})
        self.load_footer()

    def load_home(self, item: Item) -> None:
        root = Page.get_first_root_node()
        found = HomePage.objects.filter(translation_key=identity(item.path), locale=self.locale).first()
        digest = digest_text(item.source.digest)
        if self.ledger.decide(item.path, SOURCE, digest, stored_hash(found) if found else None):
            with transaction.atomic():
                home = found or HomePage(
                    locale=self.locale,
                    slug="start",
                    title=item.source.require("title"),
                    translation_key=identity(item.path),
                    live=False,
                )
                if not found:
                    root.add_child(instance=home)
                    replace_welcome_page(home)
                self.write(
                    home, item, digest, {**self.prose_fields(item.source, item), "tagline": item.source.require("tagline")}
                )
                found = home
        if found:
            self.pages[item.path] = HomePage.objects.get(pk=found.pk)

    def load_page(
        self, model: type[Page], item: Item, parent: Page, fields: Callable[[Text], dict[str, Any]], *, live: bool = True
    ) -> None:
        page = model.objects.filter(translation_key=identity(item.path), locale=self.locale).first()
        digest = digest_text(item.source.digest, *self.outside_keys(item))
        if self.ledger.decide(item.path, SOURCE, digest, stored_hash(page) if page else None):
            with transaction.atomic():
                page = page or self.add_page(model, item.path, item.slug, item.source.require("title"), parent)
                self.write(page, item, digest, fields(item.source), live=live)
        if page:
            self.pages[item.path] = model.objects.get(pk=page.pk)

    def outside_keys(self, item: Item) -> list[str]:
        """What a page takes from other files: the competencies that written modules teach, the questions its module marks as graded."""
        if item is self.course.item:
            return [key for key, _words in self.course.competencies(SOURCE)]
        takes_all = any(block.attrs.get("from") == "graded" for block in item.source.blocks)
        return self.references.graded_keys(item.path) if takes_all else []

    def load_fixed_page(self, model: type[Page], path: str, parent: Page, fields: dict[str, str]) -> None:
        """A page whose few words stand in the loader."""
        page = model.objects.filter(translation_key=identity(path), locale=self.locale).first()
        digest = digest_text(sorted(fields.items()))
        if self.ledger.decide(path, SOURCE, digest, stored_hash(page) if page else None):
            page = page or self.add_page(model, path, fields["slug"], fields["title"], parent)
            for name, value in fields.items():
                setattr(page, name, value)
            page.save_revision().publish()
            self.ledger.note(path, SOURCE, digest, stored_hash(model.objects.get(pk=page.pk)))
        if page:
            self.pages[path] = model.objects.get(pk=page.pk)

    def add_page(self, model: type[Page], path: str, slug: str, title: str, parent: Page) -> Page:
        page = model(title=title, slug=slug, locale=self.locale, translation_key=identity(path), live=False)
        parent.add_child(instance=page)
        return page

    def write(self, page: Page, item: Item, digest: str, fields: dict[str, Any], *, live: bool = True) -> None:
        self.progress(item.path)
        page.title = item.source.require("title")
        for name, value in fields.items():
            if name in {"body", "objectives", "competencies"}:
                value = page._meta.get_field(name).to_python(value)
            setattr(page, name, value)
        page.full_clean()
        revision = page.save_revision()
        if live:
            revision.publish()
        self.ledger.note(item.path, SOURCE, digest, stored_hash(type(page).objects.get(pk=page.pk)))

    def prose_fields(self, text: Text, item: Item) -> dict[str, Any]:
        return {"summary": text.front.get("summary", ""), "body": self.build_body(text, item)}

    def course_fields(self, text: Text) -> dict[str, Any]:
        competencies = raw_competencies(self.course, SOURCE)
        return {**self.prose_fields(text, self.course.item), "competencies": competencies, "certificate_path": "المسار الأساسي"}

    def build_body(self, text: Text, item: Item) -> list[dict[str, Any]]:
        return BodyBuilder(item.path, text, self.references, lambda target: self.link(target, item, text)).build()

    def link(self, target: str, item: Item, text: Text) -> str:
        """Attributes of an <a>: a page by its id, so that it follows moves and languages; anything else as it is."""
        scheme, _, rest = target.partition(":")
        if scheme not in {"lesson", "page"}:
            return f'href="{target}"'
        path, _, anchor = rest.partition("#")
        full = f"site/{path}" if scheme == "page" else f"{self.course.item.path}/{path}"
        if full == item.path and anchor:
            return f'href="#{anchor}"'
        page = self.pages.get(full)
        if page is None and (full, SOURCE) not in self.ledger.entries and not self.only_report:
            raise LeadsNowhere(target)
        # A link to a page that an editor deleted: Wagtail shows its words alone.
        return f'linktype="page" id="{page.pk if page else 0}"'

    # Modules and lessons ---------------------------------------------------------

    def load_module(self, module: ModuleText, course: Page) -> None:
        self.load_page(
            ModulePage, module.item, course, lambda text: self.prose_fields(text, module.item), live=not module.is_draft
        )
        parent = self.pages.get(module.item.path)
        if parent is None:
            return
        for entry in module.item.source.front.get("lessons", []) if module.is_draft else []:
            self.load_draft_lesson(module, parent, entry)
        for lesson in module.lessons:
            self.find_or_add(LessonPage, lesson, parent)
        for question in module.questions:
            if question.data.get("use") == "graded":
                self.references.graded.setdefault(module.item.path, []).append(question.data["key"])

    def load_draft_lesson(self, module: ModuleText, parent: Page, entry: dict[str, Any]) -> None:
        path = f"{module.item.path}/{entry['slug']}"
        page = LessonPage.objects.filter(translation_key=identity(path), locale=self.locale).first()
        digest = digest_text(entry["title"], entry.get("required"))
        if self.ledger.decide(path, SOURCE, digest, stored_hash(page) if page else None):
            page = page or self.add_page(LessonPage, path, entry["slug"], entry["title"], parent)
            page.title, page.is_required = entry["title"], bool(entry.get("required"))
            page.save_revision()
            self.ledger.note(path, SOURCE, digest, stored_hash(LessonPage.objects.get(pk=page.pk)))

    def find_or_add(self, model: type[Page], item: Item, parent: Page) -> None:
        """The page, made without a body if there is none yet: pages link to each other."""
        page = model.objects.filter(translation_key=identity(item.path), locale=self.locale).first()
        if page is None and (item.path, SOURCE) not in self.ledger.entries and not self.only_report:
            page = self.add_page(model, item.path, item.slug, item.source.require("title"), parent)
            self.ledger.note(item.path, SOURCE, "", stored_hash(model.objects.get(pk=page.pk)))
        if page:
            self.pages[item.path] = page

    def fill_lessons(self, module: ModuleText) -> None:
        for lesson in module.lessons:
            for entry in lesson.source.front.get("objectives", []):
                self.load_objective(lesson, entry)
        for question in module.questions:
            self.load_question(module, question)
        parent = self.pages.get(module.item.path)
        for lesson in module.lessons:
            if parent is not None:
                self.load_page(LessonPage, lesson, parent, lambda text, lesson=lesson: self.lesson_fields(text, lesson))

    def lesson_fields(self, text: Text, lesson: Item) -> dict[str, Any]:
        objectives = [
            {
                "type": "objective",
                "id": str(identity(lesson.path, "objective", entry["key"])),
                "value": self.references.find("objective", f"{lesson.path}/{entry['key']}"),
            }
            for entry in text.front.get("objectives", [])
        ]
        return {
            **self.prose_fields(text, lesson),
            "is_required": bool(text.front.get("required", True)),
            "objectives": [entry for entry in objectives if entry["value"]],
        }

    # Snippets -----------------------------------------------------------------------

    def load_snippet(self, model: Any, path: str, digest: str, values: dict[str, Any]) -> Any:
        """A translatable snippet in the source language; None if an editor deleted it."""
        found = model.objects.filter(translation_key=identity(path), locale=self.locale).first()
        if self.ledger.decide(path, SOURCE, digest, stored_hash(found) if found else None):
            self.progress(path)
            with transaction.atomic():
                instance = found or model(translation_key=identity(path), locale=self.locale)
                for name, value in values.items():
                    setattr(instance, name, instance._meta.get_field(name).to_python(value) if name == "body" else value)
                instance.full_clean(exclude=["live_revision", "latest_revision"])
                instance.save()
                if hasattr(instance, "save_revision"):
                    instance.save_revision().publish()
            found = model.objects.get(pk=instance.pk)
            self.ledger.note(path, SOURCE, digest, stored_hash(found))
        return found

    def load_footer(self) -> None:
        statement = "<p>مساق مفتوح بالعربية أولًا. نصوصه برخصة CC BY 4.0، وبرنامجه برخصة BSD-3-Clause.</p>"
        self.load_snippet(SiteFooter, "site/footer", digest_text(statement), {"statement": statement})

    def load_terms(self) -> None:
        for term in self.course.terms:
            data = term.data
            values = {name: (data.get(name) or {}).get(SOURCE, "") for name in ("name", "definition", "nuance", "example")}
            values |= {"slug": data["key"], "source_refs": " ".join(data.get("sources") or [])}
            found = self.load_snippet(GlossaryTerm, term.path, digest_text(term.digest), values)
            self.references.add("term", data["key"], found)
        for term in self.course.terms:
            self.link_confused_term(term)
        for stat in PlatformStat.objects.filter(locale=self.locale):
            self.references.add("statistic", stat.slug, stat)

    def link_confused_term(self, term: QuestionText) -> None:
        other = term.data.get("confused_with")
        own, target = (self.references.find("term", key or "") for key in (term.data["key"], other))
        if not other or own is None or self.only_report:
            return
        if not self.references.knows("term", other):
            raise ContentError(term.file, term.line, f"expected the key of a term in `confused_with: {other}`")
        instance = GlossaryTerm.objects.get(pk=own)
        if f"{term.path} ({SOURCE})" in [*self.report.made, *self.report.updated] and instance.confused_with_id != target:
            instance.confused_with_id = target
            instance.save_revision().publish()
            self.ledger.note(term.path, SOURCE, digest_text(term.digest), stored_hash(GlossaryTerm.objects.get(pk=own)))

    def load_objective(self, lesson: Item, entry: dict[str, Any]) -> None:
        path = f"{lesson.path}/objectives/{entry['key']}"
        values = {"text": entry["text"], "bloom": entry.get("bloom", "understand"), "course_key": identity(self.course.item.path)}
        found = self.load_snippet(Objective, path, digest_text(entry["text"], entry.get("bloom")), values)
        self.references.add("objective", f"{lesson.path}/{entry['key']}", found)

    def load_question(self, module: ModuleText, question: QuestionText) -> None:
        data = question.data
        lesson, _, anchor = str(data.get("lesson", "")).partition("#")
        lesson_path = f"{module.item.path}/{lesson}"
        if lesson not in {item.slug for item in module.lessons}:
            raise ContentError(question.file, question.line, f"expected a lesson of this module in `lesson:`, found `{lesson}`")
        objective = self.references.find("objective", f"{lesson_path}/{data.get('objective')}")
        if data.get("objective") and not self.references.knows("objective", f"{lesson_path}/{data['objective']}"):
            raise ContentError(
                question.file, question.line, f"expected an objective of `{lesson}` in `objective: {data['objective']}`"
            )
        values = {
            "course_key": identity(self.course.item.path),
            "lesson_key": identity(lesson_path),
            "anchor": anchor,
            "body": question_body(question, SOURCE),
            "objective_id": objective,
            "use": data.get("use", "practice"),
            "bloom": data.get("bloom", "understand"),
            "misconception": data.get("misconception") or "",
            "source_refs": data.get("sources") or [],
        }
        found = self.load_question_row(question, values)
        self.references.add("question", data["key"], found)

    def load_question_row(self, question: QuestionText, values: dict[str, Any]) -> Question | None:
        objective_id = values.pop("objective_id")
        if objective_id is not None:
            values["objective"] = Objective.objects.get(pk=objective_id)
        return self.load_snippet(Question, question.path, digest_text(question.digest), values)

    def questions(self) -> Iterator[QuestionText]:
        return (question for module in self.course.modules for question in module.questions)


def replace_welcome_page(home: HomePage) -> None:
    """Makes ``home`` the site's first page, in place of the one Wagtail puts into a new database."""
    site = Site.objects.filter(is_default_site=True).first()
    old = site.root_page if site else None
    if site is None:
        Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="")
    else:
        site.root_page = home
        site.save()
    if old is not None and old.specific_class is Page and not old.get_children().exists():
        old.delete()


def course_key(slug: str) -> UUID:
    return identity(slug)
