"""``load_course`` keeps the CMS in step with the files: new texts are followed, an editor's work is never undone."""

import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Revision

from courses.loading.build import identity
from courses.models import ContentVersion, CoursePage, CourseVersion, GlossaryTerm, LedgerEntry, LessonPage, ModulePage
from quizzes.models import Objective, Placement, Question, QuestionVersion, QuestionWording
from tests.courses.bundle import COURSE, LESSON_PATH, Bundle
from tests.factories.pages import publish, section

pytestmark = pytest.mark.django_db(transaction=True)


def get_page(path: str, language: str = "ar", model: type[Page] = LessonPage) -> Any:
    return model.objects.get(translation_key=identity(path), locale__language_code=language)


def lesson_one(language: str = "ar") -> LessonPage:
    return get_page(LESSON_PATH, language)


def text_of(page: Page) -> str:
    return Client().get(page.url).content.decode()


def everything() -> dict[str, Any]:
    """All that a run could have changed."""
    return {
        "version": ContentVersion.get(),
        "pages": list(Page.objects.order_by("pk").values("pk", "title", "live", "latest_revision_id", "last_published_at")),
        "revisions": Revision.objects.count(),
        "ledger": list(LedgerEntry.objects.order_by("pk").values()),
        "terms": list(GlossaryTerm.objects.order_by("pk").values()),
        "questions": list(Question.objects.order_by("pk").values("pk", "stem", "live", "latest_revision_id")),
        "frozen": (QuestionVersion.objects.count(), QuestionWording.objects.count()),
        "objectives": list(Objective.objects.order_by("pk").values()),
        "placements": list(Placement.objects.order_by("pk").values()),
        "releases": list(CourseVersion.objects.values("pk", "outline_json")),
    }


# The first run --------------------------------------------------------------------------


def test_first_run_builds_the_course_in_both_languages(bundle):
    said = bundle.load()

    course = get_page(COURSE, model=CoursePage)
    assert said["updated"] == said["kept as edited"] == said["deleted by an editor"] == said["unchanged"] == 0
    assert [(page.slug, page.live) for page in LessonPage.objects.descendant_of(course).order_by("path")] == [
        ("one", True),
        ("two", True),
        ("test", True),
        ("later", False),
    ]
    assert "فقرة عربية." in text_of(lesson_one())
    assert "An English paragraph." in text_of(lesson_one("en"))
    assert "فقرة عربية." not in text_of(lesson_one("en"))
    assert CourseVersion.objects.get().number == 1
    assert Question.objects.filter(live=True).count() == 4


def test_identities_are_made_from_the_paths(loaded):
    quiz_key = identity(LESSON_PATH, "check")

    assert {lesson_one(language).translation_key for language in ("ar", "en")} == {identity(LESSON_PATH)}
    assert {next(block.id for block in lesson_one(language).quiz_blocks()) for language in ("ar", "en")} == {str(quiz_key)}
    assert Placement.objects.get(pk=quiz_key).lesson_key == identity(LESSON_PATH)
    assert identity(COURSE) == uuid.uuid5(uuid.UUID("8d0c3bd6-6d5e-5c1f-9f0e-2f6f7c0c7a11"), COURSE)


def test_questions_are_frozen_in_both_languages(loaded):
    key = identity(COURSE, "first", "questions", "first-question")

    version = QuestionVersion.objects.get(question_key=key)

    assert {wording.language: wording.words["stem"] for wording in version.wordings.all()} == {
        "ar": "سؤال أول؟",
        "en": "A first question?",
    }


def test_links_lead_to_the_page_of_the_same_language(loaded):
    for language in ("ar", "en"):
        page = text_of(get_page(f"{COURSE}/first/two", language))

        assert f'href="/{language}/tiny/first/one/' in page
        assert f'href="/{language}/help/"' in page


def test_draft_module_is_out_of_sight(loaded):
    module = get_page(f"{COURSE}/later", model=ModulePage)

    assert not module.live
    assert "الوحدة التالية" not in text_of(get_page(COURSE, model=CoursePage))
    assert not ModulePage.objects.filter(translation_key=module.translation_key, locale__language_code="en").exists()


def test_unknown_course_is_named(bundle):
    with pytest.raises(CommandError, match="no course `nowhere`"):
        call_command("load_course", "--course", "nowhere")


# The second run -------------------------------------------------------------------------


def test_second_run_changes_nothing(loaded):
    before = everything()

    said = loaded.load()

    assert everything() == before
    assert (said["made"], said["updated"], said["kept as edited"], said["deleted by an editor"]) == (0, 0, 0, 0)


def test_second_run_over_the_bundled_course_changes_nothing(loaded_course):
    before = everything()

    call_command("load_course", verbosity=0)

    assert everything() == before


@pytest.mark.parametrize("is_loaded", [False, True])
def test_check_only_reports(bundle, is_loaded):
    if is_loaded:
        bundle.load()
        bundle.change("one.ar.md", "فقرة عربية.", "فقرة أخرى.")
    before = everything()

    said = bundle.load("--check")

    assert everything() == before
    assert (said["made"] > 0, said["updated"] > 0) == (not is_loaded, is_loaded)


