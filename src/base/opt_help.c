/* The table as help text. */
#include "base/opt.h"

#include "base/wrap.h"

enum { HELP_COLUMN = 30 };

static size_t write_name(const struct opt *row, struct sink *out)
{
	size_t at = strlen("      --") + strlen(row->name);

	if (row->letter)
		sink_printf(out, "  -%c, --%s", row->letter, row->name);
	else
		sink_printf(out, "      --%s", row->name);
	if (!row->value)
		return at;
	sink_printf(out, " %s", row->value);
	return at + 1 + strlen(row->value);
}

void opt_help(const struct opt *table, struct sink *out)
{
	for (const struct opt *row = table; !opt_last(row); row++) {
		if (!row->name) {
			sink_printf(out, "\n%s:\n", row->help);
			continue;
		}

		size_t at = write_name(row, out);

		if (at + 2 > HELP_COLUMN) {
			sink_byte(out, '\n');
			at = 0;
		}
		sink_fill(out, ' ', HELP_COLUMN - at);
		wrap_text(out, span_str(row->help), HELP_COLUMN, HELP_COLUMN, WRAP_WIDTH);
	}
}
