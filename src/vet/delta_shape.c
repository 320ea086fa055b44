/* Code that nobody can read, in a package whose code could be read. */
#include "vet/delta.h"

enum shape { SHAPE_HEX_NAMES, SHAPE_ESCAPES, SHAPE_OPAQUE, SHAPE_PACKED, SHAPE_FOREIGN, SHAPES };

static const struct {
	const char *before, *after;
} sentences[SHAPES] = {
	[SHAPE_HEX_NAMES] = { "The names in ", " are hexadecimal digits, as obfuscators make them; "
					       "the previous release had no such file." },
	[SHAPE_ESCAPES] = { "The texts in ", " are spelt byte by byte; those of the previous "
					     "release were not." },
	[SHAPE_OPAQUE] = { "There is a long encoded text in ", ", and the previous release had "
							       "none such." },
	[SHAPE_PACKED] = { "All of ", " stands on few giant lines; the previous release had no "
				      "such file." },
	[SHAPE_FOREIGN] = { "A large program in JavaScript, ", ", is part of a Python package that "
							       "had none." },
};

/* From so much on a file is of that shape; what is far below it in the previous release is a jump.
 */
enum {
	HEX_NAMES = 30,
	ESCAPES = 400,
	OPAQUE = 3000,
	PACKED_SIZE = 64 << 10,
	PACKED_LINE = 1000,
	FOREIGN_SIZE = 256 << 10,
	JUMP = 4,
};

static const struct fact *shape_fact(const struct member *member)
{
	const struct artifact *artifact = member->artifact;

	for (size_t i = 0; i < artifact->n_facts; i++)
		if (artifact->facts[i]->kind == FACT_METADATA &&
		    fact_is(artifact->facts[i], "key", "shape"))
			return artifact->facts[i];
	return NULL;
}

/* Whether the file has the shape, measured by limits that are `part` times lower. */
static bool has_shape(const struct release *release, const struct fact *fact, enum shape shape,
		      uint64_t part)
{
	uint64_t size = fact_number(fact, "size", 0), lines = fact_number(fact, "lines", 1);
	bool javascript = fact_is(fact, "value", "javascript");

	switch (shape) {
	case SHAPE_HEX_NAMES:
		return fact_number(fact, "hex_names", 0) >= HEX_NAMES / part;
	case SHAPE_ESCAPES: /* a tenth of the file is such; tables of characters are less */
		return fact_number(fact, "escapes", 0) >= ESCAPES / part &&
		       40 * part * fact_number(fact, "escapes", 0) > size;
	case SHAPE_OPAQUE:
		return fact_number(fact, "opaque", 0) >= OPAQUE / part;
	case SHAPE_PACKED:
		return javascript && size >= PACKED_SIZE / part &&
		       size / (lines ? lines : 1) >= PACKED_LINE / part;
	case SHAPE_FOREIGN:
		return javascript && size >= FOREIGN_SIZE / part &&
		       span_is(release->ecosystem, "pypi");
	case SHAPES:
		break;
	}
	return false;
}

static bool any_has(const struct release *release, enum shape shape)
{
	for (size_t i = 0; i < release->n; i++) {
		const struct fact *fact = shape_fact(&release->members[i]);

		if (fact && has_shape(release, fact, shape, JUMP))
			return true;
	}
	return false;
}

/* Builds for web pages are packed and hold all kinds of data; what Node.js runs is another matter.
 */
static bool counts(const struct member *member, const struct fact *fact, enum shape shape)
{
	bool aside = member->moment == MOMENT_ASIDE;
	bool page = fact_is(fact, "value", "javascript") && member->moment < MOMENT_IMPORT;

	return !aside && !(page && (shape == SHAPE_PACKED || shape == SHAPE_OPAQUE));
}

static const struct member *first_of(const struct release *release, enum shape shape)
{
	for (size_t i = 0; i < release->n; i++) {
		const struct member *m = &release->members[i];
		const struct fact *fact = m->unchanged ? NULL : shape_fact(m);

		if (fact && counts(m, fact, shape) && has_shape(release, fact, shape, 1))
			return m;
	}
	return NULL;
}

static void judge(const struct delta *delta, enum shape shape)
{
	const struct member *first = first_of(delta->now, shape);
	const struct release *changed, *whole;

	if (!first)
		return;
	changed = delta->changed(delta->context);
	if (!changed || any_has(changed, shape))
		return;
	whole = delta->whole(delta->context);
	if (whole && !any_has(whole, shape))
		delta_say(delta, RELEASE_OBFUSCATED, first, NULL, "file", first->place,
			  sentences[shape].before, sentences[shape].after);
}

void delta_shape(const struct delta *delta)
{
	for (unsigned shape = 0; shape < SHAPES; shape++)
		judge(delta, (enum shape)shape);
}
