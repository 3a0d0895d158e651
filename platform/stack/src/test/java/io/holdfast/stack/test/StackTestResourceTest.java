package io.holdfast.stack.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.pass.PassVerifier;
import io.holdfast.contracts.personal.Seal;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackTestResourceTest {

    @Test
    void every_start_finds_the_same_servers_and_a_corner_of_its_own() {
        // Given
        var resource = new StackTestResource();
        resource.init(Map.of("postgres", "true", "redis", "true", "kafka", "true"));
        var first = resource.start();

        // When
        var second = resource.start();

        // Then
        assertThat(second.get("quarkus.redis.hosts")).isEqualTo(first.get("quarkus.redis.hosts"));
        assertThat(second.get("kafka.bootstrap.servers")).isEqualTo(first.get("kafka.bootstrap.servers"));
        assertThat(second.get("holdfast.redis.prefix")).isNotEqualTo(first.get("holdfast.redis.prefix"));
        assertThat(second.get("holdfast.topics.prefix")).isNotEqualTo(first.get("holdfast.topics.prefix"));
        assertThat(second.get("quarkus.datasource.username")).isNotEqualTo(first.get("quarkus.datasource.username"));
    }

    @Test
    void the_schema_is_empty_and_reached_without_naming_it() throws Exception {
        // Given
        var resource = new StackTestResource();
        resource.init(Map.of("postgres", "true"));

        // When
        var configuration = resource.start();

        // Then
        try (var connection = DriverManager.getConnection(
                        configuration.get("quarkus.datasource.jdbc.url"),
                        configuration.get("quarkus.datasource.username"),
                        configuration.get("quarkus.datasource.password"));
                var rows = connection.createStatement().executeQuery("select current_schema()")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo(configuration.get("quarkus.datasource.username"));
        }
        assertThat(configuration).doesNotContainKeys("quarkus.redis.hosts", "kafka.bootstrap.servers");
    }

    @Test
    void the_keys_are_good_for_what_they_are_for() {
        // Given
        var resource = new StackTestResource();
        resource.init(Map.of("redis", "true"));

        // When
        var configuration = resource.start();

        // Then
        assertThat(new SignedAccount(configuration.get("holdfast.account.key"))).isNotNull();
        assertThat(new Seal(configuration.get("holdfast.contacts.key"))).isNotNull();
        assertThat(configuration.get("holdfast.place.key")).hasSizeGreaterThanOrEqualTo(32);
        assertThat(new PassVerifier(configuration.get("holdfast.pass.jwks"))).isNotNull();
        assertThat(configuration.get("holdfast.pass.private-key")).contains("\"d\"");
    }
}
