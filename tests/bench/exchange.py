"""Files of questions: 5,000 GIFT questions into the bank and out again, by wall clock, since the database does much of it."""

import io
import time

from quizzes.formats import write_file
from quizzes.models import Question
from quizzes.operations.importing import ImportOptions, ImportReport, import_questions
from quizzes.queries.exchange import iterate_questions
from tests.bench.measuring import watched_memory
from tests.bench.table import Table

QUESTIONS = 5000
MOST_SECONDS, MOST_MEMORY = 60, 300


def run(table: Table) -> None:
    drafts, published = make_file("مسودة"), make_file("منشور")
    measure(table, "import of 5,000 GIFT questions as drafts", drafts)
    measure(table, "import of 5,000 GIFT questions, published", published, is_published=True)
    began = time.perf_counter()
    report = take_in(published, is_dry_run=True)
    table.tell("dry run of 5,000 that are there already", time.perf_counter() - began, "s")
    check(report, "unchanged")
    began = time.perf_counter()
    size = sum(map(len, write_file("gift", iterate_questions(Question.objects.filter(tags_text__contains="|bench|")))))
    table.tell("export of 10,000 questions as GIFT", time.perf_counter() - began, "s")
    table.tell("its size", size / 1000, "KB")


def measure(table: Table, name: str, data: bytes, *, is_published: bool = False) -> None:
    with watched_memory() as growth:
        began = time.perf_counter()
        report = take_in(data, is_published=is_published)
        table.most(name, time.perf_counter() - began, MOST_SECONDS, "s")
        table.most(f"{name}: memory growth", growth(), MOST_MEMORY, "MiB")
    check(report, "made")


def take_in(data: bytes, *, is_dry_run: bool = False, is_published: bool = False) -> ImportReport:
    return import_questions(
        file=io.BytesIO(data),
        file_format="gift",
        options=ImportOptions("ar", is_published=is_published),
        user=None,
        is_dry_run=is_dry_run,
    )


def check(report: ImportReport, fate: str) -> None:
    """A file that was refused is fast, too."""
    if report.counts[fate] != QUESTIONS:
        raise AssertionError(f"{report.problem} {report.counts}")


def make_file(name: str) -> bytes:
    """Single choices with an explanation for each of four options."""
    questions = (
        f"// [id:{name}-{number}] [tag:bench]\n::{name} {number}::ما معنى المناصرة الإلكترونية في الحالة رقم {number}؟ {{\n"
        f"=حملة منظمة لتغيير القرار {number}#لأنها تسعى إلى تغيير قرار بعينه، ولها مطلب ووقت\n"
        f"~إعلان تجاري {number}#الإعلان يبيع ولا يطلب قرارًا\n"
        f"~خبر صحفي {number}#الخبر ينقل ما حدث ولا يطالب بشيء\n"
        f"~رأي شخصي {number}#الرأي وحده لا يكفي بلا عمل\n"
        "####المناصرة عمل منظم يقصد تغيير قرار\n}\n"
        for number in range(QUESTIONS)
    )
    return "\n".join(questions).encode()
