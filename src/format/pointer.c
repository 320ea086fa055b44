/* Small text files that stand where weights should be: the weights themselves are absent, and
 * nothing can be said about them. */
#include "format/format.h"
#include "format/job.h"

#include "base/reader.h"

enum { POINTER_MAX = 1024 }; /* git-lfs takes no longer file for a pointer (docs/spec.md) */

/* One kind of pointer: how its first line begins, how a later line names what is absent, and what
 * to say. `oid` and `size` are the beginnings of lines. */
struct kind {
	const char *name, *start;
	const char *oid, *size;
	const char *why;
};

static const struct kind kinds[] = {
	{ "Git LFS", "version https://git-lfs.github.com/spec/v1\n", "oid sha256:", "size ",
	  "the weights are absent, this is a Git LFS pointer to them: fetch them with `git lfs "
	  "pull` "
	  "in the repository, or download the file itself, and scan again" },
	{ "Git LFS", "version https://hawser.github.com/spec/v1\n", "oid sha256:", "size ",
	  "the weights are absent, this is an old Git LFS pointer to them: fetch them with `git "
	  "lfs "
	  "pull` in the repository, or download the file itself, and scan again" },
	{ "Xet", "# xet version ", "hash = ", "filesize = ",
	  "the weights are absent, this is a Xet pointer to them: fetch them with `git xet "
	  "checkout`, "
	  "or download the file itself with `hf download`, and scan again" },
	{ "git-annex", "/annex/objects/", "/annex/objects/", "",
	  "the weights are absent, this is a git-annex pointer to them: fetch them with `git annex "
	  "get "
	  "FILE` and scan again" },
	{ "DVC", "outs:\n- md5: ", "- md5: ", "  size: ",
	  "the data are absent, this is a DVC pointer to them: fetch them with `dvc pull` and scan "
	  "them" },
};

static const struct kind *find_kind(struct span head)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_starts(head, kinds[i].start))
			return &kinds[i];
	return NULL;
}

static unsigned bid(const struct probe *probe)
{
	return probe->size < POINTER_MAX && find_kind(probe->head) ? BID_MAGIC : BID_NONE;
}

/* What follows `start` on the first line that begins so. */
static struct span find_line(struct span text, const char *start)
{
	struct reader r = reader_of(text);

	while (!r.bad && reader_left(&r)) {
		struct reader rest = r;
		struct span line = reader_until(&r, '\n');

		if (r.bad)
			line = reader_rest(&rest);
		if (start[0] && span_starts(line, start))
			return span_from(line, strlen(start));
	}
	return (struct span){ 0 };
}

/* Text only: a pointer with anything else behind it is one for git, and another file for a loader.
 */
static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t') ||
		    s.p[i] == 0x7f)
			return false;
	return true;
}

static void read(struct job *job, struct span bytes)
{
	const struct kind *kind = find_kind(bytes);

	if (!kind) {
		job_decline(job);
		return;
	}

	struct span oid = find_line(bytes, kind->oid);

	JOB_FACT(job, FACT_POINTER, 0, ATTR_WORD("kind", kind->name), ATTR_TEXT("oid", oid),
		 ATTR_TEXT("size", find_line(bytes, kind->size)));
	if (oid.n == 0 || !is_text(bytes))
		job_malformed(job, "the pointer does not name what it points to in plain lines", 0);
	job_incomplete(job, kind->why, 0);
}

const struct format format_pointer = {
	.name = "pointer",
	.bid = bid,
	.read = read,
};
