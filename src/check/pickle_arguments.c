/* The callables that are judged by their arguments, each with what its source says that it does. */
#include "check/pickle_arguments.h"

#include <stdio.h>

#include "check/allowlist.h"

enum { NEVER = 0, CLASS = ALLOW_NEW, CALLABLE = ALLOW_CALL | ALLOW_CALL_DATA | ALLOW_NEW };

static const struct attr *argument(const struct fact *fact, size_t i)
{
	for (size_t k = 0; k < fact->n_attrs; k++)
		if (span_is(fact->attrs[k].key, "argument") && i-- == 0)
			return &fact->attrs[k];
	return NULL;
}

/* The letter of argument i, 0 when there is none. */
static uint8_t letter(const struct fact *fact, size_t i)
{
	const struct attr *attr = argument(fact, i);

	return attr && attr->text.n ? attr->text.p[0] : 0;
}

/* What stands behind the letter: a path, or a text that matters. */
static struct span what(const struct fact *fact, size_t i)
{
	const struct attr *attr = argument(fact, i);

	return attr ? span_from(attr->text, 1) : (struct span){ 0 };
}

static uint64_t count(const struct fact *fact)
{
	return fact_number(fact, "count", 0);
}

static bool is_data_letter(uint8_t c)
{
	return c && strchr("-bifsytlde", c);
}

/* Whether a name leads into the object model: __class__, a.__globals__. */
static bool is_special(struct span name)
{
	return name.n == 0 || span_starts(name, "__") || span_has(name, ".__");
}

/* A member of an enumeration or a constant of an allowed class: Path.TO.CLASS.MEMBER. */
static bool is_constant(struct span path)
{
	const uint8_t *dot = path.n ? memrchr(path.p, '.', path.n) : NULL;

	if (!dot)
		return false;

	struct span cls = span_of(path.p, (size_t)(dot - path.p));
	struct span name = span_from(path, cls.n + 1);

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] >= 'a' && name.p[i] <= 'z')
			return false;
	return name.n && name.p[0] != '_' && (allowlist_find(cls) & ALLOW_NEW);
}

/* Makers of things that can be called. */
static bool makes_callable(struct span path)
{
	static const char *const makers[] = { "functools.partial",
					      "builtins.getattr",
					      "operator.attrgetter",
					      "operator.methodcaller",
					      "operator.itemgetter",
					      "_operator.attrgetter",
					      "_operator.methodcaller",
					      "_operator.itemgetter",
					      "numpy.core._ufunc_reconstruct",
					      "numpy._core._ufunc_reconstruct",
					      NULL };

	for (size_t i = 0; makers[i]; i++)
		if (span_is(path, makers[i]))
			return true;
	return false;
}

static bool is_data(struct span inside)
{
	struct span path = span_from(inside, 1);

	switch (inside.n ? inside.p[0] : '?') {
	case 'g':
		return (allowlist_find(path) & (ALLOW_NEW | ALLOW_BUILD)) || is_constant(path);
	case 'c':
	case 'n':
		return !makes_callable(path);
	case 'p':
		return true; /* what persistent_load gives is not of the pickle's making */
	default:
		return false;
	}
}

bool arguments_are_data(const struct fact *fact)
{
	for (size_t i = 0; i < fact->n_attrs; i++)
		if (span_is(fact->attrs[i].key, "inside") && !is_data(fact->attrs[i].text))
			return false;
	return true;
}

bool arguments_are_data_of_unknown(const struct fact *fact)
{
	struct span first = what(fact, 0);

	if (letter(fact, 0) != 'g')
		return false;
	for (size_t i = 0; i < fact->n_attrs; i++) {
		struct span inside = fact->attrs[i].text;

		if (span_is(fact->attrs[i].key, "inside") && !is_data(inside) &&
		    !(inside.n && inside.p[0] == 'g' && span_eq(span_from(inside, 1), first)))
			return false;
	}
	return true;
}

/* getattr(object, name): of an allowed class, what comes of it is a path that is judged when it is
 * used; of an instance, a property may run. */
