/* The answers of dpkg itself: a line "a TAB b" gives "P Q C", as tests/conformance/versions.c. */
#define LIBDPKG_VOLATILE_API
#include <dpkg/dpkg.h>
#include <dpkg/dpkg-db.h>
#include <dpkg/version.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse(struct dpkg_version *version, const char *text)
{
	struct dpkg_error err = DPKG_ERROR_INIT;
	bool good = parseversion(version, text, &err) == 0;

	dpkg_error_destroy(&err);
	return good;
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0) {
		struct dpkg_version a, b;
		char *tab = strchr(line, '\t');
		int order = 0;

		if (!tab)
			return 2;
		line[n - 1] = '\0';
		*tab = '\0';

		bool first = parse(&a, line), second = parse(&b, tab + 1);

		if (first && second)
			order = dpkg_version_compare(&a, &b);
		printf("%d %d %d\n", first, second, (order > 0) - (order < 0));
		nffreeall();
	}
	free(line);
	return 0;
}
