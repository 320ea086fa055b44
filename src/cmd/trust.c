/* `assay trust`: who published earlier releases of a package, and is this one by the same. */
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/jsonw.h"
#include "base/nearest.h"
#include "cmd/cmd.h"
#include "core/purl.h"
#include "sys/clock.h"
#include "sys/crypto.h"
#include "sys/digest.h"
#include "sys/whole.h"
#include "trust/continuity.h"
#include "trust/sigstore/ask.h"

enum { BUNDLE_MAX = 32 << 20, ROOT_MAX = 8 << 20, KEY_MAX = 64 << 10, ARTIFACT_MAX = 1 << 30 };
enum { DAY = sizeof("2026-11-24") - 1, CLOCK_SLACK = 3600 };

struct options {
	const char *bundle, *key, *trusted_root, *state;
	bool accept, quiet;
	unsigned format; /* index into "text|json" */
};

static const struct opt options[] = {
	{ "bundle", 0, OPT_TEXT(struct options, bundle), "FILE",
	  "The sigstore bundle of the release; without one nobody vouches for it" },
	{ "key", 0, OPT_TEXT(struct options, key), "FILE",
	  "The public key that the bundle is signed with, when it is not by an identity" },
	{ "trusted-root", 0, OPT_TEXT(struct options, trusted_root), "FILE",
	  "The root that is trusted (JSON), instead of ASSAY_TRUSTED_ROOT" },
	{ "accept", 0, OPT_FLAG(struct options, accept), NULL,
	  "Remember another publisher, or none, in the place of the one before" },
	{ "state", 0, OPT_TEXT(struct options, state), "FILE",
	  "Where it is remembered, instead of the user's own file" },
	{ "format", 0, OPT_CHOICE(struct options, format), "text|json", "How it answers" },
	{ "quiet", 'q', OPT_FLAG(struct options, quiet), NULL, "Say nothing when all is well" },
	{ 0 },
};

/* One release, what was verified of it, and what is known of the name. */
struct release {
	const struct call *call;
	const struct options *options;
	struct span name, version;
	struct publisher publisher;
	struct continuity continuity;
	enum reason reason;
	bool was_known;
	struct continuity_row known;
};

static int complain(enum err e)
{
	(void)command_complain("trust");
	return e == ERR_USAGE ? EXIT_USAGE : e == ERR_FORMAT ? EXIT_FAILED : EXIT_UNSEEN;
}

/* What is asked about. */

static enum err read_name(struct release *release, const char *word, bool has_version)
{
	struct arena *arena = release->call->arena;
	const char *why = NULL;
	struct purl purl;

	if (!purl_parse(&purl, arena, span_str(word), &why))
		return err_set(ERR_USAGE, "%s is no package URL: %s", word, why ? why : "?");
	if (has_version != (purl.version.n > 0))
		return err_set(ERR_USAGE, "%s: it takes a package URL %s a version", word,
			       has_version ? "with" : "without");
	release->version = purl.version;
	purl.version = purl.subpath = (struct span){ 0 };
	purl.n_qualifiers = 0;
	release->name = purl_text(&purl, arena);
	return OK;
}

static enum err read_files(const struct release *release, const char *file,
			   struct sigstore_policy *policy, struct sigstore_artifact *artifact,
			   struct sigstore_case *question, struct span *root)
{
	const struct options *chosen = release->options;
	const char *root_path =
		chosen->trusted_root ? chosen->trusted_root : getenv("ASSAY_TRUSTED_ROOT");
	struct arena *arena = release->call->arena;
	enum err e = whole_read(chosen->bundle, BUNDLE_MAX, arena, &question->bundle);

	if (e == OK && !file)
		e = err_set(ERR_USAGE, "what is the bundle about? name the file of the release");
	if (e == OK && chosen->key)
		e = whole_read(chosen->key, KEY_MAX, arena, &policy->key);
	else if (e == OK && (!root_path || !*root_path))
		e = err_set(ERR_USAGE, "which root is trusted? --trusted-root FILE, or the "
				       "variable ASSAY_TRUSTED_ROOT");
	if (e == OK && root_path && *root_path)
		e = whole_read(root_path, ROOT_MAX, arena, root);
	return e == OK ? whole_read(file, ARTIFACT_MAX, arena, &artifact->bytes) : e;
}

