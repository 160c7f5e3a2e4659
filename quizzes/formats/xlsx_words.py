"""The words of our sheet of questions, in both languages: they are part of the format, as element names are of another."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetColumn:
    """``key`` never changes; the headings are for people. ``is_of_part``: said of each option, item or answer, in a row of its own."""

    key: str
    arabic: str
    english: str
    width: int
    is_of_part: bool = False

    @property
    def heading(self) -> str:
        return f"{self.arabic}\n{self.english}"


COLUMNS = (
    SheetColumn("number", "الرقم", "Number", 8),
    SheetColumn("kind", "النوع", "Kind", 20),
    SheetColumn("stem", "السؤال", "Question", 48),
    SheetColumn("part", "الخيار أو البند أو الجواب", "Option, item or answer", 34, is_of_part=True),
    SheetColumn("right", "صحيح", "Right", 8, is_of_part=True),
    SheetColumn("group", "المجموعة أو النظير", "Group or match", 22, is_of_part=True),
    SheetColumn("why", "شرحه", "Its explanation", 48, is_of_part=True),
    SheetColumn("explanation", "الفكرة وراء السؤال", "The idea behind it", 40),
    SheetColumn("text", "نص الفراغات", "Text with gaps", 40),
    SheetColumn("tolerance", "السماح", "Tolerance", 10),
    SheetColumn("is_percent_tolerance", "السماح نسبة مئوية", "Tolerance in percent", 10),
    SheetColumn("unit", "الوحدة", "Unit", 10),
    SheetColumn("accepts_slips", "التسامح في حرف", "Forgive one letter", 10),
    SheetColumn("strictness", "الصرامة", "Strictness", 12),
    SheetColumn("max_words", "أكثر الكلمات", "Most words", 10),
    SheetColumn("is_graded", "بعلامة", "Graded", 10),
    SheetColumn("use", "الاستعمال", "Use", 14),
    SheetColumn("bloom", "المستوى", "Level", 12),
    SheetColumn("objective", "الهدف التعلّمي", "Objective", 30),
    SheetColumn("tags", "الوسوم", "Tags", 24),
    SheetColumn("misconception", "الفهم الخاطئ", "Misconception", 20),
    SheetColumn("source", "نقاط المصدر", "Points of the source", 14),
    SheetColumn("anchor", "قسم الدرس", "Section of the lesson", 16),
    SheetColumn("name", "الاسم", "Name", 20),
    SheetColumn("key", "المعرّف (لا يُغيَّر)", "Key (not to be changed)", 38),
    SheetColumn("more", "تفاصيل أخرى (لا تُغيَّر)", "Other details (not to be changed)", 20),
)

KINDS = {
    "single_choice": ("اختيار من متعدد", "Single choice"),
    "multiple_choice": ("اختيار أكثر من إجابة", "Several right answers"),
    "true_false": ("صواب أو خطأ", "True or false"),
    "ordering": ("ترتيب", "Ordering"),
    "short_text": ("إجابة قصيرة", "Short answer"),
    "matching": ("مطابقة", "Matching"),
    "categorise": ("تصنيف", "Categorising"),
    "numeric": ("عدد", "Number"),
    "gap_fill": ("ملء الفراغات", "Gaps to fill"),
    "open_reflection": ("إجابة مفتوحة", "Open answer"),
}
USES = {"practice": ("تدريب", "Practice"), "graded": ("اختبار بعلامة", "Graded test")}
BLOOM = {
    "remember": ("تذكّر", "Remember"),
    "understand": ("فهم", "Understand"),
    "apply": ("تطبيق", "Apply"),
    "analyse": ("تحليل", "Analyse"),
    "evaluate": ("تقويم", "Evaluate"),
    "create": ("إنشاء", "Create"),
}
TRUTH = {"true": ("صواب", "True"), "false": ("خطأ", "False")}
YES, YES_WORDS = "نعم", {"نعم", "yes", "y", "x", "✓", "✔", "1", "true", "صح", "صحيح", "صواب"}
NO_WORDS = {"", "لا", "no", "n", "0", "false", "خطأ", "-", "✗", "✘"}

QUESTIONS_SHEET = "الأسئلة"
HELP_SHEET = "كيف تُملأ - How to fill in"
HELP = (
    (
        "لكل سؤال رقم. السطر الأول منه فيه النوع والسؤال، وتحته سطر لكل خيار أو بند أو جواب بالرقم نفسه.",
        "Each question has a number. Its first row holds kind and question; a row for each option, item or answer follows, with the same number.",
    ),
    (
        "السطر الثاني من الورقة أسماء ثابتة يقرأ بها النظام الأعمدة: لا يُغيَّر ولا يُحذف. ترتيب الأعمدة لا يهم، ويجوز حذف ما لا يلزم منها.",
        "The second row holds fixed names by which columns are read: leave it. Columns may be moved, and those not needed deleted.",
    ),
    (
        "اختيار من متعدد، اختيار أكثر من إجابة: الخيارات تحت السؤال، وفي عمود «صحيح» كلمة «نعم» أمام الصحيح منها، وأمام كل خيار شرحه.",
        "Single choice, several right answers: the options below the question, “yes” under Right for the right ones, and an explanation for each.",
    ),
    (
        "صواب أو خطأ: سطران، «صواب» و«خطأ»، و«نعم» أمام الصحيح منهما، وأمام كل منهما شرحه لمن اختاره.",
        "True or false: two rows, “true” and “false”, “yes” for the right one, and for each the explanation to whoever chose it.",
    ),
    ("ترتيب: البنود بترتيبها الصحيح.", "Ordering: the items in their right order."),
    (
        "إجابة قصيرة: «نعم» أمام الإجابات المقبولة، وبلا «نعم» الكلمات القريبة التي لا تُقبل.",
        "Short answer: “yes” for accepted answers; without it, near words to refuse.",
    ),
    ("مطابقة، تصنيف: البند ومجموعته أو نظيره.", "Matching, categorising: the item and its group or match."),
    (
        "عدد: الجواب أمامه «نعم»، وتحته أعداد خاطئة متوقعة مع شرحها.",
        "Number: the answer with “yes”; below it expected wrong numbers with their explanations.",
    ),
    (
        "ملء الفراغات: النص في عمود «نص الفراغات»، وكل فراغ بين أقواس مزدوجة، مثل: [[المناصرة|مناصرة]]. وما لا يُقبل من كلمات في سطور تحته.",
        "Gaps to fill: the text in its column, each gap in double brackets, such as [[advocacy|lobbying]]. Words to refuse stand in rows below.",
    ),
    ("الوسوم: تفصل بينها فواصل.", "Tags: with commas between them."),
    (
        "المعرّف يعرف به النظام السؤال إن عاد إليه: يُترك فارغًا للسؤال الجديد.",
        "By the key a question is known when it comes back: leave it empty for a new one.",
    ),
    ("لا تُقرأ المعادلات ولا التواريخ: تُكتب نصًّا.", "Formulas and dates are not read: write them as text."),
)
