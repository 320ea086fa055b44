/* What changed from one bill of materials to another. */
#include "report/bill_diff.h"

#include <assert.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/jsonw.h"
#include "base/mem.h"

enum { DIFF_MiB = 512, VALUES_MAX = 4 << 10 };

static const char *const words[BILL_CHANGE_COUNT] = {
	[BILL_APPEARED] = "appeared", [BILL_VANISHED] = "vanished", [BILL_VERSION] = "version",
	[BILL_DIGEST] = "digest",     [BILL_LICENCE] = "licence",
};

const char *bill_change_word(enum bill_change_kind kind)
{
	assert(kind < BILL_CHANGE_COUNT);
	return words[kind];
}

struct listing {
	const struct component **all; /* in the order of reports: by name, then by version */
	size_t n;
};

static struct listing list(const struct report *report)
{
	struct listing listing = { .all = mem_alloc((report->n_components + 1) *
						    sizeof(*listing.all)) };

	for (const struct component *c = report->components; c; c = c->next)
		if (!c->removed)
			listing.all[listing.n++] = c;
	return listing;
}

static void add(struct bill_diff *diff, struct bill_change change)
{
	diff->changes[diff->n++] = change;
	diff->counts[change.kind]++;
}

/* Names. */

static int name_order(const struct component *a, const struct component *b)
{
	int order = (a->kind > b->kind) - (a->kind < b->kind);

	if (order == 0)
		order = span_cmp(a->ecosystem, b->ecosystem);
	if (order == 0)
		order = span_cmp(a->namespace, b->namespace);
	return order ? order : span_cmp(a->name, b->name);
}

/* How many from the i-th on have its name. */
static size_t run_of(const struct listing *listing, size_t i)
{
	size_t n = 1;

	while (i + n < listing->n && name_order(listing->all[i], listing->all[i + n]) == 0)
		n++;
	return n;
}

static int version_order_of_bytes(const struct component *a, const struct component *b)
{
	int order = span_cmp(a->version, b->version);

	if (order == 0)
		order = span_cmp(a->qualifiers, b->qualifiers);
	return order ? order : span_cmp(a->range, b->range);
}

/* Values of one key, in their order. */

static struct span values_of(struct arena *arena, const struct property *list, struct span key)
{
	struct buf text;

	buf_init(&text, VALUES_MAX);
	for (const struct property *p = list; p; p = p->next) {
		if (!span_eq(p->key, key))
			continue;
		if (text.n)
			buf_str(&text, ", ");
		escape_text(&text, p->value);
	}

	struct span copy = arena_copy(arena, buf_view(&text));

	buf_free(&text);
	return copy;
}

static bool is_first_of_key(const struct property *list, const struct property *one)
{
	const struct property *p = list;

	while (!span_eq(p->key, one->key))
		p = p->next;
	return p == one;
}

/* Digests of an algorithm that both have; one without any has said nothing. */
static void compare_digests(struct bill_diff *diff, const struct component *a,
			    const struct component *b)
{
	for (const struct property *p = a->digests; p; p = p->next) {
		struct span from = values_of(&diff->arena, a->digests, p->key);
		struct span to = values_of(&diff->arena, b->digests, p->key);

		if (is_first_of_key(a->digests, p) && to.n && !span_eq(from, to)) {
			add(diff, (struct bill_change){ BILL_DIGEST, a, b, from, to });
			return;
		}
	}
}

static void compare_licences(struct bill_diff *diff, const struct component *a,
			     const struct component *b)
{
	struct span key = span_str("licence");
	struct span from = values_of(&diff->arena, a->licences, key);
	struct span to = values_of(&diff->arena, b->licences, key);

	if (!span_eq(from, to))
		add(diff, (struct bill_change){ BILL_LICENCE, a, b, from, to });
}

/* Versions of one name. What both have is compared; of the rest as many as there are on both sides
 * are a change of version each. */

struct side {
	const struct component **all;
	size_t n;
};

static void pair_equals(struct bill_diff *diff, struct side *a, struct side *b)
{
	size_t i = 0, j = 0, left_a = 0, left_b = 0;

	while (i < a->n || j < b->n) {
		int order = i == a->n	? 1
			    : j == b->n ? -1
					: version_order_of_bytes(a->all[i], b->all[j]);

		if (order < 0) {
			a->all[left_a++] = a->all[i++];
		} else if (order > 0) {
			b->all[left_b++] = b->all[j++];
		} else {
			compare_digests(diff, a->all[i], b->all[j]);
			compare_licences(diff, a->all[i++], b->all[j++]);
		}
	}
	a->n = left_a;
	b->n = left_b;
}

static struct span version_of(struct arena *arena, const struct component *c)
{
	struct buf text;

	buf_init(&text, VALUES_MAX);
	escape_text(&text, c->version.n ? c->version : c->range);
	if (c->qualifiers.n) {
		buf_byte(&text, '?');
		escape_text(&text, c->qualifiers);
	}

	struct span copy = arena_copy(arena, buf_view(&text));

	buf_free(&text);
	return copy;
}

