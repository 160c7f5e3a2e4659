"""A fault in a content file is named with its file, its line and what was expected."""

import re
from dataclasses import dataclass

import pytest
from django.core.management import CommandError

from courses.models import LedgerEntry
from tests.courses.bundle import Bundle

pytestmark = pytest.mark.django_db

NEW_BLOCK = "\n::: callout"
QUIZ = '\n::: quiz key=check mode=practice title="Heading" questions="first-question"\n:::\n'


@dataclass(frozen=True)
class Fault:
    """``file``: what is changed, in English too if ``is_in_both``, and where the fault is seen."""

    file: str
    old: str
    new: str
    line: int
    expected: str
    is_in_both: bool = False


FAULTS = {
    "no front matter": Fault("one.ar.md", "---\ntitle:", "title:", 1, "`---` on the first line"),
    "front matter without end": Fault("one.ar.md", "\n---\n\n", "\n\n", 1, "`---` after the front matter"),
    "front matter is no YAML": Fault("one.ar.md", "required: true", "required: [true", 4, "valid YAML"),
    "front matter is a list": Fault("help.ar.md", "title: مساعدة\nsummary: نصّ المساعدة.", "- مساعدة", 1, "`name: value`"),
    "no title": Fault("one.ar.md", "title: الدرس الأول\n", "", 1, "`title:`"),
    "no English title": Fault("one.en.md", "title: Lesson one\n", "", 1, "`title:`"),
    "objective without key": Fault("one.ar.md", "  - key: know\n    bloom", "  - bloom", 1, "`key:`"),
    "objective not in English": Fault("one.en.md", "key: know", "key: other", 1, "objective `know` in English"),
    "heading without anchor": Fault("one.ar.md", '{#part sources="S001"}\n', "", 13, "`{#anchor}` before this heading"),
    "heading of the first level": Fault("one.ar.md", "\n## ", "\n# ", 14, "`##` for a section"),
    "anchor in Arabic": Fault("one.ar.md", "{#part", "{#قسم", 14, "small Latin letters"),
    "key that stands twice": Fault("one.ar.md", "key=note", "key=check", 25, "`check` is taken"),
    "unknown block": Fault("one.ar.md", "::: callout", "::: calout", 21, "`::: callout`"),
    "block that is not closed": Fault(
        "one.ar.md", "فقرة عربية.\n:::\n", "فقرة عربية.\n", 21, "`:::` on a line of its own after `callout`"
    ),
    "block without key": Fault("one.ar.md", "key=term-a ", "", 18, "`key=` in `key-term`"),
    "block without an attribute": Fault("one.ar.md", " mode=practice", "", 25, "`mode=` in `quiz`"),
    "two words without quotes": Fault("one.ar.md", 'title="عنوان"', "title=عنوان القسم", 21, 'other="two words"'),
    "quote that is not closed": Fault("one.ar.md", 'title="عنوان"\n', 'title="عنوان\n', 21, 'other="two words"'),
    "unknown tone": Fault("one.ar.md", "tone=tip", "tone=loud", 21, "`tone=note`"),
    "unknown mode": Fault("one.ar.md", "mode=practice", "mode=loud", 25, "`mode=practice`"),
    "unknown term": Fault("one.ar.md", "term=alpha", "term=omega", 18, "key of a term: `omega`"),
    "unknown question": Fault("one.ar.md", '"first-question"', '"nothing"', 25, "key of a question: `nothing`"),
    "quiz without questions": Fault("one.ar.md", ' questions="first-question"', "", 25, '`questions="key key"`'),
    "number in words": Fault("03-test.ar.md", "draw=1", "draw=one", 8, "whole numbers for draw"),
    "one step alone": Fault(
        "one.ar.md", NEW_BLOCK, f"\n::: steps key=go\n1. **خطوة** شرح.\n:::\n{NEW_BLOCK}", 21, "two steps", is_in_both=True
    ),
    "table without rows": Fault(
        "one.ar.md",
        NEW_BLOCK,
        f'\n::: compare key=set title="جدول"\nلا جدول.\n:::\n{NEW_BLOCK}',
        21,
        "a table with a header",
        is_in_both=True,
    ),
    "link to nowhere": Fault(
        "one.ar.md", "افتتاح.", "[افتتاح](lesson:first/nine#part).", 10, "`lesson:first/nine#part` leads nowhere"
    ),
    "another paragraph in English": Fault("one.en.md", "An English paragraph.", "One.\n\nTwo.", 14, "1 paragraphs"),
    "another anchor in English": Fault("one.en.md", "{#part", "{#other", 14, "section `part`"),
    "block missing in English": Fault("one.en.md", QUIZ, "", 1, "expected 5 blocks"),
    "questions are no YAML": Fault("questions.yaml", "kind: single_choice", "kind: [single_choice", 3, "valid YAML"),
    "entry without key": Fault("questions.yaml", "- key: second-question", "- name: second-question", 17, "`key:`"),
    "question key that stands twice": Fault(
        "questions.yaml", "second-question", "first-question", 17, "`first-question` is taken"
    ),
    "unknown kind": Fault("questions.yaml", "single_choice", "riddle", 1, "`kind:`"),
    "no right option": Fault("questions.yaml", "correct: true", "correct: false", 1, "`correct: true`"),
    "answer that is no answer": Fault("questions.yaml", "answer: true", "answer: maybe", 17, "`answer: true`"),
    "words without Arabic": Fault("questions.yaml", "ar: سؤال أول؟, ", "", 1, "`stem:` with `ar:` and `en:`"),
    "words without English": Fault("questions.yaml", ", en: A first question?", "", 1, "`stem:` with `ar:` and `en:`"),
    "explanation missing": Fault(
        "questions.yaml", "      explanation: {ar: ليس كذلك., en: It is not.}\n", "", 1, "`explanation:`"
    ),
    "lesson of another module": Fault(
        "questions.yaml", "lesson: one#part\n  objective", "lesson: nine\n  objective", 1, "`lesson:`"
    ),
    "unknown objective": Fault("questions.yaml", "objective: know", "objective: forget", 1, "`objective: forget`"),
    "competency of an unknown module": Fault(
        "course.ar.md",
        "title: المساق",
        "title: المساق\ncompetencies:\n  - {key: a, text: شيء., modules: [nine]}",
        1,
        "a module of this course, found `nine`",
    ),
    "unknown neighbour of a term": Fault(
        "glossary.yaml", "confused_with: beta", "confused_with: gamma", 1, "`confused_with: gamma`"
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_named_with_file_and_line(bundle, name):
    fault = FAULTS[name]
    bundle.change(fault.file, fault.old, fault.new)
    if fault.is_in_both:
        bundle.change(fault.file.replace(".ar.", ".en."), fault.old, fault.new)

    with pytest.raises(CommandError) as refusal:
        bundle.load()

    file, line, message = re.fullmatch(r"(.+?):(\d+): (.+)", str(refusal.value), re.DOTALL).groups()
    assert (file, int(line)) == (str(bundle.path(fault.file)), fault.line)
    assert message.startswith(("expected ", "question `"))
    assert "expected" in message
    assert fault.expected in message


def test_competency_without_english_is_named(bundle):
    bundle.change("course.ar.md", "title: المساق", "title: المساق\ncompetencies:\n  - {key: plan, text: التخطيط.}")

    with pytest.raises(CommandError, match=re.escape(f"{bundle.path('course.en.md')}:1: expected the competency `plan`")):
        bundle.load()


@pytest.mark.parametrize("name", ["one.en.md", "module.en.md", "course.en.md"])
def test_missing_translation_is_named(bundle, name):
    path = bundle.path(name)
    path.unlink()

    with pytest.raises(CommandError, match=re.escape(f"{path}:1: expected this file beside its other language")):
        bundle.load()


@pytest.mark.parametrize("name", ["one.ar.md", "questions.yaml"])
def test_file_in_another_encoding_is_named(bundle, name):
    path = bundle.path(name)
    path.write_bytes(path.read_text().encode("cp1256", "replace"))

    with pytest.raises(CommandError, match=re.escape(f"{path}:") + r"\d+: expected UTF-8"):
        bundle.load()


def test_questions_that_are_no_list_are_named(bundle):
    path = bundle.path("questions.yaml")
    path.write_text("key: alone\n")

    with pytest.raises(CommandError, match=re.escape(f"{path}:1: expected a list of entries")):
        bundle.load()


def test_fault_in_the_form_of_a_file_leaves_nothing_behind(bundle):
    bundle.change("one.ar.md", "tone=tip", "")

    with pytest.raises(CommandError):
        bundle.load()

    assert LedgerEntry.objects.count() == 0


def test_run_after_a_mended_fault_goes_on(bundle: Bundle):
    bundle.change("one.ar.md", "term=alpha", "term=omega")
    with pytest.raises(CommandError):
        bundle.load()
    bundle.change("one.ar.md", "term=omega", "term=alpha")

    first, second = bundle.load(), bundle.load()

    assert first["made"] > 0
    assert second["made"] == second["updated"] == 0
