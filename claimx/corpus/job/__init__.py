"""A run whose state lies on disk: it may be killed at any instant and goes on to the same bytes.

    OUT/claims/part-00000.jsonl ...   rows, a file a shard (or sentences/, documents/)
    OUT/errors.jsonl                  records that failed, and why
    OUT/skipped.jsonl                 what was left out on purpose, and why
    OUT/manifest.json                 model, settings, and every shard with its sum and counts
    OUT/.claimx/                      plan, finished parts, lock, progress

A shard is a stretch of the inputs. Its file is written under a temporary name, brought to the disk
and renamed; then a part record lists it. What has no part record is not done. Everything outside
.claimx/ is made from the plan and the part records alone.
"""
