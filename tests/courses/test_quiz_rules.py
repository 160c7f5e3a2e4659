"""The rules of a quiz block: what may be published, what a bulk publish makes of drafts, what translators are asked."""

import uuid
from types import SimpleNamespace

import pytest
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail_localize.segments.extract import extract_segments

from courses.blocks.blueprint import ANY, module_choices
from courses.blocks.quiz import QuizBlock
from courses.loading.build import BodyBuilder
from courses.operations import quiz_definitions
from quizzes.definitions import DrawRule
from quizzes.models import Placement
from tests.factories.pages import make_course, make_home, make_lesson, make_module, publish, quiz, section, translate
from tests.factories.quizzes import ObjectiveFactory, make_question

pytestmark = pytest.mark.django_db
BLOCK = QuizBlock()


def rule(count=1, module=ANY, objective=None, tag=""):
    value = {"count": count, "module": str(module), "objective": objective, "tag": tag}
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def value_of(questions=(), **rules):
    return BLOCK.to_python(quiz(questions, rules.pop("mode", "graded"), **rules)["value"])


def errors_of(value):
    """By field: the messages, and those of the rules by their place."""
    with pytest.raises(StructBlockValidationError) as refused:
        BLOCK.clean(value)
    found = {}
    for name, error in refused.value.block_errors.items():
        if isinstance(error, ListBlockValidationError):
            found[name] = {
                **{index: child.block_errors["count"].messages[0] for index, child in error.block_errors.items()},
                **dict.fromkeys(["all"] * len(error.non_block_errors), next(iter(error.non_block_errors), "")),
            }
        else:
            found[name] = error.messages[0]
    return found


def test_test_may_draw_from_the_bank_without_chosen_questions():
    make_question(tags=["سهل"])

    assert BLOCK.clean(value_of(blueprint=[rule(tag="سهل")]))["title"] == "اختبار"


def test_publishing_says_how_many_questions_fit_each_rule():
    make_question(tags=["سهل"])

    errors = errors_of(value_of(blueprint=[rule(1), rule(2, tag="سهل"), rule(1, tag="صعب")]))

    assert errors == {"blueprint": {1: "يناسبها سؤال منشور واحد.", 2: "لا سؤال منشورًا يناسبها."}}


def test_publishing_says_when_rules_compete():
    make_question(tags=["سهل"])

    errors = errors_of(value_of(blueprint=[rule(1, tag="سهل"), rule(1)]))

    assert [message.endswith("وتحتاج قواعد أخرى إلى بعضها أيضًا.") for message in errors["blueprint"].values()] == [True]


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"draw": 1, "blueprint": [rule()]}, "draw"),
        ({"mode": "practice", "time_limit_minutes": 5}, "time_limit_minutes"),
        ({"mode": "practice", "feedback": "pass"}, "feedback"),
        ({"mode": "practice", "blueprint": [rule()]}, "blueprint"),
        ({"attempts": 2, "wait_minutes": 5, "wait_after": 2}, "wait_after"),
    ],
)
def test_rules_that_contradict_each_other_are_refused(rules, field):
    assert list(errors_of(value_of([make_question()], **rules))) == [field]


def test_quiz_without_questions_and_rules_is_refused():
    assert errors_of(value_of())["questions"] == {"all": "يلزم اختيار سؤال، أو السحب من بنك الأسئلة."}


def test_usual_rules_are_accepted():
    question = make_question()

    for rules in ({}, {"mode": "practice"}, {"time_limit_minutes": 20, "feedback": "each", "counts": "first"}):
        BLOCK.clean(value_of([question], **rules))


def test_module_that_is_gone_is_asked_about_and_never_widened():
    make_question()

    with pytest.raises(StructBlockValidationError) as refused:
        BLOCK.clean(value_of(blueprint=[rule(module=uuid.uuid4())]))

    assert list(refused.value.block_errors) == ["blueprint"]


def test_modules_are_offered_by_title():
    module = make_module(make_course(make_home()), title="المفاهيم")
    make_lesson(module)

    assert [label for key, label in module_choices() if key == str(module.translation_key)] == ["المفاهيم"]


