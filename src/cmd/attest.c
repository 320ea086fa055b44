/* `assay attest SUBJECT...`: says something of artifacts, signed. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/json.h"
#include "cmd/model_root.h"
#include "sys/clock.h"
#include "sys/create.h"
#include "sys/digest.h"
#include "sys/hash_many.h"
#include "sys/whole.h"
#include "trust/attest/make.h"

enum { NO_FD = -1, PREDICATE_MAX = 16 << 20, OUTPUT_MAX = 128 << 20 };

#define FD_NONE UINT64_MAX

enum result { RESULT_NONE, RESULT_PASSED, RESULT_FAILED };

struct options {
	const char *key, *output, *predicate, *predicate_type;
	uint64_t passphrase_fd;
	unsigned type, result;
	bool statement_only;
	struct predicate_facts facts;
	struct opt_list parameters, materials, inputs, levels, properties;
	struct opt_list ignored; /* of models that are folders */
	bool keep_git, allow_symlinks;
};

static const struct options defaults = { .passphrase_fd = FD_NONE };

#define FACT(member) OPT_TEXT(struct options, facts.member)

static const struct opt options[] = {
	{ "type", 't', OPT_CHOICE(struct options, type), PREDICATE_WORDS,
	  "What is said: SLSA provenance, a verification summary, or a simple result" },
	{ "predicate", 0, OPT_TEXT(struct options, predicate), "FILE",
	  "What is said, as JSON, instead" },
	{ "predicate-type", 0, OPT_TEXT(struct options, predicate_type), "URI", "Of which type" },
	{ "key", 'k', OPT_TEXT(struct options, key), "FILE", "The secret key to sign with" },
	{ "passphrase-fd", 0, OPT_NUMBER(struct options, passphrase_fd, 0, INT_MAX), "N",
	  "Read its passphrase from the open descriptor N instead of the terminal" },
	{ "statement-only", 0, OPT_FLAG(struct options, statement_only), NULL,
	  "Print the statement without signing it" },
	{ "output", 'o', OPT_TEXT(struct options, output), "FILE",
	  "Write the bundle there instead of to standard output" },
	OPT_HEADING("Models that are folders"),
	{ "ignore-paths", 0, OPT_LIST(struct options, ignored), "PATH",
	  "Leave out a path of the model and all below it; may be given several times" },
	{ "no-ignore-git-paths", 0, OPT_FLAG(struct options, keep_git), NULL,
	  "Do not leave out what git keeps beside the files" },
	{ "allow-symlinks", 0, OPT_FLAG(struct options, allow_symlinks), NULL,
	  "Links within the model count as the files they lead to" },
	OPT_HEADING("SLSA provenance"),
	{ "builder-id", 0, FACT(builder), "URI", "Who built it" },
	{ "build-type", 0, FACT(build_type), "URI", "How parameters and materials are to be read" },
	{ "source", 0, FACT(source), "URI", "The repository it was built from: git+https://..." },
	{ "source-ref", 0, FACT(source_ref), "REF", "The branch or tag: refs/heads/main" },
	{ "source-digest", 0, FACT(source_digest), "ALGORITHM:HEX", "The commit: gitCommit:..." },
	{ "parameter", 0, OPT_LIST(struct options, parameters), "NAME=VALUE",
	  "A parameter from outside; may be given several times" },
	{ "material", 0, OPT_LIST(struct options, materials), "URI[@ALGORITHM:HEX]",
	  "What went into it; may be given several times" },
	{ "invocation-id", 0, FACT(invocation), "URI", "The run" },
	{ "started", 0, FACT(started), "TIME", "When it began (RFC 3339)" },
	{ "finished", 0, FACT(finished), "TIME", "When it ended" },
	OPT_HEADING("Verification results"),
	{ "verifier-id", 0, FACT(verifier), "URI", "Who verified it" },
	{ "resource-uri", 0, FACT(resource), "URI", "What it is called where it comes from" },
	{ "policy-uri", 0, FACT(policy), "URI", "By what policy" },
	{ "input", 0, OPT_LIST(struct options, inputs), "ALGORITHM:HEX",
	  "An attestation that was gone by; may be given several times" },
	{ "result", 0, OPT_CHOICE(struct options, result), "none|passed|failed",
	  "Whether it passed" },
	{ "level", 0, OPT_LIST(struct options, levels), "LEVEL",
	  "A level that it has: SLSA_BUILD_LEVEL_3; may be given several times" },
	{ "property", 0, OPT_LIST(struct options, properties), "PROPERTY",
	  "A property that it has; may be given several times" },
	{ 0 },
};