static enum judgement by_getattr(const struct fact *fact)
{
	uint8_t of = letter(fact, 0);
	bool is_new = of == 'g' && span_is(what(fact, 1), "__new__");

	if (is_new && count(fact) == 2)
		return allowlist_find(what(fact, 0)) ? JUDGED_SAFE : JUDGED_REVIEW;
	if (count(fact) < 2 || letter(fact, 1) != 's' || is_special(what(fact, 1)))
		return JUDGED_BAD;
	if (is_data_letter(of) || (of == 'g' && allowlist_find(what(fact, 0))))
		return JUDGED_SAFE;
	return of == '?' ? JUDGED_BAD : JUDGED_REVIEW;
}

/* attrgetter(name, ...): reads nothing before it is called. */
static enum judgement by_names(const struct fact *fact)
{
	uint64_t n = count(fact);

	for (size_t i = 0; i < n; i++)
		if (letter(fact, i) != 's' || is_special(what(fact, i)))
			return JUDGED_BAD;
	return n ? JUDGED_SAFE : JUDGED_BAD;
}

static enum judgement by_data(const struct fact *fact)
{
	return arguments_are_data(fact) ? JUDGED_SAFE : JUDGED_BAD;
}

static enum judgement by_methodcaller(const struct fact *fact)
{
	if (letter(fact, 0) != 's' || is_special(what(fact, 0)) || !arguments_are_data(fact))
		return JUDGED_BAD;
	return JUDGED_REVIEW;
}

/* What is kept, not called: anything with a row, or the __new__ of such a class. */
static bool is_known(struct span path)
{
	if (span_ends(path, ".__new__"))
		path.n -= strlen(".__new__");
	return allowlist_find(path) != 0;
}

/* partial(function, ...) and its state (function, args, keywords, dict): calls nothing itself. */
static enum judgement by_partial(const struct fact *fact)
{
	bool known = letter(fact, 0) == 'g' && is_known(what(fact, 0));

	for (size_t i = 0; i < fact->n_attrs; i++)
		if (span_is(fact->attrs[i].key, "inside") && fact->attrs[i].text.n &&
		    fact->attrs[i].text.p[0] == '?')
			return JUDGED_BAD;
	if (count(fact) == 0)
		return JUDGED_SAFE;
	return known ? JUDGED_SAFE : JUDGED_REVIEW;
}

/* defaultdict(factory, ...): the factory is called, without arguments, for a missing key. */
static enum judgement by_defaultdict(const struct fact *fact)
{
	uint8_t factory = letter(fact, 0);

	if (count(fact) == 0 || is_data_letter(factory))
		return JUDGED_SAFE;
	if (factory == 'g')
		return allowlist_find(what(fact, 0)) & CALLABLE ? JUDGED_SAFE : JUDGED_BAD;
	return factory == 'c' && makes_callable(what(fact, 0)) ? JUDGED_REVIEW : JUDGED_BAD;
}

static bool is_any(struct span text, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(text, words[i]))
			return true;
	return false;
}

/* _codecs.encode(text, codec): any other codec's name is imported. */
static enum judgement by_encode(const struct fact *fact)
{
	static const char *const texts[] = { "latin1", "latin-1", "iso-8859-1", "utf-8",
					     "utf8",   "ascii",	  "utf-16",	NULL };
	static const char *const puzzles[] = { "hex",	 "hex_codec",	 "base64", "base64_codec",
					       "zlib",	 "zlib_codec",	 "bz2",	   "bz2_codec",
					       "rot13",	 "rot_13",	 "uu",	   "uu_codec",
					       "quopri", "quopri_codec", NULL };

	if (!is_data_letter(letter(fact, 0)))
		return JUDGED_BAD;
	if (count(fact) == 1 || (letter(fact, 1) == 's' && is_any(what(fact, 1), texts)))
		return JUDGED_SAFE;
	return letter(fact, 1) == 's' && is_any(what(fact, 1), puzzles) ? JUDGED_REVIEW
									: JUDGED_BAD;
}

/* copyreg._reconstructor(cls, base, state): what it does with cls and with another base than object
 * are facts of their own. */
