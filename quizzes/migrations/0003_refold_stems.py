"""Numbers are folded without the marks that group them; what is stored to be found by is folded anew."""

from django.db import migrations

from elearn.lib.arabic import fold

BATCH = 500


def refold(apps, schema_editor):
    Question = apps.get_model("quizzes", "Question")
    changed = []
    for question in Question.objects.only("stem", "stem_folded").iterator(chunk_size=BATCH):
        folded = fold(question.stem)
        if folded != question.stem_folded:
            question.stem_folded = folded
            changed.append(question)
    Question.objects.bulk_update(changed, ["stem_folded"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0002_bank_attempts_and_statistics")]

    operations = [migrations.RunPython(refold, migrations.RunPython.noop)]
