"""A learner's own pages, whole and as fragments, in both languages."""

import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from courses.models import CoursePage, HomePage, LessonPage
from elearn.lib import clock
from learning.enums import State
from learning.models import Enrolment, LessonProgress
from learning.operations import confirm_lesson, enrol
from quizzes.models import Placement
from tests.counting import exactly_queries
from tests.factories.accounts import UserFactory
from tests.factories.pages import (
    NOW,
    make_course,
    make_home,
    make_lesson,
    make_module,
    make_tree,
    publish,
    quiz,
    release,
    section,
    translate,
)
from tests.factories.quizzes import hand_in, make_question

FRAGMENT = {"X-Fragment": "1"}
LANGUAGES = ("ar", "en")

pytestmark = pytest.mark.django_db


def address(language: str, name: str, *args: object) -> str:
    with override(language):
        return reverse(f"learning:{name}", args=args)


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def signed_in(learner=None) -> Client:
    client = Client()
    client.force_login(learner or UserFactory.create())
    return client


@pytest.fixture
def tree() -> tuple[CoursePage, list[LessonPage]]:
    """A released course of two lessons."""
    course, _module, lessons = make_tree(lessons=2)
    release(course)
    return course, lessons


@pytest.fixture
def learner(tree):
    """Somebody enrolled in it."""
    learner = UserFactory.create()
    enrol(learner=learner, course_key=tree[0].translation_key, now=NOW)
    return learner


def get_enrolment() -> Enrolment:
    return Enrolment.objects.select_related("version").get()


def is_whole_page(response: HttpResponse) -> bool:
    page = soup(response)
    return page.html is not None and page.h1 is not None


def assert_is_personal(response: HttpResponse) -> None:
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in response.headers["Vary"]


# Dashboard --------------------------------------------------------------------------


def enrol_in_courses(learner, count: int) -> list[CoursePage]:
    home = make_home()
    courses = []
    for number in range(count):
        course = make_course(home, title=f"مساق {number}")
        module = make_module(course)
        for _lesson in range(3):
            make_lesson(module)
        release(course)
        enrol(learner=learner, course_key=course.translation_key, now=NOW)
        courses.append(course)
    return courses