static enum judgement by_reconstructor(const struct fact *fact)
{
	static const char *const plain[] = { "builtins.object",
					     "builtins.list",
					     "builtins.dict",
					     "builtins.set",
					     "builtins.frozenset",
					     "builtins.tuple",
					     "builtins.str",
					     "builtins.int",
					     "builtins.float",
					     "builtins.complex",
					     "builtins.bytes",
					     "builtins.bytearray",
					     NULL };

	if (count(fact) != 3 || letter(fact, 0) != 'g' || letter(fact, 1) != 'g')
		return JUDGED_BAD;
	return is_any(what(fact, 1), plain) ? JUDGED_SAFE : JUDGED_BAD;
}

/* copyreg.__newobj__(cls, ...): followed by a fact for cls. */
static enum judgement by_newobj(const struct fact *fact)
{
	return letter(fact, 0) == 'g' ? JUDGED_SAFE : JUDGED_BAD;
}

/* numpy's _reconstruct(cls, shape, type): ndarray.__new__(cls, ...). A class that only may be
 * built, since making one reads a file (memmap), is fine here. */
static enum judgement by_reconstruct(const struct fact *fact)
{
	if (letter(fact, 0) != 'g' || !(allowlist_find(what(fact, 0)) & (ALLOW_NEW | ALLOW_BUILD)))
		return JUDGED_NOT;
	return by_data(fact);
}

/* dill's _create_array(f, ...): what is done with f is a fact of its own. */
static enum judgement by_called(const struct fact *fact)
{
	return letter(fact, 0) == 'g' ? JUDGED_SAFE : JUDGED_BAD;
}

/* torch's _rebuild_from_type_v2(f, cls, ...): the result is seen as a cls. */
static enum judgement by_called_typed(const struct fact *fact)
{
	if (letter(fact, 0) != 'g' || letter(fact, 1) != 'g')
		return JUDGED_BAD;
	return allowlist_find(what(fact, 1)) & (ALLOW_NEW | ALLOW_BUILD) ? JUDGED_SAFE
									 : JUDGED_REVIEW;
}

/* pickle.loads(b'...'): the constant was run like any pickle. */
static enum judgement by_payload(const struct fact *fact)
{
	return fact_number(fact, "nested", 0) ? JUDGED_SAFE : JUDGED_BAD;
}

/* type(x); type(name, bases, dict) makes a class out of data. */
static enum judgement by_type(const struct fact *fact)
{
	return count(fact) == 1 ? JUDGED_SAFE : JUDGED_BAD;
}

/* map(f, ...), filter(f, ...): filter(None, x) is the only harmless one. */
static enum judgement by_function(const struct fact *fact)
{
	return letter(fact, 0) == '-' && arguments_are_data(fact) ? JUDGED_SAFE : JUDGED_BAD;
}

/* getattr(__import__(module), name) for numpy's and scipy's ufuncs. */
static enum judgement by_ufunc(const struct fact *fact)
{
	struct span module = what(fact, 0), name = what(fact, 1);

	if (count(fact) != 2 || letter(fact, 0) != 's' || letter(fact, 1) != 's' ||
	    is_special(name))
		return JUDGED_BAD;
	return span_is(module, "numpy") || span_is(module, "numpy.core.umath") ||
			       span_is(module, "numpy.core._multiarray_umath") ||
			       span_is(module, "scipy.special._ufuncs")
		       ? JUDGED_SAFE
		       : JUDGED_BAD;
}

/* A type by its name, from a fixed table. */
static enum judgement by_type_name(const struct fact *fact)
{
	static const char *const harmless[] = { "bool",		  "bytearray",
						"bytes",	  "complex",
						"dict",		  "float",
						"frozenset",	  "int",
						"list",		  "object",
						"range",	  "set",
						"slice",	  "str",
						"tuple",	  "type",
						"array",	  "ndarray",
						"NoneType",	  "Ellipsis",
						"NotImplemented", "SimpleNamespace",
						"EllipsisType",	  "NotImplementedType",
						"PartialType",	  NULL };

