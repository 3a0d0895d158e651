package io.holdfast.ticketing.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@HouseTest
@TestProfile(ReadReplicaTest.WithReplica.class)
class ReadReplicaTest {

    /// The primary itself, called a replica.
    public static class WithReplica extends ReplicaProfile {
        public WithReplica() {
            super("${quarkus.datasource.jdbc.url}");
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
