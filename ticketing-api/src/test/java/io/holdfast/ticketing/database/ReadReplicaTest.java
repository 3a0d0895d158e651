package io.holdfast.ticketing.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@HouseTest
@TestProfile(ReadReplicaTest.WithReplica.class)
class ReadReplicaTest {

    public static class WithReplica implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.datasource.replica.jdbc.url",
                    "${quarkus.datasource.jdbc.url}",
                    "quarkus.datasource.replica.username",
                    "${quarkus.datasource.username}",
                    "quarkus.datasource.replica.password",
                    "${quarkus.datasource.password}");
        }
    }

    @Inject
    BoxOffice house;

    @Inject
    MeterRegistry metrics;

    @Test
    void who_only_looks_is_led_to_the_replica() {
        // Given
        var on = house.openSale();
        house.guest().buys(on, "A-1");
        var before = looks("replica");

        // When
        var numbers = house.numbers(on);

        // Then
        assertThat(numbers).containsEntry("sold", 1).containsEntry("ledgerBalanced", true);
        assertThat(looks("replica")).isGreaterThan(before);
        assertThat(metrics.get("holdfast.database.pool.use").gauge().value()).isBetween(0.0, 1.0);
    }

    private double looks(String at) {
        return metrics.counter("holdfast.database.looks", "at", at).count();
    }
}
