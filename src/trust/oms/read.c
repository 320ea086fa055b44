/* Reading manifests, in both dialects and as version 0.2 had them. */
#include "base/ascii.h"
#include "base/decimal.h"
#include "base/hex.h"
#include "trust/oms/manifest.h"

#define SHARDED "-sharded-"

enum { DIGITS_MAX = 18 }; /* of a power of ten in 63 bits */

/* Serialization. */

/* "blake2" is what the Python implementation asks for, "blake2b" what it writes. */
static bool read_hash(const struct value *v, enum oms_hash *hash)
{
	if (value_is(v, "blake2")) {
		*hash = OMS_BLAKE2B;
		return true;
	}
	for (unsigned i = 0; i < OMS_HASHES; i++)
		if (value_is(v, oms_hash_name(i))) {
			*hash = i;
			return true;
		}
	return false;
}

/* Cuts the exponent off a number. */
static bool cut_exponent(struct span *text, uint64_t *exponent)
{
	size_t at = 0;
	struct span digits;

	*exponent = 0;
	while (at < text->n && (text->p[at] | 0x20) != 'e')
		at++;
	digits = span_from(*text, at + 1);
	if (at == text->n)
		return true;
	*text = span_part(*text, 0, at);
	digits = span_from(digits, digits.p[0] == '+');
	while (digits.n > 1 && digits.p[0] == '0')
		digits = span_from(digits, 1);
	return decimal_read(digits, exponent);
}

/* A whole number, which those to whom all numbers are floating also write as "8.0" or "1e+09". */
static bool read_size(const struct value *v, uint64_t *size)
{
	struct span text = value_raw(v), fraction = { 0 };
	uint64_t exponent;
	ptrdiff_t point;

	if (!value_is_kind(v, VALUE_NUMBER) || !cut_exponent(&text, &exponent))
		return false;
	point = span_byte(text, '.');
	if (point != SPAN_NONE) {
		fraction = span_from(text, (uint64_t)point + 1);
		text = span_part(text, 0, (uint64_t)point);
	}
	while (fraction.n && fraction.p[fraction.n - 1] == '0')
		fraction.n--;
	if (!decimal_read(text, size) || exponent > DIGITS_MAX || fraction.n > exponent)
		return false;
	for (uint64_t i = 0; i < exponent; i++)
		if (__builtin_mul_overflow(*size, 10, size) ||
		    __builtin_add_overflow(*size, i < fraction.n ? fraction.p[i] - '0' : 0, size))
			return false;
	return *size > 0 && *size <= INT64_MAX;
}

static void read_ignored(struct protojson *in, const struct value *serialization,
			 struct oms_manifest *manifest)
{
	const struct value *list = protojson_list(in, serialization, "ignore_paths");

	if (!list)
		return;
	if (list->size > OMS_IGNORED_MAX) {
		protojson_fault(in, REASON_MANIFEST_MALFORMED, "ignore_paths");
		return;
	}
	manifest->ignored = arena_array(in->arena, list->size, sizeof(*manifest->ignored));
	value_each (item, list) {
		struct span path = value_text(item, in->arena);

		while (path.n > 1 && path.p[path.n - 1] == '/')
			path.n--;
		if (!oms_path_valid(path))
			protojson_fault(in, REASON_MANIFEST_NAME, "ignore_paths");
		manifest->ignored[manifest->n_ignored++] = path;
	}
}

static void read_serialization(struct protojson *in, const struct value *serialization,
			       struct oms_manifest *manifest)
{
	const struct value *method = value_get(serialization, "method");
	const struct value *links = value_get(serialization, "allow_symlinks");
	const struct value *size = value_get(serialization, "shard_size");

