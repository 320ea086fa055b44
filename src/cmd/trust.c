/* `assay trust`: who published earlier releases of a package, and is this one by the same. */
#include "base/escape.h"
#include "base/jsonw.h"
#include "base/nearest.h"
#include "cmd/trust_release.h"
#include "sys/clock.h"
#include "sys/crypto.h"

enum { DAY = sizeof("2026-11-24") - 1, SHOWN_MAX = 2048 };

static const struct opt options[] = {
	{ "bundle", 0, OPT_TEXT(struct trust_options, bundle), "FILE",
	  "The sigstore bundle of the release; without one nobody vouches for it" },
	{ "provenance", 0, OPT_TEXT(struct trust_options, provenance), "FILE",
	  "Its attestations, when it is a file of a Python package (PEP 740)" },
	{ "attestations", 0, OPT_TEXT(struct trust_options, attestations), "FILE",
	  "Its attestations, when it is an npm package" },
	{ "packument", 0, OPT_TEXT(struct trust_options, packument), "FILE",
	  "The registry's document of an npm package, with its signatures" },
	{ "keys", 0, OPT_TEXT(struct trust_options, keys), "FILE",
	  "The keys of that registry (keys.json)" },
	{ "key", 0, OPT_TEXT(struct trust_options, key), "FILE",
	  "The public key that the bundle is signed with, when it is not by an identity" },
	{ "trusted-root", 0, OPT_TEXT(struct trust_options, trusted_root), "FILE",
	  "The root that is trusted (JSON), instead of ASSAY_TRUSTED_ROOT" },
	{ "accept", 0, OPT_FLAG(struct trust_options, accept), NULL,
	  "Remember another publisher, or none, in the place of the one before" },
	{ "state", 0, OPT_TEXT(struct trust_options, state), "FILE",
	  "Where it is remembered, instead of the user's own file" },
	{ "format", 0, OPT_CHOICE(struct trust_options, format), "text|json", "How it answers" },
	{ "quiet", 'q', OPT_FLAG(struct trust_options, quiet), NULL,
	  "Say nothing when all is well" },
	{ 0 },
};

static int complain(enum err e)
{
	(void)command_complain("trust");
	return e == ERR_USAGE ? EXIT_USAGE : e == ERR_FORMAT ? EXIT_FAILED : EXIT_UNSEEN;
}

/* What is answered. */

static void print_publisher(struct sink *out, const char *what, enum publisher_how how,
			    struct span identity, struct span issuer)
{
	sink_printf(out, "  %s %s", what, publisher_how_word(how));
	if (identity.n) {
		sink_byte(out, ' ');
		escape_print(out, identity, SHOWN_MAX);
	}
	if (issuer.n) {
		sink_str(out, " (");
		escape_print(out, issuer, SHOWN_MAX);
		sink_byte(out, ')');
	}
	sink_byte(out, '\n');
}

static const char *verdict_of(const struct release *release)
{
	if (release->reason != REASON_NONE)
		return "refused";
	return release->was_known ? "same" : "new";
}

static void answer_text(const struct release *release, struct sink *out)
{
	const struct publisher *publisher = &release->publisher;

	sink_printf(out, "%s: ", verdict_of(release));
	escape_print(out, release->name, SHOWN_MAX);
	if (release->reason != REASON_NONE)
		sink_printf(out, ": %s (%s)", reason_sentence(release->reason),
			    reason_word(release->reason));
	sink_byte(out, '\n');
	if (release->is_verified)
		print_publisher(out, "this  ", publisher->how, publisher->identity,
				publisher->issuer);
	if (release->was_known)
		print_publisher(out, "before", release->known.how, release->known.identity,
				release->known.issuer);
}

static void write_publisher(struct jsonw *w, const char *key, enum publisher_how how,
			    struct span identity, struct span issuer)
{
	jsonw_map(w, key);
	jsonw_word(w, "how", publisher_how_word(how));
	if (identity.n)
		jsonw_text(w, "identity", identity);
	if (issuer.n)
		jsonw_text(w, "issuer", issuer);
	jsonw_map_end(w);
}