def test_course_is_released_once(loaded):
    LessonPage.objects.get(pk=get_page(f"{COURSE}/first/two").pk).unpublish()

    loaded.load()

    assert CourseVersion.objects.count() == 1


# New texts ------------------------------------------------------------------------------


def test_untouched_lesson_follows_a_new_text_in_both_languages(loaded):
    loaded.change("one.ar.md", "فقرة عربية.", "فقرة جديدة.")
    loaded.change("one.en.md", "An English paragraph.", "A new paragraph.")

    loaded.load()

    assert "فقرة جديدة." in text_of(lesson_one())
    assert "A new paragraph." in text_of(lesson_one("en"))


def test_untouched_translation_follows_a_new_text_of_its_own(loaded):
    loaded.change("one.en.md", "An English paragraph.", "A better paragraph.")
    arabic = lesson_one().latest_revision_id

    said = loaded.load()

    assert "A better paragraph." in text_of(lesson_one("en"))
    assert (said["updated"], lesson_one().latest_revision_id) == (1, arabic)


def test_new_block_is_followed_and_keeps_the_keys_of_the_others(loaded):
    before = [block.id for block in lesson_one().quiz_blocks()]
    for language in ("ar", "en"):
        loaded.change(f"one.{language}.md", "\n::: callout", "\n::: reflection key=think\nسؤال؟\n:::\n\n::: callout")

    loaded.load()

    assert [block.block_type for block in lesson_one().body] == [
        "section",
        "section",
        "key_term",
        "reflection",
        "callout",
        "quiz",
    ]
    assert [block.id for block in lesson_one("en").quiz_blocks()] == before


def test_untouched_term_and_question_follow_their_new_words(loaded):
    loaded.change("glossary.yaml", "الحرف الأول.", "أول الحروف.")
    loaded.change("questions.yaml", "A first question?", "Another first question?")

    loaded.load()

    stems = Question.objects.filter(translation_key=identity(COURSE, "first", "questions", "first-question"))
    assert GlossaryTerm.objects.get(slug="alpha", locale__language_code="ar").definition == "أول الحروف."
    assert set(stems.values_list("stem", flat=True)) == {"سؤال أول؟", "Another first question?"}


def test_new_graded_question_enters_the_test_in_both_languages(loaded):
    text = loaded.path("questions.yaml").read_text()
    second = text.split("\n\n")[1]
    loaded.path("questions.yaml").write_text(text + "\n" + second.replace("second-question", "third-question"))

    loaded.load()

    keys = [identity(COURSE, "first", "questions", name) for name in ("second-question", "third-question")]
    for language in ("ar", "en"):
        (test,) = get_page(f"{COURSE}/first/test", language).graded_blocks()
        assert [question.translation_key for question in test.value["questions"]] == keys
    assert Placement.objects.get(mode="graded").definition["questions"] == [str(key) for key in keys]


def test_draft_module_that_is_finished_is_published(loaded):
    loaded.change("module.ar.md", "", "")
    path = loaded.folder / COURSE / "02-later" / "module.ar.md"
    path.write_text(path.read_text().replace("status: draft\n", ""))

    loaded.load()

    assert get_page(f"{COURSE}/later", model=ModulePage).live
    assert get_page(f"{COURSE}/later", "en", model=ModulePage).live


# An editor's work -----------------------------------------------------------------------


def test_editors_change_survives_a_new_text(loaded):
    publish(lesson_one(), body=[section("كلام المحرّر.")])
    loaded.change("one.ar.md", "فقرة عربية.", "فقرة الملف.")
    loaded.change("one.en.md", "An English paragraph.", "A paragraph of the file.")

    said = loaded.load()

    assert "كلام المحرّر." in text_of(lesson_one())
    assert "فقرة الملف." not in text_of(lesson_one())
    assert "A paragraph of the file." not in text_of(lesson_one("en"))
    assert said["kept as edited"] >= 1


def test_editors_draft_survives_a_new_text(loaded):
    page = lesson_one()
    page.title = "عنوان مسودة"
    page.save_revision()
    loaded.change("one.ar.md", "فقرة عربية.", "فقرة الملف.")

    loaded.load()

    assert lesson_one().get_latest_revision_as_object().title == "عنوان مسودة"
    assert "فقرة الملف." not in text_of(lesson_one())


def test_translators_change_survives_a_new_text(loaded):
    publish(lesson_one("en"), title="A title of the translator")
    loaded.change("one.en.md", "An English paragraph.", "A paragraph of the file.")

    loaded.load()

    assert lesson_one("en").title == "A title of the translator"
    assert "A paragraph of the file." not in text_of(lesson_one("en"))


def test_change_of_one_page_keeps_no_other_from_following(loaded):
    publish(lesson_one(), title="عنوان المحرّر")
    loaded.change("two.ar.md", "نصّ الثاني.", "نصّ جديد.")

    loaded.load()

    assert "نصّ جديد." in text_of(get_page(f"{COURSE}/first/two"))


