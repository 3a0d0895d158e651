package io.holdfast.ticketing.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@HouseTest
@TestProfile(ReadReplicaAwayTest.WithReplicaAway.class)
class ReadReplicaAwayTest {

    public static class WithReplicaAway extends ReplicaProfile {
        public WithReplicaAway() {
            super("jdbc:postgresql://127.0.0.1:1/nowhere");
        }
    }

    @Inject
    BoxOffice house;

    @Inject
    MeterRegistry metrics;

    @Test
    void while_the_replica_is_away_the_primary_is_asked() {
        // Given
        var on = house.openSale();
        house.guest().buys(on, "A-1");
        var before = looks("primary");

        // When
        var numbers = house.numbers(on);

        // Then
        assertThat(numbers).containsEntry("sold", 1).containsEntry("ledgerBalanced", true);
        assertThat(looks("primary")).isGreaterThan(before);
        assertThat(looks("replica")).isZero();
    }

    private double looks(String at) {
        return metrics.counter("holdfast.database.looks", "at", at).count();
    }
}
