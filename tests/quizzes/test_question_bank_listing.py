"""The listing of the bank: what it says, what it finds, what it costs."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from quizzes import registry
from quizzes.enums import Flag, Health, Mode
from quizzes.models import Question
from quizzes.viewsets.columns import shorten
from tests.factories.accounts import make_administrator, make_editor
from tests.factories.bank import make_bank, make_statistics
from tests.factories.quizzes import (
    ObjectiveFactory,
    QuestionFactory,
    change_body,
    make_lesson_place,
    make_locale,
    make_placement,
    make_question,
    make_translation,
)

pytestmark = pytest.mark.django_db
BANK = "/cms/snippets/quizzes/question/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def cells(response):
    """The words in each line of the listing, by its columns: the first is the box to tick, the second the stem."""
    page = response.content.decode()
    if "<tbody>" not in page:
        return []
    lines = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split(r"<td[^>]*>", line)[1:]] for line in lines]


def stems(response):
    return [re.search(r'title="([^"]+)"', line)[1] for line in response.content.decode().split("<tbody>")[1].split("<tr")[1:]]


def found(client, query):
    response = client.get(BANK + query)
    return stems(response) if "<tbody>" in response.content.decode() else []


@pytest.mark.parametrize("count", [1, 3, 2000])
def test_bank_costs_nineteen_queries_whatever_its_size(client, count, django_assert_num_queries):
    questions = make_bank(count)
    make_statistics(questions[0])
    make_placement(questions[:1])
    client.get(BANK)

    with django_assert_num_queries(19):
        response = client.get(BANK)

    assert len(cells(response)) == min(count, 20)


def test_bank_of_an_administrator_costs_no_more(django_assert_max_num_queries):
    client = Client()
    client.force_login(make_administrator(language="en"))
    for _number in range(3):
        make_translation(make_question())
    client.get(BANK)

    with django_assert_max_num_queries(20):
        client.get(f"{BANK}?q=سؤال&health=few&ordering=-facility")


def test_bank_says_everything_about_a_question(client, monkeypatch):
    lesson = uuid.uuid4()
    monkeypatch.setitem(registry._places, "lesson_places", lambda: [make_lesson_place(lesson, "ما المناصرة؟")])
    question = make_question(lesson_key=lesson, bloom="apply")
    make_statistics(question, health=Health.FLAGGED, flags=[Flag.TOO_EASY, Flag.DEAD_DISTRACTOR])
    make_placement([question], Mode.PRACTICE)
    make_placement([question])

    line = cells(client.get(BANK))[0]

    assert line[1].startswith("سؤال single_choice")
    assert line[2:6] == ["Single choice", "Graded test", "Apply", "ما المناصرة؟"]
    assert line[6:8] == ["Arabic", "published"]
    assert line[8] == "70% between 61% and 77% (120 first attempts) Too easy An option nobody chooses"
    assert line[9:11] == ["0.34", "2"]


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (None, "Too few answers yet"),
        ({"health": Health.FEW, "first_attempts": 29}, "Too few answers yet (29 first attempts)"),
        ({"health": Health.FEW, "first_attempts": 1, "facility": None}, "Too few answers yet (1 first attempt)"),
        ({"health": Health.GOOD, "first_attempts": 30}, "70% between 61% and 77% (30 first attempts)"),
    ],
)
def test_bank_says_when_answers_are_too_few(client, figures, words):
    question = make_question()
    if figures is not None:
        make_statistics(question, **figures)

    assert cells(client.get(BANK))[0][8] == words


def test_bank_does_not_show_figures_of_an_older_version(client):
    question = make_question()
    make_statistics(question)
    change_body(question, options=list(reversed(question.body.get_prep_value()[0]["value"]["options"])))

    assert cells(client.get(BANK))[0][8] == "Too few answers yet"


def test_long_stem_is_cut_between_words_and_whole_when_pointed_at(client):
    stem = " ".join(["كلمة"] * 40)
    body = make_question().body.get_prep_value()
    body[0]["value"]["stem"] = stem
    Question.objects.all().delete()
    QuestionFactory.create(body=body)

    response = client.get(BANK)

    assert stems(response) == [stem]
    assert cells(response)[0][1].startswith(shorten(stem))
    assert shorten(stem).endswith("كلمة…")
    assert len(shorten(stem)) <= 91


def test_stem_without_spaces_is_cut_too():
    assert len(shorten("ا" * 300)) == 90
    assert shorten("قصير") == "قصير"


def test_draft_is_listed_by_the_words_last_saved(client):
    question = make_question()
    question.body[0].value["stem"] = "صيغة جديدة"
    question.save_revision()

    response = client.get(BANK)

    assert stems(response) == ["صيغة جديدة"]


# Filters ---------------------------------------------------------------------


@pytest.fixture
def places(monkeypatch):
    """Two courses: the first has two modules with a lesson each, the second one."""
    course, module, other = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    found = [
        make_lesson_place(uuid.uuid4(), "أ", course_key=course, module_key=module),
        make_lesson_place(uuid.uuid4(), "ب", course_key=course, module_key=other),
        make_lesson_place(uuid.uuid4(), "ج"),
    ]
    monkeypatch.setitem(registry._places, "lesson_places", lambda: found)
    return found


def test_bank_is_filtered_by_course_and_module(client, places):
    for place, kind in zip(places, ("ordering", "true_false", "short_text"), strict=True):
        make_question(kind, lesson_key=place.lesson_key, course_key=place.course_key)

    assert found(client, f"?course={places[0].course_key}") == ["سؤال true_false", "سؤال ordering"]
    assert found(client, f"?module={places[1].module_key}") == ["سؤال true_false"]
    assert found(client, f"?course={places[2].course_key}&module={places[0].module_key}") == []


@pytest.mark.parametrize(
    "query", ["?course=x", "?module=1%27", "?state=x", "?health=x", "?tag=x", "?objective=x", "?p=x&ordering=x"]
)
def test_filter_that_is_not_offered_narrows_nothing(client, query):
    make_question()

    assert client.get(BANK + query).status_code == 200


def test_bank_is_filtered_and_searched_by_tag(client):
    make_question("ordering", tags=["حملات رقمية", "سهل"])
    make_question("true_false", tags=["حملات"])

    assert found(client, "?tag=حملات") == ["سؤال true_false"]
    assert found(client, "?tag=سهل") == ["سؤال ordering"]
    assert found(client, "?q=رقميّه") == ["سؤال ordering"]
    assert found(client, "?q=حملات ordering") == ["سؤال ordering"]


def test_objective_filter_finds_translations_too(client):
    arabic = ObjectiveFactory.create()
    english = arabic.copy_for_translation(make_translation(make_question("ordering", objective=arabic)).locale)
    english.save()
    Question.objects.filter(locale=english.locale).update(objective=english)

    assert found(client, f"?objective={arabic.translation_key}") == ["Question ordering", "سؤال ordering"]


def test_bank_is_filtered_by_state(client):
    draft = QuestionFactory.create(kind_name="ordering")
    make_question("short_text")
    changed = make_question("true_false")
    changed.save_revision()
    draft.save_revision()
    draft.refresh_from_db()
    draft.get_workflow().start(draft, make_editor())

    assert found(client, "?state=draft") == ["سؤال ordering"]
    assert found(client, "?state=published") == ["سؤال short_text"]
    assert found(client, "?state=changed") == ["سؤال true_false"]
    assert found(client, "?state=review") == ["سؤال ordering"]
    assert [line[7] for line in cells(client.get(BANK + "?state=review"))] == ["draft in review"]


def test_bank_is_filtered_by_health_and_flag(client):
    make_statistics(make_question("ordering"))
    make_statistics(make_question("true_false"), health=Health.FLAGGED, flags=[Flag.NEGATIVE, Flag.TOO_HARD])
    make_question("short_text")
    QuestionFactory.create(kind_name="single_choice")

    assert found(client, "?health=good") == ["سؤال ordering"]
    assert found(client, "?health=flagged") == ["سؤال true_false"]
    assert found(client, "?health=negative") == ["سؤال true_false"]
    assert found(client, "?health=too_easy") == []
    assert found(client, "?health=few") == ["سؤال short_text"]


@pytest.mark.parametrize("name", ["facility", "discrimination"])
def test_bank_is_sorted_by_figures_with_the_unknown_last(client, name):
    for kind, value in (("ordering", 0.2), ("true_false", 0.9), ("short_text", 0.5)):
        make_statistics(make_question(kind), **{name: value})
    make_question("single_choice")

    assert found(client, f"?ordering={name}") == ["سؤال ordering", "سؤال short_text", "سؤال true_false", "سؤال single_choice"]
    assert found(client, f"?ordering=-{name}") == ["سؤال true_false", "سؤال short_text", "سؤال ordering", "سؤال single_choice"]


def test_bank_is_sorted_by_change(client):
    first = make_question("ordering")
    make_question("true_false")
    first.save_revision()

    assert found(client, "?ordering=-_updated_at") == ["سؤال ordering", "سؤال true_false"]
    assert found(client, "?ordering=_updated_at") == ["سؤال true_false", "سؤال ordering"]


def test_bank_without_a_match_says_what_to_do(client):
    page = client.get(f"{BANK}?q=غير موجود").content.decode()

    assert "Fewer words or filters find more." in page


# Buttons ---------------------------------------------------------------------


def test_question_is_offered_for_translation_once_a_language_is_missing(client):
    make_locale("en")
    question = make_question()
    path = reverse("wagtail_localize:submit_snippet_translation", args=["quizzes", "question", question.pk])
    before = client.get(BANK).content.decode()
    make_translation(question)

    after = client.get(BANK).content.decode()

    assert (path in before, path in after) == (True, False)


def test_objectives_say_how_many_questions_ask_about_them(client):
    asked, bare = ObjectiveFactory.create(), ObjectiveFactory.create()
    question = make_question(objective=asked)
    make_translation(question)
    make_question(objective=asked)
    path = "/cms/snippets/quizzes/objective/"

    page = client.get(path).content.decode()

    assert f'?objective={asked.translation_key}" aria-label="2 questions on this objective">2</a>' in page
    assert f"?objective={bare.translation_key}" not in page
    assert (
        re.findall(r"يعرّف المصطلح \d+", client.get(f"{path}?coverage=without").content.decode().split("<tbody>")[1])[0]
        == bare.text
    )
    assert asked.text not in client.get(f"{path}?coverage=without").content.decode().split("<tbody>")[1]
    assert bare.text not in client.get(f"{path}?coverage=with").content.decode().split("<tbody>")[1]


@pytest.mark.parametrize("count", [1, 3])
def test_objectives_cost_the_same_for_any_number(client, count, django_assert_num_queries):
    for _number in range(count):
        make_question(objective=ObjectiveFactory.create())
    client.get("/cms/snippets/quizzes/objective/")

    with django_assert_num_queries(15):
        client.get("/cms/snippets/quizzes/objective/")
