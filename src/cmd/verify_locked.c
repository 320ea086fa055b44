/* Files held against a lock file. */
#include "cmd/verification.h"
#include "eco/place.h"
#include "sys/mapped.h"
#include "sys/whole.h"
#include "trust/package/locked.h"

static bool is_meant(const struct verify_options *options)
{
	return options->lock != NULL;
}

/* The rows of the lock that the operands are; NULL: none. */
static void print_rows(const void *context, size_t i, struct sink *out)
{
	const struct locked_row *row = ((const struct locked_row *const *)context)[i];

	if (!row)
		return;
	verification_row(out, (struct span)SPAN("package"), row->name);
	verification_row(out, (struct span)SPAN("version"), row->version);
	verification_row(out, (struct span)SPAN("digest"), row->digest);
}

static void write_rows(const void *context, size_t i, struct jsonw *w)
{
	const struct locked_row *row = ((const struct locked_row *const *)context)[i];

	if (!row)
		return;
	jsonw_text(w, "package", row->name);
	jsonw_text(w, "version", row->version);
	jsonw_text(w, "digest", row->digest);
}

static enum err read_lock(const struct call *call, struct locked_list *list)
{
	static const char *const takes[] = { "lock", NULL };
	const struct verify_options *options = call->options;
	struct span lock;
	enum err e = verify_takes(options, takes, "--lock");

	if (e == OK)
		e = whole_read(options->lock, LOCKED_FILE_MAX, call->arena, &lock);
	return e == OK ? locked_ask(lock, span_str(options->lock), call->arena, list) : e;
}

static enum err find(const struct call *call, const struct locked_list *list,
		     struct verification *verdict, const struct locked_row **row)
{
	struct mapped file;
	enum err e;

	verdict->reason = list->reason;
	if (list->reason != REASON_NONE)
		return OK;
	e = mapped_open(&file, verdict->artifact);
	if (e == OK)
		verdict->reason = locked_find_file(list, place_name(span_str(verdict->artifact)),
						   file.bytes, call->arena, row);
	mapped_close(&file);
	return e;
}

static int run(const struct call *call)
{
	const struct opt_list *paths = &call->operands;
	struct verification *all = arena_array(call->arena, paths->n, sizeof(*all));
	const struct locked_row **rows =
		arena_array(call->arena, paths->n, sizeof(const struct locked_row *));
	struct locked_list list;
	enum err e = read_lock(call, &list);

	for (size_t i = 0; i < paths->n && e == OK; i++) {
		all[i].artifact = paths->words[i];
		e = find(call, &list, &all[i], &rows[i]);
	}
	if (e != OK)
		return verify_complain(e);
	return verifications_say(call, &(const struct verifications){ .all = all,
								      .n = paths->n,
								      .context = rows,
								      .print = print_rows,
								      .json = write_rows });
}

const struct verify_way verify_way_locked = { is_meant, run };
