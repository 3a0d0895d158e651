package io.holdfast.ticketing.payment;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.SimulatedGateway;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The gateways that speak the protocols of real ones, as a customer's browser and a test's hand meet them.
@ApplicationScoped
public class RealGateways {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @ConfigProperty(name = "holdfast.toss.url")
    String toss;

    @ConfigProperty(name = "holdfast.stripe.url")
    String stripe;

    /// @param back what the gateway told the browser to bring back
    public record Paying(String id, String order, long amount, String channel, Map<String, String> back) {

        public String key() {
            return back.get("paymentKey");
        }
    }

    /// Opens a payment and agrees on the gateway's page.
    public Paying agreed(Buyer who, String order, long amount, String channel) {
        var started = who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("channel", channel, "amount", BoxOffice.won(amount)))
                .post("/api/orders/{o}/payments", order)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new Paying(
                started.getString("id"), order, amount, channel, answered(started.getString("redirect"), "approve"));
    }

    public Response confirms(Buyer who, Paying paying) {
        return who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of(
                        "paymentKey",
                        paying.key(),
                        "amount",
                        BoxOffice.won(Long.parseLong(paying.back().get("amount")))))
                .post("/api/payments/{p}/confirmation", paying.id());
    }

    /// @return what the address says that the gateway sends the browser to
    public Map<String, String> answered(String page, String outcome) {
        var location = send(HttpRequest.newBuilder(URI.create(page))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("outcome=" + outcome)))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        return query(location);
    }

    static Map<String, String> query(String address) {
        var facts = new HashMap<String, String>();
        for (var pair : URI.create(address).getRawQuery().split("&")) {
            var at = pair.indexOf('=');
            facts.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return facts;
    }

    /// Leaves a card in the window that Toss Payments' script opens.
    public Map<String, String> leavesCardAtToss(String customerKey) {
        var form = "outcome=approve&customerKey=" + encoded(customerKey) + "&successUrl="
                + encoded("http://shop.test/back");
        return query(send(HttpRequest.newBuilder(URI.create(toss + "/billing-window"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)))
                .headers()
                .firstValue("Location")
                .orElseThrow());
    }

    public void misbehaves(String channel, String faults) {
        send(at(channel, "/v1/faults").PUT(BodyPublishers.ofString(faults)));
    }

    public void behave() {
        for (var channel : new String[] {"toss", "stripe"}) {
            misbehaves(channel, "{}");
            send(at(channel, "/v1/webhook").PUT(BodyPublishers.ofString("{}")));
        }
    }

    /// From now on the gateway calls this service.
    void calls(String channel) {
        var gateway = channel.substring(0, channel.indexOf('-'));
        var url = "http://127.0.0.1:" + RestAssured.port + "/api/webhooks/" + gateway;
        send(at(channel, "/v1/webhook").PUT(BodyPublishers.ofString("{\"url\":\"" + url + "\"}")));
    }

    JsonPath tossPayment(String orderId) {
        return new JsonPath(
                send(at("toss", "/v1/payments/orders/" + orderId).GET()).body());
    }

    JsonPath stripeSession(String id) {
        return new JsonPath(send(at("stripe", "/v1/checkout/sessions/" + id + "?expand[]=payment_intent")
                        .GET())
                .body());
    }

    /// How often a customer's saved card was really charged at Stripe.
    ///
    /// @param customer the name under which the gateway knows the customer
    public int charges(String customer) {
        var intents = new JsonPath(
                send(at("stripe", "/v1/payment_intents?customer=" + customer).GET())
                        .body());
        return intents.getList("data.findAll { it.status == 'succeeded' }").size();
    }

    /// What has really been taken for a payment.
    public long charged(Paying paying) {
        if (paying.channel().startsWith("toss")) {
            var payment = tossPayment(paying.id());
            return payment.getString("status").equals("DONE") ? payment.getLong("totalAmount") : 0;
        }
        return stripeSession(paying.key()).getLong("payment_intent.amount_received");
    }

    /// Takes the money without our hearing of it.
    public void takesBehindOurBack(Paying paying) {
        if (paying.channel().startsWith("toss")) {
            send(at("toss", "/v1/payments/confirm")
                    .POST(BodyPublishers.ofString("""
                    {"paymentKey":"%s","orderId":"%s","amount":%d}""".formatted(paying.key(), paying.id(), paying.amount()))));
        } else {
            send(at("stripe", "/v1/payment_intents/" + intent(paying) + "/capture")
                    .POST(BodyPublishers.noBody()));
        }
    }

    /// Somebody pays for what is called like a payment of ours, and nobody here knows of it.
    public Paying takesForNobodyHere(String channel, long amount) {
        return takesFor(UUID.randomUUID().toString(), channel, amount);
    }

    /// @param name what the gateway is told that is paid for
    public Paying takesFor(String name, String channel, long amount) {
        String page;
        if (channel.startsWith("toss")) {
            page = said(at("toss", "/v1/payments").POST(BodyPublishers.ofString("""
                    {"method":"CARD","amount":%d,"orderId":"%s","orderName":"a show","successUrl":"http://shop.test/","failUrl":"http://shop.test/"}""".formatted(amount, name))))
                    .getString("checkout.url");
        } else {
            page = said(at("stripe", "/v1/checkout/sessions")
                            .POST(BodyPublishers.ofString("mode=payment&client_reference_id=" + name
                                    + "&line_items[0][price_data][currency]=krw&line_items[0][price_data][unit_amount]="
                                    + amount
                                    + "&line_items[0][price_data][product_data][name]=a+show&payment_intent_data[capture_method]=manual&payment_intent_data[metadata][payment]="
                                    + name + "&success_url="
                                    + encoded("http://shop.test/?paymentKey={CHECKOUT_SESSION_ID}")
                                    + "&cancel_url=" + encoded("http://shop.test/"))))
                    .getString("url");
        }
        var paying = new Paying(name, "", amount, channel, answered(page, "approve"));
        takesBehindOurBack(paying);
        return paying;
    }

    /// What the gateway calls a payment once the money was taken.
    public String nameOf(Paying paying) {
        return paying.channel().startsWith("toss") ? paying.key() : intent(paying);
    }

    private JsonPath said(HttpRequest.Builder request) {
        return new JsonPath(send(request).body());
    }

    /// Gives money back as somebody does at the gateway's own desk.
    public void givesBackByHand(Paying paying, long amount) {
        if (paying.channel().startsWith("toss")) {
            send(at("toss", "/v1/payments/" + paying.key() + "/cancel")
                    .POST(BodyPublishers.ofString("""
                    {"cancelReason":"by hand","cancelAmount":%d}""".formatted(amount))));
        } else {
            send(at("stripe", "/v1/refunds")
                    .POST(BodyPublishers.ofString("payment_intent=" + intent(paying) + "&amount=" + amount)));
        }
    }

    private String intent(Paying paying) {
        return stripeSession(paying.key()).getString("payment_intent.id");
    }

    private HttpRequest.Builder at(String channel, String path) {
        if (channel.startsWith("toss")) {
            var basic = Base64.getEncoder()
                    .encodeToString((SimulatedGateway.TOSS_KEY + ":").getBytes(StandardCharsets.UTF_8));
            return HttpRequest.newBuilder(URI.create(toss + path)).header("Authorization", "Basic " + basic);
        }
        return HttpRequest.newBuilder(URI.create(stripe + path.replace("[]", "%5B%5D")))
                .header("Authorization", "Bearer " + SimulatedGateway.STRIPE_KEY);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
