/* Statements against findings. */
#include "advisory/vex.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/time.h"
#include "check/advisory.h"
#include "core/purl.h"

enum { STATEMENTS_MAX = 200000, NAMES_MAX = 64 };

/* One product of one statement. */
struct statement {
	struct acceptance *acceptance; /* of the whole statement */
	struct purl product;
	struct span names[NAMES_MAX]; /* of the vulnerability */
	size_t n_names;
	struct purl *parts;
	size_t n_parts;
	bool has_product, accepts;
	bool in_tree; /* a component is its product */
	bool is_met;  /* it is about a finding */
	int64_t when;
	uint64_t order;
	struct statement *next;
};

/* Statements by the hash of what they are looked for by. */
struct lookup {
	struct sort_item *items; /* in order; `index` is that of the statement */
	struct statement **statements;
	size_t n;
};

struct vex_book {
	struct report *report;
	struct statement *first, **end;
	struct lookup by_name, by_product;
	uint64_t n;
	const char *document; /* whose statement came last, and its number there */
	uint64_t number;
	struct acceptance *acceptance;
};

struct vex_book *vex_book_new(struct report *report)
{
	struct vex_book *book = mem_alloc(sizeof(*book));

	book->report = report;
	book->end = &book->first;
	return book;
}

void vex_book_free(struct vex_book *book)
{
	mem_free(book);
}

/* What comes in. */

/* The acceptance of a statement, shared by its products. */
static struct acceptance *acceptance_of(struct vex_book *book, const char *document,
					const struct fact *fact)
{
	struct arena *arena = &book->report->arena;
	uint64_t number = fact_number(fact, "number", 0);
	struct acceptance *acceptance;

	if (book->acceptance && book->document == document && book->number == number)
		return book->acceptance;
	acceptance = report_acceptance(book->report);
	acceptance->kind = ACCEPTED_VEX;
	acceptance->what = arena_copy(arena, fact_text(fact, "vulnerability"));
	acceptance->owner = arena_copy(arena, fact_text(fact, "who"));
	acceptance->source = span_str(
		arena_printf(arena, "%s, statement %llu", document, (unsigned long long)number));
	book->acceptance = acceptance;
	book->document = document;
	book->number = number;
	return acceptance;
}

static void add_attr(struct vex_book *book, struct statement *statement, const struct attr *attr)
{
	struct arena *arena = &book->report->arena;

	if (span_is(attr->key, "vulnerability") && statement->n_names < NAMES_MAX)
		statement->names[statement->n_names++] = arena_copy(arena, attr->text);
	else if (span_is(attr->key, "part"))
		statement->n_parts +=
			purl_parse_lenient(&statement->parts[statement->n_parts], arena,
					   arena_copy(arena, attr->text), NULL);
	else if (span_is(attr->key, "product"))
		statement->has_product = purl_parse_lenient(&statement->product, arena,
							    arena_copy(arena, attr->text), NULL);
}

/* "not affected, component_not_present: it is a build tool". */
static struct span reason_of(struct vex_book *book, const struct fact *fact)
{
	struct span status = fact_text(fact, "status"), why = fact_text(fact, "justification");
	struct span reason = fact_text(fact, "reason");

	return span_str(arena_printf(&book->report->arena, "%.*s%s%.*s%s%.*s", (int)status.n,
				     (const char *)status.p, why.n ? ", " : "", (int)why.n,
				     (const char *)why.p, reason.n ? ": " : "", (int)reason.n,
				     (const char *)reason.p));
}

void vex_book_add(struct vex_book *book, const char *document, const struct fact *fact)
{
	struct arena *arena = &book->report->arena;
	struct statement *statement;

	if (fact->kind != FACT_STATEMENT || book->n++ >= STATEMENTS_MAX)
		return;
	statement = arena_alloc(arena, sizeof(*statement));
	statement->order = book->n;
	statement->acceptance = acceptance_of(book, document, fact);
	statement->acceptance->reason = reason_of(book, fact);
	statement->accepts =
		fact_is(fact, "status", "not_affected") || fact_is(fact, "status", "fixed");
	statement->parts = arena_array(arena, fact->n_attrs, sizeof(struct purl));
	for (size_t i = 0; i < fact->n_attrs; i++)
		add_attr(book, statement, &fact->attrs[i]);
	if (!time_parse(fact_text(fact, "when"), &statement->when))
		statement->when = 0;
	*book->end = statement;
	book->end = &statement->next;
}

