"""Brings the English texts in as wagtail-localize translations, string by string, so that editors go on with them in the CMS."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from courses.models import CoursePage, GlossaryPage, GlossaryTerm, HomePage, InfoPage, LessonPage, ModulePage, SiteFooter
from quizzes.models import Objective, Question

from .build import BodyBuilder, identity, raw_competencies
from .files import ContentError, Item
from .load import Loader, digest_text, stored_hash
from .questions import question_body

TARGET = "en"
STREAMS = {"body", "objectives", "competencies"}


class Translator:
    """Works after ``Loader.load`` with what it found: only items that stand in the CMS are translated."""

    def __init__(self, loader: Loader, progress: Callable[[str], None]) -> None:
        self.loader, self.progress = loader, progress
        self.locale = Locale.objects.get(language_code=TARGET)
        self.source_locale = loader.locale

    def translate(self) -> None:
        course = self.loader.course
        for item in sorted(course.site, key=lambda item: item.slug != "home"):
            model = HomePage if item.slug == "home" else InfoPage
            self.translate_page(
                model, item, {"tagline": item.texts[TARGET].front.get("tagline", "")} if model is HomePage else {}
            )
        self.translate_fixed()
        for term in course.terms:
            words = {name: (term.data.get(name) or {}).get(TARGET, "") for name in ("name", "definition", "nuance", "example")}
            self.translate_item(GlossaryTerm, term.path, digest_text(term.digest), words)
        self.translate_page(CoursePage, course.item, self.course_words())
        for module in course.modules:
            if module.is_draft:
                continue
            self.translate_page(ModulePage, module.item, {})
            for lesson in module.lessons:
                self.translate_objectives(lesson)
            for question in module.questions:
                words = {"body": question_body(question, TARGET)}
                self.translate_item(Question, question.path, digest_text(question.digest), words)
            for lesson in module.lessons:
                self.translate_page(LessonPage, lesson, {})

    def course_words(self) -> dict[str, Any]:
        return {"competencies": raw_competencies(self.loader.course, TARGET), "certificate_path": "Core path"}

    def translate_fixed(self) -> None:
        words = {"title": "Glossary", "summary": "The terms of the course, as they are used in it."}
        self.translate_item(GlossaryPage, "site/glossary", digest_text(sorted(words.items())), words)
        statement = "<p>An open course, Arabic first. Its text is under CC BY 4.0, its software under BSD-3-Clause.</p>"
        self.translate_item(SiteFooter, "site/footer", digest_text(statement), {"statement": statement})

    def translate_objectives(self, lesson: Item) -> None:
        texts = {entry["key"]: entry["text"] for entry in lesson.texts[TARGET].front.get("objectives", [])}
        for entry in lesson.source.front.get("objectives", []):
            if entry["key"] not in texts:
                raise ContentError(lesson.texts[TARGET].path, 1, f"expected the objective `{entry['key']}` in English")
            path = f"{lesson.path}/objectives/{entry['key']}"
            text = texts[entry["key"]]
            self.translate_item(Objective, path, digest_text(entry["text"], text), {"text": text})

    def translate_page(self, model: type[Page], item: Item, words: dict[str, Any]) -> None:
        text = item.texts[TARGET]
        if item.path not in self.loader.pages:
            return
        builder = BodyBuilder(item.path, text, self.loader.references, lambda target: self.loader.link(target, item, text))
        everything = {"title": text.require("title"), "summary": text.front.get("summary", ""), "body": builder.build(), **words}
        digest = digest_text(item.source.digest, text.digest, *self.loader.outside_keys(item))
        self.translate_item(model, item.path, digest, everything, file=text.path)

    def translate_item(self, model: Any, path: str, digest: str, words: dict[str, Any], *, file: Any = None) -> None:
        """One page or snippet. What the source's editor changed is left to them; so is what the translation's editor changed."""
        source = model.objects.filter(translation_key=identity(path), locale=self.source_locale).first()
        if source is None or not self.is_as_loaded(path, source):
            return
        found = model.objects.filter(translation_key=identity(path), locale=self.locale).first()
        if not self.loader.ledger.decide(path, TARGET, digest, stored_hash(found) if found else None):
            return
        self.progress(f"{path} ({TARGET})")
        with transaction.atomic():
            made, _new = TranslationSource.update_or_create_from_instance(source)
            self.store_strings(made, source, words, file or path)
            made.create_or_update_translation(self.locale, publish=True, fallback=True)
            Translation.objects.get_or_create(source=made, target_locale=self.locale)
        twin = model.objects.get(translation_key=identity(path), locale=self.locale)
        self.loader.ledger.note(path, TARGET, digest, stored_hash(twin))

    def is_as_loaded(self, path: str, source: Any) -> bool:
        entry = self.loader.ledger.entries.get((path, self.source_locale.language_code))
        return entry is not None and entry.stored_hash == stored_hash(source)

    def store_strings(self, made: TranslationSource, source: Any, words: dict[str, Any], file: Any) -> None:
        """Pairs the strings of both languages by their place. Raises ContentError where their number differs."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for segment in extract_segments(self.in_english(source, words)):
            if isinstance(segment, StringSegmentValue):
                wanted[segment.path].append(segment.string.get_translatable_html())
        places: dict[str, list[StringSegment]] = defaultdict(list)
        for row in StringSegment.objects.filter(source=made).select_related("context").order_by("order"):
            places[row.context.path].append(row)
        for place, rows in places.items():
            strings = wanted.get(place, [])
            if len(strings) != len(rows):
                raise ContentError(file, 1, f"expected {len(rows)} paragraphs at `{place}` as in Arabic, found {len(strings)}")
            for row, string in zip(rows, strings, strict=True):
                StringTranslation.objects.update_or_create(
                    translation_of_id=row.string_id,
                    locale=self.locale,
                    context_id=row.context_id,
                    defaults={"data": string, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
                )

    def in_english(self, source: Any, words: dict[str, Any]) -> Any:
        """The source with its words replaced, in memory only."""
        twin = type(source).objects.get(pk=source.pk)
        for name, value in words.items():
            setattr(twin, name, twin._meta.get_field(name).to_python(value) if name in STREAMS else value)
        return twin
