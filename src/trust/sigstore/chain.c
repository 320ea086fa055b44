/* Paths of certificates. */
#include "trust/sigstore/chain.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* id-kp-codeSigning and id-kp-timeStamping (RFC 5280 section 4.2.1.12). */
static const struct span purposes[] = {
	[CHAIN_CODE_SIGNING] = SPAN("\x2b\x06\x01\x05\x05\x07\x03\x03"),
	[CHAIN_TIME_STAMPING] = SPAN("\x2b\x06\x01\x05\x05\x07\x03\x08"),
};

enum {
	LEVEL = 2, /* 112 bits: no SHA-1, no RSA below 2048 bits */
	PATH_MAX_LENGTH = AUTHORITY_CERTIFICATES_MAX,
};

/* The trusted certificates of one search; some suffice, whatever is above them. */
struct search {
	X509_STORE *store;
	STACK_OF(X509) * others;
	X509_STORE_CTX *context;
};

static void search_end(struct search *search)
{
	X509_STORE_CTX_free(search->context);
	sk_X509_free(search->others);
	X509_STORE_free(search->store);
}

static bool search_begin(struct search *search, const struct certificate *trusted, size_t n_trusted,
			 const struct certificate *others, size_t n_others)
{
	bool good;

	*search = (struct search){ X509_STORE_new(), sk_X509_new_null(), X509_STORE_CTX_new() };
	good = search->store && search->others && search->context;
	for (size_t i = 0; good && i < n_trusted; i++)
		good = X509_STORE_add_cert(search->store, trusted[i].x509) == 1;
	for (size_t i = 0; good && i < n_others; i++)
		good = sk_X509_push(search->others, others[i].x509) > 0;
	return good;
}

/* Whether the certificate leads to a trusted one. Times are for the caller: libcrypto knows one
 * only. */
static bool search_run(struct search *search, const struct certificate *leaf)
{
	X509_VERIFY_PARAM *param;

	if (X509_STORE_CTX_init(search->context, search->store, leaf->x509, search->others) != 1)
		return false;
	param = X509_STORE_CTX_get0_param(search->context);
	X509_VERIFY_PARAM_set_auth_level(param, LEVEL);
	X509_VERIFY_PARAM_set_depth(param, PATH_MAX_LENGTH);
	return X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN |
							  X509_V_FLAG_NO_CHECK_TIME) == 1 &&
	       X509_verify_cert(search->context) == 1;
}

/* The chain of an authority. */

static bool chain_holds(const struct root_authority *authority)
{
	size_t n = authority->n;
	struct search search;
	bool good = n == 1 || (search_begin(&search, &authority->certificates[n - 1], 1,
					    authority->certificates + 1, n - 2) &&
			       search_run(&search, &authority->certificates[0]));

	if (n > 1)
		search_end(&search);
	return good;
}

static bool is_sound(struct root_authority *authority)
{
	if (authority->chain == CHAIN_UNKNOWN)
		authority->chain = chain_holds(authority) ? CHAIN_SOUND : CHAIN_BROKEN;
	return authority->chain == CHAIN_SOUND;
}

static bool is_valid_at(const struct certificate *certificate, int64_t time)
{
	return certificate->not_before <= time && time <= certificate->not_after;
}

/* From the i-th certificate up. */
static bool authority_valid_at(const struct root_authority *authority, size_t from, int64_t time)
{
	for (size_t i = from; i < authority->n; i++)
		if (!is_valid_at(&authority->certificates[i], time))
			return false;
	return period_has(authority->period, time);
}

static bool authority_allows(const struct root_authority *authority, size_t from,
			     enum chain_purpose purpose)
{
	for (size_t i = from; i < authority->n; i++)
		if (!certificate_allows(&authority->certificates[i], purposes[purpose]))
			return false;
	return true;
}

enum reason chain_check(struct root_authority *authority, enum chain_purpose purpose, int64_t time)
{
	if (!is_sound(authority))
		return REASON_AUTHORITY_BROKEN;
	if (!certificate_is_for(&authority->certificates[0], purposes[purpose]) ||
	    !authority_allows(authority, 1, purpose))
		return REASON_CERTIFICATE_PURPOSE;
	return authority_valid_at(authority, 0, time) ? REASON_NONE : REASON_AUTHORITY_TIME;
}

/* The path of a leaf. */

