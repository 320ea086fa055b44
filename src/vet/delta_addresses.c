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

static void init(struct set *set, const struct release *release, const char *key,
		 struct arena *arena)
{
	uint64_t n = 1;

	for (size_t i = 0; i < release->n; i++)
		n += release->members[i].artifact->n_facts;
	set_init(set, arena_array(arena, set_room(n), sizeof(struct span)), n);
	add_members(set, release, key);
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

static bool is_new_host(struct known_hosts *known, struct span host)
{
	if (span_byte(host, '.') == SPAN_NONE || is_nobody(host))
		return false;
	return !set_has(&known->hosts, registered(host));
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

static void judge_fact(const struct delta *delta, struct known_hosts *known,
		       const struct member *member, const struct fact *fact)
{
	struct span value = fact_text(fact, "value");
	bool said = fact->kind == FACT_METADATA && fact_is(fact, "where", "code");
	struct span host = fact->kind == FACT_BEHAVIOUR ? host_of(fact) : (struct span){ 0 };

	if (said && fact_is(fact, "key", "host") && uses_network(member))
		host = value;
	if (host.n && is_new_host(known, host)) {
		delta_say(delta, RELEASE_NEW_HOST, member, fact, "host", host, "Talks to ",
			  ", which stands nowhere in the previous release.");
		(void)set_add(&known->hosts, registered(host)); /* once is enough */
	} else if (said && fact_is(fact, "key", "mail") && is_recipient(fact) &&
		   !set_has(&known->mails, value)) {
		delta_say(delta, RELEASE_NEW_RECIPIENT, member, fact, "mail", value,
			  "Has the mail address ",
			  " in its code, which stands nowhere in the previous release.");
		(void)set_add(&known->mails, value); /* once is enough */
	}
}

static void judge(const struct delta *delta, struct known_hosts *known, const struct member *member)
{
	const struct artifact *artifact = member->artifact;

	if (member->unchanged || member->moment == MOMENT_ASIDE)
		return;
	for (size_t i = 0; i < artifact->n_facts; i++)
		judge_fact(delta, known, member, artifact->facts[i]);
}

static bool any_changed(const struct release *release)
{
	for (size_t i = 0; i < release->n; i++) {
		const struct member *m = &release->members[i];

		for (size_t j = 0; !m->unchanged && j < m->artifact->n_facts; j++)
			if (fact_is(m->artifact->facts[j], "where", "code") ||
			    m->artifact->facts[j]->kind == FACT_BEHAVIOUR)
				return true;
	}
	return false;
}

void delta_addresses(const struct delta *delta)
{
	const struct release *whole;
	struct known_hosts known;

	if (!any_changed(delta->now))
		return;
	whole = delta->whole(delta->context);
	if (!whole)
		return;
	init(&known.hosts, whole, "host", delta->arena);
	init(&known.mails, whole, "mail", delta->arena);
	for (size_t i = 0; i < delta->now->n; i++)
		judge(delta, &known, &delta->now->members[i]);
}
