/* Addresses on the Hugging Face hub. */
#include "eco/hub_address.h"

static bool skip(struct span *s, const char *word)
{
	if (!span_starts(*s, word))
		return false;
	*s = span_from(*s, strlen(word));
	return true;
}

/* The part up to a slash, a query or a fragment; the slash is passed. */
static struct span next_part(struct span *s)
{
	size_t n = 0;

	while (n < s->n && !memchr("/?#", s->p[n], 3))
		n++;

	struct span part = span_part(*s, 0, n);

	*s = span_from(*s, n + (n < s->n && s->p[n] == '/'));
	return part;
}

bool hub_address_read(struct span url, struct hub_address *out)
{
	static const char *const pages[] = { "docs",	    "blog",	     "api",
					     "spaces",	    "papers",	     "models",
					     "join",	    "learn",	     "tasks",
					     "collections", "organizations", "posts",
					     "settings",    "new",	     NULL };
	struct span owner, name, word;

	*out = (struct hub_address){ 0 };
	if (!skip(&url, "https://huggingface.co/") && !skip(&url, "https://hf.co/") &&
	    !skip(&url, "git@hf.co:"))
		return false;
	out->dataset = skip(&url, "datasets/");
	owner = next_part(&url);
	name = next_part(&url);
	for (size_t i = 0; pages[i]; i++)
		if (span_is(owner, pages[i]))
			return false;
	if (owner.n == 0 || name.n == 0 || span_is(name, "resolve") || span_is(name, "blob"))
		return false;
	out->repository = span_of(owner.p, owner.n + 1 + name.n);
	if (span_ends(name, ".git"))
		out->repository.n -= 4;
	word = next_part(&url);
	out->file = span_is(word, "resolve") || span_is(word, "raw") || span_is(word, "blob");
	if (out->file)
		out->revision = next_part(&url);
	if (span_is(out->revision, "main"))
		out->revision.n = 0;
	return true;
}
