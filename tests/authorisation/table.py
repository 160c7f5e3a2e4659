"""Who may do what: a row for every address, and in it what each person is answered.

``own`` rows ask about what belongs to the learner; the other learner, asking for the same, asks for what is not theirs. Addresses below ``/cms/``
that are Wagtail's have no rows: they are swept in ``test_cms.py``.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from courses.models import CourseDocument
from quizzes.models import Allowance
from quizzes.operations import submit_attempt
from quizzes.operations.importing import check_import, receive_import
from tests.factories.pages import NOW, publish
from tests.factories.quizzes import form, make_attempt, make_body, make_placement, make_question

from .world import (
    ACTORS,
    ADMIN,
    ANONYMOUS,
    EDITOR,
    FACILITATOR,
    FOREIGN_EDITOR,
    FOREIGN_MANAGER,
    LEARNER,
    MANAGER,
    OTHER,
    REVIEWER,
    World,
)

# What a person is answered: a status, or where they are sent.
LOGIN, CMS, REAUTH = "to the login", "to the CMS's first page", "to confirm the password"
SIGNED_IN = tuple(actor for actor in ACTORS if actor != ANONYMOUS)
LEARNERS = (LEARNER, OTHER)
STAFF = tuple(actor for actor in SIGNED_IN if actor not in LEARNERS)
PUBLISHERS = (EDITOR, REVIEWER, ADMIN)
MANAGERS = (MANAGER, FOREIGN_MANAGER, ADMIN)
REST = "everybody else"

type Outcome = int | str
type Cells = dict[Outcome, tuple[str, ...] | str]


@dataclass(frozen=True)
class Row:
    """One address asked for in one way. ``cells``: who is answered what; ``REST`` stands for whoever is not named."""

    address: str
    path: Callable[[World], str]
    cells: Cells
    method: str = "get"
    data: Callable[[World], dict[str, Any]] | None = None
    note: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.method.upper(), self.address, self.note)))

    def expected(self, actor: str) -> Outcome:
        named = next((outcome for outcome, actors in self.cells.items() if actors != REST and actor in actors), None)
        return named if named is not None else next(outcome for outcome, actors in self.cells.items() if actors == REST)


def to(name: str, *values: Callable[[World], object]) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[value(world) for value in values])


def at(path: str) -> Callable[[World], str]:
    return lambda _world: path


def missing(_world: World) -> uuid.UUID:
    return uuid.UUID(int=7)


ANYBODY: Cells = {200: REST}
SIGNED_IN_ONLY: Cells = {LOGIN: (ANONYMOUS,), 200: REST}
OWNER_ONLY: Cells = {LOGIN: (ANONYMOUS,), 200: (LEARNER,), 404: REST}
NOBODY: Cells = {LOGIN: (ANONYMOUS,), 404: REST}
FOR_GUESTS: Cells = {200: (ANONYMOUS,), 302: REST}


def course(world: World) -> object:
    return world.course_key


def lesson(world: World) -> object:
    return world.lesson.translation_key


def cohort(world: World) -> object:
    return world.cohort.pk


def open_attempt(world: World) -> object:
    return world.own[LEARNER].open_attempt.pk


def done_attempt(world: World) -> object:
    return world.own[LEARNER].done_attempt.pk


def allowance(world: World) -> object:
    """More time for the learner, who is in the cohort of the facilitator and the manager."""
    return Allowance.objects.get_or_create(learner=world.people[LEARNER], course_key=world.course_key)[0].pk


def a_check(world: World) -> dict[str, str]:
    return {**an_answer(world), "intent": "check-1"}


def more_time(world: World) -> dict[str, str]:
    return {"intent": "more_time", "extensions": "0"}


def code(world: World) -> object:
    return world.own[LEARNER].certificate.code


def certificate(world: World) -> object:
    return world.own[LEARNER].certificate.pk


def position(_world: World) -> int:
    return 1


def an_answer(world: World) -> dict[str, str]:
    item = world.own[LEARNER].open_attempt.items.select_related("version").get(position=1)
    return {"event": str(uuid.uuid4()), "q1": item.version.structure["options"][0]["id"]}


def a_practice_answer(world: World) -> dict[str, str]:
    question = world.practice.definition["questions"][0]
    return {"question": question}


def missed_course(world: World) -> object:
    """The course, once the learner has handed in the test that was under way: what was missed there may be practised from then on."""
    attempt = world.own[LEARNER].open_attempt
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW, data=form(), language="ar")
    return world.course_key


def a_review_answer(world: World) -> dict[str, str]:
    version = world.own[LEARNER].open_attempt.items.select_related("version").get(position=1).version
    return {"question": str(version.question_key), f"q-{version.question_key}": version.structure["options"][0]["id"]}


def closed_review(world: World) -> str:
    publish(world.course, is_open=False)
    return reverse("quizzes:review", args=[world.course_key])


def closed_lesson(world: World) -> str:
    publish(world.course, is_open=False)
    return world.lesson.url


def closed_practice(world: World) -> str:
    publish(world.course, is_open=False)
    return reverse("quizzes:practice", args=[world.practice.pk])


def closed_lesson_practice(world: World) -> str:
    publish(world.course, is_open=False)
    return reverse("quizzes:lesson_practice", args=[world.lesson.translation_key])


def restricted_lesson_practice(world: World) -> str:
    PageViewRestriction.objects.create(page=world.module, restriction_type="login")
    return reverse("quizzes:lesson_practice", args=[world.lesson.translation_key])


def restricted_page(world: World) -> str:
    PageViewRestriction.objects.create(page=world.lesson, restriction_type="login")
    return world.lesson.url


def password_form(world: World) -> str:
    restriction = PageViewRestriction.objects.create(page=world.lesson, restriction_type="password", password="word")
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, world.lesson.pk])


def document(world: World) -> str:
    return CourseDocument.objects.create(title="ملف", file=ContentFile(b"text", name="guide.txt")).url


def restricted_document(world: World) -> str:
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return CourseDocument.objects.create(title="ملف", file=ContentFile(b"text", name="guide.txt"), collection=collection).url


def document_password_form(_world: World) -> str:
    collection = Collection.get_first_root_node().add_child(name="Private")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="password", password="word")
    return reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])


def a_right_password(_world: World) -> dict[str, str]:
    return {"password": "word", "return_url": "/ar/"}


def public_pdf(world: World) -> str:
    held = world.own[LEARNER].certificate
    type(held).objects.filter(pk=held.pk).update(is_name_public=True)
    return reverse("certificates:pdf", args=[held.code])


PLATFORM = [
    Row("choose_language", at("/"), {302: REST}),
    Row("healthz", at("/healthz"), ANYBODY),
    Row("readyz", at("/readyz"), ANYBODY),
    Row("picture", at("/media/images/nowhere.png"), {404: REST}),
    Row("privacy", to("privacy"), ANYBODY),
    Row("privacy", to("privacy"), {405: REST}, "post"),
]

PAGES = [
    Row("wagtail_serve", lambda world: world.lesson.url, ANYBODY),
    Row("wagtail_serve", closed_lesson, {200: (LEARNER, OTHER, *STAFF), 403: REST}, note="closed course"),
    Row("wagtail_serve", restricted_page, {LOGIN: (ANONYMOUS,), 200: REST}, note="view restriction"),
    Row("wagtail_serve", at("/ar/nowhere/"), {404: REST}, note="missing"),
    Row("wagtailcore_authenticate_with_password", password_form, {302: REST}, "post", a_right_password),
    Row(
        "wagtailcore_authenticate_with_password",
        password_form,
        ANYBODY,
        "post",
        lambda _world: {"password": "other", "return_url": "/ar/"},
        "wrong",
    ),
    Row("_util/login/", at("/ar/_util/login/"), {LOGIN: REST}),
    Row("_util/login/", at("/ar/_util/login/"), {LOGIN: REST}, "post"),
    Row("wagtailcore_login", at("/ar/_util/login/"), {LOGIN: REST}, note="hidden by the row before"),
    Row("wagtaildocs_serve", document, ANYBODY),
    Row("wagtaildocs_serve", restricted_document, {LOGIN: (ANONYMOUS,), 200: REST}, note="view restriction"),
    Row("wagtaildocs_authenticate_with_password", document_password_form, {302: REST}, "post", a_right_password),
]

LEARNING = [
    Row("learning:dashboard", to("learning:dashboard"), SIGNED_IN_ONLY),
    Row("learning:dashboard", to("learning:dashboard"), {LOGIN: (ANONYMOUS,), 405: REST}, "post"),
    Row("learning:course", to("learning:course", course), ANYBODY),
    Row("learning:course", to("learning:course", missing), {404: REST}, note="missing"),
    Row("learning:course", to("learning:course", course), {405: REST}, "post"),
    Row("learning:cohort", to("learning:cohort", cohort), ANYBODY),
    Row("learning:cohort", to("learning:cohort", missing), {404: REST}, note="missing"),
    Row("learning:cohort", to("learning:cohort", cohort), {200: (ANONYMOUS,), 302: REST}, "post"),
    Row("learning:join", to("learning:join", course), {LOGIN: (ANONYMOUS,), 405: REST}),
    Row("learning:join", to("learning:join", course), {LOGIN: (ANONYMOUS,), 302: REST}, "post"),
    Row("learning:join", to("learning:join", missing), NOBODY, "post", note="missing"),
    Row("learning:lesson", to("learning:lesson", course, lesson), ANYBODY),
    Row("learning:lesson", to("learning:lesson", course, missing), {404: REST}, note="missing"),
    # The lesson is done by passing its test: nobody confirms it.
    Row("learning:lesson", to("learning:lesson", course, lesson), {200: (ANONYMOUS,), 404: REST}, "post"),
]

QUIZZES = [
    Row("quizzes:start", to("quizzes:start", lambda world: world.test.pk), ANYBODY),
    Row("quizzes:start", to("quizzes:start", missing), {404: REST}, note="missing"),
    Row(
        "quizzes:start",
        to("quizzes:start", lambda world: world.test.pk),
        {LOGIN: (ANONYMOUS,), 302: LEARNERS, 409: REST},
        "post",
    ),
    Row("quizzes:take", to("quizzes:take", open_attempt), OWNER_ONLY, note="own"),
    Row("quizzes:take", to("quizzes:take", missing), NOBODY, note="missing"),
    Row("quizzes:take", to("quizzes:take", open_attempt), {**NOBODY, 302: (LEARNER,)}, "post", an_answer, "own"),
    Row("quizzes:take", to("quizzes:take", missing), NOBODY, "post", an_answer, "missing"),
    Row("quizzes:take", to("quizzes:take", open_attempt), {**NOBODY, 400: (LEARNER,)}, "post", a_check, "own, explained later"),
    Row("quizzes:take", to("quizzes:take", open_attempt), {**NOBODY, 302: (LEARNER,)}, "post", more_time, "own, more time"),
    Row("quizzes:take", to("quizzes:take", missing), NOBODY, "post", more_time, "missing, more time"),
    Row("quizzes:take", to("quizzes:take", done_attempt), {**NOBODY, 409: (LEARNER,)}, "post", note="own, handed in"),
    Row("quizzes:answer", to("quizzes:answer", open_attempt, position), {405: REST}),
    Row(
        "quizzes:answer",
        to("quizzes:answer", open_attempt, position),
        {401: (ANONYMOUS,), 200: (LEARNER,), 404: REST},
        "post",
        an_answer,
        "own",
    ),
    Row("quizzes:answer", to("quizzes:answer", missing, position), {401: (ANONYMOUS,), 404: REST}, "post", an_answer, "missing"),
    Row(
        "quizzes:answer",
        to("quizzes:answer", done_attempt, position),
        {401: (ANONYMOUS,), 409: (LEARNER,), 404: REST},
        "post",
        lambda _world: {"event": str(uuid.uuid4())},
        "own, handed in",
    ),
    Row("quizzes:result", to("quizzes:result", done_attempt), OWNER_ONLY, note="own"),
    Row("quizzes:result", to("quizzes:result", missing), NOBODY, note="missing"),
    Row("quizzes:result", to("quizzes:result", open_attempt), {**NOBODY, 302: (LEARNER,)}, note="own, not handed in"),
    Row("quizzes:result", to("quizzes:result", done_attempt), {405: REST}, "post"),
    Row("quizzes:practice", to("quizzes:practice", lambda world: world.practice.pk), ANYBODY),
    Row("quizzes:practice", to("quizzes:practice", missing), {404: REST}, note="missing"),
    Row("quizzes:practice", to("quizzes:practice", lambda world: world.practice.pk), ANYBODY, "post", a_practice_answer),
    Row("quizzes:lesson_practice", to("quizzes:lesson_practice", lesson), ANYBODY),
    Row("quizzes:lesson_practice", to("quizzes:lesson_practice", missing), {404: REST}, note="missing"),
    Row("quizzes:lesson_practice", closed_lesson_practice, {200: (LEARNER, OTHER, *STAFF), 404: REST}, note="closed course"),
    Row("quizzes:practice", closed_practice, {200: (LEARNER, OTHER, *STAFF), 404: REST}, note="closed course"),
    Row(
        "quizzes:lesson_practice", restricted_lesson_practice, {200: (LEARNER, OTHER, *STAFF), 404: REST}, note="view restriction"
    ),
    Row("quizzes:lesson_practice", to("quizzes:lesson_practice", lesson), {405: REST}, "post"),
    Row("quizzes:review", to("quizzes:review", course), SIGNED_IN_ONLY),
    Row("quizzes:review", to("quizzes:review", missing), NOBODY, note="missing"),
    Row("quizzes:review", closed_review, {LOGIN: (ANONYMOUS,), 200: (LEARNER, OTHER, *STAFF), 404: REST}, note="closed course"),
    Row(
        "quizzes:review",
        to("quizzes:review", missed_course),
        {LOGIN: (ANONYMOUS,), 200: (LEARNER,), 400: REST},
        "post",
        a_review_answer,
        "own",
    ),
    Row("quizzes:review", to("quizzes:review", missing), NOBODY, "post", a_practice_answer, "missing"),
    Row(
        "quizzes:review",
        to("quizzes:review", course),
        {401: (ANONYMOUS,), 400: REST},
        "post",
        lambda _world: {"question": str(uuid.uuid4())},
        "fragment",
        {"X-Fragment": "1"},
    ),
]

CERTIFICATES = [
    Row("certificates:find", to("certificates:find"), ANYBODY),
    Row("certificates:find", to("certificates:find"), {405: REST}, "post"),
    Row("certificates:verify", to("certificates:verify", code), ANYBODY),
    Row("certificates:verify", at("/ar/certificates/" + "A" * 32 + "/"), {404: REST}, note="missing"),
    Row("certificates:pdf", to("certificates:pdf", code), {200: (LEARNER,), 404: REST}, note="own"),
    Row("certificates:pdf", at("/ar/certificates/" + "A" * 32 + ".pdf"), {404: REST}, note="missing"),
    Row("certificates:pdf", public_pdf, ANYBODY, note="name shown"),
    Row("certificates:manage", to("certificates:manage", code), OWNER_ONLY, note="own"),
    Row("certificates:manage", at("/ar/certificates/" + "A" * 32 + "/manage/"), NOBODY, note="missing"),
    Row("certificates:name", to("certificates:name", code), OWNER_ONLY, note="own"),
    Row("certificates:name", to("certificates:name", code), {**NOBODY, 422: (LEARNER,)}, "post", note="own"),
    Row("certificates:name", at("/ar/certificates/" + "A" * 32 + "/name/"), NOBODY, "post", note="missing"),
    Row("certificates:visibility", to("certificates:visibility", code), {LOGIN: (ANONYMOUS,), 405: REST}),
    Row("certificates:visibility", to("certificates:visibility", code), {**NOBODY, 302: (LEARNER,)}, "post", note="own"),
    Row("certificates:visibility", at("/ar/certificates/" + "A" * 32 + "/visibility/"), NOBODY, "post", note="missing"),
]

ACCOUNTS = [
    Row("accounts:settings", to("accounts:settings"), SIGNED_IN_ONLY),
    Row("account_login", to("account_login"), FOR_GUESTS),
    Row("account_signup", to("account_signup"), FOR_GUESTS),
    Row("account_logout", to("account_logout"), {302: (ANONYMOUS,), 200: REST}),
    Row("account_logout", to("account_logout"), {302: REST}, "post"),
    Row("account_inactive", to("account_inactive"), ANYBODY),
    Row("account_reauthenticate", to("account_reauthenticate"), {LOGIN: (ANONYMOUS,), 200: REST}),
    Row("account_email", to("account_email"), SIGNED_IN_ONLY),
    Row("account_email_verification_sent", to("account_email_verification_sent"), ANYBODY),
    Row("account_change_password", to("account_change_password"), SIGNED_IN_ONLY),
    Row("account_set_password", to("account_set_password"), {LOGIN: (ANONYMOUS,), 302: REST}),
    Row("account_reset_password", to("account_reset_password"), ANYBODY),
    Row("account_reset_password_done", to("account_reset_password_done"), ANYBODY),
    Row("account_reset_password_from_key", at("/ar/accounts/password/reset/key/1-abc/"), ANYBODY, note="missing"),
    Row("account_reset_password_from_key_done", to("account_reset_password_from_key_done"), ANYBODY),
    Row("account_confirm_email", at("/ar/accounts/confirm-email/abc:def/"), ANYBODY, note="missing"),
    Row("account_confirm_email", at("/ar/accounts/confirm-email/abc:def/"), {404: REST}, "post", note="missing"),
    Row("account_confirm_login_code", to("account_confirm_login_code"), {LOGIN: (ANONYMOUS,), 302: REST}),
    Row("mfa_index", to("mfa_index"), SIGNED_IN_ONLY),
    Row("mfa_authenticate", to("mfa_authenticate"), {LOGIN: (ANONYMOUS,), 302: REST}),
    Row("mfa_reauthenticate", to("mfa_reauthenticate"), {LOGIN: (ANONYMOUS,), REAUTH: LEARNERS, 200: REST}),
    Row("mfa_activate_totp", to("mfa_activate_totp"), {LOGIN: (ANONYMOUS,), 200: LEARNERS, 302: REST}),
    Row("mfa_deactivate_totp", to("mfa_deactivate_totp"), {LOGIN: (ANONYMOUS,), 404: LEARNERS, 200: REST}),
    Row("mfa_view_recovery_codes", to("mfa_view_recovery_codes"), NOBODY),
    Row("mfa_generate_recovery_codes", to("mfa_generate_recovery_codes"), SIGNED_IN_ONLY),
    Row("mfa_download_recovery_codes", to("mfa_download_recovery_codes"), NOBODY),
    Row("mfa_list_webauthn", to("mfa_list_webauthn"), SIGNED_IN_ONLY),
    Row("mfa_add_webauthn", to("mfa_add_webauthn"), SIGNED_IN_ONLY),
    Row("mfa_reauthenticate_webauthn", to("mfa_reauthenticate_webauthn"), {LOGIN: (ANONYMOUS,), REAUTH: REST}),
    Row("mfa_login_webauthn", to("mfa_login_webauthn"), {LOGIN: (ANONYMOUS,), 302: REST}),
    Row("mfa_edit_webauthn", to("mfa_edit_webauthn", lambda world: world.make_key(LEARNER)), OWNER_ONLY, note="own"),
    Row("mfa_edit_webauthn", to("mfa_edit_webauthn", lambda _world: 999_999), NOBODY, note="missing"),
    Row("mfa_remove_webauthn", to("mfa_remove_webauthn", lambda world: world.make_key(LEARNER)), OWNER_ONLY, note="own"),
    Row(
        "mfa_remove_webauthn",
        to("mfa_remove_webauthn", lambda world: world.make_key(LEARNER)),
        {**NOBODY, 302: (LEARNER,)},
        "post",
    ),
]

OUTSIDE = (ANONYMOUS, *LEARNERS)


def staff_only(cells: Cells) -> Cells:
    """Whoever is not staff is sent to the login, as if nothing were there."""
    return {LOGIN: OUTSIDE, **cells}


def a_question(world: World) -> object:
    return uuid.UUID(world.test.definition["questions"][0])


def open_answer(world: World) -> str:
    """Where a person marks an answer of the learner's."""
    key = uuid.uuid4()
    question = make_question("open_reflection", translation_key=key, body=make_body("open_reflection", key, is_graded=True))
    learner = world.people[LEARNER]
    attempt = make_attempt(learner, make_placement([question], course_key=world.course_key), NOW)
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW, data=form({"q1": "جواب"}), language="ar")
    return reverse("quizzes_mark", args=[attempt.pk, 1])


