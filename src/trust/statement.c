/* Reading statements. */
#include "trust/statement.h"

#include "base/hex.h"

/* A digest set (in-toto attestation framework, "DigestSet"). A git object has its own names for
 * what is SHA-1; all are written in hex. */
static bool digests_valid(const struct value *digests, struct arena *arena)
{
	struct span bytes;

	if (!value_is_kind(digests, VALUE_MAP) || digests->size < 1 ||
	    digests->size > STATEMENT_DIGESTS_MAX)
		return false;
	value_each (key, digests) {
		struct span hex = value_text(value_of(key), arena);

		if (!hex.n || !hex_read(hex, arena, &bytes))
			return false;
	}
	return true;
}

static void read_subject(struct protojson *in, const struct value *item,
			 struct statement_subject *subject)
{
	*subject = (struct statement_subject){ .name = protojson_text(in, item, "name"),
					       .uri = protojson_text(in, item, "uri"),
					       .digests = protojson_get(item, "digest"),
					       .value = item };
	if (item->kind != VALUE_MAP || !digests_valid(subject->digests, in->arena))
		protojson_fault(in, REASON_STATEMENT_MALFORMED, "subject");
}

static void read_subjects(struct protojson *in, const struct value *root,
			  struct statement *statement)
{
	const struct value *list = protojson_list(in, root, "subject");

	if (!list || list->size < 1 || list->size > STATEMENT_SUBJECTS_MAX) {
		protojson_fault(in, REASON_STATEMENT_MALFORMED, "subject");
		return;
	}
	statement->subjects = arena_array(in->arena, list->size, sizeof(*statement->subjects));
	value_each (item, list)
		read_subject(in, item, &statement->subjects[statement->n++]);
}

void statement_read(struct protojson *in, struct span payload, struct statement *statement)
{
	const struct value *root = protojson_parse(in, payload);
	const struct value *type = value_get(root, "_type");

	*statement = (struct statement){ .is_v1 = value_is(type, STATEMENT_V1) };
	if (!root)
		return;
	if (!statement->is_v1 && !value_is(type, STATEMENT_V0_1))
		protojson_fault(in, REASON_STATEMENT_MALFORMED, "_type");
	statement->predicate_type = protojson_text(in, root, "predicateType");
	if (!statement->predicate_type.n)
		protojson_fault(in, REASON_STATEMENT_MALFORMED, "predicateType");
	statement->predicate = protojson_get(root, "predicate");
	read_subjects(in, root, statement);
}

struct span statement_digest(const struct statement_subject *subject, const char *algorithm,
			     struct arena *arena)
{
	struct span bytes = { 0 };

	if (!hex_read(value_text(value_get(subject->digests, algorithm), arena), arena, &bytes))
		return (struct span){ 0 };
	return bytes;
}
