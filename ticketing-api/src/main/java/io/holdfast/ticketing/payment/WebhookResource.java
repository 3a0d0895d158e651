package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.MALFORMED_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.WEBHOOK_SIGNATURE_INVALID;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.channel.Gateway;
import io.holdfast.ticketing.channel.Gateway.Heard;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Hears from payment gateways. What they say is a reason to ask, never taken at its word; what they say twice is
/// heard once.
@Path("/api")
@RunOnVirtualThread
public class WebhookResource {

    private static final int LARGEST = 256 * 1024;

    private static final String SEEN = "select 1 as seen from webhook where gateway = :gateway and event_id = :event";
    private static final String REMEMBER = """
        insert into webhook (gateway, event_id)
        values (:gateway, :event)
        on conflict do nothing
        """;

    private final Payments payments;
    private final Channels channels;
    private final DataSource database;

    WebhookResource(Payments payments, Channels channels, DataSource database) {
        this.payments = payments;
        this.channels = channels;
        this.database = database;
    }

    /// A call that we cannot work on is answered with a failure, so that the gateway calls again.
    @POST
    @Path("/webhooks/{gateway}")
    public void hear(@PathParam("gateway") String name, @Context HttpHeaders headers, String body) {
        var gateway = channels.find(name).filter(Gateway::isOn).orElseThrow(() -> NOT_FOUND
                .because("There is no such gateway.")
                .asException());
        if (body.length() > LARGEST) {
            throw MALFORMED_REQUEST.plain().asException();
        }
        switch (gateway.hear(flat(headers), body)) {
            case Heard.Forged() -> throw WEBHOOK_SIGNATURE_INVALID.plain().asException();
            case Heard.Unreadable() -> throw MALFORMED_REQUEST.plain().asException();
            case Heard.Event(var event, var about) -> {
                if (isSeen(name, event)) {
                    return;
                }
                about.flatMap(payment -> payments.called(name, payment))
                        .ifPresent(payment -> payments.ask(payment.id()));
                // Only now: who fails before is called again.
                Sql.of(REMEMBER).with("gateway", name).with("event", event).run(database);
            }
        }
    }

    private boolean isSeen(String gateway, String event) {
        return Sql.of(SEEN)
                .with("gateway", gateway)
                .with("event", event)
                .first(database, row -> row.number("seen"))
                .isPresent();
    }

    private static Map<String, String> flat(HttpHeaders headers) {
        return headers.getRequestHeaders().entrySet().stream()
                .filter(header -> !header.getValue().isEmpty())
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> header.getValue().getFirst(),
                        (first, _) -> first));
    }
}
