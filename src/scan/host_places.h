/* Tables of scan/host.c; each ends with NULL. */
#pragma once

/* Patterns of glob(7). "~" is each user's home folder. */
extern const char *const host_places[];

/* Where environments are looked for. */
extern const char *const host_roots[];

/* Names of folders in which no environment is looked for. */
extern const char *const host_passed_by[];
