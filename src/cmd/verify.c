/* `assay verify`: is this exactly what its maker published, and who says so? */
#include "cmd/verify.h"

extern const struct command command_verify;

static const struct opt options[] = {
	OPT_HEADING("Sigstore bundles"),
	{ "bundle", 0, OPT_LIST(struct verify_options, bundles), "FILE",
	  "A bundle of version 0.1 to 0.3; once an operand, in their order" },
	{ "provenance", 0, OPT_LIST(struct verify_options, provenance), "FILE",
	  "Attestations of a Python package (PEP 740); once an operand, in their order" },
	{ "certificate-identity", 0, OPT_TEXT(struct verify_options, certificate_identity),
	  "IDENTITY", "Who it has to be by: an address or a URI, `*` stands for any characters" },
	{ "certificate-oidc-issuer", 0, OPT_TEXT(struct verify_options, certificate_oidc_issuer),
	  "URL", "Who has to have vouched for that identity" },
	{ "claim", 0, OPT_LIST(struct verify_options, claims), "NAME=VALUE",
	  "What else the certificate has to say, such as source-repository-uri" },
	{ "trusted-root", 0, OPT_TEXT(struct verify_options, trusted_root), "FILE",
	  "The root to trust, as trusted_root.json; otherwise ASSAY_TRUSTED_ROOT" },
	{ "tuf", 0, OPT_TEXT(struct verify_options, tuf), "DIR",
	  "A TUF repository to take the trusted root from instead" },
	{ "tuf-root", 0, OPT_TEXT(struct verify_options, tuf_root), "FILE",
	  "The root of that repository which is trusted to begin with" },
	{ "tuf-state", 0, OPT_TEXT(struct verify_options, tuf_state), "DIR",
	  "Where versions are remembered, so that nothing older is taken later" },
	{ "tuf-grace", 0, OPT_NUMBER(struct verify_options, tuf_grace, 0, 36500), "DAYS",
	  "Take metadata that has expired no longer ago than this; 0 unless set" },
	{ "min-logs", 0, OPT_NUMBER(struct verify_options, min_logs, 1, 64), "N",
	  "How many logs have to hold the signature; 1 unless set" },
	{ "min-scts", 0, OPT_NUMBER(struct verify_options, min_scts, 1, 64), "N",
	  "How many logs have to hold the certificate; 1 unless set" },
	{ "min-times", 0, OPT_NUMBER(struct verify_options, min_times, 1, 64), "N",
	  "How many have to say when it was signed; 1 unless set, and none of a key" },
	OPT_HEADING("Keys"),
	{ "key", 'k', OPT_TEXT(struct verify_options, key), "FILE",
	  "The public key it has to be signed with" },
	{ "public-key", 0, OPT_TEXT(struct verify_options, key), "FILE", "The same" },
	OPT_HEADING("Signatures of models and files"),
	{ "signature", 's', OPT_TEXT(struct verify_options, signature), "FILE",
	  "The signature: of a model, or a plain one of a file" },
	{ "certificate-chain", 0, OPT_LIST(struct verify_options, chains), "FILE",
	  "Certificates (PEM) that are trusted to issue that of the signer" },
	{ "at", 0, OPT_CHOICE(struct verify_options, when), VERIFY_TIMES,
	  "When its certificate has to be valid" },
	{ "identity", 0, OPT_TEXT(struct verify_options, identity), "IDENTITY",
	  "The same as --certificate-identity" },
	{ "identity-provider", 0, OPT_TEXT(struct verify_options, identity_provider), "URL",
	  "The same as --certificate-oidc-issuer" },
	{ "only", 0, OPT_LIST(struct verify_options, only), "GLOB",
	  "Only look at files that match; may be given several times" },
	{ "ignore-paths", 0, OPT_LIST(struct verify_options, ignored), "PATH",
	  "Leave out a path of the model and all below it; may be given several times" },
	{ "no-ignore-git-paths", 0, OPT_FLAG(struct verify_options, keep_git), NULL,
	  "Do not leave out what git keeps beside the files" },
	{ "ignore-unsigned-files", 0, OPT_FLAG(struct verify_options, ignore_unsigned), NULL,
	  "Files that were not signed may be there" },
	{ "allow-symlinks", 0, OPT_FLAG(struct verify_options, allow_symlinks), NULL,
	  "Links within the model count as the files they lead to" },
	{ "require-coverage", 0, OPT_FLAG(struct verify_options, need_covered), NULL,
	  "Refuse what nothing covers, such as empty files beside parts of others" },
	{ "paranoid", 0, OPT_FLAG(struct verify_options, paranoid), NULL,
	  "Read every file, also those that have not changed since they were read last" },
	{ "namespace", 0, OPT_TEXT(struct verify_options, namespace), "WORD",
	  "What the signature of OpenSSH has to be made for; otherwise \"file\"" },
	OPT_HEADING("Statements"),
	{ "policy", 0, OPT_TEXT(struct verify_options, policy), "FILE",
	  "What the statement in the bundle has to say: builder, source, branch, materials" },
	OPT_HEADING("Packages"),
	{ "lock", 0, OPT_TEXT(struct verify_options, lock), "FILE",
	  "A lock file, which has to name the operands by their digests" },
	{ "attestations", 0, OPT_LIST(struct verify_options, attestations), "FILE",
	  "Attestations of an npm package as a registry has them; once an operand, in their "
	  "order" },
	{ "packument", 0, OPT_LIST(struct verify_options, packuments), "FILE",
	  "The registry's document of an npm package, whose signatures have to hold; likewise" },
	{ "keys", 0, OPT_TEXT(struct verify_options, keys), "FILE",
	  "The keys of that registry (keys.json)" },
	{ "package-name", 0, OPT_TEXT(struct verify_options, package_name), "NAME",
	  "Which npm package it has to be, whatever the operand is called" },
	{ "package-version", 0, OPT_TEXT(struct verify_options, package_version), "VERSION",
	  "Which version of it" },
	OPT_HEADING("Images and caches"),
	{ "oci", 0, OPT_TEXT(struct verify_options, oci), "DIR",
	  "An OCI image layout: the operand is a reference in it or a digest, or there is none" },
	{ "hub-cache", 0, OPT_TEXT(struct verify_options, hub_cache), "DIR",
	  "A cache of the Hugging Face hub, whose files have to be what their names say" },
	OPT_HEADING("Output"),
	{ "format", 'f', OPT_CHOICE(struct verify_options, form), VERIFY_FORMS,
	  "What is printed on standard output" },
	{ "all", 'a', OPT_FLAG(struct verify_options, list_all), NULL,
	  "List every file in text, also those that are right" },
	{ "quiet", 'q', OPT_FLAG(struct verify_options, quiet), NULL,
	  "Say nothing when all is well" },
	{ 0 },
};