/* Who signed the release. A bundle that does not verify is refused: it says nothing. */
static enum err verify_bundle(struct release *release, const char *file)
{
	struct sigstore_policy policy = { .now = clock_fixed() ? 0 : clock_now() + CLOCK_SLACK };
	struct sigstore_artifact artifact = { 0 };
	struct sigstore_case question = { .artifact = &artifact };
	struct sigstore_ask ask = { .policy = &policy, .cases = &question, .n = 1 };
	struct sigstore_verdict verdict;
	struct tuf_answer tuf;
	uint8_t digest[SHA256_SIZE];
	bool by_key = release->options->key;
	enum err e = read_files(release, file, &policy, &artifact, &question, &ask.root);

	if (e != OK)
		return e;
	digest_of_parts(&artifact.bytes, 1, digest);
	artifact.sha256 = span_of(digest, sizeof(digest));
	e = sigstore_ask(&ask, release->call->arena, &verdict, &tuf);
	if (e != OK)
		return e == ERR_FORMAT ? ERR_IO : e;
	release->reason = verdict.reason;
	release->publisher = (struct publisher){
		.how = by_key ? PUBLISHER_KEY : PUBLISHER_IDENTITY,
		.issuer = sigstore_fact(&verdict, "issuer"),
		.identity = sigstore_fact(&verdict, by_key ? "key" : "identity"),
	};
	return OK;
}

/* What is answered. */

static void print_text(struct sink *out, struct span text)
{
	struct buf shown;

	buf_init(&shown, (size_t)4 * PURL_TEXT_MAX);
	escape_text(&shown, span_part(text, 0, PURL_TEXT_MAX));
	sink_span(out, buf_view(&shown));
	buf_free(&shown);
}

static void print_publisher(struct sink *out, const char *what, enum publisher_how how,
			    struct span identity, struct span issuer)
{
	sink_printf(out, "  %s %s", what, publisher_how_word(how));
	if (identity.n) {
		sink_byte(out, ' ');
		print_text(out, identity);
	}
	if (issuer.n) {
		sink_str(out, " (");
		print_text(out, issuer);
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
	print_text(out, release->name);
	if (release->reason != REASON_NONE)
		sink_printf(out, ": %s (%s)", reason_sentence(release->reason),
			    reason_word(release->reason));
	sink_byte(out, '\n');
	print_publisher(out, "this  ", publisher->how, publisher->identity, publisher->issuer);
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
	write_publisher(&w, "publisher", publisher->how, publisher->identity, publisher->issuer);
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
				   .continuity.folder = { .fd = -1, .lock = -1 } };
	const char *path, *file = words->n > 2 ? words->words[2] : NULL;
	enum err e = read_name(&release, words->words[1], true);

	if (e == OK && release.options->bundle)
		e = verify_bundle(&release, file);
	else if (e == OK && file)
		e = err_set(ERR_USAGE, "a file goes with its bundle: --bundle FILE");
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
	print_text(out, row->name);
	sink_byte(out, ' ');
	print_text(out, row->version);
	sink_byte(out, ' ');
	print_text(out, row->day);
	sink_byte(out, '\n');
	print_publisher(out, "by", row->how, row->identity, row->issuer);
}

static int list(const struct call *call)
{
	const struct options *chosen = call->options;
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
	const struct options *chosen = call->options;
	struct release release = { .call = call, .continuity.folder = { .fd = -1, .lock = -1 } };
	const char *path;
	bool there = true;
	enum err e = continuity_path(chosen->state, call->arena, &path);

	if (e == OK)
		e = read_name(&release, call->operands.words[1], false);
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
	.size = sizeof(struct options),
	.run = run,
};
