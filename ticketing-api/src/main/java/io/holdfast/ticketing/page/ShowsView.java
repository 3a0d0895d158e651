package io.holdfast.ticketing.page;

import io.holdfast.ticketing.show.Picture;
import io.holdfast.ticketing.show.SaleTimes;
import io.holdfast.ticketing.show.Search;
import io.holdfast.ticketing.show.ShowSummary;
import io.holdfast.ticketing.show.Showcase.Facet;
import io.holdfast.ticketing.show.Showcase.ShowList;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The list of shows as it stands before any script has run; `pages/shows.ts` draws the same.
///
/// @param all nothing is looked for in particular
/// @param narrow it is narrowed down by more than words and a category
/// @param wrong the address asks for what cannot be
/// @param top empty when something is looked for
/// @param more where the next page is; absent on the last
record ShowsView(
        String site,
        Filters filters,
        boolean all,
        boolean narrow,
        boolean wrong,
        List<Choice> categories,
        List<Choice> regions,
        List<Card> top,
        List<Card> cards,
        @Nullable Integer found,
        @Nullable String more) {

    /// What the address says, for the form.
    record Filters(String q, String category, String region, String from, String to, String state) {

        boolean none() {
            return address(Map.of()).equals("/");
        }

        boolean narrow() {
            return !(region + from + to + state).isEmpty();
        }

        /// The address of the same with something else in it.
        String address(Map<String, String> instead) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("q", q);
            all.put("category", category);
            all.put("region", region);
            all.put("from", from);
            all.put("to", to);
            all.put("state", state);
            all.putAll(instead);
            var said = all.entrySet().stream()
                    .filter(one -> !one.getValue().isEmpty())
                    .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return said.isEmpty() ? "/" : "/?" + said;
        }
    }

    /// @param name empty: any
    record Choice(String name, String href, int shows, boolean chosen) {}

    /// @param day of the first performance; empty when there is none
    /// @param others how many performances there are besides
    /// @param opens when the sale opens; empty when it has
    record Card(
            String id,
            int tone,
            String title,
            String category,
            String venue,
            String state,
            String when,
            String day,
            int others,
            String price,
            String opens,
            @Nullable Picture picture) {

        static Card of(ShowSummary show, Wording wording) {
            var first = show.performances().stream().findFirst();
            return new Card(
                    show.id().toString(),
                    toneOf(show.id().toString()),
                    show.title(),
                    show.category(),
                    show.venue(),
                    show.sale().state().name(),
                    first.map(one -> wording.dateTime(one.startsAt(), show.timeZone()))
                            .orElse(""),
                    first.map(one -> wording.day(one.startsAt(), show.timeZone()))
                            .orElse(""),
                    show.performanceCount() - 1,
                    wording.money(show.fromPrice()),
                    whenItOpens(show.sale(), show.timeZone(), wording),
                    show.picture());
        }
    }

    static ShowsView of(
            String site, Filters filters, Search search, ShowList list, List<ShowSummary> top, Wording wording) {
        var categories =
                list.facets() == null ? List.<Facet>of() : list.facets().categories();
        var regions = list.facets() == null ? List.<Facet>of() : list.facets().regions();
        var next = list.next();
        return new ShowsView(
                site,
                filters,
                filters.none(),
                filters.narrow(),
                false,
                choices("category", filters.category(), categories, filters),
                choices("region", filters.region(), regions, filters),
                filters.none() && search.after().isEmpty() ? cards(top, wording) : List.of(),
                cards(list.shows(), wording),
                list.found(),
                next == null ? null : filters.address(Map.of("after", next)));
    }

    static ShowsView wrong(String site, Filters filters) {
        return new ShowsView(
                site,
                filters,
                false,
                filters.narrow(),
                true,
                choices("category", filters.category(), List.of(), filters),
                choices("region", filters.region(), List.of(), filters),
                List.of(),
                List.of(),
                0,
                null);
    }

    /// Any, and each; also the chosen one where there is nothing of it.
    private static List<Choice> choices(String name, String chosen, List<Facet> facets, Filters filters) {
        var all = new ArrayList<Choice>();
        all.add(new Choice("", filters.address(Map.of(name, "")), 0, chosen.isEmpty()));
        for (var facet : facets) {
            all.add(new Choice(
                    facet.name(),
                    filters.address(Map.of(name, facet.name())),
                    facet.shows(),
                    facet.name().equalsIgnoreCase(chosen)));
        }
        if (all.stream().noneMatch(Choice::chosen)) {
            all.add(new Choice(chosen, filters.address(Map.of()), 0, true));
        }
        return all;
    }

    private static List<Card> cards(List<ShowSummary> shows, Wording wording) {
        return shows.stream().map(show -> Card.of(show, wording)).toList();
    }

    /// When it opens, if that is still to come.
    static String whenItOpens(SaleTimes sale, String zone, Wording wording) {
        return sale.serverTime().isBefore(sale.opensAt()) ? wording.dateTime(sale.opensAt(), zone) : "";
    }

    /// Which of six colours a poster has; the components make the same of an id.
    static int toneOf(String id) {
        return id.chars().reduce(7, (all, sign) -> (all * 31 + sign) % 9973) % 6;
    }
}
