/* Envelopes and what their signatures are over. */
#include "trust/dsse.h"

#include "base/base64.h"

static void read_signature(struct protojson *in, const struct value *item,
			   struct dsse_signature *signature)
{
	if (item->kind != VALUE_MAP) {
		protojson_fault(in, REASON_FIELD_MALFORMED, "signatures");
		return;
	}
	signature->bytes = protojson_bytes(in, item, "sig");
	signature->keyid = protojson_text(in, item, "keyid");
	if (!signature->bytes.n)
		protojson_fault(in, REASON_BUNDLE_NO_SIGNATURE, "sig");
}

void dsse_read(struct protojson *in, const struct value *envelope, struct dsse *dsse)
{
	const struct value *list = protojson_list(in, envelope, "signatures");

	*dsse = (struct dsse){ .type = protojson_text(in, envelope, "payloadType"),
			       .payload = protojson_bytes(in, envelope, "payload") };
	dsse->signatures = arena_array(in->arena, DSSE_SIGNATURES_MAX, sizeof(*dsse->signatures));
	if (!list || list->size < 1 || list->size > DSSE_SIGNATURES_MAX) {
		protojson_fault(in, REASON_ENVELOPE_SIGNATURES, "signatures");
		return;
	}
	value_each (item, list)
		read_signature(in, item, &dsse->signatures[dsse->n++]);
}

struct span dsse_signed_bytes(struct span type, struct span payload, struct arena *arena)
{
	const char *head = arena_printf(arena, "DSSEv1 %zu ", type.n);
	const char *middle = arena_printf(arena, " %zu ", payload.n);
	const struct span parts[] = { span_str(head), type, span_str(middle), payload };

	return arena_join(arena, parts, sizeof(parts) / sizeof(*parts));
}

void dsse_write(struct jsonw *w, const char *key, const struct dsse *dsse, struct arena *arena)
{
	jsonw_map(w, key);
	jsonw_text(w, "payload", base64_write(dsse->payload, arena));
	jsonw_text(w, "payloadType", dsse->type);
	jsonw_list(w, "signatures");
	for (size_t i = 0; i < dsse->n; i++) {
		jsonw_map(w, NULL);
		jsonw_text(w, "sig", base64_write(dsse->signatures[i].bytes, arena));
		jsonw_text(w, "keyid", dsse->signatures[i].keyid);
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
	jsonw_map_end(w);
}
