/*
 * Files that are there because a known attack was, recognised by their place: what they hold is not
 * needed to say so. Emits
 *
 *     ANOMALY attack-trace      nothing else has a file of that place: the attack's name
 *     ANOMALY attack-trace-like something else might
 *
 * The places are public: analyses of the releases of litellm of March 2026 (TeamPCP).
 */
#include "eco/place.h"
#include "format/format.h"
#include "format/job.h"

static const struct trace {
	const char *end;
	const char *attack;
	bool sure;
} traces[] = {
	{ ".config/sysmon/sysmon.py", "litellm 1.82.7 and 1.82.8 (TeamPCP)", true },
	{ ".config/systemd/user/sysmon.service", "litellm 1.82.7 and 1.82.8 (TeamPCP)", true },
	{ "tmp/tpcp.tar.gz", "litellm 1.82.7 and 1.82.8 (TeamPCP)", true },
	{ "tmp/pglog", "litellm 1.82.7 and 1.82.8 (TeamPCP)", false },
	{ "tmp/.pg_state", "litellm 1.82.7 and 1.82.8 (TeamPCP)", false },
};

static const struct trace *trace_of(struct span path)
{
	for (size_t i = 0; i < sizeof(traces) / sizeof(*traces); i++)
		if (place_is(path, traces[i].end))
			return &traces[i];
	return NULL;
}

static unsigned bid(const struct probe *probe)
{
	return trace_of(probe->path) ? BID_READ : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	const struct trace *trace = trace_of(job_path(job));

	(void)bytes;
	if (!trace) {
		job_decline(job);
		return;
	}
	job_anomaly(job, trace->sure ? "attack-trace" : "attack-trace-like",
		    span_str(trace->attack), 0);
}

const struct format format_host_trace = {
	.name = "attack-trace",
	.bid = bid,
	.read = read,
};
