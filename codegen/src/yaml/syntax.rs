//! The parser's messages, with what was expected in plain words.

/// Says what a YAML syntax error means.
pub(super) fn explain(info: &str) -> String {
    match HINTS.iter().find(|(part, _)| info.contains(part)) {
        Some((_, hint)) => format!("{hint} ({info})"),
        None => info.to_owned(),
    }
}

/// A part of a message of `saphyr-parser`, and what a maintainer should look at.
const HINTS: &[(&str, &str)] = &[
    ("tab", "indent with spaces, a tab is not allowed here"),
    ("unexpected end of stream", "expected the closing quote before the end of the file"),
    ("unexpected document indicator", "expected the closing quote before the document's end"),
    (
        "invalid indentation in quoted scalar",
        "expected the closing quote, or a continued line indented deeper than its key",
    ),
    ("trailing content after double-quoted", "expected nothing after the closing quote"),
    (
        "unknown escape character",
        "expected an escape such as `\\n`, `\\\"` or `\\\\` after the backslash",
    ),
    ("hexadecimal number", "expected hexadecimal digits after the escape"),
    (
        "mapping values are not allowed",
        "expected no `:` here; quote the text, or check the indentation",
    ),
    (
        "illegal placement of ':'",
        "expected no `:` here; quote the text, or close the bracket above",
    ),
    ("mapping keys are not allowed", "expected no key here; check the indentation"),
    (
        "block sequence entries are not allowed",
        "expected no list entry here; start it on a line of its own",
    ),
    ("simple key expect", "expected a key followed by `:`"),
    (
        "did not find expected key",
        "expected a key in the column of the keys above; check the indentation and the quotes",
    ),
    (
        "expected '-' indicator",
        "expected `- ` in the column of the entries above; check the indentation",
    ),
    ("expected ',' or '}'", "expected `,` or `}`"),
    ("expected ',' or ']'", "expected `,` or `]`"),
    ("misplaced bracket", "expected no closing bracket here"),
    (
        "unexpected end of plain scalar",
        "expected a value; quote text that starts with a special character",
    ),
    ("unexpected character", "expected a value; quote text that starts with a special character"),
    ("did not find expected node content", "expected a value"),
    ("unknown anchor", "expected an alias to an anchor that is defined above"),
    (
        "scanning an anchor or alias",
        "expected a name after `&` or `*`; quote text that starts with one",
    ),
    ("expected whitespace or line break", "expected a space or the end of the line"),
    ("recursion limit exceeded", "brackets are nested too deep"),
    ("wrongly indented line in block scalar", "expected the text to be indented as its first line"),
    ("invalid indentation", "check the indentation"),
    ("byte order mark", "expected no byte order mark after the start of the file"),
    ("handle wasn't declared", "expected no tag; quote text that starts with `!`"),
    ("document start", "expected one YAML document; check the indentation of this line"),
];
