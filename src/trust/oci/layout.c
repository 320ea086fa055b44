/* The graph of a layout, one document in memory at a time. */
#include "trust/oci/layout.h"

#include "trust/oci/document.h"
#include "trust/oci/signature.h"

enum { SCRATCH_MiB = 192, BUNDLES_MiB = 48 };

struct walk {
	const struct oci_question *question;
	struct arena *keep, scratch;
	struct oci_answer *answer;
	const struct oci_blob **queue; /* documents that are still to be read */
	size_t n_queue;
	bool *seen; /* by the number of a blob */
	size_t needs_room;
	size_t room; /* bytes that bundles may still take: one blob may stand in many layers */
};

/* Names that the index gives. */

/* "sha256-HEX" of "sha256:HEX". */
static bool is_tag_of(struct span name, struct span digest, const char *suffix)
{
	ptrdiff_t colon = span_byte(digest, ':');
	size_t n = digest.n + strlen(suffix);
	struct span tag = span_from(name, name.n > n ? name.n - n : 0);
	struct span hex = span_from(digest, (uint64_t)colon + 1);

	/* The name of a repository may stand in front. */
	if (tag.n != n || (name.n > n && name.p[name.n - n - 1] != ':'))
		return false;
	return span_eq(span_part(tag, 0, (uint64_t)colon), span_part(digest, 0, (uint64_t)colon)) &&
	       tag.p[colon] == '-' && span_eq(span_part(tag, (uint64_t)colon + 1, hex.n), hex) &&
	       span_is(span_from(tag, digest.n), suffix);
}

/* Whether it is the tag of what belongs to some digest: "sha256-HEX", "sha256-HEX.sig". */
static bool is_belonging(struct span name)
{
	ptrdiff_t at = span_find(name, (struct span)SPAN("sha256-"));
	enum { HEX = 64 };
	struct span rest;

	if (at == SPAN_NONE || (at > 0 && name.p[at - 1] != ':'))
		return false;
	rest = span_from(name, (uint64_t)at + strlen("sha256-"));
	return rest.n == HEX || (rest.n > HEX && rest.p[HEX] == '.');
}

static struct span name_of(const struct oci_descriptor *descriptor, struct arena *arena)
{
	return oci_annotation(descriptor, "org.opencontainers.image.ref.name", arena);
}

/* What `cosign save` calls its parts. */
static bool is_kind(const struct oci_descriptor *descriptor, const char *kind, struct arena *arena)
{
	return span_is(oci_annotation(descriptor, "kind", arena), kind);
}

/* Documents. */

/* The one before it is gone. */
static enum reason read_document(struct walk *walk, const struct oci_blob *blob,
				 struct oci_document *document)
{
	enum reason reason = oci_blob_reason(blob);

	arena_reset(&walk->scratch);
	return reason == REASON_NONE ? oci_document_read(blob->bytes, &walk->scratch, document)
				     : reason;
}

static void enqueue(struct walk *walk, struct span digest)
{
	const struct oci_store *store = walk->question->store;
	const struct oci_blob *blob = oci_store_find(store, digest);

	if (!blob || walk->seen[blob - store->blobs])
		return;
	walk->seen[blob - store->blobs] = true;
	walk->queue[walk->n_queue++] = blob; /* each at most once */
}

static void begin(struct walk *walk)
{
	walk->n_queue = 0;
	memset(walk->seen, 0, walk->question->store->n * sizeof(*walk->seen));
}

/* The index.json of the layout, whose values are kept for all of it. */
static enum reason read_index(struct walk *walk, const struct value **manifests)
{
	const struct oci_store *store = walk->question->store;
	struct protojson in = { .arena = walk->keep };
	const struct value *layout = protojson_parse(&in, store->layout);
	struct oci_document index;

	walk->answer->detail = (struct span)SPAN("oci-layout");
	if (!span_is(protojson_text(&in, layout, "imageLayoutVersion"), "1.0.0"))
		return REASON_LAYOUT_MALFORMED;
	walk->answer->detail = (struct span)SPAN("index.json");
	if (oci_document_read(store->index, walk->keep, &index) != REASON_NONE || !index.manifests)
		return REASON_LAYOUT_MALFORMED;
	walk->answer->detail = (struct span){ 0 };
	*manifests = index.manifests;
	return REASON_NONE;
}

/* Which one is meant. */

