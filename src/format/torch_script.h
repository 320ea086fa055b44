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

enum { SCRIPT_OPERATORS_MAX = 64 };

/* The operators of one archive that were said. Start with { 0 }. */
struct script {
	struct span said[SCRIPT_OPERATORS_MAX];
	size_t n_said;
};

/* Reads the text of one member. */
void script_read(struct job *job, struct script *script, struct span member, struct span text);

/* The same for the pickle of the mobile interpreter, which names operators as "aten::save". */
void script_read_bytecode(struct job *job, struct script *script, struct span member,
			  struct span pickle);
