package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A service reaches what it uses and nothing else.
class NetworkPolicyTest {

    /// DNS, then the ports of the parts in the order of values.yaml.
    @ParameterizedTest
    @CsvSource({
        "ticketing-api,   53 53 5432 9092 443 6379 443",
        "waiting-room,    53 53 9092 443 6379",
        "waitlist-worker, 53 53 5432 9092 443 443 587",
        "refund-worker,   53 53 5432 9092 443 443"
    })
    void a_service_may_speak_to_the_parts_it_uses(String service, String ports) {
        var policy = Rendered.one(Chart.minimal(), "NetworkPolicy", Chart.named(service));

        assertThat(allowed(policy)).containsExactlyInAnyOrderElementsOf(Arrays.asList(ports.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({"waitlist-worker, 53 53 5432 9092 443", "notification, 53 53 5432 9092 443 443 587"})
    void where_the_rooms_are_apart_only_the_one_that_tells_people_may_speak_to_those_who_carry_messages(
            String room, String ports) {
        var policy = Rendered.one(Chart.minimal(Chart.SEPARATE), "NetworkPolicy", Chart.named(room));

        assertThat(allowed(policy)).containsExactlyInAnyOrderElementsOf(Arrays.asList(ports.split(" ")));
    }

    private static List<String> allowed(Rendered policy) {
        return Rendered.each(policy.at("spec", "egress")).stream()
                .flatMap(rule -> Rendered.each(rule.get("ports")).stream())
                .map(port -> port.get("port").getAsString())
                .toList();
    }

    @Test
    void nobody_reaches_the_management_port_unless_named() {
        var rules = Rendered.each(Rendered.one(Chart.minimal(), "NetworkPolicy", Chart.named("ticketing-api"))
                .at("spec", "ingress"));

        assertThat(ports(rules)).containsExactly("http");
    }

    @Test
    void only_those_named_reach_a_house_in_earnest() {
        var rules = Rendered.each(Rendered.one(Chart.production(), "NetworkPolicy", Chart.named("ticketing-api"))
                .at("spec", "ingress"));

        assertThat(ports(rules)).containsExactly("http", "management");
        assertThat(rules)
                .allSatisfy(rule -> assertThat(Rendered.each(rule.get("from"))).isNotEmpty());
    }

    @Test
    void the_test_pod_is_let_in_where_others_are_kept_out() {
        var objects = Chart.production();
        var test = Rendered.one(objects, "Pod", Chart.named("test"));

        assertThat(Rendered.of("NetworkPolicy", objects)).hasSize(4).allSatisfy(policy -> {
            var peers = Rendered.each(
                    Rendered.each(policy.at("spec", "ingress")).getFirst().get("from"));
            assertThat(peers)
                    .filteredOn(peer -> peer.has("podSelector"))
                    .singleElement()
                    .satisfies(peer -> assertThat(labels(Rendered.at(peer, "podSelector", "matchLabels")
                                    .getAsJsonObject()))
                            .isSubsetOf(labels(test.at("metadata", "labels").getAsJsonObject())));
        });
    }

    private static List<Map.Entry<String, String>> labels(JsonObject labels) {
        return labels.entrySet().stream()
                .map(label -> Map.entry(label.getKey(), label.getValue().getAsString()))
                .toList();
    }

    private static List<String> ports(List<JsonObject> rules) {
        return rules.stream()
                .flatMap(rule -> Rendered.each(rule.get("ports")).stream())
                .map(port -> port.get("port").getAsString())
                .toList();
    }
}
