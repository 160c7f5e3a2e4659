"""What only some may read: closed courses and pages with a view restriction. Nothing of them is kept for anybody, or listed."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from courses.models import CoursePage
from elearn.lib.http import PRIVATE
from elearn.pagecache import StoredPage, recent_pages
from learning.operations import enrol
from tests.factories.accounts import UserFactory, make_editor
from tests.factories.pages import (
    NOW,
    make_course,
    make_home,
    make_lesson,
    make_module,
    publish,
    quiz,
    release,
    section,
    translate,
)
from tests.factories.quizzes import make_question

MARKER = "xqz-closed-body"
TITLE = "xqz-closed-title"

pytestmark = pytest.mark.django_db


class Kept:
    """Every page that was put into either cache, whatever became of it."""

    def __init__(self) -> None:
        self.pages: list[StoredPage] = []

    def holds(self, text: str) -> bool:
        return any(text.encode() in page.identity for page in self.pages)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    kept = Kept()
    put, set_ = recent_pages.put, cache.set

    def watch_put(key: str, page: StoredPage) -> None:
        kept.pages.append(page)
        put(key, page)

    def watch_set(key: str, value: object, *args: object, **kwargs: object) -> None:
        if isinstance(value, StoredPage):
            kept.pages.append(value)
        set_(key, value, *args, **kwargs)

    monkeypatch.setattr(recent_pages, "put", watch_put)
    monkeypatch.setattr(cache, "set", watch_set)
    return kept


@pytest.fixture
def course() -> CoursePage:
    """An open, released course of one lesson with a practice and a test, in both languages."""
    course = make_course(make_home(), title=TITLE, body=[section(MARKER)])
    module = make_module(course, title=TITLE, body=[section(MARKER)])
    lesson = make_lesson(module, title=TITLE, body=[section(MARKER), quiz([make_question()]), quiz([make_question()], "graded")])
    translate(lesson, title=TITLE)
    release(course)
    return CoursePage.objects.get(pk=course.pk)


def addresses(course: CoursePage) -> list[str]:
    """Course, module and lesson, in both languages."""
    return [page.url for twin in course.get_translations(inclusive=True) for page in twin.get_descendants(inclusive=True)]


def client_of(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def statuses(client: Client, urls: list[str]) -> set[int]:
    return {client.get(url).status_code for url in urls}


# Closed courses ------------------------------------------------------------------------


def test_open_course_is_read_by_everybody(course, kept):
    urls = addresses(course)

    assert len(urls) == 6
    assert statuses(client_of(), urls) == {200}
    assert kept.holds(MARKER)


@pytest.mark.parametrize("method", ["get", "head"])
def test_closed_course_is_refused_to_outsiders(course, kept, method):
    publish(course, is_open=False)
    clients = {"anonymous": client_of(), "outsider": client_of(UserFactory.create())}

    answers = {(name, url): getattr(client, method)(url) for name, client in clients.items() for url in addresses(course)}

    assert {key: answer.status_code for key, answer in answers.items() if answer.status_code != 403} == {}
    assert [key for key, answer in answers.items() if TITLE in answer.content.decode() or MARKER in answer.content.decode()] == []
    assert {answer.headers["Cache-Control"] for answer in answers.values()} == {PRIVATE}
    assert not kept.holds(MARKER)


def test_closed_course_is_read_by_the_enrolled_and_by_staff(course, kept):
    publish(course, is_open=False)
    learner = UserFactory.create()
    enrol(learner=learner, course_key=course.translation_key, now=NOW)

    for user in (learner, make_editor()):
        answers = [client_of(user).get(url) for url in addresses(course)]

        assert {answer.status_code for answer in answers} == {200}
        assert {answer.headers["Cache-Control"] for answer in answers} == {PRIVATE}
        assert {MARKER in answer.content.decode() for answer in answers} == {True}
    assert statuses(client_of(), addresses(course)) == {403}
    assert not kept.holds(MARKER)


def test_course_that_is_closed_later_leaves_the_cache(course):
    urls = addresses(course)
    before = statuses(client_of(), urls)

    publish(course, is_open=False)
    closed = statuses(client_of(), urls)
    publish(course, is_open=True)

    assert (before, closed, statuses(client_of(), urls)) == ({200}, {403}, {200})


def test_translation_of_a_closed_course_does_not_open_it(course):
    publish(course, is_open=False)
    english = course.get_translations().get()

    publish(english, summary="Changed by a translator")

    assert statuses(client_of(), addresses(course)) == {403}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_closed_course_is_not_listed(course, language):
    publish(course, is_open=False)

    page = client_of().get(f"/{language}/")

    assert page.status_code == 200
    assert TITLE not in page.content.decode()


def test_other_courses_stay_open(course):
    other = make_lesson(make_module(make_course(course.get_parent().specific)))
    publish(course, is_open=False)

    assert statuses(client_of(), [other.url]) == {200}


@pytest.mark.parametrize("kind", ["practice", "start"])
def test_quizzes_of_a_closed_course_are_missing_for_outsiders(course, kind):
    """The same 404 as for a quiz that does not exist; whoever may read the lesson may answer."""
    publish(course, is_open=False)
    learner = UserFactory.create()
    enrol(learner=learner, course_key=course.translation_key, now=NOW)
    lesson = course.get_descendants().last().specific
    key = [block.id for block in lesson.quiz_blocks()][kind == "start"]
    url = reverse(f"quizzes:{kind}", args=[key])

    answers = {name: client_of(user).get(url) for name, user in [("anonymous", None), ("outsider", UserFactory.create())]}

    assert {name: answer.status_code for name, answer in answers.items()} == {"anonymous": 404, "outsider": 404}
    assert client_of(learner).get(url).status_code == 200


# View restrictions --------------------------------------------------------------------------


def restrict(page, kind: str) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")
    if kind == PageViewRestriction.GROUPS:
        restriction.groups.add(Group.objects.get_or_create(name="invited")[0])
    return restriction


def let_in(restriction: PageViewRestriction, page) -> Client:
    """Somebody whom the restriction lets in."""
    user = UserFactory.create()
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        user.groups.add(Group.objects.get(name="invited"))
    client = client_of(user)
    if restriction.restriction_type == PageViewRestriction.PASSWORD:
        url = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
        client.post(url, {"password": "open sesame", "return_url": page.url})
    return client


KINDS = [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS, PageViewRestriction.PASSWORD]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("restricted", ["lesson", "course"])
def test_view_restriction_never_leaks_into_the_cache(course, kept, kind, restricted):
    lesson = course.get_descendants().last().specific
    restriction = restrict(lesson if restricted == "lesson" else course, kind)

    first = client_of().get(lesson.url)
    inside = let_in(restriction, lesson).get(lesson.url)
    again = client_of().get(lesson.url)

    assert [MARKER in answer.content.decode() for answer in (first, inside, again)] == [False, True, False]
    for answer in (first, inside, again):
        assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    assert not kept.holds(MARKER)


def test_page_that_is_restricted_later_leaves_the_cache(course):
    lesson = course.get_descendants().last().specific
    open_answer = client_of().get(lesson.url)

    restriction = restrict(lesson, PageViewRestriction.LOGIN)
    closed_answer = client_of().get(lesson.url)
    restriction.delete()
    reopened = client_of().get(lesson.url)

    assert [answer.status_code for answer in (open_answer, closed_answer, reopened)] == [200, 302, 200]
    assert closed_answer.headers["Location"].startswith("/ar/accounts/login/")
    assert "public" in reopened.headers["Cache-Control"]


def test_restricted_course_is_not_listed(course):
    restrict(course, PageViewRestriction.LOGIN)

    page = BeautifulSoup(client_of().get("/ar/").content, "html.parser")

    assert TITLE not in page.main.get_text()


def test_password_of_a_restriction_leads_nowhere_else(course):
    lesson = course.get_descendants().last().specific
    restriction = restrict(lesson, PageViewRestriction.PASSWORD)
    url = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, lesson.pk])

    answers = {
        target: client_of().post(url, {"password": "open sesame", "return_url": target})
        for target in ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)")
    }

    assert {answer.headers["Location"] for answer in answers.values()} == {"/ar/me/"}
