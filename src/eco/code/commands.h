/*
 * Commands that a program runs by itself: os.system("pip install x"),
 * subprocess.run([sys.executable,
 * "-m", "pip", "install", "x"]), execSync("npm i x"), a server of the Model Context Protocol that
 * it starts by npx. What they install or fetch is told as of a script (eco/install.h).
 */
#pragma once

#include "code/event.h"
#include "format/job.h"

/* Tells what the call runs; whether that was anything. */
bool commands_tell(struct job *job, const struct code_event *call);