static void answer_json(const struct release *release, struct sink *out)
{
	const struct publisher *publisher = &release->publisher;
	bool good = release->reason == REASON_NONE;
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema", "assay.trust/1");
	jsonw_text(&w, "name", release->name);
	jsonw_text(&w, "version", release->version);
	jsonw_word(&w, "verdict", verdict_of(release));
	jsonw_word(&w, "reason", good ? NULL : reason_word(release->reason));
	jsonw_word(&w, "message", good ? NULL : reason_sentence(release->reason));
	if (release->is_verified)
		write_publisher(&w, "publisher", publisher->how, publisher->identity,
				publisher->issuer);
	if (release->was_known)
		write_publisher(&w, "remembered", release->known.how, release->known.identity,
				release->known.issuer);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

static int answer(const struct release *release)
{
	struct sink *out = &release->call->out->sink;
	bool good = release->reason == REASON_NONE;

	if (release->options->format)
		answer_json(release, out);
	else if (!good || !release->options->quiet)
		answer_text(release, out);
	return good ? EXIT_NOTHING : EXIT_FAILED;
}

/* check, remember */

static enum err judge(struct release *release, bool keep)
{
	struct continuity *continuity = &release->continuity;
	const struct continuity_row *known = continuity_find(continuity, release->name);
	char now[CLOCK_TEXT];
	bool accepts = keep && release->options->accept;

	release->was_known = known != NULL;
	if (known)
		release->known = *known;
	if (!accepts)
		release->reason = continuity_check(continuity, release->name, &release->publisher);
	if (!keep || release->reason != REASON_NONE)
		return OK;
	clock_text(clock_now(), now);
	return continuity_remember(continuity, release->name, release->version, &release->publisher,
				   span_of(now, DAY));
}

static int ask(const struct call *call, bool keep)
{
	const struct opt_list *words = &call->operands;
	struct release release = { .call = call,
				   .options = call->options,
				   .is_verified = true,
				   .continuity.folder = { .fd = -1, .lock = -1 } };
	const char *path, *file = words->n > 2 ? words->words[2] : NULL;
	enum err e = release_read_name(&release, words->words[1], true);

	if (e == OK && release_is_vouched(&release))
		e = release_verify(&release, file);
	else if (e == OK && (file || release.options->key || release.options->keys))
		e = err_set(ERR_USAGE, "a file and keys go with what vouches for the release, "
				       "such as --bundle FILE");
	if (e == OK && release.reason == REASON_NONE) {
		e = continuity_path(release.options->state, call->arena, &path);
		if (e == OK)
			e = continuity_open(&release.continuity, path, keep, call->arena);
		if (e == OK)
			e = judge(&release, keep);
	}
	continuity_close(&release.continuity);
	return e == OK ? answer(&release) : complain(e);
}

static int check(const struct call *call)
{
	return ask(call, false);
}

static int remember(const struct call *call)
{
	return ask(call, true);
}

/* list, forget */

static void print_row(struct sink *out, const struct continuity_row *row)
{
	escape_print(out, row->name, SHOWN_MAX);
	sink_byte(out, ' ');
	escape_print(out, row->version, SHOWN_MAX);
	sink_byte(out, ' ');
	escape_print(out, row->day, SHOWN_MAX);
	sink_byte(out, '\n');
	print_publisher(out, "by", row->how, row->identity, row->issuer);
}

static int list(const struct call *call)
{
	const struct trust_options *chosen = call->options;
	struct continuity continuity = { .folder = { .fd = -1, .lock = -1 } };
	const char *path;
	enum err e = continuity_path(chosen->state, call->arena, &path);

	if (e == OK)
		e = continuity_open(&continuity, path, false, call->arena);
	for (size_t i = 0; e == OK && i < continuity.n; i++)
		print_row(&call->out->sink, &continuity.rows[i]);
	continuity_close(&continuity);
	return e == OK ? EXIT_NOTHING : complain(e);
}

static int forget(const struct call *call)
{
	const struct trust_options *chosen = call->options;
	struct release release = { .call = call, .continuity.folder = { .fd = -1, .lock = -1 } };
	const char *path;
	bool there = true;
	enum err e = continuity_path(chosen->state, call->arena, &path);

	if (e == OK)
		e = release_read_name(&release, call->operands.words[1], false);
	if (e == OK)
		e = continuity_open(&release.continuity, path, true, call->arena);
	if (e == OK)
		e = continuity_forget(&release.continuity, release.name, &there);
	continuity_close(&release.continuity);
	if (e == OK && !there)
		e = err_set(ERR_USAGE, "%s is not remembered", call->operands.words[1]);
	return e == OK ? EXIT_NOTHING : complain(e);
}

static const struct {
	const char *word, *usage;
	size_t least, most; /* words behind it */
	int (*run)(const struct call *call);
} verbs[] = {
	{ "check", "check PURL [FILE]", 1, 2, check },
	{ "remember", "remember PURL [FILE]", 1, 2, remember },
	{ "list", "list", 0, 0, list },
	{ "forget", "forget PURL", 1, 1, forget },
};

static int run(const struct call *call)
{
	struct nearest near = { .wanted = call->operands.words[0] };
	size_t n = call->operands.n - 1;

	crypto_begin();
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		nearest_try(&near, verbs[i].word);
		if (strcmp(verbs[i].word, near.wanted) != 0)
			continue;
		if (n >= verbs[i].least && n <= verbs[i].most)
			return verbs[i].run(call);
		return complain(err_set(ERR_USAGE, "it is %s", verbs[i].usage));
	}
	return complain(err_set(ERR_USAGE, "it is one of check, remember, list and forget%s%s%s",
				near.name ? "; did you mean '" : "", near.name ? near.name : "",
				near.name ? "'?" : ""));
}

const struct command command_trust = {
	.name = "trust",
	.summary = "is this release by who published the ones before?",
	.usage = "check PURL [FILE] | remember PURL [FILE] | list | forget PURL",
	.about = "Remembers for each package who published it and how: by an identity, with a key, "
		 "or with nobody to vouch for it. check says whether a release goes on in the same "
		 "way: provenance that is gone, or another publisher, is refused, although the "
		 "release on its own may look fine. remember does the same and then remembers the "
		 "release; with --accept whatever it is. FILE is the release itself, which the "
		 "bundle must be about.",
	.operand_kind = OPERANDS_WORDS,
	.words = "check|remember|list|forget",
	.least = 1,
	.most = 3,
	.options = options,
	.size = sizeof(struct trust_options),
	.run = run,
};
