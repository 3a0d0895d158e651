package io.holdfast.ticketing.calendar;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.ticketing.show.CalledOff;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.FactSheet;
import io.holdfast.ticketing.show.FactSheets;
import io.holdfast.ticketing.show.Performance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// A performance as a file that a calendar takes in. Taken in again later, it tells what has changed.
@Path("/performances/{performance}/calendar.ics")
@RunOnVirtualThread
public class CalendarResource {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    private final Catalogue catalogue;
    private final FactSheets factSheets;
    private final String site;

    CalendarResource(
            Catalogue catalogue,
            FactSheets factSheets,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.catalogue = catalogue;
        this.factSheets = factSheets;
        this.site = publicUrl.replaceFirst("/+$", "");
    }

    @GET
    @Produces("text/calendar;charset=UTF-8")
    public Response file(@PathParam("performance") PerformanceId id) {
        var performance = catalogue.performance(id);
        var day = DAY.format(performance.startsAt().atZone(performance.timeZone()));
        return Response.ok(calendar(performance, factSheets.of(performance.show())))
                .header("Content-Disposition", "attachment; filename=\"holdfast-" + day + ".ics\"")
                .header("Cache-Control", "no-cache")
                .build();
    }

    private String calendar(Performance performance, FactSheet facts) {
        var page = site + "/shows/" + performance.show();
        var calendar = new ContentLines()
                .line("BEGIN", "VCALENDAR")
                .line("VERSION", "2.0")
                .line("PRODID", "-//Holdfast//Holdfast//EN")
                .line("BEGIN", "VEVENT")
                .line("UID", performance.id().toString())
                .line("DTSTAMP", MOMENT.format(revisedAt(performance, facts)))
                .line("SEQUENCE", String.valueOf(revision(performance, facts)))
                .line("STATUS", performance.calledOff().isPresent() ? "CANCELLED" : "CONFIRMED")
                .line("DTSTART", MOMENT.format(performance.startsAt()));
        if (facts.runtimeMinutes() != null) {
            calendar.line("DURATION", "PT" + facts.runtimeMinutes() + "M");
        }
        return calendar.text("SUMMARY", performance.title())
                .text(
                        "LOCATION",
                        facts.address().isEmpty() ? performance.venue() : performance.venue() + ", " + facts.address())
                .text(
                        "DESCRIPTION",
                        performance.calledOff().map(off -> off.reason() + "\n").orElse("") + page)
                .line("URL", page)
                .line("END", "VEVENT")
                .line("END", "VCALENDAR")
                .toString();
    }

    /// Grows with everything that can change: the facts, and once that it is called off.
    private static int revision(Performance performance, FactSheet facts) {
        return facts.revision() + (performance.calledOff().isPresent() ? 1 : 0);
    }

    private static Instant revisedAt(Performance performance, FactSheet facts) {
        return performance
                .calledOff()
                .map(CalledOff::at)
                .filter(facts.revisedAt()::isBefore)
                .orElse(facts.revisedAt());
    }
}
