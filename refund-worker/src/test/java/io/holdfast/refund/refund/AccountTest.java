package io.holdfast.refund.refund;

import static io.holdfast.refund.refund.Books.cancelled;
import static io.holdfast.refund.refund.Books.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.RefundAccountGiven;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.personal.RefundAccount;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.refund.PeopleTest;
import io.holdfast.refund.TossResource;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What was paid into a virtual account goes back to a bank account that the customer names.
@PeopleTest
class AccountTest {

    private static final RefundAccount GOOD = new RefundAccount("88", "11012345678", "이앤");
    private static final RefundAccount OTHER = new RefundAccount("06", "22012345678", "이앤");
    private static final RefundAccount NOT_HERS = new RefundAccount("88", "00012345678", "이앤");

    @Inject
    Books books;

    @ConfigProperty(name = "holdfast.contacts.key")
    String key;

    @AfterEach
    void all_is_well_again() {
        TossResource.misbehave("{}");
    }

    @Test
    void a_refund_that_needs_an_account_waits_for_the_customer_and_says_so() {
        // Given
        var fact = paid(700);

        // When
        books.facts().tell(fact);

        // Then
        becomes("AWAITING_ACCOUNT", fact.repayment());
        await().untilAsserted(() -> assertThat(books.accountNeeded(fact.repayment()))
                .singleElement()
                .satisfies(told -> assertThat(told.customer()).isEqualTo(fact.customer())));
        assertThat(TossResource.goneBack(fact.repayment().providerPayment())).isEmpty();
    }

    @Test
    void it_goes_on_when_the_account_is_given_and_the_account_is_forgotten_then() {
        // Given
        var fact = waiting(700);

        // When
        give(fact, GOOD);

        // Then
        becomes("SETTLED", fact.repayment());
        assertThat(TossResource.goneBack(fact.repayment().providerPayment())).containsExactly(700L);
        assertThat(books.text("select count(*)::text as answer from refund where sealed_account is not null"))
                .isEqualTo("0");
    }

    @Test
    void an_account_given_twice_is_one_refund() {
        // Given
        var fact = waiting(400);
        TossResource.misbehave("{\"cancel\":{\"mode\":\"SLOW\",\"delayMillis\":300}}");

        // When
        give(fact, GOOD);
        give(fact, OTHER);
        give(fact, GOOD);

        // Then
        becomes("SETTLED", fact.repayment());
        await().untilAsserted(() -> assertThat(books.settled(fact.repayment())).hasSize(1));
        assertThat(TossResource.goneBack(fact.repayment().providerPayment())).containsExactly(400L);
    }

    @Test
    void an_account_that_is_not_theirs_is_asked_for_again() {
        // Given
        var fact = waiting(700);
        give(fact, NOT_HERS);
        await().untilAsserted(
                        () -> assertThat(books.accountNeeded(fact.repayment())).hasSize(2));

        // When
        give(fact, GOOD);

        // Then
        becomes("SETTLED", fact.repayment());
        assertThat(TossResource.goneBack(fact.repayment().providerPayment())).containsExactly(700L);
    }

    @Test
    void a_refund_to_an_account_that_was_done_without_our_hearing_of_it_is_found() {
        // Given
        var fact = waiting(300);
        TossResource.misbehave("{\"cancel\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"delayMillis\":300,\"times\":1}}");

        // When
        give(fact, GOOD);

        // Then
        becomes("SETTLED", fact.repayment());
        assertThat(TossResource.goneBack(fact.repayment().providerPayment())).containsExactly(300L);
    }

    @Test
    void another_customers_seal_opens_nothing_and_changes_nothing() {
        // Given
        var fact = waiting(700);
        var bob = CustomerId.next();

        // When
        books.facts()
                .tell(new RefundAccountGiven(
                        fact.performance(),
                        fact.order(),
                        fact.repayment().refund(),
                        bob,
                        new Seal(key).sealAccount(bob, OTHER),
                        Instant.now()));

        // Then
        await().during(Duration.ofMillis(500))
                .until(() -> books.state(fact.repayment()).equals("AWAITING_ACCOUNT"));
    }

    @Test
    void everything_heard_again_in_any_order_changes_nothing() {
        // Given
        var refused = waiting(700);
        give(refused, NOT_HERS);
        await().untilAsserted(() ->
                assertThat(books.accountNeeded(refused.repayment())).hasSize(2));
        var done = waiting(300);
        give(done, GOOD);
        becomes("SETTLED", done.repayment());
        await().untilAsserted(() -> assertThat(books.settled(done.repayment())).hasSize(1));
        var outcomes = books.outcomesTold();
        var everything = new ArrayList<>(books.facts().told(SalesEvent.TOPIC));
        everything.addAll(everything);
        Collections.shuffle(everything, new Random(7));
        books.forgetWhatWasHeard();
        var last = paid(1);

        // When
        everything.forEach(books.facts()::repeat);
        books.facts().tell(last);

        // Then
        becomes("AWAITING_ACCOUNT", last.repayment());
        await().untilAsserted(() -> assertThat(books.outcomesTold()).isEqualTo(outcomes + 1));
        assertThat(books.state(refused.repayment())).isEqualTo("AWAITING_ACCOUNT");
        assertThat(TossResource.goneBack(done.repayment().providerPayment())).containsExactly(300L);
    }

    @Test
    void no_account_is_readable_in_the_database_or_on_a_topic() {
        // Given
        var fact = waiting(700);
        TossResource.misbehave("{\"cancel\":{\"mode\":\"ERROR_500\",\"times\":1}}");

        // When
        give(fact, GOOD);

        // Then
        becomes("SETTLED", fact.repayment());
        assertThat(books.text("select string_agg(refund::text, ' ') as answer from refund"))
                .doesNotContain(GOOD.number())
                .doesNotContain(GOOD.holder());
        assertThat(books.text("select coalesce(string_agg(outbox::text, ' '), '') as answer from outbox"))
                .doesNotContain(GOOD.number());
        assertThat(books.facts().told(SalesEvent.TOPIC).toString()).doesNotContain(GOOD.number());
    }

    private static OrderCancelled paid(long amount) {
        return cancelled(
                repayment("toss-virtual", PaymentId.next(), TossResource.paidIntoAVirtualAccount(1_000), amount));
    }

    private OrderCancelled waiting(long amount) {
        var fact = paid(amount);
        books.facts().tell(fact);
        becomes("AWAITING_ACCOUNT", fact.repayment());
        await().untilAsserted(
                        () -> assertThat(books.accountNeeded(fact.repayment())).hasSize(1));
        return fact;
    }

    private void give(OrderCancelled fact, RefundAccount account) {
        books.facts()
                .tell(new RefundAccountGiven(
                        fact.performance(),
                        fact.order(),
                        fact.repayment().refund(),
                        fact.customer(),
                        new Seal(key).sealAccount(fact.customer(), account),
                        Instant.now()));
    }

    private void becomes(String state, Repayment repayment) {
        await().untilAsserted(() -> assertThat(books.state(repayment)).isEqualTo(state));
    }
}