static bool is_meant(struct walk *walk, const struct oci_descriptor *descriptor)
{
	struct span wanted = walk->question->wanted;
	struct oci_document document;

	if (wanted.n)
		return span_eq(name_of(descriptor, walk->keep), wanted) ||
		       span_eq(oci_annotation(descriptor, "io.containerd.image.name", walk->keep),
			       wanted);
	if (is_belonging(name_of(descriptor, walk->keep)) ||
	    is_kind(descriptor, "dev.cosignproject.cosign/sigs", walk->keep) ||
	    is_kind(descriptor, "dev.cosignproject.cosign/atts", walk->keep))
		return false;
	return read_document(walk, oci_store_find(walk->question->store, descriptor->digest),
			     &document) != REASON_NONE ||
	       !document.subject;
}

static enum reason find_target(struct walk *walk, const struct value *manifests)
{
	struct oci_answer *answer = walk->answer;

	if (oci_digest_valid(walk->question->wanted)) {
		answer->target = walk->question->wanted;
		return REASON_NONE;
	}
	answer->detail = walk->question->wanted;
	value_each (item, manifests) {
		struct oci_descriptor descriptor;

		if (oci_descriptor_read(item, walk->keep, &descriptor) != REASON_NONE) {
			answer->detail = (struct span)SPAN("index.json");
			return REASON_LAYOUT_MALFORMED;
		}
		if (!is_meant(walk, &descriptor) || span_eq(answer->target, descriptor.digest))
			continue;
		if (answer->target.n)
			return REASON_REFERENCE_AMBIGUOUS;
		answer->target = descriptor.digest;
	}
	return answer->target.n ? REASON_NONE : REASON_REFERENCE_UNKNOWN;
}

/* What it is made of. */

static enum reason need(struct walk *walk, const struct value *v, struct span *digest)
{
	struct oci_answer *answer = walk->answer;
	struct oci_descriptor descriptor;
	enum reason reason = oci_descriptor_read(v, &walk->scratch, &descriptor);

	if (reason != REASON_NONE)
		return reason;
	if (answer->n_needs == walk->needs_room)
		return REASON_BUNDLE_TOO_LARGE;
	*digest = arena_copy(walk->keep, descriptor.digest);
	answer->needs[answer->n_needs++] =
		(struct oci_need){ .digest = *digest, .size = descriptor.size };
	return REASON_NONE;
}

static enum reason need_list(struct walk *walk, const struct value *list, bool are_documents)
{
	value_each (item, list) {
		struct span digest;
		enum reason reason = need(walk, item, &digest);

		if (reason != REASON_NONE)
			return reason;
		if (are_documents)
			enqueue(walk, digest);
	}
	return REASON_NONE;
}

static enum reason need_document(struct walk *walk, const struct oci_blob *blob)
{
	struct oci_document document;
	struct span digest;
	enum reason reason = read_document(walk, blob, &document);

	walk->answer->detail = blob->digest;
	/* Whoever compares the blobs says which one it is. */
	if (reason == REASON_BLOB_CHANGED)
		return REASON_NONE;
	if (reason == REASON_NONE && document.config)
		reason = need(walk, document.config, &digest);
	if (reason == REASON_NONE)
		reason = need_list(walk, document.layers, false);
	if (reason == REASON_NONE)
		reason = need_list(walk, document.manifests, true);
	return reason;
}

static enum reason find_needs(struct walk *walk)
{
	struct oci_answer *answer = walk->answer;
	const struct oci_blob *target = oci_store_find(walk->question->store, answer->target);
	enum reason reason = oci_blob_reason(target);

	answer->detail = answer->target;
	if (reason != REASON_NONE)
		return reason;
	begin(walk);
	answer->needs[answer->n_needs++] =
		(struct oci_need){ .digest = answer->target, .size = target->size };
	enqueue(walk, answer->target);
	for (size_t i = 0; i < walk->n_queue; i++) {
		reason = need_document(walk, walk->queue[i]);
		if (reason != REASON_NONE)
			return reason;
	}
	answer->detail = (struct span){ 0 };
	return REASON_NONE;
}

/* What claims to sign it. */

static struct oci_source source_of(struct walk *walk, struct span manifest, bool is_sure)
{
	return (struct oci_source){ .store = walk->question->store,
				    .target = walk->answer->target,
				    .manifest = manifest,
				    .is_sure = is_sure,
				    .room = &walk->room,
				    .keep = walk->keep,
				    .scratch = &walk->scratch };
}

static void take_layers(struct walk *walk, const struct oci_blob *blob,
			const struct oci_document *document, bool is_sure)
{
	const struct oci_source source = source_of(walk, blob->digest, is_sure);
	struct oci_answer *answer = walk->answer;

	value_each (layer, document->layers) {
		struct arena_mark mark = arena_mark(&walk->scratch);

		if (answer->n_signatures < OCI_SIGNATURES_MAX)
			answer->n_signatures += oci_signature_read(
				&source, layer, &answer->signatures[answer->n_signatures]);
		arena_rewind(&walk->scratch, mark);
	}
}

