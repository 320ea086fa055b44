/*
 * Byte code of Python in an archive (PEP 3147, PEP 552). Nothing is read but its header.
 *
 *     METADATA {key "bytecode", value}: "timestamp", "checked", or "unchecked" when the interpreter
 *         runs it whatever the source says
 */
#include "format/format.h"
#include "format/job.h"

enum { HEADER = 16, FLAGS = 4, MAGIC_LEAST = 0x0a, MAGIC_MOST = 0x0f };

/* The magic is two bytes that count up with the versions of Python, then "\r\n". */
static bool is_bytecode(const struct probe *probe)
{
	static const char *const endings[] = { ".pyc", ".pyo", NULL };
	struct span head = probe->head;

	if (head.n < HEADER || head.p[2] != '\r' || head.p[3] != '\n')
		return false;
	if (probe_named(probe, endings))
		return true;
	return head.p[1] >= MAGIC_LEAST && head.p[1] <= MAGIC_MOST && head.p[FLAGS] <= 3 &&
	       head.p[FLAGS + 1] == 0 && head.p[FLAGS + 2] == 0 && head.p[FLAGS + 3] == 0;
}

static unsigned bid(const struct probe *probe)
{
	return is_bytecode(probe) ? BID_READ : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	static const char *const kinds[] = { "timestamp", "unchecked", "timestamp", "checked" };

	if (!job_is_member(job) || bytes.n < HEADER)
		job_decline(job);
	else
		JOB_FACT(job, FACT_METADATA, 0, ATTR_WORD("key", "bytecode"),
			 ATTR_WORD("value", kinds[bytes.p[FLAGS] & 3]));
}

const struct format format_pypi_bytecode = {
	.name = "python-bytecode",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
