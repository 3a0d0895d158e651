package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartRendersTest {

    @Test
    void helm_finds_nothing_to_say_about_the_chart() {
        var result = Chart.lint();

        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("WARNING") || message.contains("ERROR"));
    }

    @Test
    void kubernetes_would_take_every_object_of_the_smallest_installation() {
        assertStrict(Chart.minimal());
    }

    @Test
    void kubernetes_would_take_every_object_of_a_house_in_earnest() {
        assertStrict(Chart.production());
    }

    @Test
    void kubernetes_would_take_every_object_when_everything_optional_is_switched_off() {
        assertStrict(Chart.minimal(Map.of(
                "ingress.enabled", "false",
                "networkPolicy.enabled", "false",
                "services.ticketing-api.autoscaling.enabled", "false",
                "services.waiting-room.autoscaling.enabled", "false",
                "pods.runAsUser", "null")));
    }

    @Test
    void kubernetes_would_take_every_object_where_the_rooms_are_apart() throws IOException {
        assertStrict(Chart.minimalWith("""
                services: {waitlist-worker: {notification: {separate: true, autoscaling: {enabled: true}}}}
                """));
    }

    private static void assertStrict(List<Rendered> objects) {
        assertThat(objects).isNotEmpty().allSatisfy(object -> assertThat(StrictObjects.fault(object))
                .as(object.toString())
                .isEmpty());
    }

    @Test
    void every_service_has_everything_a_service_needs() {
        var objects = Chart.minimal();

        assertThat(Chart.SERVICES).allSatisfy(service -> assertThat(objects)
                .filteredOn(object -> object.name().equals(Chart.named(service)))
                .extracting(Rendered::kind)
                .contains(
                        "Deployment",
                        "Service",
                        "ConfigMap",
                        "ServiceAccount",
                        "PodDisruptionBudget",
                        "NetworkPolicy"));
        assertThat(Rendered.of("HorizontalPodAutoscaler", objects))
                .extracting(Rendered::name)
                .containsExactlyInAnyOrder(Chart.named("ticketing-api"), Chart.named("waiting-room"));
        assertThat(Rendered.of("Secret", objects)).isEmpty();
    }

    @Test
    void a_room_apart_has_everything_a_service_has_and_numbers_of_its_own() throws IOException {
        var objects = Chart.minimalWith("""
                services:
                  waitlist-worker:
                    replicas: 2
                    notification:
                      separate: true
                      replicas: 5
                      resources: {limits: {memory: 2Gi}}
                      env: {HOLDFAST_NOTIFICATION_AT_ONCE: 16}
                """);

        assertThat(objects)
                .filteredOn(object -> object.name().equals(Chart.named(Chart.NOTIFICATION)))
                .extracting(Rendered::kind)
                .containsExactlyInAnyOrder(
                        "Deployment", "Service", "ConfigMap", "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy");
        var room = Rendered.one(objects, "Deployment", Chart.named(Chart.NOTIFICATION));
        var container =
                Rendered.each(room.at("spec", "template", "spec", "containers")).getFirst();
        assertThat(room.at("spec", "replicas").getAsInt()).isEqualTo(5);
        assertThat(Rendered.at(container, "resources", "limits", "memory").getAsString())
                .isEqualTo("2Gi");
        assertThat(Rendered.at(container, "image").getAsString()).contains("/waitlist-worker:");
        assertThat(config(objects, Chart.NOTIFICATION, "HOLDFAST_NOTIFICATION_AT_ONCE"))
                .isEqualTo("16");
        assertThat(jdbcUrl(objects, Chart.NOTIFICATION)).isEqualTo(jdbcUrl(objects, "waitlist-worker"));
        assertThat(Rendered.one(objects, "Deployment", Chart.named("waitlist-worker"))
                        .at("spec", "replicas")
                        .getAsInt())
                .isEqualTo(2);
    }

    @Test
    void the_rooms_share_one_deployment_unless_they_are_to_be_apart() {
        var objects = Chart.minimal();

        assertThat(objects).extracting(Rendered::name).doesNotContain(Chart.named(Chart.NOTIFICATION));
        assertThat(Rendered.one(objects, "ConfigMap", Chart.named("waitlist-worker"))
                        .at("data")
                        .getAsJsonObject()
                        .has("QUARKUS_PROFILE"))
                .isFalse();
    }

    @Test
    void without_values_the_chart_names_everything_it_needs_at_once() {
        assertThatThrownBy(Chart::defaults)
                .hasMessageContaining("Holdfast needs these values, and each secret they name must exist")
                .hasMessageContainingAll(
                        "publicUrl",
                        "database.url",
                        "database.existingSecrets.ticketing-api",
                        "database.existingSecrets.waitlist-worker",
                        "database.existingSecrets.refund-worker",
                        "redis.existingSecret",
                        "kafka.existingSecret",
                        "oidc.authServerUrl",
                        "oidc.existingSecret",
                        "keys.account.existingSecret",
                        "keys.contacts.existingSecret",
                        "keys.notifications.existingSecret",
                        "keys.place.existingSecret",
                        "keys.pass.existingSecret",
                        "keys.pass.jwks",
                        "simulator.url",
                        "simulator.existingSecret",
                        "mailer.host",
                        "mailer.from",
                        "ingress.controller");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "publicUrl",
                "database.existingSecrets.refund-worker",
                "redis.existingSecret",
                "kafka.existingSecret",
                "keys.account.existingSecret",
                "keys.contacts.existingSecret",
                "keys.notifications.existingSecret",
                "keys.place.existingSecret",
                "keys.pass.existingSecret",
                "keys.pass.jwks",
                "oidc.existingSecret",
                "simulator.existingSecret"
            })
    void a_single_missing_setting_is_named_alone(String setting) {
        assertThatThrownBy(() -> Chart.minimal(Map.of(setting, "")))
                .hasMessageContaining("must exist:\n  " + setting + "\nvalues.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    keys: {pass: {jwks: not json}}                           | keys.pass.jwks is not a JSON Web Key Set
                    keys: {pass: {jwks: '{"keys":[]}'}}                      | keys.pass.jwks is not a JSON Web Key Set
                    keys: {pass: {jwks: '{"keys":[{"kty":"EC","d":"s"}]}'}}  | keys.pass.jwks holds a private key
                    shutdown: {gracePeriodSeconds: 25}                       | gracePeriodSeconds must be more than 25
                    services: {refund-worker: {env: {QUARKUS_HTTP_HOST: x}}} | which the chart sets from its own values
                    services: {waitlist-worker: {notification: {separate: true, env: {QUARKUS_PROFILE: x}}}} | services.waitlist-worker.notification.env names
                    services: {waitlist-worker: {notification: {separate: true, autoscaling: {maxReplicas: 1}}}} | services.waitlist-worker.notification.autoscaling.minReplicas
                    services: {waiting-room: {autoscaling: {maxReplicas: 1}}} | minReplicas is more than its maxReplicas
                    ingress: {controller: other}                             | ingress.patternAnnotations
                    """)
    void what_the_schema_cannot_see_is_refused_in_words(String values, String words) {
        assertThatThrownBy(() -> Chart.minimalWith(values)).hasMessageContaining(words);
    }

    @Test
    void each_service_connects_to_its_own_schema() {
        var objects = Chart.production();

        assertThat(jdbcUrl(objects, "ticketing-api"))
                .isEqualTo(
                        "jdbc:postgresql://postgres.data.svc:5432/holdfast?sslmode=verify-full&currentSchema=ticketing");
        assertThat(jdbcUrl(objects, "waitlist-worker")).endsWith("&currentSchema=waitlist");
        assertThat(jdbcUrl(objects, "refund-worker")).endsWith("&currentSchema=refund");
        assertThat(jdbcUrl(Chart.minimal(), "refund-worker"))
                .isEqualTo("jdbc:postgresql://postgres:5432/holdfast?currentSchema=refund");
    }

    @Test
    void both_ends_of_a_pass_are_given_the_same_public_keys() throws IOException {
        var two = """
                {"keys":[{"kty":"EC","kid":"1"},{"kty":"EC","kid":"2"}]}""";

        var objects = Chart.minimalWith("keys: {pass: {jwks: '" + two + "'}}");

        assertThat(config(objects, "ticketing-api", "HOLDFAST_PASS_JWKS")).isEqualTo(two);
        assertThat(config(objects, "waiting-room", "HOLDFAST_PASS_ALSO_PUBLISHED"))
                .isEqualTo(two);
    }

    private static String config(List<Rendered> objects, String service, String name) {
        return Rendered.one(objects, "ConfigMap", Chart.named(service))
                .at("data", name)
                .getAsString();
    }

    private static String jdbcUrl(List<Rendered> objects, String service) {
        return Rendered.one(objects, "ConfigMap", Chart.named(service))
                .at("data", "QUARKUS_DATASOURCE_JDBC_URL")
                .getAsString();
    }

    @Test
    void a_changed_setting_is_a_new_pod_and_an_unchanged_one_is_not() {
        var before = Chart.minimal();
        var after = Chart.minimal(Map.of("mailer.host", "smtp2.example.org"));

        assertThat(podAnnotations(after, "waitlist-worker")).isNotEqualTo(podAnnotations(before, "waitlist-worker"));
        assertThat(podAnnotations(after, "ticketing-api")).isEqualTo(podAnnotations(before, "ticketing-api"));
    }

    private static JsonObject podAnnotations(List<Rendered> objects, String service) {
        return Rendered.one(objects, "Deployment", Chart.named(service))
                .at("spec", "template", "metadata", "annotations")
                .getAsJsonObject();
    }

    @Test
    void everything_optional_arrives_in_a_house_in_earnest() {
        var objects = Chart.production();
        var api = Rendered.one(objects, "Deployment", Chart.named("ticketing-api"));
        var config = Rendered.one(objects, "ConfigMap", Chart.named("ticketing-api"))
                .at("data")
                .getAsJsonObject();

        assertThat(api.at("spec", "template", "spec", "containers")
                        .getAsJsonArray()
                        .get(0)
                        .getAsJsonObject()
                        .get("image")
                        .getAsString())
                .isEqualTo("images.example.org/tickets/holdfast/ticketing-api:0.1.0");
        assertThat(config.asMap())
                .containsKeys(
                        "HOLDFAST_REDIS_PREFIX",
                        "HOLDFAST_TOPICS_PREFIX",
                        "KAFKA_SECURITY_PROTOCOL",
                        "KAFKA_SASL_MECHANISM",
                        "QUARKUS_OIDC_CLIENT_ID",
                        "JAVA_TOOL_OPTIONS");
        assertThat(Manifest.of(objects, Chart.named("waitlist-worker")).secretEnvironment())
                .contains("QUARKUS_MAILER_USERNAME", "QUARKUS_MAILER_PASSWORD", "KAFKA_SASL_JAAS_CONFIG");
    }

    @Test
    void autoscaling_alone_decides_the_number_of_pods_where_it_is_on() {
        var objects = Chart.production();

        assertThat(Rendered.one(objects, "Deployment", Chart.named("ticketing-api"))
                        .at("spec")
                        .getAsJsonObject()
                        .has("replicas"))
                .isFalse();
        assertThat(Rendered.one(objects, "Deployment", Chart.named("refund-worker"))
                        .at("spec", "replicas")
                        .getAsInt())
                .isEqualTo(3);
        assertThat(Rendered.one(objects, "HorizontalPodAutoscaler", Chart.named("ticketing-api"))
                        .at("spec", "maxReplicas")
                        .getAsInt())
                .isEqualTo(40);
    }

    @Test
    void the_test_pod_runs_only_when_somebody_asks_for_it() {
        assertThat(Rendered.of("Pod", Chart.minimal())).hasSize(1);
        assertThat(Rendered.of("Pod", Chart.installed())).isEmpty();
    }

    @Test
    void after_an_installation_helm_says_where_it_is_and_what_to_look_at() {
        assertThat(Chart.notes(Map.of()))
                .contains("https://tickets.example.org", "helm -n tickets test shop")
                .contains("networkPolicy.ingressFrom")
                .doesNotContain("plain http", "There is no Ingress", "Network policies are off");
        assertThat(Chart.notes(Map.of(
                        "publicUrl", "http://tickets.test",
                        "ingress.enabled", "false",
                        "networkPolicy.enabled", "false")))
                .contains("plain http", "There is no Ingress", "Network policies are off");
    }

    @Test
    void the_chart_carries_the_version_of_what_it_installs() throws IOException {
        var build = Files.readString(Chart.repository().resolve("pom.xml"));
        var chart = Files.readString(Chart.repository().resolve("helm/holdfast/Chart.yaml"));

        var version = Pattern.compile("<version>([^<]+)</version>")
                .matcher(build)
                .results()
                .findFirst();

        assertThat(version)
                .hasValueSatisfying(found -> assertThat(chart).contains("\nappVersion: " + found.group(1) + "\n"));
    }

    /// Its own test sees to it that the page shows what the calculator prints.
    @Test
    void the_values_that_the_capacity_calculator_prints_are_accepted() throws IOException {
        // Given
        var page = Files.readString(Chart.repository().resolve("src-docs/operating/capacity.md"));
        var values = page.substring(page.indexOf("services:\n"));

        // When
        var objects = Chart.minimalWith(values.substring(0, values.indexOf("```")));

        // Then
        assertThat(Rendered.one(objects, "HorizontalPodAutoscaler", Chart.named("waiting-room"))
                        .at("spec", "minReplicas")
                        .getAsInt())
                .isGreaterThan(2);
        assertThat(config(objects, "ticketing-api", "QUARKUS_DATASOURCE_JDBC_MAX_SIZE"))
                .isEqualTo("16");
    }
}