/* What it is about. */

static bool is_digest(const char *word, struct arena *arena, struct span *digest)
{
	struct span text = span_str(word);

	return span_starts(text, "sha256:") && access(word, F_OK) != 0 &&
	       hex_read(span_from(text, strlen("sha256:")), arena, digest) &&
	       digest->n == SHA256_SIZE;
}

static struct span file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return span_str(slash ? slash + 1 : path);
}

/* The file itself, by whatever path the user names it. */
static enum err open_part(const char *path, struct hash_part *part)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	*part = (struct hash_part){ .root = fd,
				    .size = HASH_ANY_SIZE,
				    .length = HASH_TO_END,
				    .kind = hasher_kind(span_str("sha256")) };
	return OK;
}

static enum err take_digests(struct attest_subject **of, struct hash_part *parts, size_t n)
{
	enum err e = hash_many(parts, n, 0);

	for (size_t i = 0; e == OK && i < n; i++) {
		e = hash_part_err(&parts[i]);
		of[i]->sha256 = span_of(parts[i].digest, parts[i].digest_n);
	}
	return e;
}

static enum err read_model(const struct call *call, const char *path,
			   struct attest_subject *subject)
{
	const struct options *chosen = call->options;
	const struct model_rules rules = { path, chosen->output, &chosen->ignored,
					   chosen->keep_git };

	return model_root(&rules, chosen->allow_symlinks, call->arena, &subject->sha256,
			  &subject->name);
}

static enum err read_subjects(const struct call *call, struct attest_subject *subjects)
{
	size_t n = call->operands.n, n_parts = 0;
	struct hash_part *parts = arena_array(call->arena, n, sizeof(*parts));
	struct attest_subject **of = arena_array(call->arena, n, sizeof(struct attest_subject *));
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		const char *word = call->operands.words[i];

		subjects[i].name = file_name(word);
		if (is_digest(word, call->arena, &subjects[i].sha256)) {
			subjects[i].name = (struct span)SPAN("_");
			continue;
		}
		if (model_is_folder(word)) {
			e = read_model(call, word, &subjects[i]);
			continue;
		}
		of[n_parts] = &subjects[i];
		e = open_part(word, &parts[n_parts]);
		n_parts += e == OK;
	}
	if (e == OK)
		e = take_digests(of, parts, n_parts);
	while (n_parts > 0)
		(void)close(parts[--n_parts].root); /* they were only read */
	return e;
}

/* What is said of it. */

static enum err read_predicate(const struct options *chosen, struct arena *arena,
			       struct attest_predicate *out)
{
	struct json json;
	enum err e;

	if (!chosen->predicate_type)
		return err_set(ERR_USAGE, "of which type is the predicate? --predicate-type URI");
	e = whole_read(chosen->predicate, PREDICATE_MAX, arena, &out->json);
	if (e != OK)
		return e;
	json_parse(&json, arena, out->json);
	if (json.why)
		return err_set(ERR_USAGE, "%s is no JSON: %s at byte %llu", chosen->predicate,
			       json.why, (unsigned long long)json.at);
	out->json = ascii_trim(out->json);
	out->type = span_str(chosen->predicate_type);
	return OK;
}

static struct predicate_words words_of(const struct opt_list *list)
{
	return (struct predicate_words){ .words = list->words, .n = list->n };
}

static enum err check_digests(const struct opt_list *list, const char *option)
{
	struct span algorithm, hex;

	for (size_t i = 0; i < list->n; i++)
		if (!predicate_digest(span_str(list->words[i]), &algorithm, &hex))
			return err_set(ERR_USAGE, "--%s takes ALGORITHM:HEX, not '%s'", option,
				       list->words[i]);
	return OK;
}

static enum err fill_predicate(const struct call *call, struct predicate_facts *facts,
			       struct attest_predicate *out)
{
	const struct options *chosen = call->options;
	char *now = arena_alloc(call->arena, CLOCK_TEXT);
	struct span algorithm, hex;

