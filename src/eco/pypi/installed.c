/* Folders of installed distributions. */
#include "eco/pypi/installed.h"

#include "eco/place.h"

static bool cut_ending(struct span *folder, const char *ending)
{
	if (!span_ends(*folder, ending))
		return false;
	folder->n -= strlen(ending);
	return true;
}

static struct span up_to_dash(struct span s)
{
	ptrdiff_t dash = span_byte(s, '-');

	return span_part(s, 0, dash == SPAN_NONE ? s.n : (uint64_t)dash);
}

bool installed_read(struct span path, struct installed *out)
{
	struct span folder = place_name(place_folder(path));

	if (!cut_ending(&folder, ".dist-info") && !cut_ending(&folder, ".egg-info"))
		return false;
	out->name = up_to_dash(folder);
	out->version = up_to_dash(span_from(folder, out->name.n + 1));
	return out->name.n > 0;
}

bool installed_is_left(struct span path)
{
	return span_starts(place_name(place_folder(path)), "~");
}

const char *installed_method(const struct job *job)
{
	struct span folder = place_folder(job_path(job));

	/* A wheel has the folder at its top, a source archive one folder below. */
	return job_is_member(job) && span_byte(place_folder(folder), '/') == SPAN_NONE
		       ? "archive"
		       : "installed";
}

struct entry installed_entry(const struct installed *installed, struct job *job)
{
	struct entry entry = entry_package("pypi", installed->name, installed_method(job));

	entry_text(&entry, "version", installed->version);
	entry_text(&entry, "id", installed->name);
	return entry;
}
