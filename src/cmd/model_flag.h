/* The option of commands that judge source code: another model of the learned detector. */
#pragma once

#include "base/opt.h"
#include "scan/scan.h"

#define MODEL_FLAG_ROW(type)                                                                       \
	{                                                                                          \
		"model", 0, OPT_TEXT(type, model), "FILE",                                         \
			"Judge source code by this model of the learned detector"                  \
	}

/* Reads the model of that path into the arena and makes the scan use it. A path of NULL changes
 * nothing. */
MUST enum err model_flag_apply(const char *path, struct arena *arena, struct scan_options *scan);
