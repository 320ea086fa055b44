/* How assay-net ends. */
#pragma once

enum fetch_exit {
	FETCH_DONE = 0,
	FETCH_FAILED = 1,
	FETCH_MISSING = 3, /* the server answered that there is no such file */
	FETCH_USAGE = 2,
};
