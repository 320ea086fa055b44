/* The answers of RPM itself: a line "a TAB b" gives "P Q C", as tests/conformance/versions.c. */
#include <rpm/rpmver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0) {
		char *tab = strchr(line, '\t');

		if (!tab)
			return 2;
		line[n - 1] = '\0';
		*tab = '\0';

		rpmver a = rpmverParse(line), b = rpmverParse(tab + 1);

		printf("%d %d %d\n", a != NULL, b != NULL, a && b ? rpmverCmp(a, b) : 0);
		rpmverFree(a);
		rpmverFree(b);
	}
	free(line);
	return 0;
}
