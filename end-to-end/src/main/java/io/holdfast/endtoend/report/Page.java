package io.holdfast.endtoend.report;

import java.util.Locale;

/// One HTML page that loads nothing from anywhere.
public final class Page {

    private static final String FRAME = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s</title>
            <style>
              :root { color-scheme: light dark; --ink: #1b1d21; --soft: #5b616b; --line: #d5d8de; --paper: #fff;
                --one: #0b5cad; --two: #b45309; --three: #15803d; --bad: #b91c1c }
              @media (prefers-color-scheme: dark) {
                :root { --ink: #eceef1; --soft: #a4abb6; --line: #3a3f47; --paper: #16181c; --one: #6db3ff;
                  --two: #f5a54a; --three: #5fd08a; --bad: #ff8080 } }
              body { font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
                max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
              h1 { font-size: 1.6rem; margin-bottom: .2rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
              .soft { color: var(--soft) }
              .verdicts { list-style: none; padding: 0 }
              .verdicts li { border-left: .4rem solid var(--three); padding: .25rem .8rem; margin: .5rem 0 }
              .verdicts li.failed { border-color: var(--bad) }
              .wide { overflow-x: auto }
              table { border-collapse: collapse; width: 100%% }
              th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--line);
                font-variant-numeric: tabular-nums; white-space: nowrap }
              th:first-child, td:first-child, .text { text-align: left }
              td.bad { color: var(--bad); font-weight: 600 }
              svg { width: 100%%; height: auto; display: block }
              svg text { fill: var(--soft); font: 12px system-ui, sans-serif }
              svg .axis { stroke: var(--line) } svg .line { fill: none; stroke-width: 2.5 }
              .one { stroke: var(--one) } .two { stroke: var(--two) } .three { stroke: var(--three) }
              svg .bar { fill: var(--one); stroke: none } svg .fill-two { fill: var(--two) }
              svg .fill-three { fill: var(--three) }
              .key span { margin-right: 1.2rem } .key i { display: inline-block; width: 1rem; height: .3rem;
                vertical-align: middle; margin-right: .4rem }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            %2$s
            </body>
            </html>
            """;

    private Page() {}

    /// @param title as text
    /// @param body as HTML
    public static String of(String title, String body) {
        return FRAME.formatted(escaped(title), body.strip());
    }

    /// Text as HTML.
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /// A coordinate in SVG.
    public static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
