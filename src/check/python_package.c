/* What a Python package says of itself against where it lies: names that do not agree. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"
#include "check/anomaly.h"
#include "eco/place.h"
#include "eco/pypi/address.h"
#include "eco/pypi/name.h"

enum { TEXT_MAX = 16 << 10, PARENTS_MAX = 2 /* tar inside of gzip */ };

enum { METADATA_NAME, ARCHIVE_NAME };

static const struct rule rules[] = {
	[METADATA_NAME] = {
		.id = "python-metadata-name",
		.title = "Installed package is not the one its folder names",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The folder of an installed distribution has the name of one package, the metadata in "
			"it that of another. No installer writes that: tools that list packages by either name "
			"are told something else than those that use the other.",
		.help = "Find out where the folder came from. Remove it and install the package again from a "
			"source you trust.",
		.references = { "CWE-345", "AML.T0010.001", NULL },
	},
	[ARCHIVE_NAME] = {
		.id = "python-archive-name",
		.title = "Archive holds another package than its name says",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file name of a wheel or source archive promises one package, its metadata are "
			"those of another. Installers choose archives by file name, so that what is installed "
			"is not what was asked for.",
		.help = "Do not install the archive. Fetch it again by name and digest from the index that "
			"published it.",
		.references = { "CWE-345", "AML.T0010.001", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ .what = "python-metadata-name",
	  .sentence = "{path} holds the metadata of another package: {detail}." },
	{ 0 },
};

/* The name of the archive that the artifact is a part of. */
static bool archive_of(const struct artifact *artifact, struct archive_name *out)
{
	const struct artifact *parent = artifact->parent;

	for (int i = 0; i < PARENTS_MAX && parent; i++, parent = parent->parent)
		if (archive_name_read(place_name(parent->name), out))
			return true;
	return false;
}

static void say(const struct judge *judge, const struct fact *fact, struct span promised)
{
	struct finding *finding =
		report_finding(judge->report, &rules[ARCHIVE_NAME], judge->artifact, fact);
	struct span held = fact_text(fact, "name");
	struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_str(&text, "The archive is named after the package ");
	escape_text(&text, promised);
	buf_str(&text, ", but holds ");
	escape_text(&text, held);
	buf_byte(&text, '.');
	finding_show(judge->report, finding, "promised", promised);
	finding_show(judge->report, finding, "held", held);
	finding_say(judge->report, finding, "%s", buf_text(&text));
	buf_free(&text);
}

static void run(const struct judge *judge, const struct fact *fact)
{
	struct archive_name archive;

	if (!fact_is(fact, "method", "archive") || !archive_of(judge->artifact, &archive))
		return;
	if (!name_is_same(archive.name, fact_text(fact, "name")))
		say(judge, fact, archive.name);
}

static const char *const formats[] = { "python-metadata", NULL };

const struct check check_python_package = {
	.name = "python_package",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = formats,
	.anomalies = anomalies,
	.wants = 1u << FACT_COMPONENT,
	.run = run,
};
