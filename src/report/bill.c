/* A report as a bill of materials. */
#include "report/bill.h"

#include <stdio.h>

#include "base/escape.h"
#include "base/set.h"
#include "sys/digest.h"

enum { BILL_MiB = 1024, REF_MAX = 4 << 10 };

static bool is_printable_ascii(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] >= 0x7f)
			return false;
	return text.n > 0;
}

/* The package URL when it is there and says which version, else a name with the place in the list:
 * two ranges of one package are two components. */
static void write_ref(struct buf *ref, const struct component *c, bool plain)
{
	buf_clear(ref);
	if (is_printable_ascii(c->purl)) {
		buf_span(ref, c->purl);
	} else {
		buf_str(ref, component_kind_word(c->kind));
		buf_byte(ref, ':');
		escape_path(ref, c->name);
	}
	if (!plain)
		buf_printf(ref, "#%llu", (unsigned long long)c->order);
}

static void make_refs(struct bill *bill)
{
	const struct report *report = bill->report;
	size_t n = report->n_components;
	struct span *slots = arena_array(&bill->arena, set_room(n + 1), sizeof(*slots));
	struct set seen;
	struct buf ref;

	bill->refs = arena_array(&bill->arena, n + 1, sizeof(*bill->refs));
	set_init(&seen, slots, n + 1);
	buf_init(&ref, REF_MAX);
	for (const struct component *c = report->components; c; c = c->next) {
		write_ref(&ref, c, c->certainty == CERTAINTY_EXACT);
		if (set_has(&seen, buf_view(&ref)))
			write_ref(&ref, c, false);
		bill->refs[c->order] = arena_copy(&bill->arena, buf_view(&ref));
		(void)set_add(&seen, bill->refs[c->order]); /* at worst a ref has a number more */
	}
	buf_free(&ref);
}

/* The one project of the tree, when there is just one. */
static const struct component *only_root(const struct report *report)
{
	const struct component *root = NULL;

	for (const struct component *c = report->components; c; c = c->next) {
		if (!c->is_root)
			continue;
		if (root)
			return NULL;
		root = c;
	}
	return root;
}

static struct span last_part(struct span path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;

	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n - 1) : NULL;

	return slash ? span_from(path, (uint64_t)(slash + 1 - path.p)) : path;
}

static struct span name_of(struct bill *bill)
{
	struct span name = bill->root ? bill->root->name : last_part(bill->report->target);
	struct buf shown;

	buf_init(&shown, REF_MAX);
	escape_text(&shown, name.n ? name : span_str("target"));

	struct span copy = arena_copy(&bill->arena, buf_view(&shown));

	buf_free(&shown);
	return copy;
}

/* A serial number of version 8 (RFC 9562 section 5.8) from what the bill lists: the same content
 * has the same number. */
static void set_serial(struct bill *bill)
{
	struct digest *digest = digest_new();
	uint8_t sum[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];

	digest_reset(digest);
	digest_add(digest, bill->name);
	for (const struct component *c = bill->report->components; c; c = c->next) {
		digest_add(digest, span_str("\n"));
		digest_add(digest, bill->refs[c->order]);
		digest_add(digest, c->range);
	}
	digest_end(digest, sum);
	digest_free(digest);
	sum[6] = (uint8_t)(0x80 | (sum[6] & 0x0f));
	sum[8] = (uint8_t)(0x80 | (sum[8] & 0x3f));
	digest_hex(sum, hex);
	(void)snprintf(bill->serial, sizeof(bill->serial), "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s",
		       hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

void bill_init(struct bill *bill, const struct report *report)
{
	*bill = (struct bill){ .report = report };
	arena_init(&bill->arena, MiB(BILL_MiB), NULL, NULL);
	make_refs(bill);
	bill->root = only_root(report);
	bill->name = name_of(bill);
	set_serial(bill);
}

void bill_free(struct bill *bill)
{
	arena_free(&bill->arena);
}

struct span bill_ref(const struct bill *bill, const struct component *component)
{
	return component == bill->root ? span_str(BILL_ROOT_REF) : bill->refs[component->order];
}

bool bill_lists(const struct bill *bill, const struct component *component)
{
	return component != bill->root && !component->removed;
}

static bool tree_needs(const struct report *report, const struct component *component)
{
	for (const struct dependency *d = report->needs; d; d = d->next)
		if (d->component == component)
			return true;
	return false;
}

bool bill_needs(const struct bill *bill, const struct component *component)
{
	if (!component->dependents)
		return true;
	for (const struct dependency *d = component->dependents; d; d = d->next)
		if (bill->root && d->component == bill->root)
			return true;
	return tree_needs(bill->report, component);
}
