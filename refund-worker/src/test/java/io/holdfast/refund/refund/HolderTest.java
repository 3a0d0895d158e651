package io.holdfast.refund.refund;

import static io.holdfast.refund.refund.Books.cancelled;
import static io.holdfast.refund.refund.Books.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.refund.Gateway;
import io.holdfast.refund.SimulatorResource;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A lease lasts for longer than any of these tests: one that ends has been ended.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(
        value = SimulatorResource.class,
        initArgs = @ResourceArg(name = "holdfast.refund.lease", value = "10m"))
class HolderTest {

    @Inject
    Gateway gateway;

    @Inject
    Books books;

    @Inject
    MortalProvider mortal;

    /// The worker that is under test.
    @Inject
    Holder ours;

    @Inject
    Refunds refunds;

    @Inject
    RefundConfig config;

    @Inject
    DataSource database;

    /// Two other workers.
    private Holder ann;

    private Holder bob;

    @BeforeEach
    void everybody_lives() throws SQLException {
        ann = new Holder(database);
        bob = new Holder(database);
        ann.look();
        bob.look();
        await().until(() -> ours.name().isPresent());
    }

    @AfterEach
    void all_is_well_again() {
        mortal.dies(0, 0);
        mortal.answersAgain();
        ann.close();
        bob.close();
    }

    @Test
    void what_a_worker_was_sending_when_it_died_is_asked_about_at_once_and_not_sent_again() {
        // Given
        var repayment = doneByTheGatewayUnheard();
        books.isHeldBy(bob.name().orElseThrow(), repayment);

        // When
        bob.close();

        // Then
        becomes("SETTLED", repayment);
        assertThat(books.tries(repayment)).isEqualTo(2);
        assertThat(mortal.asks(repayment)).isOne();
        isRefundedOnce(repayment);
    }

    @Test
    void what_the_gateway_never_heard_of_is_sent_by_another_as_soon_as_its_worker_is_dead() {
        // Given
        mortal.dies(1, 0);
        var repayment = told();
        await().until(() -> mortal.asks(repayment) == 1);
        books.isHeldBy(bob.name().orElseThrow(), repayment);

        // When
        bob.close();

        // Then
        becomes("SETTLED", repayment);
        isRefundedOnce(repayment);
    }

    @Test
    void what_a_dead_worker_was_sending_goes_before_what_nobody_has_begun() {
        // Given
        mortal.fallsSilent();
        var line = Stream.generate(this::told).limit(config.atOnce() + 1L).toList();
        await().until(() -> count("SENDING", line) == config.atOnce() && count("REQUESTED", line) == 1);
        var begun = line.stream()
                .filter(repayment -> books.state(repayment).equals("SENDING"))
                .findFirst()
                .orElseThrow();
        books.isHeldBy(bob.name().orElseThrow(), begun);
        bob.close();
        await().until(() -> books.holder(begun).isEmpty());

        // When
        var leased = refunds.lease("mortal", 1);

        // Then
        assertThat(leased).extracting(one -> one.refund().repayment().refund()).containsExactly(begun.refund());
    }

    @Test
    void what_a_living_worker_is_sending_stays_with_it() throws SQLException {
        // Given
        var repayment = doneByTheGatewayUnheard();
        books.isHeldBy(bob.name().orElseThrow(), repayment);

        // When
        var ended = ann.look();

        // Then
        assertThat(ended).isZero();
        assertThat(books.holder(repayment)).isEqualTo(bob.name());
        assertThat(books.tries(repayment)).isOne();
    }

    @Test
    void a_lease_names_the_worker_that_has_it() {
        // Given
        mortal.fallsSilent();

        // When
        var repayment = told();

        // Then
        becomes("SENDING", repayment);
        assertThat(books.holder(repayment)).isEqualTo(ours.name());
    }

    @Test
    void a_worker_whose_session_is_cut_opens_another_under_the_same_name() {
        // Given
        var name = ours.name().orElseThrow();
        var first = books.sessionsOf(name).getFirst();

        // When
        books.cut(first);

        // Then
        await().untilAsserted(
                        () -> assertThat(books.sessionsOf(name)).hasSize(1).doesNotContain(first));
        await().untilAsserted(() -> assertThat(ours.name()).contains(name));
        var repayment = told();
        becomes("SETTLED", repayment);
        isRefundedOnce(repayment);
    }

    @Test
    void a_worker_that_is_taken_for_dead_and_answers_late_gives_back_once_and_tells_once() {
        // Given
        mortal.fallsSilent();
        var repayment = told();
        await().until(() -> mortal.asks(repayment) == 1);
        books.isHeldBy(bob.name().orElseThrow(), repayment);
        bob.close();
        await().until(() -> mortal.asks(repayment) == 2);

        // When
        mortal.answersAgain();

        // Then
        becomes("SETTLED", repayment);
        await().untilAsserted(() -> assertThat(books.attemptsEnded(repayment)).isEqualTo(2));
        isRefundedOnce(repayment);
        await().untilAsserted(() -> assertThat(books.settled(repayment)).hasSize(1));
    }

    @Test
    void behind_a_pooler_that_lends_its_sessions_out_nobody_claims_to_live() throws SQLException {
        // Given
        try (var one = database.getConnection();
                var other = database.getConnection()) {
            var carol = new Holder(lendingInTurn(one, other));

            // When
            var ended = carol.look();

            // Then
            assertThat(ended).isZero();
            assertThat(carol.name()).isEmpty();
        }
    }

    /// Its lease is still there: whoever sent it has not come to writing the answer down.
    private Repayment doneByTheGatewayUnheard() {
        mortal.dies(0, 1);
        var repayment = told();
        await().until(() -> !gateway.refunds(repayment.providerPayment()).isEmpty());
        return repayment;
    }

    private Repayment told() {
        var repayment = repayment(MortalProvider.CHANNEL, PaymentId.next(), gateway.captured(1_000), 600);
        books.facts().tell(cancelled(repayment));
        return repayment;
    }

    /// Every statement goes to the next of the sessions.
    private static DataSource lendingInTurn(Connection... sessions) {
        var turn = new AtomicInteger();
        var connection = (Connection) Proxy.newProxyInstance(
                HolderTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    var session = sessions[turn.getAndIncrement() % sessions.length];
                    return method.invoke(session, arguments);
                });
        return (DataSource) Proxy.newProxyInstance(
                HolderTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> connection);
    }

    private long count(String state, List<Repayment> line) {
        return line.stream()
                .filter(repayment -> books.state(repayment).equals(state))
                .count();
    }

    private void becomes(String state, Repayment repayment) {
        await().untilAsserted(() -> assertThat(books.state(repayment)).isEqualTo(state));
    }

    private void isRefundedOnce(Repayment repayment) {
        assertThat(gateway.refunds(repayment.providerPayment()))
                .containsExactly(repayment.refund().toString());
    }
}
