/* Policies on attestations out of TOML. */
#include "trust/attest/policy.h"

#include "base/toml.h"

enum { LIST_MAX = 1000, WORD_SHOWN = 64 };

struct load {
	struct arena *arena;
	const char *name;
	struct span text;
	enum err err; /* the first */
};

static void fault(struct load *load, uint64_t at, const char *what, struct span word)
{
	size_t line = 1;

	if (load->err != OK)
		return;
	for (uint64_t i = 0; i < at && i < load->text.n; i++)
		line += load->text.p[i] == '\n';
	word = span_part(word, 0, WORD_SHOWN);
	load->err = err_set(ERR_USAGE, "%s:%zu: %s%s%.*s", load->name, line, what,
			    word.n ? ": " : "", (int)word.n, (const char *)word.p);
}

static void check_keys(struct load *load, const struct value *table, const char *const *keys)
{
	value_each (key, table) {
		bool known = false;

		for (size_t i = 0; keys[i] && !known; i++)
			known = value_is(key, keys[i]);
		if (!known)
			fault(load, key->offset, "there is no such key", value_raw(key));
	}
}

static struct span get_text(struct load *load, const struct value *table, const char *key)
{
	const struct value *v = value_get(table, key);

	if (!v)
		return (struct span){ 0 };
	if (v->kind != VALUE_STRING || v->size == 0)
		fault(load, v->offset, "it takes a text in quotes, and not an empty one",
		      span_str(key));
	return value_text(v, load->arena);
}

static bool get_bool(struct load *load, const struct value *table, const char *key)
{
	const struct value *v = value_get(table, key);

	if (v && v->kind != VALUE_TRUE && v->kind != VALUE_FALSE)
		fault(load, v->offset, "it is true or false", span_str(key));
	return value_is_kind(v, VALUE_TRUE);
}

/* One text, or a list of them. */
static struct attest_list get_list(struct load *load, const struct value *table, const char *key)
{
	const struct value *v = value_get(table, key);
	struct span *all = arena_array(load->arena, LIST_MAX, sizeof(*all));
	struct attest_list list = { .all = all };

	if (!v)
		return list;
	if (v->kind == VALUE_STRING && v->size)
		all[list.n++] = value_text(v, load->arena);
	value_each (item, v)
		if (item->kind == VALUE_STRING && item->size && list.n < LIST_MAX)
			all[list.n++] = value_text(item, load->arena);
		else
			fault(load, item->offset, "it takes a list of texts", span_str(key));
	if (list.n == 0)
		fault(load, v->offset, "it takes a list of texts, and not an empty one",
		      span_str(key));
	return list;
}

/* What asks for nothing would let anything in; an empty [summary] asks for one that has passed. */
static void check_some(struct load *load, const struct value *table, const char *key)
{
	if (value_is_kind(table, VALUE_MAP) && table->size == 0 && strcmp(key, "summary") != 0)
		fault(load, table->offset, "it asks for nothing", span_str(key));
}

static const struct value *get_table(struct load *load, const struct value *root, const char *key,
				     const char *const *keys)
{
	const struct value *table = value_get(root, key);

	if (table && table->kind != VALUE_MAP)
		fault(load, table->offset, "it is a table", span_str(key));
	check_some(load, table, key);
	check_keys(load, table, keys);
	return table;
}

static void load_builders(struct load *load, const struct value *root, struct attest_policy *policy)
{
	static const char *const keys[] = { "id", "build-type", "identity", "issuer", NULL };
	const struct value *list = value_get(root, "builder");
	size_t n = value_is_kind(list, VALUE_LIST) ? list->size : 0;
	struct attest_builder *builders = arena_array(load->arena, n, sizeof(*builders));

	if (list && n == 0)
		fault(load, list->offset, "builders stand in double brackets",
		      span_str("[[builder]]"));
	value_each (item, list) {
		check_some(load, item, "builder");
		check_keys(load, item, keys);
		builders[policy->n_builders++] = (struct attest_builder){
			.id = get_text(load, item, "id"),
			.build_type = get_text(load, item, "build-type"),
			.identity = get_text(load, item, "identity"),
			.issuer = get_text(load, item, "issuer"),
		};
	}
	policy->builders = builders;
}

static void load_parameters(struct load *load, const struct value *root,
			    struct attest_policy *policy)
{
	const struct value *table = value_get(root, "parameters");
	size_t n = value_is_kind(table, VALUE_MAP) ? table->size : 0;
	struct attest_parameter *parameters = arena_array(load->arena, n, sizeof(*parameters));

	check_some(load, table, "parameters");
	value_each (key, table) {
		const struct value *v = value_of(key);

		if (v->kind != VALUE_STRING || v->size == 0)
			fault(load, key->offset, "it takes a text in quotes, and not an empty one",
			      value_raw(key));
		parameters[policy->n_parameters++] = (struct attest_parameter){
			.name = value_text(key, load->arena),
			.pattern = value_text(v, load->arena),
		};
	}
	policy->parameters = parameters;
}

static void load_all(struct load *load, const struct value *root, struct attest_policy *policy)
{
	static const char *const keys[] = { "predicate", "builder", "source", "parameters",
					    "materials", "summary", NULL };
	static const char *const source_keys[] = { "uri", "ref", "digest", NULL };
	static const char *const material_keys[] = { "allow", "digests", NULL };
	static const char *const summary_keys[] = { "verifier", "resource", "levels", NULL };
	const struct value *source, *materials, *summary;

	check_keys(load, root, keys);
	policy->predicates = get_list(load, root, "predicate");
	load_builders(load, root, policy);
	source = get_table(load, root, "source", source_keys);
	policy->source = get_text(load, source, "uri");
	policy->ref = get_text(load, source, "ref");
	policy->digest = get_text(load, source, "digest");
	load_parameters(load, root, policy);
	materials = get_table(load, root, "materials", material_keys);
	policy->materials = get_list(load, materials, "allow");
	policy->material_digests = get_bool(load, materials, "digests");
	summary = get_table(load, root, "summary", summary_keys);
	policy->has_summary = summary != NULL;
	policy->verifier = get_text(load, summary, "verifier");
	policy->resource = get_text(load, summary, "resource");
	policy->levels = get_list(load, summary, "levels");
}

enum err attest_policy_read(struct span text, const char *name, struct arena *arena,
			    struct attest_policy *policy)
{
	struct load load = { .arena = arena, .name = name, .text = text };
	struct toml toml;

	*policy = (struct attest_policy){ 0 };
	toml_read(&toml, arena, text);
	if (toml.why)
		fault(&load, toml.at, toml.why, (struct span){ 0 });
	load_all(&load, toml.root, policy);
	if (load.err == OK && toml.root->size == 0)
		fault(&load, 0, "a policy that asks for nothing", (struct span){ 0 });
	return load.err;
}
