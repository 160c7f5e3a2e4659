"""The pages of a test, in both languages, with Django's client: nothing here needs a script."""

import re
import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db.models import Value
from django.test import Client
from django.utils import translation

from elearn.lib import clock
from quizzes import registry
from quizzes.enums import Mode
from quizzes.models import Attempt, Grade, Placement, ResponseEvent
from quizzes.operations import retire_quizzes, submit_attempt
from quizzes.registry import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    KINDS,
    NOW,
    SCORED,
    SECRET,
    change_body,
    make_attempt,
    make_options,
    make_placement,
    make_question,
    make_quiz,
    make_translation,
    right_fields,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]


@pytest.fixture
def learner():
    return UserFactory.create()


@pytest.fixture
def client(learner):
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    """Every lesson has a title and an address, in one query of its own."""

    def find(keys, language):
        Placement.objects.exists()
        return {key: ({"ar": "اختبار الوحدة", "en": "Module test"}[language], f"/{language}/lesson/") for key in keys}

    monkeypatch.setitem(registry._places, "lesson_addresses", find)


def start_url(placement, language="ar"):
    return f"/{language}/quizzes/{placement.quiz_key}/"


def take_url(attempt, language="ar"):
    return f"/{language}/quizzes/attempts/{attempt.pk}/"


def answer_url(attempt, position=1, language="ar"):
    return f"{take_url(attempt, language)}answers/{position}/"


def result_url(attempt, language="ar"):
    return f"{take_url(attempt, language)}result/"


