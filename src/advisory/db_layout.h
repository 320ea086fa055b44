/*
 * The file of the database: written once, never changed, mapped by whoever reads it. All numbers
 * are little-endian.
 *
 *   magic            8 bytes
 *   digest           32 bytes: SHA-256 of all that follows it
 *   head             the numbers of struct db_head, 8 bytes each
 *   sources          fields 'S', each of: n name, r records, b passed over, w withdrawn, m newest,
 *                    d SHA-256 of the export, k 1 when its signature was verified
 *   ecosystems       fields 'e' in order: names without releases
 *   package_table    n_packages + 1 offsets of 4 bytes into packages, in the order of (ecosystem
 *                    number, name)
 *   packages         each: LEB ecosystem number, LEB length, name; then for each advisory: LEB
 *                    length, LEB record number, fields of enum affected_tag and R, the release
 *   record_table     n_records + 1 offsets of 4 bytes into records, in the order of ids
 *   records          each: fields of enum advisory_tag, and S, the number of its source, and x: LEB
 *                    block, LEB offset of its texts
 *   block_table      n_blocks + 1 offsets of 4 bytes into blocks
 *   blocks           zstd, each of at most DB_BLOCK_MAX bytes: LEB length, then the fields t u k of
 *                    a record
 */
#pragma once

#include <stdint.h>

#include "base/span.h"

enum {
	DB_MAGIC_SIZE = 8,
	DB_DIGEST_SIZE = 32,
	DB_VERSION = 1,
	DB_BLOCK = 8 << 10,	 /* a block is closed once it is past this */
	DB_BLOCK_MAX = 64 << 10, /* with the last record's texts */
	DB_OFFSET_SIZE = 4,
};

enum {
	DB_RELEASE = 'R', /* beside enum affected_tag */
	DB_SOURCE = 'S',  /* beside enum advisory_tag */
	DB_TEXTS = 'x',
};

#define DB_MAGIC "ASSAYADV"

#define DB_NUMBERS(X)                                                                              \
	X(version)                                                                                 \
	X(file_size)                                                                               \
	X(built)                                                                                   \
	X(newest)                                                                                  \
	X(n_records)                                                                               \
	X(n_withdrawn)                                                                             \
	X(n_malware)                                                                               \
	X(n_packages)                                                                              \
	X(n_sources)                                                                               \
	X(n_ecosystems)                                                                            \
	X(n_blocks)

#define DB_SECTIONS(X)                                                                             \
	X(sources)                                                                                 \
	X(ecosystems)                                                                              \
	X(package_table)                                                                           \
	X(packages)                                                                                \
	X(record_table)                                                                            \
	X(records)                                                                                 \
	X(block_table)                                                                             \
	X(blocks)

/* Where a section lies in the file. */
struct db_place {
	uint64_t at, n;
};

struct db_head {
#define X(name) uint64_t name;
	DB_NUMBERS(X)
#undef X
#define X(name) struct db_place name;
	DB_SECTIONS(X)
#undef X
};

#define X(name) +8
enum { DB_HEAD_SIZE = DB_MAGIC_SIZE + DB_DIGEST_SIZE DB_NUMBERS(X) DB_SECTIONS(X) DB_SECTIONS(X) };
#undef X
