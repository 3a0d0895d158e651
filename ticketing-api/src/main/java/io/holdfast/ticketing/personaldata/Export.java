package io.holdfast.ticketing.personaldata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import jakarta.enterprise.context.ApplicationScoped;
import javax.sql.DataSource;

/// Everything about a member in one document, as it stands at one moment.
@ApplicationScoped
class Export {

    /// Contacts come sealed and are opened on the way. Of a card there is only what its owner calls it.
    private static final String EVERYTHING = """
        select jsonb_build_object(
            'exportedAt', now(),
            'customer', (
                select jsonb_build_object('id', id, 'since', at, 'tier', tier, 'contact', contact)
                  from customer where id = :customer),
            'orders', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'id', orders.id, 'booking', booking, 'state', state, 'at', orders.at, 'paidAt', paid_at,
                    'show', show.title, 'startsAt', performance.starts_at, 'delivery', delivery,
                    'amount', orders.amount, 'serviceFee', service_fee, 'deliveryFee', delivery_fee,
                    'couponDiscount', coupon_discount, 'currency', orders.currency, 'refundTerms', refund_terms,
                    'recipient', recipient,
                    'tickets', (
                        select coalesce(jsonb_agg(jsonb_build_object(
                            'id', ticket.id, 'seat', label, 'grade', grade, 'amount', ticket.amount,
                            'state', ticket.state, 'enteredAt', entered_at, 'deviceAt', device_at)), '[]')
                          from ticket where ticket.order_id = orders.id),
                    'payments', (
                        select coalesce(jsonb_agg(jsonb_build_object(
                            'id', payment.id, 'channel', channel, 'amount', payment.amount, 'state', payment.state,
                            'at', payment.at)), '[]')
                          from payment where payment.order_id = orders.id),
                    'cancellations', (
                        select coalesce(jsonb_agg(jsonb_build_object(
                            'id', cancellation.id, 'at', cancellation.at, 'fee', fee, 'refund', refund,
                            'refundState', refund_state, 'settledAt', settled_at)), '[]')
                          from cancellation where cancellation.order_id = orders.id),
                    'seatChanges', (
                        select coalesce(jsonb_agg(jsonb_build_object(
                            'from', old_label, 'to', new_label, 'state', seat_change.state, 'at', proposed_at,
                            'answeredAt', answered_at)), '[]')
                          from seat_change where seat_change.order_id = orders.id))
                    order by orders.at), '[]')
                  from orders
                  join performance on performance.id = orders.performance_id
                  join show on show.id = performance.show_id
                 where orders.customer_id = :customer),
            'receivedTickets', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'id', ticket.id, 'show', show.title, 'startsAt', performance.starts_at, 'seat', label,
                    'grade', grade, 'state', ticket.state, 'enteredAt', entered_at, 'holder', holder_contact)
                    order by performance.starts_at), '[]')
                  from ticket
                  join performance on performance.id = ticket.performance_id
                  join show on show.id = performance.show_id
                 where ticket.holder_id = :customer),
            'holds', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'id', id, 'performance', performance_id, 'seats', seats, 'state', state, 'at', placed_at)
                    order by placed_at), '[]')
                  from hold where subject = :subject),
            'points', jsonb_build_object(
                'balances', (
                    select coalesce(jsonb_agg(jsonb_build_object('amount', balance, 'currency', currency)), '[]')
                      from wallet where customer_id = :customer),
                'history', (
                    select coalesce(jsonb_agg(jsonb_build_object(
                        'amount', amount, 'currency', currency, 'reason', reason, 'order', order_id, 'memo', memo,
                        'at', at) order by id), '[]')
                      from point_entry where customer_id = :customer),
                'topUps', (
                    select coalesce(jsonb_agg(jsonb_build_object(
                        'amount', amount, 'currency', currency, 'at', at, 'creditedAt', credited_at) order by at), '[]')
                      from top_up where customer_id = :customer),
                'consents', (
                    select coalesce(jsonb_agg(jsonb_build_object(
                        'given', given, 'text', consent_text, 'version', consent_version, 'at', at) order by id), '[]')
                      from point_consent where customer_id = :customer)),
            'coupons', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'id', coupon.id, 'name', name, 'state', state, 'until', coupon.until, 'order', order_id)), '[]')
                  from coupon
                  join coupon_issue on coupon_issue.id = coupon.issue_id
                 where customer_id = :customer),
            'paymentMethods', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'gateway', gateway, 'label', label, 'consent', consent_text, 'consentedAt', consented_at,
                    'endedAt', ended_at)), '[]')
                  from payment_method where customer_id = :customer),
            'tiers', (
                select coalesce(jsonb_agg(jsonb_build_object('tier', tier, 'reason', reason, 'at', at) order by id), '[]')
                  from tier_change where customer_id = :customer),
            'organisations', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'name', organisation.name, 'state', state, 'country', registration_country,
                    'registrationNumber', registration_number, 'role', role, 'since', since, 'until', until,
                    'representative', case when applicant_id = :customer then representative end)
                    order by since), '[]')
                  from organisation_member
                  join organisation on organisation.id = organisation_member.organisation_id
                 where customer_id = :customer),
            'sessions', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'id', id, 'device', device, 'beganAt', began_at, 'seenAt', seen_at, 'endedAt', ended_at)), '[]')
                  from login_session where customer_id = :customer))::text as found
        """;

    private final DataSource database;
    private final Customers customers;
    private final ObjectMapper json;

    Export(DataSource database, Customers customers, ObjectMapper json) {
        this.database = database;
        this.customers = customers;
        this.json = json;
    }

    /// @return JSON
    String of(CustomerId customer) {
        var found = Sql.of(EVERYTHING)
                .with("customer", customer)
                .with("subject", Subject.member(customer).value())
                .one(database, row -> row.text("found"));
        try {
            var everything = (ObjectNode) json.readTree(found);
            open(customer, (ObjectNode) everything.get("customer"), "contact");
            everything.get("orders").forEach(order -> open(customer, (ObjectNode) order, "recipient"));
            everything
                    .get("organisations")
                    .forEach(organisation -> open(customer, (ObjectNode) organisation, "representative"));
            everything.get("receivedTickets").forEach(ticket -> open(customer, (ObjectNode) ticket, "holder"));
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(everything);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what the database wrote is no JSON", e);
        }
    }

    private void open(CustomerId customer, ObjectNode holder, String name) {
        var sealed = holder.get(name);
        if (sealed != null && sealed.isTextual()) {
            holder.set(name, json.valueToTree(customers.open(customer, sealed.asText())));
        }
    }
}
