/* Where the files of a snapshot lie. */
#include "scan/cache_link.h"

#include <stdlib.h>

#include "scan/model_part.h"

/* ".../models--acme--tiny" of the path of a snapshot's file; empty for others. */
static struct span repository_of(struct span path)
{
	struct model_name name;
	struct span root, folder;
	bool is_dataset;

	if (!model_name_of_cache(path, &root, &name, &is_dataset))
		return (struct span){ 0 };
	folder = span_part(root, 0, root.n - 1);
	for (unsigned i = 0; i < 2; i++) { /* the commit, "snapshots" */
		const uint8_t *slash = memrchr(folder.p, '/', folder.n);

		folder.n = slash ? (size_t)(slash - folder.p) : 0;
	}
	return folder;
}

bool cache_has(struct span path)
{
	return repository_of(path).n > 0;
}

bool cache_link_strays(struct span path)
{
	struct span folder = repository_of(path);
	char *around, *real;
	bool inside;
	size_t n;

	if (folder.n == 0)
		return false;
	real = realpath((const char *)path.p, NULL);
	around = strndup((const char *)folder.p, folder.n);
	if (real && around) {
		char *whole = realpath(around, NULL);

		n = whole ? strlen(whole) : 0;
		inside = n > 0 && strncmp(real, whole, n) == 0 && real[n] == '/';
		free(whole);
	} else {
		inside = true; /* what cannot be resolved is said elsewhere */
	}
	free(around);
	free(real);
	return !inside;
}
