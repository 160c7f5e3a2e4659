"""A course of a few short files, in the form of ``courses/content``: what ``load_course`` does can be seen on it in a second."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

COURSE = "tiny"
LESSON_PATH = f"{COURSE}/first/one"

LESSON = """---
title: {title}
required: true
summary: {summary}
objectives:
  - key: know
    bloom: remember
    text: {objective}
---

{opening}

{{#part sources="S001"}}
## {heading}

{text}

::: key-term key=term-a term=alpha
:::

::: callout key=note tone=tip title="{heading}"
{text}
:::

::: quiz key=check mode=practice title="{heading}" questions="first-question"
:::
"""

PAGE = """---
title: {title}
summary: {text}
---

{text}
"""

LINKING = """---
title: {title}
summary: {text}
---

{text} [{text}](lesson:first/one#part), [{text}](page:help).
"""

TEST = """---
title: {title}
summary: {text}
---

{text}

::: quiz key=test mode=graded title="{title}" from=graded draw=1 pass=60 attempts=2 wait=5
:::
"""

FILES = {
    "site/home.ar.md": PAGE.format(title="البداية", text="نصّ البداية.").replace("summary:", "tagline: سطر\nsummary:"),
    "site/home.en.md": PAGE.format(title="Start", text="Text of the start.").replace("summary:", "tagline: A line\nsummary:"),
    "site/help.ar.md": PAGE.format(title="مساعدة", text="نصّ المساعدة."),
    "site/help.en.md": PAGE.format(title="Help", text="Text of the help."),
    f"{COURSE}/course.ar.md": PAGE.format(title="المساق", text="نصّ المساق."),
    f"{COURSE}/course.en.md": PAGE.format(title="The course", text="Text of the course."),
    f"{COURSE}/01-first/module.ar.md": PAGE.format(title="الوحدة", text="نصّ الوحدة."),
    f"{COURSE}/01-first/module.en.md": PAGE.format(title="The module", text="Text of the module."),
    f"{COURSE}/01-first/01-one.ar.md": LESSON.format(
        title="الدرس الأول", summary="ملخّص.", objective="يعرف شيئًا.", opening="افتتاح.", heading="عنوان", text="فقرة عربية."
    ),
    f"{COURSE}/01-first/01-one.en.md": LESSON.format(
        title="Lesson one",
        summary="Summary.",
        objective="Knows something.",
        opening="Opening.",
        heading="Heading",
        text="An English paragraph.",
    ),
    f"{COURSE}/01-first/02-two.ar.md": LINKING.format(title="الدرس الثاني", text="نصّ الثاني."),
    f"{COURSE}/01-first/02-two.en.md": LINKING.format(title="Lesson two", text="Text of two."),
    f"{COURSE}/01-first/03-test.ar.md": TEST.format(title="الاختبار", text="نصّ الاختبار."),
    f"{COURSE}/01-first/03-test.en.md": TEST.format(title="The test", text="Text of the test."),
    f"{COURSE}/01-first/questions.yaml": """- key: first-question
  kind: single_choice
  use: practice
  lesson: one#part
  objective: know
  stem: {ar: سؤال أول؟, en: A first question?}
  options:
    - key: a
      correct: true
      text: {ar: نعم, en: "Yes"}
      explanation: {ar: هو كذلك., en: So it is.}
    - key: b
      text: {ar: لا, en: "No"}
      explanation: {ar: ليس كذلك., en: It is not.}
  explanation: {ar: الفكرة., en: The idea.}

- key: second-question
  kind: true_false
  use: graded
  lesson: one#part
  stem: {ar: جملة صحيحة., en: A true sentence.}
  answer: true
  if_true: {ar: هي صحيحة., en: It is true.}
  if_false: {ar: بل صحيحة., en: It is.}
  explanation: {ar: الفكرة., en: The idea.}
""",
    f"{COURSE}/02-later/module.ar.md": """---
title: الوحدة التالية
summary: لاحقًا.
status: draft
lessons:
  - slug: later
    title: درس لاحق
    required: true
---

نصّ الوحدة التالية.
""",
    f"{COURSE}/02-later/module.en.md": PAGE.format(title="The next module", text="Later."),
    f"{COURSE}/glossary.yaml": """- key: alpha
  name: {ar: ألف, en: Alpha}
  definition: {ar: الحرف الأول., en: The first letter.}
  confused_with: beta
  sources: [S001]

- key: beta
  name: {ar: باء, en: Beta}
  definition: {ar: الحرف الثاني., en: The second letter.}
""",
}


class Bundle:
    """The files in a folder of a test's own, in the place of ``courses/content``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def path(self, name: str) -> Path:
        """``one.ar.md`` → where it stands."""
        found = [path for path in self.folder.rglob("*") if path.name == name or path.name.partition("-")[2] == name]
        return next(path for path in found if path.is_file())

    def change(self, name: str, old: str, new: str) -> None:
        path = self.path(name)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def load(self, *arguments: str) -> dict[str, int]:
        """Runs the command. Returns how many items it says were ``made``, ``updated`` and so on."""
        said = StringIO()
        call_command("load_course", "--course", COURSE, *arguments, stdout=said)
        lines = (line.split(": ") for line in said.getvalue().splitlines())
        return {name: int(number) for name, number, *_rest in lines if number.isdigit()}
