/* `assay log init`, `append`, `cosigned` and `vkey`: what takes a key or changes a log. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/log_verbs.h"
#include "sys/whole.h"
#include "trust/log/append.h"
#include "trust/log/cosign.h"
#include "trust/log/memory.h"
#include "trust/log/prove.h"
#include "trust/log/digest_entry.h"

/* init, vkey */

static void print_vkey(const struct call *call, const struct note_key *key)
{
	struct span vkey = note_key_write(key, call->arena);

	sink_printf(&call->out->sink, "%.*s\n", (int)vkey.n, (const char *)vkey.p);
}

int log_verb_init(const struct call *call, const struct log_options *options, const char **words,
		  size_t n)
{
	struct note_signer signer = { 0 };
	enum err e = log_signer(call, options, NOTE_ED25519, &signer);

	(void)n; /* it is one */
	if (e == OK)
		e = log_make(words[0], &signer, call->arena);
	if (e == OK)
		print_vkey(call, &signer.key);
	note_signer_free(&signer);
	return e == OK ? EXIT_NOTHING : log_complain(e);
}

int log_verb_vkey(const struct call *call, const struct log_options *options, const char **words,
		  size_t n)
{
	enum note_kind kind = options->cosigner ? NOTE_COSIGNATURE : NOTE_ED25519;
	struct note_signer signer = { 0 };
	enum err e = log_signer(call, options, kind, &signer);

	(void)words, (void)n; /* there are none */
	if (e == OK)
		print_vkey(call, &signer.key);
	note_signer_free(&signer);
	return e == OK ? EXIT_NOTHING : log_complain(e);
}

/* append */

static enum err append_file(struct append *append, const struct call *call,
			    const struct log_options *options, const char *path)
{
	struct arena_mark mark = arena_mark(call->arena);
	struct span bytes;
	enum err e;

	if (options->digest) {
		uint8_t digest[SHA256_SIZE];

		e = log_digest_of(path, digest);
		bytes = log_digest_entry(digest, call->arena);
	} else {
		e = whole_read(path, ENTRY_MAX, call->arena, &bytes);
		if (e == ERR_LIMIT)
			e = err_set(ERR_USAGE,
				    "%s has more than %d bytes: append its digest, with "
				    "--digest",
				    path, ENTRY_MAX);
	}
	if (e == OK)
		e = append_add(append, bytes);
	arena_rewind(call->arena, mark);
	return e;
}

/* Every line but for its end; the last may lack it. */
static enum err append_lines(struct append *append, const char *path)
{
	bool is_input = strcmp(path, "-") == 0;
	FILE *file = is_input ? stdin : fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	enum err e = OK;
	ssize_t n;

	if (!file)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	for (size_t at = 1; e == OK && (n = getline(&line, &room, file)) > 0; at++) {
		size_t length = (size_t)n - (line[n - 1] == '\n');

		if (length > ENTRY_MAX)
			e = err_set(ERR_USAGE, "%s: line %zu has more than %d bytes", path, at,
				    ENTRY_MAX);
		else
			e = append_add(append, span_of(line, length));
	}
	if (e == OK && ferror(file))
		e = err_set(ERR_IO, "read %s: %s", path, strerror(errno));
	free(line);
	if (!is_input)
		(void)fclose(file); /* only read from */
	return e;
}

static enum err write_receipt(const struct call *call, struct tlog *log, uint64_t index,
			      const char *path)
{
	struct arena_mark mark = arena_mark(call->arena);
	struct log_options options = { .output = arena_printf(call->arena, "%s.tlog-proof", path) };
	struct span text;
	enum err e = tlog_receipt(log, index, &text);

	if (e == OK)
		e = log_give(call, &options, text);
	arena_rewind(call->arena, mark);
	return e;
}

static enum err append_all(struct append *append, const struct call *call,
			   const struct log_options *options, const char **files, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++)
		e = append_file(append, call, options, files[i]);
	if (e == OK && options->lines)
		e = append_lines(append, options->lines);
	if (e == OK)
		e = append_commit(append);
	for (size_t i = 0; e == OK && options->receipt && i < n; i++)
		e = write_receipt(call, append->log, append->first + i, files[i]);
	return e;
}

static void print_appended(const struct call *call, const struct append *append, const char **files,
			   size_t n)
{
	struct sink *out = &call->out->sink;
	const struct checkpoint *checkpoint = &append->log->checkpoint;

	for (size_t i = 0; i < n; i++) {
		sink_printf(out, "%llu ", (unsigned long long)(append->first + i));
		log_print(out, span_str(files[i]));
		sink_byte(out, '\n');
	}
	sink_printf(out, "%llu appended, %llu in ",
		    (unsigned long long)(checkpoint->size - append->first),
		    (unsigned long long)checkpoint->size);
	log_print(out, checkpoint->origin);
	sink_byte(out, '\n');
}

/* Appends when the log goes on from what was signed last, and keeps what is signed now. */
static enum err append_on(struct append *append, const struct call *call,
			  const struct log_options *options, const char **files, size_t n)
{
	const char *path = log_memory_path(options->state, call->arena);
	struct tlog *log = append->log;
	struct log_memory memory;
	enum err e = log_memory_open(&memory, path, append->signer->key.name, call->arena);

	if (e == OK)
		e = append_begin(append);
	if (e == OK)
		e = log_memory_check(&memory, log, &append->signer->key);
	if (e == OK)
		e = append_all(append, call, options, files, n);
	if (e == OK)
		e = log_memory_keep(&memory, log);
	log_memory_close(&memory);
	return e;
}

int log_verb_append(const struct call *call, const struct log_options *options, const char **words,
		    size_t n)
{
	struct append *append = arena_alloc(call->arena, sizeof(*append));
	struct tlog *log = arena_alloc(call->arena, sizeof(*log));
	struct note_signer signer = { 0 };
	enum err e = tlog_open(log, words[0], call->arena);

	append_init(append, log, &signer);
	if (e == OK)
		e = log_signer_named(call, options, NOTE_ED25519, log->checkpoint.origin, &signer);
	if (e == OK)
		e = append_on(append, call, options, words + 1, n - 1);
	if (e == OK && !options->quiet)
		print_appended(call, append, words + 1, n - 1);
	append_end(append);
	note_signer_free(&signer);
	tlog_close(log);
	return e == OK ? EXIT_NOTHING : log_complain(e);
}

/* cosigned */

int log_verb_cosigned(const struct call *call, const struct log_options *options,
		      const char **words, size_t n)
{
	struct tlog *log = arena_alloc(call->arena, sizeof(*log));
	struct log_policy policy;
	struct span lines;
	enum err e = tlog_open(log, words[0], call->arena);

	(void)n; /* they are two */
	if (e == OK)
		e = log_policy_of(call, options, &policy);
	if (e == OK)
		e = whole_read(words[1], NOTE_MAX, call->arena, &lines);
	if (e == OK)
		e = tlog_cosign(log, &policy, lines);
	tlog_close(log);
	return e == OK ? EXIT_NOTHING : log_complain(e);
}
