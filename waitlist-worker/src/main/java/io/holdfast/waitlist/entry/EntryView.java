package io.holdfast.waitlist.entry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.waitlist.entry.EntryState.Ended;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.performance.Performance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry as its owner sees it.
///
/// @param sections only if some were named
/// @param highestPrice only if there is one; for each seat
/// @param automaticPayment only if an offer is to be paid by itself
/// @param position 1 = next; only while it may still be served
/// @param chance of being offered something in time; only while it may still be served
/// @param offer only while one is open
/// @param reason why it ended without a ticket
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryView(
        EntryId id,
        PerformanceView performance,
        List<String> grades,
        @Nullable List<String> sections,
        int seats,
        boolean adjacent,
        @Nullable Money highestPrice,
        @Nullable Instant until,
        @Nullable String automaticPayment,
        String state,
        @Nullable Long position,
        @Nullable Chance chance,
        @Nullable OfferView offer,
        @Nullable EndReason reason,
        Instant joinedAt) {

    @RegisterForReflection
    public record PerformanceView(PerformanceId id, String title, String venue, Instant startsAt, String timeZone) {}

    @RegisterForReflection
    public record OfferView(OfferId id, Instant until) {}

    @RegisterForReflection
    public record EntryList(List<EntryView> entries) {}

    static EntryView of(Entry entry, Performance performance, @Nullable Long position, @Nullable Chance chance) {
        var wish = entry.wish();
        return new EntryView(
                entry.id(),
                new PerformanceView(
                        performance.id(),
                        performance.title(),
                        performance.venue(),
                        performance.startsAt(),
                        performance.timeZone().getId()),
                wish.grades(),
                wish.sections().isEmpty() ? null : wish.sections(),
                wish.seats(),
                wish.adjacent(),
                wish.highestPrice().orElse(null),
                wish.until().orElse(null),
                entry.automaticPayment().orElse(null),
                Entries.nameOf(entry.state()),
                position,
                chance,
                entry.state() instanceof Offered offered ? new OfferView(offered.offer(), offered.until()) : null,
                entry.state() instanceof Ended ended ? ended.reason() : null,
                entry.joinedAt());
    }
}
