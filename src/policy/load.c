/* From the text of a policy to struct policy: every key is known, every type fits, or the load
 * fails with the place. */
#include <stdio.h>

#include "base/escape.h"
#include "base/nearest.h"
#include "base/toml.h"
#include "check/check.h"
#include "policy/day.h"
#include "policy/policy.h"
#include "policy/waiver.h"
#include "sys/clock.h"
#include "sys/digest.h"
#include "sys/whole.h"

enum {
	TEXT_MAX = 1 << 20,
	ARENA_MiB = 512,
	RULES_MAX = 1000,
	WAIVERS_MAX = 10000,
	WORD_MAX = 64,
	ID_LEAST = 12,
	ID_MOST = 64,
	SENTENCE_MAX = 512,
};

struct load {
	struct policy *policy;
	enum err err;
};

/* Faults. */

static enum err fault_at(struct load *load, uint64_t at, const char *fmt, ...) PRINTF(3, 4);

static enum err fault_at(struct load *load, uint64_t at, const char *fmt, ...)
{
	struct span before = span_part(load->policy->text, 0, at);
	char sentence[SENTENCE_MAX];
	size_t line = 1, column = 1;
	va_list ap;

	for (size_t i = 0; i < before.n; i++) {
		column = before.p[i] == '\n' ? 1 : column + ((before.p[i] & 0xc0) != 0x80);
		line += before.p[i] == '\n';
	}
	va_start(ap, fmt);
	(void)vsnprintf(sentence, sizeof(sentence), fmt, ap); /* a longer one is cut */
	va_end(ap);
	load->err = err_set(ERR_USAGE, "%.*s:%zu:%zu: %s", (int)load->policy->shown.n,
			    (const char *)load->policy->shown.p, line, column, sentence);
	return load->err;
}

static uint32_t line_of(const struct load *load, const struct value *v)
{
	uint32_t line = 1;

	for (uint32_t i = 0; i < v->offset; i++)
		line += load->policy->text.p[i] == '\n';
	return line;
}

static const char *shown(struct load *load, struct span text)
{
	struct buf b;
	char *copy;

	buf_init(&b, 4 * WORD_MAX + 1);
	escape_text(&b, span_part(text, 0, WORD_MAX));
	copy = arena_text(&load->policy->arena, buf_view(&b));
	buf_free(&b);
	return copy;
}

/* ", did you mean X?" of NULL-ended words. */
static const char *meant(struct load *load, struct span word, const char *const *words)
{
	struct nearest near = { .wanted = arena_text(&load->policy->arena,
						     span_part(word, 0, WORD_MAX + 1)) };

	for (size_t i = 0; words[i]; i++)
		nearest_try(&near, words[i]);
	return near.name ? arena_printf(&load->policy->arena, "; did you mean '%s'?", near.name)
			 : "";
}

/* Values by their type. Each gives false after a fault. */

static bool known_keys(struct load *load, const struct value *table, const char *what,
		       const char *const *keys)
{
	value_each (key, table) {
		bool known = false;

		for (size_t i = 0; keys[i] && !known; i++)
			known = value_is(key, keys[i]);
		if (!known) {
			(void)fault_at(load, key->offset, "%s has no key '%s'%s", what,
				       shown(load, value_raw(key)),
				       meant(load, value_raw(key), keys));
			return false;
		}
	}
	return true;
}

static bool get_text(struct load *load, const struct value *table, const char *key,
		     struct span *out)
{
	const struct value *v = value_get(table, key);

	if (!v)
		return true;
	if (v->kind != VALUE_STRING || v->size == 0) {
		(void)fault_at(load, v->offset, "%s is a text in quotes, and not empty", key);
		return false;
	}
	*out = value_raw(v);
	return true;
}

static bool get_flag(struct load *load, const struct value *table, const char *key, bool *out)
{
	const struct value *v = value_get(table, key);

	if (!v)
		return true;
	if (v->kind != VALUE_TRUE && v->kind != VALUE_FALSE) {
		(void)fault_at(load, v->offset, "%s is true or false", key);
		return false;
	}
	*out = v->kind == VALUE_TRUE;
	return true;
}

static bool get_duration(struct load *load, const struct value *table, const char *key,
			 uint64_t *out)
{
	const struct value *v = value_get(table, key);

	if (!v)
		return true;
	if (v->kind != VALUE_STRING || !duration_parse(value_raw(v), out)) {
		(void)fault_at(load, v->offset, "%s is a time: \"30d\", with s, h, d or w", key);
		return false;
	}
	return true;
}

