package io.holdfast.ticketing.payment;

import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.ticketing.channel.Channel;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.payment.PaymentLinks.What;
import io.holdfast.ticketing.show.Catalogue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// What somebody sees who was given a payment link: what is to be paid, and the way to the payment company's page. No
/// script, no cookie, no field to type anything into.
@Path("/pay/{token}")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class PaymentLinkPage {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /// @param state `OPEN`, `PENDING`, `PAID` or `OVER`
    /// @param next the channel to take, when the one before did not answer
    record Link(
            String state,
            String token,
            String title,
            String when,
            String amount,
            String booking,
            @Nullable String next,
            String nextLabel)
            implements TemplateInstance {}

    private final PaymentLinks links;
    private final Payments payments;
    private final Orders orders;
    private final Holds holds;
    private final Catalogue catalogue;
    private final String publicUrl;

    PaymentLinkPage(
            PaymentLinks links,
            Payments payments,
            Orders orders,
            Holds holds,
            Catalogue catalogue,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.links = links;
        this.payments = payments;
        this.orders = orders;
        this.holds = holds;
        this.catalogue = catalogue;
        this.publicUrl = publicUrl;
    }

    @GET
    public Response show(@PathParam("token") String token) {
        return page(links.named(token), token, null);
    }

    /// Opens a payment and leads to its page. Nothing is charged by this.
    ///
    /// @param channel another one than the link's, when that did not answer
    @GET
    @Path("/go")
    public Response go(@PathParam("token") String token, @QueryParam("channel") @Nullable String channel) {
        var link = links.named(token);
        var order = orders.find(link.order()).orElseThrow();
        if (!state(link, order).equals("OPEN")) {
            return page(link, token, null);
        }
        try {
            var id = new PaymentId(UUID.randomUUID());
            var back = publicUrl + "/pay/" + token + "/return?payment=" + id;
            var opened = payments.open(id, order, channel == null ? link.channel() : channel, order.total(), back);
            QuarkusTransaction.requiringNew().run(() -> {
                payments.started(opened);
                links.note(link.id(), What.OPENED, null, id);
            });
            return Response.seeOther(URI.create(opened.page())).build();
        } catch (ProblemException e) {
            return e.problem().facts().get("next") instanceof Outage.Next next ? page(link, token, next) : over(e);
        }
    }

    /// Where the payment company sends the browser back to.
    @GET
    @Path("/return")
    public Response back(
            @PathParam("token") String token,
            @QueryParam("payment") @Nullable PaymentId id,
            @QueryParam("paymentKey") @Nullable String paymentKey,
            @QueryParam("amount") @Nullable Long amount,
            @QueryParam("result") @Nullable String result) {
        var link = links.named(token);
        var payment = id == null ? null : payments.find(id).orElse(null);
        if (payment != null && payment.purpose().equals(new Purpose.ForOrder(link.order()))) {
            links.note(link.id(), What.RETURNED, null, payment.id());
            if (paymentKey == null || amount == null || "fail".equals(result)) {
                payments.abandon(payment.id());
            } else {
                confirm(payment, paymentKey, new Money(amount, payment.amount().currency()));
            }
        }
        return Response.seeOther(URI.create(publicUrl + "/pay/" + token)).build();
    }

    /// What is refused has changed nothing, and the page says how things are.
    private void confirm(Payment payment, String paymentKey, Money amount) {
        try {
            payments.confirm(payment.id(), paymentKey, amount);
        } catch (ProblemException e) {
            payments.abandon(payment.id());
        }
    }

    private Response over(ProblemException e) {
        throw e;
    }

    private Response page(PaymentLinks.Link link, String token, Outage.@Nullable Next next) {
        var order = orders.find(link.order()).orElseThrow();
        var performance = catalogue.performance(order.performance());
        Channel.Label label = next == null ? new Channel.Label("", "") : next.label();
        var state = state(link, order);
        return Response.ok(new Link(
                        state,
                        token,
                        performance.title(),
                        WHEN.format(performance.startsAt().atZone(performance.timeZone())),
                        amount(order.total()),
                        state.equals("PAID") ? order.booking() : "",
                        next == null ? null : next.name(),
                        label.ko() + " (" + label.en() + ")"))
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .header("X-Robots-Tag", "noindex")
                .build();
    }

    private String state(PaymentLinks.Link link, Order order) {
        if (order.state() != Order.State.PENDING) {
            return order.state() == Order.State.LAPSED || order.state() == Order.State.CANCELLED ? "OVER" : "PAID";
        }
        if (payments.of(order.id()).stream().anyMatch(payment -> payment.state().open())) {
            return "PENDING";
        }
        var live = holds.find(order.hold()).filter(hold -> hold.state() == Hold.State.ACTIVE);
        return link.valid() && live.isPresent() ? "OPEN" : "OVER";
    }

    private static String amount(Money money) {
        var format = NumberFormat.getCurrencyInstance(Locale.KOREA);
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        format.setCurrency(money.currency());
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(java.math.BigDecimal.valueOf(money.amount(), digits));
    }
}
