package io.holdfast.ticketing.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.DatabaseException;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@HouseTest
class TogetherTest {

    private static final String ADD = """
        insert into idempotency_key (subject, key, operation, request_hash, status, answer)
        select :subject, key, 'a test', '', 200, null
          from unnest(:keys) as key
        """;
    private static final String KEYS = "select key from idempotency_key where subject = :subject order by key";

    private final String subject = "test:" + UUID.randomUUID();

    @Inject
    DataSource database;

    @Test
    void each_statement_sees_what_those_before_it_did() {
        // Given
        var together = new Together();
        var added = together.run(adding("one", "two"));
        var between = together.list(keys(), row -> row.text("key"), List::copyOf);
        var more = together.run(adding("three"));
        var last = together.first(keys(), row -> row.text("key"));

        // When
        together.send(database);

        // Then
        assertThat(added.get()).isEqualTo(2);
        assertThat(between.get()).containsExactly("one", "two");
        assertThat(more.get()).isEqualTo(1);
        assertThat(last.get()).contains("one");
    }

    @Test
    void what_finds_nothing_has_no_rows() {
        // Given
        var together = new Together();
        var none = together.first(keys(), row -> row.text("key"));

        // When
        together.send(database);

        // Then
        assertThat(none.get()).isEmpty();
    }

    @Test
    void one_that_fails_takes_the_whole_transaction_with_it() {
        // Given
        var together = new Together();
        together.run(adding("one"));
        together.run(adding("one"));
        together.run(adding("two"));

        // When
        var sending = assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> together.send(database)));

        // Then
        sending.isInstanceOf(DatabaseException.class);
        assertThat(keys().list(database, row -> row.text("key"))).isEmpty();
    }

    @Test
    void an_answer_cannot_be_read_before_anything_is_sent() {
        // Given
        var answer = new Together().run(adding("one"));

        // When
        var reading = assertThatThrownBy(answer::get);

        // Then
        reading.isInstanceOf(IllegalStateException.class);
    }

    private Sql adding(String... keys) {
        return Sql.of(ADD).with("subject", subject).with("keys", List.of(keys));
    }

    private Sql keys() {
        return Sql.of(KEYS).with("subject", subject);
    }
}
