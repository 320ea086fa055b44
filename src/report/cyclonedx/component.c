/* components[]: identity, licences, digests, evidence. */
#include "core/licence.h"
#include "report/cyclonedx/cyclonedx.h"

void cyclonedx_text(struct cyclonedx *x, const char *key, struct span text)
{
	if (text.n)
		jsonw_text(&x->w, key, text);
}

/* Words of the schema that a package may say of itself. */
static const char *const types[] = { "application",	 "framework", "library", "container",
				     "platform",	 "firmware",  "device",	 "device-driver",
				     "operating-system", "file",      "data" };

static struct span type_of(const struct component *c)
{
	static const char *const usual[COMPONENT_KIND_COUNT] = {
		[COMPONENT_PACKAGE] = "library",   [COMPONENT_MODEL] = "machine-learning-model",
		[COMPONENT_DATASET] = "data",	   [COMPONENT_SERVICE] = "application",
		[COMPONENT_AGENT] = "application", [COMPONENT_OS] = "operating-system",
		[COMPONENT_IMAGE] = "container",   [COMPONENT_FILE] = "file",
	};
	struct span said = component_property(c, "type");

	for (size_t i = 0; c->kind == COMPONENT_PACKAGE && i < sizeof(types) / sizeof(*types); i++)
		if (span_is(said, types[i]))
			return said;
	return span_str(usual[c->kind]);
}

/* Digests that the schema has a name and a form for; the rest are properties. */
struct algorithm {
	const char *ours, *theirs;
	size_t hex;
};

static const struct algorithm algorithms[] = {
	{ "md5", "MD5", 32 },	     { "sha1", "SHA-1", 40 },	   { "sha256", "SHA-256", 64 },
	{ "sha384", "SHA-384", 96 }, { "sha512", "SHA-512", 128 }, { "blake3", "BLAKE3", 64 },
};

static bool is_hex(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!((text.p[i] >= '0' && text.p[i] <= '9') ||
		      (text.p[i] >= 'a' && text.p[i] <= 'f')))
			return false;
	return true;
}

static const struct algorithm *algorithm_of(const struct property *digest)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (span_is(digest->key, algorithms[i].ours) &&
		    digest->value.n == algorithms[i].hex && is_hex(digest->value))
			return &algorithms[i];
	return NULL;
}

static void write_hashes(struct cyclonedx *x, const struct component *c)
{
	if (!c->digests)
		return;
	jsonw_list(&x->w, "hashes");
	for (const struct property *p = c->digests; p; p = p->next) {
		const struct algorithm *algorithm = algorithm_of(p);

		if (!algorithm)
			continue;
		jsonw_map_flat(&x->w, NULL);
		jsonw_word(&x->w, "alg", algorithm->theirs);
		jsonw_text(&x->w, "content", p->value);
		jsonw_map_end(&x->w);
	}
	jsonw_list_end(&x->w);
}

/* Either one expression or a list of licences, never both. */
void cyclonedx_licences(struct cyclonedx *x, const struct component *c)
{
	const struct property *first = c->licences;

	if (!first)
		return;
	jsonw_list(&x->w, "licenses");
	if (!first->next && !licence_identifier(first->value).n &&
	    licence_is_expression(first->value)) {
		jsonw_map_flat(&x->w, NULL);
		jsonw_text(&x->w, "expression", first->value);
		jsonw_map_end(&x->w);
	} else {
		for (const struct property *p = first; p; p = p->next) {
			struct span id = licence_identifier(p->value);

			jsonw_map_flat(&x->w, NULL);
			jsonw_map_flat(&x->w, "license");
			jsonw_text(&x->w, id.n ? "id" : "name", id.n ? id : p->value);
			jsonw_map_end(&x->w);
			jsonw_map_end(&x->w);
		}
	}
	jsonw_list_end(&x->w);
}

