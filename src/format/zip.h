/*
 * A zip as every reader could see it (PKWARE APPNOTE.TXT 6.3.10).
 *
 * One reader finds an end record, from it a directory, from that the members' local headers;
 * another streams the local headers alone. zip_open() follows all of them and gives the union as
 * one table. Where two readers would differ it says so, in anomalies with stable ids (zip-...).
 */
#pragma once

#include "base/sort.h"
#include "format/job.h"

enum zip_flag {
	ZIP_ENCRYPTED = 1u << 0,
	ZIP_DESCRIPTOR = 1u << 3, /* sizes and CRC follow the data */
	ZIP_PATCH = 1u << 5,
	ZIP_STRONG = 1u << 6,
	ZIP_UTF8 = 1u << 11,
	ZIP_MASKED = 1u << 13,
	ZIP_LOCKED = ZIP_ENCRYPTED | ZIP_PATCH | ZIP_STRONG | ZIP_MASKED,
};

enum zip_method {
	ZIP_STORED = 0,
	ZIP_DEFLATE = 8,
	ZIP_AES = 99, /* WinZip's mark for its encryption */
};

/* Where an entry was learned. */
enum zip_view {
	ZIP_CENTRAL,  /* a directory, with its local header */
	ZIP_LOCAL,    /* the local header, where it differs from the directory */
	ZIP_UNLISTED, /* a local header that no directory lists */
};

struct zip_entry {
	struct span name;	/* borrowed from the file */
	struct span local_name; /* as its local header has it */
	uint64_t header;	/* offset of the local header */
	uint64_t data;		/* offset of the data, or OFFSET_NONE when there are none */
	uint64_t packed;	/* size of the data */
	uint64_t size;		/* of what they inflate to */
	uint64_t end;		/* after the data and their descriptor */
	uint32_t crc;
	uint32_t attributes; /* external: the Unix mode is the upper half */
	uint16_t method;
	uint16_t flags;	   /* of both headers together */
	uint8_t system;	   /* that gives the attributes their meaning: 3 is Unix (4.4.2) */
	uint8_t view;	   /* enum zip_view */
	uint8_t directory; /* into zip.directories */
};

/* End records followed, and the directories that they lead to. */
enum { ZIP_ENDS_MAX = 8, ZIP_DIRECTORIES_MAX = 4 * ZIP_ENDS_MAX };

/* A run of central directory entries. */
struct zip_directory {
	uint64_t at, end; /* of the entries that are there */
	uint64_t limit;	  /* where its end record begins */
	uint64_t base;	  /* added to every offset in it, modulo 2^64 */
	uint64_t said_n, said_size;
	bool is_zip64; /* else said_n wraps at 16 bits */
};

/* The bytes of an end record: from the ZIP64 part, if there is one, to the comment's end. */
struct zip_end {
	uint64_t at, end;
};

/* Bytes that belong to nothing. */
struct zip_gap {
	uint64_t at, end;
};

enum { ZIP_GAPS_MAX = 64 };

struct zip {
	struct span file;
	struct job *speaks; /* where oddities are said; NULL: nowhere */
	struct zip_entry *entries;
	struct sort_item *by_offset; /* of the local header */
	struct sort_item *by_name;   /* by a hash of the name as the laxest reader compares it */
	size_t n, room;
	size_t n_ordered; /* of by_offset; what hides in gaps comes later */
	bool is_full;	  /* there were more entries than room */
	struct zip_end ends[ZIP_ENDS_MAX];
	size_t n_ends;
	struct zip_directory directories[ZIP_DIRECTORIES_MAX];
	size_t n_directories;
	struct zip_gap gaps[ZIP_GAPS_MAX];
	size_t n_gaps;
};

/* Whether these bytes begin as a zip does, and whether the last bytes of a file have an end record
 * that names members; zip_present() then tells whether it leads anywhere. */
bool zip_begins(struct span head);
bool zip_ends(struct span tail);

/* Whether the whole file can be opened: it begins as a zip, or an end record leads to a directory.
 */
bool zip_present(struct span file);

/* Reads all directories of `file` and the local headers. `speak`: say what is odd or wrong as facts
 * of the artifact being read; one module an artifact does. False when there is no room, which is
 * said; else the caller ends with zip_close(). */
bool zip_open(struct job *job, struct span file, bool speak, struct zip *zip);
void zip_close(struct job *job, struct zip *zip);

/* The listed entry of exactly that name that most readers pick (the last), or NULL. */
const struct zip_entry *zip_find(const struct zip *zip, struct span name);

/* The same, or one whose name miniz and Windows take for it (zip-name-twin). Of many twins only
 * some are looked at. */
const struct zip_entry *zip_find_twin(const struct zip *zip, struct span name);

/* The packed bytes of an entry: fewer than `packed` when the file ends first. */
struct span zip_packed(const struct zip *zip, const struct zip_entry *entry);

/* Hands the inflated bytes of an entry to `use`, as job_inflate() does, without a word about
 * checksums. Stored bytes are handed over where they lie. False when nothing was: there is no such
 * codec, or no data. */
bool zip_inflate(struct job *job, const struct zip *zip, const struct zip_entry *entry,
		 void (*use)(struct job *job, struct span out, void *context), void *context);

/* The codec of a method; false when there is none here. */
bool zip_codec(uint16_t method, enum codec *codec);

bool zip_is_folder(const struct zip_entry *entry);
bool zip_is_link(const struct zip_entry *entry);
