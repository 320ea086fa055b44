/* Reading source for what it does. */
#include "code/behaviour/state.h"

#include "code/behaviour/place.h"

struct behaviours *behaviours_new(struct arena *arena, const struct behaviour_sink *sink)
{
	struct behaviours *b = arena_alloc(arena, sizeof(*b));

	*b = (struct behaviours){ .arena = arena,
				  .sink = sink,
				  .text_left = BEHAVIOUR_TEXT_MAX,
				  .values_left = BEHAVIOUR_VALUES_MAX };
	return b;
}

uint8_t *behaviour_scratch(struct behaviours *b)
{
	if (!b->scratch)
		b->scratch = arena_alloc(b->arena, BEHAVIOUR_SCRATCH);
	return b->scratch;
}

struct code_scopes *behaviour_commands(struct behaviours *b)
{
	if (!b->commands)
		b->commands = code_scopes_new(b->arena);
	return b->commands;
}

/* Saying. */

/* Most files say little. */
static void make_room(struct behaviours *b)
{
	enum { FIRST = 32, TIMES = 4 };
	const struct set old = b->said;

	b->said_room = b->said_room ? TIMES * b->said_room : FIRST;
	set_init(&b->said, arena_array(b->arena, set_room(b->said_room), sizeof(struct span)),
		 b->said_room);
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i].p)
			(void)set_add(&b->said, old.slots[i]); /* it is there once */
}

bool behaviour_is_new(struct behaviours *b, const void *key, size_t n)
{
	if (b->n_said && set_has(&b->said, span_of(key, n)))
		return false;
	if (b->n_said == SAID_MAX) {
		b->full = true;
		return false;
	}
	if (b->n_said == b->said_room)
		make_room(b);
	b->n_said++;
	return set_add(&b->said, arena_copy(b->arena, span_of(key, n))) == SET_NEW;
}

/* One behaviour a line, unless something else of it is known. */
static bool is_new(struct behaviours *b, const struct behaviour *say)
{
	struct {
		uint64_t class, kind, source, sink, line, scope, layer, text;
	} key = {
		say->class,
		(uint64_t)(uintptr_t)say->kind,
		(uint64_t)say->source << 8 | (say->source_kind != NULL),
		say->sink,
		say->line,
		say->scope,
		say->layer,
		(say->detail.n > 0) + 2 * (uint64_t)(say->layer ? say->offset : 0),
	};

	return behaviour_is_new(b, &key, sizeof(key));
}

/* The text that says most: of a list all words. */
static struct span detail_of(struct behaviours *b, const struct code_value *v)
{
	struct code_item one;
	struct span text = code_constant(v);
	size_t n = 0;
	char *words;

	if (!v || v->kind != CODE_LIST)
		return span_part(text, 0, BEHAVIOUR_DETAIL_MAX);
	words = (char *)behaviour_scratch(b);
	for (const struct code_item *i = v->items; i; i = i->next) {
		const struct code_item *first = code_alternatives(&i->value, &one);
		struct span word = first ? first->value.text : (struct span){ 0 };

		if (!word.n || n + word.n + 1 > BEHAVIOUR_DETAIL_MAX)
			continue;
		if (n)
			words[n++] = ' ';
		memcpy(words + n, word.p, word.n);
		n += word.n;
	}
	return span_of(words, n);
}

void behaviour_tell_one(struct behaviours *b, const struct code_event *event, struct behaviour *say,
			const char *kind, struct span how, const struct code_value *detail)
{
	say->kind = kind;
	say->how = how;
	say->detail = detail_of(b, detail);
	say->partial = detail && detail->partial;
	say->scope = event->scope > b->outer ? event->scope : b->outer;
	say->line = b->line ? b->line : event->line;
	say->offset = b->line ? b->offset : event->offset;
	say->layer = b->layer;
	if (!is_new(b, say))
		return;
	if (b->n == BEHAVIOURS_MAX) {
		b->full = true;
		return;
	}
	say->order = b->n++;
	b->sink->behaviour(b->sink->context, say);
}

