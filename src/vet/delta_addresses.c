/* Hosts that changed code talks to, and mail addresses that it holds, which stand nowhere in the
 * previous release. */
#include "vet/delta.h"

#include "base/ascii.h"
#include "base/set.h"
#include "code/behaviour/behaviour.h"
#include "eco/origin.h"

/* Labels of a host that belong to who registered it: two, three below such as "co.uk". */
static struct span registered(struct span host)
{
	static const char *const seconds[] = {
		"co", "com", "net", "org", "gov", "edu", "ac", NULL
	};
	struct span rest = host, last[3] = { 0 };
	bool second = false;

	for (struct span label = rest; rest.n; label = rest) {
		ptrdiff_t dot = span_byte(rest, '.');

		last[0] = last[1];
		last[1] = last[2];
		last[2] = label;
		rest = span_from(rest, dot == SPAN_NONE ? rest.n : (uint64_t)dot + 1);
	}
	for (size_t i = 0; seconds[i]; i++) {
		size_t n = strlen(seconds[i]);

		second |= span_starts(last[1], seconds[i]) && last[1].n > n &&
			  last[1].p[n] == '.' && last[2].n == 2;
	}
	if (ascii_is_digit(host.n ? host.p[host.n - 1] : 0))
		return host; /* an address of numbers is nobody's domain */
	return second && last[0].n ? last[0] : last[1].n ? last[1] : host;
}

/* Names that documentation uses, and the machine itself. */
static bool is_nobody(struct span host)
{
	static const char *const ends[] = { "localhost",   ".local",	  ".localhost",
					    ".test",	   ".example",	  "example.com",
					    "example.org", "example.net", ".internal",
					    NULL };

	for (size_t i = 0; ends[i]; i++)
		if (span_ends(host, ends[i]))
			return true;
	return span_starts(host, "127.") || span_is(host, "0.0.0.0");
}

/* Where people read, and names of schemas and the like: programs do not call there. */
static bool is_reading(struct span host)
{
	static const char *const names[] = { "w3.org",
					     "json-schema.org",
					     "schema.org",
					     "purl.org",
					     "xmlns.com",
					     "xml.org",
					     "xmlsoap.org",
					     "ns.adobe.com",
					     "schemastore.org",
					     "openxmlformats.org",
					     "ietf.org",
					     "rfc-editor.org",
					     "whatwg.org",
					     "tc39.es",
					     "ecma-international.org",
					     "unicode.org",
					     "python.org",
					     "mozilla.org",
					     "wikipedia.org",
					     "stackoverflow.com",
					     "stackexchange.com",
					     "readthedocs.io",
					     NULL };

	for (size_t i = 0; names[i]; i++)
		if (span_is(registered(host), names[i]) || span_is(host, names[i]))
			return true;
	return false;
}

struct known_hosts {
	struct set hosts, mails;
};

static void add_members(struct set *set, const struct release *release, const char *key)
{
	for (size_t i = 0; i < release->n; i++) {
		const struct artifact *artifact = release->members[i].artifact;

		for (size_t j = 0; j < artifact->n_facts; j++) {
			const struct fact *fact = artifact->facts[j];
			struct span value = fact_text(fact, "value");

			if (fact->kind == FACT_METADATA && fact_is(fact, "key", key))
				(void)set_add(set, *key == 'h' ? registered(value) : value);
		}
	}
}

/* A set of what facts of the release say. */
static void init(struct set *set, const struct release *release, struct arena *arena)
{
	uint64_t n = 1;

	for (size_t i = 0; i < release->n; i++)
		n += release->members[i].artifact->n_facts;
	set_init(set, arena_array(arena, set_room(n), sizeof(struct span)), n);
}

/* Whether the file has a use for an address: anything of it goes to, or comes from, the network. */
static bool uses_network(const struct member *member)
{
	static const enum behaviour_class classes[] = { BEHAVIOUR_NETWORK, BEHAVIOUR_DOWNLOAD,
							BEHAVIOUR_SPAWN, BEHAVIOUR_NONE };

	for (size_t i = 0; i < member->artifact->n_facts; i++) {
		const struct fact *fact = member->artifact->facts[i];

		for (size_t j = 0; fact->kind == FACT_BEHAVIOUR && classes[j]; j++)
			if (behaviour_find(fact_text(fact, "class")) == classes[j])
				return true;
	}
	return false;
}

/* The host of a behaviour's address; empty when its detail is none. */
static struct span host_of(const struct fact *behaviour)
{
	enum behaviour_class class = behaviour_find(fact_text(behaviour, "class"));
	struct span host = origin_host(fact_text(behaviour, "detail"));
	ptrdiff_t colon = span_byte(host, ':');

	if (class != BEHAVIOUR_NETWORK && class != BEHAVIOUR_DOWNLOAD && class != BEHAVIOUR_CHAIN)
		return (struct span){ 0 };
	return span_part(host, 0, colon == SPAN_NONE ? host.n : (uint64_t)colon);
}

/* Whether what stands before the constant says that mail goes there. */
static bool is_recipient(const struct fact *fact)
{
	static const char *const words[] = { "bcc",	   "cc",      "to",   "rcpt",	  "mailto",
					     "recipient",  "sendto",  "send", "forward",  "notify",
					     "recipients", "replyto", "smtp", "sendmail", NULL };
	struct span before = fact_text(fact, "before");

	for (size_t i = 0; i < before.n; i++) {
		size_t n = 0;

		while (i + n < before.n && ascii_is_letter(before.p[i + n]))
			n++;
		for (size_t k = 0; n && words[k]; k++)
			if (ascii_same(span_part(before, i, n), words[k]))
				return true;
		i += n;
	}
	return false;
}

