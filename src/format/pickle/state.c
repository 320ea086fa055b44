/* Looking at the state of a BUILD: what it gives an object besides attributes. */
#include "format/pickle/words.h"

enum {
	SLOTS_MAX = 6,	 /* names of slots shown, */
	SLOTS_PLAIN = 3, /* those of no special meaning, */
	SLOTS_SEEN = 64, /* and looked at */
	HOOKS_MAX = 2,
	MADE_MAX = 4,
	STATE_WORDS_MAX = 4,
};

const char *const state_keys[STATE_KEYS] = { "_parse_arg_template", "formula" };

/* Whether the name of a slot must be shown however many come before it. */
static bool is_telling(const struct pickle *m, struct pickle_value name)
{
	uint8_t bytes[64];

	return value_tag(name) != TAG_TEXT ||
	       span_starts(literal_text(m, name, bytes, sizeof(bytes)), "__");
}

/* The names that a state of (state, slots) sets through setattr: the first few, and all special
 * ones. */
static void add_slots(struct pickle *m, struct words *words, struct pickle_value state)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, state, &n);

	if (n != 2 || value_tag(items[1]) != TAG_DICT)
		return;

	const struct object *slots = object_of(m, items[1]);
	unsigned seen = 0, shown = 0;

	if (!slots || (value_is_lazy(items[1]) && slots->dropped))
		add_word(words, WORD_SLOT, 0);

	for (uint32_t chunk = slots ? slots->first : 0; chunk; chunk = chunk_next(m, chunk)) {
		const struct pickle_value *pairs = chunk_items(m, chunk, &n);

		for (uint64_t i = 0; i + 1 < n; i += 2) {
			bool room = ++seen <= SLOTS_SEEN && shown < SLOTS_MAX;
			bool text = value_tag(pairs[i]) == TAG_TEXT && room;

			if (room && shown >= SLOTS_PLAIN && !is_telling(m, pairs[i]))
				continue;
			add_word(words, WORD_SLOT, text ? value_payload(pairs[i]) + 1 : 0);
			shown++;
			if (!room)
				return;
		}
	}
}

/* Whether a loader or copy.py would call an object's attribute of that name. */
static bool is_hook(const struct pickle *m, struct pickle_value key)
{
	static const char *const called[] = { "append", "extend", "add", NULL };
	static const char *const inert[] = {
		"__orig_class__", "__doc__",	 "__name__", "__qualname__",
		"__module__",	  "__wrapped__", NULL
	};
	uint8_t bytes[64];
	struct span text = literal_text(m, key, bytes, sizeof(bytes));
	bool special = span_starts(text, "__");

	if (value_tag(key) != TAG_TEXT)
		return !value_is_data(key); /* whatever it comes to at run time */
	for (size_t i = 0; special && inert[i]; i++)
		special = !span_is(text, inert[i]);
	for (size_t i = 0; !special && called[i]; i++)
		special = span_is(text, called[i]);
	return special;
}

static void add_state_key(struct pickle *m, struct words *words, struct pickle_value key,
			  struct pickle_value value)
{
	uint64_t text = value_tag(value) == TAG_TEXT ? value_payload(value) + 1 : 0;

	for (uint64_t i = 0; i < STATE_KEYS; i++)
		if (literal_is(m, key, state_keys[i]) && value_tag(value) != TAG_NONE)
			add_word(words, WORD_STATE, i << (BYTE_SHIFT) | text);
}

/* More than is shown, or something that was not kept. */
static void add_state_unknown(struct words *words)
{
	for (uint64_t i = 0; i < STATE_KEYS; i++)
		add_word(words, WORD_STATE, i << (BYTE_SHIFT));
}

static void add_state_pair(struct pickle *m, struct words *words, const struct pickle_value *pair,
			   unsigned *hooks)
{
	if (value_is_data(pair[1])) {
		add_state_key(m, words, pair[0], pair[1]);
	} else if (*hooks < HOOKS_MAX && is_hook(m, pair[0])) {
		bool text = value_tag(pair[0]) == TAG_TEXT;

		add_word(words, WORD_HOOK, text ? value_payload(pair[0]) + 1 : 0);
		++*hooks;
	} else {
		add_state_key(m, words, pair[0], value_of(TAG_UNKNOWN, 0));
	}
}

/* What in a state's dict decides more than the value of an attribute. */
static void add_state(struct pickle *m, struct words *words, struct pickle_value state)
{
	const struct object *o = value_tag(state) == TAG_DICT ? object_of(m, state) : NULL;
	unsigned hooks = 0, first = words->n;
	uint64_t n;

	for (uint32_t chunk = o ? o->first : 0; chunk; chunk = chunk_next(m, chunk)) {
		const struct pickle_value *pairs = chunk_items(m, chunk, &n);

		for (uint64_t i = 0; i + 1 < n && words->n - first < STATE_WORDS_MAX; i += 2)
			add_state_pair(m, words, pairs + i, &hooks);
	}
	if (o ? o->dropped || words->n - first == STATE_WORDS_MAX : value_tag(state) == TAG_DICT)
		add_state_unknown(words);
}

/* The classes that the object of a build was made of: their hooks may be what the build runs. */
static void add_made_of(struct pickle *m, struct words *words, struct pickle_value made_of)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, made_of, &n);
	unsigned shown = 0;

	for (uint64_t i = 0; i < n && shown < MADE_MAX; i++) {
		if (value_tag(items[i]) != TAG_GLOBAL)
			continue;
		add_word(words, WORD_MADE, value_payload(items[i]));
		shown++;
	}
}

void words_of_state(struct pickle *m, struct words *words, struct pickle_value state,
		    struct pickle_value made_of)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, state, &n);

	add_slots(m, words, state);
	add_state(m, words, state);
	if (n == 2)
		add_state(m, words, items[0]);
	add_made_of(m, words, made_of);
}
