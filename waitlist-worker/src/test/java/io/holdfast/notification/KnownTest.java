package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.notification.Message.RefundLate;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.MailResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class KnownTest {

    private final OrderId order = OrderId.next();
    private final CustomerId ann = CustomerId.next();
    private final PerformanceId performance = PerformanceId.next();
    private final RefundId refund = RefundId.next();

    /// PostgreSQL keeps microseconds.
    private final Instant expected = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @Inject
    Known known;

    @Inject
    DataSource database;

    @AfterEach
    void close() {
        other.close();
    }

    @Test
    void a_delay_heard_while_its_order_is_being_written_down_is_told() throws Exception {
        assertThat(whileUncommitted(this::theOrder, this::theDelay)).containsExactly(late());
    }

    @Test
    void an_order_heard_while_its_delay_is_being_written_down_is_told_of_it() throws Exception {
        assertThat(whileUncommitted(this::theDelay, this::theOrder)).containsExactly(late());
    }

    @Test
    void a_delay_of_another_order_waits_for_nobody() throws Exception {
        // Given
        var others = OrderId.next();

        // When
        var told = QuarkusTransaction.requiringNew().call(() -> {
            theOrder();
            return other.submit(() -> inItsOwn(() ->
                            known.refundDelayed(new RefundDelayed(RefundId.next(), others, expected, Instant.now()))))
                    .get();
        });

        // Then
        assertThat(told).isEmpty();
    }

    /// @return what the second had to tell, begun before the first was committed
    private List<RefundLate> whileUncommitted(Supplier<List<RefundLate>> first, Supplier<List<RefundLate>> second)
            throws Exception {
        return QuarkusTransaction.requiringNew()
                .call(() -> {
                    assertThat(first.get()).isEmpty();
                    Future<List<RefundLate>> told = other.submit(() -> inItsOwn(second));
                    await().until(() -> told.isDone() || somebodyWaitsForALock());
                    return told;
                })
                .get();
    }

    private static List<RefundLate> inItsOwn(Supplier<List<RefundLate>> action) {
        return QuarkusTransaction.requiringNew().call(action::get);
    }

    private boolean somebodyWaitsForALock() {
        return Sql.of("select exists (select from pg_locks where locktype = 'advisory' and not granted) as waits")
                .one(database, row -> row.flag("waits"));
    }

    private List<RefundLate> theOrder() {
        return known.order(order, ann, performance);
    }

    private List<RefundLate> theDelay() {
        return known.refundDelayed(new RefundDelayed(refund, order, expected, Instant.now()));
    }

    private RefundLate late() {
        return new RefundLate(refund, order, ann, performance, expected);
    }
}
