package io.holdfast.ticketing.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.show.Sale;
import io.holdfast.ticketing.show.ShowDetail;
import io.holdfast.ticketing.show.ShowDetail.PerformanceDetail;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A show for search engines, in the words of schema.org: an `Event` for each performance.
final class EventData {

    private static final String SCHEMA = "https://schema.org/";

    private EventData() {}

    /// @return JSON-LD that ends no `script` element and begins no other, whatever the organiser has called things
    static String of(ShowDetail show, String site) {
        var data = JsonNodeFactory.instance.objectNode().put("@context", "https://schema.org");
        var events = data.putArray("@graph");
        show.performances().forEach(one -> events.add(event(one, show, site)));
        return harmless(data.toString());
    }

    private static ObjectNode event(PerformanceDetail one, ShowDetail show, String site) {
        var page = site + "/shows/" + show.id();
        var zone = ZoneId.of(one.timeZone());
        var starts = one.startsAt().atZone(zone);
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("@type", type(show.category()))
                .put("@id", page + "#" + one.id())
                .put("name", show.title())
                .put("url", page)
                .put(
                        "image",
                        site
                                + (show.picture() == null
                                        ? Pages.SHARE_PICTURE
                                        : show.picture().url()))
                .put("startDate", starts.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        if (show.runtimeMinutes() != null) {
            event.put(
                    "endDate",
                    starts.plusMinutes(show.runtimeMinutes()).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        }
        event.put("eventStatus", SCHEMA + (one.cancelled() == null ? "EventScheduled" : "EventCancelled"));
        event.put("eventAttendanceMode", SCHEMA + "OfflineEventAttendanceMode");
        if (!show.description().isBlank()) {
            event.put("description", show.description());
        }
        if (show.minimumAge() != null) {
            event.put("typicalAgeRange", show.minimumAge() + "-");
        }
        var place = event.putObject("location").put("@type", "Place").put("name", show.venue());
        place.put("address", show.address().isEmpty() ? show.venue() : show.address());
        var performers = event.putArray("performer");
        show.cast()
                .forEach(part -> performers.addObject().put("@type", "Person").put("name", part.name()));
        if (one.cancelled() == null && show.sale().state() != Sale.State.CLOSED) {
            offers(event, one, show, page);
        }
        return event;
    }

    private static void offers(ObjectNode event, PerformanceDetail one, ShowDetail show, String page) {
        var offers = event.putArray("offers");
        for (var grade : show.grades()) {
            var left = one.seatsLeft().getOrDefault(grade.grade(), 0);
            offers.addObject()
                    .put("@type", "Offer")
                    .put("name", grade.grade())
                    .put("url", page)
                    .put("price", decimal(grade.price()))
                    .put("priceCurrency", grade.price().currency().getCurrencyCode())
                    .put("validFrom", show.sale().opensAt().toString())
                    .put("availability", SCHEMA + (left > 0 ? "InStock" : "SoldOut"));
        }
    }

    private static String decimal(Money price) {
        return BigDecimal.valueOf(price.amount(), Math.max(0, price.currency().getDefaultFractionDigits()))
                .toPlainString();
    }

    private static String type(String category) {
        return switch (category.toLowerCase(Locale.ROOT)) {
            case "concert", "classic" -> "MusicEvent";
            case "musical", "theatre" -> "TheaterEvent";
            case "sports" -> "SportsEvent";
            case "exhibition" -> "ExhibitionEvent";
            default -> "Event";
        };
    }

    private static String harmless(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