static const struct certificate *find(X509 *x509, const struct certificate *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].x509 == x509 || X509_cmp(all[i].x509, x509) == 0)
			return &all[i];
	return NULL;
}

static enum reason check_leaf(const struct chain_question *question)
{
	const struct certificate *leaf = question->leaf;
	uint32_t usage = X509_get_key_usage(leaf->x509);

	/* Without the extension all bits are set. */
	if (!certificate_is_for(leaf, purposes[CHAIN_CODE_SIGNING]) ||
	    !(usage & KU_DIGITAL_SIGNATURE) || X509_check_ca(leaf->x509) != 0)
		return REASON_CERTIFICATE_PURPOSE;
	for (size_t i = 0; i < question->n_times; i++)
		if (!is_valid_at(leaf, question->times[i]))
			return REASON_CERTIFICATE_TIME;
	return REASON_NONE;
}

/* The certificates between the leaf and the authority, and the authority from where the path
 * reaches it. */
static enum reason check_path(const struct chain_question *question,
			      const struct root_authority *authority, STACK_OF(X509) * path)
{
	for (int i = 1; i < sk_X509_num(path); i++) {
		X509 *x509 = sk_X509_value(path, i);
		const struct certificate *own = find(x509, authority->certificates, authority->n);
		const struct certificate *other =
			own ? NULL : find(x509, question->others, question->n_others);
		size_t from = own ? (size_t)(own - authority->certificates) : authority->n;

		if (!own && !other)
			return REASON_CERTIFICATE_UNTRUSTED;
		if (!authority_allows(authority, from, CHAIN_CODE_SIGNING) ||
		    (other && !certificate_allows(other, purposes[CHAIN_CODE_SIGNING])))
			return REASON_CERTIFICATE_PURPOSE;
		for (size_t k = 0; k < question->n_times; k++)
			if (!authority_valid_at(authority, from, question->times[k]) ||
			    (other && !is_valid_at(other, question->times[k])))
				return REASON_AUTHORITY_TIME;
	}
	return REASON_NONE;
}

static const struct certificate *issuer_in(const struct chain_question *question,
					   const struct root_authority *authority,
					   STACK_OF(X509) * path)
{
	X509 *x509 = sk_X509_num(path) > 1 ? sk_X509_value(path, 1) : NULL;
	const struct certificate *own =
		x509 ? find(x509, authority->certificates, authority->n) : NULL;

	return own || !x509 ? own : find(x509, question->others, question->n_others);
}

static enum reason try_authority(const struct chain_question *question,
				 struct root_authority *authority,
				 const struct certificate **issuer)
{
	enum reason reason = REASON_CERTIFICATE_UNTRUSTED;
	struct search search;

	if (search_begin(&search, authority->certificates, authority->n, question->others,
			 question->n_others) &&
	    search_run(&search, question->leaf) && is_sound(authority)) {
		STACK_OF(X509) *path = X509_STORE_CTX_get0_chain(search.context);

		*issuer = issuer_in(question, authority, path);
		reason = *issuer ? check_leaf(question) : REASON_CERTIFICATE_UNTRUSTED;
		if (reason == REASON_NONE)
			reason = check_path(question, authority, path);
	}
	search_end(&search);
	return reason;
}

/* Whether the search is worth its signatures: somebody of that name is there. */
static bool may_lead(const struct chain_question *question, const struct root_authority *authority)
{
	const X509_NAME *name = X509_get_issuer_name(question->leaf->x509);

	for (size_t i = 0; i < authority->n; i++)
		if (X509_NAME_cmp(X509_get_subject_name(authority->certificates[i].x509), name) ==
		    0)
			return true;
	return question->n_others > 0;
}

enum reason chain_find(const struct chain_question *question, struct root_authority *all, size_t n,
		       const struct certificate **issuer)
{
	enum reason best = REASON_CERTIFICATE_UNTRUSTED;

	*issuer = NULL;
	for (size_t i = 0; i < n; i++) {
		enum reason reason = may_lead(question, &all[i])
					     ? try_authority(question, &all[i], issuer)
					     : REASON_CERTIFICATE_UNTRUSTED;

		if (reason == REASON_NONE)
			return REASON_NONE;
		if (reason != REASON_CERTIFICATE_UNTRUSTED)
			best = reason;
	}
	return best;
}
