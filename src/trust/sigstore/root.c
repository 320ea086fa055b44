/* Reading trusted roots. */
#include "trust/sigstore/root.h"

#include "trust/protojson.h"

static const char *const media_types[] = {
	"application/vnd.dev.sigstore.trustedroot+json;version=0.1",
	"application/vnd.dev.sigstore.trustedroot+json;version=0.2",
	"application/vnd.dev.sigstore.trustedroot.v0.1+json",
	"application/vnd.dev.sigstore.trustedroot.v0.2+json",
};

static void check_version(struct protojson *in, const struct value *root)
{
	struct span type = protojson_text(in, root, "mediaType");

	for (size_t i = 0; i < sizeof(media_types) / sizeof(*media_types); i++)
		if (span_is(type, media_types[i]))
			return;
	protojson_fault(in, REASON_ROOT_VERSION, "mediaType");
}

/* A period without a start would be one without a limit to the past. */
static struct root_period read_period(struct protojson *in, const struct value *of)
{
	const struct value *period = protojson_map(in, of, "validFor");
	struct root_period out = { .end = INT64_MAX };

	if (!protojson_time(in, period, "start", &out.start))
		protojson_fault(in, REASON_ROOT_VALIDITY, "validFor");
	(void)protojson_time(in, period, "end", &out.end); /* without one it goes on */
	return out;
}

/* The items of a list as an array of `size` bytes each. */
static void *list_room(struct protojson *in, const struct value *list, size_t size, size_t *n)
{
	*n = list ? list->size : 0;
	if (*n > ROOT_ITEMS_MAX) {
		protojson_fault(in, REASON_ROOT_TOO_LARGE, NULL);
		*n = 0;
	}
	return arena_array(in->arena, *n, size);
}

/* Logs. */

/* Of "https://host:port/path" what stands between the slashes, without the port. */
static struct span host_of(struct span url)
{
	ptrdiff_t at = span_find(url, (struct span)SPAN("://"));
	struct span host = at == SPAN_NONE ? url : span_from(url, (uint64_t)at + 3);
	size_t n = 0;

	while (n < host.n && host.p[n] != '/' && host.p[n] != ':')
		n++;
	return span_part(host, 0, n);
}

static void read_key(struct protojson *in, const struct value *of, struct root_log *log)
{
	struct span details = protojson_text(in, of, "keyDetails");
	struct span bytes = protojson_bytes(in, of, "rawBytes");
	bool known = span_starts(details, "PKCS1_RSA") &&
		     public_key_read_rsa(bytes, in->arena, &log->key);

	if (!known && !public_key_read(bytes, &log->key))
		return; /* a log whose key is of another kind vouches for nothing here */
	log->key.is_pss = span_has(details, "RSA_PSS");
}

static void read_log(struct protojson *in, const struct value *item, struct root_log *log)
{
	const struct value *key = protojson_map(in, item, "publicKey");

	log->url = protojson_text(in, item, "baseUrl");
	log->host = host_of(log->url);
	log->key_id = protojson_bytes(in, protojson_map(in, item, "logId"), "keyId");
	log->checkpoint_id =
		protojson_bytes(in, protojson_map(in, item, "checkpointKeyId"), "keyId");
	if (!log->checkpoint_id.n)
		log->checkpoint_id = log->key_id;
	if (!log->key_id.n)
		log->key_id = log->checkpoint_id;
	if (!key || !log->key_id.n)
		protojson_fault(in, REASON_FIELD_MALFORMED, "logId");
	log->period = read_period(in, key);
	read_key(in, key, log);
}

static struct root_log *read_logs(struct protojson *in, const struct value *list, size_t *n)
{
	struct root_log *logs = list_room(in, list, sizeof(*logs), n);
	size_t i = 0;

	if (*n == 0)
		return NULL;
	value_each (item, list)
		read_log(in, item, &logs[i++]);
	return logs;
}

/* Authorities. */

static void read_certificates(struct protojson *in, const struct value *list,
			      struct root_authority *out)
{
	if (!list || list->size < 1 || list->size > AUTHORITY_CERTIFICATES_MAX) {
		protojson_fault(in, REASON_ROOT_CHAIN, "certChain");
		return;
	}
	out->certificates = arena_array(in->arena, list->size, sizeof(*out->certificates));
	value_each (item, list) {
		struct span der = protojson_bytes(in, item, "rawBytes");

		if (certificate_read(der, in->arena, &out->certificates[out->n]) != REASON_NONE) {
			protojson_fault(in, REASON_ROOT_CHAIN, "certChain");
			return;
		}
		out->n++;
	}
}

static void read_authority(struct protojson *in, const struct value *item,
			   struct root_authority *out)
{
	const struct value *chain = protojson_map(in, item, "certChain");

	out->url = protojson_text(in, item, "uri");
	out->period = read_period(in, item);
	read_certificates(in, protojson_list(in, chain, "certificates"), out);
}

static struct root_authority *read_authorities(struct protojson *in, const struct value *list,
					       size_t *n)
{
	struct root_authority *all = list_room(in, list, sizeof(*all), n);
	size_t i = 0;

	if (*n == 0)
		return NULL;
	value_each (item, list)
		read_authority(in, item, &all[i++]);
	return all;
}

enum reason sigstore_root_read(struct span text, struct arena *arena, struct sigstore_root *root,
			       struct span *detail)
{
	struct protojson in = { .arena = arena };
	const struct value *top;

	*root = (struct sigstore_root){ 0 };
	*detail = (struct span){ 0 };
	if (text.n > ROOT_MAX)
		return REASON_ROOT_TOO_LARGE;
	top = protojson_parse(&in, text);
	check_version(&in, top);
	root->logs = read_logs(&in, protojson_list(&in, top, "tlogs"), &root->n_logs);
	root->ct_logs = read_logs(&in, protojson_list(&in, top, "ctlogs"), &root->n_ct_logs);
	root->authorities = read_authorities(
		&in, protojson_list(&in, top, "certificateAuthorities"), &root->n_authorities);
	root->time_authorities = read_authorities(
		&in, protojson_list(&in, top, "timestampAuthorities"), &root->n_time_authorities);
	*detail = span_str(in.at);
	if (in.reason != REASON_NONE)
		sigstore_root_free(root);
	return in.reason;
}

static void free_logs(struct root_log *logs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		public_key_free(&logs[i].key);
}

static void free_authorities(struct root_authority *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n; k++)
			certificate_free(&all[i].certificates[k]);
}

void sigstore_root_free(struct sigstore_root *root)
{
	free_logs(root->logs, root->n_logs);
	free_logs(root->ct_logs, root->n_ct_logs);
	free_authorities(root->authorities, root->n_authorities);
	free_authorities(root->time_authorities, root->n_time_authorities);
	*root = (struct sigstore_root){ 0 };
}
