/* Prints the facts of files as the modules emit them, in this process: for looking at a module
 * alone. A line an event; texts are escaped.
 *
 *     facts [-a] [-f MODULE] FILE...
 *
 * -a: each call, tensor and member. -f: by that module whatever it would bid, and by no other. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/mem.h"
#include "format/format.h"
#include "format/job_run.h"

struct printer {
	struct buf line;
	int depth;
};

static void flush(struct printer *p)
{
	printf("%*s%s\n", p->depth * 2, "", (const char *)p->line.p);
	buf_clear(&p->line);
}

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct printer *p = context;

	buf_str(&p->line, "artifact ");
	escape_text(&p->line, name);
	buf_printf(&p->line, " size=%llu", (unsigned long long)size);
	if (offset != OFFSET_NONE)
		buf_printf(&p->line, " at=%llu", (unsigned long long)offset);
	flush(p);
	p->depth++;
}

static void on_format(void *context, size_t index)
{
	struct printer *p = context;

	buf_printf(&p->line, "format %s", formats[index]->name);
	flush(p);
}

static void on_fact(void *context, const struct fact *fact)
{
	struct printer *p = context;

	buf_str(&p->line, fact_kind_word(fact->kind));
	if (fact->offset != OFFSET_NONE)
		buf_printf(&p->line, " @%llu", (unsigned long long)fact->offset);
	if (fact->count > 1)
		buf_printf(&p->line, " x%llu", (unsigned long long)fact->count);
	for (size_t i = 0; i < fact->n_attrs; i++) {
		buf_byte(&p->line, ' ');
		buf_span(&p->line, fact->attrs[i].key);
		buf_byte(&p->line, '=');
		if (fact->attrs[i].is_number) {
			buf_printf(&p->line, "%llu", (unsigned long long)fact->attrs[i].number);
			continue;
		}
		buf_byte(&p->line, '"');
		escape_text(&p->line, fact->attrs[i].text);
		buf_byte(&p->line, '"');
	}
	flush(p);
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	struct printer *p = context;

	(void)digest;
	buf_printf(&p->line, "status %s", status_word(status));
	flush(p);
	p->depth--;
}

/* The module of that name; SIZE_MAX for NULL, and past the end when there is none. */
static size_t find_module(const char *name)
{
	size_t i = 0;

	if (!name)
		return SIZE_MAX;
	while (formats[i] && strcmp(formats[i]->name, name) != 0)
		i++;
	return i;
}

static bool print_facts(struct job *job, size_t module, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0) {
		perror(path);
		return false;
	}

	size_t n = (size_t)st.st_size;
	void *p = n ? mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;

	close(fd);
	if (p == MAP_FAILED) {
		perror(path);
		return false;
	}
	if (module == SIZE_MAX)
		job_run(job, span_of(p, n), span_str(path));
	else
		job_run_as(job, module, span_of(p, n), span_str(path));
	if (n)
		munmap(p, n);
	return true;
}

int main(int argc, char **argv)
{
	struct printer printer = { 0 };
	struct job_sink sink = { on_open, on_format, on_fact, on_close, &printer };
	struct job_options options = {
		.limits = limits_default, .behaviours = true, .compared = true, .scratch_fd = -1
	};
	const char *name = NULL;
	int failed = 0, option;

	while ((option = getopt(argc, argv, "af:")) != -1) {
		if (option == '?')
			return 2;
		options.inspect |= option == 'a';
		name = option == 'f' ? optarg : name;
	}

	size_t module = find_module(name);

	if (module != SIZE_MAX && !formats[module]) {
		fprintf(stderr, "no module %s\n", name);
		return 2;
	}
	buf_init(&printer.line, MiB(1));

	struct job *job = job_new(&options, &sink, NULL, NULL);

	for (int i = optind; i < argc; i++)
		failed |= !print_facts(job, module, argv[i]);
	job_free(job);
	buf_free(&printer.line);
	return failed;
}
