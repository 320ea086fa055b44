/* From facts about components to the components of a report. */
#include "scan/inventory.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "scan/identity.h"
#include "scan/link.h"

enum {
	KEY_MAX = 64 << 10,
	SCRATCH_MiB = 16,     /* a fact fits one message */
	PROPERTIES_MAX = 512, /* of one component and list */
	FIRST_SLOTS = 1 << 10,
	PROBES_MAX = 128, /* keys that collide more often are chosen to; they are not merged */
};

struct slot {
	uint64_t hash;
	struct component *component;
};

struct inventory {
	struct report *report;
	struct slot *slots; /* a power of two, at most half of them taken */
	size_t n_slots;
	struct buf key;
	struct arena scratch; /* of the fact at hand */
	struct link *link;
	struct listed *listed, **listed_end;
};

struct inventory *inventory_new(struct report *report)
{
	struct inventory *inventory = mem_alloc(sizeof(*inventory));

	inventory->report = report;
	inventory->n_slots = FIRST_SLOTS;
	inventory->slots = mem_alloc(FIRST_SLOTS * sizeof(struct slot));
	inventory->listed_end = &inventory->listed;
	inventory->link = link_new(report);
	buf_init(&inventory->key, KEY_MAX);
	arena_init(&inventory->scratch, MiB(SCRATCH_MiB), NULL, NULL);
	return inventory;
}

void inventory_free(struct inventory *inventory)
{
	if (!inventory)
		return;
	link_free(inventory->link);
	buf_free(&inventory->key);
	arena_free(&inventory->scratch);
	mem_free(inventory->slots);
	mem_free(inventory);
}

const struct listed *inventory_listed(const struct inventory *inventory)
{
	return inventory->listed;
}

/* Identity. */

static void add_field(struct buf *key, struct span text)
{
	buf_le(key, text.n, 4);
	buf_span(key, text);
}

static struct span key_of(struct buf *key, const struct component *c)
{
	buf_clear(key);
	buf_byte(key, (uint8_t)c->kind);
	add_field(key, c->ecosystem);
	add_field(key, c->key);
	add_field(key, c->version);
	add_field(key, c->qualifiers);
	add_field(key, c->range);
	return buf_view(key);
}

static bool same(const struct component *a, const struct component *b)
{
	return a->kind == b->kind && span_eq(a->ecosystem, b->ecosystem) &&
	       span_eq(a->key, b->key) && span_eq(a->version, b->version) &&
	       span_eq(a->qualifiers, b->qualifiers) && span_eq(a->range, b->range);
}

static void place(struct slot *slots, size_t n, struct slot one)
{
	size_t i = one.hash & (n - 1);

	for (size_t probes = 0; probes < PROBES_MAX; probes++, i = (i + 1) & (n - 1))
		if (!slots[i].component) {
			slots[i] = one;
			return;
		}
}

static void grow(struct inventory *inventory)
{
	size_t n = 2 * inventory->n_slots;
	struct slot *slots = mem_alloc(n * sizeof(*slots));

	for (size_t i = 0; i < inventory->n_slots; i++)
		if (inventory->slots[i].component)
			place(slots, n, inventory->slots[i]);
	mem_free(inventory->slots);
	inventory->slots = slots;
	inventory->n_slots = n;
}

static struct component *find(const struct inventory *inventory, const struct component *like,
			      uint64_t hash)
{
	size_t mask = inventory->n_slots - 1, i = hash & mask;

	for (size_t probes = 0; probes < PROBES_MAX; probes++, i = (i + 1) & mask) {
		const struct slot *slot = &inventory->slots[i];

		if (!slot->component)
			return NULL;
		if (slot->hash == hash && same(slot->component, like))
			return slot->component;
	}
	return NULL;
}

/* Of several spellings of one name the first in the order of bytes stands, whichever came first. */
static void respell(struct arena *arena, struct component *component, const struct component *like)
{
	if (span_cmp(like->name, component->name) >= 0)
		return;
	component->namespace = arena_copy(arena, like->namespace);
	component->name = arena_copy(arena, like->name);
	component->purl = arena_copy(arena, like->purl);
}

/* The component that is the same as `like`, made when there is none yet. */
static struct component *enter(struct inventory *inventory, const struct component *like)
{
	struct arena *arena = &inventory->report->arena;
	uint64_t hash = hash_span(key_of(&inventory->key, like));
	struct component *component = find(inventory, like, hash);

	if (component) {
		respell(arena, component, like);
		return component;
	}
	component = report_component(inventory->report);
	component->kind = like->kind;
	component->certainty = like->certainty;
	component->ecosystem = arena_copy(arena, like->ecosystem);
	component->namespace = arena_copy(arena, like->namespace);
	component->name = arena_copy(arena, like->name);
	component->version = arena_copy(arena, like->version);
	component->qualifiers = arena_copy(arena, like->qualifiers);
	component->range = arena_copy(arena, like->range);
	component->key = arena_copy(arena, like->key);
	component->purl = arena_copy(arena, like->purl);
	if (2 * inventory->report->n_components > inventory->n_slots)
		grow(inventory);
	place(inventory->slots, inventory->n_slots, (struct slot){ hash, component });
	return component;
}

/* What else is said of it. */

static void add_property(struct arena *arena, struct property **list, struct span key,
			 struct span value)
{
	size_t n = 0;

	for (const struct property *p = *list; p; p = p->next)
		if (n++ == PROPERTIES_MAX || (span_eq(p->key, key) && span_eq(p->value, value)))
			return;

