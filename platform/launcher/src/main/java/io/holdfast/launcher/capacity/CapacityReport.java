package io.holdfast.launcher.capacity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.launcher.capacity.Needs.Pods;
import io.holdfast.launcher.capacity.UnitCosts.Cost;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The answer for a person, for a program, and for the Helm chart.
record CapacityReport(Sale sale, Course course, Needs needs, UnitCosts costs, Pods pods) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int NARROW = 24;
    private static final int WIDE = 37;
    private static final double MEBIBYTE = 1 << 20;

    /// Redis writes its memory to disk from a copy of what changes meanwhile.
    private static final double REDIS_HEADROOM = 2;

    /// Autoscaling may go so far beyond what was computed.
    private static final int REACH = 2;

    String text() {
        return say(
                """
            %1$,d people want %2$,d seats%3$s.

            HOW IT GOES
            %4$s
            IN THE BUSIEST MOMENT
            %5$s
            WHAT IT NEEDS
            %6$s
            ASSUMPTIONS
            %7$s
            VALUES FOR THE CHART
            %8$s""",
                sale.people(),
                sale.seats(),
                sale.opens() == null ? "" : ", from " + sale.opens() + " on",
                going(),
                busiest(),
                needed(),
                assumptions(),
                values());
    }

    private String going() {
        var lines = new Lines(NARROW);
        lines.add("let in", say("%.1f visitors/s, at most %,d inside", sale.pace(), sale.room()));
        lines.add(
                "all seats taken",
                when(course.allTaken(), say("never: %,.0f of %,d are sold", course.sold(), sale.seats())));
        lines.add("nine of ten paid", when(course.nineTenths(), "never"));
        lines.add("last seat paid", when(course.soldOut(), "never"));
        lines.add(
                "queue is empty",
                when(OptionalDouble.of(course.drained()), "")
                        + (course.soldOut().isPresent()
                                ? say(", as everybody is told that all is sold; %,.0f have come in", course.cameIn())
                                : ""));
        lines.add(
                "if seats never ran out",
                when(OptionalDouble.of(course.everybody()), "") + say(" for the last of %,.0f", sale.comers()));
        return lines.toString();
    }

    private String busiest() {
        var lines = new Lines(NARROW);
        lines.add("waiting", say("%,.0f", course.mostWaiting()));
        lines.add("inside", say("%,.0f", course.mostInside()));
        lines.add("joins", say("%,.0f/s", needs.joins()));
        lines.add(
                "looks at the queue",
                "%,.0f/s in the lobby's last two seconds, %,.0f/s afterwards%s"
                        .formatted(
                                needs.lobbyLooks(),
                                needs.openLooks(),
                                sale.cached() > 0
                                        ? say(", without the %.0f %% that a cache answers", 100 * sale.cached())
                                        : ""));
        lines.add("purchases", say("%.1f/s", course.mostOrders()));
        return lines.toString();
    }

    private String needed() {
        var lines = new Lines(NARROW);
        lines.add("waiting-room", pods(needs.roomPods(), needs.roomCores()));
        if (sale.cached() == 0) {
            var cached = Needs.of(sale.cachedBy(0.95), course, costs, pods);
            if (cached.roomPods() < needs.roomPods()) {
                lines.add(
                        "",
                        say(
                                "%d with a cache in front that answers 95 %% of the looks (--cached 0.95)",
                                cached.roomPods()));
            }
        }
        lines.add(
                "ticketing-api", pods(needs.apiPods(), needs.apiCores()) + say(", %d connections each", needs.pool()));
        lines.add(
                "PostgreSQL",
                say(
                        "%.1f cores for purchases, %,d connections from all services",
                        needs.databaseCores(), needs.connections()));
        lines.add(
                "Redis",
                say(
                        "%,.0f MiB used, maxmemory %,.0f MiB; %.0f %% of its one processor",
                        needs.redisBytes() / MEBIBYTE, redisMemory(), 100 * needs.redisBusy()));
        lines.add(
                "Kafka",
                say(
                        "%.0f facts/s, %.1f %% of what one relay tells; %d partitions (a performance is in one of them)",
                        needs.facts(), 100 * needs.relayBusy(), needs.partitions()));
        for (var warning : warnings()) {
            lines.add("CAUTION", warning);
        }
        return lines.toString();
    }

    private List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (needs.redisBusy() > pods.busy()) {
            warnings.add("one Redis is too little for so many joins at once; let people gather longer (--lobby).");
        }
        if (course.soldOut().isEmpty() && course.cameIn() * sale.seatsPerOrder() >= sale.seats()) {
            warnings.add("seats are left although many came in: too many only look or walk away.");
        }
        if (sale.pace() > sale.room() / sale.meanStay()) {
            warnings.add(say("the cap lets in %.1f/s on average, less than the rate.", sale.room() / sale.meanStay()));
        }
        return warnings;
    }

    private String assumptions() {
        var lines = new Lines(WIDE);
        lines.add(
                "who comes",
                say(
                        "%.0f %% wait in the lobby, gathered evenly over %s; the others come over %s, most at once; %.0f %% of those called do not come",
                        100 * sale.early(), Times.of(sale.lobby()), Times.of(sale.arrivals()), 100 * sale.noShow()));
        lines.add(
                "inside",
                say(
                        "%.1f seats to an order; %.0f %% only look, %.0f %% take seats and never pay; both keep their room for %s",
                        sale.seatsPerOrder(), 100 * sale.looking(), 100 * sale.walking(), Times.of(sale.stay())));
        lines.add(
                "times",
                say(
                        "%s until seats are held, %s until they are paid; a hold lasts %s",
                        Times.of(sale.choosing()), Times.of(sale.paying()), Times.of(sale.hold())));
        lines.add(
                "pods",
                say(
                        "%s cores each, %.0f %% busy in the busiest moment, at %s × the speed of the measured machine",
                        Times.trimmed(pods.cores()), 100 * pods.busy(), Times.trimmed(pods.speed())));
        lines.add("measured on", costs.machine());
        for (var cost : Cost.values()) {
            lines.add(cost.key(), say("%s, %s", Times.trimmed(costs.of(cost)), costs.source(cost)));
        }
        lines.add("left out", "whatever is not a queue, a seat or a purchase: see src-docs/operating/capacity.md");
        return lines.toString();
    }

    /// A part of a values file that the chart accepts.
    String values() {
        return say(
                """
            services:
              waiting-room:
                replicas: %1$d
                resources:
                  requests: {cpu: %3$s, memory: 384Mi}
                autoscaling: {enabled: true, minReplicas: %1$d, maxReplicas: %5$d}
              ticketing-api:
                replicas: %2$d
                resources:
                  requests: {cpu: %3$s, memory: 640Mi}
                autoscaling: {enabled: true, minReplicas: %2$d, maxReplicas: %6$d}
                env:
                  QUARKUS_DATASOURCE_JDBC_MAX_SIZE: %4$d
            """,
                needs.roomPods(),
                needs.apiPods(),
                Math.round(pods.cores() * 1_000) + "m",
                needs.pool(),
                REACH * needs.roomPods(),
                REACH * needs.apiPods());
    }

    String json() {
        var all = JSON.createObjectNode();
        all.putObject("sale")
                .put("people", sale.people())
                .put("seats", sale.seats())
                .put("opens", sale.opens() == null ? null : sale.opens().toString())
                .put("ratePerSecond", rounded(sale.pace()))
                .put("activeCap", sale.room());
        var goes = all.putObject("course");
        put(goes, "allTaken", course.allTaken());
        put(goes, "nineTenthsPaid", course.nineTenths());
        put(goes, "soldOut", course.soldOut());
        goes.put("queueEmpty", rounded(course.drained()))
                .put("everybodyByRateAlone", rounded(course.everybody()))
                .put("cameIn", rounded(course.cameIn()))
                .put("sold", rounded(course.sold()))
                .put("mostWaiting", rounded(course.mostWaiting()))
                .put("mostInside", rounded(course.mostInside()))
                .put("mostPurchasesPerSecond", rounded(course.mostOrders()));
        var minutes = goes.putArray("minutes");
        for (var minute : course.minutes()) {
            minutes.addObject()
                    .put("at", minute.at())
                    .put("waiting", rounded(minute.waiting()))
                    .put("inside", rounded(minute.inside()))
                    .put("taken", rounded(minute.taken()))
                    .put("sold", rounded(minute.sold()));
        }
        all.putObject("needs")
                .put("lobbyLooksPerSecond", rounded(needs.lobbyLooks()))
                .put("openLooksPerSecond", rounded(needs.openLooks()))
                .put("joinsPerSecond", rounded(needs.joins()))
                .put("waitingRoomPods", needs.roomPods())
                .put("waitingRoomCores", rounded(needs.roomCores()))
                .put("ticketingApiPods", needs.apiPods())
                .put("ticketingApiCores", rounded(needs.apiCores()))
                .put("connectionsOfEachPod", needs.pool())
                .put("databaseConnections", needs.connections())
                .put("databaseCores", rounded(needs.databaseCores()))
                .put("redisMebibytes", rounded(needs.redisBytes() / MEBIBYTE))
                .put("redisMaxMebibytes", Math.round(redisMemory()))
                .put("redisBusy", rounded(needs.redisBusy()))
                .put("factsPerSecond", rounded(needs.facts()))
                .put("partitions", needs.partitions());
        all.set("cautions", JSON.valueToTree(warnings()));
        var unit = all.putObject("unitCosts").put("machine", costs.machine());
        for (var cost : Cost.values()) {
            unit.put(cost.key(), costs.of(cost));
        }
        try {
            return JSON.writeValueAsString(all) + '\n';
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double redisMemory() {
        return Math.ceil(Math.max(256, REDIS_HEADROOM * needs.redisBytes() / MEBIBYTE));
    }

    private static String pods(int count, double cores) {
        return say("%d pods, %.1f cores busy", count, cores);
    }

    /// By the clock if an opening was told, and after how long.
    private String when(OptionalDouble at, String otherwise) {
        if (at.isEmpty()) {
            return otherwise;
        }
        var seconds = Math.round(at.getAsDouble());
        var after = Times.of(Duration.ofSeconds(seconds));
        return sale.opens() == null
                ? after + " after the opening"
                : sale.opens().plusSeconds(seconds).format(DateTimeFormatter.ofPattern("HH:mm:ss")) + ", after "
                        + after;
    }

    private static void put(ObjectNode in, String name, OptionalDouble value) {
        if (value.isPresent()) {
            in.put(name, rounded(value.getAsDouble()));
        } else {
            in.putNull(name);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static String say(String format, Object... words) {
        return String.format(Locale.ROOT, format, words);
    }

    /// Two columns.
    private static final class Lines {

        private final StringBuilder text = new StringBuilder();
        private final int width;

        Lines(int width) {
            this.width = width;
        }

        void add(String name, String words) {
            text.append("  ")
                    .append(name)
                    .append(" ".repeat(width - name.length()))
                    .append(words)
                    .append('\n');
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
