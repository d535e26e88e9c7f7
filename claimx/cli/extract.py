"""`claimx extract`: texts in, labelled sentences out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from claimx.cli.cluster import (
    CpusPerTask,
    HowManyTasks,
    Options,
    Partition,
    SbatchArgs,
    TimeLimit,
    WhichExecutor,
    submit,
)
from claimx.cli.console import say
from claimx.cli.folder import Workers, bytes_of, count_workers, folder_of, start
from claimx.cli.options import OperatingPoint, Quiet
from claimx.cli.single import Job, carry_out
from claimx.cli.target import choose
from claimx.corpus.inputs.decoding import check_encoding
from claimx.corpus.inputs.records import Kind, Problem, Reading, Source
from claimx.corpus.inputs.sources import Inputs, survey
from claimx.corpus.job.folders import only_one_run
from claimx.corpus.job.plan import ModelChoice, Settings, Shape
from claimx.corpus.job.run import Limits
from claimx.corpus.labelling import Labelling, Languages
from claimx.corpus.outputs.rows import RowKind, Selection
from claimx.corpus.outputs.writers import Format
from claimx.errors import InputError
from claimx.labels import Label
from claimx.model import DEFAULT_POINT

_WHAT, _READ, _RUN = "What goes out", "How inputs are read", "Runs into a folder"


def _refuse_nothing(inputs: Inputs) -> None:
    """Refuse to start where there is nothing to read.

    Raises:
        InputError: If there is not.
    """
    if any(isinstance(one, Source) for one in inputs.sources):
        return
    problems = [one for one in inputs.sources if isinstance(one, Problem)]
    console = Console(stderr=True, highlight=False)
    for one in problems[:-1]:
        say(console, str(one))
    raise InputError(str(problems[-1]) if problems else "there is nothing to read.")


def _rows(wanted: RowKind | None, every: bool) -> RowKind:
    if every and wanted not in {None, RowKind.SENTENCE}:
        raise InputError(f"--all means sentences, but --rows says {wanted}.")
    return wanted or (RowKind.SENTENCE if every else RowKind.CLAIM)


def extract(  # noqa: PLR0913, PLR0917 (one an option)
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATHS",
            help="Files, folders (searched to the bottom), patterns such as "
            '"news/**/*.txt", addresses such as s3://bucket/news/*.jsonl.gz, hf:owner/name for a '
            "data set, or - for standard input. Read are txt, html, jsonl, csv, tsv, parquet, "
            "warc, pdf, docx, odt, rtf and eml, plain or gz, zst, bz2, xz; a file with any other "
            "suffix is read as plain text.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A file if it ends in .jsonl, .csv (plain or .gz, .zst) or .parquet; it appears "
            "whole or not at all. Any other name is a folder: a run into it may be stopped at any "
            "time, and the same command goes on. Without it: standard output.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="By default what OUT's suffix says, a table on a terminal, jsonl elsewhere.",
            show_default=False,
        ),
    ] = None,
    rows: Annotated[
        RowKind | None,
        typer.Option(
            help="What a row is: a claim (the default), every sentence, or a document with counts "
            "and shares. Sentences can be decided on anew later: claimx decide.",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="The same as --rows sentence. With --min-score, whatever scores that much, "
            "above the label's threshold or not.",
            rich_help_panel=_WHAT,
        ),
    ] = False,
    only: Annotated[
        list[Label] | None,
        typer.Option(
            help="Let only this label count; may be given again.",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    min_score: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Only sentences with a label that scores at least this.",
            rich_help_panel=_WHAT,
        ),
    ] = 0.0,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            help="Field of the input that goes out with every row; may be given again.",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    compress: Annotated[
        str | None,
        typer.Option(
            help="zst or gz: pack the files of a folder; parquet packs itself.",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    safe_csv: Annotated[
        bool,
        typer.Option(
            "--safe-csv",
            help="Keep spreadsheets from taking a text for a formula: ' before = + - @.",
            rich_help_panel=_WHAT,
        ),
    ] = False,
    model: Annotated[
        str, typer.Option(help="A shipped model (base, auto, fast), a folder, or a Hub id.")
    ] = "base",
    share: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Part of the sentences that auto passes on to base.",
            show_default=False,
        ),
    ] = None,
    operating_point: OperatingPoint = DEFAULT_POINT,
    engine: Annotated[str, typer.Option(help="onnx, torch, or auto: what suits.")] = "auto",
    threads: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="By default as many as this process may use; in a folder, one a worker.",
            show_default=False,
        ),
    ] = None,
    no_spans: Annotated[
        bool,
        typer.Option(
            "--no-spans",
            help="Do not look for relations: who says what, and what brings about what.",
        ),
    ] = False,
    download: Annotated[
        bool,
        typer.Option("--download", help="Fetch a Hub id or data set that is not in the cache."),
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(
            help="Of every input. By default UTF-8, with or without a byte order mark, and for "
            "html what the page declares.",
            show_default=False,
            rich_help_panel=_READ,
        ),
    ] = None,
    replace_invalid: Annotated[
        bool,
        typer.Option(
            "--replace-invalid",
            help="Read bytes that are no characters as U+FFFD instead of refusing the record.",
            rich_help_panel=_READ,
        ),
    ] = False,
    read_as: Annotated[
        Kind | None,
        typer.Option(
            "--read-as",
            help="Read every input so, whatever its suffix; for standard input txt by default.",
            show_default=False,
            rich_help_panel=_READ,
        ),
    ] = None,
    text_field: Annotated[
        list[str] | None,
        typer.Option(
            help='Field of a record with its text, "text" by default. Given again: each field is '
            "a document of its own, ID#FIELD.",
            show_default=False,
            rich_help_panel=_READ,
        ),
    ] = None,
    id_field: Annotated[
        str | None,
        typer.Option(
            help='Field with its id. By default "id"; a record without one, and every other '
            "document, gets an id made from its text.",
            show_default=False,
            rich_help_panel=_READ,
        ),
    ] = None,
    title_field: Annotated[
        str, typer.Option(help="Field with its title, if any.", rich_help_panel=_READ)
    ] = "title",
    label_titles: Annotated[
        bool,
        typer.Option(
            "--label-titles",
            help="Label titles too, apart from the text: in rows of documents.",
            rich_help_panel=_WHAT,
        ),
    ] = False,
    languages: Annotated[
        Languages,
        typer.Option(
            "--other-languages",
            help="Texts that are not English: unchecked, keep (and say which language), or skip.",
            rich_help_panel=_READ,
        ),
    ] = Languages.UNCHECKED,
    max_record: Annotated[
        str,
        typer.Option(
            metavar="SIZE",
            help="A longer record is refused unread; one takes some ten times its size.",
            rich_help_panel=_READ,
        ),
    ] = "32M",
    workers: Workers = "auto",
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="For all workers together, such as 4G: fewer are started where it does not reach.",
            show_default=False,
            rich_help_panel=_RUN,
        ),
    ] = None,
    shard_size: Annotated[
        str,
        typer.Option(
            metavar="SIZE",
            help="Text of one part's file. A part is what is lost at most when a run is killed.",
            rich_help_panel=_RUN,
        ),
    ] = "2M",
    record_timeout: Annotated[
        float,
        typer.Option(
            min=1,
            help="Seconds after which one record is given up.",
            rich_help_panel=_RUN,
        ),
    ] = 3600.0,
    dedup: Annotated[
        bool,
        typer.Option(
            "--dedup",
            help="Leave out texts that came before to the letter, and list them. For "
            "near-duplicates see claimx dedup.",
            rich_help_panel=_RUN,
        ),
    ] = False,
    max_errors: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Stop when more records than this have failed.",
            show_default=False,
            rich_help_panel=_RUN,
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Stop at the first record that fails.", rich_help_panel=_RUN),
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Remove OUT's run and begin anew.", rich_help_panel=_RUN),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Go on although inputs, settings, model or processor have changed.",
            rich_help_panel=_RUN,
        ),
    ] = False,
    executor: WhichExecutor = None,
    tasks: HowManyTasks = None,
    cpus_per_task: CpusPerTask = 1,
    partition: Partition = None,
    time_limit: TimeLimit = None,
    sbatch: SbatchArgs = None,
    quiet: Quiet = False,
) -> None:
    """Label the sentences of files.

    One record a claim: source, document, offsets, text, labels, all four scores, and the model
    with version, hash and thresholds. Results go to standard output or OUT, all else to standard
    error; progress is shown on a terminal only.

    A folder OUT holds the rows in parts, errors.jsonl, skipped.jsonl and manifest.json; claimx
    status, errors, verify, decide and dedup read it.

    Exit code 0: all is well. 1: some records failed, each named, and the rest is done. 2: nothing
    was done, for wrong usage, nothing to read, or an output that cannot be written. 130, 143:
    stopped by an interrupt or a request to end.
    """
    reading = Reading(
        encoding,
        tuple(text_field or ("text",)),
        id_field,
        title_field,
        tuple(keep or ()),
        read_as,
        replace_invalid,
        bytes_of(max_record),
    )
    check_encoding(encoding or "utf-8")
    machines = Options(
        executor, tasks, cpus_per_task, partition, time_limit, sbatch or (), workers, memory
    ).machines()
    chosen = ModelChoice(
        model,
        engine,
        threads or cpus_per_task,
        operating_point,
        share,
        download,
        False if no_spans else None,
    )
    kind = _rows(rows, every)
    target = choose(output, format_, compress)
    inputs = survey(paths, read_as, download=download)
    labelling = Labelling(languages, label_titles)
    selection = Selection(kind is RowKind.SENTENCE, frozenset(only or ()), min_score)
    shape = Shape(kind, target.format, target.packing, selection, safe_csv)
    settings = Settings(
        chosen, reading, labelling, shape, dedup, bytes_of(shard_size), record_timeout
    )
    if machines is not None:
        _refuse_nothing(inputs)
        errors_allowed = 0 if strict else max_errors
        submit(
            target.folder,
            settings,
            inputs,
            machines,
            Limits(max_errors=errors_allowed, force=force, fresh=fresh),
            quiet,
        )
        return
    if target.folder is None:
        if dedup or strict or max_errors is not None or fresh or force:
            raise InputError(
                "--dedup, --strict, --max-errors, --fresh and --force are for runs into a folder: "
                "name one with --output."
            )
        _refuse_nothing(inputs)
        carry_out(Job(inputs.sources, target, settings, threads, quiet))
        return
    folder = folder_of(target.folder)
    only_one_run(target.folder)
    if not folder.exists:
        _refuse_nothing(inputs)
    limits = Limits(
        count_workers(workers, None if memory is None else bytes_of(memory)),
        0 if strict else max_errors,
        force,
        fresh,
    )
    start(folder, settings, inputs, limits, quiet)