static void compare_group(struct bill_diff *diff, struct side a, struct side b)
{
	size_t i = 0;

	pair_equals(diff, &a, &b);
	for (; i < a.n && i < b.n; i++) {
		add(diff, (struct bill_change){ BILL_VERSION, a.all[i], b.all[i],
						version_of(&diff->arena, a.all[i]),
						version_of(&diff->arena, b.all[i]) });
		compare_licences(diff, a.all[i], b.all[i]);
	}
	for (size_t j = i; j < a.n; j++)
		add(diff, (struct bill_change){ .kind = BILL_VANISHED, .before = a.all[j] });
	for (size_t j = i; j < b.n; j++)
		add(diff, (struct bill_change){ .kind = BILL_APPEARED, .after = b.all[j] });
}

static void compare(struct bill_diff *diff, const struct listing *a, const struct listing *b)
{
	size_t i = 0, j = 0;

	while (i < a->n || j < b->n) {
		int order = i == a->n ? 1 : j == b->n ? -1 : name_order(a->all[i], b->all[j]);
		struct side left = { a->all + i, order <= 0 ? run_of(a, i) : 0 };
		struct side right = { b->all + j, order >= 0 ? run_of(b, j) : 0 };

		i += left.n;
		j += right.n;
		compare_group(diff, left, right);
	}
}

void bill_diff(struct bill_diff *diff, const struct report *before, const struct report *after)
{
	struct listing a = list(before), b = list(after);

	*diff = (struct bill_diff){ 0 };
	arena_init(&diff->arena, MiB(DIFF_MiB), NULL, NULL);
	diff->changes = arena_array(&diff->arena, 2 * (a.n + b.n) + 1, sizeof(*diff->changes));
	compare(diff, &a, &b);
	mem_free(a.all);
	mem_free(b.all);
}

void bill_diff_free(struct bill_diff *diff)
{
	arena_free(&diff->arena);
}

/* For people. */

static const char marks[BILL_CHANGE_COUNT] = {
	[BILL_APPEARED] = '+', [BILL_VANISHED] = '-', [BILL_VERSION] = '~',
	[BILL_DIGEST] = '!',   [BILL_LICENCE] = '#',
};

static void write_line(const struct bill_change *change, struct sink *out)
{
	const struct component *c = change->after ? change->after : change->before;
	struct buf title;

	buf_init(&title, VALUES_MAX);
	component_title(c, &title);
	sink_printf(out, "%c %s ", marks[change->kind], component_kind_word(c->kind));
	if (c->ecosystem.n) {
		struct buf ecosystem;

		buf_init(&ecosystem, VALUES_MAX);
		escape_text(&ecosystem, c->ecosystem);
		sink_span(out, buf_view(&ecosystem));
		sink_byte(out, ':');
		buf_free(&ecosystem);
	}
	sink_span(out, buf_view(&title));
	buf_free(&title);
	if (change->before && change->after) {
		sink_printf(out, ": %s ", bill_change_word(change->kind));
		sink_span(out, change->from.n ? change->from : span_str("none"));
		sink_str(out, " -> ");
		sink_span(out, change->to.n ? change->to : span_str("none"));
	}
	sink_byte(out, '\n');
}

void bill_diff_text(const struct bill_diff *diff, struct sink *out)
{
	for (size_t i = 0; i < diff->n; i++)
		write_line(&diff->changes[i], out);
	sink_printf(
		out, "%zu appeared, %zu vanished, %zu changed version, %zu digest, %zu licence.\n",
		diff->counts[BILL_APPEARED], diff->counts[BILL_VANISHED],
		diff->counts[BILL_VERSION], diff->counts[BILL_DIGEST], diff->counts[BILL_LICENCE]);
}

/* JSON. */

static void write_purl(struct jsonw *w, const char *key, const struct component *c)
{
	if (c && c->purl.n)
		jsonw_text(w, key, c->purl);
	else
		jsonw_null(w, key);
}

static void write_change(struct jsonw *w, const struct bill_change *change)
{
	const struct component *c = change->after ? change->after : change->before;
	bool is_pair = change->before && change->after;

	jsonw_map(w, NULL);
	jsonw_word(w, "change", bill_change_word(change->kind));
	jsonw_word(w, "kind", component_kind_word(c->kind));
	jsonw_text(w, "ecosystem", c->ecosystem);
	jsonw_text(w, "namespace", c->namespace);
	jsonw_text(w, "name", c->name);
	jsonw_text(w, "version", c->version);
	write_purl(w, "purl_before", change->before);
	write_purl(w, "purl_after", change->after);
	if (is_pair) {
		jsonw_text(w, "from", change->from);
		jsonw_text(w, "to", change->to);
	}
	jsonw_map_end(w);
}

void bill_diff_json(const struct bill_diff *diff, const struct report *before,
		    const struct report *after, struct sink *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema", "assay.bom-diff/1");
	jsonw_text(&w, "before", before->target);
	jsonw_text(&w, "after", after->target);
	jsonw_map_flat(&w, "counts");
	for (size_t i = 0; i < BILL_CHANGE_COUNT; i++)
		jsonw_number(&w, words[i], diff->counts[i]);
	jsonw_map_end(&w);
	jsonw_list(&w, "changes");
	for (size_t i = 0; i < diff->n; i++)
		write_change(&w, &diff->changes[i]);
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
}
