package io.holdfast.endtoend.prove.defect;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.endtoend.prove.defect.Patch.Text;
import io.holdfast.launcher.house.Jvm;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchTest {

    /// Long and double count twice in a class's table of constants.
    static final class Guarded {

        static final long LONG = 1L << 40;
        static final double DOUBLE = 0.25;

        private Guarded() {}

        public static void main(String[] arguments) {
            System.out.println("free and seat.state = 'AVAILABLE' " + LONG + " " + DOUBLE + " 한글");
        }
    }

    @TempDir
    private Path directory;

    @Test
    void a_jvm_with_the_agent_says_otherwise() throws Exception {
        // Given
        var jar = directory.resolve("patch.jar");
        var texts = directory.resolve("texts");
        Patch.jar(jar);
        Patch.write(texts, List.of(new Text(Guarded.class.getName(), "seat.state = 'AVAILABLE'", "true")));

        // When
        var process = new ProcessBuilder(
                        Jvm.command(List.of(), jar).getFirst(),
                        "-Dstdout.encoding=UTF-8",
                        "-javaagent:" + jar + "=" + texts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Guarded.class.getName())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();

        // Then
        assertThat(said).contains("free and true " + (1L << 40) + " 0.25 한글");
        assertThat(Patch.changed(texts)).isEqualTo(1);
    }

    @Test
    void every_text_of_every_defect_is_in_the_class_it_is_to_be_planted_in() throws Exception {
        var repository = Path.of("").toAbsolutePath().getParent();
        for (var defect : Defect.values()) {
            for (var text : defect.texts()) {
                var code = code(repository, defect.service().orElseThrow(), text.type());

                // When
                var patch = new String(code, StandardCharsets.UTF_8);

                // Then
                assertThat(patch).as(defect + ": " + text.type()).contains(text.from());
            }
        }
    }

    /// The class as the service has been packaged with it.
    private static byte[] code(Path repository, Service service, String type) throws IOException {
        var quarkus = java.util.Objects.requireNonNull(service.jar(repository).getParent());
        try (Stream<Path> files = Files.walk(quarkus)) {
            for (var jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (var inside = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
                    var file = inside.getPath("/" + type.replace('.', '/') + ".class");
                    if (Files.exists(file)) {
                        try (InputStream in = Files.newInputStream(file)) {
                            return in.readAllBytes();
                        }
                    }
                }
            }
        }
        throw new AssertionError(type + " is not in " + service);
    }
}
