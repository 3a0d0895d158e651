package io.holdfast.ticketing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.SessionId;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The process reads anew at the very moment at which somebody asks.
class EndedSetTest {

    private static final SessionId ANNS = new SessionId(new UUID(0, 1));

    private final EndedSet over = new EndedSet(new AtomicLong()::incrementAndGet);

    @Test
    void nothing_that_was_ended_slips_through_while_the_process_reads_anew() {
        // Given
        over.renew(this::readsAnewWhenAsked);
        over.add(List.of(ANNS));

        // When
        var isOver = over.contains(ANNS);

        // Then
        assertThat(isOver).isTrue();
    }

    /// The order of before, which shows that the test above can fail.
    @Test
    void whoever_asks_the_wrong_way_round_lets_it_slip_through() {
        // Given
        over.renew(this::readsAnewWhenAsked);
        over.add(List.of(ANNS));

        // When
        var isOver = over.isKnownFromEverywhere(ANNS) || over.isKnownFromHere(ANNS);

        // Then
        assertThat(isOver).isFalse();
    }

    @Test
    void what_is_ended_while_the_process_reads_is_kept() {
        over.renew(() -> {
            over.add(List.of(ANNS));
            return Set.of();
        });

        assertThat(over.contains(ANNS)).isTrue();
    }

    @Test
    void what_was_read_by_everybody_is_forgotten_with_the_row() {
        // Given
        over.add(List.of(ANNS));
        over.renew(() -> Set.of(ANNS));

        // When
        over.renew(Set::of);

        // Then
        assertThat(over.contains(ANNS)).isFalse();
    }

    /// Nobody's session is in it; by the time it says so, the next reading is over.
    private Set<SessionId> readsAnewWhenAsked() {
        return new AbstractSet<>() {
            @Override
            public boolean contains(Object session) {
                over.renew(() -> Set.of(ANNS));
                return false;
            }

            @Override
            public Iterator<SessionId> iterator() {
                return Set.<SessionId>of().iterator();
            }

            @Override
            public int size() {
                return 0;
            }
        };
    }
}