/* An address of changed code that counts when it is new. */
struct candidate {
	const struct member *member;
	const struct fact *fact;
	struct span host, mail; /* one of them is empty */
	bool far;		/* the file has no use for it, but another may be given it */
};

struct candidates {
	struct candidate *rows;
	size_t n;
};

static void take(struct candidates *out, const struct member *member, const struct fact *fact,
		 bool network)
{
	struct candidate c = { .member = member, .fact = fact };
	bool said = fact->kind == FACT_METADATA && fact_is(fact, "where", "code");

	if (fact->kind == FACT_BEHAVIOUR)
		c.host = host_of(fact);
	else if (said && (network || fact_is(fact, "whole", "yes")) && fact_is(fact, "key", "host"))
		c.host = fact_text(fact, "value");
	else if (said && fact_is(fact, "key", "mail") && is_recipient(fact))
		c.mail = fact_text(fact, "value");
	c.far = c.host.n && !network && fact->kind == FACT_METADATA;
	if (fact->kind == FACT_METADATA && is_reading(c.host))
		return;
	if ((c.host.n && span_byte(c.host, '.') != SPAN_NONE && !is_nobody(c.host)) || c.mail.n)
		out->rows[out->n++] = c;
}

static struct candidates candidates_of(const struct delta *delta)
{
	struct candidates out = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < delta->now->n; i++)
		n += delta->now->members[i].artifact->n_facts;
	out.rows = arena_array(delta->arena, n, sizeof(*out.rows));
	for (size_t i = 0; i < delta->now->n; i++) {
		const struct member *m = &delta->now->members[i];
		bool network;

		if (m->unchanged || m->moment == MOMENT_ASIDE)
			continue;
		network = uses_network(m);
		for (size_t j = 0; j < m->artifact->n_facts; j++)
			take(&out, m, m->artifact->facts[j], network);
	}
	return out;
}

static struct known_hosts known_of(const struct delta *delta, const struct release *before)
{
	struct known_hosts known;

	init(&known.hosts, before, delta->arena);
	init(&known.mails, before, delta->arena);
	add_members(&known.hosts, before, "host");
	add_members(&known.mails, before, "mail");
	return known;
}

static bool is_known(const struct known_hosts *known, const struct candidate *c)
{
	return c->host.n ? set_has(&known->hosts, registered(c->host))
			 : set_has(&known->mails, c->mail);
}

/* Keeps only those that the release does not know. */
static void sift(const struct delta *delta, struct candidates *candidates,
		 const struct release *before)
{
	struct known_hosts known = known_of(delta, before);
	size_t n = 0;

	for (size_t i = 0; i < candidates->n; i++)
		if (!is_known(&known, &candidates->rows[i]))
			candidates->rows[n++] = candidates->rows[i];
	candidates->n = n;
}

static bool any_uses_network(const struct release *release)
{
	for (size_t i = 0; i < release->n; i++)
		if (release->members[i].moment != MOMENT_ASIDE &&
		    uses_network(&release->members[i]))
			return true;
	return false;
}

/* Lists of servers, which are what some packages are for, get new ones with every release. */
static bool is_directory(const struct delta *delta, const struct release *release)
{
	enum { MANY = 50 };
	struct set hosts;
	size_t n = 0;

	init(&hosts, release, delta->arena);
	for (size_t i = 0; i < release->n; i++) {
		const struct artifact *artifact = release->members[i].artifact;

		for (size_t j = 0; j < artifact->n_facts && n < MANY; j++) {
			const struct fact *fact = artifact->facts[j];

			if (fact->kind == FACT_METADATA && fact_is(fact, "key", "host") &&
			    fact_is(fact, "where", "code"))
				n += set_add(&hosts, registered(fact_text(fact, "value"))) ==
				     SET_NEW;
		}
	}
	return n == MANY;
}

/* A package that calls nobody has no use for the addresses in it either. */
static void drop_useless(const struct delta *delta, struct candidates *candidates,
			 const struct release *before)
{
	size_t n = 0;

	if ((any_uses_network(delta->now) || any_uses_network(before)) &&
	    !is_directory(delta, before))
		return;
	for (size_t i = 0; i < candidates->n; i++)
		if (!candidates->rows[i].far)
			candidates->rows[n++] = candidates->rows[i];
	candidates->n = n;
}

static void tell(const struct delta *delta, const struct candidate *c)
{
	if (c->host.n)
		delta_say(delta, RELEASE_NEW_HOST, c->member, c->fact, "host", c->host, "Talks to ",
			  ", which stands nowhere in the previous release.");
	else
		delta_say(delta, RELEASE_NEW_RECIPIENT, c->member, c->fact, "mail", c->mail,
			  "Has the mail address ",
			  " in its code, which stands nowhere in the previous release.");
}

/* Each host and address once. */
static void tell_all(const struct delta *delta, const struct candidates *candidates)
{
	struct set told;

	set_init(&told, arena_array(delta->arena, set_room(candidates->n), sizeof(struct span)),
		 candidates->n);
	for (size_t i = 0; i < candidates->n; i++) {
		const struct candidate *c = &candidates->rows[i];

		if (set_add(&told, c->host.n ? registered(c->host) : c->mail) == SET_NEW)
			tell(delta, c);
	}
}

void delta_addresses(const struct delta *delta)
{
	const struct release *(*const readings[])(void *) = { delta->changed, delta->whole };
	struct candidates candidates = candidates_of(delta);
	const struct release *before = NULL;

	for (size_t i = 0; i < 2 && candidates.n; i++) {
		before = readings[i](delta->context);
		if (!before)
			return;
		sift(delta, &candidates, before);
	}
	if (candidates.n)
		drop_useless(delta, &candidates, before);
	tell_all(delta, &candidates);
}
