/*
 * Packs advisories into a database while the program is built.
 *
 *     advisory-pack OUT.db OUT.h ECOSYSTEM.jsonl.xz...
 *
 * OUT.h says where OUT.db is, for snapshot_data.c.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advisory/intake.h"
#include "base/mem.h"
#include "format/format.h"
#include "format/job_run.h"

enum { INPUT_MAX = 4 << 20, TEXT_MAX = 64 << 20 };

extern const struct format format_osv_export;

struct packing {
	struct intake intake;
	uint32_t source;
	const char *name; /* of the file under way */
};

static void fail(const char *what, const char *why)
{
	(void)fprintf(stderr, "advisory-pack: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	(void)context, (void)name, (void)size, (void)offset;
}

static void on_format(void *context, size_t index)
{
	(void)context, (void)index;
}

/* Our own data are whole: a record that is not is a mistake to be seen. */
static void on_fact(void *context, const struct fact *fact)
{
	struct packing *packing = context;

	if (fact->kind != FACT_ADVISORY || fact_attr(fact, "bad"))
		fail(packing->name, "a record is not well formed");
	intake_fact(&packing->intake, packing->source, fact);
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	const struct packing *packing = context;

	(void)digest;
	if (status != STATUS_COMPLETE)
		fail(packing->name, "it could not be read whole");
}

static struct span read_file(const char *path)
{
	uint8_t *p = mem_alloc(INPUT_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, p, INPUT_MAX);

	if (n < 0 || n == INPUT_MAX)
		fail(path, "it cannot be read, or is too large");
	(void)close(fd); /* only read from */
	return span_of(p, (size_t)n);
}

static struct span unpack(const char *path)
{
	struct span packed = read_file(path);
	struct inflate_out out = { .p = mem_alloc(TEXT_MAX), .room = TEXT_MAX };
	uint64_t used;
	void *input;

	if (inflate_run(CODEC_XZ, packed, &used, &out) != INFLATE_DONE)
		fail(path, "it is not compressed as it should be");
	memcpy(&input, &packed.p, sizeof(input)); /* ours */
	mem_free(input);
	return span_of(out.p, out.n);
}

static void over(void *context)
{
	const struct packing *packing = context;

	fail(packing->name, "it needs too much memory");
}

/* The name of the file without what follows its first dot. */
static struct span ecosystem_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return span_of(name, strcspn(name, "."));
}

static void pack(struct packing *packing, struct job *job, const char *path)
{
	struct span text = unpack(path);
	void *p;

	packing->name = path;
	packing->source = db_writer_source(packing->intake.writer, ecosystem_of(path),
					   (struct span){ 0 }, false);
	job_run(job, text, span_str(path));
	memcpy(&p, &text.p, sizeof(p)); /* ours */
	mem_free(p);
}

static void write_database(struct db_writer *writer, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || db_writer_finish(writer, fd, path, -1) != OK || close(fd) != 0)
		fail(path, "it cannot be written");
}

static void write_header(const char *header, const char *database)
{
	char *whole = realpath(database, NULL);
	FILE *out = fopen(header, "we");

	if (!whole || !out || fprintf(out, "#define ADVISORY_SNAPSHOT \"%s\"\n", whole) < 0 ||
	    fclose(out) != 0)
		fail(header, "it cannot be written");
	free(whole);
}

int main(int argc, char **argv)
{
	struct packing packing = { 0 };
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, &packing };
	struct job_options options = { .limits = LIMITS_DEFAULT,
				       .only = &format_osv_export,
				       .scratch_fd = -1 };
	struct db_writer *writer = db_writer_new();
	struct job *job;

	if (argc < 4)
		fail("usage", "OUT.db OUT.h ECOSYSTEM.jsonl.xz...");
	options.limits.max_facts = UINT32_MAX;
	intake_init(&packing.intake, writer);
	job = job_new(&options, &sink, over, &packing);
	for (int i = 3; i < argc; i++)
		pack(&packing, job, argv[i]);
	write_database(writer, argv[1]);
	write_header(argv[2], argv[1]);
	job_free(job);
	intake_free(&packing.intake);
	db_writer_free(writer);
	return EXIT_SUCCESS;
}
