package io.holdfast.endtoend;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// What [axe](https://github.com/dequelabs/axe-core) has to say against a page: all its rules, those of WCAG 2.2 AA and
/// its own best practices.
final class Axe {

    private static final String SCRIPT = script();

    private static final String RUN = """
        () => axe.run(document, {resultTypes: ['violations']})
          .then(results => results.violations.map(violation =>
            `${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 5).map(node => node.target.join(' ')).join(', ')}`))
        """;

    private Axe() {}

    static List<String> violations(Page page) {
        if (Boolean.FALSE.equals(page.evaluate("() => 'axe' in window"))) {
            page.evaluate(SCRIPT);
        }
        return ((List<?>) page.evaluate(RUN)).stream().map(String::valueOf).toList();
    }

    private static String script() {
        try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
