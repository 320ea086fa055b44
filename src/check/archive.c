/* Archives that say different things to different readers, or that write where they should not when
 * unpacked. Where the meaning depends on the reader and no honest writer makes it, the archive is
 * malicious: what the reader at hand would load cannot be known. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "zip-duplicate-name",
		.title = "Two members have the same name",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "A loader that takes the first entry of a name and one that takes "
			"the last load different bytes, so a harmless member can stand in "
			"front of a harmful one. All of them were scanned.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", "CWE-694", NULL },
	},
	{
		.id = "zip-name-twin",
		.title = "Two members have names that some loaders do not tell apart",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The names differ only in case, in the kind of slash, or in a slash "
			"at the end. Loaders that compare names without case, or unpack to "
			"a file system that does, take one for the other.",
		.help = "Check which of the two the loader means, and rename the other.",
		.references = { "CWE-178", "CWE-436", NULL },
	},
	{
		.id = "zip-two-directories",
		.title = "Archive has more than one directory",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "A zip is read from the directory that its end record names. Here "
			"different readers find different directories, and with them "
			"different members. All of them were scanned.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-zip64-mismatch",
		.title = "ZIP64 fields contradict the classic ones",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The same size or place is stated twice, once in 32 and once in 64 "
			"bits, with different values. Which one counts depends on the "
			"reader.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-entry-count",
		.title = "End record miscounts the directory",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The number or the size of the directory's entries is not what the "
			"end record says. Readers that count and readers that measure see "
			"different members.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-name-mismatch",
		.title = "Member has different names in its two headers",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The directory gives the member one name and its local header "
			"another. Some loaders find it by the first and some by the second.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-method-mismatch",
		.title = "Member has different compression methods in its two headers",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The directory and the local header disagree about how the member "
			"is compressed, so that different readers unpack different bytes. "
			"Both were scanned.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-size-mismatch",
		.title = "Member has different sizes in its two headers",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The directory and the local header disagree about the size of the "
			"member, so that different readers unpack different bytes. Both "
			"were scanned.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-crc-mismatch",
		.title = "Member has different checksums in its two headers",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The directory and the local header give different checksums. "
			"Readers that verify refuse the member, readers that do not load "
			"it: a way to hide it from scanners.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", "CWE-354", NULL },
	},
	{
		.id = "zip-flag-mismatch",
		.title = "Member has different flags in its two headers",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "Only one of the two headers says that the member is encrypted, "
			"patched or named in UTF-8. Readers that believe the flag cannot "
			"open it, readers that do not look load it.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-false-encryption",
		.title = "Member is marked as encrypted but is not",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The member's flags say that it cannot be read without a key, yet "
			"its plain bytes have the right checksum. Tools that believe the "
			"flag skip it, loaders that do not look load it.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", "CWE-693", NULL },
	},
	{
		.id = "zip-descriptor-mismatch",
		.title = "Data descriptor does not fit the member",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The local header leaves size and checksum to a record behind the "
			"data, and there is none that agrees with the directory. A reader "
			"that streams the archive goes astray here.",
		.help = "Get the file from its maker by another way and compare. If they "
			"differ, report it; if the maker publishes it so, ask for an "
			"archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-extra-field",
		.title = "Extra field of a member runs out of its bytes",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Some readers refuse such an entry, others pass it by.",
		.help = "Get the file from its maker by another way and compare. If they "
			"differ, report it; if the maker publishes it so, ask for an "
			"archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-unlisted-entry",
		.title = "Member that the directory does not list",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "A local header with data stands where the directory names no "
			"member. Readers that stream the archive, or that search for "
			"headers, load it; others never see it. It was scanned.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-overlap",
		.title = "Members overlap",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "Two parts of the archive share bytes. No writer makes such a file; "
			"it serves to unpack to far more than it holds, or to show "
			"different readers different members.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", "CWE-409", NULL },
	},
	{
		.id = "zip-gap",
		.title = "Bytes between members belong to nothing",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "No header accounts for these bytes. They were scanned as a file of "
			"their own.",
		.help = "Find out which tool wrote them (some signing tools do), or have "
			"the archive written again.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-prepended-data",
		.title = "Data before the archive",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The archive begins after other bytes. A loader that reads from the "
			"front sees another file than one that looks for the end record, as "
			"zip readers do. The bytes were scanned as a file of their own.",
		.help = "Expect this of self-extracting archives only. Cut the archive out, "
			"or have it written again.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-trailing-data",
		.title = "Data behind the archive",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Bytes follow the end of the archive. Some readers refuse the file, "
			"others pass over them. They were scanned as a file of their own.",
		.help = "Get the file from its maker by another way and compare. If they "
			"differ, report it; if the maker publishes it so, ask for an "
			"archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-size-wrong",
		.title = "Member is not as long as its headers say",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The data of the member unpack to another number of bytes than both "
			"headers state. Some loaders cut, some refuse, some take all of it.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "zip-crc-wrong",
		.title = "Member does not have the checksum that its headers give",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Loaders that verify refuse the member, loaders that do not "
			"(PyTorch's is one) load it. The file is damaged or was changed by "
			"hand. The member was scanned.",
		.help = "Fetch the file again and compare digests. If it is the published "
			"file, do not load it.",
		.references = { "CWE-354", NULL },
	},
	{
		.id = "zip-data-after-stream",
		.title = "Data behind the end of a compressed member",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The compressed data end before the size that the headers give. "
			"Most readers skip the rest; one that streams the archive takes it "
			"for the next member. It was scanned.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "archive-name-nul",
		.title = "Member name contains a NUL",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "Some readers end the name at the NUL, others do not, so that they "
			"know the member by different names.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", "CWE-158", NULL },
	},
	{
		.id = "archive-path-traversal",
		.title = "Member would be unpacked outside the folder",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The member's name leaves the folder that the archive is unpacked "
			"to. A tool that does not check writes wherever the archive wants.",
		.help = "Do not unpack the file. Report it to whoever publishes it.",
		.references = { "CWE-22", "AML.T0010.003", NULL },
	},
	{
		.id = "archive-absolute-path",
		.title = "Member has an absolute path",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Tools that do not strip the root write this member to a fixed "
			"place of the file system.",
		.help = "Unpack only with a tool that strips leading slashes, or have the "
			"archive written again with relative names.",
		.references = { "CWE-36", NULL },
	},
	{
		.id = "archive-link-escape",
		.title = "Link points outside the folder",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The link, once unpacked, leads out of the folder, and a member "
			"unpacked or read through it lands outside.",
		.help = "Do not unpack the file. Report it to whoever publishes it.",
		.references = { "CWE-59", "AML.T0010.003", NULL },
	},
	{
		.id = "archive-link-absolute",
		.title = "Link to an absolute path",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The link points to a fixed place of the file system, so what is "
			"read through it comes from the machine, not from the archive.",
		.help = "Unpack only with a tool that refuses such links, or have the "
			"archive written again.",
		.references = { "CWE-59", NULL },
	},
	{
		.id = "archive-link-write",
		.title = "Member would be unpacked through a link",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "An earlier member is a link, and this one's path goes through it: "
			"unpacked in order, it lands where the link points.",
		.help = "Do not unpack the file. Report it to whoever publishes it.",
		.references = { "CWE-59", "AML.T0010.003", NULL },
	},
	{
		.id = "archive-device",
		.title = "Member is a device",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Unpacked with enough rights it becomes a device file, which gives "
			"access to hardware or kernel memory.",
		.help = "No model needs one: ask the maker for an archive without it.",
		.references = { "CWE-552", NULL },
	},
	{
		.id = "tar-size-mismatch",
		.title = "Readers do not agree on where a member ends",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The member has two sizes, or a size where its kind has no data. "
			"One reader takes for headers what is content for another, and so "
			"sees other members. All ways were scanned.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "tar-name-mismatch",
		.title = "Readers do not agree on a member's name",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Extension headers, or a field that only some readers use, give the "
			"member more than one name.",
		.help = "Get the file from its maker by another way and compare. If they "
			"differ, report it; if the maker publishes it so, ask for an "
			"archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "tar-global-override",
		.title = "Global header sets a single member's property",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "A global pax header gives all members the same name, link target "
			"or size. Readers that honour it and readers that do not see "
			"different members.",
		.help = "Do not load the file. Get the file from its maker by another way "
			"and compare. If they differ, report it; if the maker publishes it "
			"so, ask for an archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "tar-duplicate-name",
		.title = "Two members have the same name",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A reader that takes the first and one that takes the last load "
			"different bytes. Appending to a tar makes such archives honestly. "
			"All members were scanned.",
		.help = "Check which of them the loader takes, or have the archive written "
			"again.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "tar-data-after-end",
		.title = "Data behind the end of the archive",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Most readers stop at the end mark; some go on, and find more "
			"members or something else. What follows was scanned.",
		.help = "Get the file from its maker by another way and compare. If they "
			"differ, report it; if the maker publishes it so, ask for an "
			"archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "compressed-trailing-data",
		.title = "Data behind the end of a compressed file",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Bytes that are not of the compressed data follow them. Some "
			"loaders ignore them, some fail. They were scanned as a file of "
			"their own.",
		.help = "Get the file from its maker by another way and compare. If they "
			"differ, report it; if the maker publishes it so, ask for an "
			"archive that one tool wrote in one pass.",
		.references = { "CWE-436", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "zip-duplicate-name", "{path} has more than one member of this name: {detail}." },
	{ "zip-name-twin",
	  "{path} has two members that some loaders take for one another: {detail}." },
	{ "zip-two-directories", "{path} can be opened by more than one directory: {detail}." },
	{ "zip-zip64-mismatch", "{path} states sizes or places twice, differently: {detail}." },
	{ "zip-entry-count", "{path} has another number of members than it says: {detail}." },
	{ "zip-name-mismatch", "{path} names a member differently in its two headers: {detail}." },
	{ "zip-method-mismatch",
	  "{path} compresses a member differently by its two headers: {detail}." },
	{ "zip-size-mismatch", "{path} gives a member two sizes: {detail}." },
	{ "zip-crc-mismatch", "{path} gives a member two checksums: {detail}." },
	{ "zip-flag-mismatch", "{path} flags a member differently in its two headers: {detail}." },
	{ "zip-false-encryption", "{path} marks a plain member as encrypted: {detail}." },
	{ "zip-descriptor-mismatch",
	  "{path} has no fitting data descriptor behind a member: {detail}." },
	{ "zip-extra-field", "{path} has a broken extra field: {detail}." },
	{ "zip-unlisted-entry", "{path} has a member that its directory does not list: {detail}." },
	{ "zip-overlap", "{path} has parts that share bytes: {detail}." },
	{ "zip-gap", "{path} has bytes between its members that belong to nothing: {detail}." },
	{ "zip-prepended-data", "{path} has data before its first member: {detail}." },
	{ "zip-trailing-data", "{path} goes on behind its end record: {detail}." },
	{ "zip-size-wrong", "{path} has a member of another length than stated: {detail}." },
	{ "zip-crc-wrong", "{path} has a member with a wrong checksum: {detail}." },
	{ "zip-data-after-stream",
	  "{path} has data behind the end of a compressed member: {detail}." },
	{ "archive-name-nul", "{path} has a member with a NUL in its name: {detail}." },
	{ "archive-path-traversal", "{path} has a member whose name leaves the folder: {detail}." },
	{ "archive-absolute-path", "{path} has a member with an absolute path: {detail}." },
	{ "archive-link-escape", "{path} has a link that leaves the folder: {detail}." },
	{ "archive-link-absolute", "{path} has a link to an absolute path: {detail}." },
	{ "archive-link-write",
	  "{path} has a member that lies behind a link of its own: {detail}." },
	{ "archive-device", "{path} has a device as a member: {detail}." },
	{ "tar-size-mismatch", "{path} has a member with two sizes: {detail}." },
	{ "tar-name-mismatch", "{path} gives a member two names: {detail}." },
	{ "tar-global-override", "{path} sets for all members what belongs to one: {detail}." },
	{ "tar-duplicate-name", "{path} has more than one member of this name: {detail}." },
	{ "tar-data-after-end", "{path} goes on behind its end mark: {detail}." },
	{ "compressed-trailing-data", "{path} goes on behind the compressed data: {detail}." },
	{ 0 },
};

const struct check check_archive = {
	.name = "archive",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "bzip2", "gzip", "lz4", "lzma", "tar", "xz", "zip",
					  "zlib", "zstd", NULL },
	.anomalies = anomalies,
};
