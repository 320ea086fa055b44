/* Caches of the Hugging Face hub, held against the names of their files. */
#include "cmd/verification.h"
#include "trust/package/hub.h"

enum { MEMORY_MiB = 2048, LISTED_MAX = 20 };

struct asked {
	struct hub_result result;
	bool all; /* every file is listed */
};

static bool is_meant(const struct verify_options *options)
{
	return options->hub_cache != NULL;
}

static void print_rows(const void *context, size_t one, struct sink *out)
{
	const struct asked *asked = context;
	const struct hub_result *result = &asked->result;
	size_t most = asked->all ? SIZE_MAX : LISTED_MAX;

	(void)one;
	sink_printf(out, "  %llu file%s as named\n", (unsigned long long)result->counts[HUB_RIGHT],
		    result->counts[HUB_RIGHT] == 1 ? "" : "s");
	for (size_t i = 0; i < result->n && i < most; i++)
		verification_row(out, span_str(hub_state_word(result->findings[i].state)),
				 result->findings[i].path);
	if (result->n > most)
		sink_printf(out, "  and %zu more\n", result->n - most);
	if (result->reason == REASON_NONE)
		sink_str(out, "  note: nobody has signed which file a name means\n");
}

static void write_rows(const void *context, size_t one, struct jsonw *w)
{
	const struct hub_result *result = &((const struct asked *)context)->result;

	(void)one;
	jsonw_number(w, "right", result->counts[HUB_RIGHT]);
	for (unsigned state = HUB_RIGHT + 1; state < HUB_STATES; state++) {
		jsonw_list(w, hub_state_word(state));
		for (size_t i = 0; i < result->n; i++)
			if (result->findings[i].state == state)
				jsonw_text(w, NULL, result->findings[i].path);
		jsonw_list_end(w);
	}
}

static enum err check(const struct call *call, struct arena *arena, struct asked *asked)
{
	static const char *const takes[] = { "hub-cache", "paranoid", "require-coverage", NULL };
	const struct verify_options *options = call->options;
	struct hub_options how = { .need_covered = options->need_covered };
	enum err e = verify_takes(options, takes, "--hub-cache");

	if (e == OK && call->operands.n)
		e = err_set(ERR_USAGE, "--hub-cache takes no operands");
	if (e != OK)
		return e;
	how.cache = options->paranoid ? NULL : cache_open();
	e = hub_check(options->hub_cache, &how, arena, &asked->result);
	cache_close(how.cache);
	return e;
}

static int verify(const struct call *call, struct arena *arena)
{
	const struct verify_options *options = call->options;
	struct asked asked = { .all = options->list_all };
	enum err e = check(call, arena, &asked);
	const struct verification verdict = { options->hub_cache, asked.result.reason,
					      asked.result.detail };

	if (e != OK)
		return verify_complain(e);
	return verifications_say(call, &(const struct verifications){ .all = &verdict,
								      .n = 1,
								      .context = &asked,
								      .print = print_rows,
								      .json = write_rows });
}

static int run(const struct call *call)
{
	struct arena arena;
	int code;

	arena_init(&arena, MiB(MEMORY_MiB), NULL, NULL);
	code = verify(call, &arena);
	arena_free(&arena);
	return code;
}

const struct verify_way verify_way_hub = { is_meant, run, .is_alone = true };
