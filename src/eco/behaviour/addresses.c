/* Finding addresses in texts. */
#include "eco/behaviour/addresses.h"

#include "base/ascii.h"

enum { ADDRESSES_MAX = 1000, HOST_MAX = 253, LOCAL_MAX = 64, BEFORE_MAX = 80, KEY_MAX = 1024 };

/* What the labels of a host are made of; also IPv6 in brackets is none here. */
static bool is_host(int c)
{
	return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_';
}

static bool is_local(int c)
{
	return ascii_is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '+';
}

/* The beginning of the line, as much as says what the constant is for. */
static struct span before(const struct addresses *a, uint64_t offset)
{
	uint64_t end = offset - a->offset, from;

	if (offset < a->offset || end > a->source.n)
		return (struct span){ 0 };
	from = end;
	while (from > 0 && end - from < BEFORE_MAX && a->source.p[from - 1] != '\n')
		from--;
	return span_part(a->source, from, end - from);
}

/* An address as it is found. */
struct found {
	const char *key;
	struct span value, name;
	bool whole;
	uint64_t offset, line;
};

static bool is_new(struct addresses *a, const struct found *found)
{
	uint8_t room[KEY_MAX];
	size_t n = 0;
	struct span key;

	room[n++] = (uint8_t)found->key[0];
	room[n++] = found->whole;
	for (size_t i = 0; i < found->value.n && n < KEY_MAX / 2; i++)
		room[n++] = (uint8_t)ascii_lower(found->value.p[i]);
	room[n++] = '\0';
	for (size_t i = 0; i < found->name.n && n < KEY_MAX; i++)
		room[n++] = found->name.p[i];
	key = span_of(room, n);
	if (a->n == 0) /* most files have none */
		set_init(&a->seen,
			 arena_array(job_arena(a->job), set_room(ADDRESSES_MAX),
				     sizeof(struct span)),
			 ADDRESSES_MAX);
	if (set_has(&a->seen, key))
		return false;
	if (a->n == ADDRESSES_MAX) {
		a->full = true;
		return false;
	}
	a->n++;
	return set_add(&a->seen, arena_copy(job_arena(a->job), key)) == SET_NEW;
}

static void add(struct addresses *a, const struct found *found)
{
	uint8_t lower[KEY_MAX];
	size_t n = found->value.n < KEY_MAX ? found->value.n : KEY_MAX;
	struct span name = found->name;

	if (!is_new(a, found))
		return;
	for (size_t i = 0; i < n; i++)
		lower[i] = (uint8_t)ascii_lower(found->value.p[i]);
	JOB_FACT(a->job, FACT_METADATA, found->offset, ATTR_WORD("key", found->key),
		 ATTR_TEXT("value", span_of(lower, n)), ATTR_NUMBER("line", found->line),
		 ATTR_WORD("where", a->where), ATTR_WORD("whole", found->whole ? "yes" : ""),
		 ATTR_TEXT("before", name.n ? name : before(a, found->offset)));
}

/* The host of a name with at least one dot in it, and a letter or digit at both ends. */
static struct span host_in(struct span text)
{
	size_t n = 0;

	while (n < text.n && n < HOST_MAX && is_host(text.p[n]))
		n++;
	while (n && !ascii_is_alnum(text.p[n - 1]))
		n--;
	text = span_part(text, 0, n);
	return n && ascii_is_alnum(text.p[0]) && span_byte(text, '.') != SPAN_NONE
		       ? text
		       : (struct span){ 0 };
}

/* Behind "://", without "user:password@". */
static struct span authority_host(struct span text)
{
	size_t n = 0;

	while (n < text.n && n < HOST_MAX && text.p[n] > ' ' &&
	       !strchr("/?#\"'`<>\\)", text.p[n])) {
		if (text.p[n] == '@')
			return host_in(span_from(text, n + 1));
		n++;
	}
	return host_in(text);
}

static uint64_t line_at(struct span text, uint64_t at, uint64_t line)
{
	for (uint64_t i = 0; i < at; i++)
		line += text.p[i] == '\n';
	return line;
}

/* A mail address around the '@': its domain ends in letters. */
static struct span mail_at(struct span text, uint64_t at)
{
	uint64_t from = at;
	struct span host = host_in(span_from(text, at + 1));

	while (from > 0 && at - from < LOCAL_MAX && is_local(text.p[from - 1]))
		from--;
	if (from == at || host.n < 4 || !ascii_is_letter(host.p[host.n - 1]) ||
	    !ascii_is_letter(host.p[host.n - 2]))
		return (struct span){ 0 };
	return span_part(text, from, at + 1 - from + host.n);
}

/* https://a.example/b, and nothing but that. */
static bool is_address(struct span text)
{
	size_t n = 0;

	while (n < text.n && ascii_is_letter(text.p[n]))
		n++;
	if (n == 0 || !span_starts(span_from(text, n), "://"))
		return false;
	for (; n < text.n; n++)
		if (text.p[n] <= ' ' || strchr("<>\"`", text.p[n]))
			return false;
	return true;
}

/* The next byte that may be in an address, from `at` on. */
static uint64_t next_sign(struct span text, uint64_t at)
{
	while (at < text.n && text.p[at] != '@' && text.p[at] != ':')
		at++;
	return at;
}

/* Lines are counted from the last address on: each byte is passed once. */
void addresses_find(struct addresses *a, const struct behaviour_text *in)
{
	static const struct span scheme = SPAN("://");
	bool code = *a->where == 'c', plain = in->name.n == 0;
	struct found found = { .name = in->name, .line = in->line };
	struct span text = in->text;
	uint64_t counted = 0;

	for (uint64_t at = next_sign(text, 0); at < text.n; at = next_sign(text, at + 1)) {
		bool mail = text.p[at] == '@';

		found.value = (struct span){ 0 };
		if (mail)
			found.value = mail_at(text, at);
		else if (span_eq(span_part(text, at, 3), scheme))
			found.value = authority_host(span_from(text, at + 3));
		if (found.value.n == 0 || (mail && found.value.n < text.n && code))
			continue;
		if (plain)
			found.line = line_at(span_part(text, counted, at - counted), at - counted,
					     found.line);
		counted = at;
		found.key = mail ? "mail" : "host";
		found.whole = !mail && code && is_address(text);
		found.offset = in->offset + (plain ? at : 0);
		add(a, &found);
	}
}

bool addresses_may_be(struct span bytes)
{
	return span_byte(bytes, '@') != SPAN_NONE || span_has(bytes, "://");
}

void addresses_init(struct addresses *a, struct job *job, const char *where)
{
	*a = (struct addresses){ .job = job, .where = where };
}

bool addresses_end(const struct addresses *a)
{
	if (a->full)
		JOB_FACT(a->job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", "addresses"),
			 ATTR_WORD("value", "more"));
	return a->n > 0;
}
