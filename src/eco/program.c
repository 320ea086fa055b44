/*
 * Compiled code in a package: programs and libraries of the machine (ELF, PE, Mach-O), WebAssembly,
 * Java classes, byte code of Python. Nothing is read but what it is.
 *
 *     METADATA {key "program", value}: elf, pe, mach-o, wasm, java or pyc
 */
#include "eco/executable.h"
#include "format/format.h"
#include "format/job.h"

/* The magic of Python's byte code is two bytes that count up, then "\r\n" (PEP 3147); the flags
 * behind it are small (PEP 552). */
static bool is_pyc(const struct probe *probe)
{
	struct span head = probe->head;
	static const char *const endings[] = { ".pyc", ".pyo", NULL };
	bool named = probe_named(probe, endings);

	if (head.n < 16 || head.p[2] != '\r' || head.p[3] != '\n')
		return false;
	return named || (head.p[1] >= 0x0b && head.p[1] <= 0x0e && head.p[4] <= 3 &&
			 head.p[5] == 0 && head.p[6] == 0 && head.p[7] == 0);
}

static const char *kind_of(const struct probe *probe)
{
	struct span head = probe->head;

	if (span_starts(head, "\x7f"
			      "ELF"))
		return "elf";
	if (span_starts(head, "MZ") && head.n >= 64)
		return "pe";
	if (head.n >= 8 && memcmp(head.p, "\0asm", 4) == 0)
		return "wasm";
	if (head.n >= 8 && span_starts(head, "\xca\xfe\xba\xbe"))
		return head.p[4] == 0 && head.p[5] == 0 && head.p[6] == 0 && head.p[7] < 40
			       ? "mach-o"
			       : "java";
	if (is_pyc(probe))
		return "pyc";
	return executable_begins(head) ? "mach-o" : NULL;
}

static unsigned bid(const struct probe *probe)
{
	return kind_of(probe) ? BID_READ : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	const struct probe probe = { .head = bytes, .name = job_name(job) };
	const char *kind = kind_of(&probe);

	if (!kind || !(job_is_member(job) || path_is_installed(job_path(job))))
		job_decline(job);
	else
		JOB_FACT(job, FACT_METADATA, 0, ATTR_WORD("key", "program"),
			 ATTR_WORD("value", kind));
}

const struct format format_program = {
	.name = "program",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
