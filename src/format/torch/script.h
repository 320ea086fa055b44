/*
 * TorchScript: the Python-like text under code/ of an archive. It is not Python and runs in its own
 * interpreter; what it can reach outside of tensors is what its operators reach.
 *
 * Facts: CODE {language "torchscript", operator, member}, once for each operator that is no tensor
 * arithmetic: those of libraries ("ops.vision.nms"), those that touch files or the network
 * ("torch.save"), and the bare names `torch` and `ops`, by which an operator can be called under
 * another name.
 */
#pragma once

#include "format/job.h"

enum script_kind {
	SCRIPT_LIBRARY, /* an operator or class of a library */
	SCRIPT_EFFECT,	/* touches files */
	SCRIPT_BARE,	/* a namespace used as a value */
	SCRIPT_KINDS,
};

enum { SCRIPT_SAID_MAX = 32 };

/* The first operators of each kind in one archive, which were said. Start with { 0 }. */
struct script {
	struct span said[SCRIPT_KINDS][SCRIPT_SAID_MAX];
	size_t n_said[SCRIPT_KINDS];
};

/* Reads the text of one member. */
void script_read(struct job *job, struct script *script, struct span member, struct span text);

/* The same for the pickle of the mobile interpreter, which names operators as "aten::save". */
void script_read_bytecode(struct job *job, struct script *script, struct span member,
			  struct span pickle);