	if (count(fact) == 1 && letter(fact, 0) == 's' && is_any(what(fact, 0), harmless))
		return JUDGED_SAFE;
	return JUDGED_BAD;
}

/* dill's _create_namedtuple(name, fields, module): imports module.name, and makes a named tuple
 * where there is none. What comes of it is judged when it is used. */
static enum judgement by_named_import(const struct fact *fact)
{
	enum { PATH_MAX_SIZE = 200 };
	struct span name = what(fact, 0), module = what(fact, 2);
	char path[PATH_MAX_SIZE];

	if (fact_is(fact, "operation", "new"))
		return JUDGED_NOT; /* an instance of what came of it */
	if (count(fact) != 3 || letter(fact, 0) != 's' || letter(fact, 2) != 's' ||
	    name.n + module.n + 1 > sizeof(path) || !arguments_are_data(fact))
		return JUDGED_BAD;

	int n = snprintf(path, sizeof(path), "%.*s.%.*s", (int)module.n, (const char *)module.p,
			 (int)name.n, (const char *)name.p);

	return n > 0 && allowlist_find(span_of(path, (size_t)n)) & ALLOW_IMPORT ? JUDGED_SAFE
										: JUDGED_REVIEW;
}

static const struct {
	const char *global;
	enum judgement (*judge)(const struct fact *fact);
} table[] = {
	{ "_codecs.encode", by_encode },
	{ "_operator.attrgetter", by_names },
	{ "_operator.itemgetter", by_data },
	{ "_operator.methodcaller", by_methodcaller },
	{ "_io.BytesIO", by_data },
	{ "_pickle.loads", by_payload },
	{ "builtins.filter", by_function },
	{ "builtins.getattr", by_getattr },
	{ "builtins.map", by_function },
	{ "builtins.type", by_type },
	{ "cPickle.loads", by_payload },
	{ "cloudpickle.cloudpickle._builtin_type", by_type_name },
	{ "cloudpickle.cloudpickle.loads", by_payload },
	{ "cloudpickle.loads", by_payload },
	{ "codecs.encode", by_encode },
	{ "collections.defaultdict", by_defaultdict },
	{ "copyreg.__newobj__", by_newobj },
	{ "copyreg.__newobj_ex__", by_newobj },
	{ "copyreg._reconstructor", by_reconstructor },
	{ "dill._dill._create_array", by_called },
	{ "dill._dill._create_namedtuple", by_named_import },
	{ "dill._dill._eval_repr", by_type_name },
	{ "dill._dill._load_type", by_type_name },
	{ "dill._dill.loads", by_payload },
	{ "dill.loads", by_payload },
	{ "functools.partial", by_partial },
	{ "io.BytesIO", by_data },
	{ "joblib.externals.cloudpickle.cloudpickle.loads", by_payload },
	{ "joblib.externals.cloudpickle.loads", by_payload },
	{ "joblib.externals.loky.cloudpickle_wrapper._reconstruct_wrapper", by_payload },
	{ "numpy._core._ufunc_reconstruct", by_ufunc },
	{ "numpy._core.multiarray._reconstruct", by_reconstruct },
	{ "numpy.core._ufunc_reconstruct", by_ufunc },
	{ "numpy.core.multiarray._reconstruct", by_reconstruct },
	{ "operator.attrgetter", by_names },
	{ "operator.itemgetter", by_data },
	{ "operator.methodcaller", by_methodcaller },
	{ "pickle._loads", by_payload },
	{ "pickle.loads", by_payload },
	{ "torch._tensor._rebuild_from_type_v2", by_called_typed },
	{ "torch.storage._load_from_bytes", by_payload },
};

enum judgement judge_arguments(const struct fact *fact)
{
	struct span global = fact_text(fact, "global");

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (!span_is(global, table[i].global))
			continue;
		if (fact_is(fact, "operation", "import"))
			return JUDGED_SAFE;
		if (fact_is(fact, "operation", "build") && table[i].judge != by_partial)
			return JUDGED_NOT;
		if (fact_is(fact, "operation", "items"))
			return JUDGED_NOT;
		return table[i].judge(fact);
	}
	return JUDGED_NOT;
}
