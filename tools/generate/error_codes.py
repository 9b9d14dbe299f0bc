"""The stable names of the errors that a client can be told."""

from collections.abc import Iterator

from ringback import errors

NEVER_TOLD = {
    errors.RingbackError,
    errors.ConfigurationError,
    errors.EngineMissing,
    errors.ProtocolError,
    errors.CallRefused,
}
"""Those that only group others, and those of the set-up, which are the operator's."""


def error_classes(base: type[errors.RingbackError] = errors.RingbackError) -> Iterator[type[errors.RingbackError]]:
    """Every error of the public tree that reaches a client, in the order of the source."""
    if base.__module__ == errors.__name__ and base not in NEVER_TOLD:
        yield base
    for child in base.__subclasses__():
        yield from error_classes(child)


def typescript() -> str:
    """The codes as a TypeScript union."""
    comment = "/** The codes of `call-error`, and of a refused HTTP request. A newer server may know more. */"
    members = "\n  | ".join(f'"{cls.code}"' for cls in error_classes())
    return f"{comment}\nexport type ErrorCode =\n  | {members};"
