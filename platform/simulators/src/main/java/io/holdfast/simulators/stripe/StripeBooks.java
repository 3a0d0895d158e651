package io.holdfast.simulators.stripe;

import io.holdfast.simulators.gateway.Asked;
import io.holdfast.simulators.gateway.Journal;
import io.holdfast.simulators.gateway.Names;
import io.holdfast.simulators.stripe.StripeEntry.Card;
import io.holdfast.simulators.stripe.StripeEntry.Intent;
import io.holdfast.simulators.stripe.StripeEntry.Refund;
import io.holdfast.simulators.stripe.StripeEntry.Session;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateway's books. One lock for all of them: nobody measures this.
final class StripeBooks {

    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final Map<String, Card> cards = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Journal<StripeEntry> journal;

    StripeBooks(InstantSource clock, Journal<StripeEntry> journal) {
        this.clock = clock;
        this.journal = journal;
        journal.read(entry -> {
            if (entry.session() != null) {
                sessions.put(entry.session().id(), entry.session());
            }
            if (entry.intent() != null) {
                intents.put(entry.intent().id(), entry.intent());
            }
            if (entry.card() != null) {
                cards.put(entry.card().id(), entry.card());
            }
        });
    }

    synchronized Session open(
            String mode,
            @Nullable String customer,
            @Nullable String reference,
            long amount,
            String currency,
            String name,
            String successUrl,
            String cancelUrl,
            Map<String, String> intentMetadata,
            boolean manual) {
        if (mode.equals("payment") && amount < 50) {
            throw StripeRefused.invalid("amount_too_small", "Amount must convert to at least 50 cents.");
        }
        return keep(new Session(
                Names.fresh("cs_test_"),
                mode,
                "open",
                customer,
                reference,
                amount,
                currency,
                name,
                successUrl,
                cancelUrl,
                intentMetadata,
                manual,
                null,
                null,
                clock.instant()));
    }

    /// The customer's yes on the page; a second one changes nothing.
    synchronized Session agree(String id) {
        var session = session(id);
        if (!session.status().equals("open")) {
            return session;
        }
        if (session.mode().equals("setup")) {
            var card = keep(new Card(Names.fresh("pm_"), session.customer()));
            return keep(session.with("complete", null, card.id()));
        }
        var intent = keep(new Intent(
                Names.fresh("pi_"),
                session.amount(),
                session.currency(),
                session.manual() ? "requires_capture" : "succeeded",
                session.manual() ? 0 : session.amount(),
                session.customer(),
                session.intentMetadata(),
                null,
                null,
                List.of(),
                clock.instant()));
        return keep(session.with("complete", intent.id(), null));
    }

    synchronized Session expire(String id) {
        var session = session(id);
        if (!session.status().equals("open")) {
            throw StripeRefused.invalid(
                    "checkout_session_not_open", "Only Checkout Sessions with a status in [\"open\"] can be expired.");
        }
        return keep(session.with("expired", session.intent(), session.card()));
    }

    synchronized Intent capture(String id, Asked asked, boolean rejected, boolean wrongly) {
        var intent = intent(id);
        if (!intent.status().equals("requires_capture")) {
            throw StripeRefused.invalid(
                    "payment_intent_unexpected_state",
                    "This PaymentIntent could not be captured because it has a status of " + intent.status() + ".");
        }
        if (rejected) {
            keep(intent.with("canceled", 0, null));
            throw StripeRefused.declined();
        }
        return keep(intent.with("succeeded", wrongly ? intent.amount() - 10 : intent.amount(), asked));
    }

    synchronized Intent cancel(String id) {
        var intent = intent(id);
        if (List.of("succeeded", "canceled").contains(intent.status())) {
            throw StripeRefused.invalid(
                    "payment_intent_unexpected_state",
                    "You cannot cancel this PaymentIntent because it has a status of " + intent.status() + ".");
        }
        return keep(intent.with("canceled", 0, null));
    }

    /// Charges a saved card; nobody is there to be asked.
    synchronized Intent charge(
            String customer,
            String card,
            long amount,
            String currency,
            Map<String, String> metadata,
            Asked asked,
            boolean rejected,
            boolean wrongly) {
        var known = cards.get(card);
        if (known == null || !customer.equals(known.customer())) {
            throw StripeRefused.missing("PaymentMethod: '" + card + "'");
        }
        var intent = keep(new Intent(
                Names.fresh("pi_"),
                amount,
                currency,
                rejected ? "requires_payment_method" : "succeeded",
                rejected ? 0 : wrongly ? amount - 10 : amount,
                customer,
                metadata,
                rejected ? "generic_decline" : null,
                asked,
                List.of(),
                clock.instant()));
        if (rejected) {
            throw StripeRefused.declined();
        }
        return intent;
    }

    synchronized Refund refund(String id, long wanted, Map<String, String> metadata, Asked asked) {
        var intent = intent(id);
        var left = intent.received()
                - intent.refunds().stream().mapToLong(Refund::amount).sum();
        if (!intent.status().equals("succeeded")) {
            throw StripeRefused.invalid(
                    "payment_intent_unexpected_state", "This PaymentIntent has no charge to refund.");
        }
        if (left == 0) {
            throw StripeRefused.invalid("charge_already_refunded", "Charge has already been refunded.");
        }
        var amount = wanted == 0 ? left : wanted;
        if (amount < 0 || amount > left) {
            throw StripeRefused.invalid(
                    "amount_too_large", "Refund amount is greater than unrefunded amount on charge.");
        }
        var refund = new Refund(Names.fresh("re_"), id, amount, metadata, clock.instant(), asked);
        keep(intent.refunded(refund));
        return refund;
    }

    synchronized Card detach(String id) {
        var card = cards.get(id);
        if (card == null) {
            throw StripeRefused.missing("PaymentMethod: '" + id + "'");
        }
        return keep(new Card(id, null));
    }

    synchronized Session session(String id) {
        var session = sessions.get(id);
        if (session == null) {
            throw StripeRefused.missing("checkout.session: " + id);
        }
        return session;
    }

    synchronized Intent intent(String id) {
        var intent = intents.get(id);
        if (intent == null) {
            throw StripeRefused.missing("payment_intent: '" + id + "'");
        }
        return intent;
    }

    synchronized Collection<Intent> all() {
        return List.copyOf(intents.values());
    }

    private Session keep(Session session) {
        journal.write(StripeEntry.of(session));
        sessions.put(session.id(), session);
        return session;
    }

    private Intent keep(Intent intent) {
        journal.write(StripeEntry.of(intent));
        intents.put(intent.id(), intent);
        return intent;
    }

    private Card keep(Card card) {
        journal.write(StripeEntry.of(card));
        cards.put(card.id(), card);
        return card;
    }
}
