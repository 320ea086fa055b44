/* Paths of certificates. */
#include "trust/sigstore/chain.h"

/* id-kp-codeSigning and id-kp-timeStamping (RFC 5280 section 4.2.1.12). */
static const struct span purposes[] = {
	[CHAIN_CODE_SIGNING] = SPAN("\x2b\x06\x01\x05\x05\x07\x03\x03"),
	[CHAIN_TIME_STAMPING] = SPAN("\x2b\x06\x01\x05\x05\x07\x03\x08"),
};

enum { PATH_MAX_LENGTH = 8 };

static bool may_issue(const struct certificate *issuer, size_t n_below)
{
	return issuer->is_ca && issuer->usage & USAGE_CERTIFICATES && !issuer->is_obscure &&
	       n_below <= issuer->path_max;
}

/* The chain of an authority, each by the next; the last is trusted as it is. */

static bool chain_holds(const struct root_authority *authority)
{
	for (size_t i = 0; i + 1 < authority->n; i++)
		if (!certificate_is_by(&authority->certificates[i],
				       &authority->certificates[i + 1]))
			return false;
	return true;
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

/* From the i-th certificate up, with `n_below` authorities below them. */
static bool authority_allows(const struct root_authority *authority, size_t from, size_t n_below,
			     enum chain_purpose purpose)
{
	for (size_t i = from; i < authority->n; i++)
		if (!may_issue(&authority->certificates[i], n_below + i - from) ||
		    !certificate_allows(&authority->certificates[i], purposes[purpose]))
			return false;
	return true;
}

enum reason chain_check(struct root_authority *authority, enum chain_purpose purpose, int64_t time)
{
	if (!is_sound(authority))
		return REASON_AUTHORITY_BROKEN;
	if (!certificate_is_for(&authority->certificates[0], purposes[purpose]) ||
	    authority->certificates[0].is_obscure ||
	    !(authority->certificates[0].usage & USAGE_DIGITAL_SIGNATURE) ||
	    !authority_allows(authority, 1, 0, purpose))
		return REASON_CERTIFICATE_PURPOSE;
	return authority_valid_at(authority, 0, time) ? REASON_NONE : REASON_AUTHORITY_TIME;
}

/* The path of a leaf. */

/* The certificates between a leaf and an authority, and where in its chain the path ends. */
struct path {
	struct certificate *certificates[PATH_MAX_LENGTH];
	size_t n;
	size_t from;
};

static struct certificate *issuer_among(const struct certificate *certificate,
					struct certificate *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (certificate_is_by(certificate, &all[i]))
			return &all[i];
	return NULL;
}

/* One certificate after the other, the authority's before those that are not trusted. */
static bool find_path(const struct chain_question *question, struct root_authority *authority,
		      struct path *path)
{
	const struct certificate *at = question->leaf;

	for (path->n = 0; path->n < PATH_MAX_LENGTH; path->n++) {
		struct certificate *issuer =
			issuer_among(at, authority->certificates, authority->n);

		if (issuer) {
			path->from = (size_t)(issuer - authority->certificates);
			return true;
		}
		issuer = issuer_among(at, question->others, question->n_others);
		if (!issuer)
			return false;
		path->certificates[path->n] = issuer;
		at = issuer;
	}
	return false;
}

static enum reason check_leaf(const struct chain_question *question)
{
	const struct certificate *leaf = question->leaf;

	if (!certificate_is_for(leaf, purposes[CHAIN_CODE_SIGNING]) || leaf->is_obscure ||
	    !(leaf->usage & USAGE_DIGITAL_SIGNATURE) || leaf->is_ca)
		return REASON_CERTIFICATE_PURPOSE;
	for (size_t i = 0; i < question->n_times; i++)
		if (!is_valid_at(leaf, question->times[i]))
			return REASON_CERTIFICATE_TIME;
	return REASON_NONE;
}

static enum reason check_between(const struct chain_question *question, const struct path *path)
{
	for (size_t i = 0; i < path->n; i++) {
		const struct certificate *other = path->certificates[i];

		if (!may_issue(other, i) ||
		    !certificate_allows(other, purposes[CHAIN_CODE_SIGNING]))
			return REASON_CERTIFICATE_PURPOSE;
		for (size_t k = 0; k < question->n_times; k++)
			if (!is_valid_at(other, question->times[k]))
				return REASON_AUTHORITY_TIME;
	}
	return REASON_NONE;
}

static enum reason check_authority(const struct chain_question *question,
				   const struct root_authority *authority, const struct path *path)
{
	if (!authority_allows(authority, path->from, path->n, CHAIN_CODE_SIGNING))
		return REASON_CERTIFICATE_PURPOSE;
	for (size_t k = 0; k < question->n_times; k++)
		if (!authority_valid_at(authority, path->from, question->times[k]))
			return REASON_AUTHORITY_TIME;
	return REASON_NONE;
}

static enum reason try_authority(const struct chain_question *question,
				 struct root_authority *authority,
				 const struct certificate **issuer)
{
	struct path path;
	enum reason reason;

	if (!find_path(question, authority, &path) || !is_sound(authority))
		return REASON_CERTIFICATE_UNTRUSTED;
	*issuer = path.n ? path.certificates[0] : &authority->certificates[path.from];
	reason = check_leaf(question);
	if (reason == REASON_NONE)
		reason = check_between(question, &path);
	return reason == REASON_NONE ? check_authority(question, authority, &path) : reason;
}

enum reason chain_find(const struct chain_question *question, struct root_authority *all, size_t n,
		       const struct certificate **issuer)
{
	enum reason best = REASON_CERTIFICATE_UNTRUSTED;

	*issuer = NULL;
	for (size_t i = 0; i < n; i++) {
		enum reason reason = try_authority(question, &all[i], issuer);

		if (reason == REASON_NONE)
			return REASON_NONE;
		if (reason != REASON_CERTIFICATE_UNTRUSTED)
			best = reason;
	}
	return best;
}
