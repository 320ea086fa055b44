/* The tokens one by one, the budget of steps, and the ways out. */
#include "format/jinja.h"

enum { STEPS_A_LOOK = 4096 };

void jinja_fail(struct jinja *j, const char *why)
{
	j->fault = (struct jinja_fault){ why, j->tokens[j->at].offset };
	longjmp(j->pool.over, 1);
}

void jinja_stop(struct jinja *j, const char *limit)
{
	j->limit = limit;
	longjmp(j->pool.over, 1);
}

void jinja_step(struct jinja *j)
{
	if (++j->steps > JINJA_STEPS_MAX ||
	    (j->steps % STEPS_A_LOOK == 0 && !job_spend(j->job, STEPS_A_LOOK)))
		jinja_stop(j, "the template is too intricate to be worked through");
}

const struct jinja_token *jinja_peek(const struct jinja *j)
{
	return &j->tokens[j->at];
}

const struct jinja_token *jinja_next(struct jinja *j)
{
	const struct jinja_token *token = &j->tokens[j->at];

	jinja_step(j);
	if (token->kind != JINJA_END)
		j->at++;
	return token;
}

bool jinja_is(const struct jinja *j, enum jinja_token_kind kind, const char *text)
{
	const struct jinja_token *token = &j->tokens[j->at];

	return token->kind == kind && (!text || span_is(token->text, text));
}

bool jinja_take(struct jinja *j, enum jinja_token_kind kind, const char *text)
{
	if (!jinja_is(j, kind, text))
		return false;
	(void)jinja_next(j);
	return true;
}

void jinja_expect(struct jinja *j, enum jinja_token_kind kind, const char *text)
{
	if (!jinja_take(j, kind, text))
		jinja_fail(j, jinja_is(j, JINJA_END, NULL)
				      ? "the template ends too early"
				      : "a tag that Jinja does not understand");
}
