/* Publishers of Python packages. */
#include "eco/pypi/publisher.h"

static const struct row {
	const char *kind, *issuer, *before, *name, *between, *path, *after;
} rows[] = {
	{ "GitHub", "https://token.actions.githubusercontent.com", "https://github.com/",
	  "repository", "/.github/workflows/", "workflow", "@*" },
	{ "GitLab", "https://gitlab.com", "https://gitlab.com/", "repository", "//",
	  "workflow_filepath", "@*" },
	{ "Google", "https://accounts.google.com", "", "email", "", NULL, "" },
};

/* A text that may stand in a pattern. */
static bool read_text(const struct value *object, const char *key, struct arena *arena,
		      struct span *out)
{
	const struct value *v = value_get(object, key);

	*out = value_is_kind(v, VALUE_STRING) ? value_text(v, arena) : (struct span){ 0 };
	return out->n && span_byte(*out, '*') == SPAN_NONE;
}

static enum pypi_publisher_state read_row(const struct row *row, const struct value *object,
					  struct arena *arena, struct pypi_publisher *out)
{
	struct span name, path = { 0 };

	if (!read_text(object, row->name, arena, &name) ||
	    (row->path && !read_text(object, row->path, arena, &path)))
		return PYPI_PUBLISHER_PARTIAL;

	const struct span parts[] = { span_str(row->before), name, span_str(row->between), path,
				      span_str(row->after) };

	out->identity = arena_join(arena, parts, sizeof(parts) / sizeof(*parts));
	out->issuer = span_str(row->issuer);
	return PYPI_PUBLISHER_KNOWN;
}

enum pypi_publisher_state pypi_publisher_read(const struct value *object, struct arena *arena,
					      struct pypi_publisher *out)
{
	const struct value *kind = value_get(object, "kind");

	*out = (struct pypi_publisher){ 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (value_is_kind(kind, VALUE_STRING) && value_is(kind, rows[i].kind))
			return read_row(&rows[i], object, arena, out);
	return PYPI_PUBLISHER_UNKNOWN;
}