def no_open_answer(world: World) -> str:
    return reverse("quizzes_mark", args=[missing(world), 1])


MARKERS = (FACILITATOR, MANAGER, FOREIGN_MANAGER, ADMIN)
MARKERS_OF_COHORT = (FACILITATOR, MANAGER, ADMIN)
REPORT = "reports:completion"
OWN_COHORT: Cells = staff_only({200: (MANAGER, ADMIN), 404: (FOREIGN_MANAGER,), CMS: REST})
IN_CHARGE = (FACILITATOR, MANAGER, FOREIGN_MANAGER, ADMIN)
OWN_CHARGE: Cells = staff_only({200: (FACILITATOR, MANAGER, ADMIN), 404: (FOREIGN_MANAGER,), CMS: REST})
# Whether one may delete, or see what was done, is asked of the object alone.
OWN_CHARGE_ONLY: Cells = staff_only({200: (FACILITATOR, MANAGER, ADMIN), 404: REST})
CMS_ROWS = [
    Row("cms/login/", at("/cms/login/"), {LOGIN: REST}),
    Row("wagtailadmin_home", at("/cms/"), staff_only({200: REST})),
    Row(REPORT, to(REPORT), staff_only({200: MANAGERS, CMS: REST})),
    Row(REPORT, lambda world: f"{reverse(REPORT)}?cohort={world.cohort.pk}", OWN_COHORT, note="own cohort"),
    Row(
        REPORT, lambda world: f"{reverse(REPORT)}?cohort={missing(world)}", staff_only({404: MANAGERS, CMS: REST}), note="missing"
    ),
    Row(
        "reports:completion_export",
        lambda world: f"{reverse('reports:completion_export')}?cohort={world.cohort.pk}",
        OWN_COHORT,
        note="own cohort",
    ),
    Row("courses_release", to("courses_release", lambda world: world.course.pk), staff_only({200: PUBLISHERS, CMS: REST})),
    Row("courses_release", to("courses_release", lambda _world: 999_999), staff_only({404: REST}), note="missing"),
    Row(
        "courses_release",
        to("courses_release", lambda world: world.other_course.pk),
        staff_only({200: (*PUBLISHERS, FOREIGN_EDITOR), CMS: REST}),
        note="other course",
    ),
    Row(
        "courses_release", to("courses_release", lambda world: world.course.pk), staff_only({302: PUBLISHERS, CMS: REST}), "post"
    ),
    Row(
        "quizzes_written",
        to("quizzes_written"),
        staff_only({200: PUBLISHERS, CMS: REST}),
        "post",
        lambda _world: {"kind": "short_text", "accepted": "المناصرة"},
    ),
    Row("quizzes_written", to("quizzes_written"), staff_only({405: REST})),
    Row("quizzes_correct", to("quizzes_correct", a_question), staff_only({200: PUBLISHERS, CMS: REST})),
    Row("quizzes_correct", to("quizzes_correct", a_question), staff_only({422: PUBLISHERS, CMS: REST}), "post"),
    Row("quizzes_correct", to("quizzes_correct", missing), staff_only({404: PUBLISHERS, CMS: REST}), note="missing"),
    Row(
        "quizzes_correction_preview",
        to("quizzes_correction_preview", a_question),
        staff_only({302: PUBLISHERS, CMS: REST}),
    ),
    Row(
        "quizzes_correction_preview",
        to("quizzes_correction_preview", a_question),
        staff_only({302: PUBLISHERS, CMS: REST}),
        "post",
    ),
    Row(
        "quizzes_correction_preview",
        to("quizzes_correction_preview", missing),
        staff_only({404: PUBLISHERS, CMS: REST}),
        note="missing",
    ),
    Row("quizzes_marking", to("quizzes_marking"), staff_only({200: MARKERS, CMS: REST})),
    Row("quizzes_mark", open_answer, staff_only({404: (FOREIGN_MANAGER,), 200: MARKERS_OF_COHORT, CMS: REST})),
    Row("quizzes_mark", open_answer, staff_only({404: (FOREIGN_MANAGER,), 422: MARKERS_OF_COHORT, CMS: REST}), "post"),
    Row("quizzes_mark", no_open_answer, staff_only({404: MARKERS, CMS: REST}), note="missing"),
    Row("cohort:index", to("cohort:index"), staff_only({200: MANAGERS, CMS: REST})),
    Row("cohort:index_results", to("cohort:index_results"), staff_only({200: MANAGERS, CMS: REST})),
    Row("cohort:add", to("cohort:add"), staff_only({200: MANAGERS, CMS: REST})),
    Row("cohort:edit", to("cohort:edit", cohort), OWN_COHORT, note="own"),
    Row("cohort:edit", to("cohort:edit", missing), staff_only({404: MANAGERS, CMS: REST}), note="missing"),
    Row("cohort:edit", to("cohort:edit", cohort), OWN_COHORT, "post", note="own"),
    Row("cohort:delete", to("cohort:delete", cohort), staff_only({200: (ADMIN,), 404: REST}), note="own"),
    Row("cohort:delete", to("cohort:delete", cohort), staff_only({302: (ADMIN,), 404: REST}), "post", note="own"),
    Row("cohort:history", to("cohort:history", cohort), staff_only({200: (ADMIN,), 404: REST}), note="own"),
    Row("cohort:history_results", to("cohort:history_results", cohort), staff_only({200: (ADMIN,), 404: REST}), note="own"),
    Row("allowance:index", to("allowance:index"), staff_only({200: IN_CHARGE, CMS: REST})),
    Row("allowance:index_results", to("allowance:index_results"), staff_only({200: IN_CHARGE, CMS: REST})),
    Row("allowance:add", to("allowance:add"), staff_only({200: IN_CHARGE, CMS: REST})),
    Row("allowance:edit", to("allowance:edit", allowance), OWN_CHARGE, note="own"),
    Row("allowance:edit", to("allowance:edit", lambda _world: 999_999), staff_only({404: IN_CHARGE, CMS: REST}), note="missing"),
    Row("allowance:edit", to("allowance:edit", allowance), OWN_CHARGE, "post", note="own"),
    Row("allowance:delete", to("allowance:delete", allowance), OWN_CHARGE_ONLY, note="own"),
    Row(
        "allowance:delete",
        to("allowance:delete", allowance),
        staff_only({302: (FACILITATOR, MANAGER, ADMIN), 404: REST}),
        "post",
        note="own",
    ),
    Row("allowance:history", to("allowance:history", allowance), OWN_CHARGE_ONLY, note="own"),
    Row("allowance:history_results", to("allowance:history_results", allowance), OWN_CHARGE_ONLY, note="own"),
    Row("certificate:index", to("certificate:index"), staff_only({200: (ADMIN,), CMS: REST})),
    Row("certificate:index_results", to("certificate:index_results"), staff_only({200: (ADMIN,), CMS: REST})),
    Row("certificate:inspect", to("certificate:inspect", certificate), staff_only({200: (ADMIN,), CMS: REST})),
    Row("certificate:revoke", to("certificate:revoke", certificate), staff_only({200: (ADMIN,), CMS: REST})),
    Row("certificate:revoke", to("certificate:revoke", certificate), staff_only({200: (ADMIN,), CMS: REST}), "post"),
]


