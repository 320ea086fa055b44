/* Receipts and requests. */
#include "trust/log/prove.h"

#include "trust/log/receipt.h"
#include "trust/log/witness.h"

enum err tlog_receipt(struct tlog *log, uint64_t index, struct span *text)
{
	struct tree_source source = tlog_source(log);
	struct merkle_hash leaf;
	struct tree_proof proof;
	enum reason reason;
	enum err e;

	if (index >= log->size)
		return err_set(ERR_USAGE, "%s has no entry %llu: it has %llu", log->folder.path,
			       (unsigned long long)index, (unsigned long long)log->size);
	e = source.node(source.context, 0, index, &leaf);
	if (e == OK)
		e = tree_inclusion(&source, index, log->size, &proof);
	if (e != OK)
		return e;
	reason = merkle_check_inclusion(index, log->size, merkle_span(&log->checkpoint.root), &leaf,
					tree_proof_view(&proof));
	if (reason != REASON_NONE)
		return tlog_refuse(log, "tile", REASON_TILE_ROOT);
	*text = receipt_write(index, tree_proof_view(&proof), tlog_note(log), log->arena);
	return OK;
}

/* Nothing but the log itself knows the root of the smaller tree: it is made from the tiles. */
enum err tlog_request(struct tlog *log, uint64_t old, struct span *text)
{
	struct tree_source source = tlog_source(log);
	struct span root = merkle_span(&log->checkpoint.root);
	struct tree_proof proof = { .n = 0 };
	struct merkle_hash before;
	enum reason reason = REASON_NONE;
	enum err e;

	if (old > log->size)
		return err_set(ERR_USAGE, "%s has only %llu entries", log->folder.path,
			       (unsigned long long)log->size);
	e = tree_root(&source, old, &before);
	if (e == OK && old) {
		e = tree_consistency(&source, old, log->size, &proof);
		reason = merkle_check_consistency(old, merkle_span(&before), log->size, root,
						  tree_proof_view(&proof));
	}
	if (e == OK && reason != REASON_NONE)
		e = tlog_refuse(log, "tile", REASON_TILE_ROOT);
	if (e == OK)
		*text = witness_request(old, tree_proof_view(&proof), tlog_note(log), log->arena);
	return e;
}