/* References: our key, the type of the schema. */
static const char *const references[][2] = {
	{ "homepage", "website" },
	{ "vcs", "vcs" },
	{ "source_url", "distribution" },
	{ "model_card", "model-card" },
	{ "documentation", "documentation" },
};

static const char *reference_type(struct span key)
{
	for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++)
		if (span_is(key, references[i][0]))
			return references[i][1];
	return NULL;
}

/* What the schema takes for an IRI: no blanks, brackets or quotes. */
static bool is_url(struct span text)
{
	if (span_byte(text, ':') <= 0)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] >= 0x7f || strchr("\"<>\\^`{|}", text.p[i]))
			return false;
	return true;
}

static void write_reference(struct cyclonedx *x, const char *type, struct span url)
{
	jsonw_map_flat(&x->w, NULL);
	jsonw_word(&x->w, "type", type);
	jsonw_text(&x->w, "url", url);
	jsonw_map_end(&x->w);
}

void cyclonedx_references(struct cyclonedx *x, const struct component *c)
{
	jsonw_list(&x->w, "externalReferences");
	if (is_url(c->origin))
		write_reference(x, "distribution", c->origin);
	for (const struct property *p = c->properties; p; p = p->next)
		if (reference_type(p->key) && is_url(p->value))
			write_reference(x, reference_type(p->key), p->value);
	jsonw_list_end(&x->w);
}

/* Keys that stand elsewhere in the document. */
static bool stands_elsewhere(const struct component *c, const struct property *p)
{
	static const char *const of_models[] = { "architecture", "architecture_family", "task",
						 "dataset",	 "base_model",		"metric" };

	if (reference_type(p->key))
		return is_url(p->value);
	if (span_is(p->key, "author") || span_is(p->key, "type"))
		return true;
	if (c->kind == COMPONENT_SERVICE)
		return span_is(p->key, "endpoint") || span_is(p->key, "authenticated");
	for (size_t i = 0; c->kind == COMPONENT_MODEL && i < 6; i++)
		if (span_is(p->key, of_models[i]))
			return true;
	return false;
}

static void write_property(struct cyclonedx *x, struct span key, struct span value)
{
	char *name = arena_printf(&x->bill.arena, "assay:%.*s", (int)key.n, (const char *)key.p);

	jsonw_map_flat(&x->w, NULL);
	jsonw_text(&x->w, "name", span_str(name));
	jsonw_text(&x->w, "value", value);
	jsonw_map_end(&x->w);
}

void cyclonedx_properties(struct cyclonedx *x, const struct component *c)
{
	jsonw_list(&x->w, "properties");
	write_property(x, span_str("certainty"), span_str(certainty_word(c->certainty)));
	if (c->range.n)
		write_property(x, span_str("range"), c->range);
	if (c->origin.n && !is_url(c->origin))
		write_property(x, span_str("origin"), c->origin);
	for (const struct property *p = c->digests; p; p = p->next)
		if (!algorithm_of(p))
			write_property(x, p->key, p->value);
	for (const struct property *p = c->properties; p; p = p->next)
		if (!stands_elsewhere(c, p))
			write_property(x, p->key, p->value);
	jsonw_list_end(&x->w);
}

/* Evidence: by what method it was seen says how sure it is. */
struct method {
	const char *word, *technique;
	unsigned confidence; /* hundredths */
};

static const struct method methods[] = {
	{ "installed", "manifest-analysis", 100 },
	{ "lock", "manifest-analysis", 100 },
	{ "binary", "binary-analysis", 100 },
	{ "metadata", "binary-analysis", 100 },
	{ "cache", "filename", 90 },
	{ "archive", "manifest-analysis", 100 },
	{ "bom", "attestation", 80 },
	{ "config", "manifest-analysis", 90 },
	{ "manifest", "manifest-analysis", 90 },
	{ "code", "source-code-analysis", 80 },
};

