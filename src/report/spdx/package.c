/* software_Package, ai_AIPackage and dataset_DatasetPackage. */
#include "base/escape.h"
#include "base/hash.h"
#include "core/licence.h"
#include "report/spdx/spdx.h"

enum { SEEN_MAX = 4 << 10, SEEN_SHOWN = 8, LICENCE_MAX = 8 << 10 };

/* What the classes and purposes of kinds are called. */
struct class
{
	const char *type, *purpose;
};

static const struct class classes[COMPONENT_KIND_COUNT] = {
	[COMPONENT_PACKAGE] = { "software_Package", "library" },
	[COMPONENT_MODEL] = { "ai_AIPackage", "model" },
	[COMPONENT_DATASET] = { "dataset_DatasetPackage", "data" },
	[COMPONENT_SERVICE] = { "software_Package", "other" },
	[COMPONENT_AGENT] = { "software_Package", "application" },
	[COMPONENT_OS] = { "software_Package", "operatingSystem" },
	[COMPONENT_IMAGE] = { "software_Package", "container" },
	[COMPONENT_FILE] = { "software_Package", "file" },
};

static bool is_new(struct spdx *x, struct span id)
{
	return !set_has(&x->written, id) && set_add(&x->written, id) == SET_NEW;
}

/* Suppliers and licences are elements of their own, one for all that name them. */

static struct span supplier_id(struct spdx *x, const struct component *c)
{
	struct span id = spdx_id(x, "organization", hash_span(c->supplier));

	if (c->supplier.n == 0)
		return spdx_id(x, "agent", 1);
	if (is_new(x, id)) {
		spdx_element(x, "Organization", id);
		jsonw_text(&x->w, "name", c->supplier);
		jsonw_map_end(&x->w);
	}
	return id;
}

/* One expression of all that is said; a text that is none becomes a LicenseRef. */
static struct span licence_of(struct spdx *x, const struct component *c)
{
	struct buf text;

	buf_init(&text, LICENCE_MAX);
	for (const struct property *p = c->licences; p; p = p->next) {
		bool whole = licence_is_expression(p->value);

		if (text.n)
			buf_str(&text, " AND ");
		if (whole && p->next) {
			buf_printf(&text, "(");
			buf_span(&text, p->value);
			buf_printf(&text, ")");
		} else if (whole) {
			buf_span(&text, p->value);
		} else {
			buf_printf(&text, "LicenseRef-%016llx",
				   (unsigned long long)hash_span(p->value));
		}
	}

	struct span copy = arena_copy(&x->bill.arena, buf_view(&text));

	buf_free(&text);
	return copy;
}

static struct span licence_id(struct spdx *x, struct span expression)
{
	struct span id = spdx_id(x, "licence", hash_span(expression));

	if (is_new(x, id)) {
		spdx_element(x, "simplelicensing_LicenseExpression", id);
		jsonw_text(&x->w, "simplelicensing_licenseExpression", expression);
		jsonw_map_end(&x->w);
	}
	return id;
}

void spdx_licence(struct spdx *x, const struct component *c, struct span id)
{
	struct span expression = licence_of(x, c);

	if (expression.n == 0)
		expression = span_str(SPDX_NOTHING);

	struct span licence = licence_id(x, expression);

	spdx_element(x, "Relationship", spdx_id(x, "licensed", c->order));
	jsonw_text(&x->w, "from", id);
	jsonw_word(&x->w, "relationshipType", "hasDeclaredLicense");
	jsonw_list_flat(&x->w, "to");
	jsonw_text(&x->w, NULL, licence);
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
}

/* Digests: those that the standard has a name for. */

static const char *const algorithms[] = { "md5", "sha1", "sha256", "sha384", "sha512", "blake3" };

static bool is_algorithm(struct span key)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (span_is(key, algorithms[i]))
			return true;
	return false;
}

static void write_digests(struct spdx *x, const struct component *c)
{
	if (!c->digests)
		return;
	jsonw_list(&x->w, "verifiedUsing");
	for (const struct property *p = c->digests; p; p = p->next) {
		jsonw_map_flat(&x->w, NULL);
		jsonw_word(&x->w, "type", "Hash");
		if (is_algorithm(p->key))
			jsonw_text(&x->w, "algorithm", p->key);
		else
			jsonw_word(&x->w, "algorithm", "other");
		jsonw_text(&x->w, "hashValue", p->value);
		jsonw_map_end(&x->w);
	}
	jsonw_list_end(&x->w);
}

/* Where it was seen, for people. */
static void write_seen(struct spdx *x, const struct component *c)
{
	size_t n = 0;
	struct buf text;

	buf_init(&text, SEEN_MAX);
	for (const struct occurrence *o = c->occurrences; o && n < SEEN_SHOWN; o = o->next, n++) {
		buf_str(&text, n ? "; " : "seen in ");
		buf_span(&text, o->artifact->path);
		if (o->line)
			buf_printf(&text, " line %llu", (unsigned long long)o->line);
		if (o->method.n) {
			buf_str(&text, " (");
			escape_text(&text, o->method);
			buf_byte(&text, ')');
		}
	}
	spdx_text(x, "software_sourceInfo", buf_view(&text));
	buf_free(&text);
}

static void write_version(struct spdx *x, const struct component *c)
{
	bool is_needed = c->kind == COMPONENT_MODEL || c->kind == COMPONENT_DATASET;

	if (c->version.n)
		jsonw_text(&x->w, "software_packageVersion", c->version);
	else if (is_needed)
		jsonw_word(&x->w, "software_packageVersion", SPDX_NOTHING);
	if (c->range.n)
		jsonw_text(&x->w, "comment",
			   span_str(arena_printf(&x->bill.arena, "a version in the range %.*s",
						 (int)c->range.n, (const char *)c->range.p)));
}

static void write_identity(struct spdx *x, const struct component *c)
{
	struct jsonw *w = &x->w;

	if (c->namespace.n)
		jsonw_text(w, "name",
			   span_str(arena_printf(&x->bill.arena, "%.*s/%.*s", (int)c->namespace.n,
						 (const char *)c->namespace.p, (int)c->name.n,
						 (const char *)c->name.p)));
	else
		jsonw_text(w, "name", c->name);
	spdx_text(x, "software_packageUrl", c->purl);
	if (c->purl.n == 0)
		return;
	jsonw_list(w, "externalIdentifier");
	jsonw_map_flat(w, NULL);
	jsonw_word(w, "type", "ExternalIdentifier");
	jsonw_word(w, "externalIdentifierType", "packageUrl");
	jsonw_text(w, "identifier", c->purl);
	jsonw_map_end(w);
	jsonw_list_end(w);
}

void spdx_package(struct spdx *x, const struct component *c)
{
	struct span supplier = supplier_id(x, c);

	spdx_licence(x, c, spdx_component_id(x, c));
	spdx_element(x, classes[c->kind].type, spdx_component_id(x, c));
	write_identity(x, c);
	write_version(x, c);
	jsonw_word(&x->w, "software_primaryPurpose", classes[c->kind].purpose);
	jsonw_text(&x->w, "software_downloadLocation",
		   c->origin.n ? c->origin : span_str(SPDX_NOTHING));
	jsonw_text(&x->w, "suppliedBy", supplier);
	spdx_text(x, "software_homePage", component_property(c, "homepage"));
	spdx_text(x, "description", c->description);
	write_seen(x, c);
	write_digests(x, c);
	if (c->kind == COMPONENT_MODEL)
		spdx_model(x, c);
	if (c->kind == COMPONENT_DATASET)
		spdx_dataset(x, c);
	jsonw_map_end(&x->w);
}
