"""Nothing that tells right from wrong reaches a browser before the rules of the quiz allow it; afterwards everything does."""

import re
import uuid
from collections.abc import Iterable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from courses.models import LessonPage
from elearn.pagecache import StoredPage, recent_pages
from learning.operations import enrol
from quizzes.models import Attempt, Question
from quizzes.operations import submit_attempt
from tests.factories.accounts import UserFactory
from tests.factories.pages import NOW, make_course, make_home, make_lesson, make_module, quiz, release, section, translate
from tests.factories.quizzes import (
    KINDS,
    SCORED,
    form,
    list_items,
    make_groups,
    make_parts,
    make_question,
    make_translation,
    right_fields,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "en")
FRAGMENT = {"X-Fragment": "1"}
MARKER = re.compile(r"xqz[a-z]+\d+")


class Markers:
    """Words found nowhere else, each given out once."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def next(self, kind: str) -> str:
        self.given.append(f"xqz{kind}{len(self.given)}")
        return self.given[-1]

    def in_text(self, text: str) -> set[str]:
        return set(MARKER.findall(text)) & set(self.given)


def options(markers: Markers, key: uuid.UUID, right: Iterable[int]) -> dict:
    texts = ({"text": f"خيار {index}", "is_correct": index in right, "explanation": markers.next("why")} for index in range(3))
    return {"options": list_items(key, texts)}


def grouped(markers: Markers, key: uuid.UUID, sizes: Iterable[int]) -> dict:
    groups = make_groups(key, "ar", sizes)
    for group in groups:
        for item in group["value"]["items"]:
            item["value"]["explanation"] = markers.next("why")
    return {"groups": groups}


def secret_parts(markers: Markers, key: uuid.UUID, language: str) -> list[dict]:
    """A case of a choice and a written answer."""
    choice, written = parts = make_parts(key, language, ("single_choice", "short_text"))
    choice["value"] |= {"explanation": markers.next("idea"), **options(markers, uuid.UUID(choice["id"]), {0})}
    written["value"] |= {
        "explanation": markers.next("idea"),
        "accepted": markers.next("accepted"),
        "refused": markers.next("refused"),
    }
    return parts


def make_secret_question(kind: str, markers: Markers, language: str = "ar", twin: Question | None = None) -> Question:
    """A published question whose explanations, right answers included, are markers."""
    key = twin.translation_key if twin else uuid.uuid4()
    words = {
        "single_choice": lambda: options(markers, key, {0}),
        "multiple_choice": lambda: options(markers, key, {0, 1}),
        "true_false": lambda: {"answer": "true", "if_true": markers.next("true"), "if_false": markers.next("false")},
        "ordering": dict,
        "short_text": lambda: {"accepted": markers.next("accepted"), "refused": markers.next("refused")},
        "gap_fill": lambda: {
            "text": f"خطوة [[{markers.next('accepted')}|{markers.next('accepted')}]] ثم [[{markers.next('accepted')}]].",
            "refused": markers.next("refused"),
        },
        "numeric": lambda: {"traps": list_items(key, [{"value": "125", "explanation": markers.next("trap")}])},
        "matching": lambda: grouped(markers, key, (1, 1, 0)),
        "categorise": lambda: grouped(markers, key, (2, 2)),
        "scenario": lambda: {"parts": secret_parts(markers, key, language)},
        "open_reflection": dict,
    }[kind]()
    value = {"explanation": markers.next("idea"), **words}
    if twin:
        return make_translation(twin, language, **value)
    question = make_question(kind, translation_key=key)
    raw = question.body.get_prep_value()
    raw[0]["value"].update(value)
    question.body = Question._meta.get_field("body").to_python(raw)
    question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


class Site:
    """A lesson with a practice and a test of every kind of question, in both languages, and somebody enrolled."""

    def __init__(self) -> None:
        self.markers = Markers()
        questions = [make_secret_question(kind, self.markers) for kind in KINDS]
        for question in questions:
            make_secret_question(question.kind, self.markers, "en", question)
        course = make_course(make_home())
        self.lesson = make_lesson(make_module(course), body=[section(), quiz(questions), quiz(questions, "graded")])
        translate(self.lesson)
        release(course)
        self.course = course
        self.practice, self.test = (block.id for block in LessonPage.objects.get(pk=self.lesson.pk).quiz_blocks())
        self.learner = UserFactory.create()
        enrol(learner=self.learner, course_key=course.translation_key, now=NOW)
        self.client = Client()
        self.client.force_login(self.learner)

    def address(self, language: str, name: str, *args: object) -> str:
        with override(language):
            return reverse(name, args=args)

    def content(self) -> list[str]:
        pages = [self.lesson, self.lesson.get_parent().specific, self.course, self.course.get_parent().specific]
        return [url for page in pages for url in (page.url, page.url.replace("/ar/", "/en/", 1))]

    def personal(self, language: str) -> list[str]:
        key = self.course.translation_key
        return [
            self.address(language, "learning:dashboard"),
            self.address(language, "learning:course", key),
            self.address(language, "learning:lesson", key, self.lesson.translation_key),
            self.address(language, "quizzes:start", self.test),
            self.address(language, "quizzes:practice", self.practice),
            self.address(language, "quizzes:lesson_practice", self.lesson.translation_key),
            self.address(language, "quizzes:review", key),
            self.address(language, "quizzes:review", key) + "?early=1",
        ]

    def start(self) -> Attempt:
        self.client.post(self.address("ar", "quizzes:start", self.test))
        return Attempt.objects.get(learner=self.learner, submitted_at=None)

    def leaks(self, url: str, client: Client | None = None, **request: object) -> set[str]:
        """The markers that the answer holds, in its body or in a header."""
        response = (client or self.client).get(url, **request)
        return self.markers.in_text(response.content.decode() + str(response.headers))


@pytest.fixture
def site() -> Site:
    return Site()


def test_markers_are_what_is_stored(site):
    """Otherwise the scan would look for nothing."""
    stored = {marker for question in Question.objects.all() for marker in MARKER.findall(str(question.body.get_prep_value()))}

    assert stored == set(site.markers.given)
    assert len(stored) == 2 * (4 + 4 + 3 + 1 + 3 + 5 + 2 + 3 + 5 + 8 + 1)


def test_content_pages_hold_nothing(site):
    assert {url: leaks for url in site.content() if (leaks := site.leaks(url))} == {}
    kept = [page for page in recent_pages._pages.values() if isinstance(page, StoredPage)]
    assert len(kept) == len(site.content())
    assert [page for page in kept if site.markers.in_text(page.identity.decode())] == []
    assert cache is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_pages_before_an_answer_hold_nothing(site, language, headers):
    anonymous = Client()

    found = {
        (who, url): leaks
        for who, client in [("learner", site.client), ("anonymous", anonymous)]
        for url in site.personal(language)
        if (leaks := site.leaks(url, client, headers=headers))
    }

    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_test_under_way_holds_nothing(site, language):
    attempt = site.start()
    take = site.address(language, "quizzes:take", attempt.pk)
    fields = right_fields(attempt)

    before = site.leaks(take)
    saved = site.client.post(take, {**fields, "intent": "save"})
    after = site.leaks(take)
    checked = site.leaks(f"{take}?check")
    result = site.leaks(site.address(language, "quizzes:result", attempt.pk))

    # What the learner has written themselves is shown to them.
    own = {word for words in fields.values() for word in words}
    assert (before, after - own, checked - own, result) == (set(), set(), set(), set())
    assert site.markers.in_text(saved.content.decode()) == set()


def test_acknowledged_answer_holds_nothing(site):
    attempt = site.start()
    answers = []
    for item in attempt.items.all():
        url = site.address("ar", "quizzes:answer", attempt.pk, item.position)
        fields = {name: value for name, value in right_fields(attempt).items() if name.split("-")[0] == f"q{item.position}"}
        answers.append(site.client.post(url, {"event": str(uuid.uuid4()), **fields}))

    assert {answer.status_code for answer in answers} == {200}
    assert {frozenset(answer.json()) for answer in answers} == {frozenset({"saved", "sequence"})}
    assert [answer for answer in answers if site.markers.in_text(answer.content.decode())] == []


def test_refused_answers_hold_nothing(site):
    attempt = site.start()
    take = site.address("ar", "quizzes:take", attempt.pk)

    answers = [
        site.client.post(take, {"q1": "nonsense", "intent": "save"}),
        site.client.post(take, {"q1": str(uuid.uuid4()), "intent": "submit"}),
        site.client.post(take, {"intent": "submit"}, follow=True),
        site.client.post(site.address("ar", "quizzes:answer", attempt.pk, 1), {"event": "x", "q1": "x"}),
        site.client.post(site.address("ar", "quizzes:practice", site.practice), {"question": str(uuid.uuid4())}),
        site.client.post(site.address("ar", "quizzes:practice", site.practice), {}),
    ]

    assert [answer.status_code for answer in answers if site.markers.in_text(answer.content.decode())] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_review_holds_nothing_before_an_answer(site, language, headers):
    attempt = site.start()
    submit_attempt(attempt_id=attempt.pk, learner=site.learner, now=NOW, data=form(), language=language)

    response = site.client.get(site.address(language, "quizzes:review", site.course.translation_key), headers=headers)

    # Open reflections are not judged, so they are not missed; a case is three groups of fields.
    assert response.content.decode().count("<fieldset") == len(SCORED) + 2
    assert site.markers.in_text(response.content.decode() + str(response.headers)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_result_explains_everything(site, language):
    attempt = site.start()
    submit_attempt(attempt_id=attempt.pk, learner=site.learner, now=NOW, data=form(), language=language)

    shown = site.leaks(site.address(language, "quizzes:result", attempt.pk))

    # In the reader's language all of it; near words to refuse stay with the editors.
    of_language = (
        site.markers.given[: len(site.markers.given) // 2]
        if language == "ar"
        else site.markers.given[len(site.markers.given) // 2 :]
    )
    # Of typical wrong results only the one that was given is explained.
    assert shown == {marker for marker in of_language if "refused" not in marker and "trap" not in marker}


def test_result_of_one_is_no_other_ones(site):
    attempt = site.start()
    submit_attempt(attempt_id=attempt.pk, learner=site.learner, now=NOW, data=form(), language="ar")
    stranger = Client()
    stranger.force_login(UserFactory.create())

    assert site.leaks(site.address("ar", "quizzes:result", attempt.pk), stranger) == set()


def test_next_attempt_holds_nothing_again(site):
    attempt = site.start()
    submit_attempt(attempt_id=attempt.pk, learner=site.learner, now=NOW, data=form(), language="ar")

    second = site.start()

    assert second.pk != attempt.pk
    assert site.leaks(site.address("ar", "quizzes:take", second.pk)) == set()
    assert {url: leaks for url in site.content() if (leaks := site.leaks(url))} == {}


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_practice_explains_only_what_was_answered(site, is_signed_in):
    client = site.client if is_signed_in else Client()
    key = Question.objects.get(kind="true_false", locale__language_code="ar").translation_key
    url = site.address("ar", "quizzes:practice", site.practice)

    response = client.post(url, {"question": str(key), f"q-{key}": "true"})

    shown = site.markers.in_text(response.content.decode())
    assert {re.sub(r"\d+", "", marker) for marker in shown} == {"xqztrue", "xqzfalse", "xqzidea"}
    assert len(shown) == 3