/* Products. */

static bool is_qualified(const struct purl *wanted, const struct purl *purl)
{
	for (size_t i = 0; i < wanted->n_qualifiers; i++) {
		bool found = false;

		for (size_t j = 0; j < purl->n_qualifiers; j++)
			found |= span_eq(wanted->qualifiers[i].key, purl->qualifiers[j].key) &&
				 span_eq(wanted->qualifiers[i].value, purl->qualifiers[j].value);
		if (!found)
			return false;
	}
	return true;
}

static bool is_product(const struct purl *wanted, const struct purl *purl)
{
	return span_eq(wanted->type, purl->type) && span_eq(wanted->namespace, purl->namespace) &&
	       span_eq(wanted->name, purl->name) &&
	       (wanted->version.n == 0 || span_eq(wanted->version, purl->version)) &&
	       is_qualified(wanted, purl);
}

/* Whether the statement is about the component; `in_tree` must be known. */
static bool is_about(const struct statement *statement, const struct purl *purl)
{
	if (!statement->has_product)
		return false;
	if (statement->n_parts == 0)
		return is_product(&statement->product, purl);
	for (size_t i = 0; i < statement->n_parts && statement->in_tree; i++)
		if (is_product(&statement->parts[i], purl))
			return true;
	return false;
}

/* The first that may have the hash; the rest of them follow. */
static size_t first_of(const struct lookup *lookup, uint64_t hash)
{
	size_t low = 0, high = lookup->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lookup->items[middle].key < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The next statement with the hash, NULL after the last. */
static struct statement *next_of(const struct lookup *lookup, uint64_t hash, size_t *at)
{
	if (*at == lookup->n || lookup->items[*at].key != hash)
		return NULL;
	return lookup->statements[lookup->items[(*at)++].index];
}

static void put(struct lookup *lookup, uint64_t hash, struct statement *statement)
{
	lookup->items[lookup->n] = (struct sort_item){ hash, lookup->n };
	lookup->statements[lookup->n++] = statement;
}

static struct lookup lookup_for(struct arena *arena, size_t n)
{
	return (struct lookup){ .items = arena_array(arena, n, sizeof(struct sort_item)),
				.statements = arena_array(arena, n, sizeof(struct statement *)) };
}

static uint64_t product_hash(const struct purl *purl)
{
	return hash_span(purl->type) ^ 3 * hash_span(purl->namespace) ^ 5 * hash_span(purl->name);
}

static void index_statements(struct vex_book *book)
{
	struct arena *arena = &book->report->arena;
	size_t n = 0, n_names = 0;

	for (const struct statement *s = book->first; s; s = s->next) {
		n++;
		n_names += s->n_names;
	}
	book->by_name = lookup_for(arena, n_names);
	book->by_product = lookup_for(arena, n);
	for (struct statement *s = book->first; s; s = s->next) {
		for (size_t i = 0; i < s->n_names; i++)
			put(&book->by_name, hash_span(s->names[i]), s);
		if (s->has_product)
			put(&book->by_product, product_hash(&s->product), s);
	}
	sort_items(book->by_name.items, book->by_name.n);
	sort_items(book->by_product.items, book->by_product.n);
}

static void find_product(struct vex_book *book, const struct purl *purl)
{
	uint64_t hash = product_hash(purl);
	size_t at = first_of(&book->by_product, hash);
	struct statement *s;

	while ((s = next_of(&book->by_product, hash, &at)) != NULL)
		s->in_tree |= is_product(&s->product, purl);
}

static void find_products(struct vex_book *book)
{
	struct arena *arena = &book->report->arena;

	for (const struct component *c = book->report->components; c; c = c->next) {
		struct arena_mark mark = arena_mark(arena);
		struct purl purl;

		if (c->purl.n > 0 && purl_parse(&purl, arena, c->purl, NULL))
			find_product(book, &purl);
		arena_rewind(arena, mark);
	}
}

/* Vulnerabilities. */

/* Cuts the next word off "a, b, c"; false at the end. */
static bool take_word(struct span *list, struct span *word)
{
	static const struct span between = SPAN(", ");
	ptrdiff_t comma = span_find(*list, between);
	size_t n = comma == SPAN_NONE ? list->n : (size_t)comma;

	*word = span_part(*list, 0, n);
	*list = span_from(*list, comma == SPAN_NONE ? n : n + between.n);
	return word->n > 0;
}

static bool has_name(const struct statement *statement, struct span name)
{
	for (size_t i = 0; i < statement->n_names; i++)
		if (span_eq(statement->names[i], name))
			return true;
	return false;
}

static bool is_malware(const struct finding *finding)
{
	return finding->rule == &advisory_rules[RULE_MALICIOUS] ||
	       finding->rule == &advisory_rules[RULE_MALICIOUS_POSSIBLE];
}

/* Of equally late ones the last. */
static void take_later(struct vex_book *book, struct span name, const struct purl *purl,
		       struct statement **found)
{
	uint64_t hash = hash_span(name);
	size_t at = first_of(&book->by_name, hash);
	struct statement *s;

	while ((s = next_of(&book->by_name, hash, &at)) != NULL) {
		if (!has_name(s, name) || !is_about(s, purl))
			continue;
		s->is_met = true;
		if (!*found || s->when > (*found)->when ||
		    (s->when == (*found)->when && s->order > (*found)->order))
			*found = s;
	}
}

/* The latest statement about the finding, by any of its names. */
static struct statement *latest(struct vex_book *book, const struct finding *finding,
				const struct purl *purl)
{
	struct statement *found = NULL;

	for (size_t i = 0; i < finding->n_evidence; i++) {
		const struct evidence *evidence = &finding->evidence[i];
		struct span rest = evidence->text, name;

		if (strcmp(evidence->key, "advisory") != 0 && strcmp(evidence->key, "aliases") != 0)
			continue;
		while (take_word(&rest, &name))
			take_later(book, name, purl, &found);
	}
	return found;
}

static void apply_to(struct vex_book *book, struct finding *finding)
{
	struct arena *arena = &book->report->arena;
	struct arena_mark mark = arena_mark(arena);
	struct statement *statement = NULL;
	struct purl purl;

	if (purl_parse(&purl, arena, finding->component->purl, NULL))
		statement = latest(book, finding, &purl);
	arena_rewind(arena, mark);
	if (statement && statement->accepts && !is_malware(finding))
		finding_accept(finding, statement->acceptance);
}

/* Why a statement came to nothing, on what it is about. */
static void explain(struct vex_book *book, struct statement *statement)
{
	struct acceptance *acceptance = statement->acceptance;
	const char *why = !statement->has_product ? "it names no product by a package URL"
			  : !statement->in_tree	  ? "the tree has no such product"
			  : !statement->is_met	  ? "there is no finding of it on that product"
			  : !statement->accepts
				  ? "it accepts nothing"
				  : "a later statement, or malware, stands against it";

	if (acceptance->n_findings > 0)
		return;
	acceptance->reason = span_str(arena_printf(&book->report->arena, "%.*s; not used: %s",
						   (int)acceptance->reason.n,
						   (const char *)acceptance->reason.p, why));
}

void vex_book_apply(struct vex_book *book)
{
	const struct acceptance *last = NULL;

	if (!book->first)
		return;
	index_statements(book);
	find_products(book);
	for (struct finding *f = book->report->findings; f; f = f->next)
		if (f->component && f->component->purl.n > 0)
			apply_to(book, f);
	for (struct statement *s = book->first; s; s = s->next) {
		if (s->acceptance != last)
			explain(book, s);
		last = s->acceptance;
	}
}