/* The index of a word among NULL-ended ones. */
static bool get_word(struct load *load, const struct value *table, const char *key,
		     const char *const *words, unsigned *out)
{
	const struct value *v = value_get(table, key);

	if (!v)
		return true;
	for (unsigned i = 0; words[i]; i++)
		if (v->kind == VALUE_STRING && value_is(v, words[i])) {
			*out = i;
			return true;
		}

	struct buf all;

	buf_init(&all, SENTENCE_MAX);
	for (size_t i = 0; words[i]; i++)
		buf_printf(&all, "%s\"%s\"", i ? ", " : "", words[i]);
	(void)fault_at(load, v->offset, "%s is one of %s%s", key, buf_text(&all),
		       meant(load, value_raw(v), words));
	buf_free(&all);
	return false;
}

static bool is_table(struct load *load, const struct value *v, const char *what)
{
	if (!v || v->kind == VALUE_MAP)
		return true;
	(void)fault_at(load, v->offset, "%s is a table", what);
	return false;
}

static bool need(struct load *load, const struct value *table, const char *what, const char *key,
		 struct span value)
{
	if (value.n)
		return true;
	(void)fault_at(load, table->offset, "%s lacks %s", what, key);
	return false;
}

/* [decision], [advisories], [waivers] */

static const char *const decision_words[] = { "allow", "hold", "block", NULL };

static bool get_decision(struct load *load, const struct value *table, const char *key,
			 enum decision *out)
{
	unsigned index = (unsigned)*out;

	if (!get_word(load, table, key, decision_words, &index))
		return false;
	*out = (enum decision)index;
	return true;
}

static bool read_decision(struct load *load, const struct value *table)
{
	static const char *const keys[] = { "clean",	    "review", "malicious",
					    "inconclusive", "error",  NULL };
	struct decision_table *to = &load->policy->decisions;

	return is_table(load, table, "[decision]") && known_keys(load, table, "[decision]", keys) &&
	       get_decision(load, table, "clean", &to->of_verdict[VERDICT_CLEAN]) &&
	       get_decision(load, table, "review", &to->of_verdict[VERDICT_REVIEW]) &&
	       get_decision(load, table, "malicious", &to->of_verdict[VERDICT_MALICIOUS]) &&
	       get_decision(load, table, "inconclusive", &to->of_status[STATUS_INCONCLUSIVE]) &&
	       get_decision(load, table, "error", &to->of_status[STATUS_ERROR]);
}

static bool read_advisories(struct load *load, const struct value *table)
{
	static const char *const keys[] = { "max_age", "require_signature", NULL };

	if (table)
		load->policy->advisories_line = line_of(load, table);
	return is_table(load, table, "[advisories]") &&
	       known_keys(load, table, "[advisories]", keys) &&
	       get_duration(load, table, "max_age", &load->policy->max_age) &&
	       get_flag(load, table, "require_signature", &load->policy->require_signature);
}

static bool read_limits(struct load *load, const struct value *table)
{
	static const char *const keys[] = { "max_age", NULL };

	return is_table(load, table, "[waivers]") && known_keys(load, table, "[waivers]", keys) &&
	       get_duration(load, table, "max_age", &load->policy->waiver_max);
}

/* [[rule]] */

static const char *const on_words[] = { "finding", "component", "artifact", NULL };
static const char *const action_words[] = { "ignore", "allow", "note", "hold", "block", NULL };
static const char *const unknown_words[] = { "ignore", "note", "hold", "block", NULL };

static bool is_id(struct span id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789-", id.p[i], 37))
			return false;
	return id.n > 0 && id.n <= WORD_MAX;
}

/* Where a byte of a text stands in the file: exact unless the text has escapes. */
static uint64_t place_in(const struct load *load, const struct value *v, size_t at)
{
	const uint8_t *file = load->policy->text.p;
	bool borrowed = v->text >= file && v->text < file + load->policy->text.n;

	return borrowed ? (uint64_t)(v->text - file) + at : v->offset;
}

static bool read_when(struct load *load, const struct value *table, struct policy_rule *rule)
{
	const struct value *v = value_get(table, "when");
	struct expression_fault fault;

	rule->when = expression_read(&load->policy->arena, rule->when_text, rule->on, &fault);
	if (!rule->when)
		(void)fault_at(load, place_in(load, v, fault.at), "%s", fault.text);
	return rule->when != NULL;
}

static bool read_actions(struct load *load, const struct value *table, struct policy_rule *rule)
{
	unsigned action = POLICY_HOLD, unknown = 0;
	const struct value *v = value_get(table, "action");

	if (!get_word(load, table, "action", action_words, &action) ||
	    !get_word(load, table, "unknown", unknown_words, &unknown))
		return false;
	rule->action = (enum policy_action)action;
	rule->unknown = unknown ? (enum policy_action)(unknown + POLICY_ALLOW) : POLICY_NONE;
	if (!v) {
		(void)fault_at(load, table->offset, "[[rule]] lacks action");
		return false;
	}
	if (rule->action == POLICY_ALLOW && rule->on != SUBJECT_FINDING) {
		(void)fault_at(load, v->offset, "only a rule on findings can allow");
		return false;
	}
	return true;
}

