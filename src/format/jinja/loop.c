/* The for statement. */
#include "format/jinja/statement.h"

enum { ROUNDS = 2 };

static bool word(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_NAME, text);
}

/* What one round of a loop may get. */
static const struct jinja_value *any_item(struct jinja *j, const struct jinja_value *list)
{
	const struct jinja_value *all = NULL;

	for (; list; list = list->other) {
		const struct jinja_value *items = jinja_items_of(&j->pool, list);

		if (items->kind != JINJA_LIST || items->items->n == 0)
			all = all ? jinja_either(&j->pool, all, &jinja_unknown) : &jinja_unknown;
		for (uint32_t i = 0; items->kind == JINJA_LIST && i < items->items->n; i++)
			all = all ? jinja_either(&j->pool, all, items->items->list[i])
				  : items->items->list[i];
	}
	return all;
}

static void run_loop_body(struct jinja *j, size_t body)
{
	static const char *const ends[] = { "else", "endfor", NULL };

	j->at = body;
	jinja_body(j, ends);
}

/* A list that is known runs item by item; any other a few times, for what one round hands to the
 * next. */
static void run_loop(struct jinja *j, const struct jinja_targets *targets,
		     const struct jinja_value *over, size_t body)
{
	const struct jinja_value *list = jinja_items_of(&j->pool, over), *item;
	bool known = !over->other && !over->open && list->kind == JINJA_LIST &&
		     list->items->n > 0 && j->steps < JINJA_STEPS_MAX / 2;

	if (known) {
		for (uint32_t i = 0; i < list->items->n; i++) {
			jinja_assign_all(j, targets, list->items->list[i]);
			run_loop_body(j, body);
		}
		return;
	}
	item = any_item(j, over);
	j->maybe++;
	for (int i = 0; i < ROUNDS; i++) {
		jinja_assign_all(j, targets, item);
		run_loop_body(j, body);
	}
	j->maybe--;
}

void jinja_run_for(struct jinja *j)
{
	static const char *const end[] = { "endfor", NULL };
	struct jinja_targets targets;
	const struct jinja_value *over;

	jinja_read_targets(j, &targets);
	jinja_expect(j, JINJA_NAME, "in");
	over = jinja_tuple(j, false);
	if (word(j, "if")) {
		jinja_assign_all(j, &targets, any_item(j, over));
		(void)jinja_expression(j);
	}
	(void)word(j, "recursive");
	jinja_end_tag(j);
	run_loop(j, &targets, over, j->at);
	if (word(j, "else")) {
		jinja_end_tag(j);
		j->maybe++;
		jinja_body(j, end);
		j->maybe--;
	}
	jinja_expect(j, JINJA_NAME, "endfor");
	jinja_end_tag(j);
}
