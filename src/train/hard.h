/* Harmless packages that do what malware does: installers, security tools, native builds, remote
 * control, keys and secrets. By the names of their sources in Debian. */
#pragma once

/* Ended by NULL, sorted. */
extern const char *const hard_names[];