	manifest->method = value_is(method, "shards") ? OMS_SHARDS : OMS_FILES;
	if (manifest->method == OMS_FILES && !value_is(method, "files"))
		protojson_fault(in, REASON_MANIFEST_UNKNOWN, "method");
	if (!read_hash(value_get(serialization, "hash_type"), &manifest->hash))
		protojson_fault(in, REASON_MANIFEST_UNKNOWN, "hash_type");
	if ((manifest->method == OMS_SHARDS) != (size != NULL) ||
	    (size && !read_size(size, &manifest->shard_size)))
		protojson_fault(in, REASON_MANIFEST_MALFORMED, "shard_size");
	manifest->allow_symlinks = value_is_kind(links, VALUE_TRUE);
	if (!manifest->allow_symlinks && !value_is_kind(links, VALUE_FALSE))
		protojson_fault(in, REASON_MANIFEST_MALFORMED, "allow_symlinks");
	read_ignored(in, serialization, manifest);
}

/* Resources. */

/* The number behind the last ':' of a name, which is cut off there. */
static bool cut_number(struct span *name, uint64_t *number)
{
	size_t at = name->n;

	while (at > 0 && name->p[at - 1] != ':')
		at--;
	if (at < 2 || !decimal_read(span_from(*name, at), number))
		return false;
	name->n = at - 1;
	return true;
}

static bool read_range(const struct oms_manifest *manifest, struct oms_resource *resource)
{
	resource->path = resource->name;
	if (manifest->method == OMS_FILES)
		return true;
	return cut_number(&resource->path, &resource->end) &&
	       cut_number(&resource->path, &resource->start) && resource->start < resource->end &&
	       resource->end <= INT64_MAX &&
	       resource->end - resource->start <= manifest->shard_size &&
	       resource->start % manifest->shard_size == 0;
}

/* "sha256", or of parts in the Python implementation "sha256-sharded-1000000000". */
static bool is_algorithm(const struct oms_manifest *manifest, struct span text)
{
	struct span name = span_str(oms_hash_name(manifest->hash));
	uint64_t size;

	if (manifest->hash == OMS_BLAKE2B && span_is(text, "blake2"))
		return true;
	if (span_eq(text, name))
		return true;
	if (manifest->method != OMS_SHARDS || !span_eq(span_part(text, 0, name.n), name) ||
	    !span_starts(span_from(text, name.n), SHARDED))
		return false;
	return decimal_read(span_from(text, name.n + sizeof(SHARDED) - 1), &size) &&
	       size == manifest->shard_size;
}

static void read_resource(struct protojson *in, const struct value *item,
			  const struct oms_manifest *manifest, struct oms_resource *resource)
{
	struct span hex = protojson_text(in, item, "digest");

	resource->name = protojson_text(in, item, "name");
	if (item->kind != VALUE_MAP ||
	    !is_algorithm(manifest, protojson_text(in, item, "algorithm")))
		protojson_fault(in, REASON_MANIFEST_UNKNOWN, "algorithm");
	if (!hex_read(hex, in->arena, &resource->digest) ||
	    resource->digest.n != oms_hash_size(manifest->hash))
		protojson_fault(in, REASON_MANIFEST_MALFORMED, "digest");
	if (!read_range(manifest, resource))
		protojson_fault(in, REASON_MANIFEST_PARTS, "name");
	if (!oms_path_valid(resource->path) && !span_is(resource->path, "."))
		protojson_fault(in, REASON_MANIFEST_NAME, "name");
}

static const struct value *resource_list(struct protojson *in, const struct value *map,
					 const char *key)
{
	const struct value *list = protojson_list(in, map, key);

	if (!list || list->size > OMS_RESOURCES_MAX) {
		protojson_fault(in, REASON_MANIFEST_MALFORMED, key);
		return NULL;
	}
	return list;
}

static void read_resources(struct protojson *in, const struct value *predicate,
			   struct oms_manifest *manifest)
{
	const struct value *list = resource_list(in, predicate, "resources");

	if (!list || in->reason != REASON_NONE)
		return;
	manifest->resources = arena_array(in->arena, list->size, sizeof(*manifest->resources));
	value_each (item, list)
		read_resource(in, item, manifest, &manifest->resources[manifest->n++]);
}

/* The whole. */

static void refuse_twice(struct protojson *in, const struct oms_manifest *manifest)
{
	struct span *slots = arena_array(in->arena, set_room(manifest->n), sizeof(*slots));
	struct set set;

	set_init(&set, slots, manifest->n);
	for (size_t i = 0; i < manifest->n; i++)
		if (set_add(&set, manifest->resources[i].name) != SET_NEW)
			protojson_fault(in, REASON_MANIFEST_TWICE, "name");
}

