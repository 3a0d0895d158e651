package io.holdfast.room.page;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What axe-core finds at fault with a page, by WCAG 2.2 A and AA.
final class Accessibility {

    private static final String AXE = axe();

    private Accessibility() {}

    @SuppressWarnings("unchecked")
    static List<String> faults(Page page) {
        // By the developer tools, past the page's own policy, which forbids strangers' scripts.
        page.evaluate(AXE);
        return (List<String>) page.evaluate("""
                async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
                  .violations.flatMap(rule => rule.nodes.map(node =>
                    `${location.pathname}: ${rule.id} at ${node.target} (${node.failureSummary})`))""");
    }

    private static String axe() {
        try (var in = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
