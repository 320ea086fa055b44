/* Rows. */
#include "train/table.h"

#include <stdio.h>

enum { SHOWN = 15 };

void table_share(double hits, double n)
{
	double low, high;

	interval(hits, n, &low, &high);
	printf(" %.3f (%.2f-%.2f) |", n > 0 ? hits / n : 0, low, high);
}

void table_rate(double hits, double n)
{
	double low, high;

	interval(hits, n, &low, &high);
	printf(" %.4f (%.4f-%.4f) |", n > 0 ? hits / n : 0, low, high);
}

void table_head(void)
{
	puts("\n| what | campaigns | harmless | AUC | recall at 5 % false alarms | at 1 % | at one "
	     "false alarm | at none |\n|---|---|---|---|---|---|---|---|");
}

void table_row(const char *name, const struct trial *t)
{
	printf("| %s | %.0f | %zu | %.3f |", name, t->campaigns, t->n_benign, trial_area(t));
	table_share(trial_caught(t, trial_score_at(t, t->n_benign / 20)), t->campaigns);
	table_share(trial_caught(t, trial_score_at(t, t->n_benign / 100)), t->campaigns);
	table_share(trial_caught(t, trial_score_at(t, 1)), t->campaigns);
	table_share(trial_caught(t, trial_score_at(t, 0)), t->campaigns);
	putchar('\n');
}

void table_worst(const struct trial *t)
{
	puts("\nHarmless packages with the highest points:\n");
	for (size_t i = 0; i < SHOWN && i < t->n_benign; i++)
		printf("%s%.*s (%u)", i ? ", " : "", (int)t->benign[i].sample->name.n,
		       (const char *)t->benign[i].sample->name.p, model_points(t->benign[i].score));
	puts(".");
}
