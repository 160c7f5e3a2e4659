"""Item health as editors read it: beside the question, a page a question, a page a test, a list of tests."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from elearn.lib import clock
from quizzes import registry, tasks
from quizzes.definitions import DrawRule, QuizDefinition
from quizzes.models import Attempt, ItemStatistics, Placement, Question, QuestionVersion, TestStatistics
from quizzes.operations import refresh_statistics
from quizzes.queries.health import (
    SORTS,
    find_question,
    get_question_health,
    get_test_health,
    get_versions,
    list_items,
    list_tests,
    sort_items,
)
from quizzes.queries.refreshing import ASKED, FAILED
from quizzes.templatetags.health import coefficient, duration, per_mille
from tests.factories.accounts import UserFactory, make_editor
from tests.factories.quizzes import NOW, change_body, make_placement, make_question, make_quiz, make_translation
from tests.quizzes.test_statistics import hand_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]


@pytest.fixture(autouse=True)
def nothing_asked_for():
    cache.delete_many([ASKED, FAILED])


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def store(question, **figures):
    """Figures of the newest version as a refresh would have left them."""
    version = QuestionVersion.objects.latest_of([question.translation_key]).get()
    fields = {
        "first_attempts": 40,
        "health": "good",
        "facility": 0.5,
        "facility_low": 0.4,
        "facility_high": 0.6,
        "skip_rate": 0.0,
    }
    options = [option["id"] for option in version.structure.get("options", [])]
    choices = [
        {"key": key, "is_right": index == 0, "count": 10, "share": 0.25, "thirds": [1, 2, 7], "third_shares": [0.1, 0.2, None]}
        for index, key in enumerate(options)
    ]
    return ItemStatistics.objects.create(
        version=version, question_key=question.translation_key, computed_at=NOW, choices=choices, **{**fields, **figures}
    )


def store_test(placement, **figures):
    fields = {
        "form": "fixed",
        "first_attempts": 40,
        "items": 3,
        "mean": 0.7,
        "deviation": 0.2,
        "reliability": 0.8,
        "standard_error": 0.09,
    }
    return TestStatistics.objects.create(quiz_key=placement.pk, computed_at=NOW, **{**fields, "method": "kr20", **figures})


def text_of(response):
    page = re.sub(r"<(?:script|style|template).*?</(?:script|style|template)>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# Reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_for_any_number_of_questions(count, django_assert_num_queries):
    questions = [make_question() for _number in range(count)]
    placement = make_placement(questions)
    store_test(placement)
    for question in questions:
        store(question, health="flagged", flags=["too_easy"])

    # Sites and languages are asked for once a process.
    list_tests("ar")

    with django_assert_num_queries(1):
        get_versions(questions[0].translation_key, "ar")
    with django_assert_num_queries(3):
        get_question_health(questions[0].translation_key, "ar")
    with django_assert_num_queries(3):
        test = get_test_health(placement.pk, "ar")
        assert len(list_items(test.definition, placement.course_key, "ar")) == count
    with django_assert_num_queries(3):
        assert [test.flagged for test in list_tests("ar")] == [count]


def test_question_shows_its_versions_newest_first_in_the_readers_words():
    question = make_question()
    make_translation(question)
    store(question, flags=["too_hard"], health="flagged")
    change_body(question, options=question.body.raw_data[0]["value"]["options"][:2])

    health = get_question_health(question.translation_key, "en")

    assert [(version.number, version.figures is None, version.flags) for version in health.versions] == [
        (2, True, []),
        (1, False, ["too_hard"]),
    ]
    assert health.versions[1].stem == "Question single_choice"
    assert [choice.text for choice in health.versions[1].choices] == ["Option 0", "Option 1", "Option 2"]
    assert [(third.count, third.share) for third in health.versions[1].choices[0].thirds] == [(1, 0.1), (2, 0.2), (7, None)]


def test_question_that_was_never_published_has_no_health():
    with pytest.raises(Question.DoesNotExist):
        get_question_health(uuid.uuid4(), "ar")


def test_question_knows_the_tests_that_ask_it_or_may_draw_it():
    question = make_question()
    asking = make_placement([question])
    make_quiz(1)
    make_placement([make_question()], course_key=asking.course_key)
    drawing = make_placement([], course_key=asking.course_key, blueprint=(DrawRule(3),))
    make_placement([question], mode="practice")
    QuestionVersion.objects.update(course_key=asking.course_key)

    health = get_question_health(question.translation_key, "ar")

    assert {test.quiz_key for test in health.tests} == {asking.pk, drawing.pk}


def test_question_is_edited_in_the_readers_language_if_it_exists():
    question = make_question()
    twin = make_translation(question)

    assert [find_question(question.translation_key, language) for language in ("ar", "en")] == [question.pk, twin.pk]

    twin.delete()

    assert find_question(question.translation_key, "en") == question.pk
    assert find_question(uuid.uuid4(), "en") is None


def test_test_lists_only_newest_versions():
    question, other = make_question("true_false"), make_question()
    placement = make_placement([question, other])
    store(question)
    store(other)
    change_body(question, answer="false")

    items = list_items(QuizDefinition.from_json(placement.definition), placement.course_key, "ar")

    assert [item.figures.question_key for item in items] == [other.translation_key]


def test_test_that_draws_from_its_course_lists_the_questions_of_the_course():
    question, foreign = make_question(), make_question()
    placement = make_placement([], blueprint=(DrawRule(1),))
    QuestionVersion.objects.filter(question_key=question.translation_key).update(course_key=placement.course_key)
    store(question)
    store(foreign)

    items = list_items(QuizDefinition.from_json(placement.definition), placement.course_key, "ar")

    assert [item.figures.question_key for item in items] == [question.translation_key]


def test_test_without_figures_and_retired_test_with_figures_are_listed():
    fresh, retired, gone = make_quiz(1), make_quiz(1), make_quiz(1)
    store_test(retired)
    Placement.objects.filter(pk__in=[retired.pk, gone.pk]).update(is_live=False)

    assert [(test.placement.pk, test.figures is None) for test in list_tests("ar")] == [(retired.pk, False), (fresh.pk, True)]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("flags", "cba"),
        ("facility", "acb"),
        ("discrimination", "cab"),
        ("answers", "bca"),
        ("skipped", "bac"),
        ("time", "cab"),
        ("nonsense", "cba"),
    ],
)
def test_sorting_puts_what_is_worth_a_look_first(sort, order):
    rows = {
        "a": {"facility": 0.1, "discrimination": 0.2, "first_attempts": 5, "skip_rate": 0.3, "median_seconds": 5, "health": "few"},
        "b": {"facility": None, "discrimination": None, "first_attempts": 90, "skip_rate": 0.5, "median_seconds": None},
        "c": {
            "facility": 0.9, "discrimination": -0.2, "first_attempts": 40, "skip_rate": 0.0, "median_seconds": 50,
            "health": "flagged", "flags": ["negative"],
        },
    }  # fmt: skip
    questions = {name: make_question() for name in rows}
    for name, figures in rows.items():
        store(questions[name], **figures)
    placement = make_placement(questions.values())
    names = {question.translation_key: name for name, question in questions.items()}

    items = sort_items(list_items(QuizDefinition.from_json(placement.definition), placement.course_key, "ar"), sort)

    assert "".join(names[item.figures.question_key] for item in items) == order
    assert set(SORTS) == {"flags", "facility", "discrimination", "answers", "skipped", "time"}


# Pages ------------------------------------------------------------------------------------


def test_question_page_shows_figures_choices_and_what_they_mean(client):
    question = make_question()
    placement = make_placement([question])
    store(question, discrimination=-0.25, median_seconds=48.4, health="flagged", flags=["negative"])

    page = text_of(client.get(reverse("health:question", args=[question.translation_key])))

    assert "First attempts only." in page
    assert "Facility 50% between 40% and 60% Discrimination -0.25 Skipped 0% Median time 48 seconds" in page
    assert "Negative discrimination" in page
    assert "Right answer" in page
    assert "What the figures mean" in page
    assert (
        reverse("health:test", args=[placement.pk])
        in client.get(reverse("health:question", args=[question.translation_key])).content.decode()
    )


@pytest.mark.parametrize(("count", "health", "says_few"), [(29, "few", True), (30, "good", False)])
def test_too_few_answers_are_said_before_any_judgement(client, count, health, says_few):
    question = make_question()
    store(question, first_attempts=count, health=health)

    page = text_of(client.get(reverse("health:question", args=[question.translation_key]))).split("What the figures mean")[0]

    assert ("Too few answers yet" in page) is says_few
    assert ("Nothing conspicuous" in page) is not says_few


def test_test_page_says_how_reliability_was_found(client):
    placement = make_quiz(1)
    row = store_test(placement)
    pages = {}
    for form, method in [("fixed", "kr20"), ("fixed", "alpha"), ("drawn", "variance_components"), ("drawn", "")]:
        row.form, row.method = form, method
        row.reliability = 0.8 if method else None
        row.save()
        pages[method] = text_of(client.get(reverse("health:test", args=[placement.pk])))

    assert "Everybody was asked the same questions. Reliability: KR-20" in pages["kr20"]
    assert "Reliability: coefficient alpha (Cronbach)" in pages["alpha"]
    assert (
        "they are drawn, or were changed in the meantime. Reliability by the method for drawn questions"
        in pages["variance_components"]
    )
    assert "Reliability was not computed" in pages[""]


def test_test_page_sorts_and_counts_what_has_no_answers(client):
    questions = [make_question() for _number in range(3)]
    placement = make_placement(questions)
    store(questions[0])

    response = client.get(reverse("health:test", args=[placement.pk]), {"sort": "facility"})

    page = response.content.decode()
    assert "2 questions of this test have no answers yet." in text_of(response)
    assert re.findall(r'href="\?sort=(\w+)" aria-current', page) == ["facility"]


def test_empty_pages_say_so(client):
    assert "No graded test has been published yet." in text_of(client.get(reverse("health:tests")))
    placement = make_quiz(1)
    page = text_of(client.get(reverse("health:test", args=[placement.pk])))
    assert "Nobody has handed in this test yet." in page
    assert "Nobody has answered a question of this test yet." in page


def test_list_of_tests_stands_in_the_menu_of_the_bank(client):
    page = client.get("/cms/").content.decode()

    assert reverse("health:tests") in page


def test_titles_are_those_that_the_layers_above_know(client, monkeypatch):
    placement = make_quiz(1)
    monkeypatch.setitem(
        registry._places, "lesson_addresses", lambda keys, language: dict.fromkeys(keys, ("اختبار المفاهيم", "/ar/test/"))
    )

    assert "اختبار المفاهيم" in text_of(client.get(reverse("health:tests")))
    assert "اختبار المفاهيم" in text_of(client.get(reverse("health:test", args=[placement.pk])))


# Beside the question ---------------------------------------------------------------------------


def panel(client, question):
    page = client.get(f"/cms/snippets/quizzes/question/edit/{question.pk}/")
    return text_of(page)


def test_panel_stands_beside_the_question(client):
    question = make_question()
    assert "Nobody has answered this version in a graded test yet." in panel(client, question)

    store(question, health="flagged", flags=["dead_distractor"])

    shown = panel(client, question)
    assert "An option nobody chooses" in shown
    assert "First attempts only." in shown


def test_panel_of_an_unpublished_question_says_when_figures_come(client):
    from tests.factories.quizzes import QuestionFactory

    assert "Figures appear once the question is published" in panel(client, QuestionFactory.create())


def test_panel_is_not_on_the_form_of_a_new_question(client):
    assert "Question health" not in text_of(client.get("/cms/snippets/quizzes/question/add/"))


# Refreshing ----------------------------------------------------------------------------------------


def test_button_makes_the_figures_anew_and_leads_back(client):
    placement = make_quiz(1)
    hand_in(UserFactory.create(), placement)
    here = reverse("health:test", args=[placement.pk])

    response = client.post(reverse("health:refresh"), {"next": here})

    assert (response.status_code, response.headers["Location"]) == (302, here)
    assert ItemStatistics.objects.get().first_attempts == 1


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", ""])
def test_button_leads_nowhere_else(client, elsewhere):
    response = client.post(reverse("health:refresh"), {"next": elsewhere})

    assert response.headers["Location"] == reverse("health:tests")


def test_page_that_is_out_of_date_asks_for_newer_figures_once(client, monkeypatch):
    placement = make_quiz(1)
    hand_in(UserFactory.create(), placement)
    asked = []
    monkeypatch.setattr(tasks.make_statistics.__class__, "enqueue", lambda task, *args: asked.append(task.name))

    pages = [text_of(client.get(reverse("health:tests"))) for _visit in range(2)]

    assert asked == ["make_statistics"]
    assert all("and are not there yet" in page for page in pages)
    assert all("Refresh the statistics" not in page for page in pages)


def test_page_with_fresh_figures_asks_for_nothing(client):
    placement = make_quiz(1)
    hand_in(UserFactory.create(), placement)
    moment = clock.now() - timedelta(minutes=30)
    refresh_statistics(now=moment)
    Attempt.objects.update(submitted_at=clock.now())

    page = text_of(client.get(reverse("health:tests")))

    assert f"Figures as of {timezone.localtime(moment):%H:%M}" in re.sub(r" ,", ",", page)
    assert set(TestStatistics.objects.values_list("computed_at", flat=True)) == {moment}


def test_refresh_that_failed_is_said(client):
    cache.set(FAILED, clock.now())

    page = text_of(client.get(reverse("health:tests")))

    assert "ended with an error" in page
    assert "Refresh the statistics" in page


# Words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "text"), [(0.126, "0.13"), (-0.004, "0.00"), (-0.256, "-0.26"), (1.0, "1.00")])
def test_coefficient_is_kept_left_to_right(number, text):
    for language in ("ar", "en"):
        with override(language):
            assert coefficient(number) == f'<bdi dir="ltr">{text}</bdi>'


@pytest.mark.parametrize(
    ("seconds", "arabic"),
    [
        (0.2, "أقل من ثانية"),
        (1, "ثانية واحدة"),
        (2, "ثانيتان"),
        (3, "3 ثوانٍ"),
        (11.4, "11 ثانية"),
        (100, "100 ثانية"),
        (121, "دقيقتان"),
        (300, "5 دقائق"),
    ],
)
def test_duration_reads_as_arabic_is_written(seconds, arabic):
    with override("ar"):
        assert duration(seconds) == arabic


def test_shares_are_places_on_a_drawing():
    assert [per_mille(share) for share in (0.0, 0.3333, 1.0)] == [0, 333, 1000]