@pytest.mark.parametrize("language", LANGUAGES)
def test_dashboard_asks_to_sign_in(language):
    response = Client().get(address(language, "dashboard"))

    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/accounts/login/?next=/{language}/me/"
    assert_is_personal(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dashboard_without_a_course_leads_to_the_courses(language):
    make_home()

    response = signed_in().get(address(language, "dashboard"))

    page = soup(response)
    assert response.status_code == 200
    assert page.main.find_all("article") == []
    assert page.main.find("a", class_="button")["href"] == f"/{language}/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dashboard_says_where_one_stands(language, tree, learner):
    course, lessons = tree
    confirm_lesson(enrolment=get_enrolment(), lesson_key=lessons[0].translation_key, now=NOW)

    response = signed_in(learner).get(address(language, "dashboard"))

    page = soup(response)
    article = page.main.article
    assert (page.html["lang"], page.html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert article.h2.get_text(strip=True) == course.title
    assert article.find("svg", role="img").find("title") is not None
    assert [item.a["href"] for item in article.ol.find_all("li")] == [lessons[0].get_parent().url]
    assert article.find("a", class_="button")["href"] == lessons[1].url
    assert_is_personal(response)


def test_dashboard_marks_arabic_titles_on_an_english_page(tree, learner):
    response = signed_in(learner).get(address("en", "dashboard"))

    link = soup(response).main.article.h2.a
    assert (link["lang"], link["dir"]) == ("ar", "rtl")


def test_dashboard_shows_titles_in_the_readers_language(tree, learner):
    course, _lessons = tree
    translate(course, title="A course in English")

    titles = {
        language: soup(signed_in(learner).get(address(language, "dashboard"))).main.article.h2.get_text(strip=True)
        for language in LANGUAGES
    }

    assert titles == {"ar": course.title, "en": "A course in English"}


def test_simple_view_is_a_plain_bar(tree, learner):
    learner.has_simple_view = True
    learner.save()

    article = soup(signed_in(learner).get(address("ar", "dashboard"))).main.article

    assert (article.progress["value"], article.progress["max"]) == ("0", "2")
    assert article.find("svg", role="img") is None


@pytest.mark.parametrize("count", [1, 3])
def test_dashboard_costs_the_same_for_any_number_of_courses(count):
    learner = UserFactory.create()
    courses = enrol_in_courses(learner, count)
    client = signed_in(learner)
    client.get(address("ar", "dashboard"))

    # Session, person, enrolments, evidence, titles; attempts, their questions, practice answers; certificates; the version of the page's foot.
    with exactly_queries(10):
        response = client.get(address("ar", "dashboard"))

    assert len(soup(response).main.find_all("article")) == len(courses)


# What was missed -----------------------------------------------------------------


def miss_questions(learner, count, *, days_ago=0, attempts=1):
    """A released course with a test in which the learner has missed so many questions."""
    course = make_course(HomePage.objects.first() or make_home())
    lesson = make_lesson(make_module(course), body=[quiz([make_question() for _number in range(count)], "graded")])
    release(course)
    enrol(learner=learner, course_key=course.translation_key, now=NOW)
    placement = Placement.objects.get(lesson_key=lesson.translation_key)
    for number in range(attempts):
        hand_in(learner, placement, clock.now() - timedelta(days=days_ago, hours=attempts - number))
    return course


@pytest.mark.parametrize(
    ("count", "days_ago", "language", "words"),
    [
        (1, 3, "ar", "سؤال واحد للمراجعة اليوم."),
        (2, 3, "ar", "سؤالان للمراجعة اليوم."),
        (3, 3, "ar", "3 أسئلة للمراجعة اليوم."),
        (11, 3, "ar", "11 سؤالًا للمراجعة اليوم."),
        (3, 3, "en", "3 questions are due today."),
        (3, 0, "en", ": 3 questions."),
        (3, 0, "ar", ": 3 أسئلة."),
    ],
)
def test_dashboard_says_what_is_to_be_reviewed(count, days_ago, language, words):
    learner = UserFactory.create()
    course = miss_questions(learner, count, days_ago=days_ago)

    card = soup(signed_in(learner).get(address(language, "dashboard"))).main.article.section

    assert words in card.get_text(" ", strip=True)
    assert card.a["href"] == f"/{language}/quizzes/review/{course.translation_key}/"


def test_dashboard_says_nothing_of_reviews_before_anything_was_missed(tree, learner):
    assert soup(signed_in(learner).get(address("ar", "dashboard"))).main.article.section is None


def test_dashboard_of_another_learner_shows_no_review():
    course, other = miss_questions(UserFactory.create(), 2, days_ago=3), UserFactory.create()
    enrol(learner=other, course_key=course.translation_key, now=NOW)

    assert soup(signed_in(other).get(address("ar", "dashboard"))).main.article.section is None


@pytest.mark.parametrize("count", [1, 3])
def test_dashboard_with_reviews_costs_the_same_for_any_number(count):
    learner = UserFactory.create()
    for _number in range(count):
        miss_questions(learner, count, days_ago=3, attempts=count)
    client = signed_in(learner)
    client.get(address("ar", "dashboard"))

    # As above, and which of the missed questions are published.
    with exactly_queries(11):
        response = client.get(address("ar", "dashboard"))

    assert len(soup(response).main.find_all("section", class_="review-card")) == count


# One course -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_course_tells_anybody_how_to_begin(language, headers, tree):
    course, _lessons = tree

    response = Client().get(address(language, "course", course.translation_key), headers=headers)

    links = [link["href"] for link in soup(response).select("section[data-fragment-root] a")]
    assert response.status_code == 200
    assert is_whole_page(response) is not bool(headers)
    assert [link.split("?")[0] for link in links] == [
        f"/{language}/accounts/signup/",
        f"/{language}/accounts/login/",
    ]
    assert all(link.endswith(f"?next={course.url}") for link in links)
    assert_is_personal(response)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_course_offers_to_join(language, headers, tree):
    course, _lessons = tree

    response = signed_in().get(address(language, "course", course.translation_key), headers=headers)

    form = soup(response).select_one("section[data-fragment-root] form")
    assert (form["method"], form["action"]) == ("post", address(language, "join", course.translation_key))
    assert form.find("input", attrs={"name": "csrfmiddlewaretoken"}) is not None
    # From the course page back to it; from the page of one's own state back to that.
    assert [field["value"] for field in form.find_all("input", attrs={"name": "next"})] == ([course.url] if headers else [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_course_shows_the_standing_of_whoever_has_joined(language, headers, tree, learner):
    course, lessons = tree

    response = signed_in(learner).get(address(language, "course", course.translation_key), headers=headers)

    part = soup(response).select_one("section[data-fragment-root]")
    assert is_whole_page(response) is not bool(headers)
    assert part.find("svg", role="img") is not None
    assert part.find("a", class_="button")["href"] == lessons[0].url


def test_course_that_was_never_published_is_missing():
    make_home()

    assert signed_in().get(address("ar", "course", uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("lessons", [1, 3])
def test_course_fragment_costs_the_same_for_any_number_of_lessons(lessons):
    course, _module, _lessons = make_tree(lessons=lessons)
    release(course)
    learner = UserFactory.create()
    enrol(learner=learner, course_key=course.translation_key, now=NOW)
    client = signed_in(learner)

    # Session, person, title of the course, enrolment, titles, evidence.
    with exactly_queries(6):
        client.get(address("ar", "course", course.translation_key), headers=FRAGMENT)


# Joining ----------------------------------------------------------------------------


def test_enrol_needs_post(tree):
    client = signed_in()

    answers = {
        method: client.generic(method, address("ar", "join", tree[0].translation_key)).status_code
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
    }

    assert set(answers.values()) == {405}
    assert Enrolment.objects.count() == 0


def test_joining_needs_a_token(tree):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory.create())

    response = client.post(address("ar", "join", tree[0].translation_key))

    assert response.status_code == 403
    assert Enrolment.objects.count() == 0


def test_joining_needs_an_account(tree):
    response = Client().post(address("ar", "join", tree[0].translation_key))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/ar/accounts/login/")
    assert Enrolment.objects.count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_joining_goes_on_to_where_one_was(language, tree):
    course, lessons = tree

    response = signed_in().post(address(language, "join", course.translation_key), {"next": lessons[1].url})

    assert (response.status_code, response.headers["Location"]) == (302, lessons[1].url)
    assert get_enrolment().course_key == course.translation_key


def test_joining_a_course_without_a_release_enrols_nobody():
    course, _module, _lessons = make_tree()

    response = signed_in().post(address("ar", "join", course.translation_key))

    assert response.headers["Location"] == address("ar", "course", course.translation_key)
    assert Enrolment.objects.count() == 0


def test_joining_an_unknown_course_is_missing():
    make_home()

    assert signed_in().post(address("ar", "join", uuid.uuid4())).status_code == 404


def test_language_twin_is_the_same_enrolment(tree):
    """Joined in English, joined again in Arabic: one enrolment, one progress."""
    course, lessons = tree
    english = translate(lessons[0], title="English")
    client = signed_in()

    client.post(address("en", "join", course.translation_key), {"next": english.url})
    client.post(address("ar", "join", course.translation_key), {"next": lessons[0].url})
    client.post(address("en", "lesson", course.translation_key, english.translation_key))
    client.post(address("ar", "lesson", course.translation_key, lessons[1].translation_key))

    enrolment = get_enrolment()
    assert (enrolment.state, enrolment.percent) == (State.COMPLETED, 100)
    assert LessonProgress.objects.count() == 2


HOSTILE = [
    "https://evil.example/",
    "http://evil.example/",
    "HTTPS://evil.example/",
    "ftp://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\/evil.example/",
    "\\\\evil.example/",
    "/\\/evil.example/",
    "http:evil.example/",
    "https:evil.example/",
    "http:/evil.example/",
    "https:/evil.example/",
    "http:///evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://testserver:80@evil.example/",
    "https://evil.example/?testserver",
    "https://evil.example#testserver",
    "https://evil.example\\@testserver/",
    "//testserver@evil.example/",
    "//evil.example\\testserver",
    "//evil%2eexample/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:alert(1)",
    "file:///etc/passwd",
    "\x00https://evil.example/",
    "\x01//evil.example/",
    "\t//evil.example/",
    "\n//evil.example/",
    " //evil.example/",
    "\u2028//evil.example/",
    "\u202e//evil.example/",
    "\u00a0//evil.example/",
    "\ufeff//evil.example/",
    "https://[::1]/",
    "https://[evil/",
    "http://2130706433/",
    "//evil.example/ar/me/",
    "",
    "   ",
]


def leads_away(location: str) -> bool:
    """Whether a browser would leave this site: it drops tabs and line ends and reads a backslash as a slash."""
    read = "".join(character for character in location if character not in "\t\r\n").strip(" \x00").replace("\\", "/")
    return not read.startswith("/") or read.startswith("//")


def test_joining_never_leads_away(tree):
    course, _lessons = tree
    client, url = signed_in(), address("ar", "join", course.translation_key)

    answers = {target: client.post(url, {"next": target}) for target in HOSTILE}

    assert {target: answer.status_code for target, answer in answers.items() if answer.status_code != 302} == {}
    assert [target for target, answer in answers.items() if leads_away(answer.headers["Location"])] == []
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    "location", ["//evil.example", "/\\evil.example", "\t//evil.example", "https:evil.example", "javascript:alert(1)"]
)
def test_address_that_leads_away_is_recognised(location):
    assert leads_away(location)


def test_joining_writes_a_plain_address(tree):
    client, url = signed_in(), address("ar", "join", tree[0].translation_key)

    for target in ["/ar/me/", "/ar/\r\nSet-Cookie: a=b", "/ar/?q=" + "ا" * 200, "/ar/\u202e/"]:
        response = client.post(url, {"next": target})

        location = response.headers["Location"]
        assert (response.status_code, location.isascii(), location.isprintable()) == (302, True, True)
        assert location.startswith("/ar/")
        assert "Set-Cookie" not in response.headers


def test_joining_with_an_endless_address_is_no_fault_of_ours(tree):
    client, url = signed_in(), address("ar", "join", tree[0].translation_key)

    answers = [client.post(url, {"next": target}).status_code for target in ["/" + "a" * 100_000, "/ar/?" + "x=1&" * 100_000]]

    assert set(answers) <= {302, 400}


# One lesson -------------------------------------------------------------------------


def lesson_address(language: str, lesson: LessonPage) -> str:
    course = CoursePage.objects.ancestor_of(lesson).get()
    return address(language, "lesson", course.translation_key, lesson.translation_key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_lesson_tells_anybody_how_to_keep_their_progress(language, headers, tree):
    _course, lessons = tree

    response = Client().get(lesson_address(language, lessons[0]), headers=headers)

    part = soup(response).select_one("section[data-fragment-root]")
    assert is_whole_page(response) is not bool(headers)
    assert part.form is None
    assert [link["href"] for link in part.find_all("a")] == [
        f"/{language}/accounts/signup/?next={lessons[0].url}",
        f"/{language}/accounts/login/?next={lessons[0].url}",
    ]
    assert_is_personal(response)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_lesson_offers_to_join(language, headers, tree):
    course, lessons = tree

    response = signed_in().get(lesson_address(language, lessons[0]), headers=headers)

    form = soup(response).select_one("section[data-fragment-root] form")
    back = lessons[0].url if headers else lesson_address(language, lessons[0])
    assert form["action"] == address(language, "join", course.translation_key)
    assert form.find("input", attrs={"name": "next"})["value"] == back


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_lesson_is_confirmed_and_says_so(language, headers, tree, learner):
    _course, lessons = tree
    client = signed_in(learner)
    url = lesson_address(language, lessons[0])
    before = soup(client.get(url, headers=headers)).select_one("section[data-fragment-root]")

    response = client.post(url, headers=headers)
    after = soup(response).select_one("section[data-fragment-root]")

    assert (before.form["action"], before.find(class_="notice")) == (url, None)
    assert response.status_code == 200
    assert after.form is None
    assert after.find(class_="notice--success").has_attr("data-focus")
    assert LessonProgress.objects.get().lesson_key == lessons[0].translation_key
    assert is_whole_page(response) is not bool(headers)
    assert_is_personal(response)


def test_lesson_page_read_by_a_prefetcher_changes_nothing(tree, learner):
    _course, lessons = tree

    signed_in(learner).get(lesson_address("ar", lessons[0]))

    assert get_enrolment().resume_key is None


def test_lesson_fragment_remembers_where_to_resume(tree, learner):
    _course, lessons = tree

    signed_in(learner).get(lesson_address("en", lessons[1]), headers=FRAGMENT)

    assert get_enrolment().resume_key == lessons[1].translation_key


def test_lesson_of_a_test_is_not_confirmed(tree):
    course, lessons = tree
    with_test = publish(lessons[1], body=[section(), quiz([make_question()], "graded")])
    release(course)
    learner = UserFactory.create()
    enrol(learner=learner, course_key=course.translation_key, now=NOW)
    client = signed_in(learner)

    shown = client.get(lesson_address("ar", with_test), headers=FRAGMENT)
    response = client.post(lesson_address("ar", with_test))

    assert soup(shown).form is None
    assert response.status_code == 404
    assert LessonProgress.objects.count() == 0


def test_lesson_of_another_course_is_not_confirmed(tree, learner):
    course, _lessons = tree
    other = make_lesson(make_module(make_course(course.get_parent().specific)))

    response = signed_in(learner).post(address("ar", "lesson", course.translation_key, other.translation_key))

    assert response.status_code == 404
    assert LessonProgress.objects.count() == 0


def test_lesson_is_not_confirmed_by_whoever_has_not_joined(tree):
    _course, lessons = tree

    answers = [client.post(lesson_address("ar", lessons[0])).status_code for client in (signed_in(), Client())]

    assert answers == [404, 200]
    assert LessonProgress.objects.count() == 0


@pytest.mark.parametrize("keys", ["course", "lesson", "both"])
def test_lesson_that_was_never_published_is_missing(keys, tree, learner):
    course, lessons = tree
    course_key = course.translation_key if keys == "lesson" else uuid.uuid4()
    lesson_key = lessons[0].translation_key if keys == "course" else uuid.uuid4()

    assert signed_in(learner).get(address("ar", "lesson", course_key, lesson_key)).status_code == 404


@pytest.mark.parametrize("lessons", [1, 3])
def test_lesson_fragment_costs_the_same_for_any_number_of_lessons(lessons):
    course, _module, made = make_tree(lessons=lessons)
    release(course)
    learner = UserFactory.create()
    enrol(learner=learner, course_key=course.translation_key, now=NOW)
    client = signed_in(learner)
    url = lesson_address("ar", made[0])
    client.get(url, headers=FRAGMENT)

    # Session, person, titles, enrolment with its release, evidence.
    with exactly_queries(5):
        client.get(url, headers=FRAGMENT)


def test_first_look_at_a_lesson_writes_one_row_more(tree, learner):
    _course, lessons = tree
    client = signed_in(learner)
    url = lesson_address("ar", lessons[0])

    with exactly_queries(6):
        client.get(url, headers=FRAGMENT)
