/* Prints the events of source files, or only reads them: for looking at a reader of code alone, and
 * for its speed.
 *
 *     events [-q] [-f] python|javascript|shell FILE...
 *     events -q python-tokens|javascript-tokens FILE...
 *
 * -q: no events, but how many, and how fast. -f: with values followed. Tokens are only cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "code/javascript.h"
#include "code/javascript/lexer.h"
#include "code/python.h"
#include "code/python/lexer.h"
#include "code/shell.h"
#include "code_events.h"

typedef struct code_end reader(struct span text, uint64_t offset, uint64_t line,
			       struct code_scopes *scopes, const struct code_sink *sink);

static struct code_end cut_javascript(struct span text, uint64_t offset, uint64_t line,
				      struct code_scopes *scopes, const struct code_sink *sink)
{
	struct javascript_lexer lexer = { .text = text, .offset = offset, .line = line };
	const struct code_event event = { .kind = CODE_NAMED };

	(void)scopes;
	while (javascript_next(&lexer).kind != JAVASCRIPT_END)
		sink->event(sink->context, &event);
	return (struct code_end){ 0 };
}

static struct code_end cut_python(struct span text, uint64_t offset, uint64_t line,
				  struct code_scopes *scopes, const struct code_sink *sink)
{
	struct python_lexer lexer = python_lexer_of(text);
	const struct code_event event = { .kind = CODE_NAMED };

	(void)scopes;
	lexer.offset = offset;
	lexer.line = line;
	while (python_next(&lexer).kind != PYTHON_END)
		sink->event(sink->context, &event);
	return (struct code_end){ 0 };
}

static const struct {
	const char *name;
	reader *read;
} languages[] = {
	{ "javascript", code_javascript }, { "javascript-tokens", cut_javascript },
	{ "python", code_python },	   { "python-tokens", cut_python },
	{ "shell", code_shell },
};

struct printer {
	struct buf line;
	bool quiet;
	uint64_t n;
};

static void on_event(void *context, const struct code_event *event)
{
	struct printer *printer = context;

	printer->n++;
	if (printer->quiet)
		return;
	print_event(&printer->line, event);
	fwrite(printer->line.p, 1, printer->line.n, stdout);
	buf_clear(&printer->line);
}

static struct span read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	long size;
	uint8_t *p;
	struct span text = { 0 };

	if (!f || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0) {
		perror(path);
		exit(2);
	}
	rewind(f);
	p = malloc((size_t)size + 1);
	if (p)
		text = span_of(p, fread(p, 1, (size_t)size, f));
	fclose(f);
	return text;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	struct printer printer = { 0 };
	struct code_sink sink = { on_event, &printer };
	reader *read = NULL;
	uint64_t bytes = 0;
	double seconds = 0;
	int at = 1;

	buf_init(&printer.line, MiB(1));
	printer.quiet = argc > 1 && strcmp(argv[1], "-q") == 0;
	at += printer.quiet;
	if (at < argc && strcmp(argv[at], "-f") == 0) {
		sink.mark = mark_event;
		at++;
	}
	for (size_t i = 0; at < argc && i < sizeof(languages) / sizeof(*languages); i++)
		if (strcmp(argv[at], languages[i].name) == 0)
			read = languages[i].read;
	if (!read) {
		fprintf(stderr, "usage: events [-q] [-f] LANGUAGE FILE...\n");
		return 2;
	}
	for (int i = at + 1; i < argc; i++) {
		struct span text = read_file(argv[i]);
		struct arena arena;
		struct code_end end;
		double begin = now();

		arena_init(&arena, MiB(64), NULL, NULL);
		end = read(text, 0, 1, code_scopes_new(&arena), &sink);
		arena_free(&arena);
		seconds += now() - begin;
		bytes += text.n;
		if (end.fault)
			printf("%s: %s at %llu\n", argv[i], end.fault,
			       (unsigned long long)end.fault_at);
		if (end.full)
			printf("%s: full\n", argv[i]);
		free((void *)(uintptr_t)text.p);
	}
	if (printer.quiet)
		printf("%llu events, %llu bytes, %.0f MB/s\n", (unsigned long long)printer.n,
		       (unsigned long long)bytes, (double)bytes / 1e6 / (seconds + 1e-9));
	buf_free(&printer.line);
	return 0;
}