def text(response):
    """What a reader sees: without tags, white space made one space."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def submit(attempt):
    return submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=clock.now())


def refused_alike(get, *urls):
    """Whether all are a 404 of the same bytes, but for the address that was asked for."""
    responses = [get(url) for url in urls]
    bodies = {response.content.decode().replace(url[3:], "") for url, response in zip(urls, responses, strict=True)}
    return [response.status_code for response in responses] == [404] * len(urls) and len(bodies) == 1


# The start page ----------------------------------------------------------------


@pytest.mark.parametrize(("language", "title"), [("ar", "اختبار الوحدة"), ("en", "Module test")])
def test_start_page_says_what_the_test_asks_for(client, language, title):
    placement = make_quiz(3, pass_percent=60, attempts=2)

    response = client.get(start_url(placement, language))

    assert response.status_code == 200
    assert title in text(response)
    assert "60%" in text(response)
    assert f'<form method="post" action="{start_url(placement, language)}">' in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


def test_start_page_asks_the_anonymous_reader_for_an_account():
    placement = make_quiz(1)

    response = Client().get(start_url(placement))

    assert f'href="/ar/accounts/login/?next={start_url(placement)}"' in response.content.decode()
    assert '<form method="post"' not in response.content.decode()


def test_anonymous_start_leads_to_the_log_in_and_starts_nothing():
    placement = make_quiz(1)

    response = Client().post(start_url(placement))

    assert response.headers["Location"] == f"/ar/accounts/login/?next={start_url(placement)}"
    assert Attempt.objects.count() == 0


def test_refusal_of_the_layers_above_is_shown_with_its_cure(client, monkeypatch):
    refusal = Refusal("not_enrolled", "/ar/me/join/", is_post=True)
    monkeypatch.setitem(registry._places, "gate", lambda user, placement: refusal)
    placement = make_quiz(1)

    shown, sent = client.get(start_url(placement)), client.post(start_url(placement))

    for response, status in ((shown, 200), (sent, 409)):
        assert response.status_code == status
        assert '<form method="post" action="/ar/me/join/">' in response.content.decode()
        assert f'name="next" value="{start_url(placement)}"' in response.content.decode()
    assert Attempt.objects.count() == 0


def test_start_leads_to_the_questions(client, learner):
    response = client.post(start_url(make_quiz(1)))

    assert response.headers["Location"] == take_url(Attempt.objects.get(learner=learner))


def test_start_page_offers_to_go_on(client, learner):
    attempt = make_attempt(learner, placement := make_quiz(1))

    response = client.get(start_url(placement))

    assert f'href="{take_url(attempt)}"' in response.content.decode()
    assert '<form method="post"' not in response.content.decode()


def test_start_page_lists_earlier_attempts(client, learner):
    placement = make_quiz(2)
    first, second = (submit(make_attempt(learner, placement)).attempt for _ in range(2))

    page = client.get(start_url(placement)).content.decode()

    assert [url for url in re.findall(r'href="([^"]+result/)"', page)] == [result_url(first), result_url(second)]


def test_start_page_says_when_a_new_attempt_opens(client, learner):
    placement = make_quiz(1, wait_minutes=60)
    submit(make_attempt(learner, placement))

    shown, sent = client.get(start_url(placement)), client.post(start_url(placement))

    opens = clock.now() + timedelta(minutes=60)
    assert str(opens.year) in text(shown)
    assert '<form method="post"' not in shown.content.decode()
    assert (sent.status_code, Attempt.objects.count()) == (409, 1)


def test_start_page_says_that_attempts_are_used_up(client, learner):
    placement = make_quiz(1, attempts=1)
    submit(make_attempt(learner, placement))

    response = client.post(start_url(placement))

    assert response.status_code == 409
    assert '<form method="post"' not in response.content.decode()


def test_start_of_a_test_without_published_questions_says_so(client):
    placement = make_placement([question := make_question()])
    question.unpublish()

    response = client.post(start_url(placement))

    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()


def test_practice_has_no_start_page(client):
    placement = make_quiz(1, mode=Mode.PRACTICE)

    assert client.get(start_url(placement)).headers["Location"] == f"/ar/quizzes/practice/{placement.quiz_key}/"


def test_unknown_and_retired_tests_are_the_same_404(client):
    placement = make_quiz(1)
    retire_quizzes(lesson_key=placement.lesson_key)

    assert refused_alike(client.get, start_url(placement), f"/ar/quizzes/{uuid.uuid4()}/")


def test_test_in_a_lesson_the_reader_may_not_read_is_a_404(client, monkeypatch):
    monkeypatch.setitem(registry._places, "restriction", lambda: Value(True))
    monkeypatch.setitem(registry._places, "reading", lambda user, placement: False)

    assert client.get(start_url(make_quiz(1))).status_code == 404


# Taking ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_asked_in_a_fieldset_whose_legend_comes_first(client, learner, kind):
    attempt = make_attempt(learner, make_quiz(1, kinds=[kind]))

    page = client.get(take_url(attempt)).content.decode()

    first, *parts = BeautifulSoup(page, "html.parser").find_all("fieldset")
    assert [fieldset.find(True).name for fieldset in (first, *parts)] == ["legend"] * (1 + len(parts))
    assert f"سؤال {kind}" in first.legend.text
    assert [part.find_parent("fieldset") for part in parts] == [first] * (3 if kind == "scenario" else 0)


def shown_values(soup, name):
    """What a page holds as the answer in the fields of this name."""
    controls = soup.find_all(attrs={"name": name})
    chosen = [option for control in controls for option in control.find_all("option", selected=True)]
    ticked = [control for control in controls if control.has_attr("checked")]
    typed = [control for control in controls if control.get("type") == "text"]
    written = [control.text for control in controls if control.name == "textarea"]
    return [control["value"] for control in (*chosen, *ticked, *typed)] + written


def test_answers_are_shown_again_as_they_were_saved(client, learner):
    attempt = make_attempt(learner, make_quiz(len(KINDS), kinds=KINDS))
    fields = right_fields(attempt)
    client.post(take_url(attempt), {**fields, "intent": "save"})

    page = client.get(take_url(attempt)).content.decode()

    soup = BeautifulSoup(page, "html.parser")
    assert {name: shown_values(soup, name) for name in fields} == fields


def test_questions_under_way_are_handed_in_without_a_script(client, learner):
    attempt = make_attempt(learner, make_quiz(len(KINDS), kinds=KINDS))

    response = client.post(take_url(attempt), {**right_fields(attempt), "intent": "submit"}, follow=True)

    assert response.redirect_chain == [(result_url(attempt), 302)]
    assert f"{len(SCORED)} من {len(SCORED)}" in text(response)
    assert Grade.objects.get().is_passed is True


def test_unanswered_questions_are_asked_about_before_handing_in(client, learner):
    attempt = make_attempt(learner, make_quiz(3, kinds=["single_choice", "ordering", "short_text"]))
    fields = right_fields(attempt)
    name = next(name for name in fields if name.startswith("q2-"))
    del fields["q3"], fields[name]

    response = client.post(take_url(attempt), {**fields, "intent": "submit"}, follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(f"{take_url(attempt)}?check", 302)]
    assert re.findall(r'<li><a href="#([^"]+)">', page.split("<main")[1]) == ["q2-1", "q3-1"]
    assert 'value="submit_anyway"' in page
    assert 'aria-describedby="q2-error q2-help"' in page
    assert 'aria-describedby="q3-error"' in page
    assert re.search(r'class="error-summary" role="group" tabindex="-1" autofocus', page)
    assert (Grade.objects.count(), ResponseEvent.objects.count()) == (0, 2)


@pytest.mark.parametrize(("language", "prefix"), [("ar", "خطأ:"), ("en", "Error:")])
def test_title_of_the_error_page_begins_with_error(client, learner, language, prefix):
    attempt = make_attempt(learner, make_quiz(1))

    response = client.get(f"{take_url(attempt, language)}?check")

    with translation.override(language):
        expected = translation.pgettext("page title", "Error:")
    assert expected in (prefix, "Error:")
    assert response.content.decode().split("<title>")[1].startswith(expected)


def test_check_of_a_whole_attempt_is_the_plain_page(client, learner):
    attempt = make_attempt(learner, make_quiz(1))
    client.post(take_url(attempt), {**right_fields(attempt), "intent": "save"})

    assert "error-summary" not in client.get(f"{take_url(attempt)}?check").content.decode()


def test_unfinished_attempt_is_handed_in_all_the_same_when_asked_to(client, learner):
    attempt = make_attempt(learner, make_quiz(2))

    response = client.post(take_url(attempt), {"intent": "submit_anyway", "q1": right_fields(attempt)["q1"]})

    assert response.headers["Location"] == result_url(attempt)
    assert Grade.objects.get().points == [1.0, 0.0]


def test_handing_in_twice_leads_to_the_same_result(client, learner):
    attempt = make_attempt(learner, make_quiz(1))
    for _ in range(2):
        response = client.post(take_url(attempt), {"intent": "submit_anyway"})

    assert response.headers["Location"] == result_url(attempt)
    assert Grade.objects.count() == 1


def test_language_changes_the_words_and_keeps_the_answers(client, learner):
    question = make_question()
    make_translation(question)
    attempt = make_attempt(learner, make_placement([question]))
    fields = right_fields(attempt)
    client.post(take_url(attempt), {**fields, "intent": "save"})

    arabic, english = (client.get(take_url(attempt, language)).content.decode() for language in ("ar", "en"))

    assert "سؤال single_choice" in arabic
    assert "Question single_choice" in english
    for page in (arabic, english):
        assert re.search(rf'value="{fields["q1"][0]}"[^>]* checked>', page)


def test_language_changed_midway_is_judged_as_one_attempt(client, learner):
    placement = make_quiz(2)
    attempt = make_attempt(learner, placement)
    fields = right_fields(attempt)
    client.post(take_url(attempt), {"q1": fields["q1"], "intent": "save"})

    response = client.post(take_url(attempt, "en"), {"q2": fields["q2"], "intent": "submit"})

    assert response.headers["Location"] == result_url(attempt, "en")
    assert Grade.objects.get().score == 1.0
    assert [event.language for event in ResponseEvent.objects.order_by("sequence")] == ["ar", "en"]


def test_untranslated_question_stands_in_its_own_language_and_says_so(client, learner):
    attempt = make_attempt(learner, make_quiz(1))

    page = client.get(take_url(attempt, "en")).content.decode()

    assert '<span class="question__stem" lang="ar" dir="rtl">سؤال single_choice</span>' in page
    assert "This question is not translated yet: it is in Arabic." in page
    assert 'class="question__options stack stack--tight" lang="ar" dir="rtl"' in page


def test_attempt_goes_on_in_the_words_it_began_with(client, learner):
    question = make_question()
    attempt = make_attempt(learner, make_placement([question]), now=clock.now())
    change_body(question, stem="نص مصحَّح", options=make_options(question.translation_key, "ar", {1}, 5))
    question.delete()

    page = client.get(take_url(attempt)).content.decode()

    assert "سؤال single_choice" in page
    assert page.count('type="radio"') == 3


def test_submitted_attempt_leads_to_its_result(client, learner):
    attempt = make_attempt(learner, make_quiz(1))
    submit(attempt)

    assert client.get(take_url(attempt)).headers["Location"] == result_url(attempt)


def test_result_of_an_attempt_under_way_leads_to_its_questions(client, learner):
    attempt = make_attempt(learner, make_quiz(1))

    assert client.get(result_url(attempt)).headers["Location"] == take_url(attempt)


def test_answers_to_a_submitted_attempt_are_refused(client, learner):
    attempt = make_attempt(learner, make_quiz(1))
    fields = right_fields(attempt)
    submit(attempt)

    response = client.post(take_url(attempt), {**fields, "intent": "save"})

    assert response.status_code == 409
    assert f'href="{result_url(attempt)}"' in response.content.decode()


def test_bad_answer_in_a_form_is_refused_with_a_way_back(client, learner):
    attempt = make_attempt(learner, make_quiz(1))

    response = client.post(take_url(attempt), {"q1": "nonsense"})

    assert response.status_code == 400
    assert f'href="{take_url(attempt)}"' in response.content.decode()


@pytest.mark.parametrize("make_url", [take_url, answer_url, result_url])
def test_foreign_attempt_is_the_same_404_as_a_missing_one(client, make_url):
    foreign = make_attempt(UserFactory.create(), make_quiz(1))
    missing = Attempt(pk=uuid.uuid4())
    method = client.post if make_url is answer_url else client.get
    data = {"event": str(uuid.uuid4())} if make_url is answer_url else {}

    assert refused_alike(lambda url: method(url, data), make_url(foreign), make_url(missing))


@pytest.mark.parametrize("make_url", [take_url, result_url])
def test_anonymous_reader_of_an_attempt_is_asked_to_log_in_whether_it_exists_or_not(learner, make_url):
    for attempt in (make_attempt(learner, make_quiz(1)), Attempt(pk=uuid.uuid4())):
        response = Client().get(make_url(attempt))

        assert response.headers["Location"] == f"/ar/accounts/login/?next={make_url(attempt)}"


# Saving one answer -------------------------------------------------------------


def send(client, attempt, fields, position=1, event=None):
    return client.post(answer_url(attempt, position), {**fields, "event": str(event or uuid.uuid4())})


def test_single_answer_is_acknowledged(client, learner):
    attempt = make_attempt(learner, make_quiz(1))

    response = send(client, attempt, right_fields(attempt))

    assert (response.status_code, response.json()) == (200, {"saved": True, "sequence": 1})
    assert response.headers["Cache-Control"] == "private, no-store"


def test_single_answer_sent_again_is_acknowledged_alike(client, learner):
    attempt, event = make_attempt(learner, make_quiz(1)), uuid.uuid4()

    first, second = (send(client, attempt, right_fields(attempt), event=event) for _ in range(2))

    assert first.json() == second.json()
    assert ResponseEvent.objects.count() == 1


def test_single_answer_is_refused_once_submitted(client, learner):
    attempt = make_attempt(learner, make_quiz(1))
    submit(attempt)

    response = send(client, attempt, right_fields(attempt))

    assert (response.status_code, response.json()) == (409, {"saved": False, "code": "submitted"})


def test_same_event_with_another_answer_is_refused(client, learner):
    attempt, event = make_attempt(learner, make_quiz(1)), uuid.uuid4()
    send(client, attempt, right_fields(attempt), event=event)

    response = send(client, attempt, {}, event=event)

    assert (response.status_code, response.json()) == (409, {"saved": False, "code": "changed"})


@pytest.mark.parametrize("event", ["", "nonsense", "1" * 5000, "\x00", "00000000-0000-0000-0000-00000000000g"])
def test_single_answer_without_a_name_is_refused(client, learner, event):
    attempt = make_attempt(learner, make_quiz(1))

    response = client.post(answer_url(attempt), {**right_fields(attempt), "event": event})

    assert (response.status_code, response.json()) == (400, {"saved": False, "code": "bad_event"})


def test_single_answer_after_the_session_has_ended_says_so(learner):
    attempt = make_attempt(learner, make_quiz(1))

    response = send(Client(), attempt, right_fields(attempt))

    assert (response.status_code, response.json()) == (401, {"saved": False, "code": "signed_out"})


def test_single_answer_needs_a_token(learner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    attempt = make_attempt(learner, make_quiz(1))

    assert send(client, attempt, right_fields(attempt)).status_code == 403
    assert ResponseEvent.objects.count() == 0


def test_single_answer_is_not_read_by_get(client, learner):
    assert client.get(answer_url(make_attempt(learner, make_quiz(1)))).status_code == 405


def test_single_answer_ignores_fields_that_are_none_of_its_business(client, learner):
    attempt = make_attempt(learner, make_quiz(2))
    before = Attempt.objects.values().get()

    send(client, attempt, {**right_fields(attempt), "score": "1", "learner": "x", "sequence": "9", "submitted_at": "2026-01-01"})

    after = Attempt.objects.values().get()
    assert {name for name in after if after[name] != before[name]} == {"last_sequence"}
    assert [event.item.position for event in ResponseEvent.objects.select_related("item")] == [1]


def test_saving_one_answer_costs_six_queries_with_session_and_user(client, learner, django_assert_num_queries):
    for count in (1, 3, 20):
        attempt = make_attempt(learner, make_quiz(count))
        fields = right_fields(attempt)

        # session, user, question with attempt and version, event sent before, sequence, event; SAVEPOINT and RELEASE besides
        with django_assert_num_queries(8):
            send(client, attempt, fields)


# The result --------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_result_explains_every_kind(client, learner, kind):
    attempt = make_attempt(learner, make_quiz(1, kinds=[kind]))
    submit(attempt)

    page = client.get(result_url(attempt)).content.decode()

    explained = {
        "single_choice": 4,
        "multiple_choice": 5,
        "true_false": 3,
        "ordering": 1,
        "short_text": 2,
        "gap_fill": 3,
        "numeric": 1,
        "matching": 3,
        "categorise": 5,
        "scenario": 8,
        "open_reflection": 1,
    }
    assert page.count(SECRET) == explained[kind]
    assert 'id="q1-outcome"' in page
    assert 'aria-describedby="q1-outcome"' in page


def test_result_is_the_heading_and_has_the_focus(client, learner):
    attempt = make_attempt(learner, make_quiz(2))
    client.post(take_url(attempt, "en"), {"intent": "submit_anyway", "q1": right_fields(attempt)["q1"]})

    response = client.get(result_url(attempt, "en"))

    assert '<h1 tabindex="-1" autofocus data-focus>Result: 1 of 2</h1>' in response.content.decode()
    assert "Below the pass mark; the test can be taken again" in text(response)
    assert "Right answer given" in text(response)
    assert "Not answered" in text(response)


def test_result_of_a_passed_test_says_so(client, learner):
    attempt = make_attempt(learner, make_quiz(1))
    client.post(take_url(attempt, "en"), {"intent": "submit", **right_fields(attempt)})

    assert "Passed" in text(client.get(result_url(attempt, "en")))


def test_result_leads_to_where_the_question_can_be_read_again(client, learner):
    question = make_question(lesson_key=uuid.uuid4(), anchor="definition")
    attempt = make_attempt(learner, make_placement([question]))
    submit(attempt)

    assert 'href="/ar/lesson/#definition"' in client.get(result_url(attempt)).content.decode()
    assert 'href="/en/lesson/#definition"' in client.get(result_url(attempt, "en")).content.decode()


def test_result_says_which_attempt_counts(client, learner):
    placement = make_quiz(2)
    best = make_attempt(learner, placement)
    client.post(take_url(best), {"intent": "submit", **right_fields(best)})
    worse = make_attempt(learner, placement)
    submit(worse)

    assert "The best attempt counts. Its mark: 2 of 2." in text(client.get(result_url(worse, "en")))
    assert "The best attempt counts" not in text(client.get(result_url(best, "en")))


def test_result_stays_when_test_and_questions_are_gone(client, learner):
    placement = make_placement([question := make_question()])
    attempt = make_attempt(learner, placement)
    submit(attempt)
    question.delete()
    retire_quizzes(lesson_key=placement.lesson_key)

    response = client.get(result_url(attempt))

    assert response.status_code == 200
    assert SECRET in response.content.decode()
    assert '<form method="post"' not in response.content.decode()


def test_typed_answer_is_escaped(client, learner):
    attempt = make_attempt(learner, make_quiz(1, kinds=["short_text"]))
    client.post(take_url(attempt), {"q1": '"><script>alert(1)</script>', "intent": "save"})

    taking = client.get(take_url(attempt)).content.decode()
    submit(attempt)
    judged = client.get(result_url(attempt)).content.decode()

    for page in (taking, judged):
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


# Costs -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["start", "take", "result"])
def test_pages_cost_the_same_for_any_number_of_questions(client, learner, django_assert_max_num_queries, name):
    counts = []
    for count in (1, 3, 20):
        questions = [make_question(KINDS[index % len(KINDS)], lesson_key=uuid.uuid4()) for index in range(count)]
        placement = make_placement(questions)
        attempt = make_attempt(learner, placement)
        if name == "result":
            submit(attempt)
        url = {"start": start_url(placement), "take": take_url(attempt), "result": result_url(attempt)}[name]
        client.get(url)
        with django_assert_max_num_queries(12) as queries:
            client.get(url)
        counts.append(len(queries))

    assert len(set(counts)) == 1


def test_now_is_the_servers(client, learner):
    attempt = make_attempt(learner, make_quiz(1), now=NOW)
    before = clock.now()

    client.post(take_url(attempt), {"intent": "submit_anyway", "now": "1970-01-01", "submitted_at": "1970-01-01"})

    assert before <= Attempt.objects.get().submitted_at <= clock.now()
