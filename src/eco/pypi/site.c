/*
 * sitecustomize and usercustomize, which every start of the interpreter imports (Python's site
 * module). Emits CODE {what "sitecustomize", name}; the module of Python reads the source.
 */
#include "eco/pypi/site.h"

#include "base/ascii.h"
#include "eco/place.h"
#include "format/format.h"
#include "format/job.h"

static bool is_module(struct span name)
{
	return span_is(name, "sitecustomize") || span_is(name, "usercustomize");
}

static struct span up_to_dot(struct span name)
{
	ptrdiff_t dot = span_byte(name, '.');

	return span_part(name, 0, dot == SPAN_NONE ? name.n : (uint64_t)dot);
}

/* As a module (sitecustomize.py, .pyc, .cpython-311-x86_64-linux-gnu.so) or a package. */
struct span site_module(struct span path)
{
	static const char *const endings[] = { ".py", ".pyc", ".so", ".pyd", NULL };
	struct span name = place_name(path), folder = place_name(place_folder(path));
	bool code = false;

	for (size_t i = 0; endings[i]; i++)
		code |= span_ends(name, endings[i]);
	if (!code || span_is(folder, "__pycache__"))
		return (struct span){ 0 };
	if (is_module(up_to_dot(name)))
		return up_to_dot(name);
	return span_is(up_to_dot(name), "__init__") && is_module(folder) ? folder
									 : (struct span){ 0 };
}

static unsigned bid(const struct probe *probe)
{
	return site_module(probe->path).n ? BID_READ : BID_NONE;
}

/* A module without a statement does nothing: Debian installs one. */
static bool is_empty(struct span text)
{
	while ((text = ascii_trim(text)).n && text.p[0] == '#') {
		ptrdiff_t end = span_byte(text, '\n');

		text = span_from(text, end == SPAN_NONE ? text.n : (uint64_t)end);
	}
	return text.n == 0;
}

/* What Debian and Ubuntu ship (python3-minimal, /etc/python3/sitecustomize.py). */
static bool is_of_debian(struct span text)
{
	static const struct span whole =
		SPAN("# install the apport exception handler if available\n"
		     "try:\n"
		     "    import apport_python_hook\n"
		     "except ImportError:\n"
		     "    pass\n"
		     "else:\n"
		     "    apport_python_hook.install()\n");

	return span_eq(ascii_trim(text), ascii_trim(whole));
}

static void read(struct job *job, struct span bytes)
{
	struct span module = site_module(job_path(job));

	if (module.n == 0 || is_empty(bytes) || is_of_debian(bytes)) {
		job_decline(job);
		return;
	}
	JOB_FACT(job, FACT_CODE, 0, ATTR_WORD("what", "sitecustomize"), ATTR_TEXT("name", module));
}

const struct format format_pypi_site = {
	.name = "python-site",
	.bid = bid,
	.read = read,
};