/* Whether the parts of each file follow each other from its beginning, all but the last of full
 * size: one that is left out would be a hole that nobody checks. */
static bool parts_whole(const struct oms_manifest *manifest, struct arena *arena)
{
	struct oms_manifest sorted = *manifest;

	sorted.resources = arena_array(arena, manifest->n, sizeof(*sorted.resources));
	for (size_t i = 0; i < manifest->n; i++)
		sorted.resources[i] = manifest->resources[i];
	oms_manifest_sort(&sorted, OMS_BY_PATH);
	for (size_t i = 0; i < sorted.n; i++) {
		const struct oms_resource *part = &sorted.resources[i], *before = part - 1;
		bool is_first = i == 0 || !span_eq(before->path, part->path);

		if (part->start != (is_first ? 0 : before->end))
			return false;
	}
	return true;
}

static void read_model(struct protojson *in, const struct statement *statement,
		       struct oms_manifest *manifest)
{
	struct span root;

	manifest->name = statement->subjects[0].name;
	if (statement->n != 1 || !manifest->name.n)
		protojson_fault(in, REASON_MANIFEST_MALFORMED, "subject");
	if (!value_is_kind(statement->predicate, VALUE_MAP)) {
		protojson_fault(in, REASON_MANIFEST_MALFORMED, "predicate");
		return;
	}
	read_serialization(in, value_get(statement->predicate, "serialization"), manifest);
	read_resources(in, statement->predicate, manifest);
	if (in->reason != REASON_NONE)
		return;
	root = statement_digest(&statement->subjects[0], "sha256", in->arena);
	oms_manifest_root(manifest);
	if (!span_eq(root, span_of(manifest->root, OMS_ROOT_SIZE)))
		protojson_fault(in, REASON_MANIFEST_ROOT, "subject");
	if (manifest->method == OMS_SHARDS && !parts_whole(manifest, in->arena))
		protojson_fault(in, REASON_MANIFEST_PARTS, "resources");
}

/* Version 0.2: the subjects are the files. */
static void read_legacy(struct protojson *in, const struct statement *statement,
			struct oms_manifest *manifest)
{
	manifest->is_legacy = true;
	manifest->hash = OMS_SHA256;
	manifest->resources = arena_array(in->arena, statement->n, sizeof(*manifest->resources));
	for (size_t i = 0; i < statement->n; i++) {
		const struct statement_subject *subject = &statement->subjects[i];
		const struct value *how = value_get(value_get(subject->value, "annotations"),
						    "actual_hash_algorithm");
		struct oms_resource *resource = &manifest->resources[manifest->n++];

		resource->name = resource->path = subject->name;
		resource->digest = statement_digest(subject, "sha256", in->arena);
		if (how && !value_is(how, "file-sha256"))
			protojson_fault(in, REASON_MANIFEST_UNKNOWN, "actual_hash_algorithm");
		if (resource->digest.n != oms_hash_size(OMS_SHA256))
			protojson_fault(in, REASON_MANIFEST_MALFORMED, "digest");
		if (!oms_path_valid(resource->path) && !span_is(resource->path, "."))
			protojson_fault(in, REASON_MANIFEST_NAME, "name");
	}
	oms_manifest_root(manifest);
}

void oms_manifest_read(struct protojson *in, struct span payload, struct oms_manifest *manifest)
{
	struct statement statement;

	*manifest = (struct oms_manifest){ 0 };
	statement_read(in, payload, &statement);
	if (in->reason != REASON_NONE)
		return;
	if (!statement.is_v1)
		protojson_fault(in, REASON_STATEMENT_MALFORMED, "_type");
	else if (span_is(statement.predicate_type, OMS_PREDICATE))
		read_model(in, &statement, manifest);
	else if (span_is(statement.predicate_type, OMS_PREDICATE_LEGACY))
		read_legacy(in, &statement, manifest);
	else
		protojson_fault(in, REASON_PREDICATE_OTHER, "predicateType");
	if (in->reason == REASON_NONE)
		refuse_twice(in, manifest);
}
