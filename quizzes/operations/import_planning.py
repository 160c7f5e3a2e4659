"""What a file of questions would do to the bank, question by question. Writes nothing."""

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Locale

from elearn.lib.arabic import fold
from quizzes.enums import Bloom, Use
from quizzes.formats import ExchangeQuestion, Problem, UnreadableFile, make_question
from quizzes.kinds import get_kinds
from quizzes.models import Objective, Question
from quizzes.queries.exchange import raw_body

NAMESPACE = uuid.UUID("6e0b6f4e-6b7e-5c0e-9a55-0b2f3a2d9c11")
BATCH = 500
MOST_QUESTIONS = 20_000
TITLE_LENGTH = 120
MADE, CHANGED, UNCHANGED, REFUSED = "made", "changed", "unchanged", "refused"
FATES = (MADE, CHANGED, UNCHANGED, REFUSED)
REASONS = ("explanation", "if_true", "if_false")
SOURCE_REF = re.compile(r"S[0-9]{3}")
SLUG = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass
class Planned:
    """What becomes of one question of the file. ``key``: the translation key it has or will have; ``fields``: what is set on the row.

    ``is_complete``: it may be published; ``existing``: the row that changes, with the body and the ids it has now in ``body``.
    """

    line: int
    title: str
    kind: str = ""
    fate: str = REFUSED
    notes: list[Problem] = field(default_factory=list)
    key: uuid.UUID | None = None
    body: list[dict[str, Any]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    is_complete: bool = True
    existing: Question | None = None

    def note(self, code: str, **details: Any) -> None:
        self.notes.append(Problem(code, self.line, details))

    def refuse(self, code: str, **details: Any) -> "Planned":
        self.fate = REFUSED
        self.notes.insert(0, Problem(code, self.line, details))
        return self


def key_of(question: ExchangeQuestion) -> uuid.UUID:
    """The translation key: the question's own if it is one of ours, else one that the same question gets in every import."""
    try:
        return uuid.UUID(question.key)
    except ValueError:
        return uuid.uuid5(NAMESPACE, question.identity)


class Planner:
    """Plans the questions of one file for one language. ``tags`` are added to all of them."""

    def __init__(self, locale: Locale, tags: Iterable[str] = ()) -> None:
        self.locale = locale
        self.tags = list(tags)
        self.blocks = Question._meta.get_field("body").stream_block.child_blocks
        self.first_lines: dict[uuid.UUID, int] = {}
        self.objectives = {fold(text): pk for pk, text in Objective.objects.filter(locale=locale).values_list("pk", "text")}

    def plan(self, entries: Iterable[ExchangeQuestion | Problem]) -> Iterator[Planned]:
        """In the order of the file. Two queries for each 500 questions. Raises UnreadableFile."""
        count = 0
        for batch in batched(entries, BATCH):
            count += len(batch)
            if count > MOST_QUESTIONS:
                raise UnreadableFile("too_many_questions")
            keys = [key_of(entry) for entry in batch if isinstance(entry, ExchangeQuestion)]
            rows = Question.objects.filter(translation_key__in=keys).select_related("latest_revision", "objective", "locale")
            found: dict[uuid.UUID, dict[int, Question]] = {}
            for row in rows:
                found.setdefault(row.translation_key, {})[row.locale_id] = row
            for entry in batch:
                yield self.plan_entry(entry, found)

    def plan_entry(self, entry: ExchangeQuestion | Problem, found: dict[uuid.UUID, dict[int, Question]]) -> Planned:
        if isinstance(entry, Problem):
            return Planned(entry.line, entry.name[:TITLE_LENGTH]).refuse(entry.code, **entry.details)
        key = key_of(entry)
        planned = Planned(entry.line, entry.title[:TITLE_LENGTH], entry.kind, notes=list(entry.notes), key=key)
        if key in self.first_lines:
            return planned.refuse("twice_in_file", first=self.first_lines[key])
        self.first_lines[key] = entry.line
        if entry.kind not in get_kinds():
            return planned.refuse("kind_not_installed", kind=entry.kind)
        languages = found.get(key, {})
        planned.existing = languages.get(self.locale.pk)
        if languages and planned.existing is None:
            language = next(iter(languages.values())).locale.language_code
            return planned.refuse("other_language", language=language)
        return self.plan_question(planned, entry)

    def plan_question(self, planned: Planned, entry: ExchangeQuestion) -> Planned:
        current = current_state(planned.existing) if planned.existing else None
        value = self.check_value(planned, entry)
        if value is None:
            return planned
        planned.fields = self.read_fields(planned, entry, current)
        old_block = current["body"][0] if current and current["body"] else {}
        is_same_kind = old_block.get("type") == entry.kind
        if planned.existing and not is_same_kind:
            planned.note("kind_changes", before=old_block.get("type", ""))
        old_value = old_block.get("value", {}) if is_same_kind else {}
        block_id = old_block.get("id") or str(uuid.uuid5(planned.key or NAMESPACE, "body"))
        planned.body = [{"type": entry.kind, "id": block_id, "value": merge(old_value, value)}]
        if current is None:
            planned.fate = MADE
        else:
            planned.fate = UNCHANGED if self.is_unchanged(planned, entry.kind, value, old_value, current) else CHANGED
        return planned

    def is_unchanged(self, planned: Planned, kind: str, value: dict, old_value: dict, current: dict) -> bool:
        same_fields = all(current["fields"][name] == new for name, new in planned.fields.items())
        return same_fields and bool(old_value) and self.in_one_form(kind, value) == self.in_one_form(kind, old_value)

    def in_one_form(self, kind: str, value: dict[str, Any]) -> ExchangeQuestion:
        """With the defaults of the kind, and without ids."""
        block = self.blocks[kind]
        return make_question(kind, block.get_prep_value(block.to_python(value)))

    def check_value(self, planned: Planned, entry: ExchangeQuestion) -> dict[str, Any] | None:
        """The value if an editor could save it; notes what is still missing before it can be published."""
        block = self.blocks[entry.kind]
        try:
            native = block.to_python(entry.value)
        except (ValueError, TypeError, ArithmeticError):
            planned.refuse("does_not_fit", places=[])
            return None
        try:
            block.clean(native)
        except ValidationError as error:
            planned.is_complete = False
            try:
                block.clean_deferred(native)
            except ValidationError as graver:
                planned.refuse("does_not_fit", places=list_places(graver))
                return None
            self.note_missing(planned, list_places(error))
        if any(note.code == "hidden" for note in planned.notes):
            planned.is_complete = False
        return entry.value

    def note_missing(self, planned: Planned, places: list[str]) -> None:
        reasons = [place for place in places if place.rpartition(".")[2] in REASONS]
        others = [place for place in places if place not in reasons]
        if reasons:
            planned.note("without_explanation", places=reasons)
        if others or not places:
            planned.note("incomplete", places=others)

    def read_fields(self, planned: Planned, entry: ExchangeQuestion, current: dict | None) -> dict[str, Any]:
        """What the file says besides the value. What it does not say, or what we do not know, is not touched; tags are only added."""
        old_tags = current["fields"]["tags"] if current else []
        known = {fold(tag) for tag in old_tags}
        tags = [*old_tags]
        for tag in [*entry.tags, *self.tags]:
            if fold(tag) not in known:
                known.add(fold(tag))
                tags.append(tag)
        fields: dict[str, Any] = {"tags": tags}
        for name, text in entry.extras.items():
            read = getattr(self, f"read_{name}")(text)
            if read is None:
                planned.note("word_unknown", column=name, text=text[:80])
            else:
                fields |= read
        return fields

    def read_use(self, text: str) -> dict[str, Any] | None:
        return {"use": text} if text in Use.values else None

    def read_bloom(self, text: str) -> dict[str, Any] | None:
        return {"bloom": text} if text in Bloom.values else None

    def read_misconception(self, text: str) -> dict[str, Any] | None:
        return {"misconception": text} if SLUG.fullmatch(text) and len(text) <= 80 else None

    def read_anchor(self, text: str) -> dict[str, Any] | None:
        return {"anchor": text} if SLUG.fullmatch(text) and len(text) <= 60 else None

    def read_source(self, text: str) -> dict[str, Any] | None:
        refs = text.split()
        return {"source_refs": refs} if all(SOURCE_REF.fullmatch(ref) for ref in refs) else None

    def read_objective(self, text: str) -> dict[str, Any] | None:
        found = self.objectives.get(fold(text))
        return {"objective_id": found} if found else None


def current_state(question: Question) -> dict[str, Any]:
    """Body and fields as the latest draft has them. No query if the revision is joined."""
    names = ("tags", "use", "bloom", "misconception", "anchor", "source_refs")
    revision = question.latest_revision
    if revision is None:
        fields = {name: getattr(question, name) for name in names}
        return {"body": raw_body(question.body), "fields": {**fields, "objective_id": question.objective_id}}
    content = revision.content
    fields = {name: content.get(name, getattr(question, name)) for name in names}
    fields = {name: value_of_json(value) if name in ("tags", "source_refs") else value for name, value in fields.items()}
    return {"body": raw_body(content["body"]), "fields": {**fields, "objective_id": content.get("objective")}}


def value_of_json(value: Any) -> Any:
    return raw_body(value) if isinstance(value, str) else value


def list_places(error: ValidationError, path: str = "") -> list[str]:
    """Where in the block something is wrong: ``options.2.explanation``, counted from 1."""
    if isinstance(error, (StructBlockValidationError, ListBlockValidationError)):
        offset = isinstance(error, ListBlockValidationError)
        inner = [
            place
            for name, part in error.block_errors.items()
            if part is not None
            for place in list_places(part, f"{path}{int(name) + 1 if offset else name}.")
        ]
        has_own = bool(error.non_block_errors) if hasattr(error, "non_block_errors") else False
        return [*inner, *([path.rstrip(".")] if has_own or not inner else [])]
    return [path.rstrip(".")]


def merge(old: Any, new: Any) -> Any:
    """The new value, with what the old one holds and no file carries: ids of parts whose words are the same, pictures, further settings."""
    if isinstance(new, dict):
        kept = old if isinstance(old, dict) else {}
        return {**kept, **{name: merge(kept.get(name), part) for name, part in new.items()}}
    if isinstance(new, list) and all(isinstance(part, dict) for part in new):
        return merge_parts(old if isinstance(old, list) else [], new)
    return new


def merge_parts(old: list[Any], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    unused: dict[str, list[dict[str, Any]]] = {}
    for child in old:
        if isinstance(child, dict) and "id" in child and isinstance(child.get("value"), dict):
            unused.setdefault(words_of(child["value"]), []).append(child)
    merged = []
    for part in new:
        same = unused.get(words_of(part))
        child = same.pop(0) if same else {"id": str(uuid.uuid4()), "value": {}}
        merged.append({"type": "item", "id": child["id"], "value": merge(child["value"], part)})
    return merged


def words_of(part: dict[str, Any]) -> str:
    """By what a part is known again: its text, label or number."""
    return next((str(part[name]) for name in ("text", "label", "value") if part.get(name)), "")
