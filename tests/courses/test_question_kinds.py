"""Questions of every kind come from the files in both languages, with the same parts, and are published."""

import re

import pytest
from django.core.management import CommandError

from quizzes.kinds import get_kind, get_kinds
from quizzes.models import Question, QuestionVersion

pytestmark = pytest.mark.django_db

HEAD = """
- key: {key}
  kind: {kind}
  use: graded
  lesson: one#part
  stem: {{ar: سؤال {kind}, en: Question {kind}}}
  explanation: {{ar: شرح, en: Explained}}
"""
GROUPS = """  groups:
    - key: a
      label: {ar: أولى, en: First}
      items:
        - {key: one, text: {ar: واحد, en: One}, explanation: {ar: لأنه, en: Because}}
        - {key: two, text: {ar: اثنان, en: Two}}
    - key: b
      label: {ar: ثانية, en: Second}
"""
BODIES = {
    "numeric": """  answer: 12.5
  tolerance: 5%
  unit: {ar: شجرة, en: trees}
  traps:
    - {key: shifted, value: 125, explanation: {ar: الفاصلة, en: The point}}
""",
    "matching": GROUPS,
    "categorise": GROUPS,
    "scenario": """  parts:
    - key: a
      kind: true_false
      stem: {ar: جملة, en: A sentence}
      answer: true
      if_true: {ar: نعم, en: It is}
      if_false: {ar: بل نعم, en: But it is}
    - key: b
      kind: numeric
      stem: {ar: كم؟, en: How many?}
      answer: ٧
      explanation: {ar: شرح, en: Explained}
""",
    "open_reflection": """  max_words: 120
  graded: true
  criteria:
    - key: clear
      text: {ar: وضوح, en: Clarity}
      levels:
        - {points: 0, text: {ar: غامض, en: Vague}}
        - {points: 3, text: {ar: واضح, en: Clear}}
""",
}
WANTED = {
    "numeric": {"answer": "12.5", "tolerance": "5", "is_percent_tolerance": True},
    "open_reflection": {"max_words": 120, "is_graded": True},
}


def entry(kind):
    return HEAD.format(key=kind.replace("_", "-"), kind=kind) + BODIES[kind]


def add(bundle, text):
    path = bundle.path("questions.yaml")
    path.write_text(path.read_text() + text)
    return path


def test_questions_of_every_kind_are_loaded_in_both_languages(bundle, django_capture_on_commit_callbacks):
    add(bundle, "".join(map(entry, BODIES)))

    with django_capture_on_commit_callbacks(execute=True):
        bundle.load()

    for kind in BODIES:
        [version] = QuestionVersion.objects.filter(kind=kind)
        assert WANTED.get(kind, {}).items() <= version.structure.items()
        words = {wording.language: wording.words for wording in version.wordings.all()}
        assert {language: text["stem"] for language, text in words.items()} == {"ar": f"سؤال {kind}", "en": f"Question {kind}"}
        assert not re.search("[\u0621-\u064a]", str({name: text for name, text in words["en"].items() if name != "lesson_key"}))
        for question in Question.objects.filter(kind=kind):
            [block] = question.body
            assert get_kind(kind).fits(version.structure, get_kind(kind).structure(block.value))
            block.block.clean(block.value)


def test_loading_again_changes_nothing(bundle):
    add(bundle, "".join(map(entry, BODIES)))
    bundle.load()

    again = bundle.load()

    assert again["made"] == again["updated"] == 0


def test_every_kind_can_be_loaded():
    from courses.loading.questions import QuestionBuilder

    assert {name for name in get_kinds() if not hasattr(QuestionBuilder, f"value_of_{name}")} == set()


FAULTS = {
    "number in words": ("numeric", "answer: 12.5", "answer: كثير", "a number in `answer:`"),
    "answer that is yes": ("numeric", "answer: 12.5", "answer: true", "a number in `answer:`"),
    "tolerance in words": ("numeric", "tolerance: 5%", "tolerance: little", "a number in `tolerance:`"),
    "trap without key": ("numeric", "key: shifted, ", "", "`traps:` with entries, each with a `key:`"),
    "trap without explanation": ("numeric", ", explanation: {ar: الفاصلة, en: The point}", "", "`explanation:` with `ar:`"),
    "unit without English": ("numeric", ", en: trees", "", "`unit:` with `ar:` and `en:`"),
    "one group": ("matching", "    - key: b\n      label: {ar: ثانية, en: Second}\n", "", "`groups:` with 2 entries"),
    "group without name": ("categorise", "      label: {ar: أولى, en: First}\n", "", "`label:` with `ar:`"),
    "one item": ("matching", "        - {key: two, text: {ar: اثنان, en: Two}}\n", "", "two `items:` or more"),
    "key that stands twice": ("categorise", "key: two", "key: one", "each `key:` in `items:` once"),
    "key of a group and an item": ("categorise", "key: two", "key: b", "each `key:` in `groups:` once"),
    "groups that are no list": ("matching", "  groups:\n    - key: a\n", "  groups:\n    key: a\n", ""),
    "case in a case": ("scenario", "kind: true_false", "kind: scenario", "none of them a scenario"),
    "part of an unknown kind": ("scenario", "kind: true_false", "kind: riddle", "question `a`: expected `kind:` one of"),
    "part without words": ("scenario", "      stem: {ar: كم؟, en: How many?}\n", "", "question `b`: expected `stem:`"),
    "level without points": ("open_reflection", "points: 3, ", "", "`levels:` or more, each with `points:`"),
    "points in words": ("open_reflection", "points: 3", "points: many", "`levels:` or more, each with `points:`"),
    "words in words": ("open_reflection", "max_words: 120", "max_words: few", "`max_words:`"),
    "graded without criteria": ("open_reflection", "criteria:", "notes:", "`criteria:` with 1 entries"),
    "no explanation": ("numeric", "  explanation: {ar: شرح, en: Explained}\n", "", "`explanation:` with `ar:`"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_named_with_file_and_line(bundle, name):
    kind, old, new, expected = FAULTS[name]
    text = entry(kind)
    assert old in text
    path = add(bundle, text.replace(old, new, 1))
    line = path.read_text().splitlines().index(f"- key: {kind.replace('_', '-')}") + 1

    with pytest.raises(CommandError) as refusal:
        bundle.load()

    assert expected in str(refusal.value)
    assert str(refusal.value).startswith(f"{path}:")
    if expected:
        assert str(refusal.value).startswith(f"{path}:{line}: question `")
