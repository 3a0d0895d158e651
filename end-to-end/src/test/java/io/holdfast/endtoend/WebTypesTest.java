package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The web app is bundled without a look at its types. TypeScript's own compiler looks at them here, on the Node that
/// comes with Playwright.
class WebTypesTest {

    private static final Path WEB_APP = Path.of("..", "ticketing-api", "src", "main", "resources", "web", "app");

    /// What a package has besides its scripts: its types.
    private static final String MORE = "META-INF/.more.tgz";

    /// In both: package, version, path.
    private static final Pattern CONTENT = Pattern.compile("(?:META-INF/)?resources/_static/([^/]+)/[^/]+/(.+)");

    @TempDir
    Path here;

    @Test
    void every_type_of_the_web_app_fits() throws Exception {
        // Given
        withPackages();
        copy(WEB_APP, here.resolve("app"));

        // When
        var complaints = complaints();

        // Then
        assertThat(complaints).isEmpty();
    }

    @Test
    void one_that_does_not_fit_is_complained_of_also_where_it_comes_from_lit() throws Exception {
        // Given
        withPackages();
        Files.createDirectory(here.resolve("app"));
        Files.writeString(here.resolve("app/wrong.ts"), """
            import {html} from 'lit';
            export const seats: number = html`<p></p>`;
            export const first: string = ['A-1'][0];
            """);

        // When
        var complaints = complaints();

        // Then
        assertThat(complaints)
                .contains(
                        "app/wrong.ts(2,14): error TS2322: Type 'TemplateResult<1>' is not assignable to type 'number'")
                .contains("app/wrong.ts(3,14): error TS2322: Type 'string | undefined' is not assignable");
    }

    /// @return nothing, or what the compiler says is wrong
    private String complaints() throws IOException, InterruptedException {
        try (var settings = getClass().getResourceAsStream("/tsconfig.json")) {
            Files.copy(settings, here.resolve("tsconfig.json"));
        }
        var node = Driver.ensureDriverInstalled(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), false)
                .createProcessBuilder()
                .command()
                .getFirst();
        var compiler = new ProcessBuilder(node, "node_modules/typescript/lib/tsc.js", "--pretty", "false")
                .directory(here.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return compiler.waitFor() == 0 ? "" : "tsc: " + said;
    }

    /// Every package of the class path, laid out as Node finds it.
    private void withPackages() throws IOException {
        for (var url : Collections.list(getClass().getClassLoader().getResources(MORE))) {
            var jar = ((JarURLConnection) url.openConnection()).getJarFile();
            var home = here.resolve("node_modules").resolve(name(jar));
            for (var entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory()) {
                    try (var content = jar.getInputStream(entry)) {
                        put(entry.getName(), content, home);
                    }
                }
            }
            try (var tar = new TarArchiveInputStream(new GZIPInputStream(url.openStream()))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    if (!entry.isDirectory()) {
                        put(entry.getName(), tar, home);
                    }
                }
            }
        }
    }

    /// `org.mvnpm.at.lit:reactive-element` is `@lit/reactive-element`.
    private static String name(JarFile jar) {
        var coordinates = jar.stream()
                .map(entry -> entry.getName().split("/"))
                .filter(path -> path.length == 5 && path[1].equals("maven") && path[4].equals("pom.xml"))
                .findFirst()
                .orElseThrow();
        var scope = coordinates[2].startsWith("org.mvnpm.at.") ? "@" + coordinates[2].substring(13) + "/" : "";
        return scope + coordinates[3];
    }

    private static void put(String name, InputStream content, Path home) throws IOException {
        var inside = CONTENT.matcher(name);
        if (inside.matches()) {
            var target = home.resolve(inside.group(2)).normalize();
            assertThat(target).startsWithRaw(home);
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