def file_of_questions(world: World) -> object:
    """One that is checked and waits for an editor."""
    record = receive_import(
        file=ContentFile(b"q {T#a#b####c}", name="x.gift"), file_format="gift", language="ar", user=world.people[EDITOR]
    )
    check_import(import_id=record.pk)
    return record.pk


IMPORTERS: Cells = staff_only({200: PUBLISHERS, CMS: REST})
SENT: Cells = staff_only({302: PUBLISHERS, CMS: REST})
EXCHANGE_ROWS = [
    Row("quizzes_imports", to("quizzes_imports"), IMPORTERS),
    Row("quizzes_imports", to("quizzes_imports"), IMPORTERS, "post", note="without a file"),
    Row("quizzes_import_template", to("quizzes_import_template"), IMPORTERS),
    Row("quizzes_import", to("quizzes_import", file_of_questions), IMPORTERS),
    Row("quizzes_import", to("quizzes_import", missing), staff_only({404: PUBLISHERS, CMS: REST}), note="missing"),
    Row("quizzes_import_confirm", to("quizzes_import_confirm", file_of_questions), SENT, "post"),
    Row("quizzes_import_confirm", to("quizzes_import_confirm", file_of_questions), staff_only({405: REST})),
    Row("quizzes_import_drop", to("quizzes_import_drop", file_of_questions), SENT, "post"),
    Row(
        "quizzes_import_drop",
        to("quizzes_import_drop", missing),
        staff_only({404: PUBLISHERS, CMS: REST}),
        "post",
        note="missing",
    ),
    Row("quizzes_import_resume", to("quizzes_import_resume", file_of_questions), SENT, "post"),
    Row("quizzes_export", to("quizzes_export"), IMPORTERS),
    Row("quizzes_export_file", lambda _world: f"{reverse('quizzes_export_file')}?format=gift", IMPORTERS),
]


