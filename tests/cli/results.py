"""What is told of a command's result in more tests than one."""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def refused(result):
    """The one line that a call ends with that does nothing."""
    code, out, err = result
    assert (code, out) == (2, ""), err
    assert err.startswith("claimx: ")
    assert err.count("\n") == 1
    return err
