/* Which version a vector is of, and what a score means. */
#include "advisory/cvss.h"

#include "advisory/cvss_versions.h"

static bool strip(struct span *vector, const char *prefix)
{
	if (!span_starts(*vector, prefix))
		return false;
	*vector = span_from(*vector, strlen(prefix));
	return true;
}

bool cvss_score(struct span vector, struct cvss *out)
{
	*out = (struct cvss){ 0 };
	if (strip(&vector, "CVSS:4.0/")) {
		out->version = CVSS_40;
		return cvss4_score(vector, &out->tenths);
	}
	if (strip(&vector, "CVSS:3.1/")) {
		out->version = CVSS_31;
		return cvss3_score(vector, true, &out->tenths);
	}
	if (strip(&vector, "CVSS:3.0/")) {
		out->version = CVSS_30;
		return cvss3_score(vector, false, &out->tenths);
	}
	if (strip(&vector, "(") && span_ends(vector, ")"))
		vector = span_part(vector, 0, vector.n - 1);
	out->version = CVSS_2;
	return cvss2_score(vector, &out->tenths);
}

enum severity cvss_severity(unsigned tenths)
{
	static const struct {
		unsigned least;
		enum severity severity;
	} bounds[] = { { 90, SEVERITY_CRITICAL },
		       { 70, SEVERITY_HIGH },
		       { 40, SEVERITY_MEDIUM },
		       { 1, SEVERITY_LOW } };

	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
		if (tenths >= bounds[i].least)
			return bounds[i].severity;
	return SEVERITY_NONE;
}
