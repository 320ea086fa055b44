/*
 * assay-train: makes the learned detector's model and says how good it is. A program for those who
 * work on assay; it is not installed.
 *
 *     assay-train gather LIST GIT FOLDER WINDOWS     packages of both kinds into a file of windows
 *     assay-train fit WINDOWS CHOSEN MODEL           a model, and the windows that it is made of
 *     assay-train check CHOSEN MODEL                 whether those windows give that model
 *     assay-train evaluate WINDOWS MODEL             the tables of docs/model-card.md
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "sys/digest.h"
#include "sys/whole.h"
#include "train/evaluate.h"
#include "train/files.h"
#include "train/fit.h"
#include "train/gather.h"

static enum err gather(char **arguments)
{
	FILE *out = fopen(arguments[3], "wbe");
	enum err e;

	if (!out)
		return err_set(ERR_IO, "%s: %s", arguments[3], strerror(errno));
	samples_write_head(out);
	e = gather_malicious(arguments[0], arguments[1], out);
	if (e == OK)
		e = gather_disguised(arguments[0], arguments[1], evaluate_disguised(), out);
	if (e == OK)
		e = gather_benign(arguments[2], out);
	if ((ferror(out) | fclose(out)) != 0 && e == OK)
		e = err_set(ERR_IO, "%s: could not be written", arguments[3]);
	return e;
}

static enum err write_samples(const char *path, const struct samples *samples)
{
	FILE *out = fopen(path, "wbe");

	if (!out)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	samples_write_head(out);
	for (size_t i = 0; i < samples->n; i++)
		samples_write(out, &samples->rows[i]);
	if ((ferror(out) | fclose(out)) != 0)
		return err_set(ERR_IO, "%s: could not be written", path);
	return OK;
}

static enum err fit_and_write(const struct samples *all, char **arguments, struct arena *arena)
{
	const struct selection everything = { .fold = -1, .parts = PARTS_LEARNT };
	struct samples chosen = choose(all, &everything, arena);
	uint8_t data[SHA256_SIZE];
	struct model model;
	struct buf file;
	enum err e;

	if ((e = write_samples(arguments[1], &chosen)) != OK ||
	    (e = file_digest(arguments[1], data)) != OK ||
	    (e = fit_model(&chosen, arena, &model)) != OK)
		return e;
	calibrate(all, &model);
	buf_init(&file, MODEL_MAX);
	fit(&chosen, data, model.thresholds, &file);
	e = file_write(arguments[2], buf_view(&file));
	buf_free(&file);
	return e;
}

static enum err fit_all(char **arguments)
{
	struct samples all = { 0 };
	struct arena arena;
	enum err e;

	arena_init(&arena, SAMPLES_MEMORY, NULL, NULL);
	e = samples_read(arguments[0], &arena, &all);
	if (e == OK)
		e = fit_and_write(&all, arguments, &arena);
	mem_free(all.rows);
	arena_free(&arena);
	return e;
}

static enum err compare(const char *chosen_path, const char *path, struct span file,
			struct arena *arena)
{
	struct samples chosen = { 0 };
	struct model model;
	struct buf again;
	uint8_t data[SHA256_SIZE];
	const char *why = model_read(file, &model);
	enum err e;

	if (why)
		return err_set(ERR_FORMAT, "%s: %s", path, why);
	if ((e = samples_read(chosen_path, arena, &chosen)) != OK ||
	    (e = file_digest(chosen_path, data)) != OK)
		return e;
	buf_init(&again, MODEL_MAX);
	fit(&chosen, data, model.thresholds, &again);
	if (!span_eq(buf_view(&again), file))
		e = err_set(ERR_FORMAT, "%s: the windows of %s give another model", path,
			    chosen_path);
	buf_free(&again);
	mem_free(chosen.rows);
	return e;
}

static enum err check(char **arguments)
{
	struct arena arena;
	struct span file;
	enum err e;

	arena_init(&arena, MiB(512), NULL, NULL);
	e = whole_read(arguments[1], MODEL_MAX, &arena, &file);
	if (e == OK)
		e = compare(arguments[0], arguments[1], file, &arena);
	arena_free(&arena);
	return e;
}

static enum err evaluate_all(char **arguments)
{
	struct samples all = { 0 };
	struct model program;
	struct arena arena;
	struct span file;
	const char *why;
	enum err e;

	arena_init(&arena, SAMPLES_MEMORY, NULL, NULL);
	e = whole_read(arguments[1], MODEL_MAX, &arena, &file);
	if (e == OK && (why = model_read(file, &program)) != NULL)
		e = err_set(ERR_FORMAT, "%s: %s", arguments[1], why);
	if (e == OK)
		e = samples_read(arguments[0], &arena, &all);
	if (e == OK)
		e = evaluate(&all, &program, &arena);
	mem_free(all.rows);
	arena_free(&arena);
	return e;
}

static const struct verb {
	const char *name;
	int n_arguments;
	enum err (*run)(char **arguments);
} verbs[] = {
	{ "check", 2, check },
	{ "evaluate", 2, evaluate_all },
	{ "fit", 3, fit_all },
	{ "gather", 4, gather },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (argc < 2 || strcmp(argv[1], verbs[i].name) != 0 ||
		    argc != verbs[i].n_arguments + 2)
			continue;
		if (verbs[i].run(argv + 2) == OK)
			return 0;
		fprintf(stderr, "assay-train: %s\n", err_text());
		return 1;
	}
	fputs("usage: assay-train gather LIST GIT FOLDER WINDOWS\n"
	      "       assay-train fit WINDOWS CHOSEN MODEL\n"
	      "       assay-train check CHOSEN MODEL\n"
	      "       assay-train evaluate WINDOWS MODEL\n",
	      stderr);
	return 2;
}
