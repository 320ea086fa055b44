/* Commands of PowerShell: no reader of the language, but words that do one thing wherever they
 * stand. */
#include "code/behaviour/powershell.h"

#include "base/ascii.h"
#include "code/behaviour/state.h"
#include "code/decode.h"

static const struct {
	const char *word;
	enum behaviour_class class;
	const char *kind;
} words[] = {
	{ "downloadstring", BEHAVIOUR_DOWNLOAD, NULL },
	{ "downloadfile", BEHAVIOUR_DOWNLOAD, NULL },
	{ "downloaddata", BEHAVIOUR_DOWNLOAD, NULL },
	{ "invoke-webrequest", BEHAVIOUR_DOWNLOAD, NULL },
	{ "invoke-restmethod", BEHAVIOUR_DOWNLOAD, NULL },
	{ "start-bitstransfer", BEHAVIOUR_DOWNLOAD, NULL },
	{ "iwr ", BEHAVIOUR_DOWNLOAD, NULL },
	{ "irm ", BEHAVIOUR_DOWNLOAD, NULL },
	{ "wget ", BEHAVIOUR_DOWNLOAD, NULL },
	{ "curl ", BEHAVIOUR_DOWNLOAD, NULL },
	{ "frombase64string", BEHAVIOUR_DECODE, NULL },
	{ "iex", BEHAVIOUR_RUN_CODE, NULL },
	{ "invoke-expression", BEHAVIOUR_RUN_CODE, NULL },
	{ "start-process", BEHAVIOUR_SPAWN, NULL },
	{ "system.net.sockets.tcpclient", BEHAVIOUR_NETWORK, "reverse-shell" },
	{ "hidden", BEHAVIOUR_HIDE, "window" },
	{ "mppreference", BEHAVIOUR_ANTI_ANALYSIS, NULL },
	{ "currentversion\\run", BEHAVIOUR_PERSIST, "registry" },
	{ "register-scheduledtask", BEHAVIOUR_PERSIST, "autostart" },
};

/* Script in lower case, words with blanks between. */
static struct span lower(struct behaviours *b, const struct code_value *v)
{
	uint8_t *p = behaviour_scratch(b);
	size_t n = 0;

	for (const struct code_item *i = v->items; i; i = i->next) {
		struct span word = span_part(i->value.text, 0, BEHAVIOUR_SCRATCH - n - 1);

		for (size_t k = 0; k < word.n; k++)
			p[n++] = (uint8_t)ascii_lower(word.p[k]);
		if (n < BEHAVIOUR_SCRATCH - 1)
			p[n++] = ' ';
	}
	return span_of(p, n);
}

static uint64_t see_words(struct behaviours *b, const struct code_event *event, struct span script)
{
	struct code_value detail = code_text(script);
	uint64_t seen = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		uint64_t mark = behaviour_mark(words[i].class);

		if (seen & mark || !span_has(script, words[i].word))
			continue;
		seen |= mark;
		behaviour_comes(b, words[i].class, words[i].kind, event);
		if (words[i].class != BEHAVIOUR_RUN_CODE && words[i].class != BEHAVIOUR_DECODE)
			behaviours_say(b, event, words[i].class, words[i].kind, event->name,
				       &detail);
	}
	return seen;
}

static void see_script(struct behaviours *b, const struct code_event *event, struct span script,
		       uint64_t marks)
{
	static const enum behaviour_class sinks[] = { BEHAVIOUR_RUN_CODE, BEHAVIOUR_SPAWN };
	struct code_value detail = code_text(script);
	uint64_t seen = see_words(b, event, script);

	for (size_t i = 0; i < sizeof(sinks) / sizeof(*sinks); i++)
		if (seen & behaviour_mark(sinks[i]))
			(void)behaviour_flow(b, event, sinks[i], NULL, seen | marks, &detail);
}

/* -e, -enc, -EncodedCommand: any beginning of the word. */
static const struct code_value *encoded_of(const struct code_event *event)
{
	static const char whole[] = "-encodedcommand";

	for (const struct code_item *i = event->value.items; i; i = i->next) {
		struct span word = i->value.text;

		if (word.n >= 2 && word.n < sizeof(whole) && i->next &&
		    (strncasecmp((const char *)word.p, whole, word.n) == 0 ||
		     ascii_same(word, "-ec")))
			return &i->next->value;
	}
	return NULL;
}

void behaviour_powershell(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *encoded = encoded_of(event);
	struct code_item one = { 0 };
	struct code_value script = { .kind = CODE_LIST, .items = &one };
	struct span bytes;
	bool cut;

	see_script(b, event, lower(b, &event->value), 0);
	if (!encoded ||
	    !code_decode(&behaviour_commands(b)->pool, CODE_BASE64, encoded->text, &bytes, &cut) ||
	    !code_decode(&behaviour_commands(b)->pool, CODE_UTF16, bytes, &one.value.text, &cut))
		return;
	behaviour_comes(b, BEHAVIOUR_DECODE, NULL, event);
	b->layer++;
	(void)behaviour_flow(b, event, BEHAVIOUR_RUN_CODE, NULL, behaviour_mark(BEHAVIOUR_DECODE),
			     &one.value);
	see_script(b, event, lower(b, &script), behaviour_mark(BEHAVIOUR_DECODE));
	b->layer--;
}