static const struct method *method_of(struct span word)
{
	static const struct method other = { "", "other", 50 };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (span_is(word, methods[i].word))
			return &methods[i];
	return &other;
}

static const struct method *surest(const struct component *c)
{
	const struct method *best = method_of(c->occurrences->method);

	for (const struct occurrence *o = c->occurrences; o; o = o->next)
		if (method_of(o->method)->confidence > best->confidence)
			best = method_of(o->method);
	return best;
}

static void write_identity(struct cyclonedx *x, const struct component *c)
{
	const struct method *method = surest(c);

	jsonw_list(&x->w, "identity");
	jsonw_map(&x->w, NULL);
	jsonw_word(&x->w, "field", c->purl.n ? "purl" : "name");
	jsonw_fraction(&x->w, "confidence", method->confidence);
	jsonw_list(&x->w, "methods");
	jsonw_map_flat(&x->w, NULL);
	jsonw_word(&x->w, "technique", method->technique);
	jsonw_fraction(&x->w, "confidence", method->confidence);
	cyclonedx_text(x, "value", c->occurrences->artifact->path);
	jsonw_map_end(&x->w);
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
	jsonw_list_end(&x->w);
}

static void write_evidence(struct cyclonedx *x, const struct component *c)
{
	if (!c->occurrences)
		return;
	jsonw_map(&x->w, "evidence");
	write_identity(x, c);
	jsonw_list(&x->w, "occurrences");
	for (const struct occurrence *o = c->occurrences; o; o = o->next) {
		jsonw_map_flat(&x->w, NULL);
		jsonw_text(&x->w, "location", o->artifact->path);
		if (o->line)
			jsonw_number(&x->w, "line", o->line);
		if (o->offset != OFFSET_NONE && o->offset <= INT64_MAX)
			jsonw_number(&x->w, "offset", o->offset);
		if (o->method.n || o->scope.n)
			jsonw_text(&x->w, "additionalContext", o->method.n ? o->method : o->scope);
		jsonw_map_end(&x->w);
	}
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
}

static const char *scope_of(const struct component *c)
{
	bool optional = c->occurrences != NULL;

	for (const struct occurrence *o = c->occurrences; o; o = o->next) {
		if (o->scope.n == 0 || span_is(o->scope, "required"))
			return "required";
		if (!span_is(o->scope, "optional"))
			optional = false;
	}
	return optional ? "optional" : "excluded";
}

static void write_version(struct cyclonedx *x, const struct component *c)
{
	cyclonedx_text(x, "version", c->version);
	if (x->version == CYCLONEDX_1_7 && c->certainty == CERTAINTY_RANGE)
		jsonw_bool(&x->w, "isExternal", true);
}

void cyclonedx_component(struct cyclonedx *x, const struct component *c)
{
	struct jsonw *w = &x->w;

	jsonw_map(w, NULL);
	jsonw_text(w, "type", type_of(c));
	jsonw_text(w, "bom-ref", bill_ref(&x->bill, c));
	if (c->supplier.n) {
		jsonw_map_flat(w, "supplier");
		jsonw_text(w, "name", c->supplier);
		jsonw_map_end(w);
	}
	cyclonedx_text(x, "author", component_property(c, "author"));
	cyclonedx_text(x, "group", c->namespace);
	jsonw_text(w, "name", c->name);
	write_version(x, c);
	cyclonedx_text(x, "description", c->description);
	if (c->kind == COMPONENT_PACKAGE)
		jsonw_word(w, "scope", scope_of(c));
	write_hashes(x, c);
	cyclonedx_licences(x, c);
	cyclonedx_text(x, "purl", c->purl);
	if (c->kind == COMPONENT_MODEL)
		cyclonedx_model(x, c);
	if (c->kind == COMPONENT_DATASET)
		cyclonedx_dataset(x, c);
	cyclonedx_references(x, c);
	write_evidence(x, c);
	cyclonedx_properties(x, c);
	jsonw_map_end(w);
}
