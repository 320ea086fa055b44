/* Ecosystem, name, release and version of a component, in OSV's words. */
#include "advisory/subject.h"

#include "eco/ecosystem.h"
#include "version/range.h"

/* The value of a key in "k=v&k=v". */
static struct span qualifier(struct span qualifiers, const char *key)
{
	while (qualifiers.n > 0) {
		ptrdiff_t end = span_byte(qualifiers, '&');
		struct span one =
			span_part(qualifiers, 0, end == SPAN_NONE ? qualifiers.n : (uint64_t)end);
		ptrdiff_t equals = span_byte(one, '=');

		if (equals != SPAN_NONE && span_is(span_part(one, 0, (uint64_t)equals), key))
			return span_from(one, (uint64_t)equals + 1);
		qualifiers =
			span_from(qualifiers, end == SPAN_NONE ? qualifiers.n : (uint64_t)end + 1);
	}
	return (struct span){ 0 };
}

/* What stands before the last such byte. */
static struct span before_last(struct span text, uint8_t byte)
{
	const uint8_t *at = text.n ? memrchr(text.p, byte, text.n) : NULL;

	return at ? span_part(text, 0, (uint64_t)(at - text.p)) : text;
}

/* What package URLs of other programs say of it: `upstream` is NAME or NAME@VERSION, of RPMs the
 * file NAME-VERSION-RELEASE.src.rpm, whose version is the package's own. */
static void take_upstream(struct span upstream, struct span *name, struct span *version)
{
	ptrdiff_t at = span_byte(upstream, '@');

	if (span_ends(upstream, ".src.rpm")) {
		*name = before_last(before_last(upstream, '-'), '-');
		return;
	}
	*name = span_part(upstream, 0, at == SPAN_NONE ? upstream.n : (uint64_t)at);
	if (at != SPAN_NONE)
		*version = span_from(upstream, (uint64_t)at + 1);
}

/* Distributions publish advisories for source packages; those of RPMs name either. */
static void take_source(const struct component *component, struct match_package *out)
{
	struct span name = component_property(component, "source");
	struct span version = component_property(component, "source_version");

	if (name.n == 0)
		take_upstream(qualifier(component->qualifiers, "upstream"), &name, &version);
	if (name.n > 0)
		out->name = name;
	if (version.n > 0)
		out->version = version;
}

/* Package URLs of RPMs have the epoch beside the version. */
static void take_epoch(const struct component *component, struct arena *arena,
		       struct match_package *out)
{
	struct span epoch = qualifier(component->qualifiers, "epoch");

	if (epoch.n > 0 && out->version.n > 0 && span_byte(out->version, ':') == SPAN_NONE)
		out->version = span_str(arena_printf(arena, "%.*s:%.*s", (int)epoch.n,
						     (const char *)epoch.p, (int)out->version.n,
						     (const char *)out->version.p));
}

static bool (*reader_of_ranges(struct span osv))(struct span, struct span, bool *)
{
	if (span_is(osv, "PyPI"))
		return version_in_specifier;
	return span_is(osv, "npm") ? version_in_npm_range : NULL;
}

bool subject_of(const struct component *component, struct arena *arena, struct match_package *out)
{
	const struct ecosystem *ecosystem =
		ecosystem_of_purl(component->ecosystem, component->namespace);
	struct span osv = ecosystem ? ecosystem_osv(ecosystem) : (struct span){ 0 };

	*out = (struct match_package){ .ecosystem = osv,
				       .version = component->version,
				       .range = component->range };
	if (osv.n == 0)
		return false;
	out->name = ecosystem_key(ecosystem, arena, component->namespace, component->name);
	out->order = ecosystem_order(ecosystem);
	out->in_range = reader_of_ranges(osv);
	out->has_releases = ecosystem_is_distribution(ecosystem);
	if (!out->has_releases)
		return true;
	out->distro = qualifier(component->qualifiers, "distro");
	take_source(component, out);
	take_epoch(component, arena, out);
	return true;
}
