/* Bundles as sigstore_bundle.proto has them in JSON. */
#include "trust/bundle_write.h"

#include "base/base64.h"
#include "trust/sigstore/bundle.h"

static void write_certificate(struct jsonw *w, const char *key, struct span der,
			      struct arena *arena)
{
	jsonw_map(w, key);
	jsonw_text(w, "rawBytes", base64_write(der, arena));
	jsonw_map_end(w);
}

/* Version 0.3 has one certificate; a chain is what models are signed with (OMS 1.0, "Certificate").
 */
static void write_signer(struct jsonw *w, const struct bundle_signer *signer, struct arena *arena)
{
	if (signer->n == 0) {
		jsonw_map(w, "publicKey");
		jsonw_text(w, "hint", signer->hint);
		jsonw_map_end(w);
		return;
	}
	jsonw_map(w, "x509CertificateChain");
	jsonw_list(w, "certificates");
	for (size_t i = 0; i < signer->n; i++)
		write_certificate(w, NULL, signer->certificates[i], arena);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

void bundle_write(struct sink *out, const struct dsse *envelope, const struct bundle_signer *signer,
		  struct arena *arena)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "mediaType", BUNDLE_MEDIA_TYPE);
	jsonw_map(&w, "verificationMaterial");
	write_signer(&w, signer, arena);
	jsonw_list(&w, "tlogEntries");
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	dsse_write(&w, "dsseEnvelope", envelope, arena);
	jsonw_map_end(&w);
	jsonw_end(&w);
}
