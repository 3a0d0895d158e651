package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The chart and the services say the same. What a service needs stands in its application.properties, from which
/// its build generates a manifest; the chart must promise exactly that.
class NoDriftTest {

    static final List<String> SERVICES = Chart.SERVICES;

    /// Every generated manifest has it; no service of ours reads it.
    private static final String ONLY_GENERATED = "KUBERNETES_NAMESPACE";

    /// Settings the smallest installation writes down although the service has a default of its own.
    private static final String ONLY_IN_CHART = "QUARKUS_MAILER_START_TLS";

    @ParameterizedTest
    @FieldSource("SERVICES")
    void ports_and_probes_are_the_services_own(String service) throws IOException {
        var generated = generated(service);

        var chart = Manifest.of(Chart.minimal(), Chart.named(service));

        assertThat(chart.ports()).isEqualTo(generated.ports());
        assertThat(chart.probes()).isEqualTo(generated.probes());
        assertThat(chart.servicePorts()).isEqualTo(generated.servicePorts());
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void a_service_is_given_what_it_asks_for_and_secrets_stay_secrets(String service) throws IOException {
        var generated = generated(service);
        var asked = new TreeSet<>(generated.plainEnvironment());
        asked.remove(ONLY_GENERATED);

        var chart = Manifest.of(Chart.minimal(), Chart.named(service));
        var given = new TreeSet<>(chart.plainEnvironment());
        given.remove(ONLY_IN_CHART);

        assertThat(given).isEqualTo(asked);
        assertThat(chart.secretEnvironment()).isEqualTo(generated.secretEnvironment());
    }

    @Test
    void each_room_of_a_divided_service_is_given_what_the_service_asks_for_and_told_which_room_it_is()
            throws IOException {
        var generated = generated("waitlist-worker");
        var asked = new TreeSet<>(generated.plainEnvironment());
        asked.remove(ONLY_GENERATED);
        asked.add(ONLY_IN_CHART);
        asked.add("QUARKUS_PROFILE");

        var objects = Chart.minimal(Chart.SEPARATE);

        assertThat(List.of("waitlist-worker", Chart.NOTIFICATION)).allSatisfy(room -> {
            var chart = Manifest.of(objects, Chart.named(room));
            assertThat(chart.plainEnvironment()).isEqualTo(asked);
            assertThat(chart.secretEnvironment()).isEqualTo(generated.secretEnvironment());
            assertThat(chart.ports()).isEqualTo(generated.ports());
            assertThat(chart.probes()).isEqualTo(generated.probes());
            assertThat(chart.servicePorts()).isEqualTo(generated.servicePorts());
        });
    }

    @Test
    void the_chart_names_profiles_that_the_service_has() throws IOException {
        var properties = Files.readString(
                Chart.repository().resolve("waitlist-worker/src/main/resources/application.properties"));

        var objects = Chart.minimal(Chart.SEPARATE);

        assertThat(profiles(objects, "waitlist-worker")).isEqualTo("prod,waitlist-only");
        assertThat(profiles(objects, Chart.NOTIFICATION)).isEqualTo("prod,notification-only");
        assertThat(properties)
                .contains("%waitlist-only.holdfast.rooms=waitlist", "%notification-only.holdfast.rooms=notification");
    }

    private static String profiles(List<Rendered> objects, String room) {
        return Rendered.one(objects, "ConfigMap", Chart.named(room))
                .at("data", "QUARKUS_PROFILE")
                .getAsString();
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void kubernetes_waits_until_a_service_has_let_its_requests_finish(String service) throws IOException {
        var properties = new Properties();
        try (var file = new FileInputStream(Chart.repository()
                .resolve(service)
                .resolve("src/main/resources/application.properties")
                .toFile())) {
            properties.load(file);
        }
        var finishing = seconds(properties.getProperty("quarkus.shutdown.timeout", "0s"))
                .plus(seconds(properties.getProperty("quarkus.shutdown.delay", "0s")));

        var pod = Rendered.one(Chart.minimal(), "Deployment", Chart.named(service))
                .at("spec", "template", "spec");
        var preStop = Rendered.at(
                        Rendered.each(Rendered.at(pod, "containers")).getFirst(),
                        "lifecycle",
                        "preStop",
                        "sleep",
                        "seconds")
                .getAsLong();
        var grace = Rendered.at(pod, "terminationGracePeriodSeconds").getAsLong();

        assertThat(finishing).as("quarkus.shutdown.timeout").isPositive();
        assertThat(Duration.ofSeconds(grace)).isGreaterThan(finishing.plusSeconds(preStop));
    }

    private static Duration seconds(String text) {
        return Duration.parse("PT" + text);
    }

    private static Manifest generated(String service) throws IOException {
        Path file = Chart.repository().resolve(service).resolve("target/kubernetes/kubernetes.yml");
        assertThat(file)
                .as(
                        "%s has not been packaged, so there is no manifest to compare with. Run: mvn package -pl %s -am "
                                + "-DskipTests",
                        service, service)
                .exists();
        return Manifest.of(Rendered.all(Files.readString(file)), service);
    }
}
