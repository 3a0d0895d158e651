package io.holdfast.waitlist.report;

import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.waitlist.matching.FairnessReport;
import io.holdfast.waitlist.matching.FairnessReport.Passed;
import io.holdfast.waitlist.matching.FairnessReport.Round;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A fairness report as a table (RFC 4180): a line for each thing that happened, in the order of the line.
final class FairnessTable {

    private static final String HEAD = "round,at,releases,what,entry,place,seats,wish,entries,why\r\n";

    private final StringBuilder text = new StringBuilder(HEAD);

    static String of(FairnessReport report) {
        var table = new FairnessTable();
        report.rounds().forEach(table::add);
        return table.text.toString();
    }

    private void add(Round round) {
        for (var taken : round.taken()) {
            taken.passed().forEach(passed -> add(round, passed));
            add(round, taken.what(), taken.entry(), taken.place(), seats(taken.seats()), "", "", "");
        }
        round.passed().forEach(passed -> add(round, passed));
        if (!round.unwanted().isEmpty()) {
            add(round, "UNWANTED", "", "", seats(round.unwanted()), "", "", round.tooLate() ? "TOO_LATE" : "");
        }
        round.violations().forEach(violation -> add(round, "VIOLATION", "", "", "", "", "", violation));
    }

    private void add(Round round, Passed passed) {
        var wish = passed.wish();
        var sections = wish.sections().isEmpty() ? "" : " in " + String.join(" or ", wish.sections());
        var price = wish.highestPrice()
                .map(highest -> " for up to %d %s"
                        .formatted(highest.amount(), highest.currency().getCurrencyCode()))
                .orElse("");
        var together = wish.seats() > 1 && wish.adjacent() ? " together" : "";
        add(
                round,
                "PASSED",
                "",
                "",
                "",
                "%d %s%s%s%s".formatted(wish.seats(), String.join(" or ", wish.grades()), together, sections, price),
                passed.entries(),
                passed.why());
    }

    private void add(Round round, Object... cells) {
        var releases = round.releases().stream().map(ReleaseId::toString).collect(Collectors.joining(" "));
        List<Object> all = new java.util.ArrayList<>(List.of(round.round(), round.at(), releases));
        all.addAll(Arrays.asList(cells));
        text.append(all.stream().map(FairnessTable::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String seats(List<SeatId> seats) {
        return seats.stream().map(SeatId::value).collect(Collectors.joining(" "));
    }

    /// What a spreadsheet would take for a formula is made text.
    private static String cell(Object value) {
        var plain = value.toString();
        if (!plain.isEmpty() && "=+-@\t\r".indexOf(plain.charAt(0)) >= 0) {
            plain = "'" + plain;
        }
        return plain.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + plain.replace("\"", "\"\"") + '"'
                : plain;
    }
}