	*facts = chosen->facts;
	facts->parameters = words_of(&chosen->parameters);
	facts->materials = words_of(&chosen->materials);
	facts->inputs = words_of(&chosen->inputs);
	facts->levels = words_of(&chosen->levels);
	facts->properties = words_of(&chosen->properties);
	facts->passed = chosen->result == RESULT_PASSED;
	clock_text(clock_now(), now);
	facts->time = now;
	out->kind = &predicate_kinds[chosen->type];
	out->facts = facts;
	if (!out->kind->is_whole(facts))
		return err_set(ERR_USAGE, "%s needs %s", out->kind->word, out->kind->lacks);
	if (strcmp(out->kind->type, PREDICATE_VSA) == 0 && chosen->result == RESULT_NONE)
		return err_set(ERR_USAGE, "did it pass? --result passed or --result failed");
	if (facts->source_digest &&
	    !predicate_digest(span_str(facts->source_digest), &algorithm, &hex))
		return err_set(ERR_USAGE, "--source-digest takes ALGORITHM:HEX, not '%s'",
			       facts->source_digest);
	return check_digests(&chosen->inputs, "input");
}

/* Making it. */

static enum err read_key(const struct options *chosen, struct arena *arena, struct secret_key *key)
{
	const struct passphrase_source source = {
		.fd = chosen->passphrase_fd == FD_NONE ? NO_FD : (int)chosen->passphrase_fd,
		.file = chosen->key,
	};

	if (!chosen->key)
		return err_set(ERR_USAGE, "signed with what? --key FILE");
	return secret_key_load(&source, arena, key);
}

static enum err sign_into(struct span statement, const struct options *chosen, struct sink *out,
			  struct arena *arena)
{
	struct secret_key key;
	enum err e = read_key(chosen, arena, &key);

	if (e != OK)
		return e;
	e = attest_sign(statement, &key, out, arena);
	secret_key_free(&key);
	return e;
}

static enum err put(const struct call *call, struct span statement)
{
	const struct options *chosen = call->options;
	struct sink_buf sink;
	struct buf text;
	enum err e = OK;

	buf_init(&text, OUTPUT_MAX);
	sink_into_buf(&sink, &text);
	if (chosen->statement_only)
		sink_span(&sink.sink, statement);
	else
		e = sign_into(statement, chosen, &sink.sink, call->arena);
	if (e == OK)
		e = sink_flush(&sink.sink);
	if (e == OK && chosen->output)
		e = replace_file(chosen->output, buf_view(&text));
	else if (e == OK)
		sink_span(&call->out->sink, buf_view(&text));
	buf_free(&text);
	return e;
}

static int run(const struct call *call)
{
	const struct options *chosen = call->options;
	struct attest_subject *subjects =
		arena_array(call->arena, call->operands.n, sizeof(*subjects));
	struct attest_predicate predicate = { 0 };
	struct predicate_facts facts;
	struct span statement;
	enum err e = chosen->predicate ? read_predicate(chosen, call->arena, &predicate)
				       : fill_predicate(call, &facts, &predicate);

	if (e == OK)
		e = read_subjects(call, subjects);
	if (e == OK)
		e = attest_statement(subjects, call->operands.n, &predicate, call->arena,
				     &statement);
	if (e == OK)
		e = put(call, statement);
	return e == OK ? EXIT_NOTHING : command_complain("attest");
}

const struct command command_attest = {
	.name = "attest",
	.summary = "say where something comes from, or that it was verified, and sign that",
	.usage = "FILE|MODEL|sha256:HEX...",
	.about = "Makes a statement about the operands (in-toto), signs it with a key and writes a "
		 "sigstore bundle: SLSA provenance says who built them, from what and how; a "
		 "verification summary (VSA) or a simple verification result (SVR) says what was "
		 "found when they were verified. A model that is a folder is known by the digest "
		 "that assay sign gives it. assay verify checks such bundles, and with "
		 "--policy what they say. The same words and SOURCE_DATE_EPOCH give the same "
		 "statement.",
	.operand_kind = OPERANDS_PATHS,
	.least = 1,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
