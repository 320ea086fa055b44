/* A file that is named like a model while no module made anything of its content: it may be
 * damaged, encrypted, or made for a loader that sees more in it. It is not passed over. */
#include "format/format.h"
#include "format/job.h"

static unsigned bid(const struct probe *probe)
{
	static const char *const names[] = { ".pt",	     ".pth",	".ckpt", ".pkl",
					     ".pickle",	     ".joblib", ".npy",	 ".npz",
					     ".keras",	     ".onnx",	".gguf", ".ggml",
					     ".safetensors", ".mar",	".nemo", ".skops",
					     ".tflite",	     NULL };

	return probe_named(probe, names) ? BID_READ : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	(void)bytes; /* nobody knows what they are */
	job_incomplete(job, "it is named like a model, but its content is of no format known here",
		       0);
}

const struct format format_unknown = {
	.name = "unknown",
	.bid = bid,
	.read = read,
	.last = true,
};