static bool one_of(const char *kind, const char *const *kinds)
{
	for (size_t i = 0; kind && kinds[i]; i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

/* Both ends of a theft. */
static void note(struct behaviours *b, const struct code_event *event, enum behaviour_class class,
		 const char *kind)
{
	static const char *const private[] = { "browser", "wallet", "keys", "screen",
					       "token",	  "ssh",    NULL };
	static const char *const collects[] = { "chat", "collector", "address", NULL };

	if (class == BEHAVIOUR_SECRET_READ && one_of(kind, private)) {
		b->private |= behaviour_mark(class);
		behaviour_comes(b, class, kind, event);
	}
	if ((class == BEHAVIOUR_NETWORK || class == BEHAVIOUR_DOWNLOAD) && !b->sent.name.n &&
	    one_of(kind, collects)) {
		b->sent = *event;
		b->sent.name = arena_copy(b->arena, event->name);
		b->sent.value = (struct code_value){ 0 };
		b->sent.receiver = b->sent.input = NULL;
		b->sent.line = b->line ? b->line : event->line;
		b->sent_kind = kind;
	}
}

void behaviours_say(struct behaviours *b, const struct code_event *event,
		    enum behaviour_class class, const char *kind, struct span how,
		    const struct code_value *detail)
{
	struct behaviour say = { .class = class };

	note(b, event, class, kind);
	behaviour_tell_one(b, event, &say, kind, how, detail);
}

/* Calls. */

/* Of options the one that says where to. */
static const struct code_value *address_in(const struct code_value *options)
{
	static const char *const names[] = { "url", "uri", "href", "hostname", "host", NULL };
	const struct code_value *found = NULL;

	for (size_t i = 0; !found && names[i]; i++)
		found = code_get(options, span_str(names[i]));
	return found ? found : options;
}

const struct code_value *behaviour_argument(const struct behaviour_call *row,
					    const struct code_event *event)
{
	const struct code_value *v = NULL;

	if (row->flags & CALL_RECEIVER)
		return event->receiver;
	if (row->position == CALL_LAST)
		for (const struct code_item *i = event->value.items; i; i = i->next)
			v = &i->value;
	else
		v = code_argument(&event->value, row->argument,
				  row->position == CALL_NO_POSITION ? SIZE_MAX : row->position);
	return v && v->kind == CODE_DICT && row->flags & CALL_ADDRESS ? address_in(v) : v;
}

/* A file whose place says what is in it. */
void behaviour_read_path(struct behaviours *b, const struct code_event *event,
			 const struct code_value *path)
{
	struct code_item one;

	b->given |= behaviour_file_marks(b, path);
	for (const struct code_item *i = code_alternatives(path, &one); i; i = i->next) {
		const struct behaviour_place *place =
			i->value.kind == CODE_TEXT ? place_read(i->value.text) : NULL;

		if (!place)
			continue;
		behaviours_say(b, event, place->class, place->kind, event->name, &i->value);
		behaviour_comes(b, place->class, place->kind, event);
		b->given |= behaviour_mark(place->class);
	}
}

void behaviour_write_path(struct behaviours *b, const struct code_event *event,
			  const struct code_value *path, uint64_t marks)
{
	struct code_item one;

	behaviour_written(
		b, path,
		marks & (behaviour_mark(BEHAVIOUR_DOWNLOAD) | behaviour_mark(BEHAVIOUR_DECODE)));
	for (const struct code_item *i = code_alternatives(path, &one); i; i = i->next) {
		const struct behaviour_place *place =
			i->value.kind == CODE_TEXT ? place_written(i->value.text) : NULL;

		if (!place)
			continue;
		behaviours_say(b, event, place->class, place->kind, event->name, &i->value);
		(void)behaviour_flow(b, event, place->class, place->kind, marks, &i->value);
	}
}

/* Code in a constant is read, and is no behaviour by itself; what is not known may be anything. */
static void run_code(struct behaviours *b, const struct behaviour_call *row,
		     const struct code_event *event, const struct code_value *code)
{
	bool constant = code && code->kind == CODE_TEXT && !code->partial;
	uint64_t marks = code ? code->marks : event->value.marks;
	bool decoded = marks & (behaviour_mark(BEHAVIOUR_DECODE) | MARK_WEAK);
	bool opaque = !constant && b->opaque && b->language == &behaviour_python &&
		      marks & behaviour_mark(BEHAVIOUR_DECODE);

	/* Honest programs put names together of characters; only what is code for certain counts.
	 */
	if (!constant && event->scope == CODE_IN_FUNCTION)
		marks &= ~MARK_WEAK;
	if ((!constant || b->language->constants) && !(row->flags & CALL_QUIET))
		behaviours_say(b, event, row->class,
			       constant && !row->kind ? "constant" : row->kind, event->name, code);
	(void)behaviour_flow(b, event, row->class,
			     row->kind ? row->kind
			     : opaque  ? "opaque"
				       : NULL,
			     marks, code);
	if (constant)
		behaviour_layer(b, b->language, code, event, decoded);
}

static void ends_chain(struct behaviours *b, const struct behaviour_call *row,
		       const struct code_event *event, const struct code_value *argument,
		       const char *kind)
{
	uint64_t marks = row->flags & CALL_ANY ? event->value.marks
			 : argument	       ? argument->marks
					       : 0;
	enum behaviour_class sink =
		row->class == BEHAVIOUR_DOWNLOAD ? BEHAVIOUR_NETWORK : row->class;

	(void)behaviour_flow(b, event, sink, kind, marks, argument);
}

/* What a program prints is of the machine. */
static uint64_t start(struct behaviours *b, const struct behaviour_call *row,
		      const struct code_event *event, const struct code_value *command)
{
	uint64_t marks = behaviour_start(b, event, command);

	if (marks || !row->kind || strcmp(row->kind, "output") != 0)
		return marks;
	behaviour_comes(b, BEHAVIOUR_ENUMERATE, row->kind, event);
	return behaviour_mark(BEHAVIOUR_ENUMERATE);
}

static void do_row(struct behaviours *b, const struct behaviour_call *row,
		   const struct code_event *event)
{
	const struct code_value *argument = behaviour_argument(row, event);
	const char *kind = row->kind;

	if (row->flags & CALL_PATH)
		behaviour_read_path(b, event, argument);
	if (row->flags & CALL_WRITES)
		behaviour_write_path(b, event, argument, event->value.marks | b->given);
	if (row->flags & CALL_ADDRESS || row->class == BEHAVIOUR_NETWORK)
		kind = behaviour_request(b, row, event);
	if (row->flags & CALL_GIVES) {
		behaviour_comes(b, row->class, kind, event);
		b->given |= row->flags & CALL_WEAK ? MARK_WEAK : behaviour_mark(row->class);
	}
	if (row->flags & CALL_CODE) {
		run_code(b, row, event, argument);
		return;
	}
	if (row->class && !(row->flags & CALL_QUIET))
		behaviours_say(b, event, row->class, kind, event->name, argument);
	if (row->flags & CALL_COMMAND)
		b->given |= start(b, row, event, argument);
	else
		ends_chain(b, row, event, argument, kind);
}

static void on_call(struct behaviours *b, const struct code_event *event)
{
	struct behaviour_rows rows = behaviour_rows(b, event->name);
	const struct behaviour_call *row;

	while ((row = behaviour_row(&rows)))
		do_row(b, row, event);
}

void behaviour_see_event(struct behaviours *b, const struct code_event *event)
{
	behaviour_see *see = b->language->see[event->kind];

	if (see)
		see(b, event);
}

static void on_event(void *context, const struct code_event *event)
{
	struct behaviours *b = context;

	b->given = 0;
	if (b->sink->text)
		behaviour_constants(b, event);
	behaviour_see_event(b, event);
	if (event->kind == CODE_CALL)
		on_call(b, event);
}

/* Reading a file of no known place is worth following only when its name is not known here. */
static bool is_worth(const struct behaviour_call *row, const struct code_event *event)
{
	const struct code_value *argument = behaviour_argument(row, event);

	if (row->class != BEHAVIOUR_NONE)
		return !(row->flags & CALL_WEAK);
	return argument && argument->kind != CODE_TEXT;
}

/* Long, and without blanks where it begins. */
static bool is_opaque(struct span text)
{
	enum { LONG = 2048, BEGIN = 200 };
	struct span begin = span_part(text, 0, BEGIN);

	return text.n >= LONG && span_byte(begin, ' ') == SPAN_NONE &&
	       span_byte(begin, '\n') == SPAN_NONE;
}

/* What a call gives; on_event() has seen it, unless it was told before. */
static uint64_t on_mark(void *context, const struct code_event *event)
{
	struct behaviours *b = context;
	struct behaviour_rows rows;
	const struct behaviour_call *row;
	uint64_t marks = event->value.marks, given = b->given;

	if (event->kind == CODE_STRING) {
		b->opaque |= is_opaque(event->value.text);
		return marks | behaviour_text(b, event);
	}
	rows = behaviour_rows(b, event->name);
	if (given & ~MARK_NAMED)
		given |= CODE_MARK_WORTH;
	while ((row = behaviour_row(&rows))) {
		bool named = event->kind == CODE_NAMED;

		if (named && !(row->flags & CALL_NAMED))
			continue;
		if (row->flags & CALL_FRESH)
			marks = 0;
		if (row->flags & CALL_GIVES)
			given |= row->flags & CALL_WEAK ? MARK_WEAK : behaviour_mark(row->class);
		if (named && row->flags & CALL_GIVES)
			behaviour_comes(b, row->class, row->kind, event);
		if (!named && is_worth(row, event))
			given |= CODE_MARK_WORTH;
	}
	b->given = 0;
	return marks | given;
}

struct code_end behaviours_run(struct behaviours *b, const struct behaviour_language *language,
			       struct span text, uint64_t offset, uint64_t line)
{
	const struct code_sink sink = {
		.event = on_event,
		.context = b,
		.mark = on_mark,
		.slight = behaviour_mark(BEHAVIOUR_ENCODE) | behaviour_mark(BEHAVIOUR_ENCRYPT) |
			  MARK_WEAK | MARK_PATH | MARK_NAMED,
	};
	struct code_scopes *scopes = b->scopes;
	uint64_t given = b->given;
	struct code_end end;

	/* Code that runs itself knows its own names; another language does not. */
	if (!scopes || b->language != language)
		scopes = code_scopes_new(b->arena);
	if (!b->scopes && language == &behaviour_shell)
		b->commands = scopes;
	if (!b->scopes)
		b->scopes = scopes;
	b->language = language;
	if (language->look)
		language->look(b, text, offset, line);
	end = language->read(text, offset, line, scopes, &sink);
	b->full |= end.full;
	b->given = given;
	return end;
}

struct code_end behaviours_read(struct behaviours *b, const struct behaviour_language *language,
				struct span text, uint64_t offset, uint64_t line)
{
	struct code_end end;

	behaviour_reviewer(b, text, offset, line);
	end = behaviours_run(b, language, text, offset, line);
	behaviour_invisible(b, text, offset, line);
	behaviour_meet(b);
	end.full |= b->full;
	return end;
}
