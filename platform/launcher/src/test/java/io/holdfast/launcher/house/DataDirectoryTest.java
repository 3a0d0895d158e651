package io.holdfast.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void a_second_house_is_told_who_has_the_directory() throws Exception {
        // Given
        try (var _ = DataDirectory.occupy(directory)) {

            // When / Then
            assertThatThrownBy(() -> DataDirectory.occupy(directory))
                    .isInstanceOf(UnfitException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }
    }

    @Test
    void whoever_comes_after_has_it() throws Exception {
        // Given
        DataDirectory.occupy(directory).close();

        // When
        try (var next = DataDirectory.occupy(directory)) {

            // Then
            assertThat(next.of("postgres")).isEqualTo(directory.resolve("postgres"));
        }
    }

    @Test
    void starting_fresh_keeps_nothing_but_the_lock() throws Exception {
        // Given
        Files.writeString(
                Files.createDirectories(directory.resolve("postgres/base")).resolve("1"), "old");
        try (var data = DataDirectory.occupy(directory)) {

            // When
            data.empty();

            // Then
            assertThat(directory.resolve("postgres")).doesNotExist();
            assertThatThrownBy(() -> DataDirectory.occupy(directory)).isInstanceOf(UnfitException.class);
        }
    }

    @Test
    void secrets_are_made_once_and_only_their_owner_reads_them() throws Exception {
        // Given
        var file = directory.resolve("secrets.properties");
        var first = Keys.in(file);

        // When
        var second = Keys.in(file);

        // Then
        assertThat(second.password("postgres")).isEqualTo(first.password("postgres"));
        assertThat(second.shared("holdfast.pass.jwks")).isEqualTo(first.shared("holdfast.pass.jwks"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_port_that_is_taken_is_named_before_anything_starts() throws Exception {
        // Given
        var ports = PortPlan.free();
        var setup = House.Setup.forTests(directory, directory.resolve("logs"))
                .with(ports)
                .only(java.util.Set.of());
        try (var _ = new java.net.ServerSocket(
                ports.of(PortPlan.Slot.REDIS), 1, java.net.InetAddress.getByName("127.0.0.1"))) {

            // When / Then
            assertThatThrownBy(() -> House.start(setup))
                    .isInstanceOf(UnfitException.class)
                    .hasMessageStartingWith(
                            "Port %d, which Redis needs, is taken".formatted(ports.of(PortPlan.Slot.REDIS)));
        }
    }

    @Test
    void a_service_that_was_never_built_is_named_before_anything_starts() throws Exception {
        // Given
        var setup = House.Setup.forTests(directory, directory.resolve("logs"));

        // When / Then
        assertThatThrownBy(() -> House.start(setup))
                .isInstanceOf(UnfitException.class)
                .hasMessageContaining("has not been built");
    }
}