def test_published_rules_stand_in_the_placement():
    objective = ObjectiveFactory.create()
    module = make_module(make_course(make_home()))
    drawn = [rule(2, module=module.translation_key), rule(1, objective=objective.pk, tag=" سهل ")]
    rules = {"time_limit_minutes": 20, "extensions": 3, "wait_after": 2, "feedback": "pass", "counts": "last"}

    make_lesson(module, body=[quiz([make_question()], "graded", blueprint=drawn, **rules)])

    definition = Placement.objects.get().definition
    assert {name: definition[name] for name in rules} == rules
    assert definition["blueprint"] == [
        DrawRule(2, module.translation_key).as_json(),
        DrawRule(1, None, objective.translation_key, "سهل").as_json(),
    ]


def test_bulk_publishing_of_unfinished_rules_makes_the_usual_ones():
    """Nothing is checked then: whatever a draft lacks is left out."""
    unfinished = [rule(None, module="", tag=None), rule(2, module="nonsense", objective=10**6)]
    empty = dict.fromkeys(["time_limit_minutes", "extensions", "wait_after", "feedback", "counts", "draw", "attempts"])
    lesson = make_lesson(make_module(make_course(make_home())), body=[quiz([], "graded", blueprint=unfinished, **empty)])

    [definition] = quiz_definitions(lesson)

    assert definition.blueprint == (DrawRule(2),)
    assert (definition.time_limit_minutes, definition.extensions, definition.feedback, definition.counts) == (
        0,
        10,
        "submission",
        "best",
    )


def test_rules_are_equal_in_both_languages_and_not_offered_for_translation():
    objective = ObjectiveFactory.create()
    body = [section(), quiz([make_question()], "graded", blueprint=[rule(1, objective=objective.pk, tag="سهل")], counts="last")]
    lesson = make_lesson(make_module(make_course(make_home())), body=body)
    twin = translate(lesson)

    paths = [segment.path for segment in extract_segments(lesson)]
    values = [next(page.quiz_blocks()).value for page in (lesson, twin)]

    assert [path for path in paths if "blueprint" in path or "counts" in path or "feedback" in path] == []
    assert [value["counts"] for value in values] == ["last", "last"]
    source, translated = ([dict(each) for each in value["blueprint"]] for value in values)
    assert source == translated


def test_lesson_says_how_many_questions_the_rules_draw(client):
    make_question(), make_question()
    lesson = make_lesson(
        make_module(make_course(make_home())), body=[quiz([], "graded", blueprint=[rule(2)], time_limit_minutes=30)]
    )

    page = client.get(lesson.url).content.decode()

    assert ("سؤالان" in page, "الوقت: 30 دقيقة" in page) == (True, True)


def test_publishing_again_with_other_rules_moves_the_placement():
    lesson = make_lesson(
        make_module(make_course(make_home())), body=[quiz([make_question()], "graded", block_id=str(uuid.uuid4()))]
    )
    raw = lesson.body.get_prep_value()
    raw[0]["value"]["time_limit_minutes"] = 15

    publish(lesson, body=list(raw))

    assert Placement.objects.get(is_live=True).definition["time_limit_minutes"] == 15


def further_rules(**attrs):
    builder = BodyBuilder.__new__(BodyBuilder)
    builder.path = "course/module/test"
    builder.text = SimpleNamespace(path="file.md")
    builder.references = SimpleNamespace(knows=lambda kind, key: True, find=lambda kind, key: 7)
    block = SimpleNamespace(attrs=attrs, line=1, key="quiz")
    return builder.further_rules(block, {name: int(value) for name, value in attrs.items() if name in {"time", "extensions"}})


def test_bundled_text_may_say_the_further_rules():
    rules = further_rules(
        time="20", extensions="3", feedback="each", counts="last", bank="5 module=concepts tag=سهل; 3 objective=key"
    )

    drawn = [item["value"] for item in rules.pop("blueprint")]
    assert rules == {"time_limit_minutes": 20, "extensions": 3, "feedback": "each", "counts": "last"}
    assert [(each["count"], each["tag"], each["objective"]) for each in drawn] == [(5, "سهل", None), (3, "", 7)]
    assert drawn[1]["module"] == ANY
