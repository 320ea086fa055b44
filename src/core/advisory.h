/*
 * An advisory in few bytes: what matching and reporting need of an OSV record, and nothing else.
 * The reader of OSV files makes it in a locked worker, the database stores its parts, and whoever
 * reads it takes it as hostile.
 *
 * It is a run of base/fields.h, with these tags. `*` may be repeated.
 *
 *   i   id                        m p w   modified, published, withdrawn: Unix seconds, 1 for an
 * unknown time a*  alias                     s*      a CVSS vector, as written t   summary, cut u*
 * address of a reference k*  indicator of compromise: a letter of enum indicator, then its text P*
 * an affected package, a run of e   ecosystem with its release, as OSV writes it ("Debian:12") n
 * name, as the ecosystem compares names     s*  a CVSS vector v*  an affected version S* E*  a
 * range of versions (SEMVER, ECOSYSTEM), a run of events in the order of the file: i introduced
 * (empty: from the first on)   f fixed   l last_affected   L limit
 */
#pragma once

#include "base/fields.h"

enum advisory_tag {
	ADVISORY_ID = 'i',
	ADVISORY_MODIFIED = 'm',
	ADVISORY_PUBLISHED = 'p',
	ADVISORY_WITHDRAWN = 'w',
	ADVISORY_ALIAS = 'a',
	ADVISORY_SEVERITY = 's',
	ADVISORY_SUMMARY = 't',
	ADVISORY_REFERENCE = 'u',
	ADVISORY_INDICATOR = 'k',
	ADVISORY_AFFECTED = 'P',
};

enum affected_tag {
	AFFECTED_ECOSYSTEM = 'e',
	AFFECTED_NAME = 'n',
	AFFECTED_SEVERITY = 's',
	AFFECTED_VERSION = 'v',
	AFFECTED_SEMVER = 'S',
	AFFECTED_RANGE = 'E',
};

enum event_tag {
	EVENT_INTRODUCED = 'i',
	EVENT_FIXED = 'f',
	EVENT_LAST_AFFECTED = 'l',
	EVENT_LIMIT = 'L',
};

/* What a compromised machine or tree shows. */
enum indicator {
	INDICATOR_DOMAIN = 'd',
	INDICATOR_URL = 'u',
	INDICATOR_IP = 'i',
	INDICATOR_HASH = 'h',
	INDICATOR_FILE = 'f',
};

enum {
	ADVISORY_MAX = 1 << 20, /* bytes of one; a record that needs more is refused */
	ADVISORY_ID_MAX = 128,
	ADVISORY_NAME_MAX = 512,
	ADVISORY_SUMMARY_MAX = 160,
	ADVISORY_REFERENCES_MAX = 2,
	ADVISORY_INDICATORS_MAX = 32,
	ADVISORY_ALIASES_MAX = 32,
	ADVISORY_TEXT_MAX = 300, /* of a reference or indicator; a longer one is left out */
};

/* Whether the id says that the package is malware, not that it has a fault. */
static inline bool advisory_is_malware(struct span id)
{
	return span_starts(id, "MAL-");
}