static bool is_twice(const struct policy *policy, struct span id)
{
	for (size_t i = 0; i < policy->n_rules; i++)
		if (span_eq(policy->rules[i].id, id))
			return true;
	return false;
}

static bool check_id(struct load *load, const struct value *table, struct span id)
{
	const struct value *v = value_get(table, "id");

	if (!is_id(id)) {
		(void)fault_at(load, v->offset, "an id has small letters, digits and hyphens only");
		return false;
	}
	if (is_twice(load->policy, id)) {
		(void)fault_at(load, v->offset, "another rule has the id %s", shown(load, id));
		return false;
	}
	return true;
}

static bool read_rule(struct load *load, const struct value *table)
{
	static const char *const keys[] = {
		"id", "on", "when", "action", "unknown", "message", NULL
	};
	struct policy_rule *rule = &load->policy->rules[load->policy->n_rules];
	unsigned on = SUBJECT_KIND_COUNT;

	if (!is_table(load, table, "[[rule]]") || !known_keys(load, table, "[[rule]]", keys) ||
	    !get_text(load, table, "id", &rule->id) ||
	    !need(load, table, "[[rule]]", "id", rule->id) || !check_id(load, table, rule->id) ||
	    !get_word(load, table, "on", on_words, &on) ||
	    !get_text(load, table, "message", &rule->message) ||
	    !get_text(load, table, "when", &rule->when_text) ||
	    !need(load, table, "[[rule]]", "when", rule->when_text))
		return false;
	if (on == SUBJECT_KIND_COUNT) {
		(void)fault_at(load, table->offset,
			       "[[rule]] lacks on: finding, component or artifact");
		return false;
	}
	rule->on = (enum subject_kind)on;
	rule->line = line_of(load, table);
	if (!read_actions(load, table, rule) || !read_when(load, table, rule))
		return false;
	load->policy->n_rules++;
	return true;
}

/* [[waiver]] */

static bool is_finding_id(struct span id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!memchr("0123456789abcdef", id.p[i], 16))
			return false;
	return id.n >= ID_LEAST && id.n <= ID_MOST;
}

static bool check_rule_name(struct load *load, const struct value *table, struct span rule)
{
	const struct value *v = value_get(table, "rule");
	struct nearest near;
	char *word;

	if (rule.n == 0)
		return true;
	word = arena_text(&load->policy->arena, rule);
	if (rule_find(word))
		return true;
	near = (struct nearest){ .wanted = word };
	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++)
			nearest_try(&near, checks[i]->rules[j].id);
	(void)fault_at(load, v->offset, "there is no rule '%s'%s%s%s", shown(load, rule),
		       near.name ? "; did you mean '" : "", near.name ? near.name : "",
		       near.name ? "'?" : "");
	return false;
}

/* One finding, or a rule somewhere: a whole rule cannot be waived. */
static bool check_subject(struct load *load, const struct value *table, const struct waiver *w)
{
	const struct value *v = value_get(table, "finding");

	if (w->finding.n && (w->rule.n || w->purl.n || w->path.n)) {
		(void)fault_at(load, v->offset, "a finding needs no rule, purl or path beside it");
		return false;
	}
	if (w->finding.n && !is_finding_id(w->finding)) {
		(void)fault_at(load, v->offset,
			       "a finding is its id, at least the first %d hexadecimal digits",
			       ID_LEAST);
		return false;
	}
	if (!w->finding.n && (!w->rule.n || (!w->purl.n && !w->path.n))) {
		(void)fault_at(load, table->offset,
			       "[[waiver]] wants a finding, or a rule and a purl or a path");
		return false;
	}
	return check_rule_name(load, table, w->rule);
}

static bool check_end(struct load *load, const struct value *table, struct waiver *w)
{
	int64_t today = day_of(clock_now());
	uint64_t max_days = load->policy->waiver_max / DAY_SECONDS;
	const struct value *v = value_get(table, "expires");

	if (!day_parse(w->expires, &w->expires_day) || w->expires.n != DAY_TEXT - 1) {
		(void)fault_at(load, v->offset, "expires is a day: 2027-01-31");
		return false;
	}
	w->expired = w->expires_day <= today;
	if (max_days && w->expires_day > today + (int64_t)max_days) {
		(void)fault_at(load, v->offset, "it lasts longer than the %llu days of [waivers]",
			       (unsigned long long)max_days);
		return false;
	}
	return true;
}

