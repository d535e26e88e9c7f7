#!/bin/bash
# claimx on a Slurm cluster: run this on a login node, as often as you like.
#
# It submits one array job of TASKS tasks, each over every TASKS-th input, and returns at once. Run it
# again after a time limit, a crash or a failed node: what is done is left out. Inputs, output and the
# Python environment must lie on a file system that all nodes see.
set -euo pipefail

INPUTS=${1:?usage: slurm.sh INPUTS OUT [more options of claimx extract]}
OUT=${2:?usage: slurm.sh INPUTS OUT [more options of claimx extract]}
shift 2

TASKS=${TASKS:-100}            # an input is never split: make no more tasks than there are inputs
PARTITION=${PARTITION:-cpu}    # sinfo lists them

claimx extract "$INPUTS" -o "$OUT" --model fast --format parquet \
  --executor slurm --tasks "$TASKS" --partition "$PARTITION" --time 04:00:00 "$@"

claimx status "$OUT"           # documents, failures, tasks that run; works at any time
