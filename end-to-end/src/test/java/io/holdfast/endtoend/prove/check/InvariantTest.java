package io.holdfast.endtoend.prove.check;

import static io.holdfast.endtoend.prove.check.Invariant.*;
import static io.holdfast.endtoend.prove.check.SmallWorld.at;
import static io.holdfast.endtoend.prove.check.SmallWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import io.holdfast.endtoend.prove.check.Operation.Outcome;
import org.junit.jupiter.api.Test;

class InvariantTest {

    private final SmallWorld world = new SmallWorld();

    @Test
    void where_all_is_well_nothing_is_found() {
        assertThat(world.judged()).isEmpty();
    }

    // I1

    @Test
    void a_seat_that_two_people_were_told_is_theirs_is_found() {
        world.did(
                "eve",
                Kind.HOLD,
                10,
                "{'performance':'p','seats':['A-2']}",
                "{'id':'eve-hold','until':'%s'}".formatted(at(30)));

        assertThat(world.judged())
                .filteredOn(violation -> violation.invariant() == I1)
                .singleElement()
                .extracting(Violation::found)
                .asString()
                .contains("A-2", "eve-hold", "bob-hold");
    }

    @Test
    void whoever_has_given_a_seat_back_has_no_claim_to_it() {
        world.did(
                        "eve",
                        Kind.HOLD,
                        12,
                        "{'performance':'p','seats':['A-1']}",
                        "{'id':'eve-hold','until':'%s'}".formatted(at(30)))
                .add(
                        "hold",
                        "{'id':'eve-hold','performance_id':'p','seats':['A-1'],'state':'LAPSED','placed_at':'%s','until':'%s','ended_at':'%s'}"
                                .formatted(at(12), at(30), at(30)));

        assertThat(world.judged()).isEmpty();
    }

    @Test
    void a_seat_with_two_valid_tickets_is_found() {
        world.add(
                "ticket",
                "{'id':'eve-ticket','order_id':'eve-order','performance_id':'p','seat_id':'A-2','state':'VALID'}");

        assertThat(found()).contains(I1);
    }

    @Test
    void a_sold_seat_without_a_ticket_is_found() {
        world.change("ticket", "bob-ticket", "{'state':'CANCELLED'}");

        assertThat(found()).contains(I1);
    }

    // I2

    @Test
    void a_hold_that_was_answered_and_is_gone_is_found() {
        world.remove("hold", "bob-hold");

        assertThat(found()).contains(I2);
    }

    @Test
    void a_capture_that_was_answered_and_is_none_any_more_is_found() {
        world.change("payment", "bob-payment", "{'state':'DECLINED'}");

        assertThat(found()).contains(I2);
    }

    @Test
    void a_place_in_the_line_that_was_answered_and_is_gone_is_found() {
        world.remove("entry", "dan-entry");

        assertThat(found()).containsOnly(I2);
    }

    @Test
    void an_entry_that_was_answered_and_is_forgotten_is_found() {
        world.change("ticket", "bob-ticket", "{'entered_scan':null}");

        assertThat(found()).containsOnly(I2);
    }

    // I3

    @Test
    void a_hold_that_nobody_asked_for_is_found() {
        world.add(
                "hold",
                "{'id':'strange','performance_id':'p','seats':['A-1'],'state':'LAPSED','placed_at':'%s','until':'%s','ended_at':'%s'}"
                        .formatted(at(90), at(99), at(99)));

        assertThat(found()).containsOnly(I3);
    }

    @Test
    void a_hold_of_which_nobody_could_be_told_is_not_strange() {
        world.write(
                        "eve",
                        Kind.HOLD,
                        90,
                        "{'performance':'p','seats':['A-1']}",
                        "{}",
                        key("eve", Kind.HOLD),
                        Outcome.UNKNOWN,
                        "")
                .add("idempotency_key", "{'key':'eve-HOLD','made':'eve-hold'}")
                .add(
                        "hold",
                        "{'id':'eve-hold','performance_id':'p','seats':['A-1'],'state':'LAPSED','placed_at':'%s','until':'%s','ended_at':'%s'}"
                                .formatted(at(90), at(99), at(99)));

        assertThat(world.judged()).isEmpty();
    }

    @Test
    void a_cancellation_that_was_refused_and_done_is_found() {
        world.write(
                        "bob",
                        Kind.CANCEL,
                        40,
                        "{'order':'bob-order','hold':'bob-hold'}",
                        "{}",
                        key("bob", Kind.CANCEL),
                        Outcome.REFUSED,
                        "TICKET_USED")
                .add(
                        "cancellation",
                        "{'id':'bob-cancellation','order_id':'bob-order','cause':'CUSTOMER','gross':100,'fee':100,'refund':0,'refund_state':'NONE'}");

        assertThat(found()).containsOnly(I3);
    }

    @Test
    void money_that_was_taken_before_anybody_said_yes_is_found() {
        world.add("gateway_payment", "{'paymentKey':'pay-9','status':'DONE','amount':100,'balance':0}");

        assertThat(found()).containsOnly(I3);
    }

