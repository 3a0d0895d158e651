package io.holdfast.room.status;

import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.IncidentEvent.Update;
import io.holdfast.contracts.event.IncidentEvent.Words;
import io.holdfast.contracts.id.IncidentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// An incident as ticketing-api tells it.
public record TestIncident(
        IncidentId id, Severity severity, List<Component> components, Words title, Instant began, Duration nextUpdate) {

    public static TestIncident of(Severity severity, Component... components) {
        return new TestIncident(
                IncidentId.next(),
                severity,
                List.of(components),
                new Words("카드 결제가 되지 않습니다", "Payment by card does not work"),
                Instant.now().minusSeconds(600),
                Duration.ofMinutes(40));
    }

    public TestIncident titled(String ko, String en) {
        return new TestIncident(id, severity, components, new Words(ko, en), began, nextUpdate);
    }

    /// @param nextUpdate counted from ten minutes ago
    public TestIncident promising(Duration nextUpdate) {
        return new TestIncident(id, severity, components, title, began, nextUpdate);
    }

    public IncidentChanged opened() {
        return told(1, false);
    }

    public IncidentChanged updated(int version) {
        return told(version, false);
    }

    public IncidentChanged closed(int version) {
        return told(version, true);
    }

    private IncidentChanged told(int version, boolean over) {
        var at = began.plusSeconds(version);
        return new IncidentChanged(
                id,
                version,
                severity,
                components,
                title,
                new Words("카드사와의 연결이 끊겼습니다.", "The line to the card companies is broken."),
                began,
                over ? null : began.plus(nextUpdate).plusSeconds(1800),
                over ? null : began.plus(nextUpdate),
                over ? at : null,
                IntStream.rangeClosed(2, version)
                        .mapToObj(n -> new Update(
                                began.plusSeconds(n),
                                new Words("포인트로는 결제하실 수 있습니다. (" + n + ")", "Paying by points works. (" + n + ")")))
                        .toList(),
                at);
    }
}
