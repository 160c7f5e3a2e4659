"""The privacy policy is complete, true to the models, and readable by everybody."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models
from django.test import Client
from django.test.utils import isolate_apps

from accounts.models import User
from accounts.privacy import checks, registry
from accounts.privacy.checks import list_names_to_declare, list_problems
from accounts.privacy.registry import CannotDeclare, Words, declaration_of, policy, read_policy
from learning.models import Enrolment
from tests.accounts.pages import soup_of


def test_every_field_about_people_is_declared():
    assert list_problems(policy(), apps.get_models(), User) == []


@isolate_apps("learning", "certificates", "taggit")
def test_check_names_a_field_that_was_forgotten():
    class Note(models.Model):
        enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE)
        text = models.TextField()

        class Meta:
            app_label = "learning"

    class Remark(models.Model):
        note = models.ForeignKey(Note, on_delete=models.CASCADE)
        mood = models.CharField(max_length=5)

        class Meta:
            app_label = "certificates"

    class Invitation(models.Model):
        invited_email = models.CharField(max_length=100)
        mailbox = models.EmailField()
        course_key = models.UUIDField()

        class Meta:
            app_label = "learning"

    class Vote(models.Model):
        voter = models.ForeignKey(User, on_delete=models.CASCADE)

        class Meta:
            app_label = "taggit"

    problems = list_problems(policy(), [*apps.get_models(), Note, Remark, Invitation, Vote], User)

    named = {re.search("`(.+?)`", problem.msg).group(1) for problem in problems if problem.id == "accounts.E001"}
    assert named == {
        "learning.Note.id", "learning.Note.enrolment", "learning.Note.text",
        "certificates.Remark.id", "certificates.Remark.note", "certificates.Remark.mood",
        "learning.Invitation.invited_email", "learning.Invitation.mailbox",
        "taggit.Vote",
    }  # fmt: skip


@pytest.mark.django_db
def test_manage_check_fails_with_the_name_of_the_field(monkeypatch: pytest.MonkeyPatch):
    thinned = read_policy()
    del thinned.owners["learning.Enrolment.percent"]
    monkeypatch.setattr(checks, "policy", lambda: thinned)

    with pytest.raises(SystemCheckError) as error:
        call_command("check")

    assert "learning.Enrolment.percent" in str(error.value)


def test_check_names_what_no_longer_exists():
    stale = read_policy()
    stale.add_not_personal("learning.Enrolment.shoe_size")
    stale.add_not_personal("jobs.Nothing.id")

    problems = list_problems(stale, apps.get_models(), User)

    assert [problem.id for problem in problems] == ["accounts.E002", "accounts.E002"]
    assert "learning.Enrolment.shoe_size" in problems[1].msg


def test_content_of_the_course_needs_no_declaration():
    names = list_names_to_declare(apps.get_models(), User)

    assert {name.split(".")[1] for name in names if name.startswith(("courses.", "quizzes."))} == {
        "Allowance", "Attempt", "AttemptItem", "Correction", "CourseDocument", "CourseImage", "CourseRendition", "CourseVersion",
        "Grade", "QuestionImport", "ResponseEvent",
    }  # fmt: skip


def test_declare_adds_a_field_once(monkeypatch: pytest.MonkeyPatch):
    fresh = read_policy()
    monkeypatch.setattr(registry, "policy", lambda: fresh)
    words = {"what": Words("شيء", "A thing"), "why": Words("سبب", "A reason")}

    registry.declare("learning.Note", "text", purpose="learning", retention="account", erase="delete", export=True, **words)

    assert fresh.owners["learning.Note.text"].retention.key == "account"
    with pytest.raises(CannotDeclare):
        registry.declare("learning.Note", "text", purpose="learning", retention="account", erase="delete", export=True, **words)
    with pytest.raises(CannotDeclare):
        registry.declare("learning.Note", "mood", purpose="fun", retention="account", erase="delete", export=True, **words)
    with pytest.raises(CannotDeclare):
        registry.declare("learning.Note", "mood", purpose="learning", retention="ever", erase="delete", export=True, **words)


def test_declaration_of_answers_for_export_and_erasure():
    name = declaration_of("certificates.Certificate", "name")

    assert (name.is_exported, name.erasure.key) == (True, "clear")
    assert declaration_of("accounts.User", "password").is_exported is False
    assert declaration_of("learning.Enrolment", "id") is None


def test_policy_is_written_in_both_languages():
    everything = policy()
    sentences = [*everything.intro, *everything.never, *everything.rights]
    sentences += [
        words for one in everything.declarations for words in (one.what, one.why, one.retention.words, one.erasure.words)
    ]
    sentences += [words for one in everything.purposes.values() for words in (one.title, one.text)]

    assert [one for one in sentences if not re.search("[\u0621-\u064a]", one.ar) or re.search("[A-Za-z]", one.ar)] == []
    assert [one for one in sentences if not re.search("[A-Za-z]", one.en) or re.search("[\u0600-\u06ff]", one.en)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_policy_page_is_public_and_sets_no_cookie(client: Client, language: str, direction: str):
    response = client.get(f"/{language}/privacy/")

    page = soup_of(response)
    assert response.status_code == 200
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    assert len(page.select("h1")) == 1
    assert len(page.select("h3")) == len(policy().declarations)


@pytest.mark.django_db
def test_policy_page_shows_no_technical_names(client: Client):
    text = soup_of(client.get("/ar/privacy/")).select_one("main").text

    assert re.findall(r"[a-z]+\.[A-Z]\w+|_", text) == []


@pytest.mark.django_db
def test_policy_page_is_the_same_for_everybody(client: Client, learner: User):
    anonymous = client.get("/ar/privacy/").content
    client.force_login(learner)

    assert client.get("/ar/privacy/").content == anonymous
