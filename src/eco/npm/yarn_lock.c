/*
 * yarn.lock of yarn 1: its own notation of keys with indented values.
 *
 *     "a@^1.0.0", a@1.x:
 *       version "1.2.3"
 *       resolved "https://..."
 *       dependencies:
 *         b "^2.0.0"
 *
 * A key is a name and what is asked for, and so is a dependency: the key answers it.
 */
#include <stdio.h>

#include "eco/npm/folder.h"
#include "eco/npm/lock.h"
#include "eco/npm/spec.h"
#include "format/format.h"

enum { KEY_ROOM = 4096 };

static bool is_berry(struct span head)
{
	return span_has(head, "__metadata:");
}

/* Under another name: a copy, or a part of one. Programs that write the mark are none. */
static bool is_marked(struct span head)
{
	return span_starts(head, "#") && span_has(head, "\n# yarn lockfile v1") &&
	       !span_starts(head, "#!");
}

static unsigned bid(const struct probe *probe)
{
	if (!npm_lock_counts(probe->path))
		return BID_NONE;
	return (span_is(probe->name, "yarn.lock") || is_marked(probe->head)) &&
			       !is_berry(probe->head)
		       ? BID_LIKELY
		       : BID_NONE;
}

/* A line: how deep it is indented, its words without quotes, whether a colon ends it. */

enum { WORDS_MAX = 256 };

struct line {
	unsigned indent;
	struct span words[WORDS_MAX];
	size_t n;
	bool opens;
	uint64_t offset;
};

/* A word or a quoted one, off the front of the line. */
static struct span cut_word(struct span *text)
{
	size_t n = 0;

	if (text->p[0] == '"') {
		ptrdiff_t end = span_byte(span_from(*text, 1), '"');
		struct span word = span_part(*text, 1, end == SPAN_NONE ? text->n : (uint64_t)end);

		*text = span_from(*text, word.n + 2);
		return word;
	}
	while (n < text->n && !memchr(" ,", text->p[n], 2) &&
	       !(text->p[n] == ':' && n + 1 == text->n))
		n++;

	struct span word = span_part(*text, 0, n);

	*text = span_from(*text, n);
	return word;
}

static void cut_words(struct span text, struct line *line)
{
	while (text.n && line->n < WORDS_MAX) {
		if (memchr(" ,", text.p[0], 2)) {
			text = span_from(text, 1);
		} else if (text.p[0] == ':') {
			line->opens = true;
			return;
		} else {
			line->words[line->n++] = cut_word(&text);
		}
	}
}

/* The next line that says something; false at the end. */
static bool next_line(struct span text, uint64_t *at, struct line *line)
{
	while (*at < text.n) {
		struct span rest = span_from(text, *at);
		ptrdiff_t end = span_byte(rest, '\n');
		struct span one = span_part(rest, 0, end == SPAN_NONE ? rest.n : (uint64_t)end);

		line->offset = *at;
		*at += one.n + 1;
		while (one.n && memchr(" \t\r", one.p[one.n - 1], 3))
			one.n--;
		line->indent = 0;
		while (one.n && one.p[0] == ' ') {
			one = span_from(one, 1);
			line->indent++;
		}
		line->n = 0;
		line->opens = false;
		if (one.n == 0 || one.p[0] == '#')
			continue;
		cut_words(one, line);
		if (line->n)
			return true;
	}
	return false;
}

static void set_field(struct npm_locked *one, const struct line *line)
{
	if (line->n < 2)
		return;
	if (span_is(line->words[0], "version"))
		one->version = line->words[1];
	else if (span_is(line->words[0], "resolved"))
		one->resolved = line->words[1];
	else if (span_is(line->words[0], "integrity"))
		one->integrity = line->words[1];
}

static struct npm_locked *add_entry(struct npm_lock *lock, const struct line *line)
{
	struct span behind, name = npm_split(line->words[0], &behind);
	struct npm_spec spec = npm_spec_of(behind);
	struct npm_locked *one = npm_lock_add(
		lock, &(const struct npm_locked){ .id = line->words[0],
						  .name = spec.name.n ? spec.name : name,
						  .alias = spec.name.n ? name : spec.name,
						  .scope = "required",
						  .offset = line->offset });

	if (!one)
		return NULL;
	for (size_t i = 0; i < line->n; i++) {
		(void)npm_split(line->words[i], &behind);
		spec = npm_spec_of(behind);
		one->is_asked |= npm_spec_is_address(&spec);
		index_add(&lock->ids, line->words[i], (size_t)(one - lock->all));
	}
	one->is_needed = true; /* by its keys */
	return one;
}

static void read_entries(struct npm_lock *lock, struct span text)
{
	struct npm_locked *one = NULL;
	struct line line;
	uint64_t at = 0;

	while (next_line(text, &at, &line)) {
		if (line.indent == 0 && line.opens)
			one = add_entry(lock, &line);
		else if (line.indent == 0 || !one)
			job_malformed(lock->job, "a line that belongs to no entry", line.offset);
		else if (line.indent == 2)
			set_field(one, &line);
	}
}

static struct npm_locked *find(struct npm_lock *lock, struct span name, struct span spec)
{
	char key[KEY_ROOM];
	int n = snprintf(key, sizeof(key), "%.*s@%.*s", (int)name.n, (const char *)name.p,
			 (int)spec.n, (const char *)spec.p);

	return n < 0 || n >= KEY_ROOM ? NULL : npm_lock_find(lock, span_of(key, (size_t)n));
}

static void read_needs(struct npm_lock *lock, struct span text)
{
	const struct npm_locked *from = NULL;
	const char *scope = NULL;
	struct line line;
	uint64_t at = 0;

	while (next_line(text, &at, &line)) {
		if (line.indent == 0)
			from = npm_lock_find(lock, line.words[0]);
		if (line.indent == 2)
			scope = !line.opens					 ? NULL
				: span_is(line.words[0], "optionalDependencies") ? "optional"
										 : "required";
		if (line.indent != 4 || !scope || !from || line.n < 2)
			continue;

		struct npm_locked *to = find(lock, line.words[0], line.words[1]);

		if (to)
			npm_lock_need(lock, from, to, line.words[1], scope);
	}
}

static void read(struct job *job, struct span bytes)
{
	struct npm_lock lock;
	struct line line;
	size_t n = 0, keys = 0;

	bytes = span_from(bytes, span_starts(bytes, "\xef\xbb\xbf") ? 3 : 0);
	for (uint64_t at = 0; next_line(bytes, &at, &line);)
		if (line.indent == 0 && line.opens) {
			n++;
			keys += line.n + 1;
		}
	npm_lock_open(&lock, job, bytes, n, keys);
	read_entries(&lock, bytes);
	read_needs(&lock, bytes);
	npm_lock_close(&lock);
}

const struct format format_npm_yarn_lock = {
	.name = "npm_yarn_lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
