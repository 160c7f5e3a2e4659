"""A quiz is written over several sittings: a draft may stop anywhere, what is published may not."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.operations import grant_page_permissions
from courses.models import HomePage, LessonPage
from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Placement, Question
from tests.factories.accounts import make_editor
from tests.factories.pages import make_course, make_home, make_lesson, make_module, section
from tests.factories.quizzes import make_question

pytestmark = pytest.mark.django_db
KEY = "5f0f0e9e-2b55-4a51-8f58-7f6f4b1f7a10"


@pytest.fixture
def lesson() -> LessonPage:
    """A published lesson without a quiz yet."""
    return make_lesson(make_module(make_course(make_home())), body=[section()])


@pytest.fixture
def editor(lesson: LessonPage) -> Client:
    client = Client()
    client.force_login(make_editor())
    grant_page_permissions(root_page=HomePage.objects.get())
    return client


def chosen(*questions: Question | None) -> dict[str, Any]:
    """What the list of question choosers sends; None is a chooser that was opened and left empty."""
    return streamfield([("item", str(question.pk) if question else "") for question in questions])


def typed(lesson: LessonPage, **changes: Any) -> dict[str, Any]:
    """What the editor sends of the lesson with one quiz in it."""
    quiz = {
        "title": "تدريب",
        "mode": "graded",
        "questions": chosen(),
        "draw": "",
        "pass_percent": "70",
        "attempts": "0",
        "counts": "best",
        "wait_minutes": "0",
        "wait_after": "1",
        "time_limit_minutes": "0",
        "extensions": "10",
        "feedback": "submission",
        "blueprint": streamfield([]),
        **changes,
    }
    return nested_form_data(
        {
            "title": lesson.title,
            "slug": lesson.slug,
            "summary": "",
            "objectives": streamfield([]),
            "body": {"count": "1", "0": {"type": "quiz", "value": quiz, "id": KEY, "order": "0", "deleted": ""}},
            "comments": inline_formset([]),
        }
    )


def autosave(client: Client, lesson: LessonPage, **changes: Any) -> Any:
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    return client.post(address, typed(lesson, **changes), headers={"accept": "application/json"})


def publish(client: Client, lesson: LessonPage, **changes: Any) -> Any:
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    return client.post(address, {**typed(lesson, **changes), "action-publish": "action-publish"})


def preview(client: Client, lesson: LessonPage, **changes: Any) -> Any:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    sent = client.post(address, typed(lesson, **changes)).json()
    assert sent["is_valid"] is True
    return client.get(address, {"mode": ""})


def draft_quiz(lesson: LessonPage) -> Any:
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    return next(draft.quiz_blocks()).value


NEEDED = "هذا الحقل مطلوب."
TOO_FEW = "يلزم اختيار سؤال، أو السحب من بنك الأسئلة."
TWICE = "ورد سؤال مرتين في هذا الاختبار."
TOO_MANY = "عدد الأسئلة المسحوبة أكبر من عدد أسئلة الاختبار."


def unfinished() -> list[Any]:
    """Whatever may be missing or wrong in a draft, and what is said of it to whoever publishes."""
    return [
        pytest.param(lambda: {"questions": chosen()}, TOO_FEW, id="no question"),
        pytest.param(lambda: {"questions": chosen(None)}, NEEDED, id="empty chooser"),
        pytest.param(lambda: {"questions": chosen(make_question(), None)}, NEEDED, id="empty chooser after a question"),
        pytest.param(lambda: {"questions": chosen(None, None)}, NEEDED, id="two empty choosers"),
        pytest.param(lambda: {"questions": chosen(*[make_question()] * 2)}, TWICE, id="same question twice"),
        pytest.param(lambda: {"questions": chosen(make_question()), "draw": "2"}, TOO_MANY, id="more drawn than there are"),
        pytest.param(lambda: {"questions": chosen(make_question()), "pass_percent": ""}, NEEDED, id="no pass mark"),
        pytest.param(lambda: {"questions": chosen(make_question()), "attempts": "", "wait_minutes": ""}, NEEDED, id="no limits"),
        pytest.param(lambda: {"questions": chosen(make_question()), "title": "", "mode": ""}, NEEDED, id="no title"),
    ]


def said(errors: Any) -> list[str]:
    """Every message in the errors of a block, however deep."""
    if isinstance(errors, str):
        return [errors]
    return [message for part in (errors.values() if isinstance(errors, dict) else errors) for message in said(part)]


@pytest.mark.parametrize(("make_changes", "_message"), unfinished())
def test_unfinished_quiz_is_kept_as_a_draft(editor, lesson, make_changes, _message):
    changes = make_changes()

    response = autosave(editor, lesson, **changes)

    assert (response.status_code, response.json()["success"]) == (200, True)
    assert len(draft_quiz(lesson)["questions"]) == int(changes["questions"]["count"])
    assert Placement.objects.count() == 0


@pytest.mark.parametrize(("make_changes", "message"), unfinished())
def test_unfinished_quiz_is_not_published(editor, lesson, make_changes, message):
    response = publish(editor, lesson, **make_changes())

    assert response.status_code == 200
    assert message in said(response.context["form"].errors["body"].as_data()[0].as_json_data())
    assert Placement.objects.count() == 0
    assert LessonPage.objects.get(pk=lesson.pk).live_revision == lesson.live_revision


@pytest.mark.parametrize(("make_changes", "_message"), unfinished())
def test_unfinished_quiz_is_previewed(editor, lesson, make_changes, _message):
    response = preview(editor, lesson, **make_changes())

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert page.find(class_="block-quiz") is not None


def test_finished_quiz_is_published(editor, lesson):
    questions = [make_question(), make_question()]

    response = publish(editor, lesson, questions=chosen(*questions), draw="2")

    definition = Placement.objects.get().definition
    assert response.status_code == 302
    assert (definition["draw"], definition["questions"]) == (2, [str(question.translation_key) for question in questions])


@pytest.mark.parametrize(("make_changes", "_message"), unfinished())
def test_quiz_published_unchecked_can_be_asked(editor, lesson, make_changes, _message):
    autosave(editor, lesson, **make_changes())

    # Wagtail publishes many pages at once without a look at them.
    editor.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={lesson.pk}")

    definition = QuizDefinition.from_json(Placement.objects.get().definition)
    rules = (definition.pass_percent, definition.attempts, definition.wait_minutes, definition.mode in Mode.values)
    assert rules == (70, 0, 0, True)
    assert len(set(definition.question_keys)) == len(definition.question_keys)
    assert Client().get(lesson.url).status_code == 200