static bool read_waiver(struct load *load, const struct value *table)
{
	static const char *const keys[] = { "finding", "rule",	 "purl",    "path",
					    "owner",   "reason", "expires", NULL };
	struct waiver *w = &load->policy->waivers[load->policy->n_waivers];

	if (!is_table(load, table, "[[waiver]]") || !known_keys(load, table, "[[waiver]]", keys) ||
	    !get_text(load, table, "finding", &w->finding) ||
	    !get_text(load, table, "rule", &w->rule) || !get_text(load, table, "purl", &w->purl) ||
	    !get_text(load, table, "path", &w->path) ||
	    !get_text(load, table, "owner", &w->owner) ||
	    !get_text(load, table, "reason", &w->reason) ||
	    !get_text(load, table, "expires", &w->expires) ||
	    !need(load, table, "[[waiver]]", "owner", w->owner) ||
	    !need(load, table, "[[waiver]]", "reason", w->reason) ||
	    !need(load, table, "[[waiver]]", "expires", w->expires) ||
	    !check_subject(load, table, w) || !check_end(load, table, w))
		return false;
	w->line = line_of(load, table);
	load->policy->n_waivers++;
	return true;
}

/* The whole. */

/* An array of tables; `one` reads an element. */
static bool read_each(struct load *load, const struct value *list, const char *what, uint32_t most,
		      bool (*one)(struct load *, const struct value *))
{
	if (!list)
		return true;
	if (list->kind != VALUE_LIST) {
		(void)fault_at(load, list->offset, "%s is written in double brackets", what);
		return false;
	}
	if (list->size > most) {
		(void)fault_at(load, list->offset, "there are more than %u of %s", most, what);
		return false;
	}
	value_each (table, list)
		if (!one(load, table))
			return false;
	return true;
}

static bool read_version(struct load *load, const struct value *root)
{
	const struct value *v = value_get(root, "version");
	uint64_t version = 0;

	if (v && value_u64(v, &version) && version == 1)
		return true;
	(void)fault_at(load, v ? v->offset : 0,
		       "version = 1 is missing: this program knows no other");
	return false;
}

static bool read_policy(struct load *load, const struct value *root)
{
	static const char *const keys[] = { "version", "decision", "advisories", "waivers",
					    "rule",    "waiver",   NULL };
	struct policy *policy = load->policy;
	const struct value *rules = value_get(root, "rule"), *waivers = value_get(root, "waiver");

	policy->rules =
		arena_array(&policy->arena, rules ? rules->size + 1 : 1, sizeof(*policy->rules));
	policy->waivers = arena_array(&policy->arena, waivers ? waivers->size + 1 : 1,
				      sizeof(*policy->waivers));
	return known_keys(load, root, "a policy", keys) && read_version(load, root) &&
	       read_decision(load, value_get(root, "decision")) &&
	       read_advisories(load, value_get(root, "advisories")) &&
	       read_limits(load, value_get(root, "waivers")) &&
	       read_each(load, rules, "[[rule]]", RULES_MAX, read_rule) &&
	       read_each(load, waivers, "[[waiver]]", WAIVERS_MAX, read_waiver);
}

static void name_it(struct policy *policy, const char *name)
{
	uint8_t sum[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];
	struct digest *digest = digest_new();
	struct buf shown;

	digest_of(digest, policy->text, sum);
	digest_hex(sum, hex);
	digest_free(digest);
	(void)snprintf(policy->digest, sizeof(policy->digest), "sha256:%s", hex);
	buf_init(&shown, TEXT_MAX);
	escape_text(&shown, span_str(name));
	policy->path = arena_text(&policy->arena, span_str(name));
	policy->shown = arena_copy(&policy->arena, buf_view(&shown));
	buf_free(&shown);
}

static void start(struct policy *policy)
{
	*policy = (struct policy){ .decisions = decisions_usual };
	arena_init(&policy->arena, MiB(ARENA_MiB), NULL, NULL);
}

static enum err parse(struct policy *policy, struct span text, const char *name)
{
	struct load load = { .policy = policy };
	struct toml toml;

	policy->text = text;
	name_it(policy, name);
	toml_read(&toml, &policy->arena, text);
	if (toml.why)
		return fault_at(&load, toml.at, "%s", toml.why);
	return read_policy(&load, toml.root) ? OK : load.err;
}

enum err policy_parse(struct policy *policy, struct span text, const char *name)
{
	start(policy);
	if (text.n > TEXT_MAX)
		return err_set(ERR_LIMIT, "%s is longer than %d bytes", name, TEXT_MAX);
	return parse(policy, text, name);
}

enum err policy_load(struct policy *policy, const char *path)
{
	struct span text;
	enum err e;

	start(policy);
	e = whole_read(path, TEXT_MAX, &policy->arena, &text);
	return e == OK ? parse(policy, text, path) : e;
}
