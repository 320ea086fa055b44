/* Pipfile: sources, and tables of packages by category (`packages`, `dev-packages`, others). */
#include "eco/pypi/declared.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "Pipfile") ? BID_LIKELY : BID_NONE;
}

static bool is_category(struct span key)
{
	static const char *const others[] = { "source", "requires", "scripts", "pipenv" };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (span_is(key, others[i]))
			return false;
	return true;
}

static void read(struct job *job, struct span bytes)
{
	struct declared declared = declared_of(job, bytes);
	struct toml toml;

	toml_read(&toml, declared.arena, bytes);
	if (toml.why)
		job_malformed(job, toml.why, toml.at);
	/* A package comes from one named source, so that a second one is no danger. */
	value_each (source, value_get(toml.root, "source"))
		declared_index(&declared, source, false);
	value_each (key, toml.root)
		if (is_category(value_text(key, declared.arena)))
			declared_table(&declared, value_of(key),
				       value_is(key, "dev-packages") ? "dev" : "required");
}

const struct format format_pypi_pipfile = {
	.name = "python-pipfile",
	.bid = bid,
	.read = read,
	.of_project = true,
};
