/* What the changed code does that nothing in the previous release did, or not as early. */
#include "vet/delta.h"

#include "base/buf.h"
#include "base/escape.h"
#include "vet/ability.h"

enum { TEXT_MAX = 4 << 10, SHOWN_MAX = 300, LISTED_MAX = 6 };

/* What is new in one member. */
struct news {
	const struct ability *strong, *chain; /* the first of each */
	unsigned some;			      /* classes of some weight */
	uint64_t classes;		      /* all that are new, a bit each */
	const struct ability *first;	      /* of those that run earliest */
};

/* Code that nobody runs by accident is not told of, unless it is an attack that a module could
 * import. */
static bool is_aside(const struct ability *ability)
{
	bool attack = ability->class == BEHAVIOUR_CHAIN && ability_is_attack(ability);

	return ability->moment == MOMENT_ASIDE && !(attack && ability->member->installed);
}

/* Builds start programs and ask what the machine is; they hardly fetch, send or make code. */
static bool is_odd_at_install(const struct ability *ability)
{
	bool build = span_is(ability->member->place, "setup.py");

	return !build || ability->class == BEHAVIOUR_NETWORK ||
	       ability->class == BEHAVIOUR_DOWNLOAD || ability->class == BEHAVIOUR_RUN_CODE ||
	       ability->class == BEHAVIOUR_SECRET_READ || ability->class == BEHAVIOUR_ENCRYPT;
}

static void take(struct news *news, const struct ability *ability)
{
	enum weight weight = ability_weight(ability);
	uint64_t bit = UINT64_C(1) << ability->class;

	if (weight == WEIGHT_NONE)
		return;
	if (!news->first || ability->moment > news->first->moment)
		news->first = ability;
	if (ability->class == BEHAVIOUR_CHAIN) {
		if (!news->chain && ability_is_attack(ability))
			news->chain = ability;
	} else if (weight == WEIGHT_STRONG) {
		if (!news->strong)
			news->strong = ability;
	} else {
		news->some += !(news->classes & bit);
		if (ability->moment >= MOMENT_INSTALL && is_odd_at_install(ability) &&
		    !news->strong)
			news->strong = ability;
	}
	news->classes |= bit;
}

static void add_class(struct buf *text, const struct ability *ability)
{
	buf_str(text, behaviour_does(ability->class));
	if (ability->kind.n) {
		buf_str(text, " (");
		escape_text(text, ability->kind);
		buf_byte(text, ')');
	}
}

/* "It starts a program, sends to the network at installation." */
static void say(const struct delta *delta, const struct news *news, const struct abilities *all,
		size_t from, size_t to)
{
	const struct ability *worst = news->strong ? news->strong : news->first;
	struct finding *finding =
		report_finding(delta->report, &release_rules[RELEASE_NEW_CAPABILITY],
			       worst->member->artifact, worst->fact);
	struct span detail = fact_text(worst->fact, "detail");
	uint64_t told = 0;
	unsigned n = 0;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = from; i < to && n < LISTED_MAX; i++) {
		uint64_t bit = UINT64_C(1) << all->rows[i].class;

		if (!(news->classes & bit) || told & bit)
			continue;
		told |= bit;
		buf_str(&text, n++ ? ", " : "");
		add_class(&text, &all->rows[i]);
		finding_show(delta->report, finding, "does",
			     span_str(behaviour_word(all->rows[i].class)));
	}
	if (detail.n)
		finding_show(delta->report, finding, "detail", detail);
	finding_say(delta->report, finding,
		    "Changed code does what nothing in the previous release did: it %s, %s.",
		    buf_text(&text), moment_when(worst->moment));
	buf_free(&text);
}

static void say_chain(const struct delta *delta, const struct ability *chain)
{
	struct span source = fact_text(chain->fact, "source"),
		    sink = fact_text(chain->fact, "sink");
	struct span detail = fact_text(chain->fact, "detail");
	bool alone = chain->moment >= MOMENT_IMPORT;
	enum release_rule rule = alone ? RELEASE_NEW_CHAIN : RELEASE_NEW_CAPABILITY;
	struct finding *finding = report_finding(delta->report, &release_rules[rule],
						 chain->member->artifact, chain->fact);

	finding_show(delta->report, finding, "source", source);
	finding_show(delta->report, finding, "sink", sink);
	finding_show(delta->report, finding, "how", fact_text(chain->fact, "how"));
	if (detail.n)
		finding_show(delta->report, finding, "detail", detail);
	finding_say(delta->report, finding,
		    "Changed code %s and hands that on to what %s, %s; the previous release did "
		    "not.",
		    behaviour_does(behaviour_find(source)), behaviour_does(behaviour_find(sink)),
		    moment_when(chain->moment));
}

/* How many classes of some weight are worth a word: fewer when nobody need call the code. */
static unsigned enough(const struct news *news)
{
	enum { AT_USE = 3, AT_IMPORT = 2 };

	return news->first && news->first->moment >= MOMENT_IMPORT ? AT_IMPORT : AT_USE;
}

/* The behaviours of one member, rows from..to. */
static void judge(const struct delta *delta, const struct abilities *all,
		  const struct abilities *before, size_t from, size_t to)
{
	struct news news = { 0 };

	for (size_t i = from; i < to; i++)
		if (!is_aside(&all->rows[i]) && !abilities_have(before, &all->rows[i]))
			take(&news, &all->rows[i]);
	if (news.chain)
		say_chain(delta, news.chain);
	if (news.strong || news.some >= enough(&news))
		say(delta, &news, all, from, to);
}

/* What is of interest and that release did not do. */
static bool any_new(const struct abilities *now, const struct abilities *before)
{
	for (size_t i = 0; i < now->n; i++)
		if (!is_aside(&now->rows[i]) && ability_weight(&now->rows[i]) &&
		    !abilities_have(before, &now->rows[i]))
			return true;
	return false;
}

void delta_capabilities(const struct delta *delta)
{
	struct abilities now = abilities_of(delta->now, false, delta->arena), before = { 0 };
	const struct release *changed, *whole;
	size_t to;

	if (!any_new(&now, &before))
		return;
	changed = delta->changed(delta->context);
	if (changed)
		before = abilities_of(changed, false, delta->arena);
	if (!changed || !any_new(&now, &before))
		return;
	whole = delta->whole(delta->context);
	if (!whole)
		return;
	before = abilities_of(whole, false, delta->arena);
	for (size_t from = 0; from < now.n; from = to) {
		to = from + 1;
		while (to < now.n && now.rows[to].member == now.rows[from].member)
			to++;
		judge(delta, &now, &before, from, to);
	}
}
