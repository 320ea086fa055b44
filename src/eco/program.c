/*
 * Compiled code in a package: programs and libraries of the machine (ELF, PE, Mach-O), WebAssembly,
 * Java classes. Nothing is read but what it is.
 *
 *     METADATA {key "program", value}: elf, pe, mach-o, wasm or java
 */
#include "eco/executable.h"
#include "format/format.h"
#include "format/job.h"

enum { HEAD_LEAST = 8, PE_LEAST = 64, ARCHITECTURES_MAX = 40 };

/* Fat Mach-O files and Java classes begin alike; the number behind that is of architectures, or a
 * version above 44 (JVM specification, section 4.1). */
static const char *fat_or_java(struct span head)
{
	bool small = head.p[4] == 0 && head.p[5] == 0 && head.p[6] == 0;

	return small && head.p[7] < ARCHITECTURES_MAX ? "mach-o" : "java";
}

static const char *kind_of(struct span head)
{
	if (head.n < HEAD_LEAST)
		return NULL;
	if (span_starts(head, "\x7f"
			      "ELF"))
		return "elf";
	if (span_starts(head, "MZ"))
		return head.n >= PE_LEAST ? "pe" : NULL;
	if (memcmp(head.p, "\0asm", 4) == 0)
		return "wasm";
	if (span_starts(head, "\xca\xfe\xba\xbe"))
		return fat_or_java(head);
	return executable_begins(head) ? "mach-o" : NULL;
}

static unsigned bid(const struct probe *probe)
{
	return kind_of(probe->head) ? BID_READ : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	const char *kind = kind_of(bytes);

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
