package io.holdfast.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.stack.process.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresTest {

    private static Postgres postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = Postgres.start(Postgres.Setup.temporary());
        postgres.database("holdfast");
        postgres.owner("holdfast", "ann", "ann-secret");
        postgres.owner("holdfast", "bob", "bob-secret");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void it_is_version_18_and_makes_ordered_ids() throws SQLException {
        // When
        var version = askedAs("ann", "select current_setting('server_version') || ' ' || length(uuidv7()::text)");

        // Then
        assertThat(version).startsWith("18.").endsWith(" 36");
    }

    @Test
    void a_role_makes_tables_in_its_own_schema_without_naming_it() throws SQLException {
        // Given
        tell("ann", "create table diary (line text)");

        // When
        var schema = askedAs("ann", "select table_schema from information_schema.tables where table_name = 'diary'");

        // Then
        assertThat(schema).isEqualTo("ann");
    }

    @Test
    void a_role_does_not_see_into_the_schema_of_another() throws SQLException {
        // Given
        tell("ann", "create table letters (line text)");

        // When / Then
        assertThatThrownBy(() -> askedAs("bob", "select count(*) from ann.letters"))
                .hasMessageContaining("permission denied for schema ann");
    }

    @Test
    void a_role_makes_nothing_in_the_public_schema() {
        assertThatThrownBy(() -> tell("bob", "create table public.graffiti (line text)"))
                .hasMessageContaining("permission denied for schema public");
    }

    @Test
    void a_wrong_password_opens_nothing() {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("holdfast"), "ann", "bob-secret"))
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void a_test_waits_for_no_disk() throws SQLException {
        assertThat(askedAs("ann", "select current_setting('fsync')")).isEqualTo("off");
    }

    @Test
    void a_durable_server_finds_its_commits_again_after_being_killed() throws Exception {
        // Given
        var directory = Directories.temporary("postgres-test");
        var setup = new Postgres.Setup(directory, 0, "secret", true, null, Parts.shared());
        var killed = Postgres.start(setup);
        killed.database("holdfast");
        killed.owner("holdfast", "ann", "ann-secret");
        try (var ann = connect(killed, "ann", "ann-secret")) {
            ann.createStatement().execute("create table diary as select 'sunny' as line");
        }
        killed.kill();

        // When
        try (var again = Postgres.start(setup);
                var ann = connect(again, "ann", "ann-secret")) {

            // Then
            assertThat(single(ann, "select line from diary")).isEqualTo("sunny");
            assertThat(single(ann, "select current_setting('fsync') || current_setting('synchronous_commit')"))
                    .isEqualTo("onon");
        } finally {
            Directories.remove(directory);
        }
    }

    @Test
    void a_server_somebody_left_running_makes_way() throws Exception {
        // Given
        var directory = Directories.temporary("postgres-test");
        var setup = new Postgres.Setup(directory, 0, "secret", true, null, Parts.shared());
        var orphan = Postgres.start(setup);

        // When
        try (var next = Postgres.start(setup)) {

            // Then
            assertThat(orphan.process().alive()).isFalse();
            assertThat(next.process().alive()).isTrue();
        } finally {
            Directories.remove(directory);
        }
    }

    @Test
    void what_a_cut_short_start_left_behind_does_not_stop_the_next() throws Exception {
        // Given
        var directory = Directories.temporary("postgres-test");
        Files.createDirectories(directory.resolve("data/base"));

        // When
        try (var postgres = Postgres.start(new Postgres.Setup(directory, 0, "secret", false, null, Parts.shared()))) {

            // Then
            assertThat(postgres.process().alive()).isTrue();
        } finally {
            Directories.remove(directory);
        }
    }

    @Test
    void a_temporary_server_leaves_nothing_behind() throws Exception {
        // Given
        var shortLived = Postgres.start(Postgres.Setup.temporary());
        Path data = shortLived.data();

        // When
        shortLived.close();

        // Then
        assertThat(data.getParent()).doesNotExist();
    }

    private static Connection connect(Postgres server, String role, String password) throws SQLException {
        return DriverManager.getConnection(server.url("holdfast"), role, password);
    }

    private static void tell(String role, String sql) throws SQLException {
        try (var connection = connect(postgres, role, role + "-secret")) {
            connection.createStatement().execute(sql);
        }
    }

    private static String askedAs(String role, String sql) throws SQLException {
        try (var connection = connect(postgres, role, role + "-secret")) {
            return single(connection, sql);
        }
    }

    private static String single(Connection connection, String sql) throws SQLException {
        var rows = connection.createStatement().executeQuery(sql);
        rows.next();
        return rows.getString(1);
    }
}
