/* Parts of workflows. */
#include "eco/ci/steps.h"

#include "base/ascii.h"
#include "code/scope.h"
#include "eco/ci/image.h"
#include "eco/entry.h"
#include "eco/image_name.h"
#include "eco/install.h"
#include "eco/secret.h"

static bool is_commit(struct span ref)
{
	for (size_t i = 0; i < ref.n; i++)
		if (!ascii_is_digit(ref.p[i]) && (ref.p[i] < 'a' || ref.p[i] > 'f'))
			return false;
	return ref.n == 40 || ref.n == 64;
}

/* A text that is put together when the workflow runs. */
static bool is_expression(struct span text)
{
	return span_has(text, "${{") || span_has(text, "<<") || span_byte(text, '$') != SPAN_NONE;
}

/* Who runs the machines also owns these. */
static bool is_own(struct span owner)
{
	return span_is(owner, "actions") || span_is(owner, "github");
}

static void tell_reference(struct tree *tree, struct span text, struct span name, struct span ref,
			   const struct value *v, const char *what)
{
	ptrdiff_t slash = span_byte(name, '/');
	struct span owner = span_part(name, 0, (uint64_t)slash);
	struct span rest = span_from(name, (uint64_t)slash + 1);
	ptrdiff_t inner = span_byte(rest, '/');
	struct entry entry = entry_package(
		"github", span_part(rest, 0, inner < 0 ? rest.n : (uint64_t)inner), "manifest");

	entry_text(&entry, "namespace", owner);
	entry_text(&entry, "version", ref);
	entry_word(&entry, "category", what);
	if (inner > 0)
		entry_text(&entry, "subpath", span_from(rest, (uint64_t)inner + 1));
	entry_word(&entry, "scope", "build");
	entry_text(&entry, "id", text);
	entry_number(&entry, "line", tree_line(tree, v));
	entry_emit(&entry, tree->job, v->offset);
	if (!is_commit(ref))
		job_anomaly(tree->job,
			    is_own(owner) ? "ci-action-unpinned-own" : "ci-action-unpinned", text,
			    v->offset);
}

void steps_tell_action(struct tree *tree, const struct value *v, const char *what)
{
	struct span text = tree_text(tree, v);
	ptrdiff_t at = span_byte(text, '@');
	struct span name = span_part(text, 0, at < 0 ? text.n : (uint64_t)at);
	struct image_name image;

	if (span_starts(text, "docker://")) {
		text = span_from(text, strlen("docker://"));
		if (image_name_read(text, &image))
			image_name_emit(&image, tree->job, "manifest", "build", tree_line(tree, v),
					v->offset);
		return;
	}
	if (text.n == 0 || text.p[0] == '.' || is_expression(text) || span_byte(name, '/') <= 0 ||
	    span_has(text, " "))
		return;
	tell_reference(tree, text, name, span_from(text, name.n + 1), v, what);
}

void steps_tell_image_named(struct tree *tree, struct span text, const struct value *v)
{
	static const struct variables none = { 0 };
	bool told_later = tree->variables ? span_has(text, "${{") || span_has(text, "<<")
					  : is_expression(text);

	if (text.n && !told_later)
		ci_image_tell(tree->job, tree->variables ? tree->variables : &none, text, NULL,
			      tree_line(tree, v), v->offset);
}

void steps_tell_image(struct tree *tree, const struct value *v)
{
	if (value_is_kind(v, VALUE_MAP))
		v = value_get(v, "name") ? value_get(v, "name") : value_get(v, "image");
	if (v)
		steps_tell_image_named(tree, tree_text(tree, v), v);
}

void steps_tell_script(struct tree *tree, const struct value *v)
{
	if (value_is_kind(v, VALUE_LIST)) {
		value_each (item, v)
			steps_tell_script(tree, value_is_kind(item, VALUE_STRING) ? item : NULL);
		return;
	}
	if (!value_is_kind(v, VALUE_STRING))
		return;
	if (!tree->scopes)
		tree->scopes = code_scopes_new(tree->arena);
	install_script(tree->job, tree_text(tree, v), v->offset, tree_line(tree, v), "manifest",
		       tree->scopes);
}

void steps_tell_variables(struct tree *tree, const struct value *map)
{
	if (!value_is_kind(map, VALUE_MAP))
		return;
	value_each (key, map) {
		struct span name = tree_text(tree, key);

		if (value_is_kind(value_of(key), VALUE_STRING) &&
		    secret_is(name, tree_text(tree, value_of(key))))
			job_anomaly(tree->job, "ci-inline-credential", name, key->offset);
	}
}