	struct property *property = arena_alloc(arena, sizeof(*property));

	*property = (struct property){ arena_copy(arena, key), arena_copy(arena, value), *list };
	*list = property;
}

/* Where two sources disagree the first in the order of bytes stands, whichever came first. */
static void settle(struct arena *arena, struct span *field, struct span text)
{
	if (text.n && (field->n == 0 || span_cmp(text, *field) < 0))
		*field = arena_copy(arena, text);
}

static void add_digest(struct arena *arena, struct component *component, struct span text)
{
	ptrdiff_t colon = span_byte(text, ':');

	if (colon > 0)
		add_property(arena, &component->digests, span_part(text, 0, (uint64_t)colon),
			     span_from(text, (uint64_t)colon + 1));
}

static struct span attr_text(struct arena *arena, const struct attr *attr)
{
	return attr->is_number
		       ? span_str(arena_printf(arena, "%llu", (unsigned long long)attr->number))
		       : attr->text;
}

/* Keys that are no property, being said elsewhere. */
static bool is_field(struct span key)
{
	static const char *const fields[] = { "kind",	  "ecosystem", "namespace",  "name",
					      "version",  "range",     "qualifiers", "method",
					      "scope",	  "line",      "id",	     "root",
					      "from_purl" };

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (span_is(key, fields[i]))
			return true;
	return false;
}

static void add_attr(struct arena *arena, struct component *c, const struct attr *attr)
{
	struct span text = attr_text(arena, attr);

	if (text.n == 0 || is_field(attr->key))
		return;
	if (span_is(attr->key, "digest"))
		add_digest(arena, c, text);
	else if (span_is(attr->key, "licence"))
		add_property(arena, &c->licences, attr->key, text);
	else if (span_is(attr->key, "supplier"))
		settle(arena, &c->supplier, text);
	else if (span_is(attr->key, "origin"))
		settle(arena, &c->origin, text);
	else if (span_is(attr->key, "description"))
		settle(arena, &c->description, text);
	else
		add_property(arena, &c->properties, attr->key, text);
}

static void add_occurrence(struct arena *arena, struct component *component,
			   struct artifact *artifact, const struct fact *fact)
{
	struct occurrence *occurrence = arena_alloc(arena, sizeof(*occurrence));

	*occurrence = (struct occurrence){
		.artifact = artifact,
		.offset = fact->offset,
		.line = fact_number(fact, "line", 0),
		.method = arena_copy(arena, fact_text(fact, "method")),
		.scope = arena_copy(arena, fact_text(fact, "scope")),
		.range = arena_copy(arena, fact_text(fact, "range")),
		.next = component->occurrences,
	};
	component->occurrences = occurrence;
}

/* Facts. */

static struct component like_fact(const struct fact *fact, struct arena *scratch)
{
	struct component like = {
		.kind = component_kind_parse(fact_text(fact, "kind")),
		.ecosystem = fact_text(fact, "ecosystem"),
		.namespace = fact_text(fact, "namespace"),
		.name = fact_text(fact, "name"),
		.version = fact_text(fact, "version"),
		.qualifiers = fact_text(fact, "qualifiers"),
		.range = fact_text(fact, "range"),
	};

	identity_settle(&like, fact_text(fact, "from_purl"), scratch);
	if (like.version.n)
		like.range = (struct span){ 0 };
	like.certainty = like.version.n ? CERTAINTY_EXACT
			 : like.range.n ? CERTAINTY_RANGE
					: CERTAINTY_UNRESOLVED;
	return like;
}

static void add_component(struct inventory *inventory, struct artifact *artifact,
			  const struct fact *fact)
{
	struct arena *arena = &inventory->report->arena;
	struct component like;

	arena_reset(&inventory->scratch);
	like = like_fact(fact, &inventory->scratch);

	if (like.name.n == 0)
		return;

	struct component *component = enter(inventory, &like);

	for (size_t i = 0; i < fact->n_attrs; i++)
		add_attr(arena, component, &fact->attrs[i]);
	add_occurrence(arena, component, artifact, fact);
	component->is_root |= fact_is(fact, "root", "yes");
	link_id(inventory->link, artifact, fact, component);
}

static void add_listed(struct inventory *inventory, struct artifact *artifact,
		       const struct fact *fact)
{
	struct arena *arena = &inventory->report->arena;
	struct listed *listed = arena_alloc(arena, sizeof(*listed));

	*listed = (struct listed){
		.manifest = artifact,
		.path = arena_copy(arena, fact_text(fact, "path")),
		.algorithm = arena_copy(arena, fact_text(fact, "algorithm")),
		.digest = arena_copy(arena, fact_text(fact, "digest")),
		.size = fact_number(fact, "size", OFFSET_NONE),
	};
	*inventory->listed_end = listed;
	inventory->listed_end = &listed->next;
}

void inventory_fact(struct inventory *inventory, struct artifact *artifact, const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_COMPONENT:
		add_component(inventory, artifact, fact);
		return;
	case FACT_DEPENDENCY:
		link_need(inventory->link, artifact, fact);
		return;
	case FACT_LISTED:
		add_listed(inventory, artifact, fact);
		return;
	default:
		return;
	}
}

void inventory_close(struct inventory *inventory, const struct artifact *artifact)
{
	link_close(inventory->link, artifact);
}

void inventory_finish(struct inventory *inventory)
{
	link_finish(inventory->link);
}
