package io.holdfast.room.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.guard.GuardConfig.Of;
import io.holdfast.room.guard.Proofs.Seen;
import io.holdfast.room.key.PlaceKey;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// By a given clock, with the settings as they are when nobody changes them.
class ProofsTest {

    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");
    private static final SaleId SALE = SaleId.next();
    private static final Subject ANN = Subject.browser("ann");
    private static final PlaceKey KEY = new PlaceKey("a key that has at least 32 characters");

    private final Proofs proofs = with(Map.of());

    @Test
    void nobody_has_done_it_sooner_than_a_person_can() {
        // Given
        var proof = proofs.make(SALE, ANN, 0, NOON).solve().orElseThrow();

        // Then
        assertThat(look(proof, 0, NOON.plusMillis(299))).isEqualTo(Seen.EARLY);
        assertThat(look(proof, 0, NOON.plusMillis(300))).isEqualTo(Seen.GOOD);
    }

    @Test
    void a_challenge_lasts_five_minutes() {
        // Given
        var proof = proofs.make(SALE, ANN, 0, NOON).solve().orElseThrow();

        // Then
        assertThat(look(proof, 0, NOON.plusSeconds(299))).isEqualTo(Seen.GOOD);
        assertThat(look(proof, 0, NOON.plusSeconds(301))).isEqualTo(Seen.EXPIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "0,          20000",
        "99,         20000",
        "100,        80000",
        "999,        80000",
        "1000,      320000",
        "9999999,   320000",
    })
    void the_larger_the_crowd_the_harder_the_work(long crowd, int maxNumber) {
        assertThat(proofs.make(SALE, ANN, crowd, NOON).maxnumber()).isEqualTo(maxNumber);
    }

    @ParameterizedTest
    @CsvSource({
        "0,     0,      GOOD",
        "0,     100,    GOOD",
        "0,     1000,   EASY",
        "100,   1000,   GOOD",
        "1000,  0,      GOOD",
    })
    void work_may_be_one_step_easier_than_the_crowd_needs_now(long then, long now, Seen seen) {
        // Given
        var proof = proofs.make(SALE, ANN, then, NOON).solve().orElseThrow();

        // Then
        assertThat(look(proof, now, NOON.plusSeconds(1))).isEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({
        "NOBODY,    false,  5000,   false",
        "CROWDS,    false,  0,      false",
        "CROWDS,    true,   100,    true",
        "GUESTS,    false,  0,      true",
        "GUESTS,    true,   0,      false",
        "GUESTS,    true,   100,    true",
    })
    void of_whom_work_is_asked(Of of, boolean member, long crowd, boolean needed) {
        // Given
        var asked = with(Map.of("holdfast.guard.proof.of", of.name().toLowerCase(java.util.Locale.ROOT)));

        // Then
        assertThat(asked.needed(member, crowd)).isEqualTo(needed);
    }

    private Seen look(String proof, long crowd, Instant now) {
        return proofs.look(proof, SALE, List.of(ANN), crowd, now);
    }

    private static Proofs with(Map<String, String> settings) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(GuardConfig.class)
                .withConverters(new Converter<?>[] {new DurationConverter()})
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(GuardConfig.class);
        return new Proofs(config, KEY);
    }
}