@pytest.mark.parametrize("has_new_text", [False, True])
def test_lesson_that_an_editor_took_down_stays_down(loaded, has_new_text):
    lesson_one().unpublish()
    if has_new_text:
        loaded.change("one.ar.md", "فقرة عربية.", "فقرة جديدة.")

    loaded.load()

    assert not lesson_one().live


def test_editors_question_and_term_survive_new_words(loaded):
    question = Question.objects.get(stem="سؤال أول؟")
    raw = question.body.get_prep_value()
    raw[0]["value"]["stem"] = "سؤال المحرّر؟"
    question.body = Question._meta.get_field("body").to_python(raw)
    question.save_revision().publish()
    term = GlossaryTerm.objects.get(slug="alpha", locale__language_code="ar")
    term.definition = "تعريف المحرّر."
    term.save_revision().publish()
    loaded.change("questions.yaml", "سؤال أول؟", "سؤال الملف؟")
    loaded.change("glossary.yaml", "الحرف الأول.", "تعريف الملف.")

    loaded.load()

    term.refresh_from_db()
    question.refresh_from_db()
    assert (question.stem, term.definition) == ("سؤال المحرّر؟", "تعريف المحرّر.")


# What an editor deleted -----------------------------------------------------------------


@pytest.mark.parametrize("has_new_text", [False, True])
def test_deleted_lesson_is_not_revived(loaded, has_new_text):
    LessonPage.objects.filter(translation_key=identity(LESSON_PATH)).delete()
    if has_new_text:
        loaded.change("one.ar.md", "فقرة عربية.", "فقرة جديدة.")

    first, again = loaded.load(), loaded.load()

    assert not LessonPage.objects.filter(translation_key=identity(LESSON_PATH)).exists()
    assert (first["made"], again["made"]) == (0, 0)


def test_text_that_links_to_a_deleted_lesson_is_still_followed(loaded):
    LessonPage.objects.filter(translation_key=identity(LESSON_PATH)).delete()
    for language, old, new in [("ar", "نصّ الثاني.", "نصّ جديد."), ("en", "Text of two.", "New text.")]:
        loaded.change(f"two.{language}.md", old, new)

    loaded.load()

    assert "نصّ جديد." in text_of(get_page(f"{COURSE}/first/two"))
    assert "New text." in text_of(get_page(f"{COURSE}/first/two", "en"))


@pytest.mark.parametrize("deleted", ["module", "question", "term", "course", "help", "translation"])
def test_deleted_item_is_neither_revived_nor_stops_the_others(loaded, deleted):
    help_page = Page.objects.get(slug="help", locale__language_code="ar").specific
    items = {
        "module": get_page(f"{COURSE}/first", model=ModulePage),
        "question": Question.objects.get(stem="سؤال أول؟"),
        "term": GlossaryTerm.objects.get(slug="alpha", locale__language_code="ar"),
        "course": get_page(COURSE, model=CoursePage),
        "help": help_page,
        "translation": lesson_one("en"),
    }
    model, pk = type(items[deleted]), items[deleted].pk
    count = model.objects.count()
    items[deleted].delete()
    loaded.change("home.ar.md", "نصّ البداية.", "نصّ جديد.")

    said = loaded.load()

    assert not model.objects.filter(pk=pk).exists()
    assert model.objects.count() == count - 1
    assert said["made"] == 0
    assert "نصّ جديد." in Client().get("/ar/").content.decode()


# What the certificate says ------------------------------------------------------------------

COMPETENCIES = """competencies:
  - key: begin
    modules: [first]
    text: {begin}
  - key: go-on
    modules: [first, later]
    text: {go_on}
---
"""


def list_competencies(bundle: Bundle) -> None:
    """Two competencies in the course's files: one of the written module, one that the draft module teaches too."""
    for language, begin, go_on in (("ar", "البدء.", "المتابعة."), ("en", "Beginning.", "Going on.")):
        path = bundle.path(f"course.{language}.md")
        head, rest = path.read_text(encoding="utf-8").split("\n---\n", 1)
        path.write_text(f"{head}\n{COMPETENCIES.format(begin=begin, go_on=go_on)}{rest}", encoding="utf-8")


def competencies() -> dict[str, list[str]]:
    return {
        page.locale.language_code: [block.value for block in page.competencies]
        for page in CoursePage.objects.live().select_related("locale")
    }


def test_certificate_says_only_what_written_modules_teach(loaded):
    list_competencies(loaded)
    loaded.load()

    assert competencies() == {"ar": ["البدء."], "en": ["Beginning."]}


def test_competency_waits_for_its_module(loaded):
    list_competencies(loaded)
    loaded.load()
    path = loaded.folder / COURSE / "02-later" / "module.ar.md"
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft\n", ""), encoding="utf-8")

    loaded.load()

    assert competencies() == {"ar": ["البدء.", "المتابعة."], "en": ["Beginning.", "Going on."]}
