/* SPDX expressions against lists. */
#include "policy/licence_list.h"

#include <stdio.h>

#include "core/licence.h"
#include "policy/glob.h"

enum { ID_MAX = 128 };

/* The GNU licences have two spellings: GPL-3.0 is GPL-3.0-only, GPL-3.0+ is GPL-3.0-or-later. */
static struct span spelt(struct span id, char room[ID_MAX])
{
	bool gnu = span_starts(id, "GPL-") || span_starts(id, "LGPL-") ||
		   span_starts(id, "AGPL-") || span_starts(id, "GFDL-");
	bool plus = span_ends(id, "+");

	if (!gnu || id.n >= ID_MAX - 16 || span_ends(id, "-only") || span_ends(id, "-or-later") ||
	    span_byte(id, '*') != SPAN_NONE)
		return id;
	(void)snprintf(room, ID_MAX, "%.*s%s", (int)(id.n - plus), (const char *)id.p,
		       plus ? "-or-later" : "-only");
	return span_str(room);
}

static bool fits(struct span pattern, struct span id, struct span exception)
{
	ptrdiff_t with = span_find(pattern, span_str(" WITH "));
	char pattern_room[ID_MAX], id_room[ID_MAX];
	struct span base = with == SPAN_NONE ? pattern : span_part(pattern, 0, (uint64_t)with);

	if (with != SPAN_NONE &&
	    !glob_fits_any_case(span_from(pattern, (uint64_t)with + strlen(" WITH ")), exception))
		return false;
	return glob_fits_any_case(spelt(base, pattern_room), spelt(id, id_room));
}

static bool is_listed(void *context, struct span id, struct span exception)
{
	const struct licence_list *list = context;

	for (size_t i = 0; i < list->n; i++)
		if (fits(list->patterns[i], id, exception))
			return true;
	return false;
}

static bool is_not_listed(void *context, struct span id, struct span exception)
{
	return !is_listed(context, id, exception);
}

/* Whether each text can be fulfilled by licences that `holds` says yes of. */
static enum truth all_hold(const struct span *texts, size_t n, const struct licence_list *list,
			   bool (*holds)(void *, struct span, struct span))
{
	struct licence_list copy = *list;
	enum truth all = TRUTH_YES;

	for (size_t i = 0; i < n; i++) {
		enum licence_answer answer = licence_ask(texts[i], holds, &copy);

		if (answer == LICENCE_NO)
			return TRUTH_NO;
		if (answer == LICENCE_NONE)
			all = TRUTH_UNKNOWN;
	}
	return all;
}

enum truth licences_within(const struct span *texts, size_t n, const struct licence_list *list)
{
	return all_hold(texts, n, list, is_listed);
}

enum truth licences_need(const struct span *texts, size_t n, const struct licence_list *list)
{
	return TRUTH_YES - all_hold(texts, n, list, is_not_listed);
}