/* A tag says that it is one, whatever became of it. */
static void take_tagged(struct walk *walk, const struct oci_descriptor *descriptor)
{
	const struct oci_blob *blob = oci_store_find(walk->question->store, descriptor->digest);
	struct oci_answer *answer = walk->answer;
	struct oci_document document;
	enum reason reason = read_document(walk, blob, &document);

	if (reason == REASON_NONE)
		take_layers(walk, blob, &document, true);
	else if (answer->n_signatures < OCI_SIGNATURES_MAX)
		answer->signatures[answer->n_signatures++] = (struct oci_signature){
			.form = OCI_PAYLOAD, .reason = reason, .manifest = descriptor->digest
		};
}

static bool is_about(struct walk *walk, const struct value *subject)
{
	struct oci_descriptor descriptor;

	return subject &&
	       oci_descriptor_read(subject, &walk->scratch, &descriptor) == REASON_NONE &&
	       span_eq(descriptor.digest, walk->answer->target);
}

/* A document that nothing calls a signature: what it has as its subject says so. */
static void look_at(struct walk *walk, const struct oci_blob *blob)
{
	struct oci_document document;

	if (read_document(walk, blob, &document) != REASON_NONE)
		return; /* nobody knows what it would be about */
	value_each (item, document.manifests) {
		struct oci_descriptor descriptor;

		if (oci_descriptor_read(item, &walk->scratch, &descriptor) == REASON_NONE)
			enqueue(walk, descriptor.digest);
	}
	if (is_about(walk, document.subject))
		take_layers(walk, blob, &document, true);
}

static void take_named(struct walk *walk, const struct oci_descriptor *descriptor)
{
	const struct oci_blob *blob = oci_store_find(walk->question->store, descriptor->digest);
	struct span name = name_of(descriptor, walk->keep);
	struct oci_document document;

	if (is_tag_of(name, walk->answer->target, ".sig") ||
	    is_tag_of(name, walk->answer->target, ".att")) {
		take_tagged(walk, descriptor);
	} else if (is_kind(descriptor, "dev.cosignproject.cosign/sigs", walk->keep) ||
		   is_kind(descriptor, "dev.cosignproject.cosign/atts", walk->keep)) {
		/* They do not say of what, and there may be several images. */
		if (read_document(walk, blob, &document) == REASON_NONE && !document.subject)
			take_layers(walk, blob, &document, false);
		else
			enqueue(walk, descriptor->digest);
	} else {
		enqueue(walk, descriptor->digest);
	}
}

static void find_signatures(struct walk *walk, const struct value *manifests)
{
	begin(walk);
	value_each (item, manifests) {
		struct oci_descriptor descriptor;

		if (oci_descriptor_read(item, walk->keep, &descriptor) == REASON_NONE)
			take_named(walk, &descriptor);
	}
	for (size_t i = 0; i < walk->n_queue; i++)
		look_at(walk, walk->queue[i]);
}

/* All of it. */

/* Each need is a descriptor in a document that is read once, and takes more than its digest there.
 */
static size_t needs_room(const struct oci_store *store)
{
	enum { DESCRIPTOR_LEAST = 64 };
	uint64_t bytes = 0;

	for (size_t i = 0; i < store->n; i++)
		if (store->blobs[i].state == OCI_BLOB_READ)
			bytes += store->blobs[i].size;
	return bytes / DESCRIPTOR_LEAST < OCI_NEEDS_MAX ? 1 + (size_t)(bytes / DESCRIPTOR_LEAST)
							: OCI_NEEDS_MAX;
}

void oci_layout_read(const struct oci_question *question, struct arena *arena,
		     struct oci_answer *answer)
{
	struct walk walk = {
		.question = question, .keep = arena, .answer = answer, .room = MiB(BUNDLES_MiB)
	};
	const struct value *manifests;

	*answer = (struct oci_answer){ 0 };
	walk.needs_room = needs_room(question->store);
	answer->needs = arena_array(arena, walk.needs_room, sizeof(*answer->needs));
	answer->signatures = arena_array(arena, OCI_SIGNATURES_MAX, sizeof(*answer->signatures));
	walk.queue = arena_array(arena, question->store->n, sizeof(struct oci_blob *));
	walk.seen = arena_array(arena, question->store->n, sizeof(*walk.seen));
	arena_init(&walk.scratch, MiB(SCRATCH_MiB), NULL, NULL);
	answer->reason = read_index(&walk, &manifests);
	if (answer->reason == REASON_NONE)
		answer->reason = find_target(&walk, manifests);
	if (answer->reason == REASON_NONE)
		answer->reason = find_needs(&walk);
	if (answer->reason == REASON_NONE)
		find_signatures(&walk, manifests);
	arena_free(&walk.scratch);
}