def known_question(world: World) -> object:
    return world.test.definition["questions"][0]


# Figures say which answer is right: they are for whoever may change questions, and for no manager.
HEALTH_ROWS = [
    Row("health:tests", to("health:tests"), staff_only({200: PUBLISHERS, CMS: REST})),
    Row("health:tests", to("health:tests"), staff_only({405: PUBLISHERS, CMS: REST}), "post"),
    Row("health:test", to("health:test", lambda world: world.test.pk), staff_only({200: PUBLISHERS, CMS: REST})),
    Row("health:test", to("health:test", missing), staff_only({404: PUBLISHERS, CMS: REST}), note="missing"),
    Row("health:question", to("health:question", known_question), staff_only({200: PUBLISHERS, CMS: REST})),
    Row("health:question", to("health:question", missing), staff_only({404: PUBLISHERS, CMS: REST}), note="missing"),
    Row("health:refresh", to("health:refresh"), staff_only({405: REST})),
    Row("health:refresh", to("health:refresh"), staff_only({302: PUBLISHERS, CMS: REST}), "post"),
]

ROWS = [*PLATFORM, *PAGES, *LEARNING, *QUIZZES, *CERTIFICATES, *ACCOUNTS, *CMS_ROWS, *EXCHANGE_ROWS, *HEALTH_ROWS]

# Pages of one person's own: what a stranger is told about an existing object and about none at all, in pairs of addresses.
HIDDEN: dict[str, tuple[Callable[[World], str], Callable[[World], str]]] = {
    "attempt": (to("quizzes:take", open_attempt), to("quizzes:take", missing)),
    "result": (to("quizzes:result", done_attempt), to("quizzes:result", missing)),
    "result not yet": (to("quizzes:result", open_attempt), to("quizzes:result", missing)),
    "certificate": (to("certificates:manage", code), at("/ar/certificates/" + "A" * 32 + "/manage/")),
    "name": (to("certificates:name", code), at("/ar/certificates/" + "A" * 32 + "/name/")),
    "passkey": (to("mfa_edit_webauthn", lambda world: world.make_key(LEARNER)), to("mfa_edit_webauthn", lambda _world: 999_999)),
    "cohort": (to("cohort:edit", cohort), to("cohort:edit", missing)),
    "open answer": (open_answer, no_open_answer),
    "report": (
        lambda world: f"{reverse(REPORT)}?cohort={world.cohort.pk}",
        lambda world: f"{reverse(REPORT)}?cohort={missing(world)}",
    ),
}