static const struct verify_way *const ways[] = { &verify_way_provenance, &verify_way_locked,
						 &verify_way_hub,	 &verify_way_npm,
						 &verify_way_oci,	 &verify_way_bundle,
						 &verify_way_signature,	 &verify_way_wheel };

static bool is_among(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

enum err verify_takes(const struct verify_options *given, const char *const *names,
		      const char *what)
{
	static const char *const output[] = { "format", "all", "quiet", NULL };

	for (const struct opt *row = options; !opt_last(row); row++)
		if (row->name && opt_given(row, given) && !is_among(row->name, names) &&
		    !is_among(row->name, output))
			return err_set(ERR_USAGE, "--%s does not go with %s", row->name, what);
	return OK;
}

int verify_complain(enum err e)
{
	if (e == ERR_USAGE)
		return command_misused("verify");
	(void)command_complain("verify");
	return EXIT_UNSEEN;
}

static int run(const struct call *call)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (!ways[i]->is_meant(call->options))
			continue;
		if (call->operands.n || ways[i]->is_alone)
			return ways[i]->run(call);
		return verify_complain(
			err_set(ERR_USAGE, "something is missing: %s", command_verify.usage));
	}
	(void)err_set(ERR_USAGE,
		      "it takes something to verify by, such as --bundle or --signature");
	return command_misused("verify");
}

const struct command command_verify = {
	.name = "verify",
	.summary = "tell whether something is exactly what its maker published",
	.usage = "FILE|MODEL|sha256:HEX...",
	.about = "Verifies what a signature says of the operands, offline. With --bundle that is a "
		 "sigstore bundle: by whom it was signed (--certificate-identity and "
		 "--certificate-oidc-issuer, or --key), when, and in which log it stands. With "
		 "--signature it is that of a model (OpenSSF Model Signing: a folder or a file, "
		 "by --key, --certificate-chain or an identity), and every file is compared; or "
		 "a plain one of a file by --key: of minisign, OpenSSH, or bare. Of wheels "
		 "alone it tells whether all that is in them is what their RECORD says.\n\n"
		 "Exit 0: verified. 4: refused, and one word says why. 3: it could not be read.",
	.operand_kind = OPERANDS_PATHS,
	.least = 0, /* a way says whether it takes none */
	.most = OPERANDS_MANY,
	.options = options,
	.size = sizeof(struct verify_options),
	.run = run,
};