    // I4

    @Test
    void a_seat_that_has_gone_is_found() {
        world.remove("seat", "A-1");

        assertThat(found()).containsOnly(I4);
    }

    @Test
    void a_seat_in_no_state_is_found() {
        world.change("seat", "A-1", "{'state':'LOST'}");

        assertThat(found()).containsOnly(I4);
    }

    // I5

    @Test
    void a_purchase_that_was_asked_for_too_late_is_found() {
        world.change("payment", "ann-payment", "{'asked_at':'%s'}".formatted(at(20)));

        assertThat(found()).containsOnly(I5);
    }

    @Test
    void a_seat_that_was_given_away_while_it_was_being_paid_for_is_found() {
        world.change("payment", "ann-payment", "{'ended_at':'%s'}".formatted(at(45)));

        assertThat(found()).containsOnly(I5);
    }

    // I6

    @Test
    void money_that_came_too_late_and_was_kept_is_found() {
        world.change("payment", "ann-payment", "{'state':'LATE'}");

        assertThat(found()).contains(I6);
    }

    @Test
    void money_of_which_we_know_nothing_is_found() {
        world.remove("payment", "bob-top-up");

        assertThat(found()).contains(I6);
    }

    // I7

    @Test
    void a_transaction_that_does_not_sum_to_zero_is_found() {
        world.book("buy-2", "bob-order", "sales", -1);

        assertThat(found()).containsOnly(I7);
    }

    @Test
    void a_refund_that_was_not_booked_is_found() {
        world.book("oops", "ann-order", "gateway:simulator", 70).book("oops", "ann-order", "owed", -70);

        assertThat(found()).containsOnly(I7);
    }

    @Test
    void a_wallet_that_is_not_its_history_is_found() {
        world.change("wallet", "bob", "{'balance':500}");

        assertThat(found()).containsOnly(I7);
    }

    @Test
    void a_gateway_that_has_taken_another_amount_is_found() {
        world.change("gateway_payment", "pay-2", "{'amount':501,'balance':501}");

        assertThat(found()).containsOnly(I7);
    }

    // I8

    @Test
    void a_refund_that_was_given_twice_is_found() {
        world.add("gateway_cancel", "{'payment':'pay-1','key':'another','amount':30}")
                .change("gateway_payment", "pay-1", "{'balance':0}");

        assertThat(found()).contains(I8);
    }

    @Test
    void a_refund_that_is_settled_and_was_never_given_is_found() {
        world.remove("gateway_cancel", "ann-refund");

        assertThat(found()).containsOnly(I8);
    }

    // I10

    @Test
    void a_refund_that_never_ends_is_found() {
        world.change("refund", "ann-refund", "{'state':'REQUESTED'}");

        assertThat(found()).containsOnly(I10);
    }

    @Test
    void a_payment_that_nobody_asks_about_is_found() {
        world.change("payment", "bob-top-up", "{'state':'UNKNOWN'}");

        assertThat(found()).contains(I10);
    }

    // I11

    @Test
    void somebody_who_is_served_before_their_turn_is_found() {
        world.change("waitlist_offer", "offer-1", "{'entry_id':'dan-entry'}");

        assertThat(found()).containsOnly(I11);
    }

    @Test
    void somebody_who_came_first_and_stands_behind_is_found() {
        world.change("entry", "cho-entry", "{'seq':3}")
                .remove("waitlist_offer", "offer-1")
                .remove("hold", "offer-1");

        assertThat(found()).containsOnly(I11);
    }

    // I13

    @Test
    void another_answer_to_the_same_key_is_found() {
        world.did("ann", Kind.REPEAT, 61, "{'hold':'ann-hold'}", "{'id':'another'}", key("ann", Kind.ORDER));

        assertThat(found()).containsOnly(I13);
    }

    @Test
    void a_repetition_that_is_refused_is_found() {
        world.write("ann", Kind.REPEAT, 61, "{}", "{}", key("ann", Kind.ORDER), Outcome.REFUSED, "ORDER_NOT_PAYABLE");

        assertThat(found()).containsOnly(I13);
    }

    // I15

    @Test
    void a_ticket_that_was_let_in_by_two_scans_is_found() {
        world.did("bob", Kind.ENTER, 31, "{'ticket':'bob-ticket','scan':'scan-2'}", "{'verdict':'ENTERED'}");

        assertThat(found()).contains(I15);
    }

    @Test
    void two_entries_in_the_books_are_found() {
        world.change("scan", "scan-2", "{'verdict':'ENTERED'}");

        assertThat(found()).containsOnly(I15);
    }

    // I17

    @Test
    void a_number_that_was_passed_over_is_found() {
        world.saw(1, 0);

        assertThat(found()).containsOnly(I17);
    }

    @Test
    void somebody_who_is_told_to_wait_while_they_are_served_is_found() {
        world.saw(0, 1);

        assertThat(found()).containsOnly(I17);
    }

    private java.util.Set<Invariant> found() {
        return world.judged().stream().map(Violation::invariant).collect(java.util.stream.Collectors.toSet());
    }
}
