/* Known lines of .pth files. */
#include "eco/pypi/pth_shape.h"

#include "base/ascii.h"

/* In a shape '%' stands for a name, '@' for quoted names in a tuple. */
static const struct {
	const char *writer, *shape;
} rows[] = {
	{ "setuptools",
	  "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, '%') == "
	  "'local'; enabled and __import__('_distutils_hack').add_shim()" },
	{ "setuptools", "import __editable___%_finder; __editable___%_finder.install()" },
	{ "setuptools",
	  "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], *(@));"
	  "ie = os.path.exists(os.path.join(p,'__init__.py'));m = not ie and "
	  "sys.modules.setdefault('%', types.ModuleType('%'));mp = (m or []) and "
	  "m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)" },
	{ "setuptools",
	  "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join("
	  "sys._getframe(1).f_locals['sitedir'], *(@));importlib = has_mfs and "
	  "__import__('importlib.util');has_mfs and __import__('importlib.machinery');m = has_mfs "
	  "and sys.modules.setdefault('%', importlib.util.module_from_spec(importlib.machinery."
	  "PathFinder.find_spec('%', [os.path.dirname(p)])));m = m or sys.modules.setdefault('%', "
	  "types.ModuleType('%'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not "
	  "in "
	  "mp) and mp.append(p)" },
	{ "setuptools",
	  "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join("
	  "sys._getframe(1).f_locals['sitedir'], *(@));importlib = has_mfs and "
	  "__import__('importlib.util');has_mfs and __import__('importlib.machinery');m = has_mfs "
	  "and sys.modules.setdefault('%', importlib.util.module_from_spec(importlib.machinery."
	  "PathFinder.find_spec('%', [os.path.dirname(p)])));m = m or sys.modules.setdefault('%', "
	  "types.ModuleType('%'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not "
	  "in "
	  "mp) and mp.append(p);m and setattr(sys.modules['%'], '%', m)" },
	{ "setuptools",
	  "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], *(@));"
	  "importlib = __import__('importlib.util');__import__('importlib.machinery');m = "
	  "sys.modules.setdefault('%', importlib.util.module_from_spec(importlib.machinery."
	  "PathFinder.find_spec('%', [os.path.dirname(p)])));m = m or sys.modules.setdefault('%', "
	  "types.ModuleType('%'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not "
	  "in "
	  "mp) and mp.append(p)" },
	{ "setuptools",
	  "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], *(@));"
	  "importlib = __import__('importlib.util');__import__('importlib.machinery');m = "
	  "sys.modules.setdefault('%', importlib.util.module_from_spec(importlib.machinery."
	  "PathFinder.find_spec('%', [os.path.dirname(p)])));m = m or sys.modules.setdefault('%', "
	  "types.ModuleType('%'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not "
	  "in "
	  "mp) and mp.append(p);m and setattr(sys.modules['%'], '%', m)" },
	{ "easy_install", "import sys; sys.__plen = len(sys.path)" },
	{ "easy_install",
	  "import sys; new=sys.path[sys.__plen:]; del sys.path[sys.__plen:]; "
	  "p=getattr(sys,'__egginsert',0); sys.path[p:p]=new; sys.__egginsert = p+len(new)" },
	{ "virtualenv", "import _virtualenv" },
	{ "coverage", "import coverage; coverage.process_startup()" },
	{ "pywin32", "import pywin32_bootstrap" },
};

static bool is_name_byte(uint8_t c)
{
	return ascii_is_alnum(c) || c == '_' || c == '.';
}

static bool is_tuple_byte(uint8_t c)
{
	return is_name_byte(c) || c == '\'' || c == ',' || c == ' ' || c == '-';
}

/* Names take as much as they can, since in no shape a name follows directly. But "_finder" ends a
 * name itself: it is given back. */
static size_t name_size(struct span line, const char *behind, bool tuple)
{
	size_t n = 0, back = strcspn(behind, "%@;'. ");

	while (n < line.n && (tuple ? is_tuple_byte(line.p[n]) : is_name_byte(line.p[n])))
		n++;
	while (n > 0 && back > 0 && (n + back > line.n || memcmp(line.p + n, behind, back) != 0))
		n--;
	return n;
}

static bool is_shape(struct span line, const char *shape)
{
	for (; *shape; shape++) {
		if (*shape == '%' || *shape == '@') {
			size_t n = name_size(line, shape + 1, *shape == '@');

			if (n == 0)
				return false;
			line = span_from(line, n);
		} else if (line.n && line.p[0] == (uint8_t)*shape) {
			line = span_from(line, 1);
		} else {
			return false;
		}
	}
	return line.n == 0;
}

const char *pth_writer(struct span line)
{
	line = ascii_trim(line);
	while (line.n && line.p[line.n - 1] == ';')
		line = ascii_trim(span_part(line, 0, line.n - 1));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (is_shape(line, rows[i].shape))
			return rows[i].writer;
	return NULL;
}
