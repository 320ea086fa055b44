/* The sections of a program. */
#include "eco/executable.h"

#include "base/reader.h"

enum { COMMANDS_MAX = 1024, PE_SECTION = 40, NAME_MAX = 64 };

static uint64_t number(const struct executable *x, uint64_t at, unsigned n)
{
	struct reader r;

	if (!reader_at(x->file, at, n, &r))
		return 0;
	return x->big ? reader_be(&r, n) : reader_le(&r, n);
}

static unsigned word(const struct executable *x)
{
	return x->wide ? 8 : 4;
}

/* A name of at most n bytes, ended by a zero. */
static struct span name_at(const struct executable *x, uint64_t at, uint64_t n)
{
	struct span name = span_part(x->file, at, n);
	ptrdiff_t end = span_byte(name, 0);

	return end == SPAN_NONE ? name : span_part(name, 0, (uint64_t)end);
}

/* ELF. */

enum { ELF_NO_BITS = 8 };

static bool read_elf(const struct executable *x, struct span *name, uint64_t *address,
		     struct span *bytes, uint64_t i)
{
	uint64_t at = x->table + i * x->entry, w = word(x);
	uint64_t file = number(x, at + 8 + 2 * w, (unsigned)w);
	uint64_t size = number(x, at + 8 + 3 * w, (unsigned)w);
	bool none = number(x, at + 4, 4) == ELF_NO_BITS;

	*name = name_at(x, x->names + number(x, at, 4), NAME_MAX);
	*address = number(x, at + 8 + w, (unsigned)w);
	*bytes = span_part(x->file, file, none ? 0 : size);
	return true;
}

static bool open_elf(struct executable *x)
{
	x->wide = number(x, 4, 1) == 2;
	x->big = number(x, 5, 1) == 2;
	x->table = number(x, x->wide ? 0x28 : 0x20, word(x));

	uint64_t sizes = x->wide ? 0x3a : 0x2e, names;

	x->entry = number(x, sizes, 2);
	x->n = number(x, sizes + 2, 2);
	names = x->table + number(x, sizes + 4, 2) * x->entry;
	x->names = number(x, names + 8 + 2 * (uint64_t)word(x), word(x));
	x->read = read_elf;
	return x->table < x->file.n;
}

/* PE. */

static bool read_pe(const struct executable *x, struct span *name, uint64_t *address,
		    struct span *bytes, uint64_t i)
{
	uint64_t at = x->table + i * x->entry;

	*name = name_at(x, at, 8);
	*address = x->base + number(x, at + 12, 4);
	*bytes = span_part(x->file, number(x, at + 20, 4), number(x, at + 16, 4));
	return true;
}

static bool open_pe(struct executable *x)
{
	static const struct span sign = SPAN("PE\0\0");
	uint64_t at = number(x, 0x3c, 4), optional = at + 24;

	if (!span_eq(span_part(x->file, at, 4), sign))
		return false;
	x->wide = number(x, optional, 2) == 0x20b;
	x->base = x->wide ? number(x, optional + 24, 8) : number(x, optional + 28, 4);
	x->n = number(x, at + 6, 2);
	x->table = optional + number(x, at + 20, 2);
	x->entry = PE_SECTION;
	x->read = read_pe;
	return true;
}

/* Mach-O: sections lie in segments, which are load commands. */

enum { SEGMENT = 1, SEGMENT_64 = 0x19 };

/* Where the i-th section's header lies, or 0. */
static uint64_t mach_section(const struct executable *x, uint64_t i)
{
	uint64_t at = x->table, head = x->wide ? 72 : 56;

	for (uint64_t c = 0; c < x->n && c < COMMANDS_MAX; c++) {
		uint64_t kind = number(x, at, 4), size = number(x, at + 4, 4);
		uint64_t n = number(x, at + head - 8, 4);

		if (kind == SEGMENT || kind == SEGMENT_64) {
			if (i < n)
				return at + head + i * x->entry;
			i -= n;
		}
		if (size < 8 || size > x->file.n - at)
			return 0;
		at += size;
	}
	return 0;
}

static bool read_mach(const struct executable *x, struct span *name, uint64_t *address,
		      struct span *bytes, uint64_t i)
{
	uint64_t at = mach_section(x, i), w = word(x);

	if (at == 0)
		return false;
	*name = name_at(x, at, 16);
	*address = number(x, at + 32, (unsigned)w);
	*bytes = span_part(x->file, number(x, at + 32 + 2 * w, 4),
			   number(x, at + 32 + w, (unsigned)w));
	return true;
}

static bool open_mach(struct executable *x)
{
	x->big = number(x, 0, 1) == 0xfe;
	x->wide = (number(x, 0, 4) & 1) == 1;
	x->n = number(x, 16, 4);
	x->table = x->wide ? 32 : 28;
	x->entry = x->wide ? 80 : 68;
	x->read = read_mach;
	return true;
}

static const struct magic {
	struct span sign;
	bool (*open)(struct executable *x);
} magics[] = {
	{ SPAN("\x7f"
	       "ELF"),
	  open_elf },
	{ SPAN("MZ"), open_pe },
	{ SPAN("\xcf\xfa\xed\xfe"), open_mach },
	{ SPAN("\xce\xfa\xed\xfe"), open_mach },
	{ SPAN("\xfe\xed\xfa\xcf"), open_mach },
	{ SPAN("\xfe\xed\xfa\xce"), open_mach },
};

static const struct magic *magic_of(struct span head)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (span_eq(span_part(head, 0, magics[i].sign.n), magics[i].sign))
			return &magics[i];
	return NULL;
}

bool executable_begins(struct span head)
{
	return magic_of(head) != NULL;
}

bool executable_open(struct executable *x, struct span file)
{
	const struct magic *magic = magic_of(file);

	*x = (struct executable){ .file = file };
	return magic && magic->open(x);
}

static uint64_t sections_of(const struct executable *x)
{
	return x->read != read_mach && x->n < EXECUTABLE_SECTIONS_MAX ? x->n
								      : EXECUTABLE_SECTIONS_MAX;
}

struct span executable_section(const struct executable *x, const char *wanted)
{
	struct span name, bytes;
	uint64_t address;

	for (uint64_t i = 0; i < sections_of(x) && x->read(x, &name, &address, &bytes, i); i++)
		if (span_is(name, wanted))
			return bytes;
	return (struct span){ 0 };
}

struct span executable_at(const struct executable *x, uint64_t wanted, uint64_t n)
{
	struct span name, bytes;
	uint64_t address;

	for (uint64_t i = 0; i < sections_of(x) && x->read(x, &name, &address, &bytes, i); i++)
		if (address && wanted >= address && wanted - address < bytes.n &&
		    n <= bytes.n - (wanted - address))
			return span_part(bytes, wanted - address, n);
	return (struct span){ 0 };
}
