/* Reads requirements, a line each, and says what their parts are: for comparing the reader with
 * another one (tests/interop/requirements.py). */
#include <stdio.h>
#include <stdlib.h>

#include "eco/pypi/requirement.h"

static void print(const char *key, struct span text)
{
	printf("\t%s=%.*s", key, (int)text.n, (const char *)text.p);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0) {
		struct requirement r;
		bool good = requirement_read(span_of(line, (size_t)n - (line[n - 1] == '\n')), &r);

		printf("%s", good ? "good" : "bad");
		if (good) {
			print("name", r.name);
			print("extras", r.extras);
			print("specifier", r.specifier);
			print("exact", r.exact);
			print("url", r.url);
			print("optional", span_str(r.optional ? "yes" : "no"));
		}
		printf("\n");
	}
	free(line);
	return 0;
}
